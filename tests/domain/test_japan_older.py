"""What is asked again, or of older days: the convocation at the vote, and the law before the Companies Act."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from states.finding import Verdict, Weight
from states.rulebooks.japan import IN_PART, JAPAN, LEFT_OUT
from tests.domain.iij import BOARD, DAY, NOTICE, answer, ask, convening, step

PASS, FAIL, UNKNOWN, NO_QUESTION = Verdict.PASS, Verdict.FAIL, Verdict.UNKNOWN, Verdict.NOT_APPLICABLE
UNLAWFUL: dict[str, dict[str, Any]] = {
    "accounts_approved": {"accounts_board_on": NOTICE + DAY},
    "accounts_audited_first": {"accounts_board_on": BOARD, "audited_on": BOARD + DAY},
    "board_decides_meeting": {"board_on": NOTICE + DAY},
    "paper_voting_required": {"paper_voting": False, "voters": 1000},
    "notice_special_cutoff": {"voting_cutoff_on": NOTICE + 14 * DAY},
    "notice_written_form": {"notice_in_writing": False},
    "reference_docs": {"paper_voting": True, "reference_docs_sent": False},
    "fs_enclosed": {"accounts_sent": False},
    "notice_public_co": {"day": NOTICE + 14 * DAY},
}


@pytest.mark.parametrize("rule", UNLAWFUL)
def test_what_became_known_of_the_convocation_after_the_dispatch_stops_the_vote(rule: str) -> None:
    """Left out when the notice went out and stated later, it is judged before the resolution it could undo."""
    articles = {"accounting_auditor": True}
    for context in (
        convening(meeting=UNLAWFUL[rule], articles=articles),
        step("approve", meeting=UNLAWFUL[rule], articles=articles),
    ):
        assert answer(ask(rule, context)) == (FAIL, Weight.DEFECT, True)


def test_every_defect_of_the_convocation_is_asked_at_the_vote_too() -> None:
    asked = {rule.id: rule for rule in JAPAN.asked_at("meeting", "convene") if rule.weight is Weight.DEFECT}
    again = {rule.id for rule in JAPAN.asked_at("dividend", "approve")}
    assert set(asked) <= again


@pytest.mark.parametrize(
    ("on", "verdict"),
    [(date(1899, 6, 16), UNKNOWN), (date(2006, 4, 30), UNKNOWN), (date(2006, 5, 1), NO_QUESTION), (BOARD, NO_QUESTION)],
)
def test_a_day_before_the_act_is_not_passed_over_in_silence(on: date, verdict: Verdict) -> None:
    for event in ("resolve", "approve", "pay"):
        assert answer(ask("older_law", step(event, on=on))) == (verdict, Weight.NOTE, False)
    assert ask("older_law", convening(on=on)).verdict is verdict


def test_what_is_covered_in_part_is_covered_and_says_what_is_open() -> None:
    covered = {each.id for each in (*JAPAN.rules, *JAPAN.duties)} | {"tax_rounding"}
    assert set(IN_PART) <= covered
    assert not set(IN_PART) & set(LEFT_OUT)
    assert all(what.endswith(".") and len(what) > 30 for what in IN_PART.values())
