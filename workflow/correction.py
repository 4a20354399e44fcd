"""A correction: what it may state, and the step as it should have been recorded."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from states.context import Deed
from states.errors import WrongWords
from states.fold import fold
from states.lives import ACCEPTS
from workflow.log import read_body
from workflow.replay import corrected_deed
from workflow.sql import Row
from workflow.step import Step, step_of


def check_correction(step: Step, deeds: tuple[Deed, ...]) -> None:
    """A correction states only what the entry it corrects could have stated.

    Raises:
        WrongWords: naming the fact.
    """
    if step.corrects is None:
        return
    deed = corrected_deed(deeds, step.corrects)
    if deed is None:
        return  # no entry of this subject: the guard says so
    could = ACCEPTS[step.kind].get(deed.event, ())
    accepted = [name for name in ACCEPTS[step.kind].get("correct", ()) if name in could]
    for name in step.facts:
        if name not in accepted:
            said = f"what may be corrected of it: its day{''.join(f', {each}' for each in accepted)}"
            raise WrongWords(f"{name}: {deed.event} (entry {deed.seq}) does not state it", remedy=said)


def as_corrected(rows: tuple[Row, ...], step: Step, stated: Mapping[str, Any]) -> tuple[int, Step]:
    """The entry that a correction is about in the end, and its step with the days and facts of every correction of it.

    ``rows`` are the entries of the subject before the correction ``step``, which states ``stated``.
    """
    bodies = {seq: read_body(seq, text) for seq, text in rows}
    about: dict[int, int] = {}  # each entry, and the one it speaks of
    for seq, body in bodies.items():
        about[seq] = about.get(body["corrects"]["entry"], seq) if body["corrects"] else seq
    first = about[step.corrects or 0]
    right = step_of(bodies[first])
    for seq, body in bodies.items():
        if about[seq] == first != seq:
            day = body["corrects"]["occurred_on"] if body["corrects"]["entry"] == first else None
            right = _restated(right, date.fromisoformat(day) if day else None, body["facts"])
    return first, _restated(right, step.corrected_on if step.corrects == first else None, stated)


def _restated(step: Step, on: date | None, facts: Mapping[str, Any]) -> Step:
    replaced = {"fulfilled"} & facts.keys()  # another duty, not one more
    known = {name: value for name, value in step.facts.items() if name not in replaced}
    return replace(step, on=on or step.on, facts=fold(known, facts))
