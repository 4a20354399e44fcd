"""One spelling for every value: the text that is hashed.

Strings, whole numbers, booleans, null, lists and objects, with ASCII keys in order and no spaces.  Within these limits
the text equals RFC 8785 (JSON Canonicalization Scheme), so that anyone can compute it again without this program.

Source: RFC 8785.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

SAFE_INTEGER = 2**53 - 1  # beyond it, other JSON readers round


def canonical(value: Mapping[str, Any]) -> str:
    """The canonical text of ``value``.

    Raises:
        ValueError: a float, a whole number beyond 2^53 - 1, a key outside ASCII, or text that is no Unicode.
    """
    _check(value)
    return json.dumps(value, ensure_ascii=False, allow_nan=False, sort_keys=True, separators=(",", ":"))


def digest(value: Mapping[str, Any]) -> str:
    """The SHA-256 of the canonical text, in hexadecimal."""
    return hashlib.sha256(canonical(value).encode()).hexdigest()


def _check(value: object) -> None:
    if isinstance(value, str):
        value.encode()  # a lone surrogate has no bytes to hash: UnicodeEncodeError is a ValueError
    elif value is None or isinstance(value, bool):
        pass
    elif isinstance(value, int):
        if abs(value) > SAFE_INTEGER:
            raise ValueError(f"whole number beyond 2^53 - 1: {value}")
    elif isinstance(value, Mapping):
        for key, item in value.items():
            if not key.isascii():  # outside ASCII the order of UTF-16 and of Python differ
                raise ValueError(f"key outside ASCII: {key!r}")
            _check(item)
    elif isinstance(value, list | tuple):
        for item in value:
            _check(item)
    else:
        raise ValueError(f"no canonical text for {type(value).__name__}")
