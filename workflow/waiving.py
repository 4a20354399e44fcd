"""A waiver: of which step of which dividend it may be said, and as of which of its entries."""

from __future__ import annotations

from collections.abc import Mapping

from states import dividend
from states.context import latest_part
from states.errors import NotFound, WrongWords
from states.facts import Kind
from states.people import PART_OF, People
from workflow.others import in_force, other
from workflow.replay import NEVER, Past
from workflow.sql import Run

_OF_A_PART = (*PART_OF, "correct")  # a correction is of the part of what it corrects


def latest_part_of(run: Run, ref: str) -> int:
    """The entry of a dividend's latest part, as of which it is waived that one person takes the next.

    Raises:
        NotFound: there is no such dividend.
    """
    return latest_part(_dividend(run, ref, NEVER).deeds)


def check_waivers(run: Run, stated: Mapping[str, Mapping[str, int]], before: int) -> None:
    """What is waived is a step that the dividend can take now, by a person on the roster, as it stands.

    Raises:
        WrongWords: it is none.  NotFound: there is no such dividend, or no such person.
    """
    people = in_force(run, before) or People()
    for name, admins in stated.items():
        ref, event, person = name.split(" ")
        past = _dividend(run, ref, before)
        if person not in people.people:
            raise NotFound(f"{person}: not on the roster", remedy="ketsugi people list")
        if event not in _OF_A_PART:
            raise WrongWords(f"{event} is no part of a dividend", remedy=f"nothing need be waived: ketsugi show {ref}")
        if not any(admins.values()):
            continue  # what is revoked may be of a step that can be taken no more
        if dividend.LIFECYCLE.row(event, past.state) is None:
            remedy = f"a waiver is of the step that comes next: ketsugi show {ref}"
            raise WrongWords(f"{ref} is {past.state}: {event} is not possible now", remedy=remedy)
        stands_at = latest_part(past.deeds)
        if any(at not in (0, stands_at) for at in admins.values()):
            remedy = f"look at it, and waive it as it stands: ketsugi show {ref}"
            raise WrongWords(f"waivers {name}: {ref} stands at entry {stands_at}", remedy=remedy)


def _dividend(run: Run, ref: str, before: int) -> Past:
    past = other(run, Kind.DIVIDEND, ref, before)
    assert past is not None  # of a reference there is one, or NotFound
    return past
