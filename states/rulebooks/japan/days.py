"""The days that Japan's rules speak of, the conditions under which they apply, and the steps that ask them."""

from __future__ import annotations

from datetime import date
from typing import Final

from states.bounds import Day
from states.context import Context
from states.dates import Calendar, DayNotKnown, clear_between
from states.dividend import Event as D
from states.facts import Kind, Meeting, MeetingKind, Route
from states.meeting import Event as M
from states.rules import InForce, When, steps

# ── The days these rules speak of ────────────────────────────────────────────────────────────────────────────────────


def meeting_of(c: Context) -> Meeting:
    """The meeting, all unknown where none is named."""
    return c.meeting or Meeting()


ON = Day("day of the deed", lambda c: c.on, "--on")
RECORD = Day("record date", lambda c: c.terms.record_on, "--record-on with ketsugi revise")
EFFECT = Day("effective", lambda c: c.effective_on, "--effective-on with ketsugi revise")
VOTING_RECORD = Day("voting record date", lambda c: meeting_of(c).voting_record_on, "--voting-record-on of the meeting")
FIRST_SITTING = Day("meeting", lambda c: meeting_of(c).day, "the day of the meeting")


def _vote(c: Context) -> date | None:
    """The day of the vote: now, when it was decided, or as planned: of a dividend at the last sitting."""
    if c.event == D.APPROVE:
        return c.on
    return c.approved.on if c.approved else (FIRST_SITTING if c.kind is Kind.MEETING else MEETING).read(c)


MEETING = Day("meeting", lambda c: next(reversed(meeting_of(c).sittings), None), "the day of the meeting")
VOTE = Day("meeting", _vote, "the day of the meeting")


def _decision(c: Context) -> date | None:
    """The day of the decision: the board's own, or the vote."""
    if c.event == D.DECIDE:
        return c.on
    if not c.event and c.dividend.route in (Route.BOARD, Route.INTERIM):  # no step is asked for: as it was, or not yet
        return c.approved.on if c.approved else None
    return VOTE.read(c)


DECISION = Day("decision", _decision, "the day of the meeting")
NOTICE = Day("dispatched", lambda c: c.convened_on, "the day of dispatch, with meeting convene")
PROVISION = Day("electronic provision", lambda c: meeting_of(c).e_provision_on, "--e-provision-on of the meeting")
BOARD = Day("board", lambda c: meeting_of(c).board_on, "--board-on of the meeting")
RECORD_NOTICE = Day("public notice", lambda c: c.dividend.record_notice_on, "--record-notice-on")
VOTING_RECORD_NOTICE = Day(
    "public notice",
    lambda c: meeting_of(c).voting_record_notice_on,
    "--voting-record-notice-on of the meeting",
)

RECORD_NOTICE_END = Day(
    "end of the public notice", lambda c: c.dividend.record_notice_until, "--set record_notice_until=DATE"
)
VOTING_RECORD_NOTICE_END = Day(
    "end of the public notice",
    lambda c: meeting_of(c).voting_record_notice_until,
    "--set voting_record_notice_until=DATE of the meeting",
)
ACCOUNTS_BOARD = Day(
    "accounts approved by the board",
    lambda c: meeting_of(c).accounts_board_on,
    "--set accounts_board_on=DATE of the meeting",
)


def _payment(c: Context) -> date | None:
    """The day payment begins: now, when it began, or as planned."""
    if c.event == D.PAY:
        return c.on
    paid = c.last(D.PAY)
    return paid.on if paid else c.terms.pay_on


PAYMENT = Day("payment", _payment, "--pay-on with ketsugi revise")
PAID_FROM = Day("payment", lambda c: PAYMENT.read(c) or EFFECT.read(c), "--effective-on with ketsugi revise")
BOARD_RESOLVED = Day(
    "board's resolution",
    lambda c: found.on if (found := c.last(D.RESOLVE, D.DECIDE)) else None,
    "the day, with ketsugi resolve",
)
FISCAL_YEAR_END = Day("fiscal year end", lambda c: c.dividend.fiscal_year_end, "--fiscal-year-end with ketsugi revise")
YEAR_OF_MEETING = Day(
    "fiscal year end", lambda c: meeting_of(c).fiscal_year_end, "--set fiscal_year_end=DATE of the meeting"
)

# ── When a rule applies ──────────────────────────────────────────────────────────────────────────────────────────────


def _is_public(c: Context) -> bool | None:
    """Listed shares are freely transferable; otherwise the articles say."""
    return True if c.company.articles.listed else c.company.articles.public


def no(value: bool | None) -> bool | None:
    """The opposite; what is not stated stays so."""
    return None if value is None else not value


PUBLIC = When(
    text="the company is public", holds=_is_public, give="--article public=true or false with ketsugi company amend"
)
NOT_PUBLIC = When(
    text="the company is not public",
    holds=lambda c: no(_is_public(c)),
    give="--article public=true or false with ketsugi company amend",
)
LISTED = When(
    text="the company is listed",
    holds=lambda c: c.company.articles.listed,
    give="--article listed=true or false with ketsugi company amend",
)


def has_board(c: Context) -> bool | None:
    """Whether a company has a board of directors; a public company always has one.

    Source: Companies Act art. 327(1).
    """
    return True if _is_public(c) else c.company.articles.has_board


def _ordinary(c: Context) -> bool | None:
    kind = meeting_of(c).kind
    return None if kind is None else kind is MeetingKind.ORDINARY


MANY: Final = 1000  # holders who may vote: from there on, votes must be possible on paper


def paper_or_electronic(c: Context) -> bool | None:
    """Whether votes are cast on paper or electronically, or must be, for a thousand holders or more.

    Source: Companies Act art. 298(2).
    """
    meeting = meeting_of(c)
    if meeting.paper_voting or (meeting.voters is not None and meeting.voters >= MANY):
        return True
    return None if meeting.voters is None or meeting.paper_voting is None else False


def _waived(c: Context) -> bool | None:
    """All consented, and nobody votes on paper or electronically: then no convocation is needed.

    Source: Companies Act art. 300.
    """
    return False if not meeting_of(c).all_consented else no(paper_or_electronic(c))


def _provided(c: Context) -> bool | None:
    """Under electronic provision: a listed company from 2023-03-01 on, another by its articles."""
    articles, day = c.company.articles, FIRST_SITTING.read(c)
    if articles.listed:  # whose articles are deemed to say so from 2022-09-01 on, but not for meetings before 2023-03-01
        return day is None or day >= LISTED_PROVISION
    return articles.e_provision


NOT_WAIVED = When(
    text="the convocation is necessary (not all have consented to go without, or votes are cast on paper or electronically)",
    holds=lambda c: no(_waived(c)),
    give="--paper-voting or --no-paper-voting, and --set voters=N",
)
ORDINARY = When(text="it is the ordinary meeting", holds=_ordinary, give="--kind of the meeting")
HAS_BOARD = When(text="the company has a board", holds=has_board, give="--article has_board=true or false")
PROVIDED = When(
    text="the materials are provided electronically",
    holds=_provided,
    give="--article e_provision=true or false with ketsugi company amend",
)
RECORD_DATES_NOT_FIXED = When(
    text="the articles leave the record date open",
    holds=lambda c: no(c.company.articles.record_dates_fixed),
    give="--article record_dates_fixed=true or false with ketsugi company amend",
)


def _routed(text: str, route: Route) -> When:
    """Applies to dividends on this route; a meeting is always on the meeting's."""

    def holds(c: Context) -> bool | None:
        if c.kind is Kind.MEETING:
            return route is Route.MEETING
        return None if c.dividend.route is None else c.dividend.route is route

    return When(text=text, holds=holds, give="--route when it is drafted")


BY_MEETING = _routed("the meeting decides", Route.MEETING)
BY_BOARD = _routed("the board decides under the articles", Route.BOARD)
INTERIM = _routed("it is an interim dividend of the board", Route.INTERIM)
PAYMENT_DAY_SET = When(
    text="a day of payment is set", holds=lambda c: c.event == D.PAY or c.terms.pay_on is not None, give="--pay-on"
)
RESOLVED_ON = When(
    text="the board has resolved on it",
    holds=lambda c: c.event != D.REVISE or c.source == "proposed",
    give="the day, with ketsugi resolve",
)
NOT_PAID = ("withdrawn", "rejected", "superseded", "annulled")
TO_BE_PAID = When(
    text="it is paid, or may still be", holds=lambda c: c.source not in NOT_PAID or c.last(D.PAY) is not None, give=""
)
QUORUM_KEPT = When(text="the articles keep the quorum", holds=lambda c: not c.company.articles.no_quorum, give="no_quorum")

E_PROVISION: Final = date(2022, 9, 1)  # in force, by Act No. 70 of 2019
LISTED_PROVISION: Final = date(2023, 3, 1)  # meetings of listed companies from then on
ACT: Final = date(2006, 5, 1)  # commencement of the Companies Act (Act No. 86 of 2005)


def since_the_act(keyed_on: Day) -> InForce:
    """In force since the Act's commencement."""
    return InForce(since=ACT, keyed_on=keyed_on)


REVISING = steps(Kind.DIVIDEND, D.REVISE)  # of what the board has resolved on; what fails is refused, the unknown waits
DECIDING = steps(Kind.DIVIDEND, D.RESOLVE, D.DECIDE, D.APPROVE) | REVISING
PROPOSING = steps(Kind.DIVIDEND, D.RESOLVE) | REVISING  # before the decision: what is missing may still be stated
VOTING = steps(Kind.DIVIDEND, D.APPROVE)
REJECTING = steps(Kind.DIVIDEND, D.REJECT)
PAYING = steps(Kind.DIVIDEND, D.PAY)
CONVENING = steps(Kind.MEETING, M.CONVENE)
CONVENED = CONVENING | VOTING  # what became known of the convocation after the dispatch is asked at the vote


def clear_days(last: date, given: date, target: date) -> str:
    """The count a lawyer would make: the full days that were left, and those that the last day would have left."""
    needed = clear_between(last, target)
    return f"{max(clear_between(given, target), 0)} clear days, {needed} needed"


def offices(c: Context) -> Calendar:
    """The business days of government offices.

    Raises:
        DayNotKnown: no such calendar is at hand.
    """
    found = c.calendars.get("JP-GOV")
    if found is None:
        raise DayNotKnown("no calendar of government offices at hand")
    return found
