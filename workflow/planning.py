"""The timetable of bare dates, before anything is recorded."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any, Final

from states import codec
from states.context import Context, Deed
from states.errors import WrongWords
from states.facts import Articles, Company, Dividend, Kind, Meeting, Route
from states.rulebooks import rulebook
from states.terms import Terms
from states.timetable import timetable
from workflow import words
from workflow.calendars import CALENDARS
from workflow.queries import Answer
from workflow.step import check_articles, check_jurisdiction
from workflow.timetable import answer

OPTIONS: Final = {
    "--record": "record_on",
    "--meeting": "day",
    "--effective": "effective_on",
    "--board": "board_on",
    "--notice": "notice",
    "--pay": "pay_on",
    "--fiscal-year-end": "fiscal_year_end",
}
"""The options of ``ketsugi plan`` and the days they state."""


def plan(
    said: Mapping[str, str | None],
    jurisdiction: str,
    articles: Mapping[str, Any],
    facts: Mapping[str, Any],
    today: date,
    route: str | None = None,
) -> list[Answer]:
    """The timetable of the days that options state, under the law of a country.

    ``facts`` are those of the meeting, in the words of a case file.  Unless the route is stated, it is the meeting that
    decides where its day is; the board's day is that of its resolution on the meeting and on the dividend.

    Raises:
        WrongWords: no day at all, no country, a word that is no fact of a meeting or of articles, or a wrong value.
    """
    days = {OPTIONS[option]: codec.read_day(text, option) for option, text in said.items() if text}
    if not days:
        raise WrongWords("plan: give at least one date", remedy=f"such as --meeting DATE; known here: {', '.join(OPTIONS)}")
    meeting, dividend = _meeting(days, facts), _dividend(days, route)
    check_jurisdiction(jurisdiction)
    company = Company(jurisdiction=jurisdiction, articles=codec.read(Articles, articles, "articles"))
    check_articles(company.articles)
    board, by_meeting = days.get("board_on"), dividend.route in (Route.MEETING, None)
    put = ("resolve", "proposed") if by_meeting else ("decide", "approved")
    resolved = Deed(seq=0, event=put[0], source="drafted", dest=put[1], on=board, meeting=dividend.meeting)
    sent = Deed(seq=0, event="convene", source="planned", dest="convened", on=days.get("notice"))
    calm = Context(
        kind=Kind.MEETING,
        ref="meeting",
        event="",
        source=None,
        dest="",
        on=today,
        today=today,
        company=company,
        meeting=meeting,
        meeting_deeds=(sent,) if sent.on else (),
        calendars=CALENDARS,
    )
    deeds = (resolved,) if board else ()
    of_dividend = replace(calm, kind=Kind.DIVIDEND, ref="dividend", dividend=dividend, deeds=deeds)
    contexts = [calm, of_dividend] if by_meeting else [replace(of_dividend, meeting=None)]
    rules = rulebook(jurisdiction)
    assert rules is not None
    return [answer(each) for each in timetable(contexts, rules)]


def _meeting(days: Mapping[str, date], facts: Mapping[str, Any]) -> Meeting:
    stated = words.facts(Kind.MEETING, "plan", facts)
    sitting = {name: days[name] for name in ("day", "board_on", "fiscal_year_end") if name in days}
    if twice := next((name for name in stated if name in sitting), None):
        option = next(option for option, name in OPTIONS.items() if name == twice)
        raise WrongWords(f"{twice} is given twice", remedy=f"give {option} or --set {twice}")
    votes = {"voting_record_on": days["record_on"]} if "record_on" in days else {}  # one record date for both
    return codec.read(Meeting, votes | stated | sitting)


def _dividend(days: Mapping[str, date], route: str | None) -> Dividend:
    return Dividend(
        route=codec.read(Dividend, {"route": route}).route if route else Route.MEETING if "day" in days else None,
        terms=codec.read(Terms, {name: days[name] for name in ("record_on", "effective_on", "pay_on") if name in days}),
        fiscal_year_end=days.get("fiscal_year_end"),
        meeting="the meeting",
    )
