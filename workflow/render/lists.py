"""The tables of a report in blocks, with the columns that ``pages/parts.html`` gives them; and what is said of the book."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from workflow.render import contents
from workflow.render.blocks import Block, Text, heading, run, table, text
from workflow.render.tongue import Tongue

Answer = Mapping[str, Any]


class Lists:
    """What a report lists, in one language; the shares of a table's columns add up to 516, the points of its width."""

    def __init__(self, tongue: Tongue) -> None:
        self._t, self._w, self._checked = tongue.say, tongue.word, tongue.checked
        self._generated, self._tongue = tongue.generated, tongue

    def _columns(self, names: str, *shares: int) -> list[tuple[str, int]]:
        return [(self._t(name), share) for name, share in zip(names.split(" | "), shares, strict=True)]

    def subjects(self, title: str, rows: Iterable[Answer]) -> Iterator[Block]:
        """Dividends or meetings, as they are listed."""
        w = self._w
        yield heading(title)
        columns = self._columns("Reference | Kind | Company | State | Day | What it is", 100, 50, 80, 62, 58, 166)
        said = ((row["ref"], w("kind", row["kind"]), w("state", row["state"]), row) for row in rows)
        yield table(
            columns,
            [
                [run("bold", ref), kind, row["company"], state, row["day"], self._generated(row["kind"], row["label"])]
                for ref, kind, state, row in said
            ],
        )

    def findings(self, found: Answer, aside: str = "") -> Iterator[Block]:
        """What is to be noted."""
        t, w = self._t, self._w
        yield heading(t("Findings"))
        if aside:
            yield text(run("soft", aside))
        if found["findings"]:
            names = "Finding | Entry | Subject | Event | By | Day | Days | What was found"
            yield table(self._columns(names, 58, 38, 66, 52, 48, 50, 30, 174), [
                [run(row["tone"], w("finding", row["what"])), row["entry"], row["subject"]]
                + [w("event", row["event"]) if row["event"] else "", row["person"] or row["actor"], row["on"], row["days"]]
                + [run("en", row["said"]) if row["look"] else row["said"]]
                for row in found["findings"]
            ], numbers=[6])  # fmt: skip
        else:
            yield text(t("Nothing was found."))

    def pace(self, rows: Sequence[Answer]) -> Iterator[Block]:
        """The days between the steps of a subject."""
        w = self._w
        if rows:
            yield heading(self._t("Days from step to step"), 3)
            yield table(self._columns("Subject | From | To | Days", 150, 158, 158, 50), [
                [row["subject"], *(f"{w('event', row[f'{end}_event'])} {row[f'{end}_on'] or ''}" for end in ("from", "to"))]
                + [row["days"]]
                for row in rows
            ], numbers=[3])  # fmt: skip

    def pace_by_step(self, rows: Sequence[Answer]) -> Iterator[Block]:
        """The days between two steps, over all subjects."""
        w = self._w
        if rows:
            yield heading(self._t("Days from step to step"), 3)
            names = "From | To | Steps | Fewest days | Middle | Most days"
            yield table(self._columns(names, 130, 130, 64, 64, 64, 64), [
                [run("bold", w("event", row["from_event"])), w("event", row["to_event"])]
                + [row[name] for name in ("steps", "fewest", "middle", "most")]
                for row in rows
            ], numbers=[2, 3, 4, 5])  # fmt: skip

    def log(self, entries: Iterable[Answer]) -> Iterator[Block]:
        """The entries; those that were refused stand on a ground of their own."""
        rows, refused = [], []
        for number, row in enumerate(entries):
            what = [
                run("en", row["what"]) if row["look"] else row["what"],
                *(["  ", run("mono", row["hash"])] if row["hash"] else []),
            ]
            rows.append([
                run("bold", str(row["entry"])), row["recorded"], row["day"], row["lag"], row["actor"], row["subject"],
                self._w("event", row["event"]), self._w("outcome", row["outcome"]) if row["outcome"] else "", what,
            ])  # fmt: skip
            refused += [number] if row["outcome"] == "refused" else []
        names = "Entry | Recorded | Day | Late by | By | Subject | Event | Outcome | What was recorded"
        yield heading(self._t("The log"))
        yield table(self._columns(names, 38, 50, 50, 30, 52, 66, 54, 40, 136), rows, numbers=[3], marked=refused)

    def people(self, roster: Answer, acted: Answer) -> Iterator[Block]:
        """Who recorded what, and who may."""
        t, w = self._t, self._w
        yield heading(t("People"))
        names = "Login | Person | In the role of | What they recorded | Refused"
        yield table(self._columns(names, 110, 90, 90, 176, 50), [
            [run("bold", who["actor"]), ", ".join(who["persons"]), self._roles(who)]
            + [", ".join(f"{w('event', event)} {count}" for event, count in who["events"].items()), who["refused"]]
            for who in acted.values()
        ], numbers=[4])  # fmt: skip
        if not roster["people"]:
            yield text(run("soft", t("There is no roster: anyone who can write the file may take any step.")))
            return
        yield heading(t("The roster as it stands"), 3)
        yield table(self._columns("Person | Name | May act as | Logins | Keys", 66, 90, 90, 90, 180), [
            [run("bold", who["person"]), who["name"], self._roles(who), ", ".join(who["logins"])]
            + [run("mono", ", ".join(key["fingerprint"] for key in who["keys"]))]
            for who in roster["people"]
        ])  # fmt: skip

    def _roles(self, who: Answer) -> str:
        return ", ".join(self._w("role", role) for role in who["roles"])

    def evidence(self, documents: Sequence[Answer]) -> Iterator[Block]:
        """The documents that entries name."""
        t, w = self._t, self._w
        yield heading(t("Evidence"))
        if not documents:
            yield text(t("No entry names a document."))
            return
        columns = self._columns("Document | Entry | Event | State | Bytes", 140, 38, 60, 50, 50)
        yield table([*columns, ("SHA-256", 178)], [
            [run("bold", row["name"]), row["entry"], w("event", row["event"]), run(row["tone"], w("document", row["state"]))]
            + [row["size"], run("mono", row["sha256"])]
            for row in documents
        ], numbers=[4])  # fmt: skip

    def book(self, checked: Answer, cannot_tell: Sequence[str]) -> Iterator[Block]:
        """How far the log was checked, against which checkpoints, and what no check can tell."""
        t = self._t
        yield heading(t("The book"))
        says = self._checked
        said: list[tuple[str, Text]] = [
            (t("What kind of log"), says(checked["about"])),
            (t("Entries"), str(checked["entries"])),
        ]
        said += [(t("Head"), run("mono", checked["head"])), (t("Root"), run("mono", checked["root"]))]
        yield {"block": "facts", "facts": said}
        for tone, of in (("fail", "problems"), ("note", "remarks")):
            for each in checked[of]:
                where = t("the book") if each["entry"] is None else t("entry {entry}", entry=each["entry"])
                yield text(run(tone, where), "  ", run("en", each["what"]))
        yield heading(t("Checkpoints"), 3)
        for each in checked["checkpoints"]:
            yield text(*self._checkpoint(each))
        if not checked["checkpoints"]:
            yield text(t("No checkpoint was given to hold the book against."))
        yield heading(t("What could not be verified"))
        yield {"block": "list", "items": [says(each) for each in cannot_tell]}

    def _checkpoint(self, each: Answer) -> Iterator[Text]:
        t = self._t
        yield run("pass", t("agrees")) if each["agrees"] else run("fail", t("does not agree"))
        yield f"  {each['file']}: "
        yield t("{entries} entries", entries=each["size"])
        if each["what"]:
            yield f" · {each['what']}"
        for said, key in contents.signers(each, self._tongue):
            yield from (" · ", said, *((" ", run("mono", key)) if key else ()))
