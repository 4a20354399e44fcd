"""The dividend note in words: its statutory tables of seven columns."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, Final, NamedTuple

from states.money import StatedTotal
from workflow.render.amounts import grouped
from workflow.render.plain import safe
from workflow.render.tongue import Tongue

Answer = Mapping[str, Any]
HEADINGS: Final = {
    "effective_in_year": "(1) Dividends paid: effective in the fiscal year",
    "effective_after": "(2) Dividends whose record date lies in the fiscal year and which take effect after its end",
    "not_certain": "Not certain: the stated days leave open to which year it belongs",
}


class Units(NamedTuple):
    """What all amounts of a note have in common, and its headers can say; ``None`` where each cell says its own."""

    currency: str | None
    scale: str | None  # "million"; empty where every total is stated in full


class Row(NamedTuple):
    """One row in words."""

    day: str
    organ: str
    cells: Sequence[str]  # the six columns after the resolution
    ref: str
    entry: str
    remark: str
    footnote: str

    @property
    def seven(self) -> list[str]:
        """The seven columns."""
        return [f"{self.day} {self.organ}", *self.cells]

    @property
    def traced(self) -> list[str]:
        """The seven columns, and those of the trace back to the log."""
        return [*self.seven, self.ref, self.entry, "; ".join(filter(None, (self.remark, self.footnote)))]


class Table(NamedTuple):
    """A table of the note in words: what was decided, or what is to be put to one meeting."""

    name: str
    heading: str  # empty where it goes on with the table before
    lead: str  # of what is still to be put to the vote
    rows: Sequence[Row]
    notes: Sequence[str]  # below it


def units(answer: Answer) -> Units:
    """What every row states its amounts in."""
    rows = [row for name in (*HEADINGS, "awaiting_approval") for row in answer[name]]
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
        said(tongue, f"{name} ({{unit}})", unit=unit) if (unit := by_unit.get(name)) else said(tongue, name)
        for name in (*names, "Record date", "Effective date")
    ]


def tables(answer: Answer, tongue: Tongue, known: Units) -> list[Table]:
    """The two tables of the note, in the second also what is still to be put to the vote, and what stands apart, if any."""
    found: list[Table] = []
    for name, heading in HEADINGS.items():
        led: dict[str, list[Answer]] = {"": answer[name]} if answer[name] else {}
        for row in answer["awaiting_approval"] if name == "effective_after" else ():
            led.setdefault(_lead(row, tongue), []).append(row)
        if not led and name != "not_certain":
            led = {"": []}
        for number, (lead, rows) in enumerate(led.items()):
            made = [_row(row, known, tongue) for row in rows]
            found.append(Table(name, "" if number else said(tongue, heading), lead, made, _notes(made, tongue)))
    return found


def title(answer: Answer, tongue: Tongue) -> tuple[str, str, str]:
    """What the note is, of whom, and of which year."""
    days = {name: _day(answer[f"{name}_on"], tongue) for name in ("first", "last")}
    year = said(tongue, "Fiscal year {first} to {last}", **days)
    return said(tongue, "Dividend note"), safe(answer["name"] or answer["company"]), year


def _lead(row: Answer, tongue: Tongue) -> str:
    meeting = said(tongue, _who(row))
    if row["planned_on"] is None:
        return said(tongue, "To be put to the {meeting}, for which no day is planned:", meeting=meeting)
    day = _day(row["planned_on"], tongue)
    return said(tongue, "To be put to the {meeting} planned for {day}:", meeting=meeting, day=day)


def _notes(rows: Sequence[Row], tongue: Tongue) -> list[str]:
    """The footnotes of a table; of several rows, each says of which it is."""
    noted = [row for row in rows if row.footnote]
    if len(rows) == 1:
        return [said(tongue, "(Note) {said}", said=row.footnote) for row in noted]
    each = "(Note) {resolution}, {share_class}: {said}"
    return [said(tongue, each, resolution=row.seven[0], share_class=row.cells[0], said=row.footnote) for row in noted]


# ── Cells ──


def _row(row: Answer, known: Units, tongue: Tongue) -> Row:
    stated, bare = row["total"] or row["grand_total"], known.scale is not None
    total, who = _amount(stated, row["currency"], tongue, bare=bare), said(tongue, _who(row))
    cells = [
        _word(tongue, "share_class", row["share_class"]),
        said(tongue, "{total} for all classes", total=total) if stated and not row["total"] else total,
        _resource(row, tongue),
        _amount(row["per_share"], row["currency"], tongue, bare=known.currency is not None),
        _day(row["record_on"], tongue),
        _day(row["effective_on"], tongue),
    ]
    return Row(
        day=_day(row["resolved_on"] or row["planned_on"], tongue),
        organ=who if row["state"] != "proposed" else said(tongue, "{meeting} (planned)", meeting=who),
        cells=cells,
        ref=row["ref"],
        entry=str(row["entry"]),
        remark="; ".join(_remarks(row, tongue)),
        footnote=_footnote(row, tongue),
    )


def _footnote(row: Answer, tongue: Tongue) -> str:
    """Of what the dividend per share is made up, beside the ordinary part."""
    parts = [
        (tongue.word("value", name, "parts"), _amount(amount, row["currency"], tongue))
        for name, amount in (row["parts"] or {}).items()
        if name != "ordinary" and Decimal(amount)
    ]
    listed = said(tongue, " and ").join(said(tongue, "a {part} dividend of {amount}", part=p, amount=a) for p, a in parts)
    return said(tongue, "The dividend per share includes {parts}.", parts=listed) if parts else ""


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
        yield said(tongue, "dividend in kind: {asset}", asset=row["asset"] or said(tongue, "not stated"))
    if row["currency"] is None:
        yield said(tongue, "currency not stated")
    if row["state"] == "suspended":
        yield said(tongue, "payment suspended")
    if row["claimed_back"]:
        yield said(tongue, "claimed back until it was closed" if row["state"] == "closed" else "being claimed back")


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
    return said(tongue, "not stated") if text is None else tongue.word("value", text, of)


def said(tongue: Tongue, phrase: str, **figures: object) -> str:
    """As text: what is made into a page is escaped there."""
    return tongue.say(phrase, **figures).unescape()
