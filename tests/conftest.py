"""What the tests share: real books on disk, made once and copied, and one line that records a step in one."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, cast

import pytest
from hypothesis import HealthCheck, settings

from states.facts import Kind
from tests import server
from tests.server import Databases
from workflow import sql
from workflow.book import Book, create
from workflow.engine import advance
from workflow.log import Entry
from workflow.step import Actor, Step

settings.register_profile("ketsugi", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("ketsugi")  # speed is measured in benchmarks/
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:  # a run behind `&`: the processes it starts would never hear Ctrl-C
    signal.signal(signal.SIGINT, signal.default_int_handler)


def pytest_make_parametrize_id(val: object) -> str | None:
    """A test is called by its name alone: mutmut does so, and no name with a backslash reaches pytest unharmed."""
    return ascii(val).replace("\\", "%") if isinstance(val, str) and "\\" in ascii(val) else None


NOW = datetime(2018, 8, 1, 3, tzinfo=UTC)  # noon in Tokyo; all of the story below is past
STAFF = Actor(name="sato")
COMPANY, MEETING, DIVIDEND = "IIJ", "IIJ-AGM26", "IIJ-FY2017-YE"
ARTICLES = {"public": True, "listed": True, "record_dates_fixed": True}
FIRM = {"name": "Internet Initiative Japan", "jurisdiction": "JP", "timezone": "Asia/Tokyo", "articles": ARTICLES}
SITTING = {"number": 26, "day": "2018-06-28", "voting_record_on": "2018-03-31", "board_on": "2018-05-24"}
LINES = [{"share_class": "common", "per_share": "13.50", "total": "608 million"}]
TERMS = {"record_on": "2018-03-31", "effective_on": "2018-06-29", "currency": "JPY", "lines": LINES}
DRAFT = {"route": "meeting", "meeting": MEETING, "fiscal_year_end": "2018-03-31", "terms": TERMS}
FUNDS = {"distributable_amount": "worksheet reviewed", "net_assets": "balance sheet"}  # attested
VOTES = {"in_favour": 312_450, "present": 380_120, "exercisable": 450_700}
SETTLED = {"paid": "601220400", "unclaimed": "6912300", "returned": "318900"}
STORY = {
    "add": (Kind.COMPANY, COMPANY, None, FIRM),
    "plan": (Kind.MEETING, MEETING, None, SITTING),
    "draft": (Kind.DIVIDEND, DIVIDEND, None, DRAFT),
    "resolve": (Kind.DIVIDEND, DIVIDEND, "2018-05-24", {"attest": FUNDS}),
    "convene": (Kind.MEETING, MEETING, "2018-06-07", {}),
    "approve": (Kind.DIVIDEND, DIVIDEND, "2018-06-28", {"votes": VOTES}),
    "hold": (Kind.MEETING, MEETING, "2018-06-28", {}),
    "pay": (Kind.DIVIDEND, DIVIDEND, "2018-06-29", {"attest": {"entitled_shares": "register"}}),
    "settle": (Kind.DIVIDEND, DIVIDEND, "2018-07-31", {"settlement": SETTLED}),
}
_ABOUT_THE_STEP = ("overrides", "reason", "evidence", "corrects", "corrected_on")


def record(book: Book, kind: str, ref: str, event: str, on: date | str | None = None, /, **said: Any) -> Entry:
    """Record one step; ``said`` are its facts, its reason and the like, and when (``now``) and by whom (``actor``)."""
    now, actor = said.pop("now", NOW), said.pop("actor", STAFF)
    return cast("Entry", advance(book, step(kind, ref, event, on, **said), actor=actor, clock=lambda: now)[0])


def everything_in(book: Book) -> object:
    """The whole book: of a file every byte, and what lies beside it; of a server every row."""
    if isinstance(book.path, Path):
        return book.path.read_bytes(), sorted(book.path.parent.iterdir())
    with book.reading() as run:
        subjects = list(run(sql.SUBJECTS, {"kind": None, "company": None, "state": None}))
        return list(run(sql.LOG_AFTER, {"after": 0, "chunk": 10_000})), subjects, list(run(sql.DOCUMENTS, {}))


def step(kind: str, ref: str, event: str, on: date | str | None = None, /, **said: Any) -> Step:
    about = {name: said.pop(name) for name in _ABOUT_THE_STEP if name in said}
    day = date.fromisoformat(on) if isinstance(on, str) else on
    return Step(kind=Kind(kind), ref=ref, event=event, on=day, facts=said, **about)


@pytest.fixture(scope="session", autouse=True)
def _nothing_of_this_user(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """What this computer remembers of books stays out of the tests, and theirs off it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("KETSUGI_STATE", str(tmp_path_factory.mktemp("state")))
        yield


@pytest.fixture(autouse=True)
def _nothing_remembered(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """Tests copy books, and change them past the program: no test knows what another one saw."""
    monkeypatch.setenv("KETSUGI_STATE", str(tmp_path_factory.getbasetemp() / "states" / uuid.uuid4().hex))


@pytest.fixture(scope="session")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a book of each stage of the story, ``new.db`` first; made once, because Alembic takes its time."""
    last = tmp_path_factory.mktemp("shelf") / "new.db"
    create(last, name="test", timezone="Asia/Tokyo", now=NOW, actor="sato", policy={"signing": "unsigned"})
    for event, (kind, ref, on, facts) in STORY.items():
        last = Path(shutil.copy(last, last.with_name(f"{event}.db")))
        with Book(last) as book:
            record(book, kind, ref, event, on, **facts)
    return last.parent


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Every test of a book is run on a file and on a server, but for those that are about the file itself."""
    if "kept_in" in metafunc.fixturenames:
        of_a_file = metafunc.definition.get_closest_marker("of_a_file")
        metafunc.parametrize("kept_in", ["file"] if of_a_file else ["file", "server"], scope="function")


@dataclass(frozen=True)
class Copies:
    """Copies of books made past the program, by somebody who has the file, or the server."""

    databases: Databases | None  # of the server, where the books are on one

    def of(self, place: Path | str) -> Path | str:
        """Where a copy of the book at a place is."""
        if self.databases is not None:
            return self.databases.new(str(place))
        return Path(shutil.copy(place, Path(place).with_name(f"copy-{uuid.uuid4().hex[:8]}.db")))

    def put(self, copy: Path | str, place: Path | str) -> None:
        """Somebody puts a copy in the place of a book."""
        if self.databases is not None:
            self.databases.put(str(place), str(copy))
        else:
            shutil.copy(copy, place)


@pytest.fixture
def copies(kept_in: str, request: pytest.FixtureRequest) -> Copies:
    return Copies(request.getfixturevalue("databases") if kept_in == "server" else None)


@pytest.fixture
def book(iij: Callable[[str], Book]) -> Book:
    return iij("new")


@pytest.fixture
def iij(kept_in: str, shelf: Path, tmp_path: Path, request: pytest.FixtureRequest) -> Callable[[str], Book]:
    """``iij("approve")``: a book in which the story was played up to its approval, in a file and again on a server."""
    if kept_in == "server":
        on_a_server: Callable[[str], Book] = request.getfixturevalue("on_a_server")
        return on_a_server
    return lambda event: Book(Path(shutil.copy(shelf / f"{event}.db", tmp_path / "iij.db")))


@pytest.fixture(scope="session")
def databases() -> Iterator[Databases]:
    """The databases of this process of tests: on the server that the environment names, or on one of its own."""
    named = os.environ.get(server.VARIABLE)
    with contextlib.nullcontext(named) if named else server.started() as address:
        yield Databases(address)


@pytest.fixture(scope="session")
def shelf_on_a_server(databases: Databases) -> dict[str, str]:
    """The address of a book of each stage of the story, ``new`` first."""
    last = databases.new()
    create(last, name="test", timezone="Asia/Tokyo", now=NOW, actor="sato", policy={"signing": "unsigned"})
    found = {"new": last}
    for event, (kind, ref, on, facts) in STORY.items():
        found[event] = last = databases.new(last)
        with Book(last) as book:
            record(book, kind, ref, event, on, **facts)
    return found


@pytest.fixture
def on_a_server(databases: Databases, shelf_on_a_server: dict[str, str]) -> Iterator[Callable[[str], Book]]:
    """``on_a_server("approve")``: a book on the server in which the story was played up to its approval."""
    made: list[Book] = []

    def at(stage: str) -> Book:
        made.append(Book(databases.new(shelf_on_a_server[stage])))
        return made[-1]

    yield at
    for book in made:
        book.close()
        databases.drop(str(book.path))
