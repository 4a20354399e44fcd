"""How often a command crosses the network to its server and back, and what each millisecond on the way costs it.

A relay between the program and the server counts: what one side sends after the other has spoken is one trip more.  It
can also hold every message up, as a distance would.
"""

from __future__ import annotations

import os
import socket
import statistics
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from time import perf_counter
from urllib.parse import quote

from psycopg.conninfo import conninfo_to_dict

from benchmarks.books import NOW
from benchmarks.run import KETSUGI, _line
from benchmarks.writers import FORKED, company, login
from states.facts import Kind
from tests.server import at
from workflow import sql
from workflow.book import Book
from workflow.engine import advance
from workflow.step import Actor, Step

AWAY = 0.010  # seconds to the server and back, to see what they cost


class Relay:
    """Stands between the program and a server, counting connections and round trips, ``delay`` seconds away from it."""

    def __init__(self, address: str) -> None:
        said = conninfo_to_dict(address)
        host, port = str(said.get("host") or "localhost"), str(said.get("port") or 5432)
        self._server = f"{host}/.s.PGSQL.{port}" if host.startswith("/") else (host, int(port))
        self._listens = socket.create_server(("127.0.0.1", 0))
        user, name = (quote(str(said[part])) for part in ("user", "dbname"))
        self.address = f"postgresql://{user}@127.0.0.1:{self._listens.getsockname()[1]}/{name}?sslmode=disable"
        self.trips = self.connections = 0
        self.delay = 0.0

    def serve(self) -> None:
        """Take connections until it is closed."""
        with suppress(OSError):
            while True:
                client, _ = self._listens.accept()
                self.connections += 1
                server = socket.socket(socket.AF_UNIX if isinstance(self._server, str) else socket.AF_INET)
                server.connect(self._server)
                for each in (client, server):
                    if each.family == socket.AF_INET:
                        each.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                spoke = [server]
                for one, other in ((client, server), (server, client)):
                    threading.Thread(target=self._carry, args=(one, other, client, spoke), daemon=True).start()

    def _carry(self, one: socket.socket, other: socket.socket, client: socket.socket, spoke: list[socket.socket]) -> None:
        with suppress(OSError):
            while said := one.recv(1 << 16):
                self.trips += one is client and spoke[0] is not client
                spoke[0] = one
                time.sleep(self.delay / 2)
                other.sendall(said)
        with suppress(OSError):
            other.shutdown(socket.SHUT_WR)

    def close(self) -> None:
        """Take no more connections."""
        self._listens.shutdown(socket.SHUT_RDWR)
        self._listens.close()


@contextmanager
def relayed(address: str) -> Iterator[Relay]:
    """A relay to the server of an address, in this process."""
    relay = Relay(address)
    threading.Thread(target=relay.serve, daemon=True).start()
    try:
        yield relay
    finally:
        relay.close()


def trip(relay: Relay, words: tuple[str, ...], delay: float, folder: str) -> tuple[int, int, float]:
    """Connections, round trips and seconds of one command, from so many seconds away."""
    relay.connections, relay.trips, relay.delay = 0, 0, delay
    environ = os.environ | {"KETSUGI_BOOK": relay.address, "KETSUGI_STATE": folder, "PGGSSENCMODE": "disable"}
    start = perf_counter()
    done = subprocess.run(words, capture_output=True, env=environ)
    seconds = perf_counter() - start
    if done.returncode:
        raise SystemExit(f"{' '.join(words)} ended with {done.returncode}: {done.stderr.decode()}")
    return relay.connections, relay.trips, seconds


@contextmanager
def distant(address: str, away: float) -> Iterator[str]:
    """The same server from so many seconds away, by a relay in a process of its own."""
    relay = Relay(address)
    relay.delay = away
    carrying = FORKED.Process(target=relay.serve)
    carrying.start()
    try:
        yield relay.address
    finally:
        carrying.terminate()
        carrying.join()
        relay.close()


def _stepping(relay: Relay, ref: str, away: float) -> list[tuple[int, float]]:
    """Round trips and milliseconds of three steps on one connection: the first, one beside the server, one away from it."""
    took = []
    with Book(relay.address) as book:
        for relay.delay in (0.0, 0.0, away):
            before, start = relay.trips, perf_counter()
            note = Step(kind=Kind.COMPANY, ref=ref, event="note", reason="looked at")
            advance(book, note, actor=Actor(name=login(0)), clock=lambda: NOW)
            took.append((relay.trips - before, (perf_counter() - start) * 1000))
    return took


def crossings(address: str, folder: str, rounds: int, away: float) -> Iterator[str]:
    """What distance costs a command: the table of its trips."""
    ref, mine = company(0), at(address, user=login(0))
    with Book(mine).reading() as run:
        ((entries, _),) = run(sql.HEAD, {})
    yield _line(f"typed, of {entries} entries", "connections", "round trips", "ms", f"ms, {AWAY * 1000:.0f} ms away")
    yield _line("---", *["---:"] * 4)
    with relayed(mine) as relay:
        _, (trips, near), (_, far) = _stepping(relay, ref, away)
        yield _line("the step of a `note` alone, connected already", "0", f"{trips}", f"{near:,.0f}", f"{far:,.0f}")
        for said in (
            f"note {ref} looked-at",
            "list",
            f"show {ref}",
            f"check {ref} note",
            "verify --quick",
            "verify --replay",
            "verify",
        ):
            words = (KETSUGI, *said.split())
            beside = [trip(relay, words, 0.0, folder) for _ in range(rounds + 1)][1:]  # the first remembers the book
            connections, trips, _ = beside[-1]
            near = statistics.median(each for *_, each in beside)
            *_, far = trip(relay, words, away, folder)
            figures = (f"{each:,.0f}" for each in (connections, trips, near * 1000, far * 1000))
            yield _line(f"`{said.replace(ref, 'REF')}`", *figures)
