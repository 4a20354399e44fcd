"""The days that rules speak of, the conditions that no country's law defines, and the steps that ask.

A rulebook takes from here what it has in common with the others; what its own law defines stands in its own file.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from states.bounds import Bound, Day, Disputed
from states.context import Context
from states.dates import Calendar, DayNotKnown, clear_before, clear_between, within_months
from states.dividend import Event as D
from states.facts import Kind, Meeting, MeetingKind, Route
from states.meeting import Event as M
from states.rules import When, steps


def meeting_of(c: Context) -> Meeting:
    """The meeting, all unknown where none is named."""
    return c.meeting or Meeting()


ON = Day("day of the deed", lambda c: c.on, "--on")
RECORD = Day("record date", lambda c: c.record_on, "--record-on with ketsugi revise", of_terms=True)
EX = Day("ex-day", lambda c: c.terms.ex_on, "--set ex_on=DATE with ketsugi revise", of_terms=True)
EFFECT = Day("effective", lambda c: c.effective_on, "--effective-on with ketsugi revise", of_terms=True, decided=True)
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


DECISION = Day("decision", _decision, "the day of the meeting", decided=True)
NOTICE = Day("dispatched", lambda c: c.convened_on, "the day of dispatch, with meeting convene")
BOARD = Day("board", lambda c: meeting_of(c).board_on, "--board-on of the meeting")
RECORD_NOTICE = Day("public notice", lambda c: c.dividend.record_notice_on, "--record-notice-on")
ANNOUNCED = Day("announcement", RECORD_NOTICE.read, "--record-notice-on DATE, or --set record_notice_on=DATE")
VOTING_RECORD_NOTICE = Day(
    "public notice",
    lambda c: meeting_of(c).voting_record_notice_on,
    "--voting-record-notice-on of the meeting",
)


def _payment(c: Context) -> date | None:
    """The day payment begins: now, when it began, or as planned."""
    if c.event == D.PAY:
        return c.on
    paid = c.last(D.PAY)
    return paid.on if paid else c.pay_on


PAYMENT = Day("payment", _payment, "--pay-on with ketsugi revise", of_terms=True, decided=True)
PAID_FROM = Day(
    "payment", lambda c: PAYMENT.read(c) or EFFECT.read(c), "--effective-on with ketsugi revise", of_terms=True, decided=True
)
BOARD_RESOLVED = Day(
    "board's resolution",
    lambda c: found.on if (found := c.last(D.RESOLVE, D.DECIDE)) else None,
    "the day, with ketsugi resolve",
)
FISCAL_YEAR_END = Day("fiscal year end", lambda c: c.dividend.fiscal_year_end, "--fiscal-year-end with ketsugi revise")
YEAR_OF_MEETING = Day(
    "fiscal year end", lambda c: meeting_of(c).fiscal_year_end, "--set fiscal_year_end=DATE of the meeting"
)


def no(value: bool | None) -> bool | None:
    """The opposite; what is not stated stays so."""
    return None if value is None else not value


LISTED = When(
    text="the company is listed",
    holds=lambda c: c.company.articles.listed,
    give="--article listed=true or false with ketsugi company amend",
)


def _ordinary(c: Context) -> bool | None:
    kind = meeting_of(c).kind
    return None if kind is None else kind is MeetingKind.ORDINARY


ORDINARY = When(text="it is the ordinary meeting", holds=_ordinary, give="--kind of the meeting")
MEETING_SITS = When(
    text="a meeting sits", holds=lambda c: meeting_of(c).kind is not MeetingKind.WRITTEN, give="--kind of the meeting"
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
    text="a day of payment is set", holds=lambda c: c.event == D.PAY or c.pay_on is not None, give="--pay-on"
)
RESOLVED_ON = When(
    text="the board has resolved on it",
    holds=lambda c: c.event != D.REVISE or c.source == "proposed",
    give="the day, with ketsugi resolve",
)


def where_it_stands(c: Context, remedy: str) -> str:
    """The remedy before the decision; after it, what was decided can only be stopped."""
    return f"stop it: ketsugi suspend {c.ref} --on DATE --reason TEXT; ask counsel" if c.event == D.PAY else remedy


NOT_PAID = ("withdrawn", "rejected", "superseded", "annulled")
TO_BE_PAID = When(
    text="it is paid, or may still be", holds=lambda c: c.source not in NOT_PAID or c.last(D.PAY) is not None, give=""
)
REVISING = steps(Kind.DIVIDEND, D.REVISE)  # of what the board has resolved on; what fails is refused, the unknown waits
FIXED = steps(Kind.DIVIDEND, D.ADJUST)
AGAIN = FIXED | steps(Kind.DIVIDEND, D.PAY)  # of what is fixed, or worked out, after the decision
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


def clear_days_or(needed: int, otherwise: str) -> Callable[[date, date, date], str]:
    """The same count where it is disputed: the safe number leads, and the last day by the other reading goes beside it."""

    def measure(last: date, given: date, target: date) -> str:
        safe, said = clear_before(target, needed), f"{max(clear_between(given, target), 0)} clear days, {needed} needed"
        return said if last == safe else f"{said}; last day {safe}, {otherwise} {last}"

    return measure


def longer_by_articles(than: int, remedy: str, example: tuple[str, str]) -> Bound:
    """The notice of the meeting that the articles ask for, where it is longer than the law's."""
    return Bound(
        day=NOTICE,
        of=(FIRST_SITTING,),
        text="as many clear days as the articles ask for, where that is more",
        limit=lambda c, meeting: clear_before(meeting, max(c.company.articles.notice_days or 0, than)),
        when=lambda c: (c.company.articles.notice_days or 0) > than,
        measure=clear_days,
        remedy=remedy,
        example=example,
    )


def calendar(c: Context, id: str) -> Calendar:
    """A named calendar of business days.

    Raises:
        DayNotKnown: no such calendar is at hand.
    """
    found = c.calendars.get(id)
    if found is None:
        raise DayNotKnown(f"no calendar {id} at hand")
    return found


NOT_GIVEN_TO_THE_BOARD = When(
    text="the articles do not give the decision to the board",  # by law where nothing is stated
    holds=lambda c: c.company.articles.board_decides_dividends is not True,
    give="",
)
NOT_TO_EXCEED = When(
    text="the articles do not let the meeting exceed what the directors recommend",  # by law where nothing is stated
    holds=lambda c: c.company.articles.meeting_may_exceed is not True,
    give="",
)
RECORD_DATES_NOT_FIXED = When(
    text="the articles leave the record date open",
    holds=lambda c: no(c.company.articles.record_dates_fixed),
    give="--article record_dates_fixed=true or false with ketsugi company amend",
)


def counted_months(day: date, months: int) -> date | Disputed:
    """The last day of "within ``months`` months of ``day``", where it is not certain how the end of a month counts.

    By the number of the day, nine months from 2018-06-30 end on 2019-03-30; by full months, on 2019-03-31.
    """
    full = within_months(day, months)
    by_number = full.replace(day=min(day.day, full.day))
    why = "counted to the day of the same number, it would end before the month does"
    return full if by_number == full else Disputed(by_number, full, why)
