"""The report holds nothing of its own: each part of it is the answer to another question, and each figure is of the log."""

from __future__ import annotations

import json
import re
import sqlite3
from datetime import date, datetime
from html.parser import HTMLParser
from types import SimpleNamespace
from typing import Any

import pytest

from states.facts import Kind
from states.rulebooks import rulebook
from tests.engine.histories import opened, story
from workflow import audit, compare, dossier, findings, holdings, people, queries, standing, timetable
from workflow.audit import Depth
from workflow.queries import Filter
from workflow.render import contents, japanese, pages
from workflow.render.tongue import LANGUAGES, Tongue
from workflow.verify import verify

ON = date(2018, 8, 15)
PERIODS = (Filter(), Filter(since=date(2018, 6, 28)), Filter(since=date(2018, 6, 1), until=date(2018, 7, 1)))
BOOKS = 80


def played(seed: int) -> sqlite3.Connection:
    connection = opened()
    story(("report", seed)).into(connection)
    return connection


LAW = rulebook("JP")
assert LAW is not None
SOURCES = {each.source for each in (*LAW.rules, *(duty for kind in Kind for duty in LAW.duties_of(kind)))}
IN_JAPANESE = [*japanese.TITLES.values(), *map(japanese.source, SOURCES)]
"""What has numbers of its own in Japanese: 備置き（10年） for "ten years", 9号の2 for "(ix-2)"."""


class Text(HTMLParser):
    """What a reader reads of a page; without the numbers that count steps, and the months under a line through time."""

    def __init__(self) -> None:
        super().__init__()
        self.said: list[str] = []
        self.inside: list[str] = []

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        unread = tag in ("style", "svg") or ("class", "n") in attrs or ("class", "axis") in attrs
        if unread or self.inside:
            self.inside += [] if tag in ("meta", "br", "input") else [tag]

    def handle_endtag(self, tag: str) -> None:
        if self.inside:
            self.inside.pop()

    def handle_data(self, data: str) -> None:
        if not self.inside:
            self.said.append(data)


def numbers(text: str) -> set[str]:
    return {found.replace(",", "") for found in re.findall(r"\d[\d,]*(?:\.\d+)?", text)}


HASH = re.compile(r"\b[0-9a-f]{12,64}\b")  # of which a page may show the beginning


def read(run: Any, answer: Any, asked: Filter, language: str) -> str:
    entries, acted = dossier.log_of(run, answer, asked)
    made = pages.of_subject if "subjects" in answer else pages.of_part
    reader = Text()
    reader.feed("".join(made(answer, entries, acted, Tongue(language))))
    return " ".join(reader.said)


def unheard(run: Any, answer: Any, asked: Filter, language: str) -> set[str]:
    """The numbers on a page that ``--json`` does not have."""
    entries, acted = dossier.log_of(run, answer, asked, in_full=True)
    known = json.dumps(answer | {"log": list(entries), "acted": list(acted.values())}, ensure_ascii=False)
    page = read(run, answer, asked, language)
    odd = {found for found in HASH.findall(page) if found not in known}
    titles = IN_JAPANESE if language == "ja" else ()
    return odd | (numbers(HASH.sub("", page)) - numbers(HASH.sub("", " ".join([known, *instants(run), *titles]))))


def instants(run: Any) -> list[str]:
    """The instants of the log, as the book's zone shows them."""
    zone = queries.zone(run)
    return [str(datetime.fromisoformat(each.body["recorded_at"]).astimezone(zone)) for each in queries.entries(run)]


def refs(run: Any) -> list[str]:
    return [row["ref"] for kind in ("dividend", "meeting") for row in queries.listing(run, kind=kind)]


def differs(seed: int) -> list[str]:
    """In which parts the reports of one book differ from the questions they answer."""
    with played(seed) as connection:
        run, wrong = connection.execute, []
        checked = verify(run, Depth.REPLAY).answer()
        for ref in refs(run):
            answer = dossier.of_subject(run, ref, ON, checked)
            for part in answer["subjects"]:
                own = part["standing"]["ref"]
                wrong += ["standing"] if part["standing"] != standing.show(run, own) else []
                wrong += ["findings"] if part["findings"] != findings.findings(run, ON, own) else []
                wrong += ["evidence"] if part["evidence"] != holdings.listing(run, own) else []
            wrong += ["timetable"] if answer["timetable"] != timetable.schedule(run, ref, ON) else []
            wrong += ["people"] if answer["people"] != people.listing(run) else []
            paid = compare.diff(run, ref)["approved_and_paid"] if answer["about"]["kind"] == "dividend" else None
            wrong += ["money"] if answer["approved_and_paid"] != paid else []
            own = [each for each in answer["cannot_tell"] if each not in checked["cannot_tell"]]
            wrong += ["cannot tell"] if own != [audit.OF_OTHERS] else []
            wrong += ["judged again"] if answer["judged_again"]["differences"] else []
            own_entries = [e.seq for p in answer["subjects"] for e in queries.entries(run, p["standing"]["ref"])]
            told, _ = dossier.log_of(run, answer)
            wrong += ["log"] if [each["entry"] for each in told] != sorted(own_entries) else []
            wrong += [f"figures of {ref}: {odd}" for odd in unheard(run, answer, Filter(), LANGUAGES[seed % 2])]
        asked = PERIODS[seed % len(PERIODS)]
        answer = dossier.of_part(run, asked, ON, checked)
        wrong += ["findings of the book"] if answer["findings"] != findings.findings(run, ON, asked=asked) else []
        wrong += ["dividends"] if answer["dividends"] != queries.listing(run, kind="dividend") else []
        wrong += [f"figures of the book: {odd}" for odd in unheard(run, answer, asked, LANGUAGES[seed % 2])]
        return wrong


@pytest.mark.parametrize("part", range(4))
def test_each_part_of_a_report_is_the_answer_to_its_own_question_and_each_number_is_in_the_answer(part: int) -> None:
    size = BOOKS // 4
    assert {seed: wrong for seed in range(part * size, (part + 1) * size) if (wrong := differs(seed))} == {}


def invented(found: Any, tongue: Tongue) -> Any:
    rows = {"from_event": "draft", "to_event": "pay", "steps": 987_654, "fewest": 1, "middle": 1, "most": 1}
    return {"findings": [], "pace": [], "pace_by_step": [rows]}


ROW = contents.sentences.log_row


@pytest.mark.parametrize(
    ("module", "name", "planted"),
    [
        (contents, "grouped", lambda text: f"{text}1"),
        (contents, "together", invented),
        (contents.sentences, "log_row", lambda seq, body, lag, zone: ROW(seq, body, 987_654, zone)),
        (dossier, "show", lambda run, ref: standing.show(run, ref) | {"rev": 0}),
        (dossier, "timetable", SimpleNamespace(schedule=lambda run, ref, on: timetable.schedule(run, ref, on)[1:])),
    ],
    ids=["an amount", "a table", "a lag", "another day", "a limit left out"],
)
def test_a_planted_difference_is_caught(monkeypatch: pytest.MonkeyPatch, module: Any, name: str, planted: Any) -> None:
    monkeypatch.setattr(module, name, planted)
    assert any(differs(seed) for seed in range(25))
