"""The words people use, and the facts they state: one set for the command line and for case files.

A word is a fact's own name, but for a few that say a single thing briefly: ``per_share`` and ``total`` speak of one line
of the terms, ``entitled`` of one class of shares, ``for`` of the votes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import fields
from functools import cache
from typing import Any, Final

from states import codec
from states.errors import WrongWords, known_here
from states.facts import FACTS, Kind, Settlement, Shares
from states.lives import ACCEPTS
from states.schema import UNSAID, Meanings, schema
from states.terms import Line, Terms
from states.votes import Votes

ATTESTABLE: Final[Mapping[Kind, tuple[str, ...]]] = {
    Kind.MEETING: ("convene",),
    Kind.DIVIDEND: ("resolve", "decide", "revise", "approve", "adjust", "pay", "settle", "close", "recover"),
}
"""The events at which the guards or some country's rules take a person's word; what for, the rules say."""

_IN_GROUP: Final[Mapping[str, Mapping[str, str]]] = {
    "terms": {fact.name: fact.name for fact in fields(Terms)},
    "votes": {"for": "in_favour", "against": "against", "abstained": "abstained"}
    | {"present": "present", "exercisable": "exercisable"},
    "settlement": {fact.name: fact.name for fact in fields(Settlement)},
}
_MOVED: Final = "give another day with ketsugi meeting reschedule, and say in --reason if it was only mistyped"
_REVISED: Final = (
    "terms are not corrected, they are revised: ketsugi revise REF --on DATE; once decided, ketsugi adjust fixes what was "
    "left open, and the rest takes a new resolution"
)
_ONE_LINE: Final[tuple[str, ...]] = tuple(fact.name for fact in fields(Line) if fact.name != "share_class")
_ONE_CLASS: Final[tuple[str, ...]] = tuple(fact.name for fact in fields(Shares) if fact.name != "share_class")
_CLASSES: Final[Mapping[str, type]] = {"terms": Terms, "votes": Votes, "settlement": Settlement}
_SAID_AS: Final[Mapping[tuple[str, str], str]] = {("reschedule", "day"): "to", ("adjourn", "continued_on"): "to"}


def words(kind: Kind, event: str, meanings: Meanings = UNSAID) -> dict[str, dict[str, Any]]:
    """The words that may go with an event, each with the JSON Schema of its value, described by ``meanings``."""
    facts = schema(FACTS[kind], meanings)["properties"]
    known: dict[str, dict[str, Any]] = {}
    vouched = ("attest",) if event in ATTESTABLE.get(kind, ()) else ()
    for name in (*ACCEPTS[kind].get(event, ()), *vouched):
        group = _IN_GROUP.get(name)
        if group:
            inner = schema(_CLASSES[name], meanings)["properties"]
            known |= {word: inner[fact] for word, fact in group.items()}
        elif (event, name) == ("adjourn", "continued_on"):
            known["to"] = facts[name]["items"]
        else:
            known[_SAID_AS.get((event, name), name)] = facts[name]
        if name == "terms":
            line = schema(Line, meanings)["properties"]
            known |= {word: line[word] for word in ("share_class", *_ONE_LINE)}
        if name == "shares":
            shares = schema(Shares, meanings)["properties"]
            known |= {word: shares[word] for word in ("share_class", *_ONE_CLASS)}
    return known


def facts(kind: Kind, event: str, said: Mapping[str, Any]) -> dict[str, Any]:
    """The facts, as the log spells them, that ``said`` states with ``event``.

    Raises:
        WrongWords: a word that does not go with this event, or a value of the wrong type.
    """
    known = _known(kind, event)
    said = _for_votes(said) if "for" in known else dict(said)
    for word in said:
        if word not in known:
            raise WrongWords(f"{word}: does not go with {event}", remedy=_instead(kind, event, word, known))
    stated: dict[str, Any] = {}
    share_class = {"share_class": said.pop("share_class")} if "share_class" in said else {}
    line = {word: said.pop(word) for word in _ONE_LINE if word in said}
    shares = {word: said.pop(word) for word in _ONE_CLASS if word in said}
    for group, names in _IN_GROUP.items():
        if group in ACCEPTS[kind].get(event, ()):
            inner = {fact: said.pop(word) for word, fact in names.items() if word in said}
            if inner:
                stated[group] = inner
    for (spoken, fact), word in _SAID_AS.items():
        if event == spoken and word in said:
            value = said.pop(word)
            stated[fact] = [value] if fact == "continued_on" else value
    if share_class and not line and not shares:
        raise WrongWords("share_class: nothing is said about it", remedy="give its per_share, total or counts")
    if line:
        _only_one_way(stated.get("terms", {}), "lines", line)
        stated.setdefault("terms", {})["lines"] = [line | share_class]
    if shares:
        _only_one_way(said, "shares", shares)
        stated["shares"] = [shares | share_class]
    try:
        plain: dict[str, Any] = codec.plain(codec.read(FACTS[kind], stated | said))
    except WrongWords as error:
        raise WrongWords(_as_said(error.message, bool(line), bool(shares)), remedy=error.remedy) from None
    return plain


@cache
def _known(kind: Kind, event: str) -> Mapping[str, Any]:
    """The words of an event: a case file asks for them with every one."""
    return words(kind, event)


def _for_votes(said: Mapping[str, Any]) -> dict[str, Any]:
    """The votes in favour under the word of the command line; ``show`` and the log call them ``in_favour``."""
    if "in_favour" in said:
        _only_one_way(said, "for", ("in_favour",))
    return {"for" if word == "in_favour" else word: value for word, value in said.items()}


def _instead(kind: Kind, event: str, word: str, known: Mapping[str, Any]) -> str:
    """Where a word goes that does not go with an event, or else which words do."""
    if (kind, word) == (Kind.MEETING, "day"):
        return _MOVED
    if (kind, event) == (Kind.DIVIDEND, "correct") and (word in words(kind, "revise") or word in ACCEPTS[kind]["revise"]):
        return _REVISED
    return known_here(word, known, f"ketsugi facts {event}") if known else f"{event} states no facts"


def _as_said(message: str, one_line: bool, one_class: bool) -> str:
    """A message about a fact, under the word that was used for it."""
    place, colon, rest = message.partition(": ")
    for group, brief in (("terms.", True), ("lines[1].", one_line), ("shares[1].", one_class), ("settlement.", True)):
        place = place.removeprefix(group) if brief else place
    if place.startswith("votes."):
        facts = {fact: word for word, fact in _IN_GROUP["votes"].items()}
        place = facts.get(place.removeprefix("votes."), place)
    return f"{place}{colon}{rest}"


def _only_one_way(stated: Mapping[str, Any], group: str, brief: Iterable[str]) -> None:
    if group in stated:
        raise WrongWords(
            f"{group} and {', '.join(brief)} say the same thing", remedy=f"give either {group} or the single words"
        )
