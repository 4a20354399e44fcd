"""Questions that the law of several countries asks alike, whichever rule asks them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from states.dates import Calendar
from states.finding import Verdict
from states.rulebooks.questions import not_above_the_proposal, paid_on_an_open_day
from states.terms import UNDECIDED
from tests.domain.abroad import d
from tests.domain.iij import LINE, step
from workflow.calendars import CALENDARS

PASS, FAIL, UNKNOWN = Verdict.PASS, Verdict.FAIL, Verdict.UNKNOWN
XETR = CALENDARS["XETR"].name
NOT_STATED = "or exact totals, not stated both now and as proposed"
COMMON = {"share_class": "common", "per_share": "13.50"}


@pytest.mark.parametrize(
    ("proposed", "per_share", "verdict", "message"),
    [
        ({"lines": [COMMON]}, Decimal("13.50"), PASS, "common: 13.50 a share, 13.50 proposed"),
        ({"lines": [COMMON]}, Decimal("13.51"), FAIL, "common: 13.51 a share, 13.50 proposed"),
        ({"lines": [COMMON]}, UNDECIDED, UNKNOWN, f"amount per share of common, {NOT_STATED}"),
        ({"lines": [COMMON | {"per_share": "undecided"}]}, Decimal(1), UNKNOWN, None),
        ({"lines": [{"share_class": "common"}]}, Decimal(1), UNKNOWN, None),
        ({"lines": [COMMON | {"share_class": "A"}]}, Decimal(1), UNKNOWN, None),  # of this class nothing was proposed
        ({}, Decimal(1), UNKNOWN, None),
        (None, Decimal(1), UNKNOWN, None),
    ],
)
def test_more_than_was_proposed_is_told_by_the_amounts_of_each_class(
    proposed: Mapping[str, Any] | None, per_share: Any, verdict: Verdict, message: str | None
) -> None:
    context = step("approve", line={"per_share": per_share})
    deeds = (
        tuple(replace(deed, terms=proposed) for deed in context.deeds if deed.event == "resolve")
        if proposed is not None
        else ()
    )
    answer = not_above_the_proposal(replace(context, deeds=deeds))
    assert (answer.verdict, bool(answer.remedy)) == (verdict, verdict is not PASS)
    assert message is None or answer.message == message


def test_one_class_of_which_nothing_was_proposed_leaves_the_others_judged() -> None:
    other = replace(LINE, share_class="A", per_share=Decimal(1))
    for per_share, verdict in ((Decimal("13.50"), UNKNOWN), (Decimal("13.51"), FAIL)):
        context = step("approve", terms={"lines": (replace(LINE, per_share=per_share), other)})
        deeds = tuple(replace(deed, terms={"lines": [COMMON]}) for deed in context.deeds)
        answer = not_above_the_proposal(replace(context, deeds=deeds))
        assert (answer.verdict, answer.figures) == (verdict, {"line 1": f"common: {per_share} a share, 13.50 proposed"})


def test_without_a_class_of_shares_no_amount_is_stated() -> None:
    answer = not_above_the_proposal(step("approve", terms={"lines": ()}))
    assert (answer.verdict, answer.message) == (UNKNOWN, f"amount per share of each class, {NOT_STATED}")


@pytest.mark.parametrize(
    ("on", "calendars", "verdict", "message"),
    [
        ("2017-02-06", CALENDARS, PASS, "payment 2017-02-06 (Mon), banks open by " + XETR),
        ("2017-02-05", CALENDARS, FAIL, "payment 2017-02-05 (Sun), banks closed by " + XETR),
        ("2035-02-06", CALENDARS, UNKNOWN, XETR + " does not cover 2035-02-06"),
        ("2017-02-06", {}, UNKNOWN, "no calendar XETR at hand"),
    ],
)
def test_whether_banks_are_open_is_told_by_a_calendar_or_not_at_all(
    on: str, calendars: Mapping[str, Calendar], verdict: Verdict, message: str
) -> None:
    answer = paid_on_an_open_day("XETR", "banks")(step("pay", on=d(on), calendars=calendars))
    assert (answer.verdict, answer.message) == (verdict, message)
