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
EVERY_LOOK = (("iij", "IIJ-FY2017-YE", "en"), ("everything", "HANA-YE", "ja"))  # signed, waived, overridden, erased
NARROW = (
    ("iij", "IIJ-AGM26", "ja"),
    ("everything", "K04-AGM", "en"),  # adjourned
    ("everything", "K16-YE", "en"),  # suspended, and corrected
    ("everything", "K20-YE", "ja"),  # recovering
    ("everything", "K25-YE", "en"),  # annulled after it was closed, and back
    *(("hostile", f"H{number:02}-YE", "en") for number in range(len(books.HOSTILE))),
)


def written(book: Path, folder: Path, *words: str, name: str = "report.html") -> Path:
    page = folder / name
    Typist(book, now=books.LATER).done("report", *words, "-o", str(page))
    return page


@pytest.mark.parametrize(("book", "ref", "language"), EVERY_LOOK)
def test_a_report_can_be_read_on_a_desk_a_telephone_and_paper_by_day_and_by_night(
    book_of: Shelf, nothing_wrong: Callable[..., None], tmp_path: Path, book: str, ref: str, language: str
) -> None:
    page = written(book_of(book), tmp_path, ref, "--language", language)
    nothing_wrong(page, browser.DESK, browser.PHONE_AT_NIGHT, browser.PAPER)
    nothing_wrong(page, browser.DESK_AT_NIGHT, browser.PHONE, access=False)  # which axe looks at below


@pytest.mark.parametrize(("book", "ref", "language"), NARROW)
def test_whatever_happened_and_whatever_a_text_holds_a_page_shows_it_within_its_width_and_does_nothing(
    book_of: Shelf, nothing_wrong: Callable[..., None], tmp_path: Path, book: str, ref: str, language: str
) -> None:
    page = written(book_of(book), tmp_path, ref, "--language", language)
    nothing_wrong(page, browser.PHONE, browser.PAPER, access=False)
    tags = set(re.findall(r"<([a-z]+)", page.read_text("utf-8")))
    assert tags.isdisjoint({"script", "iframe", "img", "object", "embed", "base", "form", "link", "foreignobject", "use"})


def test_the_report_on_a_book_of_everything_can_be_read_in_every_look(
    book_of: Shelf, nothing_wrong: Callable[..., None], tmp_path: Path
) -> None:
    nothing_wrong(written(book_of("everything"), tmp_path, "--company", "HANA"), browser.DESK_AT_NIGHT, browser.PHONE)
    nothing_wrong(written(book_of("everything"), tmp_path, name="all.html"), browser.PHONE, browser.PAPER, access=False)


def test_the_report_on_a_hundred_dividends_overflows_nowhere(
    book_of: Shelf, nothing_wrong: Callable[..., None], tmp_path: Path
) -> None:
    nothing_wrong(written(book_of("hundred"), tmp_path), browser.PHONE, browser.PAPER, access=False)


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


def test_what_was_fixed_after_the_resolution_belongs_to_the_terms_that_were_to_be_paid(book_of: Shelf) -> None:
    desk = Typist(book_of("everything"), now=books.LATER)
    both = desk.done("diff", "K09-YE", "--json").json["approved_and_paid"]
    assert (both["fixed"]["event"], both["same_terms"]) == ("adjust", True)
    assert both["decided"]["digest"] != both["fixed"]["digest"] == both["paid"]["digest"]
    assert f"fixed: adjust on {both['fixed']['on']} (entry {both['fixed']['entry']})" in desk.done("diff", "K09-YE").out
    (money,) = [each for each in desk.done("report", "K09-YE", "--json").json["verdict"] if each["title"] == "Money"]
    assert money["verdict"] == "pass"


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


WORKFLOW = Path(__file__).parents[2] / "workflow"


def text_of_pages() -> str:
    """All templates, and all code that says something on a page."""
    sources = [*WORKFLOW.glob("render/pages/*.html"), *WORKFLOW.glob("render/*.py"), WORKFLOW / "screens.py"]
    return "\n".join(source.read_text("utf-8") for source in [*sources, WORKFLOW / "verdict.py"])


def test_every_sentence_of_a_page_has_its_japanese() -> None:
    asking = (
        r"""\b(?:t|say)\(\s*"([^"]+)\"""",
        r"""\bt\('([^']+)'""",
        r"""_field\("\w+", "([^"]+)\"""",
        r"""says = "([^"]+)\"""",
    )
    asking += (r"""_point\("([^"]+)\"""", r"""_point\("[^"]+", "[^"]+", "([^"]+)\"""")
    asked_for = {found for pattern in asking for found in re.findall(pattern, text_of_pages())}
    assert len(asked_for) > 100
    assert asked_for - japanese.PHRASES.keys() == set()


def test_no_japanese_sentence_is_left_over() -> None:
    text = text_of_pages()
    named = {phrase for phrase in japanese.PHRASES if any(f"{quote}{phrase}{quote}" in text for quote in "'\"")}
    built = {"Dividend per share ({unit})", "Total dividend ({unit})", "Fiscal year {first} to {last}"}
    assert japanese.PHRASES.keys() - named - built == set()


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
        page, state = tmp_path / f"{number}.{ending}", tmp_path / f"state {number}"
        words = ["--json"] if ending == "json" else ["-o", str(page)]
        env = os.environ | {"PYTHONHASHSEED": str(number), "TZ": zone, "KETSUGI_STATE": str(state), "LANG": "C"}
        if number:  # this computer has seen the book before
            Typist(book_of("everything"), now=books.LATER).done("list", env={"KETSUGI_STATE": str(state)})
            assert list(state.iterdir())
        said = subprocess.run(
            [sys.executable, "-m", "cli", "--book", str(book_of("everything")), "report", "HANA-YE", *words],
            env=env,
            capture_output=True,
            check=True,
            cwd=Path(__file__).parents[2],
        )
        told.append(said.stdout if ending == "json" else page.read_bytes())
    assert told[0] == told[1]
