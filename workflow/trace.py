"""Where the log brings each subject, entry by entry: the replay of ``verify``, with little kept of each."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from states.canonical import digest, digest_as_read
from states.facts import Kind
from states.fold import fold
from states.lifecycle import Lifecycle
from states.lives import LIFECYCLES
from workflow import sql
from workflow.log import read_body
from workflow.replay import NEVER, row_of, rows_of
from workflow.sql import Run

_SHOWN = frozenset(("name", "kind", "number", "day", "terms", "people", "restored"))  # the facts a state row is made from
NO_TERMS = digest({})
MOST = 10_000  # traces held at a time
SLOTS = 1 << 20  # one set for each reference that was dropped: most others are known to be new


@dataclass(slots=True)
class Trace:
    """Where the log has brought one subject."""

    lifecycle: Lifecycle
    company: str
    state: str | None = None
    rev: int = 0
    seq: int = 0
    before: int = 0  # the entry about it before that
    facts: dict[str, Any] = field(default_factory=dict)
    came_from: dict[str, str | None] = field(default_factory=dict)
    digest: str = NO_TERMS
    version: int = 0

    def dests(self, event: str) -> tuple[str | None, ...]:
        """Where ``event`` may lead from here: one state, or none."""
        row = self.lifecycle.row(event, self.state)
        dests = self.lifecycle.dests(row) if row else ()
        return dests if len(dests) < 2 else (self.came_from.get(str(self.state)),)


class Traces:
    """The traces of the subjects that the log is about just now.

    Those not heard of for long are dropped, and followed anew when they are: memory stays flat however many there are.
    """

    def __init__(self, run: Run, most: int = MOST) -> None:
        self.born = 0
        self.doubtful = False  # whether entries that were not followed may be about any subject
        self._run, self._most = run, most
        self._held: OrderedDict[str, Trace] = OrderedDict()
        self._dropped = bytearray()

    def before(self, ref: str, seq: int) -> Trace | None:
        """Where the entries before ``seq`` have brought a subject."""
        if trace := self._held.get(ref):
            self._held.move_to_end(ref)
            return trace
        if self._dropped and (self.doubtful or self._dropped[hash(ref) % SLOTS]):
            return again(self._run, ref, seq)
        return None

    def keep(self, ref: str, trace: Trace) -> None:
        """Hold where an entry has brought a subject."""
        self.born += trace.rev == 1
        self._held[ref] = trace
        if len(self._held) > self._most:
            self.drop(next(iter(self._held)))

    def drop(self, ref: str) -> None:
        """Forget a subject, which no entry need be about any more."""
        self._held.pop(ref, None)
        self._dropped = self._dropped or bytearray(SLOTS)
        self._dropped[hash(ref) % SLOTS] = True


def again(run: Run, ref: str, before: int = NEVER) -> Trace | None:
    """The trace of one subject from its applied entries alone; ``None`` where there are none that can be followed."""
    traces = Traces(run)
    for seq, text in rows_of(run, ref, before):
        follow(traces, seq, read_body(seq, text, in_full=False), lambda _: None)
    return traces.before(ref, before)


def follow(traces: Traces, seq: int, body: Mapping[str, Any], wrong: Callable[[str], None]) -> Trace | None:
    """One entry through the table of its lifecycle; ``wrong`` is told what does not follow.

    The trace after it, or ``None`` where it moves nothing.
    """
    ref, event, source = body["subject"], body["event"], body["from"]
    trace = traces.before(ref, seq) or Trace(LIFECYCLES[Kind(body["kind"])], body["company"])
    if source != trace.state:
        wrong(f"{ref} is {trace.state}, the entry says {source}")
    if body["outcome"] == "refused":
        if body["to"] != source or body["rev"] is not None:
            wrong("a refusal moves its subject")
        return None
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
    trace.state, trace.rev, trace.seq, trace.before = body["to"], body["rev"], seq, trace.seq
    traces.keep(ref, trace)
    return trace


def _follow_terms(trace: Trace, body: Mapping[str, Any], restated: bool, wrong: Callable[[str], None]) -> None:
    now = digest_as_read(trace.facts.get("terms", {})) if restated else trace.digest
    version = trace.version + (now != trace.digest)
    if body["terms"] != {"version": version, "digest": now}:
        said = f"version {body['terms'].get('version')}, {str(body['terms'].get('digest'))[:12]}"
        wrong(f"terms version {version} are {now[:12]}, the entry says {said}")
    trace.digest, trace.version = now, version


def unlike(trace: Trace, ref: str, row: sql.Row) -> list[str]:
    """Where a state row says something else than the log."""
    try:
        due = row_of(ref, trace.lifecycle.kind, trace.company, str(trace.state), trace.rev, trace.seq, trace.facts)
    except Exception as error:  # forged facts
        return [f"its facts cannot be read: {error!r}"]
    return [] if tuple(due.values()) == row else unequal(dict(zip(due, row, strict=True)), due)


def unequal(shown: Mapping[str, Any], said: Mapping[str, Any]) -> list[str]:
    """What a state row shows that the log does not say."""
    return [f"{name} {value!r}, the log says {said[name]!r}" for name, value in shown.items() if value != said[name]]
