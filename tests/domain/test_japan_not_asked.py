"""Where the law does not ask: each condition of a rule or duty, on the side on which it says no."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from states.context import Deed
from states.facts import Articles, Board, MeetingKind, Route, Settlement
from states.finding import Verdict
from states.rulebooks.japan import JAPAN
from states.timetable import timetable
from tests.domain.iij import COMPANY, DIVIDEND, EFFECT, MEETING, ask, convening, deeds, step
from tests.domain.test_timetable import standing

UNRESOLVED = """vote_within_3_months effect_within_3_months record_before_right record_public_notice
record_e_notice_continues resolve_three_items in_kind_cash_option in_kind_cash_notice in_kind_fraction net_assets_3m
distributable_amount total_matches treasury_excluded classes distributable_shared effect_not_before_resolution
pay_not_before_effect pay_delay distributable_worksheet worksheet_reviewed""".split()


@pytest.mark.parametrize("rule", UNRESOLVED)
def test_a_draft_may_be_revised_to_anything_for_the_board_has_not_resolved_on_it(rule: str) -> None:
    terms = {"effective_on": None, "in_kind": True, "cash_option": True, "minimum_holding": 100}
    asked = {each.id for each in JAPAN.asked_at("dividend", "revise")}
    assert rule in asked
    finding = ask(rule, step("revise", source="drafted", terms=terms, articles={"record_dates_fixed": False}))
    assert (finding.verdict, finding.message) == (Verdict.NOT_APPLICABLE, "only where the board has resolved on it")


NO_BOARD = {"public": False, "listed": False, "has_board": False}
WRITTEN = {"kind": MeetingKind.WRITTEN}
CHANGED = (  # after the dispatch
    *deeds(count=2),
    Deed(seq=20, event="revise", source="proposed", dest="proposed", on=date(2018, 6, 8), meeting="IIJ-AGM26"),
)
IN_KIND = {"in_kind": True, "cash_option": False, "claim_end_on": EFFECT}


@pytest.mark.parametrize(
    ("rule", "changes"),
    [
        ("special_majority_in_kind", {"event": "approve"}),
        ("special_majority_in_kind", {"event": "approve", "terms": IN_KIND, "dividend": {"route": Route.BOARD}}),
        ("special_majority_in_kind", {"event": "approve", "terms": IN_KIND, "meeting": WRITTEN}),
        ("written_resolution", {"event": "approve", "dividend": {"route": Route.BOARD}, "meeting": WRITTEN}),
        ("changed_after_dispatch", {"event": "approve", "dividend": {"route": Route.BOARD}, "deeds": CHANGED}),
        ("changed_after_dispatch", {"event": "approve", "meeting": WRITTEN, "deeds": CHANGED}),
        ("in_kind_cash_notice", {"event": "pay", "terms": IN_KIND}),
        ("agenda_bound", {"event": "approve", "dividend": {"route": Route.BOARD}}),
        ("floor_amendment", {"event": "approve", "dividend": {"route": Route.BOARD, "amended": True}}),
        ("ordinary_quorum", {"event": "approve", "terms": IN_KIND, "votes": {"present": 1}}),
        ("board_written", {"event": "resolve", "articles": NO_BOARD, "dividend": {"board": Board(written=True)}}),
    ],
)
def test_a_rule_is_asked_only_of_what_it_is_about(rule: str, changes: dict[str, Any]) -> None:
    assert ask(rule, step(**changes)).verdict is Verdict.NOT_APPLICABLE


EXTRAORDINARY = {"kind": MeetingKind.EXTRAORDINARY}
NOT_AUDITED = {"accounts_board_on": date(2018, 5, 1), "audited_on": date(2018, 5, 2)}  # approved before the audit
TOO_LATE = {"fiscal_year_end": date(2018, 1, 31)}
WAIVED = {"all_consented": True, "paper_voting": False, "voters": 10, "paper_copies_sent": False, "day": date(2023, 6, 29)}


@pytest.mark.parametrize(
    ("rule", "meeting", "articles"),
    [
        ("accounts_audited_first", NOT_AUDITED | EXTRAORDINARY, {"accounting_auditor": True}),
        ("accounts_audited_first", NOT_AUDITED, {"accounting_auditor": False}),
        ("agm_within_articles", TOO_LATE | EXTRAORDINARY, {"agm_months": 3}),
        ("e_provision_paper_request", WAIVED, {"listed": False, "e_provision": True}),
    ],
)
def test_a_rule_of_the_convocation_is_asked_only_of_what_it_is_about(
    rule: str, meeting: dict[str, Any], articles: dict[str, Any]
) -> None:
    assert ask(rule, convening(meeting=meeting, articles=articles)).verdict is Verdict.NOT_APPLICABLE


def listed(**changes: Any) -> dict[str, Any]:
    return {"company": replace(COMPANY, articles=replace(COMPANY.articles, **changes))}


NOT_LISTED = listed(listed=False, public=True)
PAID_OUT = replace(DIVIDEND, settlement=Settlement(paid=Decimal(608), unclaimed=Decimal(0), returned=Decimal(0)))
LEFT_OVER = replace(PAID_OUT, settlement=replace(PAID_OUT.settlement, unclaimed=Decimal(1)))
REVISED = (*deeds(count=2), Deed(seq=20, event="revise", source="proposed", dest="proposed", on=date(2018, 5, 28)))
RESOLVED_IN_2025 = (Deed(seq=20, event="resolve", source="drafted", dest="proposed", on=date(2025, 5, 23)),)
ELECTRONIC = listed(listed=False, e_provision=True)


@pytest.mark.parametrize(
    ("duty", "there", "not_there"),
    [
        ("tdnet_dividend", {}, NOT_LISTED),
        ("annual_report", {}, NOT_LISTED),
        ("extraordinary_report", {}, NOT_LISTED),
        (
            "extraordinary_report",
            {"meeting": replace(MEETING, day=date(2010, 6, 1))},
            {"meeting": replace(MEETING, day=date(2010, 5, 31))},
        ),
        ("fs_at_head_office", {}, {"meeting": replace(MEETING, kind=MeetingKind.EXTRAORDINARY)}),
        ("annulment_window", {}, {"dividend": replace(DIVIDEND, route=Route.BOARD)}),
        ("deemed_paid_1y", {}, {"dividend": PAID_OUT}),
        ("tdnet_progress", {"deeds": REVISED}, {}),
        ("tdnet_progress", {"deeds": REVISED}, NOT_LISTED | {"deeds": REVISED}),
        (
            "english_disclosure",
            listed(prime=True) | {"deeds": RESOLVED_IN_2025},
            listed(prime=True, listed=False) | {"deeds": RESOLVED_IN_2025},
        ),
        ("deemed_paid_1y", {"dividend": LEFT_OVER}, {"dividend": PAID_OUT}),
        (
            "e_provision_until",
            ELECTRONIC | {"meeting": replace(MEETING, day=date(2022, 9, 1))},
            ELECTRONIC | {"meeting": replace(MEETING, day=date(2022, 8, 31))},
        ),
        (
            "e_provision_until",
            listed() | {"meeting": replace(MEETING, day=date(2023, 3, 1))},
            listed() | {"meeting": replace(MEETING, day=date(2023, 2, 28))},
        ),
    ],
)
def test_a_duty_is_there_only_for_whom_it_binds(duty: str, there: dict[str, Any], not_there: dict[str, Any]) -> None:
    bound, free = ({each.id for each in timetable(standing(**changes), JAPAN)} for changes in (there, not_there))
    assert (duty in bound, duty in free) == (True, False)


LASTING = """shareholder_proposal e_provision_until agm_minutes annulment_window books_kept unclaimed_exclusion
unclaimed_prescription board_minutes written_consents""".split()
ONCE = """tdnet_dividend english_disclosure extraordinary_report annual_report tse_file_convocation fs_at_head_office
withholding_due payment_record_due payment_notice_due deemed_paid_1y""".split()


def test_some_duties_last_until_a_day() -> None:
    assert {each.id for each in JAPAN.duties if each.lasting} == set(LASTING)
    assert {each.id for each in JAPAN.duties} == {*LASTING, *ONCE, "tdnet_progress"}


@pytest.mark.parametrize(
    ("has_board", "due"), [(None, date(2018, 6, 13)), (True, date(2018, 6, 13)), (False, date(2018, 6, 20))]
)
def test_without_a_board_the_accounts_are_kept_from_one_week_before_the_meeting(has_board: bool | None, due: date) -> None:
    """fs_at_head_office: the safe day, before the one whose counting is not certain."""
    company = replace(COMPANY, articles=Articles(public=False, listed=False, has_board=has_board))
    found = {each.id: each.last_on for each in timetable(standing(company=company), JAPAN)}
    assert found["fs_at_head_office"] == due
