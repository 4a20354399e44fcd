"""Random histories of whole books, quickly: signed or not, with a roster or without, and what forgers make of them."""

from __future__ import annotations

import json
import random
import sqlite3
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from states.errors import KetsugiError
from states.facts import Kind
from tests.conftest import DRAFT, FIRM, FUNDS, LINES, NOW, SETTLED, SITTING, TERMS, VOTES
from tests.engine.tampering import lenient
from workflow import log
from workflow.book import create
from workflow.engine import take
from workflow.evidence import document
from workflow.holdings import listing
from workflow.log import NOTHING_BEFORE, leaf, message
from workflow.publickey import PublicKey
from workflow.sshsig import preimage
from workflow.step import Actor, Step
from workflow.waiving import latest_part_of

Row = list[Any]  # seq, prev, body, hash, sig
BOARD, POWERS = "2018-05-24", {"articles": {"board_decides_dividends": True, "meeting_excluded": False}}
DAYS = ("2018-05-24", "2018-06-07", "2018-06-28", "2018-06-29", "2018-07-31", "2018-08-01", "2018-08-02")
PEOPLE = {"ito": "admin", "ueda": "admin", "sato": "preparer", "kato": "approver", "abe": "payer", "mori": "auditor"}
BOOKS = ("unsigned", "with a roster", "signed from the first entry", "signed later", "one person does it all")
LIFE = (
    *((Kind.DIVIDEND, event) for event in ("resolve", "decide", "approve", "pay", "settle", "close") * 3),
    *((Kind.DIVIDEND, event) for event in ("revise", "suspend", "resume", "annul", "recover", "withdraw", "correct") * 2),
    *((Kind.DIVIDEND, event) for event in ("draft", "draft", "adjust", "note", "reject", "supersede", "fulfil")),
    *(
        (Kind.MEETING, event)
        for event in ("convene", "convene", "hold", "reschedule", "cancel", "note", "revise", "correct")
    ),
    *((Kind.COMPANY, event) for event in ("amend", "note", "correct", "attach", "attach")),
    *((Kind.DIVIDEND, event) for event in ("attach", "attach")),
    *((Kind.PEOPLE, event) for event in ("grant", "revoke", "waive", "waive", "policy", "note")),
)
WHO = {"decide": "kato", "approve": "kato", "reject": "kato", "supersede": "kato", "annul": "kato"}
WHO |= dict.fromkeys(("pay", "settle", "close", "suspend", "resume", "recover"), "abe")
NEXT = {"drafted": "resolve", "proposed": "approve", "approved": "pay", "paying": "settle", "paid": "close"}
NEXT_ON = {"resolve": DAYS[0], "approve": DAYS[2], "pay": DAYS[3], "settle": DAYS[4], "close": DAYS[5]}


@cache
def key_of(person: str, number: int = 0) -> tuple[str, Callable[[bytes], bytes]]:
    """The line of a person's key, and what signs an entry with it."""
    private = Ed25519PrivateKey.from_private_bytes(f"{person} {number}".encode().ljust(32, b"."))
    line = PublicKey(private.public_key().public_bytes_raw()).line
    return line, lambda said: private.sign(preimage(said))


@cache
def empty() -> bytes:
    """A database with the tables of a book, and without what protects it."""
    with TemporaryDirectory() as folder:
        path = Path(folder, "a.db")
        create(path, name="x", timezone="UTC", now=NOW, actor="x", policy=log.UNSIGNED)
        connection = sqlite3.connect(path, isolation_level=None)
        for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            connection.execute(f"DROP TRIGGER {name}")
        connection.execute("DELETE FROM entry")
        connection.execute("DROP INDEX entry_subject_rev")  # or two entries of one revision could not be forged
        connection.execute("VACUUM")
        whole = connection.serialize()
        connection.close()
        return whole


def opened(*, broken: bool = False) -> sqlite3.Connection:
    """A book in memory that takes every change; ``broken``, even what is no JSON."""
    connection = sqlite3.connect(":memory:", isolation_level=None)
    connection.deserialize(empty())
    connection.execute("PRAGMA ignore_check_constraints = ON")
    if broken:
        connection.create_function("json_extract", 2, lenient, deterministic=True)
    return connection


@dataclass
class History:
    """A book as it is stored: its entries, its state rows, and the key that each entry was signed with."""

    entries: list[Row]
    subjects: list[Row]
    documents: list[Row] = field(default_factory=list)  # digest, size, bytes
    seed: object = None
    damage: str = "none"
    at: int | None = None  # the entry the damage is at, where it is at one
    resigned: dict[int, Callable[[bytes], bytes]] = field(default_factory=dict)

    def copy(self) -> History:
        tables = (self.entries, self.subjects, self.documents)
        return History(*([list(row) for row in table] for table in tables), self.seed)

    def into(self, connection: sqlite3.Connection) -> None:
        connection.execute("DELETE FROM entry")
        connection.execute("DELETE FROM subject")
        connection.execute("DELETE FROM document")
        connection.executemany("INSERT INTO entry (seq, prev, body, hash, sig) VALUES (?, ?, ?, ?, ?)", self.entries)
        connection.executemany("INSERT INTO subject VALUES (?, ?, ?, ?, ?, ?, ?, ?)", self.subjects)
        connection.executemany("INSERT INTO document (sha256, size, data) VALUES (?, ?, ?)", self.documents)

    def body(self, at: int) -> dict[str, Any]:
        body: dict[str, Any] = json.loads(self.entries[at][2])
        return body

    def put(self, at: int, body: dict[str, Any]) -> None:
        self.entries[at][2] = json.dumps(body, sort_keys=True, separators=(",", ":"), ensure_ascii=False)

    def rehash(self, *, sign: bool = True) -> None:
        """Chain everything anew; with ``sign`` whoever had signed an entry signs what became of it."""
        head, book = NOTHING_BEFORE, json.loads(self.entries[0][2]).get("book")
        for number, row in enumerate(self.entries, 1):
            said = message(book, number, head, row[2])
            row[0], row[1], row[3] = number, head, leaf(said)
            if sign and row[4] is not None:
                row[4] = signed_by(row[2])(said)
            head = row[3]


def signed_by(text: str) -> Callable[[bytes], bytes]:
    """What signs with the key that an entry names."""
    body = json.loads(text)
    named = (body.get("by") or {}).get("key") or (body.get("policy") or {}).get("key")
    known = {key_of(person, number)[0]: key_of(person, number)[1] for person in (*PEOPLE, "thief") for number in (0, 1)}
    return known.get(named, key_of("thief")[1])


@cache
def story(seed: object) -> History:
    """A random history: about 20 steps, most of which go on where a dividend stands."""
    rng, connection = random.Random(str(seed)), opened()
    book = rng.choice(BOOKS)
    first = book == BOOKS[2]
    line, sign = key_of("ito")
    policy = {"signing": "required", "key": line} if first else log.UNSIGNED
    body = {"v": 1, "book": rng.randbytes(16).hex(), "name": "書", "timezone": "Asia/Tokyo", "policy": policy}
    body |= {"event": "init", "recorded_at": log.instant(NOW), "actor": "ito"}
    log.append(connection.execute, body, sign if first else None)
    clock = iter(NOW + timedelta(seconds=second) for second in range(1, 10_000))

    def do(person: str, kind: Kind, ref: str, event: str, on: str | None = None, **said: Any) -> None:
        about = {name: said.pop(name) for name in ("reason", "corrects", "corrected_on", "evidence") if name in said}
        step = Step(kind=kind, ref=ref, event=event, on=on and date.fromisoformat(on), facts=said, **about)  # type: ignore[arg-type]
        key, sign = key_of(person, int(event not in ("add", "policy") and rng.random() < 0.05))
        actor = Actor(name=person, key=key, sign=sign)
        with suppress(KetsugiError):  # no such entry can be written
            take(connection.execute, step, actor=actor, now=next(clock))

    if book != BOOKS[0]:
        roles = dict.fromkeys(PEOPLE.values(), True) if book == BOOKS[4] else {"admin": True}
        do(
            "ito",
            Kind.PEOPLE,
            "people",
            "add",
            people={"ito": {**about("ito", "admin"), "roles": roles}},
            **({"signing": True} if first else {}),
            **({"segregation": False} if book == BOOKS[4] else {}),
        )
        others = {person: about(person, role) for person, role in PEOPLE.items() if person != "ito"}
        do("ito", Kind.PEOPLE, "people", "add", people=others)
        if book == BOOKS[3]:
            do("ito", Kind.PEOPLE, "people", "policy", signing=True)
    alone = book == BOOKS[4] or (book == BOOKS[0] and "ito")
    do(
        "ito" if alone else "sato",
        Kind.COMPANY,
        "C",
        "add",
        **{**FIRM, "articles": {**FIRM["articles"], **POWERS["articles"]}},
    )
    do("ito" if alone else "sato", Kind.MEETING, "M", "plan", **SITTING)
    for number in range(rng.randint(4, 13)):
        _step(rng, connection, do, bool(alone), number)
    rows = [list(row) for row in connection.execute("SELECT seq, prev, body, hash, sig FROM entry ORDER BY seq")]
    subjects = [list(row) for row in connection.execute("SELECT * FROM subject")]
    documents = [list(row) for row in connection.execute("SELECT sha256, size, data FROM document ORDER BY sha256")]
    connection.close()
    return History(rows, subjects, documents, seed)


def about(person: str, role: str) -> dict[str, Any]:
    return {"name": person, "logins": {person: True}, "keys": {key_of(person)[0]: True}, "roles": {role: True}}


def _step(rng: random.Random, connection: sqlite3.Connection, do: Callable[..., None], alone: bool, number: int) -> None:
    states = dict(connection.execute("SELECT ref, state FROM subject WHERE kind = 'dividend'").fetchall())
    kind, event = rng.choice(LIFE)
    ref = {Kind.COMPANY: "C", Kind.MEETING: "M", Kind.PEOPLE: "people"}.get(kind) or rng.choice([*states, f"D{number}"])
    on: str | None = rng.choice(DAYS)
    if not states:
        kind, event, ref = Kind.DIVIDEND, "draft", "D0"
    elif rng.random() < 0.5 and (going := [each for each in states if states[each] in NEXT]):
        kind, ref = Kind.DIVIDEND, rng.choice(going)
        event = NEXT[states[ref]]
        on = NEXT_ON[event]
        if event == "approve" and "planned" in [row[0] for row in connection.execute("SELECT state FROM subject")]:
            do("ito" if alone else "sato", Kind.MEETING, "M", "convene", "2018-06-07")
    if rng.random() < 0.1 and (held := [row for row in listing(connection.execute) if row["state"] == "kept"]):
        ref, event = rng.choice(held)["subject"], "erase"
        kind = {"C": Kind.COMPANY, "M": Kind.MEETING, "people": Kind.PEOPLE}.get(ref, Kind.DIVIDEND)
    who = "ito" if alone or kind is Kind.PEOPLE or event == "erase" else WHO.get(event, "sato")
    if rng.random() < 0.12:
        who = rng.choice([*PEOPLE, "thief"])
    said: dict[str, Any] = {"reason": f"because {number}"} if rng.random() < 0.3 or event in _WITH_REASON else {}
    last = connection.execute("SELECT max(seq) FROM entry WHERE subject = ?", (ref,)).fetchone()[0]
    facts: dict[str, Any] = {
        "draft": {**DRAFT, "meeting": "M", "route": rng.choice(("meeting", "meeting", "board"))},
        "resolve": {"attest": FUNDS},
        "decide": {"attest": FUNDS},
        "revise": {"terms": {"lines": [{**LINES[0], "per_share": f"{rng.randint(12, 15)}.50"}]}}
        if kind is Kind.DIVIDEND
        else {"number": 27},
        "adjust": {"terms": {"pay_on": "2018-06-29"}},
        "approve": {"votes": VOTES},
        "pay": {"attest": {"entitled_shares": "register"}},
        "settle": {"settlement": SETTLED},
        "close": {"cleared": "7231200"} | ({"attest": {"claims_ended": "ended"}} if rng.random() < 0.5 else {}),
        "recover": {"attest": {"mistaken_payment": "bank"}} if rng.random() < 0.5 else {},
        "reschedule": {"day": "2018-06-29"},
        "amend": {"name": f"C{number}"},
        "correct": {"corrects": rng.randint(1, last) if last else 3, "corrected_on": date(2018, 6, 28)},
        "grant": {"people": {rng.choice(list(PEOPLE)): rng.choice(_GRANTED)}},
        "revoke": {"people": {rng.choice(list(PEOPLE)): rng.choice(_REVOKED)}},
        "policy": rng.choice(({"segregation": False}, {"segregation": True}, {"role_for": {"dividend.pay": "approver"}})),
        "waive": {},
    }.get(event, {})
    if event == "waive":
        name = f"{rng.choice(list(states))} {rng.choice(('approve', 'pay', 'settle'))} {rng.choice(('sato', 'kato', 'abe'))}"
        for admin in rng.sample(("ito", "ueda"), rng.randint(1, 2)):
            at = latest_part_of(connection.execute, name.partition(" ")[0])
            at = rng.choice((at, at, at, at, 0))
            do(admin, Kind.PEOPLE, "people", "waive", waivers={name: {admin: at}}, reason="nobody else")
        do(name.split(" ")[2], Kind.DIVIDEND, *name.split(" ")[:2], NEXT_ON.get(name.split(" ")[1], DAYS[5]))
        return
    if event == "attach" or (event != "erase" and rng.random() < 0.1):
        letters = rng.sample("abc", rng.randint(1, 2))
        said["evidence"] = tuple(document(f"{letter}.pdf", letter.encode() * 9) for letter in letters)
    if event == "erase":
        said["erased"] = [rng.choice([row["sha256"] for row in listing(connection.execute, ref) if row["state"] == "kept"])]
    do(who, kind, ref, event, None if event in ("draft", "amend") else on, **facts, **said)


_WITH_REASON = ("note", "correct", "suspend", "annul", "recover", "waive", "erase")
_GRANTED: tuple[dict[str, Any], ...] = (
    {"roles": {"approver": True}},
    {"roles": {"payer": True}},
    {"logins": {"other": True}},
)
_REVOKED: tuple[dict[str, Any], ...] = (
    *({"roles": {role: False}} for role in ("preparer", "payer", "approver")),
    *({"keys": {key_of(person)[0]: False}} for person in ("sato", "kato", "abe")),
)
assert TERMS
