"""Board, accounts and papers in Japan: each day across its limit, each fact told, denied and unsaid.

Source of the days: ``law.md`` sections 1.1 and 1.2.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from states.context import Context
from states.facts import Board, MeetingKind
from states.finding import Verdict, Weight
from states.rulebooks.japan import JAPAN
from states.rules import Rule
from tests.domain.iij import BOARD, DAY, NOTICE, RECORD, answer, ask, brief, convening, step

PASS, FAIL, UNKNOWN, NO_QUESTION = Verdict.PASS, Verdict.FAIL, Verdict.UNKNOWN, Verdict.NOT_APPLICABLE
BAR, DEFECT, NOTE = Weight.BAR, Weight.DEFECT, Weight.NOTE
PRIVATE: dict[str, Any] = {"public": False, "listed": False}
NO_BOARD = PRIVATE | {"has_board": False}
ELECTRONIC: dict[str, Any] = {"record_dates_fixed": False, "electronic_notice": True}


def d(text: str) -> date:
    return date.fromisoformat(text)


def convene(on: date = NOTICE, articles: dict[str, Any] | None = None, **meeting: Any) -> Context:
    return convening(on=on, articles=articles, meeting=meeting)


def audited(accounts: str, schedules: str, board: str | None, **meeting: Any) -> Context:
    handed = {"accounts_to_auditor_on": d(accounts), "schedules_to_auditor_on": d(schedules)}
    approved = {"accounts_board_on": d(board) if board else None}
    return convene(articles={"accounting_auditor": True}, **handed | approved | meeting)


def agm(day: str, year_end: str, months: int | None = 3, **meeting: Any) -> Context:
    return convene(articles={"agm_months": months}, day=d(day), fiscal_year_end=d(year_end), **meeting)


def until(day: date | None, **articles: Any) -> Context:
    return step("approve", articles=ELECTRONIC | articles, dividend={"record_notice_until": day})


DATED: list[tuple[str, str, Context, Verdict, date | None, int | None]] = [
    # 436(3), Accounting Rules 130: four weeks from the accounts, one week from the schedules, or the day agreed
    ("accounts_audited_first", "4 weeks", audited("2018-04-28", "2018-05-01", "2018-05-27"), PASS, d("2018-05-27"), 0),
    ("accounts_audited_first", "a day early", audited("2018-04-28", "2018-05-01", "2018-05-26"), FAIL, d("2018-05-27"), -1),
    (
        "accounts_audited_first",
        "schedules late",
        audited("2018-04-28", "2018-05-20", "2018-05-28"),
        PASS,
        d("2018-05-28"),
        0,
    ),
    ("accounts_audited_first", "a day early", audited("2018-04-28", "2018-05-20", "2018-05-27"), FAIL, d("2018-05-28"), -1),
    ("accounts_audited_first", "leap day", audited("2020-02-01", "2020-02-01", "2020-02-29"), FAIL, d("2020-03-01"), -1),
    (
        "accounts_audited_first",
        "a later day agreed",
        audited("2018-04-28", "2018-05-01", "2018-05-29", audit_agreed_on=d("2018-05-30")),
        FAIL,
        d("2018-05-30"),
        -1,
    ),
    (
        "accounts_audited_first",
        "an earlier day agreed",
        audited("2018-04-28", "2018-05-01", "2018-05-26", audit_agreed_on=d("2018-05-20")),
        FAIL,
        d("2018-05-27"),
        -1,
    ),
    (
        "accounts_audited_first",
        "reported before it was due",
        audited("2018-04-28", "2018-05-01", "2018-05-11", audited_on=d("2018-05-11")),
        PASS,
        d("2018-05-11"),
        0,
    ),
    ("accounts_audited_first", "not stated", audited("2018-04-28", "2018-05-01", None), UNKNOWN, d("2018-05-27"), None),
    (
        "accounts_audited_first",
        "schedules not stated",
        audited("2018-04-28", "2018-05-01", "2018-05-27", schedules_to_auditor_on=None),
        UNKNOWN,
        None,
        None,
    ),
    ("accounts_audited_first", "no auditor stated", convene(accounts_board_on=BOARD), UNKNOWN, None, None),
    # 436(3), 437: the accounts are approved when the notice goes out with them
    ("accounts_approved", "same day", convene(accounts_board_on=NOTICE), PASS, NOTICE, 0),
    ("accounts_approved", "a day after", convene(accounts_board_on=NOTICE + DAY), FAIL, NOTICE, -1),
    ("accounts_approved", "not stated", convene(), UNKNOWN, NOTICE, None),
    ("accounts_approved", "no board", convene(articles=NO_BOARD), NO_QUESTION, None, None),
    ("accounts_approved", "extraordinary", convene(kind=MeetingKind.EXTRAORDINARY), NO_QUESTION, None, None),
    ("accounts_approved", "kind not stated", convene(kind=None), UNKNOWN, None, None),
    # 296(1): as the articles say
    ("agm_within_articles", "three months", agm("2018-06-30", "2018-03-31"), PASS, d("2018-06-30"), 0),
    ("agm_within_articles", "a day after", agm("2018-07-01", "2018-03-31"), FAIL, d("2018-06-30"), -1),
    ("agm_within_articles", "leap day", agm("2020-05-31", "2020-02-29"), PASS, d("2020-05-31"), 0),
    ("agm_within_articles", "February", agm("2019-05-31", "2019-02-28"), PASS, d("2019-05-31"), 0),
    ("agm_within_articles", "year end", agm("2019-04-01", "2018-12-31"), FAIL, d("2019-03-31"), -1),
    ("agm_within_articles", "two months", agm("2018-06-01", "2018-03-31", 2), FAIL, d("2018-05-31"), -1),
    ("agm_within_articles", "no limit stated", agm("2018-07-01", "2018-03-31", None), NO_QUESTION, None, None),
    ("agm_within_articles", "year not stated", convene(articles={"agm_months": 3}), UNKNOWN, None, None),
    # Enforcement Regulations 63(iii): two weeks between dispatch and a time that was fixed
    ("notice_special_cutoff", "14", convene(d("2018-06-12"), voting_cutoff_on=d("2018-06-27")), PASS, d("2018-06-12"), 0),
    ("notice_special_cutoff", "13", convene(d("2018-06-13"), voting_cutoff_on=d("2018-06-27")), FAIL, d("2018-06-12"), -1),
    ("notice_special_cutoff", "no time fixed", convene(), NO_QUESTION, None, None),
    # Corporate Governance Code 1-2(2): between the board's day and the dispatch
    ("cg_early_notice", "on the board's day", convene(published_on=BOARD), PASS, BOARD, 0),
    ("cg_early_notice", "a day before it", convene(published_on=BOARD - DAY), FAIL, BOARD, -1),
    ("cg_early_notice", "on dispatch", convene(published_on=NOTICE), PASS, NOTICE, 0),
    ("cg_early_notice", "a day after", convene(published_on=NOTICE + DAY), FAIL, NOTICE, -1),
    ("cg_early_notice", "by electronic provision", convene(e_provision_on=NOTICE + DAY), FAIL, NOTICE, -1),
    ("cg_early_notice", "not stated", convene(), UNKNOWN, NOTICE, None),
    ("cg_early_notice", "not listed", convene(articles=PRIVATE, published_on=BOARD), NO_QUESTION, None, None),
    ("cg_early_notice", "before the Code", agm("2015-05-31", "2015-03-31", published_on=BOARD), NO_QUESTION, None, None),
    # 940(1)(i): an electronic public notice stays up until the record date
    ("record_e_notice_continues", "on the record date", until(RECORD), PASS, RECORD, 0),
    ("record_e_notice_continues", "a day less", until(RECORD - DAY), FAIL, RECORD, -1),
    ("record_e_notice_continues", "not stated", until(None), UNKNOWN, RECORD, None),
    ("record_e_notice_continues", "on paper", until(None, electronic_notice=False), NO_QUESTION, None, None),
    ("record_e_notice_continues", "method not stated", until(RECORD, electronic_notice=None), UNKNOWN, None, None),
    ("record_e_notice_continues", "in the articles", until(None, record_dates_fixed=True), NO_QUESTION, None, None),
    (
        "record_e_notice_continues",
        "voting",
        convene(articles=ELECTRONIC, voting_record_notice_until=RECORD),
        PASS,
        RECORD,
        0,
    ),
    (
        "record_e_notice_continues",
        "voting",
        convene(articles=ELECTRONIC, voting_record_notice_until=RECORD - DAY),
        FAIL,
        RECORD,
        -1,
    ),
    # Book-Entry Transfer Act 151, 152: the list of the record date and of no other day
    ("record_holder_list", "of the record date", step("pay", dividend={"holder_list_on": RECORD}), PASS, RECORD, 0),
    ("record_holder_list", "a day before", step("pay", dividend={"holder_list_on": RECORD - DAY}), FAIL, RECORD, None),
    ("record_holder_list", "a day after", step("pay", dividend={"holder_list_on": RECORD + DAY}), FAIL, RECORD, None),
    ("record_holder_list", "not stated", step("pay", dividend={"holder_list_on": None}), UNKNOWN, RECORD, None),
    ("record_holder_list", "not listed", step("pay", articles=PRIVATE), NO_QUESTION, None, None),
    ("record_holder_list", "on paper shares", step("pay", terms={"record_on": d("2009-01-04")}), NO_QUESTION, None, None),
    ("record_holder_list", "first day", step("pay", terms={"record_on": d("2009-01-05")}), FAIL, d("2009-01-05"), None),
]
NOTES = ("agm_within_articles", "cg_early_notice")


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
    assert bool(finding.remedy) == (verdict in (FAIL, UNKNOWN))
    waits = verdict is UNKNOWN and rule != "record_holder_list"  # which must be known, or vouched for, when the money leaves
    assert finding.stops() == (verdict in (FAIL, UNKNOWN) and rule not in NOTES and not waits)


def test_what_was_never_published_is_told_once() -> None:
    assert ask("cg_early_notice", convene()).message == f"published not stated; last day {NOTICE}"


# ── The board: 369, 370 ──────────────────────────────────────────────────────────────────────────────────────────────


def resolving(*counts: int | None, articles: dict[str, Any] | None = None, **board: bool) -> list[Context]:
    eligible, present, in_favour = counts
    facts = Board(eligible=eligible, present=present, in_favour=in_favour, **board)
    return [step(event, articles=articles, dividend={"board": facts}) for event in ("resolve", "decide")]


@pytest.mark.parametrize(
    ("counts", "verdict"),
    [
        ((10, 5, 5), FAIL),  # half is no quorum
        ((10, 6, 3), FAIL),  # nor a majority
        ((10, 6, 4), PASS),
        ((9, 5, 3), PASS),
        ((9, 4, 4), FAIL),
        ((1, 1, 1), PASS),
        ((0, 0, 0), FAIL),
        ((9, 10, 9), FAIL),  # more present than there are
        ((9, 8, 9), FAIL),  # more in favour than present
        ((9, 8, None), UNKNOWN),
        ((9, None, 8), UNKNOWN),
        ((None, 8, 8), UNKNOWN),
    ],
)
def test_more_than_half_of_the_directors_attend_and_more_than_half_of_those_agree(
    counts: tuple[int | None, ...], verdict: Verdict
) -> None:
    for context in resolving(*counts):
        finding = ask("board_quorum", context)
        assert answer(finding) == (verdict, NOTE if verdict is UNKNOWN else BAR, verdict is FAIL)
        assert bool(finding.remedy) == (verdict is not PASS)
        assert ask("board_written", context).verdict is NO_QUESTION


WRITTEN = {"written_board_resolutions": True}


@pytest.mark.parametrize(
    ("articles", "eligible", "consents", "objected", "verdict", "said"),
    [
        (WRITTEN, 9, 9, False, PASS, "all consent"),
        (WRITTEN, 9, 8, False, FAIL, "lacking: all directors consent"),
        (WRITTEN, 9, 9, True, FAIL, "lacking: no auditor objects"),
        ({"written_board_resolutions": False}, 9, 9, False, FAIL, "lacking: the articles allow it"),
        ({}, 9, 9, False, UNKNOWN, "not stated: the articles allow it"),
        (WRITTEN, None, 9, False, UNKNOWN, "not stated: all directors consent"),
        (WRITTEN, 9, 9, None, UNKNOWN, "not stated: no auditor objects"),
        (WRITTEN, 9, 8, None, FAIL, "lacking: all directors consent"),  # what is known to fail is not unknown
    ],
)
def test_a_written_resolution_needs_the_articles_and_the_consent_of_all(
    articles: dict[str, Any], eligible: int, consents: int, objected: bool | None, verdict: Verdict, said: str
) -> None:
    board: dict[str, Any] = {"written": True, "objected": objected}
    for context in resolving(eligible, None, consents, articles=articles, **board):
        finding = ask("board_written", context)
        assert answer(finding) == (verdict, NOTE if verdict is UNKNOWN else BAR, verdict is FAIL)
        assert said in finding.message
        assert ask("board_quorum", context).verdict is NO_QUESTION


def test_the_board_is_asked_of_a_company_that_has_one() -> None:
    """Unsaid is no reason not to ask; and a public company has one, whatever is stated."""
    for articles, asks in ((NO_BOARD, False), ({"has_board": None}, True), ({"has_board": False}, True)):
        verdicts = {ask("board_quorum", each).verdict for each in resolving(9, 8, 8, articles=articles)}
        assert verdicts == {PASS if asks else NO_QUESTION}


@pytest.mark.parametrize(("rule", "event"), [("board_quorum", "resolve"), ("record_holder_list", "pay")])
def test_what_the_minutes_or_the_registrar_hold_may_be_attested(rule: str, event: str) -> None:
    name = next(each.attest for each in JAPAN.rules if each.id == rule)
    finding = ask(rule, step(event, dividend={"attest": {name: "seen"}, "holder_list_on": None}))
    assert (finding.verdict, finding.message) == (PASS, "attested: seen")


# ── What is left out ─────────────────────────────────────────────────────────────────────────────────────────────────


def test_neither_record_date_is_read_for_the_other() -> None:
    no_vote, no_dividend = step("resolve", meeting={"voting_record_on": None}), step("resolve", terms={"record_on": None})
    expected = {"vote_within_3_months": (UNKNOWN, PASS), "effect_within_3_months": (PASS, UNKNOWN)}
    for rule, verdicts in expected.items():
        assert (ask(rule, no_vote).verdict, ask(rule, no_dividend).verdict) == verdicts


def test_the_notice_of_two_weeks_is_asked_of_every_company_under_electronic_provision() -> None:
    day = d("2023-06-29")
    for articles in ({}, PRIVATE | {"e_provision": True}):
        found = []
        for on in (day - 15 * DAY, day - 14 * DAY):
            context = convening(on=on, articles=articles, meeting={"day": day, "paper_voting": False})
            found.append({ask(rule, context).verdict for rule in ("notice_public_co", "notice_private_co")})
        assert found == [{PASS, NO_QUESTION}, {FAIL, NO_QUESTION}]


# ── Planted ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def moved(rule: Rule) -> Rule:
    """The rule with each of its limits a day later."""
    assert isinstance(rule.test, tuple)
    later = (replace(bound, limit=lambda *a, limit=bound.limit: limit(*a) + DAY) for bound in rule.test)
    return replace(rule, test=tuple(later))


@pytest.mark.parametrize("name", sorted({rule for rule, *_ in DATED} - {"record_holder_list"}))
def test_planted_a_limit_off_by_a_day_is_found(name: str) -> None:
    """The table is fine enough to tell: with each limit a day later, one of the rule's own lines answers otherwise."""
    wrong = moved(next(rule for rule in JAPAN.rules if rule.id == name))
    lines = [(context, told) for rule, _, context, *told in DATED if rule == name]
    assert any([*brief(wrong.ask(context))] != told for context, told in lines)


def test_planted_half_taken_for_a_majority_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("states.rulebooks.japan.board.more_than_half", lambda part, whole: 2 * part >= whole)
    half_present, half_agree = resolving(10, 5, 5)[0], resolving(10, 6, 3)[0]
    assert {ask("board_quorum", each).verdict for each in (half_present, half_agree)} == {PASS}  # the table above says FAIL
