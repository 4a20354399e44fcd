"""Judge a recorded step once more, on what was known then, and compare the entry with what would be written now."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from states.codec import read_day
from states.errors import KetsugiError, LogBroken, WrongWords
from states.finding import Verdict, universal
from states.lives import LIFECYCLES
from states.rulebooks import every_version, labelled, rulebook
from states.rulebooks import versions as versions_of
from states.rules import RulesOf, judge
from workflow.decision import Decision, body, finding_entry
from workflow.judging import decide
from workflow.shape import REMEDY
from workflow.sql import Run
from workflow.step import actor_of, step_of

Body = Mapping[str, Any]


def differences(run: Run, seq: int, recorded: Body) -> Iterator[str]:
    """Everything in which entry ``seq`` is not what this program would have written, and why.

    It is judged by the version of the rulebook that it names; one that this program does not have is named, and the
    universal questions are asked.
    """
    now, named = datetime.fromisoformat(recorded["recorded_at"]), labelled(recorded["rulebook"])
    try:
        actor = actor_of(recorded)
        rules_of = lambda place: named if named in versions_of(place or "") else rulebook(place)  # noqa: E731
        decision = decide(run, step_of(recorded), actor=actor, now=now, before=seq, rules_of=rules_of)
    except KetsugiError as error:
        yield f"could not have been recorded: {error.message}"
        return
    except Exception as error:  # of a forged entry
        raise LogBroken(f"entry {seq} cannot be judged: {error!r}", remedy=REMEDY) from error
    if not _same_rules(decision, recorded):
        yield from _universal_objections(decision, recorded)
        return
    expected = body(decision, actor, now) | {"op": recorded["op"]}
    for name in expected:
        if name == "findings":
            yield from _other_answers(recorded[name], expected[name])
        elif recorded[name] != expected[name]:
            yield from _other_words(name, recorded[name], expected[name])


@dataclass(frozen=True, slots=True)
class Reassessed:
    """One question whose answer would now be another: verdict and message as recorded, and by the other version.

    ``was`` is ``None`` where the question was not asked then, ``now`` where it is asked no longer.
    """

    seq: int
    subject: str
    event: str
    outcome: str
    rulebook: str
    guard: str
    was: Body | None
    now: Body | None


def reassess(run: Run, seq: int, recorded: Body, rules_of: RulesOf) -> Iterator[Reassessed]:
    """What would differ in entry ``seq`` if it were judged, on what was known then, by another version of the rulebook."""
    at, label = datetime.fromisoformat(recorded["recorded_at"]), ""
    try:
        decision = decide(run, step_of(recorded), actor=actor_of(recorded), now=at, before=seq, rules_of=rules_of)
        found, label = decision.findings, decision.rulebook.label
    except KetsugiError as error:
        found = (universal("words", "not sayable", Verdict.FAIL, error.message),)
    except Exception as error:  # of a forged entry
        raise LogBroken(f"entry {seq} cannot be judged: {error!r}", remedy=REMEDY) from error
    was = {each["guard"]: each for each in recorded["findings"]}
    now = {each.guard: finding_entry(each) for each in found}
    for guard in dict.fromkeys([*was, *now]):
        before, after = was.get(guard), now.get(guard)
        if _matters(before) != _matters(after):
            yield Reassessed(seq, recorded["subject"], recorded["event"], recorded["outcome"], label, guard, before, after)


def rules_of_day(said: str, now: datetime) -> RulesOf:
    """Of each jurisdiction the version of its rulebook that was the newest on a day.

    Raises:
        WrongWords: no day, one before the first rulebook, or one to come: nobody knows its rules.
    """
    day, published = read_day(said, "--rules-of"), [each.published for each in every_version()]
    today = max((now + _EARLIEST).date(), *published)  # a version is never published ahead
    if day > today:
        raise WrongWords(
            f"--rules-of {said}: is still to come", remedy=f"today is {today}; leave it out for the newest rules"
        )
    if day < min(published):
        raise WrongWords(f"--rules-of {said}: there was no rulebook yet", remedy=f"the first is of {min(published)}")
    return partial(rulebook, known_on=day)


_EARLIEST = timedelta(hours=14)  # of all time zones, ahead of UTC


def _matters(finding: Body | None) -> tuple[str, str] | None:
    """What an answer comes to; a question that does not apply comes to nothing."""
    if finding is None or finding["verdict"] == "not applicable":
        return None
    return finding["verdict"], finding["weight"]


def _same_rules(decision: Decision, recorded: Body) -> bool:
    """Whether the entry was judged by a version of the rulebook that this program has."""
    return bool(decision.rulebook.label == recorded["rulebook"])


def _universal_objections(decision: Decision, recorded: Body) -> Iterator[str]:
    known = ", ".join(each.label for each in every_version())
    yield f"was judged by {recorded['rulebook']!r}: this program knows {known}"
    lifecycle, context = LIFECYCLES[decision.context.kind], decision.context
    row = lifecycle.row(context.event, context.source)
    asked = judge(context, (*lifecycle.always, *row.guards), ()) if row else decision.findings
    objections = [finding.guard for finding in asked if finding.stops()]
    if objections and recorded["outcome"] == "applied":
        yield f"is applied, but {', '.join(objections)} objects"


def _other_words(name: str, said: Any, follows: Any) -> Iterator[str]:
    """Where two values of an entry differ, named down to the value, as JSON."""
    if isinstance(said, dict) and isinstance(follows, dict) and said.keys() == follows.keys():
        for each in said:
            yield from _other_words(f"{name}.{each}", said[each], follows[each])
    elif isinstance(said, list) and isinstance(follows, list) and len(said) == len(follows):
        for number, (one, other) in enumerate(zip(said, follows, strict=True), 1):
            yield from _other_words(f"{name}.{number}", one, other)
    elif said != follows:
        yield f"says {name} {_json(said)}, where {_json(follows)} follows"


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def _other_answers(recorded: list[Body], expected: list[Body]) -> Iterator[str]:
    """Where the recorded answers differ.  A note may that rests on another version of a calendar."""
    if [each["guard"] for each in recorded] != [each["guard"] for each in expected]:
        yield "does not hold one answer of each guard that was to be asked, in order"
        return
    for was, now in zip(recorded, expected, strict=True):
        if was["verdict"] != now["verdict"] and now["weight"] != "note":
            yield f"{now['guard']} answered {was['verdict']}, now {now['verdict']}"
        elif was != now and not _other_calendar(was, now):
            yield f"{now['guard']} gave another answer: {was['message']!r}, now {now['message']!r}"


def _other_calendar(was: Body, now: Body) -> bool:
    """Whether two notes rest on different versions of the same calendar, each naming its own."""
    versions = [_CALENDAR.findall(each["message"]) for each in (was, now)]
    return was["weight"] == now["weight"] == "note" and all(versions) and versions[0] != versions[1]


_CALENDAR = re.compile(r"\(holidays ([\d.]+(?:, \d+ days by notice)?)")  # not what a company stated: that is in the log
