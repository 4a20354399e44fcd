"""A sample: the same as drawn by hand with hashlib, whatever else is asked, and in whatever order the log is read."""

from __future__ import annotations

import hashlib
import json
import random
from collections.abc import Callable, Mapping
from dataclasses import asdict
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from states.errors import LogBroken, NotFound
from tests.conftest import DIVIDEND, record
from tests.engine.histories import History, opened, story
from workflow import sample as drawing
from workflow import sql
from workflow.book import Book
from workflow.evidence import document
from workflow.holdings import of_entries
from workflow.queries import Filter
from workflow.sample import sample

OpenAt = Callable[[str], Book]
FILTERS = (
    Filter(),
    Filter(event="note"),
    Filter(company="C"),
    Filter(since=date(2018, 6, 28)),
    Filter(since=date(2018, 5, 24), until=date(2018, 6, 28)),
)


def drawn(history: History, size: int, state: int, asked: Filter = FILTERS[0]) -> dict[str, Any]:
    connection = opened()
    history.into(connection)
    answer = sample(connection.execute, size, state, None, asked)
    connection.close()
    return answer


def by_hand(history: History, size: int, state: int, asked: Filter) -> tuple[int, list[int]]:
    """As somebody draws it who has the lines of the log and ``sha256sum``."""
    ranks = {}
    for at in range(1, len(history.entries)):
        body, digest = history.body(at), history.entries[at][3].hex()
        day = body["occurred_on"] or "2018-08-01"  # all is recorded on that day
        fits = str(asked.since or "") <= day <= str(asked.until or "9") and asked.event in (None, body["event"])
        if body["outcome"] == "applied" and fits and asked.company in (None, body["company"]):
            ranks[hashlib.sha256(f"{state}:{digest}".encode()).hexdigest()] = at + 1
    return len(ranks), sorted(ranks[each] for each in sorted(ranks)[:size])


def differs(seed: int) -> bool:
    history, size, asked = story(("sample", seed)), (1, 3, 25)[seed % 3], FILTERS[seed % len(FILTERS)]
    answer = drawn(history, size, seed, asked)
    return (answer["population"], [each["entry"] for each in answer["entries"]]) != by_hand(history, size, seed, asked)


@pytest.mark.parametrize("part", range(4))
def test_a_sample_is_what_is_drawn_by_hand(part: int) -> None:
    assert [seed for seed in range(part * 25, part * 25 + 25) if differs(seed)] == []


@pytest.mark.parametrize("rank", [lambda state, digest: digest.encode(), lambda state, digest: bytes.fromhex(digest)])
def test_planted_a_rank_by_something_else_is_caught(monkeypatch: pytest.MonkeyPatch, rank: Any) -> None:
    monkeypatch.setattr(drawing, "rank", rank)
    assert any(map(differs, range(50)))


class Both(Filter):
    """Wants refusals too."""

    def wants(self, body: Mapping[str, Any], shown_in: ZoneInfo) -> bool:
        return body["event"] != "init" and super().wants(body, shown_in)


def test_planted_a_draw_of_refusals_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drawing, "replace", lambda asked, **_: Both(**asdict(asked)))
    assert any(map(differs, range(50)))


@pytest.mark.parametrize("seed", range(10))
def test_a_sample_does_not_depend_on_the_order_of_the_log_or_on_what_else_is_there(seed: int) -> None:
    history, rng = story(("order", seed)), random.Random(seed)
    hashes = [each["hash"] for each in drawn(history, 3, seed)["entries"]]
    turned = history.copy()
    rest = turned.entries[1:]
    rng.shuffle(rest)
    turned.entries = [turned.entries[0], *([number, *row[1:]] for number, row in enumerate(rest, 2))]
    assert sorted(each["hash"] for each in drawn(turned, 3, seed)["entries"]) == sorted(hashes)
    everything = {each["hash"]: each for each in drawn(history, 99, seed)["entries"]}
    narrower = drawn(history, 99, seed, Filter(event="note"))["entries"]
    assert [each["hash"] for each in narrower] == [digest for digest, each in everything.items() if each["event"] == "note"]


@pytest.mark.parametrize("seed", range(10))
def test_a_larger_sample_holds_the_smaller_one_and_another_number_draws_another(seed: int) -> None:
    history = story(("larger", seed))
    one, two = ({each["entry"] for each in drawn(history, size, seed)["entries"]} for size in (1, 2))
    assert one < two
    others = [[each["entry"] for each in drawn(history, 1, state)["entries"]] for state in range(20)]
    assert len({tuple(each) for each in others}) > 1


def test_an_entry_of_a_sample_says_what_it_was_judged_by_and_rests_on(iij: OpenAt) -> None:
    book, paper = iij("plan"), document("consent.txt", b"all agree")
    said = {"overrides": frozenset({"notice_public_co"}), "reason": "all consent", "evidence": (paper,)}
    entry = record(book, "meeting", "IIJ-AGM26", "convene", "2018-06-20", **said)
    with book, book.reading() as run:
        answer = sample(run, 25, 7, None, Filter(event="convene"))
    assert json.loads(json.dumps(answer)) == answer
    (row,) = answer["entries"]
    assert row == {
        "entry": 4,
        "hash": entry.hash.hex(),
        "subject": "IIJ-AGM26",
        "event": "convene",
        "on": "2018-06-20",
        "recorded_at": "2018-08-01T03:00:00.000000Z",
        "lag_days": 42,
        "actor": "sato",
        "person": None,
        "role": None,
        "rulebook": entry.body["rulebook"],
        "guards": len(entry.body["findings"]),
        "overridden": ["notice_public_co"],
        "attested": [],
        "evidence": [{"name": "consent.txt", "sha256": paper.sha256, "state": "kept"}],
    }


def test_documents_of_a_sample_are_those_its_entries_name_without_the_erased(iij: OpenAt) -> None:
    book, papers = iij("plan"), [document(f"{letter}.txt", letter.encode()) for letter in "abc"]
    for paper in papers:
        record(book, "meeting", "IIJ-AGM26", "attach", "2018-06-01", reason="for the file", evidence=(paper,))
    record(book, "meeting", "IIJ-AGM26", "erase", None, reason="asked to", erased=[papers[1].sha256])
    with book, book.reading() as run:
        assert [data for _, data in of_entries(run, [4, 5]).values()] == [b"a"]
        rows = sample(run, 25, 7, None, Filter(event="attach"))["entries"]
    assert [row["evidence"][0]["state"] for row in rows] == ["kept", "erased", "kept"]


def test_a_missing_document_is_said_in_the_sample_and_cannot_be_written() -> None:
    history = next(each for each in (story(("missing", seed)) for seed in range(99)) if each.documents).copy()
    gone = history.documents.pop(0)[0]
    connection = opened()
    history.into(connection)
    rows = sample(connection.execute, 99, 7)["entries"]
    papers = [(row["entry"], paper["state"]) for row in rows for paper in row["evidence"] if paper["sha256"] == gone]
    assert {state for _, state in papers} == {"missing"}
    with pytest.raises(LogBroken):
        of_entries(connection.execute, [entry for entry, _ in papers])
    connection.close()


def test_a_subject_or_a_company_that_is_not_there_is_not_found(iij: OpenAt) -> None:
    with iij("plan") as book, book.reading() as run:
        for more in ({"ref": "NOPE"}, {"asked": Filter(company="NOPE")}):
            with pytest.raises(NotFound):
                sample(run, 1, 1, **more)  # type: ignore[arg-type]


@pytest.mark.of_a_file
def test_what_is_recorded_while_a_sample_is_drawn_is_not_drawn(iij: OpenAt) -> None:
    def run(text: str, values: dict[str, Any]) -> Any:
        rows = list(reading(text, values))
        if text == sql.HEAD:
            record(book, "dividend", DIVIDEND, "note", None, reason="meanwhile")
        return rows

    with iij("draft") as book, book.reading(snapshot=False) as reading:
        before = sample(reading, 25, 7)
        assert sample(run, 25, 7) == before
        assert sample(reading, 25, 7) != before


def test_an_empty_population_gives_an_empty_sample(iij: OpenAt) -> None:
    with iij("draft") as book, book.reading() as run:
        answer = sample(run, 25, 7, DIVIDEND, Filter(event="pay"))
    assert (answer["population"], answer["entries"]) == (0, [])
