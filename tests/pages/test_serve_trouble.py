"""What ``ketsugi serve`` answers to odd questions, and of a book that was spoilt, taken away or written meanwhile."""

from __future__ import annotations

import contextlib
import functools
import random
import shutil
import sqlite3
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.commands.conftest import Typist
from tests.conftest import record
from tests.pages.books import LATER
from tests.pages.desk import SECRET, Asker, Table
from workflow import dossier, screens
from workflow.book import Book, open_book
from workflow.sql import Run

Shelf = Callable[[str], Path]
HELD = functools.partial(settings, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])


# ── Odd questions ──

ODD = ("\0", "a\0b", "%00", "../../etc/passwd", "{{7*7}}", "<script>", "' OR 1=1 --", "x" * 300, "x" * 301)
ODD += ("-1", "0", "9" * 15, "9" * 16, "1e9", "٣", "½", "0x10", "2025-02-30", "0000-00-00", "10000-01-01", "9999-12-31")
ODD += (
    "0001-01-01",
    "\ud7ff",
    "\u202e",
    "\u2028",
    "　",
    "%",
    "!",
    "!%",
    "[a",
    "*",
    "people",
    "HANA",
    "unknown",
    "yes",
    "no",
)
NAMES = ("ref", "company", "actor", "role", "event", "outcome", "late", "overridden", "since", "until", "after", "search")
NAMES += ("kind", "state", "port", "book", "language")


@HELD(max_examples=60)
@given(
    path=st.sampled_from(["/", "/log", "/findings"]),
    asked=st.dictionaries(st.sampled_from(NAMES), st.sampled_from(ODD) | st.text(max_size=20), min_size=1, max_size=3),
)
def test_whatever_a_page_is_asked_it_answers_or_says_what_is_wrong(of_one: Asker, path: str, asked: dict[str, str]) -> None:
    assert of_one(path, **asked).status_code in (200, 400, 404)


@pytest.fixture(scope="module")
def of_one(book_of: Shelf) -> Asker:
    return Asker(book_of("iij"))


@pytest.mark.parametrize("said", [*ODD, "x" * 60_000])
def test_whatever_is_asked_alone_is_answered_or_said_to_be_wrong(of_one: Asker, said: str) -> None:
    for path, name in [("/", each) for each in NAMES] + [("/log", each) for each in NAMES] + [("/findings", "after")]:
        assert of_one(path, **{name: said}).status_code in (200, 400, 404), (path, name)
    assert of_one(f"/subject/{quote(said, safe='')}").status_code in (307, 400, 404)


def test_of_a_question_asked_twice_the_last_counts(of_one: Asker) -> None:
    twice = of_one("/log?outcome=applied&outcome=refused")
    assert Table.of(twice.text).rows == of_one.rows("/log", outcome="refused")


WRONG_WORDS = {
    "kind=nope": "kind nope: unknown",
    "state=nope": "state nope: unknown",
    "search=a%00b": "search a",
    f"search={'x' * 301}": "give at most 300 letters",
}


@pytest.mark.parametrize("said", WRONG_WORDS)
def test_a_wrong_word_is_told_in_a_line(of_one: Asker, said: str) -> None:
    answer = of_one(f"/?{said}")
    assert answer.status_code == 400
    assert WRONG_WORDS[said] in answer.text
    assert f"/{SECRET}/log" in answer.text, "the way on"


# ── The file ──


@contextlib.contextmanager
def unchanged(book: Path) -> Iterator[None]:
    """Not one byte of the book may change, and nothing may be left beside it."""
    before = {each.name: each.read_bytes() for each in book.parent.iterdir()}
    yield
    assert {each.name: each.read_bytes() for each in book.parent.iterdir()} == before


@pytest.fixture
def spoilt(book_of: Shelf, tmp_path: Path) -> Asker:
    """Of a book that may be spoilt."""
    (tmp_path / "shown").mkdir()
    return Asker(Path(shutil.copy(book_of("iij"), tmp_path / "shown")))


SCREENS = (
    "/",
    "/?kind=",
    "/?search=iij",
    "/log",
    "/findings",
    "/subject/IIJ-FY2017-YE",
    "/subject/IIJ-AGM26",
    "/subject/NOPE",
)


def test_nothing_is_written_by_any_question(spoilt: Asker) -> None:
    with unchanged(spoilt.book):
        for path in SCREENS:
            spoilt(path)


def test_a_write_that_was_broken_off_is_told_and_left_as_it_was_found(spoilt: Asker, tmp_path: Path) -> None:
    writing = Path(shutil.copy(spoilt.book, tmp_path / "writing.db"))
    with contextlib.closing(sqlite3.connect(writing, isolation_level=None)) as writer:
        writer.execute("PRAGMA cache_size = 1")
        writer.execute("BEGIN IMMEDIATE")
        writer.execute("CREATE TABLE more AS SELECT hex(zeroblob(500000))")  # more than it keeps in memory
        shutil.copy(writing, spoilt.book)
        shutil.copy(f"{writing}-journal", f"{spoilt.book}-journal")
    with unchanged(spoilt.book):
        for path in SCREENS:
            answer = spoilt(path)
            assert (answer.status_code, "a write was interrupted" in answer.text) == (503, True)
    Typist(spoilt.book).done("list")
    assert spoilt().status_code == 200


def test_a_book_that_is_gone_or_another_is_told_and_shown_again_when_it_is_back(
    spoilt: Asker, book_of: Shelf, tmp_path: Path
) -> None:
    kept = Path(shutil.copy(spoilt.book, tmp_path / "kept.db"))

    def told(what: str) -> None:
        for path in SCREENS:
            answer = spoilt(path)
            assert answer.status_code == 503, path
            assert what in answer.text, path
            assert "HANA" not in answer.text

    spoilt.book.unlink()
    told("no book at")
    shutil.copy(book_of("everything"), spoilt.book)
    told("is another book now")
    spoilt.book.write_bytes(b"")
    told("not a Ketsugi book")
    spoilt.book.write_bytes(b"no database" * 1000)
    told("not a Ketsugi book")
    spoilt.book.write_bytes(kept.read_bytes()[:8192])
    told("damaged")
    spoilt.book.unlink()
    spoilt.book.mkdir()
    told("is not a file")
    spoilt.book.rmdir()
    shutil.copy(kept, spoilt.book)
    assert spoilt().status_code == 200


@pytest.mark.parametrize("seed", range(30))
def test_whatever_is_damaged_in_a_book_its_pages_say_so_or_show_it(spoilt: Asker, seed: int) -> None:
    chance = random.Random(seed)
    whole = bytearray(spoilt.book.read_bytes())
    for _ in range(chance.choice((1, 10, 300))):
        whole[chance.randrange(100, len(whole))] = chance.randrange(256)
    spoilt.book.write_bytes(whole)
    for path in SCREENS:
        assert spoilt(path).status_code in (200, 307, 404, 503), path


BODIES = {
    "no object": "'[]'",
    "no zone": "json_set(body, '$.timezone', 'Mars/Base')",
    "an odd day": "json_set(body, '$.occurred_on', '2018-99-99')",
    "an odd instant": "json_set(body, '$.recorded_at', 'noon')",
    "an odd event": "json_set(body, '$.event', 'dance')",
    "odd facts": "json_set(body, '$.facts', 7)",
    "an odd outcome": "json_set(body, '$.outcome', 7)",
    "odd evidence": "json_set(body, '$.evidence', json('[7]'))",
    "odd terms": "json_set(body, '$.facts.terms', 'none')",
    "an odd rulebook": "json_set(body, '$.rulebook', 'nowhere')",
    "odd overrides": "json_set(body, '$.overridden', 7)",
}


@pytest.mark.parametrize("how", BODIES)
def test_an_entry_that_was_tampered_with_stops_no_page_with_an_error(spoilt: Asker, how: str) -> None:
    before = spoilt.book.read_bytes()
    for seq in (1, 2, 3, 4, 7, 9):
        Typist(spoilt.book).tamper(f"UPDATE entry SET body = {BODIES[how]} WHERE seq = {seq}")
        for path in SCREENS:
            assert spoilt(path).status_code in (200, 307, 404, 503), (seq, path)
        spoilt.book.write_bytes(before)


def test_rows_of_the_list_that_were_tampered_with_stop_no_page_with_an_error(spoilt: Asker) -> None:
    for column, said in (("kind", "'x'"), ("state", "'x'"), ("company", "'NOPE'"), ("day", "'x'"), ("label", "x'ff00'")):
        Typist(spoilt.book).sql(f"UPDATE subject SET {column} = CAST({said} AS TEXT)")
        for path in SCREENS:
            assert spoilt(path).status_code in (200, 307, 404, 503), (column, path)


def test_each_page_shows_one_state_of_the_book_while_others_write(spoilt: Asker, monkeypatch: pytest.MonkeyPatch) -> None:
    def shown_whole() -> None:
        """The list is made of the book before the entry that a writer adds meanwhile; so is what the page says of it."""
        writer = threading.Thread(target=write)
        about = dossier.book

        def slowly(run: Run) -> Any:
            writer.start()
            writer.join(0.5)
            return about(run)

        monkeypatch.setattr(dossier, "book", slowly)
        entries = len(Typist(spoilt.book).entries())
        answer = spoilt("/log")
        monkeypatch.setattr(dossier, "book", about)
        writer.join()
        assert len(Typist(spoilt.book).entries()) == entries + 1
        assert f"{entries} entries" in answer.text

    def write() -> None:
        with Book(spoilt.book) as book:
            record(book, "dividend", "IIJ-FY2017-YE", "note", "2018-08-01", reason="meanwhile", now=LATER)

    shown_whole()
    monkeypatch.setattr(screens.Screens, "_reading", _without_a_snapshot)
    with pytest.raises(AssertionError):
        shown_whole()


@contextlib.contextmanager
def _without_a_snapshot(shown: screens.Screens) -> Iterator[Any]:
    with open_book(shown.path).reading(snapshot=False) as run:
        yield run, LATER.date()
