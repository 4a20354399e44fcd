"""Case files: a whole history in TOML, all or nothing, and words that are the same everywhere."""

from __future__ import annotations

import hashlib
import json
import sqlite3
import tomllib
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from states.errors import Conflict, KetsugiError, NotFound, Refused, WrongWords
from states.facts import Kind
from states.lives import EVENTS
from tests.conftest import NOW, STAFF, everything_in
from tests.engine.tampering import audit
from workflow import case, words
from workflow.book import Book
from workflow.case import BIRTHS, Entered

EXAMPLE = Path(__file__).parents[2] / "examples" / "iij-fy2017.toml"
STEPS = [(str(kind), str(event)) for kind in BIRTHS for event in EVENTS[kind]]


def enter(book: Book, path: Path, **how: bool) -> list[Entered]:
    with book:
        return case.enter(book, path, actor=STAFF, clock=lambda: NOW, **how)


def dump(book: Book) -> object:
    """The book's content, whatever its pages look like."""
    if not isinstance(book.path, Path):
        return everything_in(book)
    connection = sqlite3.connect(book.path)
    text = "\n".join(connection.iterdump())
    connection.close()
    return text


def rewritten(folder: Path, *changes: tuple[str, str]) -> Path:
    text = EXAMPLE.read_text(encoding="utf-8")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    path = folder / "case.toml"
    path.write_text(text, encoding="utf-8")
    return path


# ── The example, end to end ──


def test_the_example_is_entered_in_its_order(book: Book) -> None:
    done = enter(book, EXAMPLE)
    assert [(each.entry.seq, each.said.event) for each in done if each.entry] == [
        (2, "add"), (3, "plan"), (4, "draft"), (5, "resolve"), (6, "convene"), (7, "approve"), (8, "hold"), (9, "pay"),
        (10, "settle"),
    ]  # fmt: skip
    assert [each.error for each in done] == [None] * 9


def test_the_example_leads_to_a_paid_dividend_in_a_book_that_verifies(book: Book) -> None:
    enter(book, EXAMPLE)
    with book.reading() as run:
        assert dict(run("SELECT ref, state FROM subject", {})) == {
            "IIJ": "active", "IIJ-AGM26": "held", "IIJ-FY2017-YE": "paid",
        }  # fmt: skip
    assert audit(book.path).ok


def test_what_the_log_says_is_what_the_file_says(book: Book) -> None:
    enter(book, EXAMPLE)
    with book.reading() as run:
        ((text,),) = run("SELECT body FROM entry WHERE seq = 4", {})
    facts = json.loads(text)["facts"]
    assert facts["terms"]["lines"] == [{"per_share": "13.50", "share_class": "common", "total": "608 million"}]
    assert facts["terms"]["effective_on"] == "2018-06-29"


def test_a_table_may_be_one_or_many(book: Book, tmp_path: Path) -> None:
    assert len(enter(book, rewritten(tmp_path, ("[company]", "[[company]]"), ("[[meeting]]", "[meeting]")))) == 9


def test_evidence_is_looked_for_beside_the_case_file(book: Book, tmp_path: Path) -> None:
    (tmp_path / "minutes.pdf").write_bytes(b"%PDF minutes")
    path = rewritten(tmp_path, ("for = 312450", 'evidence = ["minutes.pdf"]\nfor = 312450'))
    (approved,) = [each.entry for each in enter(book, path) if each.said.event == "approve"]
    assert approved is not None
    digest = hashlib.sha256(b"%PDF minutes").hexdigest()
    assert approved.body["evidence"] == [{"name": "minutes.pdf", "sha256": digest, "size": 12}]


def test_a_byte_order_mark_does_not_matter(book: Book, tmp_path: Path) -> None:
    path = tmp_path / "case.toml"
    path.write_bytes(b"\xef\xbb\xbf" + EXAMPLE.read_bytes())
    assert len(enter(book, path)) == 9


# ── All or nothing ──

TOO_EARLY = ("on = 2018-06-28\nfor", "on = 2018-06-27\nfor")


def test_a_refusal_undoes_everything_and_names_its_place(book: Book, tmp_path: Path) -> None:
    before, path = dump(book), rewritten(tmp_path, TOO_EARLY)
    with pytest.raises(Refused) as no:
        enter(book, path)
    assert no.value.where == f"{path}: event 3 (approve IIJ-FY2017-YE)"
    assert (no.value.seq, {finding.guard for finding in no.value.findings}) == (None, {"sitting_day"})
    assert dump(book) == before


def test_with_keep_going_refusals_are_recorded_and_the_rest_goes_on(book: Book, tmp_path: Path) -> None:
    done = enter(book, rewritten(tmp_path, TOO_EARLY), keep_going=True)
    outcomes = {each.said.event: each.entry.body["outcome"] for each in done if each.entry}
    assert (outcomes["approve"], outcomes["hold"], outcomes["pay"], outcomes["settle"]) == (
        ("refused", "applied", "refused", "refused")
    )
    refused = [each.error for each in done if isinstance(each.error, Refused)]
    assert [error.seq for error in refused] == [7, 9, 10]
    assert audit(book.path).ok


def test_with_keep_going_what_means_nothing_is_passed_over(book: Book, tmp_path: Path) -> None:
    path = rewritten(tmp_path, ('"IIJ-AGM26"\nevent = "hold"', '"AGM99"\nevent = "hold"'))
    done = enter(book, path, keep_going=True)
    (error,) = [each.error for each in done if each.error]
    assert isinstance(error, NotFound)
    assert error.message == f"{path}: event 4 (hold AGM99): AGM99 is not in this book"
    assert len([each for each in done if each.entry]) == 8


@pytest.mark.parametrize("keep_going", [True, False])
def test_a_dry_run_writes_nothing(book: Book, tmp_path: Path, keep_going: bool) -> None:
    before = dump(book)
    changes = [TOO_EARLY] if keep_going else []
    done = enter(book, rewritten(tmp_path, *changes), dry_run=True, keep_going=keep_going)
    assert len(done) == 9
    assert dump(book) == before


def test_the_same_file_twice_is_a_conflict_and_changes_nothing(book: Book) -> None:
    enter(book, EXAMPLE)
    before = dump(book)
    with pytest.raises(Conflict) as no:
        enter(book, EXAMPLE)
    assert no.value.message == f"{EXAMPLE}: company 1: IIJ is taken: a company, active"
    assert dump(book) == before


# ── What is wrong with a file is said with file and place ──

APPROVE, CONVENE = "event 3 (approve IIJ-FY2017-YE)", "event 2 (convene IIJ-AGM26)"
WRONG: dict[str, tuple[tuple[str, str], str]] = {
    "an unknown table": (("[[event]]", "[[happening]]"), "happening: unknown"),
    "an unknown key": (("for = 312450", "four = 312450"), f"{APPROVE}: four: does not go with approve"),
    "an unknown key at a birth": (('number = 26', 'nummer = 26'), "meeting 1: nummer: does not go with plan"),
    "an unknown key in a list": (('total = "608 million" }', 'sum = "608 million" }'), "dividend 1: lines[1].sum: unknown"),
    "an unknown key in a table": (("public = true,", "publik = true,"), "company 1: articles.publik: unknown"),
    "a float for a count": (("for = 312450", "for = 312450.5"), f"{APPROVE}: for: 312450.5 is not a count"),
    "a float for an amount": (('per_share = "13.50"', "per_share = 13.50"), "dividend 1: lines[1].per_share: 13.5 is"),
    "text for a count": (("for = 312450", 'for = "312450"'), f"{APPROVE}: for: '312450' is not a count"),
    "a negative count": (("for = 312450", "for = -1"), f"{APPROVE}: for: -1 is not a count"),
    "text for the truth": (("listed = true", 'listed = "yes"'), "company 1: articles.listed: 'yes' is neither true nor"),
    "an instant for a day": (("on = 2018-06-07", "on = 2018-06-07T12:00:00"), f"{CONVENE}: on: "),
    "a day that does not exist": (("on = 2018-06-07", 'on = "2018-02-30"'), f"{CONVENE}: on: 2018-02-30 is not"),
    "a day in another spelling": (("on = 2018-06-07", 'on = "7 June 2018"'), f"{CONVENE}: on: '7 June 2018'"),
    "a route that is none": (('route = "meeting"', 'route = "email"'), "dividend 1: route: 'email' is unknown"),
    "a currency that is none": (('currency = "JPY"', 'currency = "YEN"'), "dividend 1: "),
    "a resource that is no text": (('resource = "retained earnings"', "resource = 7"), "dividend 1: resource: 7 is not"),
    "an unknown event": (('event = "hold"', 'event = "bless"'), "event 4 (bless IIJ-AGM26): bless: no event of a meeting"),
    "an event of another kind": (('event = "hold"', 'event = "pay"'), "event 4 (pay IIJ-AGM26): pay: no event of a meeting"),
    "an unknown subject": (
        ('"IIJ-AGM26"\nevent = "hold"', '"AGM99"\nevent = "hold"'), "event 4 (hold AGM99): AGM99 is not in this book",
    ),
    "an unknown meeting": (('meeting = "IIJ-AGM26"', 'meeting = "AGM99"'), "dividend 1: AGM99: no such meeting"),
    "no subject": (('subject = "IIJ-AGM26"\nevent = "hold"', 'event = "hold"'), "event 4: subject is missing"),
    "no event": (('event = "hold"\n', ""), "event 4: event is missing"),
    "no reference": (('ref = "IIJ"\n', ""), "company 1: ref is missing"),
    "an empty reference": (('ref = "IIJ"\n', 'ref = ""\n'), "company 1: ref: '' is not text"),
    "events that are no list": (("[[event]]\nsubject", "[event]\nsubject"), "not TOML"),
    "an override of nothing": (("for = 312450", 'override = ["mercy"]'), f"{APPROVE}: override mercy: no such rule"),
    "an override that is no list": (("for = 312450", 'override = "mercy"'), f"{APPROVE}: override: not a list"),
    "evidence that is not there": (("for = 312450", 'evidence = ["gone.pdf"]'), f"{APPROVE}: evidence "),
    "an entry that is no number": (("for = 312450", 'entry = "7"'), f"{APPROVE}: entry: '7' is not a number"),
    "the same thing in two ways": (('route = "meeting"', 'route = "meeting"\nper_share = "1"'), "dividend 1: lines and per"),
    "a class of shares that nothing is said about": (("for = 312450", 'share_class = "A"\nfor = 312450'), APPROVE),
    "half a line": (("[company]", "[company"), "not TOML"),
}  # fmt: skip


@pytest.mark.parametrize(("change", "message"), WRONG.values(), ids=WRONG)
def test_what_is_wrong_is_said_with_file_and_place_and_nothing_is_written(
    book: Book, tmp_path: Path, change: tuple[str, str], message: str
) -> None:
    before, path = dump(book), rewritten(tmp_path, change)
    with pytest.raises(KetsugiError) as no:
        enter(book, path)
    assert no.value.message.startswith(f"{path}: {message}"), no.value.message
    assert "\n" not in no.value.message
    assert no.value.remedy
    assert dump(book) == before


NO_FILE: dict[str, Callable[[Path], object]] = {
    "nothing there": lambda path: None,
    "a folder": lambda path: path.mkdir(),
    "not UTF-8": lambda path: path.write_bytes(b'[company]\nname = "\xe9"'),
    "not TOML": lambda path: path.write_text("Dear shareholders,"),
    "a NUL": lambda path: path.write_bytes(b"\0"),
    "deep": lambda path: path.write_text(f"a = {'[' * 5000}{']' * 5000}"),
    "a number of 5000 digits": lambda path: path.write_text(f"a = {'9' * 5000}"),
}


@pytest.mark.parametrize("lay", NO_FILE.values(), ids=NO_FILE)
def test_what_is_no_case_file_is_said_in_one_line(book: Book, tmp_path: Path, lay: Callable[[Path], object]) -> None:
    lay(tmp_path / "case.toml")
    with pytest.raises(WrongWords) as no:
        enter(book, tmp_path / "case.toml")
    assert no.value.message.startswith(str(tmp_path / "case.toml"))
    assert "\n" not in no.value.message
    assert no.value.remedy


def test_an_empty_file_enters_nothing(book: Book, tmp_path: Path) -> None:
    (tmp_path / "empty.toml").write_text("")
    before = dump(book)
    with pytest.raises(WrongWords, match="it states nothing"):
        enter(book, tmp_path / "empty.toml")
    assert dump(book) == before


TOML = st.recursive(
    st.sampled_from(["1", "1.5", '"x"', "true", "2018-06-28", "2018-06-28T12:00:00Z", '""', "9" * 30, '"\\u0000"', "nan"]),
    lambda inner: (
        st.lists(inner, max_size=3).map(lambda items: f"[{', '.join(items)}]") | inner.map(lambda one: f"{{ x = {one} }}")
    ),
    max_leaves=4,
)
LINES = [line for line in EXAMPLE.read_text(encoding="utf-8").splitlines() if " = " in line]


@pytest.mark.of_a_file  # it asks the words; a dry run of them on a server is tried above
@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(line=st.sampled_from(LINES), value=TOML)
def test_any_value_in_any_place_is_taken_or_refused_in_one_line(book: Book, tmp_path: Path, line: str, value: str) -> None:
    before = dump(book)
    path = rewritten(tmp_path, (line, f"{line.partition(' = ')[0]} = {value}"))
    try:
        enter(book, path, dry_run=True)
    except KetsugiError as error:
        words = error.message
    else:
        words = ""
    assert "\n" not in words
    assert dump(book) == before


# ── The schema, the words ──


def as_json(value: Any) -> Any:
    """A case file in its JSON form: a TOML date is its text."""
    if isinstance(value, dict):
        return {key: as_json(item) for key, item in value.items()}
    if isinstance(value, list):
        return [as_json(item) for item in value]
    return value.isoformat() if isinstance(value, date) else value


@pytest.fixture(scope="module")
def validator() -> jsonschema.Draft202012Validator:
    schema = case.schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(schema)


def test_the_schema_accepts_the_example(validator: jsonschema.Draft202012Validator) -> None:
    validator.validate(as_json(tomllib.loads(EXAMPLE.read_text(encoding="utf-8"))))


REFUSED_BY_SCHEMA = [
    change for name, (change, _) in WRONG.items() if name.startswith(("an unknown key", "a float", "text for"))
]


@pytest.mark.parametrize("change", REFUSED_BY_SCHEMA)
def test_the_schema_refuses_what_the_program_refuses(
    validator: jsonschema.Draft202012Validator, tmp_path: Path, change: tuple[str, str]
) -> None:
    wrong = as_json(tomllib.loads(rewritten(tmp_path, change).read_text(encoding="utf-8")))
    assert not validator.is_valid(wrong)


@pytest.mark.parametrize(("kind", "event"), STEPS)
def test_the_words_of_an_event_are_the_same_in_schema_and_program(kind: str, event: str) -> None:
    ours = set(words.words(Kind(kind), event))
    tables = case.schema()["properties"]
    if event == BIRTHS[Kind(kind)]:
        (table,) = [tables[kind]["anyOf"][0]]
        about = {"ref"}
    else:
        fitting = [t for t in tables["event"]["items"]["anyOf"] if t["properties"]["event"]["const"] == event]
        (table,) = [t for t in fitting if ours <= set(t["properties"])][:1]
        about = {"subject", "event"}
    assert set(table["properties"]) == ours | about | {"on", "override", "reason", "evidence", "entry", "occurred_on"}


@pytest.mark.parametrize(("kind", "event"), STEPS)
def test_every_word_of_an_event_is_taken_with_a_value_of_its_schema(kind: str, event: str) -> None:
    known = words.words(Kind(kind), event)
    for word, schema in known.items():
        said = {word: "JPY" if word.endswith("currency") else sample(schema)}
        if word == "share_class":  # says of which class another word speaks
            said |= {"per_share": "1"} if "per_share" in known else {"issued": 1}
        assert words.facts(Kind(kind), event, said), word


def sample(schema: dict[str, Any]) -> Any:
    """A value that the schema of a word accepts."""
    if "anyOf" in schema:
        return sample(schema["anyOf"][0])
    if "enum" in schema:
        return schema["enum"][0]
    if schema.get("description") == "time of day HH:MM":
        return "17:00"
    kind = schema["type"][0] if isinstance(schema["type"], list) else schema["type"]
    made = {"integer": 7, "boolean": True, "string": "2018-06-28" if schema.get("format") == "date" else "7"}
    if kind == "array":
        return [sample(schema["items"])]
    if kind == "object" and "properties" in schema:
        return {name: sample(inner) for name, inner in list(schema["properties"].items())[:2]}
    return {"a": sample(schema["additionalProperties"])} if kind == "object" else made[kind]
