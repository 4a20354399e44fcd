"""The words of a command line, as the plain values that a case file would hold."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Final

from states.errors import WrongWords
from states.money import amount
from workflow.evidence import Document

COUNTS: Final = ("number", "issued", "treasury", "entitled", "in_favour", "against", "abstained", "present", "exercisable")
"""The options that are counts; with ``--set`` these and a few more are written with commas as well."""
_MORE_COUNTS: Final = ("for", "cross_held", "voters", "proposals")


def whole(option: str, text: str) -> int:
    """A count as people write it: 9000 or 9,000.

    Raises:
        WrongWords: it is no whole number.
    """
    try:
        number = amount(text)
    except ValueError:
        number = None
    if number is None or number != int(number):
        remedy = "give a whole number, such as 45070489 or 45,070,489"
        if text.strip().endswith("%"):
            remedy = "a percentage has no count: leave it out and put it in a note"
        raise WrongWords(f"{option}: {text!r} is not a count", remedy=remedy)
    return int(number)


def attested(pair: str, seen: Sequence[Document]) -> str:
    """``FACT=NOTE``: the names of the evidence are the note when ``FACT`` stands alone.

    Raises:
        WrongWords: there is neither.
    """
    fact, _, note = pair.partition("=")
    if not note and not seen:
        raise WrongWords(f"--attest {pair}: on what?", remedy=f'give --attest {fact}="what it rests on" or --evidence FILE')
    return f"{fact}={note or ', '.join(each.name for each in seen)}"


def named(pairs: Iterable[str] | None, option: str) -> dict[str, str]:
    """``NAME=VALUE`` pairs of a repeated option.

    Raises:
        WrongWords: a pair without a value, or a name that is given twice.
    """
    said: dict[str, str] = {}
    for pair in pairs or ():
        name, equals, text = pair.partition("=")
        if not equals:
            raise WrongWords(f"{option} {pair}: no value", remedy=f"give {option} {pair}=VALUE")
        if name.replace("-", "_") in said:
            raise WrongWords(f"{option} {name} is given twice", remedy="give it once")
        said[name.replace("-", "_")] = text
    return said


def facts_set(pairs: Iterable[str] | None) -> dict[str, Any]:
    """The facts of ``--set``: ``NAME=VALUE``, or ``GROUP.NAME=VALUE`` for one of a group such as ``articles``.

    Raises:
        WrongWords: a pair without a value, or a name that is given twice.
    """
    said: dict[str, Any] = {}
    pairs_of = named(pairs, "--set")
    for name, text in pairs_of.items():
        group, dot, inner = name.partition(".")
        if not dot:
            said[name] = whole(f"--set {name}", text) if "," in text and name in (*COUNTS, *_MORE_COUNTS) else value(text)
        elif group in pairs_of:
            raise WrongWords(f"--set {group} is given twice", remedy=f"give the whole {group}, or its names one by one")
        else:
            said.setdefault(group, {})[inner] = value(text)
    return said


def value(text: str) -> Any:
    """What follows ``NAME=``: true, a whole number, a day, a list or a table as in a case file; else the text itself."""
    import tomllib  # only here: most steps need no value read

    try:
        read = tomllib.loads(f"value = {text}")["value"]
    except (ValueError, RecursionError):
        return text
    return text if isinstance(read, float) else read  # 13.50 is an amount, to the last digit


def table(text: str, option: str, example: str) -> dict[str, Any]:
    """One class of shares, as the inline table a case file would have.

    Raises:
        WrongWords: it is no table.
    """
    read = value(text)
    if not isinstance(read, dict):
        remedy = f"""give {option} '{{ share_class = "common", {example} }}'"""
        raise WrongWords(f"{option}: {text[:60]!r} is not a table", remedy=remedy)
    return read


def calendar_days(pairs: Iterable[str]) -> dict[str, dict[str, bool]]:
    """``CALENDAR:DATE=open`` or ``=closed``; of two answers about one day nobody could say which was meant.

    Raises:
        WrongWords: neither open nor closed, or a day that is given twice.
    """
    said: dict[str, dict[str, bool]] = {}
    for pair in pairs:
        where, _, answer = pair.partition("=")
        calendar, _, day = where.partition(":")
        if answer not in ("open", "closed") or not day:
            remedy = "give --calendar-day XJPX:2027-05-06=closed, or =open"
            raise WrongWords(f"--calendar-day {pair}: neither a day that is open nor one that is closed", remedy=remedy)
        if day in said.setdefault(calendar, {}):
            raise WrongWords(f"--calendar-day {where} is given twice", remedy="give it once")
        said[calendar][day] = answer == "open"
    return said
