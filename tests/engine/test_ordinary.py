"""What is read at a glance is what the strict reader and every check of form would have let through, and no other."""

from __future__ import annotations

import json
import random
import sqlite3
from collections.abc import Iterator
from contextlib import suppress
from functools import cache
from typing import Any

import pytest

from states.canonical import canonical
from states.errors import LogBroken
from tests.engine.histories import opened, story
from workflow.audit import Depth, Report
from workflow.log import briefly
from workflow.ordinary import ordinary
from workflow.shape import check_parts, check_shape
from workflow.trace import SLOTS, Traces
from workflow.verify import verify

BODY: dict[str, Any] = {
    "acting_for": None,
    "actor": "ito",
    "by": None,
    "company": "C",
    "corrects": None,
    "event": "resolve",
    "evidence": [],
    "facts": {"attest": {"net_assets": "worksheet"}, "day": "2018-06-28"},
    "findings": [],
    "from": "drafted",
    "kind": "dividend",
    "occurred_on": "2018-05-24",
    "op": "0" * 32,
    "outcome": "applied",
    "overridden": [],
    "reason": None,
    "recorded_at": "2018-12-28T06:30:00.000000Z",
    "rev": 2,
    "rulebook": "japan 2026.2",
    "subject": "D",
    "terms": {"digest": "a" * 64, "version": 1},
    "to": "proposed",
    "v": 1,
}
ODD = (
    "",
    "x",
    "決議",
    "😀",
    '"',
    "\\",
    "\x7f",
    "\n",
    '"],"from":',
    "2018-02-30",
    "2018-06-28",
    "refused",
    "0" * 64,
    "A" * 32,
)
ODD_NUMBERS = (None, True, False, 0, 1, -1, 10**15 - 1, 10**15, 2**53 - 1, 2**53)
ODD_GROUPS: tuple[Any, ...] = (
    [],
    {},
    [1],
    [{}],
    {"\uffff": 1, "😀": 2},
    {"version": 1},
    {"entry": 1},
    {"a": [], "from": None},
)
ODD_TERMS = ({"digest": "a" * 64, "version": 0}, {"digest": "g" * 64, "version": 1}, {"digest": "", "version": 1})
BY = {"person": "ito", "role": "admin", "key": None, "waived": []}
VALUES: tuple[Any, ...] = (*ODD, *ODD_NUMBERS, *ODD_GROUPS, *ODD_TERMS, BY)


def spelled(body: Any) -> str:
    return json.dumps(body, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def closely(text: bytes) -> dict[str, Any] | None:
    """The same by the long way; ``None`` where it is refused."""
    with suppress(ValueError, RecursionError, LogBroken):
        body = briefly(text)
        check_shape(2, body)
        check_parts(2, body)
        return body
    return None


def respelled(text: str) -> Iterator[str]:
    """One letter more, another or one less, everywhere."""
    for at in range(len(text)):
        yield text[:at] + text[at + 1 :]
        for letter in (*' \n"\\{}[],:0-.eé', "\\u0061", "😀"):
            yield text[:at] + letter + text[at:]
            yield text[:at] + letter + text[at + 1 :]


def forged() -> Iterator[str]:
    for name in BODY:
        yield from (spelled(BODY | {name: value}) for value in VALUES)
        yield from (spelled(BODY | {"facts": {name: value}}) for value in VALUES)
        yield spelled({other: value for other, value in BODY.items() if other != name})
        yield spelled(BODY | {f"{name}_": None})
        yield spelled(BODY).replace(f'"{name}":', f'"{name}":{spelled(BODY[name])},"{name}":')
        yield json.dumps({name: BODY[name]} | BODY, ensure_ascii=False, separators=(",", ":"))
    yield from respelled(spelled(BODY))


def test_nothing_passes_at_a_glance_that_a_closer_look_refuses_or_reads_otherwise() -> None:
    passed = 0
    for text in forged():
        with suppress(UnicodeEncodeError):
            glance = ordinary(text.encode())
            passed += glance is not None
            assert glance is None or spelled(glance) == spelled(closely(text.encode())), text
    assert passed > 1_000


def test_deep_facts_are_left_to_the_closer_look() -> None:
    deep = spelled(BODY).replace('"facts":{', '"facts":{"a":' + '{"a":' * 100_000 + "1" + "}" * 100_000 + ",")
    assert ordinary(deep.encode()) is None


@pytest.mark.parametrize("seed", range(12))
def test_entries_of_every_kind_of_book_are_read_alike(seed: int) -> None:
    for _, _, text, _, _ in story(seed).entries[1:]:
        found = ordinary(text.encode())
        assert found is None or found == closely(text.encode())


def test_a_first_entry_is_never_ordinary() -> None:
    """Or a book could begin with a step of a dividend."""
    connection, body = opened(), canonical(BODY)
    connection.execute("INSERT INTO entry (seq, prev, body, hash) VALUES (1, ?, ?, ?)", (bytes(32), body, bytes(32)))
    said = {problem.what for problem in verify(connection.execute, Depth.REPLAY).problems}
    assert "entry 1 is not the body of an entry" in said


# ── Subjects that were dropped ──


@cache
def longest() -> int:
    return max(range(40), key=lambda seed: len(story(seed).entries))


def replayed(connection: sqlite3.Connection) -> Report:
    return verify(connection.execute, Depth.REPLAY)


def test_what_was_not_followed_is_looked_up_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """The slots know nothing of an entry that could not be read: its subject may be anyone."""
    history, rng = story(longest()).copy(), random.Random(1)
    for _ in range(30):
        forged = history.copy()
        at = rng.randrange(2, len(forged.entries))
        forged.put(at, forged.body(at) | {"v": 2})
        forged.rehash()
        connection = opened()
        forged.into(connection)
        found = replayed(connection).problems
        with monkeypatch.context() as patch:
            patch.setattr("workflow.trace.SLOTS", 1)  # every reference shares it, so each is looked up
            assert replayed(connection).problems == found


def test_a_new_subject_is_not_looked_up() -> None:
    asked: list[str] = []
    traces = Traces(lambda text, _: asked.append(text) or ())  # type: ignore[func-returns-value]
    traces.drop("A")
    other = next(ref for ref in map(str, range(9)) if (hash(ref) - hash("A")) % SLOTS)
    assert (traces.before(other, 9), asked) == (None, [])
    assert traces.before("A", 9) is None
    assert len(asked) == 1
    traces.doubtful = True
    assert traces.before(other, 9) is None
    assert len(asked) == 2
