"""A checkpoint of a log: a few lines that anyone can keep, print and check.

It states the log's origin, its number of entries and the root over all of them.  As a signed note it has, under an empty
line, one line for each who signed it.

Source: c2sp.org/signed-note, c2sp.org/tlog-checkpoint.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass

from states.canonical import SAFE_INTEGER
from workflow.merkle import BYTES
from workflow.strict import base64_of, bytes_of, no, text_of, whole

LARGEST = 2**20  # bytes
MOST_SIGNATURES = 100  # a reader has to take 16
ED25519 = b"\x01"  # the kind of a key, within its hash


@dataclass(frozen=True, slots=True)
class NoteSignature:
    """A signature under a note, not verified: whose it says it is, by which key, and the signature itself."""

    name: str
    key_hash: bytes
    signature: bytes


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """What a log was when it had ``size`` entries: the root over all of them.

    ``extensions`` are further lines of another log's checkpoint; this program writes none.

    Raises:
        WrongWords: the lines of it would not be a checkpoint.
    """

    origin: str
    size: int
    root: bytes
    extensions: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not 0 <= self.size <= SAFE_INTEGER:
            no("checkpoint", f"{self.size} is no number of entries", remedy="count the entries")
        if len(self.root) != BYTES:
            no("checkpoint", f"the root has {len(self.root)} bytes instead of {BYTES}", remedy="give a SHA-256")
        for line in (self.origin, *self.extensions):
            if not _LINE.fullmatch(line):  # or it would be read as another line, or as none
                no("checkpoint", "its origin, or a line after its root, is no line of text", remedy="give one line of text")

    def text(self) -> str:
        """The lines that are signed."""
        return "".join(f"{line}\n" for line in (self.origin, self.size, base64_of(self.root), *self.extensions))


def key_hash(name: str, public: bytes) -> bytes:
    """The four bytes that tell the Ed25519 keys of one name apart.  They are too short to prove anything."""
    return hashlib.sha256(name.encode() + b"\n" + ED25519 + public).digest()[:4]


def signed(text: str, signatures: Iterable[tuple[str, bytes, bytes]]) -> str:
    """The note of ``text``, with a line for each (name, Ed25519 public key, signature).

    Raises:
        WrongWords: a note cannot hold a name or the text, or nobody signed.
    """
    lines = []
    for name, public, signature in signatures:
        if not _NAME.fullmatch(name):
            no("note", f"{name[:80]!r} cannot sign a note", remedy="give a name without spaces and without +")
        lines.append(NoteSignature(name, key_hash(name, public), signature))
    under = [f"— {each.name} {base64_of(each.key_hash + each.signature)}\n" for each in lines]
    note = f"{text}\n{''.join(under)}"
    if read_note(note) != (text, tuple(lines)):  # what is written is what will be read
        no("note", "its text does not end with a newline", remedy="end the text with a newline")
    return note


def read_note(note: str | bytes) -> tuple[str, tuple[NoteSignature, ...]]:
    """The text of a note and the signatures under it, none of them verified.

    Raises:
        WrongWords: it is not a signed note.
    """
    # The text may hold empty lines itself: it ends at the last.
    text, empty, under = text_of("note", note, LARGEST).rpartition("\n\n")
    lines = under.split("\n")
    if not empty or lines.pop() or not lines:
        no("note", "no lines of signatures stand under an empty line")
    if len(lines) > MOST_SIGNATURES:
        no("note", f"{len(lines)} signatures; at most {MOST_SIGNATURES} are read")
    return f"{text}\n", tuple(map(_signature, lines))


def read_checkpoint(note: str | bytes, *, unsigned: bool = False) -> tuple[Checkpoint, tuple[NoteSignature, ...]]:
    """A checkpoint and the signatures under it, none of them verified.

    With ``unsigned`` its lines may stand alone, as a book without signatures writes them.  No signatures are returned
    then, and whoever reads it has to say so.

    Raises:
        WrongWords: it is not a checkpoint.
    """
    text = text_of("checkpoint", note, LARGEST)
    alone = unsigned and "\n\n" not in text
    text, signatures = (text, ()) if alone else read_note(text)
    lines = text.split("\n")
    if lines.pop() or len(lines) < 3:
        no("checkpoint", "it has not three lines of text, each with its newline")
    origin, size, root, *extensions = lines
    entries, digest = whole("checkpoint", "its size", size), bytes_of("checkpoint", "its root", root, size=BYTES)
    return Checkpoint(origin, entries, digest, tuple(extensions)), signatures


_LINE = re.compile(r"[^\x00-\x1f\ud800-\udfff]+")
_NAME = re.compile(r"[^\s+\x00-\x1f\ud800-\udfff]+")
_SIGNED = re.compile(r"— ([^\s+]+) (\S+)")


def _signature(line: str) -> NoteSignature:
    found = _SIGNED.fullmatch(line)
    if not found:
        no("note", "a line under the empty line is no signature")
    content = bytes_of("note", "a signature", found[2])
    if len(content) <= 4:
        no("note", "a signature has nothing but the hash of its key")
    return NoteSignature(found[1], content[:4], content[4:])
