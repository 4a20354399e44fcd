"""Who is at the keyboard, by the operating system's own account, and who that is by the roster of the book."""

from __future__ import annotations

import os
import sys
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from states.context import latest_part
from states.errors import NotFound, WrongWords
from states.people import SUBJECT, People, Person
from workflow.others import in_force
from workflow.replay import Past, fold_rows
from workflow.sql import Run
from workflow.step import Actor

if TYPE_CHECKING:
    from workflow.publickey import PublicKey
    from workflow.signing import Passphrase


def login() -> str:
    """The login name of the user this process belongs to; ``uid N`` when the system knows no name for it."""
    if sys.platform == "win32":
        import ctypes

        size = ctypes.c_ulong(257)
        name = ctypes.create_unicode_buffer(size.value)
        ctypes.windll.advapi32.GetUserNameW(name, ctypes.byref(size))
        return name.value.lower()  # as it was typed at the door, in any case
    import pwd  # getpass.getuser() would believe LOGNAME

    try:
        return pwd.getpwuid(os.getuid()).pw_name
    except KeyError:
        return f"uid {os.getuid()}"


def at_terminal(prompt: str) -> str:
    """What a person types at the terminal, unseen.

    Raises:
        EOFError: there is no terminal, or nobody at it.
    """
    import getpass
    import warnings

    with warnings.catch_warnings(action="error", category=getpass.GetPassWarning):
        try:
            return getpass.getpass(prompt)
        except getpass.GetPassWarning:  # it would go on and read aloud, from what is no terminal
            raise EOFError from None


def with_key(actor: Actor, people: People | None, key: Path | None, ask: Passphrase | None, *, must: bool = False) -> Actor:
    """``actor`` with their key, where entries are signed or ``must`` be; a stranger has none.

    Raises:
        WrongWords: no key of theirs can be found or unlocked.
    """
    ref = people.person_of(actor.name) if people else None
    if people is None or ref is None or not (people.signing or must):
        return actor
    own = [read_public(line) for line in people.people[ref].valid_keys]
    if not own:
        remedy = f"let an admin add one: ketsugi people grant {ref} --public-key FILE"
        raise WrongWords(f"no key to sign with: the roster has none of {ref}", remedy=remedy)
    return signing(actor, own, key, ask)


def signing(actor: Actor, wanted: Collection[PublicKey] | None, key: Path | None, ask: Passphrase | None) -> Actor:
    """``actor`` with the key that is found among those ``wanted``; without ``ask`` it stays locked, and signs nothing.

    Raises:
        WrongWords: there is none, or it cannot be unlocked.
    """
    from workflow.signing import find
    from workflow.sshsig import preimage

    found = find(key, wanted, os.environ)
    if ask is None:
        return replace(actor, key=found.public.line)
    signer = found.unlocked(ask)
    return replace(
        actor,
        key=signer.public.line,
        sign=lambda message: signer.sign(preimage(message)),
        may_ask=signer.may_ask,
    )


def read_public(line: str) -> PublicKey:
    """A public key from its line on the roster."""
    from workflow.publickey import read_public_key

    return read_public_key(line)


def key_line(said: str, known: Iterable[str] = ()) -> str:
    """A public key as the roster spells it: from a file, its text, or the fingerprint of one that is ``known``.

    Raises:
        WrongWords: it is none of these.
    """
    if said.startswith("SHA256:"):
        for line in known:
            if read_public(line).fingerprint == said:
                return line
        raise WrongWords(f"{said}: no such key on the roster", remedy="ketsugi people list")
    if said.startswith("ssh-"):
        return read_public(said).line
    from workflow import keyfile

    return keyfile.public(keyfile.read(Path(said))).line


_PARTICULARS: Final = ("logins", "keys", "roles")


def stated(person: str, *, name: str | None = None, granted: bool = True, **said: Iterable[str]) -> dict[str, Any]:
    """The facts of a step that adds a person, or grants or revokes logins, keys and roles."""
    about: dict[str, Any] = {"name": name} if name is not None else {}
    about |= {what: dict.fromkeys(said[what], granted) for what in _PARTICULARS if said.get(what)}
    return {"people": {person: about}}


def granted(person: str, **said: Any) -> dict[str, Any]:
    """The facts of a step that gives a person logins, keys and roles.

    Raises:
        WrongWords: none is named.
    """
    return _some("grant", stated(person, **said), person)


def revoked(person: str, *, everything_of: Person | None = None, **said: Any) -> dict[str, Any]:
    """The facts of a step that takes logins, keys and roles from a person, or everything they have.

    Raises:
        WrongWords: none is named, or they have none.
    """
    known = everything_of
    if known is not None:
        said = {"logins": known.valid_logins, "keys": known.valid_keys, "roles": [str(role) for role in known.held]}
        if not any(said.values()):
            raise WrongWords(f"{person} has nothing that could be taken", remedy="ketsugi people list")
    return _some("revoke", stated(person, granted=False, **said), person)


def _some(event: str, facts: dict[str, Any], person: str) -> dict[str, Any]:
    if not facts["people"][person]:
        raise WrongWords(f"{event}: what?", remedy="give --role ROLE, --login NAME or --public-key FILE")
    return facts


def known(run: Run, ref: str) -> Person:
    """A person on the roster.

    Raises:
        NotFound: there is none of that name, or no roster.
    """
    people = in_force(run)
    if people is None:
        begin = "begin one with yourself: ketsugi people add PERSON --name NAME --login LOGIN --role admin"
        raise NotFound("this book keeps no roster", remedy=begin)
    if ref not in people.people:
        add = f"ketsugi people add {ref} --name NAME --login LOGIN --role ROLE"
        raise NotFound(f"{ref}: not on the roster", remedy=f"look with ketsugi people list, or add them: {add}")
    return people.people[ref]


def listing(run: Run, as_of: date | None = None) -> dict[str, Any]:
    """The roster, or as it was at the end of a day where the book is kept: people, policy, and the waivers that stand."""
    from workflow.lookback import end_of
    from workflow.queries import zone

    at = None if as_of is None else end_of(as_of, zone(run))
    past = _known_at(run, SUBJECT, at)
    if past is None or not isinstance(past.known, People):
        return {"people": [], "signing": False, "segregation": False, "role_for": {}, "waivers": {}}
    people = past.known
    return {
        "people": [_answer(ref, person) for ref, person in people.people.items()],
        "signing": people.signing is True,
        "segregation": people.segregation is not False,
        "role_for": {name: str(role) for name, role in people.role_for.items()},
        "waivers": {name: by for name in people.waivers if (by := _waived(run, people, name, at))},
    }


def _waived(run: Run, people: People, name: str, at: datetime | None) -> list[str]:
    """The admins by whom a waiver stands."""
    of = _known_at(run, name.partition(" ")[0], at)
    return sorted(people.waived_by(name, latest_part(of.deeds))) if of else []


def _known_at(run: Run, ref: str, instant: datetime | None) -> Past | None:
    """A subject, or what was known of it at an instant."""
    from workflow.lookback import rows_then

    return fold_rows(rows_then(run, ref, None, instant))


def _answer(ref: str, person: Person) -> Mapping[str, Any]:
    return {
        "person": ref,
        "name": person.name,
        "roles": [str(role) for role in person.held],
        "logins": list(person.valid_logins),
        "keys": [{"key": line, "fingerprint": read_public(line).fingerprint} for line in person.valid_keys],
    }
