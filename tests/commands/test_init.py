"""A new book, and where it is."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path

import pytest

pytestmark = pytest.mark.of_a_file


def test_a_new_book_holds_its_first_entry_and_says_the_next_step(desk_at, tmp_path):
    desk = desk_at("empty")
    desk.book = tmp_path / "new.db"
    answer = desk.done("init", "--name", "決議 2018", "--timezone", "Europe/Berlin")
    assert answer.out == f"made {desk.book}: an empty book, unsigned\n"
    assert answer.err.startswith("next: ketsugi company add ")
    (genesis,) = desk.entries()
    assert (genesis["event"], genesis["name"], genesis["timezone"]) == ("init", "決議 2018", "Europe/Berlin")
    assert genesis["policy"]["signing"] == "unsigned"
    assert desk.done("verify", "--json").json["entries"] == 1


def test_a_book_made_by_the_real_clock_is_no_demonstration(script, tmp_path):
    assert script("init", "--book", str(tmp_path / "a.db")).code == 0
    with sqlite3.connect(tmp_path / "a.db") as connection:
        genesis = json.loads(connection.execute("SELECT body FROM entry").fetchone()[0])
    connection.close()
    assert genesis["policy"] == {"signing": "unsigned"}


def test_making_a_book_answers_in_json(desk_at, tmp_path):
    desk = desk_at("empty")
    desk.book = tmp_path / "a.db"
    said = {"book": str(desk.book), "name": "A", "signed": False, "admin": None, "fingerprint": None}
    assert desk.done("init", "--name", "A", "--json").json == said


def test_making_a_book_on_a_dry_run_makes_nothing(desk_at, tmp_path):
    desk = desk_at("empty")
    desk.book = tmp_path / "new.db"
    assert "nothing was written" in desk.done("init", "--dry-run").out
    assert not desk.book.exists()


@pytest.mark.parametrize("trial", [(), ("--dry-run",)], ids=["in earnest", "dry run"])
def test_a_book_is_never_made_over_a_file(desk_at, unchanged, trial):
    desk = desk_at("company")
    with unchanged(desk):
        answer = desk.run("init", *trial)
    assert answer.code == 5
    assert answer.err == f"error: {desk.book} exists already · use it as it is, or give another --book\n"


@pytest.mark.parametrize("zone", ["Tokyo", "", "Asia", "../../etc/passwd", "/etc/localtime"])
def test_an_unknown_zone_makes_no_book(desk_at, tmp_path, zone):
    desk = desk_at("empty")
    desk.book = tmp_path / "a.db"
    answer = desk.run("init", "--timezone", zone)
    assert answer.code == 2
    assert answer.err.startswith("error: ")
    assert answer.err.count("\n") == 1
    assert not desk.book.exists()


def test_an_empty_name_makes_no_book(desk_at, tmp_path):
    desk = desk_at("empty")
    desk.book = tmp_path / "a.db"
    assert desk.run("init", "--name", " ").code == 2
    assert not desk.book.exists()


def test_the_book_is_in_the_users_own_data_folder_unless_it_is_named(script, tmp_path):
    env = {"XDG_DATA_HOME": str(tmp_path / "data"), "HOME": str(tmp_path)}
    made = script("init", env=env, cwd=tmp_path)
    assert made.code == 0, made.err
    book = tmp_path / "data" / "ketsugi" / "book.db"
    assert made.out == f"made {book}: an empty book, unsigned\n"
    assert book.is_file()
    assert script("verify", env=env, cwd=tmp_path).code == 0


def test_ketsugi_book_names_the_book_and_the_option_goes_before_it(desk_at, script, tmp_path):
    desk = desk_at("company")
    named = script("list", env={"KETSUGI_BOOK": str(desk.book)})
    assert named.out.startswith("IIJ\t")
    other = script("list", "--book", str(tmp_path / "none.db"), env={"KETSUGI_BOOK": str(desk.book)})
    assert other.code == 7


@pytest.mark.parametrize("where", ["beginning", "end", "equals sign"])
def test_an_empty_book_option_is_not_silently_another_book(desk_at, script, where):
    """``--book "$BOOK"`` with an unset variable must not write into the default book."""
    desk = desk_at("company")
    words = {"beginning": ("--book", "", "list"), "end": ("list", "--book", ""), "equals sign": ("list", "--book=")}[where]
    answer = script(*words, env={"KETSUGI_BOOK": str(desk.book)})
    assert answer.code != 0
    assert answer.err.startswith("error: ")


@pytest.mark.parametrize(
    ("address", "said"), [("postgresql://localhost:1/x", "cannot be reached"), ("sqlite:///x.db", "no such kind of book")]
)
def test_an_address_at_which_no_book_can_be_is_told_and_no_file_is_made(script, tmp_path, address, said):
    answer = script("init", "--book", address, cwd=tmp_path)
    assert answer.code == 7
    assert answer.err.startswith("error: ")
    assert said in answer.err
    assert list(Path(tmp_path).iterdir()) == []


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--no-segregation",), "--no-segregation: with which admin?"),
        (("--segregation",), "--segregation: with which admin?"),
        (("--signed",), "--signed: with which admin?"),
        (("--admin", "ito=Ito", "--key", "nowhere"), "--key without --signed"),
    ],
)
def test_what_asks_for_an_admin_or_for_signatures_is_named(desk, tmp_path, words, said):
    desk.book = tmp_path / "new.db"
    no = desk.run("init", "--name", "A", *words)
    assert (no.code, said in no.err, desk.book.exists()) == (2, True, False)
