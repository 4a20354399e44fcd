"""A book on a server: the same bytes as in a file, copies both ways, and nothing acknowledged lost."""

from __future__ import annotations

import os
import random
import re
import threading
import uuid
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import date, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import psycopg
import pytest

from states.errors import BookUnusable, Conflict, KetsugiError
from states.facts import Kind
from tests import server
from tests.conftest import COMPANY, DIVIDEND, MEETING, NOW, SETTLED, STORY, VOTES, record
from tests.engine import roster
from tests.engine.test_crash import Writers, writers
from tests.server import Databases
from workflow import queries, sql
from workflow.audit import Depth
from workflow.book import Book, create, place
from workflow.copying import copy
from workflow.evidence import document
from workflow.server import Server
from workflow.sql import Run, ServerSaid
from workflow.verify import verify

OnAServer = Callable[[str], Book]
OpenAt = Callable[[str], Book]
ROOT = Path(__file__).parents[2]


def log_of(book: Book) -> list[sql.Row]:
    """Every entry, byte for byte, every state row, and the documents."""
    with book.reading() as run:
        rows = [(each.seq, each.prev, each.text, each.hash, each.sig) for each in queries.entries(run)]
        rows += list(run(sql.SUBJECTS, {"kind": None, "company": None, "state": None}))
        return rows + sorted((sha256, size) for _, sha256, size, _ in run(sql.DOCUMENTS, {}))


def holds(book: Book) -> bool:
    with book.reading() as run:
        return verify(run, Depth.FULL).ok


# ── The same bytes ──

EVENTS = (
    "revise",
    "resolve",
    "approve",
    "reject",
    "withdraw",
    "pay",
    "settle",
    "suspend",
    "resume",
    "annul",
    "note",
    "attach",
)
DAYS = [date(2018, 5, 24) + timedelta(days) for days in (0, 14, 34, 35, 36, 37, 68, 200)]


def lives(book: Book, rng: random.Random, *, signed: bool) -> None:
    """Steps of a random history, most of them refused, by people who sign or do not."""
    for _ in range(rng.randrange(6, 14)):
        event, on = rng.choice(EVENTS), rng.choice(DAYS)
        facts: dict[str, Any] = {"reason": "r"} if event in ("note", "suspend", "annul", "attach") else {}
        facts |= {"votes": VOTES} if event == "approve" else {"settlement": SETTLED} if event == "settle" else {}
        facts |= {"terms": {"effective_on": str(rng.choice(DAYS))}} if event == "revise" else {}
        if event == "attach" or rng.random() < 0.2:
            facts["evidence"] = (document(f"決議 {rng.random()}.pdf", rng.randbytes(rng.randrange(1, 3000))),)
        kind, ref = (
            (Kind.MEETING, MEETING) if event in ("attach", "note") and rng.random() < 0.3 else (Kind.DIVIDEND, DIVIDEND)
        )
        who = roster.actor(rng.choice([*roster.PEOPLE]), signing=signed)
        with suppress(KetsugiError):
            record(book, kind, ref, event, on, actor=who, **facts)


def played(path: Path | str, seed: int, monkeypatch: pytest.MonkeyPatch) -> list[sql.Row]:
    """A random history in a new book, with the numbers of its entries, and of the book, counted."""
    rng, numbers = random.Random(seed), iter(range(10**6))
    with monkeypatch.context() as patch:
        for name in ("workflow.engine.new_op", "workflow.decision.new_op"):
            patch.setattr(name, lambda: f"{next(numbers):032x}")
        patch.setattr(uuid, "uuid4", lambda: SimpleNamespace(hex=f"{next(numbers):032x}"))
        signed = seed % 2 == 0
        with roster.kept(path, signed=signed, segregation=seed % 3 == 0) as book:
            roster.play(book, rng.choice(["resolve", "convene", "approve", "pay"]), signed=signed)
            lives(book, rng, signed=signed)
            assert holds(book)
            return log_of(book)


@pytest.mark.parametrize("part", range(5))
def test_the_same_commands_clock_and_keys_give_the_same_bytes_in_a_file_and_on_a_server(
    databases: Databases, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, part: int
) -> None:
    for seed in range(part * 10, part * 10 + 10):
        address = databases.new()
        ours, theirs = (played(where, seed, monkeypatch) for where in (tmp_path / f"{seed}.db", address))
        databases.drop(address)
        assert len(ours) > 12
        assert ours == theirs, seed


def test_a_statement_that_is_spelled_otherwise_there_gives_the_same_rows(iij: OpenAt, databases: Databases) -> None:
    address = databases.new()
    with iij("settle") as book, book.reading() as run:
        copy(run, place(address))
        asked = {"after": "", "kind": None, "company": None, "state": None, "sought": "%yE%", "chunk": 9, "first": 1}
        with Server(address).reading(snapshot=True) as there:
            for text in (sql.SUBJECTS_PAGE, sql.LOG_BYTES_FROM, sql.NAMING, sql.SUBJECTS, sql.SUBJECTS_AND_LAST_AFTER):
                names = set(re.findall(r":(\w+)", text))
                values = {name: asked[name] for name in names}
                assert list(run(text, values)) == list(there(text, values))
    databases.drop(address)


@pytest.mark.parametrize("name", sql.STATEMENTS)
def test_every_statement_of_the_program_can_be_prepared_on_a_server(on_a_server: OnAServer, name: str) -> None:
    from workflow.connecting import spelled

    number = iter(range(1, 20))
    text = spelled(sql.STATEMENTS[name])
    with psycopg.connect(str(on_a_server("new").path), autocommit=True) as connection:
        connection.execute("SET search_path TO ketsugi")
        connection.execute(f"PREPARE it AS {re.sub(r'%[(]([a-z0-9_]+)[)]s', lambda _: f'${next(number)}', text)}")


# ── Copies ──


def test_a_copy_to_a_server_and_back_keeps_every_byte(
    databases: Databases, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, there, back = tmp_path / "a.db", databases.new(), tmp_path / "b.db"
    before = played(first, 4, monkeypatch)
    for source, to in ((first, there), (there, back)):
        with Book(source) as book, book.reading() as run:
            assert copy(run, place(to))["entries"] == len(list(queries.entries(run)))
    assert log_of(Book(there)) == log_of(Book(back)) == before
    with Book(there) as book:
        record(book, Kind.DIVIDEND, DIVIDEND, "note", reason="goes on", actor=roster.actor("abe"))
        assert holds(book)
    databases.drop(there)


@pytest.mark.of_a_file
def test_what_does_not_verify_is_not_copied(iij: OpenAt, databases: Databases, tmp_path: Path) -> None:
    from tests.engine.tampering import forging

    book, there = iij("settle"), databases.new()
    with forging(Path(book.path)) as connection:
        connection.execute("UPDATE entry SET body = replace(body, 'worksheet', 'works')")
    for to in (there, tmp_path / "copy.db"):
        with book.reading() as run, pytest.raises(KetsugiError):
            copy(run, place(to))
    assert not (tmp_path / "copy.db").exists()
    with pytest.raises(BookUnusable, match="no book"), Server(there).reading(snapshot=True):
        pass
    databases.drop(there)


def test_nothing_is_copied_over_a_book(on_a_server: OnAServer, iij: OpenAt) -> None:
    there = on_a_server("draft")
    before = log_of(there)
    with iij("settle") as book, book.reading() as run, pytest.raises(Conflict, match="holds a book already"):
        copy(run, place(there.path))
    assert log_of(there) == before


# ── The server dies ──


def test_a_server_that_is_killed_ten_times_under_load_loses_nothing_acknowledged() -> None:
    with server.started(quick=False) as address:  # as it would run: every commit reaches the disk
        create(address, name="t", timezone="Asia/Tokyo", now=NOW, actor="writer", policy={"signing": "unsigned"})
        with Book(address) as book:
            for event in ("add", "plan"):
                kind, ref, on, facts = STORY[event]
                record(book, kind, ref, event, on, **facts)
        acknowledged: set[int] = set()
        with writers("sound") as group:
            for _ in range(10):
                acknowledged |= set(until_it_breaks_off(group, address))
                server.restart(address)
                with Book(address) as book, book.reading() as run:
                    present = {each.seq for each in queries.entries(run)}
                    assert acknowledged <= present
                    assert len(present - acknowledged) <= 10 + 3  # one in flight each time, and what was there before
        assert len(acknowledged) > 30
        assert holds(Book(address))


def until_it_breaks_off(group: Writers, address: str) -> list[int]:
    """What a writer acknowledged until its server was gone."""
    assert group.order(address)
    threading.Timer(random.uniform(0.2, 0.5), server.kill, [address]).start()
    group.order("")  # waits for its end
    heard = b""
    with suppress(BlockingIOError):
        while piece := os.read(group.reader, 65536):
            heard += piece
    return [int(line.removeprefix("ACK ")) for line in heard.decode().split("\n") if line]


def broken_off(monkeypatch: pytest.MonkeyPatch, *, committed: bool) -> None:
    """The connection breaks off while the next COMMIT is on its way: the server has done it, or has not."""
    commit = Server.commit

    def lost(self: Server, run: Run, last: sql.Row | None) -> None:
        def breaks(text: str, values: Any) -> Any:
            if text != "COMMIT":
                return run(text, values)
            run("COMMIT" if committed else "ROLLBACK", {})
            raise ServerSaid("server closed the connection unexpectedly")

        commit(self, breaks, last)

    monkeypatch.setattr(Server, "commit", lost)


def test_a_commit_whose_answer_is_lost_is_looked_up_and_stands(
    on_a_server: OnAServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    book = on_a_server("resolve")
    broken_off(monkeypatch, committed=True)
    assert record(book, Kind.DIVIDEND, DIVIDEND, "note", reason="x").seq == 6
    assert len(list(entries(book))) == 6


def test_a_commit_that_never_arrived_is_a_conflict_and_repeating_is_safe(
    on_a_server: OnAServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    book = on_a_server("resolve")
    with monkeypatch.context() as patch:
        broken_off(patch, committed=False)
        with pytest.raises(Conflict, match="broke off"):
            record(book, Kind.DIVIDEND, DIVIDEND, "note", reason="x")
    assert record(book, Kind.DIVIDEND, DIVIDEND, "note", reason="x").seq == 6


def test_where_the_server_is_gone_at_the_commit_it_is_said_that_nobody_knows(
    on_a_server: OnAServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    book = on_a_server("resolve")
    broken_off(monkeypatch, committed=True)
    connect = Server._connection
    asked = iter([connect])

    def gone(self: Server, **how: Any) -> Any:
        if (once := next(asked, None)) is None:
            raise ServerSaid("connection refused")
        return once(self, **how)

    monkeypatch.setattr(Server, "_connection", gone)
    with pytest.raises(BookUnusable, match="whether entry 6 was recorded is not known") as told:
        record(book, Kind.DIVIDEND, DIVIDEND, "note", reason="x")
    assert "before you repeat it" in told.value.remedy


def entries(book: Book) -> Iterator[Any]:
    with book.reading() as run:
        yield from list(queries.entries(run))


def test_a_writer_whose_session_is_ended_meanwhile_writes_nothing(on_a_server: OnAServer, databases: Databases) -> None:
    book = on_a_server("resolve")

    def interrupted() -> None:
        with book.writing() as run:
            ((pid,),) = run("SELECT pg_backend_pid()", {})
            databases.run(f"SELECT pg_terminate_backend({pid}, 5000)")
            run(sql.HEAD, {})

    with pytest.raises(Conflict):
        interrupted()
    assert record(book, Kind.COMPANY, COMPANY, "note", reason="again").seq == 6


def test_who_waits_longer_than_it_says_for_the_lock_hears_a_conflict(
    on_a_server: OnAServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    from workflow import connecting as ours

    book = on_a_server("resolve")
    monkeypatch.setattr(ours, "_SETTINGS", ours._SETTINGS.replace("'30s'", "'100ms'"))
    with Book(book.path) as holder, holder.writing(), pytest.raises(Conflict, match="was held by someone else"):
        record(book, Kind.COMPANY, COMPANY, "note", reason="x")
    assert record(book, Kind.COMPANY, COMPANY, "note", reason="x").seq == 6


def test_a_reader_waits_for_no_writer_and_keeps_none_waiting(on_a_server: OnAServer) -> None:
    book = on_a_server("resolve")
    with Book(book.path) as holder, holder.writing() as run, book.reading() as reads:
        before = list(reads(sql.HEAD, {}))
        assert before == list(run(sql.HEAD, {}))
        with Book(book.path) as third, third.reading() as other:
            assert list(other(sql.HEAD, {})) == before
    with book.reading() as reads:
        before = list(reads(sql.HEAD, {}))
        record(Book(book.path), Kind.COMPANY, COMPANY, "note", reason="meanwhile")
        assert list(reads(sql.HEAD, {})) == before
