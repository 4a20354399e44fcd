"""The language of a page: English as the program speaks it, or Japanese.  What was recorded stays as it was recorded."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from markupsafe import Markup

from workflow.render import japanese
from workflow.render.plain import safe

LANGUAGES: Final = ("en", "ja")

_GROUPS: Final[Mapping[str, Mapping[str, str]]] = {
    "document": japanese.DOCUMENTS,
    "event": japanese.EVENTS,
    "fact": japanese.FACTS,
    "finding": japanese.FINDINGS,
    "kind": japanese.KINDS,
    "outcome": japanese.OUTCOMES,
    "role": japanese.ROLES,
    "state": japanese.STATES,
    "status": japanese.STATUSES,
    "title": japanese.TITLES,
    "value": {**japanese.VALUES, **{f"route.{name}": said for name, said in japanese.ROUTES.items()}},
}


class _Words(dict[str, str]):
    """Words to look up in a long table, where a call for each would be dear."""

    def __missing__(self, word: str) -> str:
        return word


class Tongue:
    """How a page speaks: ``say`` a sentence with its figures, or one ``word`` of the program's own."""

    def __init__(self, language: str) -> None:
        self.language = language

    def say(self, phrase: str, **figures: object) -> Markup:
        """A sentence of a page; the figures come from data, and are escaped."""
        said = phrase if self.language == "en" else japanese.PHRASES[phrase]
        return Markup(said).format(**{name: safe(value) for name, value in figures.items()})  # noqa: S704  # no data in it

    def words(self, group: str) -> Mapping[str, str]:
        """The words of a group by their English; one that is not known is shown as it is."""
        return _Words({} if self.language == "en" else _GROUPS[group])

    def source(self, text: str) -> str:
        """Where in the law something stands."""
        return text if self.language == "en" else japanese.source(text)

    def checked(self, text: str) -> str:
        """What a check of the book says of it."""
        return text if self.language == "en" else japanese.checked(text)

    def generated(self, of: str, text: str) -> str:
        """What was made up of a record: the label of a subject (``of`` its kind), the lag of an entry, who recorded it."""
        return text if self.language == "en" else japanese.generated(of, text)

    def told(self, name: str, of: str, text: str, recorded: str = "") -> dict[str, str]:
        """A finding or a line of the log under a name, and its ``look``: ``en`` where it stays in English.

        ``recorded`` is what the text ends with, and stays as it is.
        """
        made = text.removesuffix(f"; {recorded}") if recorded else text
        said = self.generated(of, made) + text[len(made) :]
        return {name: said, "look": "en" if said == text else ""}

    def word(self, group: str, word: str, of: str = "") -> str:
        """A state, an event, the name of a fact …; one that is not known is shown as it is.

        ``of`` is the fact that a value is of, or the group that a fact belongs to.
        """
        if self.language == "en":
            return word.replace("_", " ") if group == "fact" else word
        said = japanese.said(_GROUPS[group], word, of)
        return japanese.generated("total", word) if group == "value" and said == word else said
