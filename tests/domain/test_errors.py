"""What the program says no with: each carries what a person needs to go on."""

from __future__ import annotations

from datetime import date

import pytest

from states.codec import read
from states.errors import Refused, WrongWords, known_here
from states.finding import Verdict, universal
from states.terms import Line

OBJECTION = universal("in_order", "before the deed it follows", Verdict.FAIL, "too early", remedy="wait")


@pytest.mark.parametrize(
    ("on", "said"), [(date(2018, 6, 28), "approve IIJ-FY2017-YE on 2018-06-28"), (None, "approve IIJ-FY2017-YE")]
)
def test_a_refusal_names_the_step_and_its_day_where_it_has_one(on: date | None, said: str) -> None:
    refused = Refused("IIJ-FY2017-YE", "approve", on, findings=(OBJECTION,), seq=12)
    assert (str(refused), refused.message, refused.remedy) == (said, said, "")
    assert (refused.ref, refused.event, refused.findings, refused.seq) == ("IIJ-FY2017-YE", "approve", (OBJECTION,), 12)


def test_a_refusal_knows_no_entry_no_day_to_wait_for_and_no_place_until_it_is_told() -> None:
    refused = Refused("IIJ-FY2017-YE", "approve", None, findings=())
    assert (refused.seq, refused.earliest, refused.where) == (None, None, "")


def test_wrong_words_are_said_with_a_way_out() -> None:
    wrong = WrongWords("day: 'soon' is not a day", remedy="give YYYY-MM-DD")
    assert (str(wrong), wrong.remedy, WrongWords("no").remedy) == ("day: 'soon' is not a day", "give YYYY-MM-DD", "")


def test_a_word_that_is_nearly_known_is_asked_back_and_any_other_is_told_all() -> None:
    known = ["per_share", "total", "rounding"]
    assert known_here("per_shar", known) == "did you mean per_share?"
    assert known_here("colour", known) == "known here: per_share, total, rounding"
    with pytest.raises(WrongWords) as refused:
        read(Line, {"per_shar": "1"})
    assert refused.value.remedy == "did you mean per_share?"
