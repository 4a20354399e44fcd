"""Quorum and majority of a meeting's resolution: Companies Act, article 309."""

from __future__ import annotations

from typing import Final

from states.bounds import Answer
from states.context import Context
from states.finding import Verdict, Weight
from states.rulebooks.days import BY_MEETING, MEETING_SITS, ON, PAYING, REJECTING, VOTING, no, where_it_stands
from states.rulebooks.japan.days import IN_WRITING, QUORUM_KEPT, since_the_act
from states.rulebooks.japan.in_kind import BY_ORDINARY_RESOLUTION, without_cash
from states.rulebooks.questions import uncounted
from states.rules import Confidence, Rule
from states.votes import Votes, a_third, more_than_half, two_thirds


def _quorum(c: Context) -> Answer:
    """More than half of the exercisable votes are present."""
    votes = c.dividend.votes
    if votes.present is None or votes.exercisable is None:
        message = "votes present and exercisable not stated"
        return Answer(verdict=Verdict.UNKNOWN, message=message, remedy="state --present --exercisable")
    figures = {"present": str(votes.present), "exercisable": str(votes.exercisable)}
    message = f"{votes.present:,} of {votes.exercisable:,} votes present, more than half needed"
    if more_than_half(votes.present, votes.exercisable):
        return Answer(verdict=Verdict.PASS, message=message, figures=figures)
    remedy = "check the counts, or override"
    if c.company.articles.no_quorum is None:
        remedy = "state --article no_quorum=true with ketsugi company amend where the articles drop it, or override"
    return Answer(verdict=Verdict.FAIL, message=message, figures=figures, remedy=remedy)


def _no_quorum(c: Context) -> bool | None:
    """Whether too few votes were present to decide at all; ``None`` while it is not stated what the articles ask for."""
    votes, articles, special = c.dividend.votes, c.company.articles, without_cash(c)
    if votes.present is None or votes.exercisable is None or more_than_half(votes.present, votes.exercisable):
        return False
    if special is False:
        return no(articles.no_quorum)
    if special is None:
        return None
    return no(articles.special_quorum_third) if a_third(votes.present, votes.exercisable) else True


MISCOUNTED: Final = "the counts do not add up"


def _uncounted(votes: Votes) -> Answer:
    return uncounted({"for": votes.in_favour, "present": votes.present})


def _present(votes: Votes) -> str:
    return "cast" if votes.present is None else "present"


def _miscounted(c: Context) -> Answer | None:
    """What is wrong with counts that do not add up; ``None`` for sound ones."""
    votes = c.dividend.votes
    if not (message := votes.miscounted()):
        return None
    known = {"present": votes.least_present(), "cast": votes.least_cast(), "exercisable": votes.exercisable}
    figures = {name: str(count) for name, count in known.items() if count is not None}
    return Answer(verdict=Verdict.FAIL, title=MISCOUNTED, message=message, figures=figures, remedy="check the counts")


def _majority(c: Context) -> Answer:
    """More than half of the votes present are in favour; abstentions stay in the denominator."""
    votes = c.dividend.votes
    if miscounted := _miscounted(c):
        return miscounted
    present = votes.least_present()
    if votes.in_favour is None or (votes.present is None and more_than_half(votes.in_favour, present)):
        return _uncounted(votes)
    figures = {"for": str(votes.in_favour), "present": str(present)}
    message = f"{votes.in_favour:,} of {present:,} votes {_present(votes)}, more than half needed"
    if more_than_half(votes.in_favour, present):
        return Answer(verdict=Verdict.PASS, message=message, figures=figures)
    remedy = where_it_stands(c, "record the rejection: ketsugi reject")
    return Answer(verdict=Verdict.FAIL, message=message, figures=figures, remedy=remedy)


def _lost(c: Context) -> Answer:
    """A proposal that the counts carry was not voted down, unless there was no quorum."""
    votes = c.dividend.votes
    if miscounted := _miscounted(c):
        return miscounted
    present, without_quorum = votes.least_present(), _no_quorum(c)
    special = without_cash(c) is not False  # where it is not stated, two thirds are: the lower count may have lost
    share, carried = ("two thirds carry", two_thirds) if special else ("more than half carries", more_than_half)
    if votes.in_favour is None or (votes.present is None and carried(votes.in_favour, present)):
        return _uncounted(votes)
    message = f"{votes.in_favour:,} of {present:,} votes {_present(votes)}, {share} it"
    figures = {"for": str(votes.in_favour), "present": str(present)}
    if not carried(votes.in_favour, present):
        return Answer(verdict=Verdict.PASS, message=message, figures=figures)
    if without_quorum is not False:
        message = f"{present:,} of {votes.exercisable:,} votes present: no quorum"
        if without_quorum:
            return Answer(verdict=Verdict.PASS, message=message, figures=figures | {"exercisable": str(votes.exercisable)})
        remedy = "state what the articles say of the quorum, with ketsugi company amend"
        return Answer(verdict=Verdict.UNKNOWN, message=f"{message}, unless the articles lower it", remedy=remedy)
    remedy = "record the approval: ketsugi approve; or check the counts"
    return Answer(verdict=Verdict.FAIL, message=message, figures=figures, remedy=remedy)


def _all_consent(c: Context) -> Answer:
    """Every holder who may vote has consented; the resolution is of the day the last consent arrived."""
    meeting = c.meeting
    consented = None if meeting is None else meeting.all_consented
    if consented is None:
        message, remedy = "not stated whether all who may vote consented", "state --set all_consented=true of the meeting"
        return Answer(verdict=Verdict.UNKNOWN, message=message, remedy=remedy)
    if consented:
        return Answer(verdict=Verdict.PASS, message="all who may vote consented")
    remedy = "wait for the last consent, or convene a meeting"
    return Answer(verdict=Verdict.FAIL, message="not all who may vote consented", remedy=remedy)


MAJORITY: Final = (
    Rule(
        id="written_resolution",
        title="not all have consented",
        title_ja="株主全員の同意による決議の省略(書面決議)",
        weight=Weight.BAR,
        source="Companies Act art. 319(1)",
        confidence=Confidence.SURE,
        in_force=since_the_act(ON),
        applies=(BY_MEETING, IN_WRITING),
        asked_at=VOTING,
        test=_all_consent,
    ),
    Rule(
        id="ordinary_quorum",
        title="no quorum",
        title_ja="普通決議の定足数",
        weight=Weight.DEFECT,
        source="Companies Act art. 309(1)",
        confidence=Confidence.SURE,
        in_force=since_the_act(ON),
        applies=(MEETING_SITS, QUORUM_KEPT, BY_ORDINARY_RESOLUTION),
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
        applies=(BY_MEETING, MEETING_SITS),
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
)
