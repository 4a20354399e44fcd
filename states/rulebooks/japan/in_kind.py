"""A dividend of other property than money: Companies Act, articles 309(2)(x), 454(4), 455 and 456."""

from __future__ import annotations

from typing import Final

from states.bounds import Answer, Bound, Day, Disputed
from states.context import Context
from states.dates import DAY, clear_before
from states.finding import Verdict, Weight
from states.rulebooks.days import (
    BY_MEETING,
    DECIDING,
    EFFECT,
    MEETING_SITS,
    ON,
    PAYING,
    PROPOSING,
    RESOLVED_ON,
    REVISING,
    VOTING,
    clear_days,
    no,
    where_it_stands,
)
from states.rulebooks.japan.days import since_the_act
from states.rules import Confidence, Rule, When
from states.votes import a_third, more_than_half, two_thirds

CLAIM_END = Day("last day to claim money", lambda c: c.terms.claim_end_on, "--set claim_end_on=DATE with ketsugi revise")
CLAIM_NOTICE = Day("notice to holders", lambda c: c.dividend.claim_notice_on, "--set claim_notice_on=DATE")

# A dividend that is not said to be in kind is one of money: its terms name a currency.
IN_KIND: Final = When(text="it is paid in kind", holds=lambda c: bool(c.terms.in_kind), give="--set in_kind=true")


def without_cash(c: Context) -> bool | None:
    """Whether holders receive property and may not claim money; ``None`` while that is not stated."""
    if not c.terms.in_kind:
        return False
    return None if c.terms.cash_option is None else not c.terms.cash_option


GIVE_OPTION: Final = "--set cash_option=true or false with ketsugi revise"
CASH_OPTION: Final = When(text="holders may claim money instead", holds=lambda c: no(without_cash(c)), give=GIVE_OPTION)
NO_CASH_OPTION: Final = When(text="holders may not claim money instead", holds=without_cash, give=GIVE_OPTION)
BY_ORDINARY_RESOLUTION: Final = When(
    text="an ordinary resolution decides",  # a special one has a quorum of its own: special_majority_in_kind
    holds=lambda c: no(without_cash(c)),
    give=GIVE_OPTION,
)
MINIMUM_SET: Final = When(
    text="a minimum holding is set", holds=lambda c: c.terms.minimum_holding is not None, give="--set minimum_holding=N"
)


def _special(c: Context) -> Answer:
    """A quorum of half the votes, or of a third by the articles; and two thirds of the votes present."""
    votes, third = c.dividend.votes, c.company.articles.special_quorum_third
    present = votes.least_present()
    if votes.in_favour is not None and not two_thirds(votes.in_favour, present):
        message = f"{votes.in_favour:,} of {present:,} votes in favour, two thirds needed"
        figures = {"for": str(votes.in_favour), "present": str(present)}
        remedy = where_it_stands(c, "record the rejection: ketsugi reject")
        return Answer(verdict=Verdict.FAIL, message=message, figures=figures, remedy=remedy)
    if votes.in_favour is None or votes.present is None or votes.exercisable is None:
        message = "counts not stated: the chair's declaration stands"
        remedy = "state --for, --present and --exercisable once they are counted"
        return Answer(verdict=Verdict.UNKNOWN, message=message, remedy=remedy)
    figures = {"for": str(votes.in_favour), "present": str(votes.present), "exercisable": str(votes.exercisable)}
    quorum = "a third" if third else "more than half"
    message = (
        f"{votes.present:,} of {votes.exercisable:,} votes present, {quorum} needed; "
        f"{votes.in_favour:,} of {votes.present:,} in favour, two thirds needed"
    )
    lowered = a_third(votes.present, votes.exercisable)
    if more_than_half(votes.present, votes.exercisable) or (third and lowered):
        return Answer(verdict=Verdict.PASS, message=message, figures=figures)
    if third is None and lowered:  # unlawful by the Act alone, lawful if the articles say so: neither is assumed
        remedy = "state --article special_quorum_third=true or false with ketsugi company amend"
        return Answer(verdict=Verdict.UNKNOWN, message=message, figures=figures, remedy=remedy)
    return Answer(verdict=Verdict.FAIL, message=message, figures=figures, remedy="check the counts")


def _fraction(c: Context) -> Answer:
    """Holders below the minimum holding receive money."""
    least = c.terms.minimum_holding
    if c.terms.fraction_in_cash is None:
        message = f"not stated whether holders of fewer than {least} shares receive money"
        remedy = "state --set fraction_in_cash=true or false with ketsugi revise"
        return Answer(verdict=Verdict.UNKNOWN, message=message, remedy=remedy)
    if c.terms.fraction_in_cash:
        return Answer(verdict=Verdict.PASS, message=f"holders of fewer than {least} shares receive money")
    message = f"holders of fewer than {least} shares receive nothing"
    return Answer(verdict=Verdict.FAIL, message=message, remedy="give them money, with ketsugi revise")


IN_KIND_RULES: Final = (
    Rule(
        id="special_majority_in_kind",
        title="no special resolution",
        title_ja="現物配当の特別決議(金銭分配請求権なし)",
        weight=Weight.BAR,
        source="Companies Act arts. 309(2)(x), 454(4)",
        confidence=Confidence.SURE,
        in_force=since_the_act(ON),
        applies=(BY_MEETING, MEETING_SITS, NO_CASH_OPTION),
        asked_at=VOTING | PAYING,
        may_wait=VOTING | PAYING,  # counts may come days later; the chair's declaration decides
        test=_special,
    ),
    Rule(
        id="in_kind_cash_option",
        title="money may be claimed after the effective day",
        title_ja="金銭分配請求権の行使期間の末日は効力発生日以前",
        weight=Weight.BAR,
        source="Companies Act art. 454(4)(i)",
        confidence=Confidence.SURE,
        in_force=since_the_act(ON),
        applies=(RESOLVED_ON, IN_KIND, CASH_OPTION),
        asked_at=DECIDING | PAYING,
        may_wait=PROPOSING,  # the period is an item of the resolution
        test=(
            Bound(
                day=CLAIM_END,
                of=(EFFECT,),
                text="the effective day",
                limit=lambda c, effect: effect,
                remedy="end the period on or before the effective day, with ketsugi revise",
                example=("2018-06-29", "2018-06-29"),
            ),
        ),
    ),
    Rule(
        id="in_kind_cash_notice",
        title="holders were told too late that they may claim money",
        title_ja="金銭分配請求権の通知(期間の末日の20日前まで)",
        weight=Weight.BAR,
        source="Companies Act art. 455(1)",
        confidence=Confidence.SURE,  # whether twenty full days must lie between is not: that one day is answered unknown
        in_force=since_the_act(ON),
        applies=(RESOLVED_ON, IN_KIND, CASH_OPTION),
        asked_at=PAYING | REVISING,
        may_wait=REVISING,
        attest="claim_notice",
        test=(
            Bound(
                day=CLAIM_NOTICE,
                of=(CLAIM_END,),
                text="20 clear days before the last day to claim money; the next day, with 19 clear days, is disputed",
                limit=lambda c, end: Disputed(
                    clear_before(end, 20),
                    end - 20 * DAY,
                    "whether 20 or 19 full days must lie between is not confirmed",
                ),
                measure=clear_days,
                remedy="end the period later, with ketsugi revise",
                example=("2018-06-08", "2018-06-29"),
            ),
        ),
    ),
    Rule(
        id="in_kind_fraction",
        title="holders below the minimum receive nothing",
        title_ja="基準未満株式への金銭の支払",
        weight=Weight.BAR,
        source="Companies Act arts. 454(4)(ii), 456",
        confidence=Confidence.SURE,
        in_force=since_the_act(ON),
        applies=(RESOLVED_ON, IN_KIND, MINIMUM_SET),
        asked_at=DECIDING | PAYING,
        may_wait=PROPOSING,
        test=_fraction,
    ),
)
