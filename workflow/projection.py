"""State rows held to the log they are projected from, in one pass over the log and in flat memory.

A row is compared when the entry that it names goes by.  Only where something does not fit are all rows compared one by one,
to say which.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator

from workflow import sql
from workflow.audit import Problem, Report
from workflow.chain import CHUNK, UNREADABLE
from workflow.log import briefly
from workflow.sql import Run
from workflow.trace import Trace, Traces, again, unequal, unlike


class Projection:
    """The state rows of a book, while its log is read."""

    def __init__(self, run: Run, report: Report) -> None:
        self._run, self._report = run, report
        self._fitting = 0
        self._named: bytearray | None = None

    def _marks(self) -> bytearray:
        """A bit for each entry that a row names as the last of its subject."""
        marks = bytearray()
        try:
            ((entries,),) = self._run(sql.COUNT_OF_ENTRIES, {})
            marks = bytearray(entries // 8 + 1)  # of as many as there are: a forged number asks for no memory
            for (seq,) in self._run(sql.LAST_SEQS, {}):
                if type(seq) is int and 0 <= seq >> 3 < len(marks):
                    marks[seq >> 3] |= 1 << (seq & 7)
        except UNREADABLE:
            pass  # told when all rows are compared
        return marks

    def passes(self, ref: str, trace: Trace, traces: Traces) -> None:
        """The entry that has just brought a subject so far goes by."""
        if self._named is None:
            self._named = self._marks()
        if self._is_named(trace.before):
            self._fitting -= 1  # its row stopped short of this entry
        if not self._is_named(trace.seq):
            return
        row = next(iter(self._run(sql.SUBJECT, {"ref": ref})), None)
        if row is not None and row[5] == trace.seq and not unlike(trace, ref, row):
            self._fitting += 1
            traces.drop(ref)
        else:
            self._named[trace.seq >> 3] ^= 1 << (trace.seq & 7)

    def _is_named(self, seq: int) -> bool:
        named = self._named or b""
        return seq >> 3 < len(named) and bool(named[seq >> 3] & 1 << (seq & 7))

    def finish(self, traces: Traces) -> None:
        """Say which rows do not follow from the log, and which subjects have none."""
        try:
            ((rows,),) = self._run(sql.COUNT_OF_ROWS, {})
            if not self._fitting == rows == traces.born:
                self._compare_all()
        except UNREADABLE as error:
            self._report.problems.append(Problem(None, f"the state rows cannot be read: {error}"))

    def _compare_all(self) -> None:
        problems = self._report.problems
        holds = not problems  # where the chain does not, a row that differs says nothing about one entry more
        for row in pages(self._run):
            ref, seq = row[0], row[5]
            try:
                trace = again(self._run, ref) if type(ref) is str else None
            except Exception:  # forged entries, each of which was named when it went by
                problems.append(Problem(None, f"state row {ref}: its entries cannot be followed"))
                continue
            if trace is None:
                problems.append(Problem(None, f"state row {ref}: the log knows no such subject"))
                continue
            if type(seq) is int and seq > self._report.entries:
                problems.append(Problem(seq, f"is missing: state row {ref} names it"))
            if wrong := unlike(trace, ref, row):
                problems.append(Problem(trace.seq if holds else None, f"state row {ref}: {'; '.join(wrong)}"))
        for ref, seq in self._run(sql.SUBJECTS_WITHOUT_ROW, {}):
            problems.append(Problem(seq if holds else None, f"state row {ref} is missing"))


def compare_last(run: Run, report: Report) -> None:
    """Each state row says what the last entry of its subject says, and every subject has its row."""
    count = 0
    try:
        for ref, kind, company, state, rev, seq, last, text in pages(run, sql.SUBJECTS_AND_LAST_AFTER):
            count += 1
            body = briefly(str(text).encode(), json.loads) if last else {}
            shown = {"kind": kind, "company": company, "state": state, "rev": rev, "seq": seq}
            said = {name: body.get("to" if name == "state" else name) for name in shown} | {"seq": last}
            if wrong := unequal(shown, said):
                report.problems.append(Problem(last, f"state row {ref}: {'; '.join(wrong)}"))
        ((subjects,),) = run(sql.COUNT_OF_SUBJECTS, {})
        if subjects != count:
            report.problems.append(Problem(None, f"{count} state rows for {subjects} subjects"))
    except (*UNREADABLE, ValueError, TypeError, AttributeError, RecursionError) as error:
        report.problems.append(Problem(None, f"the state rows cannot be compared: {error}"))


def pages(run: Run, statement: str = sql.SUBJECTS_AFTER) -> Iterator[sql.Row]:
    """Every state row, in chunks."""
    after: str | None = None
    while rows := list(run(statement, {"after": after, "chunk": CHUNK})):
        yield from rows
        if type(rows[-1][0]) is not str or (after is not None and rows[-1][0] <= after):
            raise sqlite3.DatabaseError("the references of the state rows do not rise")
        after = rows[-1][0]
