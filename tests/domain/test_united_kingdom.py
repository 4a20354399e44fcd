"""United Kingdom: a final dividend of a public company whose meeting sits on 2018-05-24, each day moved across its limit."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from states.context import Context
from states.dates import DAY
from states.deadline import Status
from states.facts import Articles, Company, MeetingKind, Origin, Route
from states.finding import Verdict, Weight
from states.money import StatedTotal
from states.terms import UNDECIDED
from tests.conftest import NOW, STAFF
from tests.domain.abroad import asking, d, showing
from tests.domain.iij import brief, convening, step
from tests.engine.tampering import audit
from workflow import case
from workflow.book import Book
from workflow.calendars import CALENDARS

ask, show = asking("GB"), showing("GB")
PASS, FAIL, UNKNOWN, NO_QUESTION = Verdict.PASS, Verdict.FAIL, Verdict.UNKNOWN, Verdict.NOT_APPLICABLE
SITTING = d("2018-05-24")
RECORD = d("2018-04-13")  # a Friday; Good Friday and Easter Monday are two weeks before
EXAMPLE = Path(__file__).parents[2] / "examples" / "abroad" / "united_kingdom.toml"


def firm(**articles: Any) -> Company:
    stated = Articles(**{"listed": True, "public": True} | articles)
    return Company(name="Example plc", jurisdiction="GB", timezone="Europe/London", articles=stated)


def vote(event: str = "approve", articles: dict[str, Any] | None = None, **changes: Any) -> Context:
    """The vote, or another step, on lawful days; changes of the terms, or of the rest where their name says so."""
    terms = {"record_on": RECORD, "ex_on": d("2018-04-12"), "effective_on": d("2018-05-29")}
    dividend = {"record_notice_on": d("2018-03-01")} | changes.pop("dividend", {})
    on = changes.pop("on", SITTING)
    return step(
        event,
        on=on,
        company=firm(**articles or {}),
        meeting={"day": SITTING},
        terms=terms | changes,
        dividend=dividend,
        calendars=CALENDARS,
    )


def notice(on: date, articles: dict[str, Any] | None = None, **meeting: Any) -> Context:
    """The dispatch of the notice."""
    return convening(company=firm(**articles or {}), on=on, meeting={"day": SITTING} | meeting, calendars=CALENDARS)


# ── Who decides, and how much ──


@pytest.mark.parametrize(
    ("route", "given", "on", "verdict"),
    [
        (Route.BOARD, None, "2018-05-24", FAIL),
        (Route.BOARD, False, "2018-05-24", FAIL),
        (Route.BOARD, True, "2018-05-24", NO_QUESTION),  # the articles say so
        (Route.INTERIM, None, "2018-05-24", NO_QUESTION),  # the board pays it of its own power
        (None, None, "2018-05-24", UNKNOWN),
        (Route.BOARD, None, "2009-10-01", FAIL),
        (Route.BOARD, None, "2009-09-30", NO_QUESTION),  # before the model articles
    ],
)
def test_the_meeting_declares_a_final_dividend(route: Route | None, given: bool | None, on: str, verdict: Verdict) -> None:
    company = firm(board_decides_dividends=given)
    finding = ask("uk_declared_by_meeting", step("decide", on=d(on), company=company, dividend={"route": route}))
    assert (finding.verdict, finding.stops()) == (verdict, verdict is not NO_QUESTION)


@pytest.mark.parametrize(
    ("per_share", "exceed", "verdict"),
    [
        (Decimal("13.49"), None, PASS),
        (Decimal("13.50"), None, PASS),
        (Decimal("13.51"), None, FAIL),
        (Decimal("13.51"), False, FAIL),
        (Decimal("13.51"), True, NO_QUESTION),
        (UNDECIDED, None, UNKNOWN),
        (None, None, UNKNOWN),
    ],
)
def test_the_meeting_declares_no_more_than_was_recommended(per_share: Any, exceed: bool | None, verdict: Verdict) -> None:
    context = vote(articles={"meeting_may_exceed": exceed})
    line = replace(context.terms.lines[0], per_share=per_share)
    context = replace(context, dividend=replace(context.dividend, terms=replace(context.terms, lines=(line,))))
    finding = ask("uk_recommend_cap", context)
    assert (finding.verdict, finding.stops()) == (verdict, verdict in (FAIL, UNKNOWN))


def test_what_a_shareholder_proposed_the_directors_did_not_recommend() -> None:
    finding = ask("uk_recommend_cap", vote(dividend={"origin": Origin.SHAREHOLDER}))
    assert (finding.verdict, finding.stops()) == (FAIL, True)
    assert ask("uk_recommend_cap", vote(dividend={"origin": Origin.COMPANY})).verdict is PASS


@pytest.mark.parametrize(
    ("on", "route", "asked"),
    [
        ("2009-09-30", Route.MEETING, False),  # before the model articles
        ("2009-10-01", Route.MEETING, True),
        ("2018-05-24", Route.BOARD, False),  # what the board decides itself it recommends to nobody
    ],
)
def test_a_recommendation_binds_the_meeting_under_the_model_articles(on: str, route: Route, asked: bool) -> None:
    finding = ask("uk_recommend_cap", vote(on=d(on), dividend={"route": route}))
    assert (finding.verdict is not NO_QUESTION) is asked


# ── Profits and net assets ──


@pytest.mark.parametrize(("event", "route"), [("approve", Route.MEETING), ("decide", Route.INTERIM)])
@pytest.mark.parametrize(
    ("profits", "verdict"), [("608499999.99", FAIL), ("608500000", PASS), ("609 million", UNKNOWN), (None, UNKNOWN)]
)
def test_no_more_is_paid_than_the_distributable_profits(
    event: str, route: Route, profits: str | None, verdict: Verdict
) -> None:
    stated = StatedTotal.read(profits) if profits else None
    line = {"total": StatedTotal.read("608500000")}
    facts = {"route": route, "distributable_amount": stated}
    context = step(event, on=SITTING, company=firm(), meeting={"day": SITTING}, line=line, dividend=facts)
    finding = ask("uk_profits", context)
    assert (finding.verdict, finding.weight, finding.stops()) == (verdict, Weight.BAR, verdict is not PASS)
    vouched = replace(context, dividend=replace(context.dividend, attest={"distributable_profits": "accounts, note 22"}))
    assert ask("uk_profits", vouched).verdict is (FAIL if verdict is FAIL else PASS)  # a figure is not vouched away


def test_profits_that_are_not_known_yet_do_not_stop_the_recommendation() -> None:
    finding = ask("uk_profits", vote("resolve", on=d("2018-03-01"), dividend={"distributable_amount": None}))
    assert (finding.verdict, finding.weight, finding.stops()) == (UNKNOWN, Weight.NOTE, False)


@pytest.mark.parametrize(("rule", "verdict"), [("uk_profits", PASS), ("uk_net_assets", UNKNOWN)])
def test_profits_and_net_assets_are_asked_from_the_commencement_of_part_23(rule: str, verdict: Verdict) -> None:
    assert ask(rule, step("approve", on=d("2008-04-05"), company=firm())).verdict is NO_QUESTION
    assert ask(rule, step("approve", on=d("2008-04-06"), company=firm())).verdict is verdict


@pytest.mark.parametrize(
    ("articles", "verdict"),
    [
        ({}, UNKNOWN),
        ({"listed": False, "public": True}, UNKNOWN),
        ({"listed": False, "public": False}, NO_QUESTION),
        ({"listed": None, "public": None}, UNKNOWN),
    ],
)
def test_a_person_vouches_for_the_net_assets_of_a_public_company(articles: dict[str, Any], verdict: Verdict) -> None:
    context = vote(articles=articles)
    finding = ask("uk_net_assets", context)
    assert (finding.verdict, finding.stops()) == (verdict, verdict is UNKNOWN)
    vouched = replace(context, dividend=replace(context.dividend, attest={"net_asset_test": "accounts, note 22"}))
    assert ask("uk_net_assets", vouched).verdict is (NO_QUESTION if verdict is NO_QUESTION else PASS)


# ── The meeting ──

NOTICES = [
    ("2018-05-24", "2018-05-01", (PASS, d("2018-05-02"), 1)),
    ("2018-05-24", "2018-05-02", (PASS, d("2018-05-02"), 0)),
    ("2018-05-24", "2018-05-03", (FAIL, d("2018-05-02"), -1)),  # 20 full days
    ("2020-03-12", "2020-02-19", (PASS, d("2020-02-19"), 0)),  # over the leap day
    ("2020-03-12", "2020-02-20", (FAIL, d("2020-02-19"), -1)),
    ("2018-05-27", "2018-05-05", (PASS, d("2018-05-05"), 0)),  # a Saturday: no day rolls
]


@pytest.mark.parametrize(("sitting", "on", "expected"), NOTICES)
def test_21_clear_days_lie_between_the_notice_and_the_meeting(sitting: str, on: str, expected: Any) -> None:
    finding = ask("uk_agm_notice", notice(d(on), day=d(sitting)))
    assert brief(finding) == expected
    assert (finding.weight, finding.stops()) == (Weight.DEFECT, finding.verdict is FAIL)
    assert not finding.stops(frozenset({"uk_agm_notice"}))


@pytest.mark.parametrize(
    ("articles", "meeting", "verdict"),
    [
        ({"listed": False, "public": False}, {}, NO_QUESTION),
        ({}, {"kind": MeetingKind.EXTRAORDINARY}, NO_QUESTION),
        ({}, {"kind": None}, UNKNOWN),
        ({}, {"day": d("2007-09-30")}, NO_QUESTION),
        ({}, {"day": None}, UNKNOWN),
    ],
)
def test_the_notice_is_asked_of_the_annual_meeting_of_a_public_company(
    articles: dict[str, Any], meeting: dict[str, Any], verdict: Verdict
) -> None:
    assert ask("uk_agm_notice", notice(d("2018-05-03"), articles, **meeting)).verdict is verdict


@pytest.mark.parametrize(
    ("year_end", "sitting", "verdict"),
    [
        ("2017-12-31", "2018-06-30", PASS),
        ("2017-12-31", "2018-07-01", FAIL),
        ("2018-02-28", "2018-08-31", PASS),  # from the first of March
        ("2018-02-28", "2018-09-01", FAIL),
        ("2016-02-29", "2016-08-31", PASS),
        ("2017-08-31", "2018-02-28", PASS),
        ("2017-08-31", "2018-03-01", FAIL),
        (None, "2018-05-24", UNKNOWN),
    ],
)
def test_the_annual_meeting_sits_within_six_months(year_end: str | None, sitting: str, verdict: Verdict) -> None:
    facts = {"day": d(sitting), "fiscal_year_end": d(year_end) if year_end else None}
    finding = ask("uk_agm_6m", notice(d(sitting) - 30 * DAY, **facts))
    assert (finding.verdict, finding.weight, finding.stops()) == (verdict, Weight.NOTE, False)


@pytest.mark.parametrize(
    ("articles", "meeting"),
    [({"listed": False, "public": False}, {}), ({}, {"kind": MeetingKind.EXTRAORDINARY})],
)
def test_the_six_months_are_those_of_the_annual_meeting_of_a_public_company(
    articles: dict[str, Any], meeting: dict[str, Any]
) -> None:
    late = {"day": d("2018-07-01"), "fiscal_year_end": d("2017-12-31")}
    assert ask("uk_agm_6m", notice(d("2018-06-01"), **late)).verdict is FAIL
    assert ask("uk_agm_6m", notice(d("2018-06-01"), articles, **late | meeting)).verdict is NO_QUESTION


# ── The timetable of the exchange ──


@pytest.mark.parametrize(
    ("record", "ex", "verdict"),
    [
        ("2018-04-13", "2018-04-11", FAIL),
        ("2018-04-13", "2018-04-12", PASS),
        ("2018-04-13", "2018-04-13", FAIL),
        ("2018-03-29", "2018-03-28", PASS),  # before Good Friday
        ("2018-04-13", None, UNKNOWN),
        ("2014-10-05", "2014-10-02", NO_QUESTION),  # trades settled on the third day
        ("2027-10-15", "2027-10-14", UNKNOWN),  # a day after trade is planned, and not confirmed
        ("2028-04-13", "2028-04-12", UNKNOWN),  # no calendar reaches it
    ],
)
def test_the_ex_day_is_a_business_day_before_the_record_date(record: str, ex: str | None, verdict: Verdict) -> None:
    finding = ask("uk_ex_record", vote(record_on=d(record), ex_on=d(ex) if ex else None))
    assert (finding.verdict, finding.weight) == (verdict, Weight.NOTE)


@pytest.mark.parametrize(
    ("record", "verdict", "friday"),
    [
        ("2018-04-13", PASS, "2018-04-13"),
        ("2018-04-12", FAIL, "2018-04-13"),
        ("2018-04-14", FAIL, "2018-04-13"),
        ("2018-03-29", PASS, "2018-03-29"),  # the Thursday before Good Friday
        ("2018-03-30", FAIL, "2018-03-29"),
        ("2028-04-14", UNKNOWN, None),
    ],
)
def test_the_record_date_is_a_friday(record: str, verdict: Verdict, friday: str | None) -> None:
    finding = ask("uk_record_friday", vote(record_on=d(record)))
    assert (finding.verdict, finding.bound, finding.stops()) == (verdict, d(friday) if friday else None, False)


@pytest.mark.parametrize(
    ("told", "record", "verdict", "last"),
    [
        ("2018-04-05", "2018-04-13", PASS, "2018-04-05"),
        ("2018-04-06", "2018-04-13", FAIL, "2018-04-05"),
        ("2018-03-27", "2018-04-06", PASS, "2018-03-27"),  # over Easter
        ("2018-03-28", "2018-04-06", FAIL, "2018-03-27"),
        (None, "2018-04-13", UNKNOWN, "2018-04-05"),
        ("2028-04-05", "2028-04-14", UNKNOWN, None),
    ],
)
def test_it_is_announced_six_business_days_before_the_record_date(
    told: str | None, record: str, verdict: Verdict, last: str | None
) -> None:
    facts = {"record_notice_on": d(told) if told else None}
    finding = ask("uk_announce", vote(record_on=d(record), dividend=facts))
    assert (finding.verdict, finding.bound, finding.stops()) == (verdict, d(last) if last else None, False)


@pytest.mark.parametrize(
    ("event", "on", "verdict"),
    [
        ("pay", "2018-05-29", PASS),  # over two holidays of May
        ("pay", "2018-05-30", FAIL),
        ("approve", "2018-05-24", PASS),
    ],
)
def test_it_is_paid_within_thirty_business_days(event: str, on: str, verdict: Verdict) -> None:
    finding = ask("uk_pay", vote(event, on=d(on)))
    assert (finding.verdict, finding.bound, finding.stops()) == (verdict, d("2018-05-29"), False)


@pytest.mark.parametrize("rule", ["uk_ex_record", "uk_record_friday", "uk_announce", "uk_pay"])
@pytest.mark.parametrize(("listed", "verdict"), [(False, NO_QUESTION), (None, UNKNOWN)])
def test_the_timetable_is_that_of_listed_companies(rule: str, listed: bool | None, verdict: Verdict) -> None:
    assert ask(rule, vote(articles={"listed": listed})).verdict is verdict


@pytest.mark.parametrize("rule", ["uk_ex_record", "uk_record_friday", "uk_announce", "uk_pay"])
@pytest.mark.parametrize(("record", "asked"), [("2014-10-05", False), ("2014-10-06", True)])
def test_the_timetable_is_that_of_trades_settled_on_the_second_day(rule: str, record: str, asked: bool) -> None:
    assert (ask(rule, vote(record_on=d(record))).verdict is not NO_QUESTION) is asked


# ── What is unclaimed ──


def unclaimed(paid: str, today: str = "2018-08-01", state: str = "paid", years: int | None = None) -> Context:
    """A dividend of which payment began on a day, as it stands."""
    context = vote("settle", articles={"exclusion_years": years}, on=d(paid), effective_on=d(paid))
    deeds = tuple(deed for deed in context.deeds if deed.event != "pay")
    return replace(context, source=state, today=d(today), deeds=deeds)


@pytest.mark.parametrize(
    ("paid", "years", "last"),
    [
        ("2018-06-29", None, "2030-06-29"),
        ("2018-06-29", 12, "2030-06-29"),
        ("2018-06-29", 6, "2024-06-29"),
        ("2018-06-29", 0, None),  # the articles end no right
        ("2009-10-01", None, "2021-10-01"),
        ("2009-09-30", None, None),  # before the model articles
    ],
)
def test_what_is_unclaimed_lapses_after_twelve_years_or_as_the_articles_say(
    paid: str, years: int | None, last: str | None
) -> None:
    line = show("uk_unclaimed", unclaimed(paid, years=years))
    assert (line and line.last_on) == (d(last) if last else None)
    assert line is None or "read the articles" in line.message


@pytest.mark.parametrize(("today", "status"), [("2030-06-29", Status.OPEN), ("2030-06-30", Status.OVER)])
def test_it_may_be_claimed_until_then_and_nothing_is_overdue_after(today: str, status: Status) -> None:
    line = show("uk_unclaimed", unclaimed("2018-06-29", today))
    assert line is not None
    assert (line.status, line.weight) == (status, "until")


def test_of_what_is_never_paid_nothing_lapses() -> None:
    assert show("uk_unclaimed", unclaimed("2018-06-29", state="annulled")) is None


# ── The case file, and planted mistakes ──


def test_the_case_file_leads_to_a_paid_dividend_in_a_book_that_verifies(book: Book) -> None:
    with book:
        case.enter(book, EXAMPLE, actor=STAFF, clock=lambda: NOW)
    with book.reading() as run:
        assert dict(run("SELECT ref, state FROM subject", {})) == {
            "MARSH": "active", "MARSH-AGM2018": "held", "MARSH-FY2017-FINAL": "paid",
        }  # fmt: skip
    assert audit(book.path).ok


def test_planted_a_count_that_takes_the_day_of_the_notice_in_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("states.rulebooks.united_kingdom.clear_before", lambda day, clear: day - clear * DAY)
    assert [brief(ask("uk_agm_notice", notice(d(on), day=d(day)))) == found for day, on, found in NOTICES].count(True) == 0


def test_planted_calendar_days_for_business_days_are_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("states.rulebooks.united_kingdom.business_days", lambda day, count, _: day + count * DAY)
    assert ask("uk_pay", vote("pay", on=d("2018-05-29"))).verdict is FAIL  # which the table above says is in time
