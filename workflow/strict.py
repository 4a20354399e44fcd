"""What comes from strangers as text, read strictly: one spelling for each thing, and a plain no for all else.

Source: RFC 4648 section 4 (base64).
"""

from __future__ import annotations

import re
from base64 import b64decode, b64encode
from typing import NoReturn

from states.canonical import SAFE_INTEGER
from states.errors import WrongWords

AS_WRITTEN = "get the file again, byte for byte as it was written"


def no(what: str, said: str, *, remedy: str = AS_WRITTEN) -> NoReturn:
    """Refuse ``what`` was given.

    Raises:
        WrongWords: always.
    """
    raise WrongWords(f"{what}: {said}", remedy=remedy)


def text_of(what: str, given: str | bytes, largest: int) -> str:
    """Text in UTF-8, of at most ``largest`` bytes, without control characters but newline.

    Raises:
        WrongWords: it is anything else.
    """
    try:
        content = given.encode() if isinstance(given, str) else given
        if len(content) > largest:  # before anything is made of it
            no(what, f"{len(content):,} bytes; at most {largest:,} are read")
        text = content.decode()
    except UnicodeError:
        no(what, "it is not text in UTF-8")
    if found := _CONTROL.search(text):
        windows = ", as Windows ends a line" if found[0] == "\r" else ""
        no(what, f"it holds the control character {ord(found[0]):#04x}{windows}")
    return text


def whole(what: str, part: str, text: str) -> int:
    """A whole number of at most 2^53 - 1, in digits and without leading zeros.

    Raises:
        WrongWords: it is anything else.
    """
    if not _WHOLE.fullmatch(text) or int(text) > SAFE_INTEGER:
        no(what, f"{part} is no whole number from 0 to {SAFE_INTEGER}")
    return int(text)


def base64_of(content: bytes) -> str:
    """Bytes as base64."""
    return b64encode(content).decode()


def bytes_of(what: str, part: str, text: str, *, size: int = 0) -> bytes:
    """The bytes of base64 in the one spelling they have; exactly ``size`` of them, where it is given.

    Raises:
        WrongWords: it is anything else.
    """
    try:
        content = b64decode(text, validate=True)
    except ValueError:
        no(what, f"{part} is not base64")
    if base64_of(content) != text:  # padding and spare bits leave room for other spellings
        no(what, f"{part} is not base64 as it is written")
    if size and len(content) != size:
        no(what, f"{part} has {len(content)} bytes instead of {size}")
    return content


_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f]")
_WHOLE = re.compile(r"0|[1-9][0-9]{0,15}")  # no more digits than 2^53 has
