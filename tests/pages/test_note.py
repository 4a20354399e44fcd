"""The dividend note as somebody reads it: on a desk, a telephone and paper, in two languages."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.commands.conftest import Typist
from tests.pages import books, browser


def written(book: Path, folder: Path, language: str) -> Path:
    page = folder / "note.html"
    words = ("HANA", "--fiscal-year-end", "2025-09-30", "--language", language)  # one decided, one still to be put
    Typist(book, now=books.LATER).done("dividend-note", *words, "-o", str(page))
    return page


@pytest.mark.parametrize("language", ["en", "ja"])
def test_the_note_can_be_read_on_a_desk_a_telephone_and_paper(
    book_of: Callable[[str], Path], nothing_wrong: Callable[..., None], tmp_path: Path, language: str
) -> None:
    nothing_wrong(written(book_of("everything"), tmp_path, language))


def test_its_grid_is_ruled_and_the_organ_stands_below_the_day(
    book_of: Callable[[str], Path], opened: Callable[..., Page], tmp_path: Path
) -> None:
    path = written(book_of("everything"), tmp_path, "ja")
    for look in (browser.DESK, browser.PAPER):
        with opened(path, look) as page:
            styles = page.locator("th, td").evaluate_all(
                "all => all.flatMap(each => [getComputedStyle(each).borderLeftStyle, getComputedStyle(each).borderTopStyle])"
            )
            assert set(styles) == {"solid"}
            day, organ = (page.locator("td").first.locator("bdi").nth(at).bounding_box() for at in (0, 1))
            assert (organ["x"], organ["y"] > day["y"]) == (day["x"], True)
