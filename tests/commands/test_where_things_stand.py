"""``list`` and ``show``: where things stand."""

from __future__ import annotations

import pytest

from workflow.render.sentences import shown

REF, AGM = "IIJ-FY2017-YE", "IIJ-AGM26"


def test_the_list_is_tab_separated_without_a_header_in_a_pipe(desk_at):
    assert desk_at("paid").script("list").rows == [
        ["IIJ", "company", "IIJ", "active", "", "Internet Initiative Japan Inc."],
        [REF, "dividend", "IIJ", "paid", "2018-06-29", "year-end JPY 13.50 a share, 608 million"],
        [AGM, "meeting", "IIJ", "convened", "2018-06-28", "ordinary meeting no. 26"],
    ]


def test_the_list_in_json_names_every_subject_with_its_state(desk_at):
    found = desk_at("paid").done("list", "--json").json
    assert [(each["ref"], each["kind"], each["state"]) for each in found] == [
        ("IIJ", "company", "active"),
        (REF, "dividend", "paid"),
        (AGM, "meeting", "convened"),
    ]


def test_nothing_is_cut_from_a_long_name(desk_at):
    desk = desk_at("empty")
    name = "株式会社" + "長い" * 200
    desk.done("company", "add", "LONG", "--name", name)
    assert desk.script("list").rows[0][-1] == name
    assert desk.script("show", "LONG", "--json").json["facts"]["name"] == name
    assert name in desk.terminal("list", env={"COLUMNS": "80"})


@pytest.mark.parametrize(
    ("words", "refs"),
    [
        (("--kind", "dividend"), [REF]),
        (("--state", "convened"), [AGM]),
        (("--company", "IIJ", "--kind", "meeting"), [AGM]),
        (("--kind", "dividend", "--state", "closed"), []),
    ],
    ids=["kind", "state", "company", "none"],
)
def test_the_list_can_be_asked_for_a_kind_a_state_or_a_company(desk_at, words, refs):
    desk = desk_at("paid")
    assert [each["ref"] for each in desk.done("list", "--json", *words).json] == refs
    assert [row[0] for row in desk.done("list", *words).rows] == refs


def test_an_empty_book_says_what_to_do(desk_at):
    answer = desk_at("empty").done("list")
    assert answer.out == ""
    assert "ketsugi company add" in answer.err


@pytest.mark.parametrize(
    ("words", "code"),
    [(("--kind", "dividends"), 2), (("--state", "aproved"), 2), (("--company", "NOPE"), 4)],
    ids=["kind", "state", "company"],
)
def test_a_filter_that_can_match_nothing_is_not_answered_by_an_empty_list(desk, words, code):
    """A misspelt filter that answers "nothing" reads as "there is none"."""
    answer = desk.run("list", *words)
    assert answer.code == code
    assert answer.err.startswith("error: ")


def test_show_in_json_has_the_promised_names(desk_at):
    shown = desk_at("paid").done("show", REF, "--json").json
    assert {"ref", "kind", "state", "terms", "next"} <= set(shown)
    assert (shown["ref"], shown["kind"], shown["state"]) == (REF, "dividend", "paid")
    assert {name: shown["terms"][name] for name in ("version", "record_on", "effective_on", "currency")} == {
        "version": 1,
        "record_on": "2018-03-31",
        "effective_on": "2018-06-29",
        "currency": "JPY",
    }
    assert shown["terms"]["lines"] == [{"per_share": "13.50", "share_class": "common", "total": "608 million"}]
    assert shown["next"][:3] == ["close", "annul", "recover"]
    assert shown["facts"]["settlement"] == {"paid": "601220400", "returned": "318900", "unclaimed": "6912300"}


def test_next_holds_exactly_the_events_that_the_state_allows(desk_at):
    shown = desk_at("drafted").done("show", REF, "--json").json
    remarks = {"correct", "note", "fulfil", "attach", "erase"}
    assert set(shown["next"]) - remarks == {"resolve", "decide", "revise", "withdraw"}
    company = desk_at("company").done("show", "IIJ", "--json").json
    assert set(company["next"]) - remarks == {"amend"}
    assert company["terms"] is None


def test_show_says_where_a_dividend_stands_on_what_terms_and_how_it_came_there(desk_at):
    desk = desk_at("paid")
    answer = desk.done("show", REF)
    assert answer.lines[0] == f"{REF}  dividend of IIJ  PAID"
    assert "terms, version 1" in answer.out
    assert "JPY 13.50 a share, 608 million in all" in answer.out
    deeds = answer.lines[answer.lines.index("deeds, judged by japan 2026.2") + 1 :]
    assert [line.split()[:2] for line in deeds[1:]] == [
        ["2018-05-24", "resolve"],
        ["2018-06-28", "approve"],
        ["2018-06-29", "pay"],
        ["2018-07-31", "settle"],
    ]
    assert answer.err.splitlines()[1:] == [
        f"next: ketsugi close {REF} --on DATE --cleared AMOUNT",
        f"to put an entry right: ketsugi correct {REF} --entry N --reason TEXT --set NAME=VALUE",
    ]


def test_the_next_step_that_show_prints_can_be_copied_and_works(desk):
    line = desk.done("show", REF).err.splitlines()[1]
    assert line == f"next: ketsugi approve {REF} --on 2018-06-28"
    desk.done(*line.removeprefix("next: ketsugi ").split())


def test_terms_that_were_revised_are_shown_in_their_new_version(desk_at):
    desk = desk_at("proposed")
    desk.done("revise", REF, "--on", "2018-05-25", "--effective-on", "2018-06-30")
    assert "terms, version 2" in desk.done("show", REF).out
    terms = desk.done("show", REF, "--json").json["terms"]
    assert (terms["version"], terms["effective_on"], terms["record_on"]) == (2, "2018-06-30", "2018-03-31")


def test_show_tells_what_was_overridden_why_and_on_what(desk_at, tmp_path):
    desk = desk_at("drafted")
    (tmp_path / "consents.txt").write_text("all consent")
    why = ("--override", "notice_public_co", "--reason", "all agreed", "--evidence", str(tmp_path / "consents.txt"))
    desk.done("meeting", "convene", "IIJ-AGM26", "--on", "2018-06-20", *why)
    assert "overridden: notice_public_co; all agreed; evidence: consents.txt" in desk.done("show", "IIJ-AGM26").out
    (deed,) = desk.done("show", "IIJ-AGM26", "--json").json["deeds"][1:]
    assert (deed["overridden"], deed["reason"], deed["evidence"]) == (["notice_public_co"], "all agreed", ["consents.txt"])


def test_show_keeps_the_earlier_terms_in_sight(desk_at):
    desk = desk_at("proposed")
    assert desk.done("show", REF, "--json").json["earlier_terms"] == []
    desk.done("revise", REF, "--on", "2018-05-25", "--per-share", "16.50", "--total", "744 million")
    desk.done("revise", REF, "--on", "2018-05-26", "--per-share", "13.50", "--total", "608,451,601")
    answer = desk.done("show", REF)
    assert [line for line in answer.out.splitlines() if "a share" in line] == [
        "  common shares  JPY 13.50 a share, 608,451,601 in all",
        "  common shares  JPY 13.50 a share, 608 million in all",
        "  common shares  JPY 16.50 a share, 744 million in all",
    ]
    earlier = desk.done("show", REF, "--json").json["earlier_terms"]
    assert [(each["version"], each["entry"]) for each in earlier] == [(1, 4), (2, 6)]


def test_check_says_what_an_override_would_pass_over(desk_at, tmp_path):
    (tmp_path / "consents.txt").write_text("all consent")
    ask = ("check", "IIJ-AGM26", "convene", "--on", "2018-06-20", "--override", "notice_public_co")
    answer = desk_at("drafted").done(*ask, "--reason", "all agreed", "--evidence", str(tmp_path / "consents.txt"))
    assert answer.lines[0].startswith("possible: convene IIJ-AGM26")
    assert any(line.split()[:2] == ["overridden", "notice_public_co"] for line in answer.lines)


@pytest.mark.parametrize(("stage", "event"), [("proposed", "note"), ("proposed", "withdraw"), ("approved", "suspend")])
def test_check_asks_for_no_reason(desk_at, stage, event):
    answer = desk_at(stage).done("check", REF, event, "--on", "2018-06-28")
    assert answer.lines[0].startswith(f"possible: {event} {REF} on 2018-06-28")


def test_one_article_can_be_corrected_by_name(desk_at):
    desk = desk_at("company")
    desk.done("correct", "IIJ", "--entry", "2", "--set", "articles.listed=false", "--reason", "misread")
    articles = desk.done("show", "IIJ", "--json").json["facts"]["articles"]
    assert (articles["listed"], articles["public"]) == (False, True)


def test_reading_writes_nothing_not_even_beside_the_book(desk_at, unchanged):
    desk = desk_at("paid")
    with unchanged(desk):
        for words in (
            ("list",),
            ("show", REF),
            ("log",),
            ("check", REF, "annul"),
            ("verify",),
            ("export",),
            ("diagram", REF),
        ):
            assert desk.script(*words).code == 0, words


def test_where_versions_of_the_rulebook_differ_each_deed_names_its_own(desk_at):
    answer = desk_at("approved").done("show", "IIJ-FY2017-YE", "--json").json
    answer["deeds"][0]["rulebook"] = "japan 2026.1"
    text = shown(answer)
    assert "deeds, judged by japan 2026.1 and japan 2026.2\n" in text
    assert [line.count(", by japan 2026.") for line in text.split("deeds, judged")[1].splitlines()[1:4]] == [1, 1, 1]


@pytest.mark.parametrize(
    ("words", "state"),
    [
        (("--as-of", "2018-06-27"), "proposed"),
        (("--as-of", "2018-06-28"), "approved"),
        (("--as-of", "2018-07-30"), "paying"),
        (("--as-of", "2018-07-31"), "paid"),
        (("--as-known-at", "2018-08-01"), "paid"),
        (("--as-known-at", "2018-08-01T15:30"), "paid"),  # in Tokyo, the very instant
        (("--as-known-at", "2018-08-01 15:30"), "paid"),
        (("--as-known-at", "2018-08-01T06:30Z", "--as-of", "2018-06-28"), "approved"),
    ],
    ids=lambda words: " ".join(words) if isinstance(words, tuple) else words,
)
def test_show_looks_back_to_a_day_or_an_instant(desk_at, words, state):
    desk = desk_at("paid")
    answer = desk.done("show", REF, *words, "--json").json
    assert (answer["state"], answer["next_step"]) == (state, None)
    assert answer["terms"]["effective_on"] == "2018-06-29"  # as it was drafted, though nobody said on which day
    first, second, *_ = desk.done("show", REF, *words).lines
    assert (state.upper() in first, second.startswith("as ")) == (True, True)


FIRST = "its first entry is 4, recorded 2018-08-01 15:30:00+09:00"


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("--as-known-at", "2018-07-31"), 4, f"{REF}: nothing of it was recorded by 2018-07-31 23:59:59+09:00; {FIRST}"),
        (("--as-known-at", "2018-08-01 15:29:59"), 4, f"nothing of it was recorded by 2018-08-01 15:29:59+09:00; {FIRST}"),
        (("--as-known-at", "2018-08-01T06:29:59Z"), 4, f"nothing of it was recorded by 2018-08-01 06:29:59+00:00; {FIRST}"),
        (("--as-of", "2018-05-23"), 4, f"nothing of it was done by 2018-05-23; {FIRST}"),
        (("--as-known-at", "0001-01-01T00:00+20:00"), 4, FIRST),
        (("--as-known-at", "2018-08-01 "), 2, "is no instant"),
        (("--as-of", "yesterday"), 2, "yesterday"),
        (("--as-known-at", "noon"), 2, "noon"),
        (("--as-known-at", "2018-08-01T25:00"), 2, "is no instant"),
    ],
)
def test_what_was_not_yet_there_or_is_no_day_is_told(desk_at, words, code, said):
    no = desk_at("paid").run("show", REF, *words)
    assert (no.code, said in no.err) == (code, True)


def test_a_day_that_was_corrected_counts_as_corrected(desk_at):
    desk = desk_at("paid")
    before = ("show", REF, "--as-of", "2018-07-30", "--json")
    assert desk.done(*before).json["state"] == "paying"
    desk.done(
        "correct", REF, "--entry", str(len(desk.entries())), "--occurred-on", "2018-07-30", "--reason", "the bank's day"
    )
    assert desk.done(*before).json["state"] == "paid"
    assert desk.done("show", REF, "--as-of", "2018-07-29", "--json").json["state"] == "paying"


@pytest.mark.parametrize(
    ("words", "out"),
    [
        (("log", "--actor", "nobody"), ""),
        (("log", "--actor", "nobody", "--json"), ""),
        (("log", REF, "--since", "2030-01-01"), ""),
        (("list", "--state", "annulled"), ""),
        (("list", "--state", "annulled", "--json"), "[]\n"),
    ],
)
def test_where_nothing_fits_it_is_said_aside(desk, words, out):
    answer = desk.done(*words)
    assert (answer.out, answer.err) == (out, "nothing fits what was asked\n")
