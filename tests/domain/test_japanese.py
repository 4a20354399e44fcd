"""Every word that the program says itself has its Japanese, and no Japanese is left over from a word that is gone."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Mapping
from pathlib import Path

import pytest

from states import dividend, facts, finding, people, terms
from states.deadline import Status
from states.lives import LIFECYCLES
from states.meanings import MEANING
from states.money import Rounding
from states.rulebooks import versions
from states.rulebooks.japan import JAPAN
from states.rulebooks.japan.payment import WAYS
from states.rulebooks.japan.worksheet import ADDED, FOR_GOODWILL, TAKEN_OFF
from workflow import audit, catalogue, findings
from workflow.audit import Depth, Report
from workflow.render import japanese
from workflow.render.japanese import FACTS, STATES, TITLES, VALUES, said

ROOT = Path(__file__).parents[2]
PAGES = Path(__file__).parent
LAWS = (*versions("JP"), *versions(""))


def titles_in(source: str) -> set[str]:
    """Every text that the source makes a title: set as ``title``, given as ``title=``, or second to ``universal``."""
    named: list[tuple[str, ast.expr]] = []
    given: list[ast.expr] = []
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Assign(targets=[ast.Tuple(elts=names)], value=ast.Tuple(elts=values)):
                named += [(ast.unparse(name), value) for name, value in zip(names, values, strict=True)]
            case ast.Assign(targets=[name], value=value) | ast.AnnAssign(target=name, value=ast.expr() as value):
                named.append((ast.unparse(name), value))
            case ast.Call(func=ast.Name(id="universal"), args=[_, title, *_]):
                given.append(title)
            case ast.keyword(arg="title", value=title):
                given.append(title)
    wanted = {ast.unparse(each) for each in given}
    found = [*given, *(value for name, value in named if name in wanted)]
    return {each.value for each in found if isinstance(each, ast.Constant) and isinstance(each.value, str)}


def titles() -> set[str]:
    """What guards, rules and duties are titled in the sources, and the days that limits are of."""
    folders = (ROOT / "states/guards", ROOT / "states/rulebooks/japan")
    files = [path for folder in folders for path in folder.glob("*.py")]
    files += [ROOT / "states/rulebooks/universal.py", ROOT / "states/rulebooks/questions.py", ROOT / "workflow/judging.py"]
    days = {bound.day.name for law in LAWS for rule in law.rules if isinstance(rule.test, tuple) for bound in rule.test}
    return days.union(*(titles_in(path.read_text(encoding="utf-8")) for path in files))


def names() -> set[str]:
    """Every fact by its name, with its group where names have their Japanese by group; the worksheet; what is attested."""
    known = {(known.group or str(known.kind), known.name) for known in catalogue.every()}
    attested = {rule.attest for law in LAWS for rule in law.rules}.union(*dividend.ATTESTED.values())
    grouped = {f"{group}.{name}" if f"{group}.{name}" in FACTS else name for group, name in known}
    return grouped | {*ADDED, *TAKEN_OFF, *FOR_GOODWILL, *WAYS} | attested - {""}


WORDS = {
    "KINDS": set(facts.Kind),
    "STATES": {str(state) for life in LIFECYCLES.values() for state in life.states},
    "EVENTS": {"init"} | {str(event) for life in LIFECYCLES.values() for event in life.events},
    "ROUTES": set(facts.Route),
    "ROLES": set(people.Role),
    "PARTS": set(people.Part),
    "OUTCOMES": {"applied", "refused"},
    "WEIGHTS": {*finding.Weight, "duty", "until"},
    "VERDICTS": set(finding.Verdict),
    "STATUSES": set(Status),
    "DOCUMENTS": {"kept", "erased", "missing", "altered"},
    "FINDINGS": set(findings.KINDS),
    "FACTS": names(),
    "TITLES": titles(),
}
SENTENCES = ("CHECKS", "PHRASES")  # held to the pages, and to the check of a book
EVERY = {name: getattr(japanese, name) for name in japanese.__all__ if name.isupper() and name not in SENTENCES}


def apart(group: Mapping[str, str], words: Iterable[str]) -> list[str]:
    """The words without their Japanese, and the Japanese that no word has."""
    known = {str(word) for word in words}
    without, left = sorted(known - group.keys()), sorted(group.keys() - known)
    return [*(f"no Japanese: {each}" for each in without), *(f"said of nothing: {each}" for each in left)]


def reports() -> list[Report]:
    """Every kind of report, as far as what it cannot tell goes."""
    return [
        Report(depth=depth, documents=looked_at, signed_since=since, first_key=key, checkpoints=kept)
        for depth in Depth
        for looked_at in (None, 3)
        for since, key in ((None, None), (1, "SHA256:abc"), (7, None))
        for kept in ([], [{"size": 12, "agrees": True}])
    ]


def test_what_a_check_cannot_tell_is_said_in_japanese() -> None:
    told = {audit.OF_OTHERS} | {text for report in reports() for text in report.cannot_tell}
    assert {text for text in told if japanese.checked(text) == text} == set()
    shown = {japanese.checked(text) for text in told}
    unsaid = [text for english, text in japanese.CHECKS.items() if english.startswith("that ") and not fits(text, shown)]
    assert unsaid == []


def fits(pattern: str, texts: Iterable[str]) -> bool:
    return any(re.fullmatch(re.escape(pattern).replace(r"\{\}", ".+?"), text) for text in texts)


@pytest.mark.parametrize(
    ("about", "said"),
    [
        ("unsigned log", "署名のない記録"),
        ("signed log", "署名された記録"),
        ("unsigned log, a demonstration with a simulated clock", "署名のない記録（模擬時計による実演）"),
        ("unsigned log, roles from entry 5 on", "署名のない記録（記録5以降は役割による権限あり）"),
        ("log signed from entry 300 on, unsigned before", "記録300以降は署名された記録（それ以前は署名なし）"),
        (
            "log signed from entry 9 on, unsigned before, roles from entry 4 on",
            "記録9以降は署名された記録（それ以前は署名なし、記録4以降は役割による権限あり）",
        ),
    ],
)
def test_the_kind_of_a_log_is_said_in_japanese(about: str, said: str) -> None:
    assert japanese.checked(about) == said


@pytest.mark.parametrize("name", WORDS)
def test_every_word_has_its_japanese_and_all_japanese_its_word(name: str) -> None:
    assert apart(EVERY[name], WORDS[name]) == []


@pytest.mark.parametrize("name", WORDS)
def test_a_word_that_is_new_and_one_that_is_gone_are_named(name: str) -> None:
    group, gone = EVERY[name], next(iter(EVERY[name]))
    assert apart(group, {*WORDS[name], "new"} - {gone}) == ["no Japanese: new", f"said of nothing: {gone}"]


def test_every_title_is_found_however_the_source_gives_it() -> None:
    source = """
LATER: Final = "four"
def asks(c):
    guard, title, on = "known", "one", c.on
    universal(guard, title, FAIL)
    universal(guard, "two", FAIL)
    return Answer(title="three") or Answer(title=LATER)
"""
    assert titles_in(source) == {"one", "two", "three", "four"}


def test_no_title_is_said_that_the_sources_do_not_show() -> None:
    """What was said in every situation of the grid, and in whole timetables, is found among the titles."""
    findings = (PAGES / "what_is_said.txt").read_text(encoding="utf-8").split("\n")
    said_there = {found[1] for line in findings if (found := re.match(r"  [a-z, ]+: ([^|]+?)(?: \||$)", line))}
    deadlines = (PAGES / "what_is_due.txt").read_text(encoding="utf-8").split("\n")
    said_there |= {line.split(" | ")[4] for line in deadlines if line.startswith("  ")}
    assert len(said_there) > 100
    assert said_there - titles() == set()


def test_a_duty_is_called_what_the_rulebook_calls_it() -> None:
    wide = str.maketrans("()", "（）")
    called = {duty.title: duty.title_ja.translate(wide) for duty in JAPAN.duties}
    assert {title: TITLES[title] for title in called} == called


OF_NO_FACT = ("undecided", "zone.Asia/Tokyo")
CLOSED_LISTS = {
    "kind": facts.MeetingKind,
    "origin": facts.Origin,
    "rounding": Rounding,
    "follows": terms.Follows,
}


def test_the_values_of_a_closed_list_have_their_japanese_and_any_other_is_named_by_the_meaning_of_its_fact() -> None:
    closed = {f"{name}.{value}" for name, values in CLOSED_LISTS.items() for value in values}
    assert closed - VALUES.keys() == set()
    meant = {name: meaning for held in (terms.Line, terms.Terms, facts.Dividend) for name, meaning in MEANING[held].items()}
    answers = {each: found[1] or "" for each in VALUES if (found := YES_OR_NO.fullmatch(each))}
    assert {name[:-1] for name in answers.values()} - FACTS.keys() == {""}
    for name, _, value in (each.partition(".") for each in VALUES.keys() - closed - answers.keys() - {*OF_NO_FACT}):
        assert re.search(rf"\b{value}\b", meant[name]), f"{name}.{value}"


@pytest.mark.parametrize("name", EVERY)
def test_what_is_said_in_japanese_is_japanese(name: str) -> None:
    """Kanji or kana in every entry, no Latin letters, and the punctuation of the rulebooks."""
    for word, text in EVERY[name].items():
        assert re.search(r"[\u3041-\u30ff\u4e00-\u9fff]", text), word
        assert re.fullmatch(r"[\u3041-\u30ff\u4e00-\u9fff0-9（）、・%]+", text), word


ALIKE = {("entitled", "entitled_shares"), ("kind.special", "parts.special")}
"""A count and who vouches for it; a dividend that has no other part."""
YES_OR_NO = re.compile(r"(\w+\.)?(?:yes|no)")


@pytest.mark.parametrize("name", EVERY)
def test_two_words_of_a_group_are_not_said_alike(name: str) -> None:
    words: dict[str, list[str]] = {}
    for word, text in EVERY[name].items():
        words.setdefault(text, []).extend([] if YES_OR_NO.fullmatch(word) else [word])
    assert {tuple(each) for each in words.values() if len(each) > 1} <= ALIKE


def test_a_word_is_said_by_itself_or_as_a_word_of_its_group_and_an_unknown_one_as_it_is() -> None:
    assert said(STATES, "approved") == "承認可決"
    assert said(STATES, "vanished") == "vanished"
    assert said(FACTS, "effective_on") == said(FACTS, "effective_on", of="terms") == "効力発生日"
    assert [said(FACTS, "present", of=group) for group in ("board", "votes")] == ["出席取締役の数", "出席株主の議決権数"]
    assert said(VALUES, "our own word", of="kind") == "our own word"
