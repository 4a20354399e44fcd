"""Looks at a page as a reader has it before them, in a real Chromium with no way out, and says in words what is wrong."""

from __future__ import annotations

import contextlib
import io
import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import axe_playwright_python
import pypdfium2
import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, Playwright

NO_BROWSER = "no Chromium to try the pages in: make browser"
ARGUMENTS = ("--no-sandbox", "--disable-background-networking", "--disable-lcd-text", "--font-render-hinting=none")
MARGIN = 15
"""Millimetres that a page leaves free at each side of the paper."""


@dataclass(frozen=True)
class Look:
    """A window, or a sheet of paper, of so many px."""

    name: str
    width: int
    height: int
    scheme: str = "light"
    media: str = "screen"


PHONE, PHONE_AT_NIGHT = Look("phone", 360, 740), Look("phone, dark", 360, 740, "dark")
DESK, DESK_AT_NIGHT = Look("desk", 1280, 800), Look("desk, dark", 1280, 800, "dark")
PAPER = Look("paper", int((210 - 2 * MARGIN) / 25.4 * 96), int((297 - 2 * MARGIN) / 25.4 * 96), media="print")  # A4
LOOKS = (DESK, DESK_AT_NIGHT, PHONE, PHONE_AT_NIGHT, PAPER)

_FAULTS = Path(__file__).with_name("faults.js").read_text(encoding="utf-8")
_AXE = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "rules": {"target-size": {"enabled": True}},
    "resultTypes": ["violations", "incomplete"],
}
_UNKNOWN = ("bgImage", "bgGradient", "imgNode", "pseudoContent", "complexTextShadows", "colorParse", "equalRatio")


@dataclass
class Seen:
    """What a page did and how it looked."""

    address: str
    requests: list[str] = field(default_factory=list)
    console: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    against_policy: list[str] = field(default_factory=list)
    policy: str = ""
    layout: dict[str, list[str]] = field(default_factory=dict)
    """By the name of the look: what is cut off, too wide, or runs out of its box."""
    access: dict[str, list[str]] = field(default_factory=dict)
    """By the name of the look: what keeps somebody from reading it."""

    @property
    def wrong(self) -> list[str]:
        """Everything wrong, a sentence each."""
        own = [self.address] if self.address.startswith("file:") else [_origin(self.address)]
        abroad = [each for each in self.requests if each != own[0] and _origin(each) not in own]
        return [
            *(f"it asks for {each}" for each in dict.fromkeys(abroad)),
            *(f"it breaks its policy: {each}" for each in self.against_policy),
            *(["it has no Content Security Policy"] if "default-src 'none'" not in self.policy else []),
            *(f"it says on the console: {each}" for each in self.console),
            *(f"its script fails: {each}" for each in self.errors),
            *(f"{look}: {each}" for found in (self.layout, self.access) for look in found for each in found[look]),
        ]


@dataclass(frozen=True)
class Printed:
    """A page as it comes out of the printer."""

    pdf: bytes
    texts: list[str]
    """The text of each sheet."""

    def picture(self, sheet: int) -> Image.Image:
        """A sheet, counted from 0, at 96 dots to the inch."""
        with contextlib.closing(pypdfium2.PdfDocument(self.pdf)) as document:
            return document[sheet].render(scale=96 / 72).to_pil().convert("RGB")


def program() -> str:
    """The path of Chromium; without it a test is skipped, and fails where every test must run."""
    if found := shutil.which("chromium"):
        return found
    if os.environ.get("CI") == "true":
        pytest.fail(NO_BROWSER, pytrace=False)
    pytest.skip(NO_BROWSER)


def started(playwright: Playwright) -> Browser:
    """The one Chromium of this process.  While it runs, ``asyncio.run`` cannot be called in the same thread."""
    return playwright.chromium.launch(executable_path=program(), args=list(ARGUMENTS))


@contextlib.contextmanager
def opened(chromium: Browser, at: Path | str, look: Look = DESK, seen: Seen | None = None) -> Iterator[Page]:
    """A page to type and click at: of a file without a network, of a server with a way to that server alone."""
    address = at if isinstance(at, str) else at.resolve().as_uri()
    seen = seen or Seen(address)
    context = chromium.new_context(offline=address.startswith("file:"), service_workers="block", locale="en-GB")
    try:
        page = context.new_page()
        _watch(page, seen)
        if not address.startswith("file:"):
            context.route(lambda url: _origin(url) != _origin(address), lambda route: route.abort())
        _set(page, look)
        answer = page.goto(address, wait_until="load")
        said = answer.header_value("content-security-policy") if answer else None
        metas = page.locator("meta[http-equiv=Content-Security-Policy]").evaluate_all("all => all.map(each => each.content)")
        seen.policy = "; ".join([*([said] if said else []), *metas])
        yield page
    finally:
        context.close()


def looked_at(chromium: Browser, at: Path | str, *looks: Look, access: bool = True) -> Seen:
    """What a page does, and how it is laid out and can be read in each look; in every look unless some are named.

    Without ``access`` nobody asks whether everyone can read it: axe takes two seconds for a thousand cells of a table.
    """
    seen = Seen(at if isinstance(at, str) else at.resolve().as_uri())
    looks = looks or LOOKS
    with opened(chromium, at, looks[0], seen) as page:
        if access:
            page.evaluate(_axe())
        for look in looks:
            _set(page, look)
            page.evaluate("() => document.fonts.ready.then(() => null)")
            seen.layout[look.name] = page.evaluate(_FAULTS, look.media == "print")
            if access:
                seen.access[look.name] = list(_barriers(page.evaluate("how => axe.run(document, how)", _AXE)))
    return seen


def nothing_wrong(chromium: Browser, at: Path | str, *looks: Look, access: bool = True) -> None:
    """Fail with everything that is wrong with a page."""
    wrong = looked_at(chromium, at, *looks, access=access).wrong
    assert not wrong, "\n".join([f"{at}:", *wrong])


def printed(chromium: Browser, at: Path | str) -> Printed:
    """A page on the paper that it asks for, or on A4."""
    with opened(chromium, at, PAPER) as page:
        side = f"{MARGIN}mm"
        margin: Any = {"top": side, "right": side, "bottom": side, "left": side}
        pdf = page.pdf(format="A4", margin=margin, print_background=True, prefer_css_page_size=True)
    with contextlib.closing(pypdfium2.PdfDocument(io.BytesIO(pdf))) as document:
        return Printed(pdf, [sheet.get_textpage().get_text_bounded() for sheet in document])


def _origin(address: str) -> str:
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}" if parts.scheme.startswith("http") else address


def _watch(page: Page, seen: Seen) -> None:
    def told(message: Any) -> None:
        (seen.against_policy if "Content Security Policy" in message.text else seen.console).append(message.text)

    page.on("request", lambda request: seen.requests.append(request.url))
    page.on("console", told)
    page.on("pageerror", lambda error: seen.errors.append(str(error)))


def _set(page: Page, look: Look) -> None:
    page.set_viewport_size({"width": look.width, "height": look.height})
    page.emulate_media(media=look.media, color_scheme=look.scheme)  # type: ignore[arg-type]


@cache
def _axe() -> str:
    return Path(axe_playwright_python.__file__).with_name("axe.min.js").read_text(encoding="utf-8")


def _barriers(told: dict[str, Any]) -> Iterator[str]:
    """What axe found, and each text whose contrast it cannot know because of what the text stands on."""
    for rule in [*told["violations"], *(each for each in told["incomplete"] if each["id"] == "color-contrast")]:
        for node in rule["nodes"]:
            checks = [*node["any"], *node["all"], *node["none"]]
            if rule in told["violations"] or any((each["data"] or {}).get("messageKey") in _UNKNOWN for each in checks):
                yield f"{rule['id']}: {'; '.join(each['message'] for each in checks)}: {node['html'][:120]}"
