"""``verify``: what an auditor is told, and with which exit code."""

from __future__ import annotations

import json

import pytest

REF = "IIJ-FY2017-YE"


@pytest.mark.of_a_file
def test_a_sound_book_is_verified_with_its_entries_and_its_head(desk_at):
    desk = desk_at("paid")
    (head,) = desk.sql("SELECT hex(hash) FROM entry ORDER BY seq DESC LIMIT 1")[0]
    answer = desk.done("verify")
    assert answer.lines[0].startswith("verified: 9 entries (unsigned log")
    assert answer.lines[1] == f"head {head.lower()}"
    assert "no check of the book alone can tell:" in answer.out
    assert answer.err == ""


@pytest.mark.of_a_file
def test_a_sound_book_is_verified_in_json(desk_at):
    desk = desk_at("paid")
    (head,) = desk.sql("SELECT hex(hash) FROM entry ORDER BY seq DESC LIMIT 1")[0]
    report = desk.done("verify", "--json").json
    assert {name: report[name] for name in ("ok", "entries", "head", "problems")} == {
        "ok": True,
        "entries": 9,
        "head": head.lower(),
        "problems": [],
    }


def test_a_quick_check_finds_the_same_book_sound(desk_at):
    assert desk_at("paid").done("verify", "--quick", "--json").json["ok"] is True


def test_a_book_with_refusals_and_corrections_verifies(desk):
    desk.run("approve", REF, "--on", "2018-06-27")
    desk.done("approve", REF, "--on", "2018-06-28")
    desk.done("correct", REF, "--entry", "8", "--set", "for=5", "--set", "present=6", "--reason", "misread")
    desk.done("note", "IIJ", "looked at")
    assert desk.done("verify", "--json").json["ok"] is True


TAMPERED = {
    "a body edited": ("UPDATE entry SET body = replace(body, '13.50', '13.60') WHERE seq = 4", 4),
    "a day edited": ("UPDATE entry SET body = replace(body, '2018-06-07', '2018-06-08') WHERE seq = 6", 6),
    "a hash edited": ("UPDATE entry SET hash = randomblob(32) WHERE seq = 5", 5),
    "a link edited": ("UPDATE entry SET prev = randomblob(32) WHERE seq = 5", 5),
    "an entry deleted": ("DELETE FROM entry WHERE seq = 5", 5),
    "a signature added": ("UPDATE entry SET sig = randomblob(64) WHERE seq = 3", 3),
    "a state row edited": ("UPDATE subject SET state = 'paid' WHERE kind = 'dividend'", 7),
    "a state row deleted": ("DELETE FROM subject WHERE kind = 'meeting'", 6),
    "a body that is no JSON": ("UPDATE entry SET body = '[1]' WHERE seq = 5", 5),
}


@pytest.mark.of_a_file
@pytest.mark.parametrize("change", TAMPERED)
def test_a_changed_book_is_not_verified_and_the_first_bad_entry_is_named(desk_at, change):
    desk = desk_at("approved")
    text, first = TAMPERED[change]
    desk.tamper(text)
    answer = desk.run("verify", "--json")
    assert answer.code == 6
    assert answer.json["ok"] is False
    assert answer.json["first_bad"] == first
    assert {"entry", "what"} == set(answer.json["problems"][0])
    told = desk.run("verify")
    assert told.code == 6
    assert told.lines[0].startswith("NOT VERIFIED: ")
    assert f"first bad entry: {first}" in told.lines[0]


GENESIS = {
    "deleted": "DELETE FROM entry WHERE seq = 1",
    "without its zone": "UPDATE entry SET body = json_remove(body, '$.timezone') WHERE seq = 1",
    "without its policy": "UPDATE entry SET body = json_remove(body, '$.policy') WHERE seq = 1",
    "another kind of value": "UPDATE entry SET body = '[]' WHERE seq = 1",
    "with a policy that is text": "UPDATE entry SET body = json_set(body, '$.policy', 'none') WHERE seq = 1",
    "with an unknown zone": "UPDATE entry SET body = json_set(body, '$.timezone', 'Nowhere') WHERE seq = 1",
    "the whole log deleted": "DELETE FROM entry",
}


@pytest.mark.of_a_file
@pytest.mark.parametrize("change", GENESIS)
def test_a_changed_first_entry_is_a_broken_log_and_not_a_crash(desk_at, change):
    desk = desk_at("approved")
    desk.tamper(GENESIS[change])
    answer = desk.run("verify")
    assert answer.code == 6
    assert answer.lines[0].startswith("NOT VERIFIED: ")
    assert desk.run("verify", "--json").json["ok"] is False


@pytest.mark.of_a_file
@pytest.mark.parametrize(
    "words", [("log",), ("list",), ("show", REF), ("export",), ("check", REF, "suspend"), ("note", "IIJ", "x")]
)
@pytest.mark.parametrize("change", ["deleted", "another kind of value", "without its zone"])
def test_no_other_command_crashes_on_a_broken_log(desk_at, change, words):
    desk = desk_at("approved")
    desk.tamper(GENESIS[change])
    answer = desk.run(*words)
    assert answer.code in (0, 6, 7)
    if answer.code:
        assert answer.err.startswith("error: ")
        assert answer.err.count("\n") == 1


@pytest.mark.parametrize("words", [("log",), ("show", REF), ("export", "--format", "csv"), ("check", REF, "pay")])
@pytest.mark.parametrize("body", ['{"subject":"IIJ-FY2017-YE","rev":9}', "[]"], ids=["names", "list"])
def test_an_entry_forged_without_its_names_does_not_crash_the_reading_commands(desk_at, body, words):
    desk = desk_at("approved")
    desk.tamper("UPDATE entry SET body = ? WHERE seq = 7", body)
    answer = desk.run(*words)
    assert answer.code in (0, 2, 3, 4, 6, 7)
    if answer.code and words[0] != "check":  # its answer may be no
        assert answer.err.startswith(("error: ", "refused: "))
    assert desk.run("verify").code == 6


def test_two_entries_swapped_are_found(desk_at):
    desk = desk_at("approved")
    bodies = desk.sql("SELECT seq, body, hash FROM entry WHERE seq IN (5, 6)")
    (_, fifth, fifth_hash), (_, sixth, sixth_hash) = bodies
    desk.tamper("UPDATE entry SET body = '{}' WHERE seq = 5")
    desk.tamper("UPDATE entry SET body = ?, hash = ? WHERE seq = 6", fifth, fifth_hash)
    desk.tamper("UPDATE entry SET body = ?, hash = ? WHERE seq = 5", sixth, sixth_hash)
    report = desk.run("verify", "--json")
    assert report.code == 6
    assert report.json["first_bad"] == 5


@pytest.mark.of_a_file
def test_a_schema_without_its_triggers_is_told(desk_at, unchanged):
    desk = desk_at("approved")
    desk.sql("DROP TRIGGER entry_is_not_edited")
    answer = desk.run("verify")
    assert answer.code == 6
    assert "schema was changed" in answer.out
    with unchanged(desk):
        written = desk.run("note", "IIJ", "goes on regardless")
    assert written.code == 7
    assert "schema was changed" in written.err


def test_hostile_text_in_a_forged_entry_does_not_reach_the_terminal(desk_at):
    desk = desk_at("approved")
    (body,) = desk.sql("SELECT body FROM entry WHERE seq = 6")[0]
    forged = json.loads(body) | {"subject": "\x1b[2J\u202eevil", "from": "\x1b]0;title\x07"}
    desk.tamper("UPDATE entry SET body = ? WHERE seq = 6", json.dumps(forged, ensure_ascii=False))
    shown = desk.terminal("verify")
    assert "\x1b" not in shown
    assert "\u202e" not in shown
    assert "NOT VERIFIED" in shown
