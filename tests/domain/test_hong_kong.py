"""Hong Kong: a final dividend whose meeting sits on Thursday 2018-05-24, each day moved across its limit.

The next business days are Friday the 25th, Monday the 28th, Tuesday the 29th and Wednesday the 30th.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from states.context import Context
from states.dates import DAY, business_days
from states.facts import Articles, Company, MeetingKind, Origin, Route
from states.finding import Verdict, Weight
from states.money import StatedTotal
from tests.conftest import NOW, STAFF
from tests.domain.abroad import asking, d
from tests.domain.iij import brief, convening, step
from tests.engine.tampering import audit
from workflow import case
from workflow.book import Book
from workflow.calendars import CALENDARS

ask = asking("HK")
PASS, FAIL, UNKNOWN, NO_QUESTION = Verdict.PASS, Verdict.FAIL, Verdict.UNKNOWN, Verdict.NOT_APPLICABLE
SITTING = d("2018-05-24")
EXAMPLE = Path(__file__).parents[2] / "examples" / "abroad" / "hong_kong.toml"


def firm(**articles: Any) -> Company:
    stated = Articles(**{"listed": True, "public": True} | articles)
    return Company(name="Example Limited", jurisdiction="HK", timezone="Asia/Hong_Kong", articles=stated)


def days(*stated: str | None) -> list[date | None]:
    return [d(each) if each else None for each in stated]


def vote(event: str = "approve", **changes: Any) -> Context:
    """The vote, or another step, on lawful days; changes of the terms, or of the rest where their name says so."""
    terms = {"record_on": d("2018-05-29"), "ex_on": d("2018-05-28"), "effective_on": d("2018-06-20")}
    articles, sitting = changes.pop("articles", {}), changes.pop("sitting", SITTING)
    return step(
        event,
        on=changes.pop("on", sitting),
        company=firm(**articles),
        meeting={"day": sitting},
        dividend=changes.pop("dividend", {}),
        terms=terms | changes,
        calendars=CALENDARS,
    )


# ── The days after the meeting ──

AFTER = [  # the meeting, the record date, the closure, the ex-day
    ("2018-05-24", "2018-05-28", None, None, FAIL, "2018-05-29"),
    ("2018-05-24", "2018-05-29", None, None, PASS, "2018-05-29"),
    ("2018-05-24", "2018-05-30", None, None, PASS, "2018-05-29"),
    ("2018-05-24", "2018-04-20", None, None, FAIL, "2018-05-29"),  # before the meeting
    ("2018-05-24", None, None, None, UNKNOWN, "2018-05-29"),
    ("2018-05-24", "2018-06-01", "2018-05-29", None, FAIL, "2018-05-30"),  # the last day to register is Monday the 28th
    ("2018-05-24", "2018-06-01", "2018-05-30", None, PASS, "2018-05-30"),
    ("2018-05-24", None, "2018-05-30", None, PASS, "2018-05-30"),
    ("2018-05-24", "2018-05-29", None, "2018-05-25", FAIL, "2018-05-28"),  # no day with the right after the meeting
    ("2018-05-24", "2018-05-29", None, "2018-05-28", PASS, "2018-05-29"),
    ("2018-05-18", "2018-05-24", None, None, PASS, "2018-05-24"),  # over Buddha's birthday, a Tuesday
    ("2018-05-18", "2018-05-23", None, None, FAIL, "2018-05-24"),
    ("2020-02-27", "2020-03-03", None, None, PASS, "2020-03-03"),  # over the leap day
    ("2020-02-27", "2020-03-02", None, None, FAIL, "2020-03-03"),
    ("2011-06-19", "2011-06-01", None, None, NO_QUESTION, None),
    ("2011-06-20", "2011-06-01", None, None, UNKNOWN, None),  # in force, but no calendar reaches it
    ("2027-05-20", "2027-05-25", None, None, UNKNOWN, None),
]


def after(sitting: str, record: str | None, closed: str | None, ex: str | None) -> Context:
    record_on, closed_from_on, ex_on = days(record, closed, ex)
    return vote(sitting=d(sitting), record_on=record_on, closed_from_on=closed_from_on, ex_on=ex_on)


@pytest.mark.parametrize(("sitting", "record", "closed", "ex", "verdict", "first"), AFTER)
def test_a_business_day_with_the_right_follows_the_meeting_and_the_record_date_is_the_third(
    sitting: str, record: str | None, closed: str | None, ex: str | None, verdict: Verdict, first: str | None
) -> None:
    finding = ask("hk_ex_after_meeting", after(sitting, record, closed, ex))
    assert (finding.verdict, finding.weight, finding.stops()) == (verdict, Weight.DEFECT, verdict is FAIL)
    assert not finding.stops(frozenset({"hk_ex_after_meeting"}))
    assert finding.bound == (d(first) if first else None)


def test_a_record_date_too_early_stops_the_resolution_and_one_not_set_waits() -> None:
    early = ask("hk_ex_after_meeting", vote("resolve", on=d("2018-03-20"), record_on=d("2018-05-28"), ex_on=None))
    assert (early.verdict, early.stops()) == (FAIL, True)
    unset = ask("hk_ex_after_meeting", vote("resolve", on=d("2018-03-20"), record_on=None, ex_on=None))
    assert (unset.verdict, unset.weight, unset.stops()) == (UNKNOWN, Weight.DEFECT, False)


@pytest.mark.parametrize(
    ("changes", "verdict"),
    [
        ({"articles": {"listed": False}}, NO_QUESTION),
        ({"articles": {"listed": None}}, UNKNOWN),
        ({"dividend": {"route": Route.BOARD}}, NO_QUESTION),
    ],
)
def test_it_is_asked_of_what_a_listed_company_puts_to_its_meeting(changes: dict[str, Any], verdict: Verdict) -> None:
    assert ask("hk_ex_after_meeting", vote(**changes)).verdict is verdict


@pytest.mark.parametrize(
    ("told", "closed", "expected"),
    [
        ("2018-05-14", "2018-05-30", (PASS, d("2018-05-15"), 1)),
        ("2018-05-15", "2018-05-30", (PASS, d("2018-05-15"), 0)),  # a holiday lies between
        ("2018-05-16", "2018-05-30", (FAIL, d("2018-05-15"), -1)),
        (None, "2018-05-30", (UNKNOWN, d("2018-05-15"), None)),
        ("2018-05-15", None, (NO_QUESTION, None, None)),  # the register is not closed
        ("2027-05-03", "2027-05-20", (UNKNOWN, None, None)),
    ],
)
def test_a_closure_of_the_register_is_told_ten_business_days_before(
    told: str | None, closed: str | None, expected: Any
) -> None:
    closure_notice_on, closed_from_on = days(told, closed)
    context = vote(closed_from_on=closed_from_on, dividend={"closure_notice_on": closure_notice_on})
    finding = ask("hk_book_close", context)
    assert brief(finding) == expected
    assert (finding.weight, finding.stops()) == (Weight.DEFECT, finding.verdict is FAIL)
    assert not finding.stops(frozenset({"hk_book_close"}))


@pytest.mark.parametrize(("listed", "verdict"), [(False, NO_QUESTION), (None, UNKNOWN), (True, FAIL)])
def test_the_exchange_asks_it_of_listed_companies(listed: bool | None, verdict: Verdict) -> None:
    told, closed = days("2018-05-16", "2018-05-30")
    context = vote(articles={"listed": listed}, closed_from_on=closed, dividend={"closure_notice_on": told})
    assert ask("hk_book_close", context).verdict is verdict


# ── The notice of the meeting ──


@pytest.mark.parametrize(
    ("on", "expected"),
    [
        ("2018-05-01", (PASS, d("2018-05-02"), 1)),
        ("2018-05-02", (PASS, d("2018-05-02"), 0)),
        ("2018-05-03", (UNKNOWN, d("2018-05-02"), -1)),  # the 21st day before, of which the section says nothing
        ("2018-05-04", (FAIL, d("2018-05-03"), -1)),  # by no reading
    ],
)
def test_the_annual_meeting_has_21_days_of_notice(on: str, expected: Any) -> None:
    finding = ask("hk_notice", convening(company=firm(), on=d(on), meeting={"day": SITTING}))
    assert brief(finding) == expected
    assert (finding.weight, finding.stops()) == (Weight.DEFECT, finding.verdict is FAIL)


@pytest.mark.parametrize(
    ("meeting", "verdict"),
    [
        ({"kind": MeetingKind.EXTRAORDINARY}, NO_QUESTION),
        ({"kind": None}, UNKNOWN),
        ({"day": d("2014-03-02")}, NO_QUESTION),  # before the Ordinance
        ({"day": d("2014-03-03")}, FAIL),
        ({"day": None}, UNKNOWN),
    ],
)
def test_the_notice_is_asked_of_an_annual_meeting_under_the_ordinance(meeting: dict[str, Any], verdict: Verdict) -> None:
    facts = {"day": SITTING} | meeting
    assert ask("hk_notice", convening(company=firm(), on=d("2014-02-20"), meeting=facts)).verdict is verdict


# ── Profits, and what could not be confirmed ──


@pytest.mark.parametrize(
    ("event", "route"), [("approve", Route.MEETING), ("decide", Route.INTERIM), ("decide", Route.BOARD)]
)
@pytest.mark.parametrize(
    ("profits", "verdict"), [("608499999.99", FAIL), ("608500000", PASS), ("609 million", UNKNOWN), (None, UNKNOWN)]
)
def test_no_more_is_paid_than_the_distributable_profits(
    event: str, route: Route, profits: str | None, verdict: Verdict
) -> None:
    facts = {"route": route, "distributable_amount": StatedTotal.read(profits) if profits else None}
    line = {"total": StatedTotal.read("608500000")}
    context = step(event, on=SITTING, company=firm(), meeting={"day": SITTING}, line=line, dividend=facts)
    finding = ask("hk_profits", context)
    assert (finding.verdict, finding.weight, finding.stops()) == (verdict, Weight.BAR, verdict is not PASS)
    vouched = replace(context, dividend=replace(context.dividend, attest={"distributable_amount": "accounts, note 30"}))
    assert ask("hk_profits", vouched).verdict is (FAIL if verdict is FAIL else PASS)


@pytest.mark.parametrize(
    ("rule", "route", "articles", "verdict"),
    [
        ("hk_declared_by_meeting", Route.BOARD, {}, FAIL),
        ("hk_declared_by_meeting", Route.BOARD, {"board_decides_dividends": True}, NO_QUESTION),
        ("hk_declared_by_meeting", Route.INTERIM, {}, NO_QUESTION),
        ("hk_declared_by_meeting", None, {}, UNKNOWN),
        ("hk_interim", Route.INTERIM, {}, UNKNOWN),
        ("hk_interim", Route.BOARD, {}, NO_QUESTION),
    ],
)
def test_who_decides_is_noted_and_stops_nothing(
    rule: str, route: Route | None, articles: dict[str, Any], verdict: Verdict
) -> None:
    finding = ask(rule, step("decide", on=SITTING, company=firm(**articles), dividend={"route": route}))
    assert (finding.verdict, finding.weight, finding.stops()) == (verdict, Weight.NOTE, False)


@pytest.mark.parametrize(
    ("per_share", "origin", "exceed", "verdict"),
    [
        ("13.50", None, None, PASS),
        ("13.51", None, None, FAIL),
        ("13.51", None, True, NO_QUESTION),
        ("13.50", Origin.SHAREHOLDER, None, FAIL),
    ],
)
def test_more_than_was_recommended_is_noted(
    per_share: str, origin: Origin | None, exceed: bool | None, verdict: Verdict
) -> None:
    context = vote(articles={"meeting_may_exceed": exceed}, dividend={"origin": origin})
    line = replace(context.terms.lines[0], per_share=Decimal(per_share))
    context = replace(context, dividend=replace(context.dividend, terms=replace(context.terms, lines=(line,))))
    finding = ask("hk_recommend_cap", context)
    assert (finding.verdict, finding.weight, finding.stops()) == (verdict, Weight.NOTE, False)


@pytest.mark.parametrize(
    ("rule", "event", "route"),
    [
        ("hk_declared_by_meeting", "decide", Route.BOARD),
        ("hk_interim", "decide", Route.INTERIM),
        ("hk_recommend_cap", "approve", Route.MEETING),
        ("hk_profits", "approve", Route.MEETING),
        ("hk_profits", "decide", Route.INTERIM),
    ],
)
@pytest.mark.parametrize(("on", "asked"), [("2014-03-02", False), ("2014-03-03", True)])
def test_the_ordinance_is_asked_of_what_is_decided_from_2014_03_03(
    rule: str, event: str, route: Route, on: str, asked: bool
) -> None:
    finding = ask(rule, vote(event, on=d(on), dividend={"route": route}))
    assert (finding.verdict is not NO_QUESTION) is asked


def test_what_the_board_decides_itself_it_recommends_to_nobody() -> None:
    assert ask("hk_recommend_cap", vote(dividend={"route": Route.BOARD})).verdict is NO_QUESTION


# ── The case file, and planted mistakes ──


def test_the_case_file_leads_to_a_paid_dividend_in_a_book_that_verifies(book: Book) -> None:
    with book:
        case.enter(book, EXAMPLE, actor=STAFF, clock=lambda: NOW)
    with book.reading() as run:
        assert dict(run("SELECT ref, state FROM subject", {})) == {
            "LANTERN": "active", "LANTERN-AGM2018": "held", "LANTERN-FY2017-FINAL": "paid",
        }  # fmt: skip
    assert audit(book.path).ok


def test_planted_a_count_that_takes_the_day_of_the_meeting_in_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        "states.rulebooks.hong_kong.business_days", lambda day, count, calendar: business_days(day - DAY, count, calendar)
    )
    wrong = [row for row in AFTER if ask("hk_ex_after_meeting", after(*row[:4])).verdict is not row[4]]
    assert [row[:2] for row in wrong if row[4] is FAIL and row[2] is row[3] is None] == [
        ("2018-05-24", "2018-05-28"), ("2018-05-18", "2018-05-23"), ("2020-02-27", "2020-03-02"),
    ]  # fmt: skip
