"""Advance: one step, one transaction, one entry, and the state row with it; or nothing at all."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from states.errors import Conflict, NotFound, Refused, WrongWords
from states.rulebooks.japan import JAPAN
from tests.conftest import COMPANY, DIVIDEND, DRAFT, FIRM, MEETING, NOW, STAFF, everything_in, record, step
from workflow import sql
from workflow.book import Book
from workflow.engine import advance, preview, take
from workflow.step import Actor, Step

OpenAt = Callable[[str], Book]


def rows(book: Book, text: str) -> list[tuple[Any, ...]]:
    with book.reading() as run:
        return [tuple(row) for row in run(text, {})]


def last(book: Book) -> dict[str, Any]:
    body: dict[str, Any] = json.loads(rows(book, "SELECT body FROM entry ORDER BY seq DESC LIMIT 1")[0][0])
    return body


def everything(book: Book) -> list[Any]:
    return [rows(book, "SELECT seq, prev, body, hash, sig FROM entry ORDER BY seq"), rows(book, "SELECT * FROM subject")]


def try_dry(book: Book, wanted: Step) -> None:
    advance(book, wanted, actor=STAFF, clock=lambda: NOW, dry_run=True)


# ── Applied ──


def test_an_applied_step_is_an_entry_that_says_who_when_what_and_on_which_facts(iij: OpenAt) -> None:
    with iij("convene") as book:
        votes = {"in_favour": 3, "present": 4, "exercisable": 5}
        actor = Actor(name="sato", acting_for="the secretary")
        entry = record(book, "dividend", DIVIDEND, "approve", "2018-06-28", votes=votes, actor=actor)
    body = entry.body
    assert {name: body[name] for name in ("actor", "acting_for", "recorded_at", "occurred_on", "rulebook", "v")} == {
        "actor": "sato",
        "acting_for": "the secretary",
        "recorded_at": "2018-08-01T03:00:00.000000Z",
        "occurred_on": "2018-06-28",
        "rulebook": JAPAN.label,
        "v": 1,
    }
    assert (body["subject"], body["kind"], body["company"]) == (DIVIDEND, "dividend", COMPANY)
    assert (body["event"], body["outcome"], body["from"], body["to"], body["rev"]) == (
        ("approve", "applied", "proposed", "approved", 3)
    )
    assert body["facts"] == {"votes": votes}


def test_the_state_row_is_written_with_the_entry(iij: OpenAt) -> None:
    with iij("convene") as book:
        entry = record(book, "dividend", DIVIDEND, "approve", "2018-06-28")
        ((state, rev, seq, day),) = rows(book, f"SELECT state, rev, seq, day FROM subject WHERE ref = '{DIVIDEND}'")
    assert (state, rev, seq, day) == ("approved", 3, entry.seq, "2018-06-29")


def test_every_answer_that_led_to_it_is_in_the_entry(iij: OpenAt) -> None:
    with iij("convene") as book:
        findings = record(book, "dividend", DIVIDEND, "approve", "2018-06-28").body["findings"]
    verdicts = {finding["guard"]: finding["verdict"] for finding in findings}
    assert verdicts["sitting_day"] == "pass"
    assert verdicts["ordinary_majority"] == "unknown"  # the chair's declaration stands until the votes are counted
    assert verdicts["notice_private_co"] == "not applicable"
    assert len(verdicts) == len(findings) > 15


def test_two_entries_never_share_an_operation_identifier(iij: OpenAt) -> None:
    with iij("settle") as book:
        found = [json.loads(text).get("op") for (text,) in rows(book, "SELECT body FROM entry WHERE seq > 1")]
    assert len(set(found)) == len(found)


@pytest.mark.parametrize("failing", range(1, 12))
def test_a_step_whose_nth_statement_fails_leaves_nothing(iij: OpenAt, failing: int) -> None:
    with iij("convene") as book:
        before, done = everything(book), 0
        wanted = step("dividend", DIVIDEND, "approve", "2018-06-28")

        def take_on_a_failing_disk() -> None:
            with book.writing() as run:

                def fragile(text: str, values: Any = None) -> Any:
                    nonlocal done
                    done += 1
                    if done == failing:
                        raise RuntimeError("the disk went away")
                    return run(text, values)

                take(fragile, wanted, actor=STAFF, now=NOW)
                raise RuntimeError("the disk went away before the commit")

        with pytest.raises(RuntimeError, match="disk"):
            take_on_a_failing_disk()
        assert everything(book) == before
        assert record(book, "dividend", DIVIDEND, "approve", "2018-06-28").seq == 7


@pytest.mark.of_a_file
def test_the_entry_is_written_before_the_state_row_and_both_before_the_commit(iij: OpenAt) -> None:
    with iij("convene") as book:
        ran: list[str] = []
        with book.writing() as run:

            def watched(text: str, values: Any = None) -> Any:
                ran.append(text)
                return run(text, values)

            take(watched, step("dividend", DIVIDEND, "approve", "2018-06-28"), actor=STAFF, now=NOW)
            assert len(rows_of_another_reader(book)) == 6
    assert ran[-2:] == [sql.APPEND, sql.KEEP_SUBJECT]


def rows_of_another_reader(book: Book) -> list[tuple[int]]:
    reader = sqlite3.connect(f"file:{book.path}?mode=ro", uri=True)
    try:
        return reader.execute("SELECT seq FROM entry").fetchall()
    finally:
        reader.close()


# ── Refused ──


def refused(book: Book, *words: str, **said: Any) -> Refused:
    with pytest.raises(Refused) as no:
        record(book, *words, **said)
    return no.value


def test_a_refusal_is_an_entry_that_names_every_objection(iij: OpenAt) -> None:
    with iij("convene") as book:
        no = refused(book, "dividend", DIVIDEND, "approve", "2018-06-27", votes={"in_favour": 1, "present": 4})
        body = last(book)
    assert (no.seq, body["outcome"], body["event"], body["occurred_on"]) == (7, "refused", "approve", "2018-06-27")
    failed = {f["guard"]: f["message"] for f in body["findings"] if f["verdict"] == "fail"}
    assert failed == {
        "sitting_day": "meeting 2018-06-28, approval 2018-06-27",
        "ordinary_majority": "1 of 4 votes present, more than half needed",
    }
    assert {finding.guard for finding in no.findings} == set(failed)


def test_a_refusal_moves_no_state_and_no_facts(iij: OpenAt) -> None:
    with iij("convene") as book:
        before = rows(book, "SELECT * FROM subject")
        refused(book, "dividend", DIVIDEND, "approve", "2018-06-27", net_assets="1")
        body = last(book)
        assert (body["from"], body["to"], body["rev"]) == ("proposed", "proposed", None)
        assert rows(book, "SELECT * FROM subject") == before
        assert record(book, "dividend", DIVIDEND, "approve", "2018-06-28").body["rev"] == 3  # net assets were not kept


def test_an_event_that_the_state_does_not_allow_is_refused_as_an_entry(iij: OpenAt) -> None:
    with iij("draft") as book:
        no = refused(book, "dividend", DIVIDEND, "pay", "2018-06-29")
        (finding,) = last(book)["findings"]
    assert no.seq == 5
    assert (finding["guard"], finding["figures"]) == ("lifecycle", {"event": "pay", "state": "drafted"})
    assert finding["remedy"] == "possible now: resolve, decide, revise, withdraw"


def test_the_same_refusal_can_be_recorded_again(iij: OpenAt) -> None:
    with iij("draft") as book:
        seqs = [refused(book, "dividend", DIVIDEND, "pay", "2018-06-29").seq for _ in range(3)]
    assert seqs == [5, 6, 7]


def test_a_refused_birth_is_an_entry_and_leaves_the_reference_free(iij: OpenAt) -> None:
    with iij("plan") as book:
        refused(book, "dividend", DIVIDEND, "draft", "2018-08-02", **DRAFT)  # tomorrow
        assert rows(book, "SELECT ref FROM subject WHERE kind = 'dividend'") == []
        assert record(book, "dividend", DIVIDEND, "draft", **DRAFT).body["rev"] == 1


def test_a_refusal_names_the_first_day_on_which_it_would_be_possible(iij: OpenAt) -> None:
    with iij("hold") as book:
        register = {"entitled_shares": "register"}
        assert str(refused(book, "dividend", DIVIDEND, "pay", "2018-06-28", attest=register).earliest) == "2018-06-29"


def test_a_refusal_that_waiting_cannot_cure_names_no_day(iij: OpenAt) -> None:
    with iij("hold") as book:
        assert refused(book, "dividend", DIVIDEND, "pay", "2018-06-28").earliest is None  # nobody vouches for the register


# ── Nothing is written ──

NO_ENTRY: dict[str, tuple[Step, type[Exception], str]] = {
    "a reference that is not in the book": (step("dividend", "NONE", "withdraw"), NotFound, "NONE is not in this book"),
    "a reference of another kind": (step("meeting", DIVIDEND, "convene"), NotFound, f"{DIVIDEND} is a dividend"),
    "a reference that is taken": (
        step("dividend", DIVIDEND, "draft"), Conflict, f"{DIVIDEND} is taken: a dividend, drafted",
    ),
    "a reference that another kind took": (
        step("dividend", MEETING, "draft"), Conflict, f"{MEETING} is taken: a meeting, planned",
    ),
    "an event of another kind": (step("dividend", DIVIDEND, "convene"), WrongWords, "convene: no event of a dividend"),
    "an event of nothing": (step("dividend", DIVIDEND, "bless"), WrongWords, "bless: no event of a dividend"),
    "a fact that the event does not state": (
        step("dividend", DIVIDEND, "resolve", terms={}), WrongWords, "terms: resolve does not state it",
    ),
    "a meeting that is not in the book": (
        step("dividend", DIVIDEND, "revise", meeting="AGM99"), NotFound, "AGM99: no such meeting in this book",
    ),
    "a meeting that is no meeting": (
        step("dividend", DIVIDEND, "revise", meeting=COMPANY), NotFound, "IIJ: no such meeting in this book",
    ),
    "a company that is not in the book": (
        step("dividend", "D2", "draft", company="NTT"), NotFound, "NTT: no such company in this book",
    ),
    "a remark without a reason": (step("dividend", DIVIDEND, "note"), WrongWords, "note needs a reason"),
    "a reference with a space": (step("company", "I I J", "add", **FIRM), WrongWords, "'I I J': not a reference"),
    "a reference of 81 letters": (step("company", "x" * 81, "add", **FIRM), WrongWords, f"'{'x' * 80}': not a reference"),
    "a reference that a terminal would obey": (
        step("company", "A\x1b[31m", "add", **FIRM), WrongWords, r"'A\x1b[31m': not a reference",
    ),
    "a company of no country": (
        step("company", "ACME", "add", name="ACME", jurisdiction="ZZ", timezone="UTC"), WrongWords,
        "jurisdiction: ZZ is no country",
    ),
    "a company without a country": (
        step("company", "ACME", "add", name="ACME"), WrongWords, "jurisdiction: not stated is no country",
    ),
    "a company in a zone that does not exist": (
        step("company", "ACME", "add", name="ACME", jurisdiction="JP", timezone="Asia/Tokio"), WrongWords,
        "timezone: Asia/Tokio is unknown",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("wanted", "error", "message"), NO_ENTRY.values(), ids=NO_ENTRY)
def test_words_that_mean_nothing_write_nothing(iij: OpenAt, wanted: Step, error: type[Exception], message: str) -> None:
    with iij("draft") as book:
        before = everything_in(book)
        with pytest.raises(error) as no:
            advance(book, wanted, actor=STAFF, clock=lambda: NOW)
        assert (type(no.value), getattr(no.value, "message", "")) == (error, message)
        assert getattr(no.value, "remedy", "")
        assert everything_in(book) == before


def test_the_longest_reference_has_eighty_letters(iij: OpenAt) -> None:
    with iij("draft") as book:
        assert record(book, "company", "x" * 80, "add", **FIRM).body["subject"] == "x" * 80


# ── Dry runs and previews ──


def test_a_dry_run_writes_nothing_at_all(iij: OpenAt) -> None:
    with iij("convene") as book:
        before = everything_in(book)
        wanted = step("dividend", DIVIDEND, "approve", "2018-06-28")
        entry, decision = advance(book, wanted, actor=STAFF, clock=lambda: NOW, dry_run=True)
        assert (entry, decision.dest) == (None, "approved")
        assert everything_in(book) == before


def test_a_dry_run_that_is_refused_writes_nothing_either(iij: OpenAt) -> None:
    with iij("convene") as book:
        before = everything_in(book)
        with pytest.raises(Refused) as no:
            try_dry(book, step("dividend", DIVIDEND, "approve", "2018-06-27"))
        assert (no.value.seq, str(no.value.earliest)) == (None, "2018-06-28")
        assert everything_in(book) == before


def test_a_dry_run_needs_no_right_to_write(iij: OpenAt, tmp_path: Path) -> None:
    with iij("convene") as book, book.reading():
        try_dry(book, step("dividend", DIVIDEND, "approve", "2018-06-28"))


PREVIEWS = {
    "on its day": ("convene", ("approve", "2018-06-28"), {}, "approved", "2018-06-28"),
    "a day early": ("convene", ("approve", "2018-06-27"), {}, None, "2018-06-28"),
    "a day late": ("convene", ("approve", "2018-06-29"), {}, None, None),
    "payment on the eve": ("hold", ("pay", "2018-06-28"), {"attest": {"entitled_shares": "x"}}, None, "2018-06-29"),
    "what is not vouched for": ("hold", ("pay", "2018-06-28"), {}, None, None),
    "a day to come is judged as if it were today": (
        "hold", ("pay", "2030-01-04"), {"attest": {"entitled_shares": "x"}}, "paying", "2030-01-04",
    ),
    "an event that is not possible": ("draft", ("pay", "2018-06-29"), {}, None, None),
}  # fmt: skip


@pytest.mark.parametrize(("stage", "asked", "facts", "dest", "earliest"), PREVIEWS.values(), ids=PREVIEWS)
def test_a_preview_answers_for_a_day_and_names_the_earliest(
    iij: OpenAt, stage: str, asked: tuple[str, str | None], facts: dict[str, Any], dest: str | None, earliest: str | None
) -> None:
    with iij(stage) as book, book.reading() as run:
        decision, day = preview(run, step("dividend", DIVIDEND, *asked, **facts), now=NOW)
    assert (decision.dest, str(day) if day else None) == (dest, earliest)


def test_the_earliest_day_of_a_preview_is_the_earliest(iij: OpenAt) -> None:
    """Every day for two months: refused before the day it names, allowed on it."""
    with iij("hold") as book, book.reading() as run:
        asked = [date(2018, 6, 28) + timedelta(days=n) for n in range(-30, 31)]
        for day in asked:
            decision, earliest = preview(
                run, step("dividend", DIVIDEND, "pay", day, attest={"entitled_shares": "x"}), now=NOW
            )
            if decision.dest is None and earliest is not None:
                assert earliest == date(2018, 6, 29) > day
            else:
                assert (day >= date(2018, 6, 29)) == (decision.dest == "paying")
