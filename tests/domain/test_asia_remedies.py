"""Hong Kong, India, Korea and Singapore: whatever is not known is told with the words by which it is stated."""

from __future__ import annotations

import pytest

from states.facts import Articles, Company, Dividend, Kind, Route
from states.finding import Verdict
from states.rulebooks import rulebook
from states.rules import Rule
from tests.domain.abroad import the_rule
from tests.domain.iij import convening, deeds, step
from workflow.calendars import CALENDARS

COUNTRIES = ("HK", "IN", "KR", "SG")
RULES = [
    pytest.param(country, rule, id=rule.id)
    for country in COUNTRIES
    if (book := rulebook(country)) is not None and book.jurisdiction == country
    for rule in book.rules
]


@pytest.mark.parametrize(("country", "rule"), RULES)
@pytest.mark.parametrize("route", list(Route))
def test_whatever_is_not_known_is_told_with_how_to_state_it(country: str, rule: Rule, route: Route) -> None:
    for articles in (Articles(), Articles(listed=True, record_dates_fixed=False)):
        company = Company(name="Co.", jurisdiction=country, articles=articles)
        for kind, event in sorted(rule.asked_at):
            if kind is Kind.MEETING:
                context = convening(company=company, meeting=dict.fromkeys(("voting_record_on", "fiscal_year_end")))
            else:
                context = step(event, company=company, dividend={**_nothing(), "route": route})
            finding = rule.ask(context)
            assert finding.verdict is not Verdict.UNKNOWN or finding.remedy, (rule.id, event, finding.message)


def _nothing() -> dict[str, object]:
    bare = Dividend()
    return {name: getattr(bare, name) for name in ("terms", "board", "votes", "distributable_amount", "fiscal_year_end")}


def test_what_may_be_distributed_is_vouched_for_by_one_name() -> None:
    named = {
        country: {rule.attest for rule in book.rules if rule.id.endswith("_profits")}
        for country in COUNTRIES
        if (book := rulebook(country)) is not None and book.jurisdiction == country
    }
    assert named == {country: {"distributable_amount"} for country in named}


@pytest.mark.parametrize(
    ("rule_id", "remedy"),
    [
        ("in_prior_intimation", "state --set board.notified_on=DATE"),
        ("in_outcome_30m", "state --set board.ended_time=HH:MM"),
    ],
)
def test_what_the_exchange_was_told_names_its_fact(rule_id: str, remedy: str) -> None:
    rule = the_rule("IN", rule_id)
    company = Company(name="Co.", jurisdiction="IN", articles=Articles(listed=True))
    finding = rule.ask(step("resolve", company=company, deeds=deeds(count=1), calendars=CALENDARS))
    assert (finding.verdict, finding.remedy.startswith(remedy)) == (Verdict.UNKNOWN, True)
