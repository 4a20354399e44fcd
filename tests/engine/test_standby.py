"""A second server that follows the first: what of a book can be read there, and what it holds once the first is gone."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import psycopg
import pytest

from states.errors import BookUnusable, Conflict, LogBroken
from tests import server
from tests.commands.conftest import start
from tests.conftest import COMPANY, NOW, STORY, record
from tests.server import OWNER, Databases, at
from workflow import connecting as ours
from workflow import sql
from workflow.audit import Depth
from workflow.book import Book, create
from workflow.heads import Heads
from workflow.server import Server
from workflow.sql import Run, ServerSaid
from workflow.step import Actor
from workflow.verify import verify

ME = Actor(name=OWNER)


@contextmanager
def followed() -> Iterator[tuple[Databases, str, str]]:
    """A book on a server whose commits reach the disk: its address there, and that on a standby."""
    with server.started(quick=False) as address:
        create(address, name="t", timezone="Asia/Tokyo", now=NOW, actor=OWNER, policy={"signing": "unsigned"})
        kind, ref, on, facts = STORY["add"]
        with Book(address) as book:
            record(book, kind, ref, "add", on, actor=ME, **facts)
        with server.standby(address) as there:
            yield Databases(address), address, there


def noted(address: str) -> int:
    with Book(address) as book:
        return record(book, "company", COMPANY, "note", reason="seen", actor=ME).seq


def last_of(address: str) -> int:
    with Book(address).reading() as run:
        return int(next(iter(run(sql.HEAD, {})))[0])


def until(what: Callable[[], bool]) -> None:
    """Wait for what another server does in its own time."""
    end = time.monotonic() + 20
    while not what():
        assert time.monotonic() < end
        time.sleep(0.05)


def wait_for_both(databases: Databases) -> None:
    """From now on a commit is acknowledged once a standby has it on disk too."""
    databases.run("ALTER SYSTEM SET synchronous_standby_names = '*'")
    databases.run("SELECT pg_reload_conf()")
    until(lambda: databases.run("SELECT sync_state FROM pg_stat_replication") == [("sync",)])


def test_on_a_standby_everything_is_read_and_verified_and_nothing_is_written(tmp_path: Path) -> None:
    with followed() as (databases, address, there):
        Server(address).grant("chiba", "auditor")
        seq = noted(address)
        until(lambda: last_of(there) == seq and databases.run("SELECT count(*) FROM pg_stat_replication") == [(1,)])
        auditor = at(there, user="chiba")
        reading = (
            "list",
            f"show {COMPANY}",
            "log",
            "findings",
            "due",
            "verify",
            f"check {COMPANY} note",
            "checkpoint write",
        )
        taking = (f"report -o {tmp_path}/r.html", f"export --pack {tmp_path}/p.zip", f"book copy {tmp_path}/copy.db")
        for said in (*reading, *taking):
            answer = start(*said.split(), "--book", auditor, env={"PGUSER": None})
            assert answer.code == 0, (said, answer.err)
        answer = start("note", COMPANY, "x", "--book", there)
        assert (answer.code, "can only be read" in answer.err, "name the server that takes writes" in answer.err) == (
            7,
            True,
            True,
        )
        assert last_of(address) == seq


def test_what_a_synchronous_standby_took_is_there_when_the_first_server_is_gone() -> None:
    with followed() as (databases, address, there):
        wait_for_both(databases)
        acknowledged = [noted(address) for _ in range(20)]
        server.kill(address)
        server.promote(there)
        assert last_of(there) == acknowledged[-1]
        assert noted(there) == acknowledged[-1] + 1
        with Book(there).reading() as run:
            assert verify(run, Depth.FULL).ok


def test_while_the_synchronous_standby_is_gone_a_step_waits_and_the_next_hears_a_conflict(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(ours, "_SETTINGS", ours._SETTINGS.replace("'30s'", "'300ms'"))
    with followed() as (databases, address, there):
        wait_for_both(databases)
        server.kill(there)
        waits = threading.Thread(target=noted, args=(address,))
        waits.start()
        waiting = "SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'SyncRep'"
        until(lambda: databases.run(waiting) == [(1,)])
        with pytest.raises(Conflict, match="was held by someone else"):
            noted(address)
        assert last_of(address) == 2  # nobody sees what is not acknowledged
        with psycopg.connect(address, autocommit=True) as keeper:  # gives the second server up; who waits is answered
            keeper.execute("ALTER SYSTEM RESET synchronous_standby_names")
            keeper.execute("SELECT pg_reload_conf()")
        waits.join(30)
        assert not waits.is_alive()
        assert last_of(address) == 3


def test_a_commit_whose_answer_is_lost_is_not_looked_up_on_a_standby(monkeypatch: pytest.MonkeyPatch) -> None:
    """It may lag: what it does not have may well stand on its server."""
    with followed() as (_, address, there):
        until(lambda: last_of(there) == 2)
        Databases(there).run("SELECT pg_wal_replay_pause()")
        either = address + "%2C" + dict(parse_qsl(urlsplit(there).query))["host"]  # who has lost the one asks the other
        commit = Server.commit

        def lost(self: Server, run: Run, last: sql.Row | None) -> None:
            def breaks(text: str, values: Any) -> Any:
                said = run(text, values)
                if text == "COMMIT":
                    server.kill(address)
                    raise ServerSaid("server closed the connection unexpectedly")
                return said

            commit(self, breaks, last)

        monkeypatch.setattr(Server, "commit", lost)
        with pytest.raises(BookUnusable, match="whether entry 3 was recorded is not known"):
            noted(either)
        server.restart(address)
        assert last_of(address) == 3


def test_a_standby_that_lagged_lost_entries_and_each_computer_that_saw_them_says_so(tmp_path: Path) -> None:
    with followed() as (_, address, there):
        until(lambda: last_of(there) == 2)
        server.kill(there)
        heads = Heads(tmp_path / "heads", lambda: NOW)
        with Book(address, heads) as book:
            record(book, "company", COMPANY, "note", reason="seen", actor=ME)
        server.kill(address)
        server.restart(there)
        server.promote(there)
        assert last_of(there) == 2
        with Book(there, heads) as book, pytest.raises(LogBroken, match="this computer saw entry 3"):
            record(book, "company", COMPANY, "note", reason="again", actor=ME)
        assert noted(there) == 3  # a computer that saw nothing cannot know
