"""What an auditor asked, in words: findings, changes of the terms, a sample."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from workflow.render import plain
from workflow.render.amounts import grouped
from workflow.render.plain import safe

Answer = Mapping[str, Any]
FINDINGS = ("what", "entry", "subject", "event", "who", "day", "days", "said")
SAMPLE = ("entry", "subject", "event", "day", "lag", "who", "role", "evidence", "hash")


def findings(answer: Answer) -> list[tuple[object, ...]]:
    """A line for each finding."""
    names = ("what", "entry", "subject", "event")
    rows = answer["findings"]
    return [
        (*(each[name] for name in names), each["person"] or each["actor"], each["on"], each["days"], each["said"])
        for each in rows
    ]


def pace(answer: Answer) -> str:
    """The days from each step of a dividend to the next, as a table."""
    rows = [
        (each["subject"], f"{each['from_event']} → {each['to_event']}", each["from_on"], each["to_on"], each["days"])
        for each in answer["pace"]
    ]
    return plain.table(("subject", "step", "from", "to", "days"), rows)


def counted(answer: Answer) -> str:
    """How many findings there are of each kind."""
    found = [f"{count} {kind}" for kind, count in answer["counts"].items() if count]
    entries = f"{answer['entries']:,} {'entry' if answer['entries'] == 1 else 'entries'} looked at"
    return f"{entries}: {', '.join(found) or 'nothing found'}"


def sample(answer: Answer) -> list[tuple[object, ...]]:
    """A line for each entry of a sample."""
    return [
        (
            *(each[name] for name in ("entry", "subject", "event", "on", "lag_days")),
            each["person"] or each["actor"],
            each["role"],
            ", ".join(f"{paper['name']} ({paper['state']})" for paper in each["evidence"]),
            each["hash"][:12],
        )
        for each in answer["entries"]
    ]


def drawn(answer: Answer) -> str:
    """How a sample was drawn."""
    entries, book = answer["entries"], answer["book"]
    drawn_by = f"{answer['method']}; random state {answer['random_state']}"
    from_log = f"drawn from the log up to entry {book['entries']:,}, head {book['head'][:12]}"
    return f"{len(entries):,} of {answer['population']:,} {drawn_by}; {from_log}"


def compared(answer: Answer) -> str:
    """The changes from version to version, and what was decided beside what was paid."""
    lines = [safe(answer["ref"]), *(line for each in answer["versions"] for line in _version(each))]
    if not answer["versions"]:
        lines.append("terms: one version only")
    both = answer["approved_and_paid"]
    return "\n".join([*lines, *(_beside(both) if both else ["not decided yet"])])


def _version(version: Answer) -> Iterator[str]:
    day = f" on {version['on']}" if version["on"] else ""
    yield f"terms, version {version['from']} → {version['to']} ({version['event']}{day}, entry {version['entry']})"
    for each in version["changes"]:
        yield f"  {safe(each['fact'])}  {_said(each['was'])} → {_said(each['now'])}"


def _said(value: object) -> str:
    if value is None:
        return "not stated"
    return "empty" if value in ({}, []) else safe(value)


def _beside(both: Answer) -> Iterator[str]:
    for name in ("decided", "fixed", "paid"):
        if step := both[name]:
            day = f" on {step['on']}" if step["on"] else ""
            terms = f"terms, version {step['version']} ({step['digest'][:12]})"
            yield f"{name}: {step['event']}{day} (entry {step['entry']}), {terms}"
    if both["same_terms"] is not None:
        yield f"the terms are {'the same' if both['same_terms'] else 'NOT the same'}"
    currency = f" {both['currency']}" if both["currency"] else ""
    if span := both["resolved"]:
        least, most = grouped(span["least"]), grouped(span["most"])
        low, high = "from" if span["with_least"] else "above", "to" if span["with_most"] else "to below"
        yield f"resolved in all{currency} {least if least == most else f'{low} {least} {high} {most}'}"
    settled = [f"{name} {grouped(value)}" for name, value in both["settled"].items() if value is not None]
    if settled:
        yield f"settled{currency} {', '.join(settled)}"
    if both["within"] is not None:
        word = "within" if both["within"] else "within the rounding of" if both["rounded"] else "NOT within"
        yield f"the sum is {word} what was resolved, difference{currency} {grouped(both['difference'])}"
        if both["rounded"]:
            yield f"  attested: {safe(both['rounded'])}"
    if both["not_known"]:
        yield f"not known: {'; '.join(both['not_known'])}"
