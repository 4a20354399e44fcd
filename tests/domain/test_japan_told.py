"""Japan: which count is missing, of which day a list speaks, which line a worksheet has, and what is kept ten years."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from states.context import Context
from states.facts import Kind, MeetingKind
from states.finding import Verdict, Weight
from states.money import StatedTotal
from states.rulebooks.japan import JAPAN
from states.timetable import timetable
from tests.domain.iij import MEETING, SITTING, ask, step

PASS, FAIL, UNKNOWN = Verdict.PASS, Verdict.FAIL, Verdict.UNKNOWN
NONE = dict.fromkeys(("in_favour", "against", "abstained", "present", "exercisable"))


@pytest.mark.parametrize(
    ("votes", "message", "remedy"),
    [
        ({"in_favour": 60, "against": 30, "abstained": 10}, "votes present not stated", "state --present"),
        ({"present": 100}, "votes for not stated", "state --for"),
        ({}, "votes for and present not stated", "state --for and --present"),
    ],
)
def test_the_count_that_is_missing_is_named(votes: dict[str, int], message: str, remedy: str) -> None:
    finding = ask("ordinary_majority", step("approve", votes=NONE | votes))
    assert finding.verdict is UNKNOWN
    assert finding.message == f"{message}: the chair's declaration stands"
    assert finding.remedy == f"{remedy} once they are counted, then with ketsugi correct"


def test_a_list_is_told_by_the_day_it_is_drawn_up_for_and_not_by_its_arrival() -> None:
    finding = ask("record_holder_list", step("pay", dividend={"holder_list_on": date(2018, 4, 6)}))
    assert finding.verdict is FAIL
    assert "drawn up for 2018-04-06, record date 2018-03-31" in finding.message
    assert "not that of its arrival" in finding.remedy


SHEET = {"other_capital_surplus": "3000", "other_retained_earnings": "9000", "treasury_shares": "2000"}


def deciding(stated: str, **lines: str) -> Context:
    sheet = {name: StatedTotal.read(amount) for name, amount in (SHEET | lines).items()}
    return step("approve", dividend={"worksheet": sheet, "distributable_amount": StatedTotal.read(stated)})


@pytest.mark.parametrize(
    ("context", "verdict"),
    [
        (deciding("10001", other_added="1"), PASS),
        (deciding("9999", other_added="1"), FAIL),
        (deciding("9999", other_taken_off="1"), PASS),
        (deciding("10001", other_taken_off="1"), FAIL),
        (deciding("10000", after_a_demerger="1"), UNKNOWN),
    ],
)
def test_a_line_of_another_event_is_added_or_taken_off_and_a_strange_one_stops_nothing(
    context: Context, verdict: Verdict
) -> None:
    finding = ask("distributable_worksheet", context)
    assert (finding.verdict, finding.stops()) == (verdict, verdict is FAIL)
    if verdict is UNKNOWN:
        assert "after_a_demerger" in finding.message
        assert "other_added or other_taken_off" in finding.remedy


def kept(kind: MeetingKind) -> dict[str, date | None]:
    """The days until which papers of a meeting are kept."""
    meeting = replace(MEETING, kind=kind)
    context = replace(step("approve"), kind=Kind.MEETING, event="", source="held", meeting=meeting, deeds=())
    return {each.id: each.last_on for each in timetable((context,), JAPAN) if each.weight == "until"}


def test_the_consents_to_a_written_resolution_are_kept_ten_years() -> None:
    assert kept(MeetingKind.WRITTEN)["written_consents"] == date(2028, 6, 28) == SITTING.replace(year=2028)
    assert "written_consents" not in kept(MeetingKind.ORDINARY)


def booked(aside: str, total: str, sources: int = 1) -> Context:
    own: dict[str, Any] = {"capital": "60000", "reserves": "7000", "reserve_set_aside": aside}
    resources = {f"source {number}": StatedTotal.read("1") for number in range(sources)}
    amounts = {name: StatedTotal.read(value) for name, value in own.items()}
    return step("pay", dividend=amounts, line={"total": StatedTotal.read(total)}, terms={"resources": resources})


RESERVES = [
    (booked("501", "5009"), PASS),  # 500.9 are needed
    (booked("500", "5009"), UNKNOWN),  # rounded down
    (booked("499", "5009"), FAIL),
    (booked("499", "5009", 2), UNKNOWN),  # each of two sources may have been rounded down
    (booked("498", "5009", 2), FAIL),
    (booked("0", "5009"), FAIL),
]


@pytest.mark.parametrize(("context", "verdict"), RESERVES)
def test_what_rounding_down_explains_is_unknown_and_a_larger_shortfall_stops_until_it_is_passed_over(
    context: Context, verdict: Verdict
) -> None:
    finding = ask("reserve_one_tenth", context)
    assert (finding.verdict, finding.weight, finding.stops()) == (verdict, Weight.DEFECT, verdict is FAIL)
    assert not finding.stops(frozenset({"reserve_one_tenth"}))


def test_planted_a_reserve_that_is_rounded_up_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("states.rulebooks.japan.reserves.ROUND_FLOOR", "ROUND_CEILING")
    assert any(ask("reserve_one_tenth", context).verdict is not verdict for context, verdict in RESERVES)
