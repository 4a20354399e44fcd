"""Ways around a bar that were once open: each is tried as someone would try it, and refused or found."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from states.errors import LogBroken, Refused, WrongWords
from tests.conftest import FUNDS, TERMS, record
from workflow.audit import Report
from workflow.book import Book
from workflow.protection import TRIGGERS
from workflow.verify import verify

pytestmark = pytest.mark.of_a_file

OpenAt = Callable[[str], Book]
DIVIDEND, MEETING = ("dividend", "IIJ-FY2017-YE"), ("meeting", "IIJ-AGM26")
SHARES = {"entitled_shares": "register"}


def paid(book: Book) -> set[str]:
    """The guards that object to payment; none when it is recorded."""
    try:
        record(book, *DIVIDEND, "pay", "2018-06-29", attest=SHARES)
    except Refused as no:
        return {finding.guard for finding in no.findings}
    return set()


@pytest.mark.parametrize("said", [{"corrects": 5}, {"corrected_on": date(2018, 1, 1)}], ids=["an entry", "a day"])
def test_only_a_correction_corrects(iij: OpenAt, said: dict[str, object]) -> None:
    with iij("resolve") as book, pytest.raises(WrongWords, match="corrects nothing"):
        record(book, *DIVIDEND, "note", reason="just a remark", **said)


def test_a_losing_count_that_comes_after_the_approval_bars_payment(iij: OpenAt) -> None:
    with iij("approve") as book:
        entry = record(book, *DIVIDEND, "correct", corrects=7, reason="recount", votes={"in_favour": 10, "present": 380_120})
        assert entry.body["outcome"] == "applied"
        assert paid(book) == {"ordinary_majority"}


def test_a_voting_record_date_found_to_be_too_early_bars_payment(iij: OpenAt) -> None:
    with iij("approve") as book:
        record(book, *MEETING, "correct", corrects=3, reason="misread", voting_record_on="2018-02-28")
        assert paid(book) == {"vote_within_3_months"}


def test_a_notice_found_to_be_later_than_the_vote_bars_payment(iij: OpenAt) -> None:
    with iij("approve") as book:
        record(book, *MEETING, "correct", corrects=6, corrected_on=date(2018, 7, 15), reason="the postmark")
        assert paid(book) == {"decision_stands"}


@pytest.mark.parametrize(("event", "said"), [("cancel", {}), ("reschedule", {"day": "2018-07-12"})])
@pytest.mark.parametrize("decision", ["approve", "reject", "supersede"])
def test_a_meeting_that_decided_is_neither_cancelled_nor_moved(
    iij: OpenAt, event: str, said: dict[str, str], decision: str
) -> None:
    with iij("convene") as book:
        record(book, *DIVIDEND, decision, "2018-06-28", **({"superseded_by": "X"} if decision == "supersede" else {}))
        with pytest.raises(Refused) as no:
            record(book, *MEETING, event, "2018-06-28", **said)
    assert {finding.guard for finding in no.value.findings} == {"nothing_decided"}


def test_a_decision_elsewhere_does_not_hold_a_meeting(iij: OpenAt) -> None:
    """Another meeting of the company decided, or the board did of its own power."""
    with iij("approve") as book:
        record(book, "meeting", "EGM", "plan", day="2018-07-20", voting_record_on="2018-05-31", board_on="2018-06-25")
        record(book, "meeting", "EGM", "convene", "2018-07-02")
        record(book, "company", "IIJ", "amend", "2018-05-01", articles={"interim_dividends": True})
        terms = TERMS | {"effective_on": "2018-07-10", "record_on": "2018-06-30"}
        record(book, "dividend", "INT", "draft", route="interim", meeting="EGM", fiscal_year_end="2019-03-31", terms=terms)
        record(book, "dividend", "INT", "decide", "2018-07-03", attest=FUNDS)
        assert record(book, "meeting", "EGM", "reschedule", "2018-07-05", day="2018-07-27").body["to"] == "planned"


@pytest.mark.parametrize("before", ["convene", "withdraw"])
def test_a_meeting_that_did_not_decide_may_be_cancelled(iij: OpenAt, before: str) -> None:
    with iij("convene") as book:
        if before == "withdraw":
            record(book, *DIVIDEND, "withdraw", "2018-06-20")
        assert record(book, *MEETING, "cancel", "2018-06-28").body["to"] == "cancelled"


def test_the_total_of_another_amount_per_share_is_refused(iij: OpenAt) -> None:
    with iij("resolve") as book, pytest.raises(Refused) as no:
        record(book, *DIVIDEND, "revise", "2018-05-25", terms={"lines": [{"per_share": "27.00"}]})
    assert {finding.guard for finding in no.value.findings} == {"total_follows"}


def test_what_was_attested_of_other_terms_is_not_attested_of_these(iij: OpenAt) -> None:
    with iij("convene") as book:
        record(book, *DIVIDEND, "revise", "2018-06-08", terms={"lines": [{"per_share": "27.00", "total": "1,216 million"}]})
        with pytest.raises(Refused) as no:
            record(book, *DIVIDEND, "approve", "2018-06-28")
    assert {finding.guard for finding in no.value.findings} == {"net_assets_3m", "distributable_amount"}


def test_the_end_of_claims_is_attested_at_the_end(iij: OpenAt) -> None:
    with iij("approve") as book, pytest.raises(WrongWords, match="claims_ended"):
        record(book, *DIVIDEND, "note", reason="early", attest={"claims_ended": "later"})


def test_more_votes_than_could_be_cast_carry_nothing(iij: OpenAt) -> None:
    with iij("convene") as book, pytest.raises(Refused) as no:
        record(book, *DIVIDEND, "approve", "2018-06-28", votes={"in_favour": 151, "present": 300, "exercisable": 250})
    assert "ordinary_majority" in {finding.guard for finding in no.value.findings}


def test_the_limit_in_yen_is_not_compared_with_dollars(iij: OpenAt) -> None:
    with iij("draft") as book:
        record(book, *DIVIDEND, "revise", "2018-05-24", terms={"currency": "USD"})
        with pytest.raises(Refused) as no:
            record(book, *DIVIDEND, "resolve", "2018-05-24", distributable_amount="700000000", net_assets="9000000")
    assert {finding.guard for finding in no.value.findings} == {"distributable_amount"}


def test_a_deed_is_judged_by_the_articles_of_its_day_however_late_they_were_entered(iij: OpenAt) -> None:
    with iij("add") as book:
        record(book, "company", "IIJ", "amend", "2018-03-01", articles={"record_dates_fixed": True})
        record(book, "company", "IIJ", "amend", "2017-01-01", articles={"record_dates_fixed": False})
        record(book, *MEETING, "plan", day="2018-06-28", voting_record_on="2018-03-31", board_on="2018-05-24")
        findings = record(book, *MEETING, "convene", "2018-06-07").body["findings"]
    verdicts = {finding["guard"]: finding["verdict"] for finding in findings}
    assert verdicts["record_public_notice"] == "not applicable"


def forged(path: Path, *statements: str) -> Report:
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA ignore_check_constraints = ON")
    for name in TRIGGERS:
        connection.execute(f"DROP TRIGGER {name}")
    for statement in statements:
        connection.execute(statement)
    for text in TRIGGERS.values():
        connection.execute(text.strip())
    connection.close()
    with Book(path) as book, book.reading(snapshot=False) as run:
        return verify(run)


@pytest.mark.parametrize("number", [-(2**63), -(2**62) - 1, -1, 0])
def test_an_entry_with_a_number_below_one_is_found(iij: OpenAt, number: int) -> None:
    copy = f"INSERT INTO entry (seq, prev, body, hash) SELECT {number}, prev, '{{}}', hash FROM entry WHERE seq = 4"
    assert forged(iij("settle").path, copy).first_bad == number


def test_an_entry_with_the_last_number_there_is_is_found_and_nothing_is_added_after_it(iij: OpenAt) -> None:
    path = iij("settle").path
    copy = f"INSERT INTO entry (seq, prev, body, hash) SELECT {2**63 - 1}, prev, '{{}}', hash FROM entry WHERE seq = 4"
    assert forged(path, copy).first_bad == 11  # the first of the numbers that are missing before it
    with Book(path) as book, pytest.raises(LogBroken, match="cannot be followed"):
        record(book, "company", "IIJ", "note", reason="after it")


def test_a_trigger_under_a_name_of_the_database_itself_is_found(iij: OpenAt) -> None:
    path = iij("settle").path
    hidden = "CREATE TRIGGER hidden AFTER INSERT ON entry BEGIN UPDATE subject SET state = 'paid'; END"
    rename = "UPDATE sqlite_master SET name = 'sqlite_hidden' WHERE name = 'hidden'"
    report = forged(path, hidden, "PRAGMA writable_schema = ON", rename, "PRAGMA writable_schema = OFF")
    assert not report.ok


def guards(no: pytest.ExceptionInfo[Refused]) -> set[str]:
    return {finding.guard for finding in no.value.findings}


BEYOND = {"lines": [{"per_share": "300", "total": "13,521 million"}]}
REVISIONS: dict[str, tuple[dict[str, Any], dict[str, Any], set[str]]] = {
    "beyond the distributable amount": (BEYOND, {"distributable_amount": "9 billion"}, {"distributable_amount"}),
    "effective after three months": ({"effective_on": "2018-07-02"}, {}, {"effect_within_3_months"}),
    "effective before the vote": ({"effective_on": "2018-06-27"}, {}, {"effect_not_before_resolution"}),
    "an item left open again": ({"effective_on": "undecided"}, {}, {"resolve_three_items"}),
}


@pytest.mark.parametrize(("terms", "facts", "objects"), REVISIONS.values(), ids=REVISIONS)
def test_a_revision_after_the_resolution_is_judged_as_a_resolution(
    iij: OpenAt, terms: dict[str, Any], facts: dict[str, Any], objects: set[str]
) -> None:
    with iij("resolve") as book:
        with pytest.raises(Refused) as no:
            record(book, *DIVIDEND, "revise", "2018-05-25", terms=terms, **facts)
        assert guards(no) == objects
    with iij("draft") as book:  # of a draft nobody asks yet
        assert record(book, *DIVIDEND, "revise", "2018-05-23", terms=terms, **facts).body["outcome"] == "applied"


def test_a_revision_says_something(iij: OpenAt) -> None:
    with iij("resolve") as book, pytest.raises(WrongWords, match="nothing new is stated"):
        record(book, *DIVIDEND, "revise", "2018-05-25", attest=FUNDS)


@pytest.mark.parametrize(("in_favour", "carried"), [(190_060, False), (190_061, True), (None, False)])
def test_what_the_counts_carry_was_not_voted_down(iij: OpenAt, in_favour: int | None, carried: bool) -> None:
    votes = {"present": 380_120} | ({"in_favour": in_favour} if in_favour is not None else {})
    with iij("convene") as book:
        if not carried:
            assert record(book, *DIVIDEND, "reject", "2018-06-28", votes=votes).body["to"] == "rejected"
            return
        with pytest.raises(Refused) as no:
            record(book, *DIVIDEND, "reject", "2018-06-28", votes=votes)
        assert guards(no) == {"majority_not_reached"}


@pytest.mark.parametrize(("day", "refused"), [("2018-06-09", True), ("2018-06-10", False)])
def test_a_meeting_is_moved_to_a_day_to_come(iij: OpenAt, day: str, refused: bool) -> None:
    with iij("convene") as book:
        if refused:
            with pytest.raises(Refused) as no:
                record(book, *MEETING, "reschedule", "2018-06-10", day=day)
            assert guards(no) == {"day_to_come"}
        else:
            assert record(book, *MEETING, "reschedule", "2018-06-10", day=day).body["to"] == "planned"
