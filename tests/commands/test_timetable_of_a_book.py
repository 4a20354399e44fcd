"""The timetable of a book with more in it than one case: several companies, days stated by them, articles to come."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from tests.commands.conftest import DIVIDEND as REF
from tests.commands.conftest import MEETING

OTHER, OTHER_AGM = "MIDORI", "MIDORI-AGM41"
PUBLIC = ("--article", "public=true", "--article", "record_dates_fixed=true")


@pytest.fixture
def two(desk_at):
    """The case, resolved, and another company with a meeting of its own; on 2018-06-11."""
    desk = desk_at("proposed")
    desk.now = datetime(2018, 6, 11, 3, tzinfo=UTC)
    desk.done("company", "add", OTHER, "--name", "Midori Denki K.K.", *PUBLIC)
    desk.done("meeting", "plan", OTHER_AGM, "--company", OTHER, "--kind", "ordinary", "--day", "2018-06-28")
    return desk


def subjects(rows):
    return {row["subject"] for row in rows}


def line(desk, ref, name, *words):
    (found,) = [row for row in desk.done("schedule", ref, "--json", *words).json if row["id"] == name]
    return found


def test_due_asks_the_whole_book_or_one_company(two):
    assert subjects(two.done("due", "--json").json) == {REF, MEETING, OTHER_AGM}
    assert subjects(two.done("due", "--json", "--company", "IIJ").json) == {REF, MEETING}
    assert subjects(two.done("due", "--json", "--company", OTHER).json) == {OTHER_AGM}


@pytest.mark.parametrize(("within", "listed"), [("1d", False), ("2d", True)])
def test_the_last_day_of_what_is_asked_for_is_within_it(two, within, listed):
    rows = two.done("due", "--within", within, "--company", OTHER, "--json").json
    assert ("notice_public_co" in {row["id"] for row in rows}) is listed  # last day 2018-06-13


def test_of_one_status_the_earlier_day_comes_first(desk_at):
    found = [(row["status"], row["last_on"]) for row in desk_at("approved").done("due", "--json").json]
    days = [day for status, day in found if status == "overdue"]
    assert len(set(days)) > 1
    assert days == sorted(days)


def test_what_a_meeting_leaves_to_do_is_due_once_it_was_held(two):
    two.done("meeting", "convene", OTHER_AGM, "--on", "2018-06-11", "--voting-record-on", "2018-03-31")
    two.now = datetime(2018, 6, 29, 3, tzinfo=UTC)
    two.done("meeting", "hold", OTHER_AGM, "--on", "2018-06-28")
    due = {row["id"]: row["status"] for row in two.done("due", "--company", OTHER, "--json").json}
    assert due["fs_at_head_office"] == "overdue"


def test_a_day_that_the_company_states_moves_what_is_counted_in_open_days(desk_at):
    desk = desk_at("approved")
    assert line(desk, REF, "withholding_due")["last_on"] == "2018-07-10"
    desk.done("company", "amend", "IIJ", "--on", "2018-06-01", "--calendar-day", "JP-GOV:2018-07-10=closed")
    assert line(desk, REF, "withholding_due")["last_on"] == "2018-07-11"


def test_an_article_counts_from_its_day(desk_at):
    desk = desk_at("approved")
    desk.done("company", "amend", "IIJ", "--on", "2018-07-15", "--article", "exclusion_years=3")
    before, after = datetime(2018, 7, 14, 3, tzinfo=UTC), datetime(2018, 7, 15, 3, tzinfo=UTC)
    for now, status in ((before, "unknown"), (after, "open")):
        rows = desk.done("schedule", REF, "--json", now=now).json
        assert {row["status"] for row in rows if row["id"] == "unclaimed_exclusion"} == {status}


def test_a_drafted_interim_dividend_is_compared_with_the_others_of_its_year(desk_at):
    desk = desk_at("company")
    desk.done("company", "amend", "IIJ", "--on", "2017-04-01", "--article", "interim_dividends=true")
    terms = ("--route", "interim", "--fiscal-year-end", "2019-03-31", "--record-on", "2018-06-30", "--effective-on")
    amounts = ("--currency", "JPY", "--per-share", "1", "--total", "45 million")
    for ref in ("D1", "D2"):
        desk.done("draft", ref, *terms, "2018-08-10", *amounts)
    assert line(desk, "D2", "interim_by_board")["status"] == "kept"
    vouched = ("--attest", "distributable-amount=worksheet", "--attest", "net-assets=accounts")
    desk.done("decide", "D1", "--on", "2018-07-31", *vouched)
    assert line(desk, "D2", "interim_by_board")["status"] == "fails"


def test_today_is_that_of_the_companys_seat(desk_at):
    desk = desk_at("approved")
    for now, slack in ((datetime(2018, 7, 10, 14, 59, tzinfo=UTC), 0), (datetime(2018, 7, 10, 15, tzinfo=UTC), -1)):
        row = next(r for r in desk.done("schedule", REF, "--json", now=now).json if r["id"] == "withholding_due")
        assert row["slack_days"] == slack
        (due,) = [r for r in desk.done("due", "--json", now=now).json if r["id"] == "withholding_due"]
        assert due["slack_days"] == slack


def test_a_plan_counts_from_today_in_tokyo(desk_at):
    desk = desk_at("empty")
    words = ("plan", "--meeting", "2018-06-28", "--article", "public=true", "--json")
    for now, slack in ((datetime(2018, 6, 12, 14, 59, tzinfo=UTC), 1), (datetime(2018, 6, 12, 15, tzinfo=UTC), 0)):
        (notice,) = [row for row in desk.done(*words, now=now).json if row["id"] == "notice_public_co"]
        assert notice["slack_days"] == slack


def test_a_plan_that_only_a_note_objects_to_can_stand(desk):
    late = desk.run("plan", "--effective", "2018-06-29", "--pay", "2018-07-02")
    assert (late.code, "cannot stand" in late.err) == (0, False)
    noted = ("plan", "--record", "2018-03-31", "--effective", "2018-07-01")
    assert desk.run(*noted).code == 3
    assert desk.run(*noted, "--article", "effect_limit_as_note=true").code == 0


def test_what_if_a_dividend_were_put_to_another_meeting(two):
    two.done("meeting", "plan", "IIJ-EGM", "--company", "IIJ", "--day", "2018-07-20", "--voting-record-on", "2018-03-31")
    told = two.done("schedule", REF, "--what-if", "meeting=IIJ-EGM", "--json").json
    missed = {each["would_be"]["id"] for each in told if each["would_be"] and each["would_be"]["status"] == "missed"}
    assert {"vote_within_3_months", "effect_not_before_resolution"} <= missed
    assert two.run("schedule", REF, "--what-if", "meeting=NOPE").code == 4


def test_days_late_are_blamed_on_the_meeting_that_was_moved_and_on_no_other(two):
    two.done("meeting", "plan", "IIJ-EGM", "--company", "IIJ", "--day", "2018-07-20", "--voting-record-on", "2018-03-31")
    moved = two.done("meeting", "reschedule", MEETING, "--on", "2018-06-11", "--to", "2018-06-29")
    assert "beyond its limit" not in moved.err
    late = two.done("meeting", "reschedule", MEETING, "--on", "2018-06-11", "--to", "2018-07-02")
    assert "planned beyond its limit: meeting 2018-07-02" in late.err
    assert "2018-07-20" not in late.err


def test_a_meeting_that_is_planned_too_late_is_told_so_at_once(two):
    told = two.done(
        *("meeting", "plan", "IIJ-EGM", "--company", "IIJ", "--day", "2018-07-20", "--voting-record-on", "2018-03-31")
    )
    assert "planned beyond its limit: meeting 2018-07-20" in told.err


def test_two_limits_of_one_rule_have_two_entries_in_the_calendar(two, tmp_path):
    from icalendar import Calendar

    two.done("company", "amend", OTHER, "--on", "2018-06-01", "--article", "record_dates_fixed=false")
    two.done("meeting", "revise", OTHER_AGM, "--on", "2018-06-11", "--set", "voting_record_on=2018-06-20")
    two.done("draft", "D", "--company", OTHER, "--route", "meeting", "--meeting", OTHER_AGM, "--record-on", "2018-06-20")
    two.done("schedule", "D", "--ics", str(tmp_path / "d.ics"))
    events = Calendar.from_ical((tmp_path / "d.ics").read_bytes()).walk("VEVENT")
    uids = [str(each["uid"]) for each in events]
    assert len(uids) == len(set(uids))
    assert date(2018, 6, 5) in {each["dtstart"].dt for each in events}  # 14 clear days before the record date


def test_an_older_rulebook_asks_less(desk_at):
    desk = desk_at("approved")
    asked = ("check", REF, "pay", "--on", "2018-06-29", "--attest", "entitled-shares=register", "--json")
    then, now = (
        {each["guard"] for each in desk.done(*asked, *words).json["findings"]}
        for words in (("--rules-of", "2026-11-01"), ())
    )
    assert then < now
    assert "pay_delay" in now - then


def test_an_article_that_is_missing_says_from_when_it_counts(desk_at):
    desk = desk_at("company")
    desk.done("draft", "D", "--route", "interim", "--fiscal-year-end", "2019-03-31", "--effective-on", "2018-08-10")
    refused = desk.run("decide", "D", "--on", "2018-07-31")
    assert refused.code == 3
    assert "an article counts from the day of its amend --on" in refused.err


def test_a_refused_fulfilment_proposes_no_check(desk_at):
    desk = desk_at("paid")
    refused = desk.run("fulfil", REF, "withholding_due", "--on", "2018-08-02")
    assert (refused.code, "earliest day: 2018-08-02" in refused.err, "try:" in refused.err) == (3, True, False)


def test_what_was_overridden_did_not_refuse(desk_at, tmp_path):
    (tmp_path / "opinion.pdf").write_text("counsel")
    desk = desk_at("proposed")
    late = ("meeting", "convene", MEETING, "--on", "2018-06-20", "--set", "reference_docs_sent=false", "--paper-voting")
    grounds = ("--override", "notice_public_co", "--reason", "strike", "--evidence", str(tmp_path / "opinion.pdf"))
    assert desk.run(*late, *grounds).code == 3
    said = desk.done("log", MEETING).rows[-1][-1]
    assert "reference documents missing" in said
    assert "notice too short" not in said
    assert said.endswith("overridden: notice_public_co")


def test_what_ended_long_ago_is_named_where_nothing_is_due(desk_at):
    desk = desk_at("paid")
    desk.done("meeting", "hold", "IIJ-AGM26", "--on", "2018-06-28")
    desk.done("close", REF, "--on", "2018-08-01", "--cleared", "7231200")
    answer = desk.done("due", now=datetime(2021, 8, 1, tzinfo=UTC))
    long_ago = f"{REF}, IIJ-AGM26 (ketsugi schedule REF)"
    assert answer.err == f"nothing is due · ended more than two years ago, and not looked at: {long_ago}\n"


def test_of_what_nobody_decided_no_duty_is_overdue_that_follows_the_decision(desk_at):
    def due_of(desk):
        return {row["id"]: row["status"] for row in desk.done("due", "--json").json}

    drafted, approved = desk_at("drafted"), {"withholding_due": "overdue", "payment_record_due": "overdue"}
    assert not approved.keys() & due_of(drafted).keys()
    rows = {row["id"]: row for row in drafted.done("schedule", REF, "--json").json}
    assert {rows[name]["message"] for name in approved} == {"it is not decided yet"}
    assert approved.items() <= due_of(desk_at("approved")).items()
