"""Rights and accidents: an auditor who may only read, a folder that is closed, a writer that was killed."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from workflow.book import Book

OpenAt = Callable[[str], Book]
VISITOR = Path(__file__).with_name("visitor.py")
ROOT = Path(__file__).parents[2]

pytestmark = [pytest.mark.of_a_file, pytest.mark.skipif(sys.platform == "win32", reason="rights of POSIX files")]


@pytest.fixture
def office(iij: OpenAt, tmp_path: Path) -> Iterator[Path]:
    """A folder with the book of the whole story in it."""
    folder = tmp_path / "office"
    folder.mkdir()
    shutil.copy(iij("settle").path, folder / "book.db")
    yield folder
    folder.chmod(0o755)


# Root passes over the rights of files; without these two capabilities it is bound by them like anyone else.
AS_ANYONE = """
import ctypes, os, sys
for capability in (1, 2):  # CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH
    if os.getuid() == 0 and ctypes.CDLL(None, use_errno=True).prctl(24, capability, 0, 0, 0):  # PR_CAPBSET_DROP
        sys.exit("cannot give up root's rights")
os.execv(sys.executable, [sys.executable, *sys.argv[1:]])
"""


def visit(errand: str, path: Path) -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, "-c", AS_ANYONE, str(VISITOR), errand, str(path)],
        cwd=ROOT, env=os.environ | {"PYTHONPATH": str(ROOT)}, capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip
    if "cannot give up root's rights" in done.stderr:
        pytest.skip("root without CAP_SETPCAP: the rights of files do not bind it")
    assert done.returncode == 0, done.stderr
    outcome: dict[str, Any] = json.loads(done.stdout)
    return outcome


def closed_to_writing(office: Path) -> None:
    (office / "book.db").chmod(0o444)
    office.chmod(0o555)


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_an_auditor_without_a_right_to_write_can_verify_the_book(office: Path) -> None:
    closed_to_writing(office)
    before = contents(office)
    assert visit("read", office / "book.db") == {"entries": 10, "ok": True}
    assert contents(office) == before


def test_a_book_that_may_not_be_written_says_so(office: Path) -> None:
    closed_to_writing(office)
    no = visit("write", office / "book.db")
    assert (no["error"], "cannot be written" in no["message"]) == ("BookUnusable", True)
    assert "permission" in no["remedy"]


def test_a_book_in_a_folder_that_may_not_be_written_says_so(office: Path) -> None:
    """The file may be written, but SQLite has no place for its journal."""
    (office / "book.db").chmod(0o644)
    office.chmod(0o555)
    before = contents(office)
    no = visit("write", office / "book.db")
    assert no["error"] == "BookUnusable"
    assert "permission" in no["remedy"]
    assert contents(office) == before


def test_a_book_that_may_not_be_read_says_so(office: Path) -> None:
    (office / "book.db").chmod(0o000)
    no = visit("read", office / "book.db")
    assert (no["error"], "permission" in no["remedy"]) == ("BookUnusable", True)


@pytest.mark.parametrize("errand", ["read", "write", "create"])
def test_a_book_in_a_folder_that_may_not_be_entered_says_so(office: Path, errand: str) -> None:
    office.chmod(0o600)
    no = visit(errand, office / "book.db")
    assert (no["error"], "permission" in no["remedy"]) == ("BookUnusable", True)


def test_no_book_is_made_in_a_folder_that_may_not_be_written(office: Path) -> None:
    office.chmod(0o555)
    no = visit("create", office / "new.db")
    assert (no["error"], "permission" in no["remedy"]) == ("BookUnusable", True)
    assert sorted(contents(office)) == ["book.db"]


# ── A writer was killed in the middle of a write that had reached the file ──

KILLED = """
import os, signal, sqlite3, sys
connection = sqlite3.connect(sys.argv[1], isolation_level=None)
connection.execute("PRAGMA cache_size = 1")  # pages go to the file before the commit
connection.execute("BEGIN IMMEDIATE")
connection.execute("UPDATE subject SET label = 'half done'")
connection.execute("CREATE TABLE ballast (x)")
for _ in range(50):
    connection.execute("INSERT INTO ballast VALUES (zeroblob(4000))")
os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.fixture
def half_written(office: Path) -> Path:
    path = office / "book.db"
    whole = path.read_bytes()
    done = subprocess.run([sys.executable, "-c", KILLED, str(path)], check=False, timeout=60)
    assert done.returncode == -9
    assert (office / "book.db-journal").stat().st_size > 0
    assert path.read_bytes() != whole
    return path


def test_a_reader_who_may_write_undoes_what_a_killed_writer_left(half_written: Path, iij: OpenAt) -> None:
    with Book(half_written) as book, book.reading() as run:
        labels = {label for (label,) in run("SELECT label FROM subject", {})}
        entries = len(list(run("SELECT seq FROM entry", {})))
    assert ("half done" in labels, entries) == (False, 10)
    assert half_written.read_bytes() == iij("settle").path.read_bytes()
    assert os.listdir(half_written.parent) == ["book.db"]


def test_a_writer_undoes_it_too(half_written: Path) -> None:
    from tests.conftest import record

    with Book(half_written) as book:
        assert record(book, "company", "IIJ", "note", reason="after the accident").seq == 11


def test_an_auditor_who_may_not_write_is_told_what_happened_and_what_to_do(half_written: Path) -> None:
    closed_to_writing(half_written.parent)
    before = contents(half_written.parent)
    no = visit("read", half_written)
    assert (no["error"], "a write was interrupted" in no["message"]) == ("BookUnusable", True)
    assert "ketsugi list" in no["remedy"]
    assert contents(half_written.parent) == before
