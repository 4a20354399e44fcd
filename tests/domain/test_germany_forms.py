"""Germany: the Stock Corporation Act is asked of an AG, SE or KGaA alone, and of the day on which the claim falls due."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from states.context import Context
from states.facts import Articles, Company, Meeting, MeetingKind, Route
from states.finding import Verdict, Weight
from states.rulebooks.days import EFFECT
from states.votes import Votes
from tests.domain.abroad import asking, d, the_rule
from tests.domain.iij import convening, step
from workflow.calendars import CALENDARS

ask = asking("DE")
PASS, FAIL, UNKNOWN, NO_QUESTION = Verdict.PASS, Verdict.FAIL, Verdict.UNKNOWN, Verdict.NOT_APPLICABLE
SITTING = d("2017-02-01")  # a Wednesday: the third business day is Monday 2017-02-06
FORMS: list[tuple[dict[str, Any], bool]] = [
    ({"listed": True}, True),
    ({"listed": True, "public": False}, True),  # a listed company is an AG, SE or KGaA in any case
    ({"listed": False, "public": True}, True),
    ({"listed": False}, True),  # so it is taken, unless it is stated that it is none
    ({}, True),
    ({"listed": False, "public": False}, False),
    ({"public": False}, False),  # a GmbH
]


def firm(**articles: Any) -> Company:
    return Company(name="C", jurisdiction="DE", timezone="Europe/Berlin", articles=Articles(**articles))


def vote(effect: str, pay: str | None = None, event: str = "approve", on: str = "2017-02-01", **articles: Any) -> Context:
    """One step of a dividend with these days, decided on 2017-02-01."""
    terms = {"effective_on": d(effect), "pay_on": d(pay) if pay else None}
    known = {"company": firm(**articles), "meeting": {"day": SITTING}, "calendars": CALENDARS}
    context = step(event, on=d(on), terms=terms, **known)
    return decided(context) if event == "pay" else context


def decided(context: Context) -> Context:
    moved = tuple(replace(deed, on=SITTING) if deed.event == "approve" else deed for deed in context.deeds)
    return replace(context, deeds=moved)


@pytest.mark.parametrize(("articles", "asked"), FORMS)
def test_the_third_business_day_is_asked_of_a_stock_corporation_alone(articles: dict[str, Any], asked: bool) -> None:
    finding = ask("de_due", vote("2017-02-01", **articles))
    assert (finding.verdict, finding.stops()) == ((FAIL, True) if asked else (NO_QUESTION, False))
    assert not asked or "--article public=false" in finding.remedy  # the way out of a GmbH of which nothing is stated


@pytest.mark.parametrize(("articles", "asked"), FORMS)
def test_the_thirty_days_are_asked_of_a_stock_corporation_alone(articles: dict[str, Any], asked: bool) -> None:
    meeting = {"day": SITTING, "registration_days": 0}
    context = convening(company=firm(**articles), on=d("2017-01-02"), meeting=meeting, calendars=CALENDARS)
    assert ask("de_notice", context).verdict is (FAIL if asked else NO_QUESTION)


@pytest.mark.parametrize(("articles", "asked"), FORMS)
def test_the_adopted_accounts_are_asked_of_a_stock_corporation_alone(articles: dict[str, Any], asked: bool) -> None:
    context = step("approve", company=firm(**articles), dividend={"distributable_amount": None})
    assert ask("de_agm_accounts", context).verdict is (UNKNOWN if asked else NO_QUESTION)


def test_the_board_of_a_gmbh_is_not_judged_by_the_stock_corporation_act() -> None:
    for rule, route in (("de_agm", Route.BOARD), ("de_interim", Route.INTERIM)):
        context = step("decide", company=firm(public=False), dividend={"route": route})
        assert ask(rule, context).verdict is NO_QUESTION


@pytest.mark.parametrize(
    ("effect", "pay", "verdict"),
    [
        ("2017-02-01", "2017-02-03", FAIL),
        ("2017-02-01", "2017-02-06", PASS),  # the claim arises with the resolution, and is due on the third business day
        ("2017-02-01", "2017-02-07", PASS),
        ("2017-02-03", None, FAIL),
        ("2017-02-06", None, PASS),
        ("2017-02-07", None, PASS),
    ],
)
def test_the_day_payable_is_asked_and_the_effective_day_where_no_other_is_stated(
    effect: str, pay: str | None, verdict: Verdict
) -> None:
    finding = ask("de_due", vote(effect, pay, listed=True))
    assert (finding.verdict, finding.weight, finding.bound) == (verdict, Weight.BAR, d("2017-02-06"))


@pytest.mark.parametrize(("on", "verdict"), [("2017-02-03", FAIL), ("2017-02-06", PASS), ("2017-02-07", PASS)])
def test_a_payment_before_it_is_due_is_noted_and_not_refused(on: str, verdict: Verdict) -> None:
    finding = ask("de_due_paid", vote("2017-02-01", "2017-02-06", "pay", on, listed=True))
    assert (finding.verdict, finding.weight, finding.stops()) == (verdict, Weight.NOTE, False)


def test_the_record_date_of_the_votes_is_asked_for_bearer_shares_and_never_stops() -> None:
    meeting = {"day": SITTING, "voting_record_on": d("2017-01-12")}
    finding = ask("de_vote_record", convening(company=firm(listed=True), on=d("2016-12-01"), meeting=meeting))
    assert (finding.verdict, finding.weight, finding.stops()) == (FAIL, Weight.NOTE, False)


@pytest.mark.parametrize(("articles", "asked"), FORMS)
def test_what_else_the_act_asks_is_asked_of_its_companies_alone(articles: dict[str, Any], asked: bool) -> None:
    paid = vote("2017-02-01", "2017-02-06", "pay", "2017-02-03", **articles)
    assert ask("de_due_paid", paid).verdict is (FAIL if asked else NO_QUESTION)
    lost = vote("2017-02-06", **articles)
    lost = replace(lost, dividend=replace(lost.dividend, votes=Votes(in_favour=1, against=2)))
    assert ask("de_majority", lost).verdict is (FAIL if asked else NO_QUESTION)
    meeting = {"day": SITTING, "kind": MeetingKind.ORDINARY, "fiscal_year_end": d("2016-05-31")}
    late = convening(company=firm(**articles), on=d("2016-12-01"), meeting=meeting)
    assert ask("de_8_months", late).verdict is (FAIL if asked else NO_QUESTION)


@pytest.mark.parametrize(("sitting", "asked"), [("2016-12-31", False), ("2017-01-01", True)])
def test_a_payment_before_it_is_due_is_noted_of_votes_since_2017(sitting: str, asked: bool) -> None:
    context = vote(sitting, sitting, "pay", sitting, listed=True)
    deeds = tuple(replace(deed, on=d(sitting)) if deed.event == "approve" else deed for deed in context.deeds)
    finding = ask(
        "de_due_paid", replace(context, deeds=deeds, meeting=replace(context.meeting or Meeting(), day=d(sitting)))
    )
    assert finding.verdict is (FAIL if asked else NO_QUESTION)


def test_a_payment_on_account_that_the_board_decides_is_not_held_to_the_meetings_day() -> None:
    context = vote("2017-02-01", "2017-02-06", "pay", "2017-02-03", listed=True)
    by_board = replace(context, dividend=replace(context.dividend, route=Route.INTERIM))
    assert ask("de_due_paid", by_board).verdict is NO_QUESTION


def test_planted_a_rule_that_asks_the_effective_day_is_found() -> None:
    rule = the_rule("DE", "de_due")
    assert isinstance(rule.test, tuple)
    planted = replace(rule, test=(replace(rule.test[0], day=EFFECT),))
    assert planted.ask(vote("2017-02-01", "2017-02-06", listed=True)).verdict is FAIL  # lawful, by the table above
