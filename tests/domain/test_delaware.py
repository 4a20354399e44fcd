"""Delaware: a dividend declared on Wednesday 2024-05-01 by a listed company, and each day moved across its limit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from states.context import Context, Deed
from states.dates import DAY
from states.facts import Articles, Company, Route
from states.finding import Verdict, Weight
from states.money import StatedTotal
from tests.domain.abroad import asking, d
from tests.domain.entered import entered
from tests.domain.iij import answer, step
from workflow.book import Book
from workflow.calendars import CALENDARS

ask = asking("US-DE")
PASS, FAIL, UNKNOWN, NO_QUESTION = Verdict.PASS, Verdict.FAIL, Verdict.UNKNOWN, Verdict.NOT_APPLICABLE
DECLARED, RECORD = d("2024-05-01"), d("2024-05-29")
FIRM = Company(name="Inc.", jurisdiction="US-DE", timezone="America/New_York", articles=Articles(listed=True))


def day(text: str | None) -> date | None:
    return d(text) if text else None


def declared(
    *, terms: Mapping[str, Any] | None = None, dividend: Mapping[str, Any] | None = None, **context: Any
) -> Context:
    """The board's declaration, with lawful days, but for the changes."""
    days = {"record_on": RECORD, "ex_on": RECORD, "effective_on": d("2024-06-14")}
    facts = {"route": Route.BOARD, "record_notice_on": DECLARED}
    context = {"on": DECLARED, "company": FIRM, "calendars": CALENDARS} | context
    return step("decide", terms=days | (terms or {}), dividend=facts | (dividend or {}), **context)


@pytest.mark.parametrize(("route", "verdict"), [(Route.MEETING, FAIL), (Route.BOARD, NO_QUESTION), (None, UNKNOWN)])
def test_the_board_declares_it_and_no_meeting_is_asked(route: Route | None, verdict: Verdict) -> None:
    finding = ask("us_de_directors", step("resolve", company=FIRM, dividend={"route": route}))
    assert answer(finding) == (verdict, Weight.BAR, verdict is not NO_QUESTION)


@pytest.mark.parametrize("route", [Route.BOARD, Route.INTERIM])
@pytest.mark.parametrize(("surplus", "verdict"), [("608500000", PASS), ("607499999", FAIL), (None, UNKNOWN)])
def test_no_more_is_declared_than_surplus_or_net_profits(route: Route, surplus: str | None, verdict: Verdict) -> None:
    stated = StatedTotal.read(surplus) if surplus else None
    context = declared(dividend={"route": route, "distributable_amount": stated})
    assert answer(ask("us_de_surplus", context)) == (verdict, Weight.BAR, verdict is not PASS)
    vouched = replace(context.dividend, attest={"surplus": "valuation of 2024-04-30"})
    assert ask("us_de_surplus", replace(context, dividend=vouched)).verdict is (PASS if verdict is UNKNOWN else verdict)


@pytest.mark.parametrize(
    ("record", "pay", "verdict", "bound"),
    [
        ("2024-04-30", "2024-06-14", FAIL, "2024-05-01"),  # before the resolution
        ("2024-05-01", "2024-06-14", PASS, "2024-05-01"),
        ("2024-05-02", "2024-06-14", PASS, "2024-05-01"),
        ("2024-05-28", "2024-07-27", PASS, "2024-07-27"),  # 60 days
        ("2024-05-28", "2024-07-28", FAIL, "2024-07-27"),
        (None, "2024-06-30", PASS, "2024-05-01"),  # the close of the day of the resolution
        (None, "2024-07-01", FAIL, "2024-06-30"),
        ("2024-12-31", "2025-03-01", PASS, "2025-03-01"),
        ("2023-12-31", "2024-02-29", PASS, "2024-02-29"),  # 60 days end on the leap day
    ],
)
def test_the_record_date_is_not_before_the_resolution_nor_more_than_60_days_before_payment(
    record: str | None, pay: str, verdict: Verdict, bound: str
) -> None:
    on = d("2023-12-20") if record == "2023-12-31" else DECLARED
    finding = ask("us_de_record", declared(on=on, terms={"record_on": day(record), "pay_on": d(pay)}))
    assert answer(finding) == (verdict, Weight.BAR, verdict is FAIL)
    if verdict is FAIL or finding.slack == 0:
        assert finding.bound == d(bound)


def test_without_a_day_of_payment_the_effective_day_is_taken_and_without_that_nothing_is_known() -> None:
    late = {"record_on": d("2024-05-01"), "effective_on": d("2024-07-01")}
    assert ask("us_de_record", declared(terms=late)).verdict is FAIL
    assert answer(ask("us_de_record", declared(terms={"effective_on": None}))) == (UNKNOWN, Weight.BAR, True)


@pytest.mark.parametrize(
    ("record", "paid", "verdict", "bound"),
    [
        ("2024-05-28", "2024-07-27", PASS, "2024-07-27"),
        ("2024-05-28", "2024-07-28", FAIL, "2024-07-27"),
        (None, "2024-06-30", PASS, "2024-06-30"),
        (None, "2024-07-01", FAIL, "2024-06-30"),
    ],
)
def test_a_payment_after_60_days_is_noted_and_not_refused(
    record: str | None, paid: str, verdict: Verdict, bound: str
) -> None:
    decided = Deed(seq=12, event="decide", source="drafted", dest="approved", on=DECLARED)
    facts = {"route": Route.BOARD}
    context = step("pay", on=d(paid), company=FIRM, terms={"record_on": day(record)}, dividend=facts, deeds=(decided,))
    finding = ask("us_de_paid_60d", context)
    assert answer(finding) == (verdict, Weight.NOTE, False)
    assert finding.bound == d(bound)


def test_a_payment_of_which_no_record_date_is_known_is_not_judged() -> None:
    context = step("pay", company=FIRM, terms={"record_on": None}, meeting={"day": None}, deeds=())
    assert answer(ask("us_de_paid_60d", context)) == (UNKNOWN, Weight.NOTE, False)


@pytest.mark.parametrize(
    ("told", "verdict", "slack"),
    [("2024-05-18", PASS, 1), ("2024-05-19", PASS, 0), ("2024-05-20", FAIL, -1), (None, UNKNOWN, None)],
)
def test_the_record_date_is_told_ten_calendar_days_before(told: str | None, verdict: Verdict, slack: int | None) -> None:
    context = declared(dividend={"record_notice_on": day(told)})
    finding = ask("us_notice_10d", context)
    assert answer(finding) == (verdict, Weight.DEFECT, verdict is FAIL)  # a late notice is a breach, and may be recorded
    assert (finding.bound, finding.slack) == (d("2024-05-19"), slack)  # a Sunday: nothing rolls
    vouched = replace(context.dividend, attest={"record_notice": "notice to the exchange, filed for 2024-05-06"})
    assert ask("us_notice_10d", replace(context, dividend=vouched)).verdict is (PASS if verdict is UNKNOWN else verdict)


@pytest.mark.parametrize(
    ("on", "listed", "verdict"),
    [
        ("1971-07-11", True, NO_QUESTION),
        ("1971-07-12", True, FAIL),
        ("2024-05-01", False, NO_QUESTION),
        ("2024-05-01", None, UNKNOWN),
    ],
)
def test_the_notice_is_asked_of_listed_companies_since_1971(on: str, listed: bool | None, verdict: Verdict) -> None:
    company = replace(FIRM, articles=Articles(listed=listed))
    finding = ask("us_notice_10d", declared(on=d(on), company=company, dividend={"record_notice_on": RECORD}))
    assert finding.verdict is verdict


@pytest.mark.parametrize(
    ("record", "ex", "pay", "verdict"),
    [
        ("2024-05-24", "2024-05-23", "2024-06-14", PASS),  # trades settled after two days
        ("2024-05-24", "2024-05-24", "2024-06-14", FAIL),
        ("2024-05-28", "2024-05-24", "2024-06-14", PASS),  # the last that follows from two days; 05-27 is a holiday
        ("2024-05-28", "2024-05-28", "2024-06-14", FAIL),
        ("2024-05-29", "2024-05-29", "2024-06-14", PASS),  # after one
        ("2024-05-29", "2024-05-28", "2024-06-14", FAIL),
        ("2024-05-29", "2024-06-17", "2024-06-14", UNKNOWN),  # the business day after payment: 25% of the value or more
        ("2024-05-29", "2024-06-18", "2024-06-14", FAIL),
        ("2024-06-29", "2024-06-28", "2024-07-15", PASS),  # a record date on a Saturday
        ("2024-05-29", None, "2024-06-14", UNKNOWN),
        (None, "2024-05-29", "2024-06-14", UNKNOWN),
        ("2030-05-29", "2030-05-29", "2030-06-14", UNKNOWN),  # no calendar reaches it
        ("2027-12-20", "2027-12-21", "2027-12-31", FAIL),  # nor the day after payment
        ("1995-06-06", "1995-06-02", "1995-06-14", NO_QUESTION),
    ],
)
def test_the_ex_day_is_that_of_the_exchange(record: str | None, ex: str | None, pay: str, verdict: Verdict) -> None:
    finding = ask("us_ex_day", declared(terms={"record_on": day(record), "ex_on": day(ex), "pay_on": d(pay)}))
    assert answer(finding) == (verdict, Weight.NOTE, False)
    if verdict is UNKNOWN and pay == "2024-06-14" and ex == "2024-06-17":
        assert "right if it is 25% of the value or more" in finding.message


@pytest.mark.parametrize(
    ("record", "listed", "asked"),
    [
        ("1995-06-06", True, False),  # before trades were settled by the rule
        ("1995-06-07", True, True),
        ("2024-05-29", None, True),
        ("2024-05-29", False, False),
    ],
)
def test_an_ex_day_is_asked_of_listed_shares_since_1995_06_07(record: str, listed: bool | None, asked: bool) -> None:
    company = replace(FIRM, articles=Articles(listed=listed))
    finding = ask("us_ex_day", declared(company=company, terms={"record_on": d(record)}))
    assert (finding.verdict is not NO_QUESTION) is asked


def test_without_a_day_of_payment_an_ex_day_is_only_compared_with_the_usual_one() -> None:
    assert ask("us_ex_day", declared(terms={"ex_on": d("2024-06-17"), "effective_on": None})).verdict is FAIL


def test_the_example_leads_to_a_closed_dividend_in_a_book_that_verifies(book: Book) -> None:
    states, findings = entered(book, "delaware")
    assert states == {"BRANDYWINE": "active", "BRANDYWINE-2024-Q2": "closed"}
    assert [found for found in findings if found["verdict"] in ("fail", "unknown")] == []


def test_planted_a_sixty_first_day_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("states.rulebooks.delaware.SIXTY", 61 * DAY)
    late = declared(terms={"record_on": d("2024-05-28"), "pay_on": d("2024-07-28")})
    assert ask("us_de_record", late).verdict is PASS  # which the table above says is a day late


def test_a_record_date_fixed_after_the_declaration_takes_the_boards_earlier_resolution() -> None:
    """The declaration left it open; it is fixed on a day before, which only an earlier resolution can have done."""
    decide = Deed(seq=5, event="decide", source="drafted", dest="approved", on=DECLARED)
    terms = {"record_on": d("2024-04-20"), "effective_on": d("2024-06-14")}
    facts = {"route": Route.BOARD, "record_notice_on": d("2024-04-15")}
    fixed = step("adjust", on=d("2024-05-10"), company=FIRM, terms=terms, dividend=facts, deeds=(decide,))
    assert answer(ask("us_de_record_fixed", fixed)) == (UNKNOWN, Weight.BAR, True)
    vouched = replace(fixed.dividend, attest={"record_resolution": "minutes of 2024-04-15"})
    assert ask("us_de_record_fixed", replace(fixed, dividend=vouched)).verdict is PASS
    later = replace(fixed, dividend=replace(fixed.dividend, terms=replace(fixed.terms, record_on=d("2024-05-13"))))
    assert ask("us_de_record_fixed", later).verdict is NO_QUESTION
