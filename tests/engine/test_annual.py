"""The dividend note over random histories: each dividend that was decided and stands is in the first table of one year."""

from __future__ import annotations

import json
import random
from collections import Counter
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from functools import cache
from itertools import pairwise
from typing import Any

import pytest

from states.errors import KetsugiError
from states.facts import Kind
from tests.engine.histories import opened
from workflow import annual, log
from workflow.engine import take
from workflow.step import Actor, Step

ENDS = ((3, 31), (2, 28), (2, 29), (12, 31), (3, 20), (6, 30))  # of fiscal years, the last of them not always a month's
YEARS = range(2014, 2023)
NOW = datetime(2030, 1, 1, tzinfo=UTC)
BOARD = ("decide", "suspend", "pay", "withdraw", "annul", "recover", "resume")
MEETING = ("resolve", "approve", "reject", "pay", "withdraw", "annul", "suspend")


def year_ends(end: tuple[int, int]) -> list[date]:
    """The last days of the fiscal years of a company, counted without the program."""
    month, day = end
    if month == 2:
        return [date(year, 3, 1) - timedelta(days=1) for year in YEARS]
    return [date(year, month, day) for year in YEARS]


@cache
def played(seed: int) -> tuple[bytes, list[date]]:
    """A random book whose dividends have days about the ends of fiscal years, and those ends."""
    rng, connection = random.Random(seed), opened()
    ends = year_ends(rng.choice(ENDS))
    body = {"v": 1, "book": f"{seed:032x}", "name": "x", "timezone": "UTC", "policy": log.UNSIGNED}
    body |= {"event": "init", "recorded_at": log.instant(NOW), "actor": "ito"}
    log.append(connection.execute, body, None)

    def do(kind: Kind, ref: str, event: str, on: str | None = None, **facts: Any) -> None:
        step = Step(kind=kind, ref=ref, event=event, on=on and date.fromisoformat(on), facts=facts, reason="r")  # type: ignore[arg-type]
        with suppress(KetsugiError):  # no such entry can be written
            take(connection.execute, step, actor=Actor(name="ito"), now=NOW)

    do(Kind.COMPANY, "C", "add", name="C", jurisdiction="BR", timezone="UTC")
    do(Kind.MEETING, "M", "plan", company="C", number=1, day="2013-12-20")
    do(Kind.MEETING, "M", "convene", "2013-12-02")
    for number in range(6):
        record = rng.choice(ends[2:-2]) + timedelta(days=rng.choice((-183, -1, 0, 0, 1)))
        effect = rng.choice((record + timedelta(days=rng.choice((0, 1, 30, 90))), rng.choice(ends[2:-2])))
        terms = {"record_on": str(record), "effective_on": str(effect), "lines": [{"per_share": "1", "total": "5"}]}
        route = rng.choice(("board", "meeting"))
        to = {"meeting": "M"} if route == "meeting" else {}
        do(Kind.DIVIDEND, f"D{number}", "draft", company="C", route=route, terms=terms, **to)
        events = MEETING if to else BOARD
        for event in (*events[: rng.randint(0, 2)], *rng.sample(events, rng.randint(0, 3))):
            on = {"resolve": "2013-12-01", "decide": "2013-12-20", "approve": "2013-12-20", "reject": "2013-12-20"}.get(
                event
            )
            do(Kind.DIVIDEND, f"D{number}", event, on or "2029-12-01")
    whole = connection.serialize()
    connection.close()
    return whole, ends


def asked(seed: int) -> tuple[list[dict[str, Any]], list[dict[str, Any]], list[date]]:
    """The note of each year, the bodies of the applied entries, and the ends of the years."""
    whole, ends = played(seed)
    connection = opened()
    connection.deserialize(whole)
    try:
        bodies = [
            json.loads(text) for (text,) in connection.execute("SELECT body FROM entry WHERE rev IS NOT NULL ORDER BY seq")
        ]
        return [annual.dividend_note(connection.execute, "C", each) for each in ends], bodies, ends
    finally:
        connection.close()


def told(bodies: list[dict[str, Any]]) -> dict[str, tuple[str, str, str]]:
    """What became of each dividend, with its record date and its day of effect, from the entries alone."""
    known: dict[str, tuple[str, str, str]] = {}
    became = {"resolve": "put", "approve": "stands", "decide": "stands"}
    became |= dict.fromkeys(("annul", "withdraw", "reject", "supersede"), "gone")
    for body in bodies:
        if body["kind"] == "dividend":
            ref, terms = body["subject"], body["facts"].get("terms")
            was = known.get(ref) or ("open", terms["record_on"], terms["effective_on"])
            known[ref] = (became.get(body["event"], was[0]), *was[1:])
    return known


def differs(seed: int) -> bool:
    """Whether a note says anything else than the entries do."""
    made, bodies, ends = asked(seed)
    expected: dict[str, list[tuple[str, date]]] = {name: [] for name in annual.TABLES}
    for ref, (became, record, effect) in told(bodies).items():
        (in_year,) = (end for before, end in pairwise(ends) if str(before) < effect <= str(end))
        (of_record,) = (end for before, end in pairwise(ends) if str(before) < record <= str(end))
        if became == "stands":
            expected["effective_in_year"].append((ref, in_year))
        if became in ("stands", "put") and effect > str(of_record):
            expected["effective_after" if became == "stands" else "awaiting_approval"].append((ref, of_record))
    found = {
        name: [(row["ref"], end) for end, each in zip(ends, made, strict=True) for row in each[name]] for name in expected
    }
    return {name: sorted(rows) for name, rows in found.items()} != {name: sorted(rows) for name, rows in expected.items()}


@pytest.mark.parametrize("part", range(4))
def test_each_dividend_that_stands_is_in_the_first_table_of_exactly_one_year(part: int) -> None:
    assert [seed for seed in range(part * 15, part * 15 + 15) if differs(seed)] == []


def test_the_histories_fill_every_table_that_they_can() -> None:
    seen = Counter(name for seed in range(60) for note in asked(seed)[0] for name in annual.TABLES for _ in note[name])
    assert min(seen[name] for name in annual.TABLES if name != "not_certain") > 5


def test_planted_a_year_that_begins_with_the_last_day_of_the_one_before_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    right = annual.fiscal_year
    monkeypatch.setattr(
        annual, "fiscal_year", lambda last: right(last)._replace(first=right(last).first - timedelta(days=1))
    )
    assert any(map(differs, range(50)))


def test_planted_a_year_that_knows_no_leap_day_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    def naive(last: date) -> annual.Days:
        return annual.Days(date(last.year - 1, last.month, min(last.day, 28)) + timedelta(days=1), last)

    right = annual.fiscal_year
    monkeypatch.setattr(annual, "fiscal_year", lambda last: (naive if last.month == 2 else right)(last))
    assert any(map(differs, range(60)))


def test_planted_an_annulled_dividend_in_the_note_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(annual, "_decided", lambda past: annual.last_deed(past, "approve", "decide"))
    assert any(map(differs, range(60)))


def test_planted_a_record_date_on_the_last_day_of_the_year_that_is_left_out_is_caught(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(annual.Days, "within", lambda self, year: year.first <= self.first and self.last < year.last)
    assert any(map(differs, range(50)))


@pytest.mark.parametrize(
    ("last", "first"),
    [
        ("2018-03-31", "2017-04-01"),
        ("2018-12-31", "2018-01-01"),
        ("2020-02-29", "2019-03-01"),
        ("2021-02-28", "2020-03-01"),
        ("2022-02-28", "2021-03-01"),
        ("2018-03-20", "2017-03-21"),
        ("2020-02-28", "2019-03-01"),
        ("2018-06-30", "2017-07-01"),
    ],
)
def test_a_fiscal_year_begins_the_day_after_the_one_before_ended(last: str, first: str) -> None:
    assert str(annual.fiscal_year(date.fromisoformat(last)).first) == first
