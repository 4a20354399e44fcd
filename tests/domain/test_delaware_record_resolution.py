"""Delaware: the record date counts from the resolution that fixed it, which may be an earlier one than the declaration."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from states.context import Context
from states.dates import DAY
from states.facts import Articles, Company, Route
from states.finding import Finding, Verdict
from tests.domain.abroad import asking, d, the_rule
from tests.domain.iij import step
from workflow.calendars import CALENDARS

ask = asking("US-DE")
PASS, FAIL, UNKNOWN, NO_QUESTION = Verdict.PASS, Verdict.FAIL, Verdict.UNKNOWN, Verdict.NOT_APPLICABLE
CORP = Company(name="Corp", jurisdiction="US-DE", timezone="America/New_York", articles=Articles(listed=True))
DECLARED = d("2024-05-15")


def declared(record: date | None, told: date | None, **attest: str) -> Context:
    terms = {"record_on": record, "effective_on": d("2024-05-31")}
    facts = {"route": Route.BOARD, "meeting": None, "record_notice_on": told, "attest": attest}
    return step("decide", on=DECLARED, company=CORP, terms=terms, dividend=facts, calendars=CALENDARS)


def both(context: Context) -> tuple[Finding, Finding]:
    return ask("us_de_record", context), ask("us_de_record_fixed", context)


@pytest.mark.parametrize(
    ("record", "told", "usual", "earlier"),
    [
        (DECLARED - DAY, None, FAIL, NO_QUESTION),
        (DECLARED - DAY, DECLARED, FAIL, NO_QUESTION),  # told after it
        (DECLARED - DAY, DECLARED - DAY, PASS, UNKNOWN),
        (DECLARED - DAY, DECLARED - 11 * DAY, PASS, UNKNOWN),
        (DECLARED, DECLARED - 11 * DAY, PASS, NO_QUESTION),
        (DECLARED + DAY, DECLARED - 11 * DAY, PASS, NO_QUESTION),
        (None, DECLARED - DAY, PASS, NO_QUESTION),  # none is fixed: the day of the resolution
    ],
)
def test_a_record_date_before_the_declaration_needs_an_earlier_resolution(
    record: date | None, told: date | None, usual: Verdict, earlier: Verdict
) -> None:
    by_rule, by_word = both(declared(record, told))
    assert (by_rule.verdict, by_word.verdict) == (usual, earlier)
    assert by_rule.stops() is (usual is FAIL)
    assert by_word.stops() is (earlier is UNKNOWN)


@pytest.mark.parametrize("told", [None, DECLARED - 11 * DAY])
def test_a_person_vouches_for_the_earlier_resolution(told: date | None) -> None:
    by_rule, by_word = both(declared(DECLARED - DAY, told, record_resolution="board minutes of 2024-05-01"))
    assert (by_rule.verdict, by_word.verdict) == (PASS, PASS)
    assert "2024-05-01" in by_word.message


def test_the_remedies_name_the_earlier_resolution() -> None:
    by_rule, by_word = ask("us_de_record", declared(DECLARED - DAY, None)), both(declared(DECLARED - DAY, DECLARED - DAY))[1]
    assert "--record-notice-on DATE" in by_rule.remedy
    assert "--attest record-resolution=" in by_word.remedy


def test_the_sixty_days_are_asked_all_the_same() -> None:
    context = declared(d("2024-03-31"), d("2024-03-01"), record_resolution="board minutes")
    assert ask("us_de_record", context).verdict is FAIL  # paid on 2024-05-31, the 61st day


def test_planted_an_announcement_that_counts_whatever_its_day_is_found() -> None:
    rule = the_rule("US-DE", "us_de_record")
    assert isinstance(rule.test, tuple)
    planted = replace(rule, test=(replace(rule.test[0], when=lambda _: False), *rule.test[1:]))
    assert planted.ask(declared(DECLARED - DAY, DECLARED)).verdict is PASS  # which the table above refuses
