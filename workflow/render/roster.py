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


def policy(answer: Answer) -> list[str]:
    """What the book asks of its people."""
    if not answer["people"]:
        return ["no roster: anyone who can write the file may take any step · begin one: ketsugi people add PERSON …"]
    parts = "one person, one part in a dividend" if answer["segregation"] else "a second part in a dividend is marked waived"
    said = [f"entries are {'' if answer['signing'] else 'not '}signed", parts]
    said += [f"{name.replace('.', ' ')} needs {role}" for name, role in answer["role_for"].items()]
    waivers = [f"  waived: {safe(name)}, by {' and '.join(by)}{_one_more(by)}" for name, by in answer["waivers"].items()]
    return [" · ".join(said), *waivers]


def _one_more(admins: Sequence[str]) -> str:
    return "" if len(admins) > 1 else "; one more admin must"
