"""The lives a book keeps, by kind of subject, and the facts each of their events may state."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Any, Final

from states import book, company, dividend, meeting, roster
from states.facts import Kind
from states.finding import Guard
from states.guards.people import known_person, one_part, own_key, role_allows
from states.lifecycle import Lifecycle

_MODULES = {
    Kind.COMPANY: company,
    Kind.MEETING: meeting,
    Kind.DIVIDEND: dividend,
    Kind.PEOPLE: roster,
    Kind.BOOK: book,
}

LIFECYCLES: Final[Mapping[Kind, Lifecycle]] = {kind: module.LIFECYCLE for kind, module in _MODULES.items()}
EVENTS: Final[Mapping[Kind, type[StrEnum]]] = {kind: module.Event for kind, module in _MODULES.items()}
ACCEPTS: Final[Mapping[Kind, Mapping[Any, tuple[str, ...]]]] = {kind: module.ACCEPTS for kind, module in _MODULES.items()}

OF_THE_ACTOR: Final[tuple[Guard, ...]] = (known_person, role_allows, one_part, own_key)
"""What is asked of who takes a step, whatever it is, in a book that has a roster."""
