"""The dividend note in the words of practice: what is planned, what a dividend is made up of, what was claimed back."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from tests.commands.conftest import Typist
from tests.commands.test_dividend_note import FIRM, SECOND, YEAR, cells, decided, tables

LINES = '{{ share_class = "{}", per_share = "18", parts = {{ {} }} }}'
FORMS = (".txt", ".html", ".csv", ".xlsx")


@pytest.fixture
def desk(desk_in: Callable[[str, Path], Typist], tmp_path: Path) -> Typist:
    typist = desk_in("empty", tmp_path)
    typist.done(*FIRM)
    return typist


def put(desk: Typist, ref: str, meeting: str, *kind: str) -> None:
    """A dividend that the board put to a meeting of 2018-06-28."""
    desk.done("meeting", "plan", meeting, "--company", "X", "--day", "2018-06-28", *kind)
    days = ("--record-on", "2018-03-31", "--effective-on", "2018-06-29")
    desk.done("draft", ref, "--company", "X", "--route", "meeting", "--meeting", meeting, *days, "--per-share", "2")
    desk.done("resolve", ref, "--on", "2018-05-10")


def printed(desk: Typist, ending: str, *words: str) -> str:
    """A note as a file holds it."""
    file = desk.book.with_name(f"n{ending}")
    file.unlink(missing_ok=True)
    desk.done("dividend-note", *YEAR, *words, "-o", str(file))
    if ending != ".xlsx":
        return file.read_text(encoding="utf-8-sig")
    book = openpyxl.load_workbook(file)
    return "\n".join(f"{sheet.title}\n{[cell.value or '' for row in sheet for cell in row]}" for sheet in book)


# ── What is planned ──


@pytest.mark.parametrize(
    ("events", "day"),
    [
        ((), "2018-06-28"),
        (("convene",), "2018-06-28"),
        (("convene", "adjourn"), "2018-07-20"),
        (("cancel",), None),
        (("convene", "hold"), None),
    ],
)
def test_a_day_is_planned_only_while_its_meeting_is_still_to_sit(
    desk: Typist, events: tuple[str, ...], day: str | None
) -> None:
    put(desk, "A", "M")
    facts = {
        "convene": ("--on", "2018-06-01"),
        "adjourn": ("--on", "2018-06-28", "--to", "2018-07-20"),
        "cancel": ("--on", "2018-06-01", "--reason", "r"),
        "hold": ("--on", "2018-06-28"),
    }
    for event in events:
        desk.done("meeting", event, "M", *facts[event])
    (row,) = desk.done("dividend-note", *YEAR, "--json").json["awaiting_approval"]
    assert (row["ref"], row["planned_on"]) == ("A", day)


def test_the_day_of_a_cancelled_meeting_bounds_no_day_of_effect(desk: Typist) -> None:
    desk.done("meeting", "plan", "M", "--company", "X", "--day", "2018-06-28")
    facts = ("--record-on", "2018-03-31", "--effective-on", "from 2018-01-01", "--per-share", "2")
    desk.done("draft", "A", "--company", "X", "--route", "meeting", "--meeting", "M", *facts)
    desk.done("resolve", "A", "--on", "2018-05-10")
    desk.done("meeting", "cancel", "M", "--on", "2018-06-01", "--reason", "r")
    assert tables(desk) == {"awaiting_approval": ["A"]}
    assert tables(desk, "2019-03-31") == {}


def test_what_is_planned_stands_in_the_second_table_under_its_sentence(desk: Typist) -> None:
    put(desk, "A", "M", "--kind", "ordinary")
    english, japanese = (printed(desk, ".txt", "--language", each).split("\n\n")[2].splitlines() for each in ("en", "ja"))
    assert english[:2] == [SECOND, "To be put to the Ordinary General Meeting of Shareholders planned for 2018-06-28:"]
    assert english[3].startswith("2018-06-28 Ordinary General Meeting of Shareholders (planned)  common ")
    assert japanese[:2] == [
        "(2) 基準日が当連結会計年度に属する配当のうち、配当の効力発生日が翌連結会計年度となるもの",
        "2018年6月28日開催予定の定時株主総会の議案（決議事項）として、次のとおり付議する予定です。",
    ]
    assert japanese[3].startswith("2018年6月28日 定時株主総会（予定）  普通株式 ")
    assert "To be put to the Ordinary" in printed(desk, ".html")
    assert printed(desk, ".xlsx").partition("Effective after the year\n")[2].count("Shareholders (planned)") == 1


def test_each_meeting_has_its_sentence_after_what_was_decided(desk: Typist) -> None:
    decided(desk, "D", "--record-on", "2018-03-31", "--effective-on", "2018-06-01", on="2018-05-10")
    put(desk, "A", "M", "--kind", "ordinary")
    put(desk, "B", "N", "--kind", "extraordinary")
    desk.done("meeting", "cancel", "N", "--on", "2018-06-01", "--reason", "r")
    shown = printed(desk, ".txt")
    leads = [line for line in shown.splitlines() if line.startswith(("(", "To be", "2018-", "not stated"))]
    assert [line.partition("  ")[0] for line in leads] == [
        "(1) Dividends paid: effective in the fiscal year",
        SECOND,
        "2018-05-10 Board of Directors",
        "To be put to the Extraordinary General Meeting of Shareholders, for which no day is planned:",
        "not stated Extraordinary General Meeting of Shareholders (planned)",
        "To be put to the Ordinary General Meeting of Shareholders planned for 2018-06-28:",
        "2018-06-28 Ordinary General Meeting of Shareholders (planned)",
    ]
    assert (shown.count("None."), [row[0] for row in desk.done("dividend-note", *YEAR).rows]) == (1, [SECOND] * 3)


# ── Of what a dividend is made up, and what became of it ──


@pytest.mark.parametrize(
    ("parts", "english", "japanese"),
    [
        ('ordinary = "16", commemorative = "2"', "a commemorative dividend of JPY 2", "記念配当2円"),
        (
            'ordinary = "13", commemorative = "2", special = "3"',
            "a commemorative dividend of JPY 2 and a special dividend of JPY 3",
            "記念配当2円及び特別配当3円",
        ),
        ('ordinary = "18"', None, None),
        ('ordinary = "18", special = "0"', None, None),
    ],
)
def test_a_footnote_names_every_part_that_is_not_ordinary(
    desk: Typist, parts: str, english: str | None, japanese: str | None
) -> None:
    facts = ("--effective-on", "2018-01-31", "--currency", "JPY")
    decided(desk, "A", *facts, line=("--line", LINES.format("common", parts)))
    for ending in FORMS:
        shown = printed(desk, ending), printed(desk, ending, "--language", "ja")
        note, chu = ("(Note) ", "（注）") if ending in (".txt", ".html") else ("", "")
        if english is None:
            assert ("includes" in shown[0], "含まれて" in shown[1]) == (False, False)
        else:
            assert f"{note}The dividend per share includes {english}." in shown[0]
            assert f"{chu}1株当たり配当額には、{japanese}が含まれております。" in shown[1]


def test_of_several_rows_a_footnote_says_of_which_it_is(desk: Typist) -> None:
    lines = (LINES.format("common", 'ordinary = "18"'), LINES.format("preferred", 'ordinary = "8", special = "10"'))
    decided(desk, "A", "--effective-on", "2018-01-31", line=("--line", lines[0], "--line", lines[1]))
    note = "(Note) 2015-01-05 Board of Directors, preferred: The dividend per share includes a special dividend of 10."
    assert [line for line in printed(desk, ".txt").splitlines() if "Note" in line] == [note]
    assert [row[-1].partition("; ")[2] != "" for row in desk.done("dividend-note", *YEAR).rows] == [False, True]


@pytest.mark.parametrize(
    ("events", "english", "japanese"),
    [
        (("recover",), "being claimed back", "返還請求中"),
        (("recover", "close"), "claimed back until it was closed", "返還請求（終結）"),
        (("recover", "resume"), "", ""),
        (("recover", "resume", "close"), "", ""),
    ],
)
def test_what_was_claimed_back_has_a_remark_also_after_it_is_closed(
    desk: Typist, events: tuple[str, ...], english: str, japanese: str
) -> None:
    decided(desk, "A", "--effective-on", "2018-01-31", "--currency", "JPY", line=("--per-share", "2", "--total", "200"))
    desk.done("pay", "A", "--on", "2018-01-31")
    desk.done("settle", "A", "--on", "2018-02-28", "--paid", "200", "--unclaimed", "0", "--returned", "0")
    for event in events:
        why = ("--attest", "claims-ended=bank advice") if event == "close" and "resume" not in events else ()
        why = ("--reason", "r") if event != "close" else why
        desk.done(event, "A", "--on", "2018-03-01", *why)
    rows = (desk.done("dividend-note", *YEAR, "--language", each).rows[0] for each in ("en", "ja"))
    assert [row[-1] for row in rows] == [english, japanese]


# ── What is not stated, and units ──


def test_a_currency_that_is_not_stated_is_printed_nowhere(desk: Typist) -> None:
    lines = LINES.format("common", 'ordinary = "16", special = "2"').replace("parts", 'total = "5 million", parts')
    resources = ("--set", "resources.retained earnings=5000000")
    decided(desk, "A", "--effective-on", "2018-01-31", *resources, line=("--line", lines))
    put(desk, "B", "M")
    for ending in FORMS:
        for language in ("en", "ja"):
            shown = printed(desk, ending, "--language", language)
            assert ("A" in shown, "None" in shown) == (True, False)
    assert "None" not in desk.done("dividend-note", *YEAR).out


def test_where_units_differ_each_cell_of_a_table_says_its_own(desk: Typist) -> None:
    for ref, total in (("A", "608 million"), ("B", "608451602")):
        facts = ("--effective-on", "2018-01-31", "--currency", "JPY")
        decided(desk, ref, *facts, line=("--per-share", "13.50", "--total", total))
    shown = printed(desk, ".txt")
    assert ["TOTAL DIVIDEND  " in shown, "DIVIDEND PER SHARE (JPY)" in shown] == [True, True]
    assert ["JPY 608 million" in shown, "JPY 608,451,602" in shown, "JPY 13.50" in shown] == [True, True, False]
    assert [row[4] for row in cells(desk.done("dividend-note", *YEAR))] == ["JPY 13.50"] * 2
