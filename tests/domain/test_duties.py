"""What holds of every duty, whatever it asks for: when it is due, and when it was done."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from states.bounds import Day
from states.context import Deed
from states.dates import DayNotKnown
from states.duties import Duty
from states.facts import Kind
from states.rulebooks import every_rulebook
from states.rulebooks.days import TO_BE_PAID
from states.rules import Confidence, InForce
from tests.domain.iij import DAY, SITTING, deeds, step

SAT = Day("day of the meeting", lambda c: c.meeting.day if c.meeting else None, "--day")


def duty(**changes: Any) -> Duty:
    usual: dict[str, Any] = {
        "id": "minutes",
        "title": "minutes kept",
        "title_ja": "議事録",
        "of_kind": Kind.DIVIDEND,
        "source": "us",
        "confidence": Confidence.SURE,
        "in_force": InForce(since=date(2000, 1, 1), keyed_on=SAT),
        "of": (SAT,),
        "text": "ten days after the meeting",
        "due": lambda _, day: day + 10 * DAY,
    }
    return Duty(**usual | changes)


def test_a_duty_that_could_not_be_confirmed_says_what_could_not() -> None:
    with pytest.raises(ValueError, match=r"^minutes: say what could not be confirmed$"):
        duty(confidence=Confidence.CHECK)
    assert duty(confidence=Confidence.CHECK, caution="the day").caution == "the day"


def test_a_duty_has_no_day_while_one_is_missing_or_no_calendar_covers_it() -> None:
    def beyond(_: object, day: date) -> date:
        raise DayNotKnown("no calendar")

    assert duty().last_day(step("pay")) == SITTING + 10 * DAY
    assert duty().last_day(step("pay", meeting={"day": None})) is None
    assert duty(due=beyond).last_day(step("pay")) is None


@pytest.mark.parametrize(
    ("forward", "on", "done"),
    [
        (False, SITTING - DAY, True),
        (False, SITTING, True),
        (False, None, False),
        (True, SITTING - DAY, False),  # of the day before it was moved
        (True, SITTING, True),
        (True, SITTING + DAY, True),
        (True, None, False),
    ],
)
def test_a_duty_counted_forward_is_not_done_before_the_day_it_is_counted_from(
    forward: bool, on: date | None, done: bool
) -> None:
    deed = Deed(seq=20, event="fulfil", source="approved", dest="approved", on=on, fulfils=("minutes",))
    other = replace(deed, seq=21, on=SITTING + 5 * DAY, fulfils=("another",))
    context = step("pay", deeds=(*deeds(count=3), deed, other))
    example = ("2018-07-08", "2018-06-28") if forward else ("2018-06-08", "2018-06-28")
    assert duty(example=example).done_by(context) is (deed if done else None)


def test_a_duty_may_arise_later_than_the_days_it_is_counted_from() -> None:
    forward = duty(example=("2018-07-08", "2018-06-28"), arises=lambda c, day: day + len(c.ref[:5]) * DAY)
    assert forward.first_day(step("pay")) == SITTING + 5 * DAY
    assert forward.first_day(step("pay", meeting={"day": None})) is None
    assert duty(example=("2018-07-08", "2018-06-28")).first_day(step("pay")) == SITTING
    assert duty(example=("2018-06-08", "2018-06-28")).first_day(step("pay")) is None
    early, due = (
        Deed(seq=20 + n, event="fulfil", source="approved", dest="approved", on=SITTING + n * DAY, fulfils=("minutes",))
        for n in (4, 5)
    )
    assert forward.done_by(step("pay", deeds=(early, due))) is due


def test_a_duty_is_done_by_the_first_deed_that_counts() -> None:
    told = [
        Deed(seq=20 + n, event="fulfil", source="approved", dest="approved", on=SITTING + n * DAY, fulfils=("minutes",))
        for n in (-1, 2, 1)
    ]
    forward = duty(example=("2018-07-08", "2018-06-28"))
    assert forward.done_by(step("pay", deeds=tuple(told))) is told[1]


@pytest.mark.parametrize(("day", "said"), [(SITTING, "no calendar: state its days with"), (None, "")])
def test_a_duty_says_which_calendar_does_not_reach_its_day(day: date | None, said: str) -> None:
    def beyond(_: object, day: date) -> date:
        raise DayNotKnown("no calendar")

    context = step("pay", meeting={"day": day})
    assert duty(due=beyond).why_no_day(context).startswith(said)
    assert duty().why_no_day(context) == ""


def test_a_duty_of_a_day_that_is_not_known_is_done_by_whatever_was_done() -> None:
    deed = Deed(seq=20, event="fulfil", source="approved", dest="approved", on=SITTING - DAY, fulfils=("minutes",))
    forward = duty(example=("2018-07-08", "2018-06-28"))
    assert forward.done_by(step("pay", meeting={"day": None}, deeds=(deed,))) is deed


def test_what_arises_once_it_is_to_be_paid_is_counted_from_the_decision_or_what_follows_it() -> None:
    """So that none of it is overdue before the decision; what a deed begins is not there before it."""
    for book in every_rulebook():
        for duty in book.duties:
            if TO_BE_PAID in duty.applies:
                assert any(day.decided or day.name == "transfer to the account" for day in duty.of), duty.id
