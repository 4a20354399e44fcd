"""Switzerland: the Code of Obligations (OR), for the dividend of an AG, which its general meeting alone decides.

Each rule can be read beside the article it cites.  No day moves because it is closed.
"""

from __future__ import annotations

from datetime import date
from typing import Final

from states.bounds import Bound, Day, Disputed
from states.context import Context
from states.dates import DAY, clear_before, within_months
from states.dividend import Event as D
from states.duties import Duty
from states.facts import Kind, Route
from states.finding import Weight
from states.rulebooks.days import (
    AGAIN,
    BY_MEETING,
    CONVENED,
    CONVENING,
    DECISION,
    FIRST_SITTING,
    FISCAL_YEAR_END,
    FIXED,
    MEETING_SITS,
    NOTICE,
    ON,
    ORDINARY,
    PAID_FROM,
    PROPOSING,
    RESOLVED_ON,
    TO_BE_PAID,
    VOTE,
    VOTING,
    YEAR_OF_MEETING,
    counted_months,
    meeting_of,
)
from states.rulebooks.questions import (
    more_than_half_of_those_present,
    not_the_boards,
    on_the_word,
    within_what_may_be_distributed,
)
from states.rules import Confidence, InForce, Rule, Rulebook, When, steps

REVISION: Final = date(1992, 7, 1)  # of company law, by the Act of 1991-10-04
AUDIT: Final = date(2008, 1, 1)  # new law of audits, by the Act of 2005-12-16
INTERIM_ACCOUNTS: Final = date(2023, 1, 1)  # revision by the Act of 2020-06-19

AUDITED: Final = Day("audit report", lambda c: meeting_of(c).audited_on, "--set audited_on=DATE of the meeting")


def _running(c: Context) -> bool | None:
    """Whether the vote comes before the fiscal year is over."""
    vote, year_end = VOTE.read(c), FISCAL_YEAR_END.read(c)
    return None if vote is None or year_end is None else vote <= year_end


def _audited(c: Context) -> bool:
    """Accounts must be audited, unless the company is said to go without; listed ones never do."""
    return bool(c.company.articles.listed) or c.company.articles.accounting_auditor is not False


NOT_THE_MEETING: Final = When(
    text="the board decides",
    holds=lambda c: None if c.dividend.route is None else c.dividend.route is not Route.MEETING,
    give="--route when it is drafted",
)
MUST_BE_AUDITED: Final = When(
    text="the accounts must be audited", holds=_audited, give="--article accounting_auditor=true or false"
)
OF_A_RUNNING_YEAR: Final = When(
    text="the fiscal year it is for has not ended", holds=_running, give="--fiscal-year-end with ketsugi revise"
)
OF_A_PAST_YEAR: Final = When(
    text="the fiscal year it is for has ended", holds=lambda c: not _running(c), give="--fiscal-year-end with ketsugi revise"
)

RULES: Final = (
    Rule(
        id="ch_agm",
        title="not the board's decision",
        title_ja="配当は株主総会の専決事項",
        weight=Weight.BAR,
        source="OR arts. 698(2), 675a(1)",
        confidence=Confidence.SURE,
        in_force=InForce(since=REVISION, keyed_on=ON),
        applies=(NOT_THE_MEETING,),
        asked_at=steps(Kind.DIVIDEND, D.DECIDE),
        test=not_the_boards,
    ),
    Rule(
        id="ch_agm_profit",
        title="more than the balance-sheet profit and reserves",
        title_ja="貸借対照表利益・配当用準備金の範囲内",
        weight=Weight.BAR,
        source="OR art. 675(2)",
        confidence=Confidence.SURE,
        in_force=InForce(since=REVISION, keyed_on=VOTE),
        applies=(RESOLVED_ON, BY_MEETING),
        attest="balance_sheet_profit",
        asked_at=PROPOSING | VOTING | AGAIN,
        may_wait=PROPOSING | FIXED,
        test=within_what_may_be_distributed,
    ),
    Rule(
        id="ch_audit_first",
        title="null and void: no audit report before the vote",
        title_ja="監査報告書のない決議は無効",
        weight=Weight.BAR,
        source="OR art. 731(1), (3)",
        confidence=Confidence.SURE,
        in_force=InForce(since=AUDIT, keyed_on=VOTE),
        applies=(BY_MEETING, MUST_BE_AUDITED, OF_A_PAST_YEAR),
        attest="audit_report",
        asked_at=VOTING,
        test=(
            Bound(
                day=AUDITED,
                of=(VOTE,),
                text="the day of the vote",
                limit=lambda c, vote: vote,
                remedy="vote once the auditor has reported",
                example=("2024-04-18", "2024-04-18"),
            ),
        ),
    ),
    Rule(
        id="ch_interim",
        title="no audited interim accounts",
        title_ja="中間配当(監査済み中間決算)",
        weight=Weight.BAR,
        source="OR art. 675a(1), (2)",
        confidence=Confidence.SURE,
        in_force=InForce(since=INTERIM_ACCOUNTS, keyed_on=VOTE),
        applies=(BY_MEETING, OF_A_RUNNING_YEAR),
        attest="interim_accounts",
        asked_at=VOTING,
        test=on_the_word("interim accounts are before the meeting, audited where they must be"),
    ),
    Rule(
        id="ch_majority",
        title="no majority",
        title_ja="普通決議(代表された議決権の過半数)",
        weight=Weight.NOTE,
        source="OR art. 703",
        confidence=Confidence.CHECK,
        in_force=InForce(since=REVISION, keyed_on=VOTE),
        applies=(BY_MEETING, MEETING_SITS),
        asked_at=VOTING,
        test=more_than_half_of_those_present,
    ),
    Rule(
        id="ch_notice",
        title="convened too late",
        title_ja="招集は総会の20日前まで",
        weight=Weight.DEFECT,
        source="OR arts. 700(1), 706",
        confidence=Confidence.SURE,  # how the days count is not: that one day is answered unknown
        in_force=InForce(since=REVISION, keyed_on=FIRST_SITTING),
        applies=(MEETING_SITS,),
        asked_at=CONVENED,
        test=(
            Bound(
                day=NOTICE,
                of=(FIRST_SITTING,),
                text="20 days before the meeting: 20 full days lie between; that one fewer is enough is arguable",
                limit=lambda c, meeting: Disputed(
                    clear_before(meeting, 20),
                    meeting - 20 * DAY,
                    "whether the day of the notice counts among the 20 is not certain",
                    "send it a day earlier, or let counsel confirm the count",
                ),
                remedy="move the meeting, or override on counsel's opinion",
                example=("2024-03-28", "2024-04-18"),
            ),
        ),
    ),
    Rule(
        id="ch_agm_6m",
        title="after the first six months",
        title_ja="定時総会は事業年度末後6か月以内",
        weight=Weight.NOTE,
        source="OR art. 699(2)",
        confidence=Confidence.SURE,
        in_force=InForce(since=REVISION, keyed_on=FIRST_SITTING),
        applies=(ORDINARY,),
        asked_at=CONVENING,
        test=(
            Bound(
                day=FIRST_SITTING,
                of=(YEAR_OF_MEETING,),
                text=(
                    "six months after the end of the fiscal year, to the day of the same number (to the end of the month is "
                    "arguable)"
                ),
                limit=lambda c, year_end: counted_months(year_end, 6),
                remedy="hold it as soon as it can be held",
                example=("2024-06-30", "2023-12-31"),
            ),
        ),
    ),
)

DUTIES: Final = (
    Duty(
        id="ch_challenge",
        title="a suit against the resolution may be brought",
        title_ja="決議取消の訴えの提訴期間(2か月)",
        of_kind=Kind.DIVIDEND,
        source="OR art. 706a(1)",
        confidence=Confidence.SURE,
        in_force=InForce(since=REVISION, keyed_on=DECISION),
        applies=(TO_BE_PAID, BY_MEETING),
        of=(DECISION,),
        text="two months from the day after the decision",
        due=lambda c, decision: within_months(decision, 2),
        lasting=True,
        caution="whether a closed day, or the end of a month, moves it could not be confirmed",
        example=("2024-06-18", "2024-04-18"),
    ),
    Duty(
        id="ch_unclaimed",
        title="what is unclaimed may be claimed",
        title_ja="未払配当金の消滅時効(5年)",
        of_kind=Kind.DIVIDEND,
        source="OR art. 128 no. 1",
        confidence=Confidence.CHECK,
        caution="that a dividend is a periodical payment, and from which day the years run, could not be confirmed",
        in_force=InForce(since=REVISION, keyed_on=PAID_FROM),
        applies=(TO_BE_PAID,),
        of=(PAID_FROM,),
        text="five years from the day after payment begins",
        due=lambda c, payment: within_months(payment, 60),
        lasting=True,
        example=("2029-04-24", "2024-04-24"),
    ),
)

VERSIONS: Final = (
    Rulebook(
        name="switzerland",
        country="Switzerland",
        version="2026.1",
        published=date(2026, 11, 23),
        jurisdiction="CH",
        rules=RULES,
        duties=DUTIES,
        about="""\
The general meeting decides every dividend, an interim one too: draft both with `--route meeting`. It is an interim one where
the vote is not later than the end of the fiscal year that is stated. A period of months that is counted from the last day of
a month has two readings where the last month is longer; the earlier is safe, and a day between is answered unknown. The
meeting may decide on more than was proposed, within what may be distributed. The ex-day and the record date (which follow it
by the practice of the market) and tax are not asked.""",
        left_out={
            "payment limit": "The resolution, or the board, fixes the day of payment; no limit is known.",
        },
        in_part={
            "ch_agm": (
                "Whether the distributable amount is the balance-sheet profit with the reserves formed for it, less what "
                "must be set aside, is for whoever states it."
            ),
            "ch_audit_first": (
                "A company that goes without an audit says so with `--article accounting_auditor=false`; that the auditor "
                "attends the meeting (OR art. 731(2)) is not asked."
            ),
            "ch_interim": (
                "Whether an audit is needed, or all holders gave it up, is for whoever attests. An interim dividend before "
                "2023-01-01, and one between the end of the year and its accounts, are not told apart."
            ),
            "ch_majority": (
                "Of the votes represented: who abstains has not voted for it. Articles that count the votes cast, or ask "
                "for more, are not known here."
            ),
            "ch_notice": (
                "The day of dispatch is asked; courts count a letter from the day it should arrive. A meeting of all shares "
                "(OR art. 701) needs no notice: override on that ground. A written resolution (art. 701(3), from "
                "2023-01-01) needs none either; whether one was lawful before is not asked."
            ),
        },
    ),
)
