"""Entries to state, facts and deeds: what the log says about one subject."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from typing import Any

from states import codec
from states.canonical import digest
from states.context import Deed, Sibling
from states.dividend import OF_ONE_STEP
from states.errors import LogBroken, WrongWords
from states.facts import FACTS, Dividend, Facts, Kind
from states.fold import fold
from states.lives import LIFECYCLES
from states.meeting import LAPSES
from workflow import sql
from workflow.log import read_body
from workflow.shape import REMEDY
from workflow.sql import Run
from workflow.transaction import Transaction

NEVER = 2**62  # after every entry
_ADD_NOTHING = ("close", "note", "fulfil", "attach", "erase")  # to what was paid
NOTHING_DONE = "none"  # what a correction says in the place of a duty, where none was done


@dataclass(frozen=True)
class Past:
    """One subject, folded from its applied entries.  ``facts`` are plain values, as in the log."""

    ref: str
    kind: Kind
    company: str
    state: str
    rev: int
    seq: int
    facts: Mapping[str, Any] = field(default_factory=dict)
    deeds: tuple[Deed, ...] = ()
    terms_version: int = 0

    @property
    def terms_digest(self) -> str:
        return digest(self.facts.get("terms", {}))

    @cached_property
    def known(self) -> Facts:
        """The facts, read; ``LogBroken`` where the entries say what no step states."""
        try:
            return codec.read(FACTS[self.kind], self.facts)
        except WrongWords as error:
            raise LogBroken(f"the log on {self.ref}: {error.message}", remedy=REMEDY) from None

    def came_from(self, state: str) -> str | None:
        """The state in which the interruption ``state`` began: where a life goes on after it."""
        entered = (d for d in reversed(self.deeds) if d.dest == state and d.source != state and d.event != "resume")
        return next((deed.source for deed in entered), None)


def known_after(past: Past | None, event: str, stated: Mapping[str, Any], corrects: int | None = None) -> dict[str, Any]:
    """The facts once ``stated`` joins them.  What was attested of other terms is not attested of these, unless a day
    alone was fixed; what was attested of one step, of no other.

    A meeting that is moved forgets what belonged to its day; a correction of an older entry does not bring it back.
    """
    before = dict(past.facts) if past else {}
    if "attest" in before and event not in _ADD_NOTHING:
        before["attest"] = {name: note for name, note in before["attest"].items() if name not in OF_ONE_STEP}
    if past is not None and past.kind is Kind.MEETING:
        moved = next((deed for deed in past.deeds if deed.event in LAPSES and deed.seq > (corrects or NEVER)), None)
        if event in LAPSES:
            before = {name: value for name, value in before.items() if name not in LAPSES[event]}
        elif moved is not None:
            stated = {name: value for name, value in stated.items() if name not in LAPSES[moved.event]}
    facts = fold(before, stated)
    was, now = before.get("terms", {}), facts.get("terms", {})
    vouched = ("lines", "grand_total", "resources") if event == "adjust" else {*was, *now}
    if past is not None and any(was.get(name) != now.get(name) for name in vouched):
        facts["attest"] = stated.get("attest", {})
    return facts


def fold_entry(past: Past | None, seq: int, body: Mapping[str, Any]) -> Past:
    """The subject after one more applied entry."""
    facts = known_after(past, body["event"], body["facts"], (body["corrects"] or {}).get("entry"))
    terms, moved = body["terms"] or {}, (body["from"], body["to"])
    if past is not None and body["event"] in LIFECYCLES[past.kind].remarks:  # recorded late, it moved nothing then either
        moved = past.state, past.state
        terms = {"version": past.terms_version, "digest": past.terms_digest} if terms else {}
    on = body["occurred_on"]
    deed = Deed(
        seq=seq,
        event=body["event"],
        source=moved[0],
        dest=moved[1],
        on=date.fromisoformat(on) if on else None,
        terms=facts.get("terms", {}),
        terms_digest=terms.get("digest", ""),
        meeting=facts.get("meeting"),
        fulfils=tuple(body["facts"].get("fulfilled", ())) if body["event"] == "fulfil" else (),
        corrects=(body["corrects"] or {}).get("entry"),
        actor=body["actor"],
        person=(body["by"] or {}).get("person"),
    )
    deeds = past.deeds if past else ()
    if corrects := body["corrects"]:
        right = corrects["occurred_on"]
        deeds = tuple(
            replace(d, on=date.fromisoformat(right) if right else d.on, corrected_by=seq)
            if d.seq == corrects["entry"]
            else d
            for d in deeds
        )
        if right_duties := tuple(body["facts"].get("fulfilled", ())):
            first = corrected_deed(deeds, corrects["entry"])
            deeds = tuple(replace(d, fulfils=right_duties, corrected_by=seq) if d is first else d for d in deeds)
            done = [name for d in deeds for name in d.fulfils if name != NOTHING_DONE]
            del facts["fulfilled"]
            facts |= {"fulfilled": done} if done else {}
    return Past(
        ref=body["subject"],
        kind=Kind(body["kind"]),
        company=body["company"],
        state=moved[1],
        rev=body["rev"],
        seq=seq,
        facts=facts,
        deeds=(*deeds, deed),
        terms_version=terms.get("version", 0),
    )


def corrected_deed(deeds: tuple[Deed, ...], seq: int) -> Deed | None:
    """The deed that a correction of entry ``seq`` is about in the end: that may be a correction itself."""
    own = {deed.seq: deed for deed in deeds}
    deed = own.get(seq)
    while deed is not None and deed.corrects is not None:
        deed = own.get(deed.corrects) if deed.corrects < deed.seq else None  # a forged log could lead in a circle
    return deed


def last_corrections(deeds: tuple[Deed, ...]) -> dict[int, int]:
    """Of each entry that was corrected the number of the last correction of it."""
    corrected = {deed.seq: corrected_deed(deeds, deed.seq) for deed in deeds if deed.event == "correct"}
    return {first.seq: seq for seq, first in corrected.items() if first is not None}


def load(run: Run, ref: str, *, before: int = NEVER, as_of: date | None = None) -> Past | None:
    """What the entries before ``before`` say about ``ref``, or ``None`` when it is not in the book by then.

    With ``as_of`` a company's amendments hold in the order of their days, however late they were entered, and those of a
    later day are left out: a deed is judged by the articles of its own day.

    Raises:
        LogBroken: an entry cannot be followed.
    """
    if before == NEVER and isinstance(run, Transaction):
        return run.past(ref, as_of, lambda day: fold_rows(rows_of(run, ref), day))
    return fold_rows(rows_of(run, ref, before), as_of)


def siblings(
    run: Run, company: str, ref: str, before: int = NEVER, only: frozenset[str] | None = None
) -> tuple[Sibling, ...]:
    """The dividends of a company other than ``ref``, or ``only`` those named, as they stood before ``before``."""
    rows = list(run(sql.SUBJECTS, {"kind": "dividend", "company": company, "state": None})) if only is None else ()
    named = [row[0] for row in rows] if only is None else sorted(only)
    others = [load(run, other, before=before) for other in named if other != ref]
    return tuple(
        Sibling(
            ref=o.ref,
            route=own.route,
            state=o.state,
            fiscal_year_end=own.fiscal_year_end,
            meeting=own.meeting,
            rival_of=own.rival_of,
            item=own.item,
            annulled=any(deed.event == "annul" for deed in o.deeds),
        )
        for o in others
        if o is not None and o.company == company and isinstance(own := o.known, Dividend)
    )


def rows_of(run: Run, ref: str, before: int = NEVER) -> tuple[sql.Row, ...]:
    """The number and text of each applied entry about ``ref`` before ``before``, in order."""
    if not ref.isprintable():
        return ()  # no reference; and a lone surrogate could not even be looked up
    return tuple(run(sql.APPLIED_OF, {"subject": ref, "before": before}))


def fold_rows(rows: tuple[sql.Row, ...], as_of: date | None = None) -> Past | None:
    """What applied entries about one subject say together.

    Raises:
        LogBroken: an entry cannot be followed.
    """
    return followed({seq: read_body(seq, text, in_full=False) for seq, text in rows}, as_of)


def followed(bodies: Mapping[int, Mapping[str, Any]], as_of: date | None = None) -> Past | None:
    """What applied entries about one subject say together, given by their numbers and in order.

    Raises:
        LogBroken: an entry cannot be followed.
    """
    past, seq = None, 0
    try:
        for seq, body in (bodies if as_of is None else _in_force(bodies, str(as_of))).items():
            past = fold_entry(past, seq, body)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise LogBroken(f"entry {seq} cannot be followed: {error!r}", remedy="look with ketsugi verify") from error
    return past


def _in_force(bodies: Mapping[int, Any], day: str) -> dict[int, Any]:
    """The entries with the amendments in force on ``day``, in the order of their days, however late they were entered.

    What corrects an amendment holds from the day of that amendment.
    """
    days = {seq: body["occurred_on"] for seq, body in bodies.items()} | corrected_days(bodies.values())
    since: dict[int, str] = {}
    for seq, body in bodies.items():
        corrected: int = (body["corrects"] or {"entry": 0})["entry"]
        since[seq] = days[seq] if body["event"] == "amend" else since.get(corrected, "")
    return {seq: bodies[seq] for seq in sorted(bodies, key=lambda seq: (since[seq], seq)) if since[seq] <= day}


def corrected_days(bodies: Iterable[Mapping[str, Any]]) -> dict[int, str]:
    """The days that corrections put in the place of those first recorded, by entry."""
    said = (body["corrects"] for body in bodies if body["corrects"])
    return {each["entry"]: each["occurred_on"] for each in said if each["occurred_on"]}


def row(past: Past) -> dict[str, Any]:
    """The state row of a subject: what lists show without reading the log."""
    return row_of(past.ref, past.kind, past.company, past.state, past.rev, past.seq, past.facts)


def row_of(ref: str, kind: Kind, company: str, state: str, rev: int, seq: int, facts: Mapping[str, Any]) -> dict[str, Any]:
    """The columns of a state row, in their order; ``facts`` need hold no more than the row shows."""
    terms = facts.get("terms", {})
    days = {Kind.MEETING: facts.get("day"), Kind.DIVIDEND: terms.get("effective_on") or terms.get("pay_on")}
    return {
        "ref": ref,
        "kind": str(kind),
        "company": company,
        "state": state,
        "rev": rev,
        "seq": seq,
        "day": days.get(kind),
        "label": _label(kind, facts, terms),
    }


def _label(kind: Kind, facts: Mapping[str, Any], terms: Mapping[str, Any]) -> str:
    """A few words that tell one subject from another in a list."""
    if kind is Kind.COMPANY:
        return str(facts.get("name", ""))
    if kind is Kind.PEOPLE:
        return f"{len(facts.get('people', {}))} on the roster"
    if kind is Kind.BOOK:
        return f"restored as of entry {facts.get('restored', {}).get('entries', '?')}"
    if kind is Kind.MEETING:
        number = f" no. {facts['number']}" if "number" in facts else ""
        return f"{facts.get('kind', 'general')} meeting{number}"
    said = [(f"{line.get('per_share', '?')} a share", line.get("total")) for line in terms.get("lines", ())]
    amounts = " + ".join(", ".join(filter(None, each)) for each in said)
    amounts += f"; {terms['grand_total']} in all" if "grand_total" in terms else ""
    return f"{facts.get('kind', 'dividend')} {terms.get('currency', '')} {amounts}".replace("  ", " ").strip()
