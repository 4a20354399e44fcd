"""Takes the pictures in ``docs/screenshots/``: ``make screenshots``, or ``make screenshots ONLY=NAME``."""

from __future__ import annotations

import io
import os
import sys
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from PIL import Image
from playwright.sync_api import Browser, sync_playwright

from tests.commands.conftest import Typist
from tests.pages import books
from tests.pages.browser import DESK, DESK_AT_NIGHT, PAPER, PHONE, Look, opened, printed, started

FOLDER = Path(__file__).with_name("screenshots")


@dataclass(frozen=True)
class Shot:
    """A picture of a page that a command makes of a book."""

    name: str
    book: str
    """One of ``tests.pages.books.BOOKS``."""
    words: tuple[str, ...]
    """The command; ``{page}`` in it stands for the file that it writes."""
    look: Look
    at: str = ""
    """Where the picture begins, such as ``#meetings``; else at the top.  On paper, the number of the sheet."""


_OF_IIJ = ("report", "IIJ-FY2017-YE", "-o", "{page}")
_IN_JAPANESE = ("report", "IIJ-FY2017-YE", "--language", "ja", "-o", "{page}")
SHOTS: tuple[Shot, ...] = (
    Shot("report-verdict", "iij", _OF_IIJ, DESK),
    Shot("report-japanese", "iij", _IN_JAPANESE, DESK),
    Shot("report-days-at-night", "iij", _OF_IIJ, DESK_AT_NIGHT, "#days"),
    Shot("report-telephone", "iij", _OF_IIJ, PHONE),
    Shot("report-paper", "iij", _OF_IIJ, PAPER, "2"),
)


def picture(chromium: Browser, page: Path, look: Look, at: str = "") -> bytes:
    """What the look holds, no more: a PNG of 64 colours, a quarter of the size of all of them."""
    if look.media == "print":
        image = printed(chromium, page).picture(int(at or 1) - 1)
    else:
        with opened(chromium, page, look) as shown:
            if at:
                shown.locator(at).evaluate("element => element.scrollIntoView()")
            image = Image.open(io.BytesIO(shown.screenshot(animations="disabled"))).convert("RGB")
    few, out = image.quantize(64, dither=Image.Dither.NONE), io.BytesIO()
    few.save(out, "PNG", optimize=True)
    return out.getvalue()


def main(only: str = "") -> None:
    FOLDER.mkdir(exist_ok=True)
    with TemporaryDirectory() as folder, sync_playwright() as playwright:
        os.environ["KETSUGI_STATE"] = folder  # what these books were is not remembered
        chromium = started(playwright)
        for shot in SHOTS:
            if only not in shot.name:
                continue
            book, page = Path(folder, f"{shot.book}.db"), Path(folder, f"{shot.name}.html")
            if not book.exists():
                books.BOOKS[shot.book](book)
            Typist(book, now=books.LATER).done(*(word.format(page=page) for word in shot.words))
            taken = picture(chromium, page, shot.look, shot.at)
            (FOLDER / f"{shot.name}.png").write_bytes(taken)
            print(f"docs/screenshots/{shot.name}.png  {len(taken):,} bytes")
        chromium.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
