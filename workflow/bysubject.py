"""Whether the book finds every entry by its subject, as each answer about one subject looks for it.

An index is not part of what was hashed: one that leaves an entry out hides it from every such answer, in a log that holds.
"""

from __future__ import annotations

from workflow import sql
from workflow.audit import Problem, Report
from workflow.chain import CHUNK, UNREADABLE
from workflow.sql import Run


class BySubject:
    """The entries of a log while it is read, as one sum: each number weighed by the subject it is about."""

    def __init__(self) -> None:
        self._entries = self._read = 0

    def passes(self, subject: str, seq: int) -> None:
        """An entry goes by."""
        self._entries += 1
        self._read += hash(subject) * seq

    def finish(self, run: Run, report: Report) -> None:
        """Say where not every entry is found; with an entry that could not be read, which was named, nothing is known."""
        if self._entries + 1 != report.entries:
            return
        found, after = 0, ""
        try:
            while rows := list(run(sql.SUMS_BY_SUBJECT, {"after": after, "chunk": CHUNK})):
                found += sum(hash(subject) * int(numbers or 0) for subject, numbers in rows)
                if len(rows) < CHUNK or rows[-1][0] <= after:
                    break  # of the second kind is a damaged index only
                after = rows[-1][0]
        except (*UNREADABLE, TypeError, ValueError) as error:
            report.problems.append(Problem(None, f"the entries cannot be read by their subjects: {error}"))
            return
        if found != self._read:
            what = "the entries found by their subjects are not those of the log: an answer about one may leave some out"
            report.problems.append(Problem(None, what))
