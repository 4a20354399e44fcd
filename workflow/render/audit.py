"""What a check of a book or of its documents found, in words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from workflow.render import kept
from workflow.render.plain import safe

Answer = dict[str, Any]


def verified(answer: Answer) -> str:
    """The outcome of a check of the book, and what such a check cannot know."""
    count = f"{answer['entries']} {'entry' if answer['entries'] == 1 else 'entries'}"
    count += f", {_documents(answer['documents'])}" if answer["documents"] else ""
    kind = f" ({answer['about']})" if answer["about"] else ""
    if answer["ok"]:
        word = {"quick": "quick check of the chain passed", "replay": "replay passed"}.get(answer["depth"], "verified")
        lines = [f"{word}: {count}{kind}"]
    else:
        first = answer["first_bad"]
        where = f"first bad entry: {first}" if first is not None else "no single entry is at fault"
        many = f"{len(answer['problems'])} {'problem' if len(answer['problems']) == 1 else 'problems'}"
        lines = [f"NOT VERIFIED: {many} in {count}{kind} · {where}", *_named(answer["problems"])]
    lines.append(f"{'head' if answer['ok'] else 'stored head'} {answer['head']}")
    lines += [f"size {answer['entries']}", f"root {answer['root']}"]
    lines += [kept.told(each, in_full=False) for each in answer["checkpoints"]]
    if answer["remarks"]:
        lines += ["odd, but no proof of a change:", *_named(answer["remarks"])]
    return "\n".join([*lines, "no check of the book alone can tell:", *(f"  · {each}" for each in answer["cannot_tell"])])


def documents(answer: Answer) -> str:
    """The outcome of a check of the documents alone."""
    if answer["ok"]:
        return f"{_documents(answer['documents'])} kept, each as it was given"
    return "\n".join([f"NOT AS GIVEN: in {_documents(answer['documents'])} kept", *_named(answer["problems"])])


def _documents(number: int) -> str:
    return f"{number} {'document' if number == 1 else 'documents'}"


def _named(problems: Sequence[Answer]) -> list[str]:
    return [
        f"  {'book' if each['entry'] is None else 'entry ' + str(each['entry'])}: {safe(each['what'])}" for each in problems
    ]
