"""``make mutants``, second half: every line of every rulebook is taken out or weakened in turn, and a test must notice.

A rule is removed, made a note, asked where it does not apply, in force a day later or longer; a limit is moved by a day.
With codes of jurisdictions or names of rules (``KR in_agm``) only those are weakened.  Only tests that speak of the rule by
its name are asked, and not those that merely hold the list of names or the page of all sentences: what is left shows that
someone wrote down what the rule is for.  At which steps a rule is asked, where it may wait and what may be attested stands
in ``docs/reference/guards.md``, which another test holds to the code.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from states.bounds import Bound, Disputed
from states.dates import DAY
from states.duties import Duty
from states.finding import Weight
from states.rulebooks import every_rulebook
from states.rules import Rule, Rulebook

TESTS = Path(__file__).parents[1]
LISTS = ("japan_rows", "what_is_said", "walk")
ASKED = sorted({*TESTS.glob("domain/test_*.py")} - {TESTS / f"domain/test_{name}.py" for name in LISTS})


def later(limit: date | Disputed | None) -> date | Disputed | None:
    """The same limit, a day more generous."""
    if isinstance(limit, Disputed):
        return replace(limit, safe=limit.safe + DAY, last=limit.last + DAY)
    return None if limit is None else limit + DAY


def oldest(book: Rulebook) -> date:
    """The day of the oldest law that a rulebook knows; what is in force from ever is no law of a day."""
    since = [each.in_force.since for each in (*book.rules, *book.duties)]
    return min((day for day in since if day > date.min), default=date.min)


def weakened(each: Rule | Duty, first: date) -> Iterator[tuple[str, Rule | Duty | None]]:
    """Each way in which one line of a rulebook may be wrong; ``first`` is the day of its oldest law."""
    yield "removed", None
    since, until = each.in_force.since, each.in_force.until
    if since > first:
        yield "in force a day later", replace(each, in_force=replace(each.in_force, since=since + DAY))
    if until:
        yield "in force a day longer", replace(each, in_force=replace(each.in_force, until=until + DAY))
    for when in each.applies:
        yield f"asked also where not: {when.text}", replace(each, applies=tuple(w for w in each.applies if w is not when))
    if isinstance(each, Duty):
        yield "due a day later", replace(each, due=lambda *days, due=each.due: later(due(*days)))
        yield "lasting the other way", replace(each, lasting=not each.lasting)
        return
    if each.weight is not Weight.NOTE:
        yield "a note", replace(each, weight=Weight.NOTE)
    if each.lowered:
        yield "never lowered", replace(each, lowered=None)
    for n, bound in enumerate(each.test if isinstance(each.test, tuple) else ()):
        for what, changes in loosened(bound):
            test = (*each.test[:n], replace(bound, **changes), *each.test[n + 1 :])
            yield f"limit {n + 1} {what}", replace(each, test=test)


def loosened(bound: Bound) -> Iterator[tuple[str, dict[str, Any]]]:
    yield "a day later", {"limit": lambda *days, limit=bound.limit: later(limit(*days))}
    yield "the other way round", {"before": not bound.before}
    if bound.when.__qualname__ != "Bound.<lambda>":
        yield "asked always", {"when": lambda _: True}


def survives(book: Rulebook, each: Rule | Duty, weak: Rule | Duty | None) -> bool:
    """Whether every test that names this line still passes with the weaker one; asked in a process of its own.

    Raises:
        RuntimeError: its tests could not be asked.
    """
    child = os.fork()
    if child:
        code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        if code not in (pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED):
            raise RuntimeError(f"{each.id}: its tests ended with {code}")
        return code == pytest.ExitCode.OK
    null = os.open(os.devnull, os.O_WRONLY)
    os.dup2(null, 1), os.dup2(null, 2)
    which = "duties" if isinstance(each, Duty) else "rules"
    changed = (weak if line is each else line for line in getattr(book, which))
    object.__setattr__(book, which, tuple(line for line in changed if line is not None))  # every test reads this very book
    book._asked.clear()
    book.__post_init__()
    naming = [page for page in ASKED if re.search(rf"\b{each.id}\b", page.read_text(encoding="utf-8"))]
    examples = [TESTS / "domain/test_examples.py"]
    code = pytest.main(["-x", "-q", "-p", "no:cacheprovider", "-p", "no:xdist", *map(str, dict.fromkeys(naming + examples))])
    os._exit(int(code))


def chosen(book: Rulebook) -> list[Rule | Duty]:
    """The lines of a rulebook that are asked for: all of them where nothing is."""
    words = sys.argv[1:]
    return [each for each in (*book.rules, *book.duties) if not words or {book.jurisdiction, each.id} & {*words}]


def main() -> int:
    """Weaken each line in each way, and list what nobody noticed."""
    lines = [(book, each) for book in every_rulebook() for each in chosen(book)]
    ways = [(book, each, way, weak) for book, each in lines for way, weak in weakened(each, oldest(book))]
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        if not all(pool.map(lambda line: survives(*line, line[1]), lines)):
            raise RuntimeError("a test fails with the rulebooks as they are")
        alive = list(pool.map(lambda way: survives(way[0], way[1], way[3]), ways))
    unseen = [f"{each.id}: {way}" for (_, each, way, _), survived in zip(ways, alive, strict=True) if survived]
    print("\n".join([*unseen, f"{len(ways)} ways to weaken {len(lines)} lines, {len(unseen)} not noticed"]))
    return 1 if unseen else 0


if __name__ == "__main__":
    sys.exit(main())
