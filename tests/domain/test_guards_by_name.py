"""Every guard that a lifecycle names answers under its own name, by which it is recorded, explained and overridden."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from states.context import Context
from states.finding import Finding
from states.lives import LIFECYCLES
from tests.domain.iij import convening, sound, step

GUARDS = {
    guard.__name__: guard
    for lifecycle in LIFECYCLES.values()
    for guards in (lifecycle.always, *(row.guards for row in lifecycle.rows), *lifecycle.remarks.values())
    for guard in guards
}


@pytest.mark.parametrize(("name", "guard"), GUARDS.items(), ids=GUARDS)
def test_a_guard_answers_under_its_own_name(name: str, guard: Callable[[Context], Finding]) -> None:
    contexts = (convening(), step("approve"), step("pay", terms={"lines": ()}, deeds=()))
    assert {sound(guard(context)).guard for context in contexts} == {name}
