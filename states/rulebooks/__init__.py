"""One jurisdiction a file: rules as data, to be read beside the statute."""

from __future__ import annotations

from states.rulebooks.japan import JAPAN
from states.rules import Rulebook

RULEBOOKS: tuple[Rulebook, ...] = (JAPAN,)


def rulebook(jurisdiction: str | None) -> Rulebook | None:
    """The rulebook of a jurisdiction (ISO 3166-1 code), or ``None`` when there is none yet."""
    return next((book for book in RULEBOOKS if book.jurisdiction == jurisdiction), None)
