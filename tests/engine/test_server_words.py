"""What a server says, or the driver about it, in words a person can act on."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psycopg
import pytest

from states.errors import BookUnusable, Conflict
from states.facts import Kind
from tests import server
from tests.conftest import COMPANY, NOW, record
from tests.server import Databases, at
from workflow import connecting, sql
from workflow.audit import Depth
from workflow.book import Book, create, place
from workflow.heads import Heads
from workflow.server import Server
from workflow.verify import verify

OnAServer = Callable[[str], Book]


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("postgresql://ito:secret@db.example/book", "holds no password"),
        ("postgresql://db.example/book?password=secret", "holds no password"),
        ("mysql://db.example/book", "no such kind of book"),
        ("sqlite:///book.db", "no such kind of book"),
        ("postgresql:///book?host=/nowhere", "cannot be reached"),
        ("postgresql://localhost:1/book?connect_timeout=1", "cannot be reached"),
        ("postgresql:///book?nothing=1", "nothing"),
    ],
)
def test_an_address_that_leads_nowhere_is_told_in_a_line_and_without_its_password(address: str, said: str) -> None:
    with pytest.raises(BookUnusable, match=re.escape(said)) as told, Book(address).reading():
        pass
    assert "secret" not in told.value.message + told.value.remedy
    assert "\n" not in told.value.message


def test_a_database_that_is_not_there_or_has_no_book_is_told(databases: Databases) -> None:
    empty = databases.new()
    for address, said in (
        (empty, "no book at"),
        (at(empty, "nowhere"), "does not exist"),
        (at(empty, user="nobody"), "nobody"),
    ):
        with pytest.raises(BookUnusable, match=said), Book(address).reading():
            pass
    databases.drop(empty)


def test_a_book_that_was_tampered_with_is_told_and_read_on(on_a_server: OnAServer) -> None:
    book = on_a_server("settle")
    with psycopg.connect(str(book.path), autocommit=True) as connection:
        for text in (
            "ALTER TABLE ketsugi.entry DISABLE TRIGGER entry_is_not_changed",
            "UPDATE ketsugi.entry SET body = replace(body, '312450', '412450') WHERE seq = 7",
            "ALTER TABLE ketsugi.entry ENABLE ALWAYS TRIGGER entry_is_not_changed",
        ):
            connection.execute(text)
    with book.reading() as run:
        report = verify(run, Depth.FULL)
    assert (report.ok, report.first_bad) == (False, 7)


def test_a_book_is_made_once(databases: Databases) -> None:
    address = databases.new()
    how: dict[str, Any] = {"name": "t", "timezone": "Asia/Tokyo", "now": NOW, "policy": {"signing": "unsigned"}}
    create(address, actor="keeper", **how)
    with pytest.raises(Conflict, match="holds a book already"):
        create(address, actor="keeper", **how)
    with Book(address) as book, book.reading() as run:
        assert verify(run).entries == 1
    databases.drop(address)


def test_a_first_entry_that_fails_leaves_no_tables(databases: Databases) -> None:
    address = databases.new()
    with pytest.raises(ValueError, match="float"):
        create(address, name="x", timezone="UTC", now=NOW, actor="a", policy={"a": 1.5})
    with pytest.raises(BookUnusable, match="no book at"), Book(address).reading():
        pass
    databases.drop(address)


def test_the_login_is_that_of_the_session_and_not_of_the_computer(on_a_server: OnAServer) -> None:
    assert on_a_server("new").place.login() == server.OWNER


def test_who_was_not_let_in_is_told_who_lets_people_in(databases: Databases) -> None:
    address = databases.new()
    place(address).prepare()  # type: ignore[attr-defined]
    databases.run("DO $$ BEGIN CREATE ROLE stranger LOGIN; EXCEPTION WHEN duplicate_object THEN NULL; END $$")
    with pytest.raises(BookUnusable) as told, Book(at(address, user="stranger")).reading():
        pass
    assert ": permission denied for database" in told.value.message
    assert "ketsugi book grant" in told.value.remedy
    assert "DETAIL" not in told.value.message
    databases.drop(address)


def test_who_may_come_in_and_was_granted_nothing_is_told_so_and_not_that_there_is_no_book(
    on_a_server: OnAServer, databases: Databases
) -> None:
    address = str(on_a_server("new").path)
    databases.run("DO $$ BEGIN CREATE ROLE stranger LOGIN; EXCEPTION WHEN duplicate_object THEN NULL; END $$")
    theirs = at(address, user="stranger")
    with pytest.raises(BookUnusable, match="the login stranger was granted nothing in this book") as told:
        record(Book(theirs), Kind.COMPANY, COMPANY, "note", reason="x")
    assert "ketsugi book grant stranger --as staff" in told.value.remedy
    for deed in (Server(theirs).prepare, Server(theirs).upgrade, Server(theirs).require_nothing):
        with pytest.raises(BookUnusable, match="was granted nothing"):
            deed()


@pytest.fixture
def hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody waits for long, and who writes may not sit idle."""
    monkeypatch.setattr(connecting, "_SETTINGS", connecting._SETTINGS.replace("'30s'", "'100ms'"))
    monkeypatch.setattr(connecting, "_BRIEF", "'100ms'")


@pytest.mark.usefixtures("hurried")
def test_a_table_that_another_program_locked_is_a_conflict_and_nothing_is_called_damaged(
    on_a_server: OnAServer, tmp_path: Path
) -> None:
    first = on_a_server("resolve")
    book = Book(first.path, heads=Heads(tmp_path, lambda: NOW))
    with book, psycopg.connect(str(book.path)) as other:
        record(book, Kind.COMPANY, COMPANY, "note", reason="its connection has seen the schema")
        other.execute("LOCK TABLE ketsugi.entry IN ACCESS EXCLUSIVE MODE")
        with pytest.raises(Conflict, match="was held by someone else"), book.reading() as run:
            verify(run, Depth.QUICK)
        with pytest.raises(Conflict, match="was held by someone else"):
            record(book, Kind.COMPANY, COMPANY, "note", reason="x")
        other.rollback()
        assert record(book, Kind.COMPANY, COMPANY, "note", reason="x").seq == 7


@pytest.mark.usefixtures("hurried")
def test_who_holds_the_lock_and_does_nothing_is_sent_away_and_wrote_nothing(on_a_server: OnAServer) -> None:
    book = on_a_server("resolve")

    def dozing() -> None:
        with book.writing() as run:
            time.sleep(0.5)
            run(sql.HEAD, {})

    with pytest.raises(Conflict, match="heard nothing for too long") as told:
        dozing()
    assert told.value.remedy == "try again; nothing was written"
    assert record(book, Kind.COMPANY, COMPANY, "note", reason="x").seq == 6


def test_who_writes_may_sit_idle_for_a_minute_and_who_reads_for_ten(on_a_server: OnAServer) -> None:
    book, asked = on_a_server("new"), "SHOW idle_in_transaction_session_timeout"
    with book, book.writing() as run, book.reading() as reads:
        assert (list(run(asked, {})), list(reads(asked, {}))) == ([("1min",)], [("10min",)])


def test_a_table_that_was_changed_is_no_damage_but_what_the_server_refused(
    on_a_server: OnAServer, databases: Databases
) -> None:
    book = on_a_server("resolve")
    databases.run("ALTER TABLE subject RENAME COLUMN label TO words", str(book.path))
    with pytest.raises(BookUnusable, match='the server refused: column "label" does not exist'), book.reading() as run:
        list(run(sql.SUBJECTS, {"kind": None, "company": None, "state": None}))


@pytest.mark.parametrize("encoding", ["LATIN1", "SQL_ASCII", "EUC_JP"])
def test_a_database_that_cannot_hold_every_letter_gets_no_book(databases: Databases, encoding: str) -> None:
    name = f"{databases.ours}_{encoding.lower()}"
    databases.run(f"CREATE DATABASE {name} ENCODING '{encoding}' LC_COLLATE 'C' LC_CTYPE 'C' TEMPLATE template0")
    address = at(databases.address, name)
    for deed in (Server(address).prepare, Server(address).require_nothing):
        with pytest.raises(BookUnusable, match=f"keeps its text as {encoding}") as told:
            deed()
        assert "createdb -E UTF8" in told.value.remedy
    with pytest.raises(BookUnusable, match="no book at"), Book(address).reading():
        pass
    databases.drop(address)


def test_what_the_server_says_while_the_tables_are_made_is_told_in_a_line(databases: Databases) -> None:
    address, owner = databases.new(), f"o{databases.ours}"
    databases.run(f"CREATE ROLE {owner} LOGIN; CREATE SCHEMA ketsugi; GRANT USAGE ON SCHEMA ketsugi TO {owner}", address)
    databases.run(f"ALTER DATABASE {urlsplit(address).path[1:]} OWNER TO {owner}")
    with pytest.raises(BookUnusable, match="permission denied for schema ketsugi"):
        Server(at(address, user=owner)).prepare()
    databases.drop(address)
    databases.run(f"DROP ROLE {owner}")
