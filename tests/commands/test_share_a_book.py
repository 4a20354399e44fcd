"""The page on sharing a book is followed, word by word, by people with logins of their own on a real server."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from tests import server
from tests.commands.conftest import start
from tests.commands.test_transcripts import fits
from tests.server import Databases, at
from workflow.book import place
from workflow.render.plain import safe
from workflow.server import Server

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs/how-to/share-a-book.md").read_text(encoding="utf-8")
COMMAND = re.compile(r"^(\w+)\$ (.+)\n((?:(?!\w+\$ |```).*\n)*)", re.M)
EXAMPLE = r"postgresql://db\.example/ketsugi(\?sslmode=verify-full)?"


@pytest.fixture
def emptied() -> Iterator[str]:
    """An empty database on a server of its own, which knows none of the people of the page."""
    with server.started() as address:
        yield Databases(address).new()


def test_who_follows_the_page_shares_a_book(emptied: str, tmp_path: Path) -> None:
    played = 0
    for person, words, expected in COMMAND.findall(PAGE):
        if words.startswith("export"):
            continue
        said = shlex.split(re.sub(EXAMPLE, emptied, words.removesuffix(" | cat")))
        assert said[0] == "ketsugi"
        env = {"KETSUGI_BOOK": emptied if person == "keeper" else at(emptied, user=person), "PGUSER": None}
        answer = start(*said[1:], env=env, cwd=tmp_path)
        told = (answer.out + answer.err).rstrip("\n")
        assert fits(expected.rstrip("\n"), told), f"{person}$ {words}\n{told}"
        played += 1
    assert played == 14


def test_the_tables_of_a_server_are_not_asked_for_in_a_file(tmp_path: Path) -> None:
    for words in (("create",), ("grant", "sato", "--as", "staff")):
        answer = start("book", *words, "--book", str(tmp_path / "a.db"))
        assert (answer.code, "is a file" in answer.err) == (2, True)


def test_without_the_driver_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    import sys

    from states.errors import WrongWords

    monkeypatch.setitem(sys.modules, "psycopg", None)
    with pytest.raises(WrongWords, match="psycopg") as told:
        place("postgresql://db.example/book").login()
    assert told.value.remedy == "install it in the folder of the program: uv tool install '.[postgres]'"


@pytest.mark.parametrize(
    "words", [("book", "create"), ("book", "copy", "copy.db"), ("init",), ("list",), ("note", "X", "x")]
)
def test_an_address_with_a_password_is_refused_in_one_line_without_it(words: tuple[str, ...], tmp_path: Path) -> None:
    answer = start(*words, "--book", "postgresql://sato:geheim@db.example/book", cwd=tmp_path)
    assert (answer.code, answer.out, answer.err.count("\n")) == (7, "", 1)
    assert "geheim" not in answer.err


def test_what_a_dry_run_would_do_is_told_and_not_done(empty: str, tmp_path: Path) -> None:
    said = [start("book", *words, "--dry-run", "--book", empty, cwd=tmp_path) for words in (("create",),)]
    assert [each.code for each in said] == [0]
    assert said[0].out.endswith("nothing was written\n")
    assert start("list", "--book", empty).code == 7


WITHOUT_AN_ENTRY = {
    "report": (),
    "findings": (),
    "log": (),
    "due": (),
    "list": (),
    "verify": (),
    "people list": (),
    "checkpoint write": (),
    "evidence list": (),
    "book backup": ("b.db",),
    "book copy": ("c.db",),
    "show": ("X",),
    "check": ("X", "pay"),
    "export": (),
    "note": ("X", "x"),
    "company add": ("X", "--name", "X", "--jurisdiction", "JP", "--timezone", "Asia/Tokyo"),
    "people add": ("sato", "--name", "Sato", "--login", "sato", "--role", "admin"),
    "people policy": ("--segregation",),
}


@pytest.mark.parametrize("command", WITHOUT_AN_ENTRY)
def test_tables_without_an_entry_are_a_book_to_begin_whatever_is_asked(command: str, tmp_path: Path, created: str) -> None:
    answer = start(*command.split(), *WITHOUT_AN_ENTRY[command], "--book", created, cwd=tmp_path)
    assert (answer.code, answer.out) == (7, "")
    assert answer.err == f"error: {created} has no entry yet · begin it: ketsugi init --book {safe(created)}\n"
    assert list(tmp_path.iterdir()) == []


@pytest.fixture(scope="module")
def created(databases: Databases) -> Iterator[str]:
    """The tables of a book, and no entry."""
    address = databases.new()
    Server(address).prepare()
    yield address
    databases.drop(address)


@pytest.fixture
def empty(databases: Databases) -> Iterator[str]:
    address = databases.new()
    yield address
    databases.drop(address)


def test_upgrade_and_copy_answer_in_json(empty: str, tmp_path: Path) -> None:
    assert start("book", "create", "--book", empty, "--json").json == {"book": empty}
    assert start("book", "upgrade", "--book", empty, "--json").json == {
        "book": empty,
        "changed": False,
        "put_back": [],
        "kept": None,
    }
    made = start("init", "--book", empty, "--name", "x", "--json").json
    assert (made["book"], made["name"]) == (empty, "x")
    copied = start("book", "copy", str(tmp_path / "c.db"), "--book", empty, "--json").json
    assert {name: copied[name] for name in ("entries", "documents")} == {"entries": 1, "documents": 0}
    assert start("verify", "--book", str(tmp_path / "c.db"), "--json").json["head"] == copied["head"]
    assert (tmp_path / "c.db").stat().st_mode & 0o777 == 0o600, "who reads it has a login of their own"
    again = start("book", "copy", str(tmp_path / "c.db"), "--book", empty)
    assert (again.code, "exists already" in again.err) == (5, True)


def test_who_made_a_book_on_a_server_is_told_to_let_the_others_in(databases: Databases, tmp_path: Path) -> None:
    copied, restored = databases.new(), databases.new()
    file = str(tmp_path / "a.db")
    assert start("init", "--book", file).code == 0
    answer = start("book", "copy", copied, "--book", file)
    assert answer.err == f"next: ketsugi book grant LOGIN --as staff --book {copied}\n"
    assert start("book", "copy", str(tmp_path / "b.db"), "--book", copied).err == ""
    answer = start("book", "restore", file, "--reason", "x", "--book", restored)
    grant = f"ketsugi book grant LOGIN --as staff --book {restored}"
    assert answer.err.splitlines()[-1].startswith(f"next: {grant} · ketsugi list --book {restored} · everyone ")
    for address in (copied, restored):
        databases.drop(address)


def test_what_was_put_back_on_a_server_is_named_and_a_dry_run_leaves_it(databases: Databases) -> None:
    at, guard = databases.new(), "entry_is_not_changed"
    assert start("init", "--book", at).code == 0
    with psycopg.connect(at, autocommit=True) as connection:
        connection.execute(f"DROP TRIGGER {guard} ON ketsugi.entry")
    for words in (("--dry-run",), ()):
        answer = start("book", "upgrade", *words, "--book", at)
        assert (answer.code, answer.err.splitlines()[0]) == (0, f"put back, because it was gone or changed: {guard}")
    assert answer.err.splitlines()[1] == f"next: ketsugi verify --book {at}"
    assert start("book", "upgrade", "--book", at).out == f"{at}: of this version already; nothing was changed\n"
    databases.drop(at)
