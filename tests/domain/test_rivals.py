"""Proposals that compete: each names the other, one of them carries, and the other is superseded by it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from states.context import Context, Sibling
from states.finding import Finding, Verdict
from states.guards.rivals import no_rival_carried, rival_carried, rivals_name_each_other
from tests.domain.iij import REF, sound, step

PASS, FAIL, UNKNOWN, NO_QUESTION = Verdict.PASS, Verdict.FAIL, Verdict.UNKNOWN, Verdict.NOT_APPLICABLE
CARRIED = ("approved", "paying", "paid", "closed", "suspended", "recovering")
NOT_CARRIED = ("drafted", "proposed", "withdrawn", "rejected", "superseded", "annulled")


def beside(event: str, rival: dict[str, Any] | None, **own: Any) -> Context:
    """A step beside one other dividend of the company."""
    known = {"ref": "R", "route": "meeting", "state": "proposed", "fiscal_year_end": None}
    return step(event, dividend=own, siblings=() if rival is None else (Sibling(**known | rival),))


def of(finding: Finding) -> tuple[Verdict, bool]:
    return sound(finding).verdict, finding.stops()


@pytest.mark.parametrize("state", CARRIED + NOT_CARRIED)
def test_what_is_superseded_was_so_by_something_that_carried(state: str) -> None:
    finding = rival_carried(beside("reject", {"state": state}, superseded_by="R", rival_of="R"))
    assert of(finding) == ((PASS, False) if state in CARRIED else (FAIL, True))


@pytest.mark.parametrize(
    ("rival", "own", "competes"),
    [
        ({}, {"rival_of": "R"}, True),
        ({"rival_of": REF}, {}, True),
        ({"item": "3"}, {"item": "3"}, True),
        ({}, {}, False),
        ({"rival_of": "X"}, {"rival_of": "Y"}, False),
        ({"item": "4"}, {"item": "3"}, False),
        ({"item": "3"}, {}, False),
    ],
)
def test_what_carried_supersedes_only_what_it_competes_with(rival: dict[str, Any], own: Any, competes: bool) -> None:
    finding = rival_carried(beside("reject", rival | {"state": "approved"}, superseded_by="R", **own))
    assert of(finding) == ((PASS, False) if competes else (FAIL, True))
    assert competes or f"ketsugi revise {REF} --on DATE --set rival_of=R" in finding.remedy


def test_what_carried_is_named_and_may_stand_outside_the_book() -> None:
    assert of(rival_carried(beside("reject", None))) == (UNKNOWN, True)
    assert of(rival_carried(beside("reject", None, superseded_by="the shareholders' proposal"))) == (PASS, False)
    assert of(rival_carried(beside("reject", {"state": "proposed"}, superseded_by="X"))) == (PASS, False)


@pytest.mark.parametrize("state", CARRIED + NOT_CARRIED)
@pytest.mark.parametrize(("own", "theirs"), [("R", None), (None, REF), ("R", REF)])
def test_of_two_that_compete_only_one_is_approved(state: str, own: str | None, theirs: str | None) -> None:
    finding = no_rival_carried(beside("approve", {"state": state, "rival_of": theirs}, rival_of=own))
    assert of(finding) == ((FAIL, True) if state in CARRIED else (PASS, False))


def test_dividends_that_do_not_compete_are_both_approved() -> None:
    assert of(no_rival_carried(beside("approve", {"state": "approved"}))) == (NO_QUESTION, False)
    assert of(no_rival_carried(beside("approve", None, rival_of="R"))) == (NO_QUESTION, False)


@pytest.mark.parametrize(
    ("rival", "own", "expected"),
    [
        ({"rival_of": REF}, {"rival_of": "R"}, PASS),
        ({}, {"rival_of": "R"}, FAIL),
        ({"rival_of": "X"}, {"rival_of": "R"}, FAIL),
        ({"item": "3"}, {"rival_of": "R", "item": "3"}, PASS),
        ({"item": "4"}, {"rival_of": "R", "item": "3"}, FAIL),
        (None, {"rival_of": "R"}, PASS),
        ({}, {}, NO_QUESTION),
    ],
)
def test_each_of_two_that_compete_knows_of_the_other(rival: dict[str, Any] | None, own: Any, expected: Verdict) -> None:
    finding = rivals_name_each_other(beside("resolve", rival, **own))
    assert of(finding) == (expected, expected is FAIL)
    if expected is FAIL:
        assert f"ketsugi revise R --on DATE --set rival_of={REF}" in finding.remedy


def test_what_stands_in_the_way_is_named_with_its_state() -> None:
    told = rival_carried(beside("reject", {"state": "proposed"}, superseded_by="R", rival_of="R"))
    assert (told.message, told.figures) == ("R is proposed", {"by": "R", "state": "proposed"})
    assert "ketsugi approve R" in told.remedy
    told = rival_carried(beside("reject", {"state": "approved"}, superseded_by="R"))
    assert told.figures == {"by": "R"}
    told = no_rival_carried(beside("approve", {"state": "approved"}, rival_of="R"))
    assert (told.message, told.figures) == ("R is approved", {"carried": "R is approved"})
    assert f"ketsugi supersede {REF}" in told.remedy
    assert rivals_name_each_other(beside("resolve", {}, rival_of="R")).figures == {"rival": "R"}


def test_of_several_that_compete_each_that_carried_is_named() -> None:
    context = beside("approve", {"rival_of": REF, "state": "paid"})
    (paid,) = context.siblings
    others = replace(paid, ref="S", state="approved"), replace(paid, ref="X", state="rejected")
    finding = sound(no_rival_carried(replace(context, siblings=(paid, *others))))
    assert finding.message == "R is paid; S is approved"
    none_carried = replace(context, siblings=(replace(paid, state="rejected"), others[1]))
    assert no_rival_carried(none_carried).message == "of R, X none carried"
    unrelated = replace(paid, ref="Y", rival_of="Z")
    assert sound(rivals_name_each_other(replace(context, siblings=(unrelated, paid)))).verdict is NO_QUESTION


@pytest.mark.parametrize("question", [rivals_name_each_other, rival_carried])
def test_the_one_that_is_named_is_found_among_others(question: Callable[[Context], Finding]) -> None:
    context = beside("resolve", {"rival_of": REF, "state": "approved"}, rival_of="R", superseded_by="R")
    (rival,) = context.siblings
    first = replace(rival, ref="X", rival_of=None, state="rejected")
    for siblings in ((first, rival), (rival, first)):
        assert of(question(replace(context, siblings=siblings))) == (PASS, False)
