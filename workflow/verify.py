"""Check a book without trusting it: the chain, the tables, the state rows, and every answer once more.

Every problem is named with its entry, and none hides the next.  What cannot be checked from the book alone is said in
``CANNOT_TELL``.  Memory stays flat: entries are read in chunks and dropped.
"""

from __future__ import annotations

import hashlib
import json
import re
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from states.canonical import canonical
from states.errors import LogBroken
from workflow import inspection, sql
from workflow.log import DEMONSTRATION, FORMAT, NOTHING_BEFORE, UNSIGNED, check_parts, check_shape
from workflow.protection import FINGERPRINT, fingerprint
from workflow.sql import Run
from workflow.trace import Trace, follow, unequal, unlike

CHUNK = 1_000
LOWEST, HIGHEST = -(2**63), 2**63 - 1  # a number below 1 can only be forged, and is looked for
CANNOT_TELL = (
    "that a day, a figure, a name or an attestation was true when it was recorded, or that nothing was left out",
    "that the newest entries were not cut off: compare the head with one you kept",
    "that no entry was rewritten along with every hash after it: this book is unsigned, so compare the head likewise",
    "that the clock was right, or whose hands were on the keyboard",
    "that the rules are right: the same program asks them again",
)
NOT_ASKED = "that any step was lawful: a quick check reads the chain and where each subject stands, nothing else"
NOT_LOOKED_AT = "that the documents of evidence are held as they were given: they were not looked at"
UNREADABLE = (sqlite3.Error, UnicodeDecodeError)  # the latter where SQLite's own message quotes a damaged name


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that is not as it must be; ``seq`` is the entry, ``None`` when it is the book as a whole."""

    seq: int | None
    what: str


@dataclass(slots=True)
class Report:
    """The outcome: how many entries were read, the hash of the last, and every problem in the order of the log."""

    entries: int = 0
    head: str = ""
    about: str = ""  # what the first entry says of the log
    quick: bool = False
    documents: int | None = None  # how many are held; ``None`` where they were not looked at
    problems: list[Problem] = field(default_factory=list)
    remarks: list[Problem] = field(default_factory=list)  # odd, but no proof of a change
    recorded_at: str = ""  # the latest instant of recording read so far

    @property
    def ok(self) -> bool:
        return not self.problems

    @property
    def first_bad(self) -> int | None:
        """The first entry with a problem."""
        return min((problem.seq for problem in self.problems if problem.seq is not None), default=None)


def verify(run: Run, *, quick: bool = False, evidence: bool = True, tick: Callable[[int], None] | None = None) -> Report:
    """Check the whole book.  Give it a ``run`` without a snapshot, so that a long check keeps no writer waiting.

    ``quick`` checks the schema, the chain, and each state row against the last entry of its subject.  It asks no guard
    again, follows no lifecycle, and does not read the documents, pages and indexes of the file.  Without ``evidence``
    the documents are left out of a whole check.  ``tick`` is told the number of entries read, chunk by chunk.
    """
    report = Report(quick=quick)
    _check_schema(run, report)
    seen = inspection.looked_at(run) if evidence and not quick else None  # before the end of the log is held on to
    traces: dict[str, Trace] = {}
    for seq, text in _chain(run, report, tick):
        if not quick or seq == 1:
            _read(run, traces, seq, text, report)
    if quick:
        _compare_last(run, report)
    else:
        _compare_rows(run, traces, report)
        if seen is not None:
            _compare_documents(run, seen, report)
        _check_file(run, report)
    report.problems.sort(key=lambda problem: (problem.seq is None, problem.seq))
    return report


def left_out(report: Report) -> tuple[str, ...]:
    """What was not asked in a check that left something out."""
    return (*((NOT_ASKED,) if report.quick else ()), *((NOT_LOOKED_AT,) if report.documents is None else ()))


def _read(run: Run, traces: dict[str, Trace], seq: int, text: bytes, report: Report) -> None:
    """One entry by what it says: its form, its place in the life of its subject, and every answer once more."""
    try:
        body = _parse(text)
        check_shape(seq, body)
        check_parts(seq, body)
        if seq == 1:
            _begin(body, report)
            return
        if body["recorded_at"] < report.recorded_at:
            report.remarks.append(
                Problem(seq, f"recorded {body['recorded_at']}, before an earlier entry: {report.recorded_at}")
            )
        report.recorded_at = max(report.recorded_at, body["recorded_at"])
        follow(traces, seq, body, lambda what: report.problems.append(Problem(seq, what)))
        _recheck(run, seq, body, report)
    except LogBroken as error:
        report.problems.append(Problem(seq, error.message))
    except Exception as error:  # whatever a forged entry provokes is a finding about it, never a crash
        report.problems.append(Problem(seq, f"cannot be followed: {type(error).__name__}: {error}"))


def _check_schema(run: Run, report: Report) -> None:
    """The tables, indexes and triggers are those the book was made with."""
    try:
        if fingerprint(run) != FINGERPRINT:
            what = "the schema was changed: a table, an index or a trigger is not as it was made"
            report.problems.append(Problem(None, what))
    except UNREADABLE as error:
        report.problems.append(Problem(None, f"the schema cannot be read: {error}"))


def _chain(run: Run, report: Report, tick: Callable[[int], None] | None) -> Iterator[tuple[int, bytes]]:
    """The texts of all entries in order, after checking that each follows the one before and is what was hashed."""
    head, expected, prefix = NOTHING_BEFORE, 1, None
    for seq, prev, text, digested, sig in _rows(run, report):
        if not (type(seq) is int and type(prev) is bytes and type(text) is bytes and type(digested) is bytes):
            report.problems.append(Problem(expected, "a column holds a value of the wrong type"))
            expected += 1
            continue
        if seq == 1:
            prefix = f"\0{FORMAT}\n{_book(text)}\n".encode()
        if seq != expected:
            gap = "is missing" if seq == expected + 1 else f"and all up to {seq - 1} are missing"
            report.problems.append(Problem(expected, gap) if seq > expected else Problem(seq, f"comes after {expected - 1}"))
        if prev != head:
            report.problems.append(Problem(seq, "does not follow the entry before it: its link is another hash"))
        if prefix is None:
            report.problems.append(Problem(None, "no hash can be checked without entry 1, which names the book"))
            prefix = b""
        if prefix and hashlib.sha256(b"%b%d\n%b\n%b" % (prefix, seq, prev.hex().encode(), text)).digest() != digested:
            report.problems.append(Problem(seq, "its content is not what was hashed"))
        if sig is not None:
            report.problems.append(Problem(seq, "carries a signature, but this book is unsigned"))
        head, expected = digested, seq + 1
        report.entries += 1
        if tick is not None and report.entries % CHUNK == 0:
            tick(report.entries)
        yield seq, text
    report.head = head.hex()
    if not report.entries:
        report.problems.append(Problem(None, "the log is empty"))


def _rows(run: Run, report: Report) -> Iterator[sql.Row]:
    """Every row of the log, in chunks that keep no writer waiting; only its end is read in one view with what follows."""
    first, at_the_end = LOWEST, False
    while True:
        try:
            chunk = list(run(sql.LOG_BYTES_FROM, {"first": first, "chunk": CHUNK}))
            yield from chunk
            if chunk and chunk[-1][0] < first:
                raise sqlite3.DatabaseError("its numbers do not rise")
            if chunk and chunk[-1][0] == HIGHEST:
                return  # there is no number after it
            if chunk:
                first = chunk[-1][0] + 1
            elif at_the_end:
                return
            if len(chunk) < CHUNK and not at_the_end:
                run("SAVEPOINT end_of_log", {})
                at_the_end = True
        except UNREADABLE as error:
            report.problems.append(Problem(None, f"the log cannot be read after entry {report.entries}: {error}"))
            return


def _book(text: bytes) -> object:
    """The identifier of the book, from its first entry."""
    try:
        return json.loads(text)["book"]
    except (ValueError, TypeError, KeyError, RecursionError):
        return None


def _parse(text: bytes) -> Any:
    """What an entry says.

    Raises:
        LogBroken: its text is not JSON, or not in its one canonical spelling.
    """
    try:
        body = json.loads(text)
        if type(body) is dict and canonical(body).encode() == text:
            return body
    except (ValueError, TypeError, RecursionError) as error:
        raise LogBroken("is not JSON, or holds what no entry holds") from error
    raise LogBroken("is not in canonical form")


def _begin(body: Mapping[str, Any], report: Report) -> None:
    """The first entry begins a book, and says how far its log can be trusted."""
    policies = {"unsigned log": UNSIGNED, "unsigned log, a demonstration with a simulated clock": DEMONSTRATION}
    report.about = next(
        (
            about
            for about, policy in policies.items()
            if json.dumps(policy, sort_keys=True) == json.dumps(body["policy"], sort_keys=True)
        ),
        "",
    )
    if body["event"] != "init" or not report.about or not re.fullmatch(r"[0-9a-f]{32}", body["book"]):
        report.problems.append(Problem(1, "does not begin a book as this program begins one"))


def _recheck(run: Run, seq: int, body: Mapping[str, Any], report: Report) -> None:
    """Every question once more, on what was known then."""
    from workflow.recheck import differences

    report.problems.extend(Problem(seq, what) for what in differences(run, seq, body))


def _compare_rows(run: Run, traces: Mapping[str, Trace], report: Report) -> None:
    """The state rows say what the log says, no more and no less."""
    seen = set()
    chain_holds = not report.problems  # where it does not, a row that differs says nothing about one entry more
    try:
        for row in run(sql.SUBJECTS, {"kind": None, "company": None, "state": None}):
            ref = row[0]
            seen.add(ref)
            trace = traces.get(ref)
            if trace is None:
                report.problems.append(Problem(None, f"state row {ref}: the log knows no such subject"))
                continue
            wrong = unlike(trace, ref, row)
            if type(row[5]) is int and row[5] > report.entries:
                report.problems.append(Problem(row[5], f"is missing: state row {ref} names it"))
            if wrong:
                report.problems.append(Problem(trace.seq if chain_holds else None, f"state row {ref}: {'; '.join(wrong)}"))
    except UNREADABLE as error:
        report.problems.append(Problem(None, f"the state rows cannot be read: {error}"))
        return
    for ref, trace in traces.items():
        if ref not in seen:
            report.problems.append(Problem(trace.seq if chain_holds else None, f"state row {ref} is missing"))


def _compare_documents(run: Run, seen: Mapping[str, str], report: Report) -> None:
    """Every document that an entry names is held as it was given, or was erased; and no other is held."""
    try:
        report.problems.extend(Problem(seq, what) for seq, what in inspection.compared(run, seen))
        report.documents = sum(1 for _ in run(sql.DOCUMENTS, {}))
    except UNREADABLE as error:
        report.problems.append(Problem(None, f"the documents cannot be read: {error}"))


def _compare_last(run: Run, report: Report) -> None:
    """Each state row says what the last entry of its subject says, and every subject has its row."""
    try:
        rows = list(run(sql.SUBJECTS, {"kind": None, "company": None, "state": None}))
        for ref, kind, company, state, rev, seq, _, _ in rows:
            last = next(iter(run(sql.LAST_OF, {"subject": ref})), None)
            body = json.loads(last[1]) if last else {}
            shown = {"kind": kind, "company": company, "state": state, "rev": rev, "seq": seq}
            said = {name: body.get("to" if name == "state" else name) for name in shown} | {"seq": last and last[0]}
            if wrong := unequal(shown, said):
                report.problems.append(Problem(last[0] if last else None, f"state row {ref}: {'; '.join(wrong)}"))
        ((subjects,),) = run(sql.COUNT_OF_SUBJECTS, {})
        if subjects != len(rows):
            report.problems.append(Problem(None, f"{len(rows)} state rows for {subjects} subjects"))
    except (*UNREADABLE, ValueError, TypeError, AttributeError, RecursionError) as error:
        report.problems.append(Problem(None, f"the state rows cannot be compared: {error}"))


def _check_file(run: Run, report: Report) -> None:
    """The database's own check of its pages and indexes."""
    try:
        for (said,) in run("PRAGMA integrity_check(20)", {}):
            if said != "ok":
                report.problems.append(Problem(None, f"the file is damaged: {said}"))
    except UNREADABLE as error:
        report.problems.append(Problem(None, f"the file is damaged: {error}"))
