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


def needs(what: str, package: str, extra: str) -> WrongWords:
    """What cannot be done without a package that only an extra of the program brings."""
    return WrongWords(f"{what} needs the package {package}", remedy=f"install it {with_extra(extra)}")


def with_extra(extra: str) -> str:
    """Where and how the program is installed with an extra."""
    return f"in the folder of the program: uv tool install '.[{extra}]'"


class Refused(KetsugiError):
    """A guard says no.

    ``findings`` are the objections; ``seq`` the entry the refusal was recorded as, ``None`` when nothing was written;
    ``earliest`` the first day on which the step would be possible, ``None`` when it takes more than waiting; ``where``
    the place in a case file; ``among`` the number of steps of which none was applied; ``others`` the refusals of those.
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
        self.among = 1
        self.others: tuple[Refused, ...] = ()


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


FEW = 8
"""Names that are read in one glance; of more, the nearest are named and where to find them all."""


def known_here(word: str, known: Iterable[str], ask: str = "") -> str:
    """The remedy for a word that is unknown: the one it is likely to be, or else what is known; ``ask`` lists it all."""
    from difflib import get_close_matches  # only here: nobody who spells well waits for it

    names = list(known)
    all_of_them = f"; what there is: {ask}" if ask else ""
    if near := get_close_matches(word, names):
        certain = get_close_matches(word, near[:1], cutoff=0.85)
        return f"did you mean {near[0]}?{'' if certain else all_of_them}"
    if not ask or len(names) <= FEW:
        return f"known here: {', '.join(names)}"
    near = [name for name in names if word in name or name in word] or get_close_matches(word, names, cutoff=0.5)
    return f"near it: {', '.join(near[:3])}{all_of_them}" if near else all_of_them.removeprefix("; ")
