"""Questions that the law of several countries asks alike.  The rule that asks one says by which article."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal

from states import money
from states.bounds import STATE_ITS_DAYS, Answer, Bound, Day, Question
from states.codec import read
from states.context import Context
from states.dates import DayNotKnown
from states.facts import Origin
from states.finding import Verdict
from states.money import StatedTotal
from states.payable import in_all, stands
from states.rulebooks.days import EX, RECORD, where_it_stands
from states.stated import Range, Total
from states.terms import Line, Terms
from states.votes import more_than_half


def not_the_boards(c: Context) -> Answer:
    """The general meeting decides, and the board cannot."""
    message = f"route {c.dividend.route}; the general meeting decides it"
    remedy = "draft it with --route meeting, and let the board put it to the meeting"
    return Answer(verdict=Verdict.FAIL, message=message, figures={"route": str(c.dividend.route)}, remedy=remedy)


def not_the_meetings(c: Context) -> Answer:
    """The board decides, and no meeting is asked."""
    message = f"route {c.dividend.route}; the board decides it"
    remedy = "draft it with --route board, and let the board decide: ketsugi decide"
    return Answer(verdict=Verdict.FAIL, message=message, figures={"route": str(c.dividend.route)}, remedy=remedy)


def exactly(
    day: Day,
    of: Day,
    text: str,
    limit: Callable[[Context, date], date],
    *,
    remedy: str,
    example: tuple[str, str],
) -> tuple[Bound, Bound]:
    """``day`` is the one that ``limit`` computes: not later, and not earlier."""
    last = Bound(day=day, of=(of,), text=text, limit=limit, remedy=remedy, example=example, exact=True)
    return last, replace(last, before=True)


def on_the_word(what: str) -> Question:
    """What the book does not hold, and a named person vouches for with ``--attest``."""

    def ask(c: Context) -> Answer:
        return Answer(verdict=Verdict.UNKNOWN, message=f"not stated that {what}")

    ask.__doc__ = f"A named person vouches that {what}."
    return ask


def _against_the_proposal(line: Line, before: Line) -> tuple[str, bool | None]:
    """What one class receives and what was proposed for it, in words; and whether it is more.

    The amounts per share are compared; where neither is stated, the totals, each as wide as its rounding may be.
    """
    now, old = line.per_share, before.per_share
    if isinstance(now, Decimal) and isinstance(old, Decimal | Range):
        most = old.high if isinstance(old, Range) else old
        return f"{line.share_class}: {now} a share, {old} proposed", now > most
    total, proposed = line.total, before.total
    if now is not None or old is not None or not isinstance(total, StatedTotal) or not isinstance(proposed, Total):
        return "", None
    said = f"{line.share_class}: {total} in all, {proposed} proposed"
    if total == proposed or total.widest().high <= proposed.widest().low:
        return said, False
    if isinstance(proposed, Range):
        return said, not proposed.covers(total.amount)
    return said, True if total.widest().low >= proposed.widest().high else None


def not_above_the_proposal(c: Context) -> Answer:
    """No class of shares receives more than the directors proposed."""
    proposed = c.proposed
    before = {line.share_class: line for line in (read(Terms, proposed.terms) if proposed else Terms()).lines}
    said, more, unknown = [], [], []
    for line in c.terms.lines:
        words, above = _against_the_proposal(line, before.get(line.share_class, Line()))
        said += [words] if words else []
        more += [line.share_class] if above else []
        unknown += [line.share_class] if above is None else []
    figures = {f"line {number}": text for number, text in enumerate(said, 1)}
    if more:
        remedy = "let the meeting approve what was proposed, or less"
        return Answer(verdict=Verdict.FAIL, message="; ".join(said), figures=figures, remedy=remedy)
    if unknown or not said:
        whose = " and ".join(unknown) or "each class"
        message = f"amount per share of {whose}, or exact totals, not stated both now and as proposed"
        return Answer(verdict=Verdict.UNKNOWN, message=message, figures=figures, remedy="state --per-share or --total")
    return Answer(verdict=Verdict.PASS, message="; ".join(said), figures=figures)


def within_what_may_be_distributed(c: Context) -> Answer:
    """The whole total, at the top of its rounding, is within the distributable amount, at the bottom of its own."""
    limit, span, currency = c.dividend.distributable_amount, in_all(c.dividend), c.terms.currency
    if limit is None or span is None:
        what = "distributable amount" if limit is None else "total"
        total = f"--entitled, or the total with ketsugi {'adjust' if c.approved else 'revise'}"
        give = "--distributable-amount" if limit is None else total
        return Answer(verdict=Verdict.UNKNOWN, message=f"{what} not stated", remedy=f"state {give}")
    within = limit.widest()
    amounts = [line.total.amount for line in c.terms.lines if isinstance(line.total, StatedTotal) and stands(line)]
    whole = money.show(money.total(amounts)) if len(amounts) == len(c.terms.lines) else str(span)
    figures = {"total": whole, "distributable amount": str(limit)}
    unit = f"{currency} " if currency else ""
    message = f"total {unit}{whole}, distributable amount {unit}{money.show(limit.amount)}"
    if span.high <= within.low:
        return Answer(verdict=Verdict.PASS, message=message, figures=figures)
    if span.low > within.high or (span.low == within.high and not (span.with_low and within.with_high)):
        remedy = where_it_stands(c, "lower the total; it cannot be overridden")
        return Answer(verdict=Verdict.FAIL, message=message, figures=figures, remedy=remedy)
    most, least = money.show(span.high), money.show(within.low)
    message += f": the total may be up to {most}, the distributable amount as little as {least}"
    return Answer(verdict=Verdict.UNKNOWN, message=message, figures=figures, remedy="state the exact amounts")


def paid_on_an_open_day(id: str, who: str) -> Question:
    """Whether ``who`` (banks, the exchange) is open on the day of payment, by the calendar ``id``."""

    def ask(c: Context) -> Answer:
        day, calendar = c.on, c.calendars.get(id)
        if day is None or calendar is None:
            message = f"no calendar {id} at hand"
            return Answer(verdict=Verdict.UNKNOWN, message=message, remedy="check it by hand")
        known = calendar.is_open(day)
        figures = {"payment": f"{day} ({day:%a})", "calendar": calendar.name}
        if known is None:
            remedy = f"state --calendar-day {id}:{day}=open or closed with ketsugi company amend"
            message = f"{calendar.name} does not cover {day}"
            return Answer(verdict=Verdict.UNKNOWN, message=message, figures=figures, remedy=remedy)
        message = f"payment {day} ({day:%a}), {who} {'open' if known else 'closed'} by {calendar.name}"
        verdict = Verdict.PASS if known else Verdict.FAIL
        remedy = "" if known else f"pay on the next day on which {who} are open"
        return Answer(verdict=verdict, message=message, figures=figures, remedy=remedy)

    ask.__doc__ = f"{who[0].upper()}{who[1:]} are open on the day of payment, by the calendar {id}."
    return ask


def ex_day_of(market: str) -> Question:
    """Whether the announced ex-day is the one that follows from the record date on ``market``."""

    def ask(c: Context) -> Answer:
        from states.markets import MARKETS, ex_dates  # only here: most who ask a rulebook ask for no ex-day

        record, stated = c.record_on, c.terms.ex_on
        if record is None or stated is None:
            missing = RECORD if record is None else EX
            remedy = f"state {missing.how(c)}"
            return Answer(verdict=Verdict.UNKNOWN, message=f"{missing.name} not stated", remedy=remedy)
        try:
            found = ex_dates(MARKETS[market], record, c.calendars)
        except (DayNotKnown, KeyError) as error:
            message = str(error) if isinstance(error, DayNotKnown) else f"no calendar of {market} at hand"
            return Answer(verdict=Verdict.UNKNOWN, message=message, remedy=STATE_ITS_DAYS)
        figures = {"record date": str(record), "ex-day": str(stated), "computed": str(found.ex_day)}
        message = f"record date {record}, ex-day {stated}, computed {found.ex_day} ({found.calendar})"
        if stated == found.ex_day:
            return Answer(verdict=Verdict.PASS, message=message, figures=figures, bound=found.ex_day, slack=0)
        remedy = "check the ex-day with the exchange"
        return Answer(verdict=Verdict.FAIL, message=message, figures=figures, bound=found.ex_day, remedy=remedy)

    ask.__doc__ = f"The announced ex-day is the one that follows from the record date on {market}."
    return ask


def not_above_the_recommendation(c: Context) -> Answer:
    """No class of shares receives more than the directors recommended; what a shareholder proposed they did not."""
    if c.dividend.origin is not Origin.SHAREHOLDER:
        return not_above_the_proposal(c)
    remedy = "let the directors recommend a dividend, and put that to the meeting"
    return Answer(verdict=Verdict.FAIL, message="proposed by a shareholder, not recommended by the directors", remedy=remedy)


def not_known(what: str) -> Question:
    """A question of which the rulebook knows no answer, and says so."""

    def ask(c: Context) -> Answer:
        return Answer(verdict=Verdict.UNKNOWN, message=what, remedy="ask counsel")

    ask.__doc__ = f"{what[0].upper()}{what[1:]}."
    return ask


def uncounted(counts: Mapping[str, int | None]) -> Answer:
    """Which of the counts of a vote are not stated; it may be counted later than it is declared."""
    missing = [name for name, count in counts.items() if count is None]
    message = f"votes {' and '.join(missing)} not stated: the chair's declaration stands"
    remedy = f"state {' and '.join(f'--{name}' for name in missing)} once they are counted, then with ketsugi correct"
    return Answer(verdict=Verdict.UNKNOWN, message=message, remedy=remedy)


def more_for_than_against(c: Context) -> Answer:
    """More votes are cast for it than against it; abstentions are not cast."""
    votes = c.dividend.votes
    if votes.in_favour is None or votes.against is None:
        return uncounted({"for": votes.in_favour, "against": votes.against})
    figures = {"for": str(votes.in_favour), "against": str(votes.against)}
    message = f"{votes.in_favour:,} for, {votes.against:,} against"
    return _carried(c, message, figures, "more for than against", carried=votes.in_favour > votes.against)


def more_than_half_of_those_present(c: Context) -> Answer:
    """More than half of the votes present are for it; who abstains has not voted for it."""
    votes = c.dividend.votes
    present = votes.least_present()
    if votes.in_favour is None or (votes.present is None and more_than_half(votes.in_favour, present)):
        return uncounted({"for": votes.in_favour, "present": votes.present})
    figures = {"for": str(votes.in_favour), "present": str(present)}
    message = f"{votes.in_favour:,} for, of {present:,} {'cast' if votes.present is None else 'present'}"
    return _carried(c, message, figures, "more than half", carried=more_than_half(votes.in_favour, present))


def _carried(c: Context, message: str, figures: Mapping[str, str], needed: str, *, carried: bool) -> Answer:
    if carried:
        return Answer(verdict=Verdict.PASS, message=message, figures=figures)
    remedy = where_it_stands(c, "check the counts, or record the rejection: ketsugi reject")
    return Answer(verdict=Verdict.FAIL, message=f"{message}: {needed} needed", figures=figures, remedy=remedy)
