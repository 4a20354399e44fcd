"""Backups of a book: made while others write, held against it, and put in its place when it is lost.

A file that is in use is never copied byte by byte; what a copy is worth is whether it verifies, and ends as the book did.
"""

from __future__ import annotations

from contextlib import nullcontext, suppress
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from states.errors import BookUnusable, LogBroken, WrongWords
from states.facts import Kind
from workflow import sql
from workflow.book import Book, Place
from workflow.copying import copy, sound
from workflow.engine import Undo, refusal, take
from workflow.evidence import Document
from workflow.file import File, schema_of
from workflow.heads import Head
from workflow.log import Entry, genesis
from workflow.plainly import reachable
from workflow.protection import FINGERPRINT, SCHEMA_VERSION, TRIGGERS, differing, fingerprint, rows
from workflow.queries import Answer, zone
from workflow.sql import Run
from workflow.step import Actor, Step


def file_at(named: str) -> Path:
    """The path of a backup, made or to be made.

    Raises:
        WrongWords: it is the address of a server.
    """
    if "://" in named:
        raise WrongWords("a backup is a file", remedy="name a file; to move the book to a server: ketsugi book copy")
    return Path(named)


def kept_at(named: str) -> Path:
    """The path of a backup that was made.

    Raises:
        WrongWords: as above.  BookUnusable: there is none.
    """
    path = file_at(named)
    with reachable(path):
        if not path.is_file():
            raise BookUnusable(f"no backup at {path}", remedy="name the file that ketsugi book backup made")
    return path


def backup(book: Book, to: Path) -> Answer:
    """Make a new file with the book as it stands, from a file or from a server, and verify it.

    Raises:
        Conflict: there is a file of that name.  LogBroken: the copy does not verify, or does not end as the book did.
    """
    with book.reading(snapshot=not isinstance(book.place, File)) as run:
        if not isinstance(book.place, File):
            return copy(run, File(to))
        seen = list(run(sql.HEAD, {}))
        with book.place.copied(to) as made:
            answer = sound(made, str(to))
            for seq, digest in seen:
                if list(made(sql.HASH, {"seq": seq})) != [(digest,)]:
                    raise LogBroken(f"{to} does not have entry {seq} as the book has it", remedy="make another")
    return answer


def check(kept: Path, book: Book) -> Answer:
    """Whether a backup is whole, and a beginning of the book: how many entries the book has beyond it.

    Raises:
        LogBroken: it does not verify, is of another book, or parts from it.
    """
    with File(kept).reading(snapshot=True) as run:
        answer, origin = sound(run, str(kept)), genesis(run)["book"]
    with book.reading(snapshot=False) as run:
        if genesis(run)["book"] != origin:
            raise LogBroken(f"{kept} is of another book than {book.place}", remedy="name its own with --book")
        entries, head = answer["entries"], answer["head"]
        found = next((digest.hex() for (digest,) in run(sql.HASH, {"seq": entries})), None)
        if found != head:
            here = f"another entry {entries} ({found[:8]})" if found else f"no entry {entries}"
            what = f"{kept} ends with entry {entries} ({head[:8]}), and {book.place} has {here}"
            raise LogBroken(what, remedy="one of them was changed or restored: hold each against a checkpoint")
        ((last, _),) = run(sql.HEAD, {})
    return answer | {"newer": last - entries}


def restore(
    kept: Path,
    to: Place,
    *,
    actor: Actor,
    now: datetime,
    reason: str | None,
    evidence: tuple[Document, ...] = (),
    lost: Head | None = None,
    trial: bool = False,
) -> tuple[Answer, Entry]:
    """Make the book anew from a backup, and record that as its next entry; ``lost`` is what was seen of it beyond.

    On ``trial`` the caller throws it away, and its entry needs no signature.

    Raises:
        Conflict: there is a book already.  LogBroken: the backup does not verify.  Refused: the roster does not allow it.
    """
    entries: list[Entry] = []

    def recorded(into: Run) -> None:
        ((seq, digest),) = into(sql.HEAD, {})
        facts = {"restored": {"entries": seq, "head": digest.hex()}}
        if lost is not None and lost.seq > seq:
            facts["lost"] = {"entries": lost.seq, "head": lost.hash}
        step = Step(
            kind=Kind.BOOK,
            ref=str(Kind.BOOK),
            event="restore",
            on=now.astimezone(zone(into)).date(),
            facts=facts,
            reason=reason,
            evidence=evidence,
        )
        entry, decision = take(into, step, actor=actor, now=now, trial=trial)
        if decision.dest is None:
            raise refusal(decision)
        entries.append(entry)

    with File(kept).reading(snapshot=True) as run:
        answer = copy(run, to, recorded, of=File(kept))
    return answer, entries[0]


class Upgraded(NamedTuple):
    """A book that was brought to the schema of this version: what it holds, where it is kept as it was, and the guards
    that were gone or changed where it had that version already.  On a server it is not kept, and nothing of it is read.
    """

    holds: Answer | None
    kept: Path | None
    put_back: list[str]

    def answer(self) -> Answer:
        """In plain values."""
        return {**(self.holds or {}), "kept": self.kept and str(self.kept), "put_back": self.put_back}


def upgraded(at: Place, *, dry_run: bool = False) -> Upgraded | None:
    """Bring a book to the schema of this version, and put back what guards it; of a file all is verified, and it is kept.

    ``None`` where there is nothing to do; with ``dry_run`` all is tried, and then undone.

    Raises:
        Conflict: there is a file of that name.  BookUnusable: there is no book, or its schema is none that can be mended.
        LogBroken: the book does not verify.
    """
    if isinstance(at, File):
        return _upgraded(at, dry_run)
    from workflow.server import Server

    assert isinstance(at, Server)
    put_back = at.upgrade(dry_run=dry_run)
    return None if put_back is None else Upgraded(None, None, put_back)


def _upgraded(file: File, dry_run: bool) -> Upgraded | None:
    from workflow.schema import upgrade

    version = schema_of(file.path)
    kept = file.path.with_name(f"{file.path.stem}-schema-{version}{file.path.suffix}")
    done = None
    try:
        with suppress(Undo), file.changing() as (connection, run):
            before = rows(run)
            if version == SCHEMA_VERSION and fingerprint(run) == FINGERPRINT:
                return None
            File(kept).require_nothing(f"{file} is kept there as it was: move away what is there")
            with nullcontext(run) if dry_run else file.copied(kept) as made:
                if any(list(made(text, {})) != list(run(text, {})) for text in (sql.HEAD, sql.INTEGRITY)):
                    raise BookUnusable(f"{kept} is not what {file} is", remedy="look at the disk; nothing was changed")
                upgrade(connection)
                if fingerprint(run) != FINGERPRINT:
                    raise BookUnusable(
                        f"{file}: in its schema is something that this program did not make, or something of it is gone",
                        remedy="compare it with a new book's, or copy the book: ketsugi book copy",
                    )
                holds = sound(run, str(file))
            put_back = [name for name in differing(before, rows(run), TRIGGERS) if version == SCHEMA_VERSION]
            done = Upgraded(holds, kept, put_back)
            if dry_run:
                raise Undo
    except BaseException:
        if done and not dry_run:  # nothing was changed, so nothing is kept that would be in the way of the next try
            kept.unlink(missing_ok=True)
        raise
    return done
