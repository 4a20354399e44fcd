"""The signature of a person under a checkpoint: they say that they saw this book with these entries.

What is signed is the text of the note, as its format asks, with the key that the roster knows the person by.  Nothing of
it is written to the book.

Source: c2sp.org/signed-note.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from states.errors import WrongWords
from states.people import People
from workflow import note
from workflow.kept import Kept
from workflow.note import Checkpoint
from workflow.people import read_public
from workflow.publickey import PublicKey
from workflow.signing import VARIABLE, Found, Passphrase, Signer, find

_MAKE_ONE = "make one: ketsugi people add PERSON --name NAME --login LOGIN --role admin --public-key FILE"


def signed(checkpoint: Checkpoint, person: str, signer: Signer) -> str:
    """A checkpoint as the note that ``person`` signs."""
    text = checkpoint.text()
    return note.signed(text, [(person, signer.public.raw, signer.sign(text.encode()))])


def require_unsigned(kept: Kept, person: str, public: PublicKey) -> None:
    """Refuse to sign a proof, or a checkpoint that they have signed before.

    Raises:
        WrongWords: it is one.
    """
    if kept.proof is not None:
        raise WrongWords(f"{kept.file}: a proof", remedy="sign the checkpoint, and prove the entry under it")
    mine = (person, note.key_hash(person, public.raw))
    if any((each.name, each.key_hash) == mine for each in kept.signatures):
        raise WrongWords(f"{kept.file}: {person} has signed it with this key before", remedy="use it as it is")


def with_one_more(kept: Kept, person: str, signer: Signer) -> str:
    """A kept checkpoint with one more line under it.

    Raises:
        WrongWords: with that line it could not be read.
    """
    mine = signed(kept.checkpoint, person, signer)
    if not kept.signatures:
        return mine
    whole = kept.content.decode() + mine.removeprefix(f"{kept.checkpoint.text()}\n")
    note.read_checkpoint(whole)  # what is written can be read
    return whole


def who(people: People | None, login: str, key: Path | None, environ: Mapping[str, str]) -> tuple[str, Found]:
    """Who signs and with what, by the roster: with the key that is named, whosever it is, or with one of their own.

    Raises:
        WrongWords: there is no roster, or no key on it can be used.
    """
    if people is None:
        raise WrongWords("this book has no roster that says whose a key is", remedy=_MAKE_ONE)
    own = people.person_of(login)
    asked = people.people if key is not None or environ.get(VARIABLE) else [own] if own else []
    owners = {line: ref for ref in asked for line in people.people[ref].valid_keys}
    if not owners:
        raise WrongWords(f"no key of {own or login} is on the roster", remedy="name one that is with --key FILE")
    found = find(key, [read_public(line) for line in owners], environ)
    return owners[found.public.line], found


def who_if_asked(
    people: People | None, login: str, key: Path | None, ask: Passphrase | None, environ: Mapping[str, str]
) -> tuple[str, Signer] | str:
    """Who signs where a key is named, or where the book is signed and theirs can be had; else why nobody does.

    Nobody does on a dry run, which has no ``ask`` to unlock a key with.

    Raises:
        WrongWords: a key is named, and it cannot be used or is not on the roster; or it cannot be unlocked.
    """
    if key is None and (people is None or not people.signing):
        return "the book is not signed, and no --key is given"
    if key is None and people is not None and people.person_of(login) is None:
        return f"{login} is not on the roster"
    try:
        own, found = who(people, login, key, environ)
    except WrongWords as error:
        if key is not None or environ.get(VARIABLE):
            raise
        return error.message
    return "a dry run" if ask is None else (own, found.unlocked(ask))
