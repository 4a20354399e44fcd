"""What the tests of the engine share."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.engine.roster import kept, play
from tests.engine.signers import signed_book
from workflow.book import Book


@pytest.fixture
def memory() -> Iterator[Path]:
    """A folder in memory where the system offers one: processes race and die there at a much quicker pace."""
    shared = Path("/dev/shm")
    folder = Path(tempfile.mkdtemp(dir=shared if os.access(shared, os.W_OK) else None))
    yield folder
    shutil.rmtree(folder)


@pytest.fixture(scope="session")
def shelf_of_rosters(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """A signed and an unsigned book with a roster, before anything else; and the signed one once the meeting is convened."""
    folder = tmp_path_factory.mktemp("rosters")
    with kept(folder / "signed.db") as book:
        shutil.copy(book.path, folder / "convened.db")
    kept(folder / "unsigned.db", signed=False).close()
    with Book(folder / "convened.db") as book:
        play(book, "convene")
    return {name: folder / f"{name}.db" for name in ("signed", "unsigned", "convened")}


@pytest.fixture
def book_of(shelf_of_rosters: dict[str, Path], tmp_path: Path) -> Callable[[str], Book]:
    return lambda name: Book(Path(shutil.copy(shelf_of_rosters[name], tmp_path / "book.db")))


@pytest.fixture(scope="session")
def stages(tmp_path_factory: pytest.TempPathFactory) -> dict[int, Path]:
    """A signed book after each of its nine entries."""
    return signed_book(tmp_path_factory.mktemp("signed"))


@pytest.fixture
def path(stages: dict[int, Path], tmp_path: Path) -> Path:
    """The signed book, to be changed."""
    return Path(shutil.copy(stages[max(stages)], tmp_path / "signed.db"))
