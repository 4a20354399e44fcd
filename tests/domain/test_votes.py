"""Quorum and majority are strict fractions; a count that was not made is not zero."""

from __future__ import annotations

import pytest

from states.votes import Votes, a_third, more_than_half, two_thirds


@pytest.mark.parametrize(
    ("part", "whole", "is_majority"),
    [(50, 100, False), (51, 100, True), (50, 99, True), (49, 99, False), (0, 0, False), (1, 1, True), (0, 1, False)]
    + [(2**53, 2**54, False), (2**53 + 1, 2**54, True)],
)
def test_a_majority_is_more_than_half(part: int, whole: int, is_majority: bool) -> None:
    assert more_than_half(part, whole) is is_majority


@pytest.mark.parametrize(
    ("part", "whole", "third", "thirds"),
    [
        (33, 100, False, False),
        (34, 100, True, False),
        (66, 100, True, False),
        (67, 100, True, True),
        (33, 99, True, False),
        (65, 99, True, False),
        (66, 99, True, True),
        (1, 3, True, False),
        (1, 1, True, True),
        (0, 1, False, False),
        (0, 0, False, False),
    ],
)
def test_a_third_and_two_thirds_are_reached_exactly_and_never_by_nothing(
    part: int, whole: int, third: bool, thirds: bool
) -> None:
    assert (a_third(part, whole), two_thirds(part, whole)) == (third, thirds)


@pytest.mark.parametrize(
    ("votes", "said"),
    [
        (Votes(in_favour=60, against=30, abstained=10, present=100, exercisable=100), ""),
        (Votes(in_favour=60, against=31, abstained=10, present=100), "1 more votes cast than the 100 present"),
        (Votes(in_favour=60, against=30, present=100), ""),
        (Votes(in_favour=60, abstained=41, present=100), "1 more votes cast than the 100 present"),
        (Votes(present=101, exercisable=100), "101 votes present, 100 could be cast at all"),
        (Votes(present=100, exercisable=100), ""),
        (Votes(in_favour=60, against=41, exercisable=100), "101 votes cast, 100 could be cast at all"),
        (Votes(in_favour=60, against=40, exercisable=100), ""),
        (Votes(in_favour=0, present=0), ""),
        (Votes(in_favour=60), ""),
        (Votes(), ""),
    ],
)
def test_counts_that_cannot_be_right_are_told(votes: Votes, said: str) -> None:
    assert votes.miscounted() == said
