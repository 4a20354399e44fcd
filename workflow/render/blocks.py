"""The parts of a report in blocks: what ``pages/parts.html`` is for a browser, as plain values for ``pages/report.typ``.

A text is a string or a list of runs.  A run is a string, or one with a look: ``soft``, ``mono``, ``bold``, ``state``,
``en`` for what is said in English in any language, or the tone of a word.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from workflow.render.amounts import figure
from workflow.render.tongue import Tongue

Answer = Mapping[str, Any]
Block = dict[str, Any]
Text = object
"""A string, a number, a run, or a list of them."""


def run(look: str, text: str) -> dict[str, object]:
    """A piece of text with a look."""
    return {"look": look, "text": text}


def table(
    columns: Sequence[tuple[str, int]],
    rows: Iterable[Sequence[Text]],
    *,
    numbers: Sequence[int] = (),
    marked: Sequence[int] = (),
) -> Block:
    """A table: of each column the name and the share of the width, and the rows.

    ``numbers`` are the columns of figures, ``marked`` the rows on a ground of their own; both are counted from 0.
    """
    cells = [["" if cell is None else str(cell) if isinstance(cell, int) else cell for cell in row] for row in rows]
    return {"block": "table", "columns": columns, "rows": cells, "numbers": numbers, "marked": marked}


def text(*runs: Text) -> Block:
    """A paragraph."""
    return {"block": "text", "text": runs}


def heading(title: Text, level: int = 2) -> Block:
    """The title of a section (2) or of a part of it (3)."""
    return {"block": "heading", "level": level, "text": title}


class Blocks:
    """What a report says and draws, in one language."""

    def __init__(self, tongue: Tongue) -> None:
        self.tongue = tongue
        self._t, self._w = tongue.say, tongue.word

    def verdict(self, shown: Answer) -> Iterator[Block]:
        """What was looked at, and what came of it."""
        yield heading(self._t("Verdict"))
        yield {"block": "verdict", "summary": shown["summary"], "points": shown["points"]}

    def course(self, part: Answer) -> Iterator[Block]:
        """The life of a subject, and the steps that it took."""
        standing, life = part["standing"], part["life"]
        now = self._w("state", standing["state"])
        yield heading(self._t("The course of {ref}", ref=standing["ref"]))
        yield {
            "block": "course",
            "says": self._t(
                "The life of {ref}: now {state}. The steps it took are listed beside.", ref=standing["ref"], state=now
            ),
            "height": life.height,
            "ways": [way._asdict() for way in life.ways],
            "nodes": [node._asdict() | {"state": self._w("state", node.state)} for node in life.nodes],
            "steps": [self._step(deed) for deed in standing["deeds"]],
        }

    def _step(self, deed: Answer) -> list[list[Text]]:
        """The lines that are said of a step."""
        t, w = self._t, self._w
        day = f" {deed['on']}" if deed["on"] else ""
        moved = f" → {w('state', deed['to'])}" if deed["from"] != deed["to"] else ""
        corrected = [" · ", t("corrected by entry {entry}", entry=deed["corrected_by"])] if deed["corrected_by"] else []
        said = ("  ", t("entry {entry}", entry=deed["entry"]), f" · {deed['rulebook']}", *corrected)
        aside = [run("soft", each) for each in said]
        lines: list[list[Text]] = [[run("bold", w("event", deed["event"])), f"{day}{moved}", *aside]]
        if deed["overridden"]:
            lines.append([run("note", t("overridden")), f" {', '.join(deed['overridden'])}"])
        if deed["reason"]:
            lines.append([deed["reason"]])
        if deed["evidence"]:
            lines.append([run("soft", t("evidence")), run("soft", ": "), ", ".join(deed["evidence"])])
        return lines

    def bounds(self, line: Answer, questions: Sequence[Answer]) -> Iterator[Block]:
        """The days that the law asks for beside those on which it was done, and what it asks beside days."""
        t, w = self._t, self._w
        yield heading(t("Legal bounds and actual days"))
        if line["rows"]:
            key = (
                "room that the law leaves",
                "done, or planned",
                "the limit",
                "a limit beyond the line",
                "+ days to spare, − days too late",
            )
            yield {
                "block": "line",
                "key": list(map(t, key)),
                "ticks": line["ticks"],
                "rows": list(map(self._limit, line["rows"])),
            }
        else:
            yield text(t("No rule sets a day."))
        if questions:
            yield heading(t("Asked beside days"), 3)
            columns = [(t("Answer"), 48), (t("Question"), 140), (t("What is known"), 180), (t("Source"), 148)]
            said = ((run(row["tone"], w("status", row["status"])), w("title", row["title"]), row) for row in questions)
            yield table(
                columns,
                [[*answer, self.tongue.generated("message", row["message"]), self._source(row)] for *answer, row in said],
            )

    def _source(self, row: Answer) -> list[Text]:
        return [run("soft", each) for each in (self.tongue.source(row["source"]), " · ", row["id"])]

    def _limit(self, row: Answer) -> Block:
        t, places = self._t, ("tone", "x_limit", "beyond", "room", "x_on")
        said: list[Text] = [run(row["tone"], self._w("status", row["status"]))]
        if row["limit"]:
            said += [" · ", t(row["limit_says"], day=row["limit"])]
        if row["on"]:
            said += [" · ", t("done {day}" if row["entry"] else "day {day}", day=row["on"])]
        if row["slack_days"] is not None:
            said += [" · ", t("{days} days", days=f"{row['slack_days']:+d}")]
        title = [run("bold", self._w("title", row["title"])), "  ", *self._source(row)]
        return {name: row[name] for name in places} | {
            "title": title,
            "said": said,
            "message": self.tongue.generated("message", row["message"]),
        }

    def terms(self, versions: Sequence[Answer], paid: Answer | None) -> Iterator[Block]:
        """What is put to the vote, every version of it, and whether what was approved was paid."""
        t = self._t
        yield heading(t("Terms and their versions"))
        for terms in versions:
            since = t("current") if terms is versions[0] else t("stated by entry {entry}", entry=terms["entry"])
            version = t("Version {version}", version=terms["version"])
            yield heading([version, " · ", since, "  ", run("mono", terms["digest"][:16])], 3)
            yield self.facts(terms["facts"])
        if paid:
            yield heading(t("Approved and paid"), 3)
            yield from self._money(paid)

    def _money(self, paid: Answer) -> Iterator[Block]:
        t, w = self._t, self._w
        yield table([(t("Step"), 90), (t("Day"), 60), (t("Entry"), 50), (t("Terms"), 316)], [
            [run("bold", w("event", step["event"])), step["on"], step["entry"]]
            + [[t("Version {version}", version=step["version"]), "  ", run("mono", step["digest"])]]
            for step in paid["steps"]
        ])  # fmt: skip
        stated = [[name, run("soft", t("not stated")) if each is None else each] for name, each in paid["amounts"]]
        yield {"block": "facts", "facts": stated}

    def facts(self, items: Answer, of: str = "") -> Block:
        """Facts by name."""
        return {"block": "facts", "facts": self._facts({name: item for name, item in items.items() if item != {}}, of)}

    def _facts(self, items: Answer, of: str) -> list[list[Text]]:
        return [[self._w("fact", name, of), self._value(item, name)] for name, item in items.items()]

    def _value(self, item: object, name: str) -> Text:
        if item is None:
            return run("soft", self._t("not stated"))
        if isinstance(item, bool):
            return self._w("value", "yes" if item else "no", name)
        if isinstance(item, Mapping):
            return {"facts": self._facts(item, name)}
        if isinstance(item, Sequence) and not isinstance(item, str):
            return {"list": [self._value(each, name) for each in item] or [run("soft", self._t("none"))]}
        return self._w("value", figure(name, item), name)
