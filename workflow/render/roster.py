"""The roster as the desk shows it: who may do what, and what the book asks of its people."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from workflow.render.plain import safe

Answer = Mapping[str, Any]

COLUMNS = ("person", "name", "roles", "logins", "keys")


def rows(answer: Answer) -> list[tuple[object, ...]]:
    """Everyone on the roster, a row each."""
    return [
        (
            each["person"],
            each["name"] or "",
            ", ".join(each["roles"]),
            ", ".join(each["logins"]),
            ", ".join(key["fingerprint"] for key in each["keys"]),
        )
        for each in answer["people"]
    ]


def policy(answer: Answer, as_of: str | None = None) -> list[str]:
    """What the book asks of its people, or asked at the end of a day."""
    day = f" on {as_of}" if as_of else ""
    if not answer["people"]:
        begin = "ketsugi people add PERSON --name NAME --login LOGIN --role admin"
        return [f"no roster{day}: anyone who can write the file may take any step · begin one with yourself: {begin}"]
    parts = "one person, one part in a dividend" if answer["segregation"] else "a second part in a dividend is marked waived"
    said = [f"entries are {'' if answer['signing'] else 'not '}signed", parts]
    said += [f"{name.replace('.', ' ')} needs {role}" for name, role in answer["role_for"].items()]
    waivers = [f"  waived: {safe(name)}, by {' and '.join(by)}{_one_more(by)}" for name, by in answer["waivers"].items()]
    return [" · ".join(said), *waivers]


def _one_more(admins: Sequence[str]) -> str:
    return "" if len(admins) > 1 else "; one more admin must"


def about_people(facts: Answer) -> list[str]:
    """What an entry about the people states, briefly: who was given what, or what was taken from whom."""
    said = [f"{ref}: {', '.join(_particulars(about))}" for ref, about in facts.get("people", {}).items()]
    said += [
        f"{name.replace('_', ' ')} {'yes' if facts[name] else 'no'}" for name in ("signing", "segregation") if name in facts
    ]
    said += [f"{name} needs {role}" for name, role in facts.get("role_for", {}).items()]
    waived = [(name, *one) for name, by in facts.get("waivers", {}).items() for one in by.items()]
    return said + [f"{name}, {'' if at else 'no longer '}says {admin}" for name, admin, at in waived]


def _particulars(about: Answer) -> list[str]:
    named = [about["name"]] if "name" in about else []
    roles = [f"{'' if granted else 'no longer '}{role}" for role, granted in about.get("roles", {}).items()]
    logins = [f"{'' if granted else 'no longer '}login {login}" for login, granted in about.get("logins", {}).items()]
    keys = [f"{'' if granted else 'no longer '}key {_fingerprint(line)}" for line, granted in about.get("keys", {}).items()]
    return [*named, *roles, *logins, *keys]


def _fingerprint(line: str) -> str:
    from states.errors import WrongWords
    from workflow.publickey import read_public_key

    try:
        return read_public_key(line).fingerprint
    except WrongWords:  # of a forged entry, which is shown all the same
        return safe(line)
