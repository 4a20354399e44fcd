"""T11: every sequence of events from the beginning, and the walks over terms, routes, revisions and corrections."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from itertools import product

import pytest

from states import dividend
from states.codec import plain
from states.context import Deed
from states.facts import Kind, Route
from states.lifecycle import Back
from states.terms import Terms
from tests.domain.iij import BOARD, DAY, EFFECT, LINE, SITTING, TERMS, deeds, step, terms_digest
from tests.domain.walk import GRID, Days, Desk, approving, deed
from workflow.machine import Case, attempt
from workflow.replay import Past

LIFE = dividend.LIFECYCLE
State = str | None
Triple = tuple[str, State, str]

# ── T11: sequences ───────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Told:
    """A sequence of events that the table allows; ``begun_in`` is the stack of states that interruptions began in."""

    moves: tuple[Triple, ...] = ()
    begun_in: tuple[str, ...] = ()

    @property
    def state(self) -> State:
        return self.moves[-1][2] if self.moves else None

    def came_from(self) -> State:
        """Where the program says the life goes on after an interruption, from the deeds alone."""
        told = tuple(
            Deed(seq=n, event=event, source=source, dest=dest, on=None)
            for n, (event, source, dest) in enumerate(self.moves, 1)
        )
        past = Past(ref="D", kind=Kind.DIVIDEND, company="C", state=self.state or "", rev=1, seq=1, deeds=told)
        return past.came_from(past.state)


def onward(told: Told) -> Iterator[Told]:
    """Every sequence one event longer, remarks left out: they lead nowhere (see ``test_lifecycle``)."""
    for row in LIFE.rows:
        if row.source != told.state:
            continue
        source, event = told.state, str(row.event)
        if isinstance(row.dest, Back):
            assert told.came_from() == told.begun_in[-1]  # an interruption inside another ends first
            yield Told((*told.moves, (event, source, told.begun_in[-1])), told.begun_in[:-1])
            continue
        dest = str(row.dest)
        assert source or not told.moves
        begun = (*told.begun_in, source) if source and dest in ("suspended", "recovering") else told.begun_in
        yield Told((*told.moves, (event, source, dest)), begun)


def sequences(length: int) -> Iterator[Told]:
    """Every sequence of up to ``length`` moves; none is left out as equal to another."""
    level = {Told()}
    for _ in range(length):
        level = {after for told in level for after in onward(told)}
        yield from level


SIX = list(sequences(6))


def test_there_are_hundreds_of_sequences_of_up_to_six_events() -> None:
    assert len(SIX) == len({told.moves for told in SIX}) > 200


def test_every_way_into_payment_leads_through_approval() -> None:
    ways = [told for told in SIX if told.state == "paying"]
    assert ways
    for told in ways:
        first = next(n for n, move in enumerate(told.moves) if move[2] == "paying")
        assert told.moves[first] == ("pay", "approved", "paying")
        assert any(event in ("approve", "decide") for event, _, _ in told.moves[:first])


def test_payment_begins_once_and_afterwards_only_goes_on() -> None:
    for told in SIX:
        begun = [move for move in told.moves if move[2] == "paying" and move[0] == "pay"]
        assert len(begun) <= 1
        assert {event for event, _, dest in told.moves if dest == "paying"} <= {"pay", "adjust", "resume"}


def test_a_decision_that_was_annulled_is_never_paid() -> None:
    for told in sequences(8):
        states = [dest for _, _, dest in told.moves]
        if "annulled" in states:
            after = states[states.index("annulled") :]
            assert not {"approved", "paying", "paid"} & set(after)


def test_every_decision_follows_a_proposal_or_is_the_boards_own() -> None:
    for told in SIX:
        for number, move in enumerate(told.moves):
            if move[0] == "approve":
                assert ("resolve", "drafted", "proposed") in told.moves[:number]


def test_nothing_follows_an_end() -> None:
    ended = [told for told in SIX if told.state in ("closed", "withdrawn", "rejected", "superseded")]
    assert ended
    after = [told.moves[-1] for each in ended for told in onward(each)]
    assert set(after) == {("annul", "closed", "annulled")}  # a court may yet set it aside


def test_an_interruption_goes_back_to_the_state_it_began_in() -> None:
    back = [told for told in sequences(8) if told.moves[-1][0] == "resume"]
    assert {told.moves[-1][1:] for told in back} == {
        ("suspended", "approved"),
        ("suspended", "paying"),
        ("recovering", "paying"),
        ("recovering", "paid"),
        ("recovering", "annulled"),
        ("recovering", "suspended"),
    }


@pytest.mark.parametrize("source", [None, *map(str, LIFE.states)], ids=str)
def test_whatever_destination_is_asked_for_the_machine_follows_the_table(source: str | None) -> None:
    """Every state × event × destination, with the facts of a lawful payment: 12 × 18 × 12 and the unborn."""
    table = {(str(event), from_, str(to)) for event, from_, to in LIFE.moves()}
    table |= {(str(event), state, str(state)) for event in LIFE.remarks for state in LIFE.states}
    lawful = replace(step("pay"), source=source)
    for event, dest in product(map(str, LIFE.events), map(str, LIFE.states)):
        reached = attempt(Case(source or "(not in the book)", replace(lawful, event=event, dest=dest), (), frozenset()))
        assert reached in (None, dest)
        assert reached is None or (str(event), source, str(dest)) in table
        if reached == "paying" != source:
            assert (event, source) in {("pay", "approved"), ("resume", "suspended"), ("resume", "recovering")}


# ── Terms: what was proposed is approved, what was approved is paid ──────────────────────────────────────────────────

RAISED = replace(TERMS, lines=(replace(LINE, per_share=LINE.per_share * 2),))


def unlike(desk: Desk) -> list[tuple[Terms, Terms, Terms, bool | None]]:
    """Histories paid though the terms changed on the way and the floor amended nothing, or refused though they did not."""
    wrong = []
    for proposed, approved, paid, amended in product((TERMS, RAISED), (TERMS, RAISED), (TERMS, RAISED), (None, False, True)):
        approving = step("approve", deeds=deeds(proposed, 2), terms_digest=terms_digest(approved))
        approving = replace(approving, dividend=replace(approving.dividend, terms=approved, amended=amended))
        decided = replace(deeds(approved, 3)[2], terms=plain(approved), terms_digest=terms_digest(approved))
        paying = step("pay", deeds=(*deeds(proposed, 2), decided), terms_digest=terms_digest(paid))
        paying = replace(paying, dividend=replace(paying.dividend, terms=paid, amended=amended))
        lawful = (proposed == approved) != (amended is True) and approved == paid
        if (desk.take(approving) is not None and desk.take(paying) is not None) != lawful:
            wrong.append((proposed, approved, paid, amended))
    return wrong


MONEY = frozenset({"total_matches", "total_as_worked_out", "distributable_amount"})  # what a doubled amount fails


def test_only_terms_that_were_proposed_or_amended_are_approved_and_only_those_are_paid() -> None:
    assert unlike(Desk(without=MONEY | {"total_follows"})) == []


@pytest.mark.parametrize("removed", ["as_proposed", "terms_unchanged"])
def test_without_this_guard_other_terms_are_paid(removed: str) -> None:
    assert unlike(Desk(without=MONEY | {"total_follows", removed}))


# ── Routes: each organ decides what is its own ───────────────────────────────────────────────────────────────────────


def usurped(desk: Desk) -> list[tuple[Route | None, str]]:
    """Decisions taken by the wrong organ, or refused to the right one."""
    powers = ("board_decides_dividends", "accounting_auditor", "directors_one_year_term", "audit_board")
    articles = dict.fromkeys(("interim_dividends", *powers), True) | {"meeting_excluded": False}
    wrong = []
    for route, event in product((*Route, None), ("resolve", "decide", "approve")):
        own = {"route": route, "accounts_clean": True, "fiscal_year_end": date(2019, 3, 31)}
        right = route is not None and (route is Route.MEETING) == (event != "decide")
        if (desk.take(step(event, dividend=own, articles=articles)) is not None) != right:
            wrong.append((route, event))
    return wrong


def test_only_the_organ_of_the_route_decides() -> None:
    assert usurped(Desk()) == []


@pytest.mark.parametrize("removed", ["decided_by_meeting", "decided_by_board"])
def test_without_this_guard_another_organ_decides(removed: str) -> None:
    assert usurped(Desk(without=frozenset({removed})))


# ── Revisions and corrections: the order of the deeds as they stand in the log ───────────────────────────────────────


def test_every_resolution_of_the_board_precedes_the_approval_whatever_was_entered_in_between() -> None:
    """A meeting of two sittings; the board resolves, revises, and the meeting approves on one of them."""
    sittings, late = (GRID[2], GRID[4]), []
    for resolved, revised, approval in product(GRID, GRID, sittings):
        days = Days(GRID[0], resolved, GRID[0], sittings[0], approval, GRID[5], GRID[5])
        asked = approving(days)
        meeting = replace(asked.meeting, continued_on=sittings[1:])
        draft, resolve = asked.deeds
        desk = Desk(overridden=frozenset({"notice_public_co", "board_decides_meeting"}))
        revise = replace(asked, event="revise", on=revised, dest="proposed", meeting=meeting)
        if desk.take(revise) is None:
            continue
        told = (draft, resolve, deed(3, "revise", "proposed", "proposed", revised, days.record, days.effect))
        approve = replace(asked, meeting=meeting, deeds=told)
        if desk.take(approve) is not None and max(resolved, revised) > approval:
            late.append((str(resolved), str(revised), str(approval)))
    assert late == []


FIRST, RESOLVED, APPROVED = deeds(count=3)
REVISED = replace(RESOLVED, seq=12, event="revise", source="proposed", on=BOARD + DAY)
STORIES = {"plain": (FIRST, RESOLVED, APPROVED), "revised": (FIRST, RESOLVED, REVISED, replace(APPROVED, seq=13))}
LATE = date(2018, 7, 3)


def paid_after_correcting(desk: Desk, story: str, corrected: Deed, right_day: date) -> bool:
    """Whether the dividend is paid once ``corrected`` is known to have happened on ``right_day``."""
    told = STORIES[story]
    assert desk.take(step("pay", on=LATE, deeds=told)) == "paying"
    correct = replace(step("note"), event="correct", corrects=corrected.seq, corrected_on=right_day, deeds=told)
    if desk.take(correct) is None:
        return False
    known = tuple(replace(each, on=right_day) if each is corrected else each for each in told)
    return desk.take(step("pay", on=LATE, deeds=known)) is not None


OUT_OF_ORDER = [
    pytest.param("plain", APPROVED, EFFECT + DAY, id="approved after its effect"),
    pytest.param("plain", APPROVED, SITTING - DAY, id="approved on no sitting day"),
    pytest.param("plain", APPROVED, BOARD - DAY, id="approved before it was proposed"),
    pytest.param("plain", RESOLVED, SITTING + DAY, id="proposed after it was approved"),
    pytest.param("revised", REVISED, SITTING + DAY, id="revised after it was approved"),
    pytest.param("revised", RESOLVED, SITTING + DAY, id="proposed after it was revised and approved"),
]


@pytest.mark.parametrize(("story", "corrected", "right_day"), OUT_OF_ORDER)
def test_a_decision_that_a_correction_puts_out_of_order_is_not_paid(story: str, corrected: Deed, right_day: date) -> None:
    """Proposal ≤ decision ≤ effect holds of the days as they are known now: the correction or the payment is refused."""
    assert not paid_after_correcting(Desk(), story, corrected, right_day)


@pytest.mark.parametrize(("corrected", "right_day"), [(RESOLVED, BOARD - DAY), (RESOLVED, SITTING), (APPROVED, SITTING)])
def test_a_correction_that_keeps_the_order_leaves_payment_possible(corrected: Deed, right_day: date) -> None:
    assert paid_after_correcting(Desk(), "plain", corrected, right_day)


def test_without_its_guard_a_decision_out_of_order_is_paid() -> None:
    desk = Desk(without=frozenset({"decision_stands"}))
    assert any(paid_after_correcting(desk, *param.values) for param in OUT_OF_ORDER)
