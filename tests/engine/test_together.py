"""Many steps in one transaction: all of them or none, as if they were taken one by one, and signed beforehand."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from datetime import date, timedelta
from itertools import count
from pathlib import Path
from typing import Any

import pytest

import workflow
from states.errors import Conflict, NotFound, Refused
from states.people import SUBJECT as ROSTER
from tests.conftest import ARTICLES, COMPANY, DIVIDEND, DRAFT, FUNDS, MEETING, NOW, STAFF, everything_in, record, step
from tests.engine.roster import actor
from tests.engine.tampering import audit
from workflow import case, log, sql, together
from workflow.book import Book
from workflow.engine import take
from workflow.log import Entry
from workflow.people import known, stated
from workflow.queries import entries
from workflow.sql import Run
from workflow.step import Actor, Step
from workflow.together import advance_all, open_to
from workflow.transaction import Transaction

RESOLVED, SITTING, EARLY = "2018-05-24", "2018-06-28", "2018-06-27"
Iij = Callable[[str], Book]


def together_in(book: Book, *steps: Step, by: Actor = STAFF, **how: Any) -> list[Entry]:
    return advance_all(book, steps, actor=by, clock=lambda: NOW, **how)


def on_each(refs: str, event: str, on: str | None = None, **said: Any) -> list[Step]:
    return [step("dividend", ref, event, on, **said) for ref in refs]


@pytest.fixture
def abc(iij: Iij) -> Book:
    """A convened meeting, to which A, B and C are put."""
    book = iij("plan")
    put = [*on_each("ABC", "draft", **DRAFT), *on_each("ABC", "resolve", RESOLVED, attest=FUNDS)]
    together_in(book, *put, step("meeting", MEETING, "convene", "2018-06-07"))
    return book


def states(book: Book, refs: str = "ABC") -> dict[str, str]:
    with book.reading() as run:
        return {ref: next(iter(run(sql.SUBJECT, {"ref": ref})))[3] for ref in refs}


def bodies(book: Book) -> list[dict[str, Any]]:
    with book.reading() as run:
        return [entry.body for entry in entries(run)]


# ── All or none ──


def test_a_resolution_on_three_dividends_is_three_entries_of_one_instant(abc: Book) -> None:
    clock = (NOW + timedelta(seconds=second) for second in count())
    done = advance_all(abc, on_each("ABC", "approve", SITTING), actor=STAFF, clock=lambda: next(clock))
    assert [each.seq for each in done] == [11, 12, 13]
    assert len({each.body["recorded_at"] for each in done}) == 1
    assert states(abc) == dict.fromkeys("ABC", "approved")
    assert audit(abc.path).ok


def test_where_one_is_refused_none_is_applied_and_the_refusal_is_an_entry(abc: Book) -> None:
    steps = [*on_each("A", "approve", SITTING), *on_each("B", "approve", EARLY), *on_each("C", "approve", SITTING)]
    with pytest.raises(Refused) as no:
        together_in(abc, *steps)
    assert (no.value.ref, no.value.seq, no.value.earliest) == ("B", 11, date.fromisoformat(SITTING))
    assert (no.value.among, no.value.others) == (3, ())
    assert states(abc) == dict.fromkeys("ABC", "proposed")
    assert [(each["subject"], each["outcome"]) for each in bodies(abc)[10:]] == [("B", "refused")]
    assert audit(abc.path).ok


def test_every_refusal_is_told_and_recorded(abc: Book) -> None:
    with pytest.raises(Refused) as no:
        together_in(abc, *on_each("ABC", "approve", EARLY))
    assert [(each.ref, each.seq) for each in (no.value, *no.value.others)] == [("A", 11), ("B", 12), ("C", 13)]
    assert audit(abc.path).ok


@pytest.fixture
def rivals(iij: Iij) -> Book:
    """A convened meeting, to which A and B are put, which compete."""
    book = iij("plan")
    put = [step("dividend", ref, "draft", **DRAFT, rival_of=other) for ref, other in ("AB", "BA")]
    put += on_each("AB", "resolve", RESOLVED, attest=FUNDS)
    together_in(book, *put, step("meeting", MEETING, "convene", "2018-06-07"))
    return book


def test_a_refusal_that_rests_on_a_step_that_was_undone_is_told_and_is_no_entry(rivals: Book) -> None:
    """In the book as it is, A has not carried, and nothing speaks against B."""
    before = everything_in(rivals)
    with pytest.raises(Refused) as no:
        together_in(rivals, *on_each("AB", "approve", SITTING))
    assert (no.value.ref, no.value.seq, {each.guard for each in no.value.findings}) == ("B", None, {"no_rival_carried"})
    assert everything_in(rivals) == before
    together_in(rivals, *on_each("B", "approve", SITTING))


def test_a_refusal_recorded_as_it_was_judged_would_not_verify(rivals: Book, monkeypatch: pytest.MonkeyPatch) -> None:
    """The planted bug: what the refusal rests on is undone, and the refusal stays."""
    one, recorded = together._Steps._one, dict[int, Entry]()

    def noted(self: Any, run: Run, number: int, by: Actor) -> together.Outcome:
        done = one(self, run, number, by)
        recorded.update({number: done.entry} if done.error and done.entry else {})
        return done

    def kept(_self: Any, run: Run, number: int, _by: Actor, no: Refused) -> together.Outcome:
        return together.Outcome(number, log.append(run, recorded[number].body), no)

    monkeypatch.setattr(together._Steps, "_one", noted)
    monkeypatch.setattr(together._Steps, "_alone", kept)
    with pytest.raises(Refused):
        together_in(rivals, *on_each("AB", "approve", SITTING))
    assert [each.what for each in audit(rivals.path).problems] != []


def test_a_reference_that_is_not_in_the_book_keeps_everything_out_refusals_too(abc: Book) -> None:
    before = everything_in(abc)
    with pytest.raises(NotFound, match="X is not in this book"):
        together_in(
            abc, *on_each("A", "approve", SITTING), *on_each("B", "approve", EARLY), *on_each("X", "approve", SITTING)
        )
    assert everything_in(abc) == before


@pytest.mark.parametrize("day", [SITTING, EARLY])
def test_a_dry_run_of_many_writes_nothing(abc: Book, day: str) -> None:
    before = everything_in(abc)
    if day == EARLY:
        with pytest.raises(Refused) as no:
            together_in(abc, *on_each("ABC", "approve", day), dry_run=True)
        assert [each.seq for each in (no.value, *no.value.others)] == [None] * 3
    else:
        assert [each.seq for each in together_in(abc, *on_each("ABC", "approve", day), dry_run=True)] == [11, 12, 13]
    assert everything_in(abc) == before


def test_no_steps_are_no_transaction(abc: Book) -> None:
    before = everything_in(abc)
    assert together_in(abc) == []
    assert everything_in(abc) == before


def test_the_library_has_it_on_its_face() -> None:
    assert workflow.advance_all is advance_all


# ── As if they were taken one by one ──

LATER = {**ARTICLES, "has_board": True}
LIFE = [
    *on_each("AB", "draft", **DRAFT),
    step("company", COMPANY, "amend", "2018-04-01", articles=LATER),
    *on_each("A", "resolve", RESOLVED, attest=FUNDS),
    step("meeting", MEETING, "revise", "2018-05-30", paper_voting=True),
    step("company", COMPANY, "amend", "2018-05-01", name="IIJ"),  # entered late: it holds of what was resolved before
    *on_each("B", "resolve", RESOLVED, attest=FUNDS),
    step("meeting", MEETING, "convene", "2018-06-07"),
    *on_each("AB", "approve", SITTING),
    step("dividend", "A", "note", reason="counted twice"),
    step("company", COMPANY, "amend", "2018-06-20", articles={"has_board": False}),
    step("meeting", MEETING, "hold", SITTING),
    *on_each("AB", "pay", "2018-06-29", attest={"entitled_shares": "register"}),
]


def told(book: Book) -> list[dict[str, Any]]:
    return [{name: said for name, said in body.items() if name != "op"} for body in bodies(book)[2:]]


def test_many_at_once_are_recorded_as_they_are_one_by_one(iij: Iij, tmp_path: Path) -> None:
    one_by_one = iij("plan")
    for each in LIFE:
        workflow.advance(one_by_one, each, actor=STAFF, clock=lambda: NOW)
    expected = told(one_by_one)
    if isinstance(one_by_one.path, Path):
        one_by_one.close()
    at_once = iij("plan")
    together_in(at_once, *LIFE)
    assert told(at_once) == expected
    assert audit(at_once.path).ok


@pytest.mark.of_a_file
def test_a_transaction_that_forgets_to_keep_what_it_wrote_is_noticed(iij: Iij, monkeypatch: pytest.MonkeyPatch) -> None:
    """The planted bug: what was read once is taken for what still holds."""
    monkeypatch.setattr(Transaction, "keep", lambda self, past: None)
    with pytest.raises((Refused, NotFound, Conflict, sqlite3.IntegrityError)):
        together_in(iij("plan"), *LIFE)


@pytest.mark.parametrize("item", [{}, {"item": "1"}], ids=["each on its own", "all in one item"])
def test_a_meeting_with_many_dividends_reads_each_of_them_once(iij: Iij, item: dict[str, str]) -> None:
    """In one item of the agenda each asks what became of all the others."""
    book, refs = iij("plan"), [f"D{number:02}" for number in range(40)]
    put = [step("dividend", ref, "draft", **DRAFT, **item) for ref in refs]
    put += [step("dividend", ref, "resolve", RESOLVED, attest=FUNDS) for ref in refs]
    together_in(book, *put, step("meeting", MEETING, "convene", "2018-06-07"))
    asked: list[str] = []
    steps = [step("dividend", ref, "approve", SITTING) for ref in refs]

    def counted(text: str, values: Any) -> Any:
        asked.append(text)
        return run(text, values)

    with book.writing() as run:
        all_of_them = together._Steps([lambda _, each=each: each for each in steps], refs, lambda: NOW, False, False, False)
        done = all_of_them.taken(counted, STAFF)
    assert [each.error for each in done] == [None] * len(refs)
    assert asked.count(sql.APPLIED_OF) == len(refs) + len([COMPANY, MEETING, ROSTER])


@pytest.mark.of_a_file
@pytest.mark.parametrize("pages", [None, 10], ids=["as it is", "the planted bug"])
def test_until_it_is_whole_a_large_write_keeps_nobody_from_reading(iij: Iij, pages: int | None) -> None:
    """However little memory SQLite would take of itself; the planted bug lets it write into the file before."""
    book = iij("resolve")
    with book.writing() as run:
        run("PRAGMA cache_size = 10", {})
        for planted in [pages] if pages else []:
            run(f"PRAGMA cache_spill = {planted}", {})
        transaction = Transaction(run)
        for _ in range(100):
            take(transaction, step("dividend", DIVIDEND, "note", reason="x" * 4096), actor=STAFF, now=NOW)
        with closing(sqlite3.connect(book.path, timeout=0)) as reader:
            try:
                assert reader.execute("SELECT count(*) FROM entry").fetchone() == (5,)
                kept_out = False
            except sqlite3.OperationalError as error:
                kept_out = "locked" in str(error)
    assert kept_out == (pages is not None)


# ── The dividends of a meeting ──


def test_a_meeting_means_those_of_its_dividends_to_which_the_event_is_possible(abc: Book) -> None:
    record(abc, "dividend", "B", "withdraw", "2018-06-01")
    record(abc, "dividend", "D", "draft", **DRAFT)
    with abc.reading() as run:
        assert open_to(run, MEETING, "approve") == ["A", "C"]
        assert open_to(run, MEETING, "withdraw") == ["A", "C", "D"]
        with pytest.raises(NotFound, match=f"no dividend put to {MEETING} is where pay is possible"):
            open_to(run, MEETING, "pay")
        with pytest.raises(NotFound, match="A is a dividend, not a meeting"):
            open_to(run, "A", "approve")


# ── A key whose holder is asked ──


def asking(book: Book, meanwhile: Callable[[], object], person: str = "abe") -> Actor:
    """A person whose agent asks before it signs; ``meanwhile`` happens while it waits."""
    own = actor(person)

    def sign(said: bytes) -> bytes:
        meanwhile()
        assert own.sign is not None
        return own.sign(said)

    return replace(own, sign=sign, may_ask=True)


def locks(book: Book) -> None:
    with closing(sqlite3.connect(book.path, timeout=0, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")


NOTES = [step("dividend", DIVIDEND, "note", reason=text) for text in ("first", "second", "third")]


def test_many_signatures_are_asked_for_before_the_book_is_locked(book_of: Callable[[str], Book]) -> None:
    asked: list[None] = []
    with book_of("convened") as book:
        done = together_in(book, *NOTES, by=asking(book, lambda: (locks(book), asked.append(None))))
    assert len(asked) == len(done) == 3
    assert audit(book.path).ok


def test_a_case_file_is_signed_before_the_book_is_locked(book_of: Callable[[str], Book], tmp_path: Path) -> None:
    (tmp_path / "case.toml").write_text("".join(
        f'[[event]]\nsubject = "{DIVIDEND}"\nevent = "note"\nreason = "{text}"\n' for text in "ab"
    ))  # fmt: skip
    with book_of("convened") as book:
        by = asking(book, lambda: locks(book))
        assert len(case.enter(book, tmp_path / "case.toml", actor=by, clock=lambda: NOW)) == 2
    assert audit(book.path).ok


def test_a_refused_list_is_signed_too(book_of: Callable[[str], Book]) -> None:
    early = [*NOTES, step("meeting", MEETING, "hold", "2018-06-20")]
    with book_of("convened") as book:
        with pytest.raises(Refused) as no:
            together_in(book, *early, by=asking(book, lambda: locks(book)))
        assert bodies(book)[-1]["event"] == "hold"
        assert no.value.seq == len(bodies(book))
    assert audit(book.path).ok


def test_where_another_writes_while_one_is_asked_nothing_of_the_list_is_written(book_of: Callable[[str], Book]) -> None:
    with book_of("convened") as book:
        before = len(bodies(book))
        once = iter([True])

        def another_writes() -> None:
            if next(once, False):
                with Book(book.path) as second:
                    record(second, "dividend", DIVIDEND, "note", reason="quicker", actor=actor("chiba"))

        with pytest.raises(Conflict, match="while you were asked"):
            together_in(book, *NOTES, by=asking(book, another_writes))
        assert len(bodies(book)) == before + 1


def test_a_roster_that_changes_within_a_list_is_known_to_the_next_step(book_of: Callable[[str], Book]) -> None:
    added = step("people", ROSTER, "add", **stated("noda", name="Noda", roles=["payer"]))
    granted = step("people", ROSTER, "grant", **stated("noda", roles=["preparer"]))
    with book_of("convened") as book:
        together_in(book, added, granted, by=actor("ito"))
        with book.reading() as run:
            assert [str(role) for role in known(run, "noda").held] == ["preparer", "payer"]
    assert audit(book.path).ok
