"""Someone with full access to the file attacks a signed book: which layer shows it, and which does not.

The four layers are the chain of hashes, the signatures by the roster, what a computer remembers, and a checkpoint.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import NOW
from tests.engine.signers import SATO, checkpoint_of, read, remark
from tests.engine.tampering import body_of, forging, put, rehash
from workflow import verify as verifier
from workflow.book import Book
from workflow.checkpoint import Roots
from workflow.heads import Heads
from workflow.kept import Kept
from workflow.verify import verify

AT, LAST = 7, 9  # entries of the book when the checkpoint was written, and when this computer saw it last

Attack = Callable[[dict[int, Path], Path], None]


def edited(_: dict[int, Path], path: Path) -> None:
    with forging(path) as connection:
        connection.execute("UPDATE entry SET body = replace(body, 'remark 6', 'remark 0') WHERE seq = 6")


def edited_and_rehashed(_: dict[int, Path], path: Path) -> None:
    with forging(path) as connection:
        put(connection, 6, body_of(connection, 6) | {"reason": "another remark"})
        rehash(connection)


def one_deleted(_: dict[int, Path], path: Path) -> None:
    with forging(path) as connection:
        connection.execute("DELETE FROM entry WHERE seq = 6")
        connection.execute("UPDATE entry SET seq = seq - 1 WHERE seq > 6")


def signatures_stripped(_: dict[int, Path], path: Path) -> None:
    with forging(path) as connection:
        connection.execute("UPDATE entry SET sig = NULL")


def gone_on_from(stages: dict[int, Path], size: int, path: Path, until: int) -> None:
    """An older copy, in which holders of the keys go on in another way."""
    shutil.copy(stages[size], path)
    with Book(path) as book:
        for number in range(size + 1, until + 1):
            remark(book, f"another {number}")


CHAIN, SIGNATURES, HEAD, CHECKPOINT = "chain", "signatures", "head", "checkpoint"
ATTACKS: dict[str, tuple[Attack, set[str]]] = {
    "edit a body": (edited, {CHAIN, SIGNATURES}),
    "edit a body and recompute all hashes": (edited_and_rehashed, {SIGNATURES, HEAD, CHECKPOINT}),
    "delete an entry": (one_deleted, {CHAIN, SIGNATURES, HEAD, CHECKPOINT}),
    "strip the signatures": (signatures_stripped, {SIGNATURES}),
    "cut off what came after the checkpoint": (lambda stages, path: gone_on_from(stages, AT, path, AT), {HEAD}),
    "restore a backup older than the checkpoint": (
        lambda stages, path: gone_on_from(stages, AT - 1, path, AT - 1), {HEAD, CHECKPOINT},
    ),
    "the last signer rewrites the newest entry": (lambda stages, path: gone_on_from(stages, LAST - 1, path, LAST), {HEAD}),
    "all collude after the checkpoint": (lambda stages, path: gone_on_from(stages, AT, path, LAST + 2), {HEAD}),
    "all collude before the checkpoint": (
        lambda stages, path: gone_on_from(stages, AT - 1, path, LAST + 2), {HEAD, CHECKPOINT},
    ),
    "nothing": (lambda stages, path: gone_on_from(stages, LAST, path, LAST + 2), set()),
}  # fmt: skip


def layers(path: Path, heads: Heads, early: Kept) -> set[str]:
    """Which of the four shows something, in one verification of the book."""
    with Book(path, heads) as book, book.reading(snapshot=False) as run:
        found = heads.problem()
        report = verify(run, kept=[early], found=found)
    said = [problem.what for problem in report.problems]
    assert report.ok == (not said)
    chain = ("not what was hashed", "does not follow the entry before it", "is missing")
    signature = ("signature", "is not signed")
    shown = {HEAD} if found else set()
    shown |= {CHAIN} if any(each in what for what in said for each in chain if "this computer" not in what) else set()
    shown |= {SIGNATURES} if any(each in what for what in said for each in signature) else set()
    return shown | (set() if report.checkpoints[0]["agrees"] else {CHECKPOINT})


@pytest.fixture
def watched(stages: dict[int, Path], path: Path, tmp_path: Path) -> tuple[Heads, Kept]:
    """A computer that saw the whole book, and a checkpoint of some time before."""
    heads = Heads(tmp_path / "heads", lambda: NOW)
    with Book(path, heads) as book, book.reading():
        pass
    return heads, read(checkpoint_of(stages[AT], SATO), tmp_path)


@pytest.mark.parametrize("attack", ATTACKS)
def test_each_attack_is_shown_by_its_layers_and_by_no_others(
    stages: dict[int, Path], path: Path, watched: tuple[Heads, Kept], attack: str
) -> None:
    change, promised = ATTACKS[attack]
    change(stages, path)
    assert layers(path, *watched) == promised


def test_planted_who_looks_at_the_size_alone_misses_a_rewritten_book(
    stages: dict[int, Path], path: Path, watched: tuple[Heads, Kept], monkeypatch: pytest.MonkeyPatch
) -> None:
    change, promised = ATTACKS["all collude before the checkpoint"]
    change(stages, path)
    monkeypatch.setattr(Roots, "differs", lambda self, kept, _: "" if kept.size <= self.tree.size else "fewer")
    assert layers(path, *watched) == promised - {CHECKPOINT}


def test_planted_who_takes_the_newest_root_for_each_finds_a_sound_book_changed(
    stages: dict[int, Path], path: Path, watched: tuple[Heads, Kept], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(verifier, "Roots", lambda _: Roots())
    assert layers(path, *watched) == {CHECKPOINT}
