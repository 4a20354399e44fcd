"""When the board decides a dividend by its own power in Japan: interim dividends (454(5)), and under the articles (459)."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from states.context import Context, Sibling
from states.facts import Route
from states.finding import Verdict, Weight
from tests.domain.iij import DAY, answer, ask, step

PASS, FAIL, UNKNOWN, NO_QUESTION = Verdict.PASS, Verdict.FAIL, Verdict.UNKNOWN, Verdict.NOT_APPLICABLE
BAR = Weight.BAR
YEAR_END = date(2019, 3, 31)


def interim(on: date | None = date(2018, 11, 7), *, allowed: bool | None = True, **more: Any) -> Context:
    own: dict[str, Any] = {"route": Route.INTERIM, "fiscal_year_end": YEAR_END} | more.pop("dividend", {})
    return step("decide", on=on, articles={"interim_dividends": allowed}, dividend=own, **more)


@pytest.mark.parametrize(
    ("on", "verdict"),
    [
        (date(2018, 3, 31), FAIL),
        (date(2018, 4, 1), PASS),
        (date(2018, 11, 7), PASS),
        (date(2019, 3, 31), PASS),
        (date(2019, 4, 1), FAIL),
    ],
)
def test_an_interim_dividend_is_decided_within_the_fiscal_year(on: date, verdict: Verdict) -> None:
    assert answer(ask("interim_by_board", interim(on))) == (verdict, BAR, verdict is FAIL)


@pytest.mark.parametrize(
    ("year_end", "first_day"),
    [("2020-02-29", "2019-03-01"), ("2019-02-28", "2018-03-01"), ("2018-12-31", "2018-01-01"), ("2018-09-30", "2017-10-01")],
)
def test_a_fiscal_year_begins_on_the_day_after_the_last_one_ended(year_end: str, first_day: str) -> None:
    begins, own = date.fromisoformat(first_day), {"fiscal_year_end": date.fromisoformat(year_end)}
    assert ask("interim_by_board", interim(begins, dividend=own)).verdict is PASS
    assert ask("interim_by_board", interim(begins - DAY, dividend=own)).verdict is FAIL


@pytest.mark.parametrize(
    ("context", "verdict", "said"),
    [
        (interim(allowed=False), FAIL, "the articles do not allow interim dividends"),
        (interim(allowed=None), UNKNOWN, "not stated whether the articles allow it"),
        (interim(dividend={"fiscal_year_end": None}), UNKNOWN, "the fiscal year is not stated"),
        (interim(dividend={"route": None}), UNKNOWN, "not stated whether it is an interim dividend of the board"),
        (interim(dividend={"route": Route.BOARD}), NO_QUESTION, "only where it is an interim dividend of the board"),
    ],
)
def test_an_interim_dividend_needs_the_articles_and_a_fiscal_year(context: Context, verdict: Verdict, said: str) -> None:
    finding = ask("interim_by_board", context)
    assert (finding.verdict, finding.message) == (verdict, said)


@pytest.mark.parametrize(
    ("state", "route", "year_end", "verdict"),
    [(state, "interim", YEAR_END, FAIL) for state in ("approved", "paying", "paid", "closed", "suspended", "recovering")]
    + [(state, "interim", YEAR_END, PASS) for state in ("drafted", "withdrawn", "annulled")]
    + [("paid", "board", YEAR_END, PASS), ("paid", "meeting", YEAR_END, PASS), ("paid", "interim", date(2018, 3, 31), PASS)],
)
def test_a_fiscal_year_has_one_interim_dividend(state: str, route: str, year_end: date, verdict: Verdict) -> None:
    other = Sibling(ref="IIJ-FY2018-H1", route=route, state=state, fiscal_year_end=year_end)
    finding = ask("interim_by_board", interim(siblings=(other,)))
    assert finding.verdict is verdict
    assert ("IIJ-FY2018-H1" in finding.message) == (verdict is FAIL)


POWERS = ("board_decides_dividends", "accounting_auditor", "directors_one_year_term", "audit_board")


def by_board(**changes: Any) -> Context:
    said = dict.fromkeys(POWERS, True) | {"accounts_clean": True} | changes
    own = {"route": Route.BOARD, "accounts_clean": said.pop("accounts_clean")}
    return step("decide", articles=said, dividend=own)


def test_the_board_decides_where_every_condition_is_met() -> None:
    assert answer(ask("board_authority_459", by_board())) == (PASS, BAR, False)


@pytest.mark.parametrize("condition", [*POWERS, "accounts_clean"])
@pytest.mark.parametrize(("said", "verdict"), [(False, FAIL), (None, UNKNOWN)], ids=["lacking", "not stated"])
def test_each_condition_of_article_459_is_needed(condition: str, said: bool | None, verdict: Verdict) -> None:
    finding = ask("board_authority_459", by_board(**{condition: said}))
    assert answer(finding) == (verdict, BAR, True)
    assert finding.message.startswith("lacking" if said is False else "not stated")


def test_a_lacking_condition_outweighs_an_unknown_one_and_another_route_is_not_asked() -> None:
    assert ask("board_authority_459", by_board(audit_board=False, accounts_clean=None)).verdict is FAIL
    assert ask("board_authority_459", interim()).verdict is NO_QUESTION
