"""Quorum and majority in Japan where only some counts are stated, and where too few were there to decide (309)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from states.context import Context
from states.facts import MeetingKind
from states.finding import Verdict
from states.guards.sitting import notice_before_meeting
from states.votes import Votes
from tests.domain.iij import SITTING, ask, convening, step

PASS, FAIL, UNKNOWN = Verdict.PASS, Verdict.FAIL, Verdict.UNKNOWN
KIND_ONLY: Mapping[str, Any] = {"in_kind": True, "cash_option": False}


def counted(event: str, counts: dict[str, int], terms: Mapping[str, Any] | None = None, **articles: bool | None) -> Context:
    return step(event, articles=articles, terms=terms, dividend={"votes": Votes(**counts)})


def test_those_who_voted_were_present_and_the_others_may_have_been() -> None:
    assert Votes(in_favour=3, against=2, abstained=1).least_present() == 6
    assert Votes(in_favour=3, against=2, present=9).least_present() == 9
    assert Votes(against=2).least_present() == 2
    assert Votes(present=0, in_favour=1).least_present() == 0


@pytest.mark.parametrize(
    ("counts", "approved", "rejected"),
    [
        ({"in_favour": 10, "against": 500}, FAIL, PASS),  # whoever else was there, it has lost
        ({"in_favour": 50, "against": 50}, FAIL, PASS),
        ({"in_favour": 51, "against": 50}, UNKNOWN, UNKNOWN),  # abstentions may have outweighed it
        ({"in_favour": 51, "against": 50, "abstained": 1}, FAIL, PASS),
        ({"in_favour": 0}, FAIL, PASS),
        ({"in_favour": 1}, UNKNOWN, UNKNOWN),
        ({"against": 500}, UNKNOWN, UNKNOWN),
        ({"in_favour": 51, "exercisable": 50}, FAIL, FAIL),  # the counts do not add up
        ({"in_favour": 50, "exercisable": 50}, UNKNOWN, UNKNOWN),
        ({"present": 51, "exercisable": 50}, FAIL, FAIL),
    ],
)
def test_counts_that_are_stated_in_part_decide_where_they_are_enough(
    counts: dict[str, int], approved: Verdict, rejected: Verdict
) -> None:
    assert ask("ordinary_majority", counted("approve", counts)).verdict is approved
    assert ask("majority_not_reached", counted("reject", counts)).verdict is rejected


def test_what_is_said_of_counts_in_part_names_them() -> None:
    lost = ask("ordinary_majority", counted("approve", {"in_favour": 10, "against": 500}))
    assert (lost.message, lost.figures) == ("10 of 510 votes cast, more than half needed", {"for": "10", "present": "510"})
    beyond = ask("ordinary_majority", counted("approve", {"in_favour": 51, "exercisable": 50}))
    assert beyond.message == "51 votes cast, 50 could be cast at all"
    assert beyond.figures == {"present": "51", "cast": "51", "exercisable": "50"}
    more = ask("ordinary_majority", counted("approve", {"in_favour": 51, "present": 50}))
    assert (more.message, more.figures) == ("1 more votes cast than the 50 present", {"present": "50", "cast": "51"})


@pytest.mark.parametrize(
    ("counts", "verdict"),
    [
        ({"in_favour": 66, "against": 34}, FAIL),
        ({"in_favour": 67, "against": 33}, UNKNOWN),
        ({"in_favour": 66, "present": 100}, FAIL),  # however many could have voted
        ({"in_favour": 67, "present": 100}, UNKNOWN),
        ({"present": 100, "exercisable": 199}, UNKNOWN),
    ],
)
def test_two_thirds_that_were_not_reached_are_no_special_resolution(counts: dict[str, int], verdict: Verdict) -> None:
    finding = ask("special_majority_in_kind", counted("approve", counts, KIND_ONLY))
    assert finding.verdict is verdict
    assert bool(finding.figures) is (verdict is FAIL)


THIRD = {"in_favour": 300, "present": 400, "exercisable": 1000}
HALF = {"in_favour": 300, "present": 500, "exercisable": 1000}
MORE = {"in_favour": 300, "present": 501, "exercisable": 1000}
FEW = {"in_favour": 300, "present": 333, "exercisable": 1000}


@pytest.mark.parametrize(
    ("counts", "terms", "articles", "verdict"),
    [
        (HALF, {}, {"no_quorum": False}, PASS),
        (HALF, {}, {"no_quorum": None}, UNKNOWN),
        (HALF, {}, {"no_quorum": True}, FAIL),  # carried: the articles ask for no quorum
        (MORE, {}, {"no_quorum": False}, FAIL),
        (THIRD, KIND_ONLY, {"special_quorum_third": False}, PASS),
        (THIRD, KIND_ONLY, {"special_quorum_third": None}, UNKNOWN),
        (THIRD, KIND_ONLY, {"special_quorum_third": True}, FAIL),
        (FEW, KIND_ONLY, {"special_quorum_third": True}, PASS),
        (FEW, {"in_kind": True}, {"no_quorum": False, "special_quorum_third": False}, UNKNOWN),
    ],
)
def test_a_vote_without_quorum_is_lost_whatever_its_majority(
    counts: dict[str, int], terms: dict[str, Any], articles: dict[str, bool | None], verdict: Verdict
) -> None:
    finding = ask("majority_not_reached", counted("reject", counts, terms, **articles))
    assert (finding.verdict, finding.stops()) == (verdict, verdict is FAIL)
    assert ("no quorum" in finding.message) is (verdict is not FAIL)
    if verdict is PASS:
        assert finding.figures == {"for": "300", "present": str(counts["present"]), "exercisable": "1000"}


@pytest.mark.parametrize(
    ("no_quorum", "remedy"),
    [
        (None, "state --article no_quorum=true with ketsugi company amend where the articles drop it, or override"),
        (False, "check the counts, or override"),
    ],
)
def test_a_missing_quorum_asks_what_the_articles_say(no_quorum: bool | None, remedy: str) -> None:
    finding = ask("ordinary_quorum", counted("approve", HALF, no_quorum=no_quorum))
    assert finding.verdict is FAIL
    assert finding.remedy.startswith(f"{remedy}: --override ordinary_quorum")


@pytest.mark.parametrize(("consented", "verdict"), [(True, PASS), (False, FAIL), (None, UNKNOWN)])
def test_a_written_resolution_has_the_consent_of_all(consented: bool | None, verdict: Verdict) -> None:
    finding = ask("written_resolution", step("approve", meeting={"kind": MeetingKind.WRITTEN, "all_consented": consented}))
    assert (finding.verdict, finding.stops()) == (verdict, verdict is not PASS)


def test_a_written_resolution_has_no_quorum_no_majority_and_no_notice() -> None:
    written = {"kind": MeetingKind.WRITTEN, "all_consented": True, "paper_voting": False, "voters": 3}
    for name in ("ordinary_quorum", "ordinary_majority", "agenda_bound", "notice_public_co", "board_decides_meeting"):
        assert ask(name, step("approve", meeting=written)).verdict is Verdict.NOT_APPLICABLE, name
    assert ask("written_resolution", step("approve")).verdict is Verdict.NOT_APPLICABLE


@pytest.mark.parametrize(("kind", "asked"), [(MeetingKind.WRITTEN, False), (MeetingKind.ORDINARY, True)])
def test_a_written_resolution_may_be_sent_and_consented_to_on_one_day(kind: MeetingKind, asked: bool) -> None:
    """So may a meeting at which all are there, but then it is the law that is asked."""
    context = convening(on=SITTING, meeting={"kind": kind})
    assert notice_before_meeting(context).verdict is PASS
    assert (ask("notice_public_co", context).verdict is FAIL) == asked


@pytest.mark.parametrize(("event", "said"), [("approve", "record the rejection"), ("pay", "stop it: ketsugi suspend")])
def test_the_way_out_is_one_that_is_still_open(event: str, said: str) -> None:
    lost = counted(event, {"in_favour": 40, "present": 100})
    assert ask("ordinary_majority", lost).remedy.startswith(said)
    in_kind = counted(event, {"in_favour": 60, "present": 100}, KIND_ONLY)
    assert ask("special_majority_in_kind", in_kind).remedy.startswith(said)
