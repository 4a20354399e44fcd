"""How what is stated joins what is known: the newer statement replaces the older, name by name."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

_ADDED_TO = ("continued_on", "fulfilled", "erased")  # lists that grow
_BY_CLASS = ("lines", "shares")  # lists with one item for each class of shares
_BY_NAMES_OF_THEIR_OWN = ("people", "waivers", "role_for")  # a person may be called as a fact is


def fold(known: Mapping[str, Any], stated: Mapping[str, Any]) -> dict[str, Any]:
    """What is known after ``stated`` joins ``known``: the newer statement replaces the older, name by name.

    Both are facts as they stand in the log (plain JSON values).  Groups such as ``terms``, and the lines of one class
    of shares, are joined name by name; a line that names its class and says nothing drops it; sittings are added to.
    """
    joined = dict(known)
    for name, value in stated.items():
        before = joined.get(name)
        if name in _BY_NAMES_OF_THEIR_OWN:
            joined[name] = _merged(before or {}, value)
        elif name in _BY_CLASS:
            lines = {line["share_class"]: line for line in before or ()}
            for line in value:
                share_class = line["share_class"]
                if name == "lines" and line.keys() == {"share_class"}:
                    lines.pop(share_class, None)  # a class of which nothing is said any more
                else:
                    lines[share_class] = fold(lines.get(share_class, {}), line)
            joined[name] = list(lines.values())
        elif before is None:
            joined[name] = value
        elif name in _ADDED_TO:
            joined[name] = [*before, *value]
        elif name != "parts" and isinstance(value, Mapping):
            joined[name] = fold(before, value)
        else:
            joined[name] = value
    return joined


def spread(facts: Any, path: str = "") -> dict[str, Any]:
    """Each single value by its dotted path: ``terms.lines[common].per_share``; a list by class, or counted from 1.

    An empty group or list is a value.  Of items that have one name, the second is ``lines[common 2]``.
    """
    if path and facts in ({}, []):
        return {path: facts}
    if isinstance(facts, Mapping):
        parts = [(f"{path}.{name}" if path else name, value) for name, value in facts.items()]
    elif isinstance(facts, list):
        parts = [(f"{path}[{name}]", value) for name, value in _named(facts)]
    else:
        return {path: facts}
    return {name: single for part, value in parts for name, single in spread(value, part).items()}


def _named(items: list[Any]) -> Iterator[tuple[str, Any]]:
    """The items of a list by their class of shares, which then need not be said again, else by their place."""
    seen = Counter[str]()
    for at, item in enumerate(items, 1):
        name, rest = str(at), item
        if isinstance(item, Mapping) and "share_class" in item:
            name, rest = str(item["share_class"]), {each: value for each, value in item.items() if each != "share_class"}
        said = name
        while said in seen:
            seen[name] += 1
            said = f"{name} {seen[name]}"
        seen[said] = 1
        yield said, rest


def _merged(before: Any, value: Any) -> Any:
    """Groups joined name by name to the last, whatever their names."""
    if not (isinstance(before, Mapping) and isinstance(value, Mapping)):
        return value
    return {**before, **{name: _merged(before.get(name), each) for name, each in value.items()}}
