"""A meeting that decided on a dividend has sat: it is neither moved nor cancelled any more."""

from __future__ import annotations

from dataclasses import replace

import pytest

from states.context import Context, Sibling
from states.dividend import State
from states.finding import Verdict
from states.guards.sitting import nothing_decided
from tests.domain.iij import SITTING, convening, sound

PASS, FAIL = Verdict.PASS, Verdict.FAIL
OTHER = Sibling(ref="OTHER", route="meeting", state="approved", fiscal_year_end=None, meeting="IIJ-AGM26")


def cancelling(*siblings: Sibling) -> Context:
    return replace(convening(on=SITTING), event="cancel", source="convened", siblings=siblings)


@pytest.mark.parametrize(
    ("sibling", "decided"),
    [(replace(OTHER, state=str(state)), state not in ("drafted", "proposed", "withdrawn")) for state in State]
    + [
        (replace(OTHER, route="board"), False),
        (replace(OTHER, route="interim"), False),
        (replace(OTHER, route=None), False),
        (replace(OTHER, meeting="IIJ-AGM27"), False),
        (replace(OTHER, meeting=None), False),
    ],
    ids=lambda value: f"{value.route}-{value.meeting}-{value.state}" if isinstance(value, Sibling) else str(value),
)
def test_a_meeting_that_decided_on_a_dividend_is_neither_moved_nor_cancelled(sibling: Sibling, decided: bool) -> None:
    finding = sound(nothing_decided(cancelling(sibling)))
    assert (sibling.decided_at("IIJ-AGM26"), finding.verdict) == (decided, FAIL if decided else PASS)


def test_every_dividend_that_a_meeting_decided_on_is_named() -> None:
    siblings = (OTHER, replace(OTHER, ref="DRAFT", state="drafted"), replace(OTHER, ref="THIRD", state="rejected"))
    finding = sound(nothing_decided(cancelling(*siblings)))
    assert (finding.guard, finding.title) == ("nothing_decided", "the meeting has decided")
    assert (finding.message, finding.remedy.partition(":")[0]) == (
        "decided at IIJ-AGM26: OTHER (approved), THIRD (rejected)",
        "a meeting that decided was held",
    )
    assert dict(finding.figures) == {"decided": "OTHER (approved), THIRD (rejected)"}
