"""Check a book without trusting it: the chain, the tables, the state rows, and every answer once more.

Every problem is named with its entry, and none hides the next.  What cannot be checked from the book alone is said in
``Report.cannot_tell``.  Memory stays flat: entries are read in chunks and dropped.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from states.canonical import read as canonical_object
from states.errors import LogBroken
from workflow import sql
from workflow.audit import Depth, Problem, Report
from workflow.bysubject import BySubject
from workflow.chain import UNREADABLE, Link, links
from workflow.checkpoint import Roots, held_to
from workflow.kept import Kept, origin_of
from workflow.log import DEMONSTRATION, UNSIGNED, briefly, is_signed
from workflow.ordinary import ordinary
from workflow.projection import Projection, compare_last
from workflow.protection import FINGERPRINT, FINGERPRINT_ON_A_SERVER, fingerprint
from workflow.shape import check_parts, check_shape
from workflow.signatures import Signatures
from workflow.sql import Run
from workflow.strict import base64_of
from workflow.trace import Traces, follow


def verify(
    run: Run,
    depth: Depth = Depth.FULL,
    *,
    evidence: bool = True,
    tick: Callable[[int], None] | None = None,
    kept: Sequence[Kept] = (),
    found: Sequence[Problem] = (),
) -> Report:
    """Check the whole book.  Give it a ``run`` without a snapshot, so that a long check keeps no writer waiting.

    Without ``evidence`` the documents are left out of a whole check.  ``tick`` is told the number of entries read, chunk
    by chunk.  ``kept`` are checkpoints and proofs that the book has to agree with, ``found`` problems known already.
    """
    report = Report(depth=depth, problems=[*found])
    _check_schema(run, report)
    inspects = evidence and depth is Depth.FULL
    seen = _looked_at(run) if inspects else {}  # before the end of the log is held on to
    reading, roots = _Reading(run, report), Roots(each.checkpoint.size for each in kept)
    for link in links(run, report, tick):
        roots.add(link)
        if depth is not Depth.QUICK or link.seq == 1:
            _read(reading, link)
    report.root = base64_of(roots.tree.root())
    held_to(run, kept, roots, report)
    _describe(reading.signatures, report)
    if depth is Depth.QUICK:
        compare_last(run, report)
    else:
        reading.rows.finish(reading.traces)
        reading.by_subject.finish(run, report)
    if inspects:
        _inspect(run, seen, report)
    if depth is Depth.FULL:
        check_pages(run, report)
    report.problems.sort(key=lambda problem: (problem.seq is None, problem.seq))
    return report


APART = timedelta(minutes=1)
"""By so much the clocks of two computers of a team may differ, before one of them is called wrong."""


class _Reading:
    """What is kept of the entries read so far."""

    def __init__(self, run: Run, report: Report) -> None:
        self.run, self.report = run, report
        self.signatures, self.traces = Signatures(), Traces(run)
        self.rows, self.by_subject = Projection(run, report), BySubject()


def _read(reading: _Reading, link: Link) -> None:
    """One entry by what it says: its form, its signature, its place in a life, and every answer once more."""
    report, signatures = reading.report, reading.signatures
    seq = link.seq

    def wrong(what: str) -> None:
        report.problems.append(Problem(seq, what))

    try:
        body = _formed(link, report.depth)
        if seq == 1:
            _begin(body, report)
            for what in signatures.begin(body, link):
                wrong(what)
            return
        reading.by_subject.passes(body["subject"], seq)
        for what in signatures.follow(body, link):
            wrong(what)
        _in_time(report, seq, body["recorded_at"])
        reading.traces.doubtful = not report.ok
        if restored := body["facts"].get("restored"):
            report.restored.append(seq)
            if restored != {"entries": seq - 1, "head": link.header[-65:-1].decode()}:
                wrong("names as the end of its backup another entry than the last")
        if trace := follow(reading.traces, seq, body, wrong):
            reading.rows.passes(body["subject"], trace, reading.traces)
        if report.depth is Depth.FULL:
            _recheck(reading.run, seq, body, report)
    except LogBroken as error:
        wrong(error.message)
    except Exception as error:  # whatever a forged entry provokes is a finding about it, never a crash
        wrong(f"cannot be followed: {type(error).__name__}: {error}")


def _in_time(report: Report, seq: int, recorded_at: str) -> None:
    """An entry is recorded no earlier than those before it, but for what clocks differ by."""
    if recorded_at >= report.recorded_at:
        report.recorded_at = recorded_at
    elif datetime.fromisoformat(report.recorded_at) - datetime.fromisoformat(recorded_at) > APART:
        what = f"recorded {recorded_at}, before an earlier entry: {report.recorded_at}"
        report.remarks.append(Problem(seq, what))


def _check_schema(run: Run, report: Report) -> None:
    """The tables, indexes and triggers are those the book was made with."""
    try:
        if fingerprint(run) not in (FINGERPRINT, FINGERPRINT_ON_A_SERVER):
            what = "the schema was changed: a table, an index, a trigger or a right is not as it was made"
            report.problems.append(Problem(None, what))
    except UNREADABLE as error:
        report.problems.append(Problem(None, f"the schema cannot be read: {error}"))


def _formed(link: Link, depth: Depth) -> dict[str, Any]:
    """What an entry says, in the form that its place in the log asks for.

    Raises:
        LogBroken: it is of another.
    """
    body = ordinary(link.text) if depth is Depth.REPLAY and link.seq != 1 else None
    if body is None:
        body = _parse(link.text, briefly if depth is Depth.REPLAY else canonical_object)
        check_shape(link.seq, body)
        check_parts(link.seq, body)
    return body


def _parse(text: bytes, read: Callable[[bytes], dict[str, Any]]) -> dict[str, Any]:
    """What an entry says.

    Raises:
        LogBroken: its text is not JSON, or not in its one canonical spelling.
    """
    try:
        return read(text)
    except (ValueError, TypeError, RecursionError) as error:
        try:
            json.loads(text)
        except (ValueError, TypeError, RecursionError):
            raise LogBroken("is not JSON, or holds what no entry holds") from error
        raise LogBroken("is not in canonical form") from error


def _begin(body: Mapping[str, Any], report: Report) -> None:
    """The first entry begins a book, and says how far its log can be trusted."""
    policy = json.dumps(body["policy"], sort_keys=True)
    report.demonstration = policy == json.dumps(DEMONSTRATION, sort_keys=True)
    known = (report.demonstration, policy == json.dumps(UNSIGNED), is_signed(body["policy"]))
    if body["event"] != "init" or not any(known) or not re.fullmatch(r"[0-9a-f]{32}", body["book"]):
        report.problems.append(Problem(1, "does not begin a book as this program begins one"))
    report.origin = origin_of(body["book"])


def _describe(signatures: Signatures, report: Report) -> None:
    """What kind of log it is, in words that come first in every answer."""
    since, roles = signatures.signed_since, signatures.roster_since
    report.signed_since, report.first_key = since, signatures.first_key
    if report.demonstration:
        report.about = "unsigned log, a demonstration with a simulated clock"
        return
    signed = {None: "unsigned log", 1: "signed log"}.get(since, f"log signed from entry {since} on, unsigned before")
    report.about = f"{signed}, roles from entry {roles} on" if roles and since != 1 else signed


def _looked_at(run: Run) -> dict[str, str]:
    from workflow.inspection import looked_at  # here and in the next two, because a quick check asks none of them

    return looked_at(run)


def _inspect(run: Run, seen: dict[str, str], report: Report) -> None:
    from workflow.inspection import report_on

    report_on(run, seen, report)


def _recheck(run: Run, seq: int, body: Mapping[str, Any], report: Report) -> None:
    """Every question once more, on what was known then."""
    from workflow.recheck import differences

    report.problems.extend(Problem(seq, what) for what in differences(run, seq, body))


def check_pages(run: Run, report: Report) -> None:
    """The database's own check of its pages and indexes."""
    try:
        for (said,) in run(sql.INTEGRITY, {}):
            if said != "ok":
                report.problems.append(Problem(None, f"the file is damaged: {said}"))
    except UNREADABLE as error:
        report.problems.append(Problem(None, f"the file is damaged: {error}"))
