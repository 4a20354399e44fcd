"""A file that somebody names, read whole: nothing that could block, never end, or change meanwhile."""

from __future__ import annotations

import os
import stat
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from states.errors import WrongWords

_FLAGS: Final = ("O_RDONLY", "O_NONBLOCK", "O_NOCTTY", "O_BINARY")  # as far as the system has them


@dataclass(frozen=True, slots=True)
class File:
    """A file as it was read, with its mode."""

    path: Path
    content: bytes = field(repr=False)
    mode: int


def file_at(path: Path, largest: int, *, what: str, wanted: str, links: bool = True) -> File:
    """A file of at most ``largest`` bytes; ``what`` it is begins each message, ``wanted`` is what to name instead.

    Raises:
        WrongWords: it is something else, a link unless those are followed, larger, cannot be read, or was written to.
    """
    flags = sum(getattr(os, flag, 0) for flag in (*_FLAGS, *(() if links else ("O_NOFOLLOW",))))
    try:
        if not links and path.is_symlink():
            raise WrongWords(f"{what}: a symbolic link", remedy="name the file itself")
        with open(path, "rb", opener=lambda name, _: os.open(name, flags)) as file:
            about = os.fstat(file.fileno())  # of what was opened: a link is judged by what it points at
            if not stat.S_ISREG(about.st_mode):
                raise IsADirectoryError
            if about.st_size > largest:
                said = f"{what}: {about.st_size:,} bytes, at most {largest:,} are taken"
                raise WrongWords(said, remedy=f"name {wanted}")
            content = file.read(about.st_size + 1)
            after = os.fstat(file.fileno())
    except IsADirectoryError:
        raise WrongWords(f"{what}: not a file", remedy=f"name {wanted}") from None
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else "no such name"
        raise WrongWords(f"{what}: {reason}", remedy="name a file that can be read") from None
    if (about.st_size, about.st_mtime_ns) != (after.st_size, after.st_mtime_ns) or len(content) != about.st_size:
        raise WrongWords(f"{what}: it changed while it was read", remedy="wait until it is written, and try again")
    return File(path, content, about.st_mode)
