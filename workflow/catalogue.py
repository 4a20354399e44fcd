"""Every fact that can be stated: how it is said, of which type it is, what it means, and which events may state it.

The desk lists them, and docs/reference/facts.md is printed from them.  ``said`` and ``shape`` are Markdown; ``plainly``
takes the marks off.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, time
from decimal import Decimal
from enum import Enum
from types import NoneType, UnionType
from typing import Any, Final, Union, get_args, get_origin, get_type_hints

from states.errors import WrongWords
from states.facts import FACTS, Kind
from states.lives import ACCEPTS, EVENTS
from states.meanings import MEANING
from states.money import Currency, StatedTotal
from states.stated import Range, StatedDay
from states.terms import Undecided
from workflow import words

GROUPS: Final = {each.__name__.lower(): each for each in MEANING if each not in FACTS.values()}
"""Facts that are stated together, by the name of their group."""
_STATED_AS: Final = {
    "line": "terms",
    "transfer": "terms",
    "person": "people",
    "roles": "people",
    "ending": "restored",
}  # the fact a group is stated with, where it has another name
_ITEMS: Final = {"transfer": "transfers"}  # the list whose items they are facts of
_PREFIXED: Final = ("articles", "board", "outage")  # with --set a fact of these is GROUP.NAME, any other NAME alone
_OPTIONS: Final = {"attest": "attest", "lines": "line", "parts": "part", "calendar_days": "calendar-day"} | {
    "superseded_by": "by",
    "logins": "login",
    "keys": "public-key",
}
_BY_COMMAND: Final = {
    "erased": "`ketsugi evidence erase REF SHA256`",
    "people": "`ketsugi people add PERSON`",
    "restored": "`ketsugi book restore FILE`",
    "lost": "`ketsugi book restore FILE`",
    "waivers": "`ketsugi people waive REF EVENT PERSON`",
}
_TURNS: Final = {("reschedule", "day"): "to", ("adjourn", "continued_on"): "to"}
_SHAPES: Final = {
    date: ("calendar day", "=DATE"),
    time: ("time of day", "=HH:MM"),
    bool: ("yes/no", "=true"),
    int: ("whole number", "=N"),
    Decimal: ("amount", "=AMOUNT"),
    StatedTotal: ("stated total", "=TOTAL"),
    StatedDay: ("day as stated", "=DAY"),
    Range: ("range", "=RANGE"),
    Currency: ("ISO 4217 code", "=CODE"),
    str: ("text", "=TEXT"),
}
Options = Mapping[tuple[Kind, str], Mapping[str, Any]]
"""The options that go with each event's command, by each way to write them."""


@dataclass(frozen=True, slots=True)
class Known:
    """One fact; ``events`` are those of ``kind`` that may state it."""

    kind: Kind
    group: str
    name: str
    shape: str
    place: str  # what follows its name in NAME=VALUE
    means: str
    events: tuple[str, ...]

    def said(self, options: Options, only: Iterable[str] = ()) -> str:
        """How it is said: an option where any of the events, or of ``only`` these, has one, else ``--set``."""
        events = [event for event in self.events if event in only] or self.events
        said = [option for event in events if (option := self._option(event, options))]
        if not said and self.shape.startswith("["):
            said = [self.shape.replace(f"[{self.name}]", "[name by name]")]
        elif not said and self.group in _ITEMS:
            said = [f'`--set "{_ITEMS[self.group]}=[{{{self.name}=…}}]"`']
        elif not said and any("--set" in options[self.kind, event] for event in events):
            said = [f"`--set {f'{self.group}.' if self.group in _PREFIXED else ''}{self.name}{self.place}`"]
        return ", ".join(dict.fromkeys(said)) or ("case file only" if self.events else "–")

    def _option(self, event: str, options: Options) -> str:
        """How the command of an event is told it, where it is not with ``--set``."""
        if (event, self.name) == ("fulfil", "fulfilled"):
            return "`ketsugi fulfil REF DUTY`"
        if self.name in _BY_COMMAND:
            return _BY_COMMAND[self.name]
        known = options[self.kind, event]
        if self.group in _PREFIXED:
            by_article = self.group == "articles" and "--article" in known
            return f"`--article {self.name}{self.place}`" if by_article else ""
        if self.group == "roles":
            return f"`--role {self.name}`" if "--role" in known else ""
        word = "for" if (self.group, self.name) == ("votes", "in_favour") else _TURNS.get((event, self.name))
        found = known.get(f"--{(word or _OPTIONS.get(self.name, self.name)).replace('_', '-')}")
        if found is None:
            return ""
        return ", ".join(
            f"`{' '.join(filter(None, (flag, found.metavar)))}`" for flag in (*found.opts, *found.secondary_opts)
        )


def every() -> list[Known]:
    """All facts: those of a company, a meeting and a dividend, then those of each group."""
    own = [_known(kind, "", held, name) for kind, held in FACTS.items() for name in MEANING[held]]
    grouped = [_known(stated_with(group)[0], group, held, name) for group, held in GROUPS.items() for name in MEANING[held]]
    return own + grouped


def stated_with(group: str) -> tuple[Kind, tuple[str, ...]]:
    """The kind of subject that a group is about, and the events that may state it."""
    name = _STATED_AS.get(group, group)
    return next((kind, events) for kind in FACTS if (events := _stating(kind, name)))


def _known(kind: Kind, group: str, held: type, name: str) -> Known:
    shape, place = _shape(get_type_hints(held)[name])
    return Known(kind, group, name, shape, place, MEANING[held][name], _stating(kind, _STATED_AS.get(group, group) or name))


def _stating(kind: Kind, name: str) -> tuple[str, ...]:
    """The events that may state a fact; what may be attested is what their rules ask for."""
    if name == "attest":
        return tuple(str(event) for event in EVENTS[kind] if name in words.words(kind, event))
    return tuple(str(event) for event, known in ACCEPTS[kind].items() if name in known)


def _shape(hint: Any) -> tuple[str, str]:
    """The type of a fact in words, and what its value looks like."""
    union = get_args(hint) if get_origin(hint) in (Union, UnionType) else (hint,)
    types = [each for each in union if each not in (NoneType, Undecided)]
    shape, origin = types[0], get_origin(types[0])
    if len(types) > 1 or Undecided in union:
        said = [_shape(each)[0] for each in types] + (["`undecided`"] if Undecided in union else [])
        return " or ".join(said), _shape(shape)[1]
    if origin is tuple:
        return f"list ({_shape(get_args(shape)[0])[0]})", "=LIST"
    if origin is not None:
        inner, place = _shape(get_args(shape)[1])
        return f"table ({inner})", f".NAME{place}"
    if shape in _SHAPES:
        return _SHAPES[shape]
    if issubclass(shape, Enum):
        return f"one of {', '.join(f'`{member.value}`' for member in shape)}", "=WORD"
    name = shape.__name__.lower()
    return f"[{name}](#{name})", "=TABLE"


def answer(known: Known, said: str) -> dict[str, Any]:
    """A fact in plain values."""
    about = {"name": known.name, "of": known.group or str(known.kind), "said_as": said, "type": plainly(known.shape)}
    return about | {"means": plainly(known.means), "stated_with": list(known.events)}


def options_of(root: Any) -> Options:
    """The options of each event's command, and of the program itself."""
    found = {}
    for kind, events in EVENTS.items():
        commands = root.commands | getattr(root.commands.get(kind), "commands", {})
        for event in events:
            params = (*root.params, *(commands[event].params if event in commands else ()))
            found[kind, str(event)] = {option: each for each in params for option in each.opts}
    return found


def found(asked: Iterable[str]) -> tuple[list[Known], list[str]]:
    """The facts that words ask for, and the events among the words; without words, all.

    A word is a kind of subject, an event, a group such as ``articles``, part of a name, or else part of a meaning.

    Raises:
        WrongWords: there is no such fact.
    """
    said = [word.strip("-").replace("-", "_") for word in asked]
    events = [word for word in said if any(word in list(each) for each in EVENTS.values())]
    rows = [each for each in every() if not events or {*events} & {*each.events}]
    for word in said:
        if word not in events:
            rows = (
                [each for each in rows if word in (str(each.kind), each.group)]
                or [each for each in rows if word in each.name]
                or [each for each in rows if word.casefold() in each.means.casefold()]
            )
    if not rows:
        remedy = "give an event such as draft, a group such as articles, or part of a name; ketsugi facts lists all"
        if events:
            raise WrongWords(f"{' '.join(asked)}: it states no facts", remedy=remedy)
        raise WrongWords(f"{' '.join(asked)}: there is no such fact", remedy=remedy)
    return rows, events


def plainly(text: str) -> str:
    """The text without the marks of Markdown; where a link leads to a group, the command that lists it."""
    text = re.sub(r"\[name by name\]\(#(\w+)\)", r"ketsugi facts \1", text)
    return re.sub(r"\[(\w+)\]\(#\w+\)", r"\1", text).replace("`", "")
