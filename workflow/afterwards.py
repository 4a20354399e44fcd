"""What is said once a step is recorded, beside its sentence and its findings: what to look at now."""

from __future__ import annotations

from states.facts import Kind
from states.finding import Verdict
from states.meeting import LAPSES
from states.rulebooks import WITH_RULES
from workflow.decision import Decision
from workflow.fulfilment import lateness
from workflow.log import body_of
from workflow.replay import load
from workflow.sql import Run
from workflow.standing import put_to


def remarks(run: Run, decision: Decision) -> list[str]:
    """Lines to say after a step: whose law holds, how late a duty is, days beyond a limit, what a cancelled one leaves."""
    match decision.step.event:
        case "add" if decision.step.kind is Kind.COMPANY:
            return [_seat(decision)]
        case "fulfil":
            return [f"  note: {late}" for late in lateness(decision.step, decision.context, decision.rulebook)]
        case "reschedule":
            return [*_forgotten(decision), *_beyond(run, decision)]
        case "plan" | "draft" | "revise":
            return _beyond(run, decision)
        case "cancel":
            return _left_without(run, decision)
    return []


def _seat(decision: Decision) -> str:
    """Whose law a company is held to, and whose days are its days."""
    code, known = decision.stated["jurisdiction"], decision.rulebook
    parts = ", ".join(each for each in WITH_RULES if each.startswith(f"{code}-"))
    unknown = f"{code}, whose law is not known here{f'; of its parts: {parts}' if parts else ''}"
    whose = f"{known.country} ({code})" if known.jurisdiction else unknown
    return f"  {whose}, time zone {decision.stated['timezone']}"


def _forgotten(decision: Decision) -> list[str]:
    """What a meeting that is moved forgets of the day before."""
    known = decision.past.facts if decision.past else {}
    gone = [name for name in LAPSES[decision.step.event] if known.get(name) and name not in decision.stated]
    said = ", ".join(name.replace("_", " ") for name in gone)
    return [f"  held of the old day alone: {said}; state again what holds of the new one"] if gone else []


def _left_without(run: Run, decision: Decision) -> list[str]:
    """The dividends that were to be put to a meeting which is cancelled now."""
    waiting = put_to(run, decision.past, "drafted", "proposed") if decision.past else ()
    return [
        f"  was to be put to it: {each.ref} ({each.state}); ketsugi revise {each.ref} --on DATE --meeting REF, or withdraw"
        for each in waiting
    ]


def said_before(run: Run, decision: Decision) -> frozenset[str]:
    """The rules asked at the vote that could not be answered when the notice went out, and for the same want now."""
    sent = next((deed for deed in reversed(decision.context.meeting_deeds) if deed.event == "convene"), None)
    if decision.step.event != "approve" or sent is None:
        return frozenset()
    findings = body_of(run, sent.seq)["findings"]
    said = {(each["guard"], each["message"]) for each in findings if each["verdict"] == Verdict.UNKNOWN}
    return frozenset(found.guard for found in decision.findings if (found.guard, found.message) in said)


def _beyond(run: Run, decision: Decision) -> list[str]:
    from workflow.timetable import due  # only here: it would take its time at every step

    moved, by_meeting = decision.step.ref, decision.step.kind is Kind.MEETING
    company = decision.past.company if decision.past else decision.stated.get("company")
    missed = [row for row in due(run, decision.context.today, company=company) if row["status"] == "missed"]
    subjects = dict.fromkeys(row["subject"] for row in missed)
    concerned = [each for each in subjects if moved == (_meeting(run, each) if by_meeting else each)]
    said = [
        f"  planned beyond its limit: {row['message']} ({row['id']}, {row['source']})"
        for row in missed
        if row["subject"] in concerned
    ]
    return [*said, *(f"  look at: ketsugi schedule {subject}" for subject in concerned)]


def _meeting(run: Run, ref: str) -> str | None:
    """The meeting itself, or the one that a dividend names."""
    past = load(run, ref)
    return None if past is None else past.facts.get("meeting", past.ref)
