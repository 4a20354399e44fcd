"""The Japanese of what the program says itself.  What somebody recorded stays as it was recorded."""

from __future__ import annotations

from collections.abc import Mapping

from workflow.render.japanese.checks import CHECKS, checked
from workflow.render.japanese.facts import FACTS
from workflow.render.japanese.generated import generated
from workflow.render.japanese.phrases import DOCUMENTS, PHRASES
from workflow.render.japanese.sources import source
from workflow.render.japanese.titles import TITLES
from workflow.render.japanese.words import (
    EVENTS,
    FINDINGS,
    KINDS,
    OUTCOMES,
    PARTS,
    ROLES,
    ROUTES,
    STATES,
    STATUSES,
    VALUES,
    VERDICTS,
    WEIGHTS,
)

__all__ = [
    "CHECKS",
    "DOCUMENTS",
    "EVENTS",
    "FACTS",
    "FINDINGS",
    "KINDS",
    "OUTCOMES",
    "PARTS",
    "PHRASES",
    "ROLES",
    "ROUTES",
    "STATES",
    "STATUSES",
    "TITLES",
    "VALUES",
    "VERDICTS",
    "WEIGHTS",
    "checked",
    "generated",
    "said",
    "source",
]


def said(group: Mapping[str, str], word: str, of: str = "") -> str:
    """The Japanese of a word in one of these groups; a word that is not there is shown as it is.

    ``of`` tells apart what one English word says of several things: ``said(FACTS, "present", of="votes")``,
    ``said(VALUES, "ordinary", of="kind")``.
    """
    return group.get(f"{of}.{word}", group.get(word, word))
