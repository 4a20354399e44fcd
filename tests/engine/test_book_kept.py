"""A book that is kept open: one writer at a time, nothing stale, nothing shared that a caller could change."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from states.errors import BookUnusable, Conflict, Refused, WrongWords
from tests.conftest import DIVIDEND, MEETING, record
from workflow import book as books
from workflow.book import Book
from workflow.protection import TRIGGERS
from workflow.standing import show
from workflow.verify import verify

pytestmark = pytest.mark.of_a_file

OpenAt = Callable[[str], Book]


def sound(path: Path) -> int:
    """The number of entries of a book that verifies."""
    with Book(path) as book, book.reading(snapshot=False) as run:
        report = verify(run)
    assert report.ok, report.problems[:3]
    return report.entries


def test_threads_of_one_program_write_one_after_the_other(iij: OpenAt) -> None:
    with iij("approve") as book:
        before = sound(book.path)

        def write(number: int) -> int:
            return record(book, "meeting", MEETING, "note", reason=f"remark {number}").seq

        with ThreadPoolExecutor(4) as pool:
            numbers = list(pool.map(write, range(40)))
        assert sorted(numbers) == list(range(before + 1, before + 41))
        assert sound(book.path) == before + 40


def test_a_write_within_a_write_is_a_conflict_and_the_outer_one_goes_on(
    iij: OpenAt, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(books, "BUSY_SECONDS", 0.05)
    with iij("approve") as book:
        before = sound(book.path)
        with book.writing() as run:
            with pytest.raises(Conflict):
                record(book, "meeting", MEETING, "note", reason="inner")
            run("UPDATE subject SET label = label WHERE ref = :ref", {"ref": MEETING})
        record(book, "meeting", MEETING, "note", reason="later")
        assert sound(book.path) == before + 1


def test_after_a_step_that_means_nothing_the_book_goes_on(iij: OpenAt) -> None:
    with iij("approve") as book:
        before = record(book, "meeting", MEETING, "note", reason="one").seq
        with pytest.raises(WrongWords):
            record(book, "meeting", MEETING, "note")
        assert record(book, "meeting", MEETING, "note", reason="two").seq == before + 1
        assert sound(book.path) == before + 1


def test_after_the_database_failed_the_book_goes_on_with_a_new_connection(iij: OpenAt) -> None:
    with iij("approve") as book:
        before = record(book, "meeting", MEETING, "note", reason="one").seq
        with pytest.raises(BookUnusable), book.writing() as run:
            run("DELETE FROM entry WHERE seq = 1", {})
        assert record(book, "meeting", MEETING, "note", reason="two").seq == before + 1
        assert sound(book.path) == before + 1


@pytest.mark.parametrize("trigger", TRIGGERS)
def test_a_trigger_dropped_while_the_book_is_open_stops_the_next_write(iij: OpenAt, trigger: str) -> None:
    with iij("approve") as book:
        record(book, "meeting", MEETING, "note", reason="one")
        other = sqlite3.connect(book.path)
        other.execute(f"DROP TRIGGER {trigger}")
        other.close()
        for _ in range(2):
            with pytest.raises(BookUnusable, match="schema was changed"):
                record(book, "meeting", MEETING, "note", reason="two")


def test_a_book_is_used_again_after_it_was_closed(iij: OpenAt) -> None:
    with iij("approve") as book:
        first = record(book, "meeting", MEETING, "note", reason="one").seq
        book.close()
        book.close()
        assert record(book, "meeting", MEETING, "note", reason="two").seq == first + 1


def test_what_another_program_wrote_meanwhile_is_known(iij: OpenAt) -> None:
    with iij("convene") as book:
        with pytest.raises(Refused):
            record(book, "dividend", DIVIDEND, "approve", "2018-06-27")
        with Book(book.path) as other:
            record(other, "meeting", MEETING, "cancel", "2018-06-20")
        with pytest.raises(Refused) as no:
            record(book, "dividend", DIVIDEND, "approve", "2018-06-28")
        assert "meeting_convened" in {finding.guard for finding in no.value.findings}


def spoil(value: Any) -> None:
    """Change everything in an answer that can be changed."""
    if isinstance(value, dict):
        for each in value.values():
            spoil(each)
        value.clear()
        value["entitled_shares"] = "what if"
    elif isinstance(value, list):
        for each in value:
            spoil(each)
        value.clear()


@pytest.mark.parametrize("ref", [DIVIDEND, MEETING, "IIJ"])
def test_an_answer_is_the_callers_own(iij: OpenAt, ref: str) -> None:
    with iij("approve") as book:
        with book.reading() as run:
            answer = show(run, ref)
        spoil(answer)
        with pytest.raises(Refused) as no:
            record(book, "dividend", DIVIDEND, "pay", "2018-06-29")
        assert {finding.guard for finding in no.value.findings} == {
            "record_holder_list",
            "total_matches",
            "treasury_excluded",
        }
        sound(book.path)
