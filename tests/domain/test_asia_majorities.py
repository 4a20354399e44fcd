"""Votes counted outside Japan: noted where they do not carry the resolution, and unknown where a count is missing."""

from __future__ import annotations

import sys
from typing import Any

import pytest

from states.context import Context
from states.facts import Articles, Company, MeetingKind, Route
from states.finding import Verdict, Weight
from tests.domain.abroad import asking, d, the_rule
from tests.domain.iij import step

PASS, FAIL, UNKNOWN, NO_QUESTION = Verdict.PASS, Verdict.FAIL, Verdict.UNKNOWN, Verdict.NOT_APPLICABLE
RULE = {"HK": "hk_majority", "IN": "in_majority", "KR": "kr_majority", "SG": "sg_majority"}
BY_CAST = ("HK", "IN", "SG")


def counted(country: str, votes: dict[str, int | None], **more: Any) -> Context:
    company = Company(name="Co.", jurisdiction=country, articles=Articles(listed=True))
    none = dict.fromkeys(("in_favour", "against", "abstained", "present", "exercisable"))
    return step("approve", company=company, votes=none | votes, **more)


CAST = [
    ({"in_favour": 51, "against": 50}, PASS),
    ({"in_favour": 50, "against": 50}, FAIL),
    ({"in_favour": 49, "against": 50}, FAIL),
    ({"in_favour": 10, "against": 9, "abstained": 80, "present": 99}, PASS),  # abstentions are not cast
    ({"in_favour": 1, "against": 0}, PASS),
    ({"in_favour": 51, "present": 60}, UNKNOWN),
    ({"against": 50}, UNKNOWN),
    ({}, UNKNOWN),
]


@pytest.mark.parametrize("country", BY_CAST)
@pytest.mark.parametrize(("votes", "verdict"), CAST)
def test_more_votes_for_than_against_carry_it(country: str, votes: dict[str, int | None], verdict: Verdict) -> None:
    finding = asking(country)(RULE[country], counted(country, votes))
    assert (finding.verdict, finding.weight, finding.stops()) == (verdict, Weight.NOTE, False)


@pytest.mark.parametrize(
    ("country", "before", "since"),
    [("HK", "2014-03-02", "2014-03-03"), ("IN", "2014-03-31", "2014-04-01"), ("KR", "2012-04-14", "2012-04-15")],
)
def test_votes_are_judged_by_the_law_in_force_when_they_were_cast(country: str, before: str, since: str) -> None:
    for day, asked in ((before, False), (since, True)):
        cast = counted(
            country, {"in_favour": 1, "against": 2, "present": 3, "exercisable": 3}, on=d(day), meeting={"day": d(day)}
        )
        assert asking(country)(RULE[country], cast).verdict is (FAIL if asked else NO_QUESTION)


KOREAN = [  # for, present, exercisable
    (51, 100, 200, PASS),
    (50, 100, 200, FAIL),  # half is no majority
    (51, 100, 204, PASS),  # a quarter to the vote
    (51, 100, 205, FAIL),
    (100, 100, 401, FAIL),  # all who came, and too few
    (None, 100, 200, UNKNOWN),
    (51, None, 200, UNKNOWN),
    (51, 100, None, UNKNOWN),
]


def korean(*counts: int | None) -> Context:
    return counted("KR", dict(zip(("in_favour", "present", "exercisable"), counts, strict=True)))


@pytest.mark.parametrize(("in_favour", "present", "exercisable", "verdict"), KOREAN)
def test_in_korea_a_majority_of_those_present_and_a_quarter_of_all_carry_it(
    in_favour: int | None, present: int | None, exercisable: int | None, verdict: Verdict
) -> None:
    finding = asking("KR")("kr_majority", korean(in_favour, present, exercisable))
    assert (finding.verdict, finding.weight, finding.stops()) == (verdict, Weight.NOTE, False)


@pytest.mark.parametrize(
    ("context", "missing"),
    [
        (counted("HK", {"in_favour": 5}), "votes against not stated"),
        (counted("HK", {}), "votes for and against not stated"),
        (korean(51, None, 200), "votes present not stated"),
        (korean(51, None, None), "votes present and exercisable not stated"),
    ],
)
def test_the_count_that_is_missing_is_named(context: Context, missing: str) -> None:
    country = str(context.company.jurisdiction)
    finding = asking(country)(RULE[country], context)
    assert finding.message.startswith(missing)
    assert finding.remedy.startswith("state --")


@pytest.mark.parametrize("country", [*BY_CAST, "KR"])
def test_no_votes_are_counted_where_no_meeting_votes(country: str) -> None:
    by_board = counted(country, {"in_favour": 1, "against": 2}, dividend={"route": Route.BOARD})
    assert asking(country)(RULE[country], by_board).verdict is NO_QUESTION
    written = counted(country, {"in_favour": 1, "against": 2}, meeting={"kind": MeetingKind.WRITTEN})
    assert asking(country)(RULE[country], written).verdict is (FAIL if country == "IN" else NO_QUESTION)


def test_planted_half_of_the_votes_for_a_majority_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    rule = the_rule("KR", "kr_majority")
    assert not isinstance(rule.test, tuple)
    monkeypatch.setattr(sys.modules[rule.test.__module__], "more_than_half", lambda part, whole: 2 * part >= whole)
    wrong = [row for row in KOREAN if asking("KR")("kr_majority", korean(*row[:3])).verdict is not row[3]]
    assert [row[:3] for row in wrong] == [(50, 100, 200)]
