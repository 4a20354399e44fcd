"""What an auditor asks of a whole book: what was refused, passed over, vouched for, late, corrected, or done by one alone.

Subject by subject: each entry about it is read once, applied or refused, and a dividend or a meeting followed, with its
duties.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date
from functools import lru_cache, partial
from itertools import pairwise
from statistics import median_low
from typing import Any, Final
from zoneinfo import ZoneInfo

from states.context import Deed, about
from states.deadline import Deadline, Status
from states.errors import WrongWords
from states.facts import Kind
from states.finding import Verdict, Weight
from states.fold import spread
from states.people import PART_OF, People
from workflow import sql
from workflow.log import Entry, genesis
from workflow.others import in_force
from workflow.queries import EVERYTHING, Answer, Filter, entries, lag, require_company, within, zone
from workflow.replay import Past, corrected_days, followed, last_corrections, load
from workflow.restores import in_words
from workflow.sql import Run
from workflow.timetable import duties

REFUSED, OVERRIDDEN, NOT_KNOWN, NOTED, ATTESTED = "refused", "overridden", "not known", "noted", "attested"
LATE, CORRECTED, AS_CORRECTED = "late", "corrected", "refused as corrected"
INTERRUPTED, RESTORED, ONE_PERSON, WAIVED = "interrupted", "restored", "one person", "waived"
MISSED, DONE_LATE = "duty missed", "duty late"
KINDS: Final = (
    *(REFUSED, OVERRIDDEN, NOT_KNOWN, NOTED, ATTESTED, LATE, CORRECTED, AS_CORRECTED, INTERRUPTED, RESTORED),
    *(ONE_PERSON, WAIVED, MISSED, DONE_LATE),
)
INTERRUPTIONS: Final = ("suspend", "annul", "recover", "withdraw", "cancel")
_AS_CORRECTED: Final = "stands_as_corrected"  # the guard that asks a step once more, as it should have been recorded
_LEFT_OPEN: Final = {(Verdict.UNKNOWN, Weight.DEFECT): NOT_KNOWN, (Verdict.FAIL, Weight.NOTE): NOTED}
_ANSWERED: Final = ('"verdict":"unknown","weight":"defect"', '"verdict":"fail","weight":"note"', '"waived":["')
"""In the canonical form of an entry, what asks for its answers to be read."""


def findings(run: Run, on: date, ref: str | None = None, asked: Filter = EVERYTHING, *, late: int = 0) -> Answer:
    """What in the book, or about one subject, needs a second look, as it stands on the day ``on``.

    A row about an entry is there where ``asked`` wants the entry, a duty where its last day lies within since and until.
    Beyond being refused, a refusal is nothing: what was not done was not late.  ``late`` are the days by which a deed may
    be recorded after it was done.

    Raises:
        NotFound: there is no entry about ``ref``, or no such company.  WrongWords: ``ref`` is a company itself.
    """
    if asked.company is not None:
        require_company(run, asked.company)
    if ref is not None and any(row[1] == Kind.COMPANY for row in run(sql.SUBJECT, {"ref": ref})):
        remedy = f"ketsugi findings --company {ref}, of its meetings and dividends too"
        raise WrongWords(f"{ref} is a company: its own entries alone say little", remedy=remedy)
    shown_in = zone(run)
    people, read = in_force(run), lru_cache(maxsize=1_000)(partial(load, run))  # a company and a meeting are asked for often
    looked_at = int(ref is None and (asked == EVERYTHING or asked.wants(genesis(run), shown_in)))
    found: list[Answer] = []
    pace: list[Answer] = []
    due: list[Answer] = []
    not_known = 0
    for each in [row[0] for row in run(sql.SUBJECTS_OF_LOG, {})] if ref is None else [ref]:
        bodies = _corrected({entry.seq: _read(entry) for entry in entries(run, each)})
        past = followed({seq: body for seq, body in bodies.items() if body["outcome"] == "applied"})
        refused = _refused_as_corrected(past, bodies)
        asked_for = _asked_for(bodies, asked, shown_in)
        looked_at += len(asked_for)
        for seq in asked_for:
            found += _of_entry(seq, bodies[seq], lag(bodies[seq], shown_in), late, as_corrected=seq in refused)
        if past is not None and past.kind in (Kind.DIVIDEND, Kind.MEETING) and asked.company in (None, past.company):
            found += [row for row in _one_person(past, bodies, people) if row["entry"] in asked_for]
            pace += [row for row in _pace(past) if row["entry"] in asked_for]
            days = duties(read, past, on)
            not_known += sum(day.pressing and day.on is None for day in days if day.status is Status.UNKNOWN)
            gone = (day for day in days if day.status in (Status.OVERDUE, Status.MISSED))
            due += [_of_duty(bodies, day) for day in gone if day.last_on and within(asked.since, day.last_on, asked.until)]
    found.sort(key=lambda each: (each["entry"], KINDS.index(each["what"])))
    found += sorted(due, key=lambda each: (each["on"], each["subject"], each["said"]))
    counts = Counter(each["what"] for each in found)
    return {
        "on": str(on),
        "entries": looked_at,
        "counts": {kind: counts[kind] for kind in KINDS},
        "duties_not_known": not_known,
        "findings": found,
        "pace": sorted(pace, key=lambda each: each["entry"]),
        "pace_by_step": _by_step(pace),
    }


def _read(entry: Entry) -> Answer:
    """What an entry says, its answers only where one of them may be found."""
    return entry.body if any(each in entry.text for each in _ANSWERED) else entry.brief


def _corrected(bodies: dict[int, Answer]) -> dict[int, Answer]:
    """The entries of a subject, each with the day of its deed as that stands corrected: by it they are late, or not."""
    right = corrected_days(body for body in bodies.values() if body["outcome"] == "applied")
    return {seq: body | {"occurred_on": right[seq]} if seq in right else body for seq, body in bodies.items()}


def _asked_for(bodies: Mapping[int, Answer], asked: Filter, shown_in: ZoneInfo) -> set[int]:
    """The numbers of the entries that are asked for; with an entry, whatever corrects it."""
    found: set[int] = set()
    for seq, body in bodies.items():
        corrects = body["corrects"] or {}
        if asked == EVERYTHING or asked.wants(body, shown_in) or corrects.get("entry") in found:
            found.add(seq)
    return found


def _refused_as_corrected(past: Past | None, bodies: Mapping[int, Answer]) -> set[int]:
    """The corrections that have the last word on an entry, and by which it would have been refused."""
    last = last_corrections(past.deeds).values() if past is not None else ()
    return {
        seq for seq in last if (_AS_CORRECTED, Verdict.FAIL) in [(f["guard"], f["verdict"]) for f in bodies[seq]["findings"]]
    }


def _of_entry(seq: int, body: Mapping[str, Any], lag_days: int | None, late: int, *, as_corrected: bool) -> Iterator[Answer]:
    """What is to be said of one entry; of a refusal only that it is one."""
    if body["outcome"] == "refused":
        yield _row(REFUSED, seq, body, "; ".join(_objections(body)))
        return
    if body["overridden"]:
        yield _row(OVERRIDDEN, seq, body, f"{', '.join(body['overridden'])}: {body['reason']}")
    for what, said in _answered(body).items():
        yield _row(what, seq, body, "; ".join(said))
    if attest := body["facts"].get("attest"):
        named = ((name.replace("_", "-"), note) for name, note in spread(attest).items())
        yield _row(ATTESTED, seq, body, "; ".join(f"{name}: {note}" for name, note in named))
    if lag_days is not None and lag_days > late:
        days = "1 day" if lag_days == 1 else f"{lag_days} days"
        yield _row(LATE, seq, body, f"recorded {days} after it was done", lag_days)
    if body["event"] in INTERRUPTIONS:
        yield _row(INTERRUPTED, seq, body, body["reason"] or f"{body['from']} → {body['to']}")
    if body["event"] == "restore":
        yield _row(RESTORED, seq, body, f"{in_words(body['facts'])}: {body['reason']}")
    if body["corrects"]:
        yield _row(CORRECTED, seq, body, _should_say(body["corrects"], body["facts"], body["reason"]))
    if as_corrected:
        objects = (each["message"] for each in body["findings"] if each["guard"] == _AS_CORRECTED)
        yield _row(AS_CORRECTED, seq, body, "; ".join(objects))
    if waived := (body["by"] or {}).get("waived"):
        said = [f"{each['message']} ({each['guard']})" for each in body["findings"] if each["guard"] in waived]
        yield _row(WAIVED, seq, body, "; ".join(said))


def _answered(body: Mapping[str, Any]) -> dict[str, list[str]]:
    """What the answers of an applied entry leave to be looked at: defects that are not known, and notes."""
    found: dict[str, list[str]] = {}
    for each in body["findings"]:
        what = _LEFT_OPEN.get((each["verdict"], each["weight"]))
        if what is not None and each["guard"] not in (*body["overridden"], _AS_CORRECTED):
            found.setdefault(what, []).append(f"{each['message']} ({each['guard']})")
    return {what: found[what] for what in (NOT_KNOWN, NOTED) if what in found}


def _row(what: str, seq: int, body: Mapping[str, Any], said: str, days: int | None = None) -> Answer:
    return {
        "what": what,
        "entry": seq,
        "subject": body["subject"],
        "event": body["event"],
        "actor": body["actor"],
        "person": (body["by"] or {}).get("person"),
        "on": body["occurred_on"],
        "recorded_at": body["recorded_at"],
        "days": days,
        "said": said,
    }


def _objections(body: Mapping[str, Any]) -> Iterator[str]:
    """Each answer that stopped a step, in the words of the log."""
    for each in body["findings"]:
        stops = (Verdict.FAIL, Verdict.UNKNOWN) if each["weight"] == Weight.BAR else (Verdict.FAIL,)
        if each["verdict"] in stops and each["weight"] != Weight.NOTE and each["guard"] not in body["overridden"]:
            title = "not known" if each["verdict"] == Verdict.UNKNOWN else each.get("title", each["guard"])
            yield f"{title}: {each['message']} ({each['guard']})"


def _should_say(corrects: Mapping[str, Any], facts: Mapping[str, Any], reason: str | None) -> str:
    day = [f"on {corrects['occurred_on']}"] if corrects["occurred_on"] else []
    named = [f"{name} {value}" for name, value in spread(facts).items() if not name.startswith("attest.")]
    return f"entry {corrects['entry']} should say {', '.join([*day, *named])}: {reason}"


def _one_person(past: Past, bodies: Mapping[int, Answer], people: People | None) -> Iterator[Answer]:
    """Who took more than one part in a dividend, each at the first entry of their second part."""
    taken: dict[tuple[str, bool], dict[str, list[Deed]]] = {}
    for deed in past.deeds if past.kind is Kind.DIVIDEND else ():
        part = PART_OF.get(about(past.deeds, deed.event, deed.corrects) if deed.corrects else deed.event)
        for who in _who(deed, people) if part else ():
            taken.setdefault(who, {}).setdefault(str(part), []).append(deed)
    for (name, _), parts in taken.items():
        if len(parts) > 1:
            first = sorted(deeds[0].seq for deeds in parts.values())
            said = [", ".join(f"{deed.event} (entry {deed.seq})" for deed in deeds) for deeds in parts.values()]
            yield _row(ONE_PERSON, first[1], bodies[first[1]], f"{name}: {'; '.join(said)}")


def _who(deed: Deed, people: People | None) -> list[tuple[str, bool]]:
    """Whose deed it was, by the roster; one from before it by the login, which may be theirs now; else the login alone."""
    if deed.person is not None:
        return [(deed.person, True)]
    theirs = [(ref, True) for ref, each in people.people.items() if deed.actor in each.logins] if people else []
    return theirs or [(deed.actor, False)]


def _pace(past: Past) -> Iterator[Answer]:
    """The calendar days from each step that moved a dividend to the next, as they stand corrected."""
    moved = [deed for deed in past.deeds if deed.source != deed.dest] if past.kind is Kind.DIVIDEND else []
    for one, other in pairwise(moved):
        yield {
            "subject": past.ref,
            "from_event": one.event,
            "to_event": other.event,
            "from_on": str(one.on) if one.on else None,
            "to_on": str(other.on) if other.on else None,
            "days": (other.on - one.on).days if one.on and other.on else None,
            "entry": other.seq,
        }


def _by_step(pace: list[Answer]) -> list[Answer]:
    """Of each step to the next, how many dividends took it, and the fewest, middle and most calendar days."""
    days: dict[tuple[str, str], list[int]] = {}
    for each in pace:
        if each["days"] is not None:
            days.setdefault((each["from_event"], each["to_event"]), []).append(each["days"])
    return [
        {"from_event": one, "to_event": other, "steps": len(known), "fewest": min(known)}
        | {"middle": median_low(known), "most": max(known)}
        for (one, other), known in sorted(days.items())
    ]


def _of_duty(bodies: Mapping[int, Answer], duty: Deadline) -> Answer:
    """A duty that was done late, or is not done and overdue; its day is the last on which it was in time."""
    said = (
        f"{duty.title} ({duty.id}, {duty.source}): due by {duty.last_on}, {f'done on {duty.on}' if duty.on else 'not done'}"
    )
    said += f"; {duty.message}" if duty.message else ""
    blank: Mapping[str, Any] = {"subject": duty.subject, "event": None, "actor": None, "by": None, "recorded_at": None}
    body = bodies[duty.entry] if duty.entry else blank
    row = _row(DONE_LATE if duty.entry else MISSED, duty.entry or 0, {**body, "occurred_on": str(duty.last_on)}, said)
    return row | {"entry": duty.entry, "days": -(duty.slack or 0)}
