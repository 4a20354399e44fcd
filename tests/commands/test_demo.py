"""``demo``: the story of one dividend, refusals included."""

from __future__ import annotations

import contextlib
import json
import os
import pwd
import sqlite3
import time

import pytest

REF = "IIJ-FY2017-YE"


@pytest.fixture(scope="module")
def story(script, tmp_path_factory):
    """The story as a newcomer sees it, with a place of its own for everything it might leave behind."""
    folder = tmp_path_factory.mktemp("story")
    (folder / "temp").mkdir()
    (folder / "data").mkdir()
    env = {"TMPDIR": str(folder / "temp"), "XDG_DATA_HOME": str(folder / "data"), "HOME": str(folder)}
    began = time.monotonic()
    answer = script("demo", env=env | {"KETSUGI_BOOK": str(folder / "daily.db")}, cwd=folder)
    return answer, time.monotonic() - began, folder


@pytest.fixture(scope="module")
def kept(script, tmp_path_factory):
    """A folder in which the story was played and kept as ``demo.db``."""
    folder = tmp_path_factory.mktemp("kept")
    answer = script("demo", "--book", "demo.db", cwd=folder)
    assert answer.code == 0, answer.err
    assert "That book is gone" not in answer.out
    return folder


def bodies(book):
    with contextlib.closing(sqlite3.connect(book)) as connection:
        return [json.loads(body) for (body,) in connection.execute("SELECT body FROM entry ORDER BY seq")]


def test_the_demo_tells_of_two_refusals_a_paid_dividend_and_a_verified_log(story):
    answer, seconds, _ = story
    assert answer.code == 0
    assert answer.err == ""
    text = answer.out
    assert text.count("\nrefused: ") == 2
    assert f"refused: approve {REF} on 2018-06-27\n  not a sitting day" in text
    assert f"refused: pay {REF} on 2018-06-28\n  before the effective day" in text
    assert f"recorded: settle {REF} on 2018-07-31 · paying → paid · entry 12" in text
    assert f"{REF}  dividend of IIJ  PAID" in text
    assert "\nverified: 12 entries (unsigned log, a demonstration with a simulated clock)" in text
    assert "ketsugi demo --book" in "".join(text.splitlines()[-3:]), "nothing on what to try next"
    assert seconds < 20, f"{seconds:.0f} s"


def test_the_demo_leaves_nothing_behind_and_no_book_in_the_place_of_the_daily_one(story):
    folder = story[2]
    assert sorted(str(each.relative_to(folder)) for each in folder.rglob("*")) == ["data", "temp"]


def test_the_demo_reads_as_commands_that_can_be_typed(story):
    text = story[0].out
    typed = [line for line in text.splitlines() if line.startswith("$ ketsugi ")]
    assert [line.split()[2] for line in typed] == (
        [
            "init",
            "company",
            "meeting",
            "draft",
            "resolve",
            "meeting",
            "approve",
            "approve",
            "meeting",
            "pay",
            "pay",
            "settle",
        ]
        + ["list", "show", "log", "verify"]
    )
    assert '--name "Internet Initiative Japan Inc."' in text


def test_a_kept_demo_says_in_its_first_entry_that_it_is_one_and_verifies(script, kept):
    genesis, *_, last = bodies(kept / "demo.db")
    assert (genesis["policy"]["demonstration"], genesis["policy"]["clock"]) == (True, "simulated")
    assert last["recorded_at"].startswith("2018-07-31T")
    report = script("verify", "--json", "--book", "demo.db", cwd=kept)
    assert report.code == 0
    assert report.json["ok"] is True
    assert "simulated" in report.json["about"]
    assert [each.name for each in kept.iterdir()] == ["demo.db"]


def test_the_actor_of_a_demo_is_the_one_who_typed_it(kept):
    assert {each["actor"] for each in bodies(kept / "demo.db")} == {pwd.getpwuid(os.getuid()).pw_name}


def test_the_command_that_the_demo_ends_with_works(story, script, kept):
    last = story[0].out.splitlines()[-1].strip()
    assert last.startswith("ketsugi ")
    answer = script(*last.split()[1:], cwd=kept)
    assert answer.code == 0
    assert [row[7] for row in answer.rows].count("refused") == 2


@pytest.mark.of_a_file
@pytest.mark.parametrize("where", ["after", "before"])
def test_a_demo_never_plays_in_a_book_that_is_there(desk_at, script, unchanged, where):
    desk = desk_at("paid")
    named = ("--book", str(desk.book))
    with unchanged(desk):
        answer = script("demo", *named) if where == "after" else script(*named, "demo")
    assert answer.code == 5
    assert f"error: {desk.book} exists already" in answer.err, "an error belongs on standard error"


def test_every_line_that_follows_a_change_in_the_demo_is_a_command(story):
    following = [line for line in story[0].out.splitlines() if line.startswith("next: ")]
    assert len(following) >= 8
    assert all(line.startswith("next: ketsugi ") for line in following)
