"""Check a book without trusting it: the chain, the tables, the state rows, and every answer once more.

Every problem is named with its entry, and none hides the next.  What cannot be checked from the book alone is said in
``Report.cannot_tell``.  Memory stays flat: entries are read in chunks and dropped.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from typing import Any

from states.canonical import canonical
from states.errors import LogBroken
from workflow import inspection, sql
from workflow.audit import Problem, Report
from workflow.chain import UNREADABLE, Link, links
from workflow.log import DEMONSTRATION, UNSIGNED, check_parts, check_shape, is_signed
from workflow.protection import FINGERPRINT, fingerprint
from workflow.signatures import Signatures
from workflow.sql import Run
from workflow.trace import Trace, follow, unequal, unlike


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
    signatures = Signatures()
    for link in links(run, report, tick):
        if not quick or link.seq == 1:
            _read(run, traces, signatures, link, report)
    _describe(signatures, report)
    if quick:
        _compare_last(run, report)
    else:
        _compare_rows(run, traces, report)
        if seen is not None:
            inspection.report_on(run, seen, report)
        _check_file(run, report)
    report.problems.sort(key=lambda problem: (problem.seq is None, problem.seq))
    return report


def _read(run: Run, traces: dict[str, Trace], signatures: Signatures, link: Link, report: Report) -> None:
    """One entry by what it says: its form, its signature, its place in a life, and every answer once more."""
    seq = link.seq

    def wrong(what: str) -> None:
        report.problems.append(Problem(seq, what))

    try:
        body = _parse(link.text)
        check_shape(seq, body)
        check_parts(seq, body)
        if seq == 1:
            _begin(body, report)
            for what in signatures.begin(body, link.message, link.sig):
                wrong(what)
            return
        for what in signatures.follow(seq, body, link.message, link.sig):
            wrong(what)
        if body["recorded_at"] < report.recorded_at:
            what = f"recorded {body['recorded_at']}, before an earlier entry: {report.recorded_at}"
            report.remarks.append(Problem(seq, what))
        report.recorded_at = max(report.recorded_at, body["recorded_at"])
        follow(traces, seq, body, wrong)
        _recheck(run, seq, body, report)
    except LogBroken as error:
        wrong(error.message)
    except Exception as error:  # whatever a forged entry provokes is a finding about it, never a crash
        wrong(f"cannot be followed: {type(error).__name__}: {error}")


def _check_schema(run: Run, report: Report) -> None:
    """The tables, indexes and triggers are those the book was made with."""
    try:
        if fingerprint(run) != FINGERPRINT:
            what = "the schema was changed: a table, an index or a trigger is not as it was made"
            report.problems.append(Problem(None, what))
    except UNREADABLE as error:
        report.problems.append(Problem(None, f"the schema cannot be read: {error}"))


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
    policy = json.dumps(body["policy"], sort_keys=True)
    report.demonstration = policy == json.dumps(DEMONSTRATION, sort_keys=True)
    known = (report.demonstration, policy == json.dumps(UNSIGNED), is_signed(body["policy"]))
    if body["event"] != "init" or not any(known) or not re.fullmatch(r"[0-9a-f]{32}", body["book"]):
        report.problems.append(Problem(1, "does not begin a book as this program begins one"))


def _describe(signatures: Signatures, report: Report) -> None:
    """What kind of log it is, in words that come first in every answer."""
    since, roles = signatures.signed_since, signatures.roster_since
    report.signed = since is not None
    if report.demonstration:
        report.about = "unsigned log, a demonstration with a simulated clock"
        return
    signed = {None: "unsigned log", 1: "signed log"}.get(since, f"log signed from entry {since} on, unsigned before")
    report.about = f"{signed}, roles from entry {roles} on" if roles and since != 1 else signed


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
