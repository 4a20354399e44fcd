"""The books whose pages are tried hold what they are tried for."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from states import dividend, meeting
from tests.engine.tampering import audit
from tests.pages import books
from workflow.audit import Depth
from workflow.book import Book
from workflow.holdings import listing

Shelf = Callable[[str], Path]


def bodies(path: Path) -> list[dict[str, Any]]:
    with closing(sqlite3.connect(path)) as book:
        return [json.loads(body) for (body,) in book.execute("SELECT body FROM entry ORDER BY seq")]


def told(path: Path, question: str) -> list[Any]:
    with closing(sqlite3.connect(path)) as book:
        return [row[0] for row in book.execute(question)]


@pytest.mark.parametrize("name", books.BOOKS)
def test_each_book_verifies(book_of: Shelf, name: str) -> None:
    report = audit(book_of(name), Depth.FULL)
    assert report.ok, report.problems[:5]


def test_the_real_case_is_told_to_its_end_with_both_refusals(book_of: Shelf) -> None:
    assert [each["outcome"] for each in bodies(book_of("iij"))[1:]].count("refused") == 2
    assert told(book_of("iij"), "SELECT state FROM subject WHERE kind = 'dividend'") == ["paid"]


def test_in_the_book_of_everything_each_state_is_reached_and_some_dividend_stands_in_it(book_of: Shelf) -> None:
    book = book_of("everything")
    for kind, states in (("dividend", dividend.State), ("meeting", meeting.State)):
        stand = told(book, f"SELECT DISTINCT state FROM subject WHERE kind = '{kind}'")
        assert {*states} == {*stand}
    assert len(told(book, "SELECT ref FROM subject WHERE kind = 'company'")) > 20


def test_in_the_book_of_everything_all_is_done_that_is_not_the_ordinary_way(book_of: Shelf) -> None:
    book = book_of("everything")
    all_of_them = bodies(book)[1:]
    applied = [each for each in all_of_them if each["outcome"] == "applied"]
    assert {each["event"] for each in applied if each["kind"] == "dividend"} == {*dividend.Event}
    assert sum(each["outcome"] == "refused" for each in all_of_them) > 40
    assert [each["event"] for each in applied if each["overridden"]] == ["convene", "approve"]
    assert all(each["reason"] and each["evidence"] for each in applied if each["overridden"])
    assert any(each["corrects"] for each in applied)
    assert any(each["facts"].get("attest") for each in applied)
    assert ["one_part"] in [(each["by"] or {}).get("waived") for each in applied]
    assert told(book, "SELECT count(*) FROM entry WHERE sig IS NOT NULL")[0] > 15
    with Book(book) as opened, opened.reading() as run:
        assert {each["state"] for each in listing(run)} == {"kept", "erased"}


def test_each_hostile_text_is_in_every_place_of_its_company(book_of: Shelf) -> None:
    all_of_them = bodies(book_of("hostile"))[1:]
    assert {each["outcome"] for each in all_of_them} == {"applied"}
    for number, (what, text) in enumerate(books.HOSTILE.items()):
        own = [each for each in all_of_them if each["company"] == f"H{number:02}"]
        assert len(own) == len(books.STORY) + 1, what
        for each in own:
            grounds = (each["actor"], each["acting_for"], each["reason"], each["evidence"][0]["name"])
            assert grounds == (text,) * 4, what
        assert json.dumps([each["facts"] for each in own]).count(json.dumps(text)) == 10, what


def test_a_large_book_has_as_many_dividends_as_it_is_asked_for(book_of: Shelf, tmp_path: Path) -> None:
    books.dividends(70)(tmp_path / "seventy.db")
    count = "SELECT count(*) FROM subject WHERE kind = 'dividend'"
    assert [told(path, count) for path in (book_of("hundred"), tmp_path / "seventy.db")] == [[100], [70]]
    assert audit(tmp_path / "seventy.db").ok
