"""Everything the program can say no with.

KetsugiError
├── WrongWords     2   the input does not mean anything here
├── Refused        3   order, law or policy says no; the refusal is itself an entry
├── NotFound       4   no such company, meeting, dividend or entry
├── Conflict       5   someone else was there first; repeating is safe
├── LogBroken      6   the log does not verify
└── BookUnusable   7   the book is missing, locked away, damaged, or not one of ours

Each carries what happened, with figures, and a remedy that starts with a verb.  The number is the exit code.
Anything else that is raised is a bug and keeps its traceback (exit code 1).
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING, ClassVar

if TYPE_CHECKING:
    from states.finding import Finding


class KetsugiError(Exception):
    """The program says no, in one line, with a remedy."""

    exit_code: ClassVar[int] = 1

    def __init__(self, message: str, *, remedy: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.remedy = remedy


class WrongWords(KetsugiError):
    """The input does not mean anything here: a malformed day or amount, an unknown key, a wrong type."""

    exit_code = 2


class Refused(KetsugiError):
    """A guard says no.

    ``findings`` are the objections; ``seq`` the entry the refusal was recorded as, ``None`` when nothing was written;
    ``earliest`` the first day on which the step would be possible, ``None`` when it takes more than waiting; ``where``
    the place in a case file.
    """

    exit_code = 3

    def __init__(
        self, ref: str, event: str, on: date | None, *, findings: tuple[Finding, ...], seq: int | None = None
    ) -> None:
        super().__init__(f"{event} {ref}{f' on {on}' if on else ''}")
        self.ref = ref
        self.event = event
        self.findings = findings
        self.seq = seq
        self.earliest: date | None = None
        self.where = ""


class NotFound(KetsugiError):
    """There is no such company, meeting, dividend or entry in this book."""

    exit_code = 4


class Conflict(KetsugiError):
    """Someone else was there first: the reference is taken, or the book is held.  Repeating is safe."""

    exit_code = 5


class LogBroken(KetsugiError):
    """The log does not verify, or the state rows do not follow from it."""

    exit_code = 6


class BookUnusable(KetsugiError):
    """The book is missing, not writable, damaged, of another program or of a newer version."""

    exit_code = 7


ERRORS: tuple[type[KetsugiError], ...] = (WrongWords, Refused, NotFound, Conflict, LogBroken, BookUnusable)


def known_here(word: str, known: Iterable[str]) -> str:
    """The remedy for a word that is unknown: the one it is likely to be, or else all that are known."""
    from difflib import get_close_matches  # only here: nobody who spells well waits for it

    names = list(known)
    near = get_close_matches(word, names)
    return f"did you mean {near[0]}?" if near else f"known here: {', '.join(names)}"
