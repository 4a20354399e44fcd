"""Ways to pay what was never approved, each tried step by step on a book of a company whose country's law is not known.

What stops them holds in every country.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from states.errors import Refused, WrongWords
from states.finding import Verdict
from states.rulebooks import WITH_RULES
from tests.conftest import record, step
from tests.engine.tampering import audit
from workflow.book import Book
from workflow.judging import decide
from workflow.log import Entry

NOW = datetime(2026, 12, 1, 3, tzinfo=UTC)
SETTLED = {"unclaimed": "0", "returned": "0"}


class Desk:
    """Takes steps of dividends: lines of the terms, counts and money are said as they are spelt in the log."""

    def __init__(self, book: Book, country: str = "BR") -> None:
        self.book = book
        record(book, "company", "ACME", "add", name="Acme", jurisdiction=country, timezone="UTC", now=NOW)

    def did(self, ref: str, event: str, on: str | None = None, /, **said: Any) -> Entry:
        return record(self.book, "dividend", ref, event, on, now=NOW, **said)

    def decided(self, ref: str, *lines: dict[str, str], **said: Any) -> None:
        terms = {"record_on": "2026-05-20", "pay_on": "2026-07-01", "currency": "BRL", "lines": list(lines)}
        self.did(ref, "draft", company="ACME", route="board", terms=terms)
        self.did(ref, "decide", "2026-05-02", **said)

    def fixed(self, ref: str, **line: str) -> Entry:
        return self.did(ref, "adjust", "2026-06-01", terms={"lines": [{"share_class": "common", **line}]})

    def paid(self, ref: str, entitled: int | None = None, **said: Any) -> Entry:
        counted = {} if entitled is None else {"shares": counts(entitled)}
        return self.did(ref, "pay", "2026-07-01", **counted, **said)

    def settled(self, ref: str, paid: str, **said: Any) -> Entry:
        return self.did(ref, "settle", "2026-07-10", settlement={"paid": paid, **SETTLED}, **said)

    def refused(self, *said: Any, **more: Any) -> set[str]:
        """The guards that refuse a step."""
        step, *words = said
        with pytest.raises(Refused) as no:
            step(*words, **more)
        return {finding.guard for finding in no.value.findings}


def counts(entitled: int) -> list[dict[str, Any]]:
    return [{"share_class": "common", "entitled": entitled}]


def line(**more: str) -> dict[str, str]:
    return {"share_class": "common", **more}


@pytest.fixture
def book(shelf: Path, tmp_path: Path) -> Iterator[Book]:
    with Book(Path(shutil.copy(shelf / "new.db", tmp_path / "book.db"))) as opened:
        yield opened
    assert audit(tmp_path / "book.db").ok


def test_an_upper_bound_is_no_amount_to_pay(book: Book) -> None:
    desk = Desk(book)
    desk.decided("A", line(per_share="10", total="up to 1 million"))
    assert desk.refused(desk.paid, "A") == {"amount_is_known"}
    assert desk.refused(desk.paid, "A", 1_000_000) == {"total_as_worked_out"}  # ten times the bound
    desk.paid("A", 100_000)
    assert desk.refused(desk.settled, "A", "1") == {"ties_out"}
    desk.settled("A", "1000000")


def test_a_total_is_held_to_the_shares_whichever_is_stated_first(book: Book) -> None:
    desk = Desk(book)
    desk.decided("A", line(per_share="10"))
    desk.fixed("A", total="999999999")
    assert desk.refused(desk.paid, "A", 1000) == {"total_as_worked_out"}
    desk.fixed("A", total="10000")  # and what was fixed wrongly is fixed again
    desk.paid("A", 1000)
    desk.settled("A", "10000")


@pytest.mark.parametrize("paid", ["1000000", "10011", "9989"])
def test_nobodys_word_explains_more_than_rounding(book: Book, paid: str) -> None:
    desk = Desk(book)
    desk.decided("A", line(per_share="10"))
    desk.paid("A", 1000)
    word = {"attest": {"difference": "rounded"}}
    assert desk.refused(desk.settled, "A", paid, **word) == {"ties_out"}
    assert desk.refused(desk.settled, "A", "10009.99") == {"ties_out"}  # without a word, not even that
    desk.settled("A", "10009.99", **word)


def test_a_word_given_for_one_step_answers_no_later_one(book: Book) -> None:
    desk = Desk(book)
    desk.decided("A", line(per_share="10"))
    desk.did("A", "adjust", "2026-06-01", terms={"ex_on": "2026-05-19"}, attest={"difference": "x"})
    desk.paid("A", 1000)
    assert desk.refused(desk.settled, "A", "10009.99") == {"ties_out"}


def test_what_was_settled_on_someones_word_is_closed_on_it_unless_it_is_corrected(book: Book) -> None:
    desk = Desk(book)
    for ref in ("A", "B"):
        desk.decided(ref, line(per_share="10"))
        desk.paid(ref, 1000)
        settled = desk.settled(ref, "10009.99", attest={"difference": "rounded"})
        desk.did(ref, "note", reason="the agent's report")
        if ref == "B":
            word = {"corrects": settled.seq, "reason": "mistyped"}
            desk.did(ref, "correct", settlement={"paid": "10009.98"}, **word)
            assert desk.refused(desk.did, ref, "close", "2026-08-01") == {"ties_out"}
        desk.did(ref, "close", "2026-08-01", **({"attest": {"difference": "rounded"}} if ref == "B" else {}))


def test_shares_that_were_paid_by_are_not_counted_anew_until_it_fits(book: Book) -> None:
    desk = Desk(book)
    desk.decided("A", line(per_share="10"))
    desk.paid("A", 1000)
    with pytest.raises(WrongWords, match="counted when payment began"):
        desk.did("A", "adjust", "2026-07-02", shares=counts(2000))
    with pytest.raises(WrongWords, match="shares"):
        desk.settled("A", "20000", shares=counts(2000))
    assert desk.refused(desk.settled, "A", "20000") == {"ties_out"}


@pytest.mark.parametrize(
    "resolved", [{"formula": "as item 5"}, {"follows": "per-share"}, {"follows": "per-share", "total": "10000"}]
)
def test_an_amount_that_was_resolved_is_not_fixed_to_another(book: Book, resolved: dict[str, str]) -> None:
    desk = Desk(book)
    desk.decided("A", line(per_share="10", **resolved), shares=counts(1000))
    assert desk.refused(desk.fixed, "A", per_share="1000") >= {"within_what_was_resolved"}


def test_of_two_rivals_one_is_approved_though_only_one_names_the_other_later(book: Book) -> None:
    desk = Desk(book)
    record(book, "meeting", "M", "plan", company="ACME", day="2026-06-20", now=NOW)
    terms = {"record_on": "2026-05-20", "pay_on": "2026-07-01", "currency": "BRL", "lines": [line(per_share="10")]}
    for ref in ("R1", "R2"):
        desk.did(ref, "draft", company="ACME", route="meeting", meeting="M", terms=terms)
        desk.did(ref, "resolve", "2026-05-02")
    assert desk.refused(desk.did, "R2", "revise", "2026-05-03", rival_of="R1") == {"rivals_name_each_other"}
    assert desk.refused(desk.did, "R1", "revise", "2026-05-03", rival_of="R2") == {"rivals_name_each_other"}
    for ref in ("R1", "R2"):
        desk.did(ref, "revise", "2026-05-03", item="3")
    record(book, "meeting", "M", "convene", "2026-05-20", now=NOW)
    desk.did("R2", "revise", "2026-05-21", rival_of="R1")
    desk.did("R1", "approve", "2026-06-20")
    assert desk.refused(desk.did, "R2", "approve", "2026-06-20") == {"no_rival_carried"}
    desk.did("R1", "annul", "2026-06-20", reason="judgment")
    desk.did("R1", "recover", "2026-06-20", reason="a slip", attest={"mistaken_payment": "one holder"})
    desk.did("R2", "approve", "2026-06-20")  # what was annulled has not carried


def test_a_board_does_not_take_back_what_was_paid_by_mistake(book: Book) -> None:
    desk = Desk(book)
    desk.decided("A", line(per_share="10"))
    desk.did("A", "suspend", "2026-06-01", reason="inquiry")
    desk.did("A", "recover", "2026-06-02", reason="paid by mistake", attest={"mistaken_payment": "all holders"})
    desk.did("A", "resume", "2026-06-03")
    assert desk.refused(desk.did, "A", "withdraw", "2026-06-04") == {"nothing_was_paid"}


def test_nothing_is_decided_of_which_no_amount_is_stated(book: Book) -> None:
    desk = Desk(book)
    assert desk.refused(desk.decided, "A") == {"something_is_resolved"}


def test_payment_in_another_currency_is_settled_in_that_one(book: Book) -> None:
    desk = Desk(book)
    desk.decided("A", line(per_share="10"))
    desk.did("A", "adjust", "2026-06-01", terms={"pay_currency": "USD"})
    assert desk.refused(desk.paid, "A", 1000) == {"amount_is_known"}
    desk.did("A", "adjust", "2026-06-02", terms={"rate": "0.2"})
    desk.paid("A", 1000)
    assert desk.refused(desk.settled, "A", "10000") == {"ties_out"}
    desk.settled("A", "2000")


@pytest.mark.skipif("HK" not in WITH_RULES, reason="there is no rulebook of HK")
def test_what_may_be_distributed_is_asked_again_of_what_was_left_open(book: Book) -> None:
    desk = Desk(book, "HK")
    word = {"attest": {"distributable_amount": "profits of 1 million, accounts of 2025"}}
    desk.decided("A", line(per_share="undecided"), **word)
    desk.fixed("A", per_share="1000")
    assert desk.refused(desk.paid, "A", 1_000_000_000) == {"hk_profits"}  # the word was given of another amount
    desk.did("A", "adjust", "2026-06-01", terms={"lines": [line(per_share="1")]}, distributable_amount="1000000")
    assert desk.refused(desk.paid, "A", 1_000_001) == {"hk_profits"}
    desk.paid("A", 1_000_000)


@pytest.mark.parametrize("country", [code for code in ("GB", "HK", "IN", "SG") if code in WITH_RULES])
@pytest.mark.parametrize(
    ("proposed", "approved"),
    [(line(per_share="10 to 13.50"), line(per_share="12")), (line(total="up to 5 million"), line(total="4 million"))],
)
def test_an_amount_within_a_proposed_range_may_be_approved(book: Book, country: str, proposed: Any, approved: Any) -> None:
    desk = Desk(book, country)
    record(book, "meeting", "M", "plan", company="ACME", day="2026-06-20", now=NOW)
    terms = {"record_on": "2026-06-26", "pay_on": "2026-07-10", "currency": "GBP", "lines": [proposed]}
    desk.did("A", "draft", company="ACME", route="meeting", meeting="M", terms=terms)
    desk.did("A", "resolve", "2026-04-02")
    record(book, "meeting", "M", "convene", "2026-04-20", now=NOW)
    wanted = step("dividend", "A", "approve", "2026-06-20", amended=True, terms={"lines": [approved]})
    with book.reading() as run:
        found = {each.guard: each for each in decide(run, wanted, now=NOW).findings if "cap" in each.guard}
    assert [each.verdict for each in found.values()] == [Verdict.PASS]
