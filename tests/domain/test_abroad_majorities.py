"""The majority of a meeting's vote abroad: it is noted, never a bar, and what is not stated is said."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from states.context import Context
from states.facts import Articles, Company, MeetingKind, Route
from states.finding import Verdict, Weight
from states.votes import Votes
from tests.domain.abroad import asking, d
from tests.domain.iij import step

PASS, FAIL, UNKNOWN, NO_QUESTION = Verdict.PASS, Verdict.FAIL, Verdict.UNKNOWN, Verdict.NOT_APPLICABLE
OF_THE_VOTES_CAST = {"GB": "uk_majority", "DE": "de_majority", "FR": "fr_majority_cast", "AU": "au_majority"}
OF_THOSE_PRESENT = {"CH": "ch_majority", "FR": "fr_majority_present"}
YEAR_END = {"fr_majority_cast": "2019-12-31", "fr_majority_present": "2018-12-31"}


def vote(jurisdiction: str, rule: str, votes: Votes, **changes: Any) -> Context:
    company = Company(name="C", jurisdiction=jurisdiction, articles=Articles(listed=True))
    facts = {"fiscal_year_end": d(YEAR_END.get(rule, "2018-12-31"))} | changes.pop("dividend", {})
    context = step("approve", company=company, dividend=facts, **changes)
    return replace(context, dividend=replace(context.dividend, votes=votes))


@pytest.mark.parametrize(("jurisdiction", "rule"), OF_THE_VOTES_CAST.items())
@pytest.mark.parametrize(
    ("votes", "verdict"),
    [
        ({"in_favour": 11, "against": 10}, PASS),
        ({"in_favour": 10, "against": 10}, FAIL),
        ({"in_favour": 9, "against": 10}, FAIL),
        ({"in_favour": 1, "against": 0, "abstained": 99, "present": 100}, PASS),  # who abstains is not counted
        ({"in_favour": 0, "against": 0}, FAIL),
        ({"in_favour": 10}, UNKNOWN),
        ({"against": 10}, UNKNOWN),
        ({}, UNKNOWN),
    ],
)
def test_of_the_votes_cast_more_are_for_it_than_against(
    jurisdiction: str, rule: str, votes: dict[str, int], verdict: Verdict
) -> None:
    finding = asking(jurisdiction)(rule, vote(jurisdiction, rule, Votes(**votes)))
    assert (finding.verdict, finding.weight, finding.stops()) == (verdict, Weight.NOTE, False)
    if verdict is UNKNOWN:
        missing = {"for": "in_favour", "against": "against"}
        asked = [f"--{said}" for said, name in missing.items() if name not in votes]
        assert finding.remedy == f"state {' and '.join(asked)} once they are counted, then with ketsugi correct"
        assert "the chair's declaration stands" in finding.message


@pytest.mark.parametrize(("jurisdiction", "rule"), OF_THOSE_PRESENT.items())
@pytest.mark.parametrize(
    ("votes", "verdict"),
    [
        ({"in_favour": 51, "present": 100}, PASS),
        ({"in_favour": 50, "present": 100}, FAIL),
        ({"in_favour": 50, "against": 10, "abstained": 40}, FAIL),  # who abstains has not voted for it
        ({"in_favour": 50, "against": 50}, FAIL),  # of however many more were present
        ({"in_favour": 60, "against": 40}, UNKNOWN),  # others may have been present
        ({"present": 100}, UNKNOWN),
        ({}, UNKNOWN),
    ],
)
def test_of_the_votes_present_more_than_half_are_for_it(
    jurisdiction: str, rule: str, votes: dict[str, int], verdict: Verdict
) -> None:
    finding = asking(jurisdiction)(rule, vote(jurisdiction, rule, Votes(**votes)))
    assert (finding.verdict, finding.weight, finding.stops()) == (verdict, Weight.NOTE, False)


@pytest.mark.parametrize(
    ("year_end", "cast", "present"),
    [
        ("2019-07-19", NO_QUESTION, FAIL),
        ("2019-07-20", PASS, NO_QUESTION),  # the first year that ends after the Act
        (None, UNKNOWN, UNKNOWN),
    ],
)
def test_in_france_abstentions_stop_counting_with_the_first_year_after_the_act(
    year_end: str | None, cast: Verdict, present: Verdict
) -> None:
    votes, stated = Votes(in_favour=40, against=30, abstained=30), d(year_end) if year_end else None
    context = vote("FR", "", votes, dividend={"fiscal_year_end": stated})
    assert asking("FR")("fr_majority_cast", context).verdict is cast
    assert asking("FR")("fr_majority_present", context).verdict is present


@pytest.mark.parametrize(("jurisdiction", "rule"), [("GB", "uk_majority"), ("CH", "ch_majority")])
def test_a_written_resolution_has_a_majority_of_its_own(jurisdiction: str, rule: str) -> None:
    context = vote(jurisdiction, rule, Votes(in_favour=1, against=2), meeting={"kind": MeetingKind.WRITTEN})
    assert asking(jurisdiction)(rule, context).verdict is NO_QUESTION


@pytest.mark.parametrize(("jurisdiction", "rule"), [*OF_THE_VOTES_CAST.items(), *OF_THOSE_PRESENT.items()])
def test_where_the_board_decides_no_votes_are_counted(jurisdiction: str, rule: str) -> None:
    context = vote(jurisdiction, rule, Votes(in_favour=1, against=2), dividend={"route": Route.BOARD})
    assert asking(jurisdiction)(rule, context).verdict is NO_QUESTION


def test_planted_a_majority_that_takes_half_for_enough_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("states.rulebooks.questions.more_than_half", lambda part, whole: 2 * part >= whole)
    context = vote("CH", "ch_majority", Votes(in_favour=50, present=100))
    assert asking("CH")("ch_majority", context).verdict is PASS  # which the table above says is none
