"""Japan's date rules: each day moved across its limit fails just the right rule, and passes on the limit itself.

Source of the days: ``law.md`` sections 0 to 1.5, and the IIJ case of section 1.8.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from states.context import Context, Deed
from states.dates import within_months
from states.facts import Route
from states.finding import Verdict, Weight
from states.rulebooks.japan import JAPAN
from states.rules import judge
from states.terms import UNDECIDED
from tests.domain.iij import BOARD, DAY, EFFECT, NOTICE, RECORD, SITTING, ask, brief, convening, step

PASS, FAIL, UNKNOWN, NO_QUESTION = Verdict.PASS, Verdict.FAIL, Verdict.UNKNOWN, Verdict.NOT_APPLICABLE
BAR, DEFECT, NOTE = Weight.BAR, Weight.DEFECT, Weight.NOTE
PRIVATE = {"public": False, "listed": False}
BY_ARTICLES = {"has_board": False, "notice_days": 3}
NOT_FIXED = {"record_dates_fixed": False}
BY_BOARD = {"route": Route.BOARD}
AGM_2023 = date(2023, 6, 29)


def d(text: str) -> date:
    return date.fromisoformat(text)


def jun(day: int, year: int = 2018) -> date:
    return date(year, 6, day)


def noticed(on: str) -> dict[str, Any]:
    return {"articles": NOT_FIXED, "dividend": {"record_notice_on": d(on)}}


def dispatched(on: date | None) -> dict[str, Any]:
    return {"meeting_deeds": (Deed(seq=4, event="convene", source="planned", dest="convened", on=on),)}


def resolve(*, day: date = SITTING, record: date = RECORD, effect: date = EFFECT, **more: Any) -> Context:
    meeting = {"day": day, "voting_record_on": record} | more.pop("meeting", {})
    terms = {"record_on": record, "effective_on": effect} | more.pop("terms", {})
    return step("resolve", meeting=meeting, terms=terms, **more)


def convene(on: date = NOTICE, *, day: date = SITTING, articles: dict[str, Any] | None = None, **meeting: Any) -> Context:
    return convening(on=on, articles=articles, meeting={"day": day, **meeting})


def private(on: int, paper_voting: bool | None = False, **articles: Any) -> Context:
    return convene(jun(on), articles=PRIVATE | articles, paper_voting=paper_voting)


def voting_notice(on: str) -> Context:
    return convene(articles=NOT_FIXED, voting_record_notice_on=d(on))


def provided(on: date | None, *, day: date = AGM_2023, notice: date = jun(10, 2023), **articles: Any) -> Context:
    record = {"voting_record_on": d("2023-03-31"), "board_on": d("2023-05-25")}
    return convene(notice, day=day, e_provision_on=on, articles=articles or None, **record)


E_PRIVATE = PRIVATE | {"e_provision": True}

DATED: list[tuple[str, str, Context, Verdict, date | None, int | None]] = [
    # 124(2): the meeting within three months of the voting record date
    ("vote_within_3_months", "on the limit", resolve(day=jun(30)), PASS, jun(30), 0),
    ("vote_within_3_months", "a day after", resolve(day=d("2018-07-01")), FAIL, jun(30), -1),
    ("vote_within_3_months", "the case", resolve(), PASS, jun(30), 2),
    ("vote_within_3_months", "February", resolve(record=d("2018-02-28"), day=d("2018-05-31")), PASS, d("2018-05-31"), 0),
    ("vote_within_3_months", "after it", resolve(record=d("2018-02-28"), day=jun(1)), FAIL, d("2018-05-31"), -1),
    ("vote_within_3_months", "leap day", resolve(record=d("2020-02-29"), day=d("2020-05-31")), PASS, d("2020-05-31"), 0),
    ("vote_within_3_months", "month end", resolve(record=d("2018-11-29"), day=d("2019-02-28")), PASS, d("2019-02-28"), 0),
    ("vote_within_3_months", "after it", resolve(record=d("2018-11-29"), day=d("2019-03-01")), FAIL, d("2019-02-28"), -1),
    ("vote_within_3_months", "dispatch", convene(day=d("2018-07-01")), FAIL, jun(30), -1),
    ("vote_within_3_months", "later sitting", step("approve", on=d("2018-07-01")), FAIL, jun(30), -1),
    ("vote_within_3_months", "last sitting", step("approve", on=jun(30)), PASS, jun(30), 0),
    # 124(2): the effective day
    ("effect_within_3_months", "the case", resolve(), PASS, jun(30), 1),
    ("effect_within_3_months", "on the limit", resolve(effect=jun(30)), PASS, jun(30), 0),
    ("effect_within_3_months", "a day after", resolve(effect=d("2018-07-01")), FAIL, jun(30), -1),
    (
        "effect_within_3_months",
        "year end",
        resolve(record=d("2019-09-30"), effect=d("2019-12-31")),
        PASS,
        d("2019-12-31"),
        0,
    ),
    ("effect_within_3_months", "after", resolve(record=d("2019-09-30"), effect=d("2020-01-01")), FAIL, d("2019-12-31"), -1),
    # 124(1): the record date before the right
    ("record_before_right", "the meeting day", resolve(meeting={"voting_record_on": SITTING}), PASS, SITTING, 0),
    ("record_before_right", "a day after", resolve(meeting={"voting_record_on": EFFECT}), FAIL, SITTING, -1),
    ("record_before_right", "the effective day", resolve(terms={"record_on": EFFECT}), PASS, EFFECT, 0),
    ("record_before_right", "a day after it", resolve(terms={"record_on": jun(30)}), FAIL, EFFECT, -1),
    ("record_before_right", "dispatch", convene(voting_record_on=SITTING + DAY), FAIL, SITTING, -1),
    # 124(3): public notice two weeks before, where the articles do not fix the record date
    ("record_public_notice", "14", resolve(**noticed("2018-03-16")), PASS, d("2018-03-16"), 0),
    ("record_public_notice", "13", resolve(**noticed("2018-03-17")), FAIL, d("2018-03-16"), -1),
    (
        "record_public_notice",
        "November",
        resolve(record=d("2018-11-15"), **noticed("2018-10-31")),
        PASS,
        d("2018-10-31"),
        0,
    ),
    ("record_public_notice", "voting", voting_notice("2018-03-16"), PASS, d("2018-03-16"), 0),
    ("record_public_notice", "voting", voting_notice("2018-03-17"), FAIL, d("2018-03-16"), -1),
    ("record_public_notice", "not stated", resolve(articles=NOT_FIXED), UNKNOWN, d("2018-03-16"), None),
    ("record_public_notice", "in the articles", resolve(), NO_QUESTION, None, None),
    ("record_public_notice", "articles not stated", resolve(articles={"record_dates_fixed": None}), UNKNOWN, None, None),
    # 299(1): notice of a public company, 14 clear days
    ("notice_public_co", "14", convene(jun(13)), PASS, jun(13), 0),
    ("notice_public_co", "13", convene(jun(14)), FAIL, jun(13), -1),
    ("notice_public_co", "15", convene(jun(12)), PASS, jun(13), 1),
    ("notice_public_co", "February", convene(d("2019-01-30"), day=d("2019-02-14")), PASS, d("2019-01-30"), 0),
    ("notice_public_co", "13 in February", convene(d("2019-01-31"), day=d("2019-02-14")), FAIL, d("2019-01-30"), -1),
    ("notice_public_co", "leap day", convene(d("2020-02-29"), day=d("2020-03-15")), PASS, d("2020-02-29"), 0),
    ("notice_public_co", "at the vote", step("approve", **dispatched(jun(13))), PASS, jun(13), 0),
    ("notice_public_co", "at the vote", step("approve", **dispatched(jun(14))), FAIL, jun(13), -1),
    ("notice_public_co", "continued", step("approve", on=jun(30), **dispatched(jun(14))), FAIL, jun(13), -1),
    ("notice_public_co", "private", convene(articles=PRIVATE), NO_QUESTION, None, None),
    ("notice_public_co", "listed only", convene(articles={"public": None}), PASS, jun(13), 6),
    ("notice_public_co", "neither stated", convene(articles={"public": None, "listed": None}), UNKNOWN, None, None),
    ("notice_public_co", "no dispatch", step("approve", meeting_deeds=()), UNKNOWN, jun(13), None),
    # 299(1), 325-4(1): notice of any other company
    ("notice_private_co", "7", private(20), PASS, jun(20), 0),
    ("notice_private_co", "6", private(21), FAIL, jun(20), -1),
    ("notice_private_co", "14 paper", private(13, True), PASS, jun(13), 0),
    ("notice_private_co", "13 paper", private(14, True), FAIL, jun(13), -1),
    ("notice_private_co", "13 electronic, before that was law", private(14, e_provision=True), PASS, jun(20), 6),
    ("notice_private_co", "14 electronic", provided(None, notice=jun(14, 2023), **E_PRIVATE), PASS, jun(14, 2023), 0),
    ("notice_private_co", "13 electronic", provided(None, notice=jun(15, 2023), **E_PRIVATE), FAIL, jun(14, 2023), -1),
    ("notice_private_co", "voting unsaid, 14", private(13, None), PASS, jun(13), 0),
    ("notice_private_co", "voting unsaid, 13", private(14, None), UNKNOWN, jun(13), -1),
    ("notice_private_co", "voting unsaid, 7", private(20, None), UNKNOWN, jun(13), -7),
    ("notice_private_co", "voting unsaid, 6", private(21, None), FAIL, jun(20), -1),
    ("notice_private_co", "3 by articles", private(24, **BY_ARTICLES), PASS, jun(24), 0),
    ("notice_private_co", "2 by articles", private(25, **BY_ARTICLES), FAIL, jun(24), -1),
    ("notice_private_co", "0 by articles", private(27, **BY_ARTICLES | {"notice_days": 0}), PASS, jun(27), 0),
    ("notice_private_co", "3, with a board", private(24, **BY_ARTICLES | {"has_board": True}), FAIL, jun(20), -4),
    ("notice_private_co", "3, with paper", private(24, True, **BY_ARTICLES), FAIL, jun(13), -11),
    ("notice_private_co", "public", convene(), NO_QUESTION, None, None),
    # 325-3(1): electronic provision, the earlier of three weeks before and the day of dispatch
    ("e_provision", "A-22", provided(jun(7, 2023)), PASS, jun(7, 2023), 0),
    ("e_provision", "A-21", provided(jun(8, 2023)), UNKNOWN, jun(7, 2023), -1),
    ("e_provision", "A-20", provided(jun(9, 2023)), FAIL, jun(8, 2023), -1),
    ("e_provision", "on dispatch", provided(jun(1, 2023), notice=jun(1, 2023)), PASS, jun(1, 2023), 0),
    ("e_provision", "after dispatch", provided(jun(2, 2023), notice=jun(1, 2023)), FAIL, jun(1, 2023), -1),
    ("e_provision", "dispatch on A-22", provided(jun(8, 2023), notice=jun(7, 2023)), FAIL, jun(7, 2023), -1),
    ("e_provision", "dispatch on A-21", provided(jun(8, 2023), notice=jun(8, 2023)), UNKNOWN, jun(7, 2023), -1),
    ("e_provision", "not stated", provided(None), UNKNOWN, jun(7, 2023), None),
    ("e_provision", "not listed, by no articles", provided(None, listed=False, e_provision=False), NO_QUESTION, None, None),
    ("e_provision", "not listed", provided(None, listed=False), UNKNOWN, None, None),
    ("e_provision", "by articles", provided(jun(9, 2023), listed=False, e_provision=True), FAIL, jun(8, 2023), -1),
    ("e_provision", "no dispatch yet", provided(jun(9, 2023), notice=None), FAIL, jun(8, 2023), -1),
    ("e_provision", "listing not stated", provided(None, listed=None), UNKNOWN, None, None),
    ("e_provision", "before it was every listed company's", provided(None, day=d("2023-02-28")), NO_QUESTION, None, None),
    (
        "e_provision",
        "last day before the law",
        provided(None, day=d("2022-08-31"), e_provision=True),
        NO_QUESTION,
        None,
        None,
    ),
    (
        "e_provision",
        "first meeting under it",
        provided(None, day=d("2023-03-01"), notice=d("2023-02-10")),
        UNKNOWN,
        d("2023-02-07"),
        None,
    ),
    ("e_provision", "2018", convene(), NO_QUESTION, None, None),
    # 298: the board first
    ("board_decides_meeting", "same day", convene(BOARD), PASS, BOARD, 0),
    ("board_decides_meeting", "a day before", convene(BOARD - DAY), FAIL, BOARD - DAY, -1),
    ("board_decides_meeting", "provided on its day", convene(e_provision_on=BOARD), PASS, BOARD, 0),
    ("board_decides_meeting", "provided before", convene(e_provision_on=BOARD - DAY), FAIL, BOARD - DAY, -1),
    ("board_decides_meeting", "not stated", convene(board_on=None), UNKNOWN, NOTICE, None),
    # 454(1)(iii): decision, effect, payment
    ("effect_not_before_resolution", "same day", resolve(effect=SITTING), PASS, SITTING, 0),
    ("effect_not_before_resolution", "a day before", resolve(effect=SITTING - DAY), FAIL, SITTING, -1),
    ("effect_not_before_resolution", "the vote", step("approve", on=EFFECT), PASS, EFFECT, 0),
    ("effect_not_before_resolution", "a day late", step("approve", on=EFFECT + DAY), FAIL, EFFECT + DAY, -1),
    ("effect_not_before_resolution", "board", step("decide", on=EFFECT, dividend=BY_BOARD), PASS, EFFECT, 0),
    ("effect_not_before_resolution", "board", step("decide", on=EFFECT + DAY, dividend=BY_BOARD), FAIL, EFFECT + DAY, -1),
    ("pay_not_before_effect", "same day", step("pay", on=EFFECT), PASS, EFFECT, 0),
    ("pay_not_before_effect", "a day early", step("pay", on=EFFECT - DAY), FAIL, EFFECT, -1),
    ("pay_not_before_effect", "planned", resolve(terms={"pay_on": EFFECT}), PASS, EFFECT, 0),
    ("pay_not_before_effect", "planned early", resolve(terms={"pay_on": SITTING}), FAIL, EFFECT, -1),
    ("pay_not_before_effect", "no day planned", resolve(), NO_QUESTION, None, None),
]
WEIGHTS = dict.fromkeys(("notice_public_co", "notice_private_co", "e_provision", "board_decides_meeting"), DEFECT)
SOURCES = {
    "vote_within_3_months": "Companies Act art. 124(2)",
    "effect_within_3_months": "Companies Act art. 124(2)",
    "record_before_right": "Companies Act art. 124(1), (2)",
    "record_public_notice": "Companies Act art. 124(3)",
    "notice_public_co": "Companies Act art. 299(1)",
    "notice_private_co": "Companies Act arts. 299(1), 325-4(1)",
    "e_provision": "Companies Act arts. 325-2, 325-3(1); Book-Entry Transfer Act art. 159-2",
    "board_decides_meeting": "Companies Act art. 298(1), (4)",
    "effect_not_before_resolution": "Companies Act art. 454(1)(iii)",
    "pay_not_before_effect": "Companies Act art. 454(1)(iii)",
}


@pytest.mark.parametrize(
    ("rule", "context", "verdict", "bound", "slack"),
    [(rule, context, verdict, bound, slack) for rule, _, context, verdict, bound, slack in DATED],
    ids=[f"{rule}-{where}-{verdict}" for rule, where, _, verdict, _, _ in DATED],
)
def test_a_day_is_judged_by_its_limit(
    rule: str, context: Context, verdict: Verdict, bound: date | None, slack: int | None
) -> None:
    finding = ask(rule, context)
    assert brief(finding) == (verdict, bound, slack)
    assert (finding.guard, finding.weight, finding.source) == (rule, WEIGHTS.get(rule, BAR), SOURCES[rule])
    assert bool(finding.remedy) == (verdict in (FAIL, UNKNOWN))


def test_a_day_crossing_its_limit_is_refused_by_that_rule_alone() -> None:
    """The case as it was passes every rule; each of these moves one day, and one rule speaks."""
    moved: dict[str, tuple[Context, set[str]]] = {
        "the case": (resolve(), set()),
        "the dispatch": (convene(), set()),
        "the vote": (step("approve"), set()),
        "effective a day after three months": (resolve(effect=d("2018-07-01")), {"effect_within_3_months"}),
        "effective before the meeting": (resolve(effect=jun(27)), {"effect_not_before_resolution"}),
        "voting record date after the meeting": (resolve(meeting={"voting_record_on": EFFECT}), {"record_before_right"}),
        "voting record date too early": (resolve(meeting={"voting_record_on": d("2018-03-27")}), {"vote_within_3_months"}),
        "record date too early": (resolve(terms={"record_on": d("2018-03-28")}), {"effect_within_3_months"}),
        "notice of 13 clear days": (convene(jun(14)), {"notice_public_co"}),
        "notice of a private company of 6 clear days": (private(21), {"notice_private_co"}),
        "board after the dispatch": (convene(board_on=NOTICE + DAY), {"board_decides_meeting"}),
        "planned payment before the effect": (resolve(terms={"pay_on": SITTING}), {"pay_not_before_effect"}),
        "public notice of 13 clear days": (resolve(**noticed("2018-03-17")), {"record_public_notice"}),
        "provided 20 days before": (provided(jun(9, 2023)), {"e_provision"}),
    }
    for what, (context, expected) in moved.items():
        findings = judge(context, (), JAPAN.asked_at(context.kind, context.event))
        assert {finding.guard for finding in findings if finding.verdict is FAIL} == expected, what


# ── Unknown is never passed over ─────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("rule", "context", "give"),
    [
        ("vote_within_3_months", resolve(meeting={"voting_record_on": None}), "voting record date"),
        ("vote_within_3_months", resolve(meeting={"day": None}), "meeting"),
        ("vote_within_3_months", replace(resolve(), meeting=None), "voting record date"),
        ("vote_within_3_months", resolve(dividend={"route": None}), "the meeting decides"),
        ("effect_within_3_months", resolve(terms={"record_on": None}), "record date"),
        ("effect_within_3_months", resolve(terms={"effective_on": None}), "effective"),
        ("effect_within_3_months", resolve(terms={"effective_on": UNDECIDED}), "effective"),
        ("record_before_right", resolve(terms={"record_on": None}), "record date"),
        ("effect_not_before_resolution", resolve(terms={"effective_on": UNDECIDED}), "effective"),
        ("pay_not_before_effect", step("pay", terms={"effective_on": None}), "effective"),
        ("record_before_right", replace(resolve(), on=None), "day of the deed"),
    ],
)
def test_a_missing_day_is_unknown_blocks_and_is_attested_only_where_it_is_kept_elsewhere(
    rule: str, context: Context, give: str
) -> None:
    finding = ask(rule, context)
    assert (finding.verdict, finding.weight, finding.stops()) == (UNKNOWN, BAR, True)
    assert give in finding.message
    name = next(each.attest for each in JAPAN.rules if each.id == rule)
    vouched = replace(context, dividend=replace(context.dividend, attest={name or rule: "minutes of the board"}))
    attested = ask(rule, vouched)
    if name:
        assert f'--attest {name.replace("_", "-")}="what it rests on"' in finding.remedy
        assert (attested.verdict, attested.message, attested.stops()) == (PASS, "attested: minutes of the board", False)
    else:
        assert "--attest" not in finding.remedy
        assert attested == finding


def test_what_fails_cannot_be_attested_away() -> None:
    context = resolve(effect=d("2018-07-01"), dividend={"attest": {"effect_within_3_months": "trust me"}})
    assert brief(ask("effect_within_3_months", context)) == (FAIL, jun(30), -1)


def test_an_unknown_defect_is_said_but_does_not_block() -> None:
    finding = ask("e_provision", provided(jun(8, 2023)))
    assert (finding.verdict, finding.weight, finding.stops()) == (UNKNOWN, DEFECT, False)
    assert "disputed" in finding.message


def test_a_failed_defect_may_be_overridden_and_a_failed_bar_may_not() -> None:
    short, late = ask("notice_public_co", convene(jun(14))), ask("effect_within_3_months", resolve(effect=d("2018-07-01")))
    assert short.remedy == (
        "move the meeting, or override on counsel's opinion or, where art. 300 allows it, on the consent of all: "
        "--override notice_public_co --reason TEXT --evidence FILE"
    )
    assert "--override" not in late.remedy
    assert (short.stops(), short.stops(frozenset({"notice_public_co"}))) == (True, False)
    assert (late.stops(), late.stops(frozenset({"effect_within_3_months"}))) == (True, True)


@pytest.mark.parametrize(
    ("said", "weight", "stops"), [(None, BAR, True), (False, BAR, True), (True, NOTE, False)], ids=["unsaid", "no", "yes"]
)
def test_the_companys_own_reading_lowers_the_effect_limit_to_a_note(said: bool | None, weight: Weight, stops: bool) -> None:
    """Whether 124(2) binds the effective day or the resolution only is open; the safe reading is the default."""
    finding = ask("effect_within_3_months", resolve(effect=d("2018-07-01"), articles={"effect_limit_as_note": said}))
    assert (finding.verdict, finding.weight, finding.stops()) == (FAIL, weight, stops)


# ── In force ─────────────────────────────────────────────────────────────────────────────────────────────────────────


LATER = {  # rules that are younger than the Act
    "record_holder_list": "2009-01-05",
    "cg_early_notice": "2015-06-01",
    "shareholder_proposal_cap": "2021-03-01",
    "e_provision_outage": "2022-09-01",
    "e_provision_paper_request": "2022-09-01",
    "e_provision": "2022-09-01",
    "older_law": "0001-01-01",  # until the Act
}


def test_what_is_younger_than_the_act_has_its_own_first_day() -> None:
    first = {rule.id: str(rule.in_force.since) for rule in JAPAN.rules}
    assert {name: day for name, day in first.items() if day != "2006-05-01"} == LATER


@pytest.mark.parametrize("rule", [rule.id for rule in JAPAN.rules if rule.id not in LATER])
def test_a_rule_of_the_act_is_asked_from_its_commencement_on_and_not_before(rule: str) -> None:
    found = next(each for each in JAPAN.rules if each.id == rule)
    kind, event = min(found.asked_at)
    base = convening() if kind == "meeting" else step(event, meeting_state="convened")

    def keyed(day: date) -> Context:
        meeting = replace(base.meeting, day=day, voting_record_on=day, board_on=day)
        terms = replace(base.terms, record_on=day, effective_on=day)
        return replace(base, on=day, meeting=meeting, dividend=replace(base.dividend, terms=terms))

    before, since = (found.in_force.covers(keyed(day)) for day in (date(2006, 4, 30), date(2006, 5, 1)))
    assert (before, since) == (False, True)
    last_day = replace(found, applies=()).ask(keyed(date(2006, 4, 30)))
    assert (last_day.verdict, last_day.stops()) == (NO_QUESTION, False)
    assert "in force from 2006-05-01" in last_day.message


def test_the_measure_a_lawyer_would_make_is_said() -> None:
    assert ask("notice_public_co", convene(jun(14))).message == (
        "dispatched 2018-06-14, meeting 2018-06-28: 13 clear days, 14 needed; last day 2018-06-13"
    )
    assert "0 clear days, 14 needed" in ask("notice_public_co", convene(SITTING)).message
    assert ask("effect_within_3_months", resolve(effect=d("2018-07-02"))).message == (
        "effective 2018-07-02, record date 2018-03-31: 2 days late, last day 2018-06-30"
    )
    assert ask("pay_not_before_effect", step("pay", on=SITTING)).message == (
        "payment 2018-06-28, effective 2018-06-29: 1 day early, not before 2018-06-29"
    )


@pytest.mark.parametrize(("on", "earliest"), [(SITTING, EFFECT), (EFFECT, None)])
def test_waiting_helps_only_where_the_day_of_the_deed_is_what_is_wrong(on: date, earliest: date | None) -> None:
    assert ask("pay_not_before_effect", step("pay", on=on)).earliest == earliest
    assert ask("effect_within_3_months", resolve(effect=d("2018-07-01"))).earliest is None


def test_the_figures_of_a_finding_are_the_days_it_compared() -> None:
    assert dict(ask("notice_public_co", convene(jun(14))).figures) == {"dispatched": "2018-06-14", "meeting": "2018-06-28"}


def test_the_limit_is_that_of_the_civil_code_on_every_month_end() -> None:
    for month in range(1, 13):
        record = date(2018, month, 28)
        for day in (record, record + DAY, record + 2 * DAY, record + 3 * DAY):
            last = within_months(day, 3)
            assert ask("effect_within_3_months", resolve(record=day, effect=last)).verdict is PASS
            assert ask("effect_within_3_months", resolve(record=day, effect=last + DAY)).verdict is FAIL
