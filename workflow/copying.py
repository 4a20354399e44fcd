"""A book is copied from one place to another, entry by entry: the copy has every byte that was hashed, and so every hash."""

from __future__ import annotations

from collections.abc import Mapping

from states.errors import LogBroken
from workflow import queries, sql
from workflow.audit import Depth
from workflow.book import Place
from workflow.log import Entry
from workflow.queries import Answer
from workflow.sql import Run
from workflow.verify import verify


def copy(run: Run, to: Place) -> Answer:
    """Make a new book at ``to`` with the entries and documents of this one, and verify it before it is there for others.

    Raises:
        Conflict: there is a book already.  BookUnusable: it cannot be written there.  LogBroken: the copy does not verify.
    """
    to.require_nothing()
    rows = {row["ref"]: row for row in queries.listing(run)}
    documents = 0
    with to.made() as into:
        with to.as_others(into):
            for entry in queries.entries(run):
                stored = {name: getattr(entry, name) for name in ("seq", "prev", "hash", "sig")}
                into(sql.APPEND, stored | {"body": entry.text})
                if entry.seq > 1:
                    documents += _with(run, into, entry, rows)
        report = verify(into, Depth.REPLAY)
        if not report.ok:
            said = [f"{f'entry {each.seq}: ' if each.seq else ''}{each.what}" for each in report.problems]
            raise LogBroken(f"the copy does not verify: {said[0]}", remedy="look at the book itself: ketsugi verify")
    return {"book": str(to), "entries": report.entries, "documents": documents, "head": report.head}


def _with(run: Run, into: Run, entry: Entry, rows: Mapping[str, Answer]) -> int:
    """The documents that come with an entry, as far as they are kept, and the state row as the entry leaves it."""
    body, kept = entry.brief, 0
    for digest in dict.fromkeys(each["sha256"] for each in body["evidence"]):
        for (data,) in run(sql.DATA, {"sha256": digest}):
            if not list(into(sql.DOCUMENT, {"sha256": digest})):
                into(sql.KEEP_DOCUMENT, {"sha256": digest, "size": len(data), "data": data})
                kept += 1
    if body["outcome"] == "applied" and (row := rows.get(body["subject"])):
        stands = {"state": body["to"], "rev": body["rev"], "seq": entry.seq}
        into(sql.KEEP_SUBJECT, row | stands)
    return kept
