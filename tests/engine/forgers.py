"""What a forger does to a history.  Each takes it and chance, and says at which entry it is, where it is at one."""

from __future__ import annotations

import hashlib
import json
import random
from collections.abc import Callable
from functools import partial
from typing import Any

from states.canonical import digest
from states.fold import fold
from states.lives import ACCEPTS
from tests.engine.histories import PEOPLE, History, key_of
from workflow.log import message


def anywhere(
    history: History, rng: random.Random, wanted: Callable[[dict[str, Any]], object] = lambda _: True
) -> int | None:
    """The place of an entry after the first that is as wanted."""
    found = [at for at in range(1, len(history.entries)) if wanted(history.body(at))]
    return rng.choice(found) if found else None


def a_letter(history: History, rng: random.Random) -> int | None:
    at = rng.randrange(len(history.entries))
    text = history.entries[at][2]
    place = rng.randrange(len(text))
    history.entries[at][2] = text[:place] + chr(ord(text[place]) ^ 1) + text[place + 1 :]
    return at + 1


def a_hash(history: History, rng: random.Random) -> int | None:
    at = rng.randrange(len(history.entries))
    history.entries[at][rng.choice((1, 3))] = rng.randbytes(32)
    return at + 1


def deleted(history: History, rng: random.Random) -> int | None:
    del history.entries[(at := rng.randrange(len(history.entries) - 1))]
    return at + 1


def swapped(history: History, rng: random.Random) -> int | None:
    at = rng.randrange(1, len(history.entries) - 1)
    one, other = history.entries[at : at + 2]
    history.entries[at : at + 2] = [[one[0], *other[1:]], [other[0], *one[1:]]]
    return at + 1


def inserted(history: History, rng: random.Random) -> int | None:
    """An entry once more, and the chain mended by who has every key."""
    at = rng.randrange(1, len(history.entries))
    history.entries.insert(at + 1, list(history.entries[at]))
    history.rehash()
    return None if history.body(at)["outcome"] == "refused" else at + 2


def truncated(history: History, rng: random.Random) -> int | None:
    del history.entries[rng.randrange(2, len(history.entries)) :]
    return None


def stripped(history: History, rng: random.Random) -> int | None:
    at = anywhere_signed(history, rng)
    if at is None:
        return -1
    history.entries[at][4] = None
    return at + 1


def anothers_signature(history: History, rng: random.Random) -> int | None:
    at = anywhere_signed(history, rng)
    if at is None:
        return -1
    row = history.entries[at]
    said = message(json.loads(history.entries[0][2])["book"], row[0], row[1], row[2])
    sig = key_of(rng.choice(["thief", *PEOPLE]), 1)[1](said)
    row[4] = rng.choice((sig, rng.randbytes(64), b"", row[4][:63], row[4][::-1]))
    return at + 1


def anywhere_signed(history: History, rng: random.Random) -> int | None:
    found = [at for at, row in enumerate(history.entries) if row[4] is not None]
    return rng.choice(found) if found else None


def signed_by_nobody_asked(history: History, rng: random.Random) -> int | None:
    found = [at for at, row in enumerate(history.entries) if row[4] is None]
    if not found:
        return -1
    history.entries[at := rng.choice(found)][4] = rng.randbytes(64)
    return at + 1


def another_book(history: History, rng: random.Random) -> int | None:
    """Entries of one book under the name of another; who cannot sign cannot move them."""
    body = history.body(0) | {"book": rng.randbytes(16).hex()}
    history.put(0, body)
    if history.entries[0][4] is not None:
        history.rehash(sign=False)
        return 1
    return 1


def a_state_row(history: History, rng: random.Random) -> int | None:
    row = rng.choice(history.subjects)
    column = rng.randrange(1, 7)  # the label is in no pack
    row[column] = {1: "meeting", 2: "X", 3: "paid", 4: 99, 5: rng.choice((1, 99)), 6: "2018-06-30"}[column]
    return None


def a_state_row_gone(history: History, rng: random.Random) -> int | None:
    del history.subjects[rng.randrange(len(history.subjects))]
    return None


def a_document(history: History, rng: random.Random) -> int | None:
    """One that nobody gave, or one that is gone, or a letter of one."""
    kind = rng.choice(("new", "gone", "letter"))
    if kind == "new" or not history.documents:
        history.documents.append([hashlib.sha256(b"new").hexdigest(), 3, b"new"])
    elif kind == "gone":
        history.documents.pop(rng.randrange(len(history.documents)))
    else:
        row = rng.choice(history.documents)
        row[2] = row[2][:-1] + bytes([row[2][-1] ^ 1])
    return None


def another_document(history: History, rng: random.Random) -> int | None:
    """An entry that names a document otherwise than it was given, or erases another, and the chain mended."""
    at = anywhere(history, rng, lambda body: body["evidence"] or (body["event"], body["outcome"]) == ("erase", "applied"))
    if at is None:
        return -1
    body = history.body(at)
    if body["evidence"]:
        body["evidence"][0] |= rng.choice(({"size": 10}, {"sha256": "0" * 64}))
    else:
        body["facts"]["erased"] = ["0" * 64]
    history.put(at, body)
    history.rehash()
    return None


def another_spelling(history: History, rng: random.Random) -> int | None:
    """The same content in another spelling, the chain mended by who has every key."""
    at = rng.randrange(len(history.entries))
    body = history.body(at)
    spellings = (
        json.dumps(body, sort_keys=True, ensure_ascii=False),
        json.dumps(dict(reversed(body.items())), separators=(",", ":"), ensure_ascii=False),
        history.entries[at][2].replace('"v":1', '"v":1.0'),
        history.entries[at][2].replace('"v":1', '"v":1,"v":1'),
        history.entries[at][2].replace('"v":1', '"v":1,"w":1'),
    )
    history.entries[at][2] = rng.choice(spellings)
    history.rehash()
    return at + 1


def rewritten(sign: bool, history: History, rng: random.Random) -> int | None:
    """One field of one entry made into a lie, and the chain mended; ``sign``: by who has every key."""
    at = anywhere(history, rng)
    assert at is not None
    body = history.body(at)
    lies: dict[str, Any] = {
        "from": "paying" if body["from"] != "paying" else "paid",
        "to": "paying" if body["to"] != "paying" else "paid",
        "rev": (body["rev"] or 0) + 1,
        "outcome": "applied" if body["outcome"] == "refused" else "refused",
        "company": "C2",
        "kind": "meeting" if body["kind"] != "meeting" else "dividend",
        "corrects": {"entry": rng.randint(2, at + 1), "occurred_on": None},
        "reason": "another reason",  # the one lie here that changes nothing: both say so
        "event": "fly" if body["outcome"] == "refused" else "convene" if body["event"] != "convene" else "hold",
    }
    if body["terms"]:
        lies["terms"] = body["terms"] | rng.choice(({"version": body["terms"]["version"] + 1}, {"digest": "0" * 64}))
    if body["by"]:
        lies["by"] = body["by"] | rng.choice(({"person": "mori"}, {"role": "auditor"}, {"waived": ["one_part", "x"]}))
        lies["actor"] = next(each for each in PEOPLE if each != body["actor"])
    else:
        lies["by"] = {"person": None, "role": None, "key": None, "waived": []}
    if body["event"] == "correct":  # which entry of its own, and why not, the law alone asks
        lies["corrects"] = rng.choice((None, {"entry": at + 1, "occurred_on": None}))
        lies |= {} if body["outcome"] == "applied" else {"corrects": body["corrects"]}
    name = rng.choice(list(lies))
    history.put(at, body | {name: lies[name]})
    history.rehash(sign=sign)
    return at + 1


def facts_of_another_event(history: History, rng: random.Random) -> int | None:
    """An entry states what another event states: terms, with every digest mended, a role, a policy, an erasure."""
    at = anywhere(history, rng)
    assert at is not None
    body = history.body(at)
    facts: dict[str, Any] = {
        "day": "2018-06-29",
        "people": {"sato": {"roles": {"payer": True}}},
        "signing": True,
        "segregation": True,
        "role_for": {"dividend.pay": "approver"},
        "waivers": {"D0 pay sato": {"ito": 0}},
        "erased": [],
    }
    if body["kind"] == "dividend":
        terms = fold(known := terms_before(history, at), {"grand_total": f"{rng.randint(1, 9)} million"})
        facts["terms"] = {"grand_total": terms["grand_total"]}
        mended = {"version": body["terms"]["version"] + (terms != known), "digest": digest(terms)}
    stated = {name for accepts in ACCEPTS.values() for name in accepts.get(body["event"], ())}  # whatever it is of
    name = rng.choice([name for name in facts if name not in stated])
    history.put(at, body | {"facts": body["facts"] | {name: facts[name]}} | ({"terms": mended} if name == "terms" else {}))
    history.rehash()
    return at + 1


def terms_before(history: History, at: int) -> dict[str, Any]:
    """The terms of the subject of an entry, as the applied entries before it state them."""
    bodies = [history.body(place) for place in range(1, at)]
    subject, terms = history.body(at)["subject"], dict[str, Any]()
    for body in bodies:
        if (body["subject"], body["outcome"]) == (subject, "applied"):
            terms = fold({"terms": terms}, {"terms": body["facts"].get("terms", {})})["terms"]
    return terms


def given_up(history: History, rng: random.Random) -> int | None:
    """Signing, or one part for each, is given up later than where the roster began."""
    people = [at for at in range(1, len(history.entries)) if history.body(at)["kind"] == "people"]
    found = [at for at in people[1:] if history.body(at)["event"] in ("add", "policy")]
    found = [at for at in found if history.body(at)["outcome"] == "applied"]
    if not found:
        return -1
    body = history.body(at := rng.choice(found))
    history.put(at, body | {"facts": body["facts"] | {rng.choice(("signing", "segregation")): False}})
    history.rehash()
    return at + 1


def out_of_role(history: History, rng: random.Random) -> int | None:
    """A step in the name, and with the key, of a person who had no role for it."""
    at = anywhere(history, rng, lambda body: body["by"] and body["outcome"] == "applied")
    if at is None:
        return -1
    body = history.body(at)
    role, key = rng.choice(("auditor", body["by"]["role"])), key_of("mori")[0] if body["by"]["key"] else None
    history.put(at, body | {"actor": "mori", "by": body["by"] | {"person": "mori", "role": role, "key": key}})
    history.rehash()
    return at + 1


def segregation(history: History, rng: random.Random) -> int | None:
    """A policy that let one person take every part says that it did not; found where somebody took a second part."""
    at = anywhere(history, rng, lambda body: body["facts"].get("segregation") is False and body["outcome"] == "applied")
    if at is None:
        return -1
    body = history.body(at)
    history.put(at, body | {"facts": body["facts"] | {"segregation": True}})
    history.rehash()
    return None


def waived_by_one(history: History, rng: random.Random) -> int | None:
    """One admin speaks for two."""
    at = anywhere(history, rng, lambda body: body["event"] == "waive" and body["outcome"] == "applied")
    if at is None:
        return -1
    ((name, said),) = history.body(at)["facts"]["waivers"].items()
    history.put(at, history.body(at) | {"facts": {"waivers": {name: dict.fromkeys(("ito", "ueda"), max(said.values()))}}})
    history.rehash()
    return at + 1


def an_old_key(history: History, rng: random.Random) -> int | None:
    """Signed with a key that is not, or not any more, or not yet the person's."""
    at = anywhere(history, rng, lambda body: body["by"] and body["by"]["key"])
    if at is None:
        return -1
    body = history.body(at)
    key = key_of(rng.choice((body["actor"], "thief", "mori")), 1)[0]
    history.put(at, body | {"by": body["by"] | {"key": key}})
    history.rehash()
    return at + 1


def objections(history: History, rng: random.Random) -> int | None:
    """An answer turned round: what was refused was not objected to, or what was applied was."""
    at = anywhere(history, rng, lambda body: body["findings"])
    if at is None:
        return -1
    body = history.body(at)
    if body["outcome"] == "refused":
        found = [each | {"verdict": "pass"} for each in body["findings"]]
    else:
        number = rng.randrange(len(body["findings"]))
        found = [
            each | ({"verdict": "fail", "weight": rng.choice(("bar", "defect"))} if place == number else {})
            for place, each in enumerate(body["findings"])
        ]
    history.put(at, body | {"findings": found})
    history.rehash()
    return at + 1


def other_terms(history: History, rng: random.Random) -> int | None:
    """Other terms, from the entry that states them on, with every digest mended: what is paid was never approved."""
    at = anywhere(history, rng, lambda body: body["kind"] == "dividend" and "terms" in body["facts"])
    if at is None:
        return -1
    body = history.body(at)
    body["facts"]["terms"]["grand_total"] = "9 million"
    history.put(at, body)
    history.rehash()
    return at + 1


DAMAGES = (
    *(a_letter, a_hash, deleted, swapped, inserted, truncated, stripped, anothers_signature, signed_by_nobody_asked),
    *(another_book, a_state_row, a_state_row_gone, another_spelling, partial(rewritten, True), partial(rewritten, False)),
    *(partial(rewritten, True), out_of_role, segregation, waived_by_one, an_old_key, objections, other_terms),
    *(a_document, a_document, another_document, facts_of_another_event, facts_of_another_event, given_up),
)


def name_of(damage: Any) -> str:
    return getattr(damage, "__name__", None) or f"rewritten, signed anew: {damage.args[0]}"
