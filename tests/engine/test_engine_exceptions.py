"""What a person may pass over, vouch for, correct or interrupt, and what stays in the log of it."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from states.errors import Conflict, NotFound, Refused, WrongWords
from tests.conftest import DIVIDEND, DRAFT, FIRM, FUNDS, MEETING, SETTLED, SITTING, record
from workflow.book import Book
from workflow.evidence import document
from workflow.replay import load
from workflow.standing import offer, standing
from workflow.verify import verify

OpenAt = Callable[[str], Book]
CONSENT = (document("consent.pdf", b"all agree"),)
DIVIDEND_, MEETING_ = ("dividend", DIVIDEND), ("meeting", MEETING)
LATE_NOTICE: tuple[Any, ...] = (*MEETING_, "convene", "2018-06-14")  # 13 clear days, 14 needed


def guards(no: Refused) -> set[str]:
    return {finding.guard for finding in no.findings}


def count(book: Book) -> int:
    with book.reading() as run:
        ((entries,),) = run("SELECT count(*) FROM entry", {})
    return int(entries)


def sound(book: Book) -> bool:
    with book.reading() as run:
        return verify(run).ok


# ── Overriding a defect ──


def test_a_defect_stops_a_step(iij: OpenAt) -> None:
    with iij("resolve") as book, pytest.raises(Refused) as no:
        record(book, *LATE_NOTICE)
    assert guards(no.value) == {"notice_public_co"}


def test_a_defect_is_passed_over_with_reason_and_evidence_and_the_entry_says_so(iij: OpenAt) -> None:
    with iij("resolve") as book:
        said = {"overrides": frozenset({"notice_public_co"}), "reason": "all consented", "evidence": CONSENT}
        body = record(book, *LATE_NOTICE, **said).body
        assert sound(book)
    assert (body["outcome"], body["overridden"], body["reason"]) == ("applied", ["notice_public_co"], "all consented")
    assert body["evidence"] == [{"name": "consent.pdf", "sha256": CONSENT[0].sha256, "size": 9}]
    (answer,) = [f for f in body["findings"] if f["guard"] == "notice_public_co"]
    assert (answer["verdict"], answer["weight"], answer["slack_days"]) == ("fail", "defect", -1)


def test_an_override_is_for_one_step_only(iij: OpenAt) -> None:
    with iij("resolve") as book:
        said = {"overrides": frozenset({"notice_public_co"}), "reason": "all consented", "evidence": CONSENT}
        record(book, *LATE_NOTICE, **said)
        with pytest.raises(Refused) as no:
            record(book, *DIVIDEND_, "approve", "2018-06-28")
        assert guards(no.value) == {"notice_public_co"}
        assert record(book, *DIVIDEND_, "approve", "2018-06-28", **said).body["to"] == "approved"


def test_an_override_of_what_did_not_object_is_not_recorded_as_one(iij: OpenAt) -> None:
    with iij("resolve") as book:
        said = {"overrides": frozenset({"notice_public_co"}), "reason": "to be safe", "evidence": CONSENT}
        assert record(book, *MEETING_, "convene", "2018-06-07", **said).body["overridden"] == []


NO_OVERRIDE: dict[str, tuple[dict[str, Any], str]] = {
    "without a reason": ({"overrides": frozenset({"notice_public_co"}), "evidence": CONSENT}, "needs a reason and evidence"),
    "without evidence": ({"overrides": frozenset({"notice_public_co"}), "reason": "x"}, "needs a reason and evidence"),
    "of a bar": (
        {"overrides": frozenset({"vote_within_3_months"}), "reason": "x", "evidence": CONSENT}, "a bar cannot be overridden",
    ),
    "of a note": (
        {"overrides": frozenset({"pay_business_day"}), "reason": "x", "evidence": CONSENT}, "a note cannot be overridden",
    ),
    "of a question that holds everywhere": (
        {"overrides": frozenset({"sitting_day"}), "reason": "x", "evidence": CONSENT}, "sitting_day: asked everywhere",
    ),
    "of nothing known": ({"overrides": frozenset({"mercy"}), "reason": "x", "evidence": CONSENT}, "mercy: no such rule"),
}  # fmt: skip


@pytest.mark.parametrize(("said", "message"), NO_OVERRIDE.values(), ids=NO_OVERRIDE)
def test_no_override(iij: OpenAt, said: dict[str, Any], message: str) -> None:
    with iij("resolve") as book:
        with pytest.raises(WrongWords, match=message):
            record(book, *LATE_NOTICE, **said)
        assert count(book) == 5  # and nothing was written


def test_an_override_of_one_defect_leaves_the_other_objections(iij: OpenAt) -> None:
    said = {"overrides": frozenset({"board_decides_meeting"}), "reason": "x", "evidence": CONSENT}
    with iij("resolve") as book, pytest.raises(Refused) as no:
        record(book, *LATE_NOTICE, **said)
    assert guards(no.value) == {"notice_public_co"}


# ── Vouching for a fact that the book does not hold ──


def test_an_unknown_bar_blocks_until_a_person_vouches_for_it(iij: OpenAt) -> None:
    with iij("draft") as book:
        with pytest.raises(Refused) as no:
            record(book, *DIVIDEND_, "resolve", "2018-05-24")
        assert guards(no.value) == {"net_assets_3m", "distributable_amount"}
        body = record(book, *DIVIDEND_, "resolve", "2018-05-24", attest=FUNDS).body
    answers = {f["guard"]: f["message"] for f in body["findings"] if f["verdict"] == "pass"}
    assert answers["net_assets_3m"] == "attested: balance sheet"
    assert body["facts"] == {"attest": FUNDS}


def test_nobody_can_vouch_against_a_stated_fact(iij: OpenAt) -> None:
    with iij("draft") as book, pytest.raises(Refused) as no:
        record(book, *DIVIDEND_, "resolve", "2018-05-24", attest=FUNDS, net_assets="2999999")
    assert guards(no.value) == {"net_assets_3m"}


def test_what_a_refused_step_attested_is_not_kept(iij: OpenAt) -> None:
    with iij("draft") as book:
        with pytest.raises(Refused):
            record(book, *DIVIDEND_, "resolve", "2018-06-29", attest=FUNDS)  # after the meeting
        with pytest.raises(Refused) as no:
            record(book, *DIVIDEND_, "resolve", "2018-05-24")
    assert "net_assets_3m" in guards(no.value)


def test_only_known_names_can_be_attested(iij: OpenAt) -> None:
    with iij("draft") as book, pytest.raises(WrongWords, match="attest weather: resolve does not ask for it"):
        record(book, *DIVIDEND_, "resolve", "2018-05-24", attest={"weather": "fine"})


# ── Correcting an entry ──


def deed_days(book: Book) -> dict[str, str]:
    with book.reading() as run:
        past = load(run, DIVIDEND)
    assert past is not None
    return {deed.event: str(deed.on) for deed in past.deeds}


def test_a_correction_moves_the_day_of_a_deed_and_leaves_the_entry_as_it_was(iij: OpenAt) -> None:
    with iij("settle") as book:
        with book.reading() as run:
            before = list(run("SELECT * FROM entry ORDER BY seq", {}))
        correction = {"corrects": 10, "corrected_on": date(2018, 7, 30), "reason": "the agent's report is of the 30th"}
        body = record(book, *DIVIDEND_, "correct", "2018-08-01", **correction).body
        with book.reading() as run:
            assert list(run("SELECT * FROM entry WHERE seq <= 10 ORDER BY seq", {})) == before
        assert deed_days(book)["settle"] == "2018-07-30"
        assert (body["from"], body["to"], body["corrects"]) == ("paid", "paid", {"entry": 10, "occurred_on": "2018-07-30"})
        assert sound(book)


def test_later_deeds_are_ordered_by_the_corrected_day(iij: OpenAt) -> None:
    with iij("pay") as book:
        wanted: tuple[Any, ...] = (*DIVIDEND_, "suspend", "2018-07-01")
        record(book, *DIVIDEND_, "correct", corrects=9, corrected_on=date(2018, 7, 2), reason="paid on Monday")
        with pytest.raises(Refused) as no:
            record(book, *wanted, reason="injunction")
        assert guards(no.value) == {"in_order"}
        record(book, *DIVIDEND_, "correct", corrects=9, corrected_on=date(2018, 6, 29), reason="no, on Friday")
        assert record(book, *wanted, reason="injunction").body["to"] == "suspended"


def test_a_correction_of_counts_replaces_the_counts(iij: OpenAt) -> None:
    with iij("settle") as book:
        record(book, *DIVIDEND_, "correct", corrects=7, reason="recount", votes={"in_favour": 312_451})
        with book.reading() as run:
            past = load(run, DIVIDEND)
    assert past is not None
    assert past.facts["votes"] == {"in_favour": 312_451, "present": 380_120, "exercisable": 450_700}


def test_a_correction_states_only_what_the_corrected_entry_could_state(iij: OpenAt) -> None:
    with iij("settle") as book:
        for entry, name, value in ((10, "votes", {"in_favour": 1}), (7, "settlement", SETTLED), (9, "accounts_clean", True)):
            with pytest.raises(WrongWords, match=rf"{name}: \w+ \(entry {entry}\) does not state it"):
                record(book, *DIVIDEND_, "correct", corrects=entry, reason="x", **{name: value})
        recount = record(book, *DIVIDEND_, "correct", corrects=7, reason="recount", votes={"in_favour": 312_451})
        with pytest.raises(WrongWords, match="settlement: approve"):  # nor does a correction of the correction
            record(book, *DIVIDEND_, "correct", corrects=recount.seq, reason="x", settlement=SETTLED)


def test_what_a_correction_puts_in_doubt_is_stopped_until_it_is_put_right_or_resumed(iij: OpenAt) -> None:
    def offered(event: str, on: str | None = None, **said: Any) -> str | None:
        entry = record(book, *DIVIDEND_, event, on, reason="the registrar's list", **said)
        corrections[event] = entry.seq
        with book.reading() as run:
            return offer(run, standing(run, DIVIDEND))

    corrections: dict[str, int] = {}
    with iij("approve") as book:
        record(book, "meeting", MEETING, "hold", "2018-06-28")
        stop, pay = f"ketsugi suspend {DIVIDEND} --on DATE --reason TEXT", f"ketsugi pay {DIVIDEND} --on 2018-06-29"
        assert offered("correct", corrects=7, votes={"in_favour": 10}) == stop
        assert offered("correct", corrects=corrections["correct"], votes={"in_favour": 312_451}) == pay
        assert offered("correct", corrects=7, votes={"in_favour": 10}) == stop
        assert offered("suspend", "2018-06-28") == f"ketsugi resume {DIVIDEND} --on DATE"
        assert offered("resume", "2018-06-28") == pay
        assert offered("correct", corrects=7, votes={"in_favour": 11}) == stop


OUT_OF_ORDER: dict[str, tuple[dict[str, Any], set[str]]] = {
    "no majority": ({"corrects": 7, "votes": {"in_favour": 10}}, {"ordinary_majority"}),
    "the day before the meeting": ({"corrects": 7, "corrected_on": date(2018, 6, 27)}, {"sitting_day"}),
    "paid before the effect": (
        {"corrects": 9, "corrected_on": date(2018, 6, 28)}, {"payment_not_before_effect", "pay_not_before_effect"},
    ),
    "not all accounted for": ({"corrects": 10, "settlement": {"paid": "1"}}, {"ties_out"}),
    "nothing wrong": ({"corrects": 7, "votes": {"in_favour": 312_451}}, set()),
}  # fmt: skip


@pytest.mark.parametrize(("said", "objects"), OUT_OF_ORDER.values(), ids=OUT_OF_ORDER)
def test_a_correction_says_which_guards_the_corrected_step_would_have_met(
    iij: OpenAt, said: dict[str, Any], objects: set[str]
) -> None:
    with iij("settle") as book:
        for _ in range(2):  # and a second correction of the same entry knows the first
            body = record(book, *DIVIDEND_, "correct", "2018-08-01", reason="the minutes say so", **said).body
            assert body["outcome"] == "applied"
            (note,) = [each for each in body["findings"] if each["guard"] == "stands_as_corrected"]
            named = set(note["message"].partition(" as corrected: ")[2].split(", ")) - {"possible"}
            assert (note["weight"], note["verdict"]) == ("note", "fail" if objects else "pass")
            assert (named <= objects, bool(named)) == (True, bool(objects))
        assert sound(book)


def test_two_corrections_of_one_entry_are_judged_together(iij: OpenAt) -> None:
    with iij("settle") as book:
        first = record(book, *DIVIDEND_, "correct", corrects=10, reason="x", settlement={"paid": "601220300"})
        assert "ties_out" not in str(first.body["findings"][-1]["message"])  # 608 million is rounded
        second = record(book, *DIVIDEND_, "correct", corrects=first.seq, reason="x", settlement={"unclaimed": "1"})
        assert second.body["findings"][-1]["message"] == "settle (entry 10) as corrected: ties_out"


def test_what_was_never_paid_is_not_recovered(iij: OpenAt) -> None:
    for interruption in ("suspend", "annul"):
        with iij("approve") as book:
            play(book, interruption)
            with pytest.raises(Refused) as no:
                play(book, "recover")
            assert guards(no.value) == {"something_was_paid"}
            vouched = {"mistaken_payment": "JPY 13,500 sent twice to a holder"}
            record(book, *DIVIDEND_, "recover", "2018-08-01", reason="mistake", attest=vouched)
            assert sound(book)


NO_CORRECTION: dict[str, tuple[dict[str, Any], str]] = {
    "of an entry of another subject": ({"corrects": 6}, "corrects_own_entry"),
    "of an entry that is not there": ({"corrects": 99}, "corrects_own_entry"),
    "of a refusal": ({"corrects": 11}, "corrects_own_entry"),
    "of nothing named": ({}, "corrects_own_entry"),
    "to a day to come": ({"corrects": 10, "corrected_on": date(2018, 8, 2)}, "corrects_own_entry"),
}


@pytest.mark.parametrize(("said", "guard"), NO_CORRECTION.values(), ids=NO_CORRECTION)
def test_no_correction(iij: OpenAt, said: dict[str, Any], guard: str) -> None:
    with iij("settle") as book:
        with pytest.raises(Refused):
            record(book, *DIVIDEND_, "approve", "2018-06-28")  # entry 11, a refusal
        with pytest.raises(Refused) as no:
            record(book, *DIVIDEND_, "correct", reason="x", settlement=SETTLED, **said)
    assert guards(no.value) == {guard}


def test_the_terms_cannot_be_corrected(iij: OpenAt) -> None:
    with iij("settle") as book, pytest.raises(WrongWords, match="terms: correct does not state it"):
        record(book, *DIVIDEND_, "correct", corrects=4, reason="x", terms={"currency": "USD"})


# ── Interrupting a life ──


def play(book: Book, *events: str) -> list[str]:
    said: dict[str, dict[str, Any]] = {"close": {"attest": {"claims_ended": "all paid"}}}
    entries = [record(book, *DIVIDEND_, event, "2018-08-01", reason="court", **said.get(event, {})) for event in events]
    return [entry.body["to"] for entry in entries]


INTERRUPTIONS: dict[str, tuple[str, list[str], list[str]]] = {
    "before payment": ("approve", ["suspend", "resume"], ["suspended", "approved"]),
    "during payment": ("pay", ["suspend", "resume"], ["suspended", "paying"]),
    "twice": ("pay", ["suspend", "resume", "suspend", "resume"], ["suspended", "paying", "suspended", "paying"]),
    "with a remark in between": ("pay", ["suspend", "note", "resume"], ["suspended", "suspended", "paying"]),
    "one within the other": (
        "pay", ["suspend", "recover", "resume", "resume"], ["suspended", "recovering", "suspended", "paying"],
    ),
    "recovered twice within one suspension": (
        "pay", ["suspend", "recover", "resume", "recover", "resume", "resume"],
        ["suspended", "recovering", "suspended", "recovering", "suspended", "paying"],
    ),
    "after settlement": ("settle", ["recover", "resume"], ["recovering", "paid"]),
    "after annulment": ("settle", ["annul", "recover", "resume"], ["annulled", "recovering", "annulled"]),
    "annulled while suspended": (
        "pay", ["suspend", "annul", "recover", "close"], ["suspended", "annulled", "recovering", "closed"],
    ),
}  # fmt: skip


@pytest.mark.parametrize(("stage", "events", "states"), INTERRUPTIONS.values(), ids=INTERRUPTIONS)
def test_a_life_goes_on_where_it_was_interrupted(iij: OpenAt, stage: str, events: list[str], states: list[str]) -> None:
    with iij(stage) as book:
        assert play(book, *events) == states
        assert sound(book)


@pytest.mark.parametrize("event", ["suspend", "annul", "recover"])
def test_an_interruption_needs_a_reason(iij: OpenAt, event: str) -> None:
    with iij("pay") as book, pytest.raises(WrongWords, match=f"{event} needs a reason"):
        record(book, *DIVIDEND_, event, "2018-08-01")


def test_nothing_is_paid_while_payment_is_suspended(iij: OpenAt) -> None:
    with iij("hold") as book:
        play(book, "suspend")
        with pytest.raises(Refused) as no:
            record(book, *DIVIDEND_, "pay", "2018-08-01", attest={"entitled_shares": "register"})
    assert guards(no.value) == {"lifecycle"}


# ── Several companies in one book ──


@pytest.fixture
def group(iij: OpenAt) -> Book:
    """A book of two companies, each with a meeting."""
    book = iij("plan")
    record(book, "company", "NTT", "add", **FIRM | {"name": "NTT"})
    record(book, "meeting", "NTT-AGM", "plan", company="NTT", **SITTING)
    return book


def test_with_one_company_a_dividend_need_not_name_it(iij: OpenAt) -> None:
    with iij("add") as book:
        assert record(book, "dividend", "D1", "draft").body["company"] == "IIJ"


def test_with_two_companies_a_dividend_must_name_its_own(group: Book) -> None:
    with group, pytest.raises(WrongWords, match="D1: the company is not stated") as no:
        record(group, "dividend", "D1", "draft")
    assert "IIJ, NTT" in no.value.remedy


def test_without_a_company_the_way_to_one_is_told(book: Book) -> None:
    with book, pytest.raises(WrongWords, match="the company is not stated") as no:
        record(book, "dividend", "D1", "draft")
    assert "ketsugi company add" in no.value.remedy


def test_a_meeting_of_another_company_is_refused_and_nothing_is_written(group: Book) -> None:
    with group:
        before = count(group)
        with pytest.raises(WrongWords, match="NTT-AGM is a meeting of NTT, not of IIJ"):
            record(group, "dividend", "D1", "draft", **DRAFT | {"company": "IIJ", "meeting": "NTT-AGM"})
        record(group, "dividend", "D1", "draft", **DRAFT | {"company": "IIJ"})
        with pytest.raises(WrongWords, match="NTT-AGM is a meeting of NTT, not of IIJ"):
            record(group, "dividend", "D1", "revise", "2018-05-24", meeting="NTT-AGM")
        assert count(group) == before + 1


def test_a_subject_never_changes_its_company(group: Book) -> None:
    with group:
        record(group, "dividend", "D1", "draft", company="NTT")
        with pytest.raises((WrongWords, Conflict, NotFound)):
            record(group, "dividend", "D1", "revise", "2018-05-24", company="IIJ")
        with group.reading() as run:
            ((body,),) = run("SELECT body FROM entry WHERE subject = 'D1'", {})
    assert json.loads(body)["company"] == "NTT"
