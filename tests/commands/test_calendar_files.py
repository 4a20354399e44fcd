"""A timetable as a calendar file: what is still to do on its last day, and each day on which something happens."""

from __future__ import annotations

import pytest
from icalendar import Calendar

from tests.commands.conftest import DIVIDEND as REF
from tests.commands.conftest import MEETING

SCHEDULE = ("schedule", MEETING)


def found(file):
    return Calendar.from_ical(file.read_bytes()).walk("VEVENT")


def events(file):
    return {str(each["uid"]): each["dtstart"].dt.isoformat() for each in found(file)}


def said(file):
    return [(each["dtstart"].dt.isoformat(), str(each["summary"])) for each in found(file)]


def test_a_calendar_file_is_updated_in_place(desk_at, tmp_path):
    desk = desk_at("planned")
    file = tmp_path / "agm.ics"

    desk.done(*SCHEDULE, "--ics", str(file))
    before = events(file)
    desk.done("meeting", "reschedule", MEETING, "--on", "2018-06-10", "--to", "2018-06-29")
    desk.done(*SCHEDULE, "--ics", str(file))
    after = events(file)
    assert set(before) == set(after), "another identity would leave the old day in the calendar"
    moved = {uid for uid in before if before[uid] != after[uid]}
    assert {uid.split(".")[2] for uid in moved} >= {"notice_public_co", "meeting@ketsugi"}


def test_a_calendar_file_is_written_over_no_other_file(desk_at, tmp_path):
    (tmp_path / "letter.ics").write_text("mine")
    answer = desk_at("convened").run(*SCHEDULE, "--ics", str(tmp_path / "letter.ics"))
    assert answer.code == 5
    assert (tmp_path / "letter.ics").read_text() == "mine"


@pytest.mark.parametrize("words", [SCHEDULE, ("due",)], ids=" ".join)
@pytest.mark.parametrize("where", ["missing/a.ics", "a" * 300, "."])
def test_a_calendar_file_that_cannot_be_written_is_told_in_one_line(desk_at, tmp_path, words, where):
    answer = desk_at("convened").run(*words, "--ics", str(tmp_path / where))
    assert (answer.code, answer.err.count("\n")) == (2, 1)
    assert answer.err.startswith("error: ")


@pytest.mark.parametrize("words", [("schedule", REF), ("due",)], ids=" ".join)
def test_each_day_on_which_something_happens_stands_once_on_that_day(desk_at, tmp_path, words):
    desk_at("approved").done(*words, "--ics", str(tmp_path / "a.ics"))
    days = [(day, what) for day, what in said(tmp_path / "a.ics") if "last day" not in what and "from" not in what]
    assert [each for each in days if REF in each[1]] == [
        ("2018-03-31", f"{REF}: record date"),
        ("2018-06-29", f"{REF}: effective"),
    ]
    assert {each for each in days if MEETING in each[1]} == {
        ("2018-03-31", f"{MEETING}: voting record date"),
        ("2018-06-28", f"{MEETING}: meeting"),
    }
    assert len(days) == len(set(days))


def test_payment_and_each_day_of_a_continued_meeting_have_days_of_their_own(desk_at, tmp_path):
    desk = desk_at("convened")
    desk.done("meeting", "adjourn", MEETING, "--on", "2018-06-28", "--to", "2018-06-29")
    desk.done(*SCHEDULE, "--ics", str(tmp_path / "a.ics"))
    assert ("2018-06-29", f"{MEETING}: meeting, continued 1") in said(tmp_path / "a.ics")
    desk = desk_at("paying")
    desk.done("schedule", REF, "--ics", str(tmp_path / "b.ics"))
    assert ("2018-06-29", f"{REF}: payment") in said(tmp_path / "b.ics")


def test_a_limit_is_written_while_it_asks_for_something_and_named_as_a_last_or_a_first_day(desk_at, tmp_path):
    desk = desk_at("approved")
    desk.done("fulfil", REF, "tdnet_dividend", "--on", "2018-05-24")
    rows = desk.done("schedule", REF, "--ics", str(tmp_path / "a.ics"), "--json").json
    limits = {what for _, what in said(tmp_path / "a.ics") if "last day: " in what or "from: " in what}
    asked = [row for row in rows if row["status"] in ("overdue", "missed", "open", "unknown")]
    assert limits == {
        f"{row['subject']}: {'last day' if row['last_on'] else 'from'}: {row['title']} ({row['status']})"
        for row in asked
        if row["last_on"] or row["first_on"]
    }
    assert f"{REF}: last day: pay over the tax withheld (overdue)" in limits
    assert not any("disclose the decision" in what or "dispatched" in what for what in limits), "they were kept"


def test_a_first_lawful_day_that_is_not_kept_is_written_as_one(desk_at, tmp_path):
    desk = desk_at("convened")
    desk.done("meeting", "reschedule", MEETING, "--on", "2018-06-10", "--to", "2018-06-30")
    desk.done("schedule", REF, "--ics", str(tmp_path / "a.ics"))
    assert ("2018-06-30", f"{REF}: from: effective (missed)") in said(tmp_path / "a.ics")
