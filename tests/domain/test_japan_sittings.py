"""Japan's rules on what a meeting may decide: votes and agenda, amendments, continued sittings, and dividends in kind.

Source: ``law.md`` section 1.3.  The days are those of the case, each moved across its limit.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from states.context import Context, Deed
from states.dates import within_months
from states.facts import MeetingKind, Route, Shares
from states.finding import Verdict, Weight
from states.rulebooks.japan import JAPAN
from states.votes import two_thirds
from tests.domain.iij import BOARD, DAY, EFFECT, NOTICE, SHARES, SITTING, answer, ask, brief, convening, deeds, step

PASS, FAIL, UNKNOWN, NO_QUESTION = Verdict.PASS, Verdict.FAIL, Verdict.UNKNOWN, Verdict.NOT_APPLICABLE
BAR, DEFECT, NOTE = Weight.BAR, Weight.DEFECT, Weight.NOTE


def d(text: str) -> date:
    return date.fromisoformat(text)


# ── In kind: 309(2)(x), 454(4), 455, 456 ─────────────────────────────────────────────────────────────────────────────

KIND_ONLY = {"in_kind": True, "cash_option": False}
OPTION = {"in_kind": True, "cash_option": True}


def voted(in_favour: int | None, present: int | None, exercisable: int | None = 100, third: bool | None = False) -> Context:
    votes = {"in_favour": in_favour, "present": present, "exercisable": exercisable, "against": None}
    return step("approve", terms=KIND_ONLY, votes=votes, articles={"special_quorum_third": third})


@pytest.mark.parametrize(
    ("context", "verdict"),
    [
        (voted(60, 90), PASS),  # exactly two thirds
        (voted(59, 90), FAIL),
        (voted(61, 91), PASS),
        (voted(60, 91), FAIL),
        (voted(51, 51), PASS),
        (voted(50, 50), FAIL),  # half is no quorum
        (voted(50, 50, third=None), UNKNOWN),  # the articles may say that it is one
        (voted(50, 50, third=True), PASS),
        (voted(33, 33, 99, third=True), PASS),  # a third is enough
        (voted(33, 33, third=True), FAIL),
        (voted(33, 33, third=None), FAIL),  # too few whatever the articles say
        (voted(0, 0, 0, third=True), FAIL),
        (voted(None, 90), UNKNOWN),
        (voted(60, None), UNKNOWN),
        (voted(60, 90, None), UNKNOWN),
    ],
)
def test_property_without_an_option_of_money_takes_two_thirds_and_a_quorum(context: Context, verdict: Verdict) -> None:
    weight = NOTE if verdict is UNKNOWN else BAR  # counts may come later
    assert answer(ask("special_majority_in_kind", context)) == (verdict, weight, verdict is FAIL)


@pytest.mark.parametrize(
    ("terms", "verdict"),
    [
        ({}, NO_QUESTION),
        (OPTION, NO_QUESTION),
        ({"in_kind": True}, UNKNOWN),
        ({"in_kind": False, "cash_option": False}, NO_QUESTION),
        (KIND_ONLY, PASS),
    ],
)
def test_the_special_resolution_is_asked_of_property_alone(terms: dict[str, Any], verdict: Verdict) -> None:
    assert ask("special_majority_in_kind", step("approve", terms=terms)).verdict is verdict


@pytest.mark.parametrize(
    ("in_favour", "terms", "verdict"),
    [
        (51, {}, FAIL),
        (50, {}, PASS),
        (66, KIND_ONLY, PASS),
        (67, KIND_ONLY, FAIL),
        (60, OPTION, FAIL),
        (60, {"in_kind": True}, PASS),
        (67, {"in_kind": True}, FAIL),
    ],
)
def test_what_two_thirds_must_carry_is_voted_down_by_less(in_favour: int, terms: dict[str, Any], verdict: Verdict) -> None:
    votes = {"in_favour": in_favour, "present": 100, "against": None, "exercisable": 199}
    context = step("reject", terms=terms, votes=votes)
    assert ask("majority_not_reached", context).verdict is verdict


@pytest.mark.parametrize("whole", range(12))
def test_two_thirds_are_counted_without_rounding(whole: int) -> None:
    assert [part for part in range(whole + 1) if two_thirds(part, whole)] == [
        part for part in range(1, whole + 1) if part * 3 >= whole * 2
    ]


@pytest.mark.parametrize(
    ("terms", "verdict", "bound"),
    [
        (OPTION | {"claim_end_on": EFFECT}, PASS, EFFECT),
        (OPTION | {"claim_end_on": EFFECT - DAY}, PASS, EFFECT),
        (OPTION | {"claim_end_on": EFFECT + DAY}, FAIL, EFFECT),
        (OPTION, UNKNOWN, EFFECT),
        ({"in_kind": True}, UNKNOWN, None),
        (KIND_ONLY, NO_QUESTION, None),
        ({"claim_end_on": EFFECT + DAY}, NO_QUESTION, None),
    ],
)
def test_money_is_claimed_by_the_effective_day(terms: dict[str, Any], verdict: Verdict, bound: date | None) -> None:
    for event in ("resolve", "decide", "approve", "revise", "pay"):
        finding = ask("in_kind_cash_option", step(event, terms=terms))
        waits = verdict is UNKNOWN and event in ("resolve", "revise")
        assert (finding.verdict, finding.bound, finding.stops()) == (
            verdict,
            bound,
            verdict in (FAIL, UNKNOWN) and not waits,
        )


@pytest.mark.parametrize(
    ("told", "verdict", "slack"),
    [("2018-06-07", PASS, 1), ("2018-06-08", PASS, 0), ("2018-06-09", UNKNOWN, -1), ("2018-06-10", FAIL, -1)],
)
def test_holders_are_told_twenty_days_before_and_the_count_is_not_certain(told: str, verdict: Verdict, slack: int) -> None:
    context = step("pay", terms=OPTION | {"claim_end_on": EFFECT}, dividend={"claim_notice_on": d(told)})
    finding = ask("in_kind_cash_notice", context)
    weight = NOTE if verdict is UNKNOWN else BAR  # what is disputed blocks nothing
    assert (finding.verdict, finding.slack, finding.weight, finding.stops()) == (verdict, slack, weight, verdict is FAIL)


def test_a_notice_that_is_not_stated_is_unknown_and_asked_only_where_money_may_be_claimed() -> None:
    finding = ask("in_kind_cash_notice", step("pay", terms=OPTION | {"claim_end_on": d("2020-03-21")}))
    assert brief(finding) == (UNKNOWN, d("2020-02-29"), None)  # 20 clear days, from a leap day
    assert ask("in_kind_cash_notice", step("pay")).verdict is NO_QUESTION


@pytest.mark.parametrize(
    ("terms", "verdict"),
    [
        (KIND_ONLY | {"minimum_holding": 100, "fraction_in_cash": True}, PASS),
        (KIND_ONLY | {"minimum_holding": 100, "fraction_in_cash": False}, FAIL),
        (KIND_ONLY | {"minimum_holding": 100}, UNKNOWN),
        (KIND_ONLY, NO_QUESTION),
        ({"minimum_holding": 100, "fraction_in_cash": False}, NO_QUESTION),
    ],
)
def test_who_holds_less_than_the_minimum_receives_money(terms: dict[str, Any], verdict: Verdict) -> None:
    for event in ("resolve", "decide", "approve", "pay"):
        finding = ask("in_kind_fraction", step(event, terms=terms))
        waits = verdict is UNKNOWN and event == "resolve"
        assert (finding.verdict, finding.stops()) == (verdict, verdict in (FAIL, UNKNOWN) and not waits)


GIVEN = dict.fromkeys(("board_decides_dividends", "accounting_auditor", "directors_one_year_term", "audit_board"), True)


@pytest.mark.parametrize(("terms", "verdict"), [({}, PASS), (OPTION, PASS), (KIND_ONLY, FAIL), ({"in_kind": True}, UNKNOWN)])
def test_a_board_cannot_decide_property_without_an_option_of_money(terms: dict[str, Any], verdict: Verdict) -> None:
    own = {"route": Route.BOARD, "accounts_clean": True}
    assert ask("board_authority_459", step("decide", terms=terms, dividend=own, articles=GIVEN)).verdict is verdict


@pytest.mark.parametrize(("in_kind", "verdict"), [(None, PASS), (False, PASS), (True, FAIL)])
def test_an_interim_dividend_of_the_board_is_money(in_kind: bool | None, verdict: Verdict) -> None:
    own = {"route": Route.INTERIM, "fiscal_year_end": d("2019-03-31")}
    terms = {"in_kind": in_kind, "cash_option": True}
    assert ask(
        "interim_by_board", step("decide", terms=terms, dividend=own, articles={"interim_dividends": True})
    ).verdict is (verdict)


# ── Votes, agenda, amendment, power: 308, 309(5), 304, 460 ───────────────────────────────────────────────────────────

TWO = (SHARES, Shares(share_class="preferred", issued=250, treasury=51, entitled=199))


@pytest.mark.parametrize(
    ("votes", "unit", "changes", "verdict"),
    [
        (450_704, 100, {}, PASS),
        (450_705, 100, {}, FAIL),
        (45_070_489, 1, {}, PASS),
        (45_070_490, 1, {}, FAIL),
        (45_070_490, None, {}, FAIL),  # too many whatever the unit
        (450_700, None, {}, UNKNOWN),
        (450_705, 100, {"dividend": {"shares": TWO}}, PASS),  # each class by its own units
        (450_706, 100, {"dividend": {"shares": TWO}}, FAIL),
        (450_700, 100, {"shares": {"treasury": None}}, UNKNOWN),
        (99_999_999, 100, {"dividend": {"shares": ()}}, NO_QUESTION),
        (99_999_999, 100, {"meeting": {"voting_record_on": BOARD}}, UNKNOWN),  # other shares than those counted
        (99_999_999, 100, {"dividend": {"route": Route.BOARD}}, NO_QUESTION),
        (None, 100, {}, NO_QUESTION),
    ],
)
def test_no_more_votes_than_units_of_shares_that_have_one(
    votes: int | None, unit: int | None, changes: dict[str, Any], verdict: Verdict
) -> None:
    context = step("approve", articles={"unit_shares": unit}, votes={"exercisable": votes}, **changes)
    finding = ask("votes_excluded", context)
    assert answer(finding) == (verdict, DEFECT, verdict is FAIL)
    assert ("--override votes_excluded" in finding.remedy) == (verdict is FAIL)


def resolved_on(day: date, **more: Any) -> Context:
    draft, resolve = deeds(count=2)
    revised = replace(resolve, seq=12, event="revise", source="proposed", on=NOTICE + DAY)
    return step("approve", deeds=(draft, replace(resolve, on=day), revised), **more)


@pytest.mark.parametrize(("moved_on", "verdict"), [(NOTICE - DAY, PASS), (NOTICE, PASS), (NOTICE + DAY, FAIL)])
def test_what_was_put_to_another_meeting_first_is_an_item_of_this_one_from_the_day_it_was_moved(
    moved_on: date, verdict: Verdict
) -> None:
    draft, resolve = deeds(count=2)
    elsewhere = replace(resolve, meeting="ANOTHER")
    moved = replace(resolve, seq=12, event="revise", source="proposed", on=moved_on)
    context = step("approve", deeds=(draft, elsewhere, moved))
    assert brief(ask("agenda_bound", context)) == (verdict, NOTICE, (NOTICE - moved_on).days)


@pytest.mark.parametrize(
    ("context", "expected"),
    [
        (resolved_on(NOTICE - DAY), (PASS, NOTICE, 1)),
        (resolved_on(NOTICE), (PASS, NOTICE, 0)),
        (resolved_on(NOTICE + DAY), (FAIL, NOTICE, -1)),
        (step("approve", meeting_deeds=()), (UNKNOWN, None, None)),
        (step("approve", deeds=()), (UNKNOWN, NOTICE, None)),
        (
            resolved_on(NOTICE + DAY, articles={"public": False, "listed": False, "has_board": False}),
            (NO_QUESTION, None, None),
        ),
        (resolved_on(NOTICE + DAY, articles={"has_board": False}), (FAIL, NOTICE, -1)),  # a public company has a board
        (resolved_on(NOTICE + DAY, articles={"public": False, "listed": False, "has_board": None}), (UNKNOWN, None, None)),
    ],
)
def test_what_the_board_resolved_after_the_notice_is_no_item_of_it(
    context: Context, expected: tuple[Verdict, date | None, int | None]
) -> None:
    finding = ask("agenda_bound", context)
    assert brief(finding) == expected
    assert (finding.weight, finding.stops()) == (DEFECT, finding.verdict is FAIL)


@pytest.mark.parametrize(
    ("amended", "within", "verdict"),
    [(True, True, PASS), (True, False, FAIL), (True, None, UNKNOWN), (None, False, NO_QUESTION), (False, None, NO_QUESTION)],
)
def test_an_amendment_stays_within_the_item(amended: bool | None, within: bool | None, verdict: Verdict) -> None:
    finding = ask("floor_amendment", step("approve", dividend={"amended": amended, "amended_within_item": within}))
    assert answer(finding) == (verdict, DEFECT, verdict is FAIL)


@pytest.mark.parametrize(
    ("excluded", "clean", "terms", "verdict"),
    [
        (True, True, {}, FAIL),
        (True, False, {}, PASS),  # 460(2)
        (True, None, {}, UNKNOWN),
        (True, True, KIND_ONLY, PASS),  # 459(1)(iv) leaves it to the meeting
        (True, True, {"in_kind": True}, UNKNOWN),
        (True, True, OPTION, FAIL),
        (False, None, {}, PASS),
        (None, None, {}, UNKNOWN),
    ],
)
def test_the_articles_may_take_dividends_from_the_meeting(
    excluded: bool | None, clean: bool | None, terms: dict[str, Any], verdict: Verdict
) -> None:
    for event in ("resolve", "approve"):
        articles = {"board_decides_dividends": True, "meeting_excluded": excluded}
        context = step(event, articles=articles, terms=terms, dividend={"accounts_clean": clean})
        finding = ask("agm_excluded_460", context)
        waits = verdict is UNKNOWN and event == "resolve"
        assert answer(finding) == (verdict, NOTE if waits else BAR, verdict in (FAIL, UNKNOWN) and not waits)


@pytest.mark.parametrize(
    ("given", "excluded", "verdict"), [(None, None, NO_QUESTION), (False, None, NO_QUESTION), (None, True, FAIL)]
)
def test_only_articles_that_name_the_board_can_exclude_the_meeting(
    given: bool | None, excluded: bool | None, verdict: Verdict
) -> None:
    articles = {"board_decides_dividends": given, "meeting_excluded": excluded}
    context = step("approve", articles=articles, dividend={"accounts_clean": True})
    assert ask("agm_excluded_460", context).verdict is verdict
    board = step("resolve", articles={"meeting_excluded": True}, dividend={"route": Route.BOARD})
    assert ask("agm_excluded_460", board).verdict is NO_QUESTION


# ── Continued sittings: 317 ──────────────────────────────────────────────────────────────────────────────────────────


def continued(day: str, to: str, record: str | None = None) -> Context:
    meeting = {"day": d(day), "continued_on": (d(to),), "voting_record_on": d(record) if record else None}
    return convening(event="adjourn", source="convened", dest="adjourned", on=d(day), meeting=meeting)


@pytest.mark.parametrize(
    ("context", "expected"),
    [
        (continued("2018-06-28", "2018-07-12"), (PASS, d("2018-07-12"), 0)),
        (continued("2018-06-28", "2018-07-13"), (FAIL, d("2018-07-12"), -1)),  # before the guidance
        (continued("2020-04-27", "2020-05-12"), (FAIL, d("2020-05-11"), -1)),
        (continued("2020-04-28", "2020-05-12"), (PASS, d("2020-05-12"), 0)),
        (continued("2020-04-28", "2020-05-13"), (UNKNOWN, d("2020-05-12"), -1)),
        (continued("2020-06-26", "2020-09-26"), (UNKNOWN, d("2020-07-10"), -78)),
        (continued("2020-06-26", "2020-09-27"), (FAIL, d("2020-09-26"), -1)),
        (continued("2020-11-30", "2021-02-28"), (UNKNOWN, d("2020-12-14"), -76)),  # three months end with February
        (continued("2020-11-30", "2021-03-01"), (FAIL, d("2021-02-28"), -1)),
        (continued("2018-06-28", "2018-06-30", "2018-03-31"), (PASS, d("2018-06-30"), 0)),  # the tighter of both
        (continued("2018-06-28", "2018-07-01", "2018-03-31"), (FAIL, d("2018-06-30"), -1)),
        (continued("2020-06-26", "2020-07-01", "2020-03-31"), (FAIL, d("2020-06-30"), -1)),
        (convening(event="adjourn", source="convened", dest="adjourned", on=SITTING), (NO_QUESTION, None, None)),
    ],
)
def test_a_continued_sitting_that_is_late_is_noted(
    context: Context, expected: tuple[Verdict, date | None, int | None]
) -> None:
    finding = ask("adjourn_or_continue", context)
    assert brief(finding) == expected
    assert (finding.weight, finding.stops()) == (NOTE, False)
    if finding.verdict is UNKNOWN:
        assert finding.remedy == "say in the minutes why it takes longer"


def test_planted_a_guide_of_a_day_more_or_of_naive_months_is_found() -> None:
    """The limits above are fine enough: a limit moved by one day answers one of the lines differently."""
    rule = next(each for each in JAPAN.rules if each.id == "adjourn_or_continue")
    assert isinstance(rule.test, tuple)
    late = continued("2018-06-28", "2018-07-01", "2018-03-31")
    votes = replace(rule.test[1], limit=lambda c, record: within_months(record, 3) + DAY)
    moved = replace(rule, test=(rule.test[0], votes))
    assert (rule.ask(late).verdict, moved.ask(late).verdict) == (FAIL, PASS)


def test_planted_a_day_more_is_found_in_each_date_rule_of_the_vote() -> None:
    told = step("pay", terms=OPTION | {"claim_end_on": EFFECT}, dividend={"claim_notice_on": d("2018-06-10")})
    late = {
        "in_kind_cash_option": step("approve", terms=OPTION | {"claim_end_on": EFFECT + DAY}),
        "in_kind_cash_notice": told,
        "agenda_bound": resolved_on(NOTICE + DAY),
    }
    for name, context in late.items():
        rule = next(each for each in JAPAN.rules if each.id == name)
        assert isinstance(rule.test, tuple)
        (bound,) = rule.test
        of_a_day_later = tuple(replace(day, read=lambda c, day=day: day.read(c) + DAY) for day in bound.of)
        assert rule.ask(context).verdict is FAIL
        assert replace(rule, test=(replace(bound, of=of_a_day_later),)).ask(context).verdict is not FAIL


def test_planted_the_ordinary_majority_in_place_of_the_special_one_is_found() -> None:
    rules = {each.id: each for each in JAPAN.rules}
    weakened = replace(rules["special_majority_in_kind"], test=rules["ordinary_majority"].test)
    assert (ask("special_majority_in_kind", voted(59, 90)).verdict, weakened.ask(voted(59, 90)).verdict) == (FAIL, PASS)


def test_the_case_meets_the_new_rules_of_the_vote() -> None:
    context = step("approve", articles={"unit_shares": 100})
    assert context.meeting is not None
    assert context.meeting.kind is MeetingKind.ORDINARY
    assert {name: ask(name, context).verdict for name in ("votes_excluded", "agenda_bound")} == {
        "votes_excluded": PASS,
        "agenda_bound": PASS,
    }


@pytest.mark.parametrize(("crossed", "verdict"), [(None, PASS), (0, PASS), (100, PASS), (101, FAIL)])
def test_cross_held_shares_have_no_vote(crossed: int | None, verdict: Verdict) -> None:
    shares = {"issued": 46_721_400, "treasury": 1_650_900, "cross_held": crossed}
    counted = step("approve", articles={"unit_shares": 1}, shares=shares, votes={"exercisable": 45_070_400})
    assert ask("votes_excluded", counted).verdict is verdict


@pytest.mark.parametrize(
    ("revised", "told", "verdict"),
    [
        ("2018-06-07", None, NO_QUESTION),  # on the day of the dispatch
        ("2018-06-08", None, UNKNOWN),
        ("2018-06-08", "2018-06-13", PASS),
        ("2018-06-08", "2018-06-14", FAIL),
    ],
)
def test_terms_that_changed_after_the_dispatch_are_told_two_weeks_before(
    revised: str, told: str | None, verdict: Verdict
) -> None:
    change = Deed(seq=20, event="revise", source="proposed", dest="proposed", on=d(revised), meeting="IIJ-AGM26")
    context = step("approve", deeds=(*deeds(count=2), change), dividend={"change_notice_on": d(told) if told else None})
    finding = ask("changed_after_dispatch", context)
    assert (finding.verdict, finding.stops()) == (verdict, False)  # what it takes could not be confirmed
