"""People with keys of their own, and a book that they sign."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from tests.conftest import COMPANY, FIRM, NOW, record
from tests.engine import roster
from workflow import checkpoint, kept, note
from workflow.beginning import begin
from workflow.book import Book
from workflow.checkpoint import made
from workflow.kept import Kept
from workflow.people import stated
from workflow.publickey import PublicKey
from workflow.signing import Signer
from workflow.step import Actor


@dataclass(frozen=True)
class Person:
    """Somebody by their reference, which is their login as well."""

    ref: str

    @property
    def private(self) -> Ed25519PrivateKey:
        return roster.private(self.ref)

    @property
    def public(self) -> PublicKey:
        return PublicKey(self.private.public_key().public_bytes_raw())

    @property
    def actor(self) -> Actor:
        return roster.actor(self.ref)

    @property
    def signer(self) -> Signer:
        return Signer(self.public, self.private.sign, may_ask=False)

    def key_file(self, folder: Path) -> Path:
        """The private key as ``ssh-keygen`` writes it, with the public one beside it."""
        path = folder / f"{self.ref}.key"
        path.write_bytes(self.private.private_bytes(Encoding.PEM, PrivateFormat.OpenSSH, NoEncryption()))
        path.chmod(0o600)
        Path(f"{path}.pub").write_text(f"{self.public.line}\n")
        return path


SATO, KATO, ABE, STRANGER = map(Person, ("sato", "kato", "abe", "ito"))
"""The admin, who prepares nothing; who prepares; the auditor; and nobody on the roster."""


def signed_book(folder: Path) -> dict[int, Path]:
    """A signed book after each of its entries: 3 and 4 add kato and abe, 5 the company, and 6 to 9 are remarks by kato."""
    begin(folder / "live.db", "signed", "Asia/Tokyo", ("sato", "Sato Hanako"), actor=SATO.actor, now=NOW)
    at: dict[int, Path] = {}

    def keep() -> None:
        number = max(at, default=1) + 1
        at[number] = Path(shutil.copy(folder / "live.db", folder / f"{number}.db"))

    keep()
    with Book(folder / "live.db") as book:
        for each, role in ((KATO, "preparer"), (ABE, "auditor")):
            said = stated(each.ref, name=each.ref, logins=[each.ref], keys=[each.public.line], roles=[role])
            record(book, "people", "people", "add", **said, actor=SATO.actor)
            keep()
        record(book, "company", COMPANY, "add", **FIRM, actor=KATO.actor)
        keep()
        for number in range(6, 10):
            remark(book, f"remark {number}")
            keep()
    return at


def remark(book: Book, text: str, by: Person = KATO) -> None:
    """One more entry: a remark about the company."""
    record(book, "company", COMPANY, "note", reason=text, actor=by.actor)


def checkpoint_of(path: Path, *by: Person) -> str:
    """The checkpoint of a book, signed by these people."""
    with Book(path) as book, book.reading(snapshot=False) as run:
        found, _, _ = made(run)
    signatures = [(each.ref, each.public.raw, each.signer.sign(found.text().encode())) for each in by]
    return note.signed(found.text(), signatures) if by else found.text()


def proof_of(path: Path, entry: int, *by: Person) -> str:
    """The proof of an entry, under a checkpoint that is signed by these people."""
    with Book(path) as book, book.reading(snapshot=False) as run:
        _, tree, message = made(run, entry)
    return checkpoint.proof_of(checkpoint_of(path, *by), entry, tree, message)


def read(text: str | bytes, folder: Path) -> Kept:
    """A checkpoint or a proof as somebody keeps it."""
    file = folder / "kept.txt"
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    return kept.read(file)
