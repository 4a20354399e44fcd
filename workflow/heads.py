"""What this computer remembers of a book: the last entry that it saw there.

A log that was cut short, or an older copy put back in its place, is a sound log.  So every computer that looks at a book
keeps the number and the hash of its newest entry, outside of the book, and asks the next time whether it is still there.
"""

from __future__ import annotations

import hashlib
import json
import os
import sqlite3
import sys
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple
from zoneinfo import ZoneInfo

from states.errors import BookUnusable, KetsugiError, LogBroken
from workflow import sql
from workflow.newest import is_credible
from workflow.sql import Run

if TYPE_CHECKING:
    from workflow.audit import Problem

VARIABLE = "KETSUGI_STATE"
LARGEST = 1_000  # bytes of what is remembered of one book
_UNREADABLE = (sqlite3.Error, UnicodeDecodeError, sql.ServerSaid)  # whoever reads on meets it again, and says it
_HEX = frozenset("0123456789abcdef")
_REMEDY = (
    "ask who changed or replaced the book, and compare it with a checkpoint; hold a backup against its book with book "
    "check; where the book was restored for a reason that you know: ketsugi checkpoint forget"
)


class Head(NamedTuple):
    """The last entry of a book as this computer saw it, and when."""

    seq: int
    hash: str
    seen_at: str

    @property
    def short(self) -> str:
        """As much of the hash as a person compares."""
        return self.hash[:8]

    def day(self, zone: object) -> str:
        """The calendar day on which it was seen, where the book is kept."""
        try:
            shown_in = ZoneInfo(str(zone))
        except (ValueError, OSError, KeyError):  # of a book that was tampered with
            shown_in = ZoneInfo("UTC")
        return str(datetime.fromisoformat(self.seen_at).astimezone(shown_in).date())


class Lost(NamedTuple):
    """An entry that this computer saw, and the book does not have any more."""

    seq: int
    problem: str  # as it is said of that entry
    message: str

    def error(self) -> LogBroken:
        """As it is raised."""
        return LogBroken(self.message, remedy=_REMEDY)


def user_folder(environ: Mapping[str, str]) -> Path | None:
    """The folder in which this user's computer remembers: of KETSUGI_STATE, or the usual one; ``None`` without a home."""
    if named := environ.get(VARIABLE):
        return Path(named, "heads")
    home = environ.get("XDG_STATE_HOME") or ""
    if sys.platform == "linux" and not home.startswith("/") and environ.get("HOME", "").startswith("/"):
        home = f"{environ['HOME']}/.local/state"
    if sys.platform == "linux" and home.startswith("/"):
        return Path(home, "ketsugi", "heads")  # what platformdirs says; importing it would cost a twentieth of a start
    from platformdirs import user_state_path

    try:
        return user_state_path("ketsugi", appauthor=False) / "heads"
    except (OSError, RuntimeError):
        return None


class Heads:
    """The last entries seen, a file for each book in ``folder``; ``lost`` and ``remarks`` are what is to be told.

    What cannot be read or written is told, and counts as unknown: no work stops for it.
    """

    def __init__(self, folder: Path | None, clock: Callable[[], datetime]) -> None:
        self.folder, self._clock = folder, clock
        self.lost: Lost | None = None
        self.remarks: dict[str, None] = {}

    def look(self, run: Run, *, keep: bool = True) -> None:
        """Compare the book with what is remembered of it, and ``keep`` what is newer."""
        book, zone = _book(run)
        if book is None:
            return
        known = self.known(book)  # before the book is asked: another process may remember more meanwhile
        try:
            last = _last(run)
            found = next(iter(run(sql.HASH, {"seq": known.seq})), (None,))[0] if known else None
        except _UNREADABLE:
            return
        if known and found != bytes.fromhex(known.hash):
            self.lost = _lost(known, found, last, zone, _restored(run, known))
        elif keep and last and (not known or last[0] > known.seq) and is_credible(run, book, last[0], known and known.seq):
            self._keep(book, *last)

    def require(self) -> None:
        """Nothing that was seen is lost: what is said is told only once.

        Raises:
            LogBroken: the book does not have an entry that this computer saw.
        """
        lost, self.lost = self.lost, None
        if lost:
            raise lost.error()

    def problem(self) -> list[Problem]:
        """What is lost, as a whole check of the book lists it: what is said is told only once."""
        from workflow.audit import Problem  # here and not for every command

        lost, self.lost = self.lost, None
        return [Problem(lost.seq, lost.problem)] if lost else []

    def told(self) -> list[str]:
        """Each remark in a line."""
        lines = [*self.remarks, *([f"{self.lost.message} · {_REMEDY}"] if self.lost else [])]
        return [f"warning: {line}" for line in lines]

    def written(self, run: Run) -> Callable[[], None]:
        """What remembers the last entry of a transaction, to be called when it is committed."""
        book, _ = _book(run)
        last = _last(run)

        def remember() -> None:
            if book and last and ((known := self.known(book)) is None or last[0] > known.seq):
                self._keep(book, *last)

        return remember

    def seen(self, run: Run) -> Head | None:
        """What is remembered of a book."""
        book, _ = _book(run)
        return None if book is None else self.known(book)

    def forget(self, run: Run) -> Head | None:
        """Drop what is remembered of a book, and give it back.

        Raises:
            BookUnusable: what is remembered cannot be dropped.
        """
        book, _ = _book(run)
        if book is None or self.folder is None:
            return None
        known, file = self.known(book), self.folder / f"{book}.json"
        try:
            file.unlink(missing_ok=True)  # one that cannot be read is dropped as well
        except NotADirectoryError:
            return None
        except OSError as error:
            raise BookUnusable(f"{file}: {error.strerror}", remedy="ask for write permission on its folder") from None
        return known

    def known(self, book: str) -> Head | None:
        """What is remembered of a book, by its identifier; what is not as it was written is told, and unknown."""
        if self.folder is None:
            return None
        file = self.folder / f"{book}.json"
        try:
            with open(file, "rb") as opened:
                content = opened.read(LARGEST)
        except (FileNotFoundError, NotADirectoryError):
            return None
        except (OSError, ValueError) as error:
            if os.access(self.folder, os.X_OK):  # else this user has no such folder at all
                self.remarks[f"{file} cannot be read ({error}): this computer does not know what it saw of the book"] = None
            return None
        head = _read(book, content)
        if head is None:
            said = "is not as this program wrote it: what this computer saw of the book is not known, and noted anew"
            self.remarks[f"{file} {said}"] = None
        return head

    def _keep(self, book: str, seq: int, digest: bytes) -> None:
        if self.folder is None:
            return
        draft = self.folder / f".{book}.{os.getpid()}.new"
        try:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            draft.write_bytes(_text(book, Head(seq, digest.hex(), f"{self._clock().astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}")))
            os.replace(draft, self.folder / f"{book}.json")
        except (OSError, ValueError) as error:
            self.remarks[f"{self.folder} cannot be written ({error}): this computer does not remember what it saw"] = None
            with suppress(OSError, ValueError):
                draft.unlink(missing_ok=True)


def _book(run: Run) -> tuple[str | None, object]:
    """The identifier and the zone of a book; ``None`` where its first entry does not say it."""
    try:
        body = json.loads(next(iter(run(sql.BODY, {"seq": 1})))[0])
        if len(body["book"]) == 32 and _HEX.issuperset(body["book"]):
            return body["book"], body.get("timezone")
    except (*_UNREADABLE, StopIteration, ValueError, TypeError, KeyError, AttributeError, RecursionError):
        pass  # ketsugi verify says what is wrong with it
    return None, None


def _last(run: Run) -> tuple[int, bytes] | None:
    row = next(iter(run(sql.HEAD, {})), None)
    return (row[0], row[1]) if row and type(row[0]) is int and type(row[1]) is bytes and len(row[1]) == 32 else None


def _restored(run: Run, known: Head) -> str:
    """What the book says of it: that it was restored as it stood before the entry that was seen."""
    from workflow.restores import restores  # here and not for every command

    with suppress(*_UNREADABLE, KetsugiError, ValueError, TypeError, KeyError, AttributeError, RecursionError):
        for each in restores(run, before=known.seq + 1)[-1:]:
            by = f"entry {each['entry']}, by {each['actor']}: {each['reason']}"
            return f"; it was restored as of entry {each['as_of']} ({by})"
    return ""


def _lost(known: Head, found: object, last: tuple[int, bytes] | None, zone: object, restored: str) -> Lost:
    day = known.day(zone)
    if found is None:
        ends = f"ends with entry {last[0]} ({last[1].hex()[:8]})" if last else "has no entries"
        problem, now = f"is missing: this computer saw it on {day} ({known.short}){restored}", f"the book {ends}"
    else:
        other = found.hex()[:8] if isinstance(found, bytes) else "not a hash"
        problem = f"is another than this computer saw on {day}: {other}, not {known.short}{restored}"
        now = f"the book has another entry {known.seq} ({other})"
    return Lost(
        known.seq, problem, f"on {day} this computer saw entry {known.seq} ({known.short}) of this book; now {now}{restored}"
    )


def _text(book: str, head: Head) -> bytes:
    """The one spelling of what is remembered, with a digest by which a damaged file is known."""
    said = {"hash": head.hash, "seen_at": head.seen_at, "seq": head.seq}
    check = hashlib.sha256(f"{book}\n{json.dumps(said)}".encode()).hexdigest()
    return (json.dumps({"check": check, **said}) + "\n").encode()


def _read(book: str, content: bytes) -> Head | None:
    try:
        said = json.loads(content)
        head = Head(said["seq"], said["hash"], said["seen_at"])
        datetime.fromisoformat(head.seen_at)
        sound = type(head.seq) is int and len(head.hash) == 64 and _HEX.issuperset(head.hash)
        return head if sound and _text(book, head) == content else None
    except (ValueError, TypeError, KeyError, RecursionError):
        return None
