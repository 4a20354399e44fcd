"""The desk's timetable: schedule, due, plan, fulfil, in thought and as a calendar file."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from tests.commands.conftest import DIVIDEND as REF
from tests.commands.conftest import MEETING

AGENDA = ("schedule", REF)


def by_id(rows):
    return {row["id"]: row for row in rows}


def last_entry(desk):
    return json.loads(desk.done("log", REF, "--json").lines[-1])["seq"]


def test_schedule_lists_each_limit_with_weekday_slack_and_article(desk_at):
    rows = by_id(desk_at("approved").done(*AGENDA, "--json").json)
    notice = rows["notice_public_co"]
    assert (notice["status"], notice["last_on"], notice["weekday"], notice["on"]) == (
        "kept", "2018-06-13", "Wed", "2018-06-07",
    )  # fmt: skip
    assert (notice["slack_days"], notice["source"]) == (6, "Companies Act art. 299(1)")
    assert rows["effect_not_before_resolution"]["first_on"] == "2018-06-28"
    assert rows["payment_record_due"]["last_on"] == "2018-07-30"


def test_a_meeting_has_a_timetable_of_its_own(desk_at):
    rows = desk_at("planned").done("schedule", MEETING, "--json").json
    assert {row["subject"] for row in rows} == {MEETING}
    assert by_id(rows)["notice_public_co"]["status"] == "overdue"  # its last day is over, and no dispatch is recorded


def test_a_company_has_no_timetable(desk_at):
    answer = desk_at("company").run("schedule", "IIJ")
    assert (answer.code, answer.out) == (2, "")
    assert "ketsugi due" in answer.err


@pytest.mark.of_a_file
def test_a_person_sees_a_line_through_time_with_today_on_it(desk_at):
    shown = desk_at("approved").terminal(*AGENDA)
    assert (
        shown.index("2018-03-31 Sat  ● voting record date")
        < shown.index("2018-06-28 Thu  ● meeting")
        < shown.index("▶ today")
    )
    assert "│ 15 days" in shown  # from the last day of dispatch to the meeting


@pytest.mark.of_a_file
def test_a_duty_that_was_done_is_shown_with_its_day_and_entry(desk_at):
    desk = desk_at("approved")
    desk.done("fulfil", REF, "tdnet-dividend", "--on", "2018-05-24")
    receipt = desk.book.parent / "receipt.pdf"
    receipt.write_bytes(b"of the tax office")
    desk.done("fulfil", REF, "payment_record_due", "--on", "2018-07-31", "--evidence", str(receipt))
    rows = by_id(desk.done(*AGENDA, "--json").json)
    assert (rows["tdnet_dividend"]["status"], rows["tdnet_dividend"]["on"]) == ("kept", "2018-05-24")
    late = rows["payment_record_due"]
    assert (late["status"], late["slack_days"], late["entry"]) == ("missed", -1, last_entry(desk))
    assert (late["evidence"], rows["tdnet_dividend"]["evidence"]) == (["receipt.pdf"], [])
    assert f"2018-07-31 (entry {late['entry']}, receipt.pdf)" in desk.terminal(*AGENDA)


def test_a_correction_moves_the_day_a_duty_was_done(desk_at):
    desk = desk_at("approved")
    desk.done("fulfil", REF, "payment_record_due", "--on", "2018-07-31")
    desk.done(
        "correct", REF, "--entry", str(last_entry(desk)), "--occurred-on", "2018-07-30", "--reason", "receipt of the office"
    )
    assert by_id(desk.done(*AGENDA, "--json").json)["payment_record_due"]["status"] == "kept"


@pytest.mark.of_a_file
@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("fulfil", REF, "nothing", "--on", "2018-07-30"), "nothing: no such duty"),
        (("fulfil", MEETING, "tdnet_dividend", "--on", "2018-07-30"), "tdnet_dividend: a duty of a dividend"),
        (
            ("fulfil", REF, "annulment_window", "--on", "2018-07-30"),
            "annulment_window: lasts until a day",
        ),
        (("fulfil", "IIJ", "tdnet_dividend", "--on", "2018-07-30"), "IIJ: a company has no duties"),
        (("fulfil", REF, "tdnet_dividend"), "missing option '--on'"),
        (
            ("fulfil", MEETING, "notice_public_co", "--on", "2018-07-30"),
            "notice_public_co: a limit of a step",
        ),
        (("due", "--within", "soon"), "--within soon: not a number of days"),
        (("due", "--within", "-3d"), "--within -3d: not a number of days"),
        (("schedule", REF, "--what-if", "day"), "--what-if day: no value"),
        (("schedule", REF, "--what-if", "colour=red"), "colour: no fact of a dividend or its meeting"),
        (("schedule", MEETING, "--what-if", "colour=red"), "colour: no fact of a meeting \N{MIDDLE DOT} "),
        (("schedule", REF, "--what-if", "day=2018-06-31"), "day: 2018-06-31 is not a day"),
        (("plan", "--record", "31.3.2018"), "--record: '31.3.2018' is not a day"),
        (("plan", "--meeting", "2027-02-30"), "--meeting: 2027-02-30 is not a day of the calendar"),
        (("plan", "--meeting", "2027-06-30", "--route", "nobody"), "--route nobody: unknown"),
        (("schedule", REF, "--what-if", "efective_on=2018-06-29"), "efective_on: no fact of a dividend or its meeting"),
        (("plan", "--meeting", "2027-06-30", "--article", "listed=perhaps"), "articles.listed: 'perhaps' is neither"),
        (("plan", "--meeting", "2027-06-30", "--set", "colour=red"), "colour: does not go with plan"),
        (("plan", "--meeting", "2027-06-30", "--set", "day=2027-06-29"), "day is given twice"),
        (("plan",), "plan: give at least one date"),
        (("plan", "--meeting", "2027-06-30", "--article", "agm_months=25"), "articles.agm_months: 25 is not a period"),
        (("plan", "--meeting", "2027-06-30", "--article", "exclusion_years=101"), "articles.exclusion_years: 101 is not a"),
        (("plan", "--meeting", "2027-06-30", "--article", "notice_days=367"), "articles.notice_days: 367 is not a period"),
        (("company", "amend", "IIJ", "--on", "2018-06-01", "--article", "agm_months=25"), "articles.agm_months: 25 is not"),
        (
            ("meeting", "reschedule", MEETING, "--on", "2018-06-10", "--to", "2018-06-28"),
            f"{MEETING} sits on",
        ),
        (("schedule", REF, "--what-if", "fulfilled=tdnet_dividend"), "fulfilled: no fact of a dividend or its meeting"),
        (("schedule", REF, "--what-if", "day=2018-06-29", "--ics", "x.ics"), "--what-if is in thought"),
        (("plan", "--meeting", "", "--record", "", "--article", "listed=true"), "plan: give at least one date"),
    ],
)
def test_words_that_mean_nothing_are_told_in_one_line(desk_at, unchanged, words, said):
    desk = desk_at("approved")
    with unchanged(desk):
        answer = desk.run(*words)
    assert answer.code == 2
    (line,) = answer.err.splitlines()
    assert line.startswith(f"error: {said}")


def test_what_if_shows_what_would_move_and_writes_nothing(desk_at, unchanged):
    desk = desk_at("convened")
    with unchanged(desk):
        answer = desk.done(*AGENDA, "--what-if", "day=2018-07-02")
        pairs = desk.done(*AGENDA, "--what-if", "day=2018-07-02", "--json").json
    assert "vote_within_3_months (meeting)  kept 2018-06-30 [+2 d] → missed 2018-06-30 [-2 d]" in answer.out
    moved = {pair["would_be"]["id"]: pair["would_be"]["status"] for pair in pairs}
    assert moved["vote_within_3_months"] == "missed"
    assert "effect_within_3_months" not in moved


@pytest.mark.of_a_file
def test_what_if_shows_the_findings_that_would_change_too(desk_at, unchanged):
    desk = desk_at("convened")
    with unchanged(desk):
        said = desk.done(*AGENDA, "--what-if", "per_share=14.00", "--what-if", "entitled=45070489").out
    assert "total_matches (total does not match)  unknown → fails" in said
    assert "at approve: 14.00 × 45,070,489 = 630,986,846.00, stated 608 million" in said


@pytest.mark.of_a_file
def test_a_screen_leaves_out_what_is_answered_and_has_no_day_and_a_program_gets_it(desk_at):
    desk = desk_at("convened")
    assert by_id(desk.done(*AGENDA, "--json").json)["resolve_three_items"]["status"] == "kept"
    shown = desk.terminal(*AGENDA)
    assert "resolve_three_items" not in shown
    assert "at approve: votes present and exercisable not stated" in shown


@pytest.mark.of_a_file
def test_what_if_lists_the_words_of_the_dividend_and_of_its_meeting(desk_at):
    desk = desk_at("convened")
    told = desk.run(*AGENDA, "--what-if", "ghi=red").err
    assert told.endswith(
        "no fact of a dividend or its meeting · what there is: ketsugi facts dividend and ketsugi facts meeting\n"
    )
    for near, meant in (
        ("per_shar", "per_share"),
        ("voting_record_no", "voting_record_on"),
        ("paper_votin", "paper_voting"),
    ):
        assert f"did you mean {meant}?" in desk.run(*AGENDA, "--what-if", f"{near}=red").err


def test_what_if_nothing_changes_says_so(desk_at):
    assert "nothing changes" in desk_at("convened").done(*AGENDA, "--what-if", "day=2018-06-28").out


def test_due_puts_the_overdue_first_and_leaves_out_what_is_done_or_lasts(desk_at):
    desk = desk_at("approved")
    desk.done("fulfil", REF, "tdnet_dividend", "--on", "2018-05-24")
    rows = desk.done("due", "--json").json
    assert "tdnet_dividend" not in by_id(rows)
    assert "annulment_window" not in by_id(rows)
    overdue = [row["status"] == "overdue" for row in rows]
    assert overdue == sorted(overdue, reverse=True)
    assert by_id(rows)["deemed_paid_1y"]["status"] == "open"
    assert "deemed_paid_1y" not in by_id(desk.done("due", "--within", "30d", "--json").json)


def test_due_fails_on_overdue_only_when_asked_and_only_when_there_is(desk_at):
    desk = desk_at("approved")
    assert desk.run("due").code == 0
    assert desk.run("due", "--fail-on-overdue").code == 3
    assert desk_at("company").run("due", "--fail-on-overdue").code == 0


@pytest.mark.parametrize(
    ("to", "said"),
    [
        ("2018-06-29", []),
        (
            "2018-06-30",
            [
                "  planned beyond its limit: effective 2018-06-29, decision 2018-06-30: 1 day early, not before 2018-06-30",
                f"  look at: ketsugi schedule {REF}",
            ],
        ),
    ],
)
def test_a_meeting_that_is_moved_names_the_days_that_no_longer_stand_with_it(desk_at, to, said):
    desk = desk_at("convened")
    june = datetime(2018, 6, 11, 3, tzinfo=UTC)
    answer = desk.done("meeting", "reschedule", MEETING, "--on", "2018-06-10", "--to", to, now=june)
    grounds = " (effect_not_before_resolution, Companies Act art. 454(1)(iii))"
    told = [line.removesuffix(grounds) for line in answer.err.splitlines()]
    forgotten = "  held of the old day alone: board on; state again what holds of the new one"
    assert told == [forgotten, *said, f"next: ketsugi meeting convene {MEETING} --on DATE"]


@pytest.mark.of_a_file
def test_a_day_planned_too_late_is_due_but_not_overdue(desk_at):
    desk = desk_at("convened")
    june = datetime(2018, 6, 11, 3, tzinfo=UTC)
    desk.done("fulfil", REF, "tdnet_dividend", "--on", "2018-05-24", now=june)
    desk.done("meeting", "reschedule", MEETING, "--on", "2018-06-10", "--to", "2018-06-30", now=june)
    due = ("due", "--within", "0d", "--fail-on-overdue", "--json")
    assert {row["status"] for row in desk.done(*due, now=june).json} == {"missed", "unknown"}


def due_of(desk, ref, **more):
    return {row["id"]: row["status"] for row in desk.done("due", "--json", **more).json if row["subject"] == ref}


@pytest.mark.of_a_file
def test_of_a_dividend_that_was_withdrawn_only_its_disclosure_is_due(desk_at):
    desk = desk_at("proposed")
    desk.done("withdraw", REF, "--on", "2018-06-01")
    assert due_of(desk, REF) == {"tdnet_dividend": "overdue", "tdnet_progress": "overdue"}
    desk.done("fulfil", REF, "tdnet_dividend", "--on", "2018-05-24")
    desk.done("fulfil", REF, "tdnet_progress", "--on", "2018-06-01")
    assert due_of(desk, REF) == {}


@pytest.mark.of_a_file
def test_a_duty_that_was_not_done_stays_due_after_the_dividend_is_closed(desk_at):
    desk = desk_at("paid")
    before = due_of(desk, REF)
    desk.done("close", REF, "--on", "2018-08-01", "--cleared", "7231200")
    assert before["withholding_due"] == "overdue"
    assert due_of(desk, REF) == {name: status for name, status in before.items() if name != "deemed_paid_1y"}
    desk.done("fulfil", REF, "withholding_due", "--on", "2018-07-10")
    assert "withholding_due" not in due_of(desk, REF)


def test_a_word_that_is_misspelt_is_told_the_likely_one(desk_at):
    answer = desk_at("approved").run("schedule", REF, "--what-if", "efective_on=2018-06-29")
    assert answer.err.endswith(" · did you mean effective_on?\n")


def test_a_cancelled_meeting_names_the_dividends_that_were_to_be_put_to_it(desk_at):
    desk = desk_at("proposed")
    answer = desk.done("meeting", "cancel", MEETING, "--on", "2018-06-01")
    assert f"was to be put to it: {REF} (proposed)" in answer.err
    revise = f"ketsugi revise {REF} --on DATE --meeting REF"
    assert answer.err.endswith(f"next: {revise}\n")
    assert desk.done("show", REF, "--json").json["next_step"] == revise


def test_a_dividend_planned_beyond_a_limit_is_told_so_at_once(desk):
    late = ("--record-on", "2027-03-31", "--effective-on", "2027-07-01")
    answer = desk.done("draft", "LATE", "--company", "IIJ", "--route", "meeting", *late)
    assert "planned beyond its limit: effective 2027-07-01, record date 2027-03-31: 1 day late" in answer.err
    assert "look at: ketsugi schedule LATE" in answer.err


def test_a_cancelled_meeting_leaves_nothing_to_do(desk_at):
    desk = desk_at("planned")
    assert due_of(desk, MEETING)
    desk.done("meeting", "cancel", MEETING, "--on", "2018-06-01")
    assert due_of(desk, MEETING) == {}
    assert "notice_public_co" not in {row["id"] for row in desk.done("due", "--json").json}
    assert desk.done("schedule", MEETING, "--json").json == []


def test_what_is_paid_to_nobody_is_taxed_for_nobody(desk_at):
    desk = desk_at("approved")
    desk.done("annul", REF, "--on", "2018-06-29", "--reason", "a court annulled the resolution")
    assert {"withholding_due", "payment_record_due", "deemed_paid_1y"}.isdisjoint(due_of(desk, REF))


def test_due_of_one_company(desk_at):
    desk = desk_at("approved")
    assert desk.done("due", "--company", "IIJ", "--json").json == desk.done("due", "--json").json
    assert desk.run("due", "--company", REF).code == 4


@pytest.mark.parametrize(
    ("meeting", "effective", "missed"),
    [
        ("2018-06-28", "2018-06-29", set()),
        ("2018-06-30", "2018-06-30", set()),
        ("2018-07-01", "2018-06-30", {"vote_within_3_months", "effect_not_before_resolution"}),
        ("2018-06-30", "2018-07-01", {"effect_within_3_months"}),
    ],
)
def test_plan_names_the_dates_that_cannot_stand_together(desk, meeting, effective, missed):
    said = ("plan", "--record", "2018-03-31", "--meeting", meeting, "--effective", effective)
    answer, told = desk.run(*said, "--json"), desk.run(*said)
    assert answer.code == told.code == (3 if missed else 0)
    assert {row["id"] for row in answer.json if row["status"] == "missed"} == missed
    assert ("cannot stand together" in told.err) == bool(missed)
    assert all(name in told.err for name in missed)


def planned(desk, *said):
    return by_id(desk.done("plan", *said, "--json").json)


def test_what_is_planned_for_a_meeting_is_on_its_route_and_the_board_resolves_on_its_day(desk):
    rows = planned(desk, "--meeting", "2026-06-25", "--board", "2026-05-21", "--article", "listed=true")
    assert (rows["tdnet_dividend"]["last_on"], rows["tdnet_dividend"]["status"]) == ("2026-05-21", "open")
    assert rows["annulment_window"]["last_on"] == "2026-09-25"
    assert rows["agenda_bound"]["on"] == "2026-05-21"  # put to this meeting by the board that day
    assert not [row for row in rows.values() if "route" in row["message"]]
    alone = planned(desk, "--effective", "2026-06-26")
    assert alone["annulment_window"]["status"] == "unknown"


@pytest.mark.parametrize(("notice", "status"), [("2026-06-10", "kept"), ("2026-06-11", "missed")])
def test_the_day_of_the_notice_can_be_planned(desk, notice, status):
    said = ("--meeting", "2026-06-25", "--notice", notice, "--article", "listed=true")
    row = by_id(desk.run("plan", *said, "--json").json)["notice_public_co"]
    assert (row["status"], row["on"], row["last_on"]) == (status, notice, "2026-06-10")


def test_the_year_end_is_that_of_the_dividend_and_of_its_meeting(desk):
    said = ("--meeting", "2026-06-25", "--fiscal-year-end", "2026-03-31", "--article", "listed=true")
    rows = planned(desk, *said, "--article", "agm_months=3", "--set", "kind=ordinary")
    assert (rows["annual_report"]["last_on"], rows["agm_within_articles"]["last_on"]) == ("2026-06-30", "2026-06-30")


def test_a_dividend_of_the_board_is_planned_without_a_meeting(desk):
    days = ("--record", "2026-09-30", "--board", "2026-11-12", "--effective", "2026-12-04")
    rows = planned(desk, *days, "--route", "interim", "--article", "listed=true")
    assert "vote_within_3_months" not in rows
    assert (rows["tdnet_dividend"]["last_on"], rows["effect_within_3_months"]["status"]) == ("2026-11-12", "kept")


@pytest.mark.parametrize(("day", "status"), [("2027-06-26", "fails"), ("2027-06-28", "kept")])
def test_a_planned_payment_on_a_closed_day_is_told(desk, day, status):
    row = planned(desk, "--effective", "2027-06-26", "--pay", day)["pay_business_day"]
    assert row["status"] == status
    assert day in row["message"]


@pytest.mark.parametrize(("value", "due"), [("true", "2026-06-10"), ("false", "2026-06-17")])
def test_the_facts_of_a_planned_meeting_are_stated_in_the_words_of_a_case_file(desk, value, due):
    articles = ("--article", "public=false", "--article", "e_provision=false")
    said = ("--meeting", "2026-06-25", *articles, "--set", f"paper_voting={value}")
    notices = {row["last_on"] for row in planned(desk, *said).values() if row["title"] == "dispatched" and row["last_on"]}
    assert due in notices


def test_plan_needs_no_book(script):
    assert script("plan", "--record", "2018-03-31", "--meeting", "2018-06-28", "--book", "/nowhere/book.db").code == 0


@pytest.mark.of_a_file
@pytest.mark.parametrize("words", [AGENDA, ("due",)])
def test_a_person_sees_all_that_a_program_gets_on_a_screen_of_100_columns(desk_at, words):
    desk = desk_at("approved")
    shown = desk.terminal(*words).splitlines()
    assert max(map(len, shown)) <= 100
    told = " ".join(" ".join(shown).split())
    rows = desk.script(*words).rows
    assert all(cell in told for row in rows for cell in row)
    assert {len(row) for row in rows} == {10}


@pytest.mark.of_a_file
def test_nothing_due_shows_no_table(desk_at):
    desk = desk_at("company")
    assert desk.terminal("due").strip() == "nothing is due"
    assert (desk.done("due").out, desk.done("due", "--json").json) == ("", [])


def test_nothing_is_due_is_never_said_while_a_day_is_not_known(desk_at):
    desk = desk_at("company")
    said = ("--route", "board", "--record-on", "2026-10-01", "--effective-on", "2026-12-01", "--per-share", "1")
    desk.done("draft", "IIJ-X", *said, "--currency", "JPY", "--total", "45 million")
    answer = desk.done("due", "--within", "7d")
    assert [(row[0], row[1]) for row in answer.rows] == [("unknown", "")]
    assert "does not cover 2028-01-10: state its days with --calendar-day" in answer.rows[0][-1]
    assert "nothing is due" not in answer.err
