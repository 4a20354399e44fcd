"""The companies of a book."""

from __future__ import annotations

import pytest

ADD = ("company", "add", "IIJ", "--name", "Internet Initiative Japan Inc.", "--article", "public=true")


def test_a_company_is_added_with_a_sentence_and_the_next_step(desk_at):
    answer = desk_at("empty").done(*ADD)
    assert answer.out == "recorded: add IIJ · active · entry 2\n"
    assert answer.err.splitlines() == [
        "  Japan (JP), time zone Asia/Tokyo",
        "next: ketsugi meeting plan REF --company IIJ --day DATE --voting-record-on DATE",
    ]


@pytest.fixture
def abroad(desk_at, tmp_path):
    """A desk with an empty book that is kept in Hong Kong."""
    desk = desk_at("empty")
    desk.book = tmp_path / "abroad.db"
    answer = desk.done("init", "--timezone", "Asia/Hong_Kong")
    assert answer.err == 'next: ketsugi company add REF --name "NAME" --jurisdiction CODE --timezone Asia/Hong_Kong\n'
    return desk


@pytest.mark.of_a_file
@pytest.mark.parametrize(
    ("code", "whose", "voting"),
    [("JP", "Japan (JP)", " --voting-record-on DATE"), ("BR", "BR, whose law is not known here", "")],
    ids=["known law", "other law"],
)
def test_a_company_keeps_the_days_of_its_book_unless_it_says_otherwise(abroad, code, whose, voting):
    answer = abroad.done("company", "add", "CO", "--name", "A company", "--jurisdiction", code)
    assert answer.err.splitlines() == [
        f"  {whose}, time zone Asia/Hong_Kong",
        f"next: ketsugi meeting plan REF --company CO --day DATE{voting}",
    ]
    assert abroad.last["facts"]["timezone"] == "Asia/Hong_Kong"


@pytest.mark.of_a_file
def test_the_time_zone_of_a_company_can_be_corrected(abroad, unchanged):
    abroad.done("company", "add", "CO", "--name", "A company", "--jurisdiction", "HK", "--timezone", "Asia/Tokyo")
    right = ("correct", "CO", "--entry", "2", "--reason", "typed wrong")
    with unchanged(abroad):
        assert "Asia/Nowhere is unknown" in abroad.run(*right, "--set", "timezone=Asia/Nowhere").err
    abroad.done(*right, "--set", "timezone=Asia/Hong_Kong")
    assert abroad.done("show", "CO", "--json").json["facts"]["timezone"] == "Asia/Hong_Kong"
    assert abroad.done("verify", "--json").json["ok"]


def test_an_added_company_states_its_articles_and_leaves_the_rest_unknown(desk_at):
    desk = desk_at("empty")
    desk.done(*ADD, "--article", "notice-days=7")
    facts = desk.done("company", "show", "IIJ", "--json").json["facts"]
    assert facts["articles"] == {"public": True, "notice_days": 7}
    assert facts["timezone"] == "Asia/Tokyo"


def test_an_amendment_replaces_what_it_names_and_nothing_else(desk_at):
    desk = desk_at("company")
    answer = desk.done("company", "amend", "IIJ", "--on", "2018-04-01", "--name", "IIJ Inc.", "--article", "listed=false")
    assert answer.out == "recorded: amend IIJ on 2018-04-01 · active · entry 3\n"
    facts = desk.done("show", "IIJ", "--json").json["facts"]
    assert facts["name"] == "IIJ Inc."
    assert facts["articles"] == {"public": True, "listed": False, "record_dates_fixed": True}


@pytest.mark.parametrize("words", [ADD, ("company", "add", "OTHER", "--name", "Another")], ids=["first", "second"])
def test_adding_on_a_dry_run_writes_nothing(desk_at, unchanged, words):
    desk = desk_at("empty")
    with unchanged(desk):
        assert "nothing was written" in desk.done(*words, "--dry-run").out


def test_amending_on_a_dry_run_writes_nothing(desk_at, unchanged):
    desk = desk_at("company")
    with unchanged(desk):
        desk.done("company", "amend", "IIJ", "--on", "2018-04-01", "--name", "X", "--dry-run")


def test_adding_answers_in_json_with_the_entry(desk_at):
    answer = desk_at("empty").done(*ADD, "--json")
    assert answer.json["seq"] == 2
    assert answer.json["body"]["facts"]["name"] == "Internet Initiative Japan Inc."


def test_a_company_is_shown_with_its_name_and_articles(desk_at):
    desk = desk_at("company")
    answer = desk.done("company", "show", "IIJ")
    assert answer.lines[0] == "IIJ  company of IIJ  ACTIVE"
    assert "Internet Initiative Japan Inc." in answer.out
    assert "record dates fixed" in answer.out
    assert answer.out == desk.done("show", "IIJ").out


def test_company_show_does_not_show_a_meeting(desk):
    answer = desk.run("company", "show", "IIJ-AGM26")
    assert answer.code == 4
    assert answer.err == "error: IIJ-AGM26 is a meeting · ketsugi show IIJ-AGM26\n"


def test_with_two_companies_the_company_of_a_meeting_must_be_named(desk_at, unchanged):
    desk = desk_at("company")
    desk.done("company", "add", "OTHER", "--name", "Another")
    with unchanged(desk):
        answer = desk.run("meeting", "plan", "AGM1", "--day", "2018-06-28")
    assert answer.code == 2
    assert "in this book: IIJ, OTHER" in answer.err
    desk.done("meeting", "plan", "AGM1", "--company", "OTHER", "--day", "2018-06-28")
    assert desk.last["company"] == "OTHER"


def test_a_dividend_is_not_put_to_a_meeting_of_another_company(desk_at, unchanged):
    desk = desk_at("planned")
    desk.done("company", "add", "OTHER", "--name", "Another")
    with unchanged(desk):
        answer = desk.run("draft", "OTHER-YE", "--company", "OTHER", "--route", "meeting", "--meeting", "IIJ-AGM26")
    assert answer.code == 2
    assert "IIJ-AGM26 is a meeting of IIJ, not of OTHER" in answer.err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--jurisdiction", "ZZ"), "ZZ is no country"),
        (("--timezone", "Asia/Nowhere"), "Asia/Nowhere"),
        (("--timezone", "../../etc/passwd"), "etc/passwd"),
        (("--article", "public"), "no value"),
        (("--article", "public=perhaps"), "perhaps"),
        (("--article", 'public="true"'), "neither true nor false"),
        (("--article", "prosperous=true"), "prosperous"),
    ],
    ids=["jurisdiction", "zone", "zone outside", "no value", "no truth", "text for a truth", "unknown article"],
)
def test_a_company_with_unknown_particulars_is_wrong_words(desk_at, unchanged, words, said):
    desk = desk_at("empty")
    with unchanged(desk):
        answer = desk.run("company", "add", "IIJ", "--name", "X", *words)
    assert answer.code == 2
    assert answer.err.startswith("error: ")
    assert answer.err.count("\n") == 1
    assert said in answer.err
