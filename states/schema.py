"""The JSON Schema of facts in their plain form, as they stand in a case file and in the log."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import is_dataclass
from datetime import date, time
from decimal import Decimal
from enum import Enum
from typing import Any, cast, get_args, get_origin

from states.canonical import SAFE_INTEGER
from states.codec import each_of, types_of
from states.money import Currency, StatedTotal
from states.stated import SPELT, Range, StatedDay
from states.terms import UNDECIDED, Undecided

Meanings = Mapping[type, Mapping[str, str]]
"""What facts mean, by class and name."""
UNSAID: Meanings = {}


def schema(facts: type, meanings: Meanings = UNSAID, **more: Any) -> dict[str, Any]:
    """The JSON Schema of the plain form of a class of facts, each described by what it means, as far as that is given."""
    means = meanings.get(facts, {})
    known = {name: _described(_schema(types, meanings), means.get(name, "")) for name, types in types_of(facts).items()}
    return {"type": "object", "additionalProperties": False, "properties": known | more}


def _described(found: dict[str, Any], means: str) -> dict[str, Any]:
    said = " · ".join(filter(None, (means, found.get("description"))))
    return found | {"description": said} if said else found


_SCHEMAS: Mapping[type, dict[str, Any]] = {
    date: {"type": "string", "format": "date", "description": "calendar day YYYY-MM-DD"},
    time: {"type": "string", "pattern": "^([01][0-9]|2[0-3]):[0-5][0-9]$", "description": "time of day HH:MM"},
    Decimal: {"type": ["string", "integer"], "description": 'decimal text, such as "13.50"'},
    StatedTotal: {"type": ["string", "integer"], "description": '"608,451,601" or, as stated, "608 million"'},
    StatedDay: {"type": "string", "description": f"as it was stated: {SPELT}"},
    Range: {"type": "string", "description": 'as it was stated: "up to 608 million", "10 to 13.50"'},
    int: {"type": "integer", "minimum": 0, "maximum": SAFE_INTEGER},
    bool: {"type": "boolean"},
    str: {"type": "string", "minLength": 1},
    Currency: {"type": "string", "pattern": "^[A-Z]{3}$", "description": "ISO 4217 code"},
}


def _schema(types: tuple[Any, ...], meanings: Meanings) -> dict[str, Any]:
    shapes = [each for each in types if each is not Undecided]
    if len(types) > 1:
        undecided = [{"const": UNDECIDED.value}] if Undecided in types else []
        return {"anyOf": [*(_schema((each,), meanings) for each in shapes), *undecided]}
    (shape,) = shapes
    origin = get_origin(shape)
    if origin is tuple:
        found: dict[str, Any] = {"type": "array", "items": _schema(each_of(get_args(shape)[0]), meanings)}
    elif origin is not None:
        found = {"type": "object", "additionalProperties": _schema(each_of(get_args(shape)[1]), meanings)}
    elif shape in _SCHEMAS:
        found = _SCHEMAS[shape]
    elif is_dataclass(shape):
        found = schema(cast("type[Any]", shape), meanings)
    elif issubclass(shape, Enum):
        found = {"enum": [member.value for member in shape]}
    else:
        raise TypeError(f"no schema for {shape}")
    return found
