"""At a terminal: aligned tables, and no text from data that the terminal would obey."""

from __future__ import annotations

import unicodedata

import pytest

pytestmark = pytest.mark.of_a_file
REF = "IIJ-FY2017-YE"


def columns(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def test_the_list_is_an_aligned_table_at_a_terminal(desk_at):
    lines = desk_at("paid").terminal("list").splitlines()
    assert lines[0].split() == ["REF", "KIND", "COMPANY", "STATE", "DAY", "LABEL"]
    for name in ("KIND", "COMPANY", "STATE", "LABEL"):
        edge = lines[0].index(name)
        assert all(line[edge - 2 : edge] == "  " and line[edge] != " " for line in lines[1:]), name
    assert "\t" not in "".join(lines)


def test_full_width_letters_do_not_push_the_columns_apart(desk_at):
    desk = desk_at("empty")
    desk.done("company", "add", "A", "--name", "A")
    desk.done("company", "add", "B", "--name", "株式会社")
    for name, text in (("A", "short"), ("B", "株式会社の決議"), ("B", "é with a combining mark: e\u0301")):
        desk.done("note", name, text, "--acting-for", text)
    lines = [line for line in desk.terminal("log").splitlines() if " note " in line]
    assert len({columns(unicodedata.normalize("NFC", line).partition(" note ")[0]) for line in lines}) == 1


def test_the_log_is_an_aligned_table_at_a_terminal(desk_at):
    lines = desk_at("paid").terminal("log").splitlines()
    assert lines[0].split() == ["ENTRY", "RECORDED", "DAY", "LAG", "ACTOR", "SUBJECT", "EVENT", "OUTCOME", "WHAT"]
    edge = lines[0].index("EVENT")
    assert [line[edge:].split()[0] for line in lines[1:4]] == ["init", "add", "plan"]


def test_json_at_a_terminal_is_indented_and_has_the_same_values(desk_at):
    import json

    desk = desk_at("paid")
    shown = desk.terminal("show", REF, "--json")
    assert shown.startswith('{\n  "ref"')
    assert json.loads(shown) == desk.script("show", REF, "--json").json


def test_verify_counts_on_standard_error_only_at_a_terminal(desk_at):
    desk = desk_at("paid")
    assert desk.script("verify").err == ""
    assert "verified: 9 entries" in desk.terminal("verify")


@pytest.mark.parametrize(
    "words", [("list",), ("show", REF), ("log",), ("verify",), ("check", REF, "close"), ("diagram", REF)]
)
def test_nothing_at_a_terminal_is_coloured_or_cut(desk_at, words):
    shown = desk_at("paid").terminal(*words, env={"COLUMNS": "40", "TERM": "xterm-256color"})
    assert "\x1b" not in shown
    assert "…" not in shown
