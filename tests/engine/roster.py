"""Books with a roster: people of three parts, two admins, an auditor, each with a login of the same name and a key."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from states.facts import Kind
from tests.conftest import DIVIDEND, NOW, STORY, record
from workflow import log
from workflow.beginning import begin
from workflow.book import Book
from workflow.people import stated
from workflow.sshsig import preimage
from workflow.step import Actor

PEOPLE = {"abe": "preparer", "chiba": "approver", "endo": "payer", "goto": "auditor", "ito": "admin", "kato": "admin"}
PART = {"add": "abe", "plan": "abe", "draft": "abe", "resolve": "abe", "convene": "abe", "hold": "abe"}
PART |= {"approve": "chiba", "pay": "endo", "settle": "endo"}


@cache
def private(person: str) -> Ed25519PrivateKey:
    """A key that is the same in every run: nothing secret is kept with it."""
    return Ed25519PrivateKey.from_private_bytes(person.encode().ljust(32, b"."))


def key(person: str) -> str:
    """Their public key as the roster spells it."""
    raw = private(person).public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
    blob = b"\0\0\0\x0bssh-ed25519\0\0\0 " + raw
    return f"ssh-ed25519 {base64.b64encode(blob).decode()}"


def actor(person: str, *, signing: bool = True, with_key_of: str | None = None, login: str | None = None) -> Actor:
    """A person at the keyboard, with their own key, or with another's."""
    if not signing:
        return Actor(name=login or person)
    held = private(with_key_of or person)
    return Actor(name=login or person, key=key(with_key_of or person), sign=lambda said: held.sign(preimage(said)))


def kept(path: Path | str, *, signed: bool = True, segregation: bool | None = None) -> Book:
    """A new book whose roster is kept by ito."""
    begin(path, "test", "Asia/Tokyo", ("ito", "Ito"), actor=actor("ito", signing=signed), now=NOW, segregation=segregation)
    book = Book(path)
    for person, role in PEOPLE.items():
        if person != "ito":
            enrol(book, person, role, by=actor("ito", signing=signed))
    return book


def enrol(book: Book, person: str, *roles: str, by: Actor) -> log.Entry:
    facts = stated(person, name=person.title(), logins=[person], keys=[key(person)], roles=roles)
    return record(book, "people", "people", "add", actor=by, **facts)


def play(book: Book, until: str = "settle", *, signed: bool = True, parts: Mapping[str, str] = PART) -> None:
    """The story, each step by the person whose part it is."""
    for event, (kind, ref, on, facts) in STORY.items():
        record(book, kind, ref, event, on, actor=actor(parts[event], signing=signed), **facts)
        if event == until:
            return


__all__ = ["DIVIDEND", "PART", "PEOPLE", "Kind", "actor", "enrol", "kept", "key", "play", "private"]
