"""What company and civil law ask around a dividend and its meeting, and until when a right may be used."""

from __future__ import annotations

from datetime import date
from typing import Final

from states.bounds import Day
from states.context import Context
from states.dates import DAY, clear_before, elapsed, within_months
from states.duties import Duty
from states.facts import Kind
from states.rulebooks.days import (
    BOARD_RESOLVED,
    BY_MEETING,
    FIRST_SITTING,
    FISCAL_YEAR_END,
    MEETING,
    ORDINARY,
    PAID_FROM,
    TO_BE_PAID,
)
from states.rulebooks.japan.days import E_PROVISION, HAS_BOARD, IN_WRITING, PROVIDED, has_board, since_the_act
from states.rules import Confidence, InForce, When

DECIDED = Day("decision", lambda c: c.approved.on if c.approved else MEETING.read(c), MEETING.give, decided=True)
EXCLUSION = When(
    text="the articles end the duty to pay what is unclaimed",
    holds=lambda c: None if c.company.articles.exclusion_years is None else c.company.articles.exclusion_years > 0,
    give="--article exclusion_years=N (0 for none) with ketsugi company amend",
)
NO_EXCLUSION = When(
    text="the articles leave it to prescription",
    holds=lambda c: None if c.company.articles.exclusion_years is None else c.company.articles.exclusion_years == 0,
    give="--article exclusion_years=N (0 for none) with ketsugi company amend",
)


def _years(day: date, years: int) -> date:
    """The last day of a period of full years after ``day``."""
    return elapsed(day, years=years) - DAY


def _prescribed(c: Context, payment: date, decided: date) -> date:
    """Ten years for claims of resolutions before 2020-04-01; five from then on, the holders knowing of them."""
    return _years(payment, 10 if decided < date(2020, 4, 1) else 5)


SURE, CHECK = Confidence.SURE, Confidence.CHECK

DUTIES: Final = (
    Duty(
        id="fs_at_head_office",
        title="keep the accounts at the head office before the meeting",
        title_ja="計算書類等の本店備置き",
        of_kind=Kind.MEETING,
        source="Companies Act art. 442(1)",
        confidence=CHECK,
        caution="whether the day two weeks before counts; the safe day is shown",
        in_force=since_the_act(FIRST_SITTING),
        applies=(ORDINARY,),
        of=(FIRST_SITTING,),
        text="two weeks before the meeting: 14 clear days; one week, 7 clear days, where the company has no board",
        due=lambda c, meeting: clear_before(meeting, 7 if has_board(c) is False else 14),
        example=("2018-06-13", "2018-06-28"),
    ),
    Duty(
        id="shareholder_proposal",
        title="holders may ask for an item of the agenda",
        title_ja="株主提案権の行使期限(8週間前)",
        of_kind=Kind.MEETING,
        source="Companies Act arts. 303, 305(1)",
        confidence=SURE,
        in_force=since_the_act(FIRST_SITTING),
        of=(FIRST_SITTING,),
        text="eight weeks before the meeting: 56 clear days",
        due=lambda c, meeting: clear_before(meeting, 56),
        lasting=True,
        example=("2018-05-02", "2018-06-28"),
    ),
    Duty(
        id="e_provision_until",
        title="keep the materials up until three months after the meeting",
        title_ja="電子提供措置の継続(総会後3か月)",
        of_kind=Kind.MEETING,
        source="Companies Act art. 325-3(1)",
        confidence=SURE,
        in_force=InForce(since=E_PROVISION, keyed_on=FIRST_SITTING),
        applies=(PROVIDED,),
        of=(MEETING,),
        text=(
            "three months from the day after the last sitting, to the eve of the corresponding day, or the month's end "
            "where there is none"
        ),
        due=lambda c, meeting: within_months(meeting, 3),
        lasting=True,
        example=("2023-09-29", "2023-06-29"),
    ),
    Duty(
        id="agm_minutes",
        title="keep the minutes of the meeting ten years",
        title_ja="株主総会議事録の備置き(10年)",
        of_kind=Kind.MEETING,
        source="Companies Act art. 318(2)",
        confidence=SURE,
        in_force=since_the_act(FIRST_SITTING),
        of=(MEETING,),
        text=(
            "ten years from the day after the last sitting, to the eve of the corresponding day, or the month's end where "
            "there is none"
        ),
        due=lambda c, meeting: _years(meeting, 10),
        lasting=True,
        example=("2028-06-28", "2018-06-28"),
    ),
    Duty(
        id="written_consents",
        title="keep the consents to the written resolution ten years",
        title_ja="書面決議の同意書面の備置き(10年)",
        of_kind=Kind.MEETING,
        source="Companies Act art. 319(2)",
        confidence=SURE,
        in_force=since_the_act(FIRST_SITTING),
        applies=(IN_WRITING,),
        of=(MEETING,),
        text=(
            "ten years from the day after the resolution, to the eve of the corresponding day, or the month's end where "
            "there is none"
        ),
        due=lambda c, resolved: _years(resolved, 10),
        lasting=True,
        example=("2028-06-28", "2018-06-28"),
    ),
    Duty(
        id="annulment_window",
        title="a suit to annul the resolution may be brought",
        title_ja="決議取消の訴えの提訴期間",
        of_kind=Kind.DIVIDEND,
        source="Companies Act art. 831(1)",
        confidence=SURE,
        in_force=since_the_act(DECIDED),
        applies=(TO_BE_PAID, BY_MEETING),
        of=(DECIDED,),
        text=(
            "three months from the day after the decision, to the eve of the corresponding day, or the month's end where "
            "there is none"
        ),
        due=lambda c, decided: within_months(decided, 3),
        lasting=True,
        caution="whether a closed day moves it could not be confirmed",
        example=("2018-09-28", "2018-06-28"),
    ),
    Duty(
        id="books_kept",
        title="keep the books of account ten years",
        title_ja="会計帳簿の保存(10年)",
        of_kind=Kind.DIVIDEND,
        source="Companies Act art. 432(2)",
        confidence=SURE,
        in_force=since_the_act(FISCAL_YEAR_END),
        of=(FISCAL_YEAR_END,),
        text=(
            "ten years from the day after the fiscal year end, to the eve of the corresponding day, or the month's end "
            "where there is none"
        ),
        due=lambda c, year_end: _years(year_end, 10),
        lasting=True,
        example=("2028-03-31", "2018-03-31"),
    ),
    Duty(
        id="unclaimed_exclusion",
        title="what is unclaimed must be paid",
        title_ja="未払配当金の除斥期間",
        of_kind=Kind.DIVIDEND,
        source="the articles; Daishin-in, 1927-08-03",
        confidence=SURE,
        in_force=since_the_act(PAID_FROM),
        applies=(TO_BE_PAID, EXCLUSION),
        of=(PAID_FROM,),
        text=(
            "as many years as the articles set from the day after payment begins, to the eve of the corresponding day, or "
            "the month's end where there is none"
        ),
        due=lambda c, payment: _years(payment, c.company.articles.exclusion_years or 0),
        lasting=True,
        example=("2021-06-29", "2018-06-29"),
    ),
    Duty(
        id="unclaimed_prescription",
        title="what is unclaimed may be claimed",
        title_ja="未払配当金の消滅時効",
        of_kind=Kind.DIVIDEND,
        source="Civil Code art. 166(1); before 2020-04-01 art. 167(1) of the old Code",
        confidence=SURE,
        in_force=since_the_act(PAID_FROM),
        applies=(TO_BE_PAID, NO_EXCLUSION),
        of=(PAID_FROM, DECIDED),
        text=(
            "five years, the holders knowing of their claims, or ten years where the decision was before 2020-04-01, from "
            "the day after payment begins, to the eve of the corresponding day, or the month's end where there is none"
        ),
        due=_prescribed,
        lasting=True,
        caution="of a holder who does not know of it, ten years from the payment",
        example=("2025-06-27", "2020-06-27", "2020-06-26"),
    ),
    Duty(
        id="board_minutes",
        title="keep the minutes of the board ten years",
        title_ja="取締役会議事録の備置き(10年)",
        of_kind=Kind.DIVIDEND,
        source="Companies Act arts. 369(3), (4), 371(1)",
        confidence=SURE,
        in_force=since_the_act(BOARD_RESOLVED),
        applies=(HAS_BOARD,),
        of=(BOARD_RESOLVED,),
        text=(
            "ten years from the day after the board's resolution, to the eve of the corresponding day, or the month's end "
            "where there is none"
        ),
        due=lambda c, resolved: _years(resolved, 10),
        lasting=True,
        example=("2028-05-24", "2018-05-24"),
    ),
)
