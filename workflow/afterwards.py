"""What is said once a step is recorded, beside its sentence and its findings: what to look at now."""

from __future__ import annotations

from states.facts import Kind
from states.finding import Verdict
from workflow.decision import Decision
from workflow.fulfilment import lateness
from workflow.log import body_of
from workflow.replay import load
from workflow.sql import Run


def remarks(run: Run, decision: Decision) -> list[str]:
    """Lines to say after a step: how late a duty was done; of a meeting, the days beyond a limit now."""
    match decision.step.event:
        case "fulfil":
            return [f"  note: {late}" for late in lateness(decision.step, decision.context, decision.rulebook)]
        case "plan" | "revise" | "reschedule" if decision.step.kind is Kind.MEETING:
            return _beyond(run, decision)
    return []


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

    moved = decision.step.ref
    company = decision.past.company if decision.past else None
    missed = [row for row in due(run, decision.context.today, company=company) if row["status"] == "missed"]
    meetings = {subject: _meeting(run, subject) for subject in dict.fromkeys(row["subject"] for row in missed)}
    said = [
        f"  planned beyond its limit: {row['message']} ({row['id']}, {row['source']})"
        for row in missed
        if meetings[row["subject"]] == moved
    ]
    return [*said, *(f"  look at: ketsugi schedule {subject}" for subject, meeting in meetings.items() if meeting == moved)]


def _meeting(run: Run, ref: str) -> str | None:
    """The meeting itself, or the one that a dividend names."""
    past = load(run, ref)
    return None if past is None else past.facts.get("meeting", past.ref)
