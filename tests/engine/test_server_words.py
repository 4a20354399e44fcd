"""What a server says, or the driver about it, in words a person can act on."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import psycopg
import pytest

from states.errors import BookUnusable, Conflict
from tests import server
from tests.conftest import NOW
from tests.server import Databases, at
from workflow.audit import Depth
from workflow.book import Book, create, place
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
