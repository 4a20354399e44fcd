"""The audit pack: a whole book in one zip file, with what checks it where this program is not installed.

The same book gives the same bytes: files in one order, of one date, stored and not compressed.  ``verify.py`` is copied as
it stands in the program; it recomputes everything, and would find what is written wrongly here.
"""

from __future__ import annotations

import hashlib
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

from states.canonical import SAFE_INTEGER, canonical
from states.errors import Conflict, KetsugiError, LogBroken, WrongWords
from states.people import SUBJECT
from workflow import holdings, queries, sql
from workflow.checkpoint import made
from workflow.kept import origin_of, read
from workflow.log import genesis, read_body
from workflow.merkle import Tree
from workflow.note import Checkpoint
from workflow.pack import verify as verifier
from workflow.placing import whole
from workflow.publickey import read_public_key
from workflow.replay import NEVER
from workflow.sql import Run
from workflow.sshsig import allowed_signers
from workflow.strict import base64_of

FORMAT: Final = "ketsugi-pack/v1"
COLUMNS: Final = ("ref", "kind", "company", "state", "rev", "seq", "day")
_DATE = (1980, 1, 1, 0, 0, 0)
_UNIX, _RIGHTS = 3, 0o100644 << 16  # said alike on every system


def signers(run: Run) -> str:
    """A line of OpenSSH's allowed_signers for every key that was ever on the roster, for entries of a log alone."""
    lines = set()
    for row in run(sql.APPLIED_OF, {"subject": SUBJECT, "before": NEVER}):
        with suppress(KetsugiError, AttributeError):  # what is forged is named by who checks the entry
            for person, about in read_body(*row, in_full=False)["facts"].get("people", {}).items():
                for key in (key for key, valid in about.get("keys", {}).items() if valid):
                    lines.add(f"{allowed_signers(person, read_public_key(key))}\n")
    return "".join(sorted(lines))


def rows(run: Run) -> Iterator[str]:
    """The state rows, a line each, without the label that lists show."""
    for row in sorted(run(sql.SUBJECTS, {"kind": None, "company": None, "state": None}), key=lambda row: str(row[0])):
        said = [each if isinstance(each, int | None) and abs(each or 0) <= SAFE_INTEGER else str(each) for each in row]
        yield f"{canonical(dict(zip(COLUMNS, said, strict=False)))}\n"


def read_given(run: Run, paths: Iterable[Path]) -> dict[str, bytes]:
    """Checkpoints of this book, as the files of a pack.

    Raises:
        WrongWords: one cannot be read, is no checkpoint, or is one of another log.
    """
    given = {}
    for number, path in enumerate(paths, 1):
        kept = read(path)
        if kept.proof is not None:
            raise WrongWords(f"--checkpoint {path}: a proof", remedy="give the checkpoint that it is under")
        if kept.checkpoint.origin != origin_of(genesis(run)["book"]):
            raise WrongWords(
                f"--checkpoint {path}: of another log, {kept.checkpoint.origin}", remedy="give checkpoints of this book"
            )
        given[f"checkpoints/{number}.txt"] = kept.content
    return given


def to_sign(run: Run) -> Checkpoint | str:
    """The checkpoint of the book, or why nobody should sign one: its chain does not hold."""
    try:
        return made(run)[0]
    except LogBroken as error:
        return error.message


class _Pack:
    """A zip file that is being written, and the digest and size of what is in it so far."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive, self.files = archive, dict[str, dict[str, Any]]()

    def add(self, name: str, content: Iterable[bytes], *, large: bool = False) -> None:
        """One file, piece by piece."""
        info = zipfile.ZipInfo(name, _DATE)
        info.create_system, info.external_attr = _UNIX, _RIGHTS
        hashed, size = hashlib.sha256(), 0
        with self._archive.open(info, "w", force_zip64=large) as file:
            for piece in content:
                file.write(piece)
                hashed.update(piece)
                size += len(piece)
        self.files[name] = {"sha256": hashed.hexdigest(), "size": size}


def write(path: Path, run: Run, checkpoints: Mapping[str, bytes], signed: str | None = None) -> dict[str, dict[str, Any]]:
    """Write the pack of a book, whole or not at all, and never over a file; digest and size of each file in it.

    ``run`` shows one instant of the book; ``signed`` is the note of its checkpoint, where that is signed.

    Raises:
        FileExistsError, OSError: it cannot be written there.  LogBroken: the book has no first entry.
        Conflict: the book has gone on since its checkpoint was signed.
    """
    with whole(path) as draft, zipfile.ZipFile(draft, "w", zipfile.ZIP_STORED) as archive:
        pack, tree, head = _Pack(archive), Tree(), bytes(32)

        def entries() -> Iterator[bytes]:
            nonlocal head
            for entry in queries.entries(run):
                head = entry.hash
                try:
                    tree.add(head)
                    yield f"{entry.line()}\n".encode()
                except (ValueError, TypeError, AttributeError):
                    raise LogBroken(f"entry {entry.seq} is not as it is stored", remedy="look with ketsugi verify") from None

        pack.add("README.txt", [README.encode()])
        pack.add("verify.py", [Path(__file__).with_name("verify.py").read_bytes()])
        pack.add("entries.jsonl", entries(), large=True)
        pack.add("subjects.jsonl", (line.encode() for line in rows(run)))
        checkpoint = Checkpoint(origin_of(genesis(run)["book"]), tree.size, tree.root())
        if signed is not None and not signed.startswith(checkpoint.text()):
            raise Conflict("someone else recorded a step while you were asked", remedy="try again; nothing was written")
        pack.add("checkpoint.txt", [(signed or checkpoint.text()).encode()])
        for name, content in checkpoints.items():
            pack.add(name, [content])
        pack.add("allowed_signers", [signers(run).encode()])
        for digest, data in holdings.held(run):
            pack.add(f"evidence/{digest}", [data])
        manifest = {"format": FORMAT, "book": genesis(run)["book"], "entries": tree.size, "head": head.hex()}
        manifest |= {"root": base64_of(checkpoint.root)}
        pack.add("manifest.json", [f"{canonical({**manifest, 'files': pack.files})}\n".encode()])
    return pack.files


def problems(path: Path) -> list[str]:
    """What the verifier that is in a pack finds wrong with it, but for what it would have to be given."""
    log = verifier.Log("cryptography")
    log.attempt("the pack cannot be read", verifier.check, log, path, {})
    return [what if seq is None else f"entry {seq}: {what}" for seq, what in log.problems]


def contents(run: Run, checkpoints: Mapping[str, bytes]) -> list[str]:
    """The names of the files that a pack would hold; the documents counted."""
    genesis(run)
    held = sum(1 for _ in run(sql.DOCUMENTS, {}))
    evidence = [f"evidence/ ({held} {'document' if held == 1 else 'documents'})"] if held else []
    return ["README.txt", "verify.py", "entries.jsonl", "subjects.jsonl", "checkpoint.txt", *checkpoints, *_LAST, *evidence]


_LAST = ("allowed_signers", "manifest.json")


README: Final = r"""This zip file is the log of a book of Ketsugi, whole, with what is needed to check it.

    python verify.py PACK.zip

checks the zip file as it was written; nothing is unpacked. It takes Python 3.9 or later, and for signatures the Python
package "cryptography" or OpenSSH 8.2 or later. Use a verify.py that you trust: one from a pack of which you know the
digest, or from the program's source. No other file need be taken out of the zip, and verify.py loads none from the folder
it lies in. With "--checkpoint FILE" or "--head HEX" it compares the log with a checkpoint, or the hash of an entry, that
you kept where the keepers of the book could not reach it.

What is in it

    entries.jsonl      one entry a line, its body letter for letter as it was hashed
    subjects.jsonl     where each subject stands
    checkpoint.txt     number of entries and the root over all of them; checkpoints/ holds older ones
    allowed_signers    every key that was ever on the roster, in OpenSSH's form, for use by hand
    evidence/          the documents, each under its SHA-256 digest
    manifest.json      digest and size of every file

README.txt and verify.py itself are the pack's own: their digests are in the manifest, and nothing else is asked of them.

The rules that verify.py checks

     1  the files are those of the manifest
     2  no entry is missing, each follows the one before it, and is what was hashed
     3  each entry has the fields of an entry, in their one canonical spelling
     4  each was recorded by a person of the roster of its time, in a role for it, signed with a key of theirs where
        that was asked for; nobody took two parts in a dividend, unless that was waived; neither signing nor that was given
        up later; a correction is of an entry about the same subject; allowed_signers holds the keys of the roster
     5  each event was possible in the state its subject was in, and led where it had to
     6  the terms of a dividend are those the entry says, and stated by an event that states terms; it was paid under the
        terms that were approved, decided or adjusted (what was settled under them, ketsugi verify alone compares)
     7  nothing that was applied had an objection, and everything that was refused had one
     8  the state rows say what the log says
     9  every document that an entry names is there, byte for byte, or was erased by an entry; and no other is there
    10  each checkpoint is one of this log, by its size and its root; who signed it, ketsugi checkpoint check says, or
        another tool for signed notes (c2sp.org/signed-note)
    11  a book that is signed from the beginning was begun with the key that entry 1 names

By hand

A document: "sha256sum evidence/*" prints each digest beside the same name.

An entry N: BOOK is "book" of entry 1, and PREV is "prev" of entry N. What is hashed ends with what stands behind "body":
on line N, without the last brace.

    printf '%s\n' ketsugi-log/v1 BOOK N PREV > message
    sed -n 'Np' entries.jsonl | sed 's/^{[^{]*//; s/}$//' | tr -d '\n' >> message
    (printf '\0'; cat message) | sha256sum

prints its "hash". Its signature, where KEY is the key of PERSON in allowed_signers (AAAA...) and SIG is "sig":

    { printf 'SSHSIG\0\0\0\1\0\0\0\063'; echo KEY | base64 -d
      printf '\0\0\0\020ketsugi-entry-v1\0\0\0\0\0\0\0\006sha512\0\0\0\123\0\0\0\013ssh-ed25519\0\0\0\100'
      echo SIG | xxd -r -p; } | base64 -w 70 > middle
    (echo '-----BEGIN SSH SIGNATURE-----'; cat middle; echo '-----END SSH SIGNATURE-----') > sig
    ssh-keygen -Y verify -f allowed_signers -I PERSON -n ketsugi-entry-v1 -s sig < message
"""
