"""``diagram``: a lifecycle drawn from the table itself."""

from __future__ import annotations

import re

import pytest

from workflow.machine import LIFECYCLES

REF = "IIJ-FY2017-YE"
ARROW = re.compile(r"^    (\S+) --> (\S+?)(?:: (.+))?$")


def arrows(text: str) -> set[tuple[str, str, str]]:
    """(event, source, dest) of every arrow of a Mermaid text."""
    found = [ARROW.match(line) for line in text.splitlines()[1:]]
    return {(event, m[1], m[2]) for m in found if m for event in (m[3] or "").split(", ")}


@pytest.mark.parametrize("kind", ["dividend", "meeting", "company"])
def test_the_mermaid_text_has_an_arrow_for_every_move_of_the_table_and_no_other(desk_at, kind):
    text = desk_at("empty").done("diagram", kind, "--mermaid").out
    assert text.startswith("stateDiagram-v2\n")
    lifecycle = next(life for life in LIFECYCLES.values() if life.kind == kind)
    moves = {(str(event), str(source or "[*]"), str(dest)) for event, source, dest in lifecycle.moves() if source != dest}
    assert arrows(text) == moves | {("", str(state), "[*]") for state in lifecycle.final}


def test_the_diagram_of_a_subject_marks_its_present_state_and_no_other(desk_at):
    desk = desk_at("approved")
    text = desk.done("diagram", REF, "--mermaid").out
    assert re.findall(r"^    class (\w+) present$", text, re.MULTILINE) == ["approved"]
    drawn = desk.done("diagram", REF).lines
    assert [line for line in drawn if line.startswith("▶")] == ["▶ approved   (here)"]


def test_the_diagram_of_a_lifecycle_marks_no_state_and_needs_no_book(script, tmp_path):
    answer = script("diagram", "meeting", "--book", str(tmp_path / "none.db"))
    assert answer.code == 0
    assert "▶" not in answer.out
    assert "planned" in answer.out
    assert "(end)" in answer.out


def test_the_diagram_shows_every_event_a_state_allows(desk_at):
    lines = desk_at("empty").done("diagram", "dividend").lines
    start = lines.index("○ proposed")
    events = [line.split()[1] for line in lines[start + 1 : start + 6]]
    assert events == ["approve", "reject", "supersede", "revise", "withdraw"]


def test_the_diagram_answers_in_json(desk_at):
    answer = desk_at("approved").done("diagram", REF, "--json").json
    assert (answer["kind"], answer["present"]) == ("dividend", "approved")
    assert answer["mermaid"].startswith("stateDiagram-v2")


def test_the_diagram_of_an_unknown_reference_is_not_found(desk):
    answer = desk.run("diagram", "NOPE")
    assert answer.code == 4
    assert answer.err.startswith("error: NOPE")
