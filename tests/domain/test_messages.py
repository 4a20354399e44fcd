"""What a message quotes of the value it refuses, letter by letter."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from states import codec
from states.canonical import SAFE_INTEGER
from states.errors import WrongWords
from states.facts import Company, Dividend, Meeting
from states.rulebooks.days import FISCAL_YEAR_END, PAYMENT
from tests.domain.iij import step

CONTROL = "a\x1bb"


@pytest.mark.parametrize(
    ("facts", "values", "said"),
    [
        (Company, 5, "facts: 5 is not a table"),
        (Company, {"name": 5}, "name: 5 is not text"),
        (Company, {"articles": 5}, "articles: 5 is not a table"),
        (Company, {"attest": 5}, "attest: 5 is not a table"),
        (Meeting, {"continued_on": 5}, "continued_on: 5 is not a list"),
        (Meeting, {"kind": "big"}, "kind: 'big' is unknown"),
        (Company, {"name": date(2018, 6, 28)}, "name: 2018-06-28 is not text"),
        (Company, {"name": SAFE_INTEGER}, f"name: {SAFE_INTEGER} is not text"),
        (Company, {"name": -SAFE_INTEGER}, f"name: {-SAFE_INTEGER} is not text"),
        (Company, {"name": SAFE_INTEGER + 1}, "name: a whole number of 54 bits is not text"),
        (Meeting, {"kind": CONTROL}, "kind: 'a\\x1bb' is unknown"),
        (Meeting, {"kind": "株"}, "kind: '株' is unknown"),
        (Meeting, {"kind": "x" * 58}, f"kind: '{'x' * 58}' is unknown"),  # 60 with its quotes
        (Meeting, {"kind": "x" * 59}, f"kind: '{'x' * 56}… is unknown"),
    ],
)
def test_a_message_quotes_what_it_refuses(facts: type, values: Any, said: str) -> None:
    with pytest.raises(WrongWords) as no:
        codec.read(facts, values)
    assert no.value.message == said


def test_an_unknown_word_is_answered_with_the_known_ones() -> None:
    with pytest.raises(WrongWords) as no:
        codec.read(Dividend, {"route": "elsewhere"})
    assert no.value.remedy == "known here: meeting, board, interim"


def test_a_message_names_the_place_it_was_asked_about() -> None:
    with pytest.raises(WrongWords, match=r"^articles: 5 is not a table$"):
        codec.read(Company, 5, "articles")


@pytest.mark.parametrize(
    ("event", "said"),
    [("resolve", "revise"), ("approve", "revise, or adjust once it is decided"), ("pay", "adjust"), ("settle", "adjust")],
)
def test_what_is_missing_is_stated_with_the_step_that_is_still_possible(event: str, said: str) -> None:
    assert PAYMENT.how(step(event)) == f"--pay-on with ketsugi {said}"
    assert FISCAL_YEAR_END.how(step(event)) == "--fiscal-year-end with ketsugi revise"  # adjust does not state it
