"""Books of an earlier schema, or without what guards them: brought to this version, and kept as they were."""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from states.errors import BookUnusable, Conflict, LogBroken
from tests.conftest import DIVIDEND, record
from workflow import backup, file
from workflow.book import Book
from workflow.file import File
from workflow.protection import FINGERPRINT, SCHEMA_VERSION, fingerprint
from workflow.verify import verify

OpenAt = Callable[[str], Book]
OLDER = sorted(Path(__file__).with_name("books").glob("schema-*.db"))


def test_there_is_a_book_of_every_earlier_schema() -> None:
    assert [each.name for each in OLDER] == [f"schema-{version}.db" for version in range(1, SCHEMA_VERSION)]


@pytest.fixture(params=OLDER, ids=lambda path: path.stem)
def older(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    return Path(shutil.copy(request.param, tmp_path / "old.db"))


def test_a_book_of_an_earlier_schema_is_upgraded_verifies_and_goes_on(older: Path) -> None:
    before, version = older.read_bytes(), file.schema_of(older)
    kept = backup.upgraded(File(older)).kept
    assert kept is not None
    assert kept == older.with_name(f"old-schema-{version}.db")
    assert (file.schema_of(kept), file.schema_of(older)) == (version, SCHEMA_VERSION)
    assert _bodies(kept) == _bodies(older)
    with Book(older) as book:
        seq = record(book, "dividend", DIVIDEND, "note", reason="it goes on").seq
        with book.reading() as run:
            assert fingerprint(run) == FINGERPRINT
            assert verify(run).entries == seq == len(_bodies(kept)) + 1
            assert verify(run).ok
    assert before != older.read_bytes()
    assert not backup.upgraded(File(older)).changed


def _bodies(path: Path) -> list[Any]:
    connection = sqlite3.connect(path)
    found = connection.execute("SELECT seq, prev, body, hash, sig FROM entry ORDER BY seq").fetchall()
    connection.close()
    return found


def test_reading_and_writing_never_upgrade(older: Path) -> None:
    before = older.read_bytes()
    with Book(older) as book:
        with pytest.raises(BookUnusable) as no, book.reading():
            pass
        assert "ketsugi book upgrade" in no.value.remedy
        with pytest.raises(BookUnusable, match="has schema version"), book.writing():
            pass
    assert (older.read_bytes(), [each.name for each in older.parent.iterdir() if "old" in each.name]) == (before, ["old.db"])


def test_an_upgrade_replaces_no_file_and_where_it_fails_the_book_is_as_it_was(
    older: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, version = older.read_bytes(), file.schema_of(older)
    (older.parent / f"old-schema-{version}.db").write_text("mine")
    with pytest.raises(Conflict, match="exists already"):
        backup.upgraded(File(older))
    (older.parent / f"old-schema-{version}.db").unlink()

    def broken(*_: object) -> None:
        raise LogBroken("the log does not hold", remedy="look")

    monkeypatch.setattr(backup, "sound", broken)
    with pytest.raises(LogBroken):
        backup.upgraded(File(older))
    assert older.read_bytes() == before
    assert not older.with_name(f"old-schema-{version}.db").exists()


def test_an_upgrade_that_a_reader_keeps_from_its_end_leaves_no_copy_in_the_way_of_the_next_try(
    older: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, version = _bodies(older), file.schema_of(older)
    monkeypatch.setattr(file, "BUSY_SECONDS", 0.1)
    with closing(sqlite3.connect(older, isolation_level=None)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM entry").fetchall()
        with pytest.raises(Conflict):
            backup.upgraded(File(older))
        assert not older.with_name(f"old-schema-{version}.db").exists()
    assert (file.schema_of(older), _bodies(older)) == (version, before)
    assert backup.upgraded(File(older)).kept == older.with_name(f"old-schema-{version}.db")


def test_a_book_that_holds_something_else_is_not_upgraded(older: Path) -> None:
    connection = sqlite3.connect(older)
    connection.execute("CREATE TABLE mine (x)")
    connection.commit()
    connection.close()
    before = older.read_bytes()
    with pytest.raises(BookUnusable, match="did not make"):
        backup.upgraded(File(older))
    assert older.read_bytes() == before


@pytest.mark.of_a_file
def test_a_trigger_that_was_taken_away_is_put_back(iij: OpenAt) -> None:
    path = iij("settle").path
    connection = sqlite3.connect(path)
    connection.execute("DROP TRIGGER entry_is_not_edited")
    connection.commit()
    connection.close()
    assert isinstance(path, Path)
    assert backup.upgraded(File(path), dry_run=True).put_back == ["entry_is_not_edited"]
    done = backup.upgraded(File(path))
    assert (done.changed, done.put_back) == (True, ["entry_is_not_edited"])
    with Book(path) as book, book.reading() as run:
        assert verify(run).ok


def test_a_process_that_is_killed_while_it_upgrades_leaves_the_book_as_it_was(older: Path) -> None:
    before = _bodies(older)
    code = """
import os, signal, sys
from pathlib import Path
from workflow import backup
from workflow.engine import take
from workflow.file import File
real = backup.sound
def killed(*words):
    real(*words)
    os.kill(os.getpid(), signal.SIGKILL)
backup.sound = killed
backup.upgraded(File(Path(sys.argv[1])))
"""
    done = subprocess.run([sys.executable, "-c", code, str(older)], capture_output=True, check=False)
    assert done.returncode == -9
    assert _bodies(older) == before
    assert file.schema_of(older) == 1
