"""The report as PDF says what the page says, in characters that are really there, the same every time."""

from __future__ import annotations

import ctypes
import importlib.metadata
import json
import re
import sys
from collections.abc import Callable
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from tempfile import TemporaryDirectory
from unicodedata import normalize

import pypdfium2
import pypdfium2.raw as pdfium
import pytest
import typst
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.commands.conftest import NOW, Typist
from workflow.render import document, typeset
from workflow.render.japanese import PHRASES
from workflow.render.lists import Lists
from workflow.render.plain import safe

Shelf = Callable[[str], Path]
WHOLE = [("iij", ("IIJ-FY2017-YE",)), ("everything", ("HANA-YE",))]
REPORTS = [
    *WHOLE,
    ("iij", ("IIJ-AGM26",)),
    ("iij", ("--since", "2018-06-01")),
    ("everything", ("K03-YE",)),
    ("hostile", ("--company", "H16")),
]
MARGINS = (14, 14, 18, 20)  # mm: left, right, bottom, top
FAR = 9999.0


def squeezed(text: str) -> str:
    """Without white space: lines break, and a space between scripts is drawn, where a page has none."""
    return "".join(text.split())


def text_of(content: bytes) -> str:
    """All that a PDF says, page after page, without the lines that stand on each."""
    said = []
    for page in pypdfium2.PdfDocument(content):
        left, bottom, right, top = 0.0, mm(MARGINS[2]), page.get_width(), page.get_height() - mm(MARGINS[3])
        said.append(page.get_textpage().get_text_bounded(left, bottom, right, top))
    return squeezed("".join(said))


def mm(length: float) -> float:
    return length * 72 / 25.4


class Page(HTMLParser):
    """The texts that a page shows, without the signs that a document draws."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.texts: list[str] = []
        self.aside: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ("head", "a") or (tag == "span" and (self.aside or ("class", "sign") in attrs)):
            self.aside.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if self.aside and tag == self.aside[-1]:
            self.aside.pop()

    def handle_data(self, data: str) -> None:
        if not self.aside and data.strip():
            self.texts.append(squeezed(data))


def made(book: Path, *words: str, form: str = "pdf") -> bytes:
    with TemporaryDirectory() as folder:
        file = Path(folder, f"report.{form}")
        answer = Typist(book).run("report", *words, "-o", str(file))
        assert answer.code == 0, answer.err
        return file.read_bytes()


@pytest.fixture(scope="session")
def kept(book_of: Shelf) -> Callable[..., bytes]:
    """``kept("iij", "IIJ-AGM26")``: a document, made once in a process."""
    return cache(lambda book, *words: made(book_of(book), *words))


def missing(pdf: bytes, html: bytes) -> list[str]:
    said, texts = text_of(pdf), Page(html.decode()).texts
    assert len(texts) > 50
    return [text for text in texts if text not in said]


@pytest.mark.parametrize("language", ["en", "ja"])
@pytest.mark.parametrize(("book", "words"), WHOLE)
def test_all_that_the_page_says_is_in_the_document(book_of: Shelf, kept, book, words, language):
    words = (*words, "--language", language)
    assert missing(kept(book, *words), made(book_of(book), *words, form="html")) == []


def test_a_section_that_is_left_out_is_noticed(book_of: Shelf, monkeypatch):
    html = made(book_of("everything"), "HANA-YE", form="html")
    monkeypatch.setattr(Lists, "evidence", lambda *_: iter(()))
    absent = missing(made(book_of("everything"), "HANA-YE"), html)
    assert "Evidence" not in absent  # the verdict speaks of it too
    assert "SHA-256" in absent


HEADINGS = (
    "Verdict",
    "Legal bounds and actual days",
    "Asked beside days",
    "Terms and their versions",
    "Approved and paid",
    "Facts",
    "Findings",
    "Days from step to step",
    "The log",
    "People",
    "Evidence",
    "The book",
    "Checkpoints",
    "What could not be verified",
)
FIGURES = ("608,451,600", "607,500,000", "608,500,000", "601,220,400", "6,912,300", "318,900", "450,700", "312,450", "13.50")


@pytest.mark.parametrize("language", ["en", "ja"])
def test_every_heading_figure_and_hash_of_the_case_is_in_the_document(book_of: Shelf, kept, language):
    words = ("IIJ-FY2017-YE", "--language", language)
    answer = Typist(book_of("iij")).done("report", *words, "--json").json
    said = text_of(kept("iij", *words))
    for each in HEADINGS:
        assert squeezed(PHRASES[each] if language == "ja" else each) in said
    hashes = [answer["verification"]["head"], answer["verification"]["root"], *(each["hash"][:16] for each in answer["log"])]
    days = [day for row in answer["timetable"] for day in (row["on"], row["first_on"] or row["last_on"]) if day]
    slack = [
        f"{row['slack_days']:+d}" for row in answer["timetable"] if row["slack_days"] is not None and row["status"] != "over"
    ]
    assert [each for each in (*FIGURES, *hashes, *days, *slack) if each not in said] == []


def test_japanese_words_can_be_searched_for(kept):
    pages = pypdfium2.PdfDocument(kept("iij", "IIJ-FY2017-YE", "--language", "ja"))
    said = "".join(page.get_textpage().get_text_range() for page in pages)
    words = ("配当", "基準日", "効力発生日", "決議", "支払", "検証できなかった事項")
    assert [word for word in words if word not in said] == []


# ── How it is made ──


def out_of_place(content: bytes) -> dict[int, str]:
    """What stands in the margins of which page, but for the line at its head and its number."""
    found = {}
    for number, page in enumerate(pypdfium2.PdfDocument(content), 1):
        width, height = page.get_size()
        foot, middle, text = mm(MARGINS[2]) - 4, width / 2, page.get_textpage()

        def at(left: float = -FAR, bottom: float = -FAR, right: float = FAR, top: float = FAR, text=text) -> str:
            return squeezed(text.get_text_bounded(left, bottom, right, top))

        beside = at(right=mm(MARGINS[0]) - 1) + at(left=width - mm(MARGINS[1]) + 1) + at(bottom=height - 20)
        below = at(right=middle - 40, top=foot) + at(left=middle + 40, top=foot)
        found[number] = beside + below + at(left=middle - 40, right=middle + 40, top=foot).strip("0123456789/")
    return {number: out for number, out in found.items() if out}


@pytest.mark.parametrize(("book", "words"), REPORTS)
def test_nothing_leaves_its_page(kept, book, words):
    assert out_of_place(kept(book, *words, "--language", "en")) == {}


def test_a_table_that_is_wider_than_the_page_is_noticed(book_of: Shelf, monkeypatch, tmp_path):
    wide = tmp_path / "report.typ"
    look = typeset._SOURCE.read_text(encoding="utf-8")
    assert look.count("share * 1fr") == 1
    wide.write_text(look.replace("share * 1fr", "share * 1.3pt"), encoding="utf-8")
    monkeypatch.setattr(typeset, "_SOURCE", wide)
    assert out_of_place(made(book_of("everything"), "HANA-YE"))


@pytest.mark.parametrize("language", ["en", "ja"])
def test_every_font_is_in_the_file(kept, language):
    fonts = set()
    for page in pypdfium2.PdfDocument(kept("iij", "IIJ-FY2017-YE", "--language", language)):
        for each in page.get_objects([pdfium.FPDF_PAGEOBJ_TEXT], max_depth=9):
            font = pdfium.FPDFTextObj_GetFont(each)
            name = ctypes.create_string_buffer(200)
            pdfium.FPDFFont_GetBaseFontName(font, name, 200)
            fonts.add((name.value.decode(), pdfium.FPDFFont_GetIsEmbedded(font)))
    assert all(embedded == 1 for _, embedded in fonts)
    assert {re.sub(r"^[A-Z]{6}\+", "", name).partition("-")[0] for name, _ in fonts} == {"NotoSansCJKjp", "DejaVuSansMono"}


@pytest.mark.parametrize("language", ["en", "ja"])
def test_it_is_a_document_to_keep_and_to_be_read_aloud(kept, language):
    content = kept("iij", "IIJ-FY2017-YE", "--language", language)
    for mark in (b"<pdfaid:part>2<", b"<pdfaid:conformance>B<", b"<pdfuaid:part>1<", f"/Lang({language})".encode()):
        assert mark in content.replace(b"/Lang (", b"/Lang("), mark
    meta = pypdfium2.PdfDocument(content).get_metadata_dict()
    assert meta["Title"] == f"IIJ-FY2017-YE · {PHRASES['Report'] if language == 'ja' else 'Report'}"
    assert meta["CreationDate"].startswith("D:20180731")
    figures = re.findall(rb"/S ?/Figure\b", content)
    assert len(figures) == content.count(b"/Alt") == 2  # a drawing of each life


# ── Text that would be something else ──

TYPST = (
    r"""#read("/etc/passwd") #panic() $x^2$ *bold* _it_ `raw` ] [ } { \ \u{41} <label> @ref // /* = -- ... "q" 'q' """
    "https://evil.example"
)


def test_what_typst_would_read_stays_text(tmp_path):
    book = tmp_path / "book.db"
    typist = Typist(book)
    typist.done("init", "--name", TYPST)
    typist.done("company", "add", "IIJ", "--name", TYPST, "--jurisdiction", "JP", "--timezone", "Asia/Tokyo")
    typist.done("note", "IIJ", TYPST)
    content = made(book)
    assert text_of(content).count(squeezed(TYPST)) >= 4  # the book in the heading, the log and at the foot; the remark
    assert b"/URI" not in content
    assert b"root:" not in content


KEPT = "Ünïcödé “é” — → ✓ № ② ㈱ ｱ 髙﨑𠮷 配当 基準日 e\u0301 が か\u3099 葛\U000e0100"
SPELLED = {
    "😀": r"\u{1f600}",
    "شركة": r"\u{634}\u{631}\u{643}\u{629}",
    "ก": r"\u{e01}",
    "x\u0323": r"x\u{323}",
    "\u202e": r"\u{202e}",
}


def minimal(name: str) -> dict[str, object]:
    """The smallest document there is."""
    texts = {part: ["x"] for part in ("title", "running", "over", "lead", "judged", "made")}
    return {**texts, "language": "en", "day": "2018-06-28", "name": name, "blocks": []}


@pytest.mark.parametrize(("text", "shown"), [(KEPT, KEPT), *SPELLED.items()], ids=ascii)
def test_a_character_that_the_font_does_not_have_is_spelled_out(text, shown):
    said = text_of(typeset.pdf(minimal(f"<{text}>")))
    assert normalize("NFC", squeezed(f"<{shown}>")) in normalize("NFC", said)  # the font has é, whatever it was made of


def read_back(text: str) -> str:
    return re.sub(r"\\u\{([0-9a-f]+)\}", lambda found: chr(int(found[1], 16)), text)


TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\\"), max_size=30)


@settings(max_examples=25)
@given(TEXTS)
def test_no_text_loses_a_character(text):
    """A PDF/A with a character that is not there is not made; and what is spelled out can be read back."""
    assert typeset.pdf(minimal(f"a{text}"))
    fonts, family = typeset.chosen(typeset.installed())
    said = json.dumps(safe(text), ensure_ascii=False)
    spelled = typeset.spelled_out(said, typeset.uncovered(fonts, family, set(typeset.letters(said))))
    assert read_back(json.loads(spelled)) == text


def test_a_character_that_is_taken_for_one_of_the_font_stops_the_document(monkeypatch):
    monkeypatch.setattr(typeset, "uncovered", lambda *_: set())
    with pytest.raises(typst.TypstError, match="could not be displayed"):
        typeset.pdf(minimal("😀"))


# ── What is not installed ──


@pytest.fixture
def no_fonts(monkeypatch, tmp_path):
    """Neither the package with the font nor a font of the machine."""
    (tmp_path / "fonts").mkdir()
    config = tmp_path / "fonts.conf"
    config.write_text(f"<fontconfig><dir>{tmp_path / 'fonts'}</dir></fontconfig>", encoding="utf-8")
    monkeypatch.setenv("FONTCONFIG_FILE", str(config))
    monkeypatch.setitem(sys.modules, "noto_cjk_sans_jp_regular", None)


def refused(book: Path, file: Path) -> str:
    answer = Typist(book).run("report", "-o", str(file))
    assert (answer.code, answer.out) == (2, "")
    assert [each for each in file.parent.iterdir() if "report" in each.name] == []
    (line,) = answer.err.splitlines()
    return line


def test_without_a_font_nothing_is_written(book_of: Shelf, no_fonts, tmp_path):
    said = refused(book_of("iij"), tmp_path / "report.pdf")
    assert said.startswith("error: a report as PDF needs a font with Japanese characters, and there is none of Noto ")
    assert said.endswith(" · install one in the folder of the program: uv tool install '.[pdf]'")


def test_an_empty_font_folder_in_the_package_is_no_font(no_fonts, monkeypatch, tmp_path, book_of: Shelf):
    package = type(sys)("noto_cjk_sans_jp_regular")
    package.FONT_PATH = tmp_path / "fonts" / "gone.otf"
    monkeypatch.setitem(sys.modules, "noto_cjk_sans_jp_regular", package)
    assert "needs a font" in refused(book_of("iij"), tmp_path / "report.pdf")


def test_without_the_package_a_font_of_the_machine_is_taken(book_of: Shelf, no_fonts, tmp_path):
    (own,) = [each for each in importlib.metadata.files("noto-cjk-sans-jp-regular") or () if each.suffix == ".otf"]
    (tmp_path / "fonts" / "a.otf").symlink_to(Path(own.locate()).resolve())
    assert "配当の基準日" in text_of(made(book_of("iij"), "IIJ-FY2017-YE", "--language", "ja"))


def test_without_typst_nothing_is_written(book_of: Shelf, monkeypatch, tmp_path):
    monkeypatch.setitem(sys.modules, "typst", None)
    said = refused(book_of("iij"), tmp_path / "report.pdf")
    how = "install it in the folder of the program: uv tool install '.[pdf]'"
    assert said == f"error: a report as PDF needs the package typst · {how}"


@pytest.mark.parametrize(("most", "code"), [(12, 0), (11, 2)])
def test_a_log_that_would_take_all_memory_is_refused(book_of: Shelf, monkeypatch, tmp_path, most, code):
    monkeypatch.setattr(document, "MOST", most)
    answer = Typist(book_of("iij")).run("report", "-o", str(tmp_path / "report.pdf"), now=NOW)
    assert answer.code == code
    assert (tmp_path / "report.pdf").exists() == (code == 0)
    assert code == 0 or "narrow it with --since and --until" in answer.err
