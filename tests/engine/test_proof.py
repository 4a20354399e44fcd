"""Proofs as files: what is written is read, and what is no proof is refused."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from states.errors import WrongWords
from tests.engine.stranger import altered
from tests.engine.test_merkle import inclusion
from workflow import proof as proofs
from workflow.merkle import Tree
from workflow.note import Checkpoint, signed
from workflow.proof import proof_text, read_proof
from workflow.strict import base64_of

LEAVES = [hashlib.sha256(bytes([0, number])).digest() for number in range(11)]
INDEX = 6
HASHES = inclusion(LEAVES, INDEX)


def checkpoint(size: int = 11) -> Checkpoint:
    tree = Tree()
    for leaf in LEAVES[:size]:
        tree.add(leaf)
    return Checkpoint("ketsugi.example/iij", size, tree.root())


UNSIGNED = checkpoint().text()
NOTE = signed(UNSIGNED, [("ketsugi.example/iij", bytes(32), b"not looked at here")])
SAID = 'ketsugi-log/v1\n{"paid":"608 million"} 決議\n'.encode()
PROOF = proof_text(NOTE, INDEX, HASHES, SAID)


# ── What is written is read ──


def test_a_proof_holds_the_lines_of_the_specification_in_their_order() -> None:
    first, extra, index, *rest = PROOF.split("\n")
    assert first == "c2sp.org/tlog-proof@v1"
    assert extra == f"extra {base64.b64encode(SAID).decode()}"
    assert index == "index 6"
    assert rest[:4] == [base64.b64encode(each).decode() for each in HASHES]
    assert "\n".join(rest[4:]) == f"\n{NOTE}"


@pytest.mark.parametrize("extra", [None, b"\0", SAID], ids=["no extra", "one byte", "an entry"])
@pytest.mark.parametrize("note", [NOTE, UNSIGNED], ids=["signed", "unsigned"])
def test_a_proof_that_is_written_is_read(note: str, extra: bytes | None) -> None:
    read = read_proof(proof_text(note, INDEX, HASHES, extra), unsigned=note is UNSIGNED)
    assert (read.index, read.hashes, read.extra) == (INDEX, tuple(HASHES), extra)
    assert read.checkpoint == checkpoint()
    assert len(read.signatures) == (0 if note is UNSIGNED else 1)
    assert read_proof(proof_text(note, INDEX, HASHES, extra).encode(), unsigned=True) == read


def test_nothing_to_say_is_written_as_no_line() -> None:
    assert proof_text(NOTE, INDEX, HASHES, b"") == proof_text(NOTE, INDEX, HASHES)


def test_the_only_entry_of_a_log_is_proven_without_any_hash() -> None:
    read = read_proof(proof_text(checkpoint(1).text(), 0, []), unsigned=True)
    assert read.holds(LEAVES[0])
    assert not read.holds(LEAVES[1])


def test_an_entry_of_some_megabytes_fits() -> None:
    extra = bytes(range(256)) * 2**15  # 8 MB
    assert read_proof(proof_text(NOTE, INDEX, HASHES, extra)).extra == extra


def test_a_proof_holds_for_its_entry_and_for_no_other() -> None:
    assert [number for number, leaf in enumerate(LEAVES) if read_proof(PROOF).holds(leaf)] == [INDEX]


def test_a_proof_with_a_hash_too_few_holds_for_nothing() -> None:
    short = read_proof(proof_text(NOTE, INDEX, HASHES[:-1]))
    assert not any(short.holds(leaf) for leaf in LEAVES)


def test_planted_a_proof_that_is_not_compared_with_the_checkpoint_holds_for_any_entry(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(proofs, "root_of", lambda *_: checkpoint().root)
    assert all(read_proof(PROOF).holds(leaf) for leaf in LEAVES)


# ── What is no proof ──

HEAD = f"c2sp.org/tlog-proof@v1\nextra {base64_of(SAID)}\nindex 6\n"
REST = PROOF.removeprefix(HEAD)
FORBIDDEN = {
    "nothing": ("", "its first line is not c2sp.org/tlog-proof@v1"),
    "another version": (PROOF.replace("@v1", "@v2"), "its first line is not"),
    "a checkpoint": (NOTE, "its first line is not"),
    "no checkpoint": (PROOF.split("\n\n")[0] + "\n", "no checkpoint stands under an empty line"),
    "an unsigned checkpoint": (proof_text(UNSIGNED, INDEX, HASHES), "no lines of signatures"),
    "extra without anything": (PROOF.replace(base64_of(SAID), ""), "extra says nothing"),
    "extra that is not base64": (PROOF.replace("extra ", "extra *"), "extra is not base64"),
    "extra twice": (PROOF.replace("index", "extra AAAA\nindex"), "it does not say the index of the entry"),
    "extra after the index": (f"c2sp.org/tlog-proof@v1\nindex 6\nextra AAAA\n{REST}", "a hash is not base64"),
    "no index": (PROOF.replace("index 6\n", ""), "it does not say the index of the entry"),
    "nothing but the first line": (f"c2sp.org/tlog-proof@v1\n\n{NOTE}", "it does not say the index of the entry"),
    "a leading zero": (PROOF.replace("index 6", "index 06"), "the index is no whole number"),
    "an index below 0": (PROOF.replace("index 6", "index -1"), "the index is no whole number"),
    "an index of the size": (PROOF.replace("index 6", "index 11"), "index 11 is beyond the 11 entries"),
    "two spaces": (PROOF.replace("index 6", "index  6"), "the index is no whole number"),
    "a hash of 31 bytes": (HEAD + base64_of(bytes(31)) + f"\n\n{NOTE}", "a hash has 31 bytes instead of 32"),
    "a hash and a space": (HEAD + base64_of(bytes(32)) + f" \n\n{NOTE}", "a hash is not base64"),
    "an empty line among the hashes": (HEAD + "\n" + REST, "checkpoint: its size is no whole number"),
    "two empty lines before the checkpoint": (PROOF.replace("\n\n", "\n\n\n", 1), "checkpoint: its size is no whole number"),
    "line ends of Windows": (PROOF.replace("\n", "\r\n"), "control character 0x0d, as Windows ends a line"),
    "a checkpoint that is none": (PROOF.replace("\n11\n", "\n1x\n"), "its size is no whole number"),
    "54 hashes": (HEAD + f"{base64_of(bytes(32))}\n" * 54 + f"\n{NOTE}", "more lines than extra, index and 53 hashes"),
    "half a letter": ("\ud800", "it is not text in UTF-8"),
}


@pytest.mark.parametrize(("given", "said"), FORBIDDEN.values(), ids=FORBIDDEN)
def test_what_is_no_proof_is_refused_in_one_line(given: str, said: str) -> None:
    with pytest.raises(WrongWords) as refused:
        read_proof(given)
    assert said in refused.value.message
    assert "\n" not in refused.value.message
    assert refused.value.remedy


def test_53_hashes_are_read() -> None:
    assert len(read_proof(proof_text(NOTE, INDEX, [bytes(32)] * 53, SAID)).hashes) == 53


def test_more_than_64_megabytes_are_not_read() -> None:
    with pytest.raises(WrongWords, match="67,108,865 bytes; at most 67,108,864 are read"):
        read_proof(bytes(64 * 2**20 + 1))


UNWRITABLE: dict[str, Callable[[], Any]] = {
    "an index below 0": lambda: proof_text(NOTE, -1, HASHES),
    "an index beyond the log": lambda: proof_text(NOTE, 11, HASHES),
    "a short hash": lambda: proof_text(NOTE, INDEX, [b"x"]),
    "no checkpoint": lambda: proof_text("x\n", INDEX, HASHES),
}


@pytest.mark.parametrize("write", UNWRITABLE.values(), ids=UNWRITABLE)
def test_what_could_not_be_read_back_is_not_written(write: Callable[[], Any]) -> None:
    with pytest.raises(WrongWords):
        write()


# ── Whatever is given, it is read or refused ──


@settings(max_examples=800, database=None, deadline=None)
@given(st.text() | st.binary() | altered(PROOF), st.booleans())
def read_or_refused(given: str | bytes, unsigned: bool) -> None:
    try:
        read = read_proof(given, unsigned=unsigned)
    except WrongWords:
        return
    text = given if isinstance(given, str) else given.decode()
    _, _, note = text.partition("\n\n")
    assert proof_text(note, read.index, read.hashes, read.extra) == text
    assert not read.holds(bytes(32))


def test_any_text_is_refused_in_words_or_read_so_that_it_can_be_written_again_letter_for_letter() -> None:
    read_or_refused()


def test_planted_a_reader_of_numbers_that_takes_what_python_takes_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(proofs, "whole", lambda _what, _part, text: int(text))
    with pytest.raises((ValueError, AssertionError, ExceptionGroup)):
        read_or_refused()


def test_planted_a_reader_that_forgets_that_the_index_may_be_missing_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    """As ``no`` that says nothing: what was refused is read on."""
    monkeypatch.setattr(proofs, "no", lambda *_: None)
    with pytest.raises((ValueError, IndexError, AssertionError, ExceptionGroup)):
        read_or_refused()
