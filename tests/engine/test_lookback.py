"""A subject as it was: the same as in a book that ends there, for random histories, by another way of counting."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from states.errors import NotFound
from tests.conftest import DIVIDEND, record
from tests.engine.histories import History, opened, story
from workflow import lookback, sql
from workflow.book import Book
from workflow.standing import show

_ASIDE = ("as_of", "as_known_at", "next_step")


def asked(history: History, ref: str, **when: Any) -> dict[str, Any] | None:
    """What is shown of a subject, or nothing where it was not yet there."""
    connection = opened()
    history.into(connection)
    try:
        answer = show(connection.execute, ref, **when)
    except NotFound:
        return None
    finally:
        connection.close()
    return {name: value for name, value in answer.items() if name not in _ASIDE}


def cut(history: History, keep: Any) -> History:
    """The book with only those entries that ``keep`` wants, and the first."""
    shorter = history.copy()
    shorter.entries = [row for at, row in enumerate(shorter.entries) if at == 0 or keep(history.body(at))]
    return shorter


def subjects(history: History) -> list[str]:
    return sorted({body["subject"] for at in range(1, len(history.entries)) if (body := history.body(at))["rev"]})


def differs_at_an_instant(seed: int) -> bool:
    history = story(("then", seed))
    rng = random.Random(seed)
    instants = [datetime.fromisoformat(history.body(at)["recorded_at"]) for at in range(1, len(history.entries))]
    at = rng.choice(instants) + timedelta(microseconds=rng.choice((-1, 0, 1)))
    ref = rng.choice(subjects(history))
    ended = cut(history, lambda body: datetime.fromisoformat(body["recorded_at"]) <= at)
    return asked(history, ref, known_at=at) != asked(ended, ref)


def differs_on_a_day(seed: int) -> bool:
    history = story(("then", seed))
    rng = random.Random(seed)
    day = str(date(2018, 5, 24) + timedelta(days=rng.choice((-1, 0, 1, 14, 35, 36, 68, 69, 70))))
    ref = rng.choice([each for each in subjects(history) if each not in ("C", "people")] or ["D0"])
    bodies = {at + 1: body for at in range(1, len(history.entries)) if (body := history.body(at))["rev"]}
    days = {seq: body["occurred_on"] for seq, body in bodies.items()}
    for body in bodies.values():
        if body["corrects"] and body["corrects"]["occurred_on"]:
            days[body["corrects"]["entry"]] = body["corrects"]["occurred_on"]
    for seq, body in bodies.items():
        if days[seq] is None:
            after = [other for other in bodies if bodies[other]["subject"] == body["subject"] and other > seq]
            stated = [days[other] for other in after if bodies[other]["occurred_on"] and not bodies[other]["corrects"]]
            days[seq] = min(["2018-08-01", *stated])  # all is recorded on that day
    for seq, body in bodies.items():
        if body["corrects"]:
            days[seq] = days[body["corrects"]["entry"]]
    done = {json.dumps(body) for seq, body in bodies.items() if days[seq] <= day}
    ended = cut(history, lambda body: json.dumps(body) in done)
    return asked(history, ref, as_of=date.fromisoformat(day)) != asked(ended, ref)


@pytest.mark.parametrize("part", range(2))
def test_as_known_at_an_instant_is_as_in_a_book_that_ends_there(part: int) -> None:
    assert [seed for seed in range(part * 200, part * 200 + 200) if differs_at_an_instant(seed)] == []


@pytest.mark.parametrize("part", range(2))
def test_as_of_a_day_is_as_in_a_book_of_what_was_done_until_then(part: int) -> None:
    assert [seed for seed in range(part * 200, part * 200 + 200) if differs_on_a_day(seed)] == []


def test_a_remark_that_was_recorded_late_moves_nothing_on_its_day(iij: Callable[[str], Book]) -> None:
    book = iij("pay")
    record(book, "dividend", DIVIDEND, "fulfil", "2018-06-01", fulfilled=["tdnet_dividend"])
    with book.reading() as run:
        then, now = show(run, DIVIDEND, as_of=date(2018, 6, 1)), show(run, DIVIDEND)
    assert (then["state"], then["terms"]["version"], then["deeds"][-1]["event"]) == ("proposed", 1, "fulfil")
    assert (now["state"], now["deeds"][-1]["to"]) == ("paying", "paying")


def test_planted_an_instant_that_is_left_out_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lookback, "known_at", lambda rows, at: tuple(row for row in rows if recorded(row) < at))
    assert any(map(differs_at_an_instant, range(100)))


def test_planted_a_day_of_another_entry_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lookback, "corrected_days", lambda _: {3: "1999-01-01"})
    assert any(map(differs_on_a_day, range(100)))


def recorded(row: sql.Row) -> datetime:
    return datetime.fromisoformat(json.loads(row[1])["recorded_at"])
