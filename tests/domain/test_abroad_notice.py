"""The notice of a meeting abroad: which meetings are asked, by which law, and each day moved across its limit."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from states.context import Context
from states.dates import DAY
from states.facts import Articles, Company, MeetingKind
from states.finding import Verdict, Weight
from tests.domain.abroad import asking, d, the_rule
from tests.domain.iij import convening
from workflow.calendars import CALENDARS

PASS, FAIL, UNKNOWN, NO_QUESTION = Verdict.PASS, Verdict.FAIL, Verdict.UNKNOWN, Verdict.NOT_APPLICABLE
ORDINARY, EXTRAORDINARY, WRITTEN = MeetingKind.ORDINARY, MeetingKind.EXTRAORDINARY, MeetingKind.WRITTEN


def notice(jurisdiction: str, on: str, meeting: dict[str, Any], **articles: Any) -> Context:
    company = Company(name="C", jurisdiction=jurisdiction, articles=Articles(**articles))
    return convening(company=company, on=d(on), meeting=meeting, calendars=CALENDARS)


LTD, PLC = {"listed": False, "public": False}, {"listed": False, "public": True}


@pytest.mark.parametrize(
    ("on", "articles", "kind", "verdict", "slack"),
    [
        ("2018-05-08", LTD, ORDINARY, PASS, 1),
        ("2018-05-09", LTD, ORDINARY, PASS, 0),  # 14 full days lie between
        ("2018-05-10", LTD, ORDINARY, FAIL, -1),
        ("2018-05-09", PLC, EXTRAORDINARY, PASS, 0),
        ("2018-05-10", PLC, EXTRAORDINARY, FAIL, -1),
        ("2018-05-10", {"listed": True}, EXTRAORDINARY, FAIL, -1),
        ("2018-05-10", PLC, ORDINARY, NO_QUESTION, None),  # the annual meeting has 21 days, by uk_agm_notice
        ("2018-05-10", {}, EXTRAORDINARY, FAIL, -1),
        ("2018-05-10", {}, ORDINARY, UNKNOWN, None),
        ("2018-05-10", PLC, None, UNKNOWN, None),
        ("2018-05-10", LTD, WRITTEN, NO_QUESTION, None),  # nobody is called to it
    ],
)
def test_any_other_meeting_than_the_annual_one_of_a_plc_has_14_clear_days(
    on: str, articles: dict[str, Any], kind: MeetingKind | None, verdict: Verdict, slack: int | None
) -> None:
    finding = asking("GB")("uk_notice", notice("GB", on, {"day": d("2018-05-24"), "kind": kind}, **articles))
    assert (finding.verdict, finding.slack, finding.weight) == (verdict, slack, Weight.DEFECT)
    assert finding.stops() is (verdict is FAIL)
    assert not finding.stops(frozenset({"uk_notice"}))  # on the consent of the members


def test_a_notice_of_13_clear_days_is_refused_with_the_count_and_the_way_out() -> None:
    finding = asking("GB")("uk_notice", notice("GB", "2018-05-10", {"day": d("2018-05-24"), "kind": EXTRAORDINARY}))
    assert "13 clear days, 14 needed" in finding.message
    assert "s. 307(5), (6)" in finding.remedy


@pytest.mark.parametrize(
    ("on", "sitting", "verdict"),
    [
        ("2009-10-31", "2009-11-20", NO_QUESTION),  # convened under the older law, by which a weekend moved the day
        ("2009-11-01", "2009-11-20", FAIL),
        ("2009-11-01", "2009-12-02", PASS),
        ("2009-11-01", "2009-12-01", FAIL),
    ],
)
def test_in_germany_no_day_rolls_for_meetings_convened_from_november_2009_on(
    on: str, sitting: str, verdict: Verdict
) -> None:
    facts = {"day": d(sitting), "registration_days": 0}
    assert asking("DE")("de_notice", notice("DE", on, facts, listed=True)).verdict is verdict


@pytest.mark.parametrize(
    ("on", "kind", "verdict"),
    [
        ("2024-03-28", ORDINARY, PASS),
        ("2024-03-29", ORDINARY, UNKNOWN),
        ("2024-03-30", ORDINARY, FAIL),
        ("2024-03-30", None, FAIL),
        ("2024-03-30", WRITTEN, NO_QUESTION),
        ("2024-04-18", WRITTEN, NO_QUESTION),
    ],
)
def test_in_switzerland_nobody_is_convened_to_a_written_resolution(
    on: str, kind: MeetingKind | None, verdict: Verdict
) -> None:
    finding = asking("CH")("ch_notice", notice("CH", on, {"day": d("2024-04-18"), "kind": kind}))
    assert finding.verdict is verdict


def test_planted_a_count_that_takes_the_day_of_the_meeting_in_is_found() -> None:
    rule = the_rule("GB", "uk_notice")
    assert isinstance(rule.test, tuple)
    planted = replace(rule, test=(replace(rule.test[0], limit=lambda c, meeting: meeting - 14 * DAY),))
    late = notice("GB", "2018-05-10", {"day": d("2018-05-24"), "kind": EXTRAORDINARY})
    assert planted.ask(late).verdict is PASS  # which the table above says is a day late
