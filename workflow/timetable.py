"""The timetable of a subject, of bare dates, and of a whole book: what is due, by when, and how it stands today."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date, timedelta
from functools import cache, partial
from typing import Any

from states import codec, timetable
from states.codec import plain
from states.context import Context
from states.deadline import Deadline, Status
from states.errors import LogBroken, NotFound, WrongWords, known_here
from states.facts import Company, Dividend, Kind, Meeting
from states.finding import Weight
from states.fold import fold
from states.lives import ACCEPTS, LIFECYCLES
from states.rulebooks import rulebook
from states.rules import Rulebook
from workflow import sql, words
from workflow.calendars import with_stated
from workflow.log import body_of
from workflow.queries import Answer, require_company
from workflow.replay import Past, load, siblings
from workflow.shape import REMEDY
from workflow.sql import Run
from workflow.standing import standing

Changed = Mapping[str, Any]
"""Facts of a what-if, in the words of the command line."""
Read = Callable[..., Past | None]
"""Gives a subject by its reference, a company as of a day."""


def schedule(run: Run, ref: str, today: date, changed: Changed | None = None) -> list[Answer]:
    """Every limit, duty and question of a meeting, or of a dividend and its meeting, as it stands on ``today``.

    Raises:
        NotFound: it is not in this book.  WrongWords: it has no timetable, or ``changed`` means nothing for it.
    """
    past = standing(run, ref)
    if past.kind.is_of_the_book:
        raise WrongWords(f"{past.kind.named} has no timetable", remedy="name a meeting or a dividend")
    if past.kind is Kind.COMPANY:
        raise WrongWords(f"{ref} is a company", remedy="ask for one of its meetings or dividends; ketsugi due for all")
    contexts, rules = _contexts(partial(load, run), past, today, changed or {})
    if past.state == "drafted":  # whether it is the only one of its year is asked when it is decided
        contexts[-1] = replace(contexts[-1], siblings=siblings(run, past.company, past.ref))
    stood = timetable.timetable(contexts, rules)
    rows = [answer(each) for each in stood if not (_has_ended(past, each) and each.status in _DUE)]
    return [row | {"evidence": _evidence(run, row["entry"])} for row in rows]


def nearest(run: Run, refs: Iterable[str], today: date) -> dict[str, Answer]:
    """Of meetings and dividends the limit that comes first of those not kept yet, overdue ones before all."""
    ahead = (Status.OVERDUE, Status.OPEN)
    found: dict[str, Answer] = {}
    for past, limits in _limits(run, (standing(run, ref) for ref in refs), today):
        rows = [each for each in limits if each.status in ahead and each.weight != "until"]
        first = min(rows, key=lambda each: (ahead.index(each.status), each.last_on or date.max, each.id), default=None)
        found |= {past.ref: answer(first)} if first else {}
    return found


def _limits(run: Run, pasts: Iterable[Past], today: date) -> Iterator[tuple[Past, tuple[Deadline, ...]]]:
    """Each dividend or meeting with the limits of itself and its meeting."""
    read = cache(partial(load, run))  # each company and meeting once, however many dividends it has
    limits: dict[str, tuple[Deadline, ...]] = {}
    for past in pasts:
        contexts, rules = _contexts(read, past, today, {})
        found = {each.ref: limits.get(each.ref) or timetable.limits(each, rules) for each in contexts}
        limits |= {each.ref: found[each.ref] for each in contexts if each.kind is Kind.MEETING}  # which many dividends share
        yield past, timetable.shown_once(found[each.ref] for each in contexts)


def _evidence(run: Run, entry: int | None) -> list[str]:
    """The names of the documents with which a duty was fulfilled."""
    return [each["name"] for each in body_of(run, entry)["evidence"]] if entry else []


def differences(before: list[Answer], after: list[Answer]) -> list[tuple[Answer | None, Answer | None]]:
    """The lines of a timetable that a change would move, each as it is and as it would be."""
    was, now = ({(each["subject"], each["id"], each["place"]): each for each in rows} for rows in (before, after))
    keys = dict.fromkeys([*was, *now])
    return [(was.get(key), now.get(key)) for key in keys if was.get(key) != now.get(key)]


def due(run: Run, today: date, *, until: date | None = None, company: str | None = None) -> list[Answer]:
    """What the whole book leaves to do, as far as ``until``.

    First what is overdue, then days that are planned beyond a limit and can still be moved, then what is open; at last
    what may be due, where a fact that decides it is not stated, and the duties whose day no calendar covers.  Of a
    dividend that has ended its duties alone are listed, and like those of a held meeting for two years after its day.

    Raises:
        NotFound: there is no such company.
    """
    if company is not None:
        require_company(run, company)
    found: dict[Deadline, Answer] = {}
    for past, limits in _limits(run, _alive(run, today, company), today):
        for each in limits:
            if _is_due(each, today, until) and not _has_ended(past, each):
                found[each] = answer(each)
    return sorted(found.values(), key=_turn)


def _has_ended(past: Past, each: Deadline) -> bool:
    """Whether it is a limit of a dividend that has ended: nothing is to be done any more, but for its duties."""
    over = past.kind is Kind.DIVIDEND and past.state in LIFECYCLES[past.kind].final
    return over and each.subject == past.ref and each.weight != "duty"


def _turn(each: Answer) -> tuple[int, str, str, str]:
    day = each["last_on"] or each["first_on"] or str(date.max)
    return _DUE.index(each["status"]), day, each["subject"], each["id"]


def _alive(run: Run, today: date, company: str | None) -> Iterator[Past]:
    """The dividends and meetings that may have something due."""
    return (standing(run, ref) for ref, long_over in _subjects(run, today, company) if not long_over)


def long_ended(run: Run, today: date, company: str | None) -> list[str]:
    """The dividends and meetings that ended so long ago that ``due`` looks at them no more."""
    return [ref for ref, long_over in _subjects(run, today, company) if long_over]


def _subjects(run: Run, today: date, company: str | None) -> Iterator[tuple[str, bool]]:
    """Each dividend and meeting, and whether it ended long ago."""
    for kind in (Kind.DIVIDEND, Kind.MEETING):
        for state in LIFECYCLES[kind].states:
            over = state in LIFECYCLES[kind].final
            asked = {"kind": kind, "company": company, "state": str(state)}
            for ref, day in [] if state == "cancelled" else list(run(sql.IN_STATE, asked)):
                yield ref, over and day is not None and day < str(today - _AFTER_THE_END)


_AFTER_THE_END = timedelta(days=731)  # the last duty, the tax on what is unpaid, is due a year and a month after payment
_DUE = (Status.OVERDUE, Status.MISSED, Status.OPEN, Status.UNKNOWN)  # in the order in which they are listed


def duties(read: Read, past: Past, on: date) -> tuple[Deadline, ...]:
    """What a dividend or a meeting has to have done, and by when, as it stands on a day; nothing where it was cancelled.

    ``read`` gives each company and meeting that it names.
    """
    contexts, rules = _contexts(read, past, on, {})
    own = [context for context in contexts if context.ref == past.ref]
    return tuple(each for context in own for each in timetable.duties(context, rules) if each.weight == "duty")


def _is_due(deadline: Deadline, today: date, until: date | None) -> bool:
    if deadline.weight == "until" or deadline.status not in _DUE:
        return False
    if deadline.status is Status.MISSED:  # planned, and not yet past: it can still be moved
        return deadline.weight in (Weight.BAR, Weight.DEFECT) and deadline.on is not None and deadline.on >= today
    if deadline.status is Status.UNKNOWN and deadline.last_on is None:
        return deadline.pressing and deadline.on is None
    if deadline.status is Status.UNKNOWN and (deadline.on is not None or deadline.weight == Weight.NOTE):
        return False
    return until is None or (deadline.last_on is not None and deadline.last_on <= until)


def _contexts(read: Read, past: Past, today: date, changed: Changed) -> tuple[list[Context], Rulebook]:
    """A meeting, or a dividend after its meeting, as they stand, with what is changed in thought."""
    ours = read(past.company, as_of=today)
    firm = ours.known if ours else Company()
    rules = rulebook(firm.jurisdiction) if isinstance(firm, Company) else None
    if not isinstance(firm, Company) or rules is None:  # of a forged entry
        raise LogBroken(f"{past.company} is no company under a rulebook", remedy=REMEDY)
    own_facts, met_facts = _changed(past, changed) if changed else ({}, {})
    named = own_facts.get("meeting", past.facts.get("meeting")) if past.kind is Kind.DIVIDEND else None
    met = past if past.kind is Kind.MEETING else read(named) if named else None
    if "meeting" in own_facts and (met is None or met.kind is not Kind.MEETING or met.company != past.company):
        raise NotFound(f"{named}: no such meeting of its company", remedy="look at what is there: ketsugi list")
    stated = own_facts if met is past else met_facts
    meeting = (codec.read(Meeting, fold(met.facts, stated)) if stated else met.known) if met else None
    calm = Context(
        kind=Kind.MEETING,
        ref=met.ref if met else "",
        event="",
        source=met.state if met else None,
        dest="",
        on=today,
        today=today,
        company=firm,
        meeting=meeting if isinstance(meeting, Meeting) else None,
        meeting_state=met.state if met else None,
        meeting_deeds=met.deeds if met else (),
        deeds=met.deeds if met else (),
        calendars=with_stated(firm.calendar_days),
    )
    if met and met.state == "cancelled":  # nothing is to be done for it, or counted from its day
        calm = replace(calm, meeting=None, meeting_state=None, meeting_deeds=())
    contexts = [calm] if met and met.state != "cancelled" else []
    if past.kind is Kind.DIVIDEND:
        own = codec.read(Dividend, fold(past.facts, own_facts))
        contexts.append(replace(calm, kind=Kind.DIVIDEND, ref=past.ref, source=past.state, dividend=own, deeds=past.deeds))
    return contexts, rules


def _changed(past: Past, changed: Changed) -> tuple[dict[str, Any], dict[str, Any]]:
    """The facts of a what-if that are about the subject, and those about the meeting of a dividend."""
    own, rest = _stated(past.kind, changed)
    met, rest = _stated(Kind.MEETING, rest) if past.kind is Kind.DIVIDEND else ({}, rest)
    if rest:
        kinds = (past.kind, Kind.MEETING) if past.kind is Kind.DIVIDEND else (past.kind,)
        known = dict.fromkeys(word for kind in kinds for event in ACCEPTS[kind] for word in words.words(kind, event))
        known.pop("fulfilled", None)
        ask = " and ".join(f"ketsugi facts {kind}" for kind in kinds)
        remedy = known_here(next(iter(rest)), known, ask)
        raise WrongWords(f"{', '.join(rest)}: no fact of a {' or its '.join(kinds)}", remedy=remedy)
    return own, met


def _stated(kind: Kind, said: Changed) -> tuple[dict[str, Any], Changed]:
    """The facts that words state which go with any event of ``kind``, and the words that go with none."""
    stated: dict[str, Any] = {}
    for event in ACCEPTS[kind]:
        known = words.words(kind, event).keys() - {"fulfilled"}  # a deed, which no thought makes done
        stated = fold(stated, words.facts(kind, event, {word: said[word] for word in said if word in known}))
        said = {word: said[word] for word in said if word not in known}
    return stated, said


def answer(deadline: Deadline) -> Answer:
    """A line of the timetable in plain values."""
    shown = {name: plain(getattr(deadline, name)) for name in ("id", "subject", "weight", "title", "status")}
    days = {name: plain(getattr(deadline, name)) for name in ("first_on", "last_on", "on")}
    limit = deadline.last_on or deadline.first_on
    rest = {"slack_days": deadline.slack, "source": deadline.source, "message": deadline.message}
    rest |= {"entry": deadline.entry, "place": deadline.place}
    return shown | days | {"weekday": f"{limit:%a}" if limit else None} | rest


def days(run: Run, refs: Iterable[str]) -> list[Answer]:
    """The days on which something happens to meetings and dividends, done or planned, in the order of ``refs``."""
    found = [(ref, what, day) for ref in refs if (past := load(run, ref)) for what, day in _days(past)]
    return [{"subject": ref, "what": what, "on": str(day)} for ref, what, day in found if isinstance(day, date)]


def _days(past: Past) -> list[tuple[str, object]]:
    match past.known:
        case Meeting() as met:
            again = [(f"meeting, continued {number}", day) for number, day in enumerate(met.continued_on, 1)]
            return [("voting record date", met.voting_record_on), ("meeting", met.day), *again]
        case Dividend() as dividend:
            terms = dividend.terms
            paid = next((deed.on for deed in past.deeds if deed.event == "pay"), None)
            rest = [("effective", terms.effective_on), ("payment", paid or terms.pay_on)]
            return [("record date", terms.record_on), *rest]
    return []
