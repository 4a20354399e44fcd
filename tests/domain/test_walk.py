"""T10: every order of seven dates, against a reading of the law that knows nothing of the guards.

The dates are record, board, notice, meeting, approval, effective and payment day.  Each takes every day of a grid of seven,
or is never stated: 8^7 = 2,097,152 histories, in which every order of seven dates occurs, with every tie and every gap.
The board convenes the meeting and proposes the dividend on one day, and one record date serves vote and dividend, as in
the case.  Reduction: a step's answer depends on its context alone, so each of the 12,000 to 26,000 distinct contexts is
judged once, and a history whose proposal was refused is not followed further (no other event of the table leads on).
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import cache
from itertools import product

import pytest

from states.context import Context
from tests.domain.iij import DAY
from tests.domain.walk import (
    FAR,
    FEW,
    GRID,
    Answer,
    Days,
    Desk,
    approved,
    approving,
    convened,
    convening,
    histories,
    paid,
    paying,
    proposed,
    resolving,
)
from workflow.machine import Case, attempt

DEFECTS = frozenset(
    {"notice_public_co", "board_decides_meeting", "agenda_bound"}
)  # what the consent of every shareholder can cure
STRICT, CURED = frozenset[str](), DEFECTS
MODES = pytest.mark.parametrize("overridden", [STRICT, CURED], ids=["nothing overridden", "defects overridden"])


def d(text: str) -> date:
    return date.fromisoformat(text)


# Counted on a calendar, not by the program.
THREE_MONTHS_AFTER = dict(
    zip(GRID, map(d, "2018-06-30 2018-09-13 2018-09-14 2018-09-28 2018-09-29 2018-09-30 2018-10-01".split()), strict=True)
)
FOURTEEN_CLEAR_DAYS_BEFORE = dict(
    zip(GRID, map(d, "2018-03-16 2018-05-29 2018-05-30 2018-06-13 2018-06-14 2018-06-15 2018-06-16".split()), strict=True)
)


def lawful(days: Days, overridden: frozenset[str] = STRICT) -> bool:
    """Whether the law lets this dividend be paid; written from the articles, in the order of a lawyer's list."""
    if None in days:
        return False
    record, board, notice, sitting, approval, effect, payment = days
    return (
        approval == sitting  # a general meeting decides while it sits
        and record <= sitting <= THREE_MONTHS_AFTER[record]  # 124(2), the vote
        and record <= effect <= THREE_MONTHS_AFTER[record]  # 124(2), the dividend
        and board <= approval  # proposal before decision
        and notice <= sitting  # all holders together may even be convened on the day they sit (art. 300)
        and approval <= effect <= payment  # 454(1)(iii)
        and (bool(overridden) or notice <= FOURTEEN_CLEAR_DAYS_BEFORE[sitting])  # 299(1)
        and (bool(overridden) or board <= notice)  # 298, 309(5)
    )


@cache
def desk(overridden: frozenset[str] = STRICT) -> Desk:
    """The desk with everything asked, and the walk already behind it."""
    whole = desk().passing_over(*overridden) if overridden else Desk()
    assert len(list(histories(whole))) > 500
    return whole


@MODES
def test_exactly_the_lawful_histories_are_paid(overridden: frozenset[str]) -> None:
    """Nothing unlawful is paid, and nothing lawful is refused."""
    by_law = {days for days in map(Days._make, product(GRID, repeat=7)) if lawful(days, overridden)}
    assert set(histories(desk(overridden))) == by_law
    assert len(by_law) == {STRICT: 514, CURED: 2842}[overridden]


def test_the_grid_has_every_limit_of_the_law_and_a_day_beyond_it() -> None:
    """Else a walk without violations would say nothing about the limits."""
    assert {d("2018-06-30"), d("2018-07-01")} <= set(GRID)
    assert {FOURTEEN_CLEAR_DAYS_BEFORE[d("2018-06-28")], FOURTEEN_CLEAR_DAYS_BEFORE[d("2018-06-28")] + DAY} <= set(GRID)
    assert len(set(GRID)) == 7


class Program(Desk):
    """The same questions, answered by the machine the program runs on."""

    def answer(self, context: Context) -> Answer:
        _, _, rules = self.asks(context.kind, context.event, context.source)
        return Answer(attempt(Case(context.source or "", context, rules, self.overridden)), ())


def test_the_machine_answers_every_step_of_a_smaller_walk_as_the_table_does() -> None:
    program = Program()
    assert set(histories(program, FEW)) == set(histories(desk(), FEW))
    assert {key: said.dest(STRICT) for key, said in program.memory.items()} == {
        key: desk().memory[key].dest(STRICT) for key in program.memory
    }
    assert len(program.memory) > 2_500


# ── The walk finds what is missing ───────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("removed", "overridden"),
    [
        ("sitting_day decision_stands", STRICT),
        ("meeting_convened decision_stands", STRICT),
        ("notice_public_co", STRICT),
        ("board_decides_meeting agenda_bound", STRICT),
        ("effect_within_3_months", STRICT),
        ("record_before_right", STRICT),
        ("notice_before_meeting meeting_convened decision_stands", CURED),
        ("payment_not_before_effect pay_not_before_effect", STRICT),
        ("effect_not_before_decision effect_not_before_resolution decision_stands", STRICT),
        ("vote_within_3_months effect_within_3_months", STRICT),
        ("in_order put_to_a_meeting decision_stands", CURED),
    ],
)
def test_without_this_guard_the_walk_finds_an_unlawful_payment(removed: str, overridden: frozenset[str]) -> None:
    assert any(not lawful(days, overridden) for days in histories(desk(overridden).less(*removed.split())))


@pytest.mark.parametrize(
    ("removed", "overridden"),
    [
        # The rule of the Act and the universal guard it restates say the same: either suffices, whichever is taken out.
        # Vote ≤ effect ≤ three months after the record date.
        ("payment_not_before_effect effect_not_before_decision vote_within_3_months", STRICT),
        # 14 clear days are more than "before"; board ≤ notice ≤ meeting keeps proposal and decision in order; and before
        # a payment the decision is looked at once more, which matters after a correction (``test_walk_events``).
        ("notice_before_meeting in_order decision_stands", STRICT),
        # A dividend without its effective day fails whatever asks for that day.
        ("pay_not_before_effect effect_not_before_resolution resolve_three_items", STRICT),
        # An approval on a day that is no sitting day, or before the proposal, is found when it is to be paid.
        ("sitting_day put_to_a_meeting", STRICT),
    ],
)
def test_these_guards_are_covered_by_others_as_far_as_payment_goes(removed: str, overridden: frozenset[str]) -> None:
    """Taking a guard out can only let more through; so where all of them together let nothing more through, none does.

    On a smaller grid: what a guard that is missing lets through is looked for on the whole one, above.
    """
    assert set(histories(desk(overridden).less(*removed.split()), FEW)) == set(histories(desk(overridden), FEW))


# ── The present day ──────────────────────────────────────────────────────────────────────────────────────────────────


def told_ahead(at: Desk) -> list[tuple[Days, date]]:
    """Paid histories in which a deed lies after the day on which all of them were recorded."""
    found = []
    for board, sitting, effect, payment in product(GRID, repeat=4):
        days = Days(GRID[0], board, GRID[1], sitting, sitting, effect, payment)
        for today in (*GRID, FAR):
            dispatched = convened(at, days, today)
            decided = proposed(at, days, today) and approved(at, days, dispatched, today)
            if decided and paid(at, days, dispatched, today) and max(board, GRID[1], sitting, payment) > today:
                found.append((days, today))
    return found


def test_no_deed_is_recorded_before_its_day() -> None:
    assert told_ahead(Desk()) == []


def test_without_its_guard_deeds_of_the_future_are_found() -> None:
    assert told_ahead(Desk(without=frozenset({"not_in_future"})))


@pytest.mark.parametrize("build", [resolving, convening, approving, paying])
def test_each_step_is_refused_the_day_before_its_own_and_taken_on_it(build: Callable[..., Context]) -> None:
    days = Days(d("2018-03-31"), d("2018-06-13"), d("2018-06-13"), d("2018-06-28"), d("2018-06-28"), *[d("2018-06-29")] * 2)
    assert lawful(days)
    on = build(days).on
    assert Desk().take(build(days, today=on)) is not None
    assert Desk().take(build(days, today=on - DAY)) is None
