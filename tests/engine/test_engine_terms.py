"""Terms: numbered versions, frozen by digest when they are approved, compared again when they are paid."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from typing import Any

import pytest

from states.errors import Refused, WrongWords
from tests.conftest import DIVIDEND, DRAFT, FUNDS, LINES, TERMS, VOTES, record
from workflow.book import Book
from workflow.replay import load
from workflow.verify import verify

OpenAt = Callable[[str], Book]
OURS = ("dividend", DIVIDEND)
SIXTEEN = {"lines": [{"share_class": "common", "per_share": "16.00", "total": "721 million"}]}


def digest_of(terms: dict[str, Any]) -> str:
    """Computed anew from the terms as the log spells them, with nothing of the program."""
    text = json.dumps(terms, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def versions(book: Book) -> list[tuple[str, int, str]]:
    with book.reading() as run:
        bodies = [json.loads(text) for (text,) in run("SELECT body FROM entry ORDER BY seq", {})]
    ours = [body for body in bodies if body.get("subject") == DIVIDEND]
    return [(body["event"], body["terms"]["version"], body["terms"]["digest"][:12]) for body in ours]


def test_a_draft_with_terms_is_version_one_under_the_digest_of_its_terms(iij: OpenAt) -> None:
    with iij("plan") as book:
        body = record(book, *OURS, "draft", **DRAFT).body
    assert body["facts"]["terms"] == TERMS
    assert body["terms"] == {"version": 1, "digest": digest_of(TERMS)}


def test_a_draft_without_terms_is_version_none(iij: OpenAt) -> None:
    with iij("plan") as book:
        assert record(book, *OURS, "draft").body["terms"] == {"version": 0, "digest": digest_of({})}


def test_every_entry_of_a_dividend_carries_the_version_it_speaks_of(iij: OpenAt) -> None:
    with iij("settle") as book:
        of = digest_of(TERMS)[:12]
        assert versions(book) == [(event, 1, of) for event in ("draft", "resolve", "approve", "pay", "settle")]


def test_revised_terms_are_the_next_version(iij: OpenAt) -> None:
    with iij("resolve") as book:
        body = record(book, *OURS, "revise", "2018-05-25", terms=SIXTEEN).body
        assert body["terms"] == {"version": 2, "digest": digest_of(TERMS | SIXTEEN)}
        body = record(book, *OURS, "revise", "2018-05-26", terms={"pay_on": "2018-07-02"}).body
    assert body["terms"] == {"version": 3, "digest": digest_of(TERMS | SIXTEEN | {"pay_on": "2018-07-02"})}


def test_stating_the_same_terms_again_is_no_new_version(iij: OpenAt) -> None:
    with iij("resolve") as book:
        assert record(book, *OURS, "revise", "2018-05-25", terms=TERMS).body["terms"]["version"] == 1


def test_a_revision_of_something_else_is_no_new_version(iij: OpenAt) -> None:
    with iij("resolve") as book:
        assert record(book, *OURS, "revise", "2018-05-25", net_assets="4000000").body["terms"]["version"] == 1


def test_terms_taken_back_to_what_they_were_are_a_new_version_with_the_old_digest(iij: OpenAt) -> None:
    with iij("resolve") as book:
        record(book, *OURS, "revise", "2018-05-25", terms=SIXTEEN)
        body = record(book, *OURS, "revise", "2018-05-26", terms={"lines": LINES}).body
    assert body["terms"] == {"version": 3, "digest": digest_of(TERMS)}


def test_a_refused_revision_counts_no_version(iij: OpenAt) -> None:
    with iij("resolve") as book:
        parts = {"lines": [{"per_share": "16.00", "parts": {"ordinary": "13.00", "special": "2.00"}}]}
        with pytest.raises(Refused, match="revise"):
            record(book, *OURS, "revise", "2018-05-25", terms=parts)
        body = record(book, *OURS, "revise", "2018-05-25", terms=SIXTEEN).body
    assert body["terms"]["version"] == 2


def test_the_terms_as_revised_are_what_is_approved(iij: OpenAt) -> None:
    with iij("resolve") as book:
        record(book, *OURS, "revise", "2018-05-25", terms=SIXTEEN, attest=FUNDS)
        record(book, "meeting", "IIJ-AGM26", "convene", "2018-06-07")
        body = record(book, *OURS, "approve", "2018-06-28").body
    assert body["terms"] == {"version": 2, "digest": digest_of(TERMS | SIXTEEN)}


AGAIN = {"distributable_amount": "worksheet of the amended terms", "net_assets": "balance sheet"}


def test_other_terms_than_those_proposed_are_refused(iij: OpenAt) -> None:
    with iij("convene") as book:
        with pytest.raises(Refused) as no:
            record(book, *OURS, "approve", "2018-06-28", terms=SIXTEEN, votes=VOTES)
        finding = next(each for each in no.value.findings if each.guard == "as_proposed")
        assert (finding.guard, finding.figures) == (
            "as_proposed", {"proposed": digest_of(TERMS), "now": digest_of(TERMS | SIXTEEN)},
        )  # fmt: skip
        assert record(book, *OURS, "approve", "2018-06-28").body["terms"] == {"version": 1, "digest": digest_of(TERMS)}


def test_terms_that_the_meeting_amended_are_approved_as_a_version_of_their_own_and_paid(iij: OpenAt) -> None:
    with iij("convene") as book:
        body = record(book, *OURS, "approve", "2018-06-28", terms=SIXTEEN, amended=True, votes=VOTES, attest=AGAIN).body
        assert body["terms"] == {"version": 2, "digest": digest_of(TERMS | SIXTEEN)}
        assert body["to"] == "approved"
        paid = record(book, *OURS, "pay", "2018-06-29", attest={"entitled_shares": "register"}).body
        assert (paid["to"], paid["terms"]) == ("paying", body["terms"])


def test_what_is_paid_is_what_was_approved(iij: OpenAt) -> None:
    with iij("settle") as book:
        entries = {event: digest for event, _, digest in versions(book)}
        with book.reading() as run:
            past = load(run, DIVIDEND)
    assert past is not None
    assert entries["approve"] == entries["pay"] == past.terms_digest[:12]


@pytest.mark.parametrize("event", ["resolve", "pay", "settle", "close", "correct", "note", "suspend"])
def test_no_other_event_can_touch_the_terms(iij: OpenAt, event: str) -> None:
    with iij("settle") as book, pytest.raises(WrongWords, match=f"terms: {event} does not state it"):
        record(book, *OURS, event, "2018-08-01", terms=SIXTEEN, reason="x")


@pytest.mark.parametrize("event", ["revise", "approve"])
def test_after_approval_no_event_changes_the_terms(iij: OpenAt, event: str) -> None:
    with iij("approve") as book:
        with pytest.raises(Refused) as no:
            record(book, *OURS, event, "2018-06-28", terms=SIXTEEN)
        assert {finding.guard for finding in no.value.findings} == {"lifecycle"}


def test_an_amount_keeps_every_digit_it_was_stated_with(iij: OpenAt) -> None:
    exact = "0.123456789012345678901234567890"[:31]
    with iij("plan") as book:
        lines = [{"per_share": exact, "total": "13,500,000.10"}]
        record(book, *OURS, "draft", **DRAFT | {"terms": TERMS | {"lines": lines}})
        with book.reading() as run:
            past = load(run, DIVIDEND)
    assert past is not None
    (line,) = past.facts["terms"]["lines"]
    assert (line["per_share"], line["total"]) == (exact, "13,500,000.10")


def test_zero_undecided_and_not_stated_stay_three_different_values(iij: OpenAt) -> None:
    with iij("plan") as book:
        for ref, line in (("D0", {"per_share": "0"}), ("DU", {"per_share": "undecided"}), ("DN", {"total": "1"})):
            record(book, "dividend", ref, "draft", terms={"lines": [line]})
        with book.reading() as run:
            pasts = {ref: load(run, ref) for ref in ("D0", "DU", "DN")}
    said = {ref: past.facts["terms"]["lines"][0].get("per_share") for ref, past in pasts.items() if past}
    assert said == {"D0": "0", "DU": "undecided", "DN": None}


def test_the_parts_of_an_amount_may_be_named_in_any_script_and_the_book_verifies(iij: OpenAt) -> None:
    """Such names are ordered by UTF-16 in the log, and otherwise by Python and by the fast reader of ``verify``."""
    parts = {"普通": "1.00", "\ufb33": "2.00", "\U0001f389 記念": "3.00", "z": "4.00"}
    with iij("plan") as book:
        record(book, *OURS, "draft", terms={"lines": [{"per_share": "10.00", "parts": parts}]})
        with book.reading() as run:
            assert verify(run).ok
            past = load(run, DIVIDEND)
    assert past is not None
    assert past.facts["terms"]["lines"][0]["parts"] == parts


PREFERRED = {"share_class": "preferred", "per_share": "20", "total": "2 million"}


def test_the_meeting_adds_no_class_of_shares_to_the_proposal(iij: OpenAt) -> None:
    with iij("convene") as book:
        with pytest.raises(Refused) as no:
            record(
                book, *OURS, "approve", "2018-06-28", terms={"lines": [PREFERRED]}, amended=True, votes=VOTES, attest=AGAIN
            )
        assert "same_classes" in {finding.guard for finding in no.value.findings}


def test_a_class_that_was_misspelt_is_dropped_by_naming_it_alone(iij: OpenAt) -> None:
    with iij("resolve") as book:
        record(book, *OURS, "revise", "2018-05-25", terms={"lines": [PREFERRED]}, attest=FUNDS)
        record(book, *OURS, "revise", "2018-05-26", terms={"lines": [{"share_class": "preferred"}]}, attest=FUNDS)
        record(book, "meeting", "IIJ-AGM26", "convene", "2018-06-07")
        body = record(book, *OURS, "approve", "2018-06-28").body
        assert body["terms"] == {"version": 3, "digest": digest_of(TERMS)}
