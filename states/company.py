"""The life of a company in a book: it is added once, and its particulars are amended."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from states.facts import Kind
from states.guards.correction import corrects_own_entry
from states.guards.time import not_in_future
from states.lifecycle import Lifecycle, Transition


class State(StrEnum):
    ACTIVE = "active"


class Event(StrEnum):
    ADD = "add"
    AMEND = "amend"
    CORRECT = "correct"
    NOTE = "note"
    ATTACH = "attach"  # documents are kept, whatever the state
    ERASE = "erase"  # the bytes of a document go, its digest stays


LIFECYCLE: Final = Lifecycle(
    kind=Kind.COMPANY,
    states=State,
    events=Event,
    final=frozenset({State.ACTIVE}),
    always=(not_in_future,),
    rows=(Transition(Event.ADD, None, State.ACTIVE),),
    remarks={Event.AMEND: (), Event.CORRECT: (corrects_own_entry,), Event.NOTE: (), Event.ATTACH: (), Event.ERASE: ()},
)

ACCEPTS: Final = {
    Event.ADD: ("name", "jurisdiction", "timezone", "articles", "calendar_days"),
    Event.AMEND: ("name", "articles", "calendar_days"),
    Event.ERASE: ("erased",),
    Event.CORRECT: ("name", "timezone", "articles", "calendar_days"),
}
"""The facts each event may state, beside what it may attest."""
