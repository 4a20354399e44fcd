"""A browser for the tests of pages, started once in each process that runs tests."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.pages import browser


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    browser.program()
    with sync_playwright() as playwright:
        started = browser.started(playwright)
        yield started
        started.close()


@pytest.fixture(scope="session")
def looked_at(chromium: Browser) -> Callable[..., browser.Seen]:
    """``looked_at(path_or_address, *looks)``: what the page does and how it looks."""
    return partial(browser.looked_at, chromium)


@pytest.fixture(scope="session")
def nothing_wrong(chromium: Browser) -> Callable[..., None]:
    """``nothing_wrong(path_or_address, *looks)``: fails with everything wrong, in every look unless some are named."""
    return partial(browser.nothing_wrong, chromium)


@pytest.fixture(scope="session")
def printed(chromium: Browser) -> Callable[..., browser.Printed]:
    """``printed(path_or_address)``: the page on paper."""
    return partial(browser.printed, chromium)


@pytest.fixture(scope="session")
def opened(chromium: Browser) -> Callable[..., object]:
    """``with opened(path_or_address, look) as page``: to type and click at."""
    return partial(browser.opened, chromium)
