"""Pictures for the pages of the documentation: of a fixed size, small, and the same for the same page."""

from __future__ import annotations

import io
import struct
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Browser

from docs.take_screenshots import FOLDER, SHOTS, picture
from tests.pages.books import BOOKS
from tests.pages.browser import DESK, PAPER, PHONE_AT_NIGHT, Look
from tests.pages.test_the_look import page

RED = '<p id="red" style="margin-top: 2000px; height: 2000px; background: #c00">red</p>'


def opened(taken: bytes) -> Image.Image:
    return Image.open(io.BytesIO(taken)).convert("RGB")


@pytest.mark.parametrize(
    ("look", "size"),
    [(DESK, (1280, 800)), (PHONE_AT_NIGHT, (360, 740)), (PAPER, (795, 1124))],
    ids=["desk", "phone", "paper"],
)
def test_a_picture_has_the_size_of_its_look_and_is_small(
    chromium: Browser, tmp_path: Path, look: Look, size: tuple[int, int]
) -> None:
    path = page(tmp_path, RED)
    taken = picture(chromium, path, look)
    assert opened(taken).size == size
    assert len(taken) < 40_000
    assert struct.unpack(">BB", taken[24:26])[1] == 3, "a palette"
    assert picture(chromium, path, look) == taken


def test_a_picture_begins_where_it_is_told(chromium: Browser, tmp_path: Path) -> None:
    path = page(tmp_path, RED)
    for at, color in (("", (255, 255, 255)), ("#red", (204, 0, 0))):
        assert opened(picture(chromium, path, DESK, at)).getpixel((1000, 700)) == color


def test_each_picture_is_of_a_book_there_is_and_none_is_left_over() -> None:
    assert {each.book for each in SHOTS} <= {*BOOKS}
    assert {each.name for each in FOLDER.glob("*.png")} == {f"{each.name}.png" for each in SHOTS}
