"""A date rule's core: this day, not after (or not before) that limit.

Written once, a ``Bound`` gives the verdict, the deadline, and the first day on which a step becomes possible.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Final

from states.context import Context
from states.dates import DayNotKnown
from states.finding import Verdict


@dataclass(frozen=True, slots=True)
class Day:
    """A day that rules speak of: its name in a message, where it is read, how it is given when it is missing.

    ``of_terms`` is true of a day that a resolution may leave open, so that it is fixed later; ``decided`` of one that there
    is not before the dividend is decided.
    """

    name: str
    read: Callable[[Context], date | None]
    give: str
    of_terms: bool = False
    decided: bool = False

    def how(self, context: Context) -> str:
        """How it is given at a step: once the terms are decided, what they left open is fixed, and not revised."""
        if not self.of_terms:
            return self.give
        if context.approved is not None:
            return self.give.replace("ketsugi revise", "ketsugi adjust")
        return f"{self.give}, or adjust once it is decided" if context.event in ("approve", "decide") else self.give


STATE_ITS_DAYS: Final = "state its days with --calendar-day and ketsugi company amend, or update the program"


@dataclass(frozen=True, slots=True)
class Disputed:
    """A limit on which the law, or what is known of it, is not certain: safe until ``safe``, lost after ``last``.

    ``last`` is ``date.max`` where it is not certain that there is a limit at all.
    """

    safe: date
    last: date
    why: str
    remedy: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a question found, before the rule adds its name, weight and source."""

    verdict: Verdict
    message: str
    title: str = ""  # where the rule's own would not fit
    figures: Mapping[str, str] = field(default_factory=dict)
    bound: date | None = None
    slack: int | None = None
    remedy: str = ""
    earliest: date | None = None
    disputed: bool = False  # the facts are known, and the law is not certain


Question = Callable[[Context], Answer]


@dataclass(frozen=True, slots=True, kw_only=True)
class Bound:
    """``day`` must not be after (or, with ``before=True``, not before) ``limit``, which is computed from ``of``.

    ``text`` says the limit in the words of a lawyer, every case of it: "two weeks before the meeting: 14 clear days".
    ``when`` limits the bound to some steps; ``measure`` adds the count a lawyer would make of the limit, the day and
    ``of``, such as "13 clear days, 14 needed".  ``example`` is the limit itself and the days it is computed from: the day
    beyond it is unlawful.  ``exact`` marks the two bounds that leave ``day`` no other than the limit.
    """

    day: Day
    of: tuple[Day, ...]
    text: str
    limit: Callable[..., date | Disputed]
    before: bool = False
    when: Callable[[Context], bool] = lambda _: True
    measure: Callable[..., str] | None = None
    remedy: str = ""
    example: tuple[str, ...] = ()
    exact: bool = False

    def deadline(self, context: Context) -> date | None:
        """The last day that is certainly lawful (the first, with ``before``).

        ``None`` while a day is missing, and where no calendar covers it.
        """
        return _certain(self._limit(context)[0])

    def _limit(self, context: Context) -> tuple[date | Disputed | None, str]:
        """The limit, and why there is none where all its days are stated."""
        days = [day.read(context) for day in self.of]
        if None in days:
            return None, ""
        try:
            return self.limit(context, *days), ""
        except DayNotKnown as error:
            return None, str(error)

    @property
    def _word(self) -> str:
        return "computed" if self.exact else "not before" if self.before else "last day"

    def _keeps(self, day: date, limit: date) -> bool:
        return day >= limit if self.before else day <= limit

    def __call__(self, context: Context) -> Answer:
        """Judge the day against its limit."""
        read = {day: day.read(context) for day in (self.day, *self.of)}
        missing = [day for day, value in read.items() if value is None]
        limit, why = self._limit(context)
        bound, value = _certain(limit), read[self.day]
        if why:
            return Answer(verdict=Verdict.UNKNOWN, message=why, remedy=STATE_ITS_DAYS)
        if value is None or bound is None:
            known = "" if bound is None else f"; {self._word} {bound}{_unless(limit)}"
            names = " and ".join(day.name for day in missing)
            remedy = "state " + ", ".join(day.how(context) for day in missing)
            return Answer(verdict=Verdict.UNKNOWN, message=f"{names} not stated{known}", bound=bound, remedy=remedy)
        if isinstance(limit, Disputed) and not self._keeps(value, limit.last):
            limit = bound = limit.last  # by no reading
        slack = (value - bound).days * (1 if self.before else -1)
        figures = {day.name: str(seen) for day, seen in read.items()}
        said = ", ".join(f"{name} {seen}" for name, seen in figures.items())
        if self.measure:
            said += f": {self.measure(bound, *read.values())}"
        answer = Answer(verdict=Verdict.PASS, message=said, figures=figures, bound=bound, slack=slack)
        if slack >= 0:
            return answer
        if isinstance(limit, Disputed):
            said, remedy = f"{said}: {limit.why}", limit.remedy or self.remedy
            return replace(answer, verdict=Verdict.UNKNOWN, message=said, remedy=remedy, disputed=True)
        if self.measure:
            said += "" if str(bound) in said else f"; last day {bound}"
        else:
            days = f"{-slack} {'day' if slack == -1 else 'days'}"
            said += f": {days} early, not before {bound}" if self.before else f": {days} late, last day {bound}"
        earliest = bound if self.before and value == context.on else None
        return replace(answer, verdict=Verdict.FAIL, message=said, remedy=self.remedy, earliest=earliest)


def _unless(limit: date | Disputed | None) -> str:
    if not isinstance(limit, Disputed):
        return ""
    return f", or {'later' if limit.last == date.max else limit.last} ({limit.why})"


def _certain(limit: date | Disputed | None) -> date | None:
    return limit.safe if isinstance(limit, Disputed) else limit


def every(
    conditions: Mapping[str, bool | None],
    *,
    passed: str,
    lacking: str,
    unknown: str,
    figures: Mapping[str, str] | None = None,
) -> Answer:
    """Whether all of an article's conditions are met, those named that are not, or are not stated.

    ``passed`` is the message where they are; ``lacking`` and ``unknown`` are the remedies where they are not.
    """
    for value, word, verdict, remedy in (
        (False, "lacking", Verdict.FAIL, lacking),
        (None, "not stated", Verdict.UNKNOWN, unknown),
    ):
        if named := [text for text, held in conditions.items() if held is value]:
            return Answer(verdict=verdict, message=f"{word}: {'; '.join(named)}", figures=figures or {}, remedy=remedy)
    return Answer(verdict=Verdict.PASS, message=passed, figures=figures or {})


def gravest(answers: list[Answer]) -> Answer:
    """The answers of several bounds as one: the gravest verdict, in the words of the bounds that gave it."""
    for verdict in (Verdict.FAIL, Verdict.UNKNOWN, Verdict.PASS):
        same = [answer for answer in answers if answer.verdict is verdict]
        if same:
            tightest = min(same, key=lambda answer: answer.slack or 0)
            earliest = [answer.earliest for answer in same]
            return replace(
                tightest,
                message="; ".join(dict.fromkeys(answer.message for answer in same)),
                figures={name: value for answer in same for name, value in answer.figures.items()},
                remedy="; ".join(dict.fromkeys(answer.remedy for answer in same if answer.remedy)),
                earliest=max(day for day in earliest if day) if all(earliest) else None,
            )
    return Answer(verdict=Verdict.NOT_APPLICABLE, message="no limit applies here")
