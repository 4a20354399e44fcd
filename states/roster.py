"""The life of the roster: people are added, roles, logins and keys are granted and revoked, and the policy is set."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from states.facts import Kind
from states.guards.roster import (
    all_can_act,
    an_admin_is_left,
    each_known_by_their_own,
    names_its_people,
    not_to_oneself,
    segregation_stays,
    signing_stays,
    takes_what_they_have,
    waived_by_others,
    waived_by_two,
)
from states.guards.time import not_in_future
from states.lifecycle import Lifecycle, Transition


class State(StrEnum):
    KEPT = "kept"  # 備置


class Event(StrEnum):
    ADD = "add"
    GRANT = "grant"
    REVOKE = "revoke"
    POLICY = "policy"
    WAIVE = "waive"  # one of two admins lets a person take a second part in a dividend
    NOTE = "note"
    ATTACH = "attach"  # documents are kept, whatever the state
    ERASE = "erase"  # the bytes of a document go, its digest stays


E = Event
ALWAYS = (names_its_people, each_known_by_their_own, an_admin_is_left, signing_stays, segregation_stays)

LIFECYCLE: Final = Lifecycle(
    kind=Kind.PEOPLE,
    states=State,
    events=Event,
    final=frozenset({State.KEPT}),
    always=(not_in_future,),
    rows=(Transition(E.ADD, None, State.KEPT, (*ALWAYS, all_can_act)),),
    remarks={
        E.ADD: (*ALWAYS, not_to_oneself, all_can_act),
        E.GRANT: (*ALWAYS, not_to_oneself, all_can_act),
        E.REVOKE: (*ALWAYS, takes_what_they_have),
        E.POLICY: (*ALWAYS, not_to_oneself, all_can_act),
        E.WAIVE: (waived_by_others, waived_by_two),
        E.NOTE: (),
        E.ATTACH: (),
        E.ERASE: (),
    },
)

ACCEPTS: Final = {
    E.ADD: ("people", "signing", "segregation"),
    E.GRANT: ("people",),
    E.REVOKE: ("people",),
    E.POLICY: ("signing", "segregation", "role_for"),
    E.WAIVE: ("waivers",),
    E.ERASE: ("erased",),
}
"""The facts each event may state."""
