"""Who recorded it: the account of the operating system, whatever the environment claims."""

from __future__ import annotations

import os
import pwd
from datetime import UTC, datetime

import pytest

ME = pwd.getpwuid(os.getuid()).pw_name


CLAIMS = dict.fromkeys(("LOGNAME", "USER", "LNAME", "USERNAME", "SUDO_USER"), "mallory")


@pytest.mark.of_a_file
def test_the_environment_does_not_change_who_recorded_an_entry(desk):
    answer = desk.script("note", "IIJ", "x", env=CLAIMS)
    assert answer.code == 0, answer.err
    assert desk.last["actor"] == ME


@pytest.mark.of_a_file
def test_the_environment_does_not_change_who_made_a_book(script, desk, tmp_path):
    desk.book = tmp_path / "new.db"
    script("init", "--book", str(desk.book), env=CLAIMS)
    assert desk.entries()[0]["actor"] == ME


def test_for_whom_it_was_recorded_is_kept_beside_the_actor_not_in_its_place(desk):
    desk.done("note", "IIJ", "x", "--acting-for", "山田 太郎, the president")
    assert (desk.last["actor"], desk.last["acting_for"]) == (ME, "山田 太郎, the president")
    assert desk.done("log", "IIJ").rows[-1][4] == f"{ME} for 山田 太郎, the president"


def test_an_entry_of_ones_own_is_for_nobody(desk):
    desk.done("note", "IIJ", "x")
    assert desk.last["acting_for"] is None


def test_there_is_no_option_to_be_someone_else(desk, unchanged):
    with unchanged(desk):
        assert desk.run("note", "IIJ", "x", "--actor", "mallory").code == 2


@pytest.mark.of_a_file
def test_the_clock_cannot_be_told_by_an_option_or_by_the_environment(desk):
    before = datetime.now(UTC)
    assert desk.script("note", "IIJ", "x", env={"SOURCE_DATE_EPOCH": "0", "FAKETIME": "2018-01-01"}).code == 0
    recorded = datetime.fromisoformat(desk.last["recorded_at"])
    assert before <= recorded <= datetime.now(UTC)
    assert desk.run("note", "IIJ", "x", "--recorded-at", "2018-01-01").code == 2


def test_an_import_is_recorded_by_the_same_actor(desk_at, tmp_path):
    desk = desk_at("company")
    (tmp_path / "case.toml").write_text("[[event]]\nsubject = 'IIJ'\nevent = 'note'\nreason = 'x'\n")
    answer = desk.script("import", str(tmp_path / "case.toml"), "--acting-for", "counsel", env=CLAIMS)
    assert answer.code == 0, answer.err
    assert (desk.last["actor"], desk.last["acting_for"]) == (ME, "counsel")
