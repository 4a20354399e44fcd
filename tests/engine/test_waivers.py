"""A person takes a second part in a dividend when two admins say so, each in their own name, and in its next step alone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from states.errors import KetsugiError, NotFound, Refused, WrongWords
from tests.conftest import DIVIDEND, LINES, STORY, record
from tests.engine.roster import actor
from tests.engine.tampering import audit
from workflow.book import Book
from workflow.people import listing, stated
from workflow.queries import entries

APPROVE = f"{DIVIDEND} approve abe"
RESOLVED = 11  # the entry of the resolution: the latest part of the dividend in a book that is convened


@pytest.fixture
def book(book_of: Callable[[str], Book]) -> Book:
    """Abe, who drafted and put the dividend to the meeting, is an approver too; chiba, the other approver, is ill."""
    book = book_of("convened")
    record(book, "people", "people", "grant", actor=actor("ito"), **stated("abe", roles=["approver"]))
    return book


def waive(book: Book, admin: str, said: dict[str, int] | None = None, *, name: str = APPROVE) -> None:
    waivers = {name: {admin: RESOLVED} if said is None else said}
    record(book, "people", "people", "waive", actor=actor(admin), reason="chiba is ill", waivers=waivers)


def approve(book: Book, person: str = "abe") -> dict[str, Any]:
    record(book, "dividend", DIVIDEND, "approve", "2018-06-28", actor=actor(person), **STORY["approve"][3])
    with book.reading() as run:
        return list(entries(run))[-1].body


def shown(book: Book) -> dict[str, list[str]]:
    with book.reading() as run:
        waivers: dict[str, list[str]] = listing(run)["waivers"]
    return waivers


def objections(error: pytest.ExceptionInfo[Refused]) -> set[str]:
    return {each.guard for each in error.value.findings}


def test_two_admins_together_let_one_person_take_a_second_part(book: Book) -> None:
    with book:
        waive(book, "ito")
        with pytest.raises(Refused) as no:
            approve(book)
        assert objections(no) == {"one_part"}
        waive(book, "kato")
        assert shown(book) == {APPROVE: ["ito", "kato"]}
        body = approve(book)
        assert body["by"]["waived"] == ["one_part"]
        (said,) = [each for each in body["findings"] if each["guard"] == "one_part"]
        assert (said["verdict"], said["weight"]) == ("fail", "note")
        assert said["message"].endswith("waived by ito and kato")
    assert audit(book.path).ok


def test_the_first_of_two_is_told_that_one_more_must(book: Book) -> None:
    with book:
        for admin, told in (("ito", True), ("kato", False)):
            waive(book, admin)
            with book.reading() as run:
                found = {each["guard"]: each for each in list(entries(run))[-1].body["findings"]}
            assert (found["waived_by_two"]["verdict"] == "fail") is told


@pytest.mark.parametrize(
    "said",
    [{"kato": RESOLVED}, {"ito": RESOLVED, "kato": RESOLVED}, {"abe": RESOLVED}],
    ids=["in another's name", "in two names", "in the name of who would gain"],
)
def test_an_admin_waives_in_their_own_name_alone(book: Book, said: dict[str, int]) -> None:
    with book:
        with pytest.raises(Refused) as no:
            waive(book, "ito", said)
        assert "waived_by_others" in objections(no)


def test_an_admin_does_not_waive_for_themselves(book: Book) -> None:
    with book:
        with pytest.raises(Refused) as no:
            waive(book, "ito", name=f"{DIVIDEND} approve ito")
        assert objections(no) == {"waived_by_others"}


def test_one_admin_cannot_waive_twice(book: Book) -> None:
    with book:
        waive(book, "ito")
        with pytest.raises(Refused) as no:
            waive(book, "ito")
        assert objections(no) == {"waived_by_others"}


# ── How a waiver ends ──


def terms_changed(book: Book) -> None:
    terms = {"lines": [{**LINES[0], "per_share": "14.50", "total": "653 million"}]}
    record(book, "dividend", DIVIDEND, "revise", "2018-06-08", actor=actor("abe"), terms=terms)


def corrected(book: Book) -> None:
    right: dict[str, Any] = {"corrects": RESOLVED, "corrected_on": date(2018, 5, 23), "reason": "a slip"}
    record(book, "dividend", DIVIDEND, "correct", actor=actor("abe"), **right)


def revoked(book: Book) -> None:
    waive(book, "kato", {"kato": 0})


def out_of_office(book: Book) -> None:
    record(book, "people", "people", "revoke", actor=actor("ito"), **stated("kato", granted=False, roles=["admin"]))


def noted(book: Book) -> None:
    record(book, "dividend", DIVIDEND, "note", actor=actor("chiba"), reason="the meeting begins at ten")


def another_dividend_moved(book: Book) -> None:
    record(book, "dividend", "D2", "draft", actor=actor("abe"), **STORY["draft"][3])


def waived_anew(book: Book) -> None:
    revoked(book)
    waive(book, "kato")


@pytest.mark.parametrize(
    ("what", "stands"),
    [
        (terms_changed, False),
        (corrected, False),
        (revoked, False),
        (out_of_office, False),
        (noted, True),
        (another_dividend_moved, True),
        (waived_anew, True),
    ],
)
def test_a_waiver_stands_while_the_dividend_and_the_admins_do(
    book: Book, what: Callable[[Book], None], stands: bool
) -> None:
    with book:
        for admin in ("ito", "kato"):
            waive(book, admin)
        what(book)
        assert (len(shown(book).get(APPROVE, ())) == 2) is stands
        if stands:
            assert approve(book)["by"]["waived"] == ["one_part"]
        else:
            with pytest.raises(Refused) as no:
                approve(book)
            assert "one_part" in objections(no)
    assert audit(book.path).ok


def test_a_waiver_is_used_once(book: Book) -> None:
    name = f"{DIVIDEND} suspend abe"
    with book:
        record(book, "people", "people", "grant", actor=actor("ito"), **stated("abe", roles=["payer"]))
        approved = approve(book, "chiba")
        with book.reading() as run:
            at = len(list(entries(run)))
        assert approved["to"] == "approved"
        for admin in ("ito", "kato"):
            waive(book, admin, {admin: at}, name=name)
        suspend = ("dividend", DIVIDEND, "suspend", "2018-06-28")
        record(book, *suspend, actor=actor("abe"), reason="a court order")
        assert shown(book) == {}
        record(book, "dividend", DIVIDEND, "resume", "2018-06-28", actor=actor("endo"))
        with pytest.raises(Refused) as no:
            record(book, *suspend, actor=actor("abe"), reason="a court order")
        assert "one_part" in objections(no)
    assert audit(book.path).ok


def test_who_revoked_may_waive_again_and_nobody_revokes_what_was_never_waived(book: Book) -> None:
    with book:
        with pytest.raises(Refused) as no:
            waive(book, "ito", {"ito": 0})
        assert objections(no) == {"waived_by_others"}
        waive(book, "ito")
        with pytest.raises(Refused):
            waive(book, "kato", {"ito": 0})
        waive(book, "ito", {"ito": 0})
        waive(book, "ito")
        assert shown(book) == {APPROVE: ["ito"]}


WORDS: dict[str, tuple[type[KetsugiError], str, int, str]] = {
    "a dividend there is not": (NotFound, "D9 approve abe", RESOLVED, "D9: no such dividend"),
    "a meeting": (NotFound, "IIJ-AGM26 approve abe", RESOLVED, "no such dividend"),
    "nobody": (NotFound, f"{DIVIDEND} approve mori", RESOLVED, "mori: not on the roster"),
    "what is no part": (WrongWords, f"{DIVIDEND} note abe", RESOLVED, "note is no part of a dividend"),
    "a step to come": (WrongWords, f"{DIVIDEND} pay abe", RESOLVED, "is proposed: pay is not possible now"),
    "an older state": (WrongWords, APPROVE, RESOLVED - 1, f"stands at entry {RESOLVED}"),
    "a state to come": (WrongWords, APPROVE, RESOLVED + 1, f"stands at entry {RESOLVED}"),
}


@pytest.mark.parametrize(("error", "name", "at", "said"), WORDS.values(), ids=WORDS)
def test_what_cannot_be_waived_is_said_and_not_recorded(
    book: Book, error: type[KetsugiError], name: str, at: int, said: str
) -> None:
    with book:
        with book.reading() as run:
            before = len(list(entries(run)))
        with pytest.raises(error, match=said):
            waive(book, "ito", {"ito": at}, name=name)
        with book.reading() as run:
            assert len(list(entries(run))) == before
