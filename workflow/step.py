"""A step someone wants to record, and the check that its words mean something before any guard is asked."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from states import codec, dividend
from states.canonical import SAFE_INTEGER
from states.errors import WrongWords
from states.facts import Kind
from states.finding import Weight
from states.lives import LIFECYCLES
from states.rules import Rule, Rulebook
from workflow.evidence import Document

Clock = Callable[[], datetime]
"""Gives the present instant in UTC.  Only the command line reads the real one."""

_MAY_LACK_A_DAY = ("add", "plan", "draft", "note", "correct", "grant", "revoke", "policy", "waive", "attach", "erase")
_NEEDS_REASON = ("note", "correct", "suspend", "annul", "recover", "waive", "erase", "restore")


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
    evidence: tuple[Document, ...] = ()
    corrects: int | None = None
    corrected_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """Who states a step: the login of the operating system, for whom, in words, and the key to sign with.

    ``key`` is the public key as the roster spells it; ``sign`` gives the 64 bytes of an Ed25519 signature over what it is
    given, with a key that is unlocked already.
    """

    name: str
    acting_for: str | None = None
    key: str | None = None
    sign: Callable[[bytes], bytes] | None = field(default=None, repr=False, compare=False)
    may_ask: bool = field(default=False, compare=False)  # the key's holder may be asked at each signature, and take time


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
        evidence=tuple(Document(**each) for each in recorded["evidence"]),
        corrects=corrects.get("entry"),
        corrected_on=date.fromisoformat(right) if right else None,
    )


def actor_of(recorded: Mapping[str, Any]) -> Actor:
    """Who stated the step that an entry records."""
    key = (recorded["by"] or {}).get("key")
    return Actor(name=recorded["actor"], acting_for=recorded["acting_for"], key=key)


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
    if step.event == "attach" and not step.evidence:
        raise WrongWords("attach: which document?", remedy="name its file")
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
