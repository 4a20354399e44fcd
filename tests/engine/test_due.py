"""What is due in a whole book: the timetables of all that is alive, each worked out once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any

import pytest

from tests.conftest import DIVIDEND, DRAFT, FUNDS, MEETING, NOW, record
from workflow import sql
from workflow import timetable as agenda
from workflow.book import Book

OpenAt = Callable[[str], Book]
SECOND = "IIJ-FY2017-SP"
TODAY = date(2018, 6, 20)


def with_two_dividends(iij: OpenAt) -> Book:
    book = iij("approve")
    record(book, "dividend", SECOND, "draft", None, **DRAFT)
    record(book, "dividend", SECOND, "resolve", "2018-05-24", attest=FUNDS)
    return book


def test_due_says_what_the_timetable_of_each_subject_says(iij: OpenAt) -> None:
    with with_two_dividends(iij) as book, book.reading() as run:
        due = agenda.due(run, TODAY)
        each = [row for ref in (DIVIDEND, SECOND, MEETING) for row in agenda.schedule(run, ref, TODAY)]
    each = [{name: value for name, value in row.items() if name != "evidence"} for row in each]
    open_rows = {(row["subject"], row["id"], row["title"]): row for row in each if _is_due(row)}
    assert {row["subject"] for row in due} == {DIVIDEND, SECOND, MEETING}
    assert {(row["subject"], row["id"], row["title"]): row for row in due} == open_rows
    assert len(due) == len(open_rows)


def _is_due(row: Mapping[str, Any]) -> bool:
    return row["status"] in ("open", "overdue") and row["weight"] != "until"


def test_a_meeting_is_read_and_worked_out_once_for_all_its_dividends(iij: OpenAt, monkeypatch: pytest.MonkeyPatch) -> None:
    worked_out, looked_up = [], []
    limits = agenda.timetable.limits
    monkeypatch.setattr(agenda.timetable, "limits", lambda c, rules: worked_out.append(c.ref) or limits(c, rules))
    with with_two_dividends(iij) as book, book.reading() as run:

        def counted(text: str, said: Mapping[str, Any]) -> Iterable[sql.Row]:
            looked_up.append((text, said.get("subject")))
            return run(text, said)

        agenda.due(counted, TODAY)
    assert sorted(worked_out) == sorted([DIVIDEND, SECOND, MEETING])
    assert looked_up.count((sql.APPLIED_OF, "IIJ")) == 1
    assert looked_up.count((sql.APPLIED_OF, MEETING)) == 2  # with its dividends, and as a subject of its own


def test_what_has_ended_is_not_even_read(iij: OpenAt) -> None:
    read = []
    with with_two_dividends(iij) as book:
        record(book, "dividend", SECOND, "withdraw", "2018-06-01", now=NOW)
        with book.reading() as run:

            def watched(text: str, said: Mapping[str, Any]) -> Iterable[sql.Row]:
                read.append(said.get("subject"))
                return run(text, said)

            assert SECOND not in {row["subject"] for row in agenda.due(watched, TODAY)}
    assert DIVIDEND in read
    assert SECOND not in read
