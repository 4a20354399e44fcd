"""Check an audit pack of Ketsugi without Ketsugi: python verify.py PACK.zip [--checkpoint FILE ...] [--head HEX]

One file, the standard library of Python 3.9 or later, nothing of the program; ``cryptography`` or else ``ssh-keygen`` checks
signatures.  Rules are numbered as in README.txt.  It ends with 0 for a whole pack, 6 for any other, 2 where called wrongly.
"""

import sys

if __name__ == "__main__" and not (sys.flags.isolated or getattr(sys.flags, "safe_path", False)):
    sys.path[:] = [each for each in sys.path if each not in ("", sys.path[0])]  # what lies beside this file is anyone's
import argparse, base64, datetime, hashlib, importlib.util, json, os, re, shutil, subprocess, tempfile, types, zipfile
from pathlib import Path
from typing import Any, Optional

Body = dict[str, Any]
PACK, LOG, NAMESPACE = "ketsugi-pack/v1", "ketsugi-log/v1", "ketsugi-entry-v1"
FILES = r"README\.txt|verify\.py|manifest\.json|(entries|subjects)\.jsonl|allowed_signers|checkpoint\.txt"
FILE = re.compile(FILES + r"|checkpoints/[1-9][0-9]{0,2}\.txt|evidence/[0-9a-f]{64}")
LINE = rb'"seq":(-?[0-9]{1,19}),"prev":"([0-9a-f]{64})","hash":"([0-9a-f]{64})","sig":(null|"(?:[0-9a-f]{2})*"),"body":(.*)'
ENTRY = re.compile(rb"{" + LINE + rb"}\n", re.DOTALL)
NOTE = re.compile(r"(.*)\n(0|[1-9][0-9]{0,15})\n([A-Za-z0-9+/]{43}=)\n(?:\n(?:— .+\n)+)?")  # of signatures only the form
ROW = ("ref", "kind", "company", "state", "rev", "seq", "day")
DEMONSTRATION: Body = {"signing": "unsigned", "demonstration": True, "clock": "simulated"}
P, EIGHTH = 2**255 - 19, 0x7A03AC9277FDC74EC6CC392CFA53202A0F67100D760B3CBA4FD84D3D706A17C7
ANYONES = {0, 1, P - 1, P, P + 1, EIGHTH, P - EIGHTH}  # keys under which anyone can sign: RFC 8032 section 5.1
CANNOT_KNOW = """it cannot know:
  · that any step or change of the roster was lawful, or what was settled right: ketsugi verify asks those questions again
  · that a day, a figure or a document was true when it was recorded, or that nothing was left out
  · that the end was not cut off, or all written anew by who had every key (unsigned: by anyone); so keep a --head elsewhere
  · who signed a checkpoint: ask ketsugi checkpoint check, or another tool for signed notes (c2sp.org/signed-note)
  · that the clock was right, whose hands were on the keyboard, or whose a key is: ask each about theirs (allowed_signers)"""

# Rule 5: what each event makes of a state.  "-": none yet.  "*": any, and it stays.  "back": where the interruption began.
LIVES = {
    "company": "- add=active | * amend correct note attach erase",
    "people": "- add=kept | * add grant revoke policy waive note attach erase",
    "book": "- restore=kept | * restore note attach erase",
    "meeting": """- plan=planned | planned revise=planned convene=convened reschedule=planned cancel=cancelled
        | convened revise=convened reschedule=planned cancel=cancelled adjourn=adjourned hold=held
        | adjourned adjourn=adjourned hold=held | * correct note fulfil attach erase""",
    "dividend": """- draft=drafted | drafted resolve=proposed decide=approved revise=drafted withdraw=withdrawn
        | proposed approve=approved reject=rejected supersede=superseded revise=proposed withdraw=withdrawn
        | approved adjust=approved pay=paying close=closed suspend=suspended withdraw=withdrawn annul=annulled
        | paying adjust=paying settle=paid suspend=suspended annul=annulled recover=recovering
        | paid close=closed annul=annulled recover=recovering | annulled recover=recovering | closed annul=annulled
        | suspended resume=back withdraw=withdrawn annul=annulled recover=recovering
        | recovering resume=back close=closed | * correct note fulfil attach erase""",
}
ROWS = [(kind, row.split()) for kind, life in LIVES.items() for row in life.split("|")]
LIFE = {(kind, row[0]): dict(move.partition("=")[::2] for move in row[1:]) for kind, row in ROWS}
# Rule 4: the part of a dividend that an event is of, and the roles of which one is needed (else it is the preparer's).
DECIDED, PAID = "decide approve reject supersede annul".split(), "pay settle close suspend resume recover".split()
PARTS = dict.fromkeys(("draft", "resolve", "revise", "adjust", "withdraw"), "prepared")
PARTS |= dict.fromkeys(DECIDED, "decided") | dict.fromkeys(PAID, "paid")
ROLES: Body = dict.fromkeys(DECIDED, ("approver",)) | dict.fromkeys(PAID, ("payer",)) | {"erase": ("admin",)}
ROLES |= dict.fromkeys(("note", "correct", "attach", "fulfil"), ("preparer", "approver", "payer"))
WAIVABLE, WHOLE, DOCUMENT = ("one_part", "not_to_oneself"), ("people", "book"), {"sha256": str, "size": int, "name": str}
# Rule 6: facts that these rules go by, and the events that state them.
STATED = {"terms": "draft revise approve adjust", "day": "plan reschedule", "people": "add grant revoke", "waivers": "waive"}
STATED |= {"role_for": "policy", "signing": "add policy", "segregation": "add policy", "erased": "erase"}
# Rule 3: the fields of an entry, all of them and no others, and what each is ("?": or null); those of the first are others.
FIRST = "v=int event=str book=str name=str timezone=str policy=dict recorded_at=str actor=str"
FIELDS = """v=int op=str recorded_at=str occurred_on=str? actor=str acting_for=str? by=dict? kind=str subject=str company=str
event=str outcome=str from=str? to=str? rev=int? facts=dict terms=dict? findings=list overridden=list reason=str?
evidence=list corrects=dict? rulebook=str?"""


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


def parsed(text: bytes, fields: str) -> Body:
    """Rule 3: what an entry says, from its one canonical text; exactly these fields, each of its kind."""
    body: Body = json.loads(text)
    kinds = dict(each.split("=") for each in fields.replace("?", "|NoneType").split())
    found = {name: type(each).__name__ for name, each in body.items()}
    if odd := [name for name in {**kinds, **found} if found.get(name) not in kinds.get(name, "").split("|")]:
        raise ValueError(f"is not of the form it must have: {', '.join(odd)}")
    datetime.datetime.strptime(body["recorded_at"], "%Y-%m-%dT%H:%M:%S.%fZ")  # noqa: DTZ007 (an instant that there is)
    datetime.date.fromisoformat(body.get("occurred_on") or "2000-01-01")  # a day that there is
    numbered = re.fullmatch("[0-9a-f]{32}", body.get("op") or body.get("book", ""))
    if canonical(body).encode() != text or body["v"] != 1 or not body["actor"] or not numbered:
        raise ValueError("is not the body of an entry, or not in canonical form")
    return body


def fold(known: Body, stated: Body, *, terms: bool) -> Body:
    """What is known once ``stated`` joins it: the newer replaces the older, name by name; of terms, lines class by class."""
    joined = dict(known)
    for name, value in stated.items():
        before = joined.get(name)
        if terms and name == "lines":
            lines = {line["share_class"]: line for line in before or ()}
            lines |= {line["share_class"]: fold(lines.get(line["share_class"], {}), line, terms=True) for line in value}
            joined[name] = [line for each, line in lines.items() if {"share_class": each} not in value]  # or it is taken out
        else:
            merges = isinstance(before, dict) and isinstance(value, dict) and not (terms and name == "parts")
            joined[name] = fold(dict(before or {}), value, terms=terms) if merges else value
    return joined


def held(roster: Body, what: str, *, ever: bool = False) -> list[tuple[str, str]]:
    """Rule 4: the ``logins``, ``keys`` or ``roles`` that people have and that were not taken back, or ``ever`` had."""
    people = roster.get("people", {}).items()
    return [(person, name) for person, each in people for name, on in each.get(what, {}).items() if on or ever]


def root(leaves: list[bytes]) -> bytes:
    """Rule 10: the root over the hashes of entries, RFC 6962 section 2.1."""
    if len(leaves) < 2:
        return leaves[0] if leaves else hashlib.sha256().digest()
    left = 1 << ((len(leaves) - 1).bit_length() - 1)  # the largest power of two that leaves some to the right
    return hashlib.sha256(b"\1" + root(leaves[:left]) + root(leaves[left:])).digest()


def string(*parts: bytes) -> bytes:
    """Bytes behind their lengths, as OpenSSH writes them: RFC 4251 section 5."""
    return b"".join(len(part).to_bytes(4, "big") + part for part in parts)


def check_signature(tool: str, line: str, said: bytes, sig: bytes) -> None:
    """Rule 4: an Ed25519 signature of an entry, made as OpenSSH makes one (SSHSIG), by the key of ``line``; or an error."""
    blob = base64.b64decode(line.split(" ")[1])
    key, scope = blob[-32:], string(NAMESPACE.encode(), b"", b"sha512")
    if blob != string(b"ssh-ed25519", key) or int.from_bytes(key, "little") % 2**255 in ANYONES:
        raise ValueError("no key that is one person's")
    if tool == "cryptography":
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

        Ed25519PublicKey.from_public_bytes(key).verify(sig, b"SSHSIG" + scope + string(hashlib.sha512(said).digest()))
        return
    armor = base64.encodebytes(b"SSHSIG\0\0\0\1" + string(blob) + scope + string(string(b"ssh-ed25519", sig))).decode()
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "s").write_bytes(f"-----BEGIN SSH SIGNATURE-----\n{armor}-----END SSH SIGNATURE-----\n".encode())
        Path(folder, "k").write_bytes(b"them ssh-ed25519 " + base64.b64encode(blob) + b"\n")
        words = [tool, "-Y", "verify", "-f", f"{folder}/k", "-I", "them", "-n", NAMESPACE, "-s", f"{folder}/s"]
        subprocess.run(words, input=said, capture_output=True, check=True)


class Log:
    """The log, entry by entry, and all that is found wrong with it."""

    def __init__(self, tool: str) -> None:
        self.tool, self.signed, self.book, self.about, self.head, self.root = tool, False, "", "", "0" * 64, ""
        self.problems, self.leaves, self.subjects = list[Any](), list[bytes](), dict[str, Any]()  # a leaf: an entry's hash
        self.documents: Body = {}  # by digest: the last entry about it, its size, and whether it was not erased
        self.at: Optional[int] = None  # the entry that is looked at
        self.first: Optional[str] = None  # the key that entry 1 names
        self.roster: Optional[Body] = None  # what the entries about people say, folded

    def must(self, holds: Any, what: str) -> Any:
        """Name a problem of the entry that is looked at, unless something holds; in few words that no terminal obeys."""
        if not holds:
            self.problems.append((self.at, "".join(c if c.isprintable() else ascii(c)[1:-1] for c in what)[:200]))
        return holds

    def attempt(self, what: str, rule: Any, *words: Any) -> None:
        """Follow a rule; whatever a stranger's bytes provoke is a problem, and never a crash."""
        before = self.at
        try:
            rule(*words)
        except Exception as error:  # by a stranger
            self.must(False, f"{what}: {error!r}")
        self.at = before

    def read(self, lines: Any) -> None:
        """Rule 2: no number is missing, each entry follows the one before it, and is what was hashed."""
        expected = 1
        for line in lines:
            found: Any = ENTRY.fullmatch(line)
            seq = int(found[1]) if found else expected
            self.at = min(seq, expected)
            self.must(seq == expected, "is missing" if seq > expected else f"comes after {expected - 1}")
            self.at, expected = seq, seq + 1
            if not self.must(found, "its line is not one of a log"):
                continue
            prev, hashed, sig = (found[group].decode() for group in (2, 3, 4))
            if seq == 1 and (named := re.search(rb'"book":"([0-9a-f]{32})"', found[5])):  # within a text, quotes are \"
                self.book = named[1].decode()
            self.must(prev == self.head, "does not follow the entry before it: its link is another hash")
            said = f"{LOG}\n{self.book}\n{seq}\n{prev}\n".encode() + found[5]
            self.must(hashlib.sha256(b"\0" + said).hexdigest() == hashed, "its content is not what was hashed")
            self.head = hashed
            self.leaves.append(bytes.fromhex(hashed))
            rule, signature = self.begin if seq == 1 else self.entry, None if sig == "null" else bytes.fromhex(sig[1:-1])
            self.attempt("cannot be followed", rule, seq, found[5], said, signature)
        self.must(self.leaves, "the log is empty")
        self.root = base64.b64encode(root(self.leaves)).decode()

    def begin(self, seq: int, text: bytes, said: bytes, sig: Optional[bytes]) -> None:
        """Rule 11: entry 1 says whether entries are signed, and is signed itself with the key that it names."""
        body = parsed(text, FIRST)
        self.first = body["policy"].get("key")
        kinds = {"unsigned log": {"signing": "unsigned"}, "unsigned log, a demonstration": DEMONSTRATION}
        kinds["signed log"] = {"signing": "required", "key": str(self.first)}
        self.about = next((kind for kind in kinds if canonical(kinds[kind]) == canonical(body["policy"])), "")
        self.must(self.about and body["event"] == "init" and body["name"], "does not begin a book as Ketsugi begins one")
        self.signed = self.first is not None
        self.sealed(self.signed, None, self.first, [(None, self.first)], said, sig)

    def sealed(self, asked: bool, person: Any, key: Any, keys: Any, said: bytes, sig: Optional[bytes]) -> None:
        """Rule 4: signed where that was asked for, with a key that was the person's then; and not signed where not."""
        theirs, whose = sig is not None and (person, key) in keys, person or "anyone"
        self.must(asked or (key is None and sig is None), "names a key or carries a signature: entries were not signed then")
        self.must(theirs or not asked, f"is not signed with a key that was {whose}'s by the roster then")
        if asked and theirs and self.tool:
            self.attempt(f"its signature is not one by that key of {whose}", check_signature, self.tool, key, said, sig)

    def entry(self, seq: int, text: bytes, said: bytes, sig: Optional[bytes]) -> None:
        """One entry by what it says."""
        body, before = parsed(text, FIELDS), self.roster
        applied, by = body["outcome"] == "applied", {"person": None, "key": None} if body["by"] is None else body["by"]
        if body["kind"] == "people" and applied:
            self.roster = fold(before or {}, body["facts"], terms=False)
            self.about += f", roles from entry {seq} on" * (before is None)
        now = self.roster or {}
        roster, signing = now if before is None else before, now.get("signing") is True
        begun = before is not None or (signing and by["key"] == self.first)
        self.must(self.first is None or begun, "the roster does not begin here, with the key that entry 1 names")  # rule 11
        asked = self.first is not None or signing or roster.get("signing") is True
        self.about += f", signed from entry {seq} on" * (asked and not self.signed)
        self.signed |= asked
        self.sealed(asked, by["person"], by["key"], held(roster, "keys"), said, sig)
        self.must(signing or roster.get("signing") is not True, "ends signing, which stays once it has begun")
        self.must(now.get("segregation") is not False or roster.get("segregation") is False, "gives up one part for each")
        self.must((body["by"] is None) == (self.roster is None), "does not say by whom it was, or does without a roster")
        new: Body = {"ref": body["subject"], "kind": body["kind"], "company": body["company"], "state": None, "day": None}
        new |= {"rev": 0, "seq": 0, "version": 0, "terms": {}, "resolved": None, "came_from": {}, "deeds": {}}
        subject = self.subjects.get(body["subject"]) or types.SimpleNamespace(**new)
        corrected = subject.deeds.get((body["corrects"] or {}).get("entry"))
        event = corrected[0] if corrected and body["event"] == "correct" else body["event"]  # the one that it corrects
        rightly = corrected or not applied if body["event"] == "correct" else body["corrects"] is None
        self.must(rightly, "corrects another entry and is no correction, or is one of no entry of its own")
        answers = [(each["weight"], each["verdict"], each["guard"]) for each in body["findings"]]
        if body["by"] is not None:
            self.actor(body, subject, roster, event, [guard for *said, guard in answers if said == ["note", "fail"]])
        objecting = [each for each in answers if each[0] != "note" and each[1] not in ("pass", "not applicable")]  # rule 7
        overridden = [("defect", "fail", guard) for guard in body["overridden"]]
        stops = [each[2] for each in objecting if each not in overridden and each[:2] != ("defect", "unknown")]
        self.must(body["outcome"] == ("refused" if stops else "applied"), f"is {body['outcome']}, and against it: {stops}")
        self.follow(seq, body, subject, applied)
        if applied:
            self.subjects[subject.ref], subject.deeds[seq] = subject, (event, by["person"], body["actor"])
        erased = body["facts"].get("erased", ()) if applied else ()  # rule 9
        gone = [each for each in erased if not self.documents.get(each, (0, 0, False))[2]]
        self.must(not gone and len({*erased}) == len(erased), f"erases what was not held: {', '.join(gone)}")
        self.documents |= {each: (seq, self.documents.get(each, (0, 0))[1], False) for each in erased}
        given = {each["sha256"]: (seq, each["size"], True) for each in body["evidence"]}
        alike = all(self.documents.get(each, given[each])[1] == given[each][1] for each in given)
        form = all({name: type(each[name]) for name in each} == DOCUMENT for each in body["evidence"])
        self.must(alike and form, "names a document otherwise than by digest, size and name, or than an entry before it")
        self.documents |= given

    def actor(self, body: Body, subject: Any, roster: Body, event: str, noted: list[str]) -> None:
        """Rule 4: who it was by the roster then, in which role, and in one part of a dividend unless that was waived."""
        by, kind, applied = body["by"], body["kind"], body["outcome"] == "applied"
        person_of = {login: person for person, login in held(roster, "logins")}
        person, part = person_of.get(body["actor"]), PARTS.get(event) if kind == "dividend" else None
        stated = roster.get("role_for", {}).get(f"{kind}.{event}")
        needed = (stated,) if stated else ("admin",) if kind in WHOLE else ROLES.get(event, ("preparer",))
        roles, waivers = held(roster, "roles"), roster.get("waivers", {})
        role = next((each for each in needed if (person, each) in roles), None)
        due = {"person": person, "role": role, "key": by["key"], "waived": [each for each in noted if each in WAIVABLE]}
        rightly = canonical(by) == canonical(due) and (role or not applied)
        self.must(rightly, f"was by {person or body['actor']} as {role or 'nobody'}, and says otherwise, or was applied")
        others = [deed for deed in subject.deeds.values() if PARTS.get(deed[0], part) != part]
        own = roster.get("people", {}).get(person, {}).get("logins", {})  # theirs now, or once
        second = part is not None and any(who == person if who else login in own for _, who, login in others)
        latest = max((each for each, deed in subject.deeds.items() if PARTS.get(deed[0])), default=0)
        said = waivers.get(f"{subject.ref} {body['event']} {person}", {}).items()
        letting = [admin for admin, at in said if at == latest and admin != person and (admin, "admin") in roles]
        waived = roster.get("segregation") is False or len(letting) > 1
        self.must(not (applied and second) or waived, f"{person} took another part in {subject.ref} already")
        stated_now = [(each, *one) for each, said in body["facts"].get("waivers", {}).items() for one in said.items()]
        speaking = {admin for each, admin, at in stated_now if waivers.get(each, {}).get(admin, 0) != at}
        self.must(not applied or speaking <= {person}, f"{person} waives in the name of another")
        self.must(("one_part" in noted) == (second and waived) or not (applied or "one_part" in noted), "misstates a waiver")

    def follow(self, seq: int, body: Body, subject: Any, applied: bool) -> None:
        """Rules 5 and 6: one entry through the life of its subject, and the terms of a dividend."""
        kind, event, source, dest, facts = (body[name] for name in ("kind", "event", "from", "to", "facts"))
        self.must(source == subject.state, f"{subject.ref} is {subject.state}, the entry says {source}")
        owner = self.subjects.get(body["company"], subject)
        company = subject.ref if kind == "company" else "" if kind in WHOLE else owner.kind == "company" and owner.ref
        same = kind == subject.kind and body["company"] == subject.company == company
        known = any(life[0] == kind and event in LIFE[life] for life in LIFE) and (kind not in WHOLE or subject.ref == kind)
        self.must(same and known, f"{event} is no event of {subject.ref}, or it is of another company or kind")
        odd = [name for name in facts if event not in STATED.get(name, event).split(" ")]
        self.must(not odd, f"states {', '.join(odd)}, which {event} does not state")
        terms = fold(subject.terms, facts.get("terms", {}), terms=True)
        now, version = hashlib.sha256(canonical(terms).encode()).hexdigest(), subject.version + (terms != subject.terms)
        due = {"version": version, "digest": now} if kind == "dividend" else None
        self.must(canonical(body["terms"]) == canonical(due), f"its terms are, by the log, {due}")
        if not applied:
            self.must(dest == source and body["rev"] is None, "a refusal moves its subject")
            return
        leads = {**dict.fromkeys(LIFE.get((kind, "*"), ()), source), **LIFE.get((kind, subject.state or "-"), {})}.get(event)
        leads = subject.came_from.get(subject.state) if leads == "back" else leads
        self.must(dest and dest == leads, f"{event} does not lead from {source} to {dest}")
        self.must(body["rev"] == subject.rev + 1, f"its revision is {body['rev']}, {subject.rev + 1} expected")
        subject.came_from |= {dest: source} if dest != source and event != "resume" else {}
        subject.resolved = now if event in ("approve", "decide", "adjust") else subject.resolved
        self.must(event not in ("pay", "settle") or subject.resolved == now, f"{event} is under terms never approved")
        subject.state, subject.rev, subject.seq, subject.terms, subject.version = dest, body["rev"], seq, terms, version
        paid_on = terms.get("effective_on") or terms.get("pay_on")
        subject.day = facts.get("day", subject.day) if kind == "meeting" else paid_on

    def rows(self, lines: Any) -> None:
        """Rule 8: the state rows say what the log says, no more and no less."""
        sound, said = not self.problems, [line.decode() for line in lines]
        found = {json.loads(line)["ref"]: line for line in said}
        due = {ref: canonical({name: vars(each)[name] for name in ROW}) + "\n" for ref, each in self.subjects.items()}
        self.must(len(found) == len(said), "a subject has two state rows")
        for ref in {**due, **found}:
            self.at = self.subjects[ref].seq if sound and ref in due else None
            self.must(found.get(ref) == due.get(ref), f"state row {ref} is not, as by the log, {due.get(ref)}")

    def evidence(self, sums: Body) -> None:
        """Rule 9: every document that an entry names is there as it was given, or was erased; and no other is there."""
        there = {name[9:]: sums[name] for name in sums if name.startswith("evidence/")}
        due = {each: {"sha256": each, "size": size} for each, (_, size, kept) in self.documents.items() if kept}
        for each in {**self.documents, **there}:
            said = f"is {there.get(each, 'missing')}, by the log {due.get(each, 'erased or never given')}"
            self.at = self.documents.get(each, [None])[0]
            self.must(due.get(each) == there.get(each), f"document {each[:12]} {said}")

    def checkpoint(self, name: str, note: bytes) -> None:
        """Rule 10: the log begins with what a checkpoint says."""
        if found := self.must(NOTE.fullmatch(note.decode(errors="replace")), f"{name} is no checkpoint"):
            origin, size, said = found[1], int(found[2]), found[3]
            self.must(origin == f"ketsugi/{self.book}", f"{name} is of another log: {origin}")
            same = size <= len(self.leaves) and base64.b64encode(root(self.leaves[:size])).decode() == said
            self.must(same, f"{name} is of {size} entries, and they are not the first of the {len(self.leaves)} of the log")
            self.must(name != "checkpoint.txt" or size == len(self.leaves), f"{name} is not of all entries")


def check(log: Log, path: Path, given: dict[str, bytes]) -> None:
    """Every rule over the files of a pack and the checkpoints that were given; rule 1, that the files are the manifest's."""
    with zipfile.ZipFile(path) as archive:
        infos = archive.infolist()
        good = {each.orig_filename for each in infos if FILE.fullmatch(each.orig_filename) and not each.compress_type}
        if len(good) < len(infos) or sum(each.file_size for each in infos) > path.stat().st_size:
            odd = ", ".join(sorted({each.orig_filename for each in infos} - good))
            raise ValueError(f"a file is there twice, is compressed, is larger than the pack, or is none of a pack: {odd}")
        contents = ((name, archive.read(name)) for name in sorted(good - {"manifest.json"}))
        sums: Body = {name: {"sha256": hashlib.sha256(data).hexdigest(), "size": len(data)} for name, data in contents}
        log.attempt("entries.jsonl", log.read, archive.open("entries.jsonl"))
        log.attempt("subjects.jsonl", log.rows, archive.open("subjects.jsonl"))
        log.attempt("evidence", log.evidence, sums)
        notes = {name: archive.read(name) for name in ["checkpoint.txt", *good] if name.startswith("checkpoint")} | given
        manifest, signers = archive.read("manifest.json"), archive.read("allowed_signers").decode()
    for name, note in notes.items():
        log.attempt(f"{name} cannot be read", log.checkpoint, name, note)
    whole = {"format": PACK, "book": log.book, "entries": len(log.leaves), "head": log.head, "root": log.root}
    listed = [name for name in sums if sums[name] != json.loads(manifest)["files"].get(name)]
    same = manifest == f"{canonical({**whole, 'files': sums})}\n".encode()
    log.must(same, f"manifest.json is not of this log, or not of these files: {', '.join(listed)}")
    lines = [f'{person} namespaces="{NAMESPACE}" {key}\n' for person, key in held(log.roster or {}, "keys", ever=True)]
    log.must(signers == "".join(sorted(lines)), "allowed_signers is not, line by line, the keys of the people on the roster")


def main() -> int:
    """Read the words, check, and say what was found: 0 for a whole pack, 6 for any other."""
    words = argparse.ArgumentParser(description="Check an audit pack of Ketsugi without Ketsugi.")
    words.add_argument("pack", type=Path, metavar="PACK.zip", help="the pack, as it was written")
    words.add_argument("--checkpoint", action="append", default=[], type=Path, metavar="FILE", help="one that you kept")
    words.add_argument("--head", default="", metavar="HEX", help="the hash of an entry that you kept")
    asked = words.parse_args()
    keygen = shutil.which("ssh-keygen") or ""
    log = Log("cryptography" if importlib.util.find_spec("cryptography") else keygen if os.path.isabs(keygen) else "")
    try:
        asked.pack.open("rb").close()
        given = {f"--checkpoint {each}": each.read_bytes() for each in asked.checkpoint}
    except (OSError, ValueError) as error:
        words.error(str(error))
    log.attempt("the pack cannot be read", check, log, asked.pack, given)
    log.must(asked.head.lower() in ["", *(leaf.hex() for leaf in log.leaves)], "no entry has the hash given with --head")
    log.must(log.tool or not log.signed, "signatures were NOT checked: install the package cryptography, or OpenSSH")
    bad = sorted(seq for seq, _ in log.problems if seq is not None)
    verdict = f"{'NOT VERIFIED' if log.problems else 'verified'}: {len(log.leaves)} entries"
    said = [log.about or "not a log", verdict + (f" · first bad entry: {bad[0]}" if bad else ""), f"head {log.head}"]
    said += [f"root {log.root}", *(f"  {what if seq is None else f'entry {seq}: {what}'}" for seq, what in log.problems)]
    try:
        print("\n".join([*said, "", CANNOT_KNOW]), flush=True)
    except BrokenPipeError:  # as of: python verify.py PACK.zip | head -1
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 6 if log.problems else 0


if __name__ == "__main__":
    sys.stdout.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]
    sys.exit(main())
