"""What a sitting of the meeting may decide, and by whose votes: Companies Act, articles 304, 308, 309(5), 317 and 460."""

from __future__ import annotations

from datetime import date
from typing import Final

from states.bounds import Answer, Bound, Day, Disputed
from states.context import Context
from states.dates import DAY, clear_before, within_months
from states.dividend import Event as D
from states.facts import Kind
from states.finding import Verdict, Weight
from states.meeting import Event as M
from states.rulebooks.days import BY_MEETING, FIRST_SITTING, MEETING_SITS, NOTICE, ON, VOTING, VOTING_RECORD, clear_days
from states.rulebooks.japan.days import HAS_BOARD, since_the_act
from states.rulebooks.japan.in_kind import GIVE_OPTION, without_cash
from states.rules import Confidence, Rule, When, steps

GUIDANCE: Final = date(2020, 4, 28)  # FSA, METI and MoJ on continued meetings: three months between the sittings


def _put_to_meeting(c: Context) -> date | None:
    """The day the board first put it to this meeting; a revision stays within the item that was notified."""
    put = (deed for deed in c.deeds if deed.event in (D.RESOLVE, D.REVISE) and deed.dest == "proposed")
    return next((deed.on for deed in put if deed.meeting == c.dividend.meeting), None)


PUT_TO_MEETING = Day("put to the meeting", _put_to_meeting, "the day, with ketsugi resolve")
CONTINUED = Day(
    "continued sitting", lambda c: c.meeting.continued_on[-1] if c.meeting and c.meeting.continued_on else None, "--to"
)


def _revised_after_dispatch(c: Context) -> bool:
    """Whether the board's latest revision came after the notice had gone out."""
    revised, sent = c.last(D.REVISE), c.convened_on
    return bool(revised and revised.dest == "proposed" and revised.on and sent and revised.on > sent)


CHANGE_NOTICE = Day("notice of the change", lambda c: c.dividend.change_notice_on, "--set change_notice_on=DATE")
REVISED_AFTER: Final = When(text="the board revised it after the dispatch", holds=_revised_after_dispatch, give="")
CONTINUES: Final = When(
    text="the meeting is continued", holds=lambda c: bool(c.meeting and c.meeting.continued_on), give="--to"
)
AMENDED: Final = When(text="the meeting changed the proposal", holds=lambda c: bool(c.dividend.amended), give="--amended")
COUNTED: Final = When(
    text="the votes that can be cast and the shares of the register are stated",
    holds=lambda c: c.dividend.votes.exercisable is not None and bool(c.dividend.shares),
    give="--exercisable --issued --treasury",
)


def _excluded(c: Context) -> Answer:
    """No more votes than units of shares that are not the company's own."""
    votes, unit = c.dividend.votes.exercisable, c.company.articles.unit_shares
    if c.meeting is None or c.meeting.voting_record_on is None or c.meeting.voting_record_on != c.terms.record_on:
        message = "the shares of the voting record date are not known: the register's are of the dividend's"
        return Answer(verdict=Verdict.UNKNOWN, message=message, remedy="check the count of votes by hand")
    counted = [(each.issued, each.treasury) for each in c.dividend.shares]
    crossed = [each.cross_held or 0 for each in c.dividend.shares]
    if votes is None or any(None in pair for pair in counted):
        message = "issued and treasury shares not all stated"
        return Answer(verdict=Verdict.UNKNOWN, message=message, remedy="state --issued --treasury")
    voting = [(issued or 0) - (own or 0) - held for (issued, own), held in zip(counted, crossed, strict=True)]
    most = sum(shares // (unit or 1) for shares in voting)
    figures = {"exercisable": str(votes), "at most": str(most)}
    excluded, by_units = "and cross-held " if any(crossed) else "", f" by units of {unit}" if unit else ""
    message = f"{votes:,} votes can be cast, {most:,} at most without treasury {excluded}shares{by_units}"
    if votes > most:  # whatever the unit
        remedy = "leave out treasury shares, cross-held shares and odd lots"
        return Answer(verdict=Verdict.FAIL, message=message, figures=figures, remedy=remedy)
    if not unit:
        remedy = "state --article unit_shares=N (1 for none) with ketsugi company amend"
        return Answer(verdict=Verdict.UNKNOWN, message=f"{message}; the unit is not stated", figures=figures, remedy=remedy)
    return Answer(verdict=Verdict.PASS, message=message, figures=figures)


def _power(c: Context) -> Answer:
    """The articles leave the decision to the meeting, or their exclusion does not reach it."""
    articles = c.company.articles
    if articles.meeting_excluded is False:
        return Answer(verdict=Verdict.PASS, message="the articles leave dividends to the meeting too")
    if articles.meeting_excluded is None:
        remedy = "state --article meeting_excluded=true or false with ketsugi company amend"
        return Answer(verdict=Verdict.UNKNOWN, message="not stated whether they exclude the meeting", remedy=remedy)
    if c.dividend.accounts_clean is False:
        return Answer(verdict=Verdict.PASS, message="without a clean audit the exclusion has no effect")
    option = without_cash(c)
    if option:
        return Answer(verdict=Verdict.PASS, message="property without an option of money is the meeting's to decide")
    if c.dividend.accounts_clean is None or option is None:
        message = "the articles exclude the meeting; whether that has effect is not known"
        give = GIVE_OPTION if option is None else "--set accounts_clean=true or false"
        return Answer(verdict=Verdict.UNKNOWN, message=message, remedy=f"state {give}")
    return Answer(verdict=Verdict.FAIL, message="the articles exclude the meeting", remedy="let the board decide it")


def _within_item(c: Context) -> Answer:
    """A holder who may vote moved the amendment, within the item of the notice."""
    within = c.dividend.amended_within_item
    if within is None:
        message = "not stated whether a holder moved it within the notified item"
        return Answer(verdict=Verdict.UNKNOWN, message=message, remedy="state --set amended_within_item=true or false")
    if within:
        return Answer(verdict=Verdict.PASS, message="moved by a holder who may vote, within the notified item")
    message = "outside the item of the notice, or not moved by a holder who may vote"
    return Answer(verdict=Verdict.FAIL, message=message, remedy="put it to another meeting")


def _between_sittings(c: Context, first: date) -> date | Disputed:
    """Two weeks are safe; from the guidance of 2020 on, three months are arguable."""
    safe = first + 14 * DAY
    if first < GUIDANCE:
        return safe
    why = "beyond two weeks, within the three months of the guidance of 2020"
    return Disputed(safe, within_months(first, 3), why, "say in the minutes why it takes longer")


SITTING_RULES: Final = (
    Rule(
        id="changed_after_dispatch",
        title="changed after the notice went out",
        title_ja="招集通知発送後の議案の変更",
        weight=Weight.NOTE,
        source="Companies Act arts. 299(1), (4), 298(1)(ii)",
        confidence=Confidence.CHECK,  # what is more than a slip is not certain
        in_force=since_the_act(ON),
        applies=(BY_MEETING, MEETING_SITS, REVISED_AFTER),
        asked_at=VOTING,
        test=(
            Bound(
                day=CHANGE_NOTICE,
                of=(FIRST_SITTING,),
                text="two weeks before the meeting: 14 clear days",
                limit=lambda c, meeting: clear_before(meeting, 14),
                measure=clear_days,
                remedy="let a holder move it on the floor (approve --amended), or withdraw it",
                example=("2018-06-13", "2018-06-28"),
            ),
        ),
    ),
    Rule(
        id="votes_excluded",
        title="shares without a vote are counted",
        title_ja="議決権のない株式(自己株式・相互保有・単元未満)の除外",
        weight=Weight.DEFECT,
        source="Companies Act arts. 308(1), (2)",
        confidence=Confidence.SURE,
        in_force=since_the_act(ON),
        applies=(BY_MEETING, COUNTED),
        asked_at=VOTING,
        test=_excluded,
    ),
    Rule(
        id="agm_excluded_460",
        title="the meeting has no power to decide it",
        title_ja="剰余金の配当を株主総会の決議によらない旨の定款の定め",
        weight=Weight.BAR,
        source="Companies Act art. 460(1), (2)",
        confidence=Confidence.SURE,
        in_force=since_the_act(ON),
        applies=(
            BY_MEETING,
            When(
                text="the articles give dividends to the board",
                # only such articles can exclude the meeting, so articles of which neither is said do not
                holds=lambda c: bool(c.company.articles.board_decides_dividends or c.company.articles.meeting_excluded),
                give="--article board_decides_dividends=true or false with ketsugi company amend",
            ),
        ),
        asked_at=steps(Kind.DIVIDEND, D.RESOLVE, D.APPROVE),
        may_wait=steps(Kind.DIVIDEND, D.RESOLVE),
        attest="meeting_may_decide",
        test=_power,
    ),
    Rule(
        id="agenda_bound",
        title="no item of the notice",
        title_ja="招集通知に記載のない事項の決議の禁止",
        weight=Weight.DEFECT,
        source="Companies Act art. 309(5)",
        confidence=Confidence.SURE,
        in_force=since_the_act(ON),
        applies=(BY_MEETING, MEETING_SITS, HAS_BOARD),
        asked_at=VOTING,
        test=(
            Bound(
                day=PUT_TO_MEETING,
                of=(NOTICE,),
                text="the day of dispatch",
                limit=lambda c, notice: notice,
                remedy="put it to a meeting whose notice names it, or show that this notice did",
                example=("2018-06-07", "2018-06-07"),
            ),
        ),
    ),
    Rule(
        id="floor_amendment",
        title="an amendment beyond the item",
        title_ja="議場での修正動議は議題の範囲内",
        weight=Weight.DEFECT,
        source="Companies Act art. 304",
        confidence=Confidence.SURE,
        in_force=since_the_act(ON),
        applies=(BY_MEETING, AMENDED),
        asked_at=VOTING,
        test=_within_item,
    ),
    Rule(
        id="adjourn_or_continue",
        title="the continued sitting is late",
        title_ja="継続会の開催時期",
        weight=Weight.NOTE,
        source="Companies Act arts. 317, 124(2); FSA, METI and MoJ, 2020-04-28",
        confidence=Confidence.SURE,
        in_force=since_the_act(FIRST_SITTING),
        applies=(CONTINUES,),
        asked_at=steps(Kind.MEETING, M.ADJOURN),
        test=(
            Bound(
                day=CONTINUED,
                of=(FIRST_SITTING,),
                text=(
                    "two weeks after the first sitting; where it was on 2020-04-28 or later, up to three months from the "
                    "day after it is arguable"
                ),
                limit=_between_sittings,
                remedy="continue within two weeks, or convene another meeting",
                example=("2018-07-12", "2018-06-28"),
            ),
            Bound(
                day=CONTINUED,
                of=(VOTING_RECORD,),
                text=(
                    "three months from the day after the voting record date, to the eve of the corresponding day, or the "
                    "month's end where there is none"
                ),
                limit=lambda c, record: within_months(record, 3),
                when=lambda c: VOTING_RECORD.read(c) is not None,
                remedy="let no vote on the dividend wait for that sitting",
                example=("2018-06-30", "2018-03-31"),
            ),
        ),
    ),
)
