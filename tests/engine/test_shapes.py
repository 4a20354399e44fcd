"""Every shape of money and of days in examples/shapes is entered, shown, written out and entered again, and all is kept."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import shutil
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import UTC, datetime, time
from functools import cache
from pathlib import Path
from typing import Any, Final

import pytest

from states.dividend import Event
from states.facts import Kind
from states.lives import LIFECYCLES
from states.terms import Line, Terms
from tests.commands.conftest import Typist
from tests.conftest import STAFF
from tests.engine.tampering import audit
from workflow import case
from workflow.book import Book
from workflow.render.amounts import of_a_class

SHAPES: Final = sorted((Path(__file__).parents[2] / "examples" / "shapes").glob("*.toml"))
NOW: Final = datetime(2026, 1, 15, 1, tzinfo=UTC)  # after the last day of every file
OF_TERMS: Final = frozenset(fact.name for fact in fields(Terms))
SAID_AS: Final = {"in_favour": "for"}
GROUPS: Final = ("terms", "votes", "settlement")  # in a case file their facts stand by themselves
NEED_FACTS: Final = (
    Event.ADJUST,
    Event.CORRECT,
    Event.FULFIL,
    Event.NOTE,
    Event.ATTACH,
    Event.ERASE,
)  # to be asked about at all

by_shape = pytest.mark.parametrize("path", SHAPES, ids=lambda path: path.stem)


@dataclass(frozen=True)
class Stated:
    """One fact of the terms as a file states it: where in the terms, and its text."""

    ref: str
    place: tuple[str | int, ...]
    text: str


def tables(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text(encoding="utf-8"))


def stated(path: Path) -> list[Stated]:
    """Every fact of every version of the terms in a file, read with nothing of the program."""
    said = tables(path)
    births = [(each["ref"], each) for each in said["dividend"]]
    events = [(each["subject"], each) for each in said["event"]]
    return [
        Stated(ref, place, text)
        for ref, table in (*births, *events)
        for name in sorted(OF_TERMS & set(table))
        for place, text in leaves(table[name], (name,))
    ]


def leaves(value: Any, place: tuple[str | int, ...]) -> Iterator[tuple[tuple[str | int, ...], str]]:
    if isinstance(value, Mapping):
        for name, each in value.items():
            yield from leaves(each, (*place, name))
    elif isinstance(value, list):
        for number, each in enumerate(value):
            yield from leaves(each, (*place, number))
    else:
        yield place, spelt(value)


def spelt(value: Any) -> str:
    """A value of a case file, or of JSON, as a person writes it."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{value:%H:%M}" if isinstance(value, time) else value if isinstance(value, str) else str(value)


def at(terms: Any, place: tuple[str | int, ...]) -> str | None:
    """The fact that stands at a place of the terms."""
    for step in place:
        if isinstance(terms, list):
            terms = terms[step] if isinstance(step, int) and step < len(terms) else None
        else:
            terms = (terms or {}).get(step)
    return None if terms is None else spelt(terms)


@pytest.fixture(scope="module")
def desk_of(shelf: Path, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """A desk at a book into which a file was entered; made once."""

    @cache
    def entered(path: Path) -> Typist:
        return enter(shelf, tmp_path_factory.mktemp(path.stem), path)

    return entered


def enter(shelf: Path, folder: Path, path: Path) -> Typist:
    shutil.rmtree(os.environ["KETSUGI_STATE"], ignore_errors=True)  # another copy of one book is no book put back
    with Book(Path(shutil.copy(shelf / "new.db", folder / "book.db"))) as book:
        done = case.enter(book, path, actor=STAFF, clock=lambda: NOW)
    assert [each.error for each in done] == [None] * len(done)
    return Typist(folder / "book.db", NOW)


def dividends(desk: Typist) -> list[str]:
    return [row["ref"] for row in desk.done("list", "--kind", "dividend", "--json").json]


def bodies(desk: Typist) -> list[dict[str, Any]]:
    """The entries as they are written out, without the first, which names the book."""
    return [json.loads(line)["body"] for line in desk.done("export", "--format", "jsonl").lines][1:]


# ── Nothing is lost ──


@by_shape
def test_the_json_of_a_dividend_has_every_fact_in_its_place(path: Path, desk_of: Any) -> None:
    desk, facts = desk_of(path), stated(path)
    assert facts
    for ref in dividends(desk):
        shown = desk.done("show", ref, "--json").json
        versions = [shown["terms"], *shown["earlier_terms"]]
        for fact in facts:
            assert fact.ref != ref or fact.text in [at(each, fact.place) for each in versions], fact


@by_shape
def test_the_plain_page_of_a_dividend_has_every_fact_beside_its_name(path: Path, desk_of: Any) -> None:
    desk = desk_of(path)
    for ref in dividends(desk):
        page = desk.done("show", ref).out.partition("\nfacts\n")[0]
        assert missing(page, [fact for fact in stated(path) if fact.ref == ref]) == []


def missing(page: str, facts: list[Stated]) -> list[Stated]:
    return [fact for fact in facts if not re.search(pattern(fact), page, re.M)]


def pattern(fact: Stated) -> str:
    """How a page must say a fact: its name and its text on one line."""
    name, text, undecided = str(fact.place[-1]), re.escape(in_full(fact.text)), fact.text == "undecided"
    if fact.place[0] == "lines":
        said = {
            "share_class": rf"^  {text} shares ",
            "per_share": rf"amount per share {text}," if undecided else rf"(?<![\d.]){text} a share",
            "total": rf", total {text}" if undecided else rf", {text} in all",
            "percent": rf"(?<![\d.]){text} per cent of the par value",
            "par": rf"par value, {text}(;|$)",
            "formula": rf"formula: {text}(;|$)",
            "rounding": rf"total rounded {text}(;|$)",
            "follows": {
                "per-share": "the amount per share follows the total",
                "total": "the total follows the amount per share",
            }.get(fact.text, "nothing follows"),
        }
        return said.get(name, rf"[(,] ?{re.escape(name)} {text}[,)]")
    if fact.place[0] == "transfers":
        return rf"^  (  |transfers  ).*\b{name} {text}(,|$)"
    if fact.place[0] == "resources":
        return rf"^    {re.escape(name)} +{text}$"
    return rf"^  {re.escape(name.replace('_', ' '))} +{text}$"


def in_full(text: str) -> str:
    """A figure of more than four digits has separators on a page: 18301200.07 is 18,301,200.07."""
    whole, point, rest = text.partition(".")
    return f"{int(whole):,}{point}{rest}" if whole.isdigit() and len(whole) > 4 else text


@by_shape
def test_what_is_written_out_has_every_fact(path: Path, desk_of: Any) -> None:
    desk = desk_of(path)
    rows = list(csv.DictReader(io.StringIO(desk.done("export", "--format", "csv").out, newline="")))[1:]
    facts = [(row["subject"], json.loads(row["facts"] or "{}")) for row in rows]
    assert facts == [(body["subject"], body["facts"]) for body in bodies(desk)]
    for fact in stated(path):
        said = [at(each.get("terms"), fact.place) for ref, each in facts if ref == fact.ref]
        assert fact.text in said, fact


@by_shape
def test_the_book_verifies(path: Path, desk_of: Any) -> None:
    assert audit(desk_of(path).book).ok


@by_shape
def test_what_may_come_next_is_answered(path: Path, desk_of: Any) -> None:
    assert asked(desk_of(path)) == len(dividends(desk_of(path)))


@by_shape
def test_what_may_come_next_is_answered_while_terms_are_open(path: Path, desk_of: Any, shelf: Path, tmp_path: Path) -> None:
    """The same book, without what was fixed later and what followed."""
    before, open_ = [], set()
    for body in bodies(desk_of(path)):
        open_ |= {body["subject"]} if body["event"] == "adjust" else set()
        before += [] if body["subject"] in open_ else [body]
    (tmp_path / "open.toml").write_text(case_file(before), encoding="utf-8")
    desk = enter(shelf, tmp_path, tmp_path / "open.toml")
    assert asked(desk) == len(dividends(desk))
    for ref in open_:
        step = after_the_meeting(desk, ref)
        more = " --effective-on DATE| --per-share AMOUNT| --entitled NUMBER"
        assert re.fullmatch(rf"ketsugi (pay|adjust) {ref} --on (DATE|\d{{4}}-\d\d-\d\d)({more})?", step)


def after_the_meeting(desk: Typist, ref: str) -> Any:
    """The step that is offered; a meeting that is still convened is held before."""
    step = desk.done("show", ref, "--json").json["next_step"]
    if not step.startswith("ketsugi meeting hold "):
        return step
    desk.done(*step.split()[1:])
    return desk.done("show", ref, "--json").json["next_step"]


def asked(desk: Typist) -> int:
    """Ask of each dividend whether each step that its state knows is possible; how many dividends there are."""
    refs = dividends(desk)
    for ref in refs:
        state = desk.done("show", ref, "--json").json["state"]
        for event in (each for each in LIFECYCLES[Kind.DIVIDEND].following(state) if each not in NEED_FACTS):
            answer = desk.run("check", ref, str(event), "--on", "2026-01-15")
            assert (answer.code, answer.out.partition(":")[0]) in ((0, "possible"), (3, "not possible")), answer.err
    return len(refs)


@pytest.mark.parametrize(
    ("ref", "step"),
    [
        ("GUARANA-2024-1", "ketsugi adjust GUARANA-2024-1 --on DATE --effective-on DATE"),  # from 2024-04-02
        ("GUARANA-2024-8", "ketsugi pay GUARANA-2024-8 --on 2024-05-02"),  # the day of payment is undecided
        ("LAERCHE-2023", "ketsugi close LAERCHE-2023 --on DATE"),  # zero a share
        ("CATALPA-2024-Q2", "ketsugi pay CATALPA-2024-Q2 --on 2024-06-14"),
    ],
)
def test_the_step_that_is_offered_can_be_taken(ref: str, step: str, desk_of: Any, shelf: Path, tmp_path: Path) -> None:
    (path,) = [each for each in SHAPES if f'ref = "{ref}"' in each.read_text(encoding="utf-8")]
    entries = bodies(desk_of(path))
    (decided,) = [n for n, each in enumerate(entries) if each["subject"] == ref and each["to"] == "approved" != each["from"]]
    (tmp_path / "decided.toml").write_text(case_file(entries[: decided + 1]), encoding="utf-8")
    desk = enter(shelf, tmp_path, tmp_path / "decided.toml")
    assert after_the_meeting(desk, ref) == step


# ── What is written out is entered again ──


def toml(value: Any) -> str:
    if isinstance(value, Mapping):
        return f"{{ {', '.join(f'{json.dumps(name, ensure_ascii=False)} = {toml(each)}' for name, each in value.items())} }}"
    if isinstance(value, list):
        return f"[{', '.join(map(toml, value))}]"
    return json.dumps(value, ensure_ascii=False)


def case_file(entries: list[dict[str, Any]]) -> str:
    """A case file that says what the entries say."""
    births = {str(event): str(kind) for kind, event in case.BIRTHS.items()}
    lines = []
    for body in entries:
        birth = births.get(body["event"])
        lines.append(f"[[{birth or 'event'}]]")
        said = {"ref": body["subject"]} if birth else {"subject": body["subject"], "event": body["event"]}
        said |= {"on": body["occurred_on"], "reason": body["reason"]}
        for name, value in body["facts"].items():
            said |= {SAID_AS.get(fact, fact): each for fact, each in value.items()} if name in GROUPS else {name: value}
        lines += [f"{name} = {toml(value)}" for name, value in said.items() if value is not None]
    return "\n".join(lines)


@by_shape
def test_what_was_written_out_is_entered_again_under_the_same_digests(
    path: Path, desk_of: Any, shelf: Path, tmp_path: Path
) -> None:
    before = bodies(desk_of(path))
    copy = tmp_path / "again.toml"
    copy.write_text(case_file(before), encoding="utf-8")
    again = bodies(enter(shelf, tmp_path, copy))
    assert [body["facts"] for body in again] == [body["facts"] for body in before]
    assert [body["terms"] for body in again] == [body["terms"] for body in before]
    assert any(body["terms"] for body in before)


# ── The shapes there must be ──


def test_every_fact_of_the_terms_stands_in_some_file() -> None:
    places = {fact.place for path in SHAPES for fact in stated(path)}
    assert {place[0] for place in places} == OF_TERMS
    of_a_line = {fact.name for fact in fields(Line)}
    assert {name for place in places for name in place[2:3] if place[0] == "lines"} == of_a_line


SPELLINGS: Final = (
    "from 2024-04-02", "by 2024-04-30", "about 2024-04-15", "2024-05", "2024-04-10 to 2024-04-19", "undecided",
    "within 60 days of decision", "within 1 month of record date", "within 1 month of meeting", "0.10 to 0.1350",
    "up to 6.75 million", "18,300 thousand", "18.30 million", "1.2 billion", "0.17250345678901234567",
)  # fmt: skip


@pytest.mark.parametrize("text", SPELLINGS)
def test_every_way_to_state_a_day_or_an_amount_stands_in_some_file(text: str) -> None:
    assert any(fact.text == text for path in SHAPES for fact in stated(path))


def test_what_was_left_open_is_fixed_and_paid() -> None:
    adjusted = {path.stem for path in SHAPES if any(each["event"] == "adjust" for each in tables(path)["event"])}
    assert adjusted == {
        "formula", "per-share-fixed", "range-and-bound", "stated-days", "total-fixed", "two-currencies",
        "within-a-month-of-the-meeting",
    }  # fmt: skip


def test_planted_a_page_that_drops_a_digit_or_a_word_is_noticed(desk_of: Any) -> None:
    path = next(each for each in SHAPES if each.stem == "many-decimals")
    (ref,) = dividends(desk_of(path))
    page = desk_of(path).done("show", ref).out
    facts = stated(path)
    assert missing(page, facts) == []
    assert [fact.place[-1] for fact in missing(page.replace("0.17250345678901234567", "0.1725034567890123457"), facts)] == [
        "per_share"
    ]


def test_an_amount_that_was_not_stated_is_said_so() -> None:
    assert of_a_class({"formula": "half of the profit"}, "BRL") == (
        "amount per share not stated, total not stated; formula: half of the profit"
    )
    assert of_a_class({"per_share": "0", "total": "12345.60"}, "BRL") == "BRL 0 a share, 12,345.60 in all"
