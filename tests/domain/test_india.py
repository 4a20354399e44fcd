"""India: a final dividend of a meeting on Wednesday 2025-08-20, and each day moved across its limit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, time
from typing import Any

import pytest

from states.context import Context, Deed
from states.dates import DAY
from states.duties import Duty
from states.facts import Articles, Board, Company, Kind, Route, Settlement
from states.finding import Verdict, Weight
from states.money import StatedTotal
from states.rulebooks.india import VERSIONS
from states.rulebooks.india.days import months_from
from tests.domain.abroad import asking, d
from tests.domain.entered import entered
from tests.domain.iij import LINE, answer, brief, convening, step
from workflow.book import Book
from workflow.calendars import CALENDARS

ask = asking("IN")
PASS, FAIL, UNKNOWN, NO_QUESTION = Verdict.PASS, Verdict.FAIL, Verdict.UNKNOWN, Verdict.NOT_APPLICABLE
SITTING, BOARD, RECORD = d("2025-08-20"), d("2025-05-19"), d("2025-08-13")
FIRM = Company(name="Ltd", jurisdiction="IN", timezone="Asia/Kolkata", articles=Articles(listed=True))
DUTIES: Mapping[str, Duty] = {duty.id: duty for duty in VERSIONS[-1].duties}


def day(text: str | None) -> date | None:
    return d(text) if text else None


def final(event: str, on: date, *, meeting: date = SITTING, company: Company = FIRM, **groups: Any) -> Context:
    """A step of that dividend, with its days but for the changes."""
    terms = {"record_on": RECORD, "effective_on": meeting} | groups.pop("terms", {})
    return step(event, on=on, company=company, meeting={"day": meeting}, terms=terms, calendars=CALENDARS, **groups)


def resolved(on: date = BOARD, record: date = RECORD, told: date | None = None, **board: Any) -> Context:
    """The board's recommendation."""
    return final("resolve", on, terms={"record_on": record}, dividend={"board": Board(notified_on=told, **board)})


def told(on: str | None, record: str) -> Context:
    """The vote, with the day on which the record date was told."""
    return final("approve", SITTING, terms={"record_on": d(record)}, dividend={"record_notice_on": day(on)})


# ── Who declares, and how much ───────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(("route", "verdict"), [(Route.BOARD, FAIL), (Route.INTERIM, NO_QUESTION), (None, UNKNOWN)])
def test_the_meeting_declares_a_final_dividend_and_the_board_an_interim_one(route: Route | None, verdict: Verdict) -> None:
    finding = ask("in_declaration", step("decide", company=FIRM, dividend={"route": route}))
    assert answer(finding) == (verdict, Weight.BAR, verdict is not NO_QUESTION)


@pytest.mark.parametrize(
    ("per_share", "may_exceed", "verdict"),
    [
        ("13.50", None, PASS),
        ("13.49", None, PASS),
        ("13.51", None, FAIL),
        ("13.51", False, FAIL),
        ("13.51", True, NO_QUESTION),
    ],
)
def test_more_than_was_recommended_is_noted(per_share: str, may_exceed: bool | None, verdict: Verdict) -> None:
    firm = replace(FIRM, articles=Articles(listed=True, meeting_may_exceed=may_exceed))
    proposed = final("approve", SITTING, company=firm)
    line = replace(LINE, per_share=StatedTotal.read(per_share).amount)
    terms = replace(proposed.terms, lines=(line,))
    finding = ask("in_recommended_cap", replace(proposed, dividend=replace(proposed.dividend, terms=terms)))
    assert answer(finding) == (verdict, Weight.NOTE, False)  # the recommendation binds by the model articles


@pytest.mark.parametrize(("profits", "verdict"), [("608500000", PASS), ("607499999", FAIL), (None, UNKNOWN)])
@pytest.mark.parametrize("event", ["resolve", "decide", "approve"])
def test_more_than_the_profits_is_noted(event: str, profits: str | None, verdict: Verdict) -> None:
    stated = StatedTotal.read(profits) if profits else None
    context = final(event, SITTING, dividend={"distributable_amount": stated})
    assert answer(ask("in_profits", context)) == (verdict, Weight.NOTE, False)
    vouched = replace(context, dividend=replace(context.dividend, attest={"distributable_amount": "s. 123 worksheet"}))
    assert ask("in_profits", vouched).verdict is (PASS if verdict is UNKNOWN else verdict)


# ── Payment ──────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("sitting", "pay", "expected"),
    [
        ("2025-08-20", "2025-09-18", (PASS, d("2025-09-19"), 1)),
        ("2025-08-20", "2025-09-19", (PASS, d("2025-09-19"), 0)),
        ("2025-08-20", "2025-09-20", (FAIL, d("2025-09-19"), -1)),
        ("2025-08-20", None, (UNKNOWN, d("2025-09-19"), None)),
        ("2024-01-31", "2024-03-01", (PASS, d("2024-03-01"), 0)),  # 29 days of February lie between
        ("2023-01-31", "2023-03-02", (PASS, d("2023-03-02"), 0)),
        ("2023-01-31", "2023-03-03", (FAIL, d("2023-03-02"), -1)),
        ("2013-09-11", "2013-12-01", (NO_QUESTION, None, None)),  # before the section was law
        ("2013-09-12", "2013-12-01", (FAIL, d("2013-10-12"), -50)),
    ],
)
def test_no_payment_is_planned_after_30_days(sitting: str, pay: str | None, expected: object) -> None:
    context = final("approve", d(sitting), meeting=d(sitting), terms={"pay_on": day(pay)})
    finding = ask("in_pay_30d", context)
    assert brief(finding) == expected
    assert finding.stops() is (finding.verdict is FAIL)  # a declaration need not name the day
    assert ask("in_pay_30d", replace(context, event="resolve")).verdict is finding.verdict


def test_the_30_days_of_an_interim_dividend_run_from_the_day_the_board_declares_it() -> None:
    for pay, verdict in (("2025-06-18", PASS), ("2025-06-19", FAIL)):
        context = final("decide", BOARD, terms={"pay_on": d(pay)}, dividend={"route": Route.INTERIM})
        assert brief(ask("in_pay_30d", context))[:2] == (verdict, d("2025-06-18"))


@pytest.mark.parametrize(
    ("paid", "verdict", "said"),
    [
        ("2025-09-19", PASS, "payment 2025-09-19"),
        ("2025-09-20", FAIL, "1 day beyond the 30"),
        ("2025-09-21", FAIL, "2 days"),
    ],
)
def test_what_is_paid_late_is_paid_with_interest_and_not_refused(paid: str, verdict: Verdict, said: str) -> None:
    declared = Deed(seq=13, event="approve", source="proposed", dest="approved", on=SITTING)
    finding = ask("in_pay_interest", final("pay", d(paid), deeds=(declared,)))
    assert answer(finding) == (verdict, Weight.NOTE, False)
    assert said in finding.message


# ── Duties ───────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("declared", "deposit", "transfer"),
    [
        ("2025-08-20", "2025-08-25", "2025-09-26"),
        ("2024-02-24", "2024-02-29", "2024-04-01"),  # over the leap day
        ("2023-02-24", "2023-03-01", "2023-04-02"),  # a Sunday: nothing rolls
        ("2025-12-30", "2026-01-04", "2026-02-05"),
    ],
)
def test_the_money_is_deposited_in_5_days_and_what_is_unpaid_set_aside_in_37(
    declared: str, deposit: str, transfer: str
) -> None:
    context = replace(final("note", SITTING), event="", deeds=())
    context = replace(context, meeting=replace(context.meeting, day=d(declared)) if context.meeting else None)
    assert DUTIES["in_deposit_5d"].last_day(context) == d(deposit)
    assert DUTIES["in_unpaid_7d"].last_day(context) == d(transfer)
    assert DUTIES["in_unpaid_7d"].first_day(context) == d(transfer) - 6 * DAY  # the 30 days are over


@pytest.mark.parametrize(
    ("unclaimed", "returned", "closed", "asked"),
    [(None, None, None, True), ("0", "0", None, False), ("1", "0", None, True), ("0", "1", None, True),
     ("1", "0", "2018-07-28", False), ("1", "0", "2018-07-29", True)],
)  # fmt: skip
def test_nothing_is_set_aside_where_nothing_is_unpaid(
    unclaimed: str | None, returned: str | None, closed: str | None, asked: bool
) -> None:
    left = [StatedTotal.read(text).amount if text else None for text in (unclaimed, returned)]
    context = step("note", company=FIRM, dividend={"settlement": Settlement(unclaimed=left[0], returned=left[1])})
    if closed:
        deed = Deed(seq=20, event="close", source="paid", dest="closed", on=d(closed))
        context = replace(context, deeds=(*context.deeds, deed))
    assert all(when.holds(context) for when in DUTIES["in_unpaid_7d"].applies) is asked


@pytest.mark.parametrize(
    ("transfer", "listed", "fund"),
    [
        ("2025-09-25", "2025-12-24", "2032-09-26"),
        ("2024-02-29", "2024-05-29", "2031-03-01"),  # no such day in 2031: the seven years end with its February
        ("2017-02-28", "2017-05-29", "2024-02-29"),
    ],
)
def test_list_and_fund_are_counted_from_the_transfer_that_was_made(transfer: str, listed: str, fund: str) -> None:
    before = step("note", company=FIRM)
    deed = Deed(seq=20, event="fulfil", source="paid", dest="paid", on=d(transfer), fulfils=("in_unpaid_7d",))
    after = replace(before, deeds=(*before.deeds, deed))
    for id, due in (("in_unpaid_list", listed), ("in_iepf_7y", fund)):
        duty = DUTIES[id]
        assert duty.last_day(before) is None
        assert duty.applies[-1].holds(before) is False
        assert (duty.last_day(after), duty.applies[-1].holds(after)) == (d(due), True)
    assert DUTIES["in_iepf_7y"].first_day(after) == d(fund)


def test_every_duty_says_its_day_by_its_example() -> None:
    for duty in DUTIES.values():
        due, start = map(d, duty.example)
        assert duty.due(step("note"), start) == due, duty.id


# ── What the exchange is told ────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("rule", "on", "record", "expected"),
    [
        ("in_record_notice", "2025-08-07", "2025-08-13", (PASS, d("2025-08-07"), 0)),  # 8, 11 and 12 August lie between
        ("in_record_notice", "2025-08-08", "2025-08-13", (FAIL, d("2025-08-07"), -1)),
        ("in_record_notice", "2025-08-12", "2025-08-19", (PASS, d("2025-08-12"), 0)),  # 15 August is a holiday
        ("in_record_notice", "2025-08-13", "2025-08-19", (FAIL, d("2025-08-12"), -1)),
        ("in_record_notice", "2025-08-10", "2025-08-14", (PASS, d("2025-08-10"), 0)),  # a Sunday: three full days follow it
        ("in_record_notice", None, "2025-08-13", (UNKNOWN, d("2025-08-07"), None)),
        ("in_record_notice", "2027-08-01", "2027-08-13", (UNKNOWN, None, None)),  # no calendar reaches it
        ("in_record_notice", "2024-12-11", "2024-12-20", (NO_QUESTION, None, None)),
        ("in_record_notice", "2024-12-12", "2024-12-18", (PASS, d("2024-12-12"), 0)),
        ("in_record_notice_7", "2024-12-11", "2024-12-20", (FAIL, d("2024-12-10"), -1)),
        ("in_record_notice_7", "2024-12-10", "2024-12-20", (PASS, d("2024-12-10"), 0)),
        ("in_record_notice_7", "2024-12-12", "2024-12-20", (NO_QUESTION, None, None)),
        ("in_record_notice_7", None, "2024-12-12", (NO_QUESTION, None, None)),
        ("in_record_notice_7", None, "2024-08-12", (UNKNOWN, d("2024-07-31"), None)),
    ],
)
def test_a_record_date_is_told_three_full_working_days_before_and_until_2024_12_11_seven(
    rule: str, on: str | None, record: str, expected: object
) -> None:
    finding = ask(rule, told(on, record))
    assert brief(finding) == expected
    assert (finding.weight, finding.stops()) == (Weight.DEFECT, finding.verdict is FAIL)


@pytest.mark.parametrize(
    ("board", "record", "expected"),
    [
        ("2024-08-04", "2024-08-12", (PASS, d("2024-08-04"), 0)),
        ("2024-08-05", "2024-08-12", (FAIL, d("2024-08-04"), -1)),
        ("2024-12-11", "2024-12-13", (FAIL, d("2024-12-05"), -6)),
        ("2024-12-12", "2024-12-13", (NO_QUESTION, None, None)),  # omitted from that day
    ],
)
def test_until_2024_12_11_the_board_sat_five_full_working_days_before_the_record_date(
    board: str, record: str, expected: object
) -> None:
    assert brief(ask("in_record_after_board_5", resolved(d(board), d(record)))) == expected


@pytest.mark.parametrize(
    ("sits", "told_on", "expected"),
    [
        ("2025-05-19", "2025-05-14", (PASS, d("2025-05-14"), 0)),  # Monday; Thursday and Friday lie between
        ("2025-05-19", "2025-05-15", (FAIL, d("2025-05-14"), -1)),
        ("2025-05-21", "2025-05-18", (PASS, d("2025-05-18"), 0)),  # a Sunday: Monday and Tuesday are full
        ("2025-05-21", "2025-05-19", (FAIL, d("2025-05-18"), -1)),
        ("2025-08-18", "2025-08-12", (PASS, d("2025-08-12"), 0)),  # 15 August is a holiday
        ("2025-05-19", None, (UNKNOWN, d("2025-05-14"), None)),
        ("2015-11-30", "2015-11-30", (NO_QUESTION, None, None)),
    ],
)
@pytest.mark.parametrize("event", ["resolve", "decide"])
def test_the_exchange_is_told_two_full_working_days_before_the_board_sits(
    event: str, sits: str, told_on: str | None, expected: object
) -> None:
    finding = ask("in_prior_intimation", replace(resolved(d(sits), told=day(told_on)), event=event))
    assert brief(finding) == expected
    assert finding.stops() is (finding.verdict is FAIL)


@pytest.mark.parametrize(
    ("sits", "ended", "outcome", "verdict"),
    [
        ("2025-05-19", time(15, 5), time(15, 5), PASS),
        ("2025-05-19", time(15, 5), time(15, 35), PASS),
        ("2025-05-19", time(15, 5), time(15, 35, 1), FAIL),
        ("2025-05-19", time(15, 5), time(15, 36), FAIL),
        ("2025-05-19", time(15, 29), time(16, 0), FAIL),
        ("2025-05-19", time(15, 30), time(16, 0), PASS),
        ("2025-05-19", time(15, 30), time(18, 30), UNKNOWN),  # after trading hours: three hours, not confirmed
        ("2025-05-19", time(15, 30), time(18, 31), FAIL),
        ("2025-05-17", time(12, 0), time(13, 0), UNKNOWN),  # a Saturday
        ("2024-12-11", time(16, 0), time(16, 31), FAIL),  # before there was talk of three hours
        ("2024-12-12", time(16, 0), time(16, 31), UNKNOWN),
        ("2025-05-19", time(15, 5), time(15, 4), UNKNOWN),
        ("2025-05-19", None, time(15, 4), UNKNOWN),
        ("2025-05-19", time(15, 5), None, UNKNOWN),
        ("2025-05-19", None, None, UNKNOWN),
        ("2015-11-30", time(15, 0), time(18, 0), NO_QUESTION),
    ],
)
def test_the_exchange_is_told_within_30_minutes_what_the_board_decided(
    sits: str, ended: time | None, outcome: time | None, verdict: Verdict
) -> None:
    finding = ask("in_outcome_30m", resolved(d(sits), ended_time=ended, told_time=outcome))
    assert answer(finding) == (verdict, Weight.DEFECT, verdict is FAIL)


def test_without_a_calendar_it_is_not_known_whether_the_exchange_traded() -> None:
    context = resolved(ended_time=time(15, 5), told_time=time(15, 36))
    assert ask("in_outcome_30m", replace(context, calendars={})).verdict is UNKNOWN


@pytest.mark.parametrize(("listed", "verdict"), [(False, NO_QUESTION), (None, UNKNOWN)])
def test_the_exchange_is_told_by_listed_companies_only(listed: bool | None, verdict: Verdict) -> None:
    company = replace(FIRM, articles=Articles(listed=listed))
    assert ask("in_record_notice", replace(told("2025-08-12", "2025-08-13"), company=company)).verdict is verdict
    for rule in ("in_prior_intimation", "in_outcome_30m"):
        assert ask(rule, replace(resolved(), company=company)).verdict is verdict


# ── The meeting ──────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("sitting", "on", "expected"),
    [
        ("2025-08-20", "2025-07-28", (PASS, d("2025-07-29"), 1)),
        ("2025-08-20", "2025-07-29", (PASS, d("2025-07-29"), 0)),
        ("2025-08-20", "2025-07-30", (FAIL, d("2025-07-29"), -1)),
        ("2024-03-15", "2024-02-22", (PASS, d("2024-02-22"), 0)),  # over the leap day
        ("2014-03-31", "2014-03-30", (NO_QUESTION, None, None)),
    ],
)
def test_a_meeting_has_21_clear_days_of_notice(sitting: str, on: str, expected: object) -> None:
    finding = ask("in_agm", convening(company=FIRM, on=d(on), meeting={"day": d(sitting)}))
    assert brief(finding) == expected
    assert (finding.weight, finding.stops()) == (Weight.DEFECT, finding.verdict is FAIL)


@pytest.mark.parametrize(
    ("year_end", "number", "sitting", "verdict"),
    [
        ("2025-03-31", 12, "2025-09-30", PASS),
        ("2025-03-31", 12, "2025-10-01", FAIL),
        ("2025-03-31", 1, "2025-12-31", PASS),  # nine months for the first
        ("2025-03-31", 1, "2026-01-01", FAIL),
        ("2024-06-30", 12, "2024-12-30", PASS),  # the day of the same number, not the month's end
        ("2024-06-30", 12, "2024-12-31", FAIL),
        ("2024-08-31", 12, "2025-02-28", PASS),
        ("2024-08-31", 12, "2025-03-01", FAIL),
        (None, 12, "2025-09-30", UNKNOWN),
    ],
)
def test_the_ordinary_meeting_sits_within_six_months(
    year_end: str | None, number: int, sitting: str, verdict: Verdict
) -> None:
    facts = {"day": d(sitting), "fiscal_year_end": day(year_end), "number": number}
    finding = ask("in_agm_6m", convening(company=FIRM, on=d("2025-01-01"), meeting=facts))
    assert answer(finding) == (verdict, Weight.NOTE, False)


def test_months_end_on_the_day_of_the_same_number() -> None:
    assert months_from(d("2024-02-29"), 84) == d("2031-02-28")
    assert months_from(d("2024-12-31"), 12) == d("2025-12-31")


# ── The case file ────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_example_leads_to_a_paid_dividend_in_a_book_that_verifies(book: Book) -> None:
    states, findings = entered(book, "india")
    assert states == {"SAHYADRI": "active", "SAHYADRI-AGM12": "held", "SAHYADRI-FY2024-FINAL": "paid"}
    objections = {found["guard"]: found["verdict"] for found in findings if found["verdict"] in ("fail", "unknown")}
    assert objections == {"in_record_notice": "unknown"}  # of the recommendation: the record date was told later
    asked = {found["guard"] for found in findings}
    assert asked >= {rule.id for rule in VERSIONS[-1].rules} - {"in_declaration"}  # which is asked of a board alone


# ── Planted bugs ─────────────────────────────────────────────────────────────────────────────────────────────────────


def test_planted_a_count_that_takes_the_day_of_the_notice_in_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("states.rulebooks.india.listing.DAY", 0 * DAY)
    assert ask("in_record_notice", told("2025-08-08", "2025-08-13")).verdict is PASS  # a day late by the table above


def test_planted_a_wrong_number_of_clear_days_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("states.rulebooks.india.act.clear_before", lambda day, clear_days: day - clear_days * DAY)
    context = convening(company=FIRM, on=d("2025-07-30"), meeting={"day": SITTING})
    assert ask("in_agm", context).verdict is PASS  # which the table above says is a day late


def test_the_rulebook_speaks_of_dividends_and_meetings() -> None:
    assert {duty.of_kind for duty in DUTIES.values()} == {Kind.DIVIDEND}
