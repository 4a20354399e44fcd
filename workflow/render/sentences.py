"""What the desk says: one sentence for what was recorded, every objection for what was refused."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from workflow.render.amounts import MONEY, grouped, of_a_class
from workflow.render.plain import pad, safe, width
from workflow.render.roster import about_people

Answer = Mapping[str, Any]


def recorded(seq: int, body: Answer, *, trial: bool = False) -> str:
    """What an applied entry did, or in a trial run would do."""
    day = f" on {body['occurred_on']}" if body.get("occurred_on") else ""
    moved = body["to"] if body["from"] in (None, body["to"]) else f"{body['from']} → {body['to']}"
    word = "would record" if trial else "recorded"
    subject = " ".join([body["subject"], *_duties(body["event"], body["facts"]), *_attached(body)])
    said = [safe(each) for each in _of_the_book(body)] or [moved]
    return " · ".join([f"{word}: {body['event']} {subject}{day}", *said, f"entry {seq}"])


def _of_the_book(body: Answer) -> list[str]:
    """What an entry about the people, or about the book itself, states."""
    if "restored" in body["facts"]:
        from workflow.restores import in_words  # here, because a book is seldom restored

        return [in_words(body["facts"])]
    return about_people(body["facts"]) if body.get("kind") == "people" else []


def _duties(event: str, facts: Answer) -> list[str]:
    """The duties that a step fulfils, or the documents that it erases."""
    erased = [safe(digest)[:12] for digest in facts.get("erased", ())] if event == "erase" else []
    return [safe(name) for name in facts.get("fulfilled", ())] if event == "fulfil" else erased


def _attached(body: Answer) -> list[str]:
    """The names of the documents that a step attaches."""
    return [safe(each["name"]) for each in body["evidence"]] if body["event"] == "attach" else []


def remarks(findings: Iterable[Answer], overridden: Sequence[str] = (), before: frozenset[str] = frozenset()) -> list[str]:
    """What a step that was allowed leaves open: defects passed over, notes, and what is not known.

    Of ``before``, what was said when the notice went out, only the names are said again.
    """
    said: dict[str, list[str]] = {}  # one line for one fact, whichever rules ask for it
    remedies: dict[str, list[str]] = {}
    for each in findings:
        if each["guard"] in before:
            continue
        if each["verdict"] == "fail":
            word, what = "overridden" if each["guard"] in overridden else "note", f"{each['title']}: {each['message']}"
        elif each["verdict"] == "unknown":
            word, what = "not known", each["message"]
            remedies.setdefault(f"{word}: {what}", []).append(each["remedy"])
        else:
            continue
        said.setdefault(f"{word}: {what}", []).append(", ".join(filter(None, (each["guard"], each["source"]))))
    lines = []
    for what, asking in said.items():
        remedy = "; ".join(dict.fromkeys(filter(None, remedies.get(what, ()))))
        lines += [safe(f"  {what} ({'; '.join(asking)})"), *([safe(f"    → {remedy}")] if remedy else [])]
    return lines + ([f"  not known since the dispatch: {', '.join(sorted(before))}"] if before else [])


def refusal(what: str, findings: Sequence[Answer], trailer: Sequence[str]) -> str:
    """A refusal: every objection with figures, source and remedy, then what to do."""
    heads = [each["title"] if each["verdict"] == "fail" else f"not known: {each['guard']}" for each in findings]
    widest = max((width(head) for head in heads), default=0)
    lines = [f"refused: {safe(what)}"]
    for head, each in zip(heads, findings, strict=True):
        source = f" ({each['source']})" if each.get("source") else ""
        lines.append(f"  {pad(head, widest)}  {safe(each['message'])}{source}")
        if each.get("remedy"):
            lines.append(f"  {' ' * widest}  → {safe(each['remedy'])}")
    if trailer:
        lines.append(" · ".join(trailer))
    return "\n".join(lines)


def error(message: str, remedy: str) -> str:
    """Any other no, in one line."""
    return f"error: {safe(message)}{f' · {safe(remedy)}' if remedy else ''}"


def checked(answer: Answer, stated: Answer) -> str:
    """Every guard's answer to "may I?", the verdict first, then what a step about people would state."""
    day = f" on {answer['on']}" if answer["on"] else ""
    if answer["possible"]:
        first = f"possible: {answer['event']} {answer['ref']}{day} → {answer['to']}"
    else:
        earliest = f"; earliest day: {answer['earliest_on']}" if answer["earliest_on"] else ""
        first = f"not possible: {answer['event']} {answer['ref']}{day}{earliest}"
    asked = [each for each in answer["findings"] if each["verdict"] != "not applicable"]
    aside = [each["guard"] for each in answer["findings"] if each["verdict"] == "not applicable"]
    widest = max((len(each["guard"]) for each in asked), default=0)
    lines = [first, *(f"  {safe(each)}" for each in about_people(stated))]
    for each in asked:
        source = f" ({each['source']})" if each["source"] else ""
        slack = "" if each["slack_days"] is None else f" [{each['slack_days']:+d} d]"
        weight = "" if each["verdict"] == "pass" else f" {each['weight']}"
        verdict = "overridden" if each["guard"] in answer["overridden"] else f"{each['verdict']}{weight}"
        lines.append(f"  {verdict:<14}  {each['guard']:<{widest}}  {safe(each['message'])}{slack}{source}")
        if each["verdict"] != "pass" and each["remedy"]:
            lines.append(f"  {'':<14}  {'':<{widest}}  → {safe(each['remedy'])}")
    if aside:
        lines.append(f"  not applicable: {', '.join(aside)}")
    return "\n".join(lines)


def shown(answer: Answer) -> str:
    """One subject: where it stands, its facts, how it came there."""
    of = f"  {answer['kind']} of {answer['company']}" if answer["company"] else ""
    lines = [f"{answer['ref']}{of}  {answer['state'].upper()}", *_then(answer)]
    if answer["terms"]:
        lines += ["", *_terms(answer["terms"])]
    for earlier in answer["earlier_terms"]:
        lines += ["", *_terms(earlier, f", until then (entry {earlier['entry']})")]
    versions = dict.fromkeys(deed["rulebook"] for deed in answer["deeds"])
    lines += ["", "facts", *_facts(answer["facts"]), "", f"deeds, judged by {' and '.join(versions)}"]
    for deed in answer["deeds"]:
        moved = deed["to"] if deed["from"] in (None, deed["to"]) else f"{deed['from']} → {deed['to']}"
        corrected = f", corrected by entry {deed['corrected_by']}" if deed["corrected_by"] else ""
        judged = f", by {deed['rulebook']}" if len(versions) > 1 else ""
        entry = f"entry {deed['entry']}{judged}{corrected}"
        lines.append(f"  {deed['on'] or '          '}  {deed['event']:<10}  {moved}  ({entry})")
        restated = _should_say(deed["corrects"], deed["facts"]) if deed["corrects"] else ""
        overridden = f"overridden: {', '.join(deed['overridden'])}" if deed["overridden"] else ""
        evidence = f"evidence: {', '.join(deed['evidence'])}" if deed["evidence"] else ""
        done = ", ".join(_duties(deed["event"], deed["facts"]))
        grounds = "; ".join(filter(None, (done, restated, overridden, deed["reason"], evidence)))
        lines += [f"  {'':<24}{safe(grounds)}"] if grounds else []
    return "\n".join(lines)


def _then(answer: Answer) -> list[str]:
    """The day or the instant that is looked back to."""
    day = f"as of {answer['as_of']}" if answer["as_of"] else ""
    known = f"as known at {answer['as_known_at']}" if answer["as_known_at"] else ""
    return [", ".join(filter(None, (day, known)))] if day or known else []


def _terms(answer: Answer, when: str = "") -> list[str]:
    """One version of a dividend's terms."""
    terms = {name: value for name, value in answer.items() if name not in ("version", "digest", "entry", "lines")}
    rest = {f"{line['share_class']} shares": of_a_class(line, terms.get("currency", "")) for line in answer.get("lines", ())}
    return [f"terms, version {answer['version']} ({answer['digest'][:12]}){when}", *_facts(terms | rest)]


def _facts(facts: Answer, indent: str = "  ", words: bool = True) -> list[str]:
    """A fact a line; with ``words`` their names are of the glossary, without, of the company's own choosing."""
    widest = max((len(name) for name in facts), default=0)
    lines = []
    for name, value in facts.items():
        if value == {}:
            continue  # what was attested of earlier terms
        label = f"{indent}{safe(name.replace('_', ' ') if words else name):<{widest}}"
        if isinstance(value, Mapping):
            lines += [label.rstrip(), *_facts(value, indent + "  ", words=name != "resources")]
        elif isinstance(value, list) and len(value) > 1 and isinstance(value[0], Mapping):
            lines += [label.rstrip(), *(f"{indent}  {_flat(each)}" for each in value)]
        elif isinstance(value, list):
            lines.append(f"{label}  {_flat(value)}")
        else:
            lines.append(f"{label}  {grouped(value) if name in MONEY else _flat(value)}")
    return lines


def _flat(value: Any) -> str:
    if isinstance(value, list):
        return "; ".join(_flat(each) for each in value)
    if isinstance(value, Mapping):
        return ", ".join(f"{safe(name.replace('_', ' '))} {_flat(each)}" for name, each in value.items())
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{value:,}" if isinstance(value, int) else safe(value)


LOG_COLUMNS = ("entry", "recorded", "day", "lag", "actor", "subject", "event", "outcome", "what")


def log_row(seq: int, body: Answer, lag: int | None, zone: ZoneInfo) -> tuple[object, ...]:
    """One entry as a line of a table; instants in the book's zone."""
    recorded = datetime.fromisoformat(body["recorded_at"]).astimezone(zone).isoformat(" ", "seconds")
    if "occurred_on" not in body:  # the first
        return seq, recorded, "", "", body["actor"], "", "init", "", body["name"]
    return (
        seq,
        recorded,
        body["occurred_on"] or "",
        f"{lag} d" if lag else "",
        body["actor"] + (f" for {body['acting_for']}" if body["acting_for"] else ""),
        body["subject"],
        body["event"],
        body["outcome"],
        _what(body),
    )


def _what(body: Answer) -> str:
    if body["outcome"] == "refused":
        stopped = [f for f in body["findings"] if f["verdict"] in ("fail", "unknown") and f["weight"] != "note"]
        bars = [f for f in stopped if f["verdict"] == "fail" or f["weight"] == "bar"]
        passed = [f"overridden: {', '.join(body['overridden'])}"] if body["overridden"] else []
        objections = (
            f"not known: {f['message']}" if f["verdict"] == "unknown" else f"{f.get('title', f['guard'])}: {f['message']}"
            for f in bars
            if f["guard"] not in body["overridden"]
        )
        return "; ".join([*_duties(body["event"], body["facts"]), *objections, *passed])
    moved = body["to"] if body["from"] in (None, body["to"]) else f"{body['from']} → {body['to']}"
    said = _of_the_book(body) or ([] if body.get("kind") == "people" else [moved])
    said += [*_duties(body["event"], body["facts"]), *_attached(body)]
    if waived := (body.get("by") or {}).get("waived"):
        said.append(f"waived: {', '.join(waived)}")
    if body.get("kind") == "meeting" and body["event"] in ("reschedule", "revise"):
        said += _briefly(body["facts"])
    if attested := body["facts"].get("attest"):
        said.append(f"attested: {', '.join(name.replace('_', '-') for name in attested)}")
    if body["overridden"]:
        said.append(f"overridden: {', '.join(body['overridden'])}")
    if body["corrects"]:
        said.append(_should_say(body["corrects"], body["facts"]))
    if body["reason"]:
        said.append(body["reason"])
    return "; ".join(said)


def _should_say(corrects: Answer, facts: Answer) -> str:
    day = [f"on {corrects['occurred_on']}"] if corrects["occurred_on"] else []
    return f"entry {corrects['entry']} should say {', '.join([*day, *_briefly(facts)])}"


def _briefly(facts: Answer) -> list[str]:
    return [f"{name.replace('_', ' ')} {_flat(value)}" for name, value in facts.items()]
