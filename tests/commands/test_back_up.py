"""``book backup``, ``check``, ``restore`` and ``upgrade`` at the desk."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from tests.commands.conftest import Typist

WHY = ("--reason", "the disk failed")
SCHEMA_1 = Path(__file__).parents[1] / "engine/books/schema-1.db"


@pytest.fixture
def backed_up(desk_at, tmp_path):
    """A desk at the approved dividend, and a backup of its book."""
    desk = desk_at("approved")
    desk.done("book", "backup", str(tmp_path / "kept.db"))
    return desk, str(tmp_path / "kept.db")


def test_a_backup_is_said_with_what_it_holds_and_how_to_look_at_it_later(desk_at, tmp_path):
    desk = desk_at("approved")
    answer = desk.done("book", "backup", str(tmp_path / "kept.db"))
    assert answer.out.startswith(f"backed up 7 entries to {tmp_path / 'kept.db'}: verified, head ")
    assert answer.err.endswith(f"ketsugi book check {tmp_path / 'kept.db'}\n")
    told = desk.done("book", "backup", str(tmp_path / "other.db"), "--json").json
    assert told == {"book": str(tmp_path / "other.db"), "entries": 7, "documents": 0, "head": told["head"]}


def test_what_a_dry_run_would_do_is_said_and_not_done(backed_up, tmp_path):
    desk, kept = backed_up
    for words in (("backup", str(tmp_path / "new.db")), ("upgrade",)):
        assert desk.done("book", *words, "--dry-run").out.endswith("nothing was written\n")
    new = Typist(tmp_path / "new.db")
    assert new.done("book", "restore", kept, *WHY, "--dry-run").out.endswith("nothing was written\n")
    assert not (tmp_path / "new.db").exists()


def test_check_says_how_much_newer_the_book_is(backed_up):
    desk, kept = backed_up
    assert f"it is all of {desk.book}" in desk.done("book", "check", kept).out
    desk.done("note", "IIJ", "one more")
    assert f"a beginning of {desk.book}, which has 1 entry more" in desk.done("book", "check", kept).out
    assert desk.done("book", "check", kept, "--json").json["newer"] == 1


def test_check_ends_with_6_where_a_backup_is_not_of_the_book(backed_up, tmp_path):
    _, kept = backed_up
    other = Typist(tmp_path / "other.db")
    other.done("init")
    answer = other.run("book", "check", kept)
    assert (answer.code, answer.out, answer.err.count("\n")) == (6, "", 1)
    assert "is of another book" in answer.err


def test_a_restored_book_is_shown_as_one_everywhere(backed_up, tmp_path):
    _, kept = backed_up
    desk = Typist(tmp_path / "new.db")
    answer = desk.done("book", "restore", kept, *WHY)
    how_far = "as of entry 7, what came after it is not known"
    assert answer.out.splitlines()[1] == f"recorded: restore book on 2018-08-01 · {how_far} · entry 8"
    assert ["book", "book", "", "kept", "", "restored as of entry 7"] in desk.done("list").rows
    assert desk.done("log").rows[-1][-1] == f"{how_far}; the disk failed"
    assert "the disk failed" in desk.done("show", "book").out
    assert desk.done("findings", "book", "--json").json["counts"]["restored"] == 1
    assert desk.done("findings", "book").rows[-1][-1] == f"{how_far}: the disk failed"
    for about in ((), ("IIJ-AGM26",), ("--company", "IIJ"), ("--since", "2018-08-02")):  # lost is lost, whatever of
        points = desk.done("report", *about, "--json").json["verdict"]
        assert [each["verdict"] for each in points if each["title"] == "Restored"] == ["note"], about
    assert "restored from a backup, by entry 8" in desk.done("verify", "--replay").out
    desk.done("report", "--language", "ja", "-o", str(tmp_path / "report.html"))
    assert "控え" in (tmp_path / "report.html").read_text(encoding="utf-8")
    for words in (("schedule", "book"), ("report", "book"), ("draft", "book", "--company", "IIJ")):
        assert desk.run(*words).code == 2, words
    desk.done("note", "book", "The old file lies with the auditor")
    assert desk.done("verify").out.startswith("verified: 9 entries")


def test_what_the_computer_saw_beyond_the_backup_is_said_to_be_gone_once(backed_up, tmp_path):
    desk, kept = backed_up
    for text in ("one more", "and another"):
        desk.done("note", "IIJ", text)
    new = Typist(tmp_path / "new.db")
    assert "gone: entries 8 to 9, as this computer saw the book" in new.done("book", "restore", kept, *WHY).err
    assert new.last["facts"]["lost"]["entries"] == 9
    assert new.done("findings", "book").rows[-1][-1] == "as of entry 7, the former entries 8 to 9 are gone: the disk failed"
    assert "warning" not in new.done("list").err
    new.done("note", "IIJ", "it goes on")


def test_without_a_reason_nothing_is_restored(backed_up, tmp_path):
    _, kept = backed_up
    answer = Typist(tmp_path / "new.db").run("book", "restore", kept)
    assert (answer.code, answer.err) == (2, "error: restore: no reason · say what happened with --reason TEXT\n")
    assert not (tmp_path / "new.db").exists()


def test_a_restore_never_takes_the_place_of_a_book(backed_up):
    desk, kept = backed_up
    assert desk.run("book", "restore", kept, *WHY).code == 5


@pytest.mark.of_a_file
def test_a_damaged_backup_is_neither_checked_nor_restored(backed_up, tmp_path):
    desk, kept = backed_up
    raw = bytearray(Path(kept).read_bytes())
    at = raw.index(b"13.50")
    raw[at : at + 5] = b"14.50"
    Path(kept).write_bytes(raw)
    for typist, words in ((desk, ("check", kept)), (Typist(tmp_path / "new.db"), ("restore", kept, *WHY))):
        answer = typist.run("book", *words)
        assert (answer.code, answer.err.count("\n")) == (6, 1)
        assert "does not verify: entry " in answer.err
    assert not (tmp_path / "new.db").exists()


def test_a_pack_of_a_restored_book_verifies_without_the_program(backed_up, tmp_path):
    import subprocess
    import sys
    import zipfile

    desk = Typist(tmp_path / "new.db")
    desk.done("book", "restore", backed_up[1], *WHY)
    desk.done("export", "--pack", str(tmp_path / "p.zip"))
    with zipfile.ZipFile(tmp_path / "p.zip") as pack:
        (tmp_path / "v.py").write_bytes(pack.read("verify.py"))
    said = subprocess.run(
        [sys.executable, tmp_path / "v.py", tmp_path / "p.zip"], capture_output=True, text=True, check=False
    )
    assert (said.returncode, "verified: 8 entries" in said.stdout) == (0, True), said.stdout


@pytest.mark.of_a_file
def test_a_book_of_an_earlier_schema_is_upgraded_on_request_and_kept_as_it_was(tmp_path):
    desk = Typist(Path(shutil.copy(SCHEMA_1, tmp_path / "old.db")))
    for words in (("list",), ("verify",), ("log",), ("note", "IIJ", "x"), ("report",), ("book", "backup", "b.db")):
        answer = desk.run(*words)
        assert (answer.code, "ketsugi book upgrade" in answer.err) == (7, True), words
    answer = desk.done("book", "upgrade")
    assert answer.out == f"{desk.book}: brought to this version\n"
    assert answer.err == f"as it was it is kept in {tmp_path / 'old-schema-1.db'}\n"
    assert (tmp_path / "old-schema-1.db").stat().st_size > 0
    assert desk.done("verify").code == 0
    again = json.loads(desk.done("book", "upgrade", "--json").out)
    assert again == {"book": str(desk.book), "changed": False, "put_back": [], "kept": None}
