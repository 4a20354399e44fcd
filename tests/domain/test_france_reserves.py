"""France: nine months are certain for the annual dividend; of what another meeting distributes they are disputed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from states.context import Context
from states.dates import within_months
from states.facts import Articles, Company, MeetingKind
from states.finding import Verdict, Weight
from tests.domain.abroad import asking, d, the_rule
from tests.domain.iij import step

ask = asking("FR")
PASS, FAIL, UNKNOWN = Verdict.PASS, Verdict.FAIL, Verdict.UNKNOWN
FIRM = Company(name="SA", jurisdiction="FR", articles=Articles(listed=True))
SITTING = d("2018-09-20")
OTHERS = [MeetingKind.EXTRAORDINARY, MeetingKind.WRITTEN]


def planned(kind: MeetingKind | None, pay: str | None, extended: str | None = None) -> Context:
    return moved("approve", SITTING, kind, pay, extended)


def moved(event: str, on: date, kind: MeetingKind | None, pay: str | None, extended: str | None = None) -> Context:
    terms: dict[str, Any] = {"effective_on": d("2018-09-25") if pay else None, "pay_on": d(pay) if pay else None}
    facts = {"fiscal_year_end": d("2017-12-31"), "extended_until_on": d(extended) if extended else None}
    return step(event, on=on, company=FIRM, meeting={"day": SITTING, "kind": kind}, terms=terms, dividend=facts)


@pytest.mark.parametrize("kind", [MeetingKind.ORDINARY, None])
@pytest.mark.parametrize(("pay", "verdict"), [("2018-09-29", PASS), ("2018-09-30", PASS), ("2018-10-01", FAIL)])
def test_of_the_annual_dividend_nine_months_are_a_bar(kind: MeetingKind | None, pay: str, verdict: Verdict) -> None:
    finding = ask("fr_9_months", planned(kind, pay))
    assert (finding.verdict, finding.weight, finding.stops()) == (verdict, Weight.BAR, verdict is FAIL)


@pytest.mark.parametrize("kind", OTHERS)
@pytest.mark.parametrize(
    ("pay", "extended", "verdict"),
    [
        ("2018-09-29", None, PASS),
        ("2018-09-30", None, PASS),
        ("2018-10-01", None, UNKNOWN),
        ("2030-01-01", None, UNKNOWN),
        ("2018-10-31", "2018-10-31", PASS),
        ("2018-11-01", "2018-10-31", UNKNOWN),
    ],
)
def test_of_what_another_meeting_distributes_it_is_not_known_and_stops_nothing(
    kind: MeetingKind, pay: str, extended: str | None, verdict: Verdict
) -> None:
    finding = ask("fr_9_months", planned(kind, pay, extended))
    assert (finding.verdict, finding.stops()) == (verdict, False)
    if verdict is UNKNOWN:
        assert "disputed" in finding.message
        assert "ask counsel" in finding.remedy
        assert finding.bound == d(extended or "2018-09-30")
    paid = ask("fr_9_months_paid", moved("pay", d(pay), kind, None, extended))
    assert (paid.verdict, paid.stops()) == (verdict, False)


def test_while_the_day_is_missing_the_certain_limit_is_told_and_no_last_day_of_all_time() -> None:
    finding = ask("fr_9_months", planned(MeetingKind.EXTRAORDINARY, None))
    assert "last day 2018-09-30, or later (whether" in finding.message
    assert "9999" not in finding.message


def test_planted_a_limit_that_is_certain_of_every_meeting_is_found() -> None:
    rule = the_rule("FR", "fr_9_months")
    assert isinstance(rule.test, tuple)
    planted = replace(rule, test=(replace(rule.test[0], limit=lambda c, year_end: within_months(year_end, 9)),))
    assert planted.ask(planned(MeetingKind.EXTRAORDINARY, "2018-10-01")).stops()  # which the table above allows
