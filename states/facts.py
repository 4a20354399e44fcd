"""What can be stated about a company, a meeting and a dividend.

Every fact is optional: ``None`` is "not stated", ``UNDECIDED`` is "stated to be still open", and zero is a figure.
Days are calendar days at the company's seat; amounts are exact decimals in the dividend's currency.
The same names are the keys of the log, the keys of a case file, and (with hyphens) the options of the command line.
What each fact means stands in ``states/meanings.py``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, time
from decimal import Decimal
from enum import StrEnum
from typing import Final

from states.money import StatedTotal
from states.people import People
from states.terms import Terms
from states.votes import Votes


class Kind(StrEnum):
    """The subjects a book keeps: companies, meetings, dividends, one roster of people, and the book itself."""

    COMPANY = "company"
    MEETING = "meeting"
    DIVIDEND = "dividend"
    PEOPLE = "people"
    BOOK = "book"

    @property
    def named(self) -> str:
        """As a sentence names one."""
        return {Kind.PEOPLE: "the roster", Kind.BOOK: "the book itself"}.get(self, f"a {self}")

    @property
    def is_of_the_book(self) -> bool:
        """Whether there is one in a book, of no company, which is called as its kind is."""
        return self in (Kind.PEOPLE, Kind.BOOK)


class Route(StrEnum):
    """Who decides the dividend."""

    MEETING = "meeting"  # the general meeting
    BOARD = "board"  # the articles give it to the board
    INTERIM = "interim"  # the board, once in the middle of a fiscal year


class Origin(StrEnum):
    """Who put a proposal to the meeting."""

    COMPANY = "company"
    SHAREHOLDER = "shareholder"


class MeetingKind(StrEnum):
    ORDINARY = "ordinary"
    EXTRAORDINARY = "extraordinary"
    WRITTEN = "written"  # none sits: all consent in writing, and it decides on the day the last consent arrives


@dataclass(frozen=True, slots=True, kw_only=True)
class Articles:
    """What the company's articles, organs and listing say, as far as a rule asks for it."""

    public: bool | None = None
    listed: bool | None = None
    prime: bool | None = None
    record_dates_fixed: bool | None = None
    has_board: bool | None = None
    notice_days: int | None = None
    e_provision: bool | None = None
    no_quorum: bool | None = None
    interim_dividends: bool | None = None
    board_decides_dividends: bool | None = None
    accounting_auditor: bool | None = None
    directors_one_year_term: bool | None = None
    audit_board: bool | None = None
    effect_limit_as_note: bool | None = None
    electronic_notice: bool | None = None
    written_board_resolutions: bool | None = None
    agm_months: int | None = None
    unit_shares: int | None = None
    special_quorum_third: bool | None = None
    dividend_classes: bool | None = None
    meeting_excluded: bool | None = None
    meeting_may_exceed: bool | None = None
    exclusion_years: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Company:
    """A company whose resolutions the book keeps."""

    name: str | None = None
    jurisdiction: str | None = None
    timezone: str | None = None
    articles: Articles = field(default_factory=Articles)
    calendar_days: Mapping[str, Mapping[str, bool]] = field(default_factory=dict)  # calendar -> day -> open
    erased: tuple[str, ...] = ()
    attest: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Meeting:
    """A general meeting.  ``day`` is its first sitting; a continued sitting is added by ``adjourn``."""

    company: str | None = None
    kind: MeetingKind | None = None
    number: int | None = None
    day: date | None = None
    continued_on: tuple[date, ...] = ()
    voting_record_on: date | None = None
    voting_record_notice_on: date | None = None
    voting_record_notice_until: date | None = None
    board_on: date | None = None
    e_provision_on: date | None = None
    paper_voting: bool | None = None
    registration_days: int | None = None
    fiscal_year_end: date | None = None
    voters: int | None = None
    voting_cutoff_on: date | None = None
    accounts_to_auditor_on: date | None = None
    schedules_to_auditor_on: date | None = None
    audit_agreed_on: date | None = None
    audited_on: date | None = None
    accounts_board_on: date | None = None
    notice_in_writing: bool | None = None
    reference_docs_sent: bool | None = None
    accounts_sent: bool | None = None
    all_consented: bool | None = None
    paper_copies_sent: bool | None = None
    published_on: date | None = None
    proposal_requested_on: date | None = None
    proposals: int | None = None
    proposal_failed_on: date | None = None
    fulfilled: tuple[str, ...] = ()
    erased: tuple[str, ...] = ()
    attest: Mapping[str, str] = field(default_factory=dict)

    @property
    def sittings(self) -> tuple[date, ...]:
        """The days on which this meeting sits, as far as they are set."""
        return (*(() if self.day is None else (self.day,)), *self.continued_on)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shares:
    """Shares of one class on the record date, from the register."""

    share_class: str = "common"
    issued: int | None = None
    treasury: int | None = None
    cross_held: int | None = None
    entitled: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Board:
    """How the board resolved on the dividend.  Directors with an interest of their own are in no count."""

    eligible: int | None = None
    present: int | None = None
    in_favour: int | None = None
    written: bool | None = None
    objected: bool | None = None
    notified_on: date | None = None
    ended_time: time | None = None
    told_time: time | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Outage:
    """What interrupted the electronic provision of the meeting's materials, all interruptions together."""

    hours: int | None = None
    hours_before: int | None = None
    faultless: bool | None = None
    published: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Settlement:
    """Where the money went: paid out, still to be claimed, sent back by the bank."""

    paid: Decimal | None = None
    unclaimed: Decimal | None = None
    returned: Decimal | None = None
    paid_by: Mapping[str, Decimal] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Dividend:
    """One distribution to the holders of one record date."""

    company: str | None = None
    kind: str | None = None
    route: Route | None = None
    meeting: str | None = None
    item: str | None = None
    origin: Origin | None = None
    rival_of: str | None = None
    fiscal_year_end: date | None = None
    terms: Terms = field(default_factory=Terms)
    record_notice_on: date | None = None
    record_notice_until: date | None = None
    closure_notice_on: date | None = None
    change_notice_on: date | None = None
    extended_until_on: date | None = None
    holder_list_on: date | None = None
    board: Board = field(default_factory=Board)
    shares: tuple[Shares, ...] = ()
    net_assets: StatedTotal | None = None
    distributable_amount: StatedTotal | None = None
    worksheet: Mapping[str, StatedTotal] = field(default_factory=dict)
    distributable_on: date | None = None
    surplus_changed_on: date | None = None
    capital: StatedTotal | None = None
    reserves: StatedTotal | None = None
    reserve_set_aside: StatedTotal | None = None
    deficit_expected: bool | None = None
    accounts_clean: bool | None = None
    votes: Votes = field(default_factory=Votes)
    amended: bool | None = None
    outage: Outage = field(default_factory=Outage)
    amended_within_item: bool | None = None
    claim_notice_on: date | None = None
    receipt_until_on: date | None = None
    superseded_by: str | None = None
    replaced_by: str | None = None
    fulfilled: tuple[str, ...] = ()
    erased: tuple[str, ...] = ()
    settlement: Settlement = field(default_factory=Settlement)
    cleared: Decimal | None = None
    attest: Mapping[str, str] = field(default_factory=dict)

    def shares_of(self, share_class: str) -> Shares:
        """The register's figures for one class, all unknown where none were stated."""
        return next((s for s in self.shares if s.share_class == share_class), Shares(share_class=share_class))


@dataclass(frozen=True, slots=True, kw_only=True)
class Ending:
    """Where a log ends: how many entries it has, and the hash of the last, in hexadecimal."""

    entries: int | None = None
    head: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Book:
    """What is stated of the book itself: from what it was restored, and how far it went before, as far as that is known."""

    restored: Ending = field(default_factory=Ending)
    lost: Ending = field(default_factory=Ending)
    erased: tuple[str, ...] = ()


Facts = Company | Meeting | Dividend | People | Book
FACTS: Final[Mapping[Kind, type[Facts]]] = {
    Kind.COMPANY: Company,
    Kind.MEETING: Meeting,
    Kind.DIVIDEND: Dividend,
    Kind.PEOPLE: People,
    Kind.BOOK: Book,
}
