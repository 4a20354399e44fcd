"""The dividend note as text, as lines, as a page, as sheets."""

from __future__ import annotations

import codecs
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from workflow.render import plain, spreadsheet
from workflow.render.annual import HEADINGS, Units, heads, said, tables, title, units
from workflow.render.plain import safe
from workflow.render.tongue import Tongue
from workflow.render.workbook import Sheets, workbook

Answer = Mapping[str, Any]
SHEETS: Final = {
    "effective_in_year": "Effective in the year",
    "effective_after": "Effective after the year",
    "not_certain": "Not certain",
}
TRACE: Final = ("Reference", "Entry", "Remark")  # beside the seven columns, for who traces a row back to the log


def text(answer: Answer, tongue: Tongue) -> str:
    """For a person: each table under its heading, aligned."""
    columns, (what, name, year) = heads(answer, tongue), title(answer, tongue)
    parts = [f"{what}\n{name} · {year}"]
    for table in tables(answer, tongue, units(answer)):
        shown = plain.table(columns, [row.seven for row in table.rows]) if table.rows else said(tongue, "None.")
        remarks = dict.fromkeys(f"  {safe(row.ref)}: {safe(row.remark)}" for row in table.rows if row.remark)
        parts.append("\n".join(filter(None, [table.heading, table.lead, shown, *table.notes, *remarks])))
    return "\n\n".join(parts)


def lines(answer: Answer, tongue: Tongue) -> list[list[str]]:
    """For a program: a line for each row, the heading of its table first, each amount with its unit."""
    found = tables(answer, tongue, Units(None, None))
    return [[said(tongue, HEADINGS[table.name]), *row.traced] for table in found for row in table.rows]


def sheets(answer: Answer, tongue: Tongue) -> Sheets:
    """A sheet that says of whom and of which year, and one for each table."""
    columns = [*heads(answer, tongue), *(said(tongue, name) for name in TRACE)]
    found: dict[str, list[Sequence[str]]] = {}
    for table in tables(answer, tongue, units(answer)):
        found.setdefault(said(tongue, SHEETS[table.name]), []).extend(row.traced for row in table.rows)
    what, *about = title(answer, tongue)
    first = [said(tongue, "Company"), said(tongue, "Fiscal year")]
    return {what: (first, [about])} | {name: (columns, rows) for name, rows in found.items()}


def html(answer: Answer, tongue: Tongue) -> Iterator[str]:
    """A page for a browser, in one file."""
    from workflow.render.pages import page  # only here: templates take their time

    what, name, year = title(answer, tongue)
    columns, found = heads(answer, tongue), tables(answer, tongue, units(answer))
    shown = {"heads": columns, "tables": found, "book": answer["book"]}
    return page("note.html", tongue, safe, (), what=what, name=name, year=year, **shown)


def _csv(answer: Answer, tongue: Tongue) -> Iterator[str]:
    first = [said(tongue, name) for name in ("Company", "Fiscal year", "Table")]
    columns = [*heads(answer, tongue), *(said(tongue, name) for name in TRACE)]
    yield spreadsheet.line((*first, *columns))
    _, *about = title(answer, tongue)
    for table in tables(answer, tongue, units(answer)):
        for cells in [row.traced for row in table.rows] or [[said(tongue, "None."), *[""] * (len(columns) - 1)]]:
            yield spreadsheet.line((*about, said(tongue, SHEETS[table.name]), *cells))


FILES: Final[Mapping[str, Callable[[Answer, Tongue], Iterable[bytes]]]] = {
    ".html": lambda answer, tongue: codecs.iterencode(html(answer, tongue), "utf-8"),
    ".xlsx": lambda answer, tongue: [workbook(sheets(answer, tongue))],
    ".csv": lambda answer, tongue: codecs.iterencode(_csv(answer, tongue), "utf-8-sig"),
    ".txt": lambda answer, tongue: [f"{text(answer, tongue)}\n".encode()],
}
"""What makes a file of a note, by the ending of its name."""
