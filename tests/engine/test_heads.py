"""What a computer remembers of a book: which attacks it shows, and that no work ever stops for it."""

from __future__ import annotations

import json
import os
import shutil
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from platformdirs import user_state_path

from states.errors import LogBroken
from tests.conftest import COMPANY, NOW, STAFF, Copies, everything_in, record, step
from tests.engine.roster import actor, kept, key
from tests.engine.tampering import forging
from workflow import heads, log
from workflow.book import Book
from workflow.engine import take
from workflow.heads import Heads, user_folder
from workflow.log import Entry
from workflow.people import stated
from workflow.queries import entries as entries_of
from workflow.step import Actor

OpenAt = Callable[[str], Book]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "state" / "heads"


def look(path: Path | str, folder: Path, now: datetime = NOW) -> Heads:
    """A computer reads the book."""
    seen = Heads(folder, lambda: now)
    with Book(path, seen) as book, book.reading():
        pass
    return seen


def note(path: Path | str, text: str, folder: Path | None = None) -> Entry:
    """Somebody adds an entry, at a computer that remembers in ``folder``."""
    with Book(path, Heads(folder, lambda: NOW) if folder else None) as book:
        return record(book, "company", COMPANY, "note", reason=text)


def remembered(folder: Path) -> tuple[int, str]:
    (file,) = folder.iterdir()
    said = json.loads(file.read_text())
    return said["seq"], said["hash"]


def entries(path: Path | str) -> int:
    with Book(path) as book, book.reading() as run:
        return int(next(iter(run("SELECT count(*) FROM entry", {})))[0])


# ── Remembering ──


def test_who_reads_a_book_remembers_its_last_entry(book: Book, folder: Path) -> None:
    assert look(book.path, folder).told() == []
    with book.reading() as run:
        ((seq, digest),) = run("SELECT seq, hash FROM entry", {})
    assert remembered(folder) == (seq, digest.hex()) == (1, digest.hex())


def test_who_writes_remembers_what_was_written(iij: OpenAt, folder: Path) -> None:
    entry = note(iij("add").path, "looked at", folder)
    assert remembered(folder) == (entry.seq, entry.hash.hex())


def test_a_write_that_was_undone_is_not_remembered(iij: OpenAt, folder: Path) -> None:
    path = iij("add").path
    look(path, folder)
    before = remembered(folder)
    undone = step("company", COMPANY, "note", reason="undone")

    def broken_off(book: Book) -> None:
        with book.writing() as run:
            take(run, undone, actor=STAFF, now=NOW)
            raise ZeroDivisionError

    with Book(path, Heads(folder, lambda: NOW)) as book, pytest.raises(ZeroDivisionError):
        broken_off(book)
    assert remembered(folder) == before


def test_what_is_remembered_only_moves_forward(iij: OpenAt, copies: Copies, folder: Path) -> None:
    path = iij("add").path
    older = copies.of(path)
    note(path, "one", folder)
    before = remembered(folder)
    assert look(older, folder).lost is not None
    assert remembered(folder) == before


def test_each_book_is_remembered_apart(book: Book, iij: OpenAt, folder: Path, tmp_path: Path) -> None:
    from workflow.book import create

    other = create(tmp_path / "other.db", name="o", timezone="UTC", now=NOW, actor="sato", policy={"signing": "unsigned"})
    assert look(book.path, folder).told() == look(other.path, folder).told() == look(book.path, folder).told() == []
    assert len(list(folder.iterdir())) == 2


def test_the_day_is_that_on_which_the_entry_was_first_seen_where_the_book_is_kept(
    iij: OpenAt, copies: Copies, folder: Path
) -> None:
    path = iij("add").path
    older = copies.of(path)
    note(path, "one")
    look(path, folder, datetime(2018, 8, 1, 15, 30, tzinfo=UTC))  # after midnight in Tokyo
    look(path, folder, NOW + timedelta(days=30))
    (told,) = look(older, folder, NOW + timedelta(days=60)).told()
    assert "on 2018-08-02 this computer saw entry 3" in told


def test_a_library_that_is_not_asked_to_remembers_nothing(
    iij: OpenAt, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KETSUGI_STATE", str(folder.parent))
    note(iij("add").path, "one")
    assert not folder.exists()


# ── What it shows ──


CHANGES = {"cut off": (), "rewritten": ("another",), "rewritten and gone on": ("another", "and one more")}


@pytest.fixture
def lost(iij: OpenAt, copies: Copies, folder: Path, request: pytest.FixtureRequest) -> Path | str:
    """A book whose last entry this computer saw, and which does not have it any more."""
    book = iij("add")
    older = copies.of(book.path)
    note(book.path, "the newest entry", folder)
    copies.put(older, book.path)
    for instead in request.param:
        note(book.path, instead)
    return book.path


@pytest.mark.parametrize("lost", CHANGES.values(), ids=CHANGES, indirect=True)
def test_a_step_is_refused_and_nothing_is_written(lost: Path | str, folder: Path) -> None:
    before, known = everything_in(Book(lost)), remembered(folder)
    with pytest.raises(LogBroken) as caught:
        note(lost, "a step", folder)
    assert f"on 2018-08-01 this computer saw entry 3 ({known[1][:8]}) of this book" in caught.value.message
    assert "ketsugi checkpoint forget" in caught.value.remedy
    assert (everything_in(Book(lost)), remembered(folder)) == (before, known)


@pytest.mark.parametrize("lost", CHANGES.values(), ids=CHANGES, indirect=True)
def test_reading_answers_and_warns_in_one_line(lost: Path | str, folder: Path) -> None:
    (told,) = look(lost, folder).told()
    assert told.startswith("warning: on 2018-08-01 this computer saw entry 3 (")
    assert "\n" not in told


@pytest.mark.parametrize("lost", [()], ids=["cut off"], indirect=True)
def test_what_the_book_has_instead_is_said(lost: Path | str, folder: Path) -> None:
    seen = look(lost, folder).lost
    assert seen is not None
    assert "now the book ends with entry 2 (" in seen.message
    assert seen.problem.startswith("is missing: this computer saw it on 2018-08-01 (")


def test_what_is_forgotten_is_remembered_anew(iij: OpenAt, copies: Copies, folder: Path) -> None:
    path = iij("add").path
    older = copies.of(path)
    seq, digest = note(path, "one", folder).seq, remembered(folder)[1]
    with Book(older) as book, book.reading() as run:
        dropped = Heads(folder, lambda: NOW).forget(run)
        assert Heads(folder, lambda: NOW).forget(run) is None
    assert dropped is not None
    assert (dropped.seq, dropped.hash) == (seq, digest)
    note(older, "another", folder)
    assert remembered(folder)[0] == 3
    assert look(path, folder).lost is not None


@pytest.mark.of_a_file  # the bug is planted in the words of SQLite
@pytest.mark.parametrize("lost", [()], ids=["cut off"], indirect=True)
def test_planted_a_computer_that_compares_numbers_alone_misses_a_rewritten_entry(
    lost: Path | str, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    note(lost, "another")
    assert look(lost, folder).lost is not None
    monkeypatch.setitem(vars(heads.sql), "HASH", "SELECT x'" + remembered(folder)[1] + "' FROM entry WHERE seq = :seq")
    assert look(lost, folder).lost is None


# ── No work stops for it ──


@pytest.fixture
def file(iij: OpenAt, folder: Path) -> Path:
    """The file of what is remembered of the book that ``iij`` opens."""
    look(iij("add").path, folder)
    (found,) = folder.iterdir()
    return found


@pytest.mark.of_a_file
def test_every_flip_of_a_byte_is_told_and_counts_as_unknown(file: Path, folder: Path, tmp_path: Path) -> None:
    whole = file.read_bytes()
    path = tmp_path / "iij.db"
    for at in range(len(whole)):
        for mask in (0x01, 0x20, 0x80, 0xFF):
            file.write_bytes(whole[:at] + bytes([whole[at] ^ mask]) + whole[at + 1 :])
            assert Heads(folder, lambda: NOW).known(file.stem) is None
    seen = look(path, folder)
    (told,) = seen.told()
    assert told.startswith(f"warning: {file} is not as this program wrote it")
    assert seen.lost is None
    assert remembered(folder)[0] == 2
    assert look(path, folder).told() == []


@pytest.mark.of_a_file
def test_planted_without_its_digest_a_flip_would_be_a_false_alarm(
    file: Path, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file.write_bytes(file.read_bytes().replace(b'"seq": 2', b'"seq": 3'))
    assert look(tmp_path / "iij.db", folder).lost is None
    file.write_bytes(file.read_bytes().replace(b'"seq": 2', b'"seq": 3'))
    monkeypatch.setattr(heads, "_text", lambda *_: file.read_bytes())
    assert look(tmp_path / "iij.db", folder).lost is not None


@given(content=st.binary(max_size=300) | st.text().map(str.encode) | st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(), lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner)
).map(lambda value: json.dumps(value).encode()))  # fmt: skip
@settings(max_examples=200)
def test_nothing_that_stands_in_its_place_is_ever_believed(content: bytes) -> None:
    assert heads._read("0" * 32, content) is None


@given(seq=st.integers(1, 2**53), digest=st.binary(min_size=32, max_size=32), second=st.integers(0, 2**31))
def test_what_is_written_is_read(seq: int, digest: bytes, second: int) -> None:
    seen_at = f"{datetime.fromtimestamp(second, UTC):%Y-%m-%dT%H:%M:%SZ}"
    head = heads.Head(seq, digest.hex(), seen_at)
    assert heads._read("a" * 32, heads._text("a" * 32, head)) == head
    assert heads._read("b" * 32, heads._text("a" * 32, head)) is None  # of another book
    assert len(heads._text("a" * 32, head)) < heads.LARGEST


def a_folder(file: Path) -> None:
    file.unlink()
    file.mkdir()


def a_dangling_link(file: Path) -> None:
    file.unlink()
    file.symlink_to("nowhere")


def a_circle(file: Path) -> None:
    file.unlink()
    file.symlink_to(file)


def no_folder(file: Path) -> None:
    shutil.rmtree(file.parent)
    file.parent.write_text("in the way")


@pytest.mark.of_a_file
@pytest.mark.parametrize("change", [a_folder, a_dangling_link, a_circle, no_folder])
def test_whatever_stands_in_its_place_the_work_goes_on(
    file: Path, folder: Path, tmp_path: Path, change: Callable[[Path], None]
) -> None:
    change(file)
    assert note(tmp_path / "iij.db", "one", folder).seq == 3
    assert all(line.startswith("warning: ") for line in look(tmp_path / "iij.db", folder).told())
    assert look(tmp_path / "iij.db", folder).lost is None


@pytest.mark.of_a_file
@pytest.mark.parametrize(
    "wrong", ["hash = zeroblob(32)", "prev = zeroblob(32)", "seq = 99", "body = replace(body, 'one', 'two')"]
)
def test_a_last_entry_that_follows_nothing_is_not_remembered(iij: OpenAt, folder: Path, wrong: str) -> None:
    """Whoever mails a copy with such a row would have every sound copy look like one that lost it."""
    path = iij("add").path
    look(path, folder)
    before = remembered(folder)
    assert note(path, "one", None).seq == 3
    with forging(path) as connection:
        connection.execute(f"UPDATE entry SET {wrong} WHERE seq = 3")
    look(path, folder)
    assert remembered(folder) == before


def _append(path: Path, body: dict[str, Any], actor: Actor | None) -> None:
    """A row that follows, with a hash that is right, past the program; signed by ``actor``, or by nobody."""
    with forging(path) as connection:
        log.append(connection.execute, body, actor.sign if actor else None)


def test_a_row_that_nobody_on_the_roster_signed_is_not_remembered(tmp_path: Path, folder: Path) -> None:
    """A stranger without a key mails a copy; what the others saw of the real book stays what they remember."""
    path = tmp_path / "signed.db"
    with kept(path) as book, book.reading() as run:
        last = list(entries_of(run))[-1].body
    look(path, folder)
    before = remembered(folder)
    mori = stated("mori", name="Mori", logins=["mori"], keys=[key("mori")], roles=["admin"])
    note = last | {"event": "note", "facts": {}, "op": "1" * 32, "reason": "hi"}
    by_mori = {"person": "mori", "role": "admin", "key": key("mori"), "waived": []}
    forgeries: dict[str, list[tuple[dict[str, Any], Actor | None]]] = {
        "unsigned": [(note, None)],
        "signed by a stranger": [(note, actor("mori"))],
        "by one who added themselves": [
            (last | {"facts": mori, "op": "2" * 32, "rev": last["rev"] + 1, "actor": "mori", "by": by_mori}, actor("mori")),
            (note | {"rev": last["rev"] + 2, "actor": "mori", "by": by_mori}, actor("mori")),
        ],
    }
    for name, rows in forgeries.items():
        copy = Path(shutil.copy(path, tmp_path / "copy.db"))
        for number, (body, who) in enumerate(rows, 1):
            _append(copy, body | {"rev": last["rev"] + number}, who)
        look(copy, folder)
        assert remembered(folder) == before, name
        copy.unlink()
    with Book(path) as book:
        record(book, "people", "people", "note", actor=actor("ito"), reason="hi")
    look(path, folder)
    assert remembered(folder)[0] == before[0] + 1


def test_a_user_without_a_home_remembers_nothing(iij: OpenAt) -> None:
    path = iij("add").path
    seen = Heads(None, lambda: NOW)
    with Book(path, seen) as book:
        assert record(book, "company", COMPANY, "note", reason="one").seq == 3
    assert seen.told() == []


@pytest.mark.parametrize("book_id", ["../../../evil", "", "A" * 32, "0" * 31, 7, None])
def test_a_forged_identifier_never_becomes_a_name_of_a_file(iij: OpenAt, folder: Path, book_id: object) -> None:
    def run(text: str, values: object) -> list[tuple[object, ...]]:
        return [(json.dumps({"book": book_id, "timezone": "UTC"}),)]

    seen = Heads(folder, lambda: NOW)
    seen.look(run)  # type: ignore[arg-type]
    assert seen.written(lambda text, values: run(text, values) if "body" in text else []) is not None  # type: ignore[arg-type]
    assert not folder.exists()


# ── Where ──


@pytest.mark.parametrize(
    "environ", [{}, {"XDG_STATE_HOME": "/elsewhere/state"}, {"XDG_STATE_HOME": ""}, {"XDG_STATE_HOME": "relative"}]
)
def test_it_is_kept_where_platformdirs_says(environ: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("KETSUGI_STATE")
    monkeypatch.delenv("XDG_STATE_HOME", raising=False)
    monkeypatch.setenv("HOME", "/home/someone")
    for name, value in environ.items():
        monkeypatch.setenv(name, value)
    assert user_folder(os.environ) == user_state_path("ketsugi", appauthor=False) / "heads"


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere platformdirs is asked")
def test_no_package_is_imported_to_know_where(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "platformdirs", None)
    assert user_folder({"HOME": "/home/someone"}) == Path("/home/someone/.local/state/ketsugi/heads")
    assert user_folder({"KETSUGI_STATE": "/kept"}) == Path("/kept/heads")
