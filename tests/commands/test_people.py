"""The roster at the desk: who is added, who cannot act yet, and what is said of people who are not there."""

from __future__ import annotations

import pytest

from tests.commands.conftest import DIVIDEND
from workflow.people import login

ME = login()
BEGIN = ("people", "add", "ito", "--name", "Ito Jun", "--login", ME, "--role", "admin")


@pytest.fixture
def desk(desk_at):
    """A book that keeps a roster, with whoever types as its admin."""
    desk = desk_at("convened")
    desk.done(*BEGIN)
    return desk


def test_the_refusal_of_the_first_person_names_words_that_work(desk_at):
    desk = desk_at("empty")
    no = desk.run("people", "add", "abe", "--name", "Abe Rin", "--role", "admin")
    assert no.code == 3
    said = next(line for line in no.err.splitlines() if "begin it with yourself" in line)
    words = said.partition("ketsugi ")[2].split()
    desk.done(*(word.replace("PERSON", "ito").replace("NAME", "Ito") for word in words))


@pytest.mark.parametrize("event", ["grant", "revoke"])
def test_a_book_without_a_roster_says_how_to_begin_one(desk_at, event):
    no = desk_at("empty").run("people", event, "abe", "--role", "payer")
    assert (no.code, no.err.split(" · ")[0]) == (4, "error: this book keeps no roster")


@pytest.mark.parametrize("event", ["grant", "revoke"])
def test_nobody_of_that_name_is_not_found_and_nothing_is_written(desk, event):
    before = desk.last
    no = desk.run("people", event, "mori", "--role", "payer")
    assert (no.code, no.err.split(" · ")[0]) == (4, "error: mori: not on the roster")
    assert desk.last == before


@pytest.mark.parametrize("event", ["grant", "revoke"])
def test_a_grant_of_nothing_asks_what(desk, event):
    assert desk.run("people", event, "ito").err.startswith(f"error: {event}: what?")


def test_who_has_nothing_left_cannot_lose_it(desk):
    desk.done("people", "add", "abe", "--name", "Abe Rin", "--login", "abe", "--role", "payer")
    desk.done("people", "revoke", "abe", "--all")
    no = desk.run("people", "revoke", "abe", "--all")
    assert (no.code, no.err.split(" · ")[0]) == (2, "error: abe has nothing that could be taken")


def test_a_dry_run_says_who_would_be_given_what(desk):
    said = desk.done("people", "add", "abe", "--name", "Abe Rin", "--login", "abe", "--role", "payer", "--dry-run")
    assert said.lines[:2] == ["possible: add people → kept", "  abe: Abe Rin, payer, login abe"]


def test_who_is_given_a_role_and_cannot_act_in_it_yet_is_named(desk):
    said = desk.done("people", "add", "abe", "--name", "Abe Rin", "--role", "payer")
    assert "note: cannot act yet: abe has no login (all_can_act)" in said.err
    assert "cannot act yet" not in desk.done("people", "grant", "abe", "--login", "abe").err
    assert "cannot act yet" not in desk.done("people", "revoke", "abe", "--login", "abe").err  # that was meant


def test_a_login_is_one_persons_however_it_is_written(desk):
    desk.done("people", "add", "abe", "--name", "Abe Rin", "--login", "abe", "--role", "payer")
    no = desk.run("people", "add", "abe2", "--name", "Abe Ren", "--login", "ABE", "--role", "approver")
    assert (no.code, "of two people  login abe, of abe and abe2" in no.err) == (3, True)


def test_a_step_out_of_role_names_who_may_take_it(desk):
    nobody = desk.run("approve", DIVIDEND, "--on", "2018-06-28")
    assert "let an admin put somebody in that role: ketsugi people grant PERSON --role approver" in nobody.err
    desk.done("people", "add", "chiba", "--name", "Chiba Ken", "--login", "chiba", "--role", "approver")
    assert "let one in that role record it: chiba" in desk.run("approve", DIVIDEND, "--on", "2018-06-28").err


def test_who_would_promote_themselves_is_told_who_may(desk):
    assert "add another admin, who grants it" in desk.run("people", "grant", "ito", "--role", "payer").err
    desk.done("people", "add", "kato", "--name", "Kato Mei", "--login", "kato", "--role", "admin")
    assert "let another admin grant it: kato" in desk.run("people", "grant", "ito", "--role", "payer").err


def test_the_roster_of_a_day_before_it_began_says_so(desk):
    said = desk.done("people", "list", "--as-of", "2018-07-01")
    assert said.err.startswith("no roster on 2018-07-01: ")


def test_people_is_the_name_of_the_roster(desk):
    no = desk.run("draft", "people", "--route", "board")
    assert (no.code, no.err.split(" · ")[0]) == (2, "error: people: the name of the roster")


def test_a_waiver_is_given_and_revoked_in_words(desk):
    desk.done("people", "add", "chiba", "--name", "Chiba Ken", "--login", "chiba", "--role", "approver")
    said = desk.done("people", "waive", DIVIDEND, "approve", "chiba", "--reason", "a storm")
    assert "note: not waived yet: one more admin must waive" in said.err
    assert f"waived: {DIVIDEND} approve chiba, by ito; one more admin must" in desk.done("people", "list").err
    said = desk.done("people", "waive", DIVIDEND, "approve", "chiba", "--reason", "it is over", "--revoke")
    assert f"{DIVIDEND} approve chiba, no longer says ito" in said.out
    assert "waived" not in desk.done("people", "list").err
    assert desk.run("people", "waive", DIVIDEND, "approve", "mori", "--reason", "x").code == 4
    assert desk.run("people", "waive", "D9", "approve", "chiba", "--reason", "x").code == 4


def test_a_case_file_states_nothing_of_people(desk, tmp_path, unchanged):
    (tmp_path / "case").mkdir()
    file = tmp_path / "case" / "roster.toml"
    file.write_text('[[event]]\nsubject = "people"\nevent = "grant"\npeople = { ito = { roles = { payer = true } } }\n')
    with unchanged(desk):
        no = desk.run("import", str(file))
    assert (no.code, "a case file states nothing of the roster · that is for ketsugi people" in no.err) == (2, True)


@pytest.mark.parametrize("words", [("people", "list"), ("note", "people", "hi"), ("export", "--pack", "p.zip")])
def test_a_roster_that_says_what_no_step_states_is_a_broken_log(desk, monkeypatch, tmp_path, words):
    monkeypatch.chdir(tmp_path)
    desk.tamper("UPDATE entry SET body = replace(body, '\"admin\":true', '\"king\":true')")
    no = desk.run(*words)
    assert (no.code, "king" in no.err, "ketsugi verify" in no.err) == (6, True, True)
    assert not (tmp_path / "p.zip").exists()
