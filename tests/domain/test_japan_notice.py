"""The papers of a notice, the waiver, interruptions and holders' proposals in Japan (``law.md`` section 1.2)."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from states.context import Context, Deed
from states.facts import MeetingKind, Outage
from states.finding import Verdict, Weight
from tests.domain.iij import DAY, answer, ask, brief, convening, step

PASS, FAIL, UNKNOWN, NO_QUESTION = Verdict.PASS, Verdict.FAIL, Verdict.UNKNOWN, Verdict.NOT_APPLICABLE
DEFECT, NOTE = Weight.DEFECT, Weight.NOTE
PRIVATE: dict[str, Any] = {"public": False, "listed": False}
NO_BOARD = PRIVATE | {"has_board": False}
AGM_2023 = date(2023, 6, 29)


def d(text: str) -> date:
    return date.fromisoformat(text)


def convene(articles: dict[str, Any] | None = None, on: date = date(2018, 6, 7), **meeting: Any) -> Context:
    return convening(on=on, articles=articles, meeting=meeting)


# ── Voting on paper: 298(2) ──────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("voters", "paper", "verdict"),
    [
        (999, False, PASS),
        (1000, False, FAIL),
        (1000, True, PASS),
        (999, None, PASS),
        (1000, None, UNKNOWN),
        (None, True, PASS),
        (None, False, UNKNOWN),
        (None, None, UNKNOWN),
    ],
)
def test_a_thousand_holders_vote_on_paper(voters: int | None, paper: bool | None, verdict: Verdict) -> None:
    finding = ask("paper_voting_required", convene(voters=voters, paper_voting=paper))
    assert answer(finding) == (verdict, DEFECT, verdict is FAIL)
    assert bool(finding.remedy) == (verdict is not PASS)


# ── What goes with the notice: 299, 301, 325-5, 437 ──────────────────────────────────────────────────────────────────

PAPERS: dict[str, tuple[str, dict[str, Any]]] = {  # the fact that answers, and what makes the rule apply
    "notice_written_form": ("notice_in_writing", {}),
    "reference_docs": ("reference_docs_sent", {"paper_voting": True}),
    "fs_enclosed": ("accounts_sent", {}),
    "e_provision_paper_request": ("paper_copies_sent", {"day": AGM_2023}),
}


@pytest.mark.parametrize(("told", "verdict"), [(True, PASS), (False, FAIL), (None, UNKNOWN)])
@pytest.mark.parametrize("rule", PAPERS)
def test_a_paper_is_sent_missing_or_not_spoken_of(rule: str, told: bool | None, verdict: Verdict) -> None:
    fact, sitting = PAPERS[rule]
    finding = ask(rule, convene(on=d("2018-06-07"), **sitting, **{fact: told}))
    assert answer(finding) == (verdict, DEFECT, verdict is FAIL)
    assert (f"--set {fact}=true" in finding.remedy) == (verdict is UNKNOWN)
    assert (f"--override {rule}" in finding.remedy) == (verdict is FAIL)


@pytest.mark.parametrize("rule", PAPERS)
def test_each_paper_has_a_fact_of_its_own(rule: str) -> None:
    """Every fact but its own denied, its own told: a rule that looked at the wrong one would not pass."""
    fact, sitting = PAPERS[rule]
    facts = {other: other == fact for other, _ in PAPERS.values()}
    assert ask(rule, convene(**sitting, **facts)).verdict is PASS


@pytest.mark.parametrize(
    ("rule", "context", "verdict"),
    [
        ("notice_written_form", convene(NO_BOARD, notice_in_writing=False), NO_QUESTION),
        ("notice_written_form", convene(NO_BOARD, notice_in_writing=False, paper_voting=True), FAIL),
        ("reference_docs", convene(paper_voting=False), NO_QUESTION),
        ("reference_docs", convene(paper_voting=None), UNKNOWN),
        ("fs_enclosed", convene(NO_BOARD), NO_QUESTION),
        ("fs_enclosed", convene(kind=MeetingKind.EXTRAORDINARY), NO_QUESTION),
        ("fs_enclosed", convene(kind=None, accounts_sent=True), UNKNOWN),
        ("e_provision_paper_request", convene({"e_provision": False}, day=d("2023-02-28")), NO_QUESTION),
        ("e_provision_paper_request", convene(day=d("2023-03-01")), UNKNOWN),
        ("e_provision_paper_request", convene(PRIVATE, day=AGM_2023), UNKNOWN),  # its articles may ask for it
        ("e_provision_paper_request", convene(PRIVATE | {"e_provision": False}, day=AGM_2023), NO_QUESTION),
        ("e_provision_paper_request", convene({"listed": None}, day=AGM_2023), UNKNOWN),
        ("e_provision_paper_request", convene(PRIVATE | {"e_provision": True}, day=d("2022-09-01")), UNKNOWN),
        ("e_provision_paper_request", convene(PRIVATE | {"e_provision": True}, day=d("2022-08-31")), NO_QUESTION),
    ],
)
def test_a_paper_is_asked_for_only_where_the_law_wants_it(rule: str, context: Context, verdict: Verdict) -> None:
    assert ask(rule, context).verdict is verdict


# ── The waiver of all: 300 ───────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("consented", "paper", "voters", "waiver", "notice"),
    [
        (True, False, 3, PASS, NO_QUESTION),
        (True, False, 999, PASS, NO_QUESTION),
        (True, False, 1000, FAIL, FAIL),  # who must vote on paper may not be waived away: 298(2)
        (True, False, None, UNKNOWN, UNKNOWN),
        (True, None, 1000, FAIL, FAIL),
        (True, True, 3, FAIL, FAIL),
        (True, None, 3, UNKNOWN, UNKNOWN),
        (False, False, 3, NO_QUESTION, FAIL),
        (None, False, 3, NO_QUESTION, FAIL),
    ],
)
@pytest.mark.parametrize(("company", "rule"), [({}, "notice_public_co"), (PRIVATE, "notice_private_co")])
def test_the_consent_of_all_waives_the_notice_unless_votes_are_cast_on_paper(
    company: dict[str, Any],
    rule: str,
    consented: bool | None,
    paper: bool | None,
    voters: int | None,
    waiver: Verdict,
    notice: Verdict,
) -> None:
    late = convene(company, on=d("2018-06-27"), all_consented=consented, paper_voting=paper, voters=voters)
    assert ask(rule, late).verdict is notice
    assert answer(ask("convocation_waived", late)) == (waiver, NOTE, False)
    for other in ("notice_written_form", "fs_enclosed"):
        assert (ask(other, late).verdict is NO_QUESTION) == (waiver is PASS)
    assert ask("paper_voting_required", late).verdict is not NO_QUESTION  # no consent stands in for it


# ── Interruption of electronic provision: 325-6 ──────────────────────────────────────────────────────────────────────

HOURS_BEFORE, HOURS = 22 * 24, (22 + 92) * 24  # 2023-06-08 to 06-29, and on to 09-29: both ends count
HARMLESS: dict[str, Any] = {"hours": 50, "hours_before": 50, "faultless": True, "published": True}


def voted(
    day: date = AGM_2023, articles: dict[str, Any] | None = None, notice: date = d("2023-06-14"), **outage: Any
) -> Context:
    deed = Deed(seq=4, event="convene", source="planned", dest="convened", on=notice)
    dividend = {"outage": Outage(**outage)}
    return step("approve", on=day, articles=articles, meeting={"day": day}, meeting_deeds=(deed,), dividend=dividend)


@pytest.mark.parametrize(
    ("changes", "verdict", "said"),
    [
        ({}, PASS, "no harm"),
        ({"hours_before": HOURS_BEFORE // 10}, PASS, "no harm"),
        ({"hours_before": HOURS_BEFORE // 10 + 1}, FAIL, "lacking: a tenth of the time before the meeting at most"),
        ({"hours": HOURS // 10}, PASS, "no harm"),
        ({"hours": HOURS // 10 + 1}, FAIL, "lacking: a tenth of the whole period at most"),
        ({"faultless": False}, FAIL, "lacking: without gross fault"),
        ({"published": False}, FAIL, "lacking: published promptly"),
        ({"published": None}, UNKNOWN, "not stated: published promptly"),
        ({"hours_before": None}, UNKNOWN, "not stated: a tenth of the time before"),
        ({"hours": None, "published": False}, FAIL, "lacking: published promptly"),
    ],
)
def test_an_interruption_is_harmless_within_a_tenth_without_fault_and_published(
    changes: dict[str, Any], verdict: Verdict, said: str
) -> None:
    finding = ask("e_provision_outage", voted(**HARMLESS | changes))
    assert answer(finding) == (verdict, DEFECT, verdict is FAIL)
    assert said in finding.message


def test_exactly_a_tenth_of_the_time_before_the_meeting_is_harmless() -> None:
    begun = d("2023-06-05")  # 25 days, 600 hours
    for hours, verdict in ((60, PASS), (61, FAIL)):
        assert ask("e_provision_outage", voted(notice=begun, **HARMLESS | {"hours_before": hours})).verdict is verdict


def test_the_periods_begin_with_an_early_dispatch_but_not_with_an_early_provision() -> None:
    notice = d("2023-05-29")
    figures = ask("e_provision_outage", voted(notice=notice, **HARMLESS)).figures
    assert figures["hours until the meeting"] == str(((AGM_2023 - notice).days + 1) * 24)


@pytest.mark.parametrize(
    ("context", "verdict"),
    [
        (voted(), NO_QUESTION),
        (voted(d("2023-02-28"), **HARMLESS), NO_QUESTION),
        (voted(d("2023-02-28"), articles={"e_provision": True}, **HARMLESS), NO_QUESTION),
        (voted(d("2023-02-28"), articles={"e_provision": False}, **HARMLESS), NO_QUESTION),
        (voted(articles=PRIVATE | {"e_provision": False}, **HARMLESS), NO_QUESTION),
        (voted(articles=PRIVATE | {"e_provision": True}, **HARMLESS), PASS),
    ],
)
def test_an_interruption_is_asked_about_only_where_one_is_stated(context: Context, verdict: Verdict) -> None:
    assert ask("e_provision_outage", context).verdict is verdict


# ── Proposals of holders: 303 to 305 ─────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("requested", "count", "verdict"),
    [
        ("2021-02-28", 11, NO_QUESTION),
        ("2021-03-01", 11, FAIL),
        ("2021-03-01", 10, PASS),
        ("2021-03-01", None, UNKNOWN),
        (None, 11, UNKNOWN),
        (None, None, NO_QUESTION),
    ],
)
def test_a_holder_may_ask_for_ten_proposals(requested: str | None, count: int | None, verdict: Verdict) -> None:
    asked = d(requested) if requested else None
    context = convene(day=d("2021-06-29"), proposal_requested_on=asked, proposals=count)
    finding = ask("shareholder_proposal_cap", context)
    assert answer(finding) == (verdict, NOTE, False)
    assert finding.figures == ({"proposals": str(count)} if verdict in (PASS, FAIL) else {})


@pytest.mark.parametrize(
    ("requested", "verdict", "slack"),
    [("2018-05-01", PASS, 1), ("2018-05-02", PASS, 0), ("2018-05-03", FAIL, -1)],
)
def test_a_request_comes_eight_weeks_before(requested: str, verdict: Verdict, slack: int) -> None:
    finding = ask("shareholder_proposal_late", convene(proposal_requested_on=d(requested)))
    assert (brief(finding), finding.stops()) == ((verdict, d("2018-05-02"), slack), False)
    assert ask("shareholder_proposal_late", convene()).verdict is NO_QUESTION


@pytest.mark.parametrize(
    ("failed", "again"), [("2015-06-26", "2018-06-27"), ("2016-02-29", "2019-03-01"), ("2017-02-28", "2020-03-01")]
)
def test_a_proposal_that_failed_clearly_may_be_refused_until_three_years_have_elapsed(failed: str, again: str) -> None:
    for day, verdict in ((d(again), PASS), (d(again) - DAY, FAIL)):
        finding = ask("proposal_repeat_bar", convene(day=day, proposal_failed_on=d(failed)))
        assert (finding.verdict, finding.bound, finding.stops()) == (verdict, d(again), False)
    assert ask("proposal_repeat_bar", convene()).verdict is NO_QUESTION


# ── Planted ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_planted_a_figure_off_by_one_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each figure of the law one higher: the line of the tables above that stands on it answers otherwise."""
    lines = {
        "notice.MANY": ("paper_voting_required", convene(voters=1000, paper_voting=False), 1001),
        "proposals.MOST": (
            "shareholder_proposal_cap",
            convene(day=d("2021-06-29"), proposal_requested_on=d("2021-03-01"), proposals=11),
            11,
        ),
    }
    for place, (rule, context, figure) in lines.items():
        assert ask(rule, context).verdict is FAIL
        monkeypatch.setattr(f"states.rulebooks.japan.{place}", figure)
        assert ask(rule, context).verdict is PASS


def test_planted_a_period_longer_by_a_day_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    beyond = voted(**HARMLESS | {"hours_before": HOURS_BEFORE // 10 + 1})
    assert ask("e_provision_outage", beyond).verdict is FAIL
    monkeypatch.setattr("states.rulebooks.japan.provision._hours", lambda first, last: ((last - first) // DAY + 2) * 24)
    assert ask("e_provision_outage", beyond).verdict is PASS
