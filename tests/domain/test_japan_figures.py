"""What an answer rests on, and what to do next: the figures that the log keeps, and the way out where a fact is missing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from states.context import Context, Deed, Sibling
from states.deadline import Deadline
from states.facts import Board, Meeting, Route, Shares
from states.finding import Verdict
from states.money import StatedTotal
from states.rulebooks.japan import JAPAN
from states.rulebooks.japan.notice import stated
from states.terms import Line
from states.timetable import timetable
from tests.domain.iij import (
    BOARD,
    CONVENED,
    DAY,
    DIVIDEND,
    EFFECT,
    LINE,
    NOTICE,
    RECORD,
    SHARES,
    SITTING,
    ask,
    convening,
    deeds,
    step,
)
from tests.domain.test_timetable import standing
from workflow.calendars import CALENDARS

PASS, FAIL, UNKNOWN = Verdict.PASS, Verdict.FAIL, Verdict.UNKNOWN


def d(text: str) -> date:
    return date.fromisoformat(text)


# ── Figures ──────────────────────────────────────────────────────────────────────────────────────────────────────────

INTERIM: Mapping[str, Any] = {"route": Route.INTERIM, "fiscal_year_end": d("2019-03-31")}
OTHER = Sibling(ref="D2", route="interim", state="approved", fiscal_year_end=d("2019-03-31"), meeting=None)
YEAR = {"fiscal year": "2018-04-01 to 2019-03-31"}


def counted(present: int) -> Context:
    return step("resolve", dividend={"board": Board(eligible=5, present=present, in_favour=3)})


def interim(on: str, *siblings: Sibling) -> Context:
    return step("decide", on=d(on), articles={"interim_dividends": True}, dividend=INTERIM, siblings=siblings)


def holders(voters: int | None, paper: bool | None) -> Context:
    return convening(meeting={"voters": voters, "paper_voting": paper})


OF_PREFERRED = Shares(share_class="preferred")
PREFERRED = Line(share_class="preferred", per_share=Decimal(20), total=StatedTotal.read("100"))
OF_COMMON = {"line 1": "common: exact 608451601.50, stated 608 million"}


@pytest.mark.parametrize(
    ("rule", "context", "verdict", "figures"),
    [
        ("board_quorum", counted(4), PASS, {"eligible": "5", "present": "4", "in favour": "3"}),
        ("board_quorum", counted(2), FAIL, {"eligible": "5", "present": "2", "in favour": "3"}),
        ("board_quorum", counted(6), FAIL, {"eligible": "5", "present": "6", "in favour": "3"}),
        ("interim_by_board", interim("2018-11-07"), PASS, YEAR | {"decided": "2018-11-07"}),
        ("interim_by_board", interim("2019-04-01"), FAIL, YEAR | {"decided": "2019-04-01"}),
        ("interim_by_board", interim("2018-11-07", OTHER), FAIL, YEAR | {"decided": "2018-11-07"}),
        ("paper_voting_required", holders(999, False), PASS, {"holders": "999"}),
        ("paper_voting_required", holders(1000, False), FAIL, {"holders": "1000"}),
        ("paper_voting_required", holders(1000, None), UNKNOWN, {"holders": "1000"}),
        ("paper_voting_required", holders(None, False), UNKNOWN, {}),
        (
            "pay_business_day",
            step("pay", on=d("2900-06-29"), calendars=CALENDARS),
            UNKNOWN,
            {"payment": "2900-06-29 (Tue)", "calendar": CALENDARS["JP-BANK"].name},
        ),
        ("total_matches", step("approve", terms={"lines": (LINE, PREFERRED)}), UNKNOWN, OF_COMMON),
    ],
)
def test_an_answer_carries_the_figures_it_rests_on(
    rule: str, context: Context, verdict: Verdict, figures: dict[str, str]
) -> None:
    finding = ask(rule, context)
    assert (finding.verdict, finding.figures) == (verdict, figures)


def test_every_vote_may_be_present() -> None:
    assert ask("ordinary_majority", step("approve", votes={"exercisable": 380_120})).verdict is PASS
    assert ask("ordinary_majority", step("approve", votes={"exercisable": 380_119})).verdict is FAIL


# ── Remedies ─────────────────────────────────────────────────────────────────────────────────────────────────────────

PRIVATE: Mapping[str, Any] = {"public": False, "listed": False, "has_board": True}
LATE = d("2023-06-20")  # nine days before


def private(day: str = "2023-06-29", on: date = LATE, paper: bool | None = False, **articles: Any) -> Context:
    return convening(on=on, meeting={"day": d(day), "paper_voting": paper}, articles=PRIVATE | articles)


def two_classes(first: Shares = SHARES, second: Shares = OF_PREFERRED) -> Context:
    return step("approve", terms={"lines": (LINE, PREFERRED)}, dividend={"shares": (first, second)})


ON_PAPER = "let them vote on paper, or override where a listed company asks all holders for proxies"
EXCLUDED = {"meeting_excluded": True}
IN_KIND: Mapping[str, Any] = {"in_kind": True, "cash_option": None}


@pytest.mark.parametrize(
    ("rule", "context", "verdict", "said", "remedy"),
    [
        (
            "notice_private_co",
            private(paper=None),
            UNKNOWN,
            "not stated whether votes may be cast on paper or electronically",
            "state --paper-voting or --no-paper-voting, or move the meeting",
        ),
        (
            "notice_private_co",
            private(),
            UNKNOWN,
            "not stated whether the articles provide the materials electronically",
            "state --article e_provision=true or false with ketsugi company amend, or move the meeting",
        ),
        (
            "pay_delay",
            step("pay", on=d("2018-07-02"), terms={"effective_on": d("2018-06-30")}, calendars=CALENDARS),
            UNKNOWN,
            "whether interest runs from it could not be confirmed",
            "set an effective day on which banks are open",
        ),
        (
            "pay_delay",
            step("pay", on=d("2018-07-02"), terms={"effective_on": d("2018-06-30")}, calendars={}),
            UNKNOWN,
            "whether banks are open on 2018-06-30 is not known",
            "check the days of banks by hand",
        ),
        (
            "record_holder_list",
            step("pay", terms={"record_on": None}),
            UNKNOWN,
            "record date not stated",
            "state --record-on with ketsugi revise",
        ),
        (
            "total_matches",
            two_classes(),
            UNKNOWN,
            "entitled preferred shares not stated",
            "state --share-class NAME --entitled",
        ),
        (
            "classes",
            step("approve", terms={"lines": (LINE, replace(PREFERRED, per_share=None))}),
            UNKNOWN,
            "per share: common 13.50; not all stated",
            "state --share-class NAME --per-share with ketsugi revise",
        ),
        (
            "paper_voting_required",
            convening(meeting={"voters": 1000, "paper_voting": False}),
            FAIL,
            "1,000 holders may vote, none of them on paper",
            f"{ON_PAPER}: --override paper_voting_required --reason TEXT --evidence FILE",
        ),
        (
            "total_matches",
            step("approve", line={"total": StatedTotal.read("609 million")}),
            FAIL,
            "stated 609 million",
            "correct the count of common shares, or revise their total",
        ),
        (
            "treasury_excluded",
            two_classes(replace(SHARES, issued=None)),
            UNKNOWN,
            "entitled common, preferred shares not all stated",
            "state --share-class NAME --issued --treasury --entitled",
        ),
        (
            "treasury_excluded",
            two_classes(replace(SHARES, issued=None), replace(OF_PREFERRED, issued=10, treasury=1, entitled=10)),
            FAIL,
            "10 issued − 1 treasury = 9, entitled 10",
            "check the register's preferred shares",
        ),
        (
            "agm_excluded_460",
            step("approve", articles=EXCLUDED, dividend={"accounts_clean": True}, terms=IN_KIND),
            UNKNOWN,
            "whether that has effect is not known",
            "state --set cash_option=true or false with ketsugi revise",
        ),
        (
            "agm_excluded_460",
            step("approve", articles=EXCLUDED),
            UNKNOWN,
            "whether that has effect is not known",
            "state --set accounts_clean=true or false",
        ),
        (
            "interim_by_board",
            step("decide", articles={"public": False, "listed": False, "has_board": False}, dividend=INTERIM),
            FAIL,
            "the company has no board of directors",
            "put it to the general meeting",
        ),
    ],
)
def test_an_answer_says_what_is_missing_and_what_to_do(
    rule: str, context: Context, verdict: Verdict, said: str, remedy: str
) -> None:
    finding = ask(rule, context)
    assert finding.verdict is verdict
    assert said in finding.message
    assert finding.remedy.partition(", or --attest ")[0] == remedy


@pytest.mark.parametrize(
    ("day", "verdict"), [("2022-08-31", PASS), ("2022-09-01", FAIL)], ids=["before it is law", "from that day"]
)
def test_two_weeks_under_electronic_provision_from_the_day_it_is_law(day: str, verdict: Verdict) -> None:
    late = private(day, on=d(day) - 14 * DAY, e_provision=True)  # 13 clear days
    assert ask("notice_private_co", late).verdict is verdict


def test_a_question_answered_by_one_fact_says_what_it_asks() -> None:
    """So that the page of guards, which is printed from it, reads."""
    assert stated(lambda _: True, "all is well", "well").__doc__ == "All is well."


# ── Days that were, not those that were planned ──────────────────────────────────────────────────────────────────────


def row(rule: str, contexts: list[Context]) -> Deadline:
    return next(each for each in timetable(contexts, JAPAN) if each.id == rule)


def test_the_vote_counts_on_the_day_it_was_taken() -> None:
    """Of a meeting that was continued, the sitting that approved."""
    sat = Meeting(day=SITTING, continued_on=(d("2018-06-30"), d("2018-07-02")), voting_record_on=RECORD)
    done = (*deeds()[:2], replace(deeds()[2], on=d("2018-06-30")))
    for day, verdict in ((d("2018-06-30"), PASS), (d("2018-07-01"), FAIL)):
        context = step("pay", on=d("2018-07-03"), deeds=(*done[:2], replace(done[2], on=day)))
        assert ask("vote_within_3_months", replace(context, meeting=sat)).verdict is verdict


def test_the_board_decided_on_the_day_it_did() -> None:
    decided = Deed(seq=11, event="decide", source="drafted", dest="approved", on=BOARD)
    by_board = {"dividend": replace(DIVIDEND, route=Route.BOARD)}
    assert row("effect_not_before_resolution", standing(deeds=(decided,), **by_board)).first_on == BOARD
    assert row("effect_not_before_resolution", standing(deeds=(), **by_board)).first_on is None


def test_the_tax_counts_from_the_day_of_payment_and_not_from_the_day_planned() -> None:
    for paid, due in ((EFFECT, d("2018-07-10")), (d("2018-07-02"), d("2018-08-10"))):
        known = (*deeds()[:3], replace(deeds()[3], on=paid))
        assert row("withholding_due", standing(deeds=known)).last_on == due


def test_it_is_put_to_the_meeting_when_the_board_resolves_and_not_when_a_draft_is_revised() -> None:
    draft, resolve = deeds()[:2]
    revised = replace(draft, seq=11, event="revise", source="drafted", on=BOARD - DAY)
    context = step("approve", deeds=(draft, revised, replace(resolve, seq=12, on=NOTICE)), meeting_deeds=(CONVENED,))
    assert ask("agenda_bound", context).figures == {"put to the meeting": str(NOTICE), "dispatched": str(NOTICE)}
