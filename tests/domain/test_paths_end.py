"""Where each exceptional path ends, and the only events that are possible from there.

The paths are the pages of ``tests/cases/paths``.  A new row of the table, or a page that ends elsewhere, fails here until
what may follow it has been thought about.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from states.dividend import LIFECYCLE, Event, State

PAGES = Path(__file__).parents[1] / "cases/paths"
_STEP = re.compile(r"^recorded: \w+ (\S+) .*?· (?:\w+ → )?(\w+) · entry \d+$", re.M)

ENDS: dict[str, dict[str, State]] = {
    "annulled-after-it-was-closed": {"KAEDE-YE": State.CLOSED},
    "annulled-before-payment": {"KAEDE-YE": State.ANNULLED},
    "continued": {"KAEDE-YE": State.PAYING},
    "decided-by-board": {"KAEDE-YE": State.PAYING},
    "disclosure-corrected": {"KAEDE-YE": State.PAYING},
    "floor-amendment": {"KAEDE-YE": State.PAID},
    "interim": {"KAEDE-INTERIM": State.PAID, "KAEDE-INTERIM2": State.DRAFTED},
    "left-open-and-fixed-later": {"KAEDE-YE": State.PAID},
    "paid-over-the-distributable-amount": {"KAEDE-YE": State.CLOSED},
    "paid-to-the-wrong-person": {"KAEDE-YE": State.CLOSED},
    "postponed-with-a-new-record-date": {"KAEDE-YE": State.PAYING},
    "rejected": {"KAEDE-YE": State.REJECTED, "KAEDE-YE2": State.DRAFTED},
    "revised-after-dispatch": {"KAEDE-YE": State.PAYING},
    "revised-before-dispatch": {"KAEDE-YE": State.PAYING},
    "shareholder-proposal-additional": {"KAEDE-YE": State.PAYING, "KAEDE-HOLDER": State.PAYING},
    "shareholder-proposal-alternative": {"KAEDE-YE": State.SUPERSEDED, "KAEDE-HOLDER": State.PAYING},
    "shortfall-before-the-effective-day": {"KAEDE-YE": State.PAYING},
    "taken-back-by-the-board": {"TARN-INTERIM": State.WITHDRAWN},
    "unclaimed-until-it-lapses": {"KAEDE-YE": State.CLOSED},
    "withdrawn": {"KAEDE-YE": State.WITHDRAWN},
    "written-resolution": {"MIDORI-YE": State.PAYING},
    "wrong-tally-another-result": {"KAEDE-YE": State.SUSPENDED},
    "wrong-tally-same-result": {"KAEDE-YE": State.PAID},
}
"""The state in which each page leaves each dividend that it takes a step with."""

UNTOUCHED = {"changed-past-the-program"}
"""Pages on which no step is taken: they show a book that was changed from outside."""

FOLLOWS: dict[State, set[Event]] = {
    State.DRAFTED: {Event.RESOLVE, Event.DECIDE, Event.REVISE, Event.WITHDRAW},
    State.PAYING: {Event.ADJUST, Event.SETTLE, Event.SUSPEND, Event.ANNUL, Event.RECOVER},
    State.PAID: {Event.CLOSE, Event.ANNUL, Event.RECOVER},
    State.SUSPENDED: {Event.RESUME, Event.WITHDRAW, Event.ANNUL, Event.RECOVER},
    State.ANNULLED: {Event.RECOVER},
    State.CLOSED: {Event.ANNUL},
    State.WITHDRAWN: set(),
    State.REJECTED: set(),
    State.SUPERSEDED: set(),
}
"""What may move a dividend out of each of those states, and nothing else may."""

REMARKS = {Event.CORRECT, Event.NOTE, Event.FULFIL, Event.ATTACH, Event.ERASE}


def test_every_page_is_a_path_with_an_end() -> None:
    assert {page.stem for page in PAGES.glob("*.md")} == ENDS.keys() | UNTOUCHED


@pytest.mark.parametrize(("page", "ends"), ENDS.items(), ids=ENDS)
def test_a_path_ends_where_it_should(page: str, ends: dict[str, State]) -> None:
    steps = dict(_STEP.findall((PAGES / f"{page}.md").read_text(encoding="utf-8")))
    assert {
        ref: state for ref, state in steps.items() if "-AGM" not in ref and "-EGM" not in ref and "-W1" not in ref
    } == ends


def test_every_end_is_thought_about() -> None:
    assert {state for ends in ENDS.values() for state in ends.values()} == FOLLOWS.keys()


@pytest.mark.parametrize(("state", "events"), FOLLOWS.items(), ids=FOLLOWS)
def test_only_these_events_are_possible_from_an_end(state: State, events: set[Event]) -> None:
    assert set(LIFECYCLE.following(state)) == events | REMARKS


@pytest.mark.parametrize(("state", "event"), [(s, e) for s in FOLLOWS for e in sorted(REMARKS)])
def test_a_remark_moves_nothing_from_an_end(state: State, event: Event) -> None:
    row = LIFECYCLE.row(event, state)
    assert row is not None
    assert LIFECYCLE.dests(row) == (state,)


@pytest.mark.parametrize("state", [s for s in FOLLOWS if s is not State.DRAFTED])
def test_none_of_them_is_approved_or_paid_from_an_end(state: State) -> None:
    assert [e for e in (Event.APPROVE, Event.DECIDE, Event.PAY) if LIFECYCLE.row(e, state)] == []
