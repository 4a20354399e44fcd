"""Text for people: tables for a terminal, tab-separated lines for a pipe, and nothing that could drive a terminal."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence

_HARMFUL = frozenset(("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"))  # control, format (bidi marks), surrogates, separators


MARKS = 4  # combining marks that one letter may carry; a flood of them would leave its line


def safe(value: object) -> str:
    """Text from data, with everything shown that a terminal would obey; what letters are made of stays."""
    text = "" if value is None else str(value)
    if text.isascii() and text.isprintable():
        return text
    shown, marks = [], 0
    for c in text:
        harmful, is_mark = _KINDS[c]
        marks = marks + 1 if is_mark else 0
        shown.append(f"\\u{{{ord(c):x}}}" if harmful or marks > MARKS else c)
    return "".join(shown)


class _Kinds(dict[str, tuple[bool, bool]]):
    """Of each letter that was met, whether it is harmful, and whether it is a combining mark."""

    def __missing__(self, letter: str) -> tuple[bool, bool]:
        category = unicodedata.category(letter)
        self[letter] = category in _HARMFUL, category in ("Mn", "Me")
        return self[letter]


_KINDS = _Kinds()


def width(text: str) -> int:
    """How many columns of a terminal ``text`` takes: two for a full-width character, none for a combining mark."""
    if text.isascii():
        return len(text)
    return sum(0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def pad(text: str, columns: int) -> str:
    """``text`` filled up with spaces to a width."""
    return text + " " * (columns - width(text))


def table(names: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Aligned columns under a header, nothing cut."""
    cells = [[name.upper() for name in names], *([safe(cell) for cell in row] for row in rows)]
    columns = [max(map(width, column)) for column in zip(*cells, strict=True)]
    return "\n".join("  ".join(map(pad, row, columns)).rstrip() for row in cells)


def tabbed(rows: Iterable[Sequence[object]]) -> str:
    """One line a row, a tab between cells, no header: for other programs."""
    return "\n".join("\t".join(safe(cell) for cell in row) for row in rows)
