#!/usr/bin/env python3
"""Check an audit pack of Ketsugi without Ketsugi.

    python verify.py [PACK.zip | FOLDER] [--checkpoint FILE ...] [--head HEX] [--without-signatures]

One file and the standard library of Python 3.9 or later; it shares nothing with the program.  Signatures are checked by the
package ``cryptography`` or, without it, by ``ssh-keygen``.  Rules are numbered as in README.txt.  Nothing is unpacked.
It ends with 0 where the pack is whole, with 6 where it is not, and with 2 where it was called wrongly.
"""

from __future__ import annotations

import argparse, base64, hashlib, json, re, shutil, subprocess, sys, tempfile, zipfile
from collections.abc import Callable, Iterable
from datetime import date, datetime
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from types import SimpleNamespace
from typing import Any

Body = dict[str, Any]
PACK, LOG, NAMESPACE = "ketsugi-pack/v1", "ketsugi-log/v1", "ketsugi-entry-v1"
LARGEST = 64 * 2**20  # bytes of one line, or of a file that is read whole
ROW = ("ref", "kind", "company", "state", "rev", "seq", "day")
VERDICTS, WEIGHTS = ("pass", "fail", "unknown", "not applicable"), ("bar", "defect", "note")
DEMONSTRATION: Body = {"signing": "unsigned", "demonstration": True, "clock": "simulated"}
INSTALL = "install the package cryptography or OpenSSH, or say --without-signatures"
FILES = r"README\.txt|verify\.py|manifest\.json|(entries|subjects)\.jsonl|allowed_signers|checkpoint\.txt"
FILE = re.compile(FILES + r"|checkpoints/[1-9][0-9]{0,5}\.txt|evidence/[0-9a-f]{64}")
LINE = rb'"seq":(-?[0-9]{1,19}),"prev":"([0-9a-f]{64})","hash":"([0-9a-f]{64})","sig":(null|"(?:[0-9a-f]{2})*"),"body":(.*)'
ENTRY = re.compile(rb"{" + LINE + rb"}\n", re.DOTALL)
BASE64, WORDS = "[A-Za-z0-9+/]", r"[^\0-\x1f]+\n"
NOTE = re.compile(rf"((.*)\n(0|[1-9][0-9]{{0,15}})\n({BASE64}{{43}}=)\n(?:{WORDS})*)(?:\n((?:— [^\s+]+ {BASE64}+=*\n)+))?")
CANNOT_KNOW = """
it cannot know:
  · that any step was lawful, or any change of the roster right: those questions are not asked again here, but by
    ketsugi verify
  · that a day, a figure or a document was true when it was recorded, or that nothing was left out
  · that the newest entries were not cut off, or all written anew by who had every key (of an unsigned log, by anyone):
    compare the head, or give --head or --checkpoint, from where the book's keepers could not reach it
  · that the clock was right, whose hands were on the keyboard, or who else had a person's key"""

# Rule 5, the lives: kind, state, and what each event makes of it.  "-": not yet in the book.  "*": possible in every state,
# and moves nothing.  "back": to the state in which the interruption began.
LIVES = """
company   -           add=active
company   *           amend correct note attach erase
people    -           add=kept
people    *           add grant revoke policy waive note
meeting   -           plan=planned
meeting   planned     revise=planned convene=convened reschedule=planned cancel=cancelled
meeting   convened    revise=convened reschedule=planned cancel=cancelled adjourn=adjourned hold=held
meeting   adjourned   adjourn=adjourned hold=held
meeting   *           correct note fulfil attach erase
dividend  -           draft=drafted
dividend  drafted     resolve=proposed decide=approved revise=drafted withdraw=withdrawn
dividend  proposed    approve=approved reject=rejected supersede=superseded revise=proposed withdraw=withdrawn
dividend  approved    adjust=approved pay=paying close=closed suspend=suspended withdraw=withdrawn annul=annulled
dividend  paying      adjust=paying settle=paid suspend=suspended annul=annulled recover=recovering
dividend  paid        close=closed annul=annulled recover=recovering
dividend  suspended   resume=back withdraw=withdrawn annul=annulled recover=recovering
dividend  annulled    recover=recovering
dividend  recovering  resume=back close=closed
dividend  closed      annul=annulled
dividend  *           correct note fulfil attach erase
"""
LIFE = {
    (row[0], row[1]): dict(each.partition("=")[::2] for each in row[2:]) for row in map(str.split, LIVES.split("\n")) if row
}

# Rule 4, the roles: of which one is needed, by kind and event, else by kind; and the part that an event is of.
DECIDED = ("decide", "approve", "reject", "supersede", "annul")
PAID = ("pay", "settle", "close", "suspend", "resume", "recover")
PARTS = dict.fromkeys(("draft", "resolve", "revise", "adjust", "withdraw"), "prepared")
PARTS |= dict.fromkeys(DECIDED, "decided") | dict.fromkeys(PAID, "paid")
OTHERS, ANY = ("company", "meeting", "dividend"), ("preparer", "approver", "payer")
ROLES: dict[Any, Any] = {("people", ""): ("admin",)} | {(kind, ""): ("preparer",) for kind in OTHERS}
ROLES |= {("dividend", event): ("approver",) for event in DECIDED} | {("dividend", event): ("payer",) for event in PAID}
ROLES |= {(kind, event): ANY for kind in OTHERS for event in ("note", "correct", "attach")}
ROLES |= {(kind, "fulfil"): ANY for kind in OTHERS[1:]} | {(kind, "erase"): ("admin",) for kind in OTHERS}
WAIVABLE = ("one_part", "not_to_oneself")

# Rule 3, the fields of an entry, all of them and no others, and what each is ("?": or null); those of the first are others.
FIELDS = """
v=int op=str recorded_at=str occurred_on=str? actor=str acting_for=str? by=dict? kind=str subject=str company=str event=str
outcome=str from=str? to=str? rev=int? facts=dict terms=dict? findings=list overridden=list reason=str? evidence=list
corrects=dict? rulebook=str?
"""
FIRST = "v=int event=str book=str name=str timezone=str policy=dict recorded_at=str actor=str"
INSIDE = {  # the same of what is inside some of them
    "by": "person=str? role=str? key=str? waived=list",
    "terms": "version=int digest=str",
    "corrects": "entry=int occurred_on=str?",
    "evidence": "sha256=str size=int name=str",
}


def canonical(value: Any) -> str:
    """Rule 3: the one text of a value by RFC 8785, without fractions and without numbers beyond 2^53 - 1."""
    if isinstance(value, dict):
        names = sorted(value, key=lambda name: str(name).encode("utf-16-be"))
        return "{" + ",".join(f"{canonical(name)}:{canonical(value[name])}" for name in names) + "}"
    if isinstance(value, list):
        return "[" + ",".join(map(canonical, value)) + "]"
    if isinstance(value, float) or (isinstance(value, int) and abs(value) >= 2**53):
        raise ValueError("a number that no entry holds")
    return json.dumps(value, ensure_ascii=False)


def check_fields(value: Body, fields: str) -> None:
    """Rule 3: exactly these fields, each of its kind; and of what is inside them likewise."""
    kinds = dict(each.split("=") for each in fields.split())
    odd = {
        name
        for name, kind in kinds.items()
        if type(value.get(name)).__name__ not in (kind.rstrip("?"), "NoneType" * (kind[-1] == "?"))
    }
    if odd or value.keys() != kinds.keys():
        raise ValueError(f"is not of the form it must have: {', '.join(sorted(odd | (value.keys() ^ kinds.keys())))}")
    for name in value.keys() & INSIDE.keys():
        for each in value[name] if isinstance(value[name], list) else [value[name]] if value[name] else []:
            check_fields(each, INSIDE[name])


def parsed(text: bytes, fields: str) -> Body:
    """Rule 3: what an entry says, from its one canonical text."""
    body = json.loads(text)
    if canonical(body).encode() != text:
        raise ValueError("is not in canonical form")
    check_fields(body, fields)
    datetime.strptime(body["recorded_at"], "%Y-%m-%dT%H:%M:%S.%fZ")  # noqa: DTZ007 (an instant that there is)
    for day in (body.get("occurred_on"), (body.get("corrects") or {}).get("occurred_on")):
        if day is not None and str(date.fromisoformat(day)) != day:
            raise ValueError(f"{day} is no day")
    if body["v"] != 1 or not body["actor"] or not re.fullmatch("[0-9a-f]{32}", body.get("op") or body.get("book", "")):
        raise ValueError("is not the body of an entry")
    return dict(body)


def fold(known: Body, stated: Body, *, terms: bool) -> Body:
    """What is known once ``stated`` joins it: the newer replaces the older, name by name; of terms, lines class by class."""
    joined = dict(known)
    for name, value in stated.items():
        before = joined.get(name)
        if terms and name == "lines":
            lines = {line["share_class"]: line for line in before or ()}
            for line in value:
                lines[line["share_class"]] = fold(lines.get(line["share_class"], {}), line, terms=True)
                if line.keys() == {"share_class"}:
                    del lines[line["share_class"]]  # a class of which nothing is said any more
            joined[name] = list(lines.values())
        elif isinstance(before, dict) and isinstance(value, dict) and not (terms and name == "parts"):
            joined[name] = fold(before, value, terms=terms)
        else:
            joined[name] = value
    return joined


P, EIGHTH = 2**255 - 19, 0x7A03AC9277FDC74EC6CC392CFA53202A0F67100D760B3CBA4FD84D3D706A17C7
ANYONES = {0, 1, P - 1, P, P + 1, EIGHTH, P - EIGHTH}  # points under which anyone can sign: RFC 8032 section 5.1
ORDER = 2**252 + 27742317777372353535851937790883648493  # S of a signature is below it: section 5.1.7


def string(*parts: bytes) -> bytes:
    """Bytes behind their lengths, as OpenSSH writes them: RFC 4251 section 5."""
    return b"".join(len(part).to_bytes(4, "big") + part for part in parts)


def signs(tool: str, line: str, said: bytes, sig: bytes, *, plain: bool = False) -> bool:
    """Rule 4: whether it is an Ed25519 signature of an entry (SSHSIG over it, as OpenSSH signs), or of ``plain`` bytes."""
    blob = base64.b64decode(line.split(" ")[1])
    key, scope = blob[-32:], string(NAMESPACE.encode(), b"", b"sha512")
    sound = len(sig) == 64 and int.from_bytes(sig[32:], "little") < ORDER and blob == string(b"ssh-ed25519", key)
    if not sound or int.from_bytes(key, "little") % 2**255 in ANYONES:
        return False
    if tool == "cryptography":
        from cryptography.exceptions import InvalidSignature
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

        data = said if plain else b"SSHSIG" + scope + string(hashlib.sha512(said).digest())
        try:
            Ed25519PublicKey.from_public_bytes(key).verify(sig, data)
        except (InvalidSignature, ValueError):
            return False
        return True
    armor = base64.encodebytes(b"SSHSIG\0\0\0\1" + string(blob) + scope + string(string(b"ssh-ed25519", sig))).decode()
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "s").write_bytes(f"-----BEGIN SSH SIGNATURE-----\n{armor}-----END SSH SIGNATURE-----\n".encode())
        Path(folder, "k").write_bytes(b"them ssh-ed25519 " + base64.b64encode(blob) + b"\n")
        words = ["ssh-keygen", "-Y", "verify", "-f", f"{folder}/k", "-I", "them", "-n", NAMESPACE, "-s", f"{folder}/s"]
        return subprocess.run(words, input=said, capture_output=True, check=False).returncode == 0


class Roster:
    """Rule 4: the people of the book, from the facts of the entries about them, folded; what was taken back is left out."""

    def __init__(self, facts: Body) -> None:
        people = facts.get("people", {}).items()
        self.facts, self.signing = facts, facts.get("signing") is True
        self.person_of = {login: ref for ref, each in people for login, on in each.get("logins", {}).items() if on}
        self.keys = {(ref, key) for ref, each in people for key, on in each.get("keys", {}).items() if on}
        self.roles = {(ref, role) for ref, each in people for role, on in each.get("roles", {}).items() if on}


class Log:
    """The log, entry by entry, and all that is found wrong with it."""

    def __init__(self, tool: str, wanted: str) -> None:
        self.tool, self.wanted, self.wanted_at = tool, wanted, 0
        self.problems: list[tuple[int | None, str]] = []
        self.remarks: list[str] = []
        self.entries, self.head, self.book, self.about = 0, "0" * 64, "", ""
        self.first: str | None = None  # the key that entry 1 names
        self.roster: Roster | None = None
        self.signed_since = self.roles_since = 0
        self.subjects: dict[str, Any] = {}
        self.documents: dict[str, tuple[int, int, bool]] = {}  # digest: the last entry about it, its size, whether erased
        self.signers: dict[str, str] = {}  # the lines of allowed_signers, each with its key
        self.peaks: list[bytes] = []  # the roots of full subtrees, the largest first
        self.roots = {0: self.root()}  # at the sizes of checkpoints

    def must(self, holds: object, seq: int | None, what: str) -> None:
        """Name a problem, and the entry it is about, unless something holds."""
        if not holds:
            self.problems.append((seq, what))

    def root(self) -> str:
        """Rule 10: the root over the entries so far, RFC 6962 section 2.1."""
        node = self.peaks[-1] if self.peaks else hashlib.sha256().digest()
        for left in self.peaks[-2::-1]:
            node = hashlib.sha256(b"\1" + left + node).digest()
        return base64.b64encode(node).decode()

    def read(self, lines: Iterable[bytes]) -> None:
        """Rule 2: no number is missing, each entry follows the one before it, and is what was hashed."""
        expected = 1
        for line in lines:
            found = ENTRY.fullmatch(line)
            self.must(found, expected, "its line is not one of a log")
            if not found:
                expected += 1
                continue
            seq, prev, hashed, text = int(found[1]), found[2].decode(), found[3].decode(), found[5]
            if seq == 1 and (named := re.search(rb'"book":"([0-9a-f]{32})"', text)):  # within a text, quotes are written \"
                self.book = named[1].decode()
            gap = "is missing" if seq > expected else f"comes after {expected - 1}"
            self.must(seq == expected, min(seq, expected), gap)
            self.must(prev == self.head, seq, "does not follow the entry before it: its link is another hash")
            said = f"{LOG}\n{self.book}\n{seq}\n{prev}\n".encode() + text
            self.must(hashlib.sha256(b"\0" + said).hexdigest() == hashed, seq, "its content is not what was hashed")
            node, rest = bytes.fromhex(hashed), self.entries
            while rest & 1:  # two subtrees of one size are joined
                node, rest = hashlib.sha256(b"\1" + self.peaks.pop() + node).digest(), rest >> 1
            self.peaks.append(node)
            self.head, self.entries, expected = hashed, self.entries + 1, seq + 1
            self.wanted_at = seq if hashed == self.wanted else self.wanted_at
            if self.entries in self.roots:
                self.roots[self.entries] = self.root()
            sig = None if found[4] == b"null" else bytes.fromhex(found[4][1:-1].decode())
            try:
                (self.begin if seq == 1 else self.entry)(seq, parsed(text, FIRST if seq == 1 else FIELDS), said, sig)
            except Exception as error:  # whatever a forged entry provokes is a finding about it, never a crash
                self.must(False, seq, f"cannot be followed: {error!r}")
        self.must(self.entries, None, "the log is empty")

    def begin(self, seq: int, body: Body, said: bytes, sig: bytes | None) -> None:
        """Rule 11: entry 1 says whether entries are signed, and is signed itself with the key that it names."""
        self.first = body["policy"].get("key")
        kinds: Body = {
            "unsigned log": {"signing": "unsigned"},
            "signed log": {"signing": "required", "key": str(self.first)},
        }
        kinds["unsigned log, a demonstration with a simulated clock"] = DEMONSTRATION
        self.about = next((kind for kind in kinds if canonical(kinds[kind]) == canonical(body["policy"])), "")
        self.must(
            self.about and body["event"] == "init" and body["name"], seq, "does not begin a book as Ketsugi begins one"
        )
        by = {"person": None, "key": self.first}
        self.sealed(seq, self.first is not None, by, {(None, self.first)}, said, sig)

    def sealed(self, seq: int, asked: bool, by: Body, keys: set[Any], said: bytes, sig: bytes | None) -> None:
        """Rule 4: signed where that was asked for, with a key that was the person's then; and not signed where not."""
        key, whose = by["key"], by["person"] or "anyone"
        theirs, self.signed_since = (by["person"], key) in keys, self.signed_since or (seq if asked else 0)
        self.must(asked or key is None, seq, "names a key, though entries were not signed then")
        self.must(asked or sig is None, seq, "carries a signature, though entries were not signed then")
        self.must(not asked or sig is not None, seq, "is not signed, though it had to be")
        self.must(not asked or theirs, seq, f"is not signed with a key that was {whose}'s by the roster then")
        if asked and theirs and sig is not None and self.tool:
            self.must(signs(self.tool, key, said, sig), seq, f"its signature is not one by that key of {whose}")

    def entry(self, seq: int, body: Body, said: bytes, sig: bytes | None) -> None:
        """One entry by what it says."""
        before, applied, findings = self.roster, body["outcome"] == "applied", body["findings"]
        if body["kind"] == "people" and applied:
            self.roster = Roster(fold(before.facts if before else {}, body["facts"], terms=False))
            self.roles_since = self.roles_since or seq
            self.signers.update((f'{ref} namespaces="{NAMESPACE}" {key}', key) for ref, key in self.roster.keys)
        after, roster = self.roster, before or self.roster or Roster({})
        begun = before or (after and after.signing and any(key == self.first for _, key in after.keys))
        self.must(self.first is None or begun, seq, "the roster does not begin here, with the key that entry 1 names")  # 11
        asked = self.first is not None or any(each is not None and each.signing for each in (before, after))
        self.sealed(seq, asked, body["by"] or {"person": None, "key": None}, roster.keys, said, sig)
        subject = self.subjects.get(body["subject"]) or SimpleNamespace(
            ref=body["subject"],
            kind=body["kind"],
            company=body["company"],
            state=None,
            rev=0,
            seq=0,
            day=None,
            version=0,
            terms={},
            resolved="",
            came_from={},
            deeds={},
        )
        about = subject.deeds.get((body["corrects"] or {}).get("entry"), body)["event"]  # of a correction: what it corrects
        self.must(
            (after or before) is None or body["by"] or (before is None and not applied), seq, "does not say by whom it was"
        )
        if body["by"]:
            self.actor(seq, body, subject, roster, about)
        failed = [each["guard"] for each in findings if (each["weight"], each["verdict"]) == ("defect", "fail")]  # rule 7
        stops = [each["guard"] for each in findings if each["weight"] == "bar" and each["verdict"] in ("fail", "unknown")]
        stops += [guard for guard in failed if guard not in body["overridden"]]
        known = {(each["verdict"] in VERDICTS, each["weight"] in WEIGHTS) for each in findings} <= {(True, True)}
        self.must(
            known and applied is not bool(stops) and body["outcome"] in ("applied", "refused"),
            seq,
            f"is {body['outcome']}, and what objected is: {', '.join(stops) or 'nothing'}",
        )
        self.follow(seq, body, subject, applied)
        if applied:
            self.subjects[body["subject"]] = subject
            subject.deeds[seq] = {"event": about, "by": body["by"] or {"person": None}, "actor": body["actor"]}
        for document in body["facts"].get("erased", ()) if applied and body["event"] == "erase" else ():  # rule 9
            self.must(document in self.documents, seq, f"erases document {document[:12]}, which no entry names")
            self.documents[document] = (seq, 0, True)
        self.documents.update((each["sha256"], (seq, each["size"], False)) for each in body["evidence"])

    def actor(self, seq: int, body: Body, subject: Any, roster: Roster, about: str) -> None:
        """Rule 4: who it was by the roster then, in which role, and in one part of a dividend unless that was waived."""
        by, kind, applied = body["by"], body["kind"], body["outcome"] == "applied"
        person, part = roster.person_of.get(body["actor"]), PARTS.get(about) if kind == "dividend" else None
        stated = roster.facts.get("role_for", {}).get(f"{kind}.{about}")
        needed = (stated,) if stated else ROLES.get((kind, about), ROLES[kind, ""])
        role = next((each for each in needed if (person, each) in roster.roles), None)
        who = f"{person or body['actor']}, {role or 'without a role for ' + about}"
        self.must((by["person"], by["role"]) == (person, role), seq, f"was by {who}, and says otherwise")
        self.must(role or not applied, seq, f"is applied, and was by {who}")
        others = [deed for deed in subject.deeds.values() if PARTS.get(deed["event"], part) != part]
        second = bool(part and person) and person in [
            deed["by"]["person"] or roster.person_of.get(deed["actor"]) for deed in others
        ]
        admins = roster.facts.get("waivers", {}).get(f"{subject.ref} {body['event']} {person}", {})
        waived = roster.facts.get("segregation") is False or sum(on for admin, on in admins.items() if admin != person) > 1
        self.must(not (applied and second) or waived, seq, f"{person} took another part in {subject.ref} already")
        known, stated = (
            {(name, *each) for name, by in facts.get("waivers", {}).items() for each in by.items()}
            for facts in (roster.facts, body["facts"])
        )
        self.must(
            not applied or {who for _, who, _ in stated - known} <= {person}, seq, f"{person} waives in the name of another"
        )
        noted = [each["guard"] for each in body["findings"] if (each["verdict"], each["weight"]) == ("fail", "note")]
        rightly = ("one_part" in noted) == (second and waived) or not (applied or "one_part" in noted)
        rightly = rightly and by["waived"] == [each for each in noted if each in WAIVABLE]
        self.must(rightly, seq, "what it says of a waiver is not so")

    def follow(self, seq: int, body: Body, subject: Any, applied: bool) -> None:
        """Rules 5 and 6: one entry through the life of its subject, and the terms of a dividend."""
        kind, event, source, dest, facts = (body[name] for name in ("kind", "event", "from", "to", "facts"))
        self.must(source == subject.state, seq, f"{subject.ref} is {subject.state}, the entry says {source}")
        owner = self.subjects.get(body["company"], subject)
        company = {"company": subject.ref, "people": ""}.get(kind, body["company"] if owner.kind == "company" else None)
        same = (
            kind == subject.kind
            and body["company"] == subject.company == company
            and (subject.ref == "people" or kind != "people")
        )
        self.must(same, seq, f"{subject.ref} is of another company or kind")
        known = any(life[0] == kind and event in events for life, events in LIFE.items())
        self.must(known, seq, f"{event} is no event of a {kind}")
        terms = fold(subject.terms, facts.get("terms", {}), terms=True)
        now, version = hashlib.sha256(canonical(terms).encode()).hexdigest(), subject.version + (terms != subject.terms)
        due = {"version": version, "digest": now} if kind == "dividend" else None
        self.must(body["terms"] == due, seq, f"its terms are {due}, the entry says {body['terms']}")
        if not applied:
            self.must(dest == source and body["rev"] is None, seq, "a refusal moves its subject")
            return
        leads = LIFE.get((kind, subject.state or "-"), {}).get(event)
        leads = (
            subject.state
            if subject.state and event in LIFE[kind, "*"]
            else subject.came_from.get(subject.state)
            if leads == "back"
            else leads
        )
        self.must(dest and dest == leads, seq, f"{event} does not lead from {source} to {dest}")
        self.must(
            body["rev"] == subject.rev + 1, seq, f"revision {body['rev']} of {subject.ref}, {subject.rev + 1} expected"
        )
        if dest != source and event != "resume":
            subject.came_from[dest] = source
        subject.resolved = now if event in ("approve", "decide", "adjust") else subject.resolved
        unchanged = event not in ("pay", "settle") or subject.resolved == now
        self.must(unchanged, seq, f"the terms of {event} are not those that were approved, decided or adjusted")
        subject.state, subject.rev, subject.seq, subject.terms, subject.version = dest, body["rev"], seq, terms, version
        paid_on = terms.get("effective_on") or terms.get("pay_on")
        subject.day = facts.get("day", subject.day) if kind == "meeting" else paid_on

    def rows(self, lines: Iterable[bytes]) -> None:
        """Rule 8: the state rows say what the log says, no more and no less."""
        chain_holds, left = not self.problems, dict(self.subjects)
        for line in lines:
            row = json.loads(line)
            subject = left.pop(row["ref"], None)
            due = subject and {name: getattr(subject, name) for name in ROW}
            self.must(row["seq"] <= self.entries, row["seq"], f"is missing: state row {row['ref']} names it")
            same, at = due and line.decode() == canonical(due) + "\n", subject.seq if subject and chain_holds else None
            self.must(same, at, f"state row {row['ref']} says {row}, the log {due}")
        for ref, subject in left.items():
            self.must(False, subject.seq if chain_holds else None, f"state row {ref} is missing")

    def evidence(self, sums: dict[str, Body]) -> None:
        """Rule 9: every document that an entry names is there as it was given, or was erased; and no other is there."""
        held = {name[9:]: each for name, each in sums.items() if name.startswith("evidence/")}
        for sha256, (seq, size, erased) in self.documents.items():
            what = "was erased, and is there" if erased else "is not what was given" if sha256 in held else "is missing"
            self.must(
                held.pop(sha256, None) == (None if erased else {"sha256": sha256, "size": size}),
                seq,
                f"document {sha256[:12]} {what}",
            )
        for sha256 in held:
            self.must(False, None, f"document {sha256[:12]} is there, and no entry names it")

    def checkpoint(self, name: str, note: bytes) -> None:
        """Rule 10: the log begins with what a checkpoint says; who signed it with a key of the roster, signed this."""
        found: Any = NOTE.fullmatch(note.decode())
        text, origin, size, root, under = found.groups()
        self.must(origin == f"ketsugi/{self.book}", None, f"{name} is of another log: {origin}")
        self.must(
            int(size) <= self.entries, None, f"{name} has {size} entries, the log {self.entries}: the newest are missing"
        )
        self.must(self.roots.get(int(size), "") in ("", root), None, f"{name}: the first {size} entries had another root")
        for _, signer, signed in (line.split(" ") for line in (under or "").split("\n")[:-1]):
            blob, whose = base64.b64decode(signed), f"{name}: the signature of {signer}"
            hashes = {
                key: hashlib.sha256(f"{signer}\n\1".encode() + base64.b64decode(key[12:])[-32:])
                for key in self.signers.values()
            }
            known = [key for key, hashed in hashes.items() if hashed.digest()[:4] == blob[:4]]
            if known and self.tool == "cryptography":
                genuine = any(signs(self.tool, key, text.encode(), blob[4:], plain=True) for key in known)
                self.must(genuine, None, f"{whose} is not one of these lines")
            else:
                why = "that takes the package cryptography" if known else "its key was never on the roster"
                self.remarks.append(f"{whose} was NOT checked: {why}")
        self.remarks += [] if under else [f"{name} is not signed"]


def found_in(path: Path, archive: zipfile.ZipFile | None, log: Log) -> dict[str, Callable[[], Any]]:
    """Rule 1: the files of a pack, each with what opens it; whatever else is there is named and left alone."""
    found: dict[str, Callable[[], Any]] = {}
    for each in sorted(path.rglob("*")) if archive is None else ():
        name = each.relative_to(path).as_posix()
        if FILE.fullmatch(name) and each.is_file() and not each.is_symlink():
            found[name] = partial(each.open, "rb")
        elif each.is_symlink() or not each.is_dir():
            log.must(not name.startswith("evidence/"), None, f"{name} is no document of the log")
            log.remarks.append(f"{name} is not of the pack, and was not read")
    for info in archive.infolist() if archive is not None else ():
        name = info.orig_filename
        wrong: Body = {"is no name of a file of a pack": not FILE.fullmatch(name), "is there twice": name in found}
        wrong |= {"is encrypted": info.flag_bits & 1, "is compressed: unpack it, and check the folder": info.compress_type}
        log.must(not any(wrong.values()), None, f"{name} {', '.join(what for what, so in wrong.items() if so)}")
        if archive is not None and not any(wrong.values()):
            found[name] = partial(archive.open, info)
    return found


def check(log: Log, path: Path, archive: zipfile.ZipFile | None, given: dict[str, bytes]) -> None:
    """Every rule over the files of a pack, and over the checkpoints that were given; none hides the next."""
    found, sums, notes = found_in(path, archive, log), {}, dict(given)

    def chunks(name: str, *, lines: bool = False) -> Iterable[bytes]:
        with found[name]() as file:
            yield from iter(partial(file.readline if lines else file.read, LARGEST), b"")

    def whole(name: str) -> bytes:
        return next(iter(chunks(name)), b"")

    def keep(name: str) -> None:
        notes[name] = whole(name)

    def add_up(name: str) -> None:
        hashed, size = hashlib.sha256(), 0
        for chunk in chunks(name):
            hashed.update(chunk)
            size += len(chunk)
        sums[name] = {"sha256": hashed.hexdigest(), "size": size}

    def manifest() -> None:
        due: Body = {"format": PACK, "book": log.book, "entries": log.entries, "head": log.head, "root": log.root()}
        due["files"] = {name: each for name, each in sums.items() if name != "manifest.json"}
        said = json.loads(whole("manifest.json"))
        odd = [name for name in due if due[name] != said[name]]
        odd += [name for name in {**due["files"], **said["files"]} if due["files"].get(name) != said["files"].get(name)]
        same = whole("manifest.json").decode() == canonical(due) + "\n"
        log.must(same, None, f"manifest.json says otherwise of: {', '.join(odd)}")

    def rest() -> None:
        signers = "".join(sorted(f"{line}\n" for line in log.signers))
        log.must(whole("allowed_signers").decode() == signers, None, "allowed_signers does not hold the keys of the log")
        every = f"ketsugi/{log.book}\n{log.entries}\n{log.root()}\n"
        log.must(whole("checkpoint.txt").decode().startswith(every), None, "checkpoint.txt is not of all entries")

    def attempt(name: str, rule: Callable[[], Any]) -> None:
        try:
            rule()
        except Exception as error:  # a stranger's bytes: whatever they provoke is a finding, never a crash
            log.must(False, None, f"{name} is missing, or cannot be read: {error!r}")

    for name in found:
        attempt(name, partial(add_up, name))
        if name.startswith("checkpoint"):
            attempt(name, partial(keep, name))
    for note in notes.values():
        log.roots.update((int(size), "") for size in re.findall(rb"\A[^\n]*\n([0-9]{1,16})\n", note))
    attempt("entries.jsonl", lambda: log.read(chunks("entries.jsonl", lines=True)))
    attempt("subjects.jsonl", lambda: log.rows(chunks("subjects.jsonl", lines=True)))
    attempt("evidence", lambda: log.evidence(sums))
    attempt("manifest.json", manifest)
    attempt("allowed_signers or checkpoint.txt", rest)
    for name, note in notes.items():
        attempt(name, partial(log.checkpoint, name, note))


def shown(text: str) -> str:
    """Text from a stranger, without what a terminal would obey."""
    return "".join(each if each.isprintable() or each == "\n" else ascii(each)[1:-1] for each in text)


def main() -> int:
    """Read the words, check, and say what was found: 0 for a whole pack, 6 for any other."""
    words = argparse.ArgumentParser(description="Check an audit pack of Ketsugi without Ketsugi.")
    words.add_argument(
        "pack", nargs="?", type=Path, default=Path(__file__).parent, help="a zip or folder; default: this folder"
    )
    words.add_argument("--checkpoint", action="append", default=[], type=Path, metavar="FILE", help="one that you kept")
    words.add_argument("--head", default="", metavar="HEX", help="the hash of an entry that you kept")
    words.add_argument("--without-signatures", action="store_true", help="check everything else")
    asked = words.parse_args()
    tool = "cryptography" if find_spec("cryptography") else "ssh-keygen" if shutil.which("ssh-keygen") else ""
    log = Log("" if asked.without_signatures else tool, asked.head.lower())
    try:
        size, given = asked.pack.stat().st_size, {str(each): each.read_bytes()[:LARGEST] for each in asked.checkpoint}
    except (OSError, ValueError) as error:
        words.error(str(error))
    try:
        archive = None if asked.pack.is_dir() else zipfile.ZipFile(asked.pack)
        if archive is not None and sum(info.file_size for info in archive.infolist()) > size:
            raise ValueError("its files claim more bytes than it has")
        check(log, asked.pack, archive, given)
    except Exception as error:  # a stranger's bytes
        log.must(False, None, f"the pack cannot be read: {error!r}")
    log.must(not log.wanted or log.wanted_at, None, "no entry has the hash given with --head")
    unchecked = log.signed_since and not log.tool
    log.must(not unchecked or asked.without_signatures, None, f"signatures were NOT checked: {INSTALL}")
    first, count = min((seq for seq, _ in log.problems if seq is not None), default=None), len(log.problems)
    since = [f", signed from entry {log.signed_since} on"] * (log.signed_since > 1)
    print(
        shown(
            "".join(
                [log.about or "not a log", *since, *[f", roles from entry {log.roles_since} on"] * (log.roles_since > 0)]
            )
        )
    )
    verdict = f"NOT VERIFIED: {count} problem{'s' * (count > 1)} in " if log.problems else "verified: "
    print(f"{verdict}{log.entries} entries{f' · first bad entry: {first}' if first is not None else ''}")
    print(f"head {log.head}\nroot {log.root()}")
    ordered = sorted(log.problems, key=lambda each: (each[0] is None, each[0]))
    said = [what if seq is None else f"entry {seq}: {what}" for seq, what in ordered] + log.remarks
    said += [f"the head given with --head is that of entry {log.wanted_at}"] if log.wanted_at else []
    print("".join(f"  {shown(each)}\n" for each in said), end="")
    print(CANNOT_KNOW + ("\n  · that any signature is genuine: they were NOT checked" if unchecked else ""))
    return 6 if log.problems else 0


if __name__ == "__main__":
    sys.stdout.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]
    sys.exit(main())
