"""A desk to type at: books made once for each stage of one dividend, and three ways to type: in this process, as a real
process at the end of pipes, and as a real process at a terminal."""

from __future__ import annotations

import contextlib
import gc
import json
import os
import pty
import select
import shutil
import sqlite3
import subprocess
import sys
import sysconfig
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from typer.main import get_command
from typer.testing import CliRunner

import cli
from tests.conftest import Copies, everything_in
from tests.server import Databases, anonymous, at
from workflow import people
from workflow.book import Book
from workflow.server import Server

gc.enable()  # the desk switches it off for the length of one command; a test run is longer

DESK = get_command(cli.app)  # built once: CliRunner.invoke would build all forty commands for each
SCRIPT = str(Path(sysconfig.get_path("scripts")) / "ketsugi")
NOW = datetime(2018, 8, 1, 6, 30, tzinfo=UTC)  # after every day of the case
DIVIDEND, MEETING = "IIJ-FY2017-YE", "IIJ-AGM26"
VOUCHED = ("--attest", "distributable-amount=worksheet", "--attest", "net-assets=balance sheet")
REGISTER = ("--attest", "entitled-shares=register of 2018-03-31")
STORY: tuple[tuple[str, tuple[tuple[str, ...], ...]], ...] = (
    ("empty", (("init", "--name", "A book"),)),
    (
        "company",
        (
            ("company", "add", "IIJ", "--name", "Internet Initiative Japan Inc.", "--article", "public=true")
            + ("--article", "listed=true", "--article", "record_dates_fixed=true"),
        ),
    ),
    (
        "planned",
        (
            ("meeting", "plan", MEETING, "--kind", "ordinary", "--number", "26", "--day", "2018-06-28")
            + ("--voting-record-on", "2018-03-31", "--board-on", "2018-05-24"),
        ),
    ),
    (
        "drafted",
        (
            ("draft", DIVIDEND, "--kind", "year-end", "--route", "meeting", "--meeting", MEETING)
            + ("--fiscal-year-end", "2018-03-31", "--record-on", "2018-03-31", "--effective-on", "2018-06-29")
            + ("--currency", "JPY", "--resource", "retained earnings", "--per-share", "13.50", "--total", "608 million"),
        ),
    ),
    ("proposed", (("resolve", DIVIDEND, "--on", "2018-05-24", *VOUCHED),)),
    ("convened", (("meeting", "convene", MEETING, "--on", "2018-06-07"),)),
    (
        "approved",
        (
            ("approve", DIVIDEND, "--on", "2018-06-28", "--for", "312450", "--present", "380120")
            + ("--exercisable", "450700"),
        ),
    ),
    ("paying", (("pay", DIVIDEND, "--on", "2018-06-29", *REGISTER),)),
    (
        "paid",
        (
            ("settle", DIVIDEND, "--on", "2018-07-31", "--paid", "601,220,400", "--unclaimed", "6,912,300")
            + ("--returned", "318,900"),
        ),
    ),
)
"""One dividend's life: the stage that is reached, and the words that lead to it from the stage before."""


@dataclass(frozen=True)
class Answer:
    """What came back: exit code, standard output, standard error."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)

    @property
    def lines(self) -> list[str]:
        return self.out.removesuffix("\n").split("\n") if self.out else []

    @property
    def rows(self) -> list[list[str]]:
        """The cells of tab-separated lines."""
        return [line.split("\t") for line in self.lines]


@dataclass
class Typist:
    """Types at the desk, at one book, on a day that stands still."""

    book: Path | str
    now: datetime = NOW
    runner: CliRunner = field(default_factory=CliRunner)
    databases: Databases | None = None  # of the server, where the book is on one

    def run(self, *words: str, now: datetime | None = None, book: bool = True, env: Mapping[str, str] = {}) -> Answer:
        """In this process, with a simulated clock.  Anything but an exit code is raised: it would be a traceback."""
        office = cli.Office(clock=lambda: now or self.now)
        if self.databases is not None:  # each login is a role of the server, and of the staff
            self.databases.let_in(str(self.book), people.login())
            env = {"PGUSER": people.login(), **env}
        said = ["--book", str(self.book), *words] if book else list(words)
        code = 0
        with self.runner.isolation(env={"KETSUGI_BOOK": None, **env}) as (out, err, _):
            try:
                DESK.main(said, prog_name="ketsugi", obj=office)
            except SystemExit as end:
                code = int(end.code or 0)
            sys.stdout.flush()
            sys.stderr.flush()
            return Answer(code, out.getvalue().decode(), err.getvalue().decode())

    def done(self, *words: str, **more: Any) -> Answer:
        """Run words that must succeed."""
        answer = self.run(*words, **more)
        assert answer.code == 0, f"{' '.join(words)}\n{answer.out}{answer.err}"
        return answer

    def script(self, *words: str, **more: Any) -> Answer:
        """As a real process, with the real clock."""
        return start("--book", str(self.book), *words, **more)

    def terminal(self, *words: str, **more: Any) -> str:
        """As a real process at a terminal: all that it shows there."""
        return at_terminal("--book", str(self.book), *words, **more)

    def entries(self) -> list[dict[str, Any]]:
        """The bodies of all entries, read past the program."""
        return [json.loads(body) for (body,) in self.sql("SELECT body FROM entry ORDER BY seq")]

    @property
    def last(self) -> dict[str, Any]:
        return self.entries()[-1]

    @property
    def whole(self) -> Path | str:
        """Where the book is, as one comes there who may see and do everything."""
        return self.book if self.databases is None else at(self.databases.address, urlsplit(str(self.book)).path[1:])

    def copied(self) -> Path | str:
        """Where a copy of the book is, made past the program."""
        return Copies(self.databases).of(self.book)

    def put_back(self, copy: Path | str) -> None:
        """Somebody puts a copy in the place of the book."""
        Copies(self.databases).put(copy, self.book)

    def cleared(self) -> None:
        """There is no book any more where it was: nothing, or tables without an entry."""
        if self.databases is not None:
            self.databases.put(str(self.book))
            Server(str(self.whole)).prepare()
        else:
            Path(self.book).unlink()

    def sql(self, text: str, *values: Any) -> list[tuple[Any, ...]]:
        if self.databases is not None:
            return self.databases.run(text.replace("?", "%s"), str(self.book), values)
        connection = sqlite3.connect(self.book)
        try:
            rows = connection.execute(text, values).fetchall()
            connection.commit()
            return rows
        finally:
            connection.close()

    def tamper(self, text: str, *values: Any) -> None:
        """Change the book past the program: the triggers are dropped, and put back as they were."""
        if self.databases is not None:
            self.databases.tamper(text.replace("?", "%s"), str(self.book), values)
            return
        triggers = self.sql("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
        for name, _ in triggers:
            self.sql(f"DROP TRIGGER {name}")
        self.sql(text, *values)
        for _, made in triggers:
            self.sql(made)


def _environment(env: Mapping[str, str | None]) -> dict[str, str]:
    merged = {**os.environ, "KETSUGI_BOOK": None, "PYTHONDONTWRITEBYTECODE": None, **env}
    return {name: value for name, value in merged.items() if value is not None}


# Gives up root's passing over of file permissions, or takes a limit of memory, then becomes the program.
_LAUNCHER = """
import ctypes, os, resource, sys
ordinary, memory, *command = sys.argv[1:]
for capability in (1, 2) if ordinary and os.getuid() == 0 else ():  # CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH
    if ctypes.CDLL(None).prctl(24, capability, 0, 0, 0):  # PR_CAPBSET_DROP
        sys.exit("cannot give up root's rights")
if memory != "0":
    resource.setrlimit(resource.RLIMIT_AS, (int(memory), int(memory)))
os.execv(command[0], command)
"""


def start(
    *words: str,
    env: Mapping[str, str | None] = {},
    cwd: Path | None = None,
    ordinary: bool = False,
    memory: int = 0,
    seconds: float = 60,
) -> Answer:
    """The console script as a process, with pipes for its streams; ``ordinary`` is bound by file permissions."""
    limits = ["ordinary" if ordinary else "", str(memory)]
    before = [sys.executable, "-c", _LAUNCHER, *limits] if ordinary or memory else []
    done = subprocess.run(
        [*before, SCRIPT, *words],
        env=_environment(env),
        cwd=cwd,
        stdin=subprocess.DEVNULL,
        start_new_session=True,  # no terminal to ask at, though the tests may have one
        capture_output=True,
        timeout=seconds,
        check=False,
    )
    if before and b"cannot give up root's rights" in done.stderr:
        pytest.skip("root without CAP_SETPCAP: file permissions do not bind it")
    return Answer(done.returncode, done.stdout.decode(), done.stderr.decode())


def at_terminal(*words: str, env: Mapping[str, str | None] = {}, seconds: float = 60, typed: str = "") -> str:
    """The console script as a process whose three streams are one terminal; ``typed`` answers the first question."""
    ours, theirs = pty.openpty()
    streams = {"stdin": theirs, "stdout": theirs, "stderr": theirs}
    process = subprocess.Popen([SCRIPT, *words], env=_environment(env), start_new_session=True, **streams)
    os.close(theirs)
    shown, deadline = b"", time.monotonic() + seconds
    try:
        while time.monotonic() < deadline:
            if not select.select([ours], [], [], 0.2)[0]:
                continue
            try:
                piece = os.read(ours, 65536)
            except OSError:  # Linux says so when the last writer is gone
                break
            if not piece:
                break
            shown += piece
            if typed and shown.endswith(b": "):
                os.write(ours, f"{typed}\n".encode())
                typed = ""
        else:
            process.kill()
            pytest.fail(f"no end after {seconds} seconds: {shown[-500:]!r}")
    finally:
        process.wait()
        os.close(ours)
    return shown.decode().replace("\r\n", "\n")


@pytest.fixture(scope="session")
def stages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """A book for each stage of the story."""
    folder = tmp_path_factory.mktemp("stages")
    typist = Typist(folder / "story.db")
    books = {}
    for stage, commands in STORY:
        for words in commands:
            typist.done(*words)
        books[stage] = shutil.copy(typist.book, folder / f"{stage}.db")
    return books


@pytest.fixture(scope="session")
def desk_in(stages: dict[str, Path]) -> Callable[[str, Path], Typist]:
    """A desk with a fresh book at a stage: ``empty``, ``company``, ``planned``, ``drafted``, … ``paid``, in a folder."""
    return lambda stage, folder: Typist(Path(shutil.copy(stages[stage], folder / "book.db")))


@pytest.fixture
def desk_at(
    desk_in: Callable[[str, Path], Typist], tmp_path: Path, kept_in: str, request: pytest.FixtureRequest
) -> Iterator[Callable[[str], Typist]]:
    """A desk with a fresh book at a stage: in a folder of its own, and again on a server."""
    if kept_in == "file":
        yield lambda stage: desk_in(stage, tmp_path)
        return
    stages: dict[str, str] = request.getfixturevalue("stages_on_a_server")
    databases: Databases = request.getfixturevalue("databases")
    made: list[str] = []

    def at_stage(stage: str) -> Typist:
        made.append(databases.new(stages[stage]))
        return Typist(anonymous(made[-1]), databases=databases)

    yield at_stage
    for address in made:
        databases.drop(address)


@pytest.fixture(scope="session")
def stages_on_a_server(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The address of a book for each stage of the story."""
    address = databases.new()
    Server(address).prepare()
    found = {}
    state = {"KETSUGI_STATE": str(tmp_path_factory.mktemp("state"))}  # not that of the test that asks first
    for stage, commands in STORY:
        typist = Typist(anonymous(address), databases=databases)
        for words in commands:
            typist.done(*words, env=state)
        found[stage] = address
        address = databases.new(address)
    return found


@pytest.fixture
def desk(desk_at: Callable[[str], Typist]) -> Typist:
    """A desk whose dividend is proposed and whose meeting is convened."""
    return desk_at("convened")


@pytest.fixture(scope="session")
def script() -> Callable[..., Answer]:
    """The console script, with no book named."""
    return start


@pytest.fixture
def unchanged() -> Callable[[Typist], Any]:
    """A context in which not one byte of the book may change, and nothing may be left beside it."""

    @contextlib.contextmanager
    def held(typist: Typist) -> Iterator[None]:
        before = everything_in(Book(typist.whole))
        yield
        assert everything_in(Book(typist.whole)) == before, "the book was written, or something was left beside it"

    return held


@pytest.fixture
def paper(tmp_path):
    """Writes a document of that name and gives its path."""

    def written(name="minutes.pdf", data=b"%PDF-1.7 the minutes"):
        folder = tmp_path / "papers"
        folder.mkdir(exist_ok=True)
        (folder / name).write_bytes(data)
        return str(folder / name)

    return written


@pytest.fixture
def kept(desk, paper):
    """A desk with the minutes attached to the dividend, in entry 7."""
    desk.done("attach", DIVIDEND, paper(), "--on", "2018-06-01", "--reason", "for the file")
    return desk
