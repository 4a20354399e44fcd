"""Korea: a meeting of 2024-03-28 on the accounts of 2023, and each day moved across its limit."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from states.context import Context, Sibling
from states.dates import DAY
from states.facts import Articles, Company, Route
from states.finding import Verdict, Weight
from states.money import StatedTotal
from states.rulebooks.korea import VERSIONS
from states.stated import StatedDay
from states.terms import UNDECIDED, Undecided
from tests.domain.abroad import asking, d
from tests.domain.iij import convening, step
from tests.domain.told import told
from workflow.book import Book
from workflow.calendars import CALENDARS

ask = asking("KR")
PASS, FAIL, UNKNOWN, NO_QUESTION = Verdict.PASS, Verdict.FAIL, Verdict.UNKNOWN, Verdict.NOT_APPLICABLE
SITTING, YEAR_END = d("2024-03-28"), d("2023-12-31")
LISTED = Articles(listed=True, record_dates_fixed=False)
FIRM = Company(name="Co.", jurisdiction="KR", timezone="Asia/Seoul", articles=LISTED)


def day(text: str | None) -> date | None:
    return d(text) if text else None


def moved(event: str, on: str, *, decided: str = "2024-03-28", articles: Articles = LISTED, **facts: Any) -> Context:
    """One step of the dividend of 2023, whose meeting sits on ``decided``; days of its terms are told by name."""
    named = ("record_on", "effective_on", "pay_on")
    usual = {"record_on": "2024-04-02", "effective_on": "2024-04-19"}
    terms = {name: day(text) for name, text in {**usual, **{n: facts.pop(n) for n in named if n in facts}}.items()}
    meeting = {"day": d(decided), "voting_record_on": day(facts.pop("voting_record", None))}
    siblings = facts.pop("siblings", ())
    context = step(
        event,
        on=d(on),
        company=replace(FIRM, articles=articles),
        meeting=meeting,
        terms=terms,
        dividend={"fiscal_year_end": YEAR_END} | facts,
        siblings=siblings,
        calendars=CALENDARS,
    )
    deeds = tuple(replace(deed, on=d(decided)) if deed.event == "approve" else deed for deed in context.deeds)
    return replace(context, deeds=deeds)


MONTH = [
    ("2024-03-28", "2024-04-28", PASS, "2024-04-28"),
    ("2024-03-28", "2024-04-29", UNKNOWN, "2024-04-28"),  # 04-28 is a Sunday: the last day may move
    ("2024-03-28", "2024-04-30", FAIL, "2024-04-29"),
    ("2024-03-29", "2024-04-29", PASS, "2024-04-29"),
    ("2024-03-29", "2024-04-30", FAIL, "2024-04-29"),
    ("2024-02-29", "2024-03-31", PASS, "2024-03-31"),  # a leap year: from 03-01 to the eve of 04-01, a Sunday
    ("2024-02-29", "2024-04-01", UNKNOWN, "2024-03-31"),
    ("2024-02-29", "2024-04-02", FAIL, "2024-04-01"),
    ("2023-02-28", "2023-03-31", PASS, "2023-03-31"),
    ("2023-02-28", "2023-04-01", FAIL, "2023-03-31"),
    ("2024-01-30", "2024-02-29", PASS, "2024-02-29"),  # no corresponding day
    ("2024-01-30", "2024-03-01", FAIL, "2024-02-29"),
    ("2024-03-31", "2024-04-30", PASS, "2024-04-30"),
    ("2024-03-31", "2024-05-01", FAIL, "2024-04-30"),
    ("2024-04-01", "2024-05-01", PASS, "2024-05-01"),  # the exchange is closed on 05-01, the law may not be
    ("2024-04-01", "2024-05-02", UNKNOWN, "2024-05-01"),
    ("2024-04-01", "2024-05-03", FAIL, "2024-05-02"),
    ("2034-03-29", "2034-04-29", PASS, "2034-04-29"),  # no calendar reaches it
    ("2034-03-29", "2034-05-09", UNKNOWN, "2034-04-29"),
    ("2034-03-29", "2034-05-10", FAIL, "2034-05-09"),
]


@pytest.mark.parametrize(("decided", "on", "verdict", "bound"), MONTH)
def test_a_dividend_is_paid_within_a_month_of_the_decision(decided: str, on: str, verdict: Verdict, bound: str) -> None:
    planned = ask("kr_pay_1m", moved("approve", decided, decided=decided, effective_on=on))
    paid = ask("kr_pay_1m_paid", moved("pay", on, decided=decided))
    for finding in (planned, paid):
        assert (finding.verdict, finding.stops(), finding.bound) == (verdict, verdict is FAIL, d(bound))
    assert not paid.stops(frozenset({"kr_pay_1m_paid"}))  # what is owed may be paid late, with a reason


@pytest.mark.parametrize(
    ("on", "verdict"), [("2024-06-27", PASS), ("2024-06-28", PASS), ("2024-06-29", FAIL), ("2024-04-19", PASS)]
)
def test_the_resolution_may_fix_another_time_of_payment(on: str, verdict: Verdict) -> None:
    assert ask("kr_pay_1m", moved("approve", "2024-03-28", pay_on="2024-06-28")).verdict is NO_QUESTION
    finding = ask("kr_pay_1m_paid", moved("pay", on, pay_on="2024-06-28"))
    assert (finding.verdict, finding.weight) == (verdict, Weight.DEFECT)


@pytest.mark.parametrize(
    ("listed", "on", "verdict"),
    [
        (True, "2024-05-30", PASS),  # decided on 05-10: 20 days
        (True, "2024-05-31", UNKNOWN),  # the articles may say otherwise
        (True, "2024-06-10", UNKNOWN),
        (True, "2024-06-11", FAIL),
        (None, "2024-05-31", UNKNOWN),
        (False, "2024-05-31", PASS),
        (False, "2024-06-10", PASS),
    ],
)
def test_a_quarterly_dividend_is_safe_within_twenty_days(listed: bool | None, on: str, verdict: Verdict) -> None:
    articles = Articles(listed=listed, record_dates_fixed=True)
    context = moved("decide", "2024-05-10", route=Route.INTERIM, articles=articles, effective_on=on)
    finding = ask("kr_pay_1m", context)
    assert (finding.verdict, finding.stops()) == (verdict, verdict is FAIL)


RECORDS = [
    ("2023-12-31", "2024-03-31", "2024-04-19", PASS),
    ("2023-12-31", "2024-04-01", "2024-04-19", FAIL),
    ("2023-09-30", "2023-12-30", "2024-01-19", PASS),
    ("2023-09-30", "2023-12-31", "2024-01-19", UNKNOWN),  # by the number of the day, or by the month
    ("2023-09-30", "2024-01-01", "2024-01-19", FAIL),
    ("2023-11-30", "2024-02-29", "2024-03-19", PASS),  # a leap year
    ("2023-11-30", "2024-03-01", "2024-03-19", FAIL),
    ("2024-04-19", "2024-03-28", "2024-04-19", PASS),  # after the meeting, and not after the payment
    ("2024-04-20", "2024-03-28", "2024-04-19", FAIL),
    (None, "2024-03-28", "2024-04-19", UNKNOWN),
]


@pytest.mark.parametrize(("record", "decided", "effect", "verdict"), RECORDS)
def test_a_record_date_is_within_three_months_before_its_use(
    record: str | None, decided: str, effect: str, verdict: Verdict
) -> None:
    context = moved("approve", decided, decided=decided, record_on=record, effective_on=effect)
    finding = ask("kr_record_3m", context)
    assert (finding.verdict, finding.stops()) == (verdict, verdict is FAIL or record is None)
    vouched = replace(context, dividend=replace(context.dividend, attest={"record_date": "the board sets it in April"}))
    assert ask("kr_record_3m", vouched).verdict is (FAIL if verdict is FAIL else PASS)


@pytest.mark.parametrize(
    ("record", "sitting", "verdict"),
    [
        ("2023-12-31", "2024-03-31", PASS),
        ("2023-12-31", "2024-04-01", FAIL),
        ("2024-02-29", "2024-05-29", PASS),
        ("2024-02-29", "2024-05-30", UNKNOWN),
        ("2024-02-29", "2024-06-01", FAIL),
        ("2024-03-28", "2024-03-28", PASS),
        ("2024-03-29", "2024-03-28", FAIL),
        (None, "2024-03-28", NO_QUESTION),
    ],
)
def test_the_votes_have_a_record_date_of_their_own_or_none(record: str | None, sitting: str, verdict: Verdict) -> None:
    facts = {"day": d(sitting), "voting_record_on": day(record)}
    convened = ask("kr_record_3m", convening(company=FIRM, on=d("2024-03-12"), meeting=facts))
    assert (convened.verdict, convened.weight) == (verdict, Weight.NOTE if verdict is UNKNOWN else Weight.BAR)
    terms = {"record_on": sitting, "effective_on": sitting}
    voted = ask("kr_record_3m", moved("approve", sitting, decided=sitting, voting_record=record, **terms))
    assert voted.verdict is (PASS if verdict is NO_QUESTION else verdict)


@pytest.mark.parametrize(
    ("notice", "fixed", "verdict"),
    [
        ("2024-03-17", False, PASS),
        ("2024-03-18", False, PASS),  # 14 full days before 2024-04-02
        ("2024-03-19", False, FAIL),
        ("2024-03-19", True, NO_QUESTION),
        ("2024-03-18", None, UNKNOWN),
        (None, False, UNKNOWN),
    ],
)
def test_a_record_date_that_the_articles_leave_open_is_told_two_weeks_before(
    notice: str | None, fixed: bool | None, verdict: Verdict
) -> None:
    facts = {"record_notice_on": day(notice), "articles": Articles(listed=True, record_dates_fixed=fixed)}
    voted = ask("kr_record_notice", moved("approve", "2024-03-28", **facts))
    assert (voted.verdict, voted.stops()) == (verdict, verdict is FAIL)  # it may follow the vote
    paid = ask("kr_record_notice", moved("pay", "2024-04-19", **facts))
    assert (paid.verdict, paid.stops()) == (verdict, verdict in (FAIL, UNKNOWN))
    vouched = ask("kr_record_notice", moved("pay", "2024-04-19", **facts, attest={"record_notice": "a newspaper"}))
    assert vouched.verdict is (PASS if verdict is UNKNOWN else verdict)


@pytest.mark.parametrize(
    ("notice", "record", "verdict"),
    [
        ("2023-12-16", "2023-12-31", PASS),
        ("2023-12-17", "2023-12-31", FAIL),
        (None, "2023-12-31", UNKNOWN),
        (None, None, NO_QUESTION),
    ],
)
def test_so_is_that_of_the_votes(notice: str | None, record: str | None, verdict: Verdict) -> None:
    facts = {"day": SITTING, "voting_record_on": day(record), "voting_record_notice_on": day(notice)}
    finding = ask("kr_record_notice", convening(company=FIRM, on=d("2024-03-12"), meeting=facts))
    assert (finding.verdict, finding.stops()) == (verdict, verdict in (FAIL, UNKNOWN))


@pytest.mark.parametrize(
    ("sitting", "record", "listed", "verdict"),
    [
        ("2024-03-28", "2024-03-28", True, PASS),
        ("2024-03-28", "2024-03-27", True, FAIL),
        ("2024-03-28", "2023-12-31", True, FAIL),
        ("2024-03-28", "2023-12-31", False, NO_QUESTION),
        ("2023-01-30", "2022-12-31", True, NO_QUESTION),  # before the guidance
        ("2023-01-31", "2022-12-31", True, FAIL),
    ],
)
def test_a_record_date_before_the_vote_is_only_noted(sitting: str, record: str, listed: bool, verdict: Verdict) -> None:
    articles = Articles(listed=listed, record_dates_fixed=True)
    finding = ask("kr_order_reform", moved("resolve", sitting, decided=sitting, record_on=record, articles=articles))
    assert (finding.verdict, finding.weight, finding.stops()) == (verdict, Weight.NOTE, False)


@pytest.mark.parametrize(
    ("given", "clean", "verdict"),
    [
        (True, True, UNKNOWN),  # that the auditors consent, the book does not hold
        (True, None, UNKNOWN),
        (None, True, UNKNOWN),
        (False, True, FAIL),
        (True, False, FAIL),
    ],
)
def test_the_board_decides_where_it_approves_the_accounts(given: bool | None, clean: bool | None, verdict: Verdict) -> None:
    articles = Articles(board_decides_dividends=given)
    context = moved("decide", "2024-02-22", route=Route.BOARD, articles=articles, accounts_clean=clean)
    finding = ask("kr_agm", context)
    assert (finding.verdict, finding.weight, finding.stops()) == (verdict, Weight.BAR, True)
    vouched = replace(context, dividend=replace(context.dividend, attest={"board_authority": "minutes of the board"}))
    assert ask("kr_agm", vouched).verdict is (PASS if verdict is UNKNOWN else FAIL)


def test_an_interim_dividend_is_not_asked_for_the_boards_power_over_the_accounts() -> None:
    assert ask("kr_agm", moved("decide", "2024-05-10", route=Route.INTERIM)).verdict is NO_QUESTION


def others(count: int, year_end: str = "2024-12-31", state: str = "paid") -> tuple[Sibling, ...]:
    year = d(year_end)
    return tuple(Sibling(ref=f"Q{n}", route="interim", state=state, fiscal_year_end=year) for n in range(1, count + 1))


def interim(on: str, count: int = 0, year_end: str | None = "2024-12-31", **articles: Any) -> Context:
    stated = Articles(**{"listed": True, "interim_dividends": True} | articles)
    siblings, ended = others(count), day(year_end)
    return moved("decide", on, route=Route.INTERIM, articles=stated, siblings=siblings, fiscal_year_end=ended)


@pytest.mark.parametrize(
    ("count", "articles", "verdict"),
    [
        (0, {}, PASS),
        (2, {}, PASS),
        (3, {}, FAIL),  # three quarters have one
        (0, {"listed": False}, PASS),
        (1, {"listed": False}, FAIL),
        (0, {"listed": None}, PASS),
        (1, {"listed": None}, UNKNOWN),
        (3, {"listed": None}, FAIL),
        (0, {"interim_dividends": False}, FAIL),
        (0, {"interim_dividends": None}, UNKNOWN),
    ],
)
def test_the_board_decides_one_interim_dividend_a_year_or_one_a_quarter(
    count: int, articles: dict[str, Any], verdict: Verdict
) -> None:
    finding = ask("kr_interim", interim("2024-05-10", count, **articles))
    assert (finding.verdict, finding.stops()) == (verdict, verdict is not PASS)


@pytest.mark.parametrize(("year_end", "state", "verdict"), [("2023-12-31", "paid", PASS), ("2024-12-31", "drafted", PASS)])
def test_only_what_was_decided_in_the_same_year_counts(year_end: str, state: str, verdict: Verdict) -> None:
    context = replace(interim("2024-05-10", listed=False), siblings=others(1, year_end, state))
    assert ask("kr_interim", context).verdict is verdict


def test_without_its_fiscal_year_an_interim_dividend_is_not_counted() -> None:
    assert ask("kr_interim", interim("2024-05-10", year_end=None)).verdict is UNKNOWN


@pytest.mark.parametrize(
    ("on", "count", "year_end", "verdict", "bound"),
    [
        ("2024-03-31", 1, "2024-12-31", PASS, "2024-05-15"),
        ("2024-05-15", 1, "2024-12-31", PASS, "2024-05-15"),
        ("2024-05-16", 1, "2024-12-31", UNKNOWN, "2024-05-15"),  # 05-15 is a holiday: the last day may move
        ("2024-05-17", 1, "2024-12-31", FAIL, "2024-05-16"),
        ("2024-05-17", 0, "2024-12-31", UNKNOWN, "2024-05-15"),  # it may be the one interim dividend of the year
        ("2024-06-30", 1, "2024-12-31", PASS, "2024-08-14"),  # the next quarter
        ("2024-08-14", 1, "2024-12-31", PASS, "2024-08-14"),
        ("2024-08-15", 1, "2024-12-31", FAIL, "2024-08-14"),
        ("2024-11-14", 2, "2024-12-31", PASS, "2024-11-14"),
        ("2024-11-15", 2, "2024-12-31", FAIL, "2024-11-14"),
        ("2024-12-31", 0, "2024-12-31", UNKNOWN, "2024-11-14"),
        ("2025-01-01", 0, "2024-12-31", FAIL, "2024-12-31"),
        ("2024-02-01", 0, "2024-12-31", PASS, "2024-05-15"),  # before the first quarter has ended
        ("2020-07-15", 0, "2021-02-28", PASS, "2020-07-15"),  # from the end of a February of 29 days
        ("2009-02-03", 0, "2009-12-31", NO_QUESTION, None),
    ],
)
def test_a_quarterly_dividend_is_decided_within_45_days(
    on: str, count: int, year_end: str, verdict: Verdict, bound: str | None
) -> None:
    finding = ask("kr_interim_45_days", interim(on, count, year_end))
    assert (finding.verdict, finding.stops(), finding.bound) == (verdict, verdict is FAIL, day(bound))


def test_of_a_company_that_is_not_listed_no_quarter_is_asked() -> None:
    assert ask("kr_interim_45_days", interim("2024-12-01", listed=False)).verdict is NO_QUESTION
    assert ask("kr_interim_45_days", interim("2024-12-01", listed=None)).stops()


@pytest.mark.parametrize(
    ("event", "route", "profit", "verdict", "stops"),
    [
        ("approve", Route.MEETING, "608 million", UNKNOWN, True),
        ("approve", Route.MEETING, "700 million", PASS, False),
        ("approve", Route.MEETING, "600 million", FAIL, True),
        ("decide", Route.INTERIM, "600 million", FAIL, True),
        ("decide", Route.INTERIM, None, UNKNOWN, True),
        ("resolve", Route.MEETING, None, UNKNOWN, False),
    ],
)
def test_no_more_is_distributed_than_the_profit(
    event: str, route: Route, profit: str | None, verdict: Verdict, stops: bool
) -> None:
    stated = StatedTotal.read(profit) if profit else None
    context = moved(event, "2024-03-28", route=route, distributable_amount=stated)
    finding = ask("kr_profits", context)
    assert (finding.verdict, finding.stops()) == (verdict, stops)
    vouched = replace(context, dividend=replace(context.dividend, attest={"distributable_amount": "worksheet"}))
    assert ask("kr_profits", vouched).verdict is (FAIL if verdict is FAIL else PASS)


def test_what_is_unclaimed_lasts_five_years() -> None:
    (duty,) = VERSIONS[-1].duties
    assert duty.due(moved("pay", "2024-04-19"), d("2024-04-19")) == d("2029-04-19")
    assert duty.due(moved("pay", "2024-04-19"), d("2024-02-29")) == d("2029-02-28")


def test_the_example_leads_to_a_paid_dividend(book: Book) -> None:
    assert told(book, "korea") == {"HANBIT": "active", "HANBIT-AGM2024": "held", "HANBIT-2023": "paid"}


def test_planted_a_month_of_thirty_days_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("states.rulebooks.korea.payment.within_months", lambda day, months: day + 30 * months * DAY)
    wrong = [row for row in MONTH if ask("kr_pay_1m_paid", moved("pay", row[1], decided=row[0])).verdict is not row[2]]
    assert len(wrong) > 3


@pytest.mark.parametrize("pay_on", [StatedDay.read("from 2018-07-27"), UNDECIDED])
@pytest.mark.parametrize(("day", "expected"), [("2018-07-27", PASS), ("2018-08-31", FAIL)])
def test_a_day_of_payment_that_is_no_day_leaves_the_month(
    pay_on: StatedDay | Undecided, day: str, expected: Verdict
) -> None:
    context = moved("pay", day, decided="2018-06-28")
    own = replace(context.dividend, terms=replace(context.terms, pay_on=pay_on))
    stated = replace(context, dividend=own)
    assert ask("kr_pay_1m_paid", stated).verdict is expected
