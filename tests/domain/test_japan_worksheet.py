"""The distributable amount as a worksheet: its lines make up what was stated, to the last digit of their rounding."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

import pytest

from states.context import Context
from states.finding import Verdict, Weight
from states.money import Span, StatedTotal
from states.rulebooks.japan.worksheet import ADDED, TAKEN_OFF, goodwill_adjustment
from tests.domain.iij import ask, step

PASS, FAIL, UNKNOWN, NO_QUESTION = Verdict.PASS, Verdict.FAIL, Verdict.UNKNOWN, Verdict.NOT_APPLICABLE
SHEET = {"other_capital_surplus": "3000", "other_retained_earnings": "9000", "treasury_shares": "2000"}


def deciding(sheet: Mapping[str, str], stated: str | None, **more: object) -> Context:
    lines = {name: StatedTotal.read(amount) for name, amount in sheet.items()}
    amount = StatedTotal.read(stated) if stated else None
    return step("approve", dividend={"worksheet": lines, "distributable_amount": amount, **more})


@pytest.mark.parametrize(
    ("changes", "stated", "verdict"),
    [
        ({}, "10000", PASS),
        ({}, "10001", FAIL),
        ({}, "9999", FAIL),
        ({}, None, UNKNOWN),
        ({"dividends_since": "500"}, "9500", PASS),
        ({"dividends_since": "500"}, "10000", FAIL),  # what was distributed since the year end is counted
        ({"gain_on_treasury_disposals": "70"}, "10070", PASS),
        ({"other_retained_earnings": "9 thousand"}, "10 thousand", PASS),
        ({"other_retained_earnings": "9 thousand"}, "10499", PASS),  # 9 thousand is anything from 8,500 to below 9,500
        ({"other_retained_earnings": "9 thousand"}, "10500", FAIL),
        ({"hidden_reserves": "1"}, "10001", UNKNOWN),
    ],
)
def test_the_lines_make_up_the_amount(changes: Mapping[str, str], stated: str | None, verdict: Verdict) -> None:
    finding = ask("distributable_worksheet", deciding(SHEET | changes, stated))
    assert finding.verdict is verdict
    assert finding.stops() is (verdict is FAIL)


def test_it_says_what_was_added_and_what_was_taken_off() -> None:
    for stated in ("10000", "9999"):
        finding = ask("distributable_worksheet", deciding(SHEET, stated))
        assert finding.figures == {"added": "12,000", "taken off": "2,000", "distributable amount": stated}


@pytest.mark.parametrize("name", [*ADDED, *TAKEN_OFF])
def test_each_line_is_added_or_taken_off_as_its_article_says(name: str) -> None:
    before = SHEET | {"other_retained_earnings": "90000", "other_capital_surplus": "30000", "treasury_shares": "20000"}
    more = before | {name: str(int(before.get(name, "0")) + 7)}
    expected = 100_000 + (7 if name in ADDED else -7)
    assert ask("distributable_worksheet", deciding(more, str(expected))).verdict is PASS
    assert ask("distributable_worksheet", deciding(more, "100000")).verdict is FAIL


@pytest.mark.parametrize("name", list(SHEET))
def test_a_line_that_every_sheet_has_is_never_taken_for_nothing(name: str) -> None:
    finding = ask("distributable_worksheet", deciding({k: v for k, v in SHEET.items() if k != name}, "10000"))
    assert (finding.verdict, finding.stops()) == (UNKNOWN, False)
    assert finding.message == f"{name.replace('_', ' ')} not stated"


@pytest.mark.parametrize(
    ("goodwill", "deferred", "expected"),
    [
        ("20000", "0", "0"),  # half of it is as much as capital and reserves
        ("20002", "0", "1"),
        ("20000", "1", "1"),
        ("10000", "5001", "1"),
        ("20000", "4000", "4000"),  # deferred assets beyond the surplus count, and not all of them
        ("26000", "0", "3000"),  # capital and reserves, and all of the other capital surplus
        ("26000", "1", "3001"),
        ("26002", "0", "3000"),  # beyond it, no more of the goodwill counts
        ("26002", "5", "3005"),
    ],
)
def test_goodwill_takes_off_what_the_rules_say(goodwill: str, deferred: str, expected: str) -> None:
    kept, surplus = Decimal(10_000), Decimal(3_000)
    assert goodwill_adjustment(Decimal(goodwill), Decimal(deferred), kept, surplus) == Decimal(expected)
    lines = {"goodwill": goodwill, "deferred_assets": deferred, "capital_and_reserves": "10000"}
    right = SHEET | lines | {"goodwill_adjustment": expected}
    assert ask("distributable_worksheet", deciding(right, str(10_000 - int(expected)))).verdict is PASS
    wrong = ask("distributable_worksheet", deciding(right | {"goodwill_adjustment": "9000"}, "1000"))
    assert (wrong.verdict, "goodwill takes off" in wrong.message) == (FAIL, True)
    assert wrong.figures == {"added": "12,000", "taken off": "11,000", "distributable amount": "1000"}


@pytest.mark.parametrize(
    ("lines", "verdict"),
    [
        ({"goodwill": "20000"}, PASS),  # without the other lines nothing follows from it
        ({"goodwill": "20000", "deferred_assets": "0"}, PASS),
        ({"goodwill": "20000", "deferred_assets": "0", "capital_and_reserves": "10000"}, PASS),  # which takes nothing off
        ({"goodwill": "20002", "deferred_assets": "0", "capital_and_reserves": "10000"}, FAIL),  # which takes 1 off
        ({"goodwill": "20 thousand", "deferred_assets": "0", "capital_and_reserves": "9000"}, PASS),  # not exact
    ],
)
def test_goodwill_of_which_nothing_is_taken_off_is_as_little_as_the_rules_let_stand(
    lines: dict[str, str], verdict: Verdict
) -> None:
    assert ask("distributable_worksheet", deciding(SHEET | lines, "10000")).verdict is verdict


def test_a_second_person_vouches_for_it_or_that_is_noted() -> None:
    finding = ask("worksheet_reviewed", deciding(SHEET, "10000"))
    assert (finding.verdict, finding.weight, finding.stops()) == (UNKNOWN, Weight.NOTE, False)
    vouched = deciding(SHEET, "10000", attest={"worksheet": "Suzuki, finance, 2018-05-20"})
    assert ask("worksheet_reviewed", vouched).verdict is PASS


def test_without_a_worksheet_nothing_is_added_up() -> None:
    assert ask("distributable_worksheet", step("approve")).verdict is NO_QUESTION
    assert ask("worksheet_reviewed", step("approve")).verdict is NO_QUESTION


def test_what_is_left_of_an_amount_within_its_rounding() -> None:
    ten, two = StatedTotal.read("10 thousand").span(), StatedTotal.read("2000").span()
    assert ten.less(two) == Span(Decimal(7500), True, Decimal(8500), False)
    assert two.less(two) == Span(Decimal(0), True, Decimal(0), True)


def test_planted_a_line_with_the_wrong_sign_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(ADDED, "treasury_shares", "461(2)(iii)")
    monkeypatch.delitem(TAKEN_OFF, "treasury_shares")
    assert ask("distributable_worksheet", deciding(SHEET, "10000")).verdict is FAIL  # which the table says passes
