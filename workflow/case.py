"""Case files: a whole history in TOML, entered at once.

The words are those of the command line, with underscores.  What is not known is simply absent.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any, Final

from states import codec, company, dividend, meeting
from states.errors import KetsugiError, Refused, WrongWords
from states.facts import Kind
from states.lives import EVENTS
from states.meanings import MEANING
from workflow import evidence, words
from workflow.book import Book
from workflow.given import file_at
from workflow.log import Entry
from workflow.replay import load
from workflow.sql import Run
from workflow.step import Actor, Clock, Step
from workflow.together import Tick, take_all

BIRTHS: Final = {Kind.COMPANY: company.Event.ADD, Kind.MEETING: meeting.Event.PLAN, Kind.DIVIDEND: dividend.Event.DRAFT}
LARGEST: Final = 64 * 2**20  # bytes
_ABOUT_THE_STEP: Final[Mapping[str, dict[str, Any]]] = {
    "on": {"type": "string", "format": "date", "description": "the day it happened"},
    "override": {"type": "array", "items": {"type": "string"}, "description": "rules whose defect is passed over"},
    "reason": {"type": "string"},
    "evidence": {"type": "array", "items": {"type": "string"}, "description": "files, seen from the case file"},
    "entry": {"type": "integer", "description": "the entry that a correction is about"},
    "occurred_on": {"type": "string", "format": "date", "description": "the day that entry should have said"},
}


@dataclass(frozen=True, slots=True)
class Said:
    """One step of a case file and the place it stands in; ``kind`` is ``None`` where the book must tell it."""

    where: str
    kind: Kind | None
    ref: str
    event: str
    said: Mapping[str, Any]
    folder: Path

    def step(self, run: Run) -> Step:
        """The step it means.

        Raises:
            WrongWords: naming the place, and what is unknown or of the wrong type.
        """
        kind = self.kind
        if kind is None:
            past = load(run, self.ref)
            kind = past.kind if past else next((k for k in BIRTHS if self.event in list(EVENTS[k])), Kind.DIVIDEND)
        try:
            return self._step(kind)
        except WrongWords as error:
            raise WrongWords(f"{self.where}: {error.message}", remedy=error.remedy) from None

    def _step(self, kind: Kind) -> Step:
        if kind.is_of_the_book:
            raise WrongWords(f"a case file states nothing of {kind.named}", remedy=f"that is for ketsugi {kind}")
        if self.event not in list(EVENTS[kind]):
            raise WrongWords(f"{self.event}: no event of {kind.named}", remedy=f"known: {', '.join(EVENTS[kind])}")
        about = {word: value for word, value in self.said.items() if word in _ABOUT_THE_STEP}
        stated = {word: value for word, value in self.said.items() if word not in _ABOUT_THE_STEP}
        entry = about.get("entry")
        if entry is not None and (not isinstance(entry, int) or isinstance(entry, bool)):
            raise WrongWords(f"entry: {entry!r} is not a number", remedy="give the number of the entry")
        return Step(
            kind=kind,
            ref=self.ref,
            event=self.event,
            on=_day(about, "on"),
            facts=words.facts(kind, self.event, stated),
            overrides=frozenset(_texts(about, "override")),
            reason=codec.read_text(about["reason"], "reason") if "reason" in about else None,
            evidence=tuple(evidence.seen(self.folder / name) for name in _texts(about, "evidence")),
            corrects=entry,
            corrected_on=_day(about, "occurred_on"),
        )


def _day(about: Mapping[str, Any], word: str) -> date | None:
    return codec.read_day(about[word], word) if word in about else None


def _texts(about: Mapping[str, Any], word: str) -> list[str]:
    value = about.get(word, [])
    if not isinstance(value, list):
        raise WrongWords(f"{word}: not a list", remedy="give a list, in square brackets")
    return [codec.read_text(each, word) for each in value]


def read(path: Path) -> list[Said]:
    """The steps of a case file, in the order they are to be entered: companies, meetings, dividends, then events.

    Raises:
        WrongWords: the file cannot be read, is not TOML, states nothing, or has a table or key that is unknown.
    """
    try:
        tables = tomllib.loads(file_at(path, LARGEST, what=str(path), wanted="a case file").content.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise WrongWords(f"{path}: not UTF-8 text (byte {error.start})", remedy="save it as UTF-8") from None
    except (ValueError, RecursionError) as error:  # a number too long for Python is a plain ValueError
        raise WrongWords(f"{path}: not TOML: {str(error).partition(';')[0]}", remedy="mend what it names") from None
    known = [*BIRTHS, "event"]
    for name in tables:
        if name not in known:
            raise WrongWords(f"{path}: {name}: unknown", remedy=f"known here: {', '.join(known)}")
    births = [said for kind in BIRTHS for said in _births(path, kind, tables.get(kind, []))]
    companies = [said.ref for said in births if said.kind is Kind.COMPANY]
    if len(companies) == 1:  # a file about one company means that one
        births = [s if s.kind is Kind.COMPANY else replace(s, said={"company": companies[0], **s.said}) for s in births]
    if not (story := [*births, *_events(path, tables.get("event", []))]):
        raise WrongWords(f"{path}: it states nothing", remedy="give a [company], [meeting], [dividend] or [[event]]")
    return story


def _births(path: Path, kind: Kind, given: object) -> Iterator[Said]:
    for number, table in enumerate(given if isinstance(given, list) else [given], 1):
        where = f"{path}: {kind} {number}"
        said = _table(where, table)
        ref = _text(where, said, "ref")
        yield Said(where, kind, ref, BIRTHS[kind], said, path.parent)


def _events(path: Path, given: object) -> Iterator[Said]:
    if not isinstance(given, list):
        raise WrongWords(f"{path}: event: not a list of tables", remedy="write [[event]]")
    for number, table in enumerate(given, 1):
        where = f"{path}: event {number}"
        said = _table(where, table)
        ref, event = _text(where, said, "subject"), _text(where, said, "event")
        yield Said(f"{where} ({event} {ref})", None, ref, event, said, path.parent)


def _table(where: str, table: object) -> dict[str, Any]:
    if not isinstance(table, dict):
        raise WrongWords(f"{where}: not a table", remedy="write it as a table of named facts")
    return dict(table)


def _text(where: str, said: dict[str, Any], word: str) -> str:
    if word not in said:
        raise WrongWords(f"{where}: {word} is missing", remedy=f"give {word}")
    try:
        return codec.read_text(said.pop(word), word)
    except WrongWords as error:
        raise WrongWords(f"{where}: {error.message}", remedy=error.remedy) from None


def schema() -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of a case file in its JSON form, where a TOML date is its text."""
    tables: dict[str, Any] = {}
    for kind, birth in BIRTHS.items():
        table = _object({"ref": {"type": "string"}, **_ABOUT_THE_STEP} | words.words(kind, birth, MEANING), ["ref"])
        tables[kind] = {"anyOf": [table, {"type": "array", "items": table}]}
    events = [
        _object(
            {"subject": {"type": "string"}, "event": {"const": str(event)}, **_ABOUT_THE_STEP}
            | words.words(kind, event, MEANING),
            ["subject", "event"],
        )
        for kind in BIRTHS
        for event in EVENTS[kind]
        if event != BIRTHS[kind]
    ]
    tables["event"] = {"type": "array", "items": {"anyOf": events}}
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "Ketsugi case file"} | _object(tables, [])


def _object(properties: Mapping[str, Any], required: list[str]) -> dict[str, Any]:
    return {"type": "object", "additionalProperties": False, "properties": dict(properties), "required": required}


@dataclass(frozen=True, slots=True)
class Entered:
    """What became of one step of a case file: its entry, or the error that kept it out."""

    said: Said
    entry: Entry | None
    error: KetsugiError | None = None


def enter(
    book: Book,
    path: Path,
    *,
    actor: Actor,
    clock: Clock,
    keep_going: bool = False,
    dry_run: bool = False,
    tick: Tick | None = None,
) -> list[Entered]:
    """Enter a case file in one transaction.

    Without ``keep_going`` the first refusal undoes everything; it is recorded where it is the same without the rest of
    the file.  With it refusals are recorded, and a step that cannot be recorded at all is passed over.  ``dry_run``
    decides every step and then undoes everything.

    Raises:
        KetsugiError: of the first step that cannot be taken, its message beginning with file and event.
    """
    with book.reading():
        story = read(path)  # of a book that can be used, and before the write lock is taken
    done = take_all(
        book,
        [said.step for said in story],
        actor=actor,
        clock=clock,
        dry_run=dry_run,
        keep_going=keep_going,
        until_refused=True,
        tick=tick,
    )
    for each in done:
        where, error = story[each.number].where, each.error
        if isinstance(error, Refused):
            error.where = where
        elif error is not None and not error.message.startswith(str(path)):
            error.message = f"{where}: {error.message}"
        if error is not None and not keep_going:
            raise error
    return [Entered(story[each.number], each.entry, each.error) for each in done]
