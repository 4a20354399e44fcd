"""One spelling for every value: the text that is hashed.

Strings, whole numbers, booleans, null, lists and objects, with keys in order and no spaces.  Within these limits the text
equals RFC 8785 (JSON Canonicalization Scheme), so that anyone can compute it again without this program.

Source: RFC 8785.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from functools import lru_cache
from typing import Any, NoReturn

SAFE_INTEGER = 2**53 - 1  # beyond it, other JSON readers round
_ENCODER = json.JSONEncoder(ensure_ascii=False, allow_nan=False, separators=(",", ":"))


def canonical(value: Mapping[str, Any]) -> str:
    """The canonical text of ``value``.

    Raises:
        ValueError: a float, a whole number beyond 2^53 - 1, or text that is no Unicode.
    """
    text = _ENCODER.encode(ordered(value))
    text.encode()  # a lone surrogate has no bytes to hash: UnicodeEncodeError is a ValueError
    return text


def digest(value: Mapping[str, Any]) -> str:
    """The SHA-256 of the canonical text, in hexadecimal."""
    return hashlib.sha256(canonical(value).encode()).hexdigest()


def ordered(value: Any) -> Any:
    """``value`` as plain JSON values, its keys in the order of their UTF-16 code units.

    Raises:
        ValueError: a float, a whole number beyond 2^53 - 1, or a key that is no Unicode.
    """
    if value is None or isinstance(value, str | bool):
        return value
    if isinstance(value, Mapping):
        keys = sorted(value) if "".join(value).isascii() else sorted(value, key=_units)
        return {key: item if type(item := value[key]) is str else ordered(item) for key in keys}
    if isinstance(value, list | tuple):
        return [ordered(item) for item in value]
    if not isinstance(value, int):
        raise ValueError(f"no canonical text for {type(value).__name__}")
    if abs(value) > SAFE_INTEGER:
        raise ValueError(f"whole number beyond 2^53 - 1: {value}")
    return value


def _units(key: str) -> bytes:
    return key.encode("utf-16-be")


def read(text: bytes) -> dict[str, Any]:
    """The object that a canonical text spells.

    Raises:
        ValueError: it is no object, or another text spells the same.
    """
    said = text.decode()
    value, end = _READER.raw_decode(said)
    if type(value) is not dict or end != len(said):
        raise ValueError("not an object, or more than one")
    # By code points keys are in the order of RFC 8785, but for those beyond the first plane, which take four bytes.
    if (b"\xf0" in text or _IN_ORDER.encode(value) != said) and canonical(value) != said:
        raise ValueError("not in canonical form")
    return value


_IN_ORDER = json.JSONEncoder(
    ensure_ascii=False, allow_nan=False, separators=(",", ":"), sort_keys=True, check_circular=False
)  # of what was read: a tree


def digest_as_read(value: Mapping[str, Any]) -> str:
    """The digest of what ``read`` gave, or part of it: it holds nothing without a canonical text, so none is looked for."""
    text = _IN_ORDER.encode(value)
    return hashlib.sha256(text.encode()).hexdigest() if text.isascii() else digest(value)


@lru_cache  # most numbers of a log are small, and said over and over
def _whole(digits: str) -> int:
    if len(digits) > 17 or abs(number := int(digits)) > SAFE_INTEGER:
        raise ValueError("whole number beyond 2^53 - 1")
    return number


def _no_number(text: str) -> NoReturn:
    raise ValueError(f"{text} is no whole number")


_READER = json.JSONDecoder(parse_int=_whole, parse_float=_no_number, parse_constant=_no_number)
