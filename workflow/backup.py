"""Backups of a book: made while others write, held against it, and put in its place when it is lost.

A file that is in use is never copied byte by byte; what a copy is worth is whether it verifies, and ends as the book did.
"""

from __future__ import annotations

from contextlib import nullcontext, suppress
from datetime import datetime
from pathlib import Path
from typing import Any

from states.errors import BookUnusable, LogBroken, WrongWords
from states.facts import Kind
from workflow import sql
from workflow.audit import Depth
from workflow.book import Book, Place
from workflow.copying import copy, problems_of, sound
from workflow.engine import Undo, refusal, take
from workflow.evidence import Document
from workflow.file import File, schema_of
from workflow.heads import Head
from workflow.log import Entry, genesis
from workflow.plainly import reachable
from workflow.protection import FINGERPRINT, SCHEMA_VERSION, Upgraded, digest, put_back, schema
from workflow.queries import Answer, zone
from workflow.sql import Run
from workflow.step import Actor, Step
from workflow.verify import verify


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
    """Whether a backup is whole, and a beginning of a book whose chain holds: how many entries the book has beyond it.

    Raises:
        LogBroken: it does not verify, is of another book, or parts from it; or the book was changed where both agree.
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
        if changed := problems_of(verify(run, Depth.QUICK)):  # a hash that agrees says nothing of what it was made of
            what, whole = f"{book.place} does not verify: {changed[0]}", f"{kept} is whole, and agrees up to entry {entries}"
            raise LogBroken(f"{what}; {whole}", remedy="look at all that is wrong: ketsugi verify")
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


def rehearsed(kept: Path, **said: Any) -> Answer:
    """What ``restore`` would make of a backup: made in a folder that is thrown away.

    Raises:
        KetsugiError: as there.
    """
    from tempfile import TemporaryDirectory

    with TemporaryDirectory(prefix="ketsugi-") as folder:
        return restore(kept, File(Path(folder) / "book.db"), trial=True, **said)[0]


def upgraded(at: Place, *, dry_run: bool = False) -> Upgraded:
    """Bring a book to the schema of this version, and put back what guards it; a file is kept beside itself as it was.

    With ``dry_run`` all of it is tried, and then undone.

    Raises:
        Conflict: there is a file of that name.  BookUnusable: there is no book, or its schema is none that can be mended.
        LogBroken: the book in a file does not verify.
    """
    if isinstance(at, File):
        return _upgraded(at, dry_run)
    from workflow.server import Server

    assert isinstance(at, Server)
    return at.upgrade(dry_run=dry_run)


def _upgraded(file: File, dry_run: bool) -> Upgraded:
    from workflow.schema import upgrade

    version = schema_of(file.path)
    kept = file.path.with_name(f"{file.path.stem}-schema-{version}{file.path.suffix}")
    done = None
    try:
        with suppress(Undo), file.changing() as (connection, run):
            before, last = schema(run), next(iter(run(sql.HEAD, {})), None)
            if version == SCHEMA_VERSION and digest(before) == FINGERPRINT:
                return Upgraded(False, [], last)
            File(kept).require_nothing(f"{file} is kept there as it was: move away what is there")
            with nullcontext(run) if dry_run else file.copied(kept) as made:
                if list(made(sql.HEAD, {})) != list(run(sql.HEAD, {})) or list(made(sql.INTEGRITY, {})) != [("ok",)]:
                    raise BookUnusable(
                        f"{file}: what was copied of it is not whole",
                        remedy="look at it with ketsugi verify, and at the disk; nothing was changed",
                    )
                upgrade(connection)
                after = schema(run)
                if digest(after) != FINGERPRINT:
                    raise BookUnusable(
                        f"{file}: in its schema is something that this program did not make, or something of it is gone",
                        remedy="compare it with a new book's, or copy the book: ketsugi book copy",
                    )
                sound(run, str(file))
            named = put_back(before, after) if version == SCHEMA_VERSION else []
            done = Upgraded(True, named, last, kept)
            if dry_run:
                raise Undo
    except BaseException:
        if done and not dry_run:  # nothing was changed, so nothing is kept that would be in the way of the next try
            kept.unlink(missing_ok=True)
        raise
    assert done is not None
    return done
