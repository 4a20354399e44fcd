"""Japan: the first rules of the Companies Act for a dividend and the meeting that approves it.

Each rule can be read beside the article it cites.  In force from 2006-05-01 (the Act's commencement) where nothing else
is said.  Days are calendar days in Japan; amounts are yen.  What could not be confirmed is marked ``CHECK`` and is a note.
"""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Final

from states import money
from states.bounds import Answer, Bound, Day, Disputed
from states.context import Context
from states.dates import clear_before, clear_between, weeks_before, within_months
from states.dividend import Event as D
from states.facts import UNDECIDED, Kind, Route
from states.finding import Verdict, Weight
from states.meeting import Event as M
from states.money import Span, StatedTotal
from states.rules import Confidence, InForce, Rule, Rulebook, When, steps
from states.votes import more_than_half

# ── The days these rules speak of ────────────────────────────────────────────────────────────────────────────────────

ON = Day("day of the deed", lambda c: c.on, "--on")
RECORD = Day("record date", lambda c: c.terms.record_on, "--record-on with ketsugi revise")
EFFECT = Day("effective", lambda c: c.effective_on, "--effective-on with ketsugi revise")
VOTING_RECORD = Day(
    "voting record date", lambda c: c.meeting.voting_record_on if c.meeting else None, "--voting-record-on of the meeting"
)
FIRST_SITTING = Day("meeting", lambda c: c.meeting.day if c.meeting else None, "the day of the meeting")


def _vote(c: Context) -> date | None:
    """The day of the vote: now, when it was decided, or as planned."""
    if c.event == D.APPROVE:
        return c.on
    return c.approved.on if c.event == D.PAY and c.approved else FIRST_SITTING.read(c)


VOTE = Day("meeting", _vote, "the day of the meeting")
DECISION = Day(
    "decision", lambda c: VOTE.read(c) if c.event in (D.RESOLVE, D.REVISE, D.APPROVE) else c.on, "the day of the meeting"
)
NOTICE = Day("dispatched", lambda c: c.convened_on, "the day of dispatch, with meeting convene")
PROVISION = Day(
    "electronic provision", lambda c: c.meeting.e_provision_on if c.meeting else None, "--e-provision-on of the meeting"
)
BOARD = Day("board", lambda c: c.meeting.board_on if c.meeting else None, "--board-on of the meeting")
RECORD_NOTICE = Day("public notice", lambda c: c.dividend.record_notice_on, "--record-notice-on")
VOTING_RECORD_NOTICE = Day(
    "public notice",
    lambda c: c.meeting.voting_record_notice_on if c.meeting else None,
    "--voting-record-notice-on of the meeting",
)
PAYMENT = Day("payment", lambda c: c.on if c.event == D.PAY else c.terms.pay_on, "--pay-on with ketsugi revise")

# ── When a rule applies ──────────────────────────────────────────────────────────────────────────────────────────────


def _is_public(c: Context) -> bool | None:
    """Listed shares are freely transferable; otherwise the articles say."""
    return True if c.company.articles.listed else c.company.articles.public


def _not(value: bool | None) -> bool | None:
    return None if value is None else not value


PUBLIC = When(
    text="the company is public", holds=_is_public, give="--article public=true or false with ketsugi company amend"
)
NOT_PUBLIC = When(
    text="the company is not public",
    holds=lambda c: _not(_is_public(c)),
    give="--article public=true or false with ketsugi company amend",
)
LISTED = When(
    text="the company is listed",
    holds=lambda c: c.company.articles.listed,
    give="--article listed=true or false with ketsugi company amend",
)
RECORD_DATES_NOT_FIXED = When(
    text="the articles leave the record date open",
    holds=lambda c: _not(c.company.articles.record_dates_fixed),
    give="--article record_dates_fixed=true or false with ketsugi company amend",
)


def _routed(text: str, route: Route) -> When:
    """Applies to dividends on this route; a meeting is always on the meeting's."""

    def holds(c: Context) -> bool | None:
        if c.kind is Kind.MEETING:
            return route is Route.MEETING
        return None if c.dividend.route is None else c.dividend.route is route

    return When(text=text, holds=holds, give="--route when it is drafted")


BY_MEETING = _routed("the meeting decides", Route.MEETING)
BY_BOARD = _routed("the board decides under the articles", Route.BOARD)
INTERIM = _routed("it is an interim dividend of the board", Route.INTERIM)
PAYMENT_DAY_SET = When(
    text="a day of payment is set", holds=lambda c: c.event == D.PAY or c.terms.pay_on is not None, give="--pay-on"
)
RESOLVED_ON = When(
    text="the board has resolved on it",
    holds=lambda c: c.event != D.REVISE or c.source == "proposed",
    give="ketsugi resolve",
)
QUORUM_KEPT = When(text="the articles keep the quorum", holds=lambda c: not c.company.articles.no_quorum, give="no_quorum")

ACT: Final = date(2006, 5, 1)  # commencement of the Companies Act (Act No. 86 of 2005)


def since_the_act(keyed_on: Day) -> InForce:
    """In force since the Act's commencement."""
    return InForce(since=ACT, keyed_on=keyed_on)


REVISING = steps(Kind.DIVIDEND, D.REVISE)  # of what the board has resolved on; what fails is refused, the unknown waits
DECIDING = steps(Kind.DIVIDEND, D.RESOLVE, D.DECIDE, D.APPROVE) | REVISING
VOTING = steps(Kind.DIVIDEND, D.APPROVE)
REJECTING = steps(Kind.DIVIDEND, D.REJECT)
PAYING = steps(Kind.DIVIDEND, D.PAY)
CONVENING = steps(Kind.MEETING, M.CONVENE)

# ── Questions that are not about one day ─────────────────────────────────────────────────────────────────────────────


def _three_items(c: Context) -> Answer:
    """Kind and total book value; allotment; effective date."""
    open_items, missing = [], []
    items: dict[str, list[object]] = {
        "lines (per share and total)": [c.terms.lines or None],
        "total": [line.total for line in c.terms.lines],
        "per share": [line.per_share for line in c.terms.lines],
        "currency": [c.terms.currency],
        "effective day": [c.terms.effective_on],
    }
    for name, values in items.items():
        if any(value is UNDECIDED for value in values):
            open_items.append(name)
        elif any(value is None for value in values):
            missing.append(name)
    remedy = "state them with ketsugi revise"
    if open_items:
        return Answer(verdict=Verdict.FAIL, message=f"{', '.join(open_items)} undecided", remedy=remedy)
    if missing:
        return Answer(verdict=Verdict.UNKNOWN, message=f"{', '.join(missing)} not stated", remedy=remedy)
    return Answer(verdict=Verdict.PASS, message="total, allotment and effective date are fixed")


def _quorum(c: Context) -> Answer:
    votes = c.dividend.votes
    if votes.present is None or votes.exercisable is None:
        return Answer(
            verdict=Verdict.UNKNOWN,
            message="votes present and exercisable not stated",
            remedy="state --present --exercisable",
        )
    figures = {"present": str(votes.present), "exercisable": str(votes.exercisable)}
    message = f"{votes.present:,} of {votes.exercisable:,} votes present, more than half needed"
    verdict = Verdict.PASS if more_than_half(votes.present, votes.exercisable) else Verdict.FAIL
    remedy = "" if verdict is Verdict.PASS else "check the counts, or override"
    return Answer(verdict=verdict, message=message, figures=figures, remedy=remedy)


MISCOUNTED: Final = "the counts do not add up"


def _majority(c: Context) -> Answer:
    votes = c.dividend.votes
    if votes.in_favour is None or votes.present is None:
        return Answer(
            verdict=Verdict.UNKNOWN,
            message="counts not stated: the chair's declaration stands",
            remedy="state --for and --present once they are counted",
        )
    figures = {"for": str(votes.in_favour), "present": str(votes.present)}
    if votes.exercisable is not None and votes.present > votes.exercisable:
        message = f"{votes.present:,} votes present, {votes.exercisable:,} could be cast at all"
        return Answer(verdict=Verdict.FAIL, title=MISCOUNTED, message=message, figures=figures, remedy="check the counts")
    surplus = votes.surplus() or 0
    if surplus > 0:
        message = f"{surplus:,} more votes cast than the {votes.present:,} present"
        return Answer(verdict=Verdict.FAIL, title=MISCOUNTED, message=message, figures=figures, remedy="check the counts")
    message = f"{votes.in_favour:,} of {votes.present:,} votes present, more than half needed"
    verdict = Verdict.PASS if more_than_half(votes.in_favour, votes.present) else Verdict.FAIL
    remedy = "" if verdict is Verdict.PASS else "record the rejection: ketsugi reject"
    return Answer(verdict=verdict, message=message, figures=figures, remedy=remedy)


def _lost(c: Context) -> Answer:
    """A proposal that the counts carry was not voted down."""
    votes = c.dividend.votes
    if votes.in_favour is None or votes.present is None:
        message = "counts not stated: the chair's declaration stands"
        return Answer(verdict=Verdict.UNKNOWN, message=message, remedy="state --for and --present once they are counted")
    message = f"{votes.in_favour:,} of {votes.present:,} votes present, more than half carries it"
    figures = {"for": str(votes.in_favour), "present": str(votes.present)}
    if not more_than_half(votes.in_favour, votes.present):
        return Answer(verdict=Verdict.PASS, message=message, figures=figures)
    remedy = "record the approval: ketsugi approve; or check the counts"
    return Answer(verdict=Verdict.FAIL, message=message, figures=figures, remedy=remedy)


FLOOR: Final = Decimal(3_000_000)


def _net_assets(c: Context) -> Answer:
    net = c.dividend.net_assets
    if net is None:
        return Answer(verdict=Verdict.UNKNOWN, message="net assets not stated", remedy="state --net-assets")
    span = net.widest()
    verdict = (
        Verdict.PASS
        if span.low >= FLOOR
        else Verdict.FAIL
        if span.high <= FLOOR and not (span.with_high and span.high == FLOOR)
        else Verdict.UNKNOWN
    )
    message = f"net assets JPY {span}, JPY {money.show(FLOOR)} needed"
    remedy = "state the exact amount" if verdict is Verdict.UNKNOWN else ""
    figures = {"net assets": str(net), "needed": str(FLOOR)}
    return Answer(verdict=verdict, message=message, figures=figures, remedy=remedy)


def _distributable(c: Context) -> Answer:
    """The whole total, at the top of its rounding, is within the distributable amount, at the bottom of its own."""
    limit = c.dividend.distributable_amount
    totals = [(line.total, line.rounding) for line in c.terms.lines if isinstance(line.total, StatedTotal)]
    if limit is None or len(totals) < len(c.terms.lines) or not totals:
        what = "distributable amount" if limit is None else "total"
        give = "--distributable-amount" if limit is None else "the total, with ketsugi revise"
        return Answer(verdict=Verdict.UNKNOWN, message=f"{what} not stated", remedy=f"state {give}")
    if c.terms.currency != "JPY":
        what = f"total in {c.terms.currency or 'no stated currency'}, distributable amount in JPY"
        return Answer(verdict=Verdict.UNKNOWN, message=what, remedy="work it out in yen")
    span, within = Span.sum([stated.span(rounding) for stated, rounding in totals]), limit.widest()
    stated = money.total([each.amount for each, _ in totals])
    figures = {"total": str(stated), "distributable amount": str(limit)}
    message = f"total JPY {money.show(stated)}, distributable amount JPY {money.show(limit.amount)}"
    if span.high <= within.low:
        return Answer(verdict=Verdict.PASS, message=message, figures=figures)
    if span.low > within.high or (span.low == within.high and not (span.with_low and within.with_high)):
        return Answer(
            verdict=Verdict.FAIL, message=message, figures=figures, remedy="lower the total; it cannot be overridden"
        )
    message += (
        f": the total may be up to {money.show(span.high)}, the distributable amount as little as {money.show(within.low)}"
    )
    return Answer(verdict=Verdict.UNKNOWN, message=message, figures=figures, remedy="state the exact amounts")


def _of_a_class(c: Context) -> str:
    return "--share-class NAME " if len(c.terms.lines) > 1 else ""


def _total_matches(c: Context) -> Answer:
    said: list[str] = []
    unknown: list[str] = []
    wrong: list[str] = []
    figures: dict[str, str] = {}
    for number, line in enumerate(c.terms.lines, 1):
        entitled = c.dividend.shares_of(line.share_class).entitled
        if entitled is None:
            unknown.append(f"entitled {line.share_class} shares")
        elif not isinstance(line.per_share, Decimal) or not isinstance(line.total, StatedTotal):
            unknown.append(f"per share and total of {line.share_class} shares")
        else:
            exact = money.product(line.per_share, entitled)
            said.append(f"{line.per_share} × {entitled:,} = {money.show(exact)}, stated {line.total}")
            figures[f"line {number}"] = f"{line.share_class}: exact {exact}, stated {line.total}"
            if not line.total.covers(exact, line.rounding):
                wrong.append(line.share_class)
    message = "; ".join(said)
    if wrong:
        return Answer(verdict=Verdict.FAIL, message=message, figures=figures, remedy="correct the count or revise the total")
    if unknown or not c.terms.lines:
        message = "; ".join([*said, f"{', '.join(unknown) or 'lines'} not stated"])
        return Answer(verdict=Verdict.UNKNOWN, message=message, figures=figures, remedy=f"state {_of_a_class(c)}--entitled")
    return Answer(verdict=Verdict.PASS, message=message, figures=figures)


def _treasury(c: Context) -> Answer:
    said: list[str] = []
    unknown: list[str] = []
    wrong = False
    figures: dict[str, str] = {}
    for number, line in enumerate(c.terms.lines, 1):
        shares = c.dividend.shares_of(line.share_class)
        if shares.issued is None or shares.treasury is None or shares.entitled is None:
            unknown.append(line.share_class)
            continue
        expected = shares.issued - shares.treasury
        said.append(f"{shares.issued:,} issued − {shares.treasury:,} treasury = {expected:,}, entitled {shares.entitled:,}")
        figures[f"line {number}"] = f"{line.share_class}: expected {expected}, entitled {shares.entitled}"
        wrong = wrong or shares.entitled != expected
    if wrong:
        title = "entitled shares do not follow from the register"
        return Answer(
            verdict=Verdict.FAIL, title=title, message="; ".join(said), figures=figures, remedy="check the register"
        )
    if unknown or not c.terms.lines:
        message = f"issued, treasury and entitled {' '.join([', '.join(unknown), 'shares']).strip()} not all stated"
        return Answer(
            verdict=Verdict.UNKNOWN, message=message, remedy=f"state {_of_a_class(c)}--issued --treasury --entitled"
        )
    return Answer(verdict=Verdict.PASS, message="; ".join(said), figures=figures)


def _bank_day(c: Context) -> Answer:
    day, banks = c.on, c.calendars.get("JP-BANK")
    if day is None or banks is None:
        return Answer(verdict=Verdict.UNKNOWN, message="no calendar of bank days at hand")
    known = banks.is_open(day)
    figures = {"payment": f"{day} ({day:%a})", "calendar": banks.name}
    if known is None:
        return Answer(verdict=Verdict.UNKNOWN, message=f"{banks.name} does not cover {day}", figures=figures)
    message = f"payment {day} ({day:%a}), banks {'open' if known else 'closed'} by {banks.name}"
    verdict = Verdict.PASS if known else Verdict.FAIL
    return Answer(verdict=verdict, message=message, figures=figures, remedy="" if known else "pay on the next bank day")


TO_THE_MEETING: Final = "put it to the general meeting"


def _interim(c: Context) -> Answer:
    """The articles allow it; it is decided within the fiscal year; it is the only one of that year."""
    allowed, year_end = c.company.articles.interim_dividends, c.dividend.fiscal_year_end
    if c.company.articles.has_board is False:
        return Answer(verdict=Verdict.FAIL, message="the company has no board of directors", remedy=TO_THE_MEETING)
    if allowed is False:
        return Answer(verdict=Verdict.FAIL, message="the articles do not allow interim dividends", remedy=TO_THE_MEETING)
    if allowed is None:
        remedy = "state --article interim_dividends=true or false with ketsugi company amend"
        return Answer(verdict=Verdict.UNKNOWN, message="not stated whether the articles allow it", remedy=remedy)
    if year_end is None or c.on is None:
        remedy = "state --fiscal-year-end with ketsugi revise"
        return Answer(verdict=Verdict.UNKNOWN, message="the fiscal year is not stated", remedy=remedy)
    begin = within_months(year_end, -12) + timedelta(days=1)
    decided = ("approved", "paying", "paid", "closed", "suspended", "recovering")
    earlier = [
        other.ref
        for other in c.siblings
        if other.route == Route.INTERIM and other.fiscal_year_end == year_end and other.state in decided
    ]
    figures = {"fiscal year": f"{begin} to {year_end}", "decided": str(c.on)}
    if earlier:
        message = f"fiscal year to {year_end} already has {', '.join(earlier)}"
        return Answer(verdict=Verdict.FAIL, message=message, figures=figures, remedy=TO_THE_MEETING)
    message = f"decided {c.on}, fiscal year {begin} to {year_end}"
    verdict = Verdict.PASS if begin <= c.on <= year_end else Verdict.FAIL
    remedy = "" if verdict is Verdict.PASS else f"decide it within the fiscal year, or {TO_THE_MEETING}"
    return Answer(verdict=verdict, message=message, figures=figures, remedy=remedy)


def _authority_459(c: Context) -> Answer:
    articles = c.company.articles
    conditions = {
        "a board of directors": articles.has_board is not False,
        "the articles give dividends to the board": articles.board_decides_dividends,
        "an accounting auditor": articles.accounting_auditor,
        "directors' terms end within one year": articles.directors_one_year_term,
        "a board of auditors or an audit committee": articles.audit_board,
        "a clean audit of the last accounts": c.dividend.accounts_clean,
    }
    lacking = [text for text, value in conditions.items() if value is False]
    unknown = [text for text, value in conditions.items() if value is None]
    if lacking:
        message = f"lacking: {'; '.join(lacking)}"
        return Answer(verdict=Verdict.FAIL, message=message, remedy=TO_THE_MEETING)
    if unknown:
        message = f"not stated: {'; '.join(unknown)}"
        return Answer(
            verdict=Verdict.UNKNOWN,
            message=message,
            remedy="state them: --article … with ketsugi company amend, --accounts-clean",
        )
    return Answer(verdict=Verdict.PASS, message="all conditions of the article are met")


# ── Limits that need more than one day ───────────────────────────────────────────────────────────────────────────────


def _private_notice(c: Context, meeting: date) -> date | Disputed:
    """One week; two weeks with paper or electronic voting or electronic provision; less by articles without a board."""
    articles, paper = c.company.articles, c.meeting.paper_voting if c.meeting else None
    two_weeks, one_week = clear_before(meeting, 14), clear_before(meeting, 7)
    provided = bool(articles.e_provision) and meeting >= date(2022, 9, 1)  # art. 325-4(1) is in force from then
    if paper or provided:
        return two_weeks
    if articles.has_board is False and articles.notice_days is not None:
        one_week = clear_before(meeting, articles.notice_days)
    if paper is None:
        why = "not stated whether votes may be cast on paper or electronically"
        return Disputed(two_weeks, one_week, why, remedy="state --paper-voting or --no-paper-voting, or move the meeting")
    return one_week


def _provision(c: Context, meeting: date, notice: date) -> date | Disputed:
    """The earlier of the day three weeks before the meeting and the day of dispatch."""
    arguable, safe = weeks_before(meeting, 3)
    if notice <= safe:
        return notice
    return Disputed(safe, min(arguable, notice), "whether this is still three weeks before is disputed")


def _clear_days(last: date, given: date, target: date) -> str:
    needed = clear_between(last, target)
    return f"{clear_between(given, target)} clear days, {needed} needed"


TOO_LATE: Final = "move the meeting, or override on counsel's opinion or, where art. 300 allows it, on the consent of all"

# ── The rules ────────────────────────────────────────────────────────────────────────────────────────────────────────

RULES: Final = (
    Rule(
        id="vote_within_3_months",
        title="vote after three months",
        title_ja="議決権の行使は基準日から3か月以内",
        weight=Weight.BAR,
        source="Companies Act art. 124(2)",
        confidence=Confidence.SURE,
        in_force=since_the_act(VOTING_RECORD),
        applies=(RESOLVED_ON, BY_MEETING),
        attest="voting_record",  # where no voting record date is set, who holds shares on the day votes
        asked_at=CONVENING | DECIDING | PAYING,
        may_wait=REVISING,
        test=(
            Bound(
                day=VOTE,
                of=(VOTING_RECORD,),
                limit=lambda c, record: within_months(record, 3),
                remedy="move the meeting, or set another voting record date with public notice",
            ),
        ),
    ),
    Rule(
        id="effect_within_3_months",
        title="effect after three months",
        title_ja="配当の効力発生は基準日から3か月以内",
        weight=Weight.BAR,
        source="Companies Act art. 124(2)",
        confidence=Confidence.SURE,  # that it binds the effective day, not only the resolution, is the safe reading
        lowered=lambda c: bool(c.company.articles.effect_limit_as_note),
        in_force=since_the_act(RECORD),
        applies=(RESOLVED_ON,),
        asked_at=DECIDING,
        may_wait=REVISING,
        test=(
            Bound(
                day=EFFECT,
                of=(RECORD,),
                limit=lambda c, record: within_months(record, 3),
                remedy="set an earlier effective day, or another record date with public notice",
            ),
        ),
    ),
    Rule(
        id="record_before_right",
        title="record date after the right",
        title_ja="基準日は権利行使日より後でない",
        weight=Weight.BAR,
        source="Companies Act art. 124(1), (2)",
        confidence=Confidence.SURE,
        in_force=since_the_act(ON),
        applies=(RESOLVED_ON,),
        asked_at=CONVENING | DECIDING,
        may_wait=REVISING,
        test=(
            Bound(
                day=VOTING_RECORD,
                of=(VOTE,),
                limit=lambda c, vote: vote,
                when=lambda c: bool(BY_MEETING.holds(c)) and VOTING_RECORD.read(c) is not None,
                remedy="set a voting record date on or before the meeting",
            ),
            Bound(
                day=RECORD,
                of=(EFFECT,),
                limit=lambda c, effect: effect,
                when=lambda c: c.kind is Kind.DIVIDEND,
                remedy="set a record date on or before the effective day",
            ),
        ),
    ),
    Rule(
        id="record_public_notice",
        title="public notice too short",
        title_ja="基準日公告は2週間前まで",
        weight=Weight.BAR,
        source="Companies Act art. 124(3)",
        confidence=Confidence.SURE,
        in_force=since_the_act(ON),
        applies=(RESOLVED_ON, RECORD_DATES_NOT_FIXED),
        asked_at=CONVENING | DECIDING,
        may_wait=REVISING,
        test=(
            Bound(
                day=RECORD_NOTICE,
                of=(RECORD,),
                limit=lambda c, record: clear_before(record, 14),
                when=lambda c: c.kind is Kind.DIVIDEND,
                measure=_clear_days,
                remedy="set a later record date, with public notice two weeks before it",
            ),
            Bound(
                day=VOTING_RECORD_NOTICE,
                of=(VOTING_RECORD,),
                limit=lambda c, record: clear_before(record, 14),
                when=lambda c: c.kind is Kind.MEETING and VOTING_RECORD.read(c) is not None,
                measure=_clear_days,
                remedy="set a later voting record date, with public notice two weeks before it",
            ),
        ),
    ),
    Rule(
        id="notice_public_co",
        title="notice too short",
        title_ja="公開会社の招集通知は会日の2週間前まで",
        weight=Weight.DEFECT,
        source="Companies Act art. 299(1)",
        confidence=Confidence.SURE,
        in_force=since_the_act(FIRST_SITTING),
        applies=(PUBLIC,),
        asked_at=CONVENING | VOTING,
        test=(
            Bound(
                day=NOTICE,
                of=(FIRST_SITTING,),
                limit=lambda c, meeting: clear_before(meeting, 14),
                measure=_clear_days,
                remedy=TOO_LATE,
            ),
        ),
    ),
    Rule(
        id="notice_private_co",
        title="notice too short",
        title_ja="非公開会社の招集通知は会日の1週間前まで",
        weight=Weight.DEFECT,
        source="Companies Act arts. 299(1), 325-4(1)",
        confidence=Confidence.SURE,
        in_force=since_the_act(FIRST_SITTING),
        applies=(NOT_PUBLIC,),
        asked_at=CONVENING | VOTING,
        test=(
            Bound(
                day=NOTICE,
                of=(FIRST_SITTING,),
                limit=_private_notice,
                measure=_clear_days,
                remedy=TOO_LATE,
            ),
        ),
    ),
    Rule(
        id="e_provision",
        title="electronic provision too late",
        title_ja="電子提供措置は会日の3週間前または発送日の早い日まで",
        weight=Weight.DEFECT,
        source="Companies Act arts. 325-2, 325-3(1); Book-Entry Transfer Act art. 159-2",
        confidence=Confidence.SURE,  # which day is "three weeks before" is not: that one day is answered unknown
        in_force=InForce(since=date(2023, 3, 1), keyed_on=FIRST_SITTING),
        applies=(LISTED,),
        asked_at=CONVENING | VOTING,
        test=(Bound(day=PROVISION, of=(FIRST_SITTING, NOTICE), limit=_provision, remedy="move the meeting, or override"),),
    ),
    Rule(
        id="board_decides_meeting",
        title="convened before the board decided",
        title_ja="取締役会による招集事項の決定",
        weight=Weight.DEFECT,
        source="Companies Act art. 298(1), (4)",
        confidence=Confidence.SURE,
        in_force=since_the_act(FIRST_SITTING),
        asked_at=CONVENING,
        test=(
            Bound(day=BOARD, of=(NOTICE,), limit=lambda c, notice: notice, remedy="let the board decide first, or override"),
            Bound(
                day=BOARD,
                of=(PROVISION,),
                limit=lambda c, provided: provided,
                when=lambda c: PROVISION.read(c) is not None,
                remedy="let the board decide first, or override",
            ),
        ),
    ),
    Rule(
        id="resolve_three_items",
        title="an item is not fixed",
        title_ja="配当決議の三事項",
        weight=Weight.BAR,
        source="Companies Act art. 454(1)",
        confidence=Confidence.SURE,
        in_force=since_the_act(ON),
        applies=(RESOLVED_ON,),
        asked_at=DECIDING,
        may_wait=REVISING,
        test=_three_items,
    ),
    Rule(
        id="ordinary_quorum",
        title="no quorum",
        title_ja="普通決議の定足数",
        weight=Weight.DEFECT,
        source="Companies Act art. 309(1)",
        confidence=Confidence.SURE,
        in_force=since_the_act(ON),
        applies=(QUORUM_KEPT,),
        asked_at=VOTING,
        test=_quorum,
    ),
    Rule(
        id="ordinary_majority",
        title="no majority",
        title_ja="普通決議の要件(出席議決権の過半数)",
        weight=Weight.BAR,
        source="Companies Act art. 309(1)",
        confidence=Confidence.SURE,
        in_force=since_the_act(ON),
        asked_at=VOTING | PAYING,
        applies=(BY_MEETING,),
        may_wait=VOTING | PAYING,  # counts may come days later; the chair's declaration decides
        test=_majority,
    ),
    Rule(
        id="majority_not_reached",
        title="the counts carry it",
        title_ja="否決(過半数に達しない)",
        weight=Weight.BAR,
        source="Companies Act art. 309(1)",
        confidence=Confidence.SURE,
        in_force=since_the_act(ON),
        asked_at=REJECTING,
        may_wait=REJECTING,
        test=_lost,
    ),
    Rule(
        id="net_assets_3m",
        title="net assets below three million yen",
        title_ja="純資産額300万円以上",
        weight=Weight.BAR,
        source="Companies Act art. 458",
        confidence=Confidence.SURE,
        in_force=since_the_act(ON),
        applies=(RESOLVED_ON,),
        asked_at=DECIDING | PAYING,
        may_wait=REVISING,
        attest="net_assets",
        test=_net_assets,
    ),
    Rule(
        id="distributable_amount",
        title="beyond the distributable amount",
        title_ja="分配可能額",
        weight=Weight.BAR,
        source="Companies Act art. 461(1)(viii), (2)",
        confidence=Confidence.SURE,
        in_force=since_the_act(ON),
        applies=(RESOLVED_ON,),
        asked_at=DECIDING | PAYING,
        may_wait=REVISING,
        attest="distributable_amount",
        test=_distributable,
    ),
    Rule(
        id="total_matches",
        title="total does not match",
        title_ja="総額は1株当たり配当額×配当対象株式数",
        weight=Weight.BAR,
        source="Companies Act art. 454(1)(i)",
        confidence=Confidence.SURE,
        in_force=since_the_act(ON),
        applies=(RESOLVED_ON,),
        asked_at=DECIDING | PAYING,
        attest="entitled_shares",
        may_wait=DECIDING,  # the count of entitled shares must be known when the money leaves
        test=_total_matches,
    ),
    Rule(
        id="treasury_excluded",
        title="treasury shares not excluded",
        title_ja="自己株式は配当の対象外",
        weight=Weight.BAR,
        source="Companies Act art. 453",
        confidence=Confidence.SURE,
        in_force=since_the_act(ON),
        applies=(RESOLVED_ON,),
        asked_at=DECIDING | PAYING,
        attest="entitled_shares",
        may_wait=DECIDING,
        test=_treasury,
    ),
    Rule(
        id="effect_not_before_resolution",
        title="effective before the decision",
        title_ja="効力発生日は決議の日以後",
        weight=Weight.BAR,
        source="Companies Act art. 454(1)(iii)",
        confidence=Confidence.SURE,
        in_force=since_the_act(ON),
        applies=(RESOLVED_ON,),
        asked_at=DECIDING,
        may_wait=REVISING,
        restates="effect_not_before_decision",
        test=(
            Bound(
                day=EFFECT,
                of=(DECISION,),
                limit=lambda c, decision: decision,
                before=True,
                remedy="set an effective day on or after the decision",
            ),
        ),
    ),
    Rule(
        id="pay_not_before_effect",
        title="before the effective day",
        title_ja="支払は効力発生日以後",
        weight=Weight.BAR,
        source="Companies Act art. 454(1)(iii)",
        confidence=Confidence.SURE,
        in_force=since_the_act(ON),
        applies=(RESOLVED_ON, PAYMENT_DAY_SET),
        asked_at=DECIDING | PAYING,
        may_wait=REVISING,
        restates="payment_not_before_effect",
        test=(
            Bound(day=PAYMENT, of=(EFFECT,), limit=lambda c, effect: effect, before=True, remedy="pay on the effective day"),
        ),
    ),
    Rule(
        id="pay_business_day",
        title="banks are closed",
        title_ja="支払開始日は銀行営業日",
        weight=Weight.NOTE,
        source="practice",
        confidence=Confidence.SURE,
        in_force=since_the_act(ON),
        asked_at=PAYING,
        test=_bank_day,
    ),
    Rule(
        id="interim_by_board",
        title="not an interim dividend the board may decide",
        title_ja="取締役会決議による中間配当(事業年度の途中に1回)",
        weight=Weight.BAR,
        source="Companies Act art. 454(5)",
        confidence=Confidence.SURE,
        in_force=since_the_act(ON),
        applies=(INTERIM,),
        asked_at=steps(Kind.DIVIDEND, D.DECIDE),
        test=_interim,
    ),
    Rule(
        id="board_authority_459",
        title="no authority of the board",
        title_ja="剰余金の配当を取締役会が決定する旨の定款の定め",
        weight=Weight.BAR,
        source="Companies Act art. 459(1)(iv), (2); Accounting Rules art. 155",
        confidence=Confidence.SURE,
        in_force=since_the_act(ON),
        applies=(BY_BOARD,),
        asked_at=steps(Kind.DIVIDEND, D.DECIDE),
        test=_authority_459,
    ),
)

JAPAN: Final = Rulebook(name="japan", version="2026.1", jurisdiction="JP", rules=RULES)
