"""A file under its name only once it is whole and on disk, and never in another's place."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from states.errors import BookUnusable, Conflict


def own_book() -> Path:
    """The book of who names none: a file in the user's own data folder."""
    from platformdirs import user_data_path

    return user_data_path("ketsugi", appauthor=False) / "book.db"


@contextmanager
def whole(path: Path, mode: int = 0o644) -> Iterator[Path]:
    """A new, empty file beside ``path``, which gets that name at the end; where something fails before, nothing is left.

    ``mode`` is who may read and write it, as far as the user's own umask lets them.

    Raises:
        FileExistsError: there is a file of that name.  OSError: it cannot be written there.
    """
    if path.exists() or path.is_symlink():
        raise FileExistsError
    draft = path.with_name(f".{path.name[:16]}.{os.urandom(8).hex()}.new")
    os.close(os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, mode))  # nobody's leftover is taken for it
    try:
        yield draft
        with draft.open("rb+") as file:
            os.fsync(file.fileno())
        _put(draft, path)
    finally:
        draft.unlink(missing_ok=True)


def require_nothing(path: Path, remedy: str = "give another name") -> None:
    """There is nothing under that name yet, and a folder for it: none is made but the user's own data folder.

    Raises:
        Conflict: there is, with the ``remedy``.  BookUnusable: there is no folder.  OSError: nobody can tell.
    """
    if path.exists() or path.is_symlink():
        raise Conflict(f"{path} exists already", remedy=remedy)
    if not path.parent.is_dir() and path != own_book():
        raise BookUnusable(f"there is no folder {path.parent}", remedy="make it, or correct the path")


@contextmanager
def announced(path: Path, mode: int) -> Iterator[Path]:
    """The draft of a new book, which gets its name once it is whole, never over a file that someone else made meanwhile.

    Raises:
        Conflict, BookUnusable, OSError: as above.
    """
    require_nothing(path)
    path.parent.mkdir(parents=True, exist_ok=True)  # the user's own: any other is there
    try:
        with whole(path, mode) as draft:
            yield draft
    except FileExistsError:
        require_nothing(path)
        raise
    if sys.platform != "win32":
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)  # a book that was announced is still there after a power cut
        finally:
            os.close(folder)


def write(path: Path, pieces: Iterable[bytes]) -> None:
    """Write a new file, whole or not at all.

    Raises:
        FileExistsError: there is a file of that name.  OSError: it cannot be written there.
    """
    with whole(path) as draft, draft.open("wb") as file:
        file.writelines(pieces)


def _put(draft: Path, path: Path) -> None:
    try:
        os.link(draft, path)
    except FileExistsError:
        raise
    except OSError:  # a file system without links
        _copy(draft, path)


def _copy(draft: Path, path: Path) -> None:
    with draft.open("rb") as source, path.open("xb") as file:  # of two at once, one finds the other's
        try:
            shutil.copyfileobj(source, file)
            file.flush()
            os.fsync(file.fileno())
        except BaseException:
            path.unlink(missing_ok=True)
            raise
