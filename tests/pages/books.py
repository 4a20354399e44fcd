"""The books whose pages are tried, made through the program: an ordinary one, one in which everything happens, a large one,
and one whose every text would lead a page astray."""

from __future__ import annotations

import contextlib
import hashlib
import re
import shlex
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from unittest.mock import patch
from zoneinfo import ZoneInfo

from benchmarks.books import crowded
from states.facts import Kind
from tests.commands.conftest import Typist
from tests.conftest import DRAFT, FIRM, FUNDS, NOW, SETTLED, SITTING, STORY, TERMS, step
from tests.engine.signers import Person
from workflow import demo, log
from workflow.book import create
from workflow.engine import take
from workflow.evidence import document
from workflow.people import stated
from workflow.step import Actor, Step

ROOT = Path(__file__).parents[2]


@contextlib.contextmanager
def typing(login: str) -> Iterator[None]:
    """At the desk of a person, with a clock that is taken for the real one."""
    with patch("workflow.people.login", lambda: login), patch("cli.Office.simulated", False):
        yield


def iij(path: Path) -> None:
    """The real case, with its two refusals, as ``ketsugi demo`` plays it: 12 entries."""
    typist = Typist(path)
    with typing("sato"):
        for scene in demo.STORY:
            for words in scene.commands:
                answer = typist.run(*words, now=scene.now)
                assert answer.code == scene.exit_code, answer.err


# ── Everything that happens ──

LEFT_OUT = ("changed-past-the-program", "unclaimed-until-it-lapses")  # a broken book; and one that ends after the others
STOPPED = (("disclosure-corrected", "pay"), ("continued", "approve"), ("paid-to-the-wrong-person", "resume"))
"""Paths that are played once more, up to an event: so that one dividend is approved, one meeting adjourned, and so on."""
PATHS = {each.stem: each.read_text(encoding="utf-8") for each in sorted((ROOT / "tests/cases/paths").glob("*.md"))}
_PIECE = re.compile(
    r"^<!-- clock (?P<clock>.+) -->$|^<!-- file (?P<file>\S+): (?P<holds>.*) -->$|^```toml\n(?P<case>(?:(?!```).*\n)*)"
    r"|^\$ ketsugi (?P<words>.+)\n(?P<said>(?:(?!\$ |```).*\n)*)",
    re.M,
)
_READS = ("init", "verify", "list", "log", "show", "schedule", "check")
LATER = datetime(2026, 1, 20, 1, tzinfo=UTC)  # a month after the meeting of the last company
ROSTER = {"ito": ("admin",), "kato": ("admin",), "abe": ("preparer",), "chiba": ("approver", "payer"), "endo": ("payer",)}


def everything(path: Path) -> None:
    """A company for each path of ``tests/cases``, in a book without a roster; then a roster, signatures, a company whose
    dividend several people take part in, an override, a late entry, a waiver, and a document that was erased."""
    typist = Typist(path)
    papers = path.with_suffix(".papers")
    papers.mkdir()
    typist.now = datetime(2020, 1, 6, tzinfo=UTC)
    ends = {name: max(re.findall("<!-- clock (.+) -->", text)) for name, text in PATHS.items() if name not in LEFT_OUT}
    played = sorted([*((name, "") for name in ends), *STOPPED], key=lambda each: ends[each[0]])
    with typing("sato"):
        typist.done("init", "--name", "Everything that happens")
        for number, (name, until) in enumerate(played, 1):
            _path(typist, papers, f"K{number:02}", name, until)
    _signed(typist, papers)


def _path(typist: Typist, papers: Path, ref: str, name: str, until: str) -> None:
    """Play one page, up to an event where one is given, as a company of its own; each command must end as the page says."""
    before = len(typist.entries()) - 1  # without the first entry, which the page has of its own
    text = re.sub(r"(?<![\w-])(KAEDE|MIDORI)\b", ref, PATHS[name])
    text = re.sub(r'name = "(.*?)"', rf'name = "\1 ({name.replace("-", " ")})"', text)
    text = re.sub(r"^(\$ ketsugi (?:meeting plan|draft) .*)$", rf"\1 --company {ref}", text, flags=re.M)
    text = re.sub(r"--entry (\d+)", lambda found: f"--entry {before + int(found[1])}", text)
    for piece in _PIECE.finditer(text):
        if piece["clock"]:
            typist.now = datetime.fromisoformat(piece["clock"]).replace(tzinfo=ZoneInfo("Asia/Tokyo"))
        elif piece["file"]:
            (papers / piece["file"]).write_text(piece["holds"], encoding="utf-8")
        elif piece["case"]:
            (papers / "case.toml").write_text(piece["case"], encoding="utf-8")
        elif until and piece["words"].startswith(until):
            return
        elif not piece["words"].startswith(_READS):
            answer, code = typist.run(*_words(piece["words"], papers)), re.search(r"^\[exit (\d)\]$", piece["said"], re.M)
            assert answer.code == int(code[1] if code else 0), f"{name}: {piece['words']}\n{answer.err}"


_GROUNDS = "--override notice_public_co --reason 'Counsel sees no effect on the vote' --evidence opinion.pdf"
_VOUCHED = "--attest distributable-amount='worksheet' --attest net-assets='balance sheet of 2025-09-30'"
_VOTES = "--for 312450 --present 380120 --exercisable 450700"
_TERMS = "--record-on 2025-09-30 --effective-on 2025-12-19 --currency JPY --fiscal-year-end 2025-09-30"
_REGISTER = "--attest entitled-shares='register of 2025-09-30'"
SIGNED = f"""
ito: people policy --signing --reason 'from now on every entry is signed'
abe: company add HANA --name 花電機株式会社 --article public=true --article listed=true --article record_dates_fixed=true
abe: meeting plan HANA-AGM9 --company HANA --day 2025-12-18 --voting-record-on 2025-09-30 --board-on 2025-11-13
abe: draft HANA-YE --company HANA --route meeting --meeting HANA-AGM9 --per-share 12.50 --total '245 million' {_TERMS}
abe: draft HANA-SP --company HANA --route meeting --meeting HANA-AGM9 --per-share 2 --total '40 million' {_TERMS}
abe: resolve HANA-YE --on 2025-11-13 {_VOUCHED}
abe: resolve HANA-SP --on 2025-11-13 {_VOUCHED}
abe, refused: meeting convene HANA-AGM9 --on 2025-12-04
abe: meeting convene HANA-AGM9 --on 2025-12-04 {_GROUNDS}
abe, refused: approve HANA-YE --on 2025-12-18 {_VOTES}
chiba: approve HANA-YE --on 2025-12-18 {_VOTES} {_GROUNDS}
abe: meeting hold HANA-AGM9 --on 2025-12-18 --evidence minutes.pdf
abe: fulfil HANA-YE tdnet_dividend --on 2025-11-14
chiba, refused: pay HANA-YE --on 2025-12-19 {_REGISTER}
ito: people waive HANA-YE pay chiba --reason 'the payer is in hospital'
kato: people waive HANA-YE pay chiba --reason 'the payer is in hospital'
chiba: pay HANA-YE --on 2025-12-19 {_REGISTER} --acting-for 'Endo Hanako'
abe: attach HANA-YE holders.pdf --reason 'list of holders'
ito: evidence erase HANA-YE {hashlib.sha256(b"holders.pdf").hexdigest()} --reason 'Erased at the request of a holder'
ito: people revoke endo --all
"""
"""A company from Japan's autumn, recorded in January: who types, and what; notice was given after 13 clear days, not 14."""


def _signed(typist: Typist, papers: Path) -> None:
    """Begin a roster, then play what its people do."""
    keys = {person: Person(person).key_file(papers) for person in ROSTER}
    lines = [
        f"ito: people add {person} --name '{person.title()} Hanako' --login {person} --public-key {keys[person]}.pub "
        + " ".join(f"--role {role}" for role in roles)
        for person, roles in ROSTER.items()
    ]
    for name in ("minutes.pdf", "opinion.pdf", "holders.pdf"):
        (papers / name).write_text(name, encoding="utf-8")
    for line in [*lines, *SIGNED.strip().splitlines()]:
        who, _, words = line.partition(": ")
        person, _, refused = who.partition(", ")
        with typing(person):
            answer = typist.run(*_words(words, papers), now=LATER, env={"KETSUGI_KEY": str(keys[person])})
        assert answer.code == (3 if refused else 0), f"{line}\n{answer.out}{answer.err}"


def _words(command: str, papers: Path) -> list[str]:
    """As a shell parts them, with the papers where they are."""
    return [str(papers / word) if (papers / word).is_file() else word for word in shlex.split(command)]


# ── Hostile names ──

HOSTILE = {
    "a script": "<script>window.stolen = 1</script>",
    "an image": '"><img src=x onerror="window.stolen = 1">',
    "a quote": "' onmouseover='window.stolen = 1' x='",
    "an address": "javascript:window.stolen=1//",
    "a template": "{{7*7}}{% raw %}{% for x in y %}{#",
    "another template": "${7*7} #{7*7} <%= 7*7 %>",
    "end of a style": "</style><style>*{display:none}</style>",
    "end of a script": "</script><script>window.stolen = 1</script>",
    "end of a comment": "--> <!-- --!> ]]> <![CDATA[",
    "an entity": "&amp; &lt;b&gt; &#60; &copy &nbsp",
    "a form": '<form action="http://evil.example/"><input name=x></form><base href="http://evil.example/">',
    "right to left override": "IIJ \u202egnp.exe",
    "isolates": "IIJ \u2066\u2067\u2069 Inc.",
    "nothing to be seen": "I\u200bI\u200dJ\ufeff\u00ad\u2060",
    "controls": "IIJ\x07\x1b[31m\x9b2J\x7f Inc.",
    "lines": "IIJ\r\nrecorded: approve\u2028\u2029\x85\tInc.",
    "a word without an end": "W" * 500,
    "a path": "../../etc/passwd\\..\\C:" + "/long" * 60,
    "emoji": "👩‍👩‍👧‍👦🏳️‍🌈🇯🇵" * 8,
    "a flood of marks": "Z" + "\u0351\u0358\u0321\u035d" * 60 + "algo",
    "Arabic and Hebrew": "شركة المساهمة العامة 2018 – חברה ציבורית בע״מ",
    "long Japanese": "第二十六回定時株主総会招集ご通知に際しての電子提供措置事項剰余金の処分の件" * 8,
    "one sign": "<",
}
"""What a text of a book may hold, by what is hostile in it."""


def hostile(path: Path) -> None:
    """For each hostile text a company, a meeting and a dividend, which have it in every place that takes a text, and a
    person of that name."""
    name = "".join(HOSTILE.values())
    book = create(path, name=name, timezone="Asia/Tokyo", now=NOW, actor=name, policy=log.UNSIGNED)
    with book, book.writing() as run:
        for number, text in enumerate(HOSTILE.values()):
            for each in _steps(f"H{number:02}", text):
                take(run, each, actor=Actor(name=text, acting_for=text), now=NOW)
        people = [
            ("ito", name, "ito", "admin"),
            *((f"P{n:02}", text, text, "payer") for n, text in enumerate(HOSTILE.values())),
        ]
        for ref, text, login, role in people:
            facts = stated(ref, name=text, logins=[login], roles=[role])
            take(run, step(Kind.PEOPLE, "people", "add", **facts), actor=Actor(name="ito"), now=NOW)


def _steps(ref: str, text: str) -> Iterator[Step]:
    """The story, told with one text for every word in it."""
    line = {"share_class": text, "per_share": "13.50", "total": "608 million", "parts": {text: "3.50", "ordinary": "10"}}
    words = {"company": ref, "kind": text, "item": text, "terms": {**TERMS, "lines": [line], "resource": text}}
    facts: dict[str, dict[str, Any]] = {
        "add": {**FIRM, "name": text},
        "plan": {**SITTING, "company": ref},
        "draft": {**DRAFT, **words, "meeting": f"{ref}-AGM"},
        "resolve": {"attest": dict.fromkeys(FUNDS, text)},
        "pay": {"attest": {"entitled_shares": text}},
        "settle": {"settlement": {**SETTLED, "paid_by": {text: SETTLED["paid"]}}},
    }
    for event, (kind, _, on, told) in [*STORY.items(), ("note", (Kind.DIVIDEND, "", "2018-07-31", {}))]:
        about = {Kind.COMPANY: ref, Kind.MEETING: f"{ref}-AGM"}.get(kind, f"{ref}-YE")
        grounds = {"reason": text, "evidence": (document(text, f"{ref} {event}".encode()),)}
        yield step(kind, about, event, on, **grounds, **facts.get(event, told))


# ── Many dividends ──


def dividends(count: int) -> Callable[[Path], None]:
    """A book of so many, the first dozen open: 4 to 5 entries each, 19 kB; 1,000 take half a second, 100,000 a minute."""

    def made(path: Path) -> None:
        crowded(str(path), str(count), "12")

    return made


BOOKS: dict[str, Callable[[Path], None]] = {
    "iij": iij,
    "everything": everything,
    "hostile": hostile,
    "hundred": dividends(100),
}
