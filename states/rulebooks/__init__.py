"""One jurisdiction a package: rules as data, to be read beside the statute; older versions are kept for older entries."""

from __future__ import annotations

from datetime import date

from states.rulebooks import japan
from states.rules import Rulebook

VERSIONS: tuple[Rulebook, ...] = japan.VERSIONS  # of each jurisdiction, oldest first
RULEBOOKS: tuple[Rulebook, ...] = (japan.JAPAN,)


def rulebook(jurisdiction: str | None, *, known_on: date | None = None) -> Rulebook | None:
    """The newest rulebook of a jurisdiction (ISO 3166-1 code), or the one that was the newest on ``known_on``."""
    found = [each for each in VERSIONS if each.jurisdiction == jurisdiction]
    return next((each for each in reversed(found) if known_on is None or each.published <= known_on), None)


def labelled(label: str | None) -> Rulebook | None:
    """The rulebook that entries name so, or ``None`` when this program does not have it."""
    return next((each for each in VERSIONS if each.label == label), None)
