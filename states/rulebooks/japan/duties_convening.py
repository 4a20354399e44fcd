"""What is due around the board's resolution and the convening of the meeting."""

from __future__ import annotations

from typing import Final

from states.dates import DAY, elapsed
from states.duties import Duty
from states.facts import Kind
from states.rulebooks.japan.days import (
    BOARD_RESOLVED,
    FIRST_SITTING,
    HAS_BOARD,
    LISTED,
    LISTED_PROVISION,
    PROVISION,
    since_the_act,
)
from states.rules import Confidence, InForce

CONVENING_DUTIES: Final = (
    Duty(
        id="board_minutes",
        title="keep the minutes of the board ten years",
        title_ja="取締役会議事録の備置き(10年)",
        of_kind=Kind.DIVIDEND,
        source="Companies Act arts. 369(3), (4), 371(1)",
        confidence=Confidence.SURE,
        in_force=since_the_act(BOARD_RESOLVED),
        applies=(HAS_BOARD,),
        of=(BOARD_RESOLVED,),
        due=lambda c, resolved: elapsed(resolved, years=10) - DAY,
        lasting=True,
        example=("2028-05-24", "2018-05-24"),
    ),
    Duty(
        id="tse_file_convocation",
        title="file the meeting materials on TDnet with the electronic provision",
        title_ja="招集通知・電子提供措置事項の東証への提出",
        of_kind=Kind.MEETING,
        source="TSE Listing Regulations",
        confidence=Confidence.CHECK,
        caution="the regulation and its day could not be confirmed; the day of the electronic provision is shown",
        in_force=InForce(since=LISTED_PROVISION, keyed_on=FIRST_SITTING),
        applies=(LISTED,),
        of=(PROVISION,),
        due=lambda c, provided: provided,
        example=("2023-06-06", "2023-06-06"),
    ),
)
