"""``check``: may I do this on that day, and if not, from when?"""

from __future__ import annotations

import pytest

REF = "IIJ-FY2017-YE"
NAMES = {"guard", "verdict", "weight", "message", "figures", "source", "remedy"}


def test_a_check_in_json_has_the_promised_names(desk):
    answer = desk.done("check", REF, "approve", "--on", "2018-06-28", "--json").json
    assert (answer["possible"], answer["earliest_on"]) == (True, "2018-06-28")
    assert all(set(each) >= NAMES for each in answer["findings"])
    by_guard = {each["guard"]: each for each in answer["findings"]}
    assert by_guard["sitting_day"]["verdict"] == "pass"
    assert by_guard["ordinary_quorum"]["verdict"] == "unknown"
    assert by_guard["ordinary_quorum"]["weight"] == "defect"
    assert by_guard["ordinary_quorum"]["source"] == "Companies Act art. 309(1)"
    assert by_guard["ordinary_quorum"]["remedy"]
    assert {each["verdict"] for each in answer["findings"]} <= {"pass", "fail", "unknown", "not applicable"}
    assert {each["weight"] for each in answer["findings"]} <= {"bar", "defect", "note"}


def test_a_day_too_early_is_answered_with_figures_and_the_earliest_day(desk):
    answer = desk.run("check", REF, "approve", "--on", "2018-06-20", "--json")
    assert answer.json["possible"] is False
    assert answer.json["earliest_on"] == "2018-06-28"
    (failed,) = [each for each in answer.json["findings"] if each["verdict"] == "fail"]
    assert failed["guard"] == "sitting_day"
    assert failed["figures"] == {"meeting": "2018-06-28", "approve": "2018-06-20"}


def test_what_waiting_does_not_cure_has_no_earliest_day(desk_at):
    answer = desk_at("drafted").run("check", REF, "pay", "--on", "2018-06-29", "--json").json
    assert (answer["possible"], answer["earliest_on"]) == (False, None)


@pytest.mark.parametrize("day", ["2018-06-27", "2018-06-28"])
def test_a_check_and_the_step_agree(desk, day):
    check = desk.run("check", REF, "approve", "--on", day, "--json")
    step = desk.run("approve", REF, "--on", day)
    assert (check.code, check.json["possible"]) == (step.code, step.code == 0)


def test_a_check_writes_nothing_refused_or_not(desk, unchanged):
    with unchanged(desk):
        desk.run("check", REF, "approve", "--on", "2018-06-27")
        desk.run("check", REF, "approve", "--on", "2018-06-28")


def test_a_check_reads_as_a_verdict_and_then_the_reasons(desk):
    answer = desk.run("check", REF, "approve", "--on", "2018-06-27")
    assert answer.lines[0] == f"not possible: approve {REF} on 2018-06-27; earliest day: 2018-06-28"
    assert any(line.split()[:2] == ["fail", "bar"] and "sitting_day" in line for line in answer.lines)
    assert desk.run("check", REF, "approve", "--on", "2018-06-28").lines[0].startswith(f"possible: approve {REF}")


def test_without_a_day_a_check_asks_about_today_at_the_companys_seat(desk):
    from datetime import UTC, datetime

    before_midnight_in_london = datetime(2018, 6, 27, 16, 0, tzinfo=UTC)  # 01:00 of the 28th in Tokyo
    answer = desk.done("check", REF, "approve", "--json", now=before_midnight_in_london)
    assert (answer.json["on"], answer.json["possible"]) == ("2018-06-28", True)


def test_a_fact_may_be_supposed(desk):
    votes = ("--set", "for=50", "--set", "present=100", "--set", "exercisable=150")
    answer = desk.run("check", REF, "approve", "--on", "2018-06-28", "--json", *votes).json
    assert answer["possible"] is False
    (failed,) = [each for each in answer["findings"] if each["verdict"] == "fail"]
    assert failed["guard"] == "ordinary_majority"
    assert "50 of 100" in failed["message"]


def test_a_defect_may_be_supposed_to_be_overridden(desk_at, tmp_path):
    desk = desk_at("proposed")
    (tmp_path / "consent.txt").write_text("x")
    late = ("check", "IIJ-AGM26", "convene", "--on", "2018-06-20", "--json")
    assert desk.run(*late).json["possible"] is False
    said = ("--override", "notice_public_co", "--reason", "consent", "--evidence", str(tmp_path / "consent.txt"))
    assert desk.run(*late, *said).json["possible"] is True


def test_a_check_of_payment_names_the_bank_day_and_its_calendar(desk_at):
    answer = desk_at("approved").run("check", REF, "pay", "--on", "2018-06-30", "--json").json
    (banks,) = [each for each in answer["findings"] if each["guard"] == "pay_business_day"]
    assert (banks["verdict"], banks["weight"]) == ("fail", "note")
    assert "Sat" in banks["message"]
    assert "JP-BANK" in banks["figures"]["calendar"]


@pytest.mark.parametrize("words", [(REF, "aprove"), (REF, "approve", "--set", "colour=red"), (REF, "approve", "--set", "x")])
def test_a_check_of_what_means_nothing_is_wrong_words(desk, unchanged, words):
    with unchanged(desk):
        answer = desk.run("check", *words)
    assert answer.code == 2
    assert answer.err.startswith("error: ")
    assert answer.err.count("\n") == 1
    assert "Traceback" not in answer.err


@pytest.mark.parametrize("value", ["[" * 5000, "9" * 5000, "{" * 5000], ids=["nested lists", "5000 digits", "open tables"])
def test_a_supposed_value_that_no_reader_can_hold_is_wrong_words(desk, value):
    answer = desk.run("check", REF, "approve", "--set", f"present={value}")
    assert answer.code == 2
    assert answer.err.startswith("error: ")
    assert answer.err.count("\n") == 1
    assert len(answer.err) < 1000
