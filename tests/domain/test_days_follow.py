"""Days that real notices get wrong are pointed out; what cannot be, is not paid."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from states.context import Context
from states.facts import Articles, Company, Route
from states.finding import Verdict, Weight
from states.guards.days import days_follow
from states.guards.decision import effect_not_before_decision, not_outvoted
from states.guards.payment import (
    nothing_was_paid,
    paid_to_those_of_the_record_date,
    payment_not_before_effect,
    payment_not_before_its_day,
)
from states.stated import StatedDay
from states.terms import UNDECIDED, Terms
from states.votes import Votes
from tests.domain.iij import DAY, EFFECT, RECORD, REF, SITTING, sound, step

PASS, FAIL, UNKNOWN, NO_QUESTION = Verdict.PASS, Verdict.FAIL, Verdict.UNKNOWN, Verdict.NOT_APPLICABLE
HALF_A_YEAR_ON = date(2018, 9, 30)  # 183 days after the record date


def terms(context: Context, **days: Any) -> Context:
    return replace(context, dividend=replace(context.dividend, terms=replace(context.terms, **days)))


def listed(context: Context, yes: bool) -> Context:
    return replace(context, company=Company(articles=Articles(listed=yes)))


ODD: list[tuple[dict[str, Any], str]] = [
    ({"record_on": EFFECT}, ""),
    ({"record_on": EFFECT + DAY}, "record date 2018-06-30 is after the effective day, 2018-06-29"),
    ({"record_on": EFFECT + DAY, "pay_on": EFFECT + 2 * DAY}, ""),
    ({"pay_on": EFFECT}, ""),
    ({"pay_on": EFFECT - DAY}, "effective day 2018-06-29 is after payment, 2018-06-28"),
    ({"ex_on": RECORD}, ""),
    ({"ex_on": RECORD + DAY}, "ex-day 2018-04-01 is after the record date, 2018-03-31"),
    ({"closed_from_on": SITTING, "closed_until_on": SITTING}, ""),
    ({"closed_from_on": EFFECT, "closed_until_on": SITTING}, "register closed from 2018-06-29 is after the last day"),
    ({"effective_on": SITTING}, ""),
    ({"effective_on": SITTING - DAY}, "decision 2018-06-28 is after the effective day, 2018-06-27"),
    ({"effective_on": HALF_A_YEAR_ON}, ""),
    ({"effective_on": HALF_A_YEAR_ON + DAY}, "record date 2018-03-31 is more than half a year before the effective day"),
    ({"record_on": None, "effective_on": None}, ""),
    ({"record_on": UNDECIDED, "effective_on": StatedDay.read("by 2018-01-01")}, ""),  # no day is stated as one
]


@pytest.mark.parametrize(("days", "said"), ODD)
@pytest.mark.parametrize("event", ["resolve", "approve"])
def test_a_slip_in_the_days_is_pointed_out_and_bars_nothing(event: str, days: dict[str, Any], said: str) -> None:
    finding = sound(days_follow(terms(step(event), **days)))
    assert (finding.verdict, finding.weight, finding.stops()) == (FAIL if said else PASS, Weight.NOTE, False)
    assert said in finding.message


def test_a_year_that_ends_after_the_meeting_is_pointed_out() -> None:
    for end, verdict in ((SITTING, PASS), (SITTING + DAY, FAIL)):
        assert days_follow(step("resolve", dividend={"fiscal_year_end": end})).verdict is verdict


def test_a_board_that_decides_after_the_payment_is_pointed_out() -> None:
    for on, verdict in ((EFFECT, PASS), (EFFECT + DAY, FAIL)):
        own = {"route": Route.BOARD, "meeting": None}
        assert days_follow(replace(step("decide", on=on, dividend=own), meeting=None)).verdict is verdict


@pytest.mark.parametrize(
    ("pay_on", "is_listed", "verdict"), [(RECORD, True, FAIL), (RECORD, False, PASS), (EFFECT, True, PASS)]
)
def test_paying_a_listed_company_on_the_record_date_is_pointed_out(pay_on: date, is_listed: bool, verdict: Verdict) -> None:
    context = listed(terms(step("resolve"), pay_on=pay_on, effective_on=None, record_on=RECORD), is_listed)
    assert ("both" in days_follow(context).message) == (verdict is FAIL)


@pytest.mark.parametrize(
    ("pay_on", "on", "verdict"),
    [
        (EFFECT, EFFECT - DAY, UNKNOWN),
        (EFFECT, EFFECT, PASS),
        (EFFECT, EFFECT + DAY, PASS),
        (StatedDay.read("about 2018-07-02"), EFFECT, PASS),
        (StatedDay.read("from 2018-07-02"), date(2018, 7, 1), UNKNOWN),
        (StatedDay.read("2018-07"), date(2018, 6, 30), UNKNOWN),
        (StatedDay.read("2018-07"), date(2018, 7, 1), PASS),
        (UNDECIDED, EFFECT, NO_QUESTION),
        (None, EFFECT, NO_QUESTION),
    ],
)
def test_payment_waits_for_the_day_of_payment(pay_on: Any, on: date, verdict: Verdict) -> None:
    context = terms(step("pay", on=on), pay_on=pay_on)
    finding = sound(payment_not_before_its_day(context))
    assert (finding.verdict, finding.stops()) == (verdict, verdict is UNKNOWN)
    if verdict is UNKNOWN:
        vouched = replace(context, dividend=replace(context.dividend, attest={"paid_early": "by mistake of the bank"}))
        assert not payment_not_before_its_day(vouched).stops()


@pytest.mark.parametrize(("days", "verdict"), [(-1, UNKNOWN), (0, PASS), (1, PASS)])
def test_nobody_is_paid_before_the_record_date(days: int, verdict: Verdict) -> None:
    context = step("pay", on=RECORD + days * DAY)
    finding = sound(paid_to_those_of_the_record_date(context))
    assert (finding.verdict, finding.stops()) == (verdict, verdict is UNKNOWN)
    vouched = replace(context, dividend=replace(context.dividend, attest={"record_date_slip": "2017 was meant"}))
    assert not paid_to_those_of_the_record_date(vouched).stops()


def test_a_dividend_without_a_record_date_has_none_to_wait_for() -> None:
    assert paid_to_those_of_the_record_date(terms(step("pay"), record_on=None)).verdict is NO_QUESTION


@pytest.mark.parametrize(
    ("days", "on", "verdict"),
    [
        ({"effective_on": EFFECT}, EFFECT, PASS),
        ({"effective_on": EFFECT}, EFFECT - DAY, FAIL),
        ({"effective_on": None, "pay_on": EFFECT}, EFFECT - DAY, NO_QUESTION),  # the day of payment is asked for itself
        ({"effective_on": SITTING, "pay_on": EFFECT}, SITTING, PASS),  # the day of payment is asked for itself
        ({"effective_on": None, "pay_on": None}, EFFECT, UNKNOWN),
        ({"effective_on": UNDECIDED, "pay_on": EFFECT}, EFFECT, UNKNOWN),
    ],
)
def test_where_no_effective_day_is_stated_a_dividend_falls_due_when_it_is_paid(
    days: Any, on: date, verdict: Verdict
) -> None:
    assert payment_not_before_effect(terms(step("pay", on=on), **days)).verdict is verdict


@pytest.mark.parametrize(("pay_on", "verdict"), [(SITTING - DAY, FAIL), (SITTING, PASS), (None, UNKNOWN)])
def test_a_decision_is_not_after_the_day_of_payment_where_that_is_all_there_is(
    pay_on: date | None, verdict: Verdict
) -> None:
    finding = effect_not_before_decision(terms(step("approve"), effective_on=None, pay_on=pay_on))
    assert finding.verdict is verdict
    assert verdict is not UNKNOWN or f"ketsugi revise {REF} --on DATE" in finding.remedy


@pytest.mark.parametrize(
    ("votes", "verdict"),
    [
        (Votes(in_favour=10, against=9), PASS),
        (Votes(in_favour=10, against=10), PASS),  # a casting vote may decide; the law of the country is asked
        (Votes(in_favour=9, against=10), FAIL),
        (Votes(in_favour=0, against=1), FAIL),
        (Votes(in_favour=9), NO_QUESTION),
        (Votes(against=10), NO_QUESTION),
        (Votes(), NO_QUESTION),
    ],
)
def test_what_was_voted_down_is_not_approved(votes: Votes, verdict: Verdict) -> None:
    finding = sound(not_outvoted(step("approve", dividend={"votes": votes})))
    assert (finding.verdict, finding.stops()) == (verdict, verdict is FAIL)


def test_a_board_takes_back_its_dividend_only_while_nothing_is_paid() -> None:
    assert nothing_was_paid(step("pay")).verdict is PASS
    paid = sound(nothing_was_paid(step("settle")))
    assert (paid.verdict, paid.stops()) == (FAIL, True)
    assert f"ketsugi recover {REF}" in paid.remedy


def test_planted_days_that_are_never_compared_are_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("states.guards.days._after", lambda *said: "")
    wrong = [said for days, said in ODD if said and said not in days_follow(terms(step("resolve"), **days)).message]
    assert len(wrong) == 5


def test_the_terms_of_the_case_have_no_slip() -> None:
    assert isinstance(step("resolve").terms, Terms)
    assert days_follow(step("resolve")).verdict is PASS
