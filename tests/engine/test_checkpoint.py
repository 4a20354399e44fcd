"""Checkpoints and proofs of a book: what is written agrees, who signed is told, and what strangers give is refused."""

from __future__ import annotations

import base64
import sqlite3
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from states.errors import LogBroken, NotFound, WrongWords
from tests.conftest import record
from tests.engine.signers import ABE, KATO, SATO, STRANGER, checkpoint_of, proof_of, read
from tests.engine.stranger import altered
from tests.engine.tampering import forging
from workflow import checkpoint, cosign, kept, note
from workflow.audit import Report
from workflow.book import Book
from workflow.chain import Link
from workflow.checkpoint import Roots, held
from workflow.kept import Kept, Key, alone, keys_of, origin_of
from workflow.log import genesis
from workflow.merkle import Tree
from workflow.others import in_force
from workflow.people import stated

AT, LAST = 7, 9  # entries of the book when the checkpoint was written, and now


def ask(path: Path, *files: Kept, keys: tuple[Key, ...] = ()) -> list[dict[str, object]]:
    with Book(path) as book, book.reading(snapshot=False) as run:
        return held(run, files, [*keys_of(in_force(run)), *keys])


# ── What is written agrees ──


@pytest.mark.parametrize("size", range(2, LAST + 1))
def test_every_later_book_agrees_with_every_earlier_checkpoint(stages: dict[int, Path], tmp_path: Path, size: int) -> None:
    early = read(checkpoint_of(stages[size], SATO), tmp_path)
    for later in range(size, LAST + 1):
        (answer,) = ask(stages[later], early)
        assert (answer["agrees"], answer["size"], answer["what"]) == (True, size, "")


def test_a_checkpoint_is_the_tree_over_the_hashes_of_the_entries(path: Path) -> None:
    connection = sqlite3.connect(path)
    tree = Tree()
    for (digest,) in connection.execute("SELECT hash FROM entry ORDER BY seq"):
        tree.add(digest)
    ((first,),) = connection.execute("SELECT body ->> 'book' FROM entry WHERE seq = 1")
    connection.close()
    assert checkpoint_of(path) == f"ketsugi/{first}\n{LAST}\n{base64.b64encode(tree.root()).decode()}\n"


def test_several_files_are_held_against_the_book_in_one_reading(
    stages: dict[int, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = [read(checkpoint_of(stages[size]), tmp_path) for size in (2, LAST, 5)]
    readings = []
    links = checkpoint.links
    monkeypatch.setattr(checkpoint, "links", lambda *rest: readings.append(1) or links(*rest))
    assert [answer["agrees"] for answer in ask(stages[LAST], *files)] == [True] * 3
    assert readings == [1]


@given(sizes=st.lists(st.integers(0, 40), max_size=6), entries=st.integers(0, 40))
def test_the_root_at_each_size_is_that_of_a_tree_of_that_size(sizes: list[int], entries: int) -> None:
    links = [Link(number, b"", b"", None, bytes([number]) * 32) for number in range(entries)]
    roots, trees = Roots(sizes), [Tree()]
    for link in links:
        roots.add(link)
        trees.append(Tree())
    for size, tree in enumerate(trees):
        for link in links[:size]:
            tree.add(link.hash)
    for size in sizes:
        right = note.Checkpoint("ketsugi/x", size, trees[min(size, entries)].root())
        assert (roots.differs(right, "ketsugi/x") == "") == (size <= entries)
        assert roots.differs(note.Checkpoint("ketsugi/x", size, b"\1" * 32), "ketsugi/x")


def test_a_book_whose_chain_does_not_hold_gets_no_checkpoint_and_no_comparison(path: Path, tmp_path: Path) -> None:
    early = read(checkpoint_of(path), tmp_path)
    with forging(path) as connection:
        connection.execute("UPDATE entry SET body = replace(body, 'remark 6', 'remark 0') WHERE seq = 6")
    with pytest.raises(LogBroken, match="entry 6: its content is not what was hashed"):
        checkpoint_of(path)
    with pytest.raises(LogBroken, match="entry 6: its content is not what was hashed"):
        ask(path, early)


# ── Who signed ──


def test_who_signed_is_told_by_the_roster(path: Path, tmp_path: Path) -> None:
    (answer,) = ask(path, read(checkpoint_of(path, SATO, ABE), tmp_path))
    assert answer["signed_by"] == [
        {"person": each.ref, "fingerprint": each.public.fingerprint, "revoked": False} for each in (SATO, ABE)
    ]


def test_a_key_that_was_taken_back_since_is_said(path: Path, tmp_path: Path) -> None:
    early = read(checkpoint_of(path, KATO), tmp_path)
    with Book(path) as book:
        said = stated("kato", granted=False, keys=[KATO.public.line])
        record(book, "people", "people", "revoke", **said, actor=SATO.actor)
    (answer,) = ask(path, early)
    assert [each["revoked"] for each in answer["signed_by"]] == [True]  # type: ignore[attr-defined]


def test_whoever_is_not_on_the_roster_is_unknown_and_named(path: Path, tmp_path: Path) -> None:
    (answer,) = ask(path, read(checkpoint_of(path, STRANGER), tmp_path))
    assert (answer["agrees"], answer["signed_by"]) == (True, [])
    assert [each["name"] for each in answer["unknown_signatures"]] == ["ito"]  # type: ignore[attr-defined]
    (answer,) = ask(path, read(checkpoint_of(path, STRANGER), tmp_path), keys=(Key(STRANGER.public, None),))
    assert [each["person"] for each in answer["signed_by"]] == ["ito"]  # type: ignore[attr-defined]


def test_a_signature_of_another_text_under_a_known_name_is_no_checkpoint(stages: dict[int, Path], tmp_path: Path) -> None:
    mixed = checkpoint_of(stages[8]) + checkpoint_of(stages[9], SATO).partition("\n\n")[2].join(("\n", ""))
    (answer,) = ask(stages[9], read(mixed, tmp_path))
    assert (answer["agrees"], answer["what"]) == (False, "the signature of sato is not one of this text")


def test_an_auditor_signs_below_whoever_signed_before(path: Path, tmp_path: Path) -> None:
    for before in ((), (SATO,)):
        early = read(checkpoint_of(path, *before), tmp_path)
        whole = cosign.with_one_more(early, "abe", ABE.signer)
        assert whole == checkpoint_of(path, *before, ABE)
    with pytest.raises(WrongWords, match="abe has signed it with this key before"):
        cosign.require_unsigned(read(whole, tmp_path), "abe", ABE.public)
    with pytest.raises(WrongWords, match="a proof"):
        cosign.require_unsigned(read(proof_of(path, 6), tmp_path), "abe", ABE.public)


# ── Proofs ──


@pytest.mark.parametrize("entry", range(1, LAST + 1))
def test_every_entry_is_proven_and_nothing_of_the_others_is_shown(path: Path, tmp_path: Path, entry: int) -> None:
    text = proof_of(path, entry, SATO)
    found = read(text, tmp_path)
    (answer,) = ask(path, found)
    assert answer["agrees"]
    assert answer["entry"]["seq"] == entry  # type: ignore[index]
    lines = text.split("\n")
    shown = "".join(line + base64.b64decode(line[6:]).decode() if line.startswith("extra ") else line for line in lines)
    for number in set(range(6, LAST + 1)) - {entry}:
        assert f"remark {number}" not in shown
    assert ("Internet Initiative Japan" in shown) == (entry == 5)
    assert alone(found, [Key(SATO.public, "sato")])["entry"] == answer["entry"]


def test_there_is_no_proof_of_an_entry_that_is_not_there(path: Path) -> None:
    with pytest.raises(NotFound, match=r"entry 10: this book has entries 1 to 9"):
        proof_of(path, 10)


def test_a_proof_by_itself_is_believed_with_the_keys_that_are_trusted_only(path: Path, tmp_path: Path) -> None:
    found = read(proof_of(path, 6, SATO), tmp_path)
    for key in (Key(SATO.public, "kato"), Key(KATO.public, "sato"), Key(KATO.public, None)):
        with pytest.raises(WrongWords, match="not signed with a key that was given"):
            alone(found, [key])
    assert alone(found, [])["signed_by"] == []


def test_a_proof_of_another_number_or_another_book_is_refused(path: Path, tmp_path: Path) -> None:
    text = proof_of(path, 6)
    moved = read(text.replace("index 5", "index 4"), tmp_path)
    assert "do not lead from its entry" in alone(moved, [])["what"]
    elsewhere = read(text.replace("\nketsugi/", "\nketsugi/0"), tmp_path)
    assert "not the entry of that number in the book of its checkpoint" in alone(elsewhere, [])["what"]


# ── What strangers give ──


def outcome(path: Path, content: bytes, folder: Path) -> object:
    """What is read of a file, or ``None`` where it is refused in one line."""
    try:
        file = read(content, folder)
        return ask(path, file)[0] | {"alone": alone(file, [Key(SATO.public, "sato")])}
    except WrongWords as error:
        said = error.message
    assert "\n" not in said
    return None


@pytest.mark.parametrize("form", ["checkpoint", "proof"])
def test_every_flip_of_a_byte_is_refused_or_shown_or_changes_nothing_that_is_read(
    path: Path, tmp_path: Path, form: str
) -> None:
    text = checkpoint_of(path, SATO) if form == "checkpoint" else proof_of(path, 6, SATO)
    roots = Roots([LAST])
    with Book(path) as book, book.reading() as run:
        keys, origin = keys_of(in_force(run)), origin_of(genesis(run)["book"])
        for link in checkpoint.links(run, Report(), None):
            roots.add(link)
    silent = []
    for at in range(len(text)):
        content = text.encode()
        content = content[:at] + bytes([content[at] ^ 0x01]) + content[at + 1 :]
        try:
            file = read(content, tmp_path)
            differs = roots.differs(file.checkpoint, origin)
            answer = file.answer(differs, keys)
        except WrongWords:
            continue
        if answer["agrees"] and answer["signed_by"]:
            silent.append(at)
    assert silent == []


@given(data=st.data())
@settings(max_examples=150)
def test_hostile_files_are_refused_in_one_line_or_do_not_agree(
    data: st.DataObject, stages: dict[int, Path], tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.getbasetemp()
    text = data.draw(st.sampled_from([checkpoint_of(stages[AT], SATO), proof_of(stages[AT], 6, SATO)]))
    content = data.draw(altered(text)).encode("utf-8", "surrogatepass")
    found = outcome(stages[LAST], content, folder)
    if isinstance(found, dict) and found["agrees"]:
        assert found["size"] == AT
        assert [each["person"] for each in found["signed_by"]] == ["sato"]
        assert found["alone"]["entry"] is None or found["alone"]["entry"]["seq"] == 6


@pytest.mark.parametrize("content", [b"", b"\n", b"\0", b"ketsugi/x\n9\n", b"\xff" * 99, b"{}", b"c2sp.org/tlog-proof@v1\n"])
def test_what_is_no_checkpoint_is_said_with_the_name_of_its_file(tmp_path: Path, content: bytes) -> None:
    with pytest.raises(WrongWords) as caught:
        read(content, tmp_path)
    assert caught.value.message.startswith(f"{tmp_path / 'kept.txt'}: ")


@pytest.mark.parametrize("name", ["nothing", ".", "\0", "/dev/zero"])
def test_what_is_no_file_is_said(tmp_path: Path, name: str) -> None:
    with pytest.raises(WrongWords):
        kept.read(tmp_path / name)


def test_planted_who_does_not_look_whether_a_proof_holds_believes_another_entry(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = proof_of(path, 6)
    said = text.split("\n")[1].removeprefix("extra ")
    forged = text.replace(said, base64.b64encode(base64.b64decode(said).replace(b"remark 6", b"remark 0")).decode())
    assert alone(read(forged, tmp_path), [])["agrees"] is False
    monkeypatch.setattr("workflow.proof.Proof.holds", lambda *_: True)
    assert alone(read(forged, tmp_path), [])["entry"]["body"]["reason"] == "remark 0"
