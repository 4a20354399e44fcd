"""What each layer finds, and what it does not, when someone who can write every byte of a signed book attacks it.

The matrix is the assertion, the gaps in it too.  docs/how-to/audit-a-book.md prints it, and a test holds the page to it.
"""

from __future__ import annotations

import json
import re
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple
from unittest.mock import patch

import pytest

from states.canonical import canonical
from states.finding import Verdict
from states.lives import OF_THE_ACTOR
from tests.conftest import DIVIDEND, record
from tests.engine.roster import PART, actor, kept, key, play, private
from tests.engine.tampering import audit, body_of, forging, put
from workflow.audit import Depth, Report
from workflow.book import Book
from workflow.chain import links
from workflow.checkpoint import Roots, made
from workflow.heads import Heads, _lost
from workflow.kept import origin_of
from workflow.log import NOTHING_BEFORE, genesis, leaf, message
from workflow.note import Checkpoint
from workflow.recheck import differences
from workflow.signatures import Signatures
from workflow.sshsig import preimage

ROOT = Path(__file__).parents[2]
LAYERS = ("chain", "signatures and roster", "remembered head", "checkpoint")


class Scene(NamedTuple):
    """A book under attack, what was known of it before, and copies of it as it was."""

    path: Path
    at_approval: Path  # the book when the checkpoint was made
    at_payment: Path  # and some entries later
    checkpoint: Checkpoint
    heads: Path


@pytest.fixture(scope="session")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A signed book after its approval, after payment has begun, and at its end."""
    folder = tmp_path_factory.mktemp("attacks")
    with kept(folder / "convened.db") as book:
        play(book, "convene")
        shutil.copy(book.path, folder / "before.db")
        for name, events in {"approved": ("approve",), "paying": ("hold", "pay"), "paid": ("settle",)}.items():
            go_on(book, *events)
            shutil.copy(book.path, folder / f"{name}.db")
    return folder


def go_on(book: Book, *events: str, **said: Any) -> None:
    from tests.conftest import STORY

    for event in events:
        kind, ref, on, facts = STORY[event]
        record(book, kind, ref, event, on, actor=actor(PART[event]), **{**facts, **said})


@pytest.fixture
def scene(stage: Path, tmp_path: Path) -> Scene:
    path = Path(shutil.copy(stage / "paid.db", tmp_path / "book.db"))
    heads = tmp_path / "heads"
    with Book(path) as book, book.reading() as run:
        remembering(heads).look(run)
    with Book(stage / "approved.db") as book, book.reading() as run:
        checkpoint, _, _ = made(run)
    return Scene(path, stage / "approved.db", stage / "paying.db", checkpoint, heads)


def remembering(folder: Path) -> Heads:
    return Heads(folder, lambda: datetime(2018, 9, 1, tzinfo=UTC))


# ── The layers, each alone ──


def found_by(scene: Scene) -> set[str]:
    with Book(scene.path) as book, book.reading() as run:
        report, roots, signatures = Report(), Roots([scene.checkpoint.size]), Signatures()
        wrong: list[str] = []
        for link in links(run, report, None):
            roots.add(link)
            body = json.loads(link.text)
            step = signatures.begin if link.seq == 1 else signatures.follow
            with suppress(KeyError):  # of a body that is none
                wrong += step(body, link)
            if link.seq > 1:
                people = tuple(guard.__name__ for guard in OF_THE_ACTOR)
                wrong += [what for what in differences(run, link.seq, body) if what.startswith((*people, "says by"))]
        heads = remembering(scene.heads)
        heads.look(run)
        found = {
            "chain": bool(report.problems),
            "signatures and roster": bool(wrong),
            "remembered head": heads.lost is not None,
            "checkpoint": bool(roots.differs(scene.checkpoint, origin_of(genesis(run)["book"]))),
        }
    return {layer for layer, has in found.items() if has}


# ── The attacks ──


def rewrite(connection: sqlite3.Connection, first: int = 1) -> None:
    """Chain every entry from ``first`` on anew: what anyone can do who can write the file."""
    rows = connection.execute("SELECT seq, body, hash FROM entry ORDER BY seq").fetchall()
    book, head = json.loads(rows[0][1])["book"], NOTHING_BEFORE
    for seq, text, digest in rows:
        if seq >= first:
            digest = leaf(message(book, seq, head, text))
            connection.execute("UPDATE entry SET prev = ?, hash = ? WHERE seq = ?", (head, digest, seq))
        head = digest


def edited(scene: Scene) -> None:
    with forging(scene.path) as connection:
        connection.execute("UPDATE entry SET body = replace(body, '13.50', '13.51') WHERE seq = 10")


def edited_and_rehashed(scene: Scene) -> None:
    edited(scene)
    with forging(scene.path) as connection:
        rewrite(connection)


def deleted_and_rehashed(scene: Scene) -> None:
    with forging(scene.path) as connection:
        connection.execute("DELETE FROM entry WHERE seq = 9")
        connection.execute("UPDATE entry SET seq = -seq WHERE seq > 9")
        connection.execute("UPDATE entry SET seq = -seq - 1 WHERE seq < 0")
        rewrite(connection)


def swapped_and_rehashed(scene: Scene) -> None:
    with forging(scene.path) as connection:
        for old, new in ((8, -1), (9, 8), (-1, 9)):
            connection.execute("UPDATE entry SET seq = ? WHERE seq = ?", (new, old))
        rewrite(connection)


def deleted(scene: Scene) -> None:
    with forging(scene.path) as connection:
        connection.execute("DELETE FROM entry WHERE seq = 9")


def into_another_book(scene: Scene) -> None:
    with forging(scene.path) as connection:
        put(connection, 1, body_of(connection, 1) | {"book": "0" * 32})


def stripped(scene: Scene) -> None:
    with forging(scene.path) as connection:
        connection.execute("UPDATE entry SET sig = NULL")


def appended(scene: Scene, *, login: str, person: str, signer: str, event: str = "note", **said: Any) -> None:
    """One more entry, made past the program, as like an honest one as can be."""
    with forging(scene.path) as connection:
        ((seq, head),) = connection.execute("SELECT max(seq), hash FROM entry").fetchall()
        template = body_of(connection, seq)
        by = {"person": person, "role": "payer", "key": key(signer), "waived": []}
        forged = template | {"actor": login, "by": by, "event": event, "op": "f" * 32, "from": template["to"], **said}
        text = canonical(forged | {"rev": template["rev"] + 1})
        signed = message(body_of(connection, 1)["book"], seq + 1, head, text)
        values = (seq + 1, head, text, leaf(signed), private(signer).sign(preimage(signed)))
        connection.execute("INSERT INTO entry (seq, prev, body, hash, sig) VALUES (?, ?, ?, ?, ?)", values)


def unknown_key(scene: Scene) -> None:
    appended(scene, login="endo", person="endo", signer="mallory")


def another_name(scene: Scene) -> None:
    """Abe signs under Endo's name: with Abe's key, which is not Endo's."""
    appended(scene, login="endo", person="endo", signer="abe")


def outside_the_role(scene: Scene) -> None:
    """Goto, an auditor, has a program that never says no to a person."""
    lenient = [lambda c, guard=guard: replace(guard(c), verdict=Verdict.PASS) for guard in OF_THE_ACTOR]
    with Book(scene.path) as book, patch("workflow.machine.OF_THE_ACTOR", lenient):
        record(book, "dividend", DIVIDEND, "note", reason="paid in full", actor=actor("goto"))


def truncated_after_the_checkpoint(scene: Scene) -> None:
    shutil.copy(scene.at_payment, scene.path)


def older_backup(scene: Scene) -> None:
    """One of before the checkpoint."""
    shutil.copy(scene.at_approval.with_name("before.db"), scene.path)


def newest_rewritten(scene: Scene) -> None:
    """Endo, who signed the newest entry, signs another in its place."""
    shutil.copy(scene.at_payment, scene.path)
    with Book(scene.path) as book:
        go_on(book, "settle", reason="another story")


def colluded_after(scene: Scene) -> None:
    """All who have keys tell everything after the checkpoint anew."""
    shutil.copy(scene.at_approval, scene.path)
    with Book(scene.path) as book:
        go_on(book, "hold", "pay", "settle", reason="another story")


def colluded_before(scene: Scene) -> None:
    """All who have keys tell the story anew from before the checkpoint."""
    shutil.copy(scene.at_approval.with_name("before.db"), scene.path)
    with Book(scene.path) as book:
        go_on(book, "approve", "hold", "pay", "settle", reason="another story")


def begun_anew(scene: Scene) -> None:
    """Entry 1 stays; after it a stranger begins another roster, which lists the key that entry 1 names, and signs alone."""
    with forging(scene.path) as connection:
        first = connection.execute("SELECT seq, hash FROM entry WHERE seq = 1").fetchone()
        body = body_of(connection, 2)
        people = body["facts"]["people"] | {
            "mallory": {"name": "M", "logins": {"mallory": True}, "keys": {key("mallory"): True}, "roles": {"admin": True}}
        }
        people["ito"] = {"name": "Ito", "keys": people["ito"]["keys"]}
        by = {"person": "mallory", "role": "admin", "key": key("mallory"), "waived": []}
        text = canonical(body | {"actor": "mallory", "by": by, "facts": body["facts"] | {"people": people}})
        signed = message(body_of(connection, 1)["book"], 2, first[1], text)
        connection.execute("DELETE FROM entry WHERE seq > 1")
        connection.execute("DELETE FROM subject")
        values = (2, first[1], text, leaf(signed), private("mallory").sign(preimage(signed)))
        connection.execute("INSERT INTO entry (seq, prev, body, hash, sig) VALUES (?, ?, ?, ?, ?)", values)
        row = ("people", "people", "", "kept", 1, 2, None, "2 on the roster")
        connection.execute("INSERT INTO subject VALUES (?, ?, ?, ?, ?, ?, ?, ?)", row)


def falsehood(scene: Scene) -> None:
    with Book(scene.path) as book:
        record(book, "dividend", DIVIDEND, "note", reason="the bank confirmed it", actor=actor("endo"))


Attack = Callable[[Scene], None]
EVERY = frozenset(LAYERS)
MATRIX: dict[str, tuple[Attack, set[str]]] = {
    "a body is edited": (edited, {"chain", "signatures and roster"}),
    "a body is edited, and every hash worked out anew": (edited_and_rehashed, set(EVERY - {"chain"})),
    "an entry is deleted, and every hash worked out anew": (deleted_and_rehashed, set(EVERY - {"chain"})),
    "two entries are swapped, and every hash worked out anew": (swapped_and_rehashed, set(EVERY - {"chain"})),
    "an entry is deleted": (deleted, {"chain", "checkpoint"}),
    "the entries are put into another book": (into_another_book, {"chain", "signatures and roster", "checkpoint"}),
    "signatures are stripped": (stripped, {"signatures and roster"}),
    "an entry is added with a key that nobody knows": (unknown_key, {"signatures and roster"}),
    "an entry is added under another's name": (another_name, {"signatures and roster"}),
    "an entry is added outside its signer's role": (outside_the_role, {"signatures and roster"}),
    "the newest entries are cut off, after the checkpoint": (truncated_after_the_checkpoint, {"remembered head"}),
    "a backup older than the checkpoint is put in its place": (older_backup, {"remembered head", "checkpoint"}),
    "the last to sign rewrites the newest entry": (newest_rewritten, {"remembered head"}),
    "all key holders together rewrite what is after the checkpoint": (colluded_after, {"remembered head"}),
    "all key holders together rewrite what is before the checkpoint": (colluded_before, {"remembered head", "checkpoint"}),
    "a stranger begins the roster anew after the first entry": (begun_anew, set(EVERY - {"chain"})),
    "an authorised person records a falsehood": (falsehood, set()),
}


def test_nothing_is_found_in_a_book_that_nobody_attacked(scene: Scene) -> None:
    assert found_by(scene) == set()
    assert audit(scene.path).ok


@pytest.mark.parametrize(("attack", "layers"), MATRIX.values(), ids=MATRIX)
def test_an_attack_is_found_by_just_these_layers(scene: Scene, attack: Attack, layers: set[str]) -> None:
    attack(scene)
    assert found_by(scene) == layers


@pytest.mark.parametrize(("attack", "layers"), MATRIX.values(), ids=MATRIX)
@pytest.mark.parametrize("depth", [Depth.FULL, Depth.REPLAY])
def test_verify_finds_what_the_book_itself_can_tell(scene: Scene, attack: Attack, layers: set[str], depth: Depth) -> None:
    attack(scene)
    inside = layers & {"chain", "signatures and roster"}
    if depth is Depth.REPLAY and attack is outside_the_role:
        inside = set()  # roles are asked by guards, and a replay asks none
    assert audit(scene.path, depth).ok is not bool(inside)


def test_the_manual_prints_the_matrix() -> None:
    page = (ROOT / "docs" / "how-to" / "audit-a-book.md").read_text(encoding="utf-8")
    rows = dict(re.findall(r"^\| (.+?) \| (.+) \|$", page, re.M))
    for name, (_, layers) in MATRIX.items():
        cells = [cell.strip() for cell in rows[name].split("|")]
        expected = ["found" if layer in layers else "" for layer in LAYERS] if layers else ["**not found**", "", "", ""]
        assert cells == expected, name


def test_planted_a_verifier_without_signatures_misses_what_only_they_find(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("workflow.verify.Signatures.follow", lambda *_: ())
    monkeypatch.setattr("workflow.verify.Signatures.begin", lambda *_: ())
    stripped(scene)
    assert audit(scene.path).ok


def test_planted_who_looks_at_the_size_alone_misses_a_rewritten_book(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Roots, "differs", lambda self, kept, _: "" if kept.size <= self.tree.size else "fewer")
    colluded_before(scene)
    assert found_by(scene) == {"remembered head"}


def test_planted_who_compares_numbers_alone_misses_a_rewritten_entry(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("workflow.heads._lost", lambda known, found, *_: None if found else _lost(known, found, *_))
    newest_rewritten(scene)
    assert found_by(scene) == set()
