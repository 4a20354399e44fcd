"""Checkpoints and notes: read as the specification has them, and nothing else read as one."""

from __future__ import annotations

import base64
from collections.abc import Callable
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given, settings
from hypothesis import strategies as st

from states.canonical import SAFE_INTEGER
from states.errors import WrongWords
from tests.engine.stranger import altered
from workflow import kept, strict
from workflow import note as notes
from workflow.kept import Kept, Key
from workflow.note import Checkpoint, key_hash, read_checkpoint, read_note, signed
from workflow.publickey import PublicKey, verifies

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
PUBLIC = KEY.public_key().public_bytes_raw()
OTHER = Ed25519PrivateKey.from_private_bytes(bytes(32))
OTHER_PUBLIC = OTHER.public_key().public_bytes_raw()
ROOT = bytes(range(32))
ORIGIN = "ketsugi.example/iij"
CHECKPOINT = Checkpoint(ORIGIN, 11, ROOT)
TEXT = CHECKPOINT.text()
NOTE = signed(TEXT, [(ORIGIN, PUBLIC, KEY.sign(TEXT.encode()))])
MINE = Key(PublicKey(PUBLIC), ORIGIN)


def signers(note: str, *keys: Key) -> dict[str, Any]:
    """Who signed a checkpoint, among those whose key is known, as an auditor is told."""
    return Kept("kept.txt", note.encode(), *read_checkpoint(note), None).signers(keys)


# ── Published notes: text, signature lines, (name, key) as their verifier keys have them ──

POEM = "Ognuno sta solo sul cuor della terra\ntrafitto da un raggio di sole:\n\ned è subito sera.\n"
POEM_SIGNED = (
    "— quasimodo.example/salvatore "
    "NnugSzTjtVAewIS+Z/iJhUPeFDkO/5QQ2i5ddnGITLlC+EhfLW9oJKONrMouFSQU0xMcXxj99ihAQwaqP3ZekRwNtIc=\n"
)
SOFA = "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n"
SOFA_SIGNED = (
    "— example.com/behind-the-sofa "
    "Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=\n"
)
GO = "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n"
PETER = "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
ENOCH = "— EnochRoot rwz+eBzmZa0SO3NbfRGzPCpDckykFXSdeX+MNtCOXm2/5n2tiOHp+vAF1aGrQ5ovTG01oOTGwnWLox33WWd1RvMc+QQ=\n"
SUMDB = "go.sum database tree\n6476701\nmb8QLQIs0Z0yP5Cstq6guj87oXWeC9gEM8oVikmm9Wk=\n"
SUMDB_SIGNED = (
    "— sum.golang.org Az3grsLX85Gz+s1SiTbgkuqxgItqFq7gsMUEyVnrsa9LM7Us9S+1xbFIGu95949rj4nPRYfvimWEPWL+o3GeoWwOoAw=\n"
)


def known(line: str) -> tuple[str, str, bytes]:
    """Name, hash and key of a verifier key ``name+hash+base64(kind, key)``."""
    name, digest, key = line.split("+", 2)
    return name, digest, base64.b64decode(key)[1:]


KEYS = {
    "PeterNeumann": known("PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"),
    "EnochRoot": known("EnochRoot+af0cfe78+ATtqJ7zOtqQtYqOo0CpvDXNlMhV3HeJDpjrASKGLWdop"),
    "sum.golang.org": known("sum.golang.org+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8"),
}


@pytest.mark.parametrize("who", KEYS)
def test_the_hash_of_a_published_key_is_the_published_one(who: str) -> None:
    name, digest, public = KEYS[who]
    assert key_hash(name, public).hex() == digest


@pytest.mark.parametrize(
    ("text", "lines", "who"),
    [(GO, PETER, "PeterNeumann"), (GO, ENOCH + PETER, "EnochRoot"), (SUMDB, SUMDB_SIGNED, "sum.golang.org")],
    ids=["one signature", "two signatures", "a checkpoint of sum.golang.org"],
)
def test_a_published_note_verifies_by_its_published_key_and_altered_does_not(text: str, lines: str, who: str) -> None:
    name, _, public = KEYS[who]
    read, signatures = read_note(f"{text}\n{lines}")
    assert read == text
    (theirs,) = [each for each in signatures if (each.name, each.key_hash) == (name, key_hash(name, public))]
    assert verifies(public, text.encode(), theirs.signature)
    assert not verifies(public, f"{text}x\n".encode(), theirs.signature)


def test_a_note_is_written_letter_for_letter_as_the_published_one() -> None:
    name, _, public = KEYS["PeterNeumann"]
    seed = base64.b64decode("AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz")[1:]
    assert signed(GO, [(name, public, Ed25519PrivateKey.from_private_bytes(seed).sign(GO.encode()))]) == f"{GO}\n{PETER}"


def test_the_examples_of_the_specifications_are_read_and_written_alike() -> None:
    assert read_note(f"{POEM}\n{POEM_SIGNED}")[0] == POEM
    checkpoint, (signature,) = read_checkpoint(f"{SOFA}\n{SOFA_SIGNED}")
    assert (checkpoint.origin, checkpoint.size) == ("example.com/behind-the-sofa", 20852163)
    assert checkpoint.text() == SOFA
    assert signature.name == checkpoint.origin


# ── Who signed ──


def test_a_checkpoint_that_is_written_is_read_and_verifies() -> None:
    checkpoint, signatures = read_checkpoint(NOTE)
    assert checkpoint == CHECKPOINT
    assert read_checkpoint(NOTE.encode()) == (checkpoint, signatures)
    answer = signers(NOTE, MINE)
    assert ([each["person"] for each in answer["signed_by"]], answer["unknown_signatures"]) == ([ORIGIN], [])


def test_a_signature_by_an_unknown_key_is_passed_over_and_reported() -> None:
    witness = ("witness.example", OTHER_PUBLIC, b"of a kind not known here")
    answer = signers(signed(TEXT, [witness, (ORIGIN, PUBLIC, KEY.sign(TEXT.encode()))]), MINE)
    assert [each["person"] for each in answer["signed_by"]] == [ORIGIN]
    assert answer["unknown_signatures"] == [{"name": "witness.example", "key_hash": key_hash(*witness[:2]).hex()}]


STRANGERS = {
    "another key under the known name": (ORIGIN, OTHER_PUBLIC),
    "the known key under another name": ("another.example", PUBLIC),
    "another altogether": ("another.example", OTHER_PUBLIC),
}


@pytest.mark.parametrize(("name", "public"), STRANGERS.values(), ids=STRANGERS)
def test_a_note_that_only_strangers_signed_is_signed_by_nobody(name: str, public: bytes) -> None:
    assert signers(NOTE, Key(PublicKey(public), name))["signed_by"] == []


def test_one_false_signature_by_a_known_key_is_enough_to_refuse_a_note() -> None:
    good, false = (ORIGIN, PUBLIC, KEY.sign(TEXT.encode())), ("board.example", OTHER_PUBLIC, OTHER.sign(b"another text"))
    with pytest.raises(WrongWords, match=r"signature of board\.example is not one of this text"):
        signers(signed(TEXT, [good, false]), MINE, Key(PublicKey(OTHER_PUBLIC), "board.example"))


def test_planted_a_reader_who_knows_keys_by_their_name_alone_lets_a_stranger_in_the_way(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A signature of another kind under a known name has to be passed over; it would be refused as a false one."""
    note = signed(TEXT, [(ORIGIN, OTHER_PUBLIC, b"x"), (ORIGIN, PUBLIC, KEY.sign(TEXT.encode()))])
    assert len(signers(note, MINE)["unknown_signatures"]) == 1
    monkeypatch.setattr(kept, "key_hash", lambda *_: key_hash(ORIGIN, OTHER_PUBLIC))
    with pytest.raises(WrongWords, match="is not one of this text"):
        signers(note, MINE)


# ── A book without signatures ──


def test_an_unsigned_checkpoint_is_read_only_by_who_asks_for_one() -> None:
    assert read_checkpoint(CHECKPOINT.text(), unsigned=True) == (CHECKPOINT, ())
    assert read_checkpoint(NOTE, unsigned=True)[1] != ()
    with pytest.raises(WrongWords, match="no lines of signatures stand under an empty line"):
        read_checkpoint(CHECKPOINT.text())


# ── What the specifications forbid ──

LINE = NOTE.split("\n")[4]
BASE64 = LINE.split(" ")[2]
B64_ROOT = base64.b64encode(ROOT).decode()


def lines(origin: str = ORIGIN, size: str = "11", root: str = B64_ROOT, after: str = f"\n{LINE}\n") -> str:
    return f"{origin}\n{size}\n{root}\n{after}"


FORBIDDEN = {
    "nothing": ("", "no lines of signatures stand under an empty line"),
    "no origin": (lines(origin=""), "its origin, or a line after its root, is no line of text"),
    "an empty line after the root": (lines(after=f"\nx\n\n{LINE}\n"), "is no line of text"),
    "a leading zero": (lines(size="011"), "its size is no whole number from 0"),
    "a sign": (lines(size="+11"), "its size is no whole number from 0"),
    "a number below zero": (lines(size="-1"), "its size is no whole number from 0"),
    "digits of another script": (lines(size="１１"), "its size is no whole number from 0"),
    "a space": (lines(size="11 "), "its size is no whole number from 0"),
    "2^53": (lines(size=str(SAFE_INTEGER + 1)), "its size is no whole number from 0"),
    "thousands of digits": (lines(size="9" * 5000), "its size is no whole number from 0"),
    "no size": (lines(size=""), "its size is no whole number from 0"),
    "a root of 31 bytes": (lines(root=base64.b64encode(ROOT[1:]).decode()), "its root has 31 bytes instead of 32"),
    "a root without padding": (lines(root=B64_ROOT.rstrip("=")), "its root is not base64"),
    "a root with spare bits": (lines(root=B64_ROOT[:-2] + "9="), "its root is not base64 as it is written"),
    "a root of another alphabet": (lines(root="-" + B64_ROOT[1:]), "its root is not base64"),
    "a root of letters beyond ASCII": (lines(root="é" * 44), "its root is not base64"),
    "two lines": (f"{ORIGIN}\n11\n\n{LINE}\n", "it has not three lines of text"),
    "no signature": (lines(after="\n"), "no lines of signatures stand under an empty line"),
    "no newline at the end": (lines(after=f"\n{LINE}"), "no lines of signatures stand under an empty line"),
    "two newlines at the end": (lines(after=f"\n{LINE}\n\n"), "no lines of signatures stand under an empty line"),
    "a hyphen for the dash": (lines(after=f"\n{LINE.replace('—', '-')}\n"), "is no signature"),
    "two spaces": (lines(after=f"\n{LINE.replace(' ', '  ')}\n"), "is no signature"),
    "a space of another kind in the name": (lines(after=f"\n— a\u00a0b {BASE64}\n"), "is no signature"),
    "a plus in the name": (lines(after=f"\n— a+b {BASE64}\n"), "is no signature"),
    "no name": (lines(after=f"\n—  {BASE64}\n"), "is no signature"),
    "more after the signature": (lines(after=f"\n{LINE} x\n"), "is no signature"),
    "a signature of four bytes": (lines(after="\n— a AAAAAA==\n"), "nothing but the hash of its key"),
    "a signature that is not base64": (lines(after="\n— a AAAAA*==\n"), "a signature is not base64"),
    "101 signatures": (lines(after="\n" + f"{LINE}\n" * 101), "101 signatures; at most 100 are read"),
    "line ends of Windows": (NOTE.replace("\n", "\r\n"), "control character 0x0d, as Windows ends a line"),
    "a tab": (lines(origin="a\tb"), "control character 0x09"),
    "a zero byte": (lines(origin="a\0b"), "control character 0x00"),
    "half a letter": (lines(origin="a\ud800"), "it is not text in UTF-8"),
    "a megabyte and one byte": ("x" * (2**20 + 1), "1,048,577 bytes; at most 1,048,576 are read"),
}


@pytest.mark.parametrize(("given", "said"), FORBIDDEN.values(), ids=FORBIDDEN)
@pytest.mark.parametrize("as_bytes", [False, True], ids=["text", "bytes"])
def test_what_is_no_checkpoint_is_refused_in_one_line(given: str, said: str, as_bytes: bool) -> None:
    with pytest.raises(WrongWords) as refused:
        read_checkpoint(given.encode("utf-8", "surrogatepass") if as_bytes else given)
    assert said in refused.value.message
    assert "\n" not in refused.value.message
    assert refused.value.remedy


LIMITS = {
    "an empty tree": lines(size="0"),
    "the largest size": lines(size=str(SAFE_INTEGER)),
    "16 signatures": lines(after="\n" + f"{LINE}\n" * 16),
    "100 signatures": lines(after="\n" + f"{LINE}\n" * 100),
    "spaces in the origin": lines(origin="go.sum database tree"),
    "a line after the root": lines(after=f"something else\n\n{LINE}\n"),
    "a signature of five bytes": lines(after="\n— a AAAAAAA=\n"),
}


@pytest.mark.parametrize("given", LIMITS.values(), ids=LIMITS)
def test_what_the_specifications_allow_is_read_and_its_text_is_the_text_that_was_signed(given: str) -> None:
    assert given.startswith(f"{read_checkpoint(given)[0].text()}\n— ")


# ── What cannot be read back is not written ──

UNWRITABLE: dict[str, Callable[[], Any]] = {
    "an origin of two lines": lambda: Checkpoint("a\nb", 0, ROOT),
    "no origin": lambda: Checkpoint("", 0, ROOT),
    "an origin of half a letter": lambda: Checkpoint("\udc80", 0, ROOT),
    "a size below 0": lambda: Checkpoint("a", -1, ROOT),
    "a size of 2^53": lambda: Checkpoint("a", SAFE_INTEGER + 1, ROOT),
    "a short root": lambda: Checkpoint("a", 0, ROOT[1:]),
    "an empty line more": lambda: Checkpoint("a", 0, ROOT, ("",)),
    "nobody": lambda: signed("a\n", []),
    "a name with a space": lambda: signed("a\n", [("a b", PUBLIC, b"x")]),
    "a name that is a line more": lambda: signed("a\n", [("a AAAAAAA=\n— b", PUBLIC, b"x")]),
    "a name of half a letter": lambda: signed("a\n", [("\udc80", PUBLIC, b"x")]),
    "no signature": lambda: signed("a\n", [("a", PUBLIC, b"")]),
    "a text without its newline": lambda: signed("a", [("a", PUBLIC, b"x")]),
    "a text that would end in its own signature": lambda: signed("a\n\n— a AAAAAAA=", [("a", PUBLIC, b"x")]),
}


@pytest.mark.parametrize("write", UNWRITABLE.values(), ids=UNWRITABLE)
def test_what_could_not_be_read_back_is_not_written(write: Callable[[], Any]) -> None:
    with pytest.raises(WrongWords):
        write()


# ── Whatever is given, it is read or refused ──


@settings(max_examples=800, database=None, deadline=None)
@given(st.text() | st.binary() | altered(NOTE) | altered(CHECKPOINT.text()), st.booleans())
def read_or_refused(given: str | bytes, unsigned: bool) -> None:
    try:
        checkpoint, signatures = read_checkpoint(given, unsigned=unsigned)
    except WrongWords:
        return
    under = "".join(f"— {s.name} {strict.base64_of(s.key_hash + s.signature)}\n" for s in signatures)
    again = checkpoint.text() + (f"\n{under}" if under else "")
    assert again == (given if isinstance(given, str) else given.decode())


def test_any_text_is_refused_in_words_or_read_so_that_it_can_be_written_again_letter_for_letter() -> None:
    read_or_refused()


def test_planted_a_reader_of_numbers_that_takes_what_python_takes_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(notes, "whole", lambda _what, _part, text: int(text))
    with pytest.raises((ValueError, AssertionError, ExceptionGroup)):
        read_or_refused()


def test_planted_a_reader_of_base64_that_takes_what_python_takes_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(notes, "bytes_of", lambda _what, _part, text, size=0: base64.b64decode(text))
    with pytest.raises((ValueError, AssertionError, ExceptionGroup)):
        read_or_refused()
