"""Lies with a consistent chain: the forger rehashed everything, so only form, lifecycle, guards and state rows can tell."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from states.errors import Refused
from tests.conftest import DIVIDEND, STORY, record
from tests.engine.tampering import audit, body_of, forging, lie, put, rehash
from workflow.audit import Report
from workflow.book import Book

pytestmark = pytest.mark.of_a_file

OpenAt = Callable[[str], Book]
Body = dict[str, Any]
APPROVED, PAID = 8, 10  # entries


@pytest.fixture
def path(iij: OpenAt) -> Path:
    """The story with a refusal before the approval: eleven entries, the refusal is entry 7."""
    with iij("convene") as book:
        with pytest.raises(Refused):
            record(book, "dividend", DIVIDEND, "approve", "2018-06-27")
        for event in ("approve", "hold", "pay", "settle"):
            kind, ref, on, facts = STORY[event]
            record(book, kind, ref, event, on, **facts)
    return book.path


def said(report: Report) -> str:
    return "\n".join(f"{problem.seq}: {problem.what}" for problem in report.problems)


def test_rehashing_alone_changes_nothing(path: Path) -> None:
    assert lie(path, APPROVED, lambda body: None).ok


# ── Lies about what happened ──

DEEDS: dict[str, tuple[int, Callable[[Body], object], str]] = {
    "another state reached": (APPROVED, lambda b: b.update({"to": "paid"}), "approve does not lead from proposed to paid"),
    "another state left": (APPROVED, lambda b: b.update({"from": "drafted"}), "the entry says drafted"),
    "a revision skipped": (11, lambda b: b.update(rev=9), "revision 9 of IIJ-FY2017-YE, 5 expected"),
    "another event": (APPROVED, lambda b: b.update(event="reject"), "reject does not lead from proposed to approved"),
    "no event at all": (APPROVED, lambda b: b.update(event="bless"), "bless does not lead"),
    "another company": (APPROVED, lambda b: b.update(company="NTT"), "changes its company or kind"),
    "another kind": (APPROVED, lambda b: b.update(kind="meeting"), "changes its company or kind"),
    "another subject": (APPROVED, lambda b: b.update(subject="D2"), "D2 is None, the entry says proposed"),
    "another amount": (
        4, lambda b: b["facts"]["terms"]["lines"][0].update(per_share="31.50"), "terms version 1 are",
    ),
    "another amount with its digest": (
        APPROVED, lambda b: b["terms"].update(digest="0" * 64), "terms version 1 are",
    ),
    "another version": (APPROVED, lambda b: b["terms"].update(version=2), "terms version 1 are"),
    "no terms": (PAID, lambda b: b.update(terms=None), "terms"),
    "a day before the meeting": (
        APPROVED, lambda b: b.update(occurred_on="2018-06-27"), "sitting_day answered pass, now",
    ),
    "a day before it takes effect": (
        PAID, lambda b: b.update(occurred_on="2018-06-28"), "pay_not_before_effect answered pass, now",
    ),
    "recorded before it happened": (
        PAID, lambda b: b.update(recorded_at="2018-06-28T14:59:59.000000Z"), "not_in_future answered pass, now",
    ),
    "fewer votes": (
        APPROVED, lambda b: b["facts"]["votes"].update(in_favour=1), "ordinary_majority answered pass, now",
    ),
    "nobody vouched": (PAID, lambda b: b["facts"].pop("attest"), "total_matches answered pass, now"),
    "more paid than approved": (
        11, lambda b: b["facts"]["settlement"].update(paid="701220400"), "ties_out answered pass, now",
    ),
    "a refusal that moves": (7, lambda b: b.update(to="approved"), "a refusal moves its subject"),
    "a refusal of what was possible": (7, lambda b: b.update(occurred_on="2018-06-28"), "sitting_day answered fail, now"),
    "a fact the event cannot state": (
        PAID, lambda b: b["facts"].update(amended=True), "could not have been recorded: amended",
    ),
    "a meeting that is not in the book": (
        4, lambda b: b["facts"].update(meeting="AGM99"), "could not have been recorded: AGM99: no such meeting",
    ),
    "a remark without its reason": (
        PAID, lambda b: b.update({"event": "note", "to": "approved", "facts": {}}), "recorded: note needs a reason",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("seq", "change", "told"), DEEDS.values(), ids=DEEDS)
def test_a_lie_about_what_happened_is_found(path: Path, seq: int, change: Callable[[Body], object], told: str) -> None:
    report = lie(path, seq, change)
    assert report.first_bad == seq
    assert any(problem.seq == seq and told in problem.what for problem in report.problems), said(report)


def test_where_an_entry_says_something_else_is_named_down_to_the_value(path: Path) -> None:
    report = lie(path, 4, lambda body: body["facts"]["terms"]["lines"][0].update(per_share="015.50"))
    assert '4: says facts.terms.lines.1.per_share "015.50", where "15.50" follows' in said(report)


def applied(body: Body) -> None:
    body.update(outcome="applied", to="approved", rev=3)


@pytest.fixture
def refused(iij: OpenAt) -> Path:
    """A book that ends with a refused approval: entry 7."""
    with iij("convene") as book, pytest.raises(Refused):
        record(book, "dividend", DIVIDEND, "approve", "2018-06-27")
    return book.path


def test_a_refusal_turned_into_an_approval_is_found(refused: Path) -> None:
    report = lie(refused, 7, applied)
    assert '7: says outcome "applied", where "refused" follows' in said(report)


def turn(path: Path, **more: Any) -> Report:
    """The refusal becomes an approval, with every trace put right: answers, state row, chain."""
    with forging(path) as connection:
        body = body_of(connection, 7)
        applied(body)
        body.update(more)
        for finding in body["findings"]:
            if finding["verdict"] == "fail":
                finding["verdict"] = "pass"
        put(connection, 7, body)
        connection.execute("UPDATE subject SET state = 'approved', rev = 3, seq = 7 WHERE ref = ?", (DIVIDEND,))
        rehash(connection)
    return audit(path)


def test_a_refusal_turned_into_an_approval_is_found_even_with_its_answers_and_its_state_row(refused: Path) -> None:
    report = turn(refused)
    assert report.first_bad == 7
    assert "sitting_day answered pass, now fail" in said(report)


@pytest.mark.parametrize("label", ["japan 2001.1", "atlantis 1", "", None])
def test_naming_another_rulebook_does_not_silence_the_questions_that_hold_everywhere(
    refused: Path, label: str | None
) -> None:
    """Another version of the rules may be skipped; the sitting day of a meeting is no rule of any version."""
    assert "sitting_day" in said(turn(refused, rulebook=label))


# ── Lies about the answers ──


def answer(body: Body, guard: str) -> Body:
    (found,) = [finding for finding in body["findings"] if finding["guard"] == guard]
    lied_in: Body = found
    return lied_in


CONSENTED: Body = {"reason": "all consented", "evidence": [{"name": "x", "sha256": "0", "size": 1}]}


def waved_through(body: Body) -> None:
    answer(body, "notice_public_co").update(verdict="fail", message="dispatched 2018-06-27")
    body.update(overridden=["notice_public_co"], **CONSENTED)


ANSWERS: dict[str, Callable[[Body], object]] = {
    "an answer turned round": lambda b: answer(b, "sitting_day").update(verdict="fail"),
    "an answer left out": lambda b: b["findings"].remove(answer(b, "sitting_day")),
    "an answer twice": lambda b: b["findings"].append(dict(answer(b, "sitting_day"))),
    "an answer of a guard that was not asked": lambda b: b["findings"].append(
        {"guard": "blessing", "verdict": "pass", "weight": "bar", "message": "blessed"}
    ),
    "a note of a guard that was not asked": lambda b: b["findings"].append(
        {"guard": "blessing", "verdict": "pass", "weight": "note", "message": "blessed"}
    ),
    "a note that says more than was found": lambda b: answer(b, "ordinary_quorum").update(message="the auditor was there"),
    "a waiting question answered": lambda b: answer(b, "total_matches").update(verdict="pass", message="checked by hand"),
    "another weight": lambda b: answer(b, "sitting_day").update(weight="note"),
    "another limit": lambda b: answer(b, "notice_public_co").update(bound="2018-06-14", slack_days=7),
    "an objection that was passed over": waved_through,
    "an override of what did not object": lambda b: b.update(overridden=["notice_public_co"]) or b.update(CONSENTED),
    "an override without its reason": lambda b: b.update(overridden=["notice_public_co"]),
}


@pytest.mark.parametrize("change", ANSWERS.values(), ids=ANSWERS)
def test_a_lie_about_an_answer_is_found(path: Path, change: Callable[[Body], object]) -> None:
    assert lie(path, APPROVED, change).first_bad == APPROVED


@pytest.mark.parametrize(("version", "ok"), [("0.1", True), ("", False)])
def test_a_note_may_rest_on_another_version_of_a_calendar_and_on_nothing_else(path: Path, version: str, ok: bool) -> None:
    def change(body: Body) -> None:
        note = answer(body, "pay_business_day")
        named = f"(holidays {version})" if version else "my calendar"
        note["message"] = f"payment 2018-06-29 (Fri), banks open by JP-BANK {named}"

    assert lie(path, PAID, change).ok is ok


# ── Lies about the form ──

FIELDS = (
    "v", "op", "recorded_at", "occurred_on", "actor", "acting_for", "kind", "subject", "company", "event", "outcome", "from",
    "to", "rev", "facts", "terms", "findings", "overridden", "reason", "evidence", "corrects", "rulebook", "by",
)  # fmt: skip


def test_an_entry_has_just_these_fields(path: Path) -> None:
    with Book(path) as book, book.reading() as run:
        bodies = [json.loads(text) for (text,) in run("SELECT body FROM entry WHERE seq > 1", {})]
    assert {frozenset(body) for body in bodies} == {frozenset(FIELDS)}


@pytest.mark.parametrize("name", FIELDS)
def test_a_missing_field_is_found(path: Path, name: str) -> None:
    """Whoever reads the log relies on every field: a list of the log must not fail on a book that verifies."""
    assert lie(path, APPROVED, lambda body: body.pop(name)).first_bad == APPROVED


@pytest.mark.parametrize("name", FIELDS)
def test_a_field_of_the_wrong_kind_is_found(path: Path, tmp_path: Path, name: str) -> None:
    """Who acted and why cannot be checked, only that it is text; an unknown rulebook is for another version to judge."""
    missed = []
    for junk in (7, "junk", ["junk"], {"junk": 1}):
        copy = shutil.copy(path, tmp_path / "copy.db")
        report = lie(copy, APPROVED, lambda body, junk=junk: body.update({name: junk}))  # type: ignore[misc]
        if report.ok and not (isinstance(junk, str) and name in ("actor", "acting_for", "reason", "op", "rulebook")):
            missed.append(junk)
    assert not missed


UNHEARD_OF: dict[str, Callable[[Body], object]] = {
    "a field more": lambda b: b.update(blessing="given"),
    "an entry of a later format": lambda b: b.update(v=2),
    "a float": lambda b: b.update(reason=1.5),
    "a whole number that other readers round": lambda b: b["facts"]["votes"].update(in_favour=2**53 + 1),
    "a name outside ASCII": lambda b: b.update({"é": "x"}),
    "true for one": lambda b: b.update(v=True),
}


@pytest.mark.parametrize("change", UNHEARD_OF.values(), ids=UNHEARD_OF)
def test_what_the_program_would_never_write_is_found(path: Path, change: Callable[[Body], object]) -> None:
    assert lie(path, APPROVED, change).first_bad == APPROVED


SPELLINGS: dict[str, Callable[[str], str]] = {
    "a space": lambda text: text.replace(":", ": ", 1),
    "a line feed at the end": lambda text: text + "\n",
    "a byte order mark": lambda text: "\ufeff" + text,
    "keys out of order": lambda text: json.dumps(dict(reversed(json.loads(text).items())), separators=(",", ":")),
    "a key twice, the last one true": lambda text: '{"actor":"kato",' + text[1:],
    "a key twice, the last one false": lambda text: text[:-1] + ',"to":"paid"}',
    "an escape that is not needed": lambda text: text.replace("sato", "s\\u0061to"),
    "an escaped slash": lambda text: text.replace('"reason":null', '"reason":"\\/"'),
    "an exponent": lambda text: text.replace('"v":1}', '"v":1e0}'),
    "a negative zero": lambda text: text.replace('"v":1}', '"v":-0}'),
    "a comment": lambda text: text + "/**/",
    "not a number": lambda text: text.replace('"v":1}', '"v":NaN}'),
    "a lone surrogate": lambda text: text.replace("sato", "\\ud800"),
    "no object": lambda text: f"[{text}]",
    "nothing": lambda text: "",
    "half of it": lambda text: text[: len(text) // 2],
    "very deep": lambda text: "[" * 100_000,
}


@pytest.mark.parametrize("spell", SPELLINGS.values(), ids=SPELLINGS)
def test_any_other_spelling_of_an_entry_is_found(path: Path, spell: Callable[[str], str]) -> None:
    with forging(path) as connection:
        ((text,),) = connection.execute("SELECT body FROM entry WHERE seq = ?", (APPROVED,))
        assert spell(text) != text
        put(connection, APPROVED, spell(text))
        rehash(connection)
    report = audit(path)
    assert report.first_bad == APPROVED
    assert any(word in said(report) for word in ("canonical", "JSON", "not the body of an entry"))


DOCUMENT = {"sha256": "ab" * 32, "size": 3, "name": "minutes.pdf"}
PARTS: dict[str, Callable[[Body], object]] = {
    "a digest that is none": lambda b: b.update(evidence=[DOCUMENT | {"sha256": "no digest"}]),
    "a digest that is no text": lambda b: b.update(evidence=[DOCUMENT | {"sha256": 5}]),
    "a size below zero": lambda b: b.update(evidence=[DOCUMENT | {"size": -5}]),
    "a size that is a truth": lambda b: b.update(evidence=[DOCUMENT | {"size": True}]),
    "a document without a name": lambda b: b.update(evidence=[DOCUMENT | {"name": ""}]),
    "a document that says more": lambda b: b.update(evidence=[DOCUMENT | {"seen_by": "auditor"}]),
    "a number of its own": lambda b: b.update(op="hello"),
    "nobody": lambda b: b.update(actor=""),
    "a figure that is no text": lambda b: answer(b, "pay_business_day").update(figures={"x": 1}),
}


@pytest.mark.parametrize("change", PARTS.values(), ids=PARTS)
def test_a_part_that_no_program_writes_is_found(path: Path, change: Callable[[Body], object]) -> None:
    assert lie(path, PAID, change).first_bad == PAID


GENESES: dict[str, Callable[[Body], object]] = {
    "without a name": lambda b: b.update(name=""),
    "of nobody": lambda b: b.update(actor=""),
    "under almost its policy": lambda b: b.update(policy={"clock": "simulated", "demonstration": 1, "signing": "unsigned"}),
}


@pytest.mark.parametrize("change", GENESES.values(), ids=GENESES)
def test_a_book_that_no_program_begins_is_found(path: Path, change: Callable[[Body], object]) -> None:
    assert lie(path, 1, change).first_bad == 1
