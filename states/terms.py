"""What is put to the vote: the terms of a dividend.

As of every fact, ``None`` is "not stated", ``UNDECIDED`` is "stated to be still open", and zero is a figure.  Amounts are
exact decimals in the dividend's currency.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, time
from decimal import Decimal
from enum import Enum, StrEnum
from typing import Final

from states.money import Currency, Rounding, StatedTotal
from states.stated import Range, StatedDay


class Undecided(Enum):
    """Stated to be still open, which is neither zero nor "not stated"."""

    UNDECIDED = "undecided"


UNDECIDED: Final = Undecided.UNDECIDED


class Follows(StrEnum):
    """Which amount is worked out anew where the shares are more or fewer than was thought."""

    PER_SHARE = "per-share"
    TOTAL = "total"


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """What one class of shares receives.  ``parts`` (ordinary, commemorative, special) make up ``per_share``."""

    share_class: str = "common"
    per_share: Decimal | Range | Undecided | None = None
    parts: Mapping[str, Decimal] = field(default_factory=dict)
    percent: Decimal | None = None
    par: Decimal | None = None
    formula: str | None = None
    total: StatedTotal | Range | Undecided | None = None
    rounding: Rounding | None = None
    follows: Follows | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Transfer:
    """An amount that the same resolution moves within the company's equity."""

    source: str | None = None
    target: str | None = None
    amount: StatedTotal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What is put to the vote.  A change makes the next version; no version is ever edited."""

    record_on: date | StatedDay | Undecided | None = None
    record_time: time | None = None
    closed_from_on: date | None = None
    closed_until_on: date | None = None
    ex_on: date | None = None
    effective_on: date | StatedDay | Undecided | None = None
    pay_on: date | StatedDay | Undecided | None = None
    currency: Currency | None = None
    pay_currency: Currency | None = None
    rate: Decimal | None = None
    rate_on: date | None = None
    grand_total: StatedTotal | Range | Undecided | None = None
    resource: str | None = None
    resources: Mapping[str, StatedTotal | Range] = field(default_factory=dict)
    transfers: tuple[Transfer, ...] = ()
    in_kind: bool | None = None
    asset: str | None = None
    cash_option: bool | None = None
    claim_end_on: date | None = None
    minimum_holding: int | None = None
    fraction_in_cash: bool | None = None
    shares_instead: bool | None = None
    share_price: Decimal | None = None
    election_end_on: date | None = None
    lines: tuple[Line, ...] = ()
