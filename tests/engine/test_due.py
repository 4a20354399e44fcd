"""What is due in a whole book: the timetables of all that is alive, each worked out once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, date, datetime
from itertools import groupby
from typing import Any

import pytest

from states.errors import Refused
from tests.conftest import DIVIDEND, DRAFT, FUNDS, MEETING, NOW, TERMS, VOTES, record
from workflow import sql
from workflow import timetable as agenda
from workflow.book import Book
from workflow.evidence import document
from workflow.verify import verify

OpenAt = Callable[[str], Book]
SECOND = "IIJ-FY2017-SP"
TODAY = date(2018, 6, 20)


def with_two_dividends(iij: OpenAt) -> Book:
    book = iij("approve")
    record(book, "dividend", SECOND, "draft", None, **DRAFT)
    record(book, "dividend", SECOND, "resolve", "2018-05-24", attest=FUNDS)
    return book


def test_due_says_what_the_timetable_of_each_subject_says(iij: OpenAt) -> None:
    with with_two_dividends(iij) as book, book.reading() as run:
        due = agenda.due(run, TODAY)
        each = [row for ref in (DIVIDEND, SECOND, MEETING) for row in agenda.schedule(run, ref, TODAY)]
    for row in each:
        del row["evidence"]  # of what is done
    due = [row for row in due if row["status"] != "unknown" or row["last_on"]]  # the rest is tested below
    open_rows = {(row["subject"], row["id"], row["title"]): row for row in each if _is_due(row)}
    assert {row["subject"] for row in due} == {DIVIDEND, SECOND, MEETING}
    assert {(row["subject"], row["id"], row["title"]): row for row in due} == open_rows
    assert len(due) == len(open_rows)


def _is_due(row: Mapping[str, Any]) -> bool:
    if row["status"] == "unknown":
        return row["last_on"] is not None and row["on"] is None and row["weight"] != "note"
    return row["status"] in ("open", "overdue") and row["weight"] != "until"


def test_a_meeting_is_read_and_worked_out_once_for_all_its_dividends(iij: OpenAt, monkeypatch: pytest.MonkeyPatch) -> None:
    worked_out, looked_up = [], []
    limits = agenda.timetable.limits
    monkeypatch.setattr(agenda.timetable, "limits", lambda c, rules: worked_out.append(c.ref) or limits(c, rules))
    with with_two_dividends(iij) as book, book.reading() as run:

        def counted(text: str, said: Mapping[str, Any]) -> Iterable[sql.Row]:
            looked_up.append((text, said.get("subject")))
            return run(text, said)

        agenda.due(counted, TODAY)
    assert sorted(worked_out) == sorted([DIVIDEND, SECOND, MEETING])
    assert looked_up.count((sql.APPLIED_OF, "IIJ")) == 1
    assert looked_up.count((sql.APPLIED_OF, MEETING)) == 2  # with its dividends, and as a subject of its own


def test_what_ended_two_years_ago_is_not_even_read(iij: OpenAt) -> None:
    read = []
    with with_two_dividends(iij) as book:
        record(book, "dividend", SECOND, "withdraw", "2018-06-01", now=NOW)
        with book.reading() as run:

            def watched(text: str, said: Mapping[str, Any]) -> Iterable[sql.Row]:
                read.append(said.get("subject"))
                return run(text, said)

            assert SECOND not in {row["subject"] for row in agenda.due(watched, date(2020, 6, 30))}
            assert DIVIDEND in read
            assert SECOND not in read
            assert SECOND in {row["subject"] for row in agenda.due(run, date(2020, 6, 29))}


def dispatched(book: Book, today: date) -> tuple[str, str | None, str | None] | None:
    """How the limit of the notice stands among what is due."""
    with book.reading() as run:
        found = [row for row in agenda.due(run, today) if row["title"] == "dispatched" and row["id"] == "notice_public_co"]
    return next(((row["status"], row["last_on"], row["on"]) for row in found), None)


@pytest.mark.parametrize(
    ("to", "today", "stands"),
    [
        ("2018-06-29", date(2018, 6, 14), ("open", "2018-06-14", None)),
        ("2018-06-29", date(2018, 6, 15), ("overdue", "2018-06-14", None)),
    ],
)
def test_a_meeting_that_was_moved_is_to_be_convened_anew(
    iij: OpenAt, to: str, today: date, stands: tuple[str, str, None]
) -> None:
    with iij("convene") as book:
        assert dispatched(book, today) is None
        record(book, "meeting", MEETING, "reschedule", "2018-06-10", day=to)
        assert dispatched(book, today) == stands
        record(book, "meeting", MEETING, "convene", "2018-06-14")
        assert dispatched(book, today) is None


def test_a_dividend_is_approved_and_paid_on_the_second_notice_of_a_moved_meeting(iij: OpenAt) -> None:
    with iij("convene") as book:
        record(book, "meeting", MEETING, "reschedule", "2018-06-10", day="2018-06-29")
        with pytest.raises(Refused) as no:
            record(book, "dividend", DIVIDEND, "approve", "2018-06-29", votes=VOTES)
        assert "meeting_convened" in [each.guard for each in no.value.findings]
        record(book, "meeting", MEETING, "convene", "2018-06-14")
        record(book, "dividend", DIVIDEND, "approve", "2018-06-29", votes=VOTES)
        record(book, "dividend", DIVIDEND, "pay", "2018-06-29", attest={"entitled_shares": "register"})
        with book.reading() as run:
            assert verify(run).ok


@pytest.mark.parametrize(
    ("to", "today", "listed"),
    [
        ("2018-06-29", date(2018, 6, 15), False),  # the effective day itself
        ("2018-06-30", date(2018, 6, 15), True),
        ("2018-06-30", date(2018, 6, 29), True),  # the last day on which it can be mended
        ("2018-06-30", date(2018, 6, 30), False),
    ],
)
def test_a_planned_day_beyond_its_limit_is_due_to_be_moved_until_it_is_past(
    iij: OpenAt, to: str, today: date, listed: bool
) -> None:
    with iij("convene") as book:
        record(book, "meeting", MEETING, "reschedule", "2018-06-10", day=to)
        with book.reading() as run:
            due = agenda.due(run, today)
            soon = agenda.due(run, today, until=today)
    found = [row for row in due if row["id"] == "effect_not_before_resolution"]
    assert [(row["status"], row["first_on"], row["on"]) for row in found] == [("missed", to, "2018-06-29")] * listed
    assert all(row in soon for row in found), "it is wrong now, however far ahead its day is"


def test_what_is_overdue_comes_first_then_what_is_planned_too_late_then_what_is_open(iij: OpenAt) -> None:
    with iij("convene") as book:
        record(book, "meeting", MEETING, "reschedule", "2018-06-10", day="2018-07-02")
        with book.reading() as run:
            rows = agenda.due(run, date(2018, 6, 18))
    assert [status for status, _ in groupby(row["status"] for row in rows)] == ["overdue", "missed", "open", "unknown"]
    assert {row["id"] for row in rows if row["status"] == "missed"} == {
        *("vote_within_3_months", "effect_not_before_resolution"),
    }
    assert {row["weight"] for row in rows if row["status"] == "missed"} <= {"bar", "defect"}


def test_what_was_done_too_late_is_done_and_not_due(iij: OpenAt) -> None:
    evidence = (document("opinion.pdf", b"x"),)
    with iij("resolve") as book:
        late = {"overrides": frozenset({"notice_public_co"}), "reason": "strike of the post", "evidence": evidence}
        record(book, "meeting", MEETING, "convene", "2018-06-14", **late)
        assert dispatched(book, date(2018, 6, 15)) is None


@pytest.mark.parametrize(
    ("effective", "stands"),
    [
        ("2026-11-29", ("open", "2027-12-10", "")),
        (
            "2026-11-30",
            ("unknown", None, "JP-GOV (holidays 0.109) does not cover 2028-01-10: "),
        ),  # a holiday
    ],
)
@pytest.mark.parametrize("until", [None, TODAY])
def test_a_duty_whose_day_no_calendar_covers_is_listed_last_until_it_is_done(
    iij: OpenAt, effective: str, stands: tuple[str, str | None, str], until: date | None
) -> None:
    with iij("plan") as book:
        record(book, "dividend", DIVIDEND, "draft", None, **DRAFT | {"terms": TERMS | {"effective_on": effective}})
        with book.reading() as run:
            rows = agenda.due(run, TODAY, until=until)
    found = [row for row in rows if row["id"] == "deemed_paid_1y"]
    assert [(row["status"], row["last_on"], row["message"][: len(stands[2])]) for row in found] == [stands] * (
        until is None or stands[0] == "unknown"
    )
    assert stands[0] == "open" or rows[-1:] == found, "after all that has a day"


def test_a_duty_without_a_calendar_is_not_due_once_it_was_done(iij: OpenAt) -> None:
    with iij("plan") as book:
        later = datetime(2028, 3, 1, 3, tzinfo=UTC)
        record(book, "dividend", DIVIDEND, "draft", None, **DRAFT | {"terms": TERMS | {"effective_on": "2027-01-04"}})
        listed = []
        for _ in range(2):
            with book.reading() as run:
                listed.append("deemed_paid_1y" in {row["id"] for row in agenda.due(run, later.date())})
            if listed == [True]:
                record(book, "dividend", DIVIDEND, "fulfil", "2028-02-10", fulfilled=["deemed_paid_1y"], now=later)
    assert listed == [True, False]
