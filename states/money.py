"""Amounts, and totals as they were stated.  ``Decimal`` only; nothing is ever rounded silently.

"608 million" is a total with a unit: the exact total lies within its rounding.  Neither is computed from the other.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Context, Decimal, localcontext
from enum import StrEnum
from typing import Final, NamedTuple

MAX_DIGITS = 30  # what one amount may be written with
_EXACT = Context(prec=2 * MAX_DIGITS)  # no product and no sum of such amounts is rounded
_PLAIN = re.compile(r"(?:[0-9]+|[0-9]{1,3}(?:,[0-9]{3})+)(?:\.[0-9]+)?", re.ASCII)
UNITS = {"": 0, "thousand": 3, "lakh": 5, "million": 6, "crore": 7, "billion": 9, "trillion": 12}

CURRENCIES = frozenset(
    """AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF
    CLP CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL HTG HUF
    IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK
    MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR
    SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD UYU UZS VED
    VES VND VUV WST XAF XCD XOF XPF YER ZAR ZMW ZWG""".split()
)  # Source: ISO 4217, active currencies


class Currency(str):
    """An ISO 4217 code.

    Raises:
        ValueError: no active currency has that code.
    """

    __slots__ = ()

    def __new__(cls, code: str) -> Currency:
        if code not in CURRENCIES:
            raise ValueError(code)
        return super().__new__(cls, code)


class Rounding(StrEnum):
    """How a stated total was rounded to its unit."""

    HALF_UP = "half-up"
    DOWN = "down"  # figures below the unit are cut off
    UP = "up"


def amount(text: str) -> Decimal:
    """The amount written as plain decimal text: ``13.50``, ``608451601.5``, ``608,451,601``.

    Raises:
        ValueError: a sign, an exponent, a currency symbol, misplaced commas, or more than 30 digits.
    """
    if not _PLAIN.fullmatch(text) or sum(map(str.isdigit, text)) > MAX_DIGITS:
        raise ValueError(text)
    return Decimal(text.replace(",", ""))


class Span(NamedTuple):
    """The amounts from ``low`` to ``high``, each end counted in or not."""

    low: Decimal
    with_low: bool
    high: Decimal
    with_high: bool

    def covers(self, exact: Decimal) -> bool:
        """Whether ``exact`` lies within."""
        above = exact >= self.low if self.with_low else exact > self.low
        return above and (exact <= self.high if self.with_high else exact < self.high)

    def less(self, other: Span) -> Span:
        """The amounts that are left of one of these after one of ``other``."""
        with localcontext(_EXACT):
            low, high = self.low - other.high, self.high - other.low
        return Span(low, self.with_low and other.with_high, high, self.with_high and other.with_low)

    def at(self, rate: Decimal) -> Span:
        """The same amounts in another currency, of which one unit of this makes ``rate``."""
        with localcontext(_EXACT):
            return self._replace(low=self.low * rate, high=self.high * rate)

    def meets(self, other: Span) -> bool:
        """Whether an amount lies within both."""
        low, high = max(self.low, other.low), min(self.high, other.high)
        return low < high or (low == high and self.covers(low) and other.covers(low))

    def __str__(self) -> str:
        if self.low == self.high:
            return show(self.low)
        low, high = "from" if self.with_low else "above", "to" if self.with_high else "to below"
        return f"{low} {show(self.low)} {high} {show(self.high)}"

    @classmethod
    def sum(cls, spans: list[Span]) -> Span:
        """The amounts that one of each of ``spans`` can add up to."""
        return cls(
            total([each.low for each in spans]),
            all(each.with_low for each in spans),
            total([each.high for each in spans]),
            all(each.with_high for each in spans),
        )


@dataclass(frozen=True, slots=True)
class StatedTotal:
    """A total as someone stated it: ``608 million`` is 608 × 1,000,000, and true to its last stated digit."""

    text: str
    amount: Decimal
    unit: Decimal

    @classmethod
    def read(cls, text: str) -> StatedTotal:
        """Read ``608 million``, ``608.5 million``, ``608,451,601``.

        The unit is the place of the last stated digit; a total written in full is exact (its unit is 0).

        Raises:
            ValueError: neither plain decimal text nor decimal text followed by one of ``UNITS``.
        """
        figure, _, word = text.partition(" ")
        if word not in UNITS or (not word and " " in text):
            raise ValueError(text)
        number = amount(figure)
        if not word:
            return cls(text, number, Decimal(0))
        decimals = len(figure.partition(".")[2])
        with localcontext(_EXACT):
            return cls(text, number.scaleb(UNITS[word]), Decimal(1).scaleb(UNITS[word] - decimals))

    def span(self, rounding: Rounding | None = None) -> Span:
        """The exact totals this statement can stand for; rounded half up, unless said otherwise."""
        with localcontext(_EXACT):
            if not self.unit:
                return Span(self.amount, True, self.amount, True)
            match rounding or Rounding.HALF_UP:
                case Rounding.HALF_UP:
                    return Span(self.amount - self.unit / 2, True, self.amount + self.unit / 2, False)
                case Rounding.DOWN:
                    return Span(self.amount, True, self.amount + self.unit, False)
                case Rounding.UP:
                    return Span(self.amount - self.unit, False, self.amount, True)

    def widest(self) -> Span:
        """The exact totals this statement can stand for, however it was rounded."""
        down, up = self.span(Rounding.DOWN), self.span(Rounding.UP)
        return Span(up.low, up.with_low, down.high, down.with_high)

    def covers(self, exact: Decimal, rounding: Rounding | None = None) -> bool:
        """Whether ``exact`` rounds to this statement: 608,451,601.5 does to ``608 million``, 608,500,000 does not."""
        return self.span(rounding).covers(exact)

    def __str__(self) -> str:
        return self.text


HUNDREDTHS = {"GBX": "GBP", "GBp": "GBP", "ZAC": "ZAR", "ILA": "ILS"}
"""What exchanges quote in, and the currency of which it is a hundredth."""
_DECIMAL_COMMA = re.compile(r"[0-9]+,[0-9]{1,2}", re.ASCII)
_IN_HUNDREDTHS = re.compile(r"([0-9]+(?:\.[0-9]+)?) ?(p|pence|penny|cents?)", re.ASCII | re.IGNORECASE)


def meant(text: object) -> str:
    """How to write what an amount that cannot be read probably says; nothing where nobody could tell."""
    said = text if isinstance(text, str) and len(text) <= MAX_DIGITS else ""
    if _DECIMAL_COMMA.fullmatch(said):
        return f"write a decimal point: {said.replace(',', '.')}"
    if found := _IN_HUNDREDTHS.fullmatch(said):
        pounds = " with --currency GBP" if found[2].lower().startswith("p") else ""
        with localcontext(_EXACT):
            return f"give it in the currency itself: {Decimal(found[1]).scaleb(-2):f}{pounds}"
    return ""


def bare(value: Decimal) -> Decimal:
    """The same amount without zeros at the end of its decimals: 510,067,500 for 510,067,500.0000."""
    return value.quantize(Decimal(1)) if value == value.to_integral_value() else value.normalize(_EXACT)


_WHOLE: Final = frozenset("BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF".split())  # ISO 4217: no decimals


def least_coin(currency: Currency | None) -> Decimal:
    """The smallest amount that is paid in a currency: one yen, one cent."""
    return Decimal(1) if currency in _WHOLE else Decimal("0.01")


def product(per_share: Decimal, shares: int) -> Decimal:
    """The exact amount of ``per_share`` on ``shares``, however many digits it takes."""
    with localcontext(_EXACT):
        return per_share * shares


def per_cent(percent: Decimal, of: Decimal) -> Decimal:
    """The exact amount of ``percent`` per cent of ``of``: 120 of 10 is 12."""
    with localcontext(_EXACT):
        return percent * of / 100


def total(amounts: list[Decimal]) -> Decimal:
    """The exact sum of ``amounts``."""
    with localcontext(_EXACT):
        return sum(amounts, Decimal(0))


def show(value: Decimal) -> str:
    """``value`` with thousands separators and every digit it has: ``608,451,601.5``."""
    return f"{value:,f}"
