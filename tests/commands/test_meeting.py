"""The general meetings of a book."""

from __future__ import annotations

import pytest

AGM = "IIJ-AGM26"
HAPPY = [
    (
        "company",
        ("meeting", "plan", AGM, "--kind", "ordinary", "--day", "2018-06-28"),
        f"recorded: plan {AGM} · planned · entry 3",
        f"next: ketsugi meeting convene {AGM} --on DATE",
    ),
    (
        "planned",
        ("meeting", "convene", AGM, "--on", "2018-06-07"),
        f"recorded: convene {AGM} on 2018-06-07 · planned → convened · entry 4",
        f"next: ketsugi meeting hold {AGM} --on 2018-06-28",
    ),
    (
        "planned",
        ("meeting", "revise", AGM, "--on", "2018-05-24", "--set", "audited_on=2018-05-22"),
        f"recorded: revise {AGM} on 2018-05-24 · planned · entry 4",
        f"next: ketsugi meeting convene {AGM} --on DATE",
    ),
    (
        "convened",
        ("meeting", "reschedule", AGM, "--on", "2018-06-10", "--to", "2018-06-29"),
        f"recorded: reschedule {AGM} on 2018-06-10 · convened → planned · entry 7",
        f"next: ketsugi meeting convene {AGM} --on DATE",
    ),
    (
        "convened",
        ("meeting", "adjourn", AGM, "--on", "2018-06-28", "--to", "2018-07-05"),
        f"recorded: adjourn {AGM} on 2018-06-28 · convened → adjourned · entry 7",
        "next: ketsugi approve IIJ-FY2017-YE --on 2018-07-05",
    ),
    (
        "convened",
        ("meeting", "hold", AGM, "--on", "2018-06-28"),
        f"recorded: hold {AGM} on 2018-06-28 · convened → held · entry 7",
        "next: ketsugi approve IIJ-FY2017-YE --on 2018-06-28",
    ),
    (
        "convened",
        ("meeting", "cancel", AGM, "--on", "2018-06-20"),
        f"recorded: cancel {AGM} on 2018-06-20 · convened → cancelled · entry 7",
        "next: ketsugi revise IIJ-FY2017-YE --on DATE --meeting REF",
    ),
]
NAMES = [words[1] for _, words, _, _ in HAPPY]


@pytest.mark.parametrize(("stage", "words", "said", "following"), HAPPY, ids=NAMES)
def test_each_step_of_a_meeting_says_what_was_recorded_and_what_may_follow(desk_at, stage, words, said, following):
    answer = desk_at(stage).done(*words)
    assert answer.out == f"{said}\n"
    assert [line for line in answer.err.splitlines() if line.startswith("next:")] == ([following] if following else [])


@pytest.mark.parametrize(("stage", "words", "said", "following"), HAPPY, ids=NAMES)
def test_each_step_of_a_meeting_answers_in_json_and_takes_a_dry_run(desk_at, unchanged, stage, words, said, following):
    desk = desk_at(stage)
    with unchanged(desk):
        dry = desk.done(*words, "--dry-run", "--json").json
    assert (dry["ref"], dry["event"], dry["possible"]) == (AGM, words[1], True)
    entry = desk.done(*words, "--json").json
    assert (entry["body"]["event"], entry["body"]["to"]) == (words[1], dry["to"])


def test_a_dividend_may_be_approved_on_the_day_to_which_its_meeting_was_adjourned(desk):
    desk.done("meeting", "adjourn", AGM, "--on", "2018-06-28", "--to", "2018-06-29")
    assert desk.done("show", "IIJ-FY2017-YE", "--json").json["next_step"].endswith("--on 2018-06-29")
    desk.done("approve", "IIJ-FY2017-YE", "--on", "2018-06-29")


def test_a_rescheduled_meeting_must_be_convened_again_before_it_decides(desk):
    desk.done("meeting", "reschedule", AGM, "--on", "2018-06-10", "--to", "2018-06-29")
    answer = desk.run("approve", "IIJ-FY2017-YE", "--on", "2018-06-29")
    assert answer.code == 3
    assert "meeting not convened" in answer.err
    assert f"ketsugi meeting convene {AGM}" in answer.err


def test_what_is_done_before_the_notice_is_stated_as_it_becomes_known_and_the_timetable_knows_it(desk_at):
    desk = desk_at("planned")
    before = {each["id"]: each["status"] for each in desk.done("schedule", AGM, "--json").json}
    desk.done("meeting", "revise", AGM, "--on", "2018-05-25", "--set", "accounts_board_on=2018-05-24")
    desk.done("meeting", "revise", AGM, "--on", "2018-05-28", "--set", "accounts_sent=true")
    after = {each["id"]: each["status"] for each in desk.done("schedule", AGM, "--json").json}
    assert (before["fs_enclosed"], after["fs_enclosed"]) == ("unknown", "kept")
    desk.done("meeting", "convene", AGM, "--on", "2018-06-07")
    assert desk.done("meeting", "show", AGM, "--json").json["facts"]["accounts_board_on"] == "2018-05-24"
    desk.done("meeting", "revise", AGM, "--on", "2018-06-08", "--set", "published_on=2018-06-07")
    desk.done("meeting", "hold", AGM, "--on", "2018-06-28")
    refused = desk.run("meeting", "revise", AGM, "--on", "2018-06-28", "--set", "accounts_sent=false")
    assert (refused.code, "revise is not possible from there" in refused.err) == (3, True)


def test_what_belonged_to_the_day_before_holds_no_more_once_a_meeting_is_moved(desk_at):
    desk = desk_at("planned")
    desk.done("meeting", "revise", AGM, "--on", "2018-06-01", "--board-on", "2018-05-24", "--set", "accounts_sent=true")
    desk.done("meeting", "reschedule", AGM, "--on", "2018-06-02", "--to", "2018-06-29", "--set", "accounts_sent=false")
    facts = desk.done("meeting", "show", AGM, "--json").json["facts"]
    assert ("board_on" in facts, facts["accounts_sent"], facts["day"]) == (False, False, "2018-06-29")
    assert desk.done("log", AGM).rows[-1][-1] == "planned; accounts sent no; day 2018-06-29"
    assert desk.done("verify").lines[0].startswith("verified")


def test_a_correction_of_the_old_notice_does_not_bring_back_what_a_moved_meeting_forgot(desk_at):
    desk = desk_at("planned")
    desk.done("meeting", "convene", AGM, "--on", "2018-06-07")
    desk.done("meeting", "reschedule", AGM, "--on", "2018-06-08", "--to", "2018-06-29")
    old = ("--entry", "4", "--reason", "forgotten", "--set", "board_on=2018-05-24", "--set", "voters=300")
    desk.done("correct", AGM, *old)
    facts = desk.done("meeting", "show", AGM, "--json").json["facts"]
    assert ("board_on" in facts, facts["voters"]) == (False, 300)
    assert desk.done("verify").lines[0].startswith("verified")
    desk.done("meeting", "convene", AGM, "--on", "2018-06-10")
    desk.done("correct", AGM, "--entry", "7", "--reason", "forgotten", "--set", "board_on=2018-06-08")
    assert desk.done("meeting", "show", AGM, "--json").json["facts"]["board_on"] == "2018-06-08"


@pytest.mark.parametrize("words", [("correct", AGM, "--entry", "3"), ("meeting", "revise", AGM, "--on", "2018-06-01")])
def test_a_mistyped_day_is_given_anew_with_the_reason(desk_at, unchanged, words):
    desk = desk_at("planned")
    with unchanged(desk):
        answer = desk.run(*words, "--set", "day=2018-06-29", "--reason", "mistyped")
    assert (answer.code, "give another day with ketsugi meeting reschedule" in answer.err) == (2, True)


def test_what_a_moved_meeting_forgets_is_named(desk_at):
    desk = desk_at("planned")
    desk.done("meeting", "revise", AGM, "--on", "2018-06-01", "--board-on", "2018-05-24", "--set", "accounts_sent=true")
    moved = ("meeting", "reschedule", AGM, "--on", "2018-06-02", "--to", "2018-06-29")
    answer = desk.done(*moved, "--set", "accounts_sent=true")
    assert "  held of the old day alone: board on; state again what holds of the new one\n" in answer.err


def test_a_meeting_that_has_decided_is_corrected_and_not_revised(desk_at):
    refused = desk_at("approved").run("meeting", "revise", AGM, "--on", "2018-06-29", "--set", "voters=300")
    assert (refused.code, "nothing_decided" in refused.err or "decided" in refused.err) == (3, True)


@pytest.mark.parametrize(("stated", "code"), [("2018-07-31", 0), ("2018-08-01", 0), ("2018-08-02", 3)])
def test_what_is_stated_as_done_has_been_done(desk_at, stated, code):
    answer = desk_at("planned").run("meeting", "revise", AGM, "--on", "2018-06-01", "--set", f"audited_on={stated}")
    assert answer.code == code
    assert ("audited 2018-08-02, today 2018-08-01" in answer.err) is (code == 3)


def test_what_goes_with_a_notice_is_stated_by_name_and_its_lack_refuses_the_dispatch(desk_at):
    desk = desk_at("proposed")
    answer = desk.run("meeting", "convene", AGM, "--on", "2018-06-07", "--set", "accounts_sent=false")
    assert answer.code == 3
    assert "accounts missing" in answer.err
    told = desk.done("meeting", "convene", AGM, "--on", "2018-06-07", "--set", "accounts_sent=true", "--set", "voters=999")
    assert "paper_voting_required" not in told.out + told.err
    assert "fs_enclosed" not in told.out + told.err


def test_all_may_waive_a_late_notice(desk_at):
    desk = desk_at("proposed")
    late = ("meeting", "convene", AGM, "--on", "2018-06-20")
    assert "notice too short" in desk.run(*late).err
    desk.done(*late, "--no-paper-voting", "--set", "all_consented=true")


def test_a_meeting_is_shown_with_its_days(desk):
    desk.done("meeting", "adjourn", AGM, "--on", "2018-06-28", "--to", "2018-07-05")
    answer = desk.done("meeting", "show", AGM)
    assert answer.lines[0] == f"{AGM}  meeting of IIJ  ADJOURNED"
    assert "2018-07-05" in answer.out
    facts = desk.done("meeting", "show", AGM, "--json").json["facts"]
    assert facts["continued_on"] == ["2018-07-05"]


def test_meeting_show_does_not_show_a_dividend(desk):
    answer = desk.run("meeting", "show", "IIJ-FY2017-YE")
    assert answer.code == 4
    assert answer.err == "error: IIJ-FY2017-YE is a dividend · ketsugi show IIJ-FY2017-YE\n"


@pytest.mark.parametrize(
    ("words", "title"),
    [
        (("convene", AGM, "--on", "2018-06-15"), "notice too short"),
        (("hold", AGM, "--on", "2018-06-28"), "not possible now"),
    ],
    ids=["13 clear days", "not convened"],
)
def test_a_meeting_out_of_order_is_refused_and_the_refusal_recorded(desk_at, words, title):
    desk = desk_at("planned")
    answer = desk.run("meeting", *words)
    assert answer.code == 3
    assert title in answer.err
    assert desk.last["outcome"] == "refused"
    assert desk.done("show", AGM, "--json").json["state"] == "planned"


def test_the_limit_of_the_notice_itself_is_in_time(desk_at):
    desk = desk_at("planned")
    assert desk.run("meeting", "convene", AGM, "--on", "2018-06-14").code == 3
    desk.done("meeting", "convene", AGM, "--on", "2018-06-13")


def test_a_meeting_kind_that_is_unknown_names_those_that_are_known(desk_at, unchanged):
    desk = desk_at("company")
    with unchanged(desk):
        answer = desk.run("meeting", "plan", AGM, "--kind", "annual")
    assert answer.code == 2
    assert answer.err == "error: kind: 'annual' is unknown · known here: ordinary, extraordinary, written\n"
