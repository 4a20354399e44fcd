"""Whether the documents that a book holds are those that its entries name, byte for byte."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from states.errors import KetsugiError
from workflow import sql
from workflow.audit import Problem, Report
from workflow.chain import UNREADABLE
from workflow.evidence import LARGEST, Document
from workflow.holdings import Naming, listing, naming
from workflow.sql import Run

Found = tuple[int | None, str]
"""What is not as it must be, and the entry it is about."""


def looked_at(run: Run) -> dict[str, str]:
    """Every document of the book by the digest it is under, with what is wrong with its bytes: mostly nothing.

    One is in memory at a time, and between two of them writers may write.  What cannot be read is left to ``compared``.
    """
    seen: dict[str, str] = {}
    try:
        row = next(iter(run(sql.FIRST_DOCUMENT, {})), None)
        while row is not None:
            if (wrong := _wrong(run, *row)) is not None:
                seen[row[1]] = wrong
            after, row = row[0], next(iter(run(sql.DOCUMENT_AFTER, {"after": row[0]})), None)
            if row is not None and row[0] <= after:
                break  # a damaged file
    except UNREADABLE:
        pass
    return seen


def _wrong(run: Run, rowid: object, sha256: object, length: object) -> str | None:
    """What is wrong with the bytes of one document: an empty text for nothing, ``None`` where it is gone by now."""
    if type(length) is not int or length > LARGEST:
        return f"is of {length} bytes, and {LARGEST:,} at most are taken"
    row = next(iter(run(sql.DATA_IN, {"rowid": rowid})), None)
    if row is None:
        return None
    (data,) = row
    if type(data) is not bytes:
        return "is not bytes"
    found = hashlib.sha256(data).hexdigest()
    return "" if found == sha256 else f"is not what was given: its digest is {found}"


@dataclass(slots=True)
class _Said:
    """What the log says of one document in the end."""

    seq: int  # the last entry that names or erases it
    size: int
    erased: bool = False


def compared(run: Run, seen: Mapping[str, str]) -> Iterator[Found]:
    """Where documents and entries do not fit; ``seen`` are the documents whose bytes were looked at already."""
    said: dict[str, _Said] = {}
    for row in run(sql.NAMING, {}):
        try:
            yield from _followed(said, naming(*row))
        except KetsugiError:
            continue  # the entry itself is at fault, and is named for it
    held = set()
    for rowid, sha256, size, length in run(sql.DOCUMENTS, {}):
        held.add(sha256)
        known, short = said.get(sha256), f"document {str(sha256)[:12]}"
        seq = known.seq if known else None
        if wrong := seen[sha256] if sha256 in seen else _wrong(run, rowid, sha256, length):
            yield seq, f"{short} {wrong}"
        if known is None:
            yield None, f"{short} is held, and no entry names it"
        elif known.erased:
            yield seq, f"{short} was erased, and is still held"
        elif length != known.size:
            yield seq, f"{short} has {length} bytes, the entry says {known.size}"
        if size != length:
            yield seq, f"{short} has {length} bytes, its size on record is {size}"
    for sha256, last in said.items():
        if not last.erased and sha256 not in held:
            yield last.seq, f"document {sha256[:12]} is missing"


def _followed(said: dict[str, _Said], row: Naming) -> Iterator[Found]:
    """One entry more; what it says of a document that entries before it do not bear out."""
    for digest in row.erased:
        known = said.get(digest)
        if known is None or known.erased:
            yield row.seq, f"erases document {digest[:12]}, which was not held"
        else:
            known.seq, known.erased = row.seq, True
    for each in row.documents:
        known = said.get(each.sha256)
        if known is not None and known.size != each.size:
            yield row.seq, f"document {each.sha256[:12]} has {each.size} bytes here, {known.size} in an entry before it"
        said[each.sha256] = _Said(row.seq, each.size)


def report_on(run: Run, seen: Mapping[str, str], report: Report) -> None:
    """Every document that an entry names is held as it was given, or was erased; and no other is held."""
    try:
        report.problems.extend(Problem(seq, what) for seq, what in compared(run, seen))
        report.documents = sum(1 for _ in run(sql.DOCUMENTS, {}))
    except UNREADABLE as error:
        report.problems.append(Problem(None, f"the documents cannot be read: {error}"))


def checked(run: Run) -> dict[str, Any]:
    """Whether every document is held as it was given, and what is not; whether the log itself holds, ``verify`` says."""
    problems = [{"entry": seq, "what": what} for seq, what in compared(run, looked_at(run))]
    return {"ok": not problems, "documents": sum(1 for _ in run(sql.DOCUMENTS, {})), "problems": problems}


def recognised(run: Run, files: Iterable[tuple[str, Document]]) -> list[dict[str, Any]]:
    """For each file the entries that name these very bytes, and whether the book holds them as they were given."""
    rows, found = listing(run), []
    for file, each in files:
        named = [row for row in rows if row["sha256"] == each.sha256]
        data = next((data for (data,) in run(sql.DATA, {"sha256": each.sha256})), None) if named else None
        altered = {"state": "altered"} if data is not None and data != each.data else {}
        found.append({"file": file, "sha256": each.sha256, "entries": [row | altered for row in named]})
    return found
