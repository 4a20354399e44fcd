"""Versions of terms against each other, and what was decided against what was paid."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from contextlib import suppress
from itertools import pairwise
from typing import Any

import pytest

from states.errors import NotFound, Refused, WrongWords
from states.fold import fold, spread
from tests.conftest import COMPANY, DIVIDEND, LINES, MEETING, SETTLED, TERMS, record
from workflow import compare
from workflow.book import Book
from workflow.compare import diff
from workflow.queries import entries
from workflow.render import auditing, sheets

OpenAt = Callable[[str], Book]


def of(book: Book, ref: str = DIVIDEND) -> dict[str, Any]:
    with book, book.reading() as run:
        answer = diff(run, ref)
    assert json.loads(json.dumps(answer)) == answer
    return answer


def test_each_version_is_compared_with_the_one_before_fact_by_fact(iij: OpenAt) -> None:
    book = iij("draft")
    again = [{"share_class": "common", "per_share": "14", "total": "631 million"}, {"share_class": "A", "per_share": "2"}]
    record(book, "dividend", DIVIDEND, "revise", "2018-05-01", terms={"lines": again})
    without = {"lines": [{"share_class": "A"}], "pay_on": "2018-06-30"}
    record(book, "dividend", DIVIDEND, "revise", "2018-05-02", terms=without)
    first, second = of(book)["versions"]
    assert {name: first[name] for name in ("from", "to", "entry", "event", "on")} == {
        "from": 1,
        "to": 2,
        "entry": 5,
        "event": "revise",
        "on": "2018-05-01",
    }
    assert first["changes"] == [
        {"fact": "lines[common].per_share", "was": "13.50", "now": "14"},
        {"fact": "lines[common].total", "was": "608 million", "now": "631 million"},
        {"fact": "lines[A].per_share", "was": None, "now": "2"},
    ]
    assert second["changes"] == [
        {"fact": "lines[A].per_share", "was": "2", "now": None},
        {"fact": "pay_on", "was": None, "now": "2018-06-30"},
    ]


def test_a_list_that_becomes_empty_is_a_change_and_is_said_so() -> None:
    changes = compare._changes({"transfers": [{"source": "x"}]}, {"transfers": []})
    assert changes == [
        {"fact": "transfers[1].source", "was": "x", "now": None},
        {"fact": "transfers", "was": None, "now": []},
    ]
    version = {"from": 1, "to": 2, "event": "revise", "on": None, "entry": 5, "changes": changes}
    answer = {"ref": DIVIDEND, "versions": [version], "approved_and_paid": None}
    assert "  transfers  not stated → empty" in auditing.compared(answer).splitlines()
    assert [row[-3:] for row in sheets.diff(answer)["terms"][1]][1] == ["transfers", None, "empty"]


def test_what_is_decided_is_laid_beside_what_is_paid(iij: OpenAt) -> None:
    both = of(iij("settle"))["approved_and_paid"]
    assert (both["decided"]["entry"], both["decided"]["version"]) == (7, 1)
    assert (both["paid"]["entry"], both["paid"]["digest"]) == (9, both["decided"]["digest"])
    assert (both["same_terms"], both["currency"], both["not_known"]) == (True, "JPY", [])
    assert both["resolved"] == {"least": "607500000", "most": "608500000", "with_least": True, "with_most": False}
    assert both["settled"] == {**SETTLED, "sum": "608451600"}
    assert (both["within"], both["difference"]) == (True, "0")


def test_what_is_not_known_is_null_and_said(iij: OpenAt) -> None:
    both = of(iij("approve"))["approved_and_paid"]
    assert (both["paid"], both["same_terms"], both["difference"]) == (None, None, None)
    assert set(both["settled"].values()) == {None}
    assert both["not_known"] == ["paid: not stated", "unclaimed: not stated", "returned: not stated", "not paid"]


def test_what_nobody_has_decided_has_no_other_side(iij: OpenAt) -> None:
    assert of(iij("resolve")) == {"ref": DIVIDEND, "versions": [], "approved_and_paid": None}


@pytest.mark.parametrize(
    ("went", "within", "difference"),
    [
        ("607499999", False, "-1"),
        ("607500000", True, "0"),
        ("608499999", True, "0"),
        ("608500000", False, "0"),  # just beyond what "608 million" can mean
        ("608500001.50", False, "1.5"),
    ],
)
def test_a_difference_is_counted_from_the_nearest_end(iij: OpenAt, went: str, within: bool, difference: str) -> None:
    book = iij("settle")
    right = {"settlement": {"paid": went, "unclaimed": "0", "returned": "0"}}
    record(book, "dividend", DIVIDEND, "correct", None, corrects=10, reason="recount", **right)
    both = of(book)["approved_and_paid"]
    assert both["settled"]["sum"] == (went.removesuffix("0") if "." in went else went)
    assert (both["within"], both["difference"]) == (within, difference)


@pytest.mark.parametrize(
    ("ref", "error"), [(MEETING, WrongWords), (COMPANY, WrongWords), ("people", NotFound), ("NOPE", NotFound)]
)
def test_only_a_dividend_has_terms(iij: OpenAt, ref: str, error: type[Exception]) -> None:
    with pytest.raises(error):
        of(iij("plan"), ref)


def test_facts_are_spread_out_under_the_names_that_find_them_again() -> None:
    terms = {**TERMS, "lines": [{**LINES[0], "parts": {"base": "10"}}], "resources": {}, "transfers": [{"source": "x"}]}
    spread_out = spread({"terms": terms, "amended": False})
    assert spread_out["terms.lines[common].parts.base"] == "10"
    assert spread_out["terms.transfers[1].source"] == "x"
    assert spread_out["amended"] is False
    assert spread_out["terms.resources"] == {}


# ── Random histories ──

REVISIONS: tuple[dict[str, Any], ...] = (
    {"pay_on": "2018-06-30"},
    {"pay_on": "2018-07-02", "resource": "capital surplus"},
    {"effective_on": "2018-06-28"},
    {"lines": [{"share_class": "A", "per_share": "2"}]},
    {"lines": [{"share_class": "A"}]},
    {"lines": [{"share_class": "common", "per_share": "14", "total": "631 million"}]},
    {"lines": [{"share_class": "common", "per_share": "13.50", "total": "608 million"}]},
)


def differs(book: Book, seed: int) -> bool:
    """Whether the changes of a dividend that was revised at random are other than the log gives by hand."""
    rng = random.Random(seed)
    for terms in rng.choices(REVISIONS, k=5):
        with suppress(Refused):
            record(book, "dividend", DIVIDEND, "revise", "2018-05-01", terms=terms)
    with book, book.reading() as run:
        bodies = [(entry.seq, entry.body) for entry in entries(run, DIVIDEND)]
        versions = diff(run, DIVIDEND)["versions"]
    changes = [(each["entry"], {one["fact"]: (one["was"], one["now"]) for one in each["changes"]}) for each in versions]
    numbers = [(each["from"], each["to"]) for each in versions]
    return changes != by_hand(bodies) or numbers != list(pairwise(range(1, len(versions) + 2)))


def by_hand(bodies: list[tuple[int, dict[str, Any]]]) -> list[tuple[int, dict[str, Any]]]:
    """The terms after each entry whose version is another than before it."""
    known: dict[str, Any] = {}
    number, changes = 0, []
    for seq, body in bodies:
        if body["rev"] and body["terms"]["version"] != number:
            number, before, known = body["terms"]["version"], spread(known), fold(known, body["facts"]["terms"])
            facts = {name: (before.get(name), spread(known).get(name)) for name in {*before, *spread(known)}}
            changes.append((seq, {name: both for name, both in facts.items() if both[0] != both[1]}))
    return changes[1:]


@pytest.mark.parametrize("seed", range(40))
def test_the_changes_are_those_between_the_versions_of_the_log(iij: OpenAt, seed: int) -> None:
    assert not differs(iij("draft"), seed)


def test_planted_a_comparison_with_the_first_version_is_caught(iij: OpenAt, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compare, "pairwise", lambda deeds: [(deeds[0], each) for each in deeds[1:]])
    assert any(differs(iij("draft"), seed) for seed in range(10))


def test_planted_a_class_of_shares_that_is_one_fact_is_caught(iij: OpenAt, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compare, "spread", dict)
    assert any(differs(iij("draft"), seed) for seed in range(10))
