"""The desk judges recorded steps again, and asks by the rules of another day."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from tests.commands.conftest import DIVIDEND as REF


def test_nothing_differs_by_the_newest_rules(desk_at):
    answer = desk_at("paid").done("reassess")
    assert answer.out == ""
    assert answer.err.startswith("judged again by the newest rules: ")
    assert answer.err.strip().endswith("0 answers would differ")


def test_differences_are_listed_entry_by_entry(desk_at):
    desk = desk_at("approved")
    desk.done("fulfil", REF, "tdnet_dividend", "--on", "2018-05-24")
    found = desk.done("reassess", REF, "--rules-of", "2026-11-01", "--json").json
    assert found["rules_of"] == "2026-11-01"
    assert {each["rulebook"] for each in found["differences"]} == {"", "japan 2026.1"}  # fulfil: it knew no duties
    assert {each["event"] for each in found["differences"]} >= {"fulfil"}
    for each in found["differences"]:
        assert set(each) == {"entry", "subject", "event", "outcome", "rulebook", "guard", "was", "now", "message"}


def test_reassessing_writes_nothing(desk_at, unchanged):
    desk = desk_at("paid")
    with unchanged(desk):
        desk.done("reassess", "--rules-of", "2026-11-01")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("reassess", "--rules-of", "2026-10-31"), "--rules-of 2026-10-31: there was no rulebook yet"),
        (("reassess", "--rules-of", "2026-12-02"), "--rules-of 2026-12-02: is still to come"),
        (("check", REF, "pay", "--rules-of", "2999-01-01"), "--rules-of 2999-01-01: is still to come"),
        (("check", REF, "pay", "--rules-of", "yesterday"), "--rules-of: 'yesterday' is not a day"),
    ],
)
def test_a_day_without_rules_is_told_in_one_line(desk_at, words, said):
    answer = desk_at("approved").run(*words, now=datetime(2026, 11, 30, 16, tzinfo=UTC))  # 1 December in Tokyo
    assert answer.code == 2
    assert answer.err.startswith(f"error: {said}")
    assert answer.err.count("\n") == 1


def test_the_rules_of_today_are_those_of_today_in_tokyo(desk_at):
    at = {"now": datetime(2026, 11, 30, 16, tzinfo=UTC)}
    assert desk_at("approved").run("reassess", "--rules-of", "2026-12-01", **at).code == 0


def test_check_asks_by_the_rules_of_a_day(desk_at):
    desk = desk_at("approved")
    asked = ("check", REF, "pay", "--on", "2018-06-29", "--attest", "entitled-shares=register", "--json")
    then = {each["guard"] for each in desk.done(*asked, "--rules-of", "2026-11-01").json["findings"]}
    assert "total_matches" in then
    assert then <= {each["guard"] for each in desk.done(*asked).json["findings"]}
