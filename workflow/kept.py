"""A checkpoint or a proof that somebody kept: read from its file, its signatures verified, and the entry that it proves.

None of it needs the book: whoever has the public key of who signed can check a proof by itself.

Source: c2sp.org/signed-note, c2sp.org/tlog-proof.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from states.errors import LogBroken, WrongWords
from states.people import People
from workflow import log, proof
from workflow.given import file_at
from workflow.note import Checkpoint, NoteSignature, key_hash, read_checkpoint
from workflow.proof import Proof, read_proof
from workflow.publickey import PublicKey, read_public_key, verifies
from workflow.strict import base64_of, no

Answer = dict[str, Any]
_MESSAGE = re.compile(rb"%b\n([0-9a-f]{32})\n([1-9][0-9]*)\n[0-9a-f]{64}\n(.*)" % re.escape(log.FORMAT).encode(), re.S)


@dataclass(frozen=True, slots=True)
class Key:
    """A public key and whose it is; ``revoked`` when it was taken back since.  Without a person it is anyone's."""

    public: PublicKey
    person: str | None
    revoked: bool = False


@dataclass(frozen=True, slots=True)
class Kept:
    """A file that somebody kept: a checkpoint, or a proof with one in it.  Nothing of it is verified."""

    file: str
    content: bytes
    checkpoint: Checkpoint
    signatures: tuple[NoteSignature, ...]
    proof: Proof | None

    def signers(self, keys: Iterable[Key]) -> Answer:
        """Who signed, by the keys that are known, and the names by which others say they did.

        Raises:
            WrongWords: a signature by a known key is not one of this checkpoint.
        """
        known, text = tuple(keys), self.checkpoint.text().encode()
        by: list[Answer] = []
        others = []
        for each in self.signatures:
            key = next((key for key in known if _made_by(key, each)), None)
            if key is None:
                others.append({"name": each.name, "key_hash": each.key_hash.hex()})
                continue
            if not verifies(key.public.raw, text, each.signature):
                no(self.file, f"the signature of {each.name} is not one of this text")
            by.append({"person": each.name, "fingerprint": key.public.fingerprint, "revoked": key.revoked})
        return {"signed_by": by, "unknown_signatures": others}

    def entry(self) -> Answer | None:
        """The one entry that a proof proves; ``None`` where this is a checkpoint alone.

        Raises:
            WrongWords: the proof does not hold, or what it carries is no entry of the book.
        """
        try:
            return None if self.proof is None else _proven(self.proof)
        except WrongWords as error:
            raise _of(self.file, error) from None

    def answer(self, differs: str | None, keys: Iterable[Key]) -> Answer:
        """What is known of it; ``differs`` is ``None`` where there is no book to hold it against.

        A signature or a proof that does not hold is a disagreement like any other.
        """
        signed: Answer = {"signed_by": [], "unknown_signatures": []}
        entry = None
        try:
            signed, entry = self.signers(keys), self.entry()
        except WrongWords as error:
            differs = differs or error.message.removeprefix(f"{self.file}: ")
        said = {"file": self.file, "agrees": None if differs is None else not differs, "what": differs or ""}
        return {**said, **stated(self.checkpoint), **signed, "entry": entry}


def stated(checkpoint: Checkpoint) -> Answer:
    """What a checkpoint states."""
    return {"origin": checkpoint.origin, "size": checkpoint.size, "root": base64_of(checkpoint.root)}


def origin_of(book: object) -> str:
    """What a checkpoint calls the book with this identifier."""
    return f"ketsugi/{book}"


def read(path: Path) -> Kept:
    """A checkpoint or a proof from its file.

    Raises:
        WrongWords: it is neither, or no file that can be read.
    """
    content = file_at(path, proof.LARGEST, what=str(path), wanted="a checkpoint or a proof").content
    try:
        if content.startswith(proof.FIRST.encode()):
            found = read_proof(content, unsigned=True)
            return Kept(str(path), content, found.checkpoint, found.signatures, found)
        checkpoint, signatures = read_checkpoint(content, unsigned=True)
        return Kept(str(path), content, checkpoint, signatures, None)
    except WrongWords as error:
        raise _of(str(path), error) from None


def alone(kept: Kept, keys: Sequence[Key]) -> Answer:
    """A file by itself, where there is no book.

    Raises:
        WrongWords: keys are given and it is signed with none of them.
    """
    answer = kept.answer(None, keys)
    if keys and answer["agrees"] is None and not answer["signed_by"]:
        raise WrongWords(f"{kept.file}: not signed with a key that was given", remedy="get the key from who signed it")
    return answer


def stamped_at(kept: Kept, reply: Path, roots: Iterable[Path]) -> datetime:
    """The instant at which an authority says that it saw the file.

    Raises:
        WrongWords: it does not say so.
    """
    from workflow import timestamp

    def content(path: Path, wanted: str) -> bytes:
        return file_at(path, timestamp.LARGEST, what=str(path), wanted=wanted).content

    trusted = [content(each, "a PEM file of certificates") for each in roots]
    return timestamp.check(content(reply, "a time stamp"), kept.content, trusted)


def instants(instant: datetime | None, zone: ZoneInfo | None) -> str:
    """An instant in UTC, and where the book is kept."""
    if instant is None:
        return ""
    utc = f"{instant.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC"
    return utc if zone is None else f"{instant.astimezone(zone).isoformat(' ', 'seconds')} ({utc})"


def keys_of(people: People | None) -> list[Key]:
    """Every key that was ever on the roster."""
    known = people.people.items() if people else ()
    return [Key(read_public_key(line), ref, not valid) for ref, person in known for line, valid in person.keys.items()]


def key_given(said: str) -> Key:
    """A public key that an auditor names, ``FILE`` or ``NAME=FILE``.

    Raises:
        WrongWords: it is none.
    """
    from workflow.people import key_line

    name, given, file = said.partition("=")
    return Key(read_public_key(key_line(file if given else said)), name if given else None)


def _made_by(key: Key, signature: NoteSignature) -> bool:
    named = key.person in (None, signature.name)
    return named and key_hash(signature.name, key.public.raw) == signature.key_hash


def _proven(found: Proof) -> Answer:
    if found.extra is None:
        no("proof", "it does not carry what its entry says", remedy="make one with ketsugi checkpoint prove")
    if not found.holds(log.leaf(found.extra)):
        no("proof", "its hashes do not lead from its entry to the root of its checkpoint")
    parts = _MESSAGE.fullmatch(found.extra)
    book, seq, text = (each.decode("utf-8", "replace") for each in parts.groups()) if parts else ("", "", "")
    if seq != str(found.index + 1) or origin_of(book) != found.checkpoint.origin:
        no("proof", "what it carries is not the entry of that number in the book of its checkpoint")
    try:
        return {"seq": found.index + 1, "body": log.read_body(found.index + 1, text)}
    except LogBroken as error:
        no("proof", error.message)


def _of(file: str, error: WrongWords) -> WrongWords:
    return WrongWords(f"{file}: {error.message}", remedy=error.remedy)
