"""IIJ's release of 2018-05-24 alone: what it states is judged, and of all else the answer is unknown, never pass."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from states.context import Context
from states.deadline import Status
from states.facts import Articles, Company, Dividend, Kind, Meeting, MeetingKind, Route
from states.finding import Verdict
from states.rulebooks.japan import JAPAN
from states.rules import judge
from states.timetable import timetable
from tests.domain.iij import BOARD, EFFECT, NOTICE, RECORD, SITTING, TERMS, deeds, terms_digest
from workflow.calendars import CALENDARS

RELEASE = Context(
    kind=Kind.DIVIDEND,
    ref="IIJ-FY2017-YE",
    event="",
    source="proposed",
    dest="",
    on=BOARD,
    today=BOARD,
    company=Company(name="Internet Initiative Japan Inc.", jurisdiction="JP", articles=Articles(listed=True)),
    meeting=Meeting(kind=MeetingKind.ORDINARY, number=26, day=SITTING),
    dividend=Dividend(kind="year-end", route=Route.MEETING, fiscal_year_end=RECORD, meeting="IIJ-AGM26", terms=TERMS),
    meeting_state="planned",
    deeds=deeds(count=2),
    terms_digest=terms_digest(TERMS),
    calendars=CALENDARS,
)
MEETING = replace(RELEASE, kind=Kind.MEETING, ref="IIJ-AGM26", source="planned", deeds=())


KEPT = """effect_not_before_resolution effect_within_3_months record_before_right resolve_three_items
pay_business_day""".split()  # 2018-06-29 is a Friday
UNKNOWN = """accounts_audited_first agenda_bound annual_report distributable_amount
fs_enclosed net_assets_3m notice_written_form ordinary_majority ordinary_quorum
paper_voting_required reference_docs record_e_notice_continues record_holder_list record_public_notice
reserve_one_tenth settled_as_worked_out total_matches treasury_excluded unclaimed_exclusion unclaimed_prescription
vote_within_3_months""".split()


def test_the_timetable_keeps_only_what_the_release_states_and_names_what_is_missing() -> None:
    found = timetable([MEETING, RELEASE], JAPAN)
    assert sorted(each.id for each in found if each.status is Status.KEPT) == sorted(KEPT)
    assert sorted(each.id for each in found if each.status is Status.UNKNOWN) == sorted(UNKNOWN)
    rest = {each.status for each in found if each.id not in (*KEPT, *UNKNOWN)}
    assert rest == {Status.OPEN, Status.OVER}  # days to come


def test_what_has_no_day_and_no_step_ahead_is_not_listed() -> None:
    """Before anything is in a book no step is ahead; after payment none is left."""
    for source in (None, "closed"):
        found = timetable([replace(MEETING, source=None), replace(RELEASE, source=source)], JAPAN)
        assert not {"ordinary_majority", "net_assets_3m", "record_holder_list"} & {each.id for each in found}


@pytest.mark.parametrize(
    ("event", "on", "passed"),
    [
        ("convene", NOTICE, {"notice_public_co"}),  # the law asks the longer notice of every listed company
        ("approve", SITTING, {*KEPT} - {"pay_business_day"}),
        ("pay", EFFECT, {"pay_not_before_effect", "pay_business_day", "pay_delay"}),
    ],
)
def test_a_check_passes_only_what_the_release_and_the_step_state(event: str, on: date, passed: set[str]) -> None:
    subject = replace(MEETING if event == "convene" else RELEASE, event=event, on=on, today=on, meeting_state="convened")
    found = {each.guard: each.verdict for each in judge(subject, (), JAPAN.asked_at(subject.kind, event))}
    assert {guard for guard, verdict in found.items() if verdict is Verdict.PASS} == passed
    assert Verdict.FAIL not in found.values()
    assert Verdict.UNKNOWN in found.values()
