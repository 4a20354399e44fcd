"""The life of a dividend, from draft to the last claim.  Nothing else decides what may follow what.

Guards that hold everywhere stand in the rows; what a country's law adds stands in ``states/rulebooks/``.
``effective``, ``due`` and ``overdue`` are no states: they are answers for a day, computed from the log.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from states.facts import Kind
from states.guards.adjustment import within_what_was_resolved
from states.guards.amounts import parts_add_up, per_cent_of_par, sources_add_up, total_follows
from states.guards.correction import corrects_own_entry
from states.guards.days import days_follow
from states.guards.decision import (
    as_proposed,
    boards_to_take_back,
    decided_by_board,
    decided_by_meeting,
    effect_not_before_decision,
    meeting_convened,
    not_outvoted,
    put_to_a_meeting,
    same_classes,
    sitting_day,
)
from states.guards.payment import (
    decision_stands,
    nothing_was_paid,
    paid_to_those_of_the_record_date,
    payment_not_before_effect,
    payment_not_before_its_day,
    something_was_paid,
    terms_unchanged,
)
from states.guards.rivals import no_rival_carried, rival_carried, rivals_name_each_other
from states.guards.settlement import (
    amount_is_known,
    entitled_of_those_issued,
    nothing_left_to_claim,
    nothing_to_pay,
    something_is_resolved,
    ties_out,
    total_as_worked_out,
)
from states.guards.time import done_days_have_come, in_order, not_in_future
from states.lifecycle import BACK, Lifecycle, Transition


class State(StrEnum):
    DRAFTED = "drafted"  # 起案
    PROPOSED = "proposed"  # 付議決定
    APPROVED = "approved"  # 承認可決
    PAYING = "paying"  # 支払中
    PAID = "paid"  # 支払済
    CLOSED = "closed"  # 完了
    WITHDRAWN = "withdrawn"  # 撤回
    REJECTED = "rejected"  # 否決
    SUPERSEDED = "superseded"  # 差替
    SUSPENDED = "suspended"  # 支払停止
    ANNULLED = "annulled"  # 決議取消
    RECOVERING = "recovering"  # 返還・填補請求中


class Event(StrEnum):
    DRAFT = "draft"
    RESOLVE = "resolve"
    DECIDE = "decide"
    REVISE = "revise"
    WITHDRAW = "withdraw"
    APPROVE = "approve"
    ADJUST = "adjust"  # what the resolution left open is fixed
    REJECT = "reject"
    SUPERSEDE = "supersede"
    PAY = "pay"
    SETTLE = "settle"
    CLOSE = "close"
    SUSPEND = "suspend"
    RESUME = "resume"
    ANNUL = "annul"
    RECOVER = "recover"
    CORRECT = "correct"
    NOTE = "note"
    ATTACH = "attach"  # documents are kept, whatever the state
    ERASE = "erase"  # the bytes of a document go, its digest stays
    FULFIL = "fulfil"


S, E, T = State, Event, Transition
TO_THE_MEETING = (decided_by_meeting, put_to_a_meeting)
AT_THE_MEETING = (decided_by_meeting, meeting_convened, sitting_day)
COUNTED = (total_as_worked_out, entitled_of_those_issued)
AS_STATED = (parts_add_up, per_cent_of_par, sources_add_up, *COUNTED, days_follow)
ON_ITS_OWN = (something_is_resolved, *AS_STATED)
ON_TERMS = (as_proposed, same_classes, *ON_ITS_OWN, total_follows, effect_not_before_decision)
KNOWN = (amount_is_known, *COUNTED)
NOT_EARLY = (payment_not_before_effect, payment_not_before_its_day, paid_to_those_of_the_record_date)

# fmt: off
LIFECYCLE: Final = Lifecycle(
    kind=Kind.DIVIDEND,
    states=State,
    events=Event,
    final=frozenset({S.CLOSED, S.WITHDRAWN, S.REJECTED, S.SUPERSEDED}),
    undone_by=frozenset({E.ANNUL}),
    always=(not_in_future, in_order, done_days_have_come),
    rows=(
        T(E.DRAFT,     None,         S.DRAFTED,    AS_STATED),
        T(E.RESOLVE,   S.DRAFTED,    S.PROPOSED,   (*TO_THE_MEETING, *AS_STATED, rivals_name_each_other)),
        T(E.DECIDE,    S.DRAFTED,    S.APPROVED,   (decided_by_board, *ON_ITS_OWN, effect_not_before_decision)),
        T(E.REVISE,    S.DRAFTED,    S.DRAFTED,    (*AS_STATED, total_follows)),
        T(E.WITHDRAW,  S.DRAFTED,    S.WITHDRAWN),
        T(E.APPROVE,   S.PROPOSED,   S.APPROVED,   (*AT_THE_MEETING, *ON_TERMS, not_outvoted, no_rival_carried)),
        T(E.REJECT,    S.PROPOSED,   S.REJECTED,   AT_THE_MEETING),
        T(E.SUPERSEDE, S.PROPOSED,   S.SUPERSEDED, (*AT_THE_MEETING, rival_carried)),
        T(E.REVISE,    S.PROPOSED,   S.PROPOSED,   (*TO_THE_MEETING, *AS_STATED, total_follows, rivals_name_each_other)),
        T(E.WITHDRAW,  S.PROPOSED,   S.WITHDRAWN),
        T(E.ADJUST,    S.APPROVED,   S.APPROVED,   (decision_stands, *AS_STATED, within_what_was_resolved)),
        T(E.CLOSE,     S.APPROVED,   S.CLOSED,     (decision_stands, nothing_to_pay)),
        T(E.PAY,       S.APPROVED,   S.PAYING,     (decision_stands, terms_unchanged, *NOT_EARLY, *KNOWN)),
        T(E.ADJUST,    S.PAYING,     S.PAYING,     (*AS_STATED, within_what_was_resolved)),
        T(E.SETTLE,    S.PAYING,     S.PAID,       (terms_unchanged, total_as_worked_out, ties_out)),
        T(E.CLOSE,     S.PAID,       S.CLOSED,     (ties_out, nothing_left_to_claim)),
        T(E.SUSPEND,   S.APPROVED,   S.SUSPENDED),
        T(E.SUSPEND,   S.PAYING,     S.SUSPENDED),
        T(E.RESUME,    S.SUSPENDED,  BACK),
        T(E.WITHDRAW,  S.APPROVED,   S.WITHDRAWN,  (boards_to_take_back,)),
        T(E.WITHDRAW,  S.SUSPENDED,  S.WITHDRAWN,  (boards_to_take_back, nothing_was_paid)),
        T(E.ANNUL,     S.APPROVED,   S.ANNULLED),
        T(E.ANNUL,     S.SUSPENDED,  S.ANNULLED),
        T(E.ANNUL,     S.PAYING,     S.ANNULLED),
        T(E.ANNUL,     S.PAID,       S.ANNULLED),
        T(E.ANNUL,     S.CLOSED,     S.ANNULLED),
        T(E.RECOVER,   S.SUSPENDED,  S.RECOVERING, (something_was_paid,)),
        T(E.RECOVER,   S.PAYING,     S.RECOVERING),
        T(E.RECOVER,   S.PAID,       S.RECOVERING),
        T(E.RECOVER,   S.ANNULLED,   S.RECOVERING, (something_was_paid,)),
        T(E.RESUME,    S.RECOVERING, BACK),
        T(E.CLOSE,     S.RECOVERING, S.CLOSED,     (nothing_left_to_claim,)),
    ),
    remarks={E.CORRECT: (corrects_own_entry,), E.NOTE: (), E.FULFIL: (), E.ATTACH: (), E.ERASE: ()},
)
# fmt: on

_NOTICED = ("record_notice_on", "record_notice_until", "closure_notice_on", "change_notice_on")
_FIGURES = ("shares", "net_assets", "distributable_amount", "worksheet", "distributable_on", "surplus_changed_on")
_PUT = ("meeting", "item", "origin", "rival_of")
_BOOKED = ("capital", "reserves", "reserve_set_aside")

ACCEPTS: Final = {
    E.DRAFT: ("company", "kind", "route", *_PUT, "fiscal_year_end", "terms", *_NOTICED, "shares"),
    E.RESOLVE: (*_NOTICED, *_FIGURES, "accounts_clean", "board", "claim_notice_on", "extended_until_on"),
    E.DECIDE: (*_NOTICED, *_FIGURES, "accounts_clean", "board", "deficit_expected", "extended_until_on"),
    E.REVISE: ("route", *_PUT, "fiscal_year_end", "terms", *_NOTICED, *_FIGURES, "claim_notice_on", "extended_until_on"),
    E.APPROVE: (
        *("terms", "amended", "amended_within_item", "votes", *_FIGURES, *_NOTICED, "outage", "deficit_expected"),
        "extended_until_on",
    ),
    E.WITHDRAW: ("replaced_by",),
    E.ADJUST: ("terms", *_FIGURES),
    E.REJECT: ("votes",),
    E.SUPERSEDE: ("votes", "superseded_by"),
    E.PAY: (
        *(*_FIGURES, *_BOOKED, *_NOTICED, "holder_list_on", "claim_notice_on", "receipt_until_on"),
        "extended_until_on",
    ),
    E.SETTLE: ("settlement",),
    E.CLOSE: ("cleared",),
    E.FULFIL: ("fulfilled",),
    E.ERASE: ("erased",),
    E.CORRECT: (
        *(*_NOTICED, *_FIGURES, *_BOOKED, "accounts_clean", "board", "deficit_expected", "holder_list_on", "outage"),
        *("amended_within_item", "claim_notice_on", "receipt_until_on", "votes", "settlement", "cleared"),
        *("extended_until_on", "fulfilled"),
    ),
}
"""The facts each event may state, beside what it may attest.  Terms are stated, revised or amended; never corrected."""

ATTESTED: Final[Mapping[str, tuple[str, ...]]] = {
    E.ADJUST: ("difference",),
    E.PAY: ("paid_early", "record_date_slip"),
    E.SETTLE: ("difference",),
    E.CLOSE: ("claims_ended", "difference"),
    E.RECOVER: ("mistaken_payment",),
}
"""What the guards of a row take someone's word for; what a rule does is said with the rule."""

OF_ONE_STEP: Final = ("difference", "paid_early", "record_date_slip", "mistaken_payment")
"""What is attested of the step it is given with, and of no later one."""
