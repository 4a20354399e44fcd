"""What can be stated about a company, a meeting and a dividend.

Every fact is optional: ``None`` is "not stated", ``UNDECIDED`` is "stated to be still open", and zero is a figure.
Days are calendar days at the company's seat; amounts are exact decimals in the dividend's currency.
The same names are the keys of the log, the keys of a case file, and (with hyphens) the options of the command line.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import Enum, StrEnum
from typing import Final

from states.money import Currency, Rounding, Span, StatedTotal
from states.votes import Votes


class Undecided(Enum):
    """Stated to be still open, which is neither zero nor "not stated"."""

    UNDECIDED = "undecided"


UNDECIDED: Final = Undecided.UNDECIDED


class Kind(StrEnum):
    """The three subjects a book keeps."""

    COMPANY = "company"
    MEETING = "meeting"
    DIVIDEND = "dividend"


class Route(StrEnum):
    """Who decides the dividend."""

    MEETING = "meeting"  # the general meeting
    BOARD = "board"  # the articles give it to the board
    INTERIM = "interim"  # the board, once in the middle of a fiscal year


class MeetingKind(StrEnum):
    ORDINARY = "ordinary"
    EXTRAORDINARY = "extraordinary"


@dataclass(frozen=True, slots=True, kw_only=True)
class Articles:
    """What the company's articles, organs and listing say, as far as a rule asks for it."""

    public: bool | None = None  # at least one class of shares is freely transferable
    listed: bool | None = None
    prime: bool | None = None  # on the Prime market of the Tokyo exchange
    record_dates_fixed: bool | None = None  # the articles fix the record dates and their rights
    has_board: bool | None = None
    notice_days: int | None = None  # clear days of notice, where the articles shorten them (no board)
    e_provision: bool | None = None  # meeting materials are provided electronically
    no_quorum: bool | None = None  # the articles drop the quorum of ordinary resolutions
    interim_dividends: bool | None = None
    board_decides_dividends: bool | None = None
    accounting_auditor: bool | None = None
    directors_one_year_term: bool | None = None
    audit_board: bool | None = None  # board of auditors, audit committee, or three committees
    effect_limit_as_note: bool | None = None  # reads the three months as binding the resolution only
    electronic_notice: bool | None = None  # public notices are given electronically
    written_board_resolutions: bool | None = None  # the board may resolve in writing
    agm_months: int | None = None  # months after the fiscal year within which the ordinary meeting is held
    unit_shares: int | None = None  # shares that make one vote, where the articles fix a unit
    special_quorum_third: bool | None = None  # a third of the votes is a quorum for special resolutions
    dividend_classes: bool | None = None  # the articles give classes of shares different rights to dividends
    meeting_excluded: bool | None = None  # the articles take dividends away from the meeting
    exclusion_years: int | None = None  # full years after which the articles end the duty to pay an unclaimed dividend


@dataclass(frozen=True, slots=True, kw_only=True)
class Company:
    """A company whose resolutions the book keeps."""

    name: str | None = None
    jurisdiction: str | None = None
    timezone: str | None = None
    articles: Articles = field(default_factory=Articles)
    calendar_days: Mapping[str, Mapping[str, bool]] = field(default_factory=dict)  # calendar -> day -> open
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
    voting_record_notice_until: date | None = None  # the last day an electronic public notice was up
    board_on: date | None = None  # the board decided day, place and agenda
    e_provision_on: date | None = None
    paper_voting: bool | None = None  # votes may be cast on paper or electronically
    fiscal_year_end: date | None = None  # whose accounts the ordinary meeting receives
    voters: int | None = None  # holders who may vote
    voting_cutoff_on: date | None = None  # a time on this day was fixed until which paper or electronic votes count
    accounts_to_auditor_on: date | None = None  # the accounting auditor received all accounts
    schedules_to_auditor_on: date | None = None  # and the annexed schedules
    audit_agreed_on: date | None = None  # a later day agreed for the audit report
    audited_on: date | None = None  # the accounting auditor reported
    accounts_board_on: date | None = None  # the board approved the accounts
    notice_in_writing: bool | None = None  # or electronically, with the holder's consent
    reference_docs_sent: bool | None = None  # with the voting form: enclosed, or in the electronic provision
    accounts_sent: bool | None = None  # with the business report: enclosed, or in the electronic provision
    all_consented: bool | None = None  # every holder who may vote waived the convocation
    paper_copies_sent: bool | None = None  # to all who had asked for them by the voting record date
    published_on: date | None = None  # the notice was published electronically, before or with its dispatch
    proposal_requested_on: date | None = None  # a holder asked for proposals to be put in the notice
    proposals: int | None = None  # how many one holder asked for, at most
    proposal_failed_on: date | None = None  # the same proposal had less than a tenth of all votes
    fulfilled: tuple[str, ...] = ()  # duties that were done; the day is that of the deed
    attest: Mapping[str, str] = field(default_factory=dict)

    @property
    def sittings(self) -> tuple[date, ...]:
        """The days on which this meeting sits, as far as they are set."""
        return (*(() if self.day is None else (self.day,)), *self.continued_on)


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """What one class of shares receives.  ``parts`` (ordinary, commemorative, special) make up ``per_share``."""

    share_class: str = "common"
    per_share: Decimal | Undecided | None = None
    parts: Mapping[str, Decimal] = field(default_factory=dict)
    total: StatedTotal | Undecided | None = None
    rounding: Rounding | None = None  # half up, unless stated


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What is put to the vote.  A change makes the next version; no version is ever edited."""

    record_on: date | None = None
    effective_on: date | Undecided | None = None
    pay_on: date | None = None  # first day of payment, where it is not the effective day
    currency: Currency | None = None
    resource: str | None = None
    in_kind: bool | None = None  # other property than money; money, unless stated
    cash_option: bool | None = None  # holders may claim money instead
    claim_end_on: date | None = None  # last day to claim it
    minimum_holding: int | None = None  # shares below which nothing is given in kind
    fraction_in_cash: bool | None = None  # whoever holds fewer receives money
    lines: tuple[Line, ...] = ()

    @property
    def whole(self) -> Span | None:
        """What all classes receive together, each total within its rounding; ``None`` while one is not stated."""
        spans = [line.total.span(line.rounding) for line in self.lines if isinstance(line.total, StatedTotal)]
        return Span.sum(spans) if self.lines and len(spans) == len(self.lines) else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Shares:
    """Shares of one class on the record date, from the register."""

    share_class: str = "common"
    issued: int | None = None
    treasury: int | None = None
    entitled: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Board:
    """How the board resolved on the dividend.  Directors with an interest of their own are in no count."""

    eligible: int | None = None  # directors who may vote
    present: int | None = None
    in_favour: int | None = None  # or, of a written resolution, who consented
    written: bool | None = None  # in writing, without a sitting
    objected: bool | None = None  # an auditor objected to the written resolution


@dataclass(frozen=True, slots=True, kw_only=True)
class Outage:
    """What interrupted the electronic provision of the meeting's materials, all interruptions together."""

    hours: int | None = None
    hours_before: int | None = None  # of these, until the day of the meeting
    faultless: bool | None = None  # the company did not know, was not grossly negligent, or had a just cause
    published: bool | None = None  # it was told promptly where the materials stand


@dataclass(frozen=True, slots=True, kw_only=True)
class Settlement:
    """Where the money went: paid out, still to be claimed, sent back by the bank."""

    paid: Decimal | None = None
    unclaimed: Decimal | None = None
    returned: Decimal | None = None
    paid_by: Mapping[str, Decimal] = field(default_factory=dict)  # of what was paid, how much by which way


@dataclass(frozen=True, slots=True, kw_only=True)
class Dividend:
    """One distribution to the holders of one record date."""

    company: str | None = None
    kind: str | None = None  # year-end, interim, quarterly, special, …
    route: Route | None = None
    meeting: str | None = None
    fiscal_year_end: date | None = None
    terms: Terms = field(default_factory=Terms)
    record_notice_on: date | None = None  # public notice of the record date
    record_notice_until: date | None = None  # the last day an electronic public notice was up
    holder_list_on: date | None = None  # the day of which the list of all holders speaks
    board: Board = field(default_factory=Board)
    shares: tuple[Shares, ...] = ()
    net_assets: StatedTotal | None = None
    distributable_amount: StatedTotal | None = None
    distributable_on: date | None = None  # the day as of which it was worked out
    surplus_changed_on: date | None = None  # the latest buy-back, dividend or disposal of own shares since the year end
    capital: StatedTotal | None = None
    reserves: StatedTotal | None = None  # capital reserve and retained-earnings reserve together
    reserve_set_aside: StatedTotal | None = None
    deficit_expected: bool | None = None  # at the end of the fiscal year in which it is distributed
    accounts_clean: bool | None = None  # unqualified opinion, no adverse view of the audit board
    votes: Votes = field(default_factory=Votes)
    amended: bool | None = None  # the meeting changed the proposal on the floor
    outage: Outage = field(default_factory=Outage)  # of the meeting that votes on it
    amended_within_item: bool | None = None  # a holder who may vote moved it, within the item of the notice
    claim_notice_on: date | None = None  # holders were told that they may claim money
    receipt_until_on: date | None = None  # last day on which a receipt is cashed at a post office
    superseded_by: str | None = None
    fulfilled: tuple[str, ...] = ()  # duties that were done; the day is that of the deed
    settlement: Settlement = field(default_factory=Settlement)
    cleared: Decimal | None = None  # of unclaimed and returned: paid since, prescribed or excluded
    attest: Mapping[str, str] = field(default_factory=dict)

    def shares_of(self, share_class: str) -> Shares:
        """The register's figures for one class, all unknown where none were stated."""
        return next((s for s in self.shares if s.share_class == share_class), Shares(share_class=share_class))


Facts = Company | Meeting | Dividend
FACTS: Final[Mapping[Kind, type[Facts]]] = {Kind.COMPANY: Company, Kind.MEETING: Meeting, Kind.DIVIDEND: Dividend}
