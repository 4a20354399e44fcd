"""Text from data reaches a terminal as text, and a spreadsheet as text: it drives neither."""

from __future__ import annotations

import csv
import io
import unicodedata
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from states.facts import Kind
from states.lives import LIFECYCLES
from workflow.render import diagram, sentences, spreadsheet
from workflow.render.plain import pad, safe, tabbed, table, width

HOSTILE = {
    "NUL": "a\0b",
    "bell": "a\a",
    "backspaces over a word": "refused\b\b\b\b\b\b\bpassed ",
    "carriage return over a line": "refused\rpassed ",
    "line feed into a forged line": "x\nrecorded: pay",
    "CR LF": "x\r\ny",
    "tab": "a\tb",
    "vertical tab and form feed": "a\vb\f",
    "escape: colour": "\x1b[31mred\x1b[0m",
    "escape: clear the screen": "\x1b[2J\x1b[H",
    "escape: title": "\x1b]0;title\x07",
    "escape: link": "\x1b]8;;http://evil\x1b\\text\x1b]8;;\x1b\\",
    "escape: device query": "\x1b[6n",
    "escape: DCS": "\x1bP$q\x1b\\",
    "delete": "a\x7f",
    "C1: CSI": "\x9b31mred",
    "C1: OSC": "\x9d0;title\x9c",
    "C1: next line": "a\x85b",
    "right to left override": "pay \u202e05.31\u202c",
    "embedding": "\u202aa\u202b",
    "isolates": "\u2066a\u2067b\u2068c\u2069",
    "marks": "a\u200eb\u200f\u061c",
    "zero width": "pay\u200bing\u200c\u200d\u2060",
    "byte order mark": "\ufeffa",
    "soft hyphen": "a\u00adb",
    "line and paragraph separator": "a\u2028b\u2029c",
    "invisible operators": "a\u2061\u2062\u2063\u2064",
    "tags": "a\U000e0041\U000e007f",
    "interlinear annotation": "\ufff9a\ufffab\ufffb",
    "lone surrogate": "a\ud800b",
    "private use": "a\ue000\U0010fffd",
    "not assigned": "a\u0378\U000e0fff",
}


def obeyed(text: str) -> list[str]:
    """The characters that a terminal would obey, hide or reorder."""
    return [char for char in text if unicodedata.category(char) in ("Cc", "Cf", "Cs", "Zl", "Zp")]


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_no_character_that_a_terminal_obeys_comes_through(text: str) -> None:
    assert obeyed(safe(text)) == []


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_what_was_there_is_shown_not_dropped(text: str) -> None:
    for char in obeyed(text):
        assert f"\\u{{{ord(char):x}}}" in safe(text)


@given(st.text(st.characters()))
def test_any_text_at_all_is_harmless(text: str) -> None:
    assert obeyed(safe(text)) == []


@pytest.mark.parametrize(
    "text",
    ["", "IIJ", "株式会社インターネットイニシアティブ", "ä é ñ", "[red]x[/red]", "%s {0} $HOME `id`", "ＩＩＪ", "e\u0301"],
)
def test_what_is_harmless_stays_as_it_is(text: str) -> None:
    assert safe(text) == text


def test_nothing_is_shown_as_nothing() -> None:
    assert safe(None) == ""


def test_a_number_is_shown_as_its_digits() -> None:
    assert (safe(0), safe(13)) == ("0", "13")


def test_a_flood_of_combining_marks_takes_no_room_in_a_column() -> None:
    flooded = "a" + "\u0301" * 500
    assert width(flooded) == 1
    assert pad(flooded, 4) == flooded + "   "


def test_a_flood_of_combining_marks_does_not_leave_its_cell() -> None:
    """A terminal stacks every mark on one letter, over the lines above and below.

    No language needs more than 30 in a row (Unicode Standard Annex 15, section 13: Stream-Safe Text Format).
    """
    shown = safe("a" + "\u0301" * 500)
    assert sum(unicodedata.combining(char) > 0 for char in shown) <= 30


def test_full_width_characters_take_two_columns() -> None:
    assert [width(text) for text in ("決議", "ＩＩＪ", "ab", "ｶﾅ", "e\u0301")] == [4, 6, 2, 2, 1]


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_cell_stays_in_its_cell(text: str) -> None:
    assert len(table(("one", "two"), [(text, "x")]).split("\n")) == 2
    (line,) = tabbed([(text, "x")]).split("\n")
    assert line.count("\t") == 1


def test_columns_line_up_under_their_names_whatever_the_script() -> None:
    lines = table(("ref", "label"), [("決議", "a"), ("IIJ-AGM26", "b")]).split("\n")
    assert [width(line.rsplit(" ", 1)[0]) + 1 for line in lines] == [11, 11, 11]


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_a_sentence_about_hostile_data_is_harmless(text: str) -> None:
    finding = {"title": "in the future", "verdict": "fail", "guard": "not_in_future", "message": text, "remedy": text}
    for said in (sentences.error(text, text), sentences.refusal(text, [finding], [])):
        assert obeyed(said.replace("\n", "")) == []
    assert "\n" not in sentences.error(text, text)


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_a_line_of_the_log_is_harmless_in_a_table(text: str) -> None:
    body = {
        "recorded_at": "2018-08-01T03:00:00.000000Z",
        "event": "note",
        "actor": text,
        "acting_for": text,
        "company": "C",
        "facts": {},
    }
    body |= {"occurred_on": None, "subject": "S", "outcome": "applied", "from": "a", "to": "a", "overridden": []}
    body |= {"corrects": None, "reason": text, "findings": []}
    shown = table(sentences.LOG_COLUMNS, [sentences.log_row(1, body, None, ZoneInfo("Asia/Tokyo"))])
    assert obeyed(shown.replace("\n", "")) == []
    assert len(shown.split("\n")) == 2


# ── Spreadsheets ──

FORMULAS = ["=1+1", "+1+1", "-1+1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "\v=1", "＝1+1", "＋1", "－1", "＠SUM(A1)", " =1+1"]
FORMULAS += ["  @x", "\u3000=1", "\u00a0=1", '=HYPERLINK("http://evil","x")', "=cmd|' /C calc'!A0", "-2+3+cmd|' /C calc'!A0"]
STARTERS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def cells(line: str) -> list[str]:
    (row,) = csv.reader(io.StringIO(line, newline=""))
    return row


@pytest.mark.parametrize("text", FORMULAS)
def test_no_cell_starts_a_formula(text: str) -> None:
    (cell,) = cells(spreadsheet.line((text,)))
    assert not cell.startswith(STARTERS)
    assert not cell.lstrip().startswith(STARTERS)
    assert cell.endswith(safe(text))  # and nothing is lost


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=30))
def test_any_text_is_one_cell_that_starts_no_formula(text: str) -> None:
    before, cell, after = cells(spreadsheet.line(("x", text, "y")))
    assert (before, after) == ("x", "y")
    assert not cell.startswith(STARTERS)
    assert cell in (safe(text), f"'{safe(text)}")


@pytest.mark.parametrize("text", ["a,b", 'a"b', "a\nb", "a\r\nb", '",=1', "a;b", "=a,=b"])
def test_a_separator_in_a_cell_starts_no_other_cell(text: str) -> None:
    assert len(cells(spreadsheet.line((text,)))) == 1


def test_a_number_stays_a_number_even_below_zero() -> None:
    assert spreadsheet.line((-3, 0, 12, None)) == "-3,0,12,\r\n"


def test_harmless_text_stays_as_it_is() -> None:
    texts = ("IIJ-FY2017-YE", "決議", "2018-06-28", "a=b", "1-2", "")
    assert tuple(cells(spreadsheet.line(texts))) == texts


def test_a_line_ends_as_the_standard_says() -> None:
    assert spreadsheet.line(("a", "b")) == "a,b\r\n"


# ── Diagrams ──

KINDS = pytest.mark.parametrize("kind", list(Kind))


@KINDS
def test_a_mermaid_diagram_has_every_move_and_no_more(kind: Kind) -> None:
    life = LIFECYCLES[kind]
    drawn = set()
    for line in diagram.mermaid(life).splitlines():
        if " --> " in line and ": " in line:
            arrow, _, events = line.strip().partition(": ")
            source, _, dest = arrow.partition(" --> ")
            drawn |= {(event, source, dest) for event in events.split(", ")}
    assert drawn == {(str(e), str(s or "[*]"), str(d)) for e, s, d in life.moves() if s != d}


@KINDS
def test_a_mermaid_diagram_ends_where_lives_end(kind: Kind) -> None:
    life = LIFECYCLES[kind]
    ends = {line.split()[0] for line in diagram.mermaid(life).splitlines() if line.endswith("--> [*]")}
    assert ends == {str(state) for state in life.final}


@KINDS
def test_a_diagram_marks_the_present_state_and_only_that(kind: Kind) -> None:
    life = LIFECYCLES[kind]
    for state in life.states:
        assert f"    class {state} present" in diagram.mermaid(life, state).splitlines()
        marked = [line for line in diagram.terminal(life, state).splitlines() if line.startswith("▶")]
        assert marked == [f"▶ {state}   (here)"]
    assert "present" not in diagram.mermaid(life)
    assert "▶" not in diagram.terminal(life)


@KINDS
def test_a_terminal_diagram_has_every_state_once_and_under_it_every_event_that_may_follow(kind: Kind) -> None:
    life = LIFECYCLES[kind]
    shown: dict[str, set[str]] = {}
    for line in diagram.terminal(life).splitlines():
        if line[:1] in "▶●○":
            assert line.split()[1] not in shown
            shown[state := line.split()[1]] = set()
        elif line.startswith("│"):
            shown[state].add(line.split()[1])
    assert shown == {str(s): {str(row.event) for row in life.rows if row.source == s} for s in life.states}


@KINDS
def test_every_event_of_a_life_is_in_its_diagram(kind: Kind) -> None:
    drawn = diagram.terminal(LIFECYCLES[kind])
    assert [event for event in LIFECYCLES[kind].events if event not in drawn] == []


def test_instants_are_shown_in_the_zone_of_the_book() -> None:
    body = {"recorded_at": "2018-06-28T15:00:00.000000Z", "event": "init", "actor": "sato", "name": "IIJ"}
    assert sentences.log_row(1, body, None, ZoneInfo("Asia/Tokyo"))[1] == "2018-06-29 00:00:00+09:00"
    assert sentences.log_row(1, body, None, ZoneInfo("UTC"))[1] == "2018-06-28 15:00:00+00:00"
