"""A correction names an entry of its own subject, and a day that has come."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from states.finding import Verdict
from states.guards.correction import corrects_own_entry
from tests.domain.iij import DAY, SITTING, TODAY, sound, step

PASS, FAIL, UNKNOWN = Verdict.PASS, Verdict.FAIL, Verdict.UNKNOWN
TO_COME = "entry 12 is to have happened on 2019-01-01, today 2018-12-31"
NOT_OURS = "entry 9 is not an applied entry of IIJ-FY2017-YE"


@pytest.mark.parametrize(
    ("corrects", "corrected_on", "verdict", "said", "remedy"),
    [
        (10, None, PASS, "corrects entry 10", ""),
        (12, SITTING, PASS, "corrects entry 12", ""),
        (12, TODAY - DAY, PASS, "corrects entry 12", ""),
        (12, TODAY, PASS, "corrects entry 12", ""),
        (12, TODAY + DAY, FAIL, TO_COME, "give the day of the minutes"),
        (9, None, FAIL, NOT_OURS, "name one of its entries: 10, 11, 12"),
        (9, TODAY + DAY, FAIL, NOT_OURS, "name one of its entries: 10, 11, 12"),
        (None, None, UNKNOWN, "the entry is not named", "give --entry NUMBER"),
    ],
)
def test_a_correction_names_an_entry_of_its_own_subject_and_a_day_that_has_come(
    corrects: int | None, corrected_on: date | None, verdict: Verdict, said: str, remedy: str
) -> None:
    context = replace(step("note"), event="correct", corrects=corrects, corrected_on=corrected_on)
    finding = sound(corrects_own_entry(context))
    assert (finding.guard, finding.title) == ("corrects_own_entry", "not a correction")
    assert (finding.verdict, finding.message, finding.remedy) == (verdict, said, remedy)
    assert finding.stops() == (verdict is not PASS)


@pytest.mark.parametrize(
    ("corrects", "figures"), [(12, {"corrected": "2019-01-01", "today": "2018-12-31"}), (9, {"entry": "9"})]
)
def test_a_refused_correction_shows_its_figures(corrects: int, figures: dict[str, str]) -> None:
    context = replace(step("note"), event="correct", corrects=corrects, corrected_on=TODAY + DAY)
    assert dict(corrects_own_entry(context).figures) == figures


def test_a_subject_without_entries_has_nothing_to_correct() -> None:
    finding = sound(corrects_own_entry(replace(step("note"), event="correct", corrects=1, deeds=())))
    assert (finding.verdict, finding.remedy) == (FAIL, "name one of its entries: there are none")
