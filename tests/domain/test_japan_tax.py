"""Tax withheld, by the day a dividend becomes payable: each change of a rate on its day, each tax cut to the yen."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from itertools import pairwise

import pytest

from states.rulebooks.japan.tax import RATES, Payee, large_holder_line, rate, withheld

LISTED, LARGE, COMPANY, PARENT = Payee.INDIVIDUAL, Payee.LARGE_HOLDER, Payee.CORPORATION, Payee.PARENT


@pytest.mark.parametrize(
    ("payee", "day", "percent"),
    [
        (LISTED, date(2003, 3, 31), None),
        (LISTED, date(2003, 4, 1), ("10", "0")),
        (LISTED, date(2004, 1, 1), ("7", "3")),
        (LISTED, date(2012, 12, 31), ("7", "3")),
        (LISTED, date(2013, 1, 1), ("7.147", "3")),
        (LISTED, date(2013, 12, 31), ("7.147", "3")),
        (LISTED, date(2014, 1, 1), ("15.315", "5")),
        (LISTED, date(2018, 6, 29), ("15.315", "5")),
        (LISTED, date(2026, 12, 31), ("15.315", "5")),
        (LISTED, date(2027, 1, 1), None),
        (LARGE, date(2012, 12, 31), ("20", "0")),
        (LARGE, date(2013, 1, 1), ("20.42", "0")),
        (COMPANY, date(2013, 12, 31), ("7.147", "0")),
        (COMPANY, date(2014, 1, 1), ("15.315", "0")),
        (PARENT, date(2023, 9, 30), ("15.315", "0")),
        (PARENT, date(2023, 10, 1), ("0", "0")),
        (Payee.NON_RESIDENT, date(2018, 6, 29), ("15.315", "0")),
    ],
)
def test_a_rate_changes_on_its_day(payee: Payee, day: date, percent: tuple[str, str] | None) -> None:
    found = rate(payee, day)
    assert (found and (found.income * 100, found.local * 100)) == (percent and tuple(map(Decimal, percent)))


@pytest.mark.parametrize("payee", Payee)
def test_the_rows_of_a_payee_follow_one_another_without_gap_or_overlap(payee: Payee) -> None:
    rows = [row for row in RATES if row.payee is payee]
    assert all((after.since - before.until).days == 1 for before, after in pairwise(rows))
    assert all(row.since <= row.until for row in rows)


@pytest.mark.parametrize(("day", "line"), [(date(2011, 9, 30), "0.05"), (date(2011, 10, 1), "0.03")], ids=["five", "three"])
def test_the_line_of_a_large_holding_fell_to_three_per_cent(day: date, line: str) -> None:
    assert large_holder_line(day) == Decimal(line)


@pytest.mark.parametrize(
    ("gross", "income", "local", "net"),
    [
        ("1350", "206", "67", "1077"),  # 100 shares of the first case
        ("6", "0", "0", "6"),
        ("7", "1", "0", "6"),  # 1.07 of tax
        ("19", "2", "0", "17"),
        ("20", "3", "1", "16"),
        ("0", "0", "0", "0"),
        ("99999999999", "15314999999", "4999999999", "79685000001"),
    ],
)
def test_each_tax_is_cut_to_the_yen_by_itself(gross: str, income: str, local: str, net: str) -> None:
    assert withheld(Decimal(gross), LISTED, date(2018, 6, 29)) == tuple(map(Decimal, (income, local, net)))


def test_planted_one_cut_of_the_sum_of_the_rates_is_another_figure() -> None:
    """Cutting the two taxes together, as 20.315 per cent, would take a yen more from a holder of 1,350."""
    assert int(Decimal(1350) * Decimal("0.20315")) == 274
    found = withheld(Decimal(1350), LISTED, date(2018, 6, 29))
    assert found is not None
    assert found.income + found.local == 273


def test_of_a_year_whose_rates_are_not_known_nothing_is_reckoned() -> None:
    assert withheld(Decimal(1350), LISTED, date(2027, 6, 29)) is None
