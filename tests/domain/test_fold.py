"""What is known after a further statement: the newer replaces the older, name by name."""

from __future__ import annotations

from typing import Any

import pytest

from states import codec
from states.facts import Dividend, Shares
from states.fold import fold, spread

COMMON, PREFERRED = {"share_class": "common", "per_share": "13.50"}, {"share_class": "preferred", "per_share": "20"}


@pytest.mark.parametrize(
    ("known", "stated", "joined"),
    [
        ({}, {"kind": "year-end"}, {"kind": "year-end"}),
        ({"kind": "year-end"}, {}, {"kind": "year-end"}),
        ({"kind": "year-end"}, {"kind": "special"}, {"kind": "special"}),
        ({"accounts_clean": True}, {"accounts_clean": False}, {"accounts_clean": False}),
        # groups: name by name
        (
            {"terms": {"record_on": "2018-03-31", "currency": "JPY"}},
            {"terms": {"effective_on": "2018-06-29", "currency": "USD"}},
            {"terms": {"record_on": "2018-03-31", "currency": "USD", "effective_on": "2018-06-29"}},
        ),
        (
            {"terms": {"effective_on": "undecided"}},
            {"terms": {"effective_on": "2018-06-29"}},
            {"terms": {"effective_on": "2018-06-29"}},
        ),
        ({"attest": {"net_assets": "a"}}, {"attest": {"x": "b"}}, {"attest": {"net_assets": "a", "x": "b"}}),
        ({"votes": {"present": 5}}, {"votes": {"in_favour": 3}}, {"votes": {"present": 5, "in_favour": 3}}),
        # lines of one class: name by name; of another: added
        (
            {"lines": [COMMON]},
            {"lines": [{"share_class": "common", "total": "608 million"}]},
            {"lines": [COMMON | {"total": "608 million"}]},
        ),
        ({"lines": [COMMON]}, {"lines": [PREFERRED]}, {"lines": [COMMON, PREFERRED]}),
        (
            {"lines": [COMMON, PREFERRED]},
            {"lines": [{"share_class": "preferred", "per_share": "21"}]},
            {"lines": [COMMON, {"share_class": "preferred", "per_share": "21"}]},
        ),
        (
            {"shares": [{"share_class": "common", "issued": 10}]},
            {"shares": [{"share_class": "common", "entitled": 9}]},
            {"shares": [{"share_class": "common", "issued": 10, "entitled": 9}]},
        ),
        # a line that names its class and says nothing drops it, if it was there; a register only loses what is replaced
        ({"lines": [COMMON, PREFERRED]}, {"lines": [{"share_class": "preferred"}]}, {"lines": [COMMON]}),
        ({"lines": [COMMON]}, {"lines": [{"share_class": "preferred"}, PREFERRED]}, {"lines": [COMMON, PREFERRED]}),
        ({"lines": [COMMON]}, {"lines": [{"share_class": "preferred"}]}, {"lines": [COMMON]}),
        (
            {"shares": [{"share_class": "common", "issued": 10}]},
            {"shares": [{"share_class": "common"}]},
            {"shares": [{"share_class": "common", "issued": 10}]},
        ),
        # the parts of an amount make up one whole: stated together, replaced together
        (
            {"lines": [COMMON | {"parts": {"ordinary": "10", "commemorative": "3.50"}}]},
            {"lines": [{"share_class": "common", "parts": {"ordinary": "13.50"}}]},
            {"lines": [COMMON | {"parts": {"ordinary": "13.50"}}]},
        ),
        # sittings are added to
        ({"continued_on": ["2018-07-05"]}, {"continued_on": ["2018-07-12"]}, {"continued_on": ["2018-07-05", "2018-07-12"]}),
        ({}, {"continued_on": ["2018-07-05"]}, {"continued_on": ["2018-07-05"]}),
    ],
)
def test_a_statement_joins_what_is_known(known: dict[str, Any], stated: dict[str, Any], joined: dict[str, Any]) -> None:
    assert fold(known, stated) == joined


def test_what_was_known_before_is_left_as_it_was() -> None:
    known: dict[str, Any] = {"terms": {"lines": [dict(COMMON)]}, "attest": {"a": "1"}}
    fold(known, {"terms": {"lines": [PREFERRED], "currency": "JPY"}, "attest": {"b": "2"}})
    assert known == {"terms": {"lines": [COMMON]}, "attest": {"a": "1"}}


def test_stating_the_same_twice_changes_nothing() -> None:
    stated = {"terms": {"currency": "JPY", "lines": [COMMON, PREFERRED]}, "shares": [{"share_class": "common", "issued": 1}]}
    once = fold({}, stated)
    assert fold(once, stated) == once


def test_two_lines_of_one_class_in_one_statement_do_not_stand_side_by_side() -> None:
    """One class of shares receives one line; the next statement would join the two silently."""
    once = fold({}, {"lines": [COMMON, {"share_class": "common", "total": "608 million"}]})
    assert once == {"lines": [COMMON | {"total": "608 million"}]}


def test_folding_plain_facts_reads_back_as_facts() -> None:
    first = codec.plain(Dividend(shares=(Shares(issued=10, treasury=1),)))
    then = codec.plain(Dividend(shares=(Shares(entitled=9),)))
    assert codec.read(Dividend, fold(first, then)).shares_of("common") == Shares(issued=10, treasury=1, entitled=9)


def test_the_register_of_a_class_that_was_not_stated_is_all_unknown() -> None:
    assert Dividend().shares_of("preferred") == Shares(share_class="preferred")


@pytest.mark.parametrize("person", ["lines", "shares", "parts", "continued_on", "fulfilled"])
def test_a_person_may_be_called_as_a_fact_is(person):
    known = {"people": {person: {"name": "Kato", "roles": {"preparer": True}}}}
    stated = {"people": {person: {"roles": {"payer": True}}}}
    assert fold(fold({}, known), stated) == {
        "people": {person: {"name": "Kato", "roles": {"preparer": True, "payer": True}}}
    }


@pytest.mark.parametrize(
    ("facts", "spread_out"),
    [
        ({}, {}),
        ({"resources": {}, "a": {"lines": []}}, {"resources": {}, "a.lines": []}),
        ({"lines": [{"share_class": "common"}]}, {"lines[common]": {}}),
        (
            {"lines": [{"share_class": "common", "total": "1"}, {"share_class": "common", "total": "2"}]},
            {"lines[common].total": "1", "lines[common 2].total": "2"},
        ),
        (
            {"lines": [{"share_class": name, "total": "1"} for name in ("A", "A", "A 2", "A")]},
            {"lines[A].total": "1", "lines[A 2].total": "1", "lines[A 2 2].total": "1", "lines[A 3].total": "1"},
        ),
        ({"erased": ["a", "a"]}, {"erased[1]": "a", "erased[2]": "a"}),
        ({"lines": ["x", {"share_class": "1"}]}, {"lines[1]": "x", "lines[1 2]": {}}),
    ],
)
def test_nothing_that_is_spread_out_is_lost(facts: dict[str, object], spread_out: dict[str, object]) -> None:
    assert spread(facts) == spread_out
