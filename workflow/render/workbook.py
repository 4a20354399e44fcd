"""Tables as one Excel workbook, in which nothing is run, rounded or guessed: no formula, no link, amounts as text."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from types import ModuleType
from typing import Any

from states.errors import WrongWords, needs
from workflow.render.plain import safe, width

Sheets = Mapping[str, tuple[Sequence[str], Iterable[Sequence[object]]]]
"""The columns and the rows of each sheet, by its name."""
EXACT = 10**15  # whole numbers from here on, Excel rounds
LONGEST = 16_383  # characters of a cell: Excel takes 32,767 halves of one
ROWS = 1_048_575  # of a sheet, below its header
_NARROWEST, _WIDEST = 8, 60  # characters of a column
_MADE = datetime(2000, 1, 1, tzinfo=UTC)  # or the same tables would make other bytes


def workbook(sheets: Sheets) -> bytes:
    """The workbook with these sheets; the same bytes for the same tables.

    Raises:
        WrongWords: the package for it is not installed, or a sheet cannot hold so many rows.
    """
    content = io.BytesIO()
    with _package().Workbook(content, {"constant_memory": True}) as book:
        book.set_properties({"created": _MADE})
        bold = book.add_format({"bold": True})
        for name, (columns, rows) in sheets.items():
            sheet = book.add_worksheet(name)
            _fill(sheet, columns, rows, bold)
    return content.getvalue()


def _fill(sheet: Any, columns: Sequence[str], rows: Iterable[Sequence[object]], bold: Any) -> None:
    widths, last = [width(name) + 3 for name in columns], 0  # with room for the arrow of the filter
    for at, name in enumerate(columns):
        sheet.write_string(0, at, name, bold)
    for last, row in enumerate(rows, 1):
        if last > ROWS:
            raise WrongWords(f"more than {ROWS:,} rows: a sheet cannot hold them", remedy="write .csv, or ask for less")
        for at, value in enumerate(row):
            widths[at] = max(widths[at], _write(sheet, last, at, value))
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, last, len(columns) - 1)
    for at, each in enumerate(widths):
        sheet.set_column(at, at, min(max(each, _NARROWEST), _WIDEST))


def _write(sheet: Any, row: int, column: int, value: object) -> int:
    """A whole number as a number, anything else as text; its width in characters."""
    text = safe(value)
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) < EXACT:
        sheet.write_number(row, column, value)
    elif text:
        if len(text) > LONGEST:
            note = f" … ({len(text):,} characters, cut)"
            text = text[: LONGEST - len(note)] + note
        sheet.write_string(row, column, text)
    return width(text[:_WIDEST])


def _package() -> ModuleType:
    try:
        import xlsxwriter  # only here: an extra
    except ImportError:
        raise needs("a workbook", "xlsxwriter", "office") from None
    package: ModuleType = xlsxwriter
    return package
