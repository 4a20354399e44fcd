"""The dividend note at the desk: what stands in which table, in which words, and in which files."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path

import openpyxl
import pytest

from tests.commands.conftest import DIVIDEND, Answer, Typist

FIRM = ("company", "add", "X", "--name", "A & B <x> S.A.", "--jurisdiction", "BR", "--timezone", "America/Sao_Paulo")
YEAR = ("--fiscal-year-end", "2018-03-31")
HEADS = ["決議", "株式の種類", "配当金の総額（百万円）", "配当の原資", "1株当たり配当額（円）", "基準日", "効力発生日"]
INTERIM = "IIJ-FY2017-IN"
FIRST = "(1) Dividends paid: effective in the fiscal year"
SECOND = "(2) Dividends whose record date lies in the fiscal year and which take effect after its end"


@pytest.fixture
def desk(desk_in: Callable[[str, Path], Typist], tmp_path: Path) -> Typist:
    """A book of a company that no law of a rulebook binds."""
    typist = desk_in("empty", tmp_path)
    typist.done(*FIRM)
    return typist


@pytest.fixture
def iij(desk_in: Callable[[str, Path], Typist], tmp_path: Path) -> Typist:
    """IIJ's fiscal 2017.  Of the interim dividend the release says 13.50 and paid; its days and total are made up."""
    typist = desk_in("paid", tmp_path)
    typist.done("company", "amend", "IIJ", "--on", "2017-01-01", "--article", "interim_dividends=true")
    days = ("--record-on", "2017-09-30", "--effective-on", "2017-12-05", "--fiscal-year-end", "2018-03-31")
    amounts = ("--currency", "JPY", "--resource", "retained earnings", "--per-share", "13.50", "--total", "608 million")
    typist.done("draft", INTERIM, "--kind", "interim", "--route", "interim", *days, *amounts)
    vouched = ("--attest", "distributable-amount=worksheet", "--attest", "net-assets=balance sheet")
    typist.done("decide", INTERIM, "--on", "2017-11-07", *vouched)
    return typist


def decided(
    desk: Typist, ref: str, *facts: str, on: str = "2015-01-05", line: tuple[str, ...] = ("--per-share", "2")
) -> None:
    """One dividend that the board decided."""
    desk.done("draft", ref, "--company", "X", "--route", "board", *facts, *line)
    desk.done("decide", ref, "--on", on)


def line(share_class: str, per_share: str, total: str | None = None) -> str:
    """What one class of shares receives, as the desk takes it."""
    rest = f', total = "{total}"' if total else ""
    return f'{{ share_class = "{share_class}", per_share = "{per_share}"{rest} }}'


def tables(desk: Typist, end: str = "2018-03-31") -> dict[str, list[str]]:
    """The references in each table that has any."""
    answer = desk.done("dividend-note", "--fiscal-year-end", end, "--json").json
    names = ("effective_in_year", "effective_after", "awaiting_approval", "not_certain")
    return {name: [row["ref"] for row in answer[name]] for name in names if answer[name]}


def cells(answer: Answer) -> list[list[str]]:
    """The seven columns of each row."""
    return [row[1:8] for row in answer.rows]


# ── The case ──


def test_the_note_of_iij_for_fiscal_2017_is_as_the_practice_prints_it(iij: Typist, tmp_path: Path) -> None:
    iij.done("dividend-note", *YEAR, "--language", "ja", "-o", str(tmp_path / "note.txt"))
    lines = (tmp_path / "note.txt").read_text(encoding="utf-8").splitlines()
    assert [re.split(" {2,}", line) for line in lines] == [
        ["配当に関する事項"],
        ["Internet Initiative Japan Inc. · 連結会計年度（自 2017年4月1日 至 2018年3月31日）"],
        [""],
        ["(1) 配当金支払額"],
        HEADS,
        ["2017年11月7日 取締役会", "普通株式", "608", "利益剰余金", "13.50", "2017年9月30日", "2017年12月5日"],
        [""],
        ["(2) 基準日が当連結会計年度に属する配当のうち、配当の効力発生日が翌連結会計年度となるもの"],
        HEADS,
        ["2018年6月28日 定時株主総会", "普通株式", "608", "利益剰余金", "13.50", "2018年3月31日", "2018年6月29日"],
    ]


def test_what_follows_the_year_end_is_the_first_table_of_the_next_year(iij: Typist) -> None:
    row = ["2018-06-28 Ordinary General Meeting of Shareholders", "common", "JPY 608 million", "retained earnings"]
    said = iij.done("dividend-note", "IIJ", "--fiscal-year-end", "2019-03-31")
    assert said.rows == [[FIRST, *row, "JPY 13.50", "2018-03-31", "2018-06-29", DIVIDEND, "7", ""]]
    assert iij.done("dividend-note", "--fiscal-year-end", "2017-03-31").out == ""


def test_until_the_meeting_approves_it_a_dividend_stands_apart(
    desk_in: Callable[[str, Path], Typist], tmp_path: Path
) -> None:
    desk = desk_in("convened", tmp_path)
    row = desk.done("dividend-note", *YEAR).rows
    assert row[0][:2] == [SECOND, "2018-06-28 Ordinary General Meeting of Shareholders (planned)"]
    assert tables(desk) == {"awaiting_approval": [DIVIDEND]}
    desk.done("reject", DIVIDEND, "--on", "2018-06-28")
    assert tables(desk) == {}


@pytest.mark.parametrize("stage", ["planned", "drafted"])
def test_a_draft_is_in_no_table(desk_in: Callable[[str, Path], Typist], tmp_path: Path, stage: str) -> None:
    assert tables(desk_in(stage, tmp_path)) == {}


def test_what_is_annulled_after_its_payment_is_in_no_table_also_while_it_is_claimed_back(iij: Typist) -> None:
    iij.done("annul", DIVIDEND, "--on", "2018-08-01", "--reason", "judgment")
    assert tables(iij) == {"effective_in_year": [INTERIM]}
    iij.done("recover", DIVIDEND, "--on", "2018-08-01", "--reason", "judgment")
    assert tables(iij) == {"effective_in_year": [INTERIM]}


def test_what_is_suspended_stays_with_a_remark_and_what_is_withdrawn_goes(iij: Typist) -> None:
    iij.done("suspend", INTERIM, "--on", "2018-07-01", "--reason", "doubt")
    assert iij.done("dividend-note", *YEAR).rows[0][-3:] == [INTERIM, "12", "payment suspended"]
    iij.done("withdraw", INTERIM, "--on", "2018-07-02", "--reason", "doubt")
    assert tables(iij) == {"effective_after": [DIVIDEND]}


# ── In which table ──


@pytest.mark.parametrize(
    ("end", "record", "effect", "table"),
    [
        ("2018-03-31", "2017-12-31", "2018-03-31", "effective_in_year"),
        ("2018-03-31", "2017-12-31", "2018-04-01", "effective_after"),
        ("2018-03-31", "2017-03-31", "2017-04-01", "effective_in_year"),
        ("2018-03-31", "2017-03-31", "2017-03-31", None),
        ("2018-03-31", "2018-03-31", "2018-06-29", "effective_after"),
        ("2018-03-31", "2018-04-01", "2018-06-29", None),
        ("2018-03-31", "2017-04-01", "2018-06-29", "effective_after"),
        ("2018-03-31", "2017-03-31", "2018-06-29", None),
        ("2016-02-29", "2016-02-29", "2016-05-27", "effective_after"),
        ("2016-02-29", "2015-08-31", "2016-02-29", "effective_in_year"),
        ("2017-02-28", "2016-02-29", "2016-03-01", "effective_in_year"),
        ("2017-02-28", "2016-02-29", "2016-02-29", None),
        ("2018-03-31", "2017-12-31", "2018-03", "effective_in_year"),
        ("2018-03-31", "2018-01-31", "from 2018-04-01", "effective_after"),
        ("2018-03-31", "2018-01-31", "2018-03-20 to 2018-04-10", "not_certain"),
        ("2018-03-31", "about 2018-03-31", "2018-06-29", "not_certain"),
        ("2018-03-31", "2018-03", "2018-06-29", "effective_after"),
        ("2018-03-31", "undecided", "2018-06-29", "not_certain"),
    ],
)
def test_the_days_say_in_which_table_a_dividend_stands(desk: Typist, end: str, record: str, effect: str, table: str) -> None:
    decided(desk, "D", "--record-on", record, "--effective-on", effect)
    assert tables(desk, end) == ({table: ["D"]} if table else {})


def test_where_only_the_payment_is_stated_it_bounds_the_day_of_effect(desk: Typist) -> None:
    decided(desk, "A", "--pay-on", "2018-03-31", on="2017-04-01")
    decided(desk, "B", "--pay-on", "2018-03-31", on="2017-03-31")
    assert tables(desk) == {"effective_in_year": ["A"], "not_certain": ["B"]}
    assert tables(desk, "2017-03-31") == {"not_certain": ["B"]}
    assert tables(desk, "2019-03-31") == {}


# ── In which words ──


def test_each_class_has_a_row_and_a_total_in_full_is_printed_in_full(desk: Typist) -> None:
    lines = ("--line", line("common", "0.50", "5000000.00"), "--line", line("preferred A", "0.55", "2200000"))
    decided(desk, "D", "--effective-on", "2018-01-31", "--currency", "BRL", line=lines)
    rows = desk.done("dividend-note", *YEAR).rows
    assert [row[2:6] for row in rows] == [
        ["common", "BRL 5,000,000.00", "not stated", "BRL 0.50"],
        ["preferred A", "BRL 2,200,000", "not stated", "BRL 0.55"],
    ]
    shown = desk.done("dividend-note", *YEAR, "--language", "ja", "-o", str(desk.book.with_name("a.csv")))
    assert shown.err == f"wrote {desk.book.with_name('a.csv')}\n"
    head = desk.book.with_name("a.csv").read_text(encoding="utf-8-sig").splitlines()[0].split(",")
    assert head[5:8] == ["配当金の総額（BRL）", "配当の原資", "1株当たり配当額（BRL）"]


def test_in_a_pipe_each_cell_says_its_own_unit(desk: Typist) -> None:
    facts = ("--effective-on", "2018-01-31", "--currency")
    decided(desk, "A", *facts, "JPY", line=("--per-share", "13.50", "--total", "608 million"))
    decided(desk, "B", *facts, "JPY", line=("--per-share", "12345.6", "--total", "608451602"))
    english, japanese = (cells(desk.done("dividend-note", *YEAR, "--language", each)) for each in ("en", "ja"))
    assert [row[2::2] for row in english] == [
        ["JPY 608 million", "JPY 13.50", "2018-01-31"],
        ["JPY 608,451,602", "JPY 12,345.6", "2018-01-31"],
    ]
    assert [row[2::2] for row in japanese] == [
        ["608百万円", "13.50円", "2018年1月31日"],
        ["608,451,602円", "12,345.6円", "2018年1月31日"],
    ]
    decided(desk, "C", *facts, "USD", line=("--per-share", "0.0725", "--total", "14.5 thousand"))
    english, japanese = (cells(desk.done("dividend-note", *YEAR, "--language", each))[2] for each in ("en", "ja"))
    assert (english[2], english[4]) == ("USD 14.5 thousand", "USD 0.0725")
    assert (japanese[2], japanese[4]) == ("14.5 千USD", "0.0725 USD")


def test_what_is_not_stated_or_open_is_said_so_and_never_worked_out(desk: Typist) -> None:
    facts = ("--effective-on", "2018-01-31")
    classes = ("--line", line("common", "1.10"), "--line", line("preferred", "1.10"))
    decided(desk, "A", *facts)
    decided(desk, "B", *facts, line=("--per-share", "undecided", "--total", "up to 608 million"))
    decided(desk, "C", *facts, "--set", "grand_total=14.2 million", line=classes)
    rows = desk.done("dividend-note", *YEAR).rows
    assert [(row[8], row[3], row[5], row[6]) for row in rows] == [
        ("A", "not stated", "2", "not stated"),
        ("B", "up to 608 million", "undecided", "not stated"),
        ("C", "14.2 million for all classes", "1.10", "not stated"),
        ("C", "14.2 million for all classes", "1.10", "not stated"),
    ]
    first = desk.done("dividend-note", *YEAR, "--json").json["effective_in_year"][0]
    assert [first[name] for name in ("total", "record_on", "currency", "resource")] == [None] * 4


def test_what_was_left_open_and_is_fixed_later_is_printed_as_fixed(desk: Typist) -> None:
    decided(desk, "A", "--effective-on", "2018-03", line=("--per-share", "undecided", "--total", "608 million"))
    desk.done("adjust", "A", "--on", "2018-03-01", "--effective-on", "2018-03-30", "--per-share", "13.50")
    assert cells(desk.done("dividend-note", *YEAR))[0][4:] == ["13.50", "not stated", "2018-03-30"]


def test_a_dividend_in_kind_says_what_is_given(desk: Typist) -> None:
    kind = ("--set", "in_kind=true", "--set", "asset=shares of Y & Z, one for ten", "--total", "4320000")
    decided(desk, "A", "--effective-on", "2018-01-31", "--currency", "JPY", *kind, line=("--per-share", "360"))
    assert desk.done("dividend-note", *YEAR).rows[0][-1] == "dividend in kind: shares of Y & Z, one for ten"
    assert desk.done("dividend-note", *YEAR, "--language", "ja").rows[0][-1] == "現物配当：shares of Y & Z, one for ten"


def test_several_resources_are_named_each_with_its_amount(desk: Typist) -> None:
    parts = ("--set", "resources.retained earnings=400000", "--set", "resources.other capital surplus=140000")
    decided(desk, "A", "--effective-on", "2018-01-31", "--currency", "JPY", *parts, "--total", "540000")
    said = desk.done("dividend-note", *YEAR, "--language", "ja").rows[0][4]
    assert sorted(said.split("; ")) == ["その他資本剰余金 140,000円", "利益剰余金 400,000円"]


# ── In which files ──


class Page(HTMLParser):
    """The headings and cells of a page, and what it would load."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.at, self.cells, self.loads, self.lang = "", [], [], ""  # type: ignore[var-annotated]
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.at = tag if tag in ("h1", "h2", "th", "td") else self.at
        self.lang = dict(attrs).get("lang", "") if tag == "html" else self.lang
        self.loads += [value for name, value in attrs if name in ("src", "href") and not str(value).startswith("#")]

    def handle_data(self, data: str) -> None:
        if self.at and data.strip():
            self.cells.append((self.at, data.strip()))

    def handle_endtag(self, tag: str) -> None:
        self.at = "" if tag == self.at else self.at


def test_the_page_has_the_statutory_heads_and_loads_nothing(iij: Typist, tmp_path: Path) -> None:
    iij.done("dividend-note", *YEAR, "--language", "ja", "-o", str(tmp_path / "n.HTML"))
    page = Page((tmp_path / "n.HTML").read_text(encoding="utf-8"))
    assert (page.lang, page.loads) == ("ja", [])
    assert [text for tag, text in page.cells if tag == "th"] == HEADS * 2
    last = ["2018年6月28日", "定時株主総会", "普通株式", "608", "利益剰余金", "13.50", "2018年3月31日", "2018年6月29日"]
    assert [text for tag, text in page.cells if tag == "td"][-8:] == last


def test_the_page_names_the_entry_of_a_dividend_once_for_all_its_classes(desk: Typist, tmp_path: Path) -> None:
    classes = ("--line", line("common", "1"), "--line", line("preferred", "1"))
    decided(desk, "A", "--effective-on", "2018-01-31", line=classes)
    desk.done("dividend-note", *YEAR, "-o", str(tmp_path / "n.html"))
    page = (tmp_path / "n.html").read_text(encoding="utf-8")
    assert (page.count("<bdi>A</bdi>, entry 4"), page.count("currency not stated")) == (1, 1)


def test_json_in_a_file_is_what_json_says(iij: Typist, tmp_path: Path) -> None:
    iij.done("dividend-note", *YEAR, "-o", str(tmp_path / "n.json"))
    assert (tmp_path / "n.json").read_text(encoding="utf-8") == iij.done("dividend-note", *YEAR, "--json").out


def test_a_name_from_data_is_text_on_the_page_and_in_the_note(desk: Typist, tmp_path: Path) -> None:
    desk.done("dividend-note", *YEAR, "-o", str(tmp_path / "n.html"))
    desk.done("dividend-note", *YEAR, "-o", str(tmp_path / "n.txt"))
    assert "A &amp; B &lt;x&gt; S.A." in (tmp_path / "n.html").read_text(encoding="utf-8")
    assert "\nA & B <x> S.A. · " in (tmp_path / "n.txt").read_text(encoding="utf-8")


def test_the_workbook_says_of_whom_it_is_and_has_a_sheet_for_each_table(iij: Typist, tmp_path: Path) -> None:
    for name in ("a.xlsx", "b.xlsx"):
        iij.done("dividend-note", *YEAR, "--language", "ja", "-o", str(tmp_path / name))
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()
    book = openpyxl.load_workbook(tmp_path / "a.xlsx")
    rows = [[[cell.value for cell in row] for row in sheet] for sheet in book]
    assert book.sheetnames == ["配当に関する事項", "配当金支払額", "効力発生日が翌連結会計年度となるもの"]
    year = "連結会計年度（自 2017年4月1日 至 2018年3月31日）"
    assert rows[0] == [["会社", "連結会計年度"], ["Internet Initiative Japan Inc.", year]]
    assert [sheet[0][:7] for sheet in rows[1:]] == [HEADS, HEADS]
    assert [sheet[1][7] for sheet in rows[1:]] == [INTERIM, DIVIDEND]


def test_the_table_for_a_spreadsheet_names_the_table_of_each_row_and_runs_nothing(desk: Typist, tmp_path: Path) -> None:
    decided(desk, "A", "--effective-on", "2018-01-31", "--resource", "=1+1")
    desk.done("dividend-note", *YEAR, "-o", str(tmp_path / "n.csv"))
    head, row, nothing = csv.reader(io.StringIO((tmp_path / "n.csv").read_text(encoding="utf-8-sig")))
    assert (head[:3], head[-3:]) == (["Company", "Fiscal year", "Table"], ["Reference", "Entry", "Remark"])
    assert row[:3] == ["A & B <x> S.A.", "Fiscal year 2017-04-01 to 2018-03-31", "Effective in the year"]
    assert (row[6], row[10]) == ("'=1+1", "A")
    assert nothing == [*row[:2], "Effective after the year", "None.", *[""] * 9]


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        ((), 2, "missing option '--fiscal-year-end'"),
        (("--fiscal-year-end", "2018-02-29"), 2, "--fiscal-year-end: 2018-02-29 is not a day of the calendar"),
        ((*YEAR, "-o", "n.pdf"), 2, "--output n.pdf: cannot write .pdf · name it .html or .xlsx or .csv or .txt or .json"),
        ((*YEAR, "-o", "n"), 2, "--output n: cannot write a file without ending"),
        ((*YEAR, "--language", "fr"), 2, "--language fr: unknown · known here: en, ja"),
        (("Y", *YEAR), 4, "Y: no such company in this book"),
    ],
)
def test_what_cannot_be_printed_is_told_so(desk: Typist, words: tuple[str, ...], code: int, said: str) -> None:
    answer = desk.run("dividend-note", *words)
    assert (answer.code, answer.out) == (code, "")
    assert answer.err.startswith(f"error: {said}")


def test_of_two_companies_one_has_to_be_named(desk: Typist) -> None:
    desk.done("company", "add", "Z", "--name", "Z", "--jurisdiction", "BR", "--timezone", "America/Sao_Paulo")
    answer = desk.run("dividend-note", *YEAR)
    assert (answer.code, answer.out) == (2, "")
    assert "name it: ketsugi dividend-note COMPANY; in this book: X, Z" in answer.err
    desk.done("dividend-note", "Z", *YEAR)


def test_a_file_is_never_written_over_and_a_dry_run_writes_none(desk: Typist, tmp_path: Path) -> None:
    file = tmp_path / "n.txt"
    assert (
        desk.done("dividend-note", *YEAR, "-o", str(file), "--dry-run").out == f"would write {file}\nnothing was written\n"
    )
    assert not file.exists()
    file.write_text("mine", encoding="utf-8")
    assert desk.run("dividend-note", *YEAR, "-o", str(file)).code == 5
    assert desk.run("dividend-note", *YEAR, "-o", str(file), "--dry-run").code == 5
    assert file.read_text(encoding="utf-8") == "mine"


def test_at_a_terminal_each_table_has_its_heading(iij: Typist) -> None:
    shown = iij.terminal("dividend-note", *YEAR).splitlines()
    assert [line for line in shown if line.startswith("(")] == [FIRST, SECOND]
