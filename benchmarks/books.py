"""The books the benchmark measures on, and the work it times inside a process of its own.

``run.py`` starts this file for each task and reads one line of JSON from it.  ``run.py`` itself imports nothing of the
program: a child's peak memory is never counted below its parent's.
"""

from __future__ import annotations

import contextlib
import gc
import hashlib
import json
import os
import re
import resource
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from time import perf_counter, process_time
from typing import Any

from states.facts import Kind
from workflow import sql
from workflow.audit import Depth, Report
from workflow.beginning import begin
from workflow.book import Book, create
from workflow.case import enter
from workflow.chain import links
from workflow.engine import advance, take
from workflow.log import genesis, leaf, message
from workflow.people import signing, stated
from workflow.queries import EVERYTHING, entries
from workflow.sql import Run
from workflow.step import Actor, Step
from workflow.verify import verify

COMPANY, MEETING, ACTOR = "BENCH", "BENCH-AGM26", Actor(name="benchmark")
NOW = datetime(2018, 12, 28, 6, 30, tzinfo=UTC)  # everything is recorded late, at one instant

Told = tuple[str, str | None, Mapping[str, Any]]
"""An event, its day, the facts it states."""

ARTICLES = {"public": True, "listed": True, "record_dates_fixed": True}
FIRM = {"name": "Benchmark Inc.", "jurisdiction": "JP", "timezone": "Asia/Tokyo", "articles": ARTICLES}
SITTING = {"kind": "ordinary", "number": 26, "day": "2018-06-28", "board_on": "2018-05-24", "voting_record_on": "2018-03-31"}
LINE = {"share_class": "common", "per_share": "13.50", "total": "608 million"}
TERMS = {"record_on": "2018-03-31", "effective_on": "2018-06-29", "currency": "JPY", "resource": "retained earnings"}
BIRTH = {"kind": "year-end", "route": "meeting", "meeting": MEETING, "fiscal_year_end": "2018-03-31"}
SEEN = {"distributable_amount": "worksheet reviewed", "net_assets": "above 3 million yen"}

DRAFT: Told = ("draft", None, BIRTH | {"terms": TERMS | {"lines": [LINE]}})
RESOLVE: Told = ("resolve", "2018-05-24", {"attest": SEEN})
WITHDRAW: Told = ("withdraw", "2018-06-01", {})
TOO_EARLY: Told = ("approve", "2018-06-27", {})  # refused: the meeting sits a day later
APPROVE: Told = ("approve", "2018-06-28", {"votes": {"in_favour": 312450, "present": 380120, "exercisable": 450700}})
PAY: Told = ("pay", "2018-06-29", {"attest": {"entitled_shares": "register of 2018-03-31"}})
NOTE: Told = ("note", "2018-07-02", {})
SETTLE: Told = ("settle", "2018-07-31", {"settlement": {"paid": "601220400", "unclaimed": "6912300", "returned": "318900"}})
CLOSE: Told = ("close", "2018-12-20", {"cleared": "7231200"})
Life = tuple[Told, ...]
OPEN: Life = (DRAFT, RESOLVE)
LIVES: tuple[Life, ...] = ((DRAFT, RESOLVE, TOO_EARLY, APPROVE, PAY, NOTE, SETTLE), (DRAFT, RESOLVE, WITHDRAW))
ENDED: tuple[Life, ...] = ((DRAFT, RESOLVE, APPROVE, PAY, SETTLE, CLOSE), (DRAFT, RESOLVE, WITHDRAW))


def _step(kind: str, ref: str, told: Told) -> Step:
    event, on, facts = told
    reason = "asked by the auditor" if event == "note" else None
    day = date.fromisoformat(on) if on else None
    return Step(kind=Kind(kind), ref=ref, event=event, on=day, facts=facts, reason=reason)


def _record(run: Run, kind: str, ref: str, *story: Told, actor: Actor = ACTOR) -> None:
    for told in story:
        take(run, _step(kind, ref, told), actor=actor, now=NOW)


def named(number: int) -> str:
    """The reference of a dividend; all are of one length."""
    return f"DIV-{number:06}"


def _begun(path: str) -> Book:
    """A new book with a company and its convened meeting."""
    policy = {"signing": "unsigned"}
    book = create(Path(path), name="Benchmark", timezone="Asia/Tokyo", now=NOW, actor=ACTOR.name, policy=policy)
    with book.writing() as run:
        _record(run, "company", COMPANY, ("add", None, FIRM))
        _record(run, "meeting", MEETING, ("plan", None, SITTING), ("convene", "2018-06-07", {}))
    return book


def prepared(path: str, dividends: str) -> dict[str, Any]:
    """A book of proposed dividends, recorded by the engine in one transaction."""
    with _begun(path) as book, book.writing() as run:
        for number in range(int(dividends)):
            _record(run, "dividend", named(number), DRAFT, RESOLVE)
    return {}


def long(path: str, entries: str) -> dict[str, Any]:
    """A valid book of at least so many entries: lives the engine recorded, told again under other references."""
    with _begun(path) as book, book.writing() as run:
        for number, life in enumerate(LIVES):
            _record(run, "dividend", named(number), *life)
    with contextlib.closing(sqlite3.connect(path)) as connection:
        _tell_again(connection, range(len(LIVES)), lambda seq, _: seq >= int(entries))
        count, own = connection.execute("SELECT count(*), sum(length(CAST(body AS BLOB)) + 64) FROM entry").fetchone()
    return {"bytes": Path(path).stat().st_size / count, "own": own / count}


def crowded(path: str, dividends: str, still_open: str) -> dict[str, Any]:
    """A book of so many dividends, the first of them open and the rest at their end."""
    first_ended = int(still_open)
    models = range(first_ended, min(first_ended + len(ENDED), int(dividends)))
    with _begun(path) as book, book.writing() as run:
        for number in range(first_ended):
            _record(run, "dividend", named(number), *OPEN)
        for number, life in zip(models, ENDED, strict=False):
            _record(run, "dividend", named(number), *life)
    with contextlib.closing(sqlite3.connect(path)) as connection:
        _tell_again(connection, models, lambda _, number: number >= int(dividends))
    return {}


def _tell_again(connection: sqlite3.Connection, models: range, enough: Callable[[int, int], bool]) -> None:
    """Append the lives of ``models``, in turn, under the references after theirs, until there is ``enough``."""
    book_id = genesis(connection.execute)["book"]
    lives = [connection.execute(sql.LOG_OF, {"subject": named(n)}).fetchall() for n in models]
    rows = [connection.execute(sql.SUBJECT, {"ref": named(n)}).fetchone() for n in models]
    columns = ("ref", "kind", "company", "state", "rev", "seq", "day", "label")
    subjects = []

    def told_again() -> Iterator[dict[str, Any]]:
        seq, prev = connection.execute(sql.HEAD).fetchone()
        number = models.stop
        while not enough(seq, number):
            turn = number % len(models)
            later = seq + 1 - lives[turn][0][0]
            for _, _, text, _, _ in lives[turn]:
                seq, body = seq + 1, _moved(text.replace(named(models[turn]), named(number)), later)
                digest = leaf(message(book_id, seq, prev, body))
                yield {"seq": seq, "prev": prev, "body": body, "hash": digest, "sig": None}
                prev = digest
            subjects.append(dict(zip(columns, rows[turn], strict=True)) | {"ref": named(number), "seq": seq})
            number += 1

    with connection:
        connection.executemany(sql.APPEND, told_again())
        connection.executemany(sql.KEEP_SUBJECT, subjects)


def _moved(text: str, later: int) -> str:
    """A body whose findings name the entries they rest on, so many entries later in the log."""
    return re.sub(r"\bentry (\d+)", lambda found: f"entry {int(found[1]) + later}", text)


def imported(folder: str, events: str, rounds: str) -> dict[str, Any]:
    """A case file entered into an empty book, and then the same rows put into a copy of it by bare sqlite3 at once."""
    case, empty, book, bare = (Path(folder) / name for name in ("case.toml", "empty.db", "imported.db", "bare.db"))
    case.write_text(_case_file(int(events)), encoding="utf-8")
    create(empty, name="Benchmark", timezone="Asia/Tokyo", now=NOW, actor=ACTOR.name, policy={"signing": "unsigned"})
    wall, processor = [], []
    gc.disable()  # as the desk does
    for _ in range(int(rounds) + 1):
        gc.collect()
        for each in (book, bare):
            shutil.copyfile(empty, each)
        mine = _timed(lambda _: void(enter(Book(book), case, actor=ACTOR, clock=lambda: NOW)), range(1))
        theirs = _timed(lambda rows: rows(), [_at_once(book, bare)])
        wall.append((mine[0], theirs[0]))
        processor.append((mine[1], theirs[1]))
    return {"wall": wall[1:], "processor": processor[1:]}  # the first round is for warming up


def _case_file(events: int) -> str:
    """A case file of so many steps, but for a few: lives of dividends, from draft to close."""
    life = (DRAFT, RESOLVE, APPROVE, PAY, SETTLE, CLOSE)
    numbers = range(events // len(life))
    tables = [("company", {"ref": COMPANY, **FIRM}), ("meeting", {"ref": MEETING, **SITTING})]
    tables += [("dividend", {"ref": named(number), **_said(DRAFT[2])}) for number in numbers]
    tables += [("event", {"subject": MEETING, "event": "convene", "on": "2018-06-07"})]
    for number in numbers:
        tables += [
            ("event", {"subject": named(number), "event": event, "on": on, **_said(facts)}) for event, on, facts in life[1:]
        ]
    return "\n".join(
        f"[[{name}]]\n" + "\n".join(f"{word} = {_toml(value)}" for word, value in said.items()) for name, said in tables
    )


def _said(facts: Mapping[str, Any]) -> dict[str, Any]:
    """Facts in the words of case files."""
    said = dict(facts)
    said |= said.pop("terms", {}) | said.pop("settlement", {})
    votes = said.pop("votes", {})
    return said | {"for" if name == "in_favour" else name: count for name, count in votes.items()}


def _toml(value: Any) -> str:
    if isinstance(value, Mapping):
        return f"{{ {', '.join(f'{word} = {_toml(each)}' for word, each in value.items())} }}"
    if isinstance(value, list):
        return f"[{', '.join(map(_toml, value))}]"
    return json.dumps(value)


def _at_once(book: Path, bare: Path) -> Callable[[], None]:
    """Puts the entries and state rows of ``book``, but for the first, into ``bare``: all in one transaction."""
    with contextlib.closing(sqlite3.connect(book)) as source:
        source.row_factory = sqlite3.Row
        entries = [
            dict(row) for row in source.execute("SELECT seq, prev, body, hash, sig FROM entry WHERE seq > 1 ORDER BY seq")
        ]
        subjects = [dict(row) for row in source.execute("SELECT * FROM subject")]

    def put() -> None:
        with contextlib.closing(sqlite3.connect(bare, isolation_level=None)) as connection:
            connection.execute("PRAGMA journal_mode = DELETE")
            connection.execute("PRAGMA synchronous = EXTRA")
            connection.execute("BEGIN IMMEDIATE")
            connection.executemany(sql.APPEND, entries)
            connection.executemany(sql.KEEP_SUBJECT, subjects)
            connection.execute("COMMIT")

    return put


def verified(path: str, how: str) -> dict[str, Any]:
    """The time the program takes to verify a book, and the peak memory of the process that did it."""
    report = Report()
    with Book(Path(path)) as book, book.reading(snapshot=False) as run:
        start = perf_counter()
        if how == "chain":
            for _ in links(run, report, None):
                pass
        else:
            report = verify(run, Depth(how))
        seconds = perf_counter() - start
    assert report.ok, report.problems[:5]
    return {"seconds": seconds, "peak": peak()}


def rendered(path: str) -> dict[str, Any]:
    """The floor of a report: every entry is read and written out as JSON."""
    with Book(Path(path)) as book, book.reading() as run, Path(os.devnull).open("w") as nowhere:
        gc.disable()  # as the desk does
        start = perf_counter()
        for entry in entries(run):
            nowhere.write(json.dumps(entry.body, ensure_ascii=False))
        return {"seconds": perf_counter() - start}


def reported(path: str) -> dict[str, Any]:
    """The time a report on the whole book takes, its check of the log included, and the peak memory of its process.

    A report on one subject comes before it, so that calendars and templates are loaded: a start is measured apart.
    """
    from workflow.dossier import log_of, of_part, of_subject
    from workflow.render import pages
    from workflow.render.tongue import Tongue

    with Book(Path(path)) as book, book.reading() as run, Path(os.devnull).open("w") as nowhere:
        gc.disable()
        one = of_subject(run, named(0), NOW.date(), None)
        nowhere.writelines(pages.of_subject(one, *log_of(run, one), Tongue("en")))
        start = perf_counter()
        answer = of_part(run, EVERYTHING, NOW.date(), verify(run, Depth.REPLAY).answer())
        nowhere.writelines(pages.of_part(answer, *log_of(run, answer), Tongue("en")))
        seconds = perf_counter() - start
    return {"seconds": seconds, "peak": peak()}


def peak() -> float:
    """The most memory that this process took, in MiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1024**2 if sys.platform == "darwin" else 1024)


def hashed(path: str) -> dict[str, Any]:
    """The floor of verifying: every row is read and its bytes are hashed."""
    connection = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    start = perf_counter()
    for row in connection.execute("SELECT seq, prev, CAST(body AS BLOB), hash FROM entry ORDER BY seq"):
        hashlib.sha256(row[2]).digest()
    seconds = perf_counter() - start
    connection.close()
    return {"seconds": seconds}


def durable(path: str, event: str, rounds: str, size: str) -> dict[str, Any]:
    """Blocks of durable transitions, each followed by a block of the same rows written by bare sqlite3 to a copy."""
    told = {"withdraw": WITHDRAW, "approve": APPROVE}[event]
    blocks, width = int(rounds) + 1, int(size)
    copy = f"{path}.bare"
    shutil.copyfile(path, copy)
    with Book(Path(path)) as book:

        def ours(number: int) -> None:
            advance(book, _step("dividend", named(number), told), actor=ACTOR, clock=lambda: NOW)

        ours(0)
        bare = _bare(path, copy, blocks * width)
        wall, processor = [], []
        for block in range(blocks):
            numbers = range(block * width + 1, (block + 1) * width + 1)
            mine, theirs = _timed(ours, numbers), _timed(bare, numbers)
            wall.append((mine[0], theirs[0]))
            processor.append((mine[1], theirs[1]))
    return {"wall": wall[1:], "processor": processor[1:]}  # the first block is for warming up


def signed(folder: str, rounds: str, size: str) -> dict[str, Any]:
    """Blocks of durable steps in a signed book, each followed by a block of the same steps in an unsigned one."""
    blocks, width = int(rounds) + 1, int(size)
    unsigned, sealed = Path(folder) / "unsigned.db", Path(folder) / "signed.db"
    prepared(str(unsigned), str(blocks * width + 1))
    actor = _sealed(sealed, Path(folder) / "key", blocks * width + 1)
    wall = []
    with Book(sealed) as one, Book(unsigned) as other:

        def step(book: Book, who: Actor) -> Callable[[int], None]:
            return lambda n: void(advance(book, _step("dividend", named(n), WITHDRAW), actor=who, clock=lambda: NOW))

        for block in range(blocks):
            numbers = range(block * width, (block + 1) * width)
            wall.append((_timed(step(one, actor), numbers)[0], _timed(step(other, ACTOR), numbers)[0]))
    return {"wall": wall[1:]}  # the first block is for warming up


def _sealed(path: Path, key: Path, dividends: int) -> Actor:
    """A signed book of proposed dividends, and the person who prepared them, with a key from a file as people have it."""
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(key)], check=True)
    admin = signing(Actor(name="admin"), None, key, str)
    begin(path, "Benchmark", "Asia/Tokyo", ("admin", "Admin"), actor=admin, now=NOW)
    own = key.with_name("own")
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(own)], check=True)
    person = signing(ACTOR, None, own, str)
    with Book(path) as book, book.writing() as run:
        facts = stated("abe", name="Abe", logins=[ACTOR.name], keys=[str(person.key)], roles=["preparer"])
        take(run, Step(kind=Kind.PEOPLE, ref="people", event="add", facts=facts), actor=admin, now=NOW)
        _record(run, "company", COMPANY, ("add", None, FIRM), actor=person)
        _record(run, "meeting", MEETING, ("plan", None, SITTING), ("convene", "2018-06-07", {}), actor=person)
        for number in range(dividends):
            _record(run, "dividend", named(number), DRAFT, RESOLVE, actor=person)
    return person


def listed(large: str, small: str, many: str, few: str, rounds: str) -> dict[str, Any]:
    """Pages of the list that ``serve`` shows, of a large book and of a small one in turn."""
    import asyncio

    import httpx

    from workflow.serve import application

    books = []
    for path, count in ((large, int(many)), (small, int(few))):
        places = {"middle": named(count // 2), "near_end": named(count - 26), "end": named(count - 1)}
        books.append((application(Path(path), "s", lambda: NOW), places))

    async def seconds(screens: Any, query: str) -> float:
        async with httpx.AsyncClient(transport=httpx.ASGITransport(screens), base_url="http://127.0.0.1") as client:
            start = perf_counter()
            answer = await client.get(f"/s/?{query}")
            took = perf_counter() - start
        assert answer.status_code == 200, answer.text
        return took

    found: dict[str, Any] = {what: [] for what in LISTS}
    for turn in range(int(rounds) + 1):
        for what, query in LISTS.items():
            pair = [asyncio.run(seconds(screens, query.format(**places))) for screens, places in books]
            found[what] += [pair] if turn else []  # the first round is for warming up
    return found


LISTS = {
    "first": "",
    "middle": "after={middle}",
    "last": "after={near_end}",
    "of a state": "state=closed",
    "of a rare state": "state=proposed",
    "with a search": "search=div-0",
    "with a search that finds one": "search={end}",
}


def void(_: object) -> None:
    """Nothing of an answer."""


def _timed(one: Callable[[Any], None], numbers: Iterable[Any]) -> tuple[float, float]:
    """Seconds on the wall, seconds of the processor."""
    wall, processor = perf_counter(), process_time()
    for number in numbers:
        one(number)
    return perf_counter() - wall, process_time() - processor


def _bare(path: str, copy: str, count: int) -> Callable[[int], None]:
    """Writes, to ``copy``, entries and state rows like those of dividend 0 in ``path``, all made up beforehand."""
    source = sqlite3.connect(path)
    _, _, text, _, _ = source.execute(sql.LOG_OF, {"subject": named(0)}).fetchall()[-1]
    subject = source.execute(sql.SUBJECT, {"ref": named(0)}).fetchone()
    source.close()
    connection = sqlite3.connect(copy, isolation_level=None)
    connection.execute("PRAGMA journal_mode = DELETE")
    connection.execute("PRAGMA synchronous = EXTRA")
    seq, prev = connection.execute(sql.HEAD).fetchone()
    columns = ("ref", "kind", "company", "state", "rev", "seq", "day", "label")
    rows: list[tuple[dict[str, Any], dict[str, Any]]] = []
    for number in range(1, count + 1):
        seq, body = seq + 1, text.replace(named(0), named(number))
        digest = leaf(message("", seq, prev, body))
        entry = {"seq": seq, "prev": prev, "body": body, "hash": digest, "sig": None}
        rows.append((entry, dict(zip(columns, subject, strict=True)) | {"ref": named(number), "seq": seq}))
        prev = digest

    def write(number: int) -> None:
        entry, row = rows[number - 1]
        connection.execute("BEGIN IMMEDIATE")
        connection.execute(sql.APPEND, entry)
        connection.execute(sql.KEEP_SUBJECT, row)
        connection.execute("COMMIT")

    return write


if __name__ == "__main__":
    tasks = {
        task.__name__: task
        for task in (prepared, long, crowded, imported, verified, hashed, durable, signed, listed, rendered, reported)
    }
    json.dump(tasks[sys.argv[1]](*sys.argv[2:]), sys.stdout)
