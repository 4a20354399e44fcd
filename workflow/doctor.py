"""What is wrong with the installation, the clock, the disk or the server, the book: each thing looked at is a point.

Nothing is written, and nothing that is broken keeps the rest from being looked at.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import Any, Final

from states.errors import BookUnusable, KetsugiError, LogBroken
from workflow import sql
from workflow.audit import Depth, Point
from workflow.book import Place, place
from workflow.disk import disk
from workflow.file import File
from workflow.heads import Heads
from workflow.installation import installation, zone_of
from workflow.protection import SCHEMA_VERSION
from workflow.server import Server
from workflow.sql import Run
from workflow.verify import verify

ORDER: Final = ("installation", "clock", "file system", "server", "book", "log")
APART: Final = timedelta(minutes=1)  # two clocks that are set right differ by less
OLDEST_SERVER: Final = 15
_ASKED: Final = """
SELECT current_setting('server_version'), current_setting('server_version_num')::int / 10000, clock_timestamp(),
  current_setting('fsync'), current_setting('full_page_writes'), current_setting('synchronous_commit'),
  current_setting('data_checksums'), pg_is_in_recovery(), session_user,
  (SELECT rolsuper FROM pg_roles WHERE rolname = session_user),
  (SELECT pg_has_role(session_user, relowner, 'USAGE') FROM pg_class WHERE oid = to_regclass('entry')),
  (SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()), host(inet_server_addr()), current_setting('server_encoding')"""
_PASSING_OVER: Final = """
SELECT rolname FROM pg_class JOIN pg_roles AS who ON rolcanlogin AND who.oid <> relowner
WHERE pg_class.oid = to_regclass('entry') AND EXISTS (SELECT 1 FROM aclexplode(relacl) WHERE grantee = who.oid)
  AND (rolsuper OR rolbypassrls OR pg_has_role(who.oid, relowner, 'MEMBER')
    OR pg_has_role(who.oid, 'pg_write_all_data', 'MEMBER'))
ORDER BY rolname"""
_DURABLE: Final = {
    "fsync": "what is recorded is not yet on disk when it is confirmed",
    "full_page_writes": "a page that was half written when the power failed stays so",
    "synchronous_commit": "an entry that was confirmed may be gone after a crash",
}


def examined(
    at: Path | str, kept: Heads, clock: Callable[[], datetime], environ: Mapping[str, str], version: str
) -> list[Point]:
    """Every point, in their order.  ``kept`` is what this computer remembers of books, ``version`` that of the program."""
    points = [*_looked("installation", installation(environ, kept.folder, version)), *_looked("book", book(at, kept, clock))]
    return sorted(dict.fromkeys(points), key=lambda point: ORDER.index(point.about))


def exit_code(points: Iterable[Point]) -> int:
    """0 where no point is a fault; 6 where one is about the log, as of ``verify``; else 7."""
    faulty = {point.about for point in points if point.verdict == "fault"}
    return LogBroken.exit_code if "log" in faulty else BookUnusable.exit_code if faulty else 0


def answer(points: Iterable[Point]) -> dict[str, Any]:
    """The points in plain values."""
    said = [point._asdict() for point in points]
    count = {verdict: sum(each["verdict"] == verdict for each in said) for verdict in ("fault", "warning")}
    return {"ok": not count["fault"], "faults": count["fault"], "warnings": count["warning"], "points": said}


def _looked(about: str, points: Iterator[Point]) -> Iterator[Point]:
    try:
        yield from points
    except KetsugiError as error:
        yield Point(about, "fault", error.message, error.remedy)
    except Exception as error:  # whatever else is broken is told as well, and the rest is looked at
        yield Point(about, "fault", f"cannot be looked at: {type(error).__name__}: {error}", "look with ketsugi verify")


# ── The clock ──


def _clock(run: Run, now: datetime) -> Iterator[Point]:
    """The clock against the newest entry."""
    seq = next(iter(run(sql.HEAD, {})), (1,))[0]
    try:
        recorded = datetime.fromisoformat(str(_body(run, seq).get("recorded_at"))).astimezone(UTC)
    except ValueError:
        return  # a check of the log tells what is wrong with that entry
    shown = f"{_shown(now)}; entry {seq} was recorded {_shown(recorded)}"
    if recorded - now <= APART:
        yield Point("clock", "ok", shown)
        return
    what = f"{shown}: this clock is behind by {recorded - now}, or the one that recorded the entry was ahead"
    yield Point("clock", "fault", what, "have the clock set before anything is recorded")


def _shown(instant: datetime) -> str:
    return f"{instant.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC"


# ── The server ──


def server(where: Server, clock: Callable[[], datetime]) -> Iterator[Point]:
    """A server: its version, what it keeps through a power cut, its clock, and how it is spoken to."""
    with where.visiting() as run:
        before, rows, after = clock(), list(run(_ASKED, {})), clock()
    ((version, number, theirs, *kept, sums, standby, role, superuser, owns, tls, host, encoding),) = rows
    said = f"PostgreSQL {version}, checksums {sums}, as {role}"
    said += ", a superuser" if superuser else ", who owns the tables" if owns else ""
    if number < OLDEST_SERVER:
        yield Point("server", "fault", f"{said}: too old", f"use PostgreSQL {OLDEST_SERVER} or newer")
    else:
        yield Point("server", "ok", f"{said}, {'with' if tls else 'without'} TLS{'' if host else ' through a local socket'}")
    for name, value in zip(_DURABLE, kept, strict=True):
        if value == "off":
            yield Point("server", "fault", f"{name} is off: {_DURABLE[name]}", f"let who keeps the server set {name} to on")
    if encoding != "UTF8":
        what = f"it keeps the text of this book as {encoding}: not every name can be written"
        yield Point("server", "fault", what, "copy the book into an empty database with encoding UTF8: ketsugi book copy")
    if standby:
        yield Point("server", "fault", "it is a copy that can only be read", "name the server that takes writes")
    if host and not tls and not ip_address(host).is_loopback:
        what = f"the connection to {host} is not encrypted: others on the way can read the book"
        yield Point("server", "warning", what, "put sslmode=verify-full into the address")
    if (apart := max(before - theirs, theirs - after)) > APART:
        what = f"{_shown(after)}; that of the server says {_shown(theirs)}: {apart} apart"
        yield Point("clock", "warning", what, "have the one that is wrong set")


# ── The book ──


def book(at: Path | str, kept: Heads, clock: Callable[[], datetime]) -> Iterator[Point]:
    """A book, and where it is."""
    where = place(at)
    if isinstance(where, Server):
        yield from server(where, clock)
    elif isinstance(where, File):
        yield from _looked("file system", disk(where.path))
        _require_no_wal(where.path)
    opened = where.reading(snapshot=False, begun=False) if isinstance(where, Server) else where.reading(snapshot=False)
    with opened as run:
        yield from _schema(where, run)
        yield from _let_in(run) if isinstance(where, Server) else ()
        unknown = [*zone_of(zone)] if isinstance(zone := _body(run, 1).get("timezone"), str) else []
        yield from unknown or _log(where, run, kept)  # without its zone no entry can be read as it was meant
        yield from _clock(run, clock().astimezone(UTC))


def _require_no_wal(path: Path) -> None:
    """The book is in its file alone.  Told before SQLite opens it, which would leave two files beside it."""
    header = b""
    with suppress(OSError):  # it is told by who reads on
        if path.is_file():  # a pipe would wait for a writer
            with open(path, "rb") as opened:
                header = opened.read(20)
    beside = path.resolve().with_name(f"{path.resolve().name}-wal")
    if header[18:20] == b"\2\2" or (header and beside.exists()):
        raise BookUnusable(
            f"another program keeps what is new in {beside.name} (WAL mode): a copy of {path} alone may lack entries",
            remedy="close that program; the next step that is recorded brings it all into one file",
        )


def _schema(where: Place, run: Run) -> Iterator[Point]:
    try:
        where.require_schema(run, None, begun=False) if isinstance(where, Server) else where.require_schema(run, None)
        yield Point("book", "ok", f"{where}, schema {SCHEMA_VERSION} as it was made")
    except KetsugiError as error:
        yield Point("book", "fault", error.message, error.remedy)


def _let_in(run: Run) -> Iterator[Point]:
    """Who is let in has no rights on the server that pass over those in the book."""
    if mighty := [login for (login,) in run(_PASSING_OVER, {})]:
        what = f"let in, and able to pass over what guards the book: {', '.join(mighty)}"
        remedy = "take from them SUPERUSER, BYPASSRLS, pg_write_all_data and the role of the owner, whichever they have"
        yield Point("book", "warning", what, remedy)


def _log(where: Place, run: Run, kept: Heads) -> Iterator[Point]:
    kept.look(run, keep=False)
    for each in kept.remarks:
        known = " cannot be read (" in each  # else it was damaged, and with it what told of a loss
        remedy = "ask for permission on it" if known else "hold the book against a checkpoint or a backup that you trust"
        yield Point("installation", "warning", each.removesuffix(", and noted anew"), remedy)
    lost, report = kept.lost, verify(run, Depth.QUICK)
    if lost is not None:
        yield Point("log", "fault", lost.error().message, lost.error().remedy)
    count = f"{report.entries} {'entry' if report.entries == 1 else 'entries'}"
    if not report.entries and len(report.problems) == 1 and isinstance(where, Server):  # that it is empty, and no more
        yield Point("log", "warning", "there is no entry yet", "make the first: ketsugi init")
        return
    if report.ok:
        yield Point("log", "ok", f"{count} ({report.about}), each follows the one before")
        return
    first = report.problems[0]
    many = f"{len(report.problems)} {'problem' if len(report.problems) == 1 else 'problems'} in {count}"
    what = f"{many}; {f'entry {first.seq}' if first.seq else 'the book'}: {first.what}"
    yield Point("log", "fault", what, "look with ketsugi verify; go on in a backup that verifies")


def _body(run: Run, seq: int) -> dict[str, Any]:
    """What an entry says; nothing where it does not say it as an entry does."""
    with suppress(StopIteration, ValueError, TypeError):
        body = json.loads(next(iter(run(sql.BODY, {"seq": seq})))[0])
        return body if isinstance(body, dict) else {}
    return {}
