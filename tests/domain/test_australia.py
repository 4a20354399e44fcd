"""Australia: a dividend the directors determined on Monday 2024-08-19, and each day moved across its limit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from states.context import Context
from states.dates import business_days
from states.facts import Articles, Company, Route
from states.finding import Verdict, Weight
from states.money import StatedTotal
from tests.domain.abroad import asking, d
from tests.domain.entered import entered
from tests.domain.iij import answer, step
from workflow.book import Book
from workflow.calendars import CALENDARS

ask = asking("AU")
PASS, FAIL, UNKNOWN, NO_QUESTION = Verdict.PASS, Verdict.FAIL, Verdict.UNKNOWN, Verdict.NOT_APPLICABLE
DETERMINED = d("2024-08-19")
FIRM = Company(name="Ltd", jurisdiction="AU", timezone="Australia/Sydney", articles=Articles(listed=True))


def determined(
    *,
    company: Company = FIRM,
    terms: Mapping[str, Any] | None = None,
    dividend: Mapping[str, Any] | None = None,
    **context: Any,
) -> Context:
    """The directors' decision, with the days of its timetable, but for the changes."""
    days = {"record_on": d("2024-08-26"), "ex_on": d("2024-08-23"), "effective_on": d("2024-09-18")}
    facts = {"route": Route.BOARD, "record_notice_on": DETERMINED}
    context = {"on": DETERMINED, "calendars": CALENDARS} | context
    return step("decide", company=company, terms=days | (terms or {}), dividend=facts | (dividend or {}), **context)


@pytest.mark.parametrize(
    ("route", "left_to_directors", "verdict"),
    [
        (Route.MEETING, None, FAIL),
        (Route.MEETING, True, FAIL),
        (Route.MEETING, False, NO_QUESTION),  # the constitution leaves it to the meeting
        (Route.BOARD, None, NO_QUESTION),
        (None, None, UNKNOWN),
    ],
)
def test_the_directors_determine_it_and_no_meeting_is_asked(
    route: Route | None, left_to_directors: bool | None, verdict: Verdict
) -> None:
    company = replace(FIRM, articles=Articles(listed=True, board_decides_dividends=left_to_directors))
    finding = ask("au_directors", step("resolve", company=company, dividend={"route": route}))
    assert answer(finding) == (verdict, Weight.BAR, verdict is not NO_QUESTION)


@pytest.mark.parametrize("route", [Route.BOARD, Route.INTERIM])
@pytest.mark.parametrize(
    ("excess", "verdict"), [("608500000", PASS), ("608499999", UNKNOWN), ("607499999", FAIL), (None, UNKNOWN)]
)
def test_no_more_is_distributed_than_the_excess_of_assets(route: Route, excess: str | None, verdict: Verdict) -> None:
    stated = StatedTotal.read(excess) if excess else None
    context = determined(dividend={"route": route, "distributable_amount": stated})
    assert answer(ask("au_net_assets", context)) == (verdict, Weight.BAR, verdict is not PASS)
    vouched = replace(context.dividend, attest={"net_assets": "balance sheet of 2024-08-18"})
    assert ask("au_net_assets", replace(context, dividend=vouched)).verdict is (PASS if verdict is UNKNOWN else verdict)


@pytest.mark.parametrize(("rule", "name"), [("au_fair", "fair_to_holders"), ("au_creditors", "creditors_paid")])
def test_a_person_vouches_that_it_is_fair_and_harms_no_creditor(rule: str, name: str) -> None:
    asked = ask(rule, determined())
    assert answer(asked) == (UNKNOWN, Weight.BAR, True)
    assert f"--attest {name.replace('_', '-')}=" in asked.remedy
    assert answer(ask(rule, determined(dividend={"attest": {name: "paper 7"}}))) == (PASS, Weight.BAR, False)
    other = {"net_assets": "balance sheet"}
    assert ask(rule, determined(dividend={"attest": other})).verdict is UNKNOWN
    assert ask(rule, step("approve", company=FIRM)).verdict is UNKNOWN  # where the meeting decides, at its vote


@pytest.mark.parametrize("rule", ["au_net_assets", "au_fair", "au_creditors"])
@pytest.mark.parametrize(("on", "asked"), [("2010-06-27", False), ("2010-06-28", True)])
def test_the_three_tests_are_asked_from_2010_06_28(rule: str, on: str, asked: bool) -> None:
    finding = ask(rule, determined(on=d(on), dividend={"distributable_amount": None}))
    assert (finding.verdict is not NO_QUESTION) is asked


@pytest.mark.parametrize(
    ("told", "ex", "record", "verdict"),
    [
        ("2024-08-19", "2024-08-23", "2024-08-26", PASS),
        ("2024-08-20", "2024-08-23", "2024-08-26", PASS),  # the fourth business day before
        ("2024-08-21", "2024-08-23", "2024-08-26", FAIL),
        ("2024-08-20", "2024-08-22", "2024-08-26", FAIL),
        ("2024-08-20", "2024-08-26", "2024-08-26", FAIL),
        ("2018-09-24", "2018-09-27", "2018-09-28", PASS),  # as the exchange itself reckoned it
        ("2018-09-25", "2018-09-27", "2018-09-28", FAIL),
        ("2024-03-26", "2024-04-02", "2024-04-03", PASS),  # over Good Friday and Easter Monday
        ("2024-03-27", "2024-04-02", "2024-04-03", FAIL),
        ("2024-02-26", "2024-02-29", "2024-03-01", PASS),  # the leap day is a business day
        (None, "2024-08-23", "2024-08-26", UNKNOWN),
        ("2024-08-20", None, "2024-08-26", UNKNOWN),
        ("2027-08-20", "2027-08-27", "2027-08-30", UNKNOWN),  # no calendar reaches it
        ("2016-03-01", "2016-03-04", "2016-03-08", NO_QUESTION),
        ("2016-03-03", "2016-03-08", "2016-03-09", PASS),
    ],
)
def test_the_timetable_of_the_exchange_is_four_business_days_and_one(
    told: str | None, ex: str | None, record: str, verdict: Verdict
) -> None:
    finding = ask("au_record", timetable(told, ex, record))
    assert answer(finding) == (verdict, Weight.NOTE, False)  # it could not be confirmed


def timetable(told: str | None, ex: str | None, record: str) -> Context:
    terms = {"record_on": d(record), "ex_on": d(ex) if ex else None}
    return determined(terms=terms, dividend={"record_notice_on": d(told) if told else None})


@pytest.mark.parametrize(
    ("told", "ex", "record", "verdict"),
    [
        ("2014-09-02", "2014-09-05", "2014-09-09", PASS),
        ("2014-09-03", "2014-09-05", "2014-09-09", FAIL),
        ("2014-09-02", "2014-09-08", "2014-09-09", FAIL),
        ("2014-09-02", "2014-09-04", "2014-09-09", FAIL),
        ("2016-03-01", "2016-03-04", "2016-03-08", PASS),
        ("2016-03-01", "2016-03-07", "2016-03-09", NO_QUESTION),
        ("2014-04-04", "2014-04-09", "2014-04-13", NO_QUESTION),  # before the wording that is known
        ("2014-04-07", "2014-04-10", "2014-04-14", PASS),
    ],
)
def test_the_timetable_of_2014_was_five_business_days_and_two(told: str, ex: str, record: str, verdict: Verdict) -> None:
    assert answer(ask("au_record_2014", timetable(told, ex, record))) == (verdict, Weight.NOTE, False)


TIMETABLES = [("au_record", "2024-08-26"), ("au_record_2014", "2014-09-09")]


@pytest.mark.parametrize(("rule", "record"), TIMETABLES)
@pytest.mark.parametrize(("listed", "verdict"), [(False, NO_QUESTION), (None, UNKNOWN)])
def test_the_timetable_is_that_of_listed_companies(rule: str, record: str, listed: bool | None, verdict: Verdict) -> None:
    company = replace(FIRM, articles=Articles(listed=listed))
    assert ask(rule, determined(company=company, terms={"record_on": d(record)})).verdict is verdict


def test_the_example_leads_to_a_paid_dividend_in_a_book_that_verifies(book: Book) -> None:
    states, findings = entered(book, "australia")
    assert states == {"COOLABAH": "active", "COOLABAH-FY2024-FINAL": "paid"}
    assert [found for found in findings if found["verdict"] in ("fail", "unknown")] == []


def test_planted_a_count_that_takes_the_record_date_in_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        "states.rulebooks.australia.business_days", lambda day, count, calendar: business_days(day, count + 1, calendar)
    )
    assert ask("au_record", timetable("2024-08-20", "2024-08-23", "2024-08-26")).verdict is FAIL  # lawful by the table above
