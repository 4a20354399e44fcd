"""The timetable of bare dates, before anything is recorded."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any, Final

from states import codec
from states.context import Context, Deed
from states.deadline import Deadline
from states.errors import WrongWords
from states.facts import Articles, Company, Dividend, Kind, Meeting, Route
from states.rulebooks import rulebook
from states.timetable import timetable
from workflow import words
from workflow.calendars import CALENDARS
from workflow.queries import Answer
from workflow.stated import check_articles, check_jurisdiction
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

    ``facts`` are those of the meeting or the dividend, in the words of a case file.  Unless the route is stated, it is the
    meeting that decides where its day is; the board's day is that of its resolution on the meeting and on the dividend.

    Raises:
        WrongWords: no day at all, no country, a word that is no fact of a meeting or of articles, or a wrong value.
    """
    days = {OPTIONS[option]: codec.read_day(text, option) for option, text in said.items() if text}
    if not days:
        raise WrongWords("plan: give at least one date", remedy=f"such as --meeting DATE; known here: {', '.join(OPTIONS)}")
    of_meeting, of_dividend_alone = _apart(facts)
    meeting, dividend = _meeting(days, of_meeting), _dividend(days, of_dividend_alone, route)
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
    return [answer(each) | {"message": _with_remedy(each)} for each in timetable(contexts, rules)]


_HERE: Final = {
    "--kind of the meeting": "--set kind=ordinary, extraordinary or written",
    "--paper-voting or --no-paper-voting": "--set paper_voting=true or false",
    "--voting-record-on of the meeting": "--record",
    "--board-on of the meeting": "--board",
    "the day of the meeting": "--meeting",
    "the day of dispatch": "--notice",
    "the day, with ketsugi resolve": "--board",
    "--record-on": "--record",
    "--effective-on": "--effective",
    "--pay-on": "--pay",
    "--route when it is drafted": "--route meeting, board or interim",
}
"""How ``ketsugi plan`` is told what other commands are told otherwise."""


def _with_remedy(limit: Deadline) -> str:
    """What is said of a limit, and how the fact that decides whether it is set can be stated here."""
    remedy = limit.remedy
    for elsewhere, here in _HERE.items():
        remedy = remedy.replace(elsewhere, here)
    remedy = re.split(r",? with (?:ketsugi|meeting) ", remedy)[0].removesuffix(" of the meeting")
    return f"{limit.message} → {remedy}" if remedy else limit.message


def _apart(facts: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """The facts of the meeting, and those that only a dividend has."""
    ours = words.words(Kind.DIVIDEND, "draft").keys() - words.words(Kind.MEETING, "plan").keys() - {"route", "meeting"}
    return {n: v for n, v in facts.items() if n not in ours}, {n: v for n, v in facts.items() if n in ours}


def _meeting(days: Mapping[str, date], facts: Mapping[str, Any]) -> Meeting:
    stated = words.facts(Kind.MEETING, "plan", facts)
    sitting = {name: days[name] for name in ("day", "board_on", "fiscal_year_end") if name in days}
    _once(stated, sitting)
    votes = {"voting_record_on": days["record_on"]} if "record_on" in days else {}  # one record date for both
    return codec.read(Meeting, votes | stated | sitting)


def _dividend(days: Mapping[str, date], facts: Mapping[str, Any], route: str | None) -> Dividend:
    stated = words.facts(Kind.DIVIDEND, "draft", facts)
    terms = {name: days[name] for name in ("record_on", "effective_on", "pay_on") if name in days}
    _once(stated.get("terms", {}), terms)
    decides = {"route": route or Route.MEETING} if route or "day" in days else {}
    year = {"fiscal_year_end": days["fiscal_year_end"]} if "fiscal_year_end" in days else {}
    known = {"terms": stated.pop("terms", {}) | terms, "meeting": "the meeting"}
    return codec.read(Dividend, stated | known | decides | year)


def _once(stated: Mapping[str, Any], days: Mapping[str, date]) -> None:
    if twice := next((name for name in stated if name in days), None):
        option = next(option for option, name in OPTIONS.items() if name == twice)
        raise WrongWords(f"{twice} is given twice", remedy=f"give {option} or --set {twice}")
