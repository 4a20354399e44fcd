"""A browser for the tests of pages, started once in each process that runs tests, and books, made once for all of them."""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.pages import books, browser


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    browser.program()
    with sync_playwright() as playwright:
        started = browser.started(playwright)
        yield started
        started.close()


@pytest.fixture(scope="session")
def looked_at(chromium: Browser) -> Callable[..., browser.Seen]:
    """``looked_at(path_or_address, *looks, access=True)``: what the page does, how it looks, who can read it."""
    return partial(browser.looked_at, chromium)


@pytest.fixture(scope="session")
def nothing_wrong(chromium: Browser) -> Callable[..., None]:
    """``nothing_wrong(path_or_address, *looks, access=True)``: fails with everything wrong, in every look or those named."""
    return partial(browser.nothing_wrong, chromium)


@pytest.fixture(scope="session")
def printed(chromium: Browser) -> Callable[..., browser.Printed]:
    """``printed(path_or_address)``: the page on paper."""
    return partial(browser.printed, chromium)


@pytest.fixture(scope="session")
def opened(chromium: Browser) -> Callable[..., object]:
    """``with opened(path_or_address, look) as page``: to type and click at."""
    return partial(browser.opened, chromium)


@pytest.fixture(scope="session")
def book_of(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """``book_of("everything")``: a book of ``books.BOOKS``, to be read only; the first process that asks makes it."""
    base = tmp_path_factory.getbasetemp()
    shelf = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base

    def book(name: str) -> Path:
        path = shelf / f"{name}.db"
        with (shelf / f"{name}.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not path.exists():
                with TemporaryDirectory(dir="/dev/shm" if os.access("/dev/shm", os.W_OK) else None) as folder:
                    books.BOOKS[name](Path(folder, "book.db"))  # in memory: each entry would wait for the disk
                    shutil.copy(Path(folder, "book.db"), path)
        return path

    return book
