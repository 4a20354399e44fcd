"""The report as somebody reads it: in a browser without a network, on a telephone, on paper, in two languages."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.commands.conftest import Typist
from tests.pages import books, browser
from workflow.render import japanese
from workflow.render.tongue import Tongue

Shelf = Callable[[str], Path]
SUBJECTS = (
    ("iij", "IIJ-FY2017-YE", "en"),
    ("iij", "IIJ-FY2017-YE", "ja"),
    ("iij", "IIJ-AGM26", "en"),
    ("everything", "K04-AGM", "en"),  # adjourned
    ("everything", "K16-YE", "en"),  # suspended, and corrected
    ("everything", "K20-YE", "ja"),  # recovering
    ("everything", "K25-YE", "en"),  # annulled after it was closed, and back
    ("everything", "HANA-YE", "en"),  # signed, waived, overridden, erased
    ("hostile", "H00-YE", "en"),
)


def written(book: Path, folder: Path, *words: str, name: str = "report.html") -> Path:
    page = folder / name
    Typist(book, now=books.LATER).done("report", *words, "-o", str(page))
    return page


@pytest.mark.parametrize(("book", "ref", "language"), SUBJECTS)
def test_a_report_can_be_read_on_a_desk_a_telephone_and_paper_by_day_and_by_night(
    book_of: Shelf, nothing_wrong: Callable[..., None], tmp_path: Path, book: str, ref: str, language: str
) -> None:
    nothing_wrong(written(book_of(book), tmp_path, ref, "--language", language))


@pytest.mark.parametrize("number", range(1, len(books.HOSTILE)))
def test_whatever_a_text_of_the_book_holds_a_page_shows_it_and_does_nothing_else(
    book_of: Shelf, nothing_wrong: Callable[..., None], opened: Callable[..., Page], tmp_path: Path, number: int
) -> None:
    page = written(book_of("hostile"), tmp_path, f"H{number:02}-YE")
    nothing_wrong(page, browser.PHONE, browser.PAPER, access=False)
    with opened(page) as shown:  # type: ignore[attr-defined]
        assert shown.evaluate("window.stolen") is None
        assert shown.locator("script, iframe, img, object, embed, base, form, a[href]:not([href^='#'])").count() == 0


def test_the_report_on_a_book_of_everything_can_be_read_in_every_look(
    book_of: Shelf, nothing_wrong: Callable[..., None], tmp_path: Path
) -> None:
    nothing_wrong(written(book_of("everything"), tmp_path, "--company", "HANA"))
    nothing_wrong(written(book_of("everything"), tmp_path, name="all.html"), access=False)


def test_the_report_on_a_thousand_dividends_overflows_nowhere(
    book_of: Shelf, nothing_wrong: Callable[..., None], tmp_path: Path
) -> None:
    nothing_wrong(written(book_of("thousand"), tmp_path), browser.PHONE, browser.PAPER, access=False)


def test_a_report_on_a_hostile_book_can_be_read(book_of: Shelf, nothing_wrong: Callable[..., None], tmp_path: Path) -> None:
    nothing_wrong(written(book_of("hostile"), tmp_path), browser.DESK, browser.PHONE, browser.PAPER, access=False)


def test_on_paper_every_part_of_the_report_is_there(
    book_of: Shelf, printed: Callable[..., browser.Printed], tmp_path: Path
) -> None:
    text = " ".join(printed(written(book_of("iij"), tmp_path, "IIJ-FY2017-YE")).texts)
    for heading in ("Verdict", "Legal bounds and actual days", "Terms and their versions", "Approved and paid", "Findings"):
        assert heading in text
    for heading in ("The log", "People", "Evidence", "Checkpoints", "What could not be verified"):
        assert heading in text
    assert "608,451,600" in text


def test_the_verdict_comes_first_and_the_path_is_drawn(book_of: Shelf, opened: Callable[..., Page], tmp_path: Path) -> None:
    with opened(written(book_of("everything"), tmp_path, "K25-YE")) as page:  # type: ignore[attr-defined]
        assert page.locator("h2").first.inner_text() == "Verdict"
        drawing = page.locator("#course-1 ~ .course svg")
        assert drawing.locator(".way.taken").count() >= 6
        assert drawing.locator(".box.here + text").text_content() == "closed"


def test_a_book_that_was_changed_is_said_to_be_so_first_and_with_the_exit_code_of_a_broken_log(
    book_of: Shelf, tmp_path: Path
) -> None:
    broken = tmp_path / "broken.db"
    broken.write_bytes(book_of("iij").read_bytes())
    typist = Typist(broken, now=books.LATER)
    typist.tamper("UPDATE subject SET state = 'closed' WHERE ref = 'IIJ-FY2017-YE'")
    page = tmp_path / "report.html"
    answer = typist.run("report", "IIJ-FY2017-YE", "-o", str(page))
    assert answer.code == 6
    assert "NOT VERIFIED. Problems: 1, in 12 entries" in page.read_text("utf-8")


# ── Words ──


def phrases() -> set[str]:
    """Every sentence and heading that pages say, by the text of templates and code."""
    folder = Path(__file__).parents[2] / "workflow"
    sources = [*folder.glob("render/pages/*.html"), *folder.glob("render/*.py"), folder / "screens.py"]
    text = "\n".join(source.read_text("utf-8") for source in sources)
    said = re.findall(r"""\b(?:t|say|tongue\.say)\(\s*(?:"([^"]+)"|'([^']+)')""", text)
    fields = re.findall(r"""_field\("\w+", "([^"]+)\"""", text)
    return {one or other for one, other in said} | set(fields)


def test_every_sentence_of_a_page_has_its_japanese_and_every_japanese_is_said() -> None:
    built = {"until {day}", "from {day}", "In order: {passed}. To look at: {note}. Not in order: {fail}."}
    assert phrases() - japanese.PHRASES.keys() == set()
    unsaid = japanese.PHRASES.keys() - phrases() - built
    text = "\n".join(path.read_text("utf-8") for path in (Path(__file__).parents[2] / "workflow/render").glob("*.py"))
    assert {each for each in unsaid if each not in text} == set()


@pytest.mark.parametrize("phrase", sorted(japanese.PHRASES))
def test_a_japanese_sentence_has_the_figures_of_the_english(phrase: str) -> None:
    assert sorted(re.findall(r"{\w+}", phrase)) == sorted(re.findall(r"{\w+}", japanese.PHRASES[phrase]))


def test_a_figure_of_a_sentence_is_escaped() -> None:
    assert Tongue("ja").say("signed by {person}", person="<b>") == "&lt;b&gt; が署名"


# ── The same for the same ──


@pytest.mark.parametrize("ending", ["html", "pdf", "json"])
def test_the_same_book_and_question_give_the_same_bytes_in_every_process(
    book_of: Shelf, tmp_path: Path, ending: str
) -> None:
    told = []
    for number, zone in enumerate(("Asia/Tokyo", "America/New_York")):
        page = tmp_path / f"{number}.{ending}"
        words = ["--json"] if ending == "json" else ["-o", str(page)]
        env = os.environ | {"PYTHONHASHSEED": str(number), "TZ": zone, "KETSUGI_STATE": str(tmp_path), "LANG": "C"}
        said = subprocess.run(
            [sys.executable, "-m", "cli", "--book", str(book_of("everything")), "report", "HANA-YE", *words],
            env=env,
            capture_output=True,
            check=True,
            cwd=Path(__file__).parents[2],
        )
        told.append(said.stdout if ending == "json" else page.read_bytes())
    assert told[0] == told[1]
