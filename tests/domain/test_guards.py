"""The questions that hold everywhere: what each answers when the facts are right, wrong or missing, and how it helps."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import FrozenInstanceError, fields, replace
from datetime import date
from typing import Any

import pytest

from states.context import Context, Deed
from states.facts import Route
from states.finding import Finding, Verdict, Weight, universal
from states.guards.decision import (
    decided_by_board,
    decided_by_meeting,
    effect_not_before_decision,
    meeting_convened,
    put_to_a_meeting,
    sitting_day,
)
from states.guards.payment import payment_not_before_effect
from states.guards.sitting import continued_later, day_is_set, notice_before_meeting
from states.guards.time import done_days_have_come, in_order, not_in_future
from states.rulebooks.japan import JAPAN
from states.terms import UNDECIDED
from tests.domain.iij import (
    BOARD,
    COMPANY,
    DAY,
    DIVIDEND,
    EFFECT,
    LINE,
    MEETING,
    NOTICE,
    SHARES,
    SITTING,
    TERMS,
    TODAY,
    brief,
    convening,
    deeds,
    sound,
    step,
)

PASS, FAIL, UNKNOWN, NO_QUESTION = Verdict.PASS, Verdict.FAIL, Verdict.UNKNOWN, Verdict.NOT_APPLICABLE
Case = tuple[Callable[[Context], Finding], Context, Verdict, date | None, int | None]
CONTINUED = {"continued_on": (date(2018, 7, 5),)}
TWICE = {"continued_on": (date(2018, 7, 12), date(2018, 7, 5))}  # the second sitting before the first


def meeting_step(event: str, on: date | None, **meeting: Any) -> Context:
    return replace(convening(meeting=meeting), event=event, source="convened", on=on)


def late(slack: int) -> Context:
    return step("pay", on=EFFECT, today=EFFECT + slack * DAY)


DATED: list[Case] = [
    (not_in_future, late(0), PASS, EFFECT, 0),
    (not_in_future, late(30), PASS, EFFECT + 30 * DAY, 30),
    (not_in_future, late(-1), FAIL, EFFECT - DAY, -1),
    (not_in_future, step("draft"), NO_QUESTION, None, None),
    (in_order, step("approve", on=BOARD), PASS, BOARD, 0),
    (in_order, step("approve", on=BOARD + DAY), PASS, BOARD, 1),
    (in_order, step("approve", on=BOARD - DAY), FAIL, BOARD, -1),
    (in_order, step("resolve", on=date(1999, 1, 1)), NO_QUESTION, None, None),  # the draft has no day
    (in_order, step("approve", on=None), NO_QUESTION, None, None),
    (in_order, step("approve", on=BOARD, deeds=()), NO_QUESTION, None, None),
    (in_order, step("note", on=BOARD, source="approved", dest="approved"), NO_QUESTION, None, None),
    (put_to_a_meeting, step("resolve", on=SITTING), PASS, SITTING, 0),
    (put_to_a_meeting, step("resolve", on=SITTING + DAY), FAIL, SITTING, -1),
    (put_to_a_meeting, step("resolve", on=SITTING + DAY, meeting=CONTINUED), PASS, date(2018, 7, 5), 6),
    (put_to_a_meeting, step("resolve", dividend={"meeting": None}, meeting_state=None), UNKNOWN, None, None),
    (put_to_a_meeting, step("resolve", meeting_state="cancelled"), FAIL, None, None),
    (put_to_a_meeting, step("resolve", meeting={"day": None}), PASS, None, None),
    (meeting_convened, step("approve"), PASS, None, None),
    (meeting_convened, step("approve", meeting_state="adjourned"), PASS, None, None),
    (meeting_convened, step("approve", meeting_state="held"), PASS, None, None),
    (meeting_convened, step("approve", meeting_state="planned"), FAIL, None, None),
    (meeting_convened, step("approve", meeting_state="cancelled"), FAIL, None, None),
    (meeting_convened, step("approve", meeting_state=None, meeting_deeds=()), FAIL, None, None),
    (meeting_convened, step("approve", on=NOTICE - DAY), FAIL, NOTICE, -1),
    (sitting_day, step("approve", on=SITTING), PASS, SITTING, 0),
    (sitting_day, step("approve", on=SITTING - DAY), FAIL, SITTING, -1),
    (sitting_day, step("approve", on=SITTING + DAY), FAIL, SITTING, -1),
    (sitting_day, step("approve", on=None), FAIL, SITTING, None),
    (sitting_day, step("approve", meeting={"day": None}), UNKNOWN, None, None),
    (sitting_day, replace(step("approve"), meeting=None), UNKNOWN, None, None),
    (sitting_day, step("approve", on=date(2018, 7, 5), meeting=CONTINUED), PASS, date(2018, 7, 5), 0),
    (sitting_day, step("approve", on=date(2018, 7, 4), meeting=CONTINUED), FAIL, date(2018, 7, 5), -1),
    (sitting_day, meeting_step("hold", SITTING), PASS, SITTING, 0),
    (effect_not_before_decision, step("approve", on=EFFECT), PASS, EFFECT, 0),
    (effect_not_before_decision, step("approve", on=SITTING), PASS, EFFECT, 1),
    (effect_not_before_decision, step("approve", on=EFFECT + DAY), FAIL, EFFECT, -1),
    (effect_not_before_decision, step("decide", on=EFFECT + DAY), FAIL, EFFECT, -1),
    (effect_not_before_decision, step("approve", terms={"effective_on": None}), UNKNOWN, None, None),
    (effect_not_before_decision, step("approve", terms={"effective_on": UNDECIDED}), UNKNOWN, None, None),
    (effect_not_before_decision, step("approve", on=None), UNKNOWN, None, None),
    (payment_not_before_effect, step("pay", on=EFFECT), PASS, EFFECT, 0),
    (payment_not_before_effect, step("pay", on=EFFECT + DAY), PASS, EFFECT, 1),
    (payment_not_before_effect, step("pay", on=EFFECT - DAY), FAIL, EFFECT, -1),
    (payment_not_before_effect, step("pay", on=None), UNKNOWN, None, None),
    (payment_not_before_effect, step("pay", terms={"effective_on": UNDECIDED}), UNKNOWN, None, None),
    (day_is_set, convening(), PASS, None, None),
    (day_is_set, convening(meeting={"day": None}), UNKNOWN, None, None),
    (day_is_set, replace(convening(), meeting=None), UNKNOWN, None, None),
    (notice_before_meeting, convening(on=SITTING - DAY), PASS, SITTING, 1),
    (notice_before_meeting, convening(on=SITTING), PASS, SITTING, 0),
    (notice_before_meeting, convening(on=SITTING + DAY), FAIL, SITTING, -1),
    (notice_before_meeting, convening(on=None), NO_QUESTION, None, None),
    (notice_before_meeting, convening(meeting={"day": None}), NO_QUESTION, None, None),
    (continued_later, meeting_step("adjourn", date(2018, 7, 4), **CONTINUED), PASS, date(2018, 7, 5), 0),
    (continued_later, meeting_step("adjourn", date(2018, 7, 5), **CONTINUED), FAIL, date(2018, 7, 6), -1),
    (continued_later, meeting_step("adjourn", SITTING, **TWICE), FAIL, date(2018, 7, 13), -8),
    (continued_later, meeting_step("adjourn", SITTING), UNKNOWN, None, None),
    (continued_later, meeting_step("adjourn", None, **CONTINUED), UNKNOWN, None, None),
]


def name(value: object) -> str:
    return value.__name__ if callable(value) else str(value) if isinstance(value, (Verdict, int, date)) else " "


@pytest.mark.parametrize(("guard", "context", "verdict", "bound", "slack"), DATED, ids=name)
def test_a_guard_on_a_day_answers_on_the_day_before_it_and_after(
    guard: Callable[[Context], Finding], context: Context, verdict: Verdict, bound: date | None, slack: int | None
) -> None:
    assert brief(sound(guard(context))) == (verdict, bound, slack)


@pytest.mark.parametrize(("guard", "context", "verdict", "bound", "slack"), DATED, ids=name)
def test_slack_is_negative_exactly_where_the_limit_is_passed(
    guard: Callable[[Context], Finding], context: Context, verdict: Verdict, bound: date | None, slack: int | None
) -> None:
    """``bound`` is the limit itself, so that "0 days left" never stands beside a refusal."""
    finding = sound(guard(context))
    if finding.slack is not None:
        assert (finding.slack < 0) == (finding.verdict is FAIL)


@pytest.mark.parametrize(("guard", "context", "verdict", "bound", "slack"), DATED, ids=name)
def test_every_answer_is_a_bar_with_a_title_and_a_remedy_where_it_stops(
    guard: Callable[[Context], Finding], context: Context, verdict: Verdict, bound: date | None, slack: int | None
) -> None:
    finding = sound(guard(context))
    stops = verdict in (FAIL, UNKNOWN)
    assert (finding.weight, bool(finding.title), bool(finding.message)) == (Weight.BAR, True, True)
    assert (bool(finding.remedy), finding.stops()) == (stops, stops)
    assert finding.stops(frozenset({finding.guard})) == stops  # a bar is never overridden


@pytest.mark.parametrize(
    ("guard", "context", "figures", "earliest", "message"),
    [
        (
            not_in_future,
            late(-2),
            {"deed": "2018-06-29", "today": "2018-06-27"},
            EFFECT,
            "deed 2018-06-29, today 2018-06-27: 2 days ahead",
        ),
        (
            not_in_future,
            late(-1),
            {"deed": "2018-06-29", "today": "2018-06-28"},
            EFFECT,
            "deed 2018-06-29, today 2018-06-28: 1 day ahead",
        ),
        (
            in_order,
            step("approve", on=BOARD - DAY),
            {"approve": "2018-05-23", "resolve": "2018-05-24"},
            BOARD,
            "approve 2018-05-23, resolve 2018-05-24 (entry 11)",
        ),
        (
            put_to_a_meeting,
            step("resolve", on=SITTING + DAY),
            {"resolve": "2018-06-29", "meeting": "2018-06-28"},
            None,
            "resolve 2018-06-29, IIJ-AGM26 sits on 2018-06-28",
        ),
        (meeting_convened, step("approve", meeting_state="planned"), {}, None, "IIJ-AGM26 is planned"),
        (
            meeting_convened,
            step("approve", on=NOTICE - DAY),
            {"notice": "2018-06-07", "approve": "2018-06-06"},
            NOTICE,
            "notice 2018-06-07, approve 2018-06-06",
        ),
        (
            sitting_day,
            step("approve", on=SITTING - DAY),
            {"meeting": "2018-06-28", "approve": "2018-06-27"},
            SITTING,
            "meeting 2018-06-28, approval 2018-06-27",
        ),
        (
            sitting_day,
            step("approve", on=SITTING + DAY, meeting=CONTINUED),
            {"meeting": "2018-06-28 and 2018-07-05", "approve": "2018-06-29"},
            date(2018, 7, 5),
            "meeting 2018-06-28 and 2018-07-05, approval 2018-06-29",
        ),
        (
            sitting_day,
            step("reject", on=SITTING + DAY),
            {"meeting": "2018-06-28", "reject": "2018-06-29"},
            None,
            "meeting 2018-06-28, rejection 2018-06-29",
        ),
        (
            effect_not_before_decision,
            step("approve", on=EFFECT + DAY),
            {"decision": "2018-06-30", "effective": "2018-06-29"},
            None,
            "decision 2018-06-30, effective 2018-06-29",
        ),
        (
            payment_not_before_effect,
            step("pay", on=EFFECT - DAY),
            {"effective": "2018-06-29", "payment": "2018-06-28"},
            EFFECT,
            "effective 2018-06-29, payment 2018-06-28: 1 day early",
        ),
        (
            notice_before_meeting,
            convening(on=SITTING + DAY),
            {"notice": "2018-06-29", "meeting": "2018-06-28"},
            None,
            "notice 2018-06-29, meeting 2018-06-28",
        ),
        (
            continued_later,
            meeting_step("adjourn", date(2018, 7, 5), **CONTINUED),
            {"sitting": "2018-07-05", "continued": "2018-07-05"},
            None,
            "sitting 2018-07-05, continued 2018-07-05",
        ),
    ],
    ids=name,
)
def test_a_refusal_shows_its_figures_and_the_earliest_day_where_waiting_helps(
    guard: Callable[[Context], Finding], context: Context, figures: dict[str, str], earliest: date | None, message: str
) -> None:
    finding = sound(guard(context))
    assert (finding.verdict, dict(finding.figures), finding.earliest, finding.message) == (FAIL, figures, earliest, message)


@pytest.mark.parametrize(
    ("guard", "context"),
    [
        (not_in_future, late(-5)),
        (in_order, step("approve", on=BOARD - DAY)),
        (meeting_convened, step("approve", on=NOTICE - DAY)),
        (sitting_day, step("approve", on=SITTING - DAY)),
        (payment_not_before_effect, step("pay", on=EFFECT - DAY)),
    ],
)
def test_on_the_earliest_day_the_guard_no_longer_objects_and_the_day_before_it_does(
    guard: Callable[[Context], Finding], context: Context
) -> None:
    earliest = guard(context).earliest
    assert earliest is not None
    wait = (lambda day: replace(context, today=day)) if guard is not_in_future else (lambda day: replace(context, on=day))
    assert (guard(wait(earliest - DAY)).verdict, guard(wait(earliest)).verdict) == (FAIL, PASS)


# ── Who decides ──────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("guard", "route", "verdict"),
    [
        (decided_by_meeting, Route.MEETING, PASS),
        (decided_by_meeting, Route.BOARD, FAIL),
        (decided_by_meeting, Route.INTERIM, FAIL),
        (decided_by_meeting, None, UNKNOWN),
        (decided_by_board, Route.MEETING, FAIL),
        (decided_by_board, Route.BOARD, PASS),
        (decided_by_board, Route.INTERIM, PASS),
        (decided_by_board, None, UNKNOWN),
    ],
)
def test_only_the_organ_of_the_route_decides(
    guard: Callable[[Context], Finding], route: Route | None, verdict: Verdict
) -> None:
    finding = sound(guard(step("resolve", dividend={"route": route})))
    assert (finding.guard, finding.verdict, bool(finding.remedy)) == (guard.__name__, verdict, verdict is not PASS)
    assert dict(finding.figures) == ({"route": str(route)} if verdict is FAIL else {})


def test_a_remark_may_speak_of_any_day_and_a_later_move_follows_the_deed_before_it() -> None:
    remark = Deed(seq=20, event="note", source="approved", dest="approved", on=date(2018, 8, 1))
    context = step("pay", deeds=(*deeds(count=3), remark))
    assert brief(in_order(context)) == (PASS, SITTING, 1)


def test_an_undated_deed_is_passed_over_for_the_dated_one_before_it() -> None:
    undated = Deed(seq=20, event="suspend", source="approved", dest="suspended", on=None)
    context = step("pay", on=SITTING - DAY, deeds=(*deeds(count=3), undated))
    assert brief(in_order(context)) == (FAIL, SITTING, -1)


def test_an_approval_does_not_precede_the_resolution_because_a_revision_was_entered_late() -> None:
    """Proposal ≤ decision, everywhere: a revision of 05-10, entered after the resolution of 05-24, moves nothing."""
    revision = Deed(seq=20, event="revise", source="proposed", dest="proposed", on=date(2018, 5, 10))
    context = step("approve", on=date(2018, 5, 20), deeds=(*deeds(count=2), revision))
    assert brief(in_order(context)) == (FAIL, BOARD, -4)


# ── What a finding stops ─────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("weight", "verdict", "stops", "overridden"),
    [
        (Weight.BAR, FAIL, True, True),
        (Weight.BAR, UNKNOWN, True, True),
        (Weight.BAR, PASS, False, False),
        (Weight.BAR, NO_QUESTION, False, False),
        (Weight.DEFECT, FAIL, True, False),
        (Weight.DEFECT, UNKNOWN, False, False),
        (Weight.DEFECT, PASS, False, False),
        (Weight.NOTE, FAIL, False, False),
        (Weight.NOTE, UNKNOWN, False, False),
    ],
)
def test_a_bar_always_stops_a_defect_until_overridden_and_a_note_never(
    weight: Weight, verdict: Verdict, stops: bool, overridden: bool
) -> None:
    finding = replace(universal("g", "t", verdict, "m"), weight=weight)
    assert (finding.stops(), finding.stops(frozenset({"g"}))) == (stops, overridden)
    assert finding.stops(frozenset({"another"})) == stops


FROZEN = (step("pay"), deeds()[0], COMPANY, COMPANY.articles, MEETING, DIVIDEND, TERMS, LINE, SHARES, DIVIDEND.votes)
FROZEN += (DIVIDEND.settlement, LINE.total, not_in_future(step("pay")), JAPAN, JAPAN.rules[0], JAPAN.rules[0].in_force)


@pytest.mark.parametrize("thing", FROZEN, ids=lambda thing: type(thing).__name__)
def test_no_guard_can_change_what_the_next_one_sees(thing: Any) -> None:
    for each in fields(thing):
        with pytest.raises(FrozenInstanceError):
            setattr(thing, each.name, None)


@pytest.mark.parametrize(
    ("day", "verdict"), [(TODAY, Verdict.PASS), (TODAY + DAY, Verdict.FAIL), (None, Verdict.NOT_APPLICABLE)]
)
def test_what_is_stated_as_done_has_come(day: date | None, verdict: Verdict) -> None:
    """Of a dividend its own days, of a meeting its own: neither is asked about the other's."""
    to_come = TODAY + DAY
    dividend = step("approve", dividend={"record_notice_on": day}, meeting={"board_on": to_come})
    meeting = convening(meeting={"board_on": day}, dividend=replace(DIVIDEND, record_notice_on=to_come))
    for context, name in ((dividend, "record notice"), (meeting, "board")):
        found = sound(done_days_have_come(context))
        assert found.verdict is verdict
        assert (found.message == f"{name} {to_come}, today {TODAY}") is (verdict is Verdict.FAIL)
        assert dict(found.figures) == ({name: str(day), "today": str(TODAY)} if day else {})
