"""A sample of the steps in a book, for a test of controls, that anyone can draw again.

Every applied entry that is asked for is ranked by the SHA-256 of the text ``<random state>:<hash of the entry>``, in ASCII
and with the hash in hexadecimal.  Those that rank first are the sample.  A rank depends on nothing else: not on the order,
not on what else is asked for; and who draws it can choose no entry.
"""

from __future__ import annotations

import hashlib
import heapq
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from workflow import holdings, sql
from workflow.log import Entry
from workflow.queries import EVERYTHING, Answer, Filter, entries, lag, require_company, zone
from workflow.sql import Run

METHOD = "applied entries by the SHA-256 of RANDOM_STATE:HASH, the smallest first; listed in the order of the log"


def sample(run: Run, size: int, random_state: int, ref: str | None = None, asked: Filter = EVERYTHING) -> Answer:
    """So many of the applied entries that are asked for, each with what it was judged by and what it rests on.

    ``book`` is the log they were drawn from: how many entries it has, and the hash of the last.

    Raises:
        NotFound: there is no entry about ``ref``, or no such company.
    """
    if asked.company is not None:
        require_company(run, asked.company)
    ((last, head),) = run(sql.HEAD, {})
    population = 0

    def ranked() -> Iterator[tuple[bytes, int, Entry]]:
        nonlocal population
        for entry in entries(run, ref, replace(asked, outcome="applied")):
            if entry.seq > last:  # somebody records meanwhile
                break
            population += 1
            yield rank(random_state, entry.hash.hex()), entry.seq, entry

    drawn = sorted(heapq.nsmallest(size, ranked()), key=lambda each: each[1])
    shown_in = zone(run)
    documents: dict[int, list[Answer]] = {seq: [] for _, seq, _ in drawn}
    for each in holdings.listing(run, only=documents):
        documents[each["entry"]].append({name: each[name] for name in ("name", "sha256", "state")})
    return {
        "random_state": random_state,
        "size": size,
        "population": population,
        "method": METHOD,
        "book": {"entries": last, "head": head.hex()},
        "entries": [_row(entry, lag(entry.body, shown_in), documents[seq]) for _, seq, entry in drawn],
    }


def rank(random_state: int, digest: str) -> bytes:
    """Where an entry stands in the draw, by its hash in hexadecimal."""
    return hashlib.sha256(f"{random_state}:{digest}".encode("ascii")).digest()


def _row(entry: Entry, lag_days: int | None, evidence: list[Answer]) -> Answer:
    body: dict[str, Any] = entry.body
    by = body["by"] or {}
    return {
        "entry": entry.seq,
        "hash": entry.hash.hex(),
        "subject": body["subject"],
        "event": body["event"],
        "on": body["occurred_on"],
        "recorded_at": body["recorded_at"],
        "lag_days": lag_days,
        "actor": body["actor"],
        "person": by.get("person"),
        "role": by.get("role"),
        "rulebook": body["rulebook"],
        "guards": len(body["findings"]),
        "overridden": body["overridden"],
        "attested": list(body["facts"].get("attest") or ()),
        "evidence": evidence,
    }
