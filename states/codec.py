"""Facts from plain values and back: one reading for the log, for case files and for the command line.

``read`` refuses what it does not know: an unknown key, a wrong type, a day that is not ``YYYY-MM-DD``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from datetime import date, datetime, time
from decimal import Decimal
from enum import Enum
from functools import cache
from types import NoneType, UnionType
from typing import Any, TypeVar, Union, cast, get_args, get_origin, get_type_hints

from states import money
from states.canonical import SAFE_INTEGER
from states.errors import WrongWords, known_here
from states.money import Currency, StatedTotal
from states.stated import SPELT, Range, StatedDay
from states.terms import UNDECIDED, Undecided

T = TypeVar("T")

AS_STATED = (StatedTotal, StatedDay, Range)  # kept word by word
_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_TIME = re.compile(r"([01]\d|2[0-3]):[0-5]\d", re.ASCII)
_PLAIN = ": half-width digits, no sign, no currency"
FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2999, 12, 31)


def read_day(value: object, where: str) -> date:
    """A calendar day from ``YYYY-MM-DD`` (or a TOML date).  ``where`` names the fact in the message.

    Raises:
        WrongWords: any other spelling, a day that does not exist, or a year outside 1900 to 2999.
    """
    if isinstance(value, date) and not isinstance(value, datetime):
        day = value
    elif isinstance(value, str) and _DAY.fullmatch(value):
        try:
            day = date.fromisoformat(value)
        except ValueError:
            raise WrongWords(f"{where}: {value} is not a day of the calendar", remedy="give YYYY-MM-DD") from None
    else:
        raise WrongWords(f"{where}: {_shown(value)} is not a day", remedy="give YYYY-MM-DD, such as 2018-06-28")
    if not FIRST_DAY <= day <= LAST_DAY:
        raise WrongWords(f"{where}: {day} is outside {FIRST_DAY} to {LAST_DAY}", remedy="give a day in that range")
    return day


def _read_time(value: object, where: str) -> time:
    """A time of day from ``HH:MM`` (or a TOML time), at the company's seat."""
    if isinstance(value, time) and value.tzinfo is None and (value.second, value.microsecond) == (0, 0):
        return value
    if isinstance(value, str) and _TIME.fullmatch(value):
        return time.fromisoformat(value)
    raise WrongWords(f"{where}: {_shown(value)} is not a time of day", remedy="give HH:MM, such as 17:00")


def read_amount(value: object, where: str) -> Decimal:
    """An exact amount from decimal text.

    Raises:
        WrongWords: anything but plain decimal text, floats included.
    """
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) <= SAFE_INTEGER:
        value = str(value)
    try:
        if isinstance(value, str):
            return money.amount(value)
    except ValueError:
        pass
    remedy = money.meant(value) or f'give "13.50" or "608,451,601"{_PLAIN}'
    if isinstance(value, str) and value.partition(" ")[2] in [*money.UNITS][1:]:
        what = "what was paid" if where.rpartition(".")[2] == "paid" else "it"
        remedy = f'{what} is a figure to the last digit: give it in full, such as "608,451,601"'
    raise WrongWords(f"{where}: {_shown(value)} is not an amount", remedy=remedy)


def _read_total(value: object, where: str) -> StatedTotal:
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) <= SAFE_INTEGER:
        value = str(value)
    try:
        if isinstance(value, str):
            return StatedTotal.read(value)
    except ValueError:
        pass
    remedy = money.meant(value) or f'give "608,451,601" or, as stated, "608 million"{_PLAIN}'
    raise WrongWords(f"{where}: {_shown(value)} is not an amount", remedy=remedy)


def _read_stated_day(value: object, where: str) -> StatedDay:
    try:
        if isinstance(value, str):
            return StatedDay.read(value)
    except ValueError:
        pass
    raise WrongWords(f"{where}: {_shown(value)} is not a day", remedy=f"give YYYY-MM-DD, or as it was stated: {SPELT}")


def _read_range(value: object, where: str) -> Range:
    try:
        if isinstance(value, str):
            return Range.read(value)
    except ValueError:
        pass
    remedy = money.meant(value) or f'give "13.50", or as it was stated: "608 million", "up to 13.50", "10 to 13.50"{_PLAIN}'
    raise WrongWords(f"{where}: {_shown(value)} is not an amount", remedy=remedy)


def _read_currency(value: object, where: str) -> Currency:
    try:
        if isinstance(value, str):
            return Currency(value)
    except ValueError:
        pass
    remedy = "give an ISO 4217 code, such as JPY"
    if currency := money.HUNDREDTHS.get(str(value)):
        remedy = f"it is a hundredth of {currency}: give amounts such as 0.4917 with --currency {currency}"
    raise WrongWords(f"{where}: {_shown(value)} is no currency", remedy=remedy)


def _read_count(value: object, where: str) -> int:
    if isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= SAFE_INTEGER:
        return value
    raise WrongWords(f"{where}: {_shown(value)} is not a count", remedy="give a whole number, 0 or more: digits alone")


def _read_truth(value: object, where: str) -> bool:
    if isinstance(value, bool):
        return value
    raise WrongWords(f"{where}: {_shown(value)} is neither true nor false", remedy="give true or false, without quotes")


def read_text(value: object, where: str) -> str:
    """Text, kept as given.

    Raises:
        WrongWords: not text, empty, longer than 10,000 characters, or not Unicode (a lone surrogate).
    """
    if not isinstance(value, str) or not value.strip():
        raise WrongWords(f"{where}: {_shown(value)} is not text", remedy="give a text that is not empty")
    if len(value) > 10_000:
        raise WrongWords(f"{where}: {len(value)} characters, 10000 at most", remedy="shorten it, or attach a document")
    try:
        value.encode()
    except UnicodeEncodeError:
        raise WrongWords(f"{where}: not Unicode text", remedy="check how the file or terminal encodes text") from None
    return value


_READERS: Mapping[type, Callable[[object, str], Any]] = {
    date: read_day,
    time: _read_time,
    Decimal: read_amount,
    StatedTotal: _read_total,
    StatedDay: _read_stated_day,
    Range: _read_range,
    int: _read_count,
    bool: _read_truth,
    str: read_text,
    Currency: _read_currency,
}


@cache
def types_of(facts: Any) -> dict[str, tuple[Any, ...]]:
    """The types each fact of a class may have, without ``None``."""
    hints = get_type_hints(facts)
    return {fact.name: each_of(hints[fact.name]) for fact in fields(facts)}


@cache
def each_of(hint: Any) -> tuple[Any, ...]:
    """The types of a hint, without ``None``."""
    union = get_args(hint) if get_origin(hint) in (Union, UnionType) else (hint,)
    return tuple(each for each in union if each is not NoneType)


def read(facts: type[T], values: object, where: str = "") -> T:
    """Facts of one class from plain values.

    Raises:
        WrongWords: naming the key as ``where.key``, with what is known or expected.
    """
    if not isinstance(values, Mapping):
        raise WrongWords(f"{where or 'facts'}: {_shown(values)} is not a table", remedy="give named facts")
    types = types_of(cast("Any", facts))
    given = {}
    for name, value in values.items():
        place = f"{where}.{name}" if where else str(name)
        if name not in types:
            raise WrongWords(f"{place}: unknown", remedy=known_here(str(name), types, _listing(facts)))
        given[name] = _value(types[name], value, place)
    return facts(**given)


def _listing(facts: Any) -> str:
    return f"ketsugi facts {facts.__name__.lower()}"


def _value(types: tuple[Any, ...], value: object, where: str) -> Any:
    if value == UNDECIDED.value and Undecided in types:
        return UNDECIDED
    shape, others = _in_turn(types)
    if shape in _READERS:
        try:
            return _READERS[shape](value, where)
        except WrongWords:
            if not others or (isinstance(value, str) and _DAY.fullmatch(value)):
                raise
            return _value(others, value, where)
    origin = get_origin(shape)
    if origin is tuple:
        if not isinstance(value, list | tuple):
            raise WrongWords(f"{where}: {_shown(value)} is not a list", remedy="give a list, in square brackets")
        item = get_args(shape)[0]
        return tuple(_value(each_of(item), each, f"{where}[{number}]") for number, each in enumerate(value, 1))
    if origin is not None:  # Mapping[str, …]
        if not isinstance(value, Mapping):
            raise WrongWords(f"{where}: {_shown(value)} is not a table", remedy="give named values")
        item = get_args(shape)[1]
        return {read_text(name, where): _value(each_of(item), each, f"{where}.{name}") for name, each in value.items()}
    if is_dataclass(shape):
        return read(cast("type[Any]", shape), value, where)
    try:
        return shape(value)
    except ValueError:
        known = ", ".join(str(member.value) for member in shape)
        raise WrongWords(f"{where}: {_shown(value)} is unknown", remedy=f"known here: {known}") from None


@cache
def _in_turn(types: tuple[Any, ...]) -> tuple[Any, tuple[Any, ...]]:
    """The type that a value is read as first, and those that are tried after it."""
    first, *others = [each for each in types if each is not Undecided]
    return first, tuple(others)


def plain(value: Any) -> Any:
    """Facts as they stand in the log: only what was stated, days and amounts as text."""
    if is_dataclass(value) and not isinstance(value, AS_STATED):
        said = {
            name: item for name, default in _facts_of(cast("Any", type(value))) if (item := getattr(value, name)) != default
        }
        return {name: shown for name, item in said.items() if (shown := plain(item)) not in (None, {}, [])}
    match value:
        case Enum():
            return value.value
        case StatedTotal() | StatedDay() | Range() | date():
            return str(value)
        case time():
            return f"{value:%H:%M}"
        case Decimal():
            return f"{value:f}"
        case Mapping():
            return {name: plain(item) for name, item in value.items()}
        case tuple() | list():
            return [plain(item) for item in value]
        case _:
            return value


@cache
def _facts_of(facts: type) -> tuple[tuple[str, Any], ...]:
    """Each fact with what its class assumes where nothing is said; a share class is always named."""
    return tuple((fact.name, ... if fact.name == "share_class" else fact.default) for fact in fields(facts))


def _shown(value: object) -> str:
    """A value as a message may quote it: short, on one line, without control characters."""
    if isinstance(value, date | time):
        return str(value)
    if isinstance(value, int) and abs(value) > SAFE_INTEGER:
        return f"a whole number of {value.bit_length()} bits"
    text = repr(value)
    return text if len(text) <= 60 else text[:57] + "…"
