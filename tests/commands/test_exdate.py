"""The ex-day of a record date, asked at the desk: for a person, for a pipe, for a program, and every no."""

from __future__ import annotations

from importlib.metadata import version

import pytest

LIBRARY = f"holidays {version('holidays')}"
CASE = ("exdate", "--record", "2018-03-31")
SINCE_2009 = "notices of the exchange and brokers on the change of 2009-11-16"


def test_a_pipe_gets_each_day_with_its_weekday_the_lag_and_the_calendar(desk):
    assert desk.done(*CASE).rows == [
        ["market", "XJPX", "Tokyo Stock Exchange"],
        ["record date", "2018-03-31", "Sat"],
        ["record business day", "2018-03-30", "Fri"],
        ["last cum day", "2018-03-27", "Tue"],
        ["ex day", "2018-03-28", "Wed"],
        ["lag", "3", f"business days, for trades from 2009-11-16; {SINCE_2009}"],
        ["calendar", "", f"XJPX ({LIBRARY})"],
    ]


def test_a_program_gets_the_same_in_json(desk):
    assert desk.done(*CASE, "--market", "XJPX", "--json").json == {
        "market": "XJPX",
        "record_on": "2018-03-31",
        "record_business_day": "2018-03-30",
        "last_cum_day": "2018-03-27",
        "ex_day": "2018-03-28",
        "lag_business_days": 3,
        "lag_since": "2009-11-16",
        "calendar": f"XJPX ({LIBRARY})",
        "source": SINCE_2009,
    }


@pytest.mark.parametrize(
    ("record", "market", "lag", "since"),
    [("2009-11-18", "XJPX", "3", "2000-01-01"), ("2009-11-19", "XJPX", "3", "2009-11-16")]
    + [("2019-07-18", "XJPX", "2", "2019-07-16"), ("2024-05-29", "XNYS", "1", "2024-05-28")],
)
def test_the_lag_is_named_with_the_trade_days_it_is_for(desk, record, market, lag, since):
    rows = desk.done("exdate", "--record", record, "--market", market).rows
    named = [(row[1], row[2].partition(";")[0]) for row in rows if row[0] == "lag"]
    assert named == [(lag, f"business days, for trades from {since}")]


def test_no_book_is_needed_and_none_is_made(script, tmp_path):
    answer = script(*CASE, env={"KETSUGI_BOOK": str(tmp_path / "none.db")})
    assert answer.code == 0, answer
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--record", "2018-03-31", "--market", "XXXX"), "--market XXXX: unknown · known here: XJPX, XLON, XETR, XHKG"),
        (("--record", "2018-03-31", "--market", "xjpx"), "--market xjpx: unknown · known here: "),
        (("--record", "31 March 2018"), "--record: '31 March 2018' is not a day · give YYYY-MM-DD"),
        (("--record", "2018-02-30"), "--record: 2018-02-30 is not a day of the calendar · give YYYY-MM-DD"),
        (("--record", "3018-03-31"), "--record: 3018-03-31 is outside 1900-01-01 to 2999-12-31 · "),
        (("--record", "2028-03-31"), f"--record 2028-03-31: XJPX ({LIBRARY}) does not cover 2028-03-31 · ask the exchange"),
        (("--record", "1999-03-31"), f"--record 1999-03-31: XJPX ({LIBRARY}) does not cover 1999-03-31 · ask the exchange"),
        (("--record", "2000-01-04"), f"--record 2000-01-04: XJPX ({LIBRARY}) does not cover 1999-12-31 · ask the exchange"),
        (("--record", "2024-05-22", "--market", "XHKG"), "--record 2024-05-22: ex-days of XHKG are not known: they follow"),
        (("--record", "2027-11-26", "--market", "XLON"), "--record 2027-11-26: London plans to settle a day after trade"),
        ((), "missing option '--record' · ketsugi exdate -h"),
        (("--record", "2018-03-31", "--record", "2018-03-30"), "--record is given twice · "),
    ],
)
def test_words_that_have_no_answer_get_one_line_and_exit_code_2(desk, words, said):
    answer = desk.run("exdate", *words)
    assert answer.code == 2
    assert answer.out == ""
    assert answer.err.startswith(f"error: {said}")
    assert answer.err.count("\n") == 1


def test_an_error_in_json_is_one_object(desk):
    answer = desk.run("exdate", "--record", "2028-03-31", "--json")
    assert (answer.code, answer.json["error"]) == (2, "WrongWords")
