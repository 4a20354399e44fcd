"""France: a meeting of 2018-05-24 on the accounts of 2017, and each day moved across its limit."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from states.context import Context, Deed
from states.dates import DAY, within_months
from states.deadline import Status
from states.errors import Refused
from states.facts import Articles, Company, MeetingKind, Route, Settlement
from states.finding import Verdict, Weight
from states.money import StatedTotal
from states.rulebooks.france import VERSIONS
from tests.domain.abroad import asking, d, showing
from tests.domain.iij import convening, step
from tests.domain.told import told
from workflow.book import Book

ask, show = asking("FR"), showing("FR")
PASS, FAIL, UNKNOWN, NO_QUESTION = Verdict.PASS, Verdict.FAIL, Verdict.UNKNOWN, Verdict.NOT_APPLICABLE
SITTING, YEAR_END = d("2018-05-24"), d("2017-12-31")
FIRM = Company(name="SA", jurisdiction="FR", timezone="Europe/Paris", articles=Articles(listed=True))
DUTIES = {duty.id: duty for duty in VERSIONS[-1].duties}


def moved(event: str, on: date, *, pay: str | None = None, **dividend: Any) -> Context:
    """One step of the dividend of 2017, effective a week after the meeting unless another day of payment is given."""
    terms = {"record_on": d("2018-05-30"), "effective_on": SITTING + 7 * DAY, "pay_on": d(pay) if pay else None}
    facts = {"fiscal_year_end": YEAR_END} | dividend
    return step(event, on=on, company=FIRM, meeting={"day": SITTING}, terms=terms, dividend=facts)


NINE_MONTHS = [
    ("2017-12-31", "2018-09-29", None, PASS, "2018-09-30"),
    ("2017-12-31", "2018-09-30", None, PASS, "2018-09-30"),  # a Sunday: nothing rolls
    ("2017-12-31", "2018-10-01", None, FAIL, "2018-09-30"),
    ("2017-12-31", "2018-10-01", "2018-12-31", PASS, "2018-12-31"),  # the court gave more time
    ("2017-12-31", "2018-12-31", "2018-12-31", PASS, "2018-12-31"),
    ("2017-12-31", "2019-01-01", "2018-12-31", FAIL, "2018-12-31"),
    ("2017-12-31", "2018-09-30", "2018-08-31", PASS, "2018-09-30"),  # which never shortens it
    ("2017-06-30", "2018-03-30", None, PASS, "2018-03-30"),
    ("2017-06-30", "2018-03-31", None, UNKNOWN, "2018-03-30"),  # by the number of the day, or by the month
    ("2017-06-30", "2018-04-01", None, FAIL, "2018-03-31"),
    ("2017-05-31", "2018-02-28", None, PASS, "2018-02-28"),
    ("2017-05-31", "2018-03-01", None, FAIL, "2018-02-28"),
    ("2019-05-31", "2020-02-29", None, PASS, "2020-02-29"),  # a leap year
    ("2018-02-28", "2018-11-28", None, PASS, "2018-11-28"),
    ("2018-02-28", "2018-11-30", None, UNKNOWN, "2018-11-28"),
    ("2017-09-15", "2018-06-15", None, PASS, "2018-06-15"),  # not at the end of a month
    ("2017-09-15", "2018-06-16", None, FAIL, "2018-06-15"),
]


@pytest.mark.parametrize(("year_end", "on", "extended", "verdict", "bound"), NINE_MONTHS)
def test_a_dividend_is_paid_within_nine_months_of_the_year_or_what_the_court_adds(
    year_end: str, on: str, extended: str | None, verdict: Verdict, bound: str
) -> None:
    facts = {"fiscal_year_end": d(year_end), "extended_until_on": d(extended) if extended else None}
    planned = ask("fr_9_months", moved("approve", SITTING, pay=on, **facts))
    paid = ask("fr_9_months_paid", moved("pay", d(on), **facts))
    for finding, weight in ((planned, Weight.BAR), (paid, Weight.DEFECT)):
        assert (finding.verdict, finding.bound) == (verdict, d(bound))
        assert finding.stops() is (verdict is FAIL)
        assert finding.weight is weight or verdict is UNKNOWN
    assert not paid.stops(frozenset({"fr_9_months_paid"}))  # what is owed may be paid late, with a reason


def test_the_effective_day_is_the_planned_one_where_no_other_is_set() -> None:
    assert ask("fr_9_months", moved("approve", SITTING)).slack == (d("2018-09-30") - d("2018-05-31")).days


@pytest.mark.parametrize(("event", "stops"), [("resolve", False), ("approve", True)])
def test_the_fiscal_year_must_be_stated_by_the_vote(event: str, stops: bool) -> None:
    finding = ask("fr_9_months", moved(event, SITTING, fiscal_year_end=None))
    assert (finding.verdict, finding.stops()) == (UNKNOWN, stops)
    assert "--fiscal-year-end" in finding.remedy


@pytest.mark.parametrize(
    ("rule", "event"),
    [
        ("fr_agm_accounts", "approve"),
        ("fr_agm_sums", "approve"),
        ("fr_9_months", "approve"),
        ("fr_9_months_paid", "pay"),
    ],
)
def test_a_payment_on_account_follows_no_meeting_and_has_no_nine_months(rule: str, event: str) -> None:
    for route, asked in ((Route.INTERIM, False), (Route.MEETING, True)):
        finding = ask(rule, moved(event, d("2018-12-01"), route=route))
        assert (finding.verdict is not NO_QUESTION) is asked


@pytest.mark.parametrize(
    ("year_end", "sitting", "verdict"),
    [
        ("2017-12-31", "2018-06-30", PASS),
        ("2017-12-31", "2018-07-01", FAIL),
        ("2018-06-30", "2018-12-30", PASS),
        ("2018-06-30", "2018-12-31", UNKNOWN),
        ("2018-06-30", "2019-01-01", FAIL),
        (None, "2018-05-24", UNKNOWN),
    ],
)
def test_the_ordinary_meeting_sits_within_six_months(year_end: str | None, sitting: str, verdict: Verdict) -> None:
    facts = {"day": d(sitting), "fiscal_year_end": d(year_end) if year_end else None}
    finding = ask("fr_agm_6m", convening(company=FIRM, on=SITTING - 36 * DAY, meeting=facts))
    assert (finding.verdict, finding.weight, finding.stops()) == (verdict, Weight.NOTE, False)


def test_an_extraordinary_meeting_has_no_six_months() -> None:
    late = {"day": d("2018-07-01"), "fiscal_year_end": YEAR_END, "kind": MeetingKind.EXTRAORDINARY}
    assert ask("fr_agm_6m", convening(company=FIRM, on=SITTING, meeting=late)).verdict is NO_QUESTION


@pytest.mark.parametrize(
    ("total", "sums", "verdict"),
    [
        ("12000000", "12000000", PASS),
        ("12000000.01", "12000000", FAIL),
        ("12 million", "12 million", UNKNOWN),
        ("12000000", None, UNKNOWN),
    ],
)
def test_no_more_is_distributed_than_the_distributable_sums(total: str, sums: str | None, verdict: Verdict) -> None:
    context = step("approve", on=SITTING, company=FIRM, meeting={"day": SITTING}, line={"total": StatedTotal.read(total)})
    stated = replace(context.dividend, distributable_amount=StatedTotal.read(sums) if sums else None)
    finding = ask("fr_agm_sums", replace(context, dividend=stated))
    assert (finding.verdict, finding.weight, finding.stops()) == (verdict, Weight.BAR, verdict is not PASS)
    vouched = replace(stated, attest={"distributable_sums": "auditor's letter"})
    assert ask("fr_agm_sums", replace(context, dividend=vouched)).verdict is (FAIL if verdict is FAIL else PASS)


def test_the_meeting_approves_the_accounts_before_it_votes_on_the_dividend() -> None:
    finding = ask("fr_agm_accounts", moved("approve", SITTING))
    assert (finding.verdict, finding.weight, finding.stops()) == (UNKNOWN, Weight.BAR, True)
    assert "--attest approved-accounts=" in finding.remedy
    assert ask("fr_agm_accounts", moved("approve", SITTING, attest={"approved_accounts": "resolution 1"})).verdict is PASS


@pytest.mark.parametrize(("route", "verdict"), [(Route.BOARD, FAIL), (Route.INTERIM, NO_QUESTION), (None, UNKNOWN)])
def test_the_board_does_not_decide_the_dividend(route: Route | None, verdict: Verdict) -> None:
    finding = ask("fr_agm", moved("decide", SITTING, route=route))
    assert (finding.verdict, finding.stops()) == (verdict, verdict is not NO_QUESTION)


@pytest.mark.parametrize(
    ("route", "attest", "verdict"),
    [
        (Route.INTERIM, {}, UNKNOWN),
        (Route.INTERIM, {"certified_balance_sheet": "of 2018-06-30"}, PASS),
        (Route.BOARD, {}, NO_QUESTION),
    ],
)
def test_a_payment_on_account_wants_a_certified_balance_sheet(
    route: Route, attest: dict[str, str], verdict: Verdict
) -> None:
    finding = ask("fr_interim", moved("decide", SITTING, route=route, attest=attest))
    assert (finding.verdict, finding.weight, finding.stops()) == (verdict, Weight.NOTE, False)


@pytest.mark.parametrize(
    ("paid", "lasts", "state"),
    [
        ("2018-05-31", "2023-05-31", "2024-01-20"),
        ("2018-12-31", "2023-12-31", "2024-01-20"),
        ("2019-01-01", "2024-01-01", "2025-01-20"),
        ("2020-02-29", "2025-02-28", "2026-01-20"),
    ],
)
def test_after_five_years_what_is_unclaimed_goes_to_the_state_in_january(paid: str, lasts: str, state: str) -> None:
    context = step("settle", company=FIRM)
    assert DUTIES["fr_unclaimed"].due(context, d(paid)) == d(lasts)
    assert DUTIES["fr_unclaimed_state"].due(context, d(paid)) == d(state)


@pytest.mark.parametrize(
    ("unclaimed", "closed", "owed"),
    [
        (None, None, True),
        ("11400", None, True),
        ("0", None, False),
        ("11400", "2023-06-29", False),  # all was claimed in time: payment began on 2018-06-29
        ("11400", "2023-06-30", True),
    ],
)
def test_the_state_receives_only_what_was_left(unclaimed: str | None, closed: str | None, owed: bool) -> None:
    amounts = (
        {"unclaimed": StatedTotal.read(unclaimed).amount, "returned": StatedTotal.read("0").amount} if unclaimed else {}
    )
    context = step("settle", company=FIRM, dividend={"settlement": Settlement(**amounts)})
    if closed:
        deed = Deed(seq=30, event="close", source="paid", dest="closed", on=d(closed))
        context = replace(context, deeds=(*context.deeds, deed))
    (*_, left_over) = DUTIES["fr_unclaimed_state"].applies
    assert left_over.holds(context) is owed


def paid(on: str, today: str = "2018-08-01", state: str = "paid") -> Context:
    """A dividend of which payment began on a day, as it stands."""
    context = moved("settle", d(on), pay=on)
    deeds = tuple(deed for deed in context.deeds if deed.event != "pay")
    return replace(context, source=state, today=d(today), deeds=deeds)


@pytest.mark.parametrize("duty", ["fr_unclaimed", "fr_unclaimed_state"])
@pytest.mark.parametrize(
    ("on", "state", "bound"),
    [
        ("2008-06-18", "paid", False),  # before prescription took five years
        ("2008-06-19", "paid", True),
        ("2018-05-31", "approved", True),
        ("2018-05-31", "annulled", False),  # nothing is ever paid of it
    ],
)
def test_what_is_paid_since_2008_06_19_is_prescribed_after_five_years(duty: str, on: str, state: str, bound: bool) -> None:
    assert (show(duty, paid(on, state=state)) is not None) is bound


@pytest.mark.parametrize(
    ("duty", "last", "after", "weight"),
    [
        ("fr_unclaimed", "2023-05-31", Status.OVER, "until"),  # a right has ended
        ("fr_unclaimed_state", "2024-01-20", Status.OVERDUE, "duty"),  # the money is still to be handed over
    ],
)
def test_the_right_to_claim_ends_and_the_states_does_not(duty: str, last: str, after: Status, weight: str) -> None:
    for today, status in ((d(last), Status.OPEN), (d(last) + DAY, after)):
        line = show(duty, paid("2018-05-31", today.isoformat()))
        assert line is not None
        assert (line.last_on, line.status, line.weight) == (d(last), status, weight)


def test_the_example_leads_to_a_paid_dividend(book: Book) -> None:
    assert told(book, "france") == {"VERVEINE": "active", "VERVEINE-AG2018": "held", "VERVEINE-2017": "paid"}


LATE = ('"pay"\non = 2018-05-31', '"pay"\non = 2018-10-15'), ('"settle"\non = 2018-06-29', '"settle"\non = 2018-11-15')


@pytest.mark.parametrize(
    ("more", "goes"),
    [
        ("", False),
        ("extended_until_on = 2018-10-14", False),
        ("extended_until_on = 2018-10-15", True),
        ('override = ["fr_9_months_paid"]\nreason = "seized until then"\nevidence = ["france.toml"]', True),
    ],
)
def test_a_late_payment_goes_with_the_courts_extension_or_with_a_reason(book: Book, more: str, goes: bool) -> None:
    (old, new), settled = LATE
    changes = (old, f"{new}\n{more}"), settled
    if goes:
        assert told(book, "france", *changes)["VERVEINE-2017"] == "paid"
        return
    with pytest.raises(Refused) as no:
        told(book, "france", *changes)
    assert {finding.guard for finding in no.value.findings if finding.stops()} == {"fr_9_months_paid"}


def test_planted_nine_months_to_the_end_of_the_month_alone_are_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("states.rulebooks.france.counted_months", within_months)
    steps = {row: moved("pay", d(row[1]), fiscal_year_end=d(row[0])) for row in NINE_MONTHS if row[2] is None}
    wrong = [row[1] for row, context in steps.items() if ask("fr_9_months_paid", context).verdict is not row[3]]
    assert wrong == ["2018-03-31", "2018-11-30"]
