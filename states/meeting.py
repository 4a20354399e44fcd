"""The life of a general meeting.  Nothing else decides what may follow what."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from states.facts import Kind
from states.guards.correction import corrects_own_entry
from states.guards.decision import sitting_day
from states.guards.sitting import (
    continued_later,
    day_is_set,
    day_to_come,
    last_sitting,
    nothing_decided,
    notice_before_meeting,
)
from states.guards.time import done_days_have_come, in_order, not_in_future
from states.lifecycle import Lifecycle, Transition


class State(StrEnum):
    PLANNED = "planned"  # 予定
    CONVENED = "convened"  # 招集通知済
    ADJOURNED = "adjourned"  # 継続会待ち
    HELD = "held"  # 終結
    CANCELLED = "cancelled"  # 中止


class Event(StrEnum):
    PLAN = "plan"
    REVISE = "revise"  # what is known of it is stated or changed, until it decides
    RESCHEDULE = "reschedule"
    CONVENE = "convene"  # the notice is dispatched
    ADJOURN = "adjourn"  # the meeting resolves to continue on a later day
    HOLD = "hold"
    CANCEL = "cancel"
    CORRECT = "correct"
    NOTE = "note"
    ATTACH = "attach"  # documents are kept, whatever the state
    ERASE = "erase"  # the bytes of a document go, its digest stays
    FULFIL = "fulfil"


S, E, T = State, Event, Transition

# fmt: off
LIFECYCLE: Final = Lifecycle(
    kind=Kind.MEETING,
    states=State,
    events=Event,
    final=frozenset({S.HELD, S.CANCELLED}),
    always=(not_in_future, in_order, done_days_have_come),
    rows=(
        T(E.PLAN,       None,        S.PLANNED),
        T(E.REVISE,     S.PLANNED,   S.PLANNED),
        T(E.CONVENE,    S.PLANNED,   S.CONVENED,  (day_is_set, notice_before_meeting)),
        T(E.RESCHEDULE, S.PLANNED,   S.PLANNED,   (day_is_set, day_to_come)),
        T(E.CANCEL,     S.PLANNED,   S.CANCELLED),
        T(E.HOLD,       S.CONVENED,  S.HELD,      (last_sitting,)),
        T(E.ADJOURN,    S.CONVENED,  S.ADJOURNED, (sitting_day, continued_later)),
        T(E.REVISE,     S.CONVENED,  S.CONVENED,  (nothing_decided,)),
        T(E.RESCHEDULE, S.CONVENED,  S.PLANNED,   (day_is_set, day_to_come, nothing_decided)),
        T(E.CANCEL,     S.CONVENED,  S.CANCELLED, (nothing_decided,)),
        T(E.HOLD,       S.ADJOURNED, S.HELD,      (last_sitting,)),
        T(E.ADJOURN,    S.ADJOURNED, S.ADJOURNED, (sitting_day, continued_later)),
    ),
    remarks={E.CORRECT: (corrects_own_entry,), E.NOTE: (), E.FULFIL: (), E.ATTACH: (), E.ERASE: ()},
)
# fmt: on

_DETAILS = (
    *("kind", "number", "fiscal_year_end", "voting_record_on", "voting_record_notice_on", "voting_record_notice_until"),
    *("board_on", "e_provision_on", "paper_voting", "registration_days", "voters", "voting_cutoff_on", "all_consented"),
    *("accounts_to_auditor_on", "schedules_to_auditor_on", "audit_agreed_on", "audited_on", "accounts_board_on"),
    *("notice_in_writing", "reference_docs_sent", "accounts_sent", "paper_copies_sent", "published_on"),
    *("proposal_requested_on", "proposals", "proposal_failed_on"),
)

ACCEPTS: Final = {
    E.PLAN: ("company", "day", *_DETAILS),
    E.REVISE: _DETAILS,
    E.RESCHEDULE: ("day", *_DETAILS),
    E.CONVENE: _DETAILS,
    E.ADJOURN: ("continued_on",),
    E.FULFIL: ("fulfilled",),
    E.ERASE: ("erased",),
    E.CORRECT: (*_DETAILS, "fulfilled"),
}
"""The facts each event may state, beside what it may attest."""

LAPSES: Final[Mapping[str, tuple[str, ...]]] = {
    E.RESCHEDULE: (
        *("board_on", "e_provision_on", "published_on", "voting_cutoff_on", "all_consented", "attest"),
        *("notice_in_writing", "reference_docs_sent", "accounts_sent", "paper_copies_sent"),
    )
}
"""The facts that belong to the day before, and hold no more unless they are stated again."""
