"""The life of the book itself: it is restored from a backup, and remarks are made on it."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from states.facts import Kind
from states.guards.time import not_in_future
from states.lifecycle import Lifecycle, Transition


class State(StrEnum):
    KEPT = "kept"  # 備置


class Event(StrEnum):
    RESTORE = "restore"  # 復元
    NOTE = "note"
    ATTACH = "attach"  # documents are kept, whatever the state
    ERASE = "erase"  # the bytes of a document go, its digest stays


E = Event

LIFECYCLE: Final = Lifecycle(
    kind=Kind.BOOK,
    states=State,
    events=Event,
    final=frozenset({State.KEPT}),
    always=(not_in_future,),
    rows=(Transition(E.RESTORE, None, State.KEPT),),
    remarks={E.RESTORE: (), E.NOTE: (), E.ATTACH: (), E.ERASE: ()},
)

ACCEPTS: Final = {E.RESTORE: ("restored", "lost"), E.ERASE: ("erased",)}
"""The facts each event may state."""
