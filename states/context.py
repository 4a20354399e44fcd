"""All that a guard may look at, frozen: what is known, what was done, and the step that is asked for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import pairwise, product
from typing import Any

from states.dates import Calendar
from states.facts import Company, Dividend, Kind, Meeting, Route
from states.people import PART_OF, People
from states.stated import StatedDay
from states.terms import Terms


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed:
    """An applied entry.  ``on`` is ``None`` where a subject was entered without saying on which day."""

    seq: int
    event: str
    source: str | None
    dest: str
    on: date | None
    terms: Mapping[str, Any] = field(default_factory=dict)  # as they stood after the deed, in the words of the log
    terms_digest: str = ""  # as it was written into the entry
    meeting: str | None = None  # the meeting a dividend was put to, as it stood after the deed
    fulfils: tuple[str, ...] = ()  # the duties that the deed was
    corrects: int | None = None  # the entry that a correction is about
    corrected_by: int | None = None  # the latest entry that corrects its day or its facts
    actor: str = ""  # the login it was recorded under
    person: str | None = None  # whose login that was by the roster, where there was one


@dataclass(frozen=True, slots=True, kw_only=True)
class Sibling:
    """Another dividend of the same company, as far as "once a year" and "at the same meeting" ask."""

    ref: str
    route: str | None
    state: str
    fiscal_year_end: date | None
    meeting: str | None = None
    rival_of: str | None = None
    item: str | None = None
    annulled: bool = False

    @property
    def carried(self) -> bool:
        """Whether it was decided, and the decision has not been set aside."""
        return not self.annulled and self.state in ("approved", "paying", "paid", "closed", "suspended", "recovering")

    def decided_at(self, meeting: str) -> bool:
        """Whether that meeting has decided on it, for or against."""
        return (self.route, self.meeting) == ("meeting", meeting) and self.state not in ("drafted", "proposed", "withdrawn")


def about(deeds: tuple[Deed, ...], event: str, corrects: int | None) -> str:
    """The event that ``event`` is about, where it corrects the entry ``corrects`` of the subject of ``deeds``."""
    own = {deed.seq: deed for deed in deeds}
    while corrects is not None and (deed := own.pop(corrects, None)) is not None:
        event, corrects = deed.event, deed.corrects
    return event


def latest_part(deeds: tuple[Deed, ...]) -> int:
    """The entry of the latest deed that was a part of a dividend, prepared, decided or paid; 0 before the first."""
    return max((deed.seq for deed in deeds if about(deeds, deed.event, deed.corrects) in PART_OF), default=0)


def versions(deeds: tuple[Deed, ...]) -> list[Deed]:
    """The deeds by which the versions of a dividend's terms came to be, the first version first."""
    return [
        deed
        for before, deed in pairwise([None, *deeds])
        if deed and deed.terms and (before is None or before.terms_digest != deed.terms_digest)
    ]


STATED_DAYS = ("record_on", "effective_on", "pay_on")  # of the terms, in whatever way they were stated
_OF_THE_NOTICE = ("convene", "reschedule")


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """One step that is asked for, with the facts as they would stand once it is taken.

    ``on`` is the day of the deed, ``today`` the current day at the company's seat; both are calendar days.
    """

    kind: Kind
    ref: str
    event: str
    source: str | None
    dest: str
    on: date | None
    today: date
    company: Company = field(default_factory=Company)
    meeting: Meeting | None = None
    dividend: Dividend = field(default_factory=Dividend)
    meeting_state: str | None = None
    meeting_deeds: tuple[Deed, ...] = ()
    deeds: tuple[Deed, ...] = ()
    siblings: tuple[Sibling, ...] = ()
    actor: str = ""  # the login of who takes the step
    person: str | None = None  # who that is by the roster
    key: str | None = None  # the public key the entry would be signed with
    people: People | None = None  # the roster in force; where this step begins it, as it would stand
    roster: People | None = None  # of a step about the people: the roster as it would stand
    terms_digest: str = ""  # of the dividend's terms as they stand now
    corrects: int | None = None  # the entry a correction is about, and the day it should have said
    corrected_on: date | None = None
    calendars: Mapping[str, Calendar] = field(default_factory=dict)
    taken: Mapping[str, date] = field(default_factory=dict)  # days that were not stated as one day, as one reading has them

    @property
    def terms(self) -> Terms:
        return self.dividend.terms

    @property
    def is_signed(self) -> bool:
        """Whether entries were to be signed before this step."""
        return self.people is not None and self.people is not self.roster and self.people.signing is True

    @property
    def must_sign(self) -> bool:
        """Whether the entry of this step is to be signed."""
        return any(each is not None and each.signing is True for each in (self.people, self.roster))

    @property
    def record_on(self) -> date | None:
        """The record date, ``None`` while it is not stated, undecided, or not one day."""
        return self._day("record_on")

    @property
    def effective_on(self) -> date | None:
        """The effective day, ``None`` while it is not stated, undecided, or not one day."""
        return self._day("effective_on")

    @property
    def pay_on(self) -> date | None:
        """The first day of payment, ``None`` while it is not stated, undecided, or not one day."""
        return self._day("pay_on")

    @property
    def due_on(self) -> date | None:
        """The day the claim falls due: the effective day, or the day of payment where no other is stated."""
        return self.pay_on if self.terms.effective_on is None else self.effective_on

    def _day(self, name: str) -> date | None:
        stated = getattr(self.terms, name)
        return stated if isinstance(stated, date) else self.taken.get(name)

    def readings(self) -> tuple[Context, ...]:
        """The step, with each day that was not stated as one day taken as early and as late as it can mean.

        What is asked of a day asks for no earlier or no later than another: what holds at both ends holds between them.
        """
        spans = self.spans(self.terms)
        ways = product(*spans.values())
        return tuple(replace(self, taken=dict(zip(spans, days, strict=True))) for days in ways) if spans else (self,)

    def spans(self, terms: Terms) -> Mapping[str, tuple[date, date]]:
        """The earliest and the latest day that each day of ``terms`` can mean which was not stated as one day.

        A right does not take effect, and is not paid, before it is decided.
        """
        days = {name: day for name in STATED_DAYS if isinstance(day := getattr(terms, name), StatedDay)}
        if not days:
            return {}
        sittings, decided = self.meeting.sittings if self.meeting else (), self.approved
        planned = sittings[-1] if sittings and self.dividend.route is Route.MEETING else None
        decision = decided.on if decided else self.on if self.event in ("approve", "decide") else planned
        record = terms.record_on if isinstance(terms.record_on, date) else None
        anchors = {"decision": decision, "meeting": sittings[-1] if sittings else None, "record date": record}
        floor = decision or self.on or self.today
        return {name: day.span(anchors) if name == "record_on" else day.span(anchors, floor) for name, day in days.items()}

    def last(self, *events: str) -> Deed | None:
        """The latest deed of this subject that was one of ``events``."""
        for deed in reversed(self.deeds):
            if deed.event in events:
                return deed
        return None

    @property
    def about(self) -> str:
        """The event that the step is about: its own, or of a correction that of the deed it corrects in the end."""
        return about(self.deeds, self.event, self.corrects)

    @property
    def proposed(self) -> Deed | None:
        """The board's latest resolution to put the dividend to the meeting."""
        return self.last("resolve", "revise")

    @property
    def approved(self) -> Deed | None:
        """The decision: by the meeting, or by the board of its own power."""
        return self.last("approve", "decide")

    @property
    def resolved(self) -> Deed | None:
        """The terms that bind: as they were decided, or as what was left open has since been fixed."""
        return self.last("approve", "decide", "adjust")

    @property
    def convened_on(self) -> date | None:
        """The day the notice of the meeting was dispatched: now, when this step is the dispatch.

        A notice of another day is none: once the meeting is moved, it must be convened anew.
        """
        if self.kind is Kind.MEETING and self.event in _OF_THE_NOTICE:
            return self.on if self.event == "convene" else None
        latest = next((deed for deed in reversed(self.meeting_deeds) if deed.event in _OF_THE_NOTICE), None)
        return latest.on if latest and latest.event == "convene" else None

    def attested(self, name: str) -> str | None:
        """What a named person attested under ``name`` (its evidence or note), for this subject."""
        facts = {Kind.COMPANY: self.company, Kind.MEETING: self.meeting, Kind.DIVIDEND: self.dividend}.get(self.kind)
        return facts.attest.get(name) if facts is not None else None
