"""Singapore: a dividend of 2018 with its days: meeting 04-27, ex-day 05-08, record date 05-10 at 17:00, payment 05-24."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import time
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from states.context import Context, Deed
from states.dates import DAY, within_months
from states.deadline import Status
from states.facts import Articles, Company, MeetingKind, Origin, Route
from states.finding import Verdict, Weight
from states.money import StatedTotal
from states.rulebooks.singapore import DUTIES
from tests.conftest import NOW, STAFF
from tests.domain.abroad import asking, d, showing
from tests.domain.iij import convening, step
from tests.engine.tampering import audit
from workflow import case
from workflow.book import Book
from workflow.calendars import CALENDARS

ask, show = asking("SG"), showing("SG")
PASS, FAIL, UNKNOWN, NO_QUESTION = Verdict.PASS, Verdict.FAIL, Verdict.UNKNOWN, Verdict.NOT_APPLICABLE
SITTING = d("2018-04-27")
EXAMPLE = Path(__file__).parents[2] / "examples" / "abroad" / "singapore.toml"


def firm(**articles: Any) -> Company:
    stated = Articles(**{"listed": True, "public": True} | articles)
    return Company(name="Example Limited", jurisdiction="SG", timezone="Asia/Singapore", articles=stated)


def vote(event: str = "approve", **changes: Any) -> Context:
    """The vote, or another step, on the days of the case; changes of the terms, or of the rest where their name says so."""
    terms = {
        "record_on": d("2018-05-10"),
        "record_time": time(17, 0),
        "ex_on": d("2018-05-08"),
        "effective_on": d("2018-05-24"),
    }
    articles = changes.pop("articles", {})
    return step(
        event,
        on=changes.pop("on", SITTING),
        company=firm(**articles),
        meeting={"day": SITTING},
        dividend=changes.pop("dividend", {}),
        terms=terms | changes,
        calendars=CALENDARS,
    )


def sitting(day: str | None, year_end: str | None, **facts: Any) -> Context:
    """The dispatch of the notice of a meeting on that day."""
    company = firm(**facts.pop("articles", {}))
    meeting = {"day": d(day) if day else None, "fiscal_year_end": d(year_end) if year_end else None} | facts
    return convening(company=company, on=d("2018-04-11"), meeting=meeting)


# ── Profits ──


@pytest.mark.parametrize(
    ("event", "route"), [("approve", Route.MEETING), ("decide", Route.INTERIM), ("decide", Route.BOARD)]
)
@pytest.mark.parametrize(
    ("profits", "verdict"), [("608499999.99", FAIL), ("608500000", PASS), ("609 million", UNKNOWN), (None, UNKNOWN)]
)
def test_no_dividend_is_paid_but_out_of_profits(event: str, route: Route, profits: str | None, verdict: Verdict) -> None:
    facts = {"route": route, "distributable_amount": StatedTotal.read(profits) if profits else None}
    line = {"total": StatedTotal.read("608500000")}
    context = step(event, on=SITTING, company=firm(), meeting={"day": SITTING}, line=line, dividend=facts)
    finding = ask("sg_profits", context)
    assert (finding.verdict, finding.weight, finding.stops()) == (verdict, Weight.BAR, verdict is not PASS)
    vouched = replace(context, dividend=replace(context.dividend, attest={"distributable_amount": "accounts, p. 41"}))
    assert ask("sg_profits", vouched).verdict is (FAIL if verdict is FAIL else PASS)


def test_profits_that_are_not_known_yet_do_not_stop_the_resolution() -> None:
    finding = ask("sg_profits", vote("resolve", on=d("2018-02-27"), dividend={"distributable_amount": None}))
    assert (finding.verdict, finding.weight, finding.stops()) == (UNKNOWN, Weight.NOTE, False)


# ── What the constitution says, which could not be confirmed ──


@pytest.mark.parametrize(
    ("rule", "route", "articles", "verdict"),
    [
        ("sg_declared_by_meeting", Route.BOARD, {}, FAIL),
        ("sg_declared_by_meeting", Route.BOARD, {"board_decides_dividends": True}, NO_QUESTION),
        ("sg_declared_by_meeting", Route.INTERIM, {}, NO_QUESTION),
        ("sg_declared_by_meeting", None, {}, UNKNOWN),
        ("sg_interim", Route.INTERIM, {}, UNKNOWN),
        ("sg_interim", Route.BOARD, {}, NO_QUESTION),
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
    finding = ask("sg_recommend_cap", context)
    assert (finding.verdict, finding.weight, finding.stops()) == (verdict, Weight.NOTE, False)


def test_what_the_board_decides_itself_it_recommends_to_nobody() -> None:
    assert ask("sg_recommend_cap", vote(dividend={"route": Route.BOARD})).verdict is NO_QUESTION


# ── The annual meeting ──

MEETINGS = [
    ("2018-04-29", "2017-12-31", PASS),
    ("2018-04-30", "2017-12-31", PASS),
    ("2018-05-01", "2017-12-31", FAIL),
    ("2018-06-28", "2018-02-28", PASS),
    ("2018-06-29", "2018-02-28", UNKNOWN),  # in time only where the period ends with the month
    ("2018-06-30", "2018-02-28", UNKNOWN),
    ("2018-07-01", "2018-02-28", FAIL),
    ("2016-06-29", "2016-02-29", PASS),
    ("2016-07-01", "2016-02-29", FAIL),
    ("2018-10-30", "2018-06-30", PASS),
    ("2018-10-31", "2018-06-30", UNKNOWN),
    ("2018-11-01", "2018-06-30", FAIL),
    ("2018-02-28", "2017-10-31", PASS),
    ("2018-03-01", "2017-10-31", FAIL),
    ("2018-04-27", None, UNKNOWN),
    (None, "2017-12-31", UNKNOWN),
    ("2011-09-28", "2010-12-31", NO_QUESTION),  # before the rule as it was read
    ("2011-09-29", "2010-12-31", FAIL),
]


@pytest.mark.parametrize(("day", "year_end", "verdict"), MEETINGS)
def test_the_annual_meeting_of_a_listed_company_sits_within_four_months(
    day: str | None, year_end: str | None, verdict: Verdict
) -> None:
    finding = ask("sg_agm_4m", sitting(day, year_end))
    assert (finding.verdict, finding.weight, finding.stops()) == (verdict, Weight.NOTE, False)


@pytest.mark.parametrize(
    ("facts", "verdict"),
    [
        ({"articles": {"listed": False}}, NO_QUESTION),
        ({"articles": {"listed": None}}, UNKNOWN),
        ({"kind": MeetingKind.EXTRAORDINARY}, NO_QUESTION),
    ],
)
def test_the_four_months_are_asked_of_a_listed_company_s_annual_meeting(facts: dict[str, Any], verdict: Verdict) -> None:
    assert ask("sg_agm_4m", sitting("2018-05-01", "2017-12-31", **facts)).verdict is verdict


@pytest.mark.parametrize(
    ("day", "facts", "due"),
    [
        ("2018-04-27", {}, "2018-04-12"),
        ("2020-03-10", {}, "2020-02-24"),  # over the leap day
        ("2018-04-27", {"articles": {"listed": False}}, None),
        ("2018-04-27", {"kind": MeetingKind.EXTRAORDINARY}, None),
        ("2011-09-29", {}, "2011-09-14"),
        ("2011-09-28", {}, None),  # before the rule as it was read
    ],
)
def test_the_annual_report_is_issued_14_clear_days_before(day: str, facts: dict[str, Any], due: str | None) -> None:
    line = show("sg_annual_report", replace(sitting(day, "2017-12-31", **facts), source="planned"))
    assert (line and line.last_on) == (d(due) if due else None)


@pytest.mark.parametrize(
    ("today", "done", "status"),
    [
        ("2018-04-12", None, Status.OPEN),
        ("2018-04-13", None, Status.OVERDUE),
        ("2018-05-01", "2018-04-12", Status.KEPT),  # counted back from the meeting, it is done before it
        ("2018-05-01", "2018-04-13", Status.MISSED),
    ],
)
def test_a_report_that_is_not_issued_is_overdue(today: str, done: str | None, status: Status) -> None:
    fulfilled = {"event": "fulfil", "source": "planned", "dest": "planned", "fulfils": ("sg_annual_report",)}
    deeds = (Deed(seq=9, on=d(done), **fulfilled),) if done else ()
    line = show("sg_annual_report", replace(sitting("2018-04-27", None), source="planned", today=d(today), deeds=deeds))
    assert line is not None
    assert (line.status, line.weight) == (status, "duty")


# ── The order of days ──


@pytest.mark.parametrize(
    ("changes", "verdict"),
    [
        ({}, PASS),
        ({"ex_on": SITTING}, FAIL),
        ({"ex_on": SITTING + DAY}, PASS),
        ({"record_on": SITTING}, FAIL),
        ({"record_on": SITTING + DAY}, PASS),
        ({"effective_on": d("2018-05-10")}, FAIL),
        ({"effective_on": d("2018-05-11")}, PASS),
        ({"pay_on": d("2018-05-10")}, FAIL),  # payment, where it is not the effective day
        ({"ex_on": None}, UNKNOWN),
        ({"record_on": None}, UNKNOWN),
        ({"dividend": {"route": Route.INTERIM}}, NO_QUESTION),
        ({"articles": {"listed": False}}, NO_QUESTION),
    ],
)
def test_meeting_ex_day_record_date_and_payment_follow_one_another(changes: Mapping[str, Any], verdict: Verdict) -> None:
    finding = ask("sg_order", vote(**changes))
    assert (finding.verdict, finding.weight, finding.stops()) == (verdict, Weight.NOTE, False)


@pytest.mark.parametrize("rule", ["sg_order", "sg_record_time"])
@pytest.mark.parametrize(("on", "asked"), [("2011-09-28", False), ("2011-09-29", True)])
def test_the_practice_is_asked_of_decisions_since_the_rule_as_it_was_read(rule: str, on: str, asked: bool) -> None:
    assert (ask(rule, vote(on=d(on))).verdict is not NO_QUESTION) is asked


@pytest.mark.parametrize(("listed", "verdict"), [(False, NO_QUESTION), (True, UNKNOWN)])
def test_only_listed_shares_are_counted_at_a_time_of_day(listed: bool, verdict: Verdict) -> None:
    assert ask("sg_record_time", vote(articles={"listed": listed}, record_time=None)).verdict is verdict


@pytest.mark.parametrize(("at", "verdict"), [(time(17, 0), PASS), (time(0, 0), PASS), (None, UNKNOWN)])
def test_the_record_date_has_a_time_of_day(at: time | None, verdict: Verdict) -> None:
    finding = ask("sg_record_time", vote(record_time=at))
    assert (finding.verdict, finding.weight, finding.stops()) == (verdict, Weight.NOTE, False)
    assert ("17:00" in finding.message) is (at == time(17, 0))


# ── The case file, and planted mistakes ──


def test_the_case_file_leads_to_a_paid_dividend_in_a_book_that_verifies(book: Book) -> None:
    with book:
        case.enter(book, EXAMPLE, actor=STAFF, clock=lambda: NOW)
    with book.reading() as run:
        assert dict(run("SELECT ref, state FROM subject", {})) == {
            "ORCHID": "active", "ORCHID-AGM2018": "held", "ORCHID-FY2017-FINAL": "paid",
        }  # fmt: skip
    assert audit(book.path).ok


def test_planted_months_that_end_a_day_late_are_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("states.rulebooks.days.within_months", lambda day, months: within_months(day, months) + DAY)
    wrong = [(day, end) for day, end, verdict in MEETINGS if ask("sg_agm_4m", sitting(day, end)).verdict is not verdict]
    assert ("2018-05-01", "2017-12-31") in wrong
    assert ("2018-07-01", "2018-02-28") in wrong


def test_planted_a_report_in_time_on_the_fourteenth_day_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("states.rulebooks.singapore.clear_before", lambda day, clear: day - clear * DAY)
    (duty,) = DUTIES
    assert duty.last_day(sitting("2018-04-27", "2017-12-31")) == d("2018-04-13")  # the table above says 04-12
