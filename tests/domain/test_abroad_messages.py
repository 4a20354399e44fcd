"""What rules abroad say: each thing once, a day by its own name, and a remedy that can be done at that step."""

from __future__ import annotations

from typing import Any

import pytest

from states.context import Context
from states.facts import Articles, Company, Route
from states.finding import Verdict
from tests.domain.abroad import asking, book_of, d
from tests.domain.iij import step
from workflow.calendars import CALENDARS


def at(jurisdiction: str, event: str = "approve", **changes: Any) -> Context:
    company = Company(name="C", jurisdiction=jurisdiction, articles=Articles(listed=True, public=True))
    return step(event, company=company, calendars=CALENDARS, **changes)


def test_a_day_that_must_be_one_is_said_to_be_missing_once() -> None:
    terms = {"ex_on": None, "record_on": None, "effective_on": d("2017-02-06")}
    context = at("DE", on=d("2017-02-01"), meeting={"day": d("2017-02-01")}, terms=terms)
    finding = asking("DE")("de_ex", context)
    assert finding.message == "ex-day not stated; computed 2017-02-02; record date not stated; computed 2017-02-03"


@pytest.mark.parametrize(
    ("jurisdiction", "rule", "event"),
    [("GB", "uk_announce", "approve"), ("US-DE", "us_notice_10d", "decide"), ("AU", "au_record", "decide")],
)
def test_an_announcement_is_called_so_and_both_ways_to_state_it_are_named(jurisdiction: str, rule: str, event: str) -> None:
    route = Route.MEETING if event == "approve" else Route.BOARD
    dividend = {"route": route, "record_notice_on": None}
    context = at(jurisdiction, event, on=d("2018-06-28"), dividend=dividend, terms={"record_on": d("2018-07-31")})
    finding = asking(jurisdiction)(rule, context)
    assert finding.verdict is Verdict.UNKNOWN
    assert "announcement not stated" in finding.message
    assert "--record-notice-on DATE, or --set record_notice_on=DATE" in finding.remedy
    assert "public notice" not in finding.message + finding.remedy


def test_a_late_payment_in_london_is_agreed_and_noted() -> None:
    finding = asking("GB")("uk_pay", at("GB", "pay", on=d("2018-06-01"), terms={"record_on": d("2018-04-13")}))
    assert (finding.verdict, finding.stops()) == (Verdict.FAIL, False)
    assert finding.remedy == 'agree the day with the exchange, and say so in a note: ketsugi note REF "TEXT"'


def test_a_payment_on_account_in_germany_says_what_is_not_asked() -> None:
    finding = asking("DE")("de_interim", at("DE", "decide", dividend={"route": Route.INTERIM}))
    assert finding.message == "a payment on account of the profit: s. 59 is not asked"


@pytest.mark.parametrize("jurisdiction", ["CH", "HK", "AU"])
def test_a_country_without_a_limit_of_payment_says_so(jurisdiction: str) -> None:
    book = book_of(jurisdiction)
    assert any("payment" in row for row in book.left_out)
