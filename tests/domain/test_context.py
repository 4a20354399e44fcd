"""What a context tells: the latest deeds, the notice that counts, what was attested."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from states.context import Deed
from states.dates import DAY
from states.facts import Kind
from tests.domain.iij import MEETING, NOTICE, SITTING, convening, deeds, step


def test_a_context_knows_the_latest_proposal_and_the_decision() -> None:
    context = step("pay")
    assert (context.proposed, context.approved) == (deeds()[1], deeds()[2])
    assert step("resolve").proposed is None
    assert context.last("dance") is None


def test_the_notice_is_the_latest_dispatch_or_the_step_itself() -> None:
    again = Deed(seq=6, event="convene", source="planned", dest="convened", on=NOTICE + DAY)
    first = step("approve").meeting_deeds
    assert step("approve", meeting_deeds=(*first, again)).convened_on == NOTICE + DAY
    assert convening(on=NOTICE).convened_on == NOTICE
    assert replace(convening(on=NOTICE), event="hold").convened_on is None
    assert step("resolve").convened_on is None
    assert convening(on=NOTICE, event="reschedule").convened_on is None


@pytest.mark.parametrize(
    ("then", "dispatched"),
    [
        ((), NOTICE),
        (("reschedule",), None),
        (("reschedule", "note", "correct"), None),
        (("reschedule", "convene"), NOTICE + DAY),
        (("reschedule", "convene", "reschedule"), None),
        (("adjourn", "hold"), NOTICE),
    ],
    ids=lambda value: " ".join(value) or "nothing" if isinstance(value, tuple) else "",
)
def test_a_notice_of_the_day_before_the_meeting_was_moved_no_longer_counts(
    then: tuple[str, ...], dispatched: date | None
) -> None:
    later = [Deed(seq=20 + n, event=event, source="", dest="", on=NOTICE + DAY) for n, event in enumerate(then)]
    first = step("approve").meeting_deeds
    assert step("approve", meeting_deeds=(*first, *later)).convened_on == dispatched


@pytest.mark.parametrize(("kind", "said"), [(Kind.COMPANY, "c"), (Kind.MEETING, "m"), (Kind.DIVIDEND, "d")])
def test_what_was_attested_is_read_from_the_subject_itself(kind: Kind, said: str) -> None:
    context = step("pay", dividend={"attest": {"x": "d"}}, meeting={"attest": {"x": "m"}})
    context = replace(context, kind=kind, company=replace(context.company, attest={"x": "c"}))
    assert (context.attested("x"), context.attested("y")) == (said, None)


def test_a_meeting_sits_on_its_day_and_the_days_it_continues_on() -> None:
    assert replace(MEETING, continued_on=(date(2018, 7, 5),)).sittings == (SITTING, date(2018, 7, 5))
    assert replace(MEETING, day=None).sittings == ()
