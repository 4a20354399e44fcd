"""Switzerland: a meeting of 2024-04-18 on the accounts of 2023, and each day moved across its limit."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from states.context import Context
from states.dates import DAY
from states.deadline import Status
from states.facts import Articles, Company, MeetingKind, Route
from states.finding import Verdict, Weight
from states.money import StatedTotal
from states.rulebooks.switzerland import VERSIONS
from states.rules import Confidence, applicable
from tests.domain.abroad import asking, d, showing
from tests.domain.iij import convening, step
from tests.domain.told import told
from workflow.book import Book

ask, show = asking("CH"), showing("CH")
PASS, FAIL, UNKNOWN, NO_QUESTION = Verdict.PASS, Verdict.FAIL, Verdict.UNKNOWN, Verdict.NOT_APPLICABLE
SITTING, YEAR_END, AUDITED = d("2024-04-18"), d("2023-12-31"), d("2024-02-27")
FIRM = Company(name="AG", jurisdiction="CH", timezone="Europe/Zurich", articles=Articles(listed=True))
DUTIES = {duty.id: duty for duty in VERSIONS[-1].duties}


def vote(on: date = SITTING, *, firm: Company = FIRM, audited: date | None = AUDITED, **dividend: Any) -> Context:
    """The vote on the dividend of 2023, but for the changes."""
    terms = {"record_on": on + 5 * DAY, "effective_on": on + 6 * DAY}
    meeting, facts = {"day": on, "audited_on": audited}, {"fiscal_year_end": YEAR_END} | dividend
    return step("approve", on=on, company=firm, meeting=meeting, terms=terms, dividend=facts)


def of(**articles: Any) -> Company:
    return replace(FIRM, articles=Articles(**articles))


@pytest.mark.parametrize(
    ("audited", "articles", "verdict"),
    [
        ("2024-04-17", {"listed": True}, PASS),
        ("2024-04-18", {"listed": True}, PASS),
        ("2024-04-19", {"listed": True}, FAIL),
        (None, {"listed": True}, UNKNOWN),
        (None, {}, UNKNOWN),  # an audit is needed unless the company is said to go without
        (None, {"accounting_auditor": True}, UNKNOWN),
        (None, {"accounting_auditor": False}, NO_QUESTION),
        (None, {"accounting_auditor": False, "listed": True}, UNKNOWN),  # which a listed one cannot
    ],
)
def test_the_audit_report_exists_before_the_vote(audited: str | None, articles: dict[str, bool], verdict: Verdict) -> None:
    context = vote(firm=of(**articles), audited=d(audited) if audited else None)
    finding = ask("ch_audit_first", context)
    assert (finding.verdict, finding.weight) == (verdict, Weight.BAR)
    assert finding.stops() is (verdict in (FAIL, UNKNOWN))
    vouched = replace(context, dividend=replace(context.dividend, attest={"audit_report": "report of the auditor"}))
    assert ask("ch_audit_first", vouched).verdict is (PASS if verdict is UNKNOWN else verdict)


@pytest.mark.parametrize(
    ("on", "year_end", "interim", "annual"),
    [
        ("2023-11-15", "2023-12-31", UNKNOWN, NO_QUESTION),
        ("2023-12-31", "2023-12-31", UNKNOWN, NO_QUESTION),  # the last day of the year
        ("2024-01-01", "2023-12-31", NO_QUESTION, FAIL),
        ("2022-12-31", "2022-12-31", NO_QUESTION, NO_QUESTION),  # before there were interim dividends
        ("2023-01-01", "2023-06-30", UNKNOWN, NO_QUESTION),
        ("2024-02-26", None, UNKNOWN, FAIL),
    ],
)
def test_an_interim_dividend_rests_on_interim_accounts_and_another_on_the_annual_ones(
    on: str, year_end: str | None, interim: Verdict, annual: Verdict
) -> None:
    context = vote(d(on), fiscal_year_end=d(year_end) if year_end else None)
    findings = ask("ch_interim", context), ask("ch_audit_first", context)
    assert [finding.verdict for finding in findings] == [interim, annual]
    assert findings[0].stops() is (interim is UNKNOWN)
    vouched = replace(context, dividend=replace(context.dividend, attest={"interim_accounts": "reviewed 2023-10-31"}))
    assert ask("ch_interim", vouched).verdict is (PASS if interim is UNKNOWN else interim)


@pytest.mark.parametrize(("route", "verdict"), [(Route.BOARD, FAIL), (Route.INTERIM, FAIL), (None, UNKNOWN)])
def test_no_board_decides_any_dividend(route: Route | None, verdict: Verdict) -> None:
    finding = ask("ch_agm", step("decide", company=FIRM, dividend={"route": route}))
    assert (finding.verdict, finding.weight, finding.stops()) == (verdict, Weight.BAR, True)


@pytest.mark.parametrize(("on", "asked"), [("2007-12-31", False), ("2008-01-01", True)])
def test_the_audit_report_is_asked_of_votes_from_2008_01_01(on: str, asked: bool) -> None:
    finding = ask("ch_audit_first", vote(d(on), fiscal_year_end=d("2006-12-31")))
    assert (finding.verdict is not NO_QUESTION) is asked


@pytest.mark.parametrize(
    ("rule", "year_end"),
    [("ch_agm_profit", "2023-12-31"), ("ch_audit_first", "2023-12-31"), ("ch_interim", "2024-12-31")],
)
@pytest.mark.parametrize(("route", "asked"), [(Route.MEETING, True), (Route.BOARD, False), (Route.INTERIM, False)])
def test_what_a_meeting_must_have_before_it_is_asked_of_a_meeting(
    rule: str, year_end: str, route: Route, asked: bool
) -> None:
    finding = ask(rule, vote(route=route, fiscal_year_end=d(year_end)))  # a board has no power to decide: ch_agm
    assert (finding.verdict is not NO_QUESTION) is asked


def test_the_meeting_is_not_asked_whether_it_is_the_board() -> None:
    assert ask("ch_agm", step("decide", company=FIRM)).verdict is NO_QUESTION


@pytest.mark.parametrize(
    ("total", "profit", "verdict"),
    [("15000000", "15000000", PASS), ("15000000", "14999999.95", FAIL), ("15 million", "15 million", UNKNOWN)],
)
def test_no_more_is_distributed_than_profit_and_reserves(total: str, profit: str, verdict: Verdict) -> None:
    context = step("approve", on=SITTING, company=FIRM, line={"total": StatedTotal.read(total)})
    stated = replace(context.dividend, distributable_amount=StatedTotal.read(profit))
    finding = ask("ch_agm_profit", replace(context, dividend=stated))
    assert (finding.verdict, finding.stops()) == (verdict, verdict is not PASS)
    vouched = replace(stated, attest={"balance_sheet_profit": "annual report, p. 70"})
    assert ask("ch_agm_profit", replace(context, dividend=vouched)).verdict is (FAIL if verdict is FAIL else PASS)


NOTICES = [
    ("2024-04-18", "2024-03-27", PASS, 1),
    ("2024-04-18", "2024-03-28", PASS, 0),  # 20 full days
    ("2024-04-18", "2024-03-29", UNKNOWN, -1),  # 19, and the day of the notice
    ("2024-04-18", "2024-03-30", FAIL, -1),
    ("2024-03-19", "2024-02-27", PASS, 0),  # over the leap day
    ("2024-03-19", "2024-02-28", UNKNOWN, -1),
    ("2024-03-19", "2024-02-29", FAIL, -1),
]


def notice(sitting: str, on: str, **meeting: Any) -> Context:
    return convening(company=FIRM, on=d(on), meeting={"day": d(sitting)} | meeting)


@pytest.mark.parametrize(("sitting", "on", "verdict", "slack"), NOTICES)
def test_a_meeting_is_convened_twenty_days_before_it(sitting: str, on: str, verdict: Verdict, slack: int) -> None:
    finding = ask("ch_notice", notice(sitting, on))
    assert (finding.verdict, finding.slack, finding.weight) == (verdict, slack, Weight.DEFECT)
    assert finding.stops() is (verdict is FAIL)
    assert not finding.stops(frozenset({"ch_notice"}))


@pytest.mark.parametrize(
    ("year_end", "sitting", "verdict"),
    [
        ("2023-12-31", "2024-06-30", PASS),
        ("2023-12-31", "2024-07-01", FAIL),
        ("2024-06-30", "2024-12-30", PASS),
        ("2024-06-30", "2024-12-31", UNKNOWN),
        ("2024-06-30", "2025-01-01", FAIL),
        ("2023-08-31", "2024-02-29", PASS),  # a leap year
        ("2023-08-31", "2024-03-01", FAIL),
        (None, "2024-04-18", UNKNOWN),
    ],
)
def test_the_ordinary_meeting_sits_within_six_months(year_end: str | None, sitting: str, verdict: Verdict) -> None:
    finding = ask("ch_agm_6m", notice(sitting, "2024-01-15", fiscal_year_end=d(year_end) if year_end else None))
    assert (finding.verdict, finding.weight, finding.stops()) == (verdict, Weight.NOTE, False)


def test_an_extraordinary_meeting_has_no_six_months() -> None:
    late = notice("2024-07-01", "2024-01-15", fiscal_year_end=YEAR_END, kind=MeetingKind.EXTRAORDINARY)
    assert ask("ch_agm_6m", late).verdict is NO_QUESTION


@pytest.mark.parametrize(
    ("decided", "until"),
    [("2024-04-18", "2024-06-18"), ("2024-06-30", "2024-08-31"), ("2023-12-29", "2024-02-29"), ("2022-12-31", "2023-02-28")],
)
def test_a_resolution_may_be_challenged_for_two_months(decided: str, until: str) -> None:
    assert DUTIES["ch_challenge"].due(vote(), d(decided)) == d(until)


def test_a_decision_that_is_no_meetings_is_not_challenged_so() -> None:
    duty = DUTIES["ch_challenge"]
    outside = applicable(duty.in_force, duty.applies, vote(route=Route.BOARD))
    assert outside is not None
    assert outside.verdict is NO_QUESTION
    assert applicable(duty.in_force, duty.applies, vote()) is None


def test_what_is_unclaimed_lasts_five_years_with_a_caution() -> None:
    duty = DUTIES["ch_unclaimed"]
    assert duty.due(vote(), d("2024-04-24")) == d("2029-04-24")
    assert (duty.confidence, bool(duty.caution)) == (Confidence.CHECK, True)


@pytest.mark.parametrize(("duty", "last"), [("ch_challenge", "2024-06-18"), ("ch_unclaimed", "2029-04-24")])
def test_a_suit_and_a_claim_may_be_brought_until_a_day(duty: str, last: str) -> None:
    approved = replace(vote(), source="approved")
    for today, status in ((d(last), Status.OPEN), (d(last) + DAY, Status.OVER)):
        line = show(duty, replace(approved, today=today))
        assert line is not None
        assert (line.last_on, line.status, line.weight) == (d(last), status, "until")


@pytest.mark.parametrize("duty", ["ch_challenge", "ch_unclaimed"])
@pytest.mark.parametrize("state", ["rejected", "annulled", "superseded", "withdrawn"])
def test_nobody_sues_over_or_claims_what_is_never_paid(duty: str, state: str) -> None:
    assert show(duty, replace(vote(), source=state)) is None


def test_the_example_leads_to_a_paid_dividend(book: Book) -> None:
    assert told(book, "switzerland") == {"ENZIAN": "active", "ENZIAN-GV2024": "held", "ENZIAN-2023": "paid"}


def test_planted_a_count_that_takes_the_day_of_the_meeting_in_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("states.rulebooks.switzerland.clear_before", lambda day, clear_days: day - clear_days * DAY)
    wrong = [row for row in NOTICES if ask("ch_notice", notice(*row[:2])).verdict is not row[2]]
    assert [row[1] for row in wrong] == ["2024-03-29", "2024-02-28"]
