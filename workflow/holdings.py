"""The documents of evidence that a book holds, and what its entries say of them.

A document is kept in the transaction of the first entry that names it, and once, however many name it.  It is held from
then on, until an applied ``erase`` names it; an entry that names it again, with its bytes, has it held again.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from states.errors import LogBroken, NotFound, WrongWords
from workflow import sql
from workflow.evidence import Document, file_name
from workflow.log import read_body
from workflow.replay import NEVER, load
from workflow.sql import Run
from workflow.step import Step

COLUMNS: Final = ("entry", "subject", "event", "outcome", "on", "name", "size", "sha256", "state")
SHORTEST: Final = 8  # hexadecimal digits by which a document may be named
_DIGEST: Final = re.compile(r"[0-9a-f]{64}")
_BROKEN: Final = "look with ketsugi verify, and take the document from a backup"


# ── In the transaction of an entry ──


def require(run: Run, evidence: Iterable[Document]) -> None:
    """The documents that an entry is to name can be kept: nothing may fail any more once it is appended.

    Raises:
        WrongWords: one is neither at hand nor held.
    """
    for each in evidence:
        if each.data is None and not _held(run, each.sha256):
            raise WrongWords(f"evidence {each.name}: its bytes are not at hand", remedy="name its file")


def keep(run: Run, evidence: Iterable[Document]) -> None:
    """Keep the documents that the last entry names, each once."""
    for each in evidence:
        if each.data is not None:
            run(sql.KEEP_DOCUMENT, {"sha256": each.sha256, "size": each.size, "data": each.data})


def erase(run: Run, digests: Iterable[str]) -> None:
    """Overwrite the documents that the last entry erases; the connection of a writer leaves zeros in their place."""
    for digest in digests:
        run(sql.ERASE_DOCUMENT, {"sha256": digest})


def check_erasure(run: Run, step: Step, before: int) -> None:
    """What is erased is a document that an entry about the subject names; and where it is erased now, that it is kept.

    Raises:
        WrongWords: no document is named, or not by its digest, or it is given anew.  NotFound: it is not kept, or
        another subject's; what was given for one that never came into the book may be erased at any.
    """
    digests = list(step.facts.get("erased", ()))
    if step.event != "erase":
        return
    if not digests:
        raise WrongWords("erase: which document?", remedy=f"give its digest: ketsugi evidence list {step.ref}")
    ours = {each.sha256 for row in _about(run, step.ref, before) for each in row.documents}
    for digest in digests:
        short = digest[:12]
        if not _DIGEST.fullmatch(digest) or digests.count(digest) > 1:
            raise WrongWords(f"erased: {short!r}: not a digest, or given twice", remedy="give 64 hexadecimal digits, once")
        if any(each.sha256 == digest for each in step.evidence):
            raise WrongWords(f"document {short} is erased and given as evidence", remedy="leave out one of the two")
        if digest not in ours:
            _require_of_nobody(run, digest, step.ref, before)
        if before == NEVER and not _held(run, digest):
            gone = max((row.seq for row in _all(run) if digest in row.erased), default=None)
            what = f"was erased by entry {gone}" if gone else "is missing"
            raise NotFound(f"document {short} {what}", remedy="look with ketsugi evidence list")


def _require_of_nobody(run: Run, digest: str, ref: str, before: int) -> None:
    """A document that no entry about ``ref`` names was given for what never came into the book."""
    naming = [row for row in _all(run, before) if any(each.sha256 == digest for each in row.documents)]
    if not naming:
        raise NotFound(f"document {digest[:12]}: no entry names it", remedy="look for it: ketsugi evidence list")
    if any(load(run, row.subject, before=before) for row in naming):
        first = naming[0]
        remedy = f"erase it there: ketsugi evidence erase {first.subject} {digest[:12]}"
        message = f"document {digest[:12]} is named by {first.subject} (entry {first.seq}), not by {ref}"
        raise NotFound(message, remedy=remedy)


def _held(run: Run, digest: str) -> bool:
    return any(True for _ in run(sql.DOCUMENT, {"sha256": digest}))


def held(run: Run) -> Iterator[tuple[str, bytes]]:
    """Every document that the book holds, by its digest and in the order of digests; one in memory at a time.

    Raises:
        LogBroken: one is not bytes, or not under a digest.
    """
    for digest in sorted(str(sha256) for _, sha256, _, _ in run(sql.DOCUMENTS, {})):
        for (data,) in run(sql.DATA, {"sha256": digest}):
            if not _DIGEST.fullmatch(digest) or not isinstance(data, bytes):
                raise LogBroken(f"document {digest[:12]} is not as it was kept", remedy=_BROKEN)
            yield digest, data


# ── What entries say of documents ──


@dataclass(frozen=True, slots=True)
class Naming:
    """An entry that names documents, or erases some."""

    seq: int
    subject: str
    event: str
    outcome: str
    on: str | None
    documents: tuple[Document, ...]
    erased: tuple[str, ...]


def naming(seq: int, text: str) -> Naming:
    """What an entry says of documents, from its text.

    Raises:
        LogBroken: it is not the body of an entry.
    """
    body = read_body(seq, text)
    erased = body["facts"].get("erased", []) if (body["event"], body["outcome"]) == ("erase", "applied") else []
    if not (isinstance(erased, list) and all(isinstance(each, str) for each in erased)):
        raise LogBroken(f"entry {seq}: erased holds something else", remedy="look with ketsugi verify")
    documents = tuple(Document(**each) for each in body["evidence"])
    subject, event, outcome, on = (body[name] for name in ("subject", "event", "outcome", "occurred_on"))
    return Naming(seq, subject, event, outcome, on, documents, tuple(erased))


def _all(run: Run, before: int = NEVER) -> Iterator[Naming]:
    return (naming(*row) for row in run(sql.NAMING, {}) if row[0] < before)


def _about(run: Run, ref: str, before: int = NEVER) -> Iterator[Naming]:
    return (naming(row[0], row[2]) for row in run(sql.LOG_OF, {"subject": ref}) if 1 < row[0] < before)


def listing(run: Run, ref: str | None = None, *, only: Collection[int] | None = None) -> list[dict[str, Any]]:
    """Each document that each entry names, of one subject or of the whole book, and whether it is held.

    ``only`` are the entries whose documents are asked for.

    Raises:
        NotFound: there is no entry about ``ref``.
    """
    if ref is not None:
        from workflow.queries import entries

        next(entries(run, ref))
    found = _all(run) if ref is None else _about(run, ref)
    namings = [row for row in found if only is None or row.seq in only]
    held = {sha256 for _, sha256, _, _ in run(sql.DOCUMENTS, {})}
    gone = {each.sha256 for row in namings for each in row.documents} - held
    last = {digest: row.seq for row in (_all(run) if gone else ()) for digest in row.erased}
    return [
        {
            "entry": row.seq,
            "subject": row.subject,
            "event": row.event,
            "outcome": row.outcome,
            "on": row.on,
            **each.named(),
            "state": "kept" if each.sha256 in held else "erased" if last.get(each.sha256, 0) > row.seq else "missing",
        }
        for row in namings
        for each in row.documents
    ]


def as_given(run: Run, sha256: str) -> bool:
    """Whether the bytes of a document that is kept are those of its digest."""
    found = [data for (data,) in run(sql.DATA, {"sha256": sha256})]
    return all(isinstance(data, bytes) and hashlib.sha256(data).hexdigest() == sha256 for data in found)


def whole_digest(rows: Iterable[Mapping[str, Any]], said: str) -> str:
    """The digest of the one document, among those listed, whose digest begins as it is said.

    Raises:
        WrongWords: too short, no digest, or the beginning of several.  NotFound: no entry names such a document.
    """
    begins = said.lower()
    if len(begins) < SHORTEST or not re.fullmatch(r"[0-9a-f]{1,64}", begins):
        raise WrongWords(f"{said[:80]}: not a digest", remedy=f"give its first {SHORTEST} hexadecimal digits, or more")
    found = {row["sha256"] for row in rows if row["sha256"].startswith(begins)}
    if len(found) > 1:
        raise WrongWords(f"{said}: {len(found)} documents begin so", remedy="give more of its digits")
    if not found:
        raise NotFound(f"document {said[:12]}: no entry names it", remedy="look for it: ketsugi evidence list")
    return str(found.pop())


def taken_out(run: Run, said: str | None, entry: int | None) -> dict[str, tuple[str, bytes]]:
    """The documents of an entry, or the one of a digest, by the file names they get, each with the name it came under.

    Raises:
        NotFound: no entry names it, or it was erased.  LogBroken: it is missing, or not what was given.
    """
    rows = listing(run, only=None if entry is None else (entry,))
    if entry is not None and not rows:
        raise NotFound(f"entry {entry}: it names no document", remedy="look for it: ketsugi evidence list")
    digest = None if said is None else whole_digest(rows, said)
    return _files(run, [row for row in rows if digest in (None, row["sha256"])])


def of_entries(run: Run, entries: Collection[int]) -> dict[str, tuple[str, bytes]]:
    """The documents of several entries, as ``taken_out`` gives those of one, without those that were erased.

    Raises:
        LogBroken: one is missing, or not what was given.
    """
    return _files(run, [row for row in listing(run, only=entries) if row["state"] != "erased"])


def _files(run: Run, rows: Iterable[dict[str, Any]]) -> dict[str, tuple[str, bytes]]:
    first: dict[str, dict[str, Any]] = {}
    for row in rows:
        first.setdefault(row["sha256"], row)
    files = {}
    there = {sha256: row for sha256, row in first.items() if row["state"] != "erased"}
    for sha256, row in (there or first).items():
        if row["state"] == "erased":
            raise NotFound(f"document {sha256[:12]} was erased", remedy="the log says when, by whom and why: ketsugi log")
        data = next((data for (data,) in run(sql.DATA, {"sha256": sha256})), None)
        if data is None or hashlib.sha256(data).hexdigest() != sha256:
            what = "is missing" if data is None else "is not what was given"
            raise LogBroken(f"document {sha256[:12]} {what}; nothing was written", remedy=_BROKEN)
        files[file_name(sha256, row["name"])] = (row["name"], data)
    return files
