"""``facts``: what can be stated, how it is said, and what it means; and the ways to it from a word that means nothing."""

from __future__ import annotations

import pytest

from states.lives import EVENTS
from states.meanings import MEANING
from workflow import words

REF = "IIJ-FY2017-YE"


def names(desk, *asked):
    return [row["name"] for row in desk.done("facts", *asked, "--json").json]


def test_without_a_word_every_fact_is_listed_with_its_meaning(desk):
    found = desk.done("facts", "--json").json
    assert sorted(each["name"] for each in found) == sorted(name for held in MEANING.values() for name in held)
    assert all(each["means"] and each["said_as"] and each["type"] for each in found)


@pytest.mark.parametrize("event", ["draft", "convene", "approve", "settle", "correct"])
def test_of_an_event_every_word_that_goes_with_it_is_listed(desk, event):
    listed = {"for" if name == "in_favour" else name for name in names(desk, event)} | {"to"}
    asked = {word for kind, events in EVENTS.items() if event in list(events) for word in words.words(kind, event)}
    assert asked <= listed


@pytest.mark.parametrize(
    ("asked", "among"),
    [
        (("record",), {"record_on", "voting_record_on", "record_dates_fixed"}),
        (("articles",), {"public", "listed", "exclusion_years"}),
        (("draft", "record-notice"), {"record_notice_on", "record_notice_until"}),
        (("meeting", "plan"), {"day", "board_on"}),
        (("prescribed",), {"cleared"}),  # a word of a meaning
    ],
    ids=["part of a name", "group", "event and name", "kind and event", "meaning"],
)
def test_words_narrow_what_is_listed(desk, asked, among):
    found = names(desk, *asked)
    assert among <= set(found)
    assert len(found) < 40


def test_each_fact_is_said_as_the_event_takes_it(desk):
    said = {event: {row[0]: row[1] for row in desk.done("facts", event).rows} for event in ("draft", "pay", "approve")}
    assert said["draft"]["record_notice_on"] == "--record-notice-on DATE"
    assert said["pay"]["record_notice_on"] == "--set record_notice_on=DATE"
    assert said["approve"]["in_favour"] == "--for N"
    assert said["draft"]["terms"] == "ketsugi facts terms"


def test_a_person_reads_each_meaning_below_its_fact(desk):
    told = desk.terminal("facts", "settlement")
    assert "paid  --paid AMOUNT\n    What was paid out, the tax withheld included (支払額).\n" in told


def test_a_word_that_no_fact_goes_by_is_told_where_they_all_are(desk):
    answer = desk.run("facts", "colour")
    assert (answer.code, answer.out) == (2, "")
    assert answer.err.startswith("error: colour: there is no such fact · ")
    assert "ketsugi facts lists all" in answer.err


@pytest.mark.parametrize(
    ("said", "remedy"),
    [
        (("draft", "X", "--set", "colour=red"), "what there is: ketsugi facts draft"),
        (("draft", "X", "--set", "date=2018-03-31"), "what there is: ketsugi facts draft"),
        (("draft", "X", "--ex-on", "2018-03-28"), "give --set ex_on=DATE"),
        (
            ("company", "amend", "IIJ", "--on", "2018-04-01", "--article", "qqq=true"),
            "what there is: ketsugi facts articles",
        ),
        (("check", REF, "pay", "--set", "qqq=1"), "what there is: ketsugi facts pay"),
    ],
    ids=["unknown", "near", "no option", "article", "check"],
)
def test_an_unknown_word_is_told_a_few_names_and_where_the_rest_are(desk, unchanged, said, remedy):
    with unchanged(desk):
        answer = desk.run(*said)
    assert answer.code == 2
    assert remedy.replace("=DATE", "=VALUE") in answer.err
    assert len(answer.err) < 200


def test_the_help_of_every_set_and_article_names_the_command(desk):
    for command in (("draft",), ("approve",), ("meeting", "plan"), ("company", "add"), ("plan",), ("check",)):
        assert "ketsugi facts" in " ".join(desk.done(*command, "-h").out.split()), command


def test_the_schema_of_case_files_describes_every_fact(desk):
    properties = desk.done("schema").json["properties"]
    dividend = properties["dividend"]["anyOf"][0]["properties"]
    assert (
        dividend["resource"]["description"]
        == "What it is paid from, such as retained earnings or other capital surplus (配当原資)."
    )
    assert dividend["record_notice_on"]["description"].endswith(" · calendar day YYYY-MM-DD")
    company = properties["company"]["anyOf"][0]["properties"]
    assert "上場会社" in company["articles"]["properties"]["listed"]["description"]


def test_an_event_that_states_nothing_is_told_from_a_word_that_is_none(desk):
    assert "note: it states no facts" in desk.run("facts", "note").err
    assert "weather: there is no such fact" in desk.run("facts", "weather").err
