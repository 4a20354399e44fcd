"""Every sequence of events on every choice of days, for every rulebook and every route: what leads to payment.

The days are four around a meeting of 2024; a history takes any of them for any event, up to five events.  All that a
rulebook lets a person vouch for is vouched for, so that what is left to stop a history are days, terms and the table.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, time
from decimal import Decimal
from functools import cache
from itertools import product
from typing import Any

import pytest

from states import dividend
from states.codec import plain
from states.context import Context, Deed, Sibling
from states.facts import Articles, Board, Company, Dividend, Kind, Meeting, MeetingKind, Route, Shares
from states.money import Currency, StatedTotal
from states.rulebooks import every_rulebook, labelled
from states.rules import Rulebook
from states.terms import Line, Terms
from states.votes import Votes
from tests.domain.iij import DAY, terms_digest
from workflow.calendars import CALENDARS
from workflow.machine import Case, attempt

LIFE = dividend.LIFECYCLE
SITTING = date(2024, 6, 20)  # a Thursday
BOARD, NOTICE = date(2024, 4, 25), date(2024, 5, 2)
RECORDS = (date(2024, 5, 31), date(2024, 6, 24), date(2024, 6, 26))  # before the meeting, and as some countries ask
EFFECTS = (SITTING - DAY, date(2024, 6, 27))
DAYS = (BOARD, SITTING - DAY, SITTING, date(2024, 6, 27))
ENDS = {"reject", "supersede", "withdraw", "annul"}
LINE = Line(per_share=Decimal(10), total=StatedTotal.read("1000000"))
SHARES = Shares(issued=100_000, treasury=0, entitled=100_000)
YES = {name: True for name, kind in Articles.__annotations__.items() if kind.startswith("bool")}
ARTICLES = Articles(**YES | {"no_quorum": True, "meeting_excluded": False, "record_dates_fixed": True, "listed": True})
MEETING = Meeting(
    kind=MeetingKind.ORDINARY,
    day=SITTING,
    fiscal_year_end=date(2024, 3, 31),
    audited_on=BOARD,
    accounts_board_on=BOARD,
    board_on=BOARD,
    e_provision_on=NOTICE,
    registration_days=0,
    voters=10,
    paper_voting=True,
)
RESOLVED = Board(
    eligible=5, present=5, in_favour=5, notified_on=date(2024, 4, 15), ended_time=time(15, 0), told_time=time(15, 0)
)
BOOKS = [pytest.param(book, id=book.name) for book in every_rulebook()]
ROUTES = [pytest.param(route, id=str(route)) for route in Route]


def terms(record: date, effect: date, per_share: int = 10) -> Terms:
    line = replace(LINE, per_share=Decimal(per_share), total=StatedTotal.read(str(per_share * 100_000)))
    return Terms(record_on=record, effective_on=effect, currency=Currency("JPY"), lines=(line,))


@cache
def _stated(record: date, effect: date, per_share: Decimal) -> tuple[dict[str, Any], str]:
    now = terms(record, effect, int(per_share))
    return plain(now), terms_digest(now)


def stated(now: Terms) -> dict[str, Any]:
    """The words of terms and their digest, as an entry has them; worked out once."""
    words, digest = _stated(now.record_on, now.effective_on, now.lines[0].per_share)  # type: ignore[arg-type]
    return {"terms": words, "terms_digest": digest}


def vouched(book: Rulebook) -> dict[str, str]:
    return {rule.attest: "vouched for" for rule in book.rules if rule.attest}


def asked(book: Rulebook, route: Route, told: tuple[Deed, ...], event: str, on: date, now: Terms) -> Context:
    """One step after the deeds that were told."""
    state = told[-1].dest
    meeting = replace(MEETING, voting_record_on=now.record_on if now.record_on <= SITTING else None)  # type: ignore[operator]
    own = Dividend(
        company="C",
        kind="year-end",
        route=route,
        meeting="M",
        fiscal_year_end=date(2025, 3, 31) if route is Route.INTERIM else date(2024, 3, 31),
        terms=now,
        shares=(SHARES,),
        net_assets=StatedTotal.read("1 trillion"),
        distributable_amount=StatedTotal.read("1 trillion"),
        distributable_on=on,
        record_notice_on=date(2024, 4, 26),
        holder_list_on=now.record_on if isinstance(now.record_on, date) else None,
        accounts_clean=True,
        board=Board(
            eligible=5, present=5, in_favour=5, notified_on=date(2024, 4, 15), ended_time=time(15), told_time=time(15)
        ),
        votes=Votes(in_favour=60, against=10, present=80, exercisable=100),
        superseded_by="R" if event == "supersede" else None,
        attest=vouched(book),
    )
    row = LIFE.row(event, state)
    assert row is not None
    dests = LIFE.dests(row)
    return Context(
        kind=Kind.DIVIDEND,
        ref="D",
        event=event,
        source=state,
        dest=str(dests[0]) if len(dests) == 1 else next(d.source or "" for d in reversed(told) if d.dest == state),
        on=on,
        today=date(2024, 12, 31),
        company=Company(name="C", jurisdiction=book.jurisdiction or "BR", timezone="UTC", articles=ARTICLES),
        meeting=meeting,
        dividend=own,
        meeting_state="convened",
        meeting_deeds=(Deed(seq=1, event="convene", source="planned", dest="convened", on=NOTICE),),
        deeds=told,
        siblings=(Sibling(ref="R", route="meeting", state="approved", fiscal_year_end=None),),
        terms_digest=terms_digest(now),
        calendars=CALENDARS,
    )


def taken(book: Rulebook, context: Context) -> bool:
    rules = book.asked_at(context.kind, context.event)
    return attempt(Case(context.source or "", context, rules, frozenset())) is not None


def onward(book: Rulebook, route: Route, told: tuple[Deed, ...], now: Terms, left: int) -> Iterator[tuple[Deed, ...]]:
    """Every history that goes on from here, as far as payment."""
    yield told
    if not left or told[-1].dest == "paying":
        return
    for row in LIFE.rows:
        if row.source != told[-1].dest or row.event in ("recover", "close", "adjust"):
            continue
        for on in DAYS:
            if told[-1].on and on < told[-1].on:
                continue
            then = replace(now, lines=terms(RECORDS[0], SITTING, 9).lines) if row.event == "revise" else now
            context = asked(book, route, told, str(row.event), on, then)
            if taken(book, context):
                deed = Deed(
                    seq=len(told) + 10,
                    event=str(row.event),
                    source=told[-1].dest,
                    dest=context.dest,
                    on=on,
                    meeting="M",
                    **stated(then),
                )
                yield from onward(book, route, (*told, deed), then, left - 1)


def histories(book: Rulebook, route: Route) -> tuple[tuple[Deed, ...], ...]:
    """All of them, on every record and effective day."""
    return _histories(book.label, route)


@cache
def _histories(label: str, route: Route) -> tuple[tuple[Deed, ...], ...]:
    book = labelled(label)
    assert book is not None
    found: list[tuple[Deed, ...]] = []
    for record, effect in product(RECORDS, EFFECTS):
        now = terms(record, effect)
        born = Deed(seq=1, event="draft", source=None, dest="drafted", on=None, **stated(now))
        found += onward(book, route, (born,), now, 4)
    return tuple(found)


@pytest.mark.parametrize("route", ROUTES)
@pytest.mark.parametrize("book", BOOKS)
def test_payment_follows_a_decision_that_stands_on_its_own_terms_and_days(book: Rulebook, route: Route) -> None:
    for told in histories(book, route):
        if told[-1].dest != "paying":
            continue
        events = [deed.event for deed in told]
        decided = next(deed for deed in reversed(told) if deed.event in ("approve", "decide"))
        effect = date.fromisoformat(decided.terms["effective_on"])
        assert not ENDS & set(events)
        assert decided.event == ("approve" if route is Route.MEETING else "decide")
        assert told[-1].terms_digest == decided.terms_digest
        assert decided.on is not None
        assert decided.on <= effect <= told[-1].on  # type: ignore[operator]
        if route is Route.MEETING:
            proposed = [deed.on for deed in told if deed.dest == "proposed"]
            assert proposed
            assert decided.on == SITTING
            assert all(on is not None and on <= SITTING for on in proposed)


@pytest.mark.parametrize("route", ROUTES)
@pytest.mark.parametrize("book", BOOKS)
def test_other_terms_than_those_decided_are_never_paid(book: Rulebook, route: Route) -> None:
    approved = [told for told in histories(book, route) if told[-1].dest == "approved"]
    for told in approved[:50]:
        decided = told[-1].terms
        effect, record = (date.fromisoformat(decided[name]) for name in ("effective_on", "record_on"))
        other = terms(record, effect, 11)
        assert not any(taken(book, asked(book, route, told, "pay", on, other)) for on in DAYS)


def test_every_rulebook_lets_some_route_be_paid() -> None:
    """Else the walks would say nothing."""
    paid = {
        book.name: {str(route) for route in Route if any(told[-1].dest == "paying" for told in histories(book, route))}
        for book in every_rulebook()
    }
    assert all(paid.values()), paid
    by_meeting = {name for name, routes in paid.items() if "meeting" in routes}
    known = {"france", "germany", "japan", "korea", "switzerland", "united_kingdom", "universal"}
    assert by_meeting >= known & {*paid}  # a country may have been taken out


@pytest.mark.parametrize("book", BOOKS)
def test_an_end_is_reached_in_every_rulebook_and_nothing_is_paid_after_it(book: Rulebook) -> None:
    ended = [told for route in Route for told in histories(book, route) if told[-1].event in ENDS]
    assert ended
    for told in ended:
        rows = {str(row.event) for row in LIFE.rows if row.source == told[-1].dest}
        assert rows <= {"recover"}


def test_planted_a_desk_that_does_not_compare_terms_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    book = next(book for book in every_rulebook() if book.name == "universal")
    told = next(told for told in histories(book, Route.MEETING) if told[-1].dest == "approved")
    record, effect = (date.fromisoformat(told[-1].terms[name]) for name in ("record_on", "effective_on"))
    other = asked(book, Route.MEETING, told, "pay", max(DAYS), terms(record, effect, 11))
    assert not taken(book, other)
    assert taken(book, replace(other, terms_digest=told[-1].terms_digest))  # as if the digest were not that of the terms
