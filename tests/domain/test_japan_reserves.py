"""Japan's rules on classes, on what a dividend does to the accounts, and on how it reaches the holders.

Source: ``law.md`` sections 1.4 and 1.5, with its two examples of the reserve.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from states.context import Context
from states.facts import MeetingKind, Route, Settlement, Shares
from states.finding import Verdict, Weight
from states.money import StatedTotal
from states.rulebooks.japan import JAPAN
from states.rulebooks.japan.reserves import reserve_needed
from states.terms import UNDECIDED, Line
from tests.domain.iij import DAY, EFFECT, LINE, RECORD, SHARES, SITTING, answer, ask, brief, step
from workflow.calendars import CALENDARS

PASS, FAIL, UNKNOWN, NO_QUESTION = Verdict.PASS, Verdict.FAIL, Verdict.UNKNOWN, Verdict.NOT_APPLICABLE
BAR, NOTE = Weight.BAR, Weight.NOTE


def d(text: str) -> date:
    return date.fromisoformat(text)


# ── Classes: 454(2), (3) ─────────────────────────────────────────────────────────────────────────────────────────────

MORE = Line(share_class="preferred", per_share=Decimal(20))
SAME = replace(MORE, per_share=Decimal("13.5"))
REGISTER = (SHARES, Shares(share_class="preferred", entitled=1))


@pytest.mark.parametrize(
    ("lines", "shares", "differ", "verdict"),
    [
        ((LINE,), (SHARES,), False, NO_QUESTION),
        ((LINE, SAME), (SHARES,), False, PASS),
        ((LINE, MORE), (SHARES,), True, PASS),
        ((LINE, MORE), (SHARES,), False, FAIL),
        ((LINE, MORE), (SHARES,), None, UNKNOWN),
        ((LINE,), REGISTER, False, FAIL),  # a class that receives nothing is treated differently too
        ((LINE,), REGISTER, True, PASS),
        ((LINE,), REGISTER, None, UNKNOWN),
        ((LINE, replace(MORE, per_share=UNDECIDED)), (SHARES,), True, UNKNOWN),
        ((LINE, replace(MORE, per_share=None)), (SHARES,), False, UNKNOWN),
    ],
)
def test_classes_are_treated_alike_unless_the_articles_say_otherwise(
    lines: tuple[Line, ...], shares: tuple[Shares, ...], differ: bool | None, verdict: Verdict
) -> None:
    for event in ("resolve", "decide", "approve"):
        context = step(event, terms={"lines": lines}, dividend={"shares": shares}, articles={"dividend_classes": differ})
        waits = verdict is UNKNOWN and event == "resolve"
        assert answer(ask("classes", context)) == (verdict, NOTE if waits else BAR, verdict in (FAIL, UNKNOWN) and not waits)


# ── One amount for all distributions: 446, 461 ───────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("worked_out", "changed", "expected"),
    [
        ("2018-05-10", "2018-05-09", (PASS, d("2018-05-09"), 1)),
        ("2018-05-10", "2018-05-10", (PASS, d("2018-05-10"), 0)),
        ("2018-05-10", "2018-05-11", (FAIL, d("2018-05-11"), -1)),
        (None, "2018-05-11", (UNKNOWN, d("2018-05-11"), None)),
        ("2018-03-31", "2018-04-01", (FAIL, d("2018-04-01"), -1)),
        ("2018-03-01", "2018-03-31", (NO_QUESTION, None, None)),  # not since the year end
    ],
)
def test_what_changed_the_surplus_asks_for_the_amount_again(
    worked_out: str | None, changed: str, expected: tuple[Verdict, date | None, int | None]
) -> None:
    own = {"distributable_on": d(worked_out) if worked_out else None, "surplus_changed_on": d(changed)}
    for event in ("resolve", "decide", "approve", "pay"):
        finding = ask("distributable_shared", step(event, dividend=own))
        assert brief(finding) == expected
        assert finding.stops() == (finding.verdict is FAIL)


def test_that_nothing_is_said_of_it_is_noted_once_when_the_money_leaves() -> None:
    assert ask("distributable_shared", step("approve")).verdict is NO_QUESTION
    finding = ask("distributable_shared", step("pay"))
    assert answer(finding) == (UNKNOWN, NOTE, False)
    vouched = ask("distributable_shared", step("pay", dividend={"attest": {"surplus_unchanged": "no deals"}}))
    assert (vouched.verdict, vouched.message) == (PASS, "attested: no deals")
    no_year = step("approve", dividend={"fiscal_year_end": None, "surplus_changed_on": RECORD})
    assert ask("distributable_shared", no_year).verdict is UNKNOWN


# ── A tenth set aside: 445(4) ────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("capital", "reserves", "dividend", "needed"),
    [
        ("60000", "7000", "5000", "500"),  # the examples of the law's table
        ("10000", "2380", "800", "80"),
        ("10000", "2420", "800", "80"),  # 80 to a quarter, a tenth is 80
        ("10000", "2421", "800", "79"),
        ("10000", "2499", "800", "1"),
        ("10000", "2500", "800", "0"),
        ("10000", "2501", "800", "0"),
        ("10000", "0", "801", "80.1"),
        ("10001", "2500", "800", "0.25"),
        ("10000", "0", "0", "0"),
    ],
)
def test_a_tenth_is_set_aside_until_a_quarter_of_the_capital(
    capital: str, reserves: str, dividend: str, needed: str
) -> None:
    assert reserve_needed(Decimal(capital), Decimal(reserves), Decimal(dividend)) == Decimal(needed)


def booked(aside: str | None, total: str = "5000", capital: str | None = "60000", reserves: str | None = "7000") -> Context:
    figures = {"capital": capital, "reserves": reserves, "reserve_set_aside": aside}
    own = {name: StatedTotal.read(value) for name, value in figures.items() if value is not None}
    return step("pay", dividend=own, line={"total": StatedTotal.read(total)})


@pytest.mark.parametrize(
    ("context", "verdict", "said"),
    [
        (booked("499"), FAIL, "JPY 500 to be set aside, JPY 499 was"),
        (booked("500"), PASS, "JPY 500 to be set aside"),
        (booked("501"), PASS, "JPY 500"),
        (booked("499", "5001"), FAIL, "JPY 501 to be set aside"),
        (booked("500", "5001"), UNKNOWN, "JPY 501 to be set aside"),  # 500.10 by the Act: it may have been rounded down
        (booked("500.1", "5001"), UNKNOWN, "whether a fraction of a yen is rounded up could not be confirmed"),
        (booked("501", "5001"), PASS, "JPY 501"),
        (booked("500", "5 thousand"), UNKNOWN, "the figures are rounded"),  # it may stand for up to 5,500
        (booked("550", "5 thousand"), PASS, "JPY 550"),
        (booked("449", "5 thousand"), FAIL, "JPY 550"),
        (booked(None), UNKNOWN, "not stated what was"),
        (booked("1", capital="28000"), NO_QUESTION, "below a quarter"),
        (booked("0", capital="28004"), FAIL, "JPY 1 to be set aside"),
        (booked("0", capital="28003"), UNKNOWN, "JPY 1 to be set aside"),  # 0.75
        (booked("1", capital=None), UNKNOWN, "below a quarter"),
        (booked("1", reserves=None), UNKNOWN, "below a quarter"),
        (booked(None, capital=None), UNKNOWN, "below a quarter"),
        (booked(None, capital=None, reserves=None), UNKNOWN, "below a quarter"),
        (booked("500", capital=None, reserves=None), UNKNOWN, "below a quarter"),
        (booked("0", "0"), PASS, "JPY 0"),
    ],
)
def test_too_little_set_aside_is_passed_over_with_a_reason(context: Context, verdict: Verdict, said: str) -> None:
    finding = ask("reserve_one_tenth", context)
    assert answer(finding) == (verdict, Weight.DEFECT, verdict is FAIL)
    assert not finding.stops(frozenset({"reserve_one_tenth"}))
    assert said in finding.message
    assert bool(finding.figures) == (", JPY " in finding.message)


@pytest.mark.parametrize("changes", [{"line": {"total": None}}, {"terms": {"currency": None}}, {"terms": {"lines": ()}}])
def test_without_a_total_in_yen_the_reserve_is_unknown(changes: dict[str, Any]) -> None:
    own = {"capital": StatedTotal.read("60000"), "reserves": StatedTotal.read("7000")}
    assert ask("reserve_one_tenth", step("pay", dividend=own, **changes)).verdict is UNKNOWN


# ── A deficit at the next accounts: 465 ──────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("event", "route", "kind", "expected", "verdict"),
    [
        ("decide", Route.BOARD, MeetingKind.ORDINARY, None, UNKNOWN),
        ("decide", Route.INTERIM, MeetingKind.ORDINARY, True, FAIL),
        ("decide", Route.INTERIM, None, False, PASS),
        ("approve", Route.MEETING, MeetingKind.ORDINARY, True, NO_QUESTION),
        ("approve", Route.MEETING, MeetingKind.EXTRAORDINARY, True, FAIL),
        ("approve", Route.MEETING, None, True, UNKNOWN),
    ],
)
def test_only_what_the_ordinary_meeting_decides_is_exempt_from_the_deficit(
    event: str, route: Route, kind: MeetingKind | None, expected: bool | None, verdict: Verdict
) -> None:
    context = step(event, dividend={"route": route, "deficit_expected": expected}, meeting={"kind": kind})
    assert answer(ask("deficit_465", context)) == (verdict, NOTE, False)


def test_without_a_meeting_it_is_not_known_who_decides() -> None:
    assert ask("deficit_465", step("approve", meeting_deeds=(), dividend={"route": None})).verdict is NO_QUESTION
    assert ask("deficit_465", replace(step("approve"), meeting=None)).verdict is UNKNOWN


# ── Payment: delay, ways, receipts ───────────────────────────────────────────────────────────────────────────────────

SATURDAY = d("2018-06-30")


@pytest.mark.parametrize(
    ("on", "effect", "calendars", "expected"),
    [
        (EFFECT, EFFECT, CALENDARS, (PASS, EFFECT, 0)),
        (SATURDAY, EFFECT, CALENDARS, (FAIL, EFFECT, -1)),
        (d("2018-07-02"), SATURDAY, CALENDARS, (UNKNOWN, SATURDAY, -2)),  # the next bank day
        (d("2018-07-03"), SATURDAY, CALENDARS, (FAIL, d("2018-07-02"), -1)),
        (EFFECT, EFFECT, {}, (PASS, EFFECT, 0)),
        (d("2018-07-02"), SATURDAY, {}, (UNKNOWN, SATURDAY, -2)),
        (d("2018-07-10"), SATURDAY, {}, (UNKNOWN, SATURDAY, -10)),
        (d("2018-07-11"), SATURDAY, {}, (FAIL, d("2018-07-10"), -1)),  # banks are never closed for so long
        (d("2900-07-02"), d("2900-07-01"), CALENDARS, (UNKNOWN, d("2900-07-01"), -1)),  # no calendar reaches it
        (EFFECT, None, CALENDARS, (UNKNOWN, None, None)),
    ],
)
def test_a_late_payment_is_noted(
    on: date, effect: date | None, calendars: Any, expected: tuple[Verdict, date | None, int | None]
) -> None:
    finding = ask("pay_delay", step("pay", on=on, terms={"effective_on": effect}, calendars=calendars))
    assert brief(finding) == expected
    assert (finding.weight, finding.stops()) == (NOTE, False)


def test_a_delay_is_asked_where_a_day_of_payment_is_planned() -> None:
    assert ask("pay_delay", step("approve")).verdict is NO_QUESTION
    late = step("approve", terms={"pay_on": EFFECT + DAY}, calendars=CALENDARS)
    assert brief(ask("pay_delay", late)) == (FAIL, EFFECT, -1)


def by_ways(ways: dict[str, str], paid: str | None = "100", on: date | None = d("2018-07-31")) -> Context:
    amounts = {name: Decimal(value) for name, value in ways.items()}
    settlement = Settlement(paid=Decimal(paid) if paid else None, paid_by=amounts)
    return step("settle", on=on, dividend={"settlement": settlement})


@pytest.mark.parametrize(
    ("context", "verdict"),
    [
        (by_ways({"receipt": "40", "account": "30", "registered_account": "20", "proportional": "10"}), PASS),
        (by_ways({"receipt": "40", "proportional": "60.00"}), PASS),
        (by_ways({"receipt": "40", "proportional": "59.99"}), FAIL),
        (by_ways({"receipt": "40", "cheque": "60"}), FAIL),
        (by_ways({"receipt": "40", "proportional": "60"}, on=d("2009-01-05")), PASS),
        (by_ways({"receipt": "40", "proportional": "60"}, on=d("2009-01-04")), FAIL),
        (by_ways({"receipt": "40", "registered_account": "60"}, on=d("2009-01-04")), FAIL),
        (by_ways({"receipt": "40", "account": "60"}, on=d("2009-01-04")), PASS),
        (by_ways({"receipt": "100"}, None), UNKNOWN),
        (by_ways({"receipt": "100"}, on=None), UNKNOWN),
        (by_ways({}), NO_QUESTION),
    ],
)
def test_what_was_paid_by_each_way_makes_up_what_was_paid(context: Context, verdict: Verdict) -> None:
    finding = ask("pay_routes", context)
    assert answer(finding) == (verdict, NOTE, False)
    ways = {name: str(value) for name, value in context.dividend.settlement.paid_by.items()}
    assert finding.figures == (ways if context.on else {})


@pytest.mark.parametrize(
    ("paid", "until", "expected"),
    [
        ("2018-06-29", "2018-07-29", (PASS, d("2018-07-29"), 0)),
        ("2018-06-29", "2018-07-28", (FAIL, d("2018-07-29"), -1)),
        ("2018-06-29", "2018-07-30", (PASS, d("2018-07-29"), 1)),
        ("2020-01-30", "2020-02-29", (PASS, d("2020-02-29"), 0)),
        ("2019-01-30", "2019-02-28", (PASS, d("2019-02-28"), 0)),
        ("2019-02-28", "2019-03-30", (FAIL, d("2019-03-31"), -1)),
        ("2018-06-29", None, (NO_QUESTION, None, None)),
    ],
)
def test_a_receipt_is_cashed_for_a_month(
    paid: str, until: str | None, expected: tuple[Verdict, date | None, int | None]
) -> None:
    context = step("pay", on=d(paid), dividend={"receipt_until_on": d(until) if until else None})
    finding = ask("receipt_window", context)
    assert brief(finding) == expected
    assert (finding.weight, finding.stops()) == (NOTE, False)


def test_planted_a_limit_moved_by_a_day_is_found() -> None:
    """The lines above are fine enough: each date rule moved by a day answers its own boundary differently."""
    at_limit = {
        "distributable_shared": step("pay", dividend={"distributable_on": SITTING, "surplus_changed_on": SITTING}),
        "pay_delay": step("pay", on=EFFECT, calendars=CALENDARS),
        "receipt_window": step("pay", on=EFFECT, dividend={"receipt_until_on": d("2018-07-29")}),
    }
    for name, context in at_limit.items():
        rule = next(each for each in JAPAN.rules if each.id == name)
        assert isinstance(rule.test, tuple)
        (bound,) = rule.test
        tighter = DAY if bound.before else -DAY
        moved = replace(bound, limit=lambda c, *days, bound=bound, by=tighter: bound.limit(c, *days) + by)
        assert (rule.ask(context).verdict, replace(rule, test=(moved,)).ask(context).verdict) == (PASS, FAIL)


@pytest.mark.parametrize(
    ("paid", "verdict"),
    [("608451601.5", PASS), ("608451601", FAIL), ("608051601.5", FAIL), (None, UNKNOWN)],
)
def test_what_is_missing_from_the_settlement_is_told_however_the_total_was_rounded(
    paid: str | None, verdict: Verdict
) -> None:
    zero = Decimal(0)
    went = Settlement(paid=Decimal(paid) if paid else None, unclaimed=zero, returned=zero)
    finding = ask("settled_as_worked_out", step("settle", dividend={"settlement": went}))
    assert (finding.verdict, finding.weight, finding.stops()) == (verdict, NOTE, False)
    if paid == "608051601.5":
        assert ": -400,000" in finding.message


def test_of_shares_that_are_not_counted_nothing_is_worked_out() -> None:
    zero = Settlement(paid=Decimal(1), unclaimed=Decimal(0), returned=Decimal(0))
    context = step("settle", dividend={"settlement": zero}, shares={"entitled": None})
    assert ask("settled_as_worked_out", context).verdict is UNKNOWN
