"""Korea: from which day its rules are law, of what they ask nothing, and how long a dividend may be claimed."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from states.deadline import Status
from states.facts import Route
from states.finding import Verdict
from tests.domain.abroad import asking, d, showing
from tests.domain.test_korea import interim, moved

ask, show = asking("KR"), showing("KR")
NO_QUESTION = Verdict.NOT_APPLICABLE


@pytest.mark.parametrize(
    ("rule", "event", "route"),
    [
        ("kr_agm", "decide", Route.BOARD),
        ("kr_profits", "approve", Route.MEETING),
        ("kr_interim", "decide", Route.INTERIM),
        ("kr_record_3m", "approve", Route.MEETING),
        ("kr_record_notice", "approve", Route.MEETING),
        ("kr_pay_1m", "approve", Route.MEETING),
        ("kr_pay_1m_paid", "pay", Route.MEETING),
    ],
)
@pytest.mark.parametrize(("on", "asked"), [("2012-04-14", False), ("2012-04-15", True)])
def test_the_commercial_act_is_asked_as_it_reads_since_2012_04_15(
    rule: str, event: str, route: Route, on: str, asked: bool
) -> None:
    finding = ask(rule, moved(event, on, decided=on, route=route))
    assert (finding.verdict is not NO_QUESTION) is asked


@pytest.mark.parametrize(
    ("route", "interim_asked", "meeting_asked"),
    [(Route.INTERIM, True, False), (Route.BOARD, False, False), (Route.MEETING, False, True)],
)
def test_quarters_are_those_of_interim_dividends_and_the_reform_is_for_meetings(
    route: Route, interim_asked: bool, meeting_asked: bool
) -> None:
    context = interim("2024-05-10")
    context = replace(context, dividend=replace(context.dividend, route=route))
    for rule in ("kr_interim", "kr_interim_45_days"):
        assert (ask(rule, context).verdict is not NO_QUESTION) is interim_asked
    assert (ask("kr_order_reform", replace(context, event="resolve")).verdict is not NO_QUESTION) is meeting_asked


@pytest.mark.parametrize(
    ("paid", "today", "last", "status"),
    [
        ("2024-04-19", "2029-04-19", "2029-04-19", Status.OPEN),
        ("2024-04-19", "2029-04-20", "2029-04-19", Status.OVER),  # nobody missed a duty: a right has ended
        ("2024-02-29", "2029-02-28", "2029-02-28", Status.OPEN),
        ("2012-04-15", "2017-04-15", "2017-04-15", Status.OPEN),
        ("2012-04-14", "2017-04-15", None, None),  # before the Act read so
    ],
)
def test_a_dividend_may_be_claimed_for_five_years(paid: str, today: str, last: str | None, status: Status | None) -> None:
    line = show("kr_unclaimed", replace(moved("pay", paid, effective_on=paid), source="paying", today=d(today)))
    assert (line and (line.last_on, line.status, line.weight)) == (last and (d(last), status, "until"))


@pytest.mark.parametrize("state", ["withdrawn", "rejected", "superseded", "annulled"])
def test_nothing_may_be_claimed_of_what_is_never_paid(state: str) -> None:
    planned: dict[str, Any] = {"source": state, "today": d("2024-05-01")}
    assert show("kr_unclaimed", replace(moved("approve", "2024-03-28"), **planned)) is None
