"""A file under its name only once it is whole and on disk, and never in another's place."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def whole(path: Path) -> Iterator[Path]:
    """A new, empty file beside ``path``, which gets that name at the end; where something fails before, nothing is left.

    Raises:
        FileExistsError: there is a file of that name.  OSError: it cannot be written there.
    """
    if path.exists() or path.is_symlink():
        raise FileExistsError
    draft = path.with_name(f".{path.name[:16]}.{os.urandom(8).hex()}.new")
    os.close(os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o644))  # nobody's leftover is taken for it
    try:
        yield draft
        with draft.open("rb+") as file:
            os.fsync(file.fileno())
        _put(draft, path)
    finally:
        draft.unlink(missing_ok=True)


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
