"""Germany: the case of Siemens, whose meeting sat on Wednesday 2017-02-01, and each day moved across its limit.

The days of the meeting, the ex-day, the record date and the payment are those of practice; the rest is lawful.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from states.context import Context
from states.dates import DAY
from states.facts import Articles, Company, MeetingKind, Route
from states.finding import Finding, Verdict, Weight
from states.money import Currency, StatedTotal
from tests.domain.abroad import asking, d
from tests.domain.iij import convening, step
from workflow.calendars import CALENDARS

ask = asking("DE")
PASS, FAIL, UNKNOWN, NO_QUESTION = Verdict.PASS, Verdict.FAIL, Verdict.UNKNOWN, Verdict.NOT_APPLICABLE
SITTING = d("2017-02-01")
FIRM = Company(name="AG", jurisdiction="DE", timezone="Europe/Berlin", articles=Articles(listed=True))


def vote(on: date = SITTING, **terms: Any) -> Context:
    """The vote, with the days of practice, but for the changes of the terms."""
    usual = {
        "record_on": d("2017-02-03"),
        "ex_on": d("2017-02-02"),
        "effective_on": d("2017-02-06"),
        "currency": Currency("EUR"),
    }
    return step("approve", on=on, company=FIRM, meeting={"day": on}, terms=usual | terms, calendars=CALENDARS)


def notice(on: str, days: int | None = 6, **meeting: Any) -> Context:
    """The dispatch of the notice of that meeting."""
    facts = {"day": SITTING, "registration_days": days, "voting_record_on": None} | meeting
    return convening(company=FIRM, on=d(on), meeting=facts, calendars=CALENDARS)


def brief(finding: Finding) -> tuple[Verdict, date | None, int | None]:
    return finding.verdict, finding.bound, finding.slack


@pytest.mark.parametrize(
    ("sitting", "effect", "verdict", "first"),
    [
        ("2017-02-01", "2017-02-03", FAIL, "2017-02-06"),
        ("2017-02-01", "2017-02-05", FAIL, "2017-02-06"),
        ("2017-02-01", "2017-02-06", PASS, "2017-02-06"),
        ("2017-02-01", "2017-03-01", PASS, "2017-02-06"),
        ("2018-12-19", "2018-12-23", FAIL, "2018-12-24"),  # over Christmas and a weekend
        ("2018-12-19", "2018-12-24", UNKNOWN, "2018-12-27"),  # banks may be open on the 24th, the exchange is not
        ("2018-12-19", "2018-12-27", PASS, "2018-12-27"),
        ("2020-02-27", "2020-03-02", FAIL, "2020-03-03"),  # over the leap day
        ("2016-12-31", "2017-01-02", NO_QUESTION, None),  # a meeting before the section was changed
        ("2017-01-01", "2017-01-03", FAIL, "2017-01-04"),
        ("2035-02-01", "2035-02-06", UNKNOWN, None),  # no calendar reaches it
    ],
)
def test_a_dividend_is_due_on_the_third_business_day_at_the_earliest(
    sitting: str, effect: str, verdict: Verdict, first: str | None
) -> None:
    finding = ask("de_due", vote(d(sitting), effective_on=d(effect)))
    assert (finding.verdict, finding.bound) == (verdict, d(first) if first else None)
    assert finding.stops() is (verdict is FAIL or (first is None and verdict is UNKNOWN))


@pytest.mark.parametrize(
    ("changes", "verdict"),
    [
        ({}, PASS),
        ({"ex_on": d("2017-02-01")}, FAIL),
        ({"ex_on": d("2017-02-03")}, FAIL),
        ({"record_on": d("2017-02-06")}, FAIL),
        ({"record_on": d("2017-02-02")}, FAIL),
        ({"ex_on": None}, UNKNOWN),
    ],
)
def test_ex_day_and_record_day_follow_the_meeting_as_is_the_practice(changes: Mapping[str, Any], verdict: Verdict) -> None:
    finding = ask("de_ex", vote(**changes))
    assert (finding.verdict, finding.weight, finding.stops()) == (verdict, Weight.NOTE, False)


@pytest.mark.parametrize(("on", "asked"), [("2016-12-31", False), ("2017-01-01", True)])
def test_so_is_the_practice_since_the_section_was_changed(on: str, asked: bool) -> None:
    assert (ask("de_ex", vote(d(on))).verdict is not NO_QUESTION) is asked


@pytest.mark.parametrize(("listed", "verdict"), [(False, NO_QUESTION), (None, UNKNOWN), (True, FAIL)])
def test_only_listed_shares_have_an_ex_day(listed: bool | None, verdict: Verdict) -> None:
    company = replace(FIRM, articles=Articles(listed=listed))
    assert ask("de_ex", replace(vote(ex_on=d("2017-02-01")), company=company)).verdict is verdict


@pytest.mark.parametrize(
    ("on", "days", "expected"),
    [
        ("2016-12-25", 6, (PASS, d("2016-12-26"), 1)),
        ("2016-12-26", 6, (PASS, d("2016-12-26"), 0)),  # 36 full days, and a Monday that is no business day
        ("2016-12-27", 6, (FAIL, d("2016-12-26"), -1)),
        ("2017-01-01", 0, (PASS, d("2017-01-01"), 0)),  # 30 full days, and a Sunday: nothing rolls
        ("2017-01-02", 0, (FAIL, d("2017-01-01"), -1)),
        ("2016-12-26", None, (PASS, d("2016-12-26"), 0)),  # enough, however many days of registration
        ("2016-12-27", None, (UNKNOWN, d("2016-12-26"), -1)),
        ("2017-01-01", None, (UNKNOWN, d("2016-12-26"), -6)),
        ("2017-01-02", None, (FAIL, d("2017-01-01"), -1)),
    ],
)
def test_a_meeting_is_convened_30_full_days_before_it_and_those_of_registration(
    on: str, days: int | None, expected: tuple[Verdict, date, int]
) -> None:
    finding = ask("de_notice", notice(on, days))
    assert brief(finding) == expected
    assert (finding.weight, finding.stops()) == (Weight.DEFECT, finding.verdict is FAIL)


@pytest.mark.parametrize(
    ("sitting", "record", "rule", "verdict"),
    [
        ("2017-02-01", "2017-01-10", "de_vote_record", FAIL),
        ("2017-02-01", "2017-01-11", "de_vote_record", PASS),
        ("2017-02-01", "2017-01-12", "de_vote_record", FAIL),
        ("2017-02-01", None, "de_vote_record", NO_QUESTION),
        ("2017-02-01", "2017-01-11", "de_vote_record_new", NO_QUESTION),
        ("2023-12-14", "2023-11-23", "de_vote_record", PASS),
        ("2023-12-15", "2023-11-24", "de_vote_record", NO_QUESTION),
        ("2005-10-31", "2005-10-10", "de_vote_record", NO_QUESTION),  # before there was such a proof
        ("2005-11-01", "2005-10-11", "de_vote_record", PASS),
        ("2023-12-14", "2023-11-22", "de_vote_record_new", NO_QUESTION),
        ("2023-12-15", "2023-11-23", "de_vote_record_new", PASS),
        ("2024-02-08", "2024-01-16", "de_vote_record_new", FAIL),
        ("2024-02-08", "2024-01-17", "de_vote_record_new", PASS),
        ("2024-02-08", "2024-01-18", "de_vote_record_new", FAIL),
        ("2024-02-08", None, "de_vote_record_new", NO_QUESTION),  # registered shares go by the register
    ],
)
def test_votes_go_by_the_proof_of_one_day(sitting: str, record: str | None, rule: str, verdict: Verdict) -> None:
    stated = d(record) if record else None
    finding = ask(rule, notice("2016-12-01", day=d(sitting), voting_record_on=stated))
    assert finding.verdict is verdict
    assert finding.weight is Weight.NOTE  # whether the shares are bearer shares is not in the book


@pytest.mark.parametrize(("sitting", "rule"), [("2017-02-01", "de_vote_record"), ("2024-02-08", "de_vote_record_new")])
@pytest.mark.parametrize(("listed", "verdict"), [(False, NO_QUESTION), (None, UNKNOWN), (True, FAIL)])
def test_the_proof_of_that_day_is_asked_of_listed_companies(
    sitting: str, rule: str, listed: bool | None, verdict: Verdict
) -> None:
    company = replace(FIRM, articles=Articles(listed=listed))
    context = notice("2016-12-01", day=d(sitting), voting_record_on=d(sitting) - DAY)
    assert ask(rule, replace(context, company=company)).verdict is verdict


def test_an_extraordinary_meeting_has_no_eight_months() -> None:
    late = notice("2016-12-01", fiscal_year_end=d("2016-05-31"), kind=MeetingKind.EXTRAORDINARY)
    assert ask("de_8_months", late).verdict is NO_QUESTION


@pytest.mark.parametrize(
    ("year_end", "verdict"), [("2016-06-01", PASS), ("2016-05-31", FAIL), ("2016-09-30", PASS), (None, UNKNOWN)]
)
def test_the_ordinary_meeting_sits_within_eight_months(year_end: str | None, verdict: Verdict) -> None:
    finding = ask("de_8_months", notice("2016-12-01", fiscal_year_end=d(year_end) if year_end else None))
    assert finding.verdict is verdict


@pytest.mark.parametrize(
    ("total", "profit", "verdict"),
    [
        ("2914000000", "2914000000", PASS),
        ("2914000000", "2913999999.99", FAIL),
        ("2.9 billion", "2.9 billion", UNKNOWN),
        ("2914000000", None, UNKNOWN),
    ],
)
def test_no_more_is_distributed_than_the_net_profit(total: str, profit: str | None, verdict: Verdict) -> None:
    stated = StatedTotal.read(profit) if profit else None
    context = replace(vote(), dividend=replace(vote().dividend, distributable_amount=stated))
    line = replace(context.terms.lines[0], total=StatedTotal.read(total))
    context = replace(context, dividend=replace(context.dividend, terms=replace(context.terms, lines=(line,))))
    finding = ask("de_agm_accounts", context)
    assert (finding.verdict, finding.weight, finding.stops()) == (verdict, Weight.BAR, verdict is not PASS)
    if verdict is UNKNOWN:
        vouched = replace(context.dividend, attest={"adopted_accounts": "the adopted accounts, p. 3"})
        assert ask("de_agm_accounts", replace(context, dividend=vouched)).verdict is PASS


@pytest.mark.parametrize(("route", "verdict"), [(Route.BOARD, FAIL), (Route.INTERIM, NO_QUESTION), (None, UNKNOWN)])
def test_the_board_does_not_decide_it(route: Route | None, verdict: Verdict) -> None:
    finding = ask("de_agm", step("decide", company=FIRM, dividend={"route": route}))
    assert (finding.verdict, finding.stops()) == (verdict, verdict is not NO_QUESTION)


@pytest.mark.parametrize(("route", "verdict"), [(Route.INTERIM, UNKNOWN), (Route.BOARD, NO_QUESTION)])
def test_of_a_payment_on_account_nothing_is_known_and_that_is_said(route: Route, verdict: Verdict) -> None:
    finding = ask("de_interim", step("decide", company=FIRM, dividend={"route": route}))
    assert (finding.verdict, finding.weight) == (verdict, Weight.NOTE)


@pytest.mark.parametrize("rule", ["de_agm_accounts", "de_due", "de_ex"])
def test_a_payment_on_account_follows_no_meeting(rule: str) -> None:
    context = vote(effective_on=SITTING)
    assert ask(rule, context).verdict is not NO_QUESTION
    on_account = replace(context, dividend=replace(context.dividend, route=Route.INTERIM))
    assert ask(rule, on_account).verdict is NO_QUESTION


@pytest.mark.parametrize(("on", "verdict"), [("2017-02-06", PASS), ("2017-02-05", FAIL), ("2035-02-06", UNKNOWN)])
def test_a_payment_on_a_day_on_which_banks_are_closed_is_noted(on: str, verdict: Verdict) -> None:
    finding = ask("de_bank_holidays", step("pay", on=d(on), company=FIRM, calendars=CALENDARS))
    assert (finding.verdict, finding.stops()) == (verdict, False)


def test_planted_a_count_that_takes_the_day_of_the_meeting_in_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("states.rulebooks.germany.clear_before", lambda day, clear_days: day - clear_days * DAY)
    assert ask("de_notice", notice("2016-12-27")).verdict is PASS  # which the table above says is a day late
