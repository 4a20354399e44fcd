"""``book backup``, ``check``, ``restore`` and ``upgrade`` at the desk."""

from __future__ import annotations

import json
import shlex
import shutil
import sqlite3
import sys
from pathlib import Path

import pytest

from tests.commands.conftest import Typist, start
from tests.engine.signers import SATO
from workflow import people

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
    for words in (("backup", str(tmp_path / "new.db")), ("copy", str(tmp_path / "new.db"))):
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


def damage(kept):
    raw = bytearray(Path(kept).read_bytes())
    at = raw.index(b"13.50")
    raw[at : at + 5] = b"14.50"
    Path(kept).write_bytes(raw)


@pytest.mark.of_a_file
def test_the_remedy_for_a_backup_names_the_backup_and_not_the_book(backed_up, tmp_path):
    desk, kept = backed_up
    damage(kept)
    older = shutil.copy(SCHEMA_1, tmp_path / "of the year before.db")
    for backup, remedy in ((kept, "ketsugi verify --book"), (older, "ketsugi book upgrade --book")):
        said = desk.script("book", "check", str(backup))
        assert said.err.count("--book") == 1
        command = said.err[said.err.index(remedy) :].partition(";")[0]
        words = shlex.split(command)[1:]
        assert words[-1] == str(backup)
        assert start(*words).code == (6 if backup == kept else 0)
        assert desk.script("verify").code == 0
    assert start("verify", "--book", str(older)).code == 0


@pytest.mark.of_a_file
def test_a_damaged_backup_is_neither_checked_nor_restored(backed_up, tmp_path):
    desk, kept = backed_up
    damage(kept)
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
    tried, before = desk.done("book", "upgrade", "--dry-run"), desk.book.read_bytes()
    assert tried.out.startswith(f"{desk.book}: would be brought to this version · 10 entries, head ")
    assert (tried.err, [each.name for each in tmp_path.iterdir()]) == ("dry run: nothing was written\n", ["old.db"])
    assert SCHEMA_1.read_bytes() == before
    answer = desk.done("book", "upgrade")
    assert answer.out == tried.out.replace("would be ", "")
    assert answer.err == f"as it was it is kept in {tmp_path / 'old-schema-1.db'}\n"
    assert (tmp_path / "old-schema-1.db").stat().st_size > 0
    assert desk.done("verify").code == 0
    again = json.loads(desk.done("book", "upgrade", "--json").out)
    assert again == {"book": str(desk.book), "changed": False, "put_back": [], "kept": None}


@pytest.mark.of_a_file
def test_a_guard_that_is_put_back_is_named(desk_at):
    desk = desk_at("company")
    with sqlite3.connect(desk.book) as connection:
        connection.execute("DROP TRIGGER entry_is_not_deleted")
    connection.close()
    for words in (("--dry-run",), ()):
        assert desk.done("book", "upgrade", *words).err.startswith(
            "put back, because it was gone or changed: entry_is_not_deleted\n"
        )
    assert desk.done("verify").code == 0


@pytest.mark.of_a_file
def test_a_dry_run_of_an_upgrade_tells_what_would_be_in_its_way(tmp_path):
    desk = Typist(Path(shutil.copy(SCHEMA_1, tmp_path / "old.db")))
    (tmp_path / "old-schema-1.db").write_text("mine")
    said = f"{tmp_path / 'old-schema-1.db'} exists already · {desk.book} is kept there as it was: move away what is there"
    for words in (("--dry-run",), ()):
        answer = desk.run("book", "upgrade", *words)
        assert (answer.code, answer.err) == (5, f"error: {said}\n")
    (tmp_path / "old-schema-1.db").unlink()
    with sqlite3.connect(desk.book) as connection:
        connection.execute("DROP TRIGGER entry_is_not_edited")
        connection.execute("UPDATE entry SET body = replace(body, '13.50', '14.50')")
    connection.close()
    assert desk.run("book", "upgrade", "--dry-run").code == 6


# ── What is in the way, or is not there ──


def test_a_backup_is_a_file_and_no_address_makes_one(backed_up, tmp_path, monkeypatch):
    desk, _ = backed_up
    monkeypatch.chdir(tmp_path)
    there = sorted(tmp_path.iterdir())
    for words in (("backup", "postgresql://db.example/x"), ("check", "postgresql://x/y"), ("restore", "p://x", *WHY)):
        for more in ((), ("--dry-run",)):
            answer = desk.run("book", *words, *more)
            assert (answer.code, answer.out) == (2, "")
            assert answer.err == "error: a backup is a file · name a file; to move the book to a server: ketsugi book copy\n"
    assert sorted(tmp_path.iterdir()) == there


@pytest.mark.parametrize("what", ["nothing", "a folder", "a letter"])
def test_what_is_no_backup_is_told_with_how_to_name_one(backed_up, tmp_path, what):
    desk, _ = backed_up
    other = tmp_path / "other"
    if what == "a folder":
        other.mkdir()
    elif what == "a letter":
        other.write_text("Dear shareholders")
    said = f"{other} is not a Ketsugi book · name the file of a book"
    if what != "a letter":
        said = f"no backup at {other} · name the file that ketsugi book backup made"
    for typist, words in ((desk, ("check", str(other))), (Typist(tmp_path / "new.db"), ("restore", str(other), *WHY))):
        answer = typist.run("book", *words)
        assert (answer.code, answer.err) == (7, f"error: {said}\n")


@pytest.mark.parametrize("more", [(), ("--dry-run",)])
def test_what_lies_in_the_way_is_told_with_what_that_command_can_do(backed_up, tmp_path, more):
    desk, kept = backed_up
    lies = f"error: {kept} exists already · "
    for words in (("backup", kept), ("copy", kept)):
        answer = desk.run("book", *words, *more)
        assert (answer.code, answer.err) == (5, f"{lies}give another name\n")
    answer = Typist(Path(kept)).run("book", "restore", kept, *WHY, *more)
    assert (answer.code, answer.err) == (5, f"{lies}move away what is there, or give another --book\n")


@pytest.mark.parametrize("more", [(), ("--dry-run",)])
def test_a_path_that_is_spelt_wrong_makes_no_folder(backed_up, tmp_path, more):
    desk, kept = backed_up
    to = tmp_path / "ofice" / "2018" / "a.db"
    new = Typist(to)
    tries = [(desk, ("book", "backup", str(to))), (desk, ("book", "copy", str(to)))]
    tries += [(new, ("book", "restore", kept, *WHY)), (new, ("init",))]
    for typist, words in tries:
        answer = typist.run(*words, *more)
        assert (answer.code, answer.err) == (7, f"error: there is no folder {to.parent} · make it, or correct the path\n"), (
            words
        )
    assert not (tmp_path / "ofice").exists()


def test_a_book_is_restored_to_the_users_own_folder_on_a_new_computer(backed_up, script, tmp_path):
    _, kept = backed_up
    env = {"XDG_DATA_HOME": str(tmp_path / "data"), "HOME": str(tmp_path)}
    answer = script("book", "restore", kept, *WHY, env=env, cwd=tmp_path)
    assert answer.code == 0, answer.err
    assert (tmp_path / "data/ketsugi/book.db").is_file()


# ── Restored ──


@pytest.mark.of_a_file
def test_a_dry_run_of_a_restore_tells_what_would_be_in_its_way(backed_up, tmp_path):
    desk, kept = backed_up
    new = Typist(tmp_path / "new.db")
    would = f"would restore 7 entries to {new.book}: verified, head {desk.done('verify', '--json').json['head'][:16]}"
    assert new.done("book", "restore", kept, *WHY, "--dry-run").lines == [would, "nothing was written"]
    with sqlite3.connect(kept) as connection:
        connection.execute("DROP TRIGGER entry_is_not_edited")
        connection.execute("UPDATE entry SET body = replace(body, '13.50', '14.50')")
    connection.close()
    answer = new.run("book", "restore", kept, *WHY, "--dry-run")
    assert (answer.code, "does not verify" in answer.err) == (6, True)
    assert not new.book.exists()


@pytest.mark.of_a_file
def test_a_dry_run_of_a_restore_asks_the_roster(desk_at, tmp_path, monkeypatch):
    desk = desk_at("company")
    kept, new = str(tmp_path / "kept.db"), Typist(tmp_path / "new.db")
    desk.done("people", "add", "sato", "--name", "Sato", "--login", people.login(), "--role", "admin")
    desk.done("book", "backup", kept)
    assert new.done("book", "restore", kept, *WHY, "--dry-run").out.endswith("nothing was written\n")
    monkeypatch.setattr(people, "login", lambda: "abe")
    answer = new.run("book", "restore", kept, *WHY, "--dry-run")
    assert answer.code == 3
    assert "nothing was written" in answer.err


def test_a_dry_run_of_a_restore_asks_for_no_signature_and_the_restore_is_signed(tmp_path, monkeypatch):
    key = str(SATO.key_file(tmp_path))
    monkeypatch.setattr(people, "login", lambda: "sato")
    desk, kept, new = Typist(tmp_path / "a.db"), str(tmp_path / "kept.db"), Typist(tmp_path / "new.db")
    desk.done("init", "--signed", "--admin", "sato=Sato Hanako", "--key", key)
    desk.done("book", "backup", kept)
    words = ("book", "restore", kept, *WHY, "--key", key)
    assert new.done(*words, "--dry-run").out.endswith("nothing was written\n")
    new.done(*words)
    assert new.done("verify").out.startswith("verified: 3 entries")


@pytest.mark.of_a_file
@pytest.mark.parametrize("closed", ["folder", "file"])
def test_a_book_is_restored_also_where_this_computer_cannot_remember_it(backed_up, tmp_path, closed):
    desk, kept = backed_up
    state = tmp_path / "state"
    env = {"KETSUGI_STATE": str(state)}
    if closed == "folder":
        desk.script("note", "IIJ", "one more", env=env)
        (state / "heads").chmod(0o500)
    else:
        state.write_text("in the way")
    new = Typist(tmp_path / "new.db")
    answer = new.script("book", "restore", kept, *WHY, env=env, ordinary=True)
    assert (answer.code, answer.out.splitlines()[0].startswith("restored 7 entries to ")) == (0, True), answer.err
    warnings = [line for line in answer.err.splitlines() if line.startswith("warning: ")]
    assert [("this computer does not remember" in line) for line in warnings] == [True], answer.err
    assert "error" not in answer.err


@pytest.mark.of_a_file
@pytest.mark.skipif(sys.platform == "win32", reason="rights of POSIX files")
def test_a_restored_or_copied_book_is_as_private_as_that_it_is_made_of(backed_up, tmp_path):
    desk, kept = backed_up
    for path, mode in ((desk.book, 0o640), (Path(kept), 0o600)):
        path.chmod(mode)
    desk.done("book", "copy", str(tmp_path / "copy.db"))
    Typist(tmp_path / "new.db").done("book", "restore", kept, *WHY)
    found = [(tmp_path / name).stat().st_mode & 0o777 for name in ("copy.db", "new.db")]
    assert found == [0o640, 0o600]
