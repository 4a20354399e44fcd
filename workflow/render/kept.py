"""What is said of a checkpoint or a proof that somebody kept: strings only."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from workflow.render.plain import safe

Answer = dict[str, Any]


def told(answer: Answer, *, in_full: bool = True) -> str:
    """Whether the book agrees with a file, who signed it and, ``in_full``, the entry that it proves."""
    count = f"{answer['size']} {'entry' if answer['size'] == 1 else 'entries'}"
    if answer["agrees"] is None:
        verdict = f"a proof under a checkpoint of {count}" if answer["entry"] else f"a checkpoint of {count}"
        verdict += f" of {answer['origin']}; no book was asked"
    else:
        verdict = f"the book agrees with its {count}" if answer["agrees"] else f"DOES NOT HOLD: {answer['what']}"
    entry = _entry(answer["entry"]) if in_full else ()
    return "\n".join(safe(line) for line in (f"{answer['file']}: {verdict}", *_signed(answer), *entry))


def _signed(answer: Answer) -> Iterator[str]:
    for each in answer["signed_by"]:
        since = ", whose key was taken back since" if each["revoked"] else ""
        yield f"  signed by {each['person']} ({each['fingerprint']}){since}"
    for each in answer["unknown_signatures"]:
        yield f"  a signature in the name of {each['name']}, by a key that is not known here"
    if not answer["signed_by"] and not answer["unknown_signatures"]:
        yield "  nobody signed it"
    if answer.get("stamped_at"):
        yield f"  was there at {answer['stamped']}, says the authority of the time stamp"


_LEFT_OUT = ("findings", "op", "v")  # of interest to a program: --json has them


def _entry(entry: Answer | None) -> Iterator[str]:
    if entry is None:
        return
    yield f"  proves entry {entry['seq']}:"
    for name, value in entry["body"].items():
        if value not in (None, [], {}, "") and name not in _LEFT_OUT:
            shown = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
            yield f"    {name}  {shown}"
