"""What holds of every rule, whatever it says: one bound for verdict and deadline, a source, and no guess that blocks."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from states.bounds import Answer, Bound, Day, Disputed
from states.context import Context
from states.dividend import LIFECYCLE as DIVIDEND
from states.facts import Kind
from states.finding import Finding, Guard, Verdict, Weight, universal
from states.lives import EVENTS
from states.meeting import LIFECYCLE as MEETING
from states.rulebooks import (
    _FILES,
    JURISDICTIONS,
    UNIVERSAL,
    WITH_RULES,
    every_rulebook,
    every_version,
    labelled,
    rulebook,
    versions,
)
from states.rulebooks.japan import JAPAN
from states.rules import Confidence, InForce, Rule, When, judge, steps
from tests.domain.iij import DAY, EFFECT, SITTING, step
from tests.domain.situations import asked
from workflow.step import attestable
from workflow.words import ATTESTABLE

PASS, FAIL, UNKNOWN, NO_QUESTION = Verdict.PASS, Verdict.FAIL, Verdict.UNKNOWN, Verdict.NOT_APPLICABLE
ALL_RULES = [pytest.param(rule, id=rule.id) for book in every_rulebook() for rule in book.rules]
JAPANESE = range(0x3040, 0xA000)  # kana and kanji
LIVES = {Kind.DIVIDEND: DIVIDEND, Kind.MEETING: MEETING}


# ── One bound, three answers ─────────────────────────────────────────────────────────────────────────────────────────


def on_day(bound: Bound, day: date) -> Bound:
    """The same bound, asked about another day."""
    return replace(bound, day=replace(bound.day, read=lambda _: day))


BOUNDS = [
    pytest.param(bound, rule, id=f"{rule.id}-{number}")
    for book in every_rulebook()
    for rule in book.rules
    if isinstance(rule.test, tuple)
    for number, bound in enumerate(rule.test, 1)
]


@pytest.mark.parametrize(("bound", "rule"), BOUNDS)
def test_deadline_and_verdict_agree_on_the_day_before_it_and_after(bound: Bound, rule: Rule) -> None:
    tried = 0
    for context in asked(rule):
        deadline = bound.deadline(context)
        if deadline is None:
            continue
        tried += 1
        beyond = -DAY if bound.before else DAY
        limit = bound.limit(context, *(day.read(context) for day in bound.of))
        last = limit.last if isinstance(limit, Disputed) else deadline
        for steps_over in range(-40, 41):
            day = deadline + steps_over * beyond
            answer = on_day(bound, day)(context)
            lawful, arguable = steps_over <= 0, day >= last if bound.before else day <= last
            assert answer.verdict is (PASS if lawful else UNKNOWN if arguable else FAIL)
            by_no_reading = isinstance(limit, Disputed) and answer.verdict is FAIL
            bounded = last if by_no_reading else deadline
            assert (answer.bound, answer.slack) == (bounded, (day - bounded).days * (1 if bound.before else -1))
    assert tried > 0


@pytest.mark.parametrize(("bound", "rule"), BOUNDS)
def test_a_bound_is_unknown_while_its_day_is_missing_and_still_tells_the_limit(bound: Bound, rule: Rule) -> None:
    for context in asked(rule):
        unread = replace(bound, day=replace(bound.day, read=lambda _: None))
        answer = unread(context)
        assert (answer.verdict, answer.bound, answer.slack) == (UNKNOWN, bound.deadline(context), None)
        assert answer.remedy.startswith(f"state {bound.day.how(context)}")
        if answer.bound:
            word = "computed" if bound.exact else "not before" if bound.before else "last day"
            assert f"not stated; {word} {answer.bound}" in answer.message


@pytest.mark.parametrize(("bound", "rule"), BOUNDS)
def test_a_bound_is_unknown_while_a_day_it_counts_from_is_missing(bound: Bound, rule: Rule) -> None:
    for context in asked(rule):
        unread = replace(bound, of=tuple(replace(day, read=lambda _: None) for day in bound.of))
        assert unread.deadline(context) is None
        answer = on_day(unread, SITTING)(context)
        assert (answer.verdict, answer.bound) == (UNKNOWN, None)


@pytest.mark.parametrize("rule", ALL_RULES)
def test_the_deadlines_of_a_rule_are_those_of_its_bounds_that_apply(rule: Rule) -> None:
    for context in asked(rule):
        bounds = rule.test if isinstance(rule.test, tuple) else ()
        expected = [(bound, bound.deadline(context)) for bound in bounds if bound.when(context)]
        assert list(rule.deadlines(context)) == expected


# ── What every rule carries ──────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("rule", ALL_RULES)
def test_a_rule_has_a_source_a_name_and_a_title_in_two_languages(rule: Rule) -> None:
    assert rule.source.strip()
    assert rule.id.isidentifier()
    assert rule.id.islower()
    assert rule.title.isascii()
    assert any(ord(letter) in JAPANESE for letter in rule.title_ja)


@pytest.mark.parametrize("rule", ALL_RULES)
def test_a_rule_is_asked_at_steps_that_exist(rule: Rule) -> None:
    assert rule.asked_at
    for kind, event in rule.asked_at:
        assert event in {str(row.event) for row in LIVES[kind].rows}


@pytest.mark.parametrize("rule", [param for param in ALL_RULES if param.values[0].restates])
def test_a_rule_restates_a_guard_that_is_asked_at_one_of_its_steps(rule: Rule) -> None:
    guards = {
        guard.__name__
        for kind, event in rule.asked_at
        for row in LIVES[kind].rows
        if row.event == event
        for guard in row.guards
    }
    assert rule.restates in guards


@pytest.mark.parametrize("rule", ALL_RULES)
def test_every_finding_of_a_rule_carries_its_name_title_and_source(rule: Rule) -> None:
    for context in asked(rule):
        finding = rule.ask(context)
        assert (finding.guard, finding.title, finding.source) == (rule.id, rule.title, rule.source)
        assert finding.message
        assert bool(finding.remedy) or not finding.stops()


@pytest.mark.parametrize("rule", ALL_RULES)
def test_what_could_not_be_confirmed_never_blocks(rule: Rule) -> None:
    for weight in (Weight.BAR, Weight.DEFECT):
        with pytest.raises(ValueError, match=f"{rule.id}: what could not be confirmed may only be a note"):
            replace(rule, confidence=Confidence.CHECK, weight=weight)
    note = replace(rule, confidence=Confidence.CHECK, weight=Weight.NOTE)
    assert not any(note.ask(context).stops() for context in asked(note))


@pytest.mark.parametrize("rule", ALL_RULES)
def test_a_rule_waits_only_where_it_is_asked(rule: Rule) -> None:
    with pytest.raises(ValueError, match=f"{rule.id}: may wait only where it is asked"):
        replace(rule, may_wait=steps(Kind.COMPANY, "add"))


def test_names_are_unique_in_a_rulebook() -> None:
    for book in every_rulebook():
        assert len({rule.id for rule in book.rules}) == len(book.rules)
    with pytest.raises(ValueError, match="japan: two rules under one name"):
        replace(JAPAN, rules=(*JAPAN.rules, JAPAN.rules[0]))


def test_a_rulebook_is_found_by_its_jurisdiction_and_names_its_version() -> None:
    assert rulebook("JP") is JAPAN
    assert JAPAN.label == f"japan {JAPAN.version}"
    assert rulebook("XX") is None
    assert rulebook(None) is None


@pytest.mark.parametrize(
    ("known_on", "version"),
    [
        (date(2026, 10, 31), None),
        (date(2026, 11, 1), "2026.1"),
        (date(2026, 11, 21), "2026.1"),
        (date(2026, 11, 22), "2026.2"),
    ],
)
def test_a_step_is_judged_by_what_was_published_on_its_day_or_before(known_on: date, version: str | None) -> None:
    book = rulebook("JP", known_on=known_on)
    assert (book.version if book else None) == version


def test_entries_find_the_version_they_name() -> None:
    assert [labelled(book.label) for book in every_version()] == [*every_version()]
    assert (labelled("japan 1890.1"), labelled(None)) == (None, None)


def test_rules_are_asked_in_the_order_of_the_book_and_only_where_they_belong() -> None:
    book = replace(JAPAN)  # opened again
    asked_at_pay = [rule.id for rule in book.asked_at(Kind.DIVIDEND, "pay")]
    order = [rule.id for rule in JAPAN.rules]
    assert asked_at_pay == sorted(asked_at_pay, key=order.index)
    assert {"total_matches", "pay_not_before_effect"} <= set(asked_at_pay)
    assert {rule.id for steps in LIVES for row in LIVES[steps].rows for rule in book.asked_at(steps, row.event)} == {*order}
    assert book.asked_at(Kind.DIVIDEND, "note") == book.asked_at(Kind.COMPANY, "add") == ()


# ── A rule of our own, to see its parts ──────────────────────────────────────────────────────────────────────────────

ON = Day("day of the deed", lambda c: c.on, "--on")
PAY = (Kind.DIVIDEND, "pay")


def says(verdict: Verdict, **more: Any) -> Any:
    return lambda _: Answer(verdict=verdict, message="said", **more)


def rule(**changes: Any) -> Rule:
    usual: dict[str, Any] = {
        "id": "ours",
        "title": "ours",
        "title_ja": "当",
        "weight": Weight.BAR,
        "source": "us",
        "confidence": Confidence.SURE,
        "in_force": InForce(since=date(2000, 1, 1), keyed_on=ON),
        "asked_at": frozenset({PAY}),
        "test": says(PASS),
    }
    return Rule(**usual | changes)


@pytest.mark.parametrize(
    ("on", "verdict"),
    [
        (date(2018, 6, 27), NO_QUESTION),
        (date(2018, 6, 28), PASS),
        (date(2018, 6, 30), PASS),
        (date(2018, 7, 1), NO_QUESTION),
        (None, UNKNOWN),
    ],
)
def test_a_rule_is_in_force_from_its_first_day_to_its_last(on: date | None, verdict: Verdict) -> None:
    span = InForce(since=date(2018, 6, 28), until=date(2018, 6, 30), keyed_on=ON)
    finding = rule(in_force=span).ask(step("pay", on=on))
    assert finding.verdict is verdict
    assert ("in force from 2018-06-28 until 2018-06-30" in finding.message) == (verdict is NO_QUESTION)


@pytest.mark.parametrize(("holds", "verdict"), [(True, PASS), (False, NO_QUESTION), (None, UNKNOWN)])
def test_a_rule_applies_where_its_condition_holds_and_is_unknown_where_that_is(holds: bool | None, verdict: Verdict) -> None:
    condition = When(text="it rains", holds=lambda _: holds, give="the weather")
    finding = rule(applies=(condition,)).ask(step("pay"))
    assert finding.verdict is verdict
    assert ("state the weather" in finding.remedy) == (verdict is UNKNOWN)


@pytest.mark.parametrize(
    ("remedy", "weight", "verdict", "said"),
    [
        ("", Weight.BAR, UNKNOWN, '--attest net-assets="what it rests on"'),
        ("state it", Weight.BAR, UNKNOWN, 'state it, or --attest net-assets="what it rests on"'),
        ("", Weight.DEFECT, FAIL, "override: --override ours --reason TEXT --evidence FILE"),
        ("mind it", Weight.DEFECT, FAIL, "mind it: --override ours --reason TEXT --evidence FILE"),
        ("mind it", Weight.BAR, FAIL, "mind it"),
        ("state it", Weight.DEFECT, UNKNOWN, "state it"),
    ],
)
def test_a_remedy_says_how_to_vouch_for_a_fact_and_how_to_override(
    remedy: str, weight: Weight, verdict: Verdict, said: str
) -> None:
    ours = rule(weight=weight, attest="net_assets", test=says(verdict, remedy=remedy))
    assert ours.ask(step("pay")).remedy == said


def bound(limit: date | Disputed, **more: Any) -> Bound:
    return Bound(day=ON, of=(), text="a day", limit=lambda _: limit, remedy=f"mind {limit}", **more)


@pytest.mark.parametrize(
    ("limits", "verdict", "bounds", "slack"),
    [
        ((EFFECT, EFFECT + DAY), PASS, EFFECT, 0),
        ((EFFECT + DAY, EFFECT), PASS, EFFECT, 0),
        ((EFFECT - DAY, EFFECT), FAIL, EFFECT - DAY, -1),
        ((EFFECT - DAY, EFFECT - 3 * DAY), FAIL, EFFECT - 3 * DAY, -3),
        ((Disputed(EFFECT - DAY, EFFECT, "why"), EFFECT), UNKNOWN, EFFECT - DAY, -1),
        ((Disputed(EFFECT - DAY, EFFECT, "why"), EFFECT - DAY), FAIL, EFFECT - DAY, -1),
        ((), NO_QUESTION, None, None),
    ],
)
def test_of_several_bounds_the_gravest_answer_and_the_tightest_day_stand(
    limits: tuple[date | Disputed, ...], verdict: Verdict, bounds: date | None, slack: int | None
) -> None:
    finding = rule(test=tuple(map(bound, limits))).ask(step("pay", on=EFFECT))
    assert (finding.verdict, finding.bound, finding.slack) == (verdict, bounds, slack)


@pytest.mark.parametrize(
    ("before", "days", "verdict", "bounds", "slack"),
    [
        (False, 0, PASS, EFFECT, 0),
        (False, 1, UNKNOWN, EFFECT, -1),
        (False, 2, UNKNOWN, EFFECT, -2),
        (False, 3, FAIL, EFFECT + 2 * DAY, -1),
        (True, 0, PASS, EFFECT, 0),
        (True, -1, UNKNOWN, EFFECT, -1),
        (True, -2, UNKNOWN, EFFECT, -2),
        (True, -3, FAIL, EFFECT - 2 * DAY, -1),
    ],
)
def test_between_the_readings_of_a_disputed_limit_nothing_is_certain(
    before: bool, days: int, verdict: Verdict, bounds: date, slack: int
) -> None:
    disputed = Disputed(EFFECT, EFFECT + (-2 if before else 2) * DAY, "why")
    finding = rule(test=(bound(disputed, before=before),)).ask(step("pay", on=EFFECT + days * DAY))
    assert (finding.verdict, finding.bound, finding.slack) == (verdict, bounds, slack)
    assert dict(finding.figures) == {"day of the deed": str(EFFECT + days * DAY)}


def test_several_failed_bounds_are_all_said() -> None:
    finding = rule(test=(bound(EFFECT - DAY), bound(EFFECT - 2 * DAY))).ask(step("pay", on=EFFECT))
    assert "last day 2018-06-28" in finding.message
    assert "last day 2018-06-27" in finding.message
    assert finding.remedy == "mind 2018-06-28; mind 2018-06-27"


def test_the_earliest_day_of_several_bounds_satisfies_them_all_or_is_none() -> None:
    both = rule(test=(bound(EFFECT + DAY, before=True), bound(EFFECT + 2 * DAY, before=True)))
    assert both.ask(step("pay", on=EFFECT)).earliest == EFFECT + 2 * DAY
    never = rule(test=(bound(EFFECT + DAY, before=True), bound(EFFECT - DAY)))
    assert never.ask(step("pay", on=EFFECT)).earliest is None


# ── Judging ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def guard(verdict: Verdict) -> Guard:
    def asks(context: Context) -> Finding:
        return universal("theirs", "t", verdict, "m")

    return asks


@pytest.mark.parametrize("of_rule", [PASS, FAIL, UNKNOWN, NO_QUESTION])
@pytest.mark.parametrize("of_guard", [PASS, FAIL, UNKNOWN, NO_QUESTION])
def test_a_guard_is_left_to_the_rule_that_restates_it_only_where_they_agree(of_guard: Verdict, of_rule: Verdict) -> None:
    findings = judge(step("pay"), (guard(of_guard),), (rule(restates="theirs", test=says(of_rule)),))
    assert [finding.guard for finding in findings] == (["ours"] if of_guard is of_rule else ["theirs", "ours"])


def test_a_guard_that_nobody_restates_is_always_heard() -> None:
    findings = judge(step("pay"), (guard(FAIL),), (rule(restates="another", test=says(FAIL)), rule(id="more")))
    assert [finding.guard for finding in findings] == ["theirs", "ours", "more"]


def test_before_the_act_the_universal_guard_still_stops_an_early_payment() -> None:
    """The rule of the Act does not apply to a deed of 2005; that payment follows effect holds all the same."""
    context = step("pay", on=date(2005, 6, 28), terms={"effective_on": date(2005, 6, 29)})
    row = DIVIDEND.row("pay", "approved")
    assert row is not None
    findings = {f.guard: f for f in judge(context, row.guards, JAPAN.asked_at(Kind.DIVIDEND, "pay"))}
    assert findings["pay_not_before_effect"].verdict is NO_QUESTION
    assert (findings["payment_not_before_effect"].verdict, findings["payment_not_before_effect"].stops()) == (FAIL, True)


def test_a_restated_guard_never_weakens_what_stops() -> None:
    """Where both say no, the rule's finding stands alone, so it must stop as the guard would."""
    for restating in (each for each in JAPAN.rules if each.restates):
        assert (restating.weight, restating.lowered) == (Weight.BAR, None)
        for kind, event in restating.may_wait:
            asked = {guard.__name__ for row in LIVES[kind].rows if row.event == event for guard in row.guards}
            assert restating.restates not in asked


def test_a_rulebook_is_named_after_its_file_and_of_the_jurisdiction_it_stands_under() -> None:
    for code in WITH_RULES:
        assert {(book.jurisdiction, f"states.rulebooks.{book.name}") for book in versions(code)} == {
            (code, f"states.rulebooks.{_FILES[code]}")
        }
    for code in JURISDICTIONS - {*WITH_RULES}:
        assert versions(code) == (UNIVERSAL,)
        assert rulebook(code) is UNIVERSAL
        assert rulebook(code, known_on=date(2026, 11, 22)) is None
    assert versions("") == (UNIVERSAL,)


def test_the_desk_takes_a_persons_word_at_the_events_at_which_some_rule_does() -> None:
    asking = {
        kind: tuple(str(event) for event in events if any(attestable(kind, event, book) for book in every_rulebook()))
        for kind, events in EVENTS.items()
    }
    assert {kind: events for kind, events in asking.items() if events} == ATTESTABLE
