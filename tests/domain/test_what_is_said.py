"""Every sentence of every guard and rule stands in ``what_is_said.txt``: a person can read it, and a change shows up in it.

Each step of each life is asked as the case was, with every fact stated, with none, seven years later, and in kind; and again
with one thing moved: each fact to none, less and more, each day by a day, each deed left out.  ``KETSUGI_UPDATE=1`` writes
the page anew.
"""

from __future__ import annotations

import os
from pathlib import Path

from states.lives import LIFECYCLES
from states.rulebooks.japan import JAPAN
from tests.domain.grid import said

PAGE = Path(__file__).with_name("what_is_said.txt")


def test_what_every_guard_and_rule_says_is_what_stands_on_the_page() -> None:
    found = said()
    lines = [line for name in sorted(found) for line in (name, *(f"  {line}" for line in sorted(found[name])), "")]
    text = "\n".join(lines)
    if os.environ.get("KETSUGI_UPDATE"):
        PAGE.write_text(text, encoding="utf-8")
    lives = [life for kind, life in LIFECYCLES.items() if kind != "people"]  # what is said of these is in test_people.py
    guards = {g.__name__ for life in lives for row in life.table for g in (*life.always, *row.guards)}
    assert set(found) == guards | {rule.id for rule in JAPAN.rules}
    page = PAGE.read_text(encoding="utf-8")
    assert not {*page.split("\n")} ^ {*lines}
    assert page.split("\n") == lines
