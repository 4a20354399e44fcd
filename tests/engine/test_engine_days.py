"""Two clocks: the day of the deed at the company's seat, and the instant of its recording."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest

from states.errors import Refused, WrongWords
from states.facts import Kind
from states.lives import LIFECYCLES
from tests.conftest import DIVIDEND, FIRM, MEETING, NOW, STAFF, record
from workflow import queries
from workflow.book import Book
from workflow.engine import advance
from workflow.log import instant
from workflow.step import Step
from workflow.verify import verify

OpenAt = Callable[[str], Book]
MIDNIGHT_IN_TOKYO = datetime(2018, 6, 28, 15, 0, tzinfo=UTC)
PAY: tuple[Any, ...] = ("dividend", DIVIDEND, "pay", "2018-06-29")
REGISTER = {"attest": {"entitled_shares": "register"}}


# ── Today is today at the company's seat ──


def test_at_midnight_in_tokyo_the_next_day_can_be_recorded(iij: OpenAt) -> None:
    with iij("hold") as book:
        entry = record(book, *PAY, now=MIDNIGHT_IN_TOKYO, **REGISTER)
    assert (entry.body["occurred_on"], entry.body["recorded_at"]) == ("2018-06-29", "2018-06-28T15:00:00.000000Z")


def test_a_second_before_midnight_in_tokyo_the_next_day_is_in_the_future(iij: OpenAt) -> None:
    with iij("hold") as book, pytest.raises(Refused) as no:
        record(book, *PAY, now=MIDNIGHT_IN_TOKYO - timedelta(seconds=1), **REGISTER)
    (finding,) = no.value.findings
    assert (finding.guard, finding.figures) == ("not_in_future", {"deed": "2018-06-29", "today": "2018-06-28"})


@pytest.mark.parametrize("zone", ["UTC", "Asia/Tokyo", "Pacific/Honolulu", "Pacific/Kiritimati", ":no/such/zone", ""])
def test_the_zone_of_the_machine_does_not_matter(iij: OpenAt, monkeypatch: pytest.MonkeyPatch, zone: str) -> None:
    monkeypatch.setenv("TZ", zone)
    time.tzset()
    try:
        with iij("hold") as book:
            with pytest.raises(Refused):
                record(book, *PAY, now=MIDNIGHT_IN_TOKYO - timedelta(seconds=1), **REGISTER)
            assert record(book, *PAY, now=MIDNIGHT_IN_TOKYO, **REGISTER).body["to"] == "paying"
    finally:
        monkeypatch.undo()
        time.tzset()


FIRST_INSTANT_OF_2018_06_29 = {
    "Asia/Tokyo": datetime(2018, 6, 28, 15, tzinfo=UTC),
    "Pacific/Kiritimati": datetime(2018, 6, 28, 10, tzinfo=UTC),
    "UTC": datetime(2018, 6, 29, tzinfo=UTC),
    "Europe/Berlin": datetime(2018, 6, 28, 22, tzinfo=UTC),  # summer time
    "Pacific/Honolulu": datetime(2018, 6, 29, 10, tzinfo=UTC),
}


@pytest.mark.parametrize("zone", FIRST_INSTANT_OF_2018_06_29)
def test_the_day_begins_at_the_seat_of_the_company_not_of_the_book(book: Book, zone: str) -> None:
    midnight = FIRST_INSTANT_OF_2018_06_29[zone]
    with book:
        record(book, "company", "ACME", "add", name="ACME", jurisdiction="JP", timezone=zone, now=midnight)
        record(book, "dividend", "D1", "draft", "2018-06-28", now=midnight)
        with pytest.raises(Refused, match="withdraw D1 on 2018-06-29"):
            record(book, "dividend", "D1", "withdraw", "2018-06-29", now=midnight - timedelta(microseconds=1))
        assert record(book, "dividend", "D1", "withdraw", "2018-06-29", now=midnight).body["to"] == "withdrawn"
        with book.reading() as run:
            assert verify(run).ok  # the auditor's replay asks for the same day


# ── The instant of recording ──


def test_the_instant_is_the_clocks_in_utc_whatever_zone_the_clock_has(iij: OpenAt) -> None:
    tokyo = timezone(timedelta(hours=9))
    with iij("settle") as book:
        now = datetime(2018, 8, 1, 0, 30, 0, 7, tzinfo=tokyo)
        entry = record(book, "dividend", DIVIDEND, "note", reason="filed", now=now)
    assert entry.body["recorded_at"] == "2018-07-31T15:30:00.000007Z"


def test_a_clock_set_back_changes_no_business_day_and_no_order(iij: OpenAt) -> None:
    with iij("hold") as book:
        entry = record(book, *PAY, now=datetime(2018, 6, 29, tzinfo=UTC), **REGISTER)
        assert entry.body["recorded_at"] < "2018-08-01"  # the entries before say so
        with book.reading() as run:
            assert verify(run).ok


@pytest.mark.parametrize(("behind", "odd"), [(0, False), (60, False), (61, True), (366 * 86_400, True)])
def test_a_clock_more_than_a_minute_behind_is_remarked_and_sets_back_no_day_of_judgment(
    iij: OpenAt, behind: int, odd: bool
) -> None:
    with iij("settle") as book:
        record(book, "dividend", DIVIDEND, "note", reason="filed", now=NOW)
        last = record(book, "dividend", DIVIDEND, "note", reason="filed late", now=NOW - timedelta(seconds=behind))
        with book.reading() as run:
            report = verify(run)
            assert queries.newest_day(run) == NOW.date()
    assert (report.ok, [each.seq for each in report.remarks]) == (True, [last.seq] if odd else [])


@pytest.mark.of_a_file
def test_the_clock_is_read_while_the_lock_is_held_so_that_order_is_time(iij: OpenAt) -> None:
    with iij("settle") as book:

        def clock() -> datetime:
            with (
                closing(sqlite3.connect(book.path, timeout=0)) as other,
                pytest.raises(sqlite3.OperationalError, match="lock"),
            ):
                other.execute("BEGIN IMMEDIATE")
            return NOW

        note = Step(kind=Kind.DIVIDEND, ref=DIVIDEND, event="note", reason="filed")
        entry, _ = advance(book, note, actor=STAFF, clock=clock)
    assert entry is not None
    assert entry.body["recorded_at"] == instant(NOW)


def test_a_late_entry_is_allowed_and_shown_with_its_lag(iij: OpenAt) -> None:
    with iij("hold") as book:
        late = record(book, *PAY, now=datetime(2019, 6, 29, tzinfo=UTC), **REGISTER)
        with book.reading() as run:
            assert queries.lag(late.body, queries.zone(run)) == 365


def test_the_lag_counts_days_in_the_zone_of_the_book(iij: OpenAt) -> None:
    with iij("hold") as book:
        entry = record(book, *PAY, now=MIDNIGHT_IN_TOKYO, **REGISTER)
        with book.reading() as run:
            assert queries.lag(entry.body, queries.zone(run)) == 0


# ── The day of the deed ──


def test_a_deed_before_the_deed_it_follows_is_refused(iij: OpenAt) -> None:
    with iij("pay") as book, pytest.raises(Refused) as no:
        record(book, "dividend", DIVIDEND, "suspend", "2018-06-28", reason="injunction")
    (finding,) = no.value.findings
    assert (finding.guard, finding.message) == ("in_order", "suspend 2018-06-28, pay 2018-06-29 (entry 9)")


def test_two_deeds_may_fall_on_one_day(iij: OpenAt) -> None:
    with iij("pay") as book:
        assert record(book, "dividend", DIVIDEND, "suspend", "2018-06-29", reason="injunction").body["to"] == "suspended"


def test_a_remark_may_speak_of_any_past_day(iij: OpenAt) -> None:
    with iij("settle") as book:
        assert record(book, "dividend", DIVIDEND, "note", "2017-01-01", reason="filed").body["occurred_on"] == "2017-01-01"
        assert (
            record(book, "dividend", DIVIDEND, "close", "2018-08-01", attest={"claims_ended": "paid"}).body["to"] == "closed"
        )


def test_a_remark_may_not_speak_of_tomorrow(iij: OpenAt) -> None:
    with iij("settle") as book, pytest.raises(Refused, match="2018-08-02"):
        record(book, "dividend", DIVIDEND, "note", "2018-08-02", reason="filed")


MOVES = sorted(
    {
        (str(kind), str(row.event), str(row.source))
        for kind, life in LIFECYCLES.items()
        for row in life.rows
        if row.source is not None and row.source != row.dest
    }
)
REACHED = {"drafted": "draft", "proposed": "resolve", "approved": "approve", "paying": "pay", "paid": "settle"}
REACHED |= {"planned": "plan", "convened": "convene"}
SAID: dict[str, dict[str, Any]] = {
    "settle": {"settlement": {"paid": "608000000", "unclaimed": "0", "returned": "0"}},
    "close": {"attest": {"claims_ended": "all paid"}},
    "resolve": {"attest": {"net_assets": "x", "distributable_amount": "x"}},
    "pay": REGISTER,
    "adjourn": {"continued_on": ["2018-07-05"]},
}


@pytest.mark.parametrize(("kind", "event", "source"), [row for row in MOVES if row[2] in REACHED])
def test_a_deed_that_moves_the_state_needs_its_day(iij: OpenAt, kind: str, event: str, source: str) -> None:
    """Design 3.6: every entry has the day the deed happened; without it later guards would not know the order."""
    with iij(REACHED[source]) as book:
        ref = DIVIDEND if kind == Kind.DIVIDEND else MEETING
        with pytest.raises((Refused, WrongWords)):
            record(book, kind, ref, event, None, reason="because", **SAID.get(event, {}))


# ── Articles of the day ──


def test_a_deed_is_judged_by_the_articles_of_its_own_day(iij: OpenAt) -> None:
    """The company becomes private on 07-01; the notice of 06-07 was that of a public company."""
    with iij("resolve") as book:
        articles = {"public": False, "listed": False}
        record(book, "company", "IIJ", "amend", "2018-07-01", articles=articles)
        findings = record(book, "meeting", MEETING, "convene", "2018-06-07").body["findings"]
    asked = {finding["guard"]: finding["verdict"] for finding in findings}
    assert (asked["notice_public_co"], asked["notice_private_co"]) == ("pass", "not applicable")


def test_an_amendment_counts_from_its_own_day(iij: OpenAt) -> None:
    with iij("resolve") as book:
        record(book, "company", "IIJ", "amend", "2018-06-07", articles={"public": False, "listed": False})
        findings = record(book, "meeting", MEETING, "convene", "2018-06-07").body["findings"]
        with book.reading() as run:
            assert verify(run).ok
    asked = {finding["guard"]: finding["verdict"] for finding in findings}
    assert (asked["notice_public_co"], asked["notice_private_co"]) == ("not applicable", "pass")


def test_the_correction_of_an_amendments_day_counts_for_later_deeds(iij: OpenAt) -> None:
    with iij("resolve") as book:
        amended = record(book, "company", "IIJ", "amend", "2018-07-01", articles={"public": False, "listed": False})
        record(
            book, "company", "IIJ", "correct", None, corrects=amended.seq, reason="misread",
            corrected_on=datetime(2018, 6, 1, tzinfo=UTC).date(),
        )  # fmt: skip
        findings = record(book, "meeting", MEETING, "convene", "2018-06-07").body["findings"]
    asked = {finding["guard"]: finding["verdict"] for finding in findings}
    assert asked["notice_public_co"] == "not applicable"


def test_what_corrects_an_amendment_holds_from_the_day_of_the_amendment(iij: OpenAt) -> None:
    with iij("resolve") as book:
        amended = record(book, "company", "IIJ", "amend", "2018-07-01", articles={"public": True})
        record(
            book, "company", "IIJ", "correct", None, corrects=amended.seq, reason="misread",
            articles={"public": False, "listed": False},
        )  # fmt: skip
        entry = record(book, "meeting", "IIJ-AGM26", "convene", "2018-06-07")  # judged by the articles before that
        asked = {each["guard"] for each in entry.body["findings"] if each["verdict"] != "not applicable"}
        assert "notice_public_co" in asked
        assert "notice_private_co" not in asked


def test_a_company_is_not_amended_in_the_future(iij: OpenAt) -> None:
    with iij("add") as book, pytest.raises(Refused, match="2018-08-02"):
        record(book, "company", "IIJ", "amend", "2018-08-02", articles={"listed": False})


def test_the_clock_of_the_tests_is_after_the_story() -> None:
    assert NOW.date().isoformat() == "2018-08-01"
    assert FIRM["timezone"] == "Asia/Tokyo"
