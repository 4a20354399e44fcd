"""Exact amounts, and totals that are true to their last stated digit."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from math import ceil, floor

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from states import money
from states.money import Rounding, Span, StatedTotal, amount

HALF_UP, DOWN, UP = Rounding.HALF_UP, Rounding.DOWN, Rounding.UP
PER_SHARE = Decimal("13.50")
NINES = "9" * 30


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("13.50", "13.50"),
        ("0", "0"),
        ("0.00", "0.00"),
        ("608451601.5", "608451601.5"),
        ("608,451,601", "608451601"),
        ("1,000.005", "1000.005"),
        ("007", "7"),
        (NINES, NINES),
        ("0." + "1" * 29, "0." + "1" * 29),
    ],
)
def test_plain_decimal_text_is_an_amount_with_every_digit_it_has(text: str, value: str) -> None:
    assert amount(text).as_tuple() == Decimal(value).as_tuple()


@pytest.mark.parametrize(
    "text",
    ["", " ", "13.50 ", " 13.50", "-1", "+1", "1e3", "1E3", "NaN", "Infinity", "¥100", "JPY 100", "13.", ".5", "1_000"]
    + ["1,00", "1234,567", "1,2345", ",100", "100,", "1,000,00", "1.000,5", "1.2.3", "１３", "١٣", "13.5\n", "13,50"]
    + ["9" * 31, "1." + "0" * 30, "0x10", "1/2", "⑬"],
)
def test_anything_but_plain_decimal_text_is_no_amount(text: str) -> None:
    with pytest.raises(ValueError):
        amount(text)


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("608 million", "608000000", "1000000"),
        ("608.5 million", "608500000", "100000"),
        ("608.50 million", "608500000", "10000"),
        ("2,644 million", "2644000000", "1000000"),
        ("1.2 billion", "1200000000", "100000000"),
        ("5 thousand", "5000", "1000"),
        ("3 trillion", "3000000000000", "1000000000000"),
        ("2.5 lakh", "250000", "10000"),
        ("1,234.56 crore", "12345600000", "100000"),
        ("0.0001 thousand", "0.1", "0.1"),
        ("608,451,601", "608451601", "0"),
        ("608451601.5", "608451601.5", "0"),
        ("0", "0", "0"),
        ("0 million", "0", "1000000"),
    ],
)
def test_the_unit_of_a_stated_total_is_the_place_of_its_last_digit(text: str, value: str, unit: str) -> None:
    stated = StatedTotal.read(text)
    assert (stated.amount, stated.unit, str(stated)) == (Decimal(value), Decimal(unit), text)


@pytest.mark.parametrize(
    "text",
    ["608million", "608  million", "608 million ", " 608 million", "608 ", "million", "608 Million", "608 mio", "608m"]
    + ["608 million yen", "608 百万", "-1 million", "1e3 million", "", "608\tmillion", "6,08 million", "about 608 million"],
)
def test_anything_else_is_no_total(text: str) -> None:
    with pytest.raises(ValueError) as refused:
        StatedTotal.read(text)
    assert str(refused.value) in text


# ── 13.50 yen a share, "608 million" in all ──────────────────────────────────────────────────────────────────────────


def test_the_total_of_the_case_ends_in_half_a_yen_and_is_608_million() -> None:
    exact = money.product(PER_SHARE, 45_070_489)
    assert exact == Decimal("608451601.5")
    assert StatedTotal.read("608 million").covers(exact)


@pytest.mark.parametrize(
    ("rounding", "first", "last"),
    [
        (HALF_UP, 45_000_000, 45_074_074),  # 607.5 million exactly, and just below 608.5 million
        (DOWN, 45_037_038, 45_111_111),  # just above 608 million, and just below 609 million
        (UP, 44_962_963, 45_037_037),  # just above 607 million, and just below 608 million
    ],
)
def test_608_million_stands_for_just_these_counts_of_shares(rounding: Rounding, first: int, last: int) -> None:
    stated = StatedTotal.read("608 million")
    covered = [stated.covers(money.product(PER_SHARE, n), rounding) for n in (first - 1, first, last, last + 1)]
    assert covered == [False, True, True, False]


@pytest.mark.parametrize(
    ("text", "rounding", "exact", "covered"),
    [
        ("608 million", HALF_UP, "607499999.99", False),
        ("608 million", HALF_UP, "607500000", True),
        ("608 million", HALF_UP, "608499999.99", True),
        ("608 million", HALF_UP, "608500000", False),
        ("608 million", DOWN, "607999999.99", False),
        ("608 million", DOWN, "608000000", True),
        ("608 million", DOWN, "608999999.99", True),
        ("608 million", DOWN, "609000000", False),
        ("608 million", UP, "607000000", False),
        ("608 million", UP, "607000000.01", True),
        ("608 million", UP, "608000000", True),
        ("608 million", UP, "608000000.01", False),
        ("608.5 million", HALF_UP, "608449999.9", False),
        ("608.5 million", HALF_UP, "608450000", True),
        ("608.5 million", HALF_UP, "608451601.5", True),
        ("608.5 million", HALF_UP, "608550000", False),
        ("608,451,601", HALF_UP, "608451601", True),
        ("608,451,601", HALF_UP, "608451601.5", False),
        ("608,451,601", DOWN, "608451601.5", False),  # written in full it is exact, however it was rounded
        ("608,451,602", UP, "608451601.5", False),
        ("608451601.50", HALF_UP, "608451601.5", True),
        ("0 million", HALF_UP, "499999.99", True),
        ("0 million", HALF_UP, "500000", False),
    ],
)
def test_a_stated_total_covers_what_rounds_to_it_up_to_its_limits(
    text: str, rounding: Rounding, exact: str, covered: bool
) -> None:
    assert StatedTotal.read(text).covers(Decimal(exact), rounding) is covered


@pytest.mark.parametrize(
    ("rounding", "span"),
    [
        (HALF_UP, ("607500000", True, "608500000", False)),
        (DOWN, ("608000000", True, "609000000", False)),
        (UP, ("607000000", False, "608000000", True)),
    ],
)
def test_the_span_of_a_stated_total_is_one_unit_with_one_of_its_ends(
    rounding: Rounding, span: tuple[str, bool, str, bool]
) -> None:
    low, with_low, high, with_high = span
    assert StatedTotal.read("608 million").span(rounding) == (Decimal(low), with_low, Decimal(high), with_high)


@pytest.mark.parametrize(
    ("text", "rounding", "said"),
    [
        ("608 million", HALF_UP, "from 607,500,000 to below 608,500,000"),
        ("608 million", DOWN, "from 608,000,000 to below 609,000,000"),
        ("608 million", UP, "above 607,000,000 to 608,000,000"),
        ("608,451,601", UP, "608,451,601"),
    ],
)
def test_a_span_says_which_of_its_ends_is_counted_in(text: str, rounding: Rounding, said: str) -> None:
    assert str(StatedTotal.read(text).span(rounding)) == said


def test_however_it_was_rounded_a_total_stands_for_less_than_a_unit_more_or_less() -> None:
    assert StatedTotal.read("608 million").widest() == (Decimal(607_000_000), False, Decimal(609_000_000), False)
    assert StatedTotal.read("608,451,601").widest() == (Decimal(608_451_601), True, Decimal(608_451_601), True)


def test_a_total_written_in_full_spans_itself_alone() -> None:
    stated = StatedTotal.read("608,451,601")
    assert {stated.span(rounding) for rounding in Rounding} == {(stated.amount, True, stated.amount, True)}


@pytest.mark.parametrize(
    ("roundings", "sum_"),
    [
        ((HALF_UP, HALF_UP), ("1215000000", True, "1217000000", False)),
        ((DOWN, UP), ("1215000000", False, "1217000000", False)),
        ((UP, UP), ("1214000000", False, "1216000000", True)),
        ((), ("0", True, "0", True)),
    ],
)
def test_the_sum_of_totals_reaches_an_end_only_where_each_of_them_does(
    roundings: tuple[Rounding, ...], sum_: tuple[str, bool, str, bool]
) -> None:
    low, with_low, high, with_high = sum_
    together = Span.sum([StatedTotal.read("608 million").span(rounding) for rounding in roundings])
    assert together == (Decimal(low), with_low, Decimal(high), with_high)


# ── Against an independent rounding ──────────────────────────────────────────────────────────────────────────────────

ROUND = {HALF_UP: lambda x: floor(x + Fraction(1, 2)), DOWN: floor, UP: ceil}
AWAY = {HALF_UP: Fraction(1, 2), DOWN: Fraction(-1, 2), UP: Fraction(1, 2)}  # half a unit off, on the side not covered
WORDS = {"thousand": 3, "million": 6, "billion": 9, "trillion": 12}


def decimal(value: Fraction) -> Decimal:
    """A fraction of decimal places as its decimal text says."""
    places = 12
    scaled = value * 10**places
    assert scaled.denominator == 1
    digits = str(abs(scaled.numerator)).rjust(places + 1, "0")
    return Decimal(f"{'-' if scaled < 0 else ''}{digits[:-places]}.{digits[-places:]}")


def stated(exact: Fraction, word: str, decimals: int, rounding: Rounding) -> tuple[StatedTotal, Fraction, Fraction]:
    """``exact`` rounded in whole numbers, as someone would state it; with the figure stated and its unit."""
    unit = Fraction(10) ** (WORDS[word] - decimals)
    count = ROUND[rounding](exact / unit)
    digits = str(count).rjust(decimals + 1, "0")
    figure = f"{digits[:-decimals]}.{digits[-decimals:]}" if decimals else digits
    return StatedTotal.read(f"{figure} {word}"), count * unit, unit


@settings(max_examples=600)
@given(
    exact=st.integers(0, 10**18).map(lambda n: Fraction(n, 1000)),
    word=st.sampled_from(sorted(WORDS)),
    decimals=st.integers(0, 3),
    rounding=st.sampled_from(Rounding),
)
def test_a_total_rounded_by_another_hand_is_covered_and_half_a_unit_away_is_not(
    exact: Fraction, word: str, decimals: int, rounding: Rounding
) -> None:
    total, figure, unit = stated(exact, word, decimals, rounding)
    assert total.covers(decimal(exact), rounding)
    assert not total.covers(decimal(figure + unit * AWAY[rounding]), rounding)
    assert not total.covers(decimal(exact + unit), rounding)
    assert not total.covers(decimal(exact - unit), rounding)


# ── Every digit kept ─────────────────────────────────────────────────────────────────────────────────────────────────


@settings(max_examples=400)
@given(
    digits=st.integers(0, 10**30 - 1),
    places=st.integers(0, 29),
    shares=st.integers(0, 2**53 - 1),
    others=st.lists(st.tuples(st.integers(0, 10**30 - 1), st.integers(0, 29)), max_size=5),
)
def test_products_and_sums_of_thirty_digits_lose_none(
    digits: int, places: int, shares: int, others: list[tuple[int, int]]
) -> None:
    per_share = Decimal(f"{digits}E-{places}")
    assert Fraction(money.product(per_share, shares)) == Fraction(digits, 10**places) * shares
    amounts = [Decimal(f"{number}E-{point}") for number, point in others]
    assert Fraction(money.total(amounts)) == sum((Fraction(n, 10**p) for n, p in others), Fraction(0))


def test_the_sum_of_nothing_is_zero() -> None:
    assert (money.total([]), money.show(money.total([]))) == (0, "0")


@pytest.mark.parametrize("figure", ["1" * 27 + "5", NINES, "1234567890123456789012345678.5", "0." + "1" * 28 + "5"])
def test_a_stated_total_of_thirty_digits_keeps_every_one(figure: str) -> None:
    """``amount`` admits 30 digits; a total must not lose the last of them to a shorter arithmetic."""
    total = StatedTotal.read(f"{figure} million")
    unit = Fraction(10**6, 10 ** len(figure.partition(".")[2]))
    assert Fraction(total.amount) == Fraction(figure) * 10**6
    low, _, high, _ = total.span(HALF_UP)
    assert (Fraction(low), Fraction(high)) == (Fraction(total.amount) - unit / 2, Fraction(total.amount) + unit / 2)


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("608451601.5", "608,451,601.5"),
        ("13.50", "13.50"),
        ("0", "0"),
        ("1E+6", "1,000,000"),
        ("1E-7", "0.0000001"),
        (NINES, ",".join(["999"] * 10)),
    ],
)
def test_an_amount_is_shown_with_separators_and_every_digit(value: str, shown: str) -> None:
    assert money.show(Decimal(value)) == shown
    assert amount(shown) == Decimal(value)
