"""The report as PDF: what a page shows, in blocks that Typst sets one after another."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from typing import Any

from states.errors import WrongWords
from workflow.render import contents, typeset
from workflow.render.blocks import Block, Blocks, heading, run
from workflow.render.lists import Lists
from workflow.render.tongue import Tongue

Answer = Mapping[str, Any]

MOST = 10_000  # entries: each takes about 160 kB of memory while it is set
NAME = 60  # characters of a name in a running head


def of(answer: Answer, entries: Iterable[Answer], acted: Answer, language: str) -> bytes:
    """The report on one subject or on a part of the book, as PDF/A-2b and PDF/UA-1.

    ``entries`` are its log, and ``acted`` is filled while they are read: who recorded what.

    Raises:
        WrongWords: what makes a PDF is not installed, or there are more entries than ``MOST``.
    """
    held = list(islice(entries, MOST + 1))
    if len(held) > MOST:
        remedy = "narrow it with --since and --until, or name the file .html"
        raise WrongWords(f"a report as PDF holds at most {MOST:,} entries", remedy=remedy)
    made = _of_subject if "subjects" in answer else _of_part
    return typeset.pdf(made(answer, held, acted, Tongue(language)))


def _of_subject(answer: Answer, entries: Iterable[Answer], acted: Answer, tongue: Tongue) -> Block:
    t, blocks, lists = tongue.say, Blocks(tongue), Lists(tongue)
    shown = contents.of_subject(answer, entries, tongue)
    first = shown["parts"][0]["standing"]

    def body() -> Iterator[Block]:
        yield from blocks.verdict(shown)
        for part in shown["parts"]:
            yield from blocks.course(part)
        yield from blocks.bounds(shown["line"], shown["questions"])
        if first["terms"]:
            yield from blocks.terms(shown["versions"], shown["paid"])
        yield heading(t("Facts"))
        for part in shown["parts"]:
            yield heading(part["standing"]["ref"], 3)
            yield blocks.facts(part["standing"]["facts"], part["standing"]["kind"])
        if shown["dividends"]:
            yield from lists.subjects(t("Dividends put to it"), shown["dividends"])
        yield from lists.findings(shown["found"])
        yield from lists.pace(shown["found"]["pace"])
        yield from lists.log(shown["entries"])
        yield from lists.people(shown["roster"], acted)
        yield from lists.evidence(shown["documents"])
        yield from lists.book(shown["verification"], shown["cannot_tell"])

    lead = [run("state", tongue.word("state", first["state"])), " ", shown["what"]]
    return _document(shown, tongue, first["ref"], lead, "", body())


def _of_part(answer: Answer, entries: Iterable[Answer], acted: Answer, tongue: Tongue) -> Block:
    t, blocks, lists = tongue.say, Blocks(tongue), Lists(tongue)
    shown = contents.of_part(answer, entries, tongue)

    def body() -> Iterator[Block]:
        yield from blocks.verdict(shown)
        yield from lists.subjects(t("Dividends"), shown["dividends"])
        yield from lists.subjects(t("Meetings"), shown["meetings"])
        yield from lists.findings(shown["found"], t("Refusals and late entries are marked in the log below."))
        yield from lists.pace_by_step(shown["found"]["pace_by_step"])
        yield from lists.log(shown["entries"])
        yield from lists.people(shown["roster"], acted)
        yield from lists.evidence(shown["documents"])
        yield from lists.book(shown["verification"], shown["cannot_tell"])

    return _document(shown, tongue, shown["title"], [], shown["period"], body())


def _document(shown: Answer, tongue: Tongue, name: str, lead: list[Any], period: str, body: Iterator[Block]) -> Block:
    """The whole document: what stands at its head and its foot, and on every page, round its blocks."""
    t, book, head = tongue.say, shown["book"], shown["verification"]["head"]
    counted = {"entries": book["entries"], "recorded": shown["recorded"]}
    judged = t(
        "Judged on {day}; the book holds {entries} entries, the newest recorded {recorded}.", day=shown["on"], **counted
    )
    made = t(
        "Made by Ketsugi from the book “{name}”, {entries} entries, head {head}.",
        name=book["name"],
        entries=book["entries"],
        head=head[:16],
    )
    zone = tongue.word("value", book["timezone"], "zone")
    where = t("Instants are shown in {zone}; days are calendar days of the company.", zone=zone)
    short = name if len(name) <= NAME else f"{name[:NAME]}…"
    return {
        "language": tongue.language,
        "title": [name, t("Report")],
        "day": shown["on"],
        "running": [f"Ketsugi · {t('Report')} · {short}", f"{t('Head')} {head[:16]}"],
        "over": ["決議 Ketsugi · ", t("Report")],
        "name": name,
        "lead": lead,
        "judged": [period, " " if period else "", judged],
        "blocks": list(body),
        "made": [made, " ", where],
    }
