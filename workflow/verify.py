"""Check a book without trusting it: the chain, the tables, the state rows, and every answer once more.

Every problem is named with its entry, and none hides the next.  What cannot be checked from the book alone is said in
``CANNOT_TELL``.  Memory stays flat: entries are read in chunks and dropped.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import orjson

from states.canonical import canonical, digest
from states.errors import LogBroken
from states.facts import Kind, fold
from states.lifecycle import Lifecycle
from states.lives import LIFECYCLES
from states.rulebooks import RULEBOOKS
from workflow import sql
from workflow.log import FORMAT, NOTHING_BEFORE, check_shape
from workflow.protection import FINGERPRINT, fingerprint
from workflow.replay import row_of
from workflow.sql import Run

CHUNK = 5_000
CANNOT_TELL = (
    "that a day, a figure or a name was true when it was recorded, or that nothing was left out",
    "that the newest entries were not cut off: compare the head with one you kept",
    "that the whole book was not written anew: this book is unsigned, so compare the head with one you kept",
    "that the clock was right, or whose hands were on the keyboard",
)
UNREADABLE = (sqlite3.Error, UnicodeDecodeError)  # the latter where SQLite's own message quotes a damaged name
_LABELS = frozenset(rulebook.label for rulebook in RULEBOOKS)
_SHOWN = frozenset(("name", "kind", "number", "day", "terms"))  # the facts a state row is made from


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
    rules_skipped: int = 0  # entries judged by another version of a rulebook: their answers were not asked again
    problems: list[Problem] = field(default_factory=list)

    @property
    def ok(self) -> bool:
        return not self.problems

    @property
    def first_bad(self) -> int | None:
        """The first entry with a problem."""
        return min((problem.seq for problem in self.problems if problem.seq is not None), default=None)


def verify(run: Run, *, quick: bool = False, tick: Callable[[int], None] | None = None) -> Report:
    """Check the whole book.  Give it a ``run`` without a snapshot, so that a long check keeps no writer waiting.

    ``quick`` checks chain, form, lifecycle and state rows, but neither asks the guards again nor reads the indexes of
    the database.  ``tick`` is told the number of entries read, chunk by chunk.
    """
    report = Report()
    _check_schema(run, report)
    traces: dict[str, Trace] = {}
    for seq, body in _chain(run, report, tick):
        try:
            check_shape(seq, body)
            if seq == 1:
                _begin(body, report)
                continue
            _follow(traces, seq, body, report)
            if not quick:
                _recheck(run, seq, body, report)
        except LogBroken as error:
            report.problems.append(Problem(seq, error.message))
        except Exception as error:  # whatever a forged entry provokes is a finding about it, never a crash
            report.problems.append(Problem(seq, f"cannot be followed: {type(error).__name__}: {error}"))
    _compare_rows(run, traces, report)
    if not quick:
        _check_file(run, report)
    report.problems.sort(key=lambda problem: (problem.seq is None, problem.seq))
    return report


def _check_schema(run: Run, report: Report) -> None:
    """The tables, indexes and triggers are those the book was made with."""
    try:
        if fingerprint(run) != FINGERPRINT:
            what = "the schema was changed: a table, an index or a trigger is not as it was made"
            report.problems.append(Problem(None, what))
    except UNREADABLE as error:
        report.problems.append(Problem(None, f"the schema cannot be read: {error}"))


def _chain(run: Run, report: Report, tick: Callable[[int], None] | None) -> Iterator[tuple[int, dict[str, Any]]]:
    """The bodies of all entries in order, after checking that each follows the one before and is what was hashed."""
    head, expected, prefix = NOTHING_BEFORE, 1, b""
    for seq, prev, text, digested, sig in _rows(run, report):
        found: list[str] = []
        if not (type(seq) is int and type(prev) is bytes and type(text) is bytes and type(digested) is bytes):
            report.problems.append(Problem(expected, "a column holds a value of the wrong type"))
            expected += 1
            continue
        if seq > expected:
            report.problems.append(
                Problem(expected, "is missing" if seq == expected + 1 else f"and all to {seq - 1} are missing")
            )
        elif seq < expected:
            found.append(f"comes after {expected - 1}")
        if prev != head:
            found.append("does not follow the entry before it: its link is another hash")
        body = _parse(text, found)
        if seq == 1:
            prefix = f"\0{FORMAT}\n{body.get('book')}\n".encode()
        if hashlib.sha256(b"%b%d\n%b\n%b" % (prefix, seq, prev.hex().encode(), text)).digest() != digested:
            found.append("its content is not what was hashed")
        if sig is not None:
            found.append("carries a signature, but this book is unsigned")
        report.problems.extend(Problem(seq, what) for what in found)
        head, expected = digested, seq + 1
        report.entries += 1
        if tick is not None and report.entries % CHUNK == 0:
            tick(report.entries)
        if body:
            yield seq, body
    report.head = head.hex()
    if not report.entries:
        report.problems.append(Problem(None, "the log is empty"))


def _rows(run: Run, report: Report) -> Iterator[sql.Row]:
    """Every row of the log, in chunks that keep no writer waiting; only its end is read in one view with what follows."""
    after, at_the_end = -(2**62), False
    while True:
        try:
            chunk = list(run(sql.LOG_BYTES_AFTER, {"after": after, "chunk": CHUNK}))
            yield from chunk
            if chunk:
                after = chunk[-1][0]
            elif at_the_end:
                return
            if len(chunk) < CHUNK and not at_the_end:
                run("SAVEPOINT end_of_log", {})
                at_the_end = True
        except UNREADABLE as error:
            report.problems.append(Problem(None, f"the log cannot be read after entry {report.entries}: {error}"))
            return


def _parse(text: bytes, found: list[str]) -> dict[str, Any]:
    try:
        body = orjson.loads(text)
        if type(body) is dict and (
            orjson.dumps(body, option=orjson.OPT_SORT_KEYS) == text or canonical(body).encode() == text
        ):
            return body  # orjson is fast, and orders only keys beyond U+D7FF in another way
        found.append("is not in canonical form")
    except ValueError:
        found.append("is not JSON")
        return {}
    return body if type(body) is dict else {}


@dataclass(slots=True)
class Trace:
    """Where the log has brought one subject."""

    lifecycle: Lifecycle
    company: str
    state: str | None = None
    rev: int = 0
    seq: int = 0
    facts: dict[str, Any] = field(default_factory=dict)
    came_from: dict[str, str | None] = field(default_factory=dict)
    digest: str = field(default_factory=lambda: digest({}))
    version: int = 0

    def dests(self, event: str) -> tuple[str | None, ...]:
        """Where ``event`` may lead from here: one state, or none."""
        row = self.lifecycle.row(event, self.state)
        dests = self.lifecycle.dests(row) if row else ()
        return dests if len(dests) < 2 else (self.came_from.get(str(self.state)),)


def _begin(body: Mapping[str, Any], report: Report) -> None:
    """The first entry begins a book, and says how far its log can be trusted."""
    if body["event"] != "init":
        report.problems.append(Problem(1, "the first entry does not begin a book"))
    report.about = f"{body['policy']['signing']} log"
    if body["policy"].get("demonstration"):
        report.about += ", a demonstration with a simulated clock"


def _follow(traces: dict[str, Trace], seq: int, body: Mapping[str, Any], report: Report) -> None:
    """One entry through the table of its lifecycle."""

    def wrong(what: str) -> None:
        report.problems.append(Problem(seq, what))

    ref, event, source = body["subject"], body["event"], body["from"]
    trace = traces.get(ref) or Trace(LIFECYCLES[Kind(body["kind"])], body["company"])
    if source != trace.state:
        wrong(f"{ref} is {trace.state}, the entry says {source}")
    if body["outcome"] == "refused":
        if body["to"] != source or body["rev"] is not None:
            wrong("a refusal moves its subject")
        return
    dests = trace.dests(event)
    if body["to"] not in dests:
        wrong(f"{event} does not lead from {source} to {body['to']}")
    if body["rev"] != trace.rev + 1:
        wrong(f"revision {body['rev']} of {ref}, {trace.rev + 1} expected")
    if body["company"] != trace.company or trace.lifecycle.kind != body["kind"]:
        wrong(f"{ref} changes its company or kind")
    stated = {name: value for name, value in body["facts"].items() if name in _SHOWN}
    if stated:
        trace.facts = fold(trace.facts, stated)
    if body["terms"] is not None:
        _follow_terms(trace, body, "terms" in stated, wrong)
    if body["to"] != source and event != "resume":
        trace.came_from[body["to"]] = source
    trace.state, trace.rev, trace.seq = body["to"], body["rev"], seq
    traces[ref] = trace


def _follow_terms(trace: Trace, body: Mapping[str, Any], restated: bool, wrong: Callable[[str], None]) -> None:
    now = digest(trace.facts.get("terms", {})) if restated else trace.digest
    version = trace.version + (now != trace.digest)
    if body["terms"] != {"version": version, "digest": now}:
        said = f"version {body['terms'].get('version')}, {str(body['terms'].get('digest'))[:12]}"
        wrong(f"terms version {version} are {now[:12]}, the entry says {said}")
    trace.digest, trace.version = now, version


def _recheck(run: Run, seq: int, body: Mapping[str, Any], report: Report) -> None:
    """Every question once more, on what was known then."""
    from workflow.recheck import differences

    report.problems.extend(Problem(seq, what) for what in differences(run, seq, body))
    report.rules_skipped += body["rulebook"] not in _LABELS


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
            wrong = _unlike(trace, ref, row)
            if wrong:
                report.problems.append(Problem(trace.seq if chain_holds else None, f"state row {ref}: {'; '.join(wrong)}"))
    except UNREADABLE as error:
        report.problems.append(Problem(None, f"the state rows cannot be read: {error}"))
        return
    for ref, trace in traces.items():
        if ref not in seen:
            report.problems.append(Problem(trace.seq if chain_holds else None, f"state row {ref} is missing"))


def _unlike(trace: Trace, ref: str, row: sql.Row) -> list[str]:
    """Where a state row says something else than the log."""
    try:
        due = row_of(ref, trace.lifecycle.kind, trace.company, str(trace.state), trace.rev, trace.seq, trace.facts)
    except Exception as error:  # forged facts
        return [f"its facts cannot be read: {error!r}"]
    return [f"{n} {got!r}, the log says {want!r}" for (n, want), got in zip(due.items(), row, strict=True) if got != want]


def _check_file(run: Run, report: Report) -> None:
    """The database's own check of its pages and indexes."""
    try:
        for (said,) in run("PRAGMA integrity_check(20)", {}):
            if said != "ok":
                report.problems.append(Problem(None, f"the file is damaged: {said}"))
    except UNREADABLE as error:
        report.problems.append(Problem(None, f"the file is damaged: {error}"))
