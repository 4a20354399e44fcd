"""The IIJ case as single steps: each lawful as it stands, so that a test moves one fact off its limit and sees the answer.

Facts of the case: record date 2018-03-31 (a Saturday), board 2018-05-24, meeting 2018-06-28, effective 2018-06-29,
13.50 yen a share, "608 million" in all.  The days of dispatch and of the list of holders and the counts are not public;
here they are lawful.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from states import dividend as dividends
from states import meeting as meetings
from states.canonical import digest
from states.codec import plain
from states.context import Context, Deed
from states.facts import Articles, Company, Dividend, Kind, Meeting, MeetingKind, Route, Shares
from states.finding import Finding, Verdict, Weight
from states.money import Currency, StatedTotal
from states.rulebooks.japan import JAPAN
from states.terms import Line, Terms
from states.votes import Votes

REF = "IIJ-FY2017-YE"
RECORD, BOARD, NOTICE = date(2018, 3, 31), date(2018, 5, 24), date(2018, 6, 7)
SITTING, EFFECT, TODAY = date(2018, 6, 28), date(2018, 6, 29), date(2018, 12, 31)
DAY = timedelta(days=1)

COMPANY = Company(
    name="Internet Initiative Japan Inc.",
    jurisdiction="JP",
    timezone="Asia/Tokyo",
    articles=Articles(public=True, listed=True, record_dates_fixed=True, has_board=True, no_quorum=False),
)
MEETING = Meeting(kind=MeetingKind.ORDINARY, number=26, day=SITTING, voting_record_on=RECORD, board_on=BOARD)
LINE = Line(per_share=Decimal("13.50"), total=StatedTotal.read("608 million"))
TERMS = Terms(record_on=RECORD, effective_on=EFFECT, currency=Currency("JPY"), resource="retained earnings", lines=(LINE,))
SHARES = Shares(issued=46_721_400, treasury=1_650_911, entitled=45_070_489)
DIVIDEND = Dividend(
    kind="year-end",
    route=Route.MEETING,
    meeting="IIJ-AGM26",
    fiscal_year_end=RECORD,
    terms=TERMS,
    shares=(SHARES,),
    holder_list_on=RECORD,
    net_assets=StatedTotal.read("70000000000"),
    distributable_amount=StatedTotal.read("9000000000"),
    votes=Votes(in_favour=312_450, against=67_000, present=380_120, exercisable=450_700),
)
CONVENED = Deed(seq=4, event="convene", source="planned", dest="convened", on=NOTICE)

_AS_USUAL: Mapping[str, tuple[str | None, date | None, int]] = {  # the state it starts in, its day, the deeds before it
    "draft": (None, None, 0),
    "resolve": ("drafted", BOARD, 1),
    "decide": ("drafted", BOARD, 1),
    "revise": ("proposed", BOARD, 2),
    "approve": ("proposed", SITTING, 2),
    "reject": ("proposed", SITTING, 2),
    "adjust": ("approved", SITTING, 3),
    "pay": ("approved", EFFECT, 3),
    "settle": ("paying", date(2018, 7, 31), 4),
    "close": ("paid", date(2018, 12, 28), 5),
    "note": ("approved", EFFECT, 3),
}
_DEEDS = (
    ("draft", None, "drafted", None),
    ("resolve", "drafted", "proposed", BOARD),
    ("approve", "proposed", "approved", SITTING),
    ("pay", "approved", "paying", EFFECT),
    ("settle", "paying", "paid", date(2018, 7, 31)),
)


def terms_digest(terms: Terms) -> str:
    return digest(plain(terms))


def deeds(terms: Terms = TERMS, count: int = len(_DEEDS)) -> tuple[Deed, ...]:
    """The deeds of the case in order, all on the same terms."""
    words, fingerprint = plain(terms), terms_digest(terms)
    return tuple(
        Deed(
            seq=10 + n,
            event=event,
            source=source,
            dest=dest,
            on=on,
            terms=words,
            terms_digest=fingerprint,
            meeting="IIJ-AGM26",
        )
        for n, (event, source, dest, on) in enumerate(_DEEDS[:count])
    )


def step(
    event: str,
    *,
    articles: Mapping[str, Any] | None = None,
    meeting: Mapping[str, Any] | None = None,
    terms: Mapping[str, Any] | None = None,
    line: Mapping[str, Any] | None = None,
    dividend: Mapping[str, Any] | None = None,
    shares: Mapping[str, Any] | None = None,
    votes: Mapping[str, Any] | None = None,
    **context: Any,
) -> Context:
    """One step of the dividend as it happened, but for the changes given for each group of facts."""
    source, on, count = _AS_USUAL[event]
    changed = replace(TERMS, lines=(replace(LINE, **(line or {})),))
    changed = replace(changed, **(terms or {}))
    own = replace(
        DIVIDEND,
        terms=changed,
        shares=(replace(SHARES, **(shares or {})),),
        votes=replace(DIVIDEND.votes, **(votes or {})),
    )
    row = dividends.LIFECYCLE.row(event, source)
    assert row is not None
    usual: dict[str, Any] = {
        "kind": Kind.DIVIDEND,
        "ref": REF,
        "event": event,
        "source": source,
        "dest": str(row.dest),
        "on": on,
        "today": TODAY,
        "company": replace(COMPANY, articles=replace(COMPANY.articles, **(articles or {}))),
        "meeting": replace(MEETING, **(meeting or {})),
        "meeting_state": "planned" if event in ("draft", "resolve", "decide") else "convened",
        "meeting_deeds": () if event in ("draft", "resolve", "decide") else (CONVENED,),
        "dividend": replace(own, **(dividend or {})),
        "deeds": deeds(changed, count),
        "terms_digest": terms_digest(changed),
    }
    return Context(**usual | context)


def convening(
    *, articles: Mapping[str, Any] | None = None, meeting: Mapping[str, Any] | None = None, **context: Any
) -> Context:
    """The dispatch of the notice, as it may have happened, but for the changes."""
    row = meetings.LIFECYCLE.row("convene", "planned")
    assert row is not None
    usual: dict[str, Any] = {
        "kind": Kind.MEETING,
        "ref": "IIJ-AGM26",
        "event": "convene",
        "source": "planned",
        "dest": str(row.dest),
        "on": NOTICE,
        "today": TODAY,
        "company": replace(COMPANY, articles=replace(COMPANY.articles, **(articles or {}))),
        "meeting": replace(MEETING, **(meeting or {})),
    }
    return Context(**usual | context)


def ask(rule_id: str, context: Context) -> Finding:
    """What one rule of Japan says, where it is asked."""
    rules = {rule.id: rule for rule in JAPAN.asked_at(context.kind, context.event)}
    return sound(rules[rule_id].ask(context))


def sound(finding: Finding) -> Finding:
    """The finding, once it is one that a person can read: texts throughout, and a way out where it stops."""
    texts = (finding.guard, finding.title, finding.message, *finding.figures, *finding.figures.values())
    assert all(isinstance(text, str) and text.strip() == text != "" for text in texts), finding
    assert not any("None" in text for text in (*texts, finding.remedy)), finding
    assert bool(finding.remedy) == (finding.verdict in (Verdict.FAIL, Verdict.UNKNOWN)), finding
    assert (finding.bound is not None) or finding.slack is None, finding
    return finding


def brief(finding: Finding) -> tuple[Verdict, date | None, int | None]:
    return finding.verdict, finding.bound, finding.slack


def answer(finding: Finding) -> tuple[Verdict, Weight, bool]:
    return finding.verdict, finding.weight, finding.stops()
