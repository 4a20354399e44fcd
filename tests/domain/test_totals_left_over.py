"""Where the amount per share changes and the total does not, the total must still be able to stand for it."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from states.context import Context
from states.finding import Verdict
from states.guards.amounts import total_follows
from states.money import Rounding, StatedTotal
from states.terms import UNDECIDED, Line, Terms
from tests.domain.iij import TERMS, deeds, sound, step

PASS, FAIL = Verdict.PASS, Verdict.FAIL
HALF_UP, DOWN, UP = Rounding.HALF_UP, Rounding.DOWN, Rounding.UP


def line(per_share: Any, total: str | None, rounding: Rounding | None = None, share_class: str = "common") -> Line:
    amount = Decimal(per_share) if isinstance(per_share, str) else per_share
    return Line(
        share_class=share_class,
        per_share=amount,
        total=None if total is None else StatedTotal.read(total),
        rounding=rounding,
    )


def revising(before: tuple[Line, ...], now: tuple[Line, ...]) -> Context:
    terms: Terms = replace(TERMS, lines=before)
    return step("revise", terms={"lines": now}, deeds=deeds(terms, 2))


@pytest.mark.parametrize(
    ("old", "new", "total", "rounding", "verdict"),
    [
        ("13.50", "13.50", "608 million", HALF_UP, PASS),
        ("13.50", "13.5", "608,451,601", HALF_UP, PASS),
        ("13.50", "13.51", "608,451,601", HALF_UP, FAIL),  # written in full it stands for one amount alone
        ("13.51", "13.50", "608,451,601", HALF_UP, FAIL),
        ("607.5", "608.5", "608 million", None, PASS),  # as far apart as the ends of what is rounded so
        ("608.5", "607.5", "608 million", HALF_UP, PASS),
        ("607.5", "608.51", "608 million", HALF_UP, FAIL),
        ("608.51", "607.5", "608 million", HALF_UP, FAIL),
        ("608.5", "607.5", "608 million", DOWN, FAIL),
        ("609", "608", "608 million", DOWN, PASS),
        ("608", "607", "608 million", UP, PASS),
        ("609", "608", "608 million", UP, PASS),
        ("608.01", "607", "608 million", UP, FAIL),
        (None, "13.50", "608 million", HALF_UP, PASS),
        (UNDECIDED, "13.50", "608 million", HALF_UP, PASS),
        ("13.50", UNDECIDED, "608 million", HALF_UP, PASS),
        ("13.50", None, "608 million", HALF_UP, PASS),
        ("13.50", "27.00", None, None, PASS),
    ],
)
def test_a_total_is_left_over_where_no_count_of_shares_fits_both_amounts(
    old: Any, new: Any, total: str | None, rounding: Rounding | None, verdict: Verdict
) -> None:
    context = revising((line(old, total, rounding),), (line(new, total, rounding),))
    assert sound(total_follows(context)).verdict is verdict


def test_a_total_that_was_stated_anew_follows_and_so_does_one_of_a_new_class() -> None:
    before = (line("13.50", "608 million"),)
    assert sound(total_follows(revising(before, (line("27.00", "1217 million"),)))).verdict is PASS
    assert sound(total_follows(revising(before, (line("27.00", "608 million", share_class="new"),)))).verdict is PASS
    assert sound(total_follows(replace(revising(before, before), deeds=()))).verdict is PASS


@pytest.mark.parametrize(
    ("first", "first_now"),
    [
        (line("1", "2 million"), line("2", "4 million")),  # stated anew
        (line(UNDECIDED, "2 million"), line("1", "2 million")),
        (line(None, "2 million"), line("1", "2 million")),
        (line("1", "2 million"), line("1", "2 million")),
    ],
)
def test_every_class_of_shares_is_asked_and_the_first_wrong_one_is_shown(first: Line, first_now: Line) -> None:
    preferred = line("20", "100,000", share_class="preferred")
    raised = replace(preferred, per_share=Decimal(21))
    finding = sound(total_follows(revising((first, preferred), (first_now, raised))))
    assert finding.message == "preferred: per share 20, now 21; the total is still 100,000"
    assert dict(finding.figures) == {"per share before": "20", "per share": "21", "total": "100,000"}


def test_the_amount_before_is_that_of_the_latest_entry() -> None:
    """An amount that was changed long ago, and whose total was stated anew then, is not held against the total again."""
    old, now = (line("1", "608 million"),), (line("13.50", "608 million"),)
    first, second = deeds(replace(TERMS, lines=old), 2)
    (*_, third) = deeds(replace(TERMS, lines=now), 2)
    known = step("revise", terms={"lines": now}, deeds=(first, second, replace(third, seq=third.seq + 1)))
    assert sound(total_follows(known)).verdict is PASS
    assert sound(total_follows(replace(known, deeds=(first, second)))).verdict is FAIL
    assert sound(total_follows(replace(known, deeds=(first,)))).verdict is FAIL
