"""A day that a calendar has wrong, stated by the company: what may be said, and what the bank day of a payment rests on."""

from __future__ import annotations

from importlib.metadata import version

import pytest

LIBRARY = f"holidays {version('holidays')}"
AMEND = ("company", "amend", "IIJ", "--on", "2018-06-01")
PAY = ("pay", "IIJ-FY2017-YE", "--on", "2018-06-29", "--attest", "entitled-shares=register")
BANKS_CLOSED = ("--calendar-day", "JP-BANK:2018-06-29=closed")


def bank_day(findings):
    return next(each for each in findings if each["guard"] == "pay_business_day")


def test_stated_days_are_facts_of_the_company(desk_at):
    desk = desk_at("company")
    desk.done(*AMEND, "--calendar-day", "XJPX:2027-05-06=closed", *BANKS_CLOSED)
    desk.done(*AMEND, "--calendar-day", "XJPX:2027-05-07=open")
    stated = {"JP-BANK": {"2018-06-29": False}, "XJPX": {"2027-05-06": False, "2027-05-07": True}}
    assert desk.done("show", "IIJ", "--json").json["facts"]["calendar_days"] == stated
    assert "2027-05-06" in desk.done("show", "IIJ").out


def test_a_company_is_added_with_them(desk_at):
    desk = desk_at("empty")
    desk.done("company", "add", "IIJ", "--name", "IIJ", "--calendar-day", "XJPX:2027-05-06=closed")
    assert desk.last["facts"]["calendar_days"] == {"XJPX": {"2027-05-06": False}}


def test_a_wrong_one_is_corrected(desk_at):
    desk = desk_at("company")
    desk.done(*AMEND, *BANKS_CLOSED)
    right = "{ JP-BANK = { 2018-06-29 = true } }"
    desk.done("correct", "IIJ", "--entry", "3", "--set", f"calendar_days={right}", "--reason", "misread the notice")
    assert desk.done("show", "IIJ", "--json").json["facts"]["calendar_days"] == {"JP-BANK": {"2018-06-29": True}}


def test_a_payment_is_judged_by_the_stated_day_and_the_finding_says_so(desk_at):
    desk = desk_at("approved")
    assert bank_day(desk.done(*PAY, "--dry-run", "--json").json["findings"])["verdict"] == "pass"
    desk.done(*AMEND, *BANKS_CLOSED)
    found = bank_day(desk.done(*PAY, "--json").json["body"]["findings"])
    assert found["verdict"] == "fail"
    assert found["message"] == f"payment 2018-06-29 (Fri), banks closed by JP-BANK ({LIBRARY}, 1 day stated)"
    assert desk.done("verify").code == 0


def test_a_day_stated_of_a_later_day_does_not_reach_back(desk_at):
    desk = desk_at("approved")
    desk.done("company", "amend", "IIJ", "--on", "2018-07-01", *BANKS_CLOSED)
    assert bank_day(desk.done(*PAY, "--json").json["body"]["findings"])["verdict"] == "pass"


@pytest.mark.parametrize(
    ("was", "now", "told"),
    [
        (f"{LIBRARY}, 1 day stated", "holidays 0.1, 1 day stated", False),  # another version of the library
        (f"{LIBRARY}, 1 day stated", LIBRARY, True),  # what was stated is in the log
    ],
)
def test_verify_forgives_another_version_of_the_library_and_not_another_count_of_stated_days(desk_at, was, now, told):
    from workflow.recheck import _other_calendar

    one, two = ({"weight": "note", "message": f"banks closed by JP-BANK ({name})"} for name in (was, now))
    assert _other_calendar(one, two) is not told


@pytest.mark.parametrize(
    ("said", "message"),
    [
        ("XJPX:2027-05-06", "--calendar-day XJPX:2027-05-06: neither a day that is open nor one that is closed · give"),
        ("XJPX:2027-05-06=shut", "--calendar-day XJPX:2027-05-06=shut: neither a day that is open nor one that is closed"),
        ("2027-05-06=open", "--calendar-day 2027-05-06=open: neither a day that is open nor one that is closed"),
        ("TOKYO:2027-05-06=open", "calendar_days.TOKYO: no such calendar · known here: XJPX, JP-BANK, JP-GOV"),
        ("XJPX:2027-02-29=open", "calendar_days.XJPX: 2027-02-29 is not a day of the calendar · give YYYY-MM-DD"),
        ("XJPX:6 May=open", "calendar_days.XJPX: '6 May' is not a day · give YYYY-MM-DD"),
    ],
)
def test_what_is_no_day_of_a_known_calendar_is_told_in_one_line(desk_at, said, message):
    desk = desk_at("company")
    answer = desk.run(*AMEND, "--calendar-day", said)
    assert answer.code == 2
    assert answer.err.startswith(f"error: {message}")
    assert answer.err.count("\n") == 1
    assert len(desk.entries()) == 2


def test_a_day_stated_twice_in_one_breath_is_refused(desk_at):
    answer = desk_at("company").run(*AMEND, *BANKS_CLOSED, "--calendar-day", "JP-BANK:2018-06-29=open")
    assert answer.err == "error: --calendar-day JP-BANK:2018-06-29 is given twice · give it once\n"


def test_a_truth_value_of_another_kind_is_refused(desk_at):
    words = ("--set", 'calendar_days={ XJPX = { 2027-05-06 = "closed" } }', "--reason", "x")
    desk = desk_at("company")
    desk.done(*AMEND, *BANKS_CLOSED)
    answer = desk.run("correct", "IIJ", "--entry", "3", *words)
    assert answer.err.startswith("error: calendar_days.XJPX.2027-05-06: 'closed' is neither true nor false")
