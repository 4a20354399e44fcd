"""A decision on a step, and the body of the entry that records it."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from states.context import Context
from states.facts import Kind
from states.finding import Finding, Verdict, Weight
from states.people import WAIVABLE
from states.rules import Rulebook
from workflow.log import instant
from workflow.replay import Past
from workflow.step import Actor, Step


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """A step with everything it was judged on, and the answer.  ``dest`` is ``None`` when it is refused."""

    step: Step
    past: Past | None
    stated: Mapping[str, Any]
    context: Context
    rulebook: Rulebook
    findings: tuple[Finding, ...]
    dest: str | None


def new_op() -> str:
    """A number for an entry that no other has."""
    return uuid.uuid4().hex


def body(decision: Decision, actor: Actor, now: datetime, op: str | None = None) -> dict[str, Any]:
    """The body of the entry: what was asked, what was answered, by whom, on what."""
    step, past, context = decision.step, decision.past, decision.context
    applied = decision.dest is not None
    version = past.terms_version if past else 0
    if step.kind is Kind.DIVIDEND and "terms" in decision.stated:
        version += context.terms_digest != (past.terms_digest if past else "")
    corrected = str(step.corrected_on) if step.corrected_on else None
    return {
        "v": 1,
        "op": op or new_op(),
        "recorded_at": instant(now),
        "occurred_on": str(step.on) if step.on else None,
        "actor": actor.name,
        "acting_for": actor.acting_for,
        "by": _by(decision),
        "kind": str(step.kind),
        "subject": step.ref,
        "company": _company(decision),
        "event": str(step.event),
        "outcome": "applied" if applied else "refused",
        "from": past.state if past else None,
        "to": decision.dest if applied else (past.state if past else None),
        "rev": ((past.rev if past else 0) + 1) if applied else None,
        "facts": decision.stated,
        "terms": {"version": version, "digest": context.terms_digest} if step.kind is Kind.DIVIDEND else None,
        "findings": [finding_entry(finding) for finding in decision.findings],
        "overridden": _overridden(decision),
        "reason": step.reason,
        "evidence": [each.named() for each in step.evidence],
        "corrects": {"entry": step.corrects, "occurred_on": corrected} if step.corrects is not None else None,
        "rulebook": decision.rulebook.label,
    }


def _by(decision: Decision) -> dict[str, Any] | None:
    """Who that is by the roster, in which role, with which key, and what of the rules for people was waived."""
    context, applied = decision.context, decision.dest is not None
    if context.people is None or (context.people is context.roster and not applied):
        return None  # there is no roster, or it has not come to be
    role = context.people.role_taken(context.person, context.kind, context.about)
    return {
        "person": context.person,
        "role": str(role) if role else None,
        "key": context.key if context.must_sign else None,
        "waived": [each.guard for each in decision.findings if each.guard in WAIVABLE and _noted(each)],
    }


def _noted(finding: Finding) -> bool:
    return finding.verdict is Verdict.FAIL and finding.weight is Weight.NOTE


def _company(decision: Decision) -> str:
    match decision.step.kind:
        case Kind.COMPANY:
            return decision.step.ref
        case Kind.PEOPLE | Kind.BOOK:
            return ""  # of the whole book
    return decision.past.company if decision.past else str(decision.stated["company"])


def _overridden(decision: Decision) -> list[str]:
    """The defects that were found and passed over."""
    return sorted(f.guard for f in decision.findings if f.verdict is Verdict.FAIL and f.guard in decision.step.overrides)


def finding_entry(finding: Finding) -> dict[str, Any]:
    """A finding as an entry keeps it: in full where it says something, short where it passed or did not apply."""
    short = finding.verdict in (Verdict.PASS, Verdict.NOT_APPLICABLE)
    kept = {
        "guard": finding.guard,
        "verdict": str(finding.verdict),
        "weight": str(finding.weight),
        "message": finding.message,
        "title": "" if short else finding.title,
        "figures": {} if short else dict(finding.figures),
        "bound": str(finding.bound) if finding.bound else "",
        "slack_days": finding.slack,
        "source": "" if short else finding.source,
        "remedy": "" if short else finding.remedy,
        "earliest_on": str(finding.earliest) if finding.earliest else "",
    }
    return {name: value for name, value in kept.items() if value or value == 0}


def answer(decision: Decision, earliest: date | None) -> dict[str, Any]:
    """The answer to "may I?", every finding included."""
    step = decision.step
    return {
        "ref": step.ref,
        "event": str(step.event),
        "on": str(step.on) if step.on else None,
        "possible": decision.dest is not None,
        "earliest_on": str(earliest) if earliest else None,
        "to": decision.dest,
        "overridden": _overridden(decision),
        "findings": [finding_answer(each) for each in decision.findings],
    }


def finding_answer(found: Finding) -> dict[str, Any]:
    """A finding with every name present."""
    blank: dict[str, Any] = {
        "guard": "",
        "verdict": "",
        "weight": "",
        "title": "",
        "message": "",
        "figures": {},
        "bound": None,
    }
    blank |= {"slack_days": None, "source": "", "remedy": "", "earliest_on": None}
    return blank | finding_entry(found) | {"title": found.title, "source": found.source, "figures": dict(found.figures)}
