"""The dividend note as its statutory table of seven columns: as text, as a page, as sheets."""

from __future__ import annotations

import codecs
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any, Final, NamedTuple

from states.money import StatedTotal
from workflow.render import plain, spreadsheet
from workflow.render.amounts import grouped
from workflow.render.plain import safe
from workflow.render.tongue import Tongue
from workflow.render.workbook import Sheets, workbook

Answer = Mapping[str, Any]
HEADINGS: Final = {
    "effective_in_year": "(1) Dividends paid: effective in the fiscal year",
    "effective_after": "(2) Dividends whose record date lies in the fiscal year and which take effect after its end",
    "awaiting_approval": "Awaits approval: of table (2), once the meeting approves it",
    "not_certain": "Not certain: the stated days leave open to which year it belongs",
}
OF_THE_NOTE: Final = ("effective_in_year", "effective_after")  # shown even where nothing is in them
TRACE: Final = ("Reference", "Entry", "Remark")  # beside the seven columns, for who traces a row back to the log


class Units(NamedTuple):
    """What all amounts of a note have in common, and its headers can say; ``None`` where each cell says its own."""

    currency: str | None
    scale: str | None  # "million"; empty where every total is stated in full


class Table(NamedTuple):
    """A table of the note in words."""

    name: str
    heading: str
    rows: Sequence[Sequence[str]]  # the seven columns, and those of ``TRACE``


def units(answer: Answer) -> Units:
    """What every row states its amounts in."""
    rows = [row for name in HEADINGS for row in answer[name]]
    currencies = {row["currency"] for row in rows}
    currency = currencies.pop() if len(currencies) == 1 else None
    totals = [total for row in rows if (total := row["total"] or row["grand_total"]) not in (None, "undecided")]
    scales = {_scale(total) for total in totals}
    return Units(currency, scales.pop() if currency and len(scales) == 1 else None)


def heads(answer: Answer, tongue: Tongue) -> list[str]:
    """The seven columns."""
    known = units(answer)
    total = None if known.scale is None else _unit(known.currency, known.scale, tongue)
    each = None if known.currency is None else _unit(known.currency, "", tongue)
    names = ("Resolution", "Class of shares", "Total dividend", "Resource", "Dividend per share")
    by_unit = {"Total dividend": total, "Dividend per share": each}
    return [
        _said(tongue, f"{name} ({{unit}})", unit=unit) if (unit := by_unit.get(name)) else _said(tongue, name)
        for name in (*names, "Record date", "Effective date")
    ]


def tables(answer: Answer, tongue: Tongue) -> list[Table]:
    """The two tables of the note, and what stands apart from them where there is any."""
    known = units(answer)
    return [
        Table(name, _said(tongue, heading), [_cells(row, known, tongue) for row in answer[name]])
        for name, heading in HEADINGS.items()
        if answer[name] or name in OF_THE_NOTE
    ]


def title(answer: Answer, tongue: Tongue) -> tuple[str, str]:
    """What the note is, and of whom and when."""
    days = {name: _day(answer[f"{name}_on"], tongue) for name in ("first", "last")}
    whose = f"{answer['name']} ({answer['company']})" if answer["name"] else answer["company"]
    return _said(tongue, "Dividend note"), f"{safe(whose)} · {_said(tongue, 'Fiscal year {first} to {last}', **days)}"


# ── Cells ──


def _cells(row: Answer, known: Units, tongue: Tongue) -> list[str]:
    stated, bare = row["total"] or row["grand_total"], known.scale is not None
    total = _amount(stated, row["currency"], tongue, bare=bare)
    return [
        f"{_day(row['resolved_on'] or row['planned_on'], tongue)} {_said(tongue, _who(row))}",
        _word(tongue, "share_class", row["share_class"]),
        _said(tongue, "{total} for all classes", total=total) if stated and not row["total"] else total,
        _resource(row, tongue),
        _amount(row["per_share"], row["currency"], tongue, bare=known.currency is not None),
        _day(row["record_on"], tongue),
        _day(row["effective_on"], tongue),
        row["ref"],
        str(row["entry"]),
        "; ".join(_remarks(row, tongue)),
    ]


def _who(row: Answer) -> str:
    if row["resolved_by"] == "board":
        return "Board of Directors"
    return _MEETINGS.get(row["meeting_kind"], "General Meeting of Shareholders")


_MEETINGS: Final = {
    "ordinary": "Ordinary General Meeting of Shareholders",
    "extraordinary": "Extraordinary General Meeting of Shareholders",
    "written": "General Meeting of Shareholders (written resolution)",
}


def _remarks(row: Answer, tongue: Tongue) -> Iterator[str]:
    if row["in_kind"]:
        yield _said(tongue, "dividend in kind: {asset}", asset=row["asset"] or _said(tongue, "not stated"))
    if row["currency"] is None:
        yield _said(tongue, "currency not stated")
    if row["state"] in _INTERRUPTED:
        yield _said(tongue, _INTERRUPTED[row["state"]])


_INTERRUPTED: Final = {"suspended": "payment suspended", "recovering": "being claimed back"}


def _resource(row: Answer, tongue: Tongue) -> str:
    parts = [
        f"{_word(tongue, 'resource', name)} {_amount(amount, row['currency'], tongue)}"
        for name, amount in (row["resources"] or {}).items()
    ]
    return "; ".join(parts) or _word(tongue, "resource", row["resource"])


def _amount(text: str | None, currency: str | None, tongue: Tongue, *, bare: bool = False) -> str:
    """An amount as it was stated; ``bare``, without the unit that the head of its column says."""
    if text is None or text == "undecided":
        return _word(tongue, "per_share", text)
    scale = _scale(text)
    figure = text if scale is None else grouped(text.partition(" ")[0])
    if bare:
        return figure
    if scale is None or tongue.language == "en":
        return f"{currency or ''} {figure} {scale or ''}".strip()
    return f"{figure}{'' if currency == 'JPY' else ' '}{_unit(currency, scale, tongue)}".strip()


def _unit(currency: str | None, scale: str, tongue: Tongue) -> str:
    if tongue.language == "en":
        return f"{currency or ''} {scale}".strip()
    return f"{_SCALES.get(scale, scale)}{'円' if currency == 'JPY' else currency or ''}"


_SCALES: Final = {"thousand": "千", "million": "百万", "billion": "十億", "trillion": "兆"}


def _scale(text: str) -> str | None:
    """The unit word of an amount, empty for one in full; ``None`` where it is not one amount."""
    try:
        return StatedTotal.read(text).text.partition(" ")[2]
    except ValueError:
        return None


def _day(text: str | None, tongue: Tongue) -> str:
    """A day, in Japanese as statutory notes print it; one that was not stated as a day, as it was stated."""
    if tongue.language == "ja" and text is not None:
        try:
            day = date.fromisoformat(text)
        except ValueError:
            return _word(tongue, "day", text)
        return f"{day.year}年{day.month}月{day.day}日"
    return _word(tongue, "day", text)


def _word(tongue: Tongue, of: str, text: str | None) -> str:
    return _said(tongue, "not stated") if text is None else tongue.word("value", text, of)


def _said(tongue: Tongue, phrase: str, **figures: object) -> str:
    """As text: what is made into a page is escaped there."""
    return tongue.say(phrase, **figures).unescape()


# ── Forms ──


def text(answer: Answer, tongue: Tongue) -> str:
    """For a person: each table under its heading, aligned."""
    columns, parts = heads(answer, tongue), ["\n".join(title(answer, tongue))]
    for table in tables(answer, tongue):
        shown = plain.table(columns, [row[: len(columns)] for row in table.rows]) if table.rows else _said(tongue, "None.")
        remarks = dict.fromkeys(f"  {safe(row[-3])}: {safe(row[-1])}" for row in table.rows if row[-1])
        parts.append("\n".join([table.heading, shown, *remarks]))
    return "\n\n".join(parts)


def lines(answer: Answer, tongue: Tongue) -> list[list[str]]:
    """For a program: a line for each row, its table first."""
    return [[table.name, *row] for table in tables(answer, tongue) for row in table.rows]


def sheets(answer: Answer, tongue: Tongue) -> Sheets:
    """A sheet for each table."""
    columns = [*heads(answer, tongue), *(_said(tongue, name) for name in TRACE)]
    return {_said(tongue, table.name): (columns, table.rows) for table in tables(answer, tongue)}


def html(answer: Answer, tongue: Tongue) -> Iterator[str]:
    """A page for a browser, in one file."""
    from workflow.render.pages import page  # only here: templates take their time

    what, whose = title(answer, tongue)
    found, columns = tables(answer, tongue), heads(answer, tongue)
    return page("note.html", tongue, safe, book=answer["book"], what=what, whose=whose, heads=columns, tables=found)


def _csv(answer: Answer, tongue: Tongue) -> Iterator[str]:
    columns = [_said(tongue, "Table"), *heads(answer, tongue), *(_said(tongue, name) for name in TRACE)]
    rows = ([_said(tongue, name), *cells] for name, *cells in lines(answer, tongue))
    return (spreadsheet.line(tuple(each)) for each in [columns, *rows])


FILES: Final[Mapping[str, Callable[[Answer, Tongue], Iterable[bytes]]]] = {
    ".html": lambda answer, tongue: codecs.iterencode(html(answer, tongue), "utf-8"),
    ".xlsx": lambda answer, tongue: [workbook(sheets(answer, tongue))],
    ".csv": lambda answer, tongue: codecs.iterencode(_csv(answer, tongue), "utf-8-sig"),
    ".txt": lambda answer, tongue: [f"{text(answer, tongue)}\n".encode()],
}
"""What makes a file of a note, by the ending of its name."""
