"""Documents of evidence are kept with the entry that names them, once, and erased so that nothing is left of them."""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from states.company import State as OfACompany
from states.dividend import State as OfADividend
from states.errors import NotFound, Refused, WrongWords
from states.facts import Kind
from states.lives import LIFECYCLES
from states.meeting import State as OfAMeeting
from tests.conftest import COMPANY, DIVIDEND, MEETING, NOW, SETTLED, STAFF, record, step
from tests.engine.tampering import audit
from workflow import case, file, sql
from workflow.book import Book
from workflow.engine import advance
from workflow.evidence import Document, document
from workflow.holdings import listing
from workflow.inspection import compared, looked_at
from workflow.standing import standing
from workflow.step import Actor
from workflow.together import StepOf, take_all
from workflow.verify import verify

OpenAt = Callable[[str], Book]
MINUTES = document("minutes.pdf", b"%PDF-1.7 the minutes")
OPINION = document("opinion.pdf", b"%PDF-1.7 the opinion of counsel")
ADMIN, CLERK = STAFF, Actor(name="tanaka")


def attach(book: Book, *documents: Document, ref: str = DIVIDEND, kind: str = "dividend", **said: Any) -> Any:
    return record(book, kind, ref, "attach", evidence=documents, **said)


def erase(book: Book, *documents: Document, ref: str = DIVIDEND, kind: str = "dividend", **said: Any) -> Any:
    said = {"reason": "a holder asked for it"} | said
    return record(book, kind, ref, "erase", erased=[each.sha256 for each in documents], **said)


def held(book: Book) -> dict[str, bytes]:
    with book.reading() as run:
        return dict(run("SELECT sha256, data FROM document", {}))


def states(book: Book) -> list[tuple[int, str]]:
    with book.reading() as run:
        return [(row["entry"], row["state"]) for row in listing(run)]


# ── Kept ──


def test_a_document_is_kept_with_the_entry_that_names_it(iij: OpenAt) -> None:
    with iij("settle") as book:
        entry = attach(book, MINUTES)
        assert held(book) == {MINUTES.sha256: MINUTES.data}
    assert entry.body["evidence"] == [{"name": "minutes.pdf", "sha256": MINUTES.sha256, "size": 20}]
    assert audit(book.path).ok


def test_a_refusal_keeps_the_evidence_it_names(iij: OpenAt) -> None:
    with iij("convene") as book:
        with pytest.raises(Refused):
            record(book, "dividend", DIVIDEND, "approve", "2018-06-27", evidence=(MINUTES,))
        assert held(book) == {MINUTES.sha256: MINUTES.data}
    assert audit(book.path).ok


def test_the_same_bytes_are_kept_once_under_however_many_names(iij: OpenAt) -> None:
    with iij("settle") as book:
        attach(book, MINUTES, document("copy.pdf", MINUTES.data or b""), MINUTES)
        attach(book, document("third.pdf", MINUTES.data or b""), ref=MEETING, kind="meeting")
        assert len(held(book)) == 1
        with book.reading() as run:
            assert [row["name"] for row in listing(run)] == ["minutes.pdf", "copy.pdf", "minutes.pdf", "third.pdf"]
    assert audit(book.path).ok


def test_a_dry_run_keeps_nothing(iij: OpenAt) -> None:
    with iij("settle") as book:
        wanted = step("dividend", DIVIDEND, "attach", evidence=(MINUTES,))
        advance(book, wanted, actor=STAFF, clock=lambda: NOW, dry_run=True)
        assert held(book) == {}


def test_a_case_file_that_is_undone_keeps_nothing_and_one_that_is_entered_keeps_its_documents(
    iij: OpenAt, tmp_path: Path
) -> None:
    with iij("settle") as book:
        (tmp_path / "minutes.pdf").write_bytes(MINUTES.data or b"")
        event = f"[[event]]\nsubject = '{DIVIDEND}'\nevent = 'attach'\nevidence = ['minutes.pdf']\n"
        (tmp_path / "bad.toml").write_text(event + "[[event]]\nsubject = 'NOBODY'\nevent = 'note'\nreason = 'x'\n")
        (tmp_path / "good.toml").write_text(event)
        with pytest.raises(NotFound):
            case.enter(book, tmp_path / "bad.toml", actor=STAFF, clock=lambda: NOW)
        assert held(book) == {}
        case.enter(book, tmp_path / "good.toml", actor=STAFF, clock=lambda: NOW)
        assert held(book) == {MINUTES.sha256: MINUTES.data}
    assert audit(book.path).ok


def test_a_document_that_is_neither_at_hand_nor_held_is_named_by_no_entry(iij: OpenAt) -> None:
    with iij("settle") as book:
        unseen = Document(**MINUTES.named())
        with pytest.raises(WrongWords, match="not at hand"):
            attach(book, unseen)
        attach(book, MINUTES)
        attach(book, unseen)  # it is held already
    assert (audit(book.path).ok, audit(book.path).entries) == (True, 12)


def test_among_many_steps_a_document_that_is_not_at_hand_leaves_no_half_of_its_entry(iij: OpenAt) -> None:
    with iij("settle") as book:
        named = [Document(**MINUTES.named()), MINUTES]
        said = [step("dividend", DIVIDEND, "attach", reason="filed", evidence=(each,)) for each in named]
        steps: list[StepOf] = [lambda _, each=each: each for each in said]  # type: ignore[misc]
        done = take_all(book, steps, actor=STAFF, clock=lambda: NOW, keep_going=True)
    assert [each.entry and each.entry.seq for each in done] == [None, 11]
    assert (audit(book.path).ok, audit(book.path).entries) == (True, 11)


@pytest.mark.parametrize("kind", [Kind.COMPANY, Kind.MEETING, Kind.DIVIDEND])
def test_documents_are_attached_and_erased_in_every_state_and_move_nothing(kind: Kind) -> None:
    life = LIFECYCLES[kind]
    assert life.states in (OfACompany, OfAMeeting, OfADividend)
    for state in life.states:
        for event in ("attach", "erase"):
            row = life.row(event, state)
            assert row is not None
            assert life.dests(row) == (state,)


def test_what_was_attested_of_one_step_outlives_an_attachment_and_an_erasure(iij: OpenAt) -> None:
    """As it outlives a note: neither adds anything to what was paid."""
    with iij("pay") as book:
        record(book, "dividend", DIVIDEND, "settle", "2018-07-31", settlement=SETTLED, attest={"difference": "rounded"})
        attach(book, MINUTES)
        erase(book, MINUTES)
        with book.reading() as run:
            assert standing(run, DIVIDEND).facts["attest"]["difference"] == "rounded"
    assert audit(book.path).ok


def test_a_document_may_be_of_any_day_and_is_no_deed_that_a_later_one_follows(iij: OpenAt) -> None:
    with iij("settle") as book:
        record(book, "dividend", DIVIDEND, "attach", "2016-01-01", evidence=(MINUTES,))
        record(book, "dividend", DIVIDEND, "attach", "2018-08-01", evidence=(OPINION,))
        record(book, "dividend", DIVIDEND, "recover", "2018-07-31", reason="paid twice")


def test_to_attach_takes_a_document(iij: OpenAt) -> None:
    with iij("settle") as book, pytest.raises(WrongWords, match="which document"):
        attach(book)


# ── Erased ──


def test_an_erased_document_is_not_held_and_its_entry_still_names_it(iij: OpenAt) -> None:
    with iij("settle") as book:
        attach(book, MINUTES, OPINION)
        entry = erase(book, MINUTES)
        assert held(book) == {OPINION.sha256: OPINION.data}
        assert entry.body["facts"] == {"erased": [MINUTES.sha256]}
        assert states(book) == [(11, "erased"), (11, "kept")]
    assert audit(book.path).ok


def test_a_document_attached_again_is_held_again(iij: OpenAt) -> None:
    with iij("settle") as book:
        attach(book, MINUTES)
        erase(book, MINUTES)
        attach(book, MINUTES, ref=COMPANY, kind="company")
        assert held(book) == {MINUTES.sha256: MINUTES.data}
        assert audit(book.path).ok
        erase(book, MINUTES)  # for the dividend, whose entry names it too
        with book.reading() as run:
            assert standing(run, DIVIDEND).facts["erased"] == [MINUTES.sha256, MINUTES.sha256]
        assert held(book) == {}
    assert audit(book.path).ok


def test_a_document_that_only_a_refusal_names_can_be_erased(iij: OpenAt) -> None:
    with iij("convene") as book:
        with pytest.raises(Refused):
            record(book, "dividend", DIVIDEND, "approve", "2018-06-27", evidence=(MINUTES,))
        erase(book, MINUTES)
        assert held(book) == {}
    assert audit(book.path).ok


ERASURES: dict[str, tuple[dict[str, Any], type[Exception], str]] = {
    "no document": ({"erased": []}, WrongWords, "which document"),
    "half a digest": ({"erased": [MINUTES.sha256[:32]]}, WrongWords, "not a digest"),
    "no digest": ({"erased": ["%" * 64]}, WrongWords, "not a digest"),
    "twice": ({"erased": [MINUTES.sha256] * 2}, WrongWords, "given twice"),
    "given as evidence": ({"erased": [MINUTES.sha256], "evidence": (MINUTES,)}, WrongWords, "erased and given"),
    "for no reason": ({"erased": [MINUTES.sha256], "reason": None}, WrongWords, "needs a reason"),
    "unknown": ({"erased": ["0" * 64]}, NotFound, "no entry names it"),
    "of another subject": ({"erased": [OPINION.sha256]}, NotFound, "is named by IIJ-AGM26"),
}


@pytest.mark.parametrize(("said", "error", "message"), ERASURES.values(), ids=ERASURES)
def test_only_a_document_that_an_entry_about_the_subject_names_is_erased(
    iij: OpenAt, said: dict[str, Any], error: type[Exception], message: str
) -> None:
    with iij("settle") as book:
        attach(book, MINUTES)
        attach(book, OPINION, ref=MEETING, kind="meeting")
        with pytest.raises(error, match=message):
            record(book, "dividend", DIVIDEND, "erase", **{"reason": "asked", **said})
        assert len(held(book)) == 2
    assert audit(book.path).entries == 12


def test_what_was_erased_is_not_erased_again(iij: OpenAt) -> None:
    with iij("settle") as book:
        attach(book, MINUTES)
        erase(book, MINUTES)
        with pytest.raises(NotFound, match="was erased by entry"):
            erase(book, MINUTES)


def test_only_an_admin_erases_and_a_refused_erasure_erases_nothing(iij: OpenAt) -> None:
    with iij("settle") as book:
        attach(book, MINUTES)
        grant = {"sato": {"name": "Sato", "logins": {"sato": True}, "roles": {"admin": True}}}
        record(book, "people", "people", "add", people=grant)
        clerk = {"tanaka": {"name": "Tanaka", "logins": {"tanaka": True}, "roles": {"preparer": True}}}
        record(book, "people", "people", "add", people=clerk)
        with pytest.raises(Refused) as no:
            erase(book, MINUTES, actor=CLERK)
        assert {finding.guard for finding in no.value.findings} == {"role_allows"}
        assert held(book) == {MINUTES.sha256: MINUTES.data}
        assert audit(book.path).ok
        attach(book, OPINION, actor=CLERK)
        with pytest.raises(Refused):
            attach(book, document("x", b"by an admin alone"), actor=ADMIN)
        erase(book, MINUTES, actor=ADMIN)
        assert MINUTES.sha256 not in held(book)
    assert audit(book.path).ok


def traces(folder: Path, mark: bytes) -> list[str]:
    """The files, journals included, in which something of a document is left."""
    return [path.name for path in folder.iterdir() if path.is_file() and mark in path.read_bytes()]


@pytest.mark.of_a_file
@pytest.mark.parametrize("size", [20, 3_000, 4_061, 12_288, 1_000_000])
def test_of_an_erased_document_nothing_is_left_in_the_file(iij: OpenAt, size: int) -> None:
    mark = b"secret of the holder"
    secret = document("secret.txt", (mark * (size // len(mark) + 1))[:size])
    with iij("settle") as book:
        attach(book, secret, MINUTES)
        assert traces(book.path.parent, mark) == [book.path.name]
        erase(book, secret)
        assert traces(book.path.parent, mark) == []
        assert traces(book.path.parent, MINUTES.data or b"") == [book.path.name]
    assert traces(book.path.parent, mark) == []


def left_over(book: Book, seed: int) -> int:
    """Attach and erase documents of many sizes at random; how many of the erased ones left something behind."""
    chance, alive, gone = random.Random(seed), [], []
    for _ in range(60):
        if alive and chance.random() < 0.45:
            gone.append(alive.pop(chance.randrange(len(alive))))
            erase(book, gone[-1])
        else:
            mark = chance.randbytes(12)
            alive.append(document("x.bin", (mark * 500)[: chance.choice((12, 100, 900, 3_000, 6_000))]))
            attach(book, alive[-1])
    raw = book.path.read_bytes()
    return sum((each.data or b"")[:12] in raw for each in gone)


@pytest.mark.of_a_file
def test_whatever_is_attached_and_erased_in_whatever_order_nothing_is_left(iij: OpenAt) -> None:
    with iij("settle") as book:
        assert [left_over(book, seed) for seed in range(3)] == [0, 0, 0]
    assert audit(book.path).ok


@pytest.mark.of_a_file
def test_planted_a_connection_that_does_not_overwrite_leaves_what_was_erased(
    iij: OpenAt, monkeypatch: pytest.MonkeyPatch
) -> None:
    careless = tuple(each for each in file._PRAGMAS if "secure_delete" not in each)
    monkeypatch.setattr(file, "_PRAGMAS", (*careless, "PRAGMA secure_delete = OFF"))
    with iij("settle") as book:
        assert left_over(book, 0) > 0


# ── The protection inside the database ──

FORBIDDEN = {
    "edited": "UPDATE document SET data = x'00'",
    "renamed": "UPDATE document SET sha256 = '{other}'",
    "deleted": "DELETE FROM document",
    "replaced": "INSERT OR REPLACE INTO document VALUES ('{held}', 1, x'00')",
    "kept twice": "INSERT INTO document SELECT * FROM document",
    "kept without an entry": "INSERT INTO document VALUES ('{other}', 1, x'00')",
}


@pytest.mark.of_a_file
@pytest.mark.parametrize("statement", FORBIDDEN.values(), ids=FORBIDDEN)
@pytest.mark.parametrize("recursive", ["ON", "OFF"])
def test_the_database_itself_refuses_what_no_entry_says(iij: OpenAt, statement: str, recursive: str) -> None:
    with iij("settle") as book:
        attach(book, MINUTES)
    connection = sqlite3.connect(book.path, isolation_level=None)
    connection.execute(f"PRAGMA recursive_triggers = {recursive}")
    with pytest.raises(sqlite3.IntegrityError):
        connection.execute(statement.format(held=MINUTES.sha256, other=OPINION.sha256))
    connection.close()
    assert held(book) == {MINUTES.sha256: MINUTES.data}


@pytest.mark.of_a_file
def test_the_database_lets_go_of_a_document_only_as_the_last_entry_erases_it(iij: OpenAt) -> None:
    with iij("settle") as book:
        attach(book, MINUTES, OPINION)
        erase(book, MINUTES)
    connection = sqlite3.connect(book.path, isolation_level=None)
    with pytest.raises(sqlite3.IntegrityError, match="erased by an entry"):
        connection.execute(sql.ERASE_DOCUMENT, {"sha256": OPINION.sha256})
    connection.close()


# ── While others write ──


def test_a_check_keeps_no_writer_waiting_and_is_not_misled_by_what_is_written_meanwhile(
    iij: OpenAt, monkeypatch: pytest.MonkeyPatch
) -> None:
    from workflow import inspection

    look, others = inspection._wrong, iter(["attach", "erase"])

    def look_slowly(*asked: Any) -> str | None:
        match next(others, ""):
            case "erase":
                erase(other, OPINION)
            case "attach":
                attach(other, document("new.pdf", b"meanwhile"))
        return look(*asked)

    with iij("settle") as book, Book(book.path) as other:
        attach(book, MINUTES, OPINION)
        monkeypatch.setattr(inspection, "_wrong", look_slowly)
        with book.reading(snapshot=False) as run:
            assert verify(run).problems == []
        assert len(held(book)) == 2


def test_a_document_erased_between_the_look_and_the_comparison_is_no_problem(iij: OpenAt) -> None:
    with iij("settle") as book:
        attach(book, MINUTES, OPINION)
        with book.reading(snapshot=False) as run:
            seen = looked_at(run)
        erase(book, MINUTES)
        with book.reading() as run:
            assert list(compared(run, seen)) == []
