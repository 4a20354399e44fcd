"""What a report shows, whatever it is written as: the rows of its tables, their words, and how each is marked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from markupsafe import Markup

from states.facts import Kind
from states.lives import LIFECYCLES
from workflow.render import drawing, scale, sentences
from workflow.render.amounts import grouped
from workflow.render.tongue import Tongue

Answer = Mapping[str, Any]


def of_subject(answer: Answer, entries: Iterable[Answer], tongue: Tongue) -> dict[str, Any]:
    """What a report on a dividend or a meeting shows, whatever it is written as."""
    parts = [part | {"life": _life(part["standing"])} for part in answer["subjects"]]
    standing = parts[0]["standing"]
    rows = answer["timetable"]
    return {
        **_of_the_book(answer),
        "parts": parts,
        "found": together([part["findings"] for part in parts], tongue),
        "what": _what(standing, answer["company"], tongue),
        **_said_first(answer, tongue),
        "line": _line(rows, answer["on"]),
        "questions": [row | {"tone": _TONES[row["status"]]} for row in rows if not _has_day(row)],
        "versions": _versions(standing),
        "paid": _paid(answer["approved_and_paid"], tongue),
        "dividends": answer["dividends"],
        "entries": log_rows(entries, answer["book"]["timezone"], tongue, hashes=True),
        "roster": answer["people"],
        "documents": _toned([row for part in parts for row in part["evidence"]]),
    }


def of_part(answer: Answer, entries: Iterable[Answer], tongue: Tongue) -> dict[str, Any]:
    """What a report on a book shows, whatever it is written as."""
    about = answer["about"]
    days = [each for each in (about["since"], about["until"]) if each]
    return {
        **_of_the_book(answer),
        "title": answer["company"] or answer["book"]["name"],
        "period": f"{about['since'] or '…'} – {about['until'] or '…'}." if days else "",
        **_said_first(answer, tongue),
        "dividends": answer["dividends"],
        "meetings": answer["meetings"],
        "found": together([_beside_the_log(answer["findings"])], tongue),
        "entries": log_rows(entries, answer["book"]["timezone"], tongue),
        "documents": _toned(answer["evidence"]),
        "roster": answer["people"],
    }


def _of_the_book(answer: Answer) -> dict[str, Any]:
    book = answer["book"]
    return {
        "book": book,
        "on": answer["on"],
        "verification": answer["verification"],
        "cannot_tell": answer["cannot_tell"],
        "recorded": _locally(book["newest_recorded_at"], ZoneInfo(book["timezone"])),
    }


def _locally(instant: str, zone: ZoneInfo) -> str:
    return f"{datetime.fromisoformat(instant).astimezone(zone):%Y-%m-%d %H:%M}"


def _said_first(answer: Answer, tongue: Tongue) -> dict[str, Any]:
    """The verdict in words."""
    summary = tongue.say("In order: {passed}. To look at: {noted}. Not in order: {failed}.", **answer["summary"])
    return {"summary": summary, "points": [_point(point, tongue) for point in answer["verdict"]]}


def _point(point: Answer, tongue: Tongue) -> dict[str, Any]:
    figures = {name: " ".join(map(grouped, str(each).split(" "))) for name, each in point["figures"].items()}
    said = tongue.say(point["says"], **figures)
    return {"verdict": point["verdict"], "title": tongue.say(point["title"]), "said": said}


def _what(standing: Answer, company: str, tongue: Tongue) -> str:
    """Whose it is, of what kind, and for which fiscal year."""
    facts = standing["facts"]
    said = [company, tongue.word("kind", standing["kind"]), tongue.word("value", facts.get("kind") or "", "kind")]
    return " · ".join(filter(None, [*said, facts.get("fiscal_year_end")]))


def _life(standing: Answer) -> drawing.Drawing:
    return drawing.drawn(LIFECYCLES[Kind(standing["kind"])], standing["deeds"], standing["state"])


def _paid(paid: Answer | None, tongue: Tongue) -> dict[str, Any] | None:
    """What was decided beside what was paid: the steps, and each amount by its name, ``None`` where it is not stated."""
    if paid is None:
        return None
    say = tongue.say

    def money(amount: str) -> str:
        return " ".join(filter(None, (paid["currency"], grouped(amount))))

    amounts: list[tuple[str, str | None]] = []
    if resolved := paid["resolved"]:
        ends = {"least": money(resolved["least"]), "most": grouped(resolved["most"])}
        spans = _SPANS[resolved["with_least"], resolved["with_most"]]
        amounts.append((say("resolved"), ends["least"] if resolved["least"] == resolved["most"] else say(spans, **ends)))
    for name, each in paid["settled"].items():
        named = say("together") if name == "sum" else tongue.word("fact", name)
        amounts.append((named, None if each is None else money(each)))
    if (off := paid["difference"]) not in (None, "0"):
        named = "short of what was resolved" if off.startswith("-") else "above what was resolved"
        amounts.append((say(named), money(off.removeprefix("-"))))
    return {"steps": [paid[name] for name in ("decided", "fixed", "paid") if paid[name]], "amounts": amounts}


_SPANS = {
    (True, True): "from {least} to {most}",
    (True, False): "from {least} to below {most}",
    (False, True): "above {least} to {most}",
    (False, False): "above {least} to below {most}",
}


def signers(each: Answer, tongue: Tongue) -> list[tuple[Markup, str]]:
    """Who signed a checkpoint, in words, and with which key."""
    t = tongue.say
    said = [
        (
            t(
                "signed by {person}, whose key was taken back since" if by["revoked"] else "signed by {person}",
                person=by["person"],
            ),
            by["fingerprint"],
        )
        for by in each["signed_by"]
    ]
    said += [
        (t("a signature in the name of {name}, by a key that is not known here", name=by["name"]), "")
        for by in each["unknown_signatures"]
    ]
    return said or [(t("nobody signed it"), "")]


def _versions(standing: Answer) -> list[dict[str, Any]]:
    """The terms in force and those before, newest first; version, digest and entry apart from what they say."""
    aside = ("version", "digest", "entry")
    stated = [standing["terms"], *reversed(standing["earlier_terms"])] if standing["terms"] else []
    return [
        {name: terms.get(name) for name in aside}
        | {"facts": {name: each for name, each in terms.items() if name not in aside}}
        for terms in stated
    ]


# ── How a row is marked: a tone beside its word, which a reader without colours does not need ──

_TONES = {
    **dict.fromkeys(("kept", "over"), "pass"),
    **dict.fromkeys(("overdue", "missed", "fails"), "fail"),
    "open": "note",
    "unknown": "unknown",
}
_KEPT = {"kept": "pass", "erased": "note", "missing": "fail", "altered": "fail"}
_GRAVE = ("duty missed",)


def _toned(documents: Iterable[Answer]) -> list[dict[str, Any]]:
    return [{**row, "tone": _KEPT[row["state"]]} for row in documents]


def together(found: Sequence[Answer], tongue: Tongue) -> Answer:
    """The findings about several subjects: of entries in the order of the log, then of duties by day."""
    rows = [row | tongue.told("said", row["what"], row["said"]) for each in found for row in each["findings"]]
    rows = [row | {"tone": "fail" if row["what"] in _GRAVE else "note"} for row in rows]
    rows.sort(key=lambda row: (row["entry"] is None, row["entry"] or 0, row["on"] or ""))
    return {
        "findings": rows,
        "pace": [row for each in found for row in each["pace"]],
        "pace_by_step": [row for each in found for row in each["pace_by_step"]],
    }


def _beside_the_log(found: Answer) -> Answer:
    """What is found in a whole book, without the refusals and the late entries: the log below shows them as such."""
    return {**found, "findings": [row for row in found["findings"] if row["what"] not in ("refused", "late")]}


def marked(rows: Iterable[Answer]) -> list[Answer]:
    """The rows of a list, each with the tone of what is due next."""
    return [{**row, "next_deadline": _toned_limit(row["next_deadline"])} for row in rows]


def _toned_limit(limit: Answer | None) -> Answer | None:
    return None if limit is None else {**limit, "tone": _TONES[limit["status"]]}


def _has_day(row: Answer) -> bool:
    return any(row[name] for name in ("first_on", "last_on", "on"))


def _line(rows: Sequence[Answer], on: str) -> Answer:
    """The limits that have a day, each with its place on a line through time."""
    dated = [row for row in rows if _has_day(row)]
    line = scale.scale(scale.of_timetable(dated), on)
    return {"ticks": line.ticks, "rows": [_limit(row, line) for row in dated]}


def _limit(row: Answer, line: scale.Scale) -> dict[str, Any]:
    """One limit: the room that it leaves reaches from a first lawful day on, or up to a last one."""
    limit = row["first_on"] or row["last_on"]
    x_limit = line.at(limit)
    room = None if x_limit is None else (x_limit, 100 - x_limit) if row["first_on"] else (0, x_limit)
    said = "from {day}" if row["first_on"] else "until {day}"
    days = None if row["status"] == "over" else row["slack_days"]  # what is over asks for nothing, and is not late
    places = {"limit": limit, "limit_says": said, "x_limit": x_limit, "beyond": line.beyond(limit)}
    places |= {"room": room, "x_on": line.at(row["on"]), "slack_days": days}
    return {**row, **places, "tone": _TONES[row["status"]]}


def log_rows(entries: Iterable[Answer], zone: str, tongue: Tongue, *, hashes: bool = False) -> Iterator[dict[str, Any]]:
    """The rows of the log, made as they are asked for."""
    shown_in = ZoneInfo(zone)
    for entry in entries:
        cells = sentences.log_row(entry["entry"], entry["body"], entry["lag_days"], shown_in)
        row = dict(zip(sentences.LOG_COLUMNS, cells, strict=True))
        row |= {name: tongue.generated(name, str(row[name])) for name in ("lag", "actor")}
        row |= tongue.told("what", str(row["outcome"]), str(row["what"]), entry["body"].get("reason") or "")
        yield row | {"recorded": str(row["recorded"])[:19], "hash": entry["hash"][:16] if hashes else ""}
