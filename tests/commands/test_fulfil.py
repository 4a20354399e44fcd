"""A duty that was done: once, not before it arises, named in every answer, and corrected by one more entry."""

from __future__ import annotations

import json

import pytest

from tests.commands.conftest import DIVIDEND as REF
from tests.commands.conftest import MEETING


def timetable(desk, ref=REF):
    return {row["id"]: row for row in desk.done("schedule", ref, "--json").json}


def fulfil(desk, ref, duty, on):
    desk.done("fulfil", ref, duty, "--on", on)
    return desk.last["rev"] and len(desk.entries())


@pytest.mark.parametrize(
    ("stage", "ref", "duty", "on", "said"),
    [
        ("approved", REF, "tdnet_dividend", "2018-05-23", "board's resolution 2018-05-24, done 2018-05-23: 1 day early"),
        ("approved", REF, "payment_record_due", "2018-06-27", "effective 2018-06-29, done 2018-06-27: 2 days early"),
        ("approved", REF, "deemed_paid_1y", "2019-06-29", "effective 2018-06-29, done 2019-06-29: 1 day early"),
        ("drafted", REF, "tdnet_dividend", "2018-05-24", "counted from a day that is not stated: board's resolution"),
        ("planned", MEETING, "extraordinary_report", "2018-06-27", "meeting 2018-06-28, done 2018-06-27: 1 day early"),
    ],
)
def test_a_duty_is_not_done_before_the_day_from_which_it_is_counted(desk_at, unchanged, stage, ref, duty, on, said):
    desk = desk_at(stage)
    with unchanged(desk):
        answer = desk.run("fulfil", ref, duty, "--on", on)
    (line,) = answer.err.splitlines()
    assert (answer.code, line.startswith(f"error: {duty}: {said} · ")) == (2, True), line
    assert "give the day it was done" in line or "give first: " in line


@pytest.mark.parametrize(
    ("duty", "why"),
    [
        ("tdnet_progress", "only where what was disclosed has changed"),
        ("english_disclosure", "in force from 2025-04-01, board's resolution 2018-05-24"),
    ],
)
def test_a_duty_that_does_not_bind_is_not_fulfilled(desk_at, unchanged, duty, why):
    desk = desk_at("approved")
    with unchanged(desk):
        answer = desk.run("fulfil", REF, duty, "--on", "2018-06-29")
    assert (answer.code, answer.err) == (2, f"error: {duty}: does not bind {REF} · {why}\n")


@pytest.mark.parametrize(
    ("stage", "ref", "duty", "on"),
    [
        ("approved", REF, "tdnet_dividend", "2018-05-24"),
        ("approved", REF, "payment_record_due", "2018-06-29"),
        ("approved", MEETING, "extraordinary_report", "2018-06-28"),
        ("planned", MEETING, "fs_at_head_office", "2018-05-01"),  # counted backwards: it may be early
    ],
)
def test_a_duty_is_done_from_that_day_on_and_one_counted_backwards_at_any_time(desk_at, stage, ref, duty, on):
    desk = desk_at(stage)
    desk.done("fulfil", ref, duty, "--on", on)
    assert (timetable(desk, ref)[duty]["status"], timetable(desk, ref)[duty]["on"]) == ("kept", on)


def test_a_duty_is_done_once_and_the_remedy_is_to_correct_that_entry(desk_at, unchanged):
    desk = desk_at("approved")
    seq = fulfil(desk, REF, "payment_record_due", "2018-07-30")
    with unchanged(desk):
        answer = desk.run("fulfil", REF, "payment_record_due", "--on", "2018-07-31")
    no, remedy = answer.err.rstrip("\n").split(" · ")
    assert (answer.code, no) == (2, f"error: payment_record_due: was done on 2018-07-30 (entry {seq})")
    assert remedy == f"if that is wrong: ketsugi correct {REF} --entry {seq} --occurred-on DATE --reason TEXT"


def test_each_change_may_be_disclosed_anew(desk_at):
    desk = desk_at("proposed")
    for day in ("2018-05-28", "2018-06-04"):
        desk.done("revise", REF, "--on", day, "--resource", f"capital surplus, {day}")
        desk.done("fulfil", REF, "tdnet_progress", "--on", day)
    assert timetable(desk)["tdnet_progress"]["on"] == "2018-06-04"


@pytest.mark.parametrize(
    ("on", "late"),
    [
        ("2018-07-30", []),
        ("2018-07-31", ["  note: 1 day late, last day 2018-07-30 (payment_record_due, Income Tax Act art. 225(1))"]),
        ("2018-08-01", ["  note: 2 days late, last day 2018-07-30 (payment_record_due, Income Tax Act art. 225(1))"]),
    ],
)
def test_the_answer_names_the_duty_and_how_late_it_was(desk_at, on, late):
    desk = desk_at("approved")
    answer = desk.done("fulfil", REF, "payment-record-due", "--on", on)
    assert answer.out.startswith(f"recorded: fulfil {REF} payment_record_due on {on} · approved · entry ")
    assert answer.err.splitlines()[:-1] == late


def test_the_log_and_show_name_the_duty(desk_at):
    desk = desk_at("approved")
    seq = fulfil(desk, REF, "payment_record_due", "2018-07-30")
    desk.run("fulfil", REF, "withholding_due", "--on", "2018-12-31")
    done, refused = desk.done("log", REF).rows[-2:]
    assert (done[6], done[-1]) == ("fulfil", "approved; payment_record_due")
    assert refused[-1].startswith("withholding_due; ")
    shown = desk.done("show", REF).out
    assert f"fulfil      approved  (entry {seq})\n{'':26}payment_record_due" in shown


def test_a_duty_recorded_under_a_wrong_name_is_corrected_and_the_timetable_follows(desk_at):
    desk = desk_at("approved")
    seq = fulfil(desk, REF, "payment_record_due", "2018-07-30")
    before = desk.entries()
    why = ("--reason", "the receipt is of the notices")
    desk.done("correct", REF, "--entry", str(seq), "--set", "fulfilled=['payment_notice_due']", *why)
    rows = timetable(desk)
    assert (rows["payment_notice_due"]["status"], rows["payment_notice_due"]["entry"]) == ("kept", seq)
    assert (rows["payment_record_due"]["status"], rows["payment_record_due"]["entry"]) == ("overdue", None)
    assert desk.entries()[:-1] == before
    assert desk.done("show", REF, "--json").json["facts"]["fulfilled"] == ["payment_notice_due"]
    assert "should say fulfilled payment_notice_due" in desk.done("log", REF).rows[-1][-1]
    again = desk.last
    assert [each["message"] for each in again["findings"] if each["guard"] == "stands_as_corrected"] == [
        f"fulfil (entry {seq}) as corrected: possible"
    ]
    desk.done("fulfil", REF, "payment_record_due", "--on", "2018-07-31")
    assert timetable(desk)["payment_record_due"]["status"] == "missed"
    assert json.loads(desk.done("verify", "--json").out)["ok"]


@pytest.mark.parametrize("twice", [False, True], ids=["the entry", "its correction"])
def test_a_duty_recorded_by_mistake_is_taken_back_with_none(desk_at, twice):
    desk = desk_at("approved")
    seq = entry = fulfil(desk, REF, "payment_record_due", "2018-07-30")
    if twice:
        desk.done("correct", REF, "--entry", str(seq), "--set", "fulfilled=['withholding_due']", "--reason", "wrong name")
        entry += 1
    desk.done("correct", REF, "--entry", str(entry), "--set", "fulfilled=['none']", "--reason", "another company's receipt")
    rows = timetable(desk)
    assert {rows[duty]["status"] for duty in ("payment_record_due", "withholding_due")} == {"overdue"}
    assert "fulfilled" not in desk.done("show", REF, "--json").json["facts"]
    desk.done("fulfil", REF, "payment_record_due", "--on", "2018-07-31")
    assert json.loads(desk.done("verify", "--json").out)["ok"]


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("['nothing']", "nothing: no such duty"),
        ("['none', 'withholding_due']", "none: no such duty"),
        ("['annulment_window']", "annulment_window: lasts until a day, and is not fulfilled"),
        ("['withholding_due', 'withholding_due']", "withholding_due: stated twice"),
        ("withholding_due", "fulfilled: 'withholding_due' is not a list"),
        ("[]", "correct: what should it have said?"),
    ],
)
def test_a_correction_names_a_duty_that_there_is(desk_at, unchanged, value, said):
    desk = desk_at("approved")
    seq = fulfil(desk, REF, "payment_record_due", "2018-07-30")
    with unchanged(desk):
        answer = desk.run("correct", REF, "--entry", str(seq), "--set", f"fulfilled={value}", "--reason", "typed wrong")
    assert (answer.code, answer.err.startswith(f"error: {said}")) == (2, True), answer.err


def test_only_an_entry_of_fulfil_is_corrected_in_its_duty(desk_at, unchanged):
    desk = desk_at("approved")
    with unchanged(desk):
        answer = desk.run("correct", REF, "--entry", "5", "--set", "fulfilled=['withholding_due']", "--reason", "x")
    assert (answer.code, answer.err.startswith("error: fulfilled: resolve (entry 5) does not state it")) == (2, True)
