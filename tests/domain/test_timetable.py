"""The timetable: each limit beside its day, the check values of the first real case, and what is not known said so."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from states.context import Context, Deed
from states.dates import DAY, DayNotKnown
from states.deadline import Deadline, Status
from states.duties import Duty
from states.facts import Company, Dividend, Kind, Meeting, MeetingKind, Route
from states.rulebooks.japan import JAPAN
from states.rulebooks.japan.days import offices
from states.rules import Confidence
from states.timetable import timetable
from tests.domain.iij import COMPANY, DIVIDEND, MEETING, RECORD, SITTING, TODAY, deeds, step
from workflow.calendars import CALENDARS

EXCLUSION = replace(COMPANY, articles=replace(COMPANY.articles, exclusion_years=3))


def standing(**changes: Any) -> list[Context]:
    """The meeting and its dividend as they stand after approval, no step asked for."""
    dividend = replace(step("settle", calendars=CALENDARS, company=EXCLUSION), event="", on=TODAY, dest="")
    dividend = replace(dividend, **changes)
    meeting = replace(dividend, kind=Kind.MEETING, ref="IIJ-AGM26", deeds=dividend.meeting_deeds)
    return [meeting, dividend]


def rows(contexts: list[Context]) -> dict[str, Deadline]:
    return {each.id: each for each in timetable(contexts, JAPAN)}


LIMITS: Mapping[str, date] = {  # of the case of 2018
    "notice_public_co": date(2018, 6, 13),
    "accounts_approved": date(2018, 6, 7),
    "cg_early_notice": date(2018, 6, 7),
    "board_minutes": date(2028, 5, 24),
    "shareholder_proposal": date(2018, 5, 2),
    "fs_at_head_office": date(2018, 6, 13),
    "vote_within_3_months": date(2018, 6, 30),
    "effect_within_3_months": date(2018, 6, 30),
    "tdnet_dividend": date(2018, 5, 24),
    "withholding_due": date(2018, 7, 10),
    "payment_record_due": date(2018, 7, 30),
    "payment_notice_due": date(2018, 7, 30),
    "deemed_paid_1y": date(2019, 7, 10),
    "annulment_window": date(2018, 9, 28),
    "unclaimed_exclusion": date(2021, 6, 29),
    "agm_minutes": date(2028, 6, 28),
    "books_kept": date(2028, 3, 31),
}


@pytest.mark.parametrize(("name", "day"), LIMITS.items(), ids=LIMITS)
def test_each_limit_of_the_case_falls_on_its_day(name: str, day: date) -> None:
    assert rows(standing())[name].last_on == day


@pytest.mark.parametrize(
    ("year_end", "kind", "status", "last_on"),
    [
        (RECORD, MeetingKind.ORDINARY, Status.OVERDUE, date(2018, 6, 30)),
        (None, MeetingKind.ORDINARY, Status.UNKNOWN, None),
        (RECORD, MeetingKind.EXTRAORDINARY, None, None),
    ],
)
def test_the_annual_report_is_asked_for_once_a_year_with_the_ordinary_meeting(
    year_end: date | None, kind: MeetingKind, status: Status | None, last_on: date | None
) -> None:
    meeting = replace(MEETING, fiscal_year_end=year_end, kind=kind)
    found = [each for each in timetable(standing(meeting=meeting), JAPAN) if each.id == "annual_report"]
    assert [(each.status, each.last_on) for each in found] == ([(status, last_on)] if status else [])


def test_a_limit_is_asked_once_though_meeting_and_dividend_bring_it() -> None:
    found = [each for each in timetable(standing(), JAPAN) if each.id == "vote_within_3_months"]
    assert [each.subject for each in found] == ["IIJ-AGM26"]


def test_the_timetable_is_in_the_order_of_its_days() -> None:
    days = [each.last_on or each.first_on or date.max for each in timetable(standing(), JAPAN)]
    assert days == sorted(days)


@pytest.mark.parametrize(
    ("done", "today", "status", "slack"),
    [
        (None, date(2018, 7, 9), Status.OPEN, 1),
        (None, date(2018, 7, 10), Status.OPEN, 0),
        (None, date(2018, 7, 11), Status.OVERDUE, -1),
        (date(2018, 7, 10), TODAY, Status.KEPT, 0),
        (date(2018, 7, 11), TODAY, Status.MISSED, -1),
    ],
)
def test_a_duty_is_open_until_its_day_then_overdue_and_late_when_done_late(
    done: date | None, today: date, status: Status, slack: int
) -> None:
    dividend = standing()[1]
    deed = Deed(seq=20, event="fulfil", source="paying", dest="paying", on=done, fulfils=("withholding_due",))
    told = dividend.deeds if done is None else (*dividend.deeds, deed)
    found = rows(standing(deeds=told, today=today))["withholding_due"]
    assert (found.status, found.slack) == (status, slack)


@pytest.mark.parametrize(
    ("today", "status"),
    [(date(2018, 9, 27), Status.OPEN), (date(2018, 9, 28), Status.OPEN), (date(2018, 9, 29), Status.OVER)],
)
def test_what_lasts_is_over_and_never_overdue(today: date, status: Status) -> None:
    assert rows(standing(today=today))["annulment_window"].status is status


@pytest.mark.parametrize(
    ("resolved", "years"), [(date(2020, 3, 31), 10), (date(2020, 4, 1), 5)], ids=["old Code", "new Code"]
)
def test_prescription_changes_with_the_day_of_the_resolution(resolved: date, years: int) -> None:
    articles = replace(COMPANY, articles=replace(COMPANY.articles, exclusion_years=0))
    decided = Deed(seq=9, event="approve", source="proposed", dest="approved", on=resolved)
    terms = replace(DIVIDEND.terms, effective_on=date(2020, 4, 2))
    found = rows(standing(company=articles, deeds=(decided,), dividend=replace(DIVIDEND, terms=terms)))
    assert found["unclaimed_prescription"].last_on == date(2020 + years, 4, 2)
    assert "unclaimed_exclusion" not in found


def test_a_planned_day_beyond_a_limit_is_missed_and_on_it_kept() -> None:
    for effect, status in ((date(2018, 6, 30), Status.KEPT), (date(2018, 7, 1), Status.MISSED)):
        terms = replace(DIVIDEND.terms, effective_on=effect)
        found = rows(standing(dividend=replace(DIVIDEND, terms=terms)))["effect_within_3_months"]
        assert (found.status, found.on) == (status, effect)


def test_a_first_lawful_day_is_no_last_day() -> None:
    found = rows(standing())["effect_not_before_resolution"]
    assert (found.first_on, found.last_on, found.slack) == (SITTING, None, 1)


def test_of_nothing_stated_everything_is_unknown_and_nothing_kept() -> None:
    """A company, a meeting and a dividend of which nothing is known: no limit is met, none is missed."""
    blank = replace(standing()[1], company=Company(), meeting=Meeting(), meeting_deeds=(), deeds=(), dividend=Dividend())
    contexts = [replace(blank, kind=Kind.MEETING, ref="M"), blank]
    assert {each.status for each in timetable(contexts, JAPAN)} == {Status.UNKNOWN}


@pytest.mark.parametrize("missing", ["listed", "exclusion_years"])
def test_whether_a_duty_applies_may_be_unknown_and_then_no_day_is_given(missing: str) -> None:
    articles = replace(EXCLUSION.articles, **{missing: None})
    name = {"listed": "tdnet_dividend", "exclusion_years": "unclaimed_exclusion"}[missing]
    found = rows(standing(company=replace(COMPANY, articles=articles)))[name]
    assert (found.status, found.last_on) == (Status.UNKNOWN, None)
    assert "not stated whether" in found.message


def fulfilled(duty: str, on: date, seq: int) -> Deed:
    return Deed(seq=seq, event="fulfil", source="proposed", dest="proposed", on=on, fulfils=(duty,))


@pytest.mark.parametrize(
    ("told", "status"),
    [
        ((), Status.OVERDUE),
        ((date(2018, 5, 24),), Status.OVERDUE),  # of what was disclosed first, not of the change
        ((date(2018, 5, 28),), Status.KEPT),
        ((date(2018, 5, 24), date(2018, 5, 29)), Status.MISSED),
    ],
)
def test_each_change_of_what_was_disclosed_is_disclosed_anew(told: tuple[date, ...], status: Status) -> None:
    revised = Deed(seq=12, event="revise", source="proposed", dest="proposed", on=date(2018, 5, 28))
    known = (*deeds(DIVIDEND.terms, 2), *(fulfilled("tdnet_progress", day, 10 + n) for n, day in enumerate(told)), revised)
    found = rows(standing(deeds=known))["tdnet_progress"]
    assert (found.status, found.last_on) == (status, date(2018, 5, 28))


def told(*deeds: tuple[str, str]) -> tuple[Deed, ...]:
    """Deeds by their event and day."""
    return tuple(
        Deed(seq=n, event=event, source="drafted", dest="", on=date.fromisoformat(day))
        for n, (event, day) in enumerate(deeds)
    )


@pytest.mark.parametrize(
    ("deeds", "amended", "due"),
    [
        ((("draft", "2018-05-01"), ("revise", "2018-05-02"), ("resolve", "2018-05-24")), False, None),  # nothing was public
        ((("resolve", "2018-05-24"), ("revise", "2018-05-28")), False, "2018-05-28"),
        ((("decide", "2018-05-24"), ("revise", "2018-05-28")), False, "2018-05-28"),
        ((("resolve", "2018-05-24"), ("approve", "2018-06-28")), False, None),
        ((("resolve", "2018-05-24"), ("approve", "2018-06-28")), True, "2018-06-28"),
        ((("resolve", "2018-05-24"), ("approve", "2018-06-28"), ("pay", "2018-06-29")), True, "2018-06-28"),
        ((("resolve", "2018-05-24"), ("reject", "2018-06-28")), False, "2018-06-28"),
    ],
)
def test_what_changes_what_was_made_public_is_disclosed_on_its_day(
    deeds: tuple[tuple[str, str], ...], amended: bool, due: str | None
) -> None:
    found = rows(standing(deeds=told(*deeds), dividend=replace(DIVIDEND, amended=amended))).get("tdnet_progress")
    assert (found and found.last_on) == (due and date.fromisoformat(due))


def test_without_a_calendar_of_offices_no_day_is_counted() -> None:
    with pytest.raises(DayNotKnown, match=r"no calendar JP-GOV at hand"):
        offices(replace(standing()[1], calendars={}))


@pytest.mark.parametrize(
    ("resolved", "prime", "asked"),
    [(date(2025, 3, 31), True, False), (date(2025, 4, 1), True, True), (date(2025, 4, 1), False, False)],
)
def test_english_is_asked_of_the_prime_market_from_april_2025(resolved: date, prime: bool, asked: bool) -> None:
    articles = replace(EXCLUSION, articles=replace(EXCLUSION.articles, prime=prime))
    decided = Deed(seq=5, event="resolve", source="drafted", dest="proposed", on=resolved)
    assert ("english_disclosure" in rows(standing(company=articles, deeds=(decided,)))) is asked


@pytest.mark.parametrize(
    ("day", "until"),
    [(date(2023, 2, 28), None), (date(2023, 3, 1), date(2023, 6, 1)), (date(2023, 11, 29), date(2024, 2, 29))],
)
def test_materials_stay_up_three_months_after_meetings_from_march_2023(day: date, until: date | None) -> None:
    found = rows(standing(meeting=replace(MEETING, day=day))).get("e_provision_until")
    assert (found.last_on if found else None) == until


def test_without_a_calendar_of_offices_their_days_are_unknown() -> None:
    for name in ("withholding_due", "payment_record_due", "deemed_paid_1y", "extraordinary_report"):
        found = rows(standing(calendars={}))[name]
        assert (found.status, found.last_on, found.pressing) == (Status.UNKNOWN, None, True)
        assert found.message.startswith("no calendar JP-GOV at hand")


@pytest.mark.parametrize(
    ("meeting", "listed", "due"),
    [
        (date(2023, 2, 28), True, None),
        (date(2023, 3, 1), True, date(2023, 2, 7)),
        (date(2023, 3, 1), False, None),
    ],
    ids=["the last meeting before", "the first meeting under it", "not listed"],
)
def test_materials_are_filed_with_the_electronic_provision_of_a_listed_company(
    meeting: date, listed: bool, due: date | None
) -> None:
    company = replace(COMPANY, articles=replace(COMPANY.articles, listed=listed))
    sitting = replace(MEETING, day=meeting, e_provision_on=date(2023, 2, 7))
    found = rows(standing(company=company, meeting=sitting)).get("tse_file_convocation")
    assert (found.last_on if found else None) == due
    assert found is None or "could not be confirmed" in found.message


def test_minutes_of_a_company_without_a_board_are_no_duty() -> None:
    for public, expected in ((False, False), (True, True)):  # a public company always has a board
        articles = replace(COMPANY.articles, has_board=False, public=public, listed=public)
        assert ("board_minutes" in rows(standing(company=replace(COMPANY, articles=articles)))) == expected


@pytest.mark.parametrize("duty", JAPAN.duties, ids=[duty.id for duty in JAPAN.duties])
def test_a_duty_has_a_source_a_title_in_two_languages_and_says_what_is_uncertain(duty: Duty) -> None:
    assert duty.source
    assert duty.title.isascii()
    assert not duty.title_ja.isascii()
    assert duty.caution or duty.confidence is Confidence.SURE


@pytest.mark.parametrize("duty", JAPAN.duties, ids=[duty.id for duty in JAPAN.duties])
def test_what_is_counted_back_from_the_meeting_may_be_early_and_nothing_else(duty: Duty) -> None:
    assert duty.example
    assert duty.counted_forward is (duty.id not in ("fs_at_head_office", "shareholder_proposal", "tse_file_convocation"))


def test_planted_a_duty_counted_from_the_wrong_day_is_found() -> None:
    """The check values are fine enough to tell: each duty moved by a day fails its own line."""
    for duty in JAPAN.duties:
        if duty.id not in LIMITS:
            continue
        moved = replace(duty, due=lambda c, *days, duty=duty: duty.due(c, *days) + DAY)
        wrong = replace(JAPAN, duties=tuple(moved if each is duty else each for each in JAPAN.duties))
        assert {each.id: each.last_on for each in timetable(standing(), wrong)}[duty.id] != LIMITS[duty.id]


def test_the_fixture_is_the_case() -> None:
    assert (MEETING.day, DIVIDEND.terms.effective_on, len(deeds(DIVIDEND.terms, 4))) == (SITTING, date(2018, 6, 29), 4)


OF_A_MEETING = {"notice_public_co", "e_provision", "ordinary_quorum", "ordinary_majority", "annulment_window"}


@pytest.mark.parametrize("route", [*Route, None], ids=str)
def test_a_dividend_without_a_meeting_has_no_limits_of_a_meeting_where_the_board_decides(route: Route | None) -> None:
    drafted = replace(DIVIDEND, route=route, meeting=None)
    alone = replace(
        standing(dividend=drafted, deeds=(), meeting=None, meeting_deeds=(), meeting_state=None)[1], source="drafted"
    )
    shown = {each.id for each in timetable([alone], JAPAN)}
    assert bool(shown & OF_A_MEETING) is (route not in (Route.BOARD, Route.INTERIM))
    assert {"effect_within_3_months", "record_before_right", "withholding_due", "net_assets_3m", "total_matches"} <= shown
