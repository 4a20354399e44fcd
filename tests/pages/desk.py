"""Two ways to ask for the pages that ``ketsugi serve`` shows: of the application itself, and of the program as a process."""

from __future__ import annotations

import asyncio
import contextlib
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from html.parser import HTMLParser
from pathlib import Path

import httpx

from tests.commands.conftest import _LAUNCHER, SCRIPT, _environment
from tests.pages.books import LATER
from workflow.serve import application

SECRET = "the-secret"


class Asker:
    """Asks the application; an error in it is raised."""

    def __init__(self, book: Path, language: str = "en", now: datetime = LATER) -> None:
        self.book, self._application = book, application(book, SECRET, lambda: now, language)

    def __call__(
        self, path: str = "/", method: str = "GET", *, at: str = f"/{SECRET}", headers: Mapping[str, str] = {}, **asked: str
    ) -> httpx.Response:
        transport = httpx.ASGITransport(self._application)

        async def answer() -> httpx.Response:
            async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client:
                return await client.request(method, f"{at}{path}", params=asked or None, headers=dict(headers))

        with ThreadPoolExecutor(1) as apart:  # the thread of a test may hold the browser, and so a loop that runs
            return apart.submit(asyncio.run, answer()).result()

    def pages(self, path: str = "/", **asked: str) -> Iterator[httpx.Response]:
        """A page and those after it, as the link at its end leads."""
        answer = self(path, **asked)
        while True:
            assert answer.status_code == 200, answer.text
            yield answer
            if not (onward := Table.of(answer.text).onward):
                return
            answer = self(onward, at="")

    def rows(self, path: str = "/", **asked: str) -> list[list[str]]:
        """The cells of the first table of each page."""
        return [row for page in self.pages(path, **asked) for row in Table.of(page.text).rows]


class Table(HTMLParser):
    """The texts of the first table of a page, row by row, and where its last link leads."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[list[str]] = []
        self.onward, self._tables, self._link, self._in = "", 0, "", ""

    @classmethod
    def of(cls, page: str) -> Table:
        table = cls()
        table.feed(page)
        table.rows = [row for row in table.rows if row]
        return table

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._tables += tag == "table"
        self._link = dict(attrs).get("href") or "" if tag == "a" else ""
        if tag == "tr" and self._tables == 1:
            self.rows.append([])
        if (tag == "td" or (tag == "th" and ("scope", "row") in attrs)) and self._tables == 1:
            self.rows[-1].append("")
            self._in = tag

    def handle_endtag(self, tag: str) -> None:
        self._in = "" if tag == self._in else self._in

    def handle_data(self, data: str) -> None:
        if self._in:
            self.rows[-1][-1] += data
        if self._link and data == "More":
            self.onward = self._link


@dataclass(frozen=True)
class Served:
    """A program that serves, as a process."""

    process: subprocess.Popen[str]
    address: str

    @property
    def port(self) -> int:
        return int(self.address.split(":")[2].partition("/")[0])

    def ended(self, how: int) -> tuple[int, str, str]:
        """Its exit code, and what it said after the address, once it got a signal."""
        self.process.send_signal(how)
        out, err = self.process.communicate(timeout=20)
        return self.process.returncode, out, err


@contextlib.contextmanager
def served(book: Path, *words: str, ordinary: bool = False) -> Iterator[Served]:
    """The console script serving a book; ``ordinary`` is bound by file permissions."""
    before = [sys.executable, "-c", _LAUNCHER, "ordinary", "0"] if ordinary else []
    streams = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    env = _environment({"KETSUGI_STATE": os.environ["KETSUGI_STATE"]})
    command = [*before, SCRIPT, "--book", str(book), "serve", "--read-only", *words]
    with subprocess.Popen(command, text=True, env=env, **streams) as process:  # type: ignore[call-overload]
        try:
            yield Served(process, process.stdout.readline().strip())
        finally:
            process.kill()
