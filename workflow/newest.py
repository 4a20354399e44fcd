"""Whether the newest entry of a book is one that a sound copy of it would have, too: only that is worth remembering."""

from __future__ import annotations

import json
from contextlib import suppress

from workflow import sql
from workflow.log import NOTHING_BEFORE, leaf, message
from workflow.sql import Run


def is_credible(run: Run, book: str, seq: int, after: int | None) -> bool:
    """Whether entry ``seq`` follows the one before it and, where entries are signed, is by a person of the roster.

    ``after`` is an entry that was believed before, ``None`` at first sight: what changed the roster since is looked at
    as well, or a stranger could add themselves first.
    """
    with suppress(Exception):  # whatever a stray row provokes, nobody remembers it
        return _follows(run, book, seq) and _is_vouched_for(run, book, seq, after)
    return False


def _follows(run: Run, book: str, seq: int) -> bool:
    rows = list(run(sql.LOG_BYTES_FROM, {"first": seq - 1, "chunk": 2}))
    number, prev, text, digest, _ = rows[-1]
    before = rows[0][3] if seq > 1 else NOTHING_BEFORE
    linked = (number, len(rows), prev) == (seq, min(seq, 2), before)
    return linked and bool(leaf(message(book, seq, prev, text.decode())) == digest)


def _is_vouched_for(run: Run, book: str, seq: int, after: int | None) -> bool:
    from states.people import SUBJECT

    roster = [changed for changed, _ in run(sql.APPLIED_OF, {"subject": SUBJECT, "before": seq + 1})]
    if not roster:
        return True
    from workflow.chain import Link  # in a book with a roster alone: who reads another need not wait for them
    from workflow.others import in_force
    from workflow.signatures import by_the_roster

    for each in dict.fromkeys([*(changed for changed in roster if after is not None and changed > after), seq]):
        people = in_force(run, each)
        if people is None or not people.signing:
            continue
        ((_, prev, text, digest, sig),) = run(sql.LOG_BYTES_FROM, {"first": each, "chunk": 1})
        link = Link(each, message(book, each, prev, ""), text, sig, digest)
        if any(True for _ in by_the_roster(people, json.loads(text), link)):
            return False
    return True
