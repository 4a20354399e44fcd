"""How a book begins: its first entry, and where it keeps a roster, the admin who begins it."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from states.errors import WrongWords
from states.facts import Kind
from states.people import SUBJECT
from workflow import book, log, people
from workflow.engine import refusal, take
from workflow.sql import Run
from workflow.stated import check_reference
from workflow.step import Actor, Step


def person_named(said: str | None, *, signed: bool, named_key: bool, parted: bool | None) -> tuple[str, str] | None:
    """The first admin, from ``REF=NAME``; none in a book without a roster.

    Raises:
        WrongWords: there is no name, or what else was said asks for an admin, or for signatures.
    """
    if named_key and not signed:
        raise WrongWords("--key without --signed", remedy="add --signed, or leave out --key")
    if said is None:
        asks = "--signed" if signed else "" if parted is None else f"--{'' if parted else 'no-'}segregation"
        if asks:
            raise WrongWords(f"{asks}: with which admin?", remedy='give --admin REF=NAME, as in --admin "sato=Sato Hanako"')
        return None
    ref, _, name = said.partition("=")
    if not name.strip():
        raise WrongWords(f"--admin {said}: no name", remedy='give --admin REF=NAME, such as --admin "sato=Sato Hanako"')
    check_reference(ref)
    return ref, name.strip()


def begin(
    path: Path | str,
    name: str,
    timezone: str,
    person: tuple[str, str] | None,
    *,
    actor: Actor,
    now: datetime,
    segregation: bool | None = None,
    demonstration: bool = False,
) -> None:
    """Make the book, and its roster with ``person``, reference and name, as its admin; with a key, a signed one.

    Raises:
        Conflict: there is a file of that name.  BookUnusable: it cannot be written there.
        WrongWords: a book is to be signed by nobody.
    """
    if actor.key is not None and person is None:
        raise WrongWords("a signed book is kept by a person", remedy="name the admin")
    policy = log.DEMONSTRATION if demonstration else log.UNSIGNED
    if actor.key is not None:
        policy = {"signing": log.SIGNED, "key": actor.key}

    def roster(run: Run) -> None:
        if person is None:
            return
        facts = people.stated(
            person[0], name=person[1], logins=[actor.name], keys=[actor.key] if actor.key else (), roles=["admin"]
        )
        policy = {} if segregation is None else {"segregation": segregation}
        policy |= {"signing": True} if actor.key else {}
        step = Step(kind=Kind.PEOPLE, ref=SUBJECT, event="add", facts=facts | policy)
        _, decision = take(run, step, actor=actor, now=now)
        if decision.dest is None:
            raise refusal(decision)

    book.create(path, name=name, timezone=timezone, now=now, actor=actor.name, policy=policy, sign=actor.sign, then=roster)
