"""Documents that a step rests on: read from files once, and written back into files of a harmless name.

A document is named by the SHA-256 digest of its bytes, as ``sha256sum`` prints it.  The name of its file is shown, and is
never a path.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from states.codec import read_text
from states.errors import Conflict, WrongWords
from workflow.given import file_at
from workflow.placing import write

LARGEST: Final = 25 * 2**20  # bytes


@dataclass(frozen=True, slots=True)
class Document:
    """A document of evidence as an entry names it; ``data`` are its bytes, where they are at hand."""

    sha256: str
    size: int
    name: str
    data: bytes | None = field(default=None, repr=False, compare=False)

    def named(self) -> dict[str, Any]:
        """What an entry says of it."""
        return {"sha256": self.sha256, "size": self.size, "name": self.name}


def document(name: str, data: bytes) -> Document:
    """The document that these bytes are."""
    return Document(hashlib.sha256(data).hexdigest(), len(data), name, data)


def seen(path: Path) -> Document:
    """A document with its bytes, read once: the digest is that of the very bytes that will be kept.

    Raises:
        WrongWords: not a regular file, empty, too large, not readable, or written to while it was read.
    """
    read_text(path.name, "evidence")
    file = file_at(path, LARGEST, what=f"evidence {path}", wanted="a document", links=False)
    if not file.content:
        raise WrongWords(f"evidence {path}: 0 bytes", remedy=f"1 to {LARGEST:,} bytes are taken")
    return document(path.name, file.content)


_AS_IT_IS: Final = frozenset("pdf png jpg jpeg tif tiff txt csv tsv xlsx xls docx doc pptx msg eml zip json".split())
_AS_TEXT: Final = ("html", "xml")  # a browser would run what they hold


def file_name(sha256: str, name: str) -> str:
    """The name of the file a document is written into: its digest, and an ending that is known, else ``bin``."""
    _, dot, ending = name.rpartition(".")
    ending = ending.lower() if dot else ""
    if ending in _AS_TEXT:
        return f"{sha256}.{ending}.txt"
    return f"{sha256}.{ending if ending in _AS_IT_IS else 'bin'}"


@contextmanager
def write_new(folder: Path, files: dict[str, bytes]) -> Iterator[None]:
    """Write files into a folder, each whole, and none over another.

    Where one cannot be written, or what is done in the block fails, none is left, nor a folder that was made for them.

    Raises:
        Conflict: there is a file of that name.  OSError, ValueError: the folder cannot be written.
    """
    made = not folder.exists()
    folder.mkdir(exist_ok=True)
    done: list[Path] = []
    try:
        for name, data in files.items():
            _write(folder / name, data)
            done.append(folder / name)
        yield
    except BaseException:
        for path in done:
            path.unlink(missing_ok=True)
        if made:
            with suppress(OSError):  # somebody else has put a file there meanwhile
                folder.rmdir()
        raise


def _write(path: Path, data: bytes) -> None:
    try:
        write(path, [data])
    except FileExistsError:
        raise Conflict(f"{path} exists already", remedy="give another folder; nothing was written") from None
