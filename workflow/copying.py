"""A book is copied from one place to another, entry by entry: the copy has every byte that was hashed, and so every hash."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from states.errors import LogBroken
from workflow import queries, sql
from workflow.audit import Depth, Report
from workflow.book import Place
from workflow.file import File
from workflow.inspection import looked_at, report_on
from workflow.log import Entry
from workflow.plainly import one_word
from workflow.queries import Answer
from workflow.sql import Run
from workflow.verify import check_pages, verify


def copy(run: Run, to: Place, then: Callable[[Run], object] | None = None, *, of: Place | None = None) -> Answer:
    """Make a new book at ``to`` with the entries and documents of this one, and verify it before it is there for others.

    ``then`` records what belongs to it, in the same transaction.  A file is as private as the file that it is a copy ``of``;
    what is not of a file is its maker's alone.

    Raises:
        Conflict: there is a book already.  BookUnusable: it cannot be written there.  LogBroken: the copy does not verify.
    """
    to.require_nothing()
    rows = {row["ref"]: row for row in queries.listing(run)}
    with to.made(of.mode if isinstance(of, File) else 0o600) as into:
        with to.as_others(into):
            for entry in queries.entries(run):
                stored = {name: getattr(entry, name) for name in ("seq", "prev", "hash", "sig")}
                into(sql.APPEND, stored | {"body": entry.text})
                if entry.seq > 1:
                    _with(run, into, entry, rows)
        answer = sound(into, str(to))
        if then is not None:
            then(into)
    return answer


def sound(run: Run, name: str) -> Answer:
    """A whole log with every document that it should have, in sound pages: how many, and the hash of the last entry.

    Raises:
        LogBroken: it is not.
    """
    report = verify(run, Depth.REPLAY)
    report_on(run, looked_at(run), report)
    check_pages(run, report)
    if said := problems_of(report):
        raise LogBroken(
            f"{name} does not verify: {said[0]}", remedy=f"look at all that is wrong: ketsugi verify --book {one_word(name)}"
        )
    return {"book": name, "entries": report.entries, "documents": report.documents, "head": report.head}


def problems_of(report: Report) -> list[str]:
    """Each problem of a check in a line."""
    return [f"{f'entry {each.seq}: ' if each.seq else ''}{each.what}" for each in report.problems]


def _with(run: Run, into: Run, entry: Entry, rows: Mapping[str, Answer]) -> None:
    """The documents that come with an entry, as far as they are kept, and the state row as the entry leaves it."""
    body = entry.brief
    for digest in dict.fromkeys(each["sha256"] for each in body["evidence"]):
        for (data,) in run(sql.DATA, {"sha256": digest}):
            if not list(into(sql.DOCUMENT, {"sha256": digest})):
                into(sql.KEEP_DOCUMENT, {"sha256": digest, "size": len(data), "data": data})
    if body["outcome"] == "applied" and (row := rows.get(body["subject"])):
        stands = {"state": body["to"], "rev": body["rev"], "seq": entry.seq}
        into(sql.KEEP_SUBJECT, row | stands)
