"""A step someone wants to record, and the check that its words mean something before any guard is asked."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from states import codec, company, dividend
from states.canonical import SAFE_INTEGER, ordered
from states.errors import WrongWords
from states.facts import FACTS, Articles, Company, Dividend, Facts, Kind
from states.finding import Weight
from states.lives import ACCEPTS, LIFECYCLES
from states.rulebooks import JURISDICTIONS, WITH_RULES
from states.rules import Rule, Rulebook
from workflow.calendars import CALENDARS

Clock = Callable[[], datetime]
"""Gives the present instant in UTC.  Only the command line reads the real one."""

_MAY_LACK_A_DAY = ("add", "plan", "draft", "note", "correct")
_NEEDS_REASON = ("note", "correct", "suspend", "annul", "recover")
_REF = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,79}", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """What someone wants to record: an event, its day, the facts it states (plain values, as in the log).

    ``overrides`` are the guards whose defect is passed over, for ``reason`` and on ``evidence``; ``corrects`` names an
    entry, ``corrected_on`` the day it should have said.
    """

    kind: Kind
    ref: str
    event: str
    on: date | None = None
    facts: Mapping[str, Any] = field(default_factory=dict)
    overrides: frozenset[str] = frozenset()
    reason: str | None = None
    evidence: tuple[Mapping[str, Any], ...] = ()
    corrects: int | None = None
    corrected_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """Who states a step: the user of the operating system, and for whom, in words."""

    name: str
    acting_for: str | None = None


def step_of(recorded: Mapping[str, Any]) -> Step:
    """The step that an entry records."""
    occurred, corrects = recorded["occurred_on"], recorded["corrects"] or {}
    right = corrects.get("occurred_on")
    return Step(
        kind=Kind(recorded["kind"]),
        ref=recorded["subject"],
        event=recorded["event"],
        on=date.fromisoformat(occurred) if occurred else None,
        facts=recorded["facts"],
        overrides=frozenset(recorded["overridden"]),
        reason=recorded["reason"],
        evidence=tuple(recorded["evidence"]),
        corrects=corrects.get("entry"),
        corrected_on=date.fromisoformat(right) if right else None,
    )


def zone_named(name: str | None) -> ZoneInfo:
    """The time zone of an IANA name.

    Raises:
        WrongWords: there is no such zone.
    """
    try:
        return ZoneInfo(name or "")
    except (KeyError, ValueError, OSError):
        said = f"{name} is unknown" if name else "not stated"
        raise WrongWords(f"timezone: {said}", remedy="give an IANA name, such as Asia/Tokyo") from None


def check_reference(ref: str) -> None:
    """Hold a new reference to what every shell, file name and spreadsheet can carry.

    Raises:
        WrongWords: anything but ASCII letters, digits, '.', '-' and '_', 80 at most.
    """
    if not _REF.fullmatch(ref):
        remedy = "use the letters A to Z, digits, '.', '-' and '_', such as IIJ-FY2017-YE"
        raise WrongWords(f"{ref[:80]!r}: not a reference", remedy=remedy)


def checked_facts(step: Step) -> dict[str, Any]:
    """The facts of a step in the spelling of the log: only what its event may state, and of the right kind.

    Raises:
        WrongWords: naming the fact, and what is known or expected.
    """
    accepted = ACCEPTS[step.kind].get(step.event, ())
    for name in step.facts:
        if name != "attest" and name not in accepted:
            known = f"it may state: {', '.join(accepted)}" if accepted else "it states no facts"
            raise WrongWords(f"{name}: {step.event} does not state it", remedy=known)
    read = codec.read(FACTS[step.kind], step.facts)
    _say_once(read)
    if isinstance(read, Company) and step.event == company.Event.ADD:
        check_jurisdiction(read.jurisdiction)
    if isinstance(read, Company):
        if step.event == company.Event.ADD or read.timezone is not None:
            zone_named(read.timezone)
        _check_calendar_days(read)
        check_articles(read.articles)
    plain: dict[str, Any] = ordered(codec.plain(read))  # as the log will give it back
    return plain


def check_jurisdiction(code: str | None) -> None:
    """The seat of a company is a country, or a part of one that has a rulebook.

    Raises:
        WrongWords: it is no code of ISO 3166.
    """
    if code not in JURISDICTIONS:
        remedy = f"give the ISO 3166 code of a country; with rules of their own: {', '.join(WITH_RULES)}"
        raise WrongWords(f"jurisdiction: {code or 'not stated'} is no country", remedy=remedy)


_MOST: Final = {"exclusion_years": 100, "agm_months": 24, "notice_days": 366}


def check_articles(articles: Articles) -> None:
    """Periods that articles set are ones that a calendar holds.

    Raises:
        WrongWords: naming the article and the longest period.
    """
    for name, most in _MOST.items():
        count = getattr(articles, name)
        if count is not None and not 0 <= count <= most:
            raise WrongWords(f"articles.{name}: {count} is not a period of articles", remedy=f"give 0 to {most}")


def _say_once(facts: Facts) -> None:
    """Each class of shares is spoken of once in a statement: of two figures nobody could say which holds."""
    if isinstance(facts, Dividend):
        for lines in (facts.terms.lines, facts.shares):
            classes = [line.share_class for line in lines]
            for share_class in classes:
                if classes.count(share_class) > 1:
                    raise WrongWords(f"{share_class}: stated twice", remedy="give one line for each class of shares")


def check_counts(step: Step, stated: Mapping[str, Any], facts: Mapping[str, Any], state: str | None) -> None:
    """Shares are counted of a class that the terms speak of, and not anew once they are paid by the count."""
    known = [line["share_class"] for line in facts.get("terms", {}).get("lines", ())]
    for each in stated.get("shares", ()):
        if known and each["share_class"] not in known:
            remedy = (
                f"give --share-class, in the terms: {', '.join(known)}; of a class that receives nothing, state a line of 0"
            )
            raise WrongWords(f"{each['share_class']} shares: the terms do not speak of them", remedy=remedy)
    if step.event == "adjust" and state == "paying" and "shares" in stated:
        remedy = f"a wrong count is corrected: ketsugi correct {step.ref} --entry N --set entitled=NUMBER --reason TEXT"
        raise WrongWords("shares: they were counted when payment began", remedy=remedy)


def _check_calendar_days(firm: Company) -> None:
    """A day is stated of a calendar that is known, and is a day."""
    for id, days in firm.calendar_days.items():
        if id not in CALENDARS:
            known = ", ".join(CALENDARS)
            raise WrongWords(f"calendar_days.{id}: no such calendar", remedy=f"known here: {known}")
        for day in days:
            codec.read_day(day, f"calendar_days.{id}")


def attestable(kind: Kind, event: str, rules: Rulebook) -> tuple[str, ...]:
    """The names under which a person may vouch for something at ``event``: those that its guards and rules ask for.

    What is revised is asked about when it is decided.
    """
    deciding = ("resolve", "decide", "approve") if event == "revise" else (event,)
    asked = [rule.attest for each in deciding for rule in rules.asked_at(kind, each) if rule.attest]
    return tuple(dict.fromkeys([*asked, *(dividend.ATTESTED.get(event, ()) if kind is Kind.DIVIDEND else ())]))


def _check_attested(step: Step, rules: Rulebook) -> None:
    may = attestable(step.kind, step.event, rules)
    for name in step.facts.get("attest", ()):
        if name not in may:
            remedy = f"at {step.event} one may attest: {', '.join(may)}" if may else "say it with ketsugi note"
            raise WrongWords(f"attest {name}: {step.event} does not ask for it", remedy=remedy)


def _check_overridden(step: Step, rules: Rulebook) -> None:
    known: Mapping[str, Rule] = {rule.id: rule for rule in rules.rules}
    defects = ", ".join(name for name, rule in known.items() if rule.weight is Weight.DEFECT)
    for name in step.overrides:
        if name not in known:
            said = "asked everywhere, and cannot be overridden" if name in _asked_everywhere(step) else "no such rule"
            raise WrongWords(f"override {name}: {said}", remedy=f"these can be overridden: {defects}")
        if known[name].weight is not Weight.DEFECT:
            raise WrongWords(
                f"override {name}: a {known[name].weight} cannot be overridden", remedy=f"only a defect can: {defects}"
            )
    if not (step.reason and step.evidence):
        raise WrongWords("an override needs a reason and evidence", remedy="give --reason TEXT and --evidence FILE")


def _asked_everywhere(step: Step) -> set[str]:
    """The names of the questions that stand in the lifecycle itself, whatever the law."""
    life = LIFECYCLES[step.kind]
    return {guard.__name__ for guard in (*life.always, *(guard for row in life.table for guard in row.guards))}


def check_grounds(step: Step, rules: Rulebook) -> None:
    """Only a defect can be overridden, and only with a reason and evidence; some events always need a reason.

    Raises:
        WrongWords: naming the rule, or what is missing.
    """
    if step.facts.get("attest"):
        _check_attested(step, rules)
    if step.overrides:
        _check_overridden(step, rules)
    if step.on is None and step.event not in _MAY_LACK_A_DAY:
        raise WrongWords(f"{step.event} needs the day it happened", remedy="give --on DATE")
    if step.event in ("revise", "adjust") and not step.facts.keys() - {"attest"}:
        raise WrongWords(f"{step.event}: nothing new is stated", remedy="give the facts that change")
    if step.event != "correct" and (step.corrects is not None or step.corrected_on is not None):
        raise WrongWords(f"{step.event} corrects nothing", remedy="correct an entry with ketsugi correct")
    if step.corrects is not None and not 0 < step.corrects <= SAFE_INTEGER:
        raise WrongWords(f"entry {step.corrects}: no such number", remedy="give the number of the entry")
    if step.event == "correct" and step.corrected_on is None and not step.facts:
        raise WrongWords("correct: what should it have said?", remedy="give --occurred-on DATE or --set NAME=VALUE")
    for name, text in (("reason", step.reason), *((f"override {each}", each) for each in step.overrides)):
        if text is not None:
            codec.read_text(text, name)
    if step.event in _NEEDS_REASON and not step.reason:
        raise WrongWords(f"{step.event} needs a reason", remedy="give --reason TEXT")
