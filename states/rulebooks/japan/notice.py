"""What the notice must say, what goes with it, and what holders may ask for it: Companies Act, articles 298 to 305."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Final

from states.bounds import Answer, Bound, Day, Question
from states.context import Context
from states.dates import clear_before
from states.finding import Verdict, Weight
from states.rulebooks.days import BOARD, CONVENED, CONVENING, FIRST_SITTING, LISTED, NOTICE, ORDINARY, clear_days, meeting_of
from states.rulebooks.japan.days import HAS_BOARD, MANY, NOT_WAIVED, has_board, paper_or_electronic, since_the_act
from states.rules import Confidence, InForce, Rule, When

CUTOFF = Day("cut-off of votes", lambda c: meeting_of(c).voting_cutoff_on, "--set voting_cutoff_on=DATE of the meeting")
PUBLISHED = Day(
    "published",
    lambda c: meeting_of(c).published_on or meeting_of(c).e_provision_on,  # electronic provision publishes it too
    "--set published_on=DATE of the meeting",
)
CUTOFF_SET = When(
    text="a time was fixed until which votes count",  # the close of business on the day before is no such time
    holds=lambda c: CUTOFF.read(c) is not None,
    give="--set voting_cutoff_on=DATE of the meeting",
)
PAPER = When(
    text="votes are cast on paper or electronically",
    holds=lambda c: meeting_of(c).paper_voting,
    give="--paper-voting or --no-paper-voting",
)
WRITING = When(
    text="the company has a board or votes are cast on paper",
    holds=lambda c: True if meeting_of(c).paper_voting else has_board(c),
    give="--article has_board=true or false",
)
CONSENTED = When(
    text="all are stated to have waived the convocation",
    holds=lambda c: bool(meeting_of(c).all_consented),
    give="--set all_consented=true",
)


def _paper_voting(c: Context) -> Answer:
    """A thousand holders or more may vote on paper."""
    voters, paper = meeting_of(c).voters, meeting_of(c).paper_voting
    figures = {} if voters is None else {"holders": str(voters)}
    if paper or (voters is not None and voters < MANY):
        message = "votes may be cast on paper" if paper else f"{voters:,} holders may vote, fewer than {MANY:,}"
        return Answer(verdict=Verdict.PASS, message=message, figures=figures)
    if voters is None or paper is None:
        message = "neither paper voting nor a number of holders below 1,000 is stated"
        remedy = "state --paper-voting, or --no-paper-voting and --set voters=N"
        return Answer(verdict=Verdict.UNKNOWN, message=message, figures=figures, remedy=remedy)
    remedy = "let them vote on paper, or override where a listed company asks all holders for proxies"
    message = f"{voters:,} holders may vote, none of them on paper"
    return Answer(verdict=Verdict.FAIL, message=message, figures=figures, remedy=remedy)


def stated(fact: Callable[[Context], bool | None], what: str, name: str) -> Question:
    """A question answered by one fact: done, not done, or not stated."""

    def asks(c: Context) -> Answer:
        value = fact(c)
        if value is None:
            remedy = f"state --set {name}=true or false of the meeting"
            return Answer(verdict=Verdict.UNKNOWN, message=f"not stated whether {what}", remedy=remedy)
        if value:
            return Answer(verdict=Verdict.PASS, message=what)
        remedy = "do it before the dispatch, or override on counsel's opinion"
        return Answer(verdict=Verdict.FAIL, message=f"stated not to be so: {what}", remedy=remedy)

    asks.__doc__ = f"{what[:1].upper()}{what[1:]}."
    return asks


def _waived(c: Context) -> Answer:
    """The consent of all stands in for the convocation, unless votes are cast on paper or electronically, or must be."""
    paper = paper_or_electronic(c)
    if paper is None:
        message = "all consented; not stated whether votes may be cast on paper, or how many holders may vote"
        remedy = "state --paper-voting or --no-paper-voting, and --set voters=N"
        return Answer(verdict=Verdict.UNKNOWN, message=message, remedy=remedy)
    if paper:
        message = f"all consented, but votes may be cast on paper, as {MANY:,} holders or more must: it stays necessary"
        return Answer(verdict=Verdict.FAIL, message=message, remedy="convene it in due form")
    return Answer(verdict=Verdict.PASS, message="all consented, and nobody votes on paper")


NOTICE_RULES: Final = (
    Rule(
        id="convocation_waived",
        title="the waiver is without effect",
        title_ja="招集手続の省略(株主全員の同意)",
        weight=Weight.NOTE,  # a convocation in due form is lawful all the same
        source="Companies Act art. 300",
        confidence=Confidence.SURE,
        in_force=since_the_act(FIRST_SITTING),
        applies=(CONSENTED,),
        asked_at=CONVENING,
        test=_waived,
    ),
    Rule(
        id="paper_voting_required",
        title="no voting on paper",
        title_ja="株主1,000人以上は書面投票が必要",
        weight=Weight.DEFECT,
        source="Companies Act art. 298(2)",
        confidence=Confidence.SURE,
        in_force=since_the_act(FIRST_SITTING),
        asked_at=CONVENED,
        test=_paper_voting,
    ),
    Rule(
        id="notice_special_cutoff",
        title="votes end too early after dispatch",
        title_ja="議決権行使の特定の時は発送から2週間経過後",
        weight=Weight.DEFECT,
        source="Enforcement Regulations arts. 63(iii), 69, 70",
        confidence=Confidence.SURE,
        in_force=since_the_act(FIRST_SITTING),
        applies=(CUTOFF_SET,),
        asked_at=CONVENED,
        test=(
            Bound(
                day=NOTICE,
                of=(CUTOFF,),
                text="two weeks before the day of the cut-off: 14 clear days",
                limit=lambda c, cutoff: clear_before(cutoff, 14),
                measure=clear_days,
                remedy="dispatch earlier or fix no time, or override on counsel's opinion",
                example=("2018-06-12", "2018-06-27"),
            ),
            Bound(
                day=CUTOFF,
                of=(FIRST_SITTING,),
                text="the day of the meeting",
                limit=lambda c, meeting: meeting,
                remedy="fix a time before the meeting, or override on counsel's opinion",
                example=("2018-06-28", "2018-06-28"),
            ),
        ),
    ),
    Rule(
        id="notice_written_form",
        title="notice not in writing",
        title_ja="招集通知は書面(承諾があれば電磁的方法)",
        weight=Weight.DEFECT,
        source="Companies Act art. 299(2)-(4)",
        confidence=Confidence.SURE,
        in_force=since_the_act(FIRST_SITTING),
        applies=(NOT_WAIVED, WRITING),
        asked_at=CONVENED,
        test=stated(
            lambda c: meeting_of(c).notice_in_writing,
            "the notice is in writing, or electronic by consent",
            "notice_in_writing",
        ),
    ),
    Rule(
        id="reference_docs",
        title="reference documents missing",
        title_ja="株主総会参考書類と議決権行使書面の交付",
        weight=Weight.DEFECT,
        source="Companies Act arts. 301, 302, 325-3(1)",
        confidence=Confidence.SURE,
        in_force=since_the_act(FIRST_SITTING),
        applies=(PAPER,),
        asked_at=CONVENED,
        test=stated(
            lambda c: meeting_of(c).reference_docs_sent,
            "reference documents and voting form go with the notice",
            "reference_docs_sent",
        ),
    ),
    Rule(
        id="fs_enclosed",
        title="accounts missing",
        title_ja="計算書類と事業報告の提供",
        weight=Weight.DEFECT,
        source="Companies Act arts. 437, 444(6), 325-3(1)",
        confidence=Confidence.SURE,
        in_force=since_the_act(FIRST_SITTING),
        applies=(ORDINARY, NOT_WAIVED, HAS_BOARD),
        asked_at=CONVENED,
        test=stated(
            lambda c: meeting_of(c).accounts_sent,
            "accounts and business report go with the notice",
            "accounts_sent",
        ),
    ),
    Rule(
        id="cg_early_notice",
        title="not published between board and dispatch",
        title_ja="招集通知の発送前の電子的公表",
        weight=Weight.NOTE,  # comply or explain
        source="Corporate Governance Code, supplementary principle 1-2(2)",
        confidence=Confidence.SURE,
        in_force=InForce(since=date(2015, 6, 1), keyed_on=FIRST_SITTING),
        applies=(LISTED,),
        asked_at=CONVENING,
        test=(
            Bound(
                day=PUBLISHED,
                of=(NOTICE,),
                text="the day of dispatch",
                limit=lambda c, notice: notice,
                remedy="publish it before the dispatch, or explain",
                example=("2018-06-07", "2018-06-07"),
            ),
            Bound(
                day=PUBLISHED,
                of=(BOARD,),
                text="the day the board decided on the meeting",
                limit=lambda c, board: board,
                before=True,
                when=lambda c: PUBLISHED.read(c) is not None,
                remedy="publish what the board has decided, or explain",
                example=("2018-05-24", "2018-05-24"),
            ),
        ),
    ),
)
