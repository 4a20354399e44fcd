"""A duty: something due by a day.  It blocks no step; what was not done shows as overdue, what was done late as late."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from states.bounds import STATE_ITS_DAYS, Day
from states.context import Context, Deed
from states.dates import DayNotKnown
from states.facts import Kind
from states.rules import Confidence, InForce, When


@dataclass(frozen=True, slots=True, kw_only=True)
class Duty:
    """One line of a rulebook that asks for a deed, or forbids to stop one, by a day.

    ``due`` computes the last day from the days it is counted ``of``; its answer is ``None`` where a calendar does not reach.
    ``text`` says that day in the words of a lawyer, every case of it.  A duty that is counted forward arises on the latest
    of those days, or on the day that ``arises`` computes.
    With ``lasting`` the day is not one to do something by, but the last day on which it must go on, or may be claimed.
    It is done when ``fulfil`` says so.  ``caution`` says what could not be confirmed.

    Source:
        ``source``, the article; ``confidence`` says whether it could be confirmed.
    """

    id: str
    title: str
    title_ja: str
    of_kind: Kind
    source: str
    confidence: Confidence
    in_force: InForce
    of: tuple[Day, ...]
    text: str
    due: Callable[..., date | None]
    applies: tuple[When, ...] = ()
    arises: Callable[..., date] | None = None
    lasting: bool = False
    caution: str = ""
    example: tuple[str, ...] = ()  # the day it is due, and the days it is counted from

    def __post_init__(self) -> None:
        if self.confidence is Confidence.CHECK and not self.caution:
            raise ValueError(f"{self.id}: say what could not be confirmed")

    @property
    def counted_forward(self) -> bool:
        """Whether it arises on the days it is counted from, so that it cannot be done before them."""
        return bool(self.example) and self.example[0] >= max(self.example[1:], default="")

    def first_day(self, context: Context) -> date | None:
        """The first day on which it can be done; ``None`` while a day is missing, and where it is counted back."""
        days = [day for each in self.of if (day := each.read(context))]
        if not self.counted_forward or len(days) < len(self.of):
            return None
        return self.arises(context, *days) if self.arises else max(days)

    def last_day(self, context: Context) -> date | None:
        """The day it is due, or lasts until; ``None`` while a day is missing or no calendar covers it."""
        return self._reckoned(context)[0]

    def why_no_day(self, context: Context) -> str:
        """Which calendar does not reach the day it is due; nothing where it does, or a day is missing."""
        return self._reckoned(context)[1]

    def _reckoned(self, context: Context) -> tuple[date | None, str]:
        days = [day.read(context) for day in self.of]
        if None in days:
            return None, ""
        try:
            return self.due(context, *days), ""
        except DayNotKnown as error:
            return None, f"{error}: {STATE_ITS_DAYS}"

    def done_by(self, context: Context) -> Deed | None:
        """The deed by which it was done, as far as the book knows; none before the days from which it is counted now."""
        first = self.first_day(context)
        moved = context.last("reschedule")  # what is counted back from a day is not done for another
        told = (deed for deed in context.deeds if self.id in deed.fulfils and not (moved and deed.seq < moved.seq))
        return next((deed for deed in told if deed.on and (first is None or first <= deed.on)), None)
