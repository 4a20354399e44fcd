"""India: from which day its rules are law, whom they do not ask, and until when its duties may be done."""

from __future__ import annotations

from dataclasses import replace

import pytest

from states.context import Context, Deed
from states.deadline import Status
from states.facts import Articles, MeetingKind, Route
from states.finding import Verdict, Weight
from tests.domain.abroad import asking, d, showing
from tests.domain.iij import answer, convening
from tests.domain.test_india import BOARD, FIRM, SITTING, final, resolved, told

ask, show = asking("IN"), showing("IN")
FAIL, NO_QUESTION = Verdict.FAIL, Verdict.NOT_APPLICABLE
BEFORE_AND_FROM_THE_ACT = pytest.mark.parametrize(("on", "asked"), [("2014-03-31", False), ("2014-04-01", True)])
BEFORE_AND_FROM_THE_LODR = pytest.mark.parametrize(("on", "asked"), [("2015-11-30", False), ("2015-12-01", True)])


@pytest.mark.parametrize(
    ("rule", "event", "route"),
    [
        ("in_declaration", "decide", Route.BOARD),
        ("in_recommended_cap", "approve", Route.MEETING),
        ("in_profits", "approve", Route.MEETING),
        ("in_profits", "decide", Route.INTERIM),
    ],
)
@BEFORE_AND_FROM_THE_ACT
def test_the_act_of_2013_is_asked_of_what_is_declared_from_2014_04_01(
    rule: str, event: str, route: Route, on: str, asked: bool
) -> None:
    finding = ask(rule, final(event, d(on), meeting=d(on), dividend={"route": route}))
    assert (finding.verdict is not NO_QUESTION) is asked


@pytest.mark.parametrize("rule", ["in_agm", "in_agm_6m"])
@BEFORE_AND_FROM_THE_ACT
def test_it_is_asked_of_meetings_that_sit_from_2014_04_01(rule: str, on: str, asked: bool) -> None:
    finding = ask(rule, convening(company=FIRM, on=d("2014-03-01"), meeting={"day": d(on)}))
    assert (finding.verdict is not NO_QUESTION) is asked


@pytest.mark.parametrize("rule", ["in_record_after_board_5", "in_prior_intimation", "in_outcome_30m"])
@BEFORE_AND_FROM_THE_LODR
def test_the_listing_regulations_are_asked_of_boards_that_sit_from_2015_12_01(rule: str, on: str, asked: bool) -> None:
    finding = ask(rule, resolved(d(on), d("2015-12-21")))
    assert (finding.verdict is not NO_QUESTION) is asked


@BEFORE_AND_FROM_THE_LODR
def test_a_record_date_is_told_by_the_listing_regulations_from_2015_12_01(on: str, asked: bool) -> None:
    assert (ask("in_record_notice_7", told(on, "2015-12-21")).verdict is not NO_QUESTION) is asked


@pytest.mark.parametrize("listed", [False, True])
def test_seven_and_five_working_days_were_those_of_listed_companies(listed: bool) -> None:
    company = replace(FIRM, articles=Articles(listed=listed))
    for rule, context in (
        ("in_record_notice_7", told("2024-08-09", "2024-08-12")),
        ("in_record_after_board_5", resolved(d("2024-08-09"), d("2024-08-12"))),
    ):
        expected = (FAIL, Weight.DEFECT, True) if listed else (NO_QUESTION, Weight.DEFECT, False)
        assert answer(ask(rule, replace(context, company=company))) == expected


def test_the_six_months_are_those_of_the_ordinary_meeting() -> None:
    facts = {"day": d("2025-12-01"), "fiscal_year_end": d("2025-03-31")}
    for kind, verdict in ((MeetingKind.ORDINARY, FAIL), (MeetingKind.EXTRAORDINARY, NO_QUESTION)):
        assert ask("in_agm_6m", convening(company=FIRM, on=BOARD, meeting=facts | {"kind": kind})).verdict is verdict


def test_what_the_board_decides_itself_it_recommends_to_nobody() -> None:
    assert ask("in_recommended_cap", final("approve", SITTING, dividend={"route": Route.INTERIM})).verdict is NO_QUESTION


# ── Duties ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def declared(on: str, *, transfer: str | None = None, state: str = "approved", today: str = "2025-08-20") -> Context:
    """A dividend as it stands, declared by a meeting; what was unpaid may have gone to the account for it."""
    deeds = (Deed(seq=1, event="approve", source="proposed", dest="approved", on=d(on)),)
    if transfer:
        done = Deed(seq=2, event="fulfil", source="approved", dest="approved", on=d(transfer), fulfils=("in_unpaid_7d",))
        deeds = (*deeds, done)
    return replace(final("note", SITTING), source=state, today=d(today), deeds=deeds)


@pytest.mark.parametrize(
    ("duty", "day_before", "first"),
    [("in_deposit_5d", "2014-03-31", "2014-04-01"), ("in_unpaid_7d", "2016-09-06", "2016-09-07")],
)
def test_money_is_set_aside_by_the_sections_in_force_when_it_was_declared(duty: str, day_before: str, first: str) -> None:
    assert show(duty, declared(day_before)) is None
    assert show(duty, declared(first)) is not None


@pytest.mark.parametrize("duty", ["in_unpaid_list", "in_iepf_7y"])
def test_list_and_fund_are_asked_of_what_went_to_the_account_from_2016_09_07(duty: str) -> None:
    assert show(duty, declared("2016-08-01", transfer="2016-09-06")) is None
    assert show(duty, declared("2016-08-01", transfer="2016-09-07")) is not None


@pytest.mark.parametrize("duty", ["in_deposit_5d", "in_unpaid_7d", "in_unpaid_list", "in_iepf_7y"])
@pytest.mark.parametrize(("state", "bound"), [("approved", True), ("paid", True), ("rejected", False), ("annulled", False)])
def test_nothing_is_set_aside_of_what_is_never_paid(duty: str, state: str, bound: bool) -> None:
    line = show(duty, declared("2025-08-20", transfer="2025-09-25", state=state))
    assert (line is not None) is bound


@pytest.mark.parametrize(("today", "status"), [("2032-09-26", Status.OPEN), ("2032-09-27", Status.OVERDUE)])
def test_what_is_unclaimed_is_owed_to_the_fund_after_seven_years(today: str, status: Status) -> None:
    line = show("in_iepf_7y", declared("2025-08-20", transfer="2025-09-25", state="paid", today=today))
    assert line is not None
    assert (line.status, line.weight) == (status, "duty")  # a deed to be done, not a right that ends
