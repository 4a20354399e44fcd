"""Whether every entry was signed as the roster asked at the time, with a key that was the person's then.

A key counts from the entry after the one that adds it, and until the one that takes it back; what it signed before stays
signed.  The first admin's key counts from the first entry, which names it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from typing import Any

from states import codec
from states.errors import WrongWords
from states.fold import fold
from states.people import SUBJECT, People
from workflow.chain import Link
from workflow.publickey import read_public_key, verifies
from workflow.sshsig import preimage

Body = Mapping[str, Any]


class Signatures:
    """The roster as the entries read so far have it."""

    def __init__(self) -> None:
        self.first: str | None = None  # the key that entry 1 names
        self.roster_since: int | None = None
        self.signed_since: int | None = None
        self._people: People | None = None
        self._facts: dict[str, Any] = {}

    @property
    def first_key(self) -> str | None:
        """The fingerprint of the key that entry 1 names, where it names one."""
        with suppress(WrongWords):
            return read_public_key(self.first).fingerprint if self.first else None
        return None

    def begin(self, body: Body, link: Link) -> Iterator[str]:
        """Hold entry 1 to its own policy."""
        self.first = body["policy"].get("key")
        if self.first is not None:
            self.signed_since = 1
            yield from _by(self.first, link, "the key that it names")
        elif link.sig is not None:
            yield _SIGNED_UNASKED

    def follow(self, body: Body, link: Link) -> Iterator[str]:
        """Hold an entry to the roster before it; the one that begins the roster to itself."""
        before, after = self._people, self._after(body)
        begun = after is not None and after.signing is True and (body["by"] or {}).get("key") == self.first
        if self.first is not None and before is None and not begun:
            yield "the roster does not begin here, signed with the key that entry 1 names"
        if (before and before.signing) or (after and after.signing) or self.first is not None:
            self.signed_since = self.signed_since or link.seq
            yield from by_the_roster(before or after or People(), body, link)
        else:
            if link.sig is not None:
                yield _SIGNED_UNASKED
            if body["by"] is not None and body["by"]["key"] is not None:
                yield "names a key, though entries were not signed then"
        if after is not None:
            self.roster_since = self.roster_since or link.seq
            self._people = after

    def _after(self, body: Body) -> People | None:
        if (body["kind"], body["subject"]) != (SUBJECT, SUBJECT) or body["outcome"] != "applied":
            return self._people
        self._facts = fold(self._facts, body["facts"])
        return codec.read(People, self._facts)


def by_the_roster(people: People, body: Body, link: Link) -> Iterator[str]:
    """What is wrong with the signature of an entry, by the roster before it."""
    by = body["by"] or {"person": None, "key": None}
    person = people.people.get(by["person"] or "")
    if by["key"] is None or person is None or by["key"] not in person.valid_keys:
        yield f"is not signed with a key that was {by['person'] or 'anyone'}'s by the roster then"
    else:
        yield from _by(by["key"], link, f"the key of {by['person']}")


def _by(key: str, link: Link, whose: str) -> Iterator[str]:
    if link.sig is None:
        yield "is not signed, though it had to be"
        return
    try:
        public = read_public_key(key).raw
    except WrongWords as error:
        yield f"names no key: {error.message}"
        return
    if not isinstance(link.sig, bytes) or not verifies(public, preimage(link.message), link.sig):
        yield f"its signature is not one by {whose}"


_SIGNED_UNASKED = "carries a signature, though entries were not signed then"
