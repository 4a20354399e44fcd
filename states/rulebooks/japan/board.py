"""How the board resolves: Companies Act, articles 369 and 370."""

from __future__ import annotations

from typing import Final

from states.bounds import Answer, every
from states.context import Context
from states.dividend import Event as D
from states.facts import Kind
from states.finding import Verdict, Weight
from states.rulebooks.days import ON
from states.rulebooks.japan.days import HAS_BOARD, since_the_act
from states.rules import Confidence, Rule, When, steps
from states.votes import more_than_half

SAT = When(text="the board sat", holds=lambda c: not c.dividend.board.written, give="--set board.written=true or false")
IN_WRITING = When(
    text="the board resolved in writing",
    holds=lambda c: bool(c.dividend.board.written),  # what is not said to be in writing was resolved at a sitting
    give="--set board.written=true or false",
)
RESOLVING: Final = steps(Kind.DIVIDEND, D.RESOLVE, D.DECIDE)
ANEW: Final = "let the board resolve anew"


def _quorum(c: Context) -> Answer:
    """More than half of the directors who may vote attend, and more than half of those are in favour."""
    board = c.dividend.board
    if board.eligible is None or board.present is None or board.in_favour is None:
        return Answer(
            verdict=Verdict.UNKNOWN,
            message="directors eligible, present and in favour not all stated",
            remedy="state --set board.eligible=N --set board.present=N --set board.in_favour=N",
        )
    figures = {"eligible": str(board.eligible), "present": str(board.present), "in favour": str(board.in_favour)}
    message = f"{board.present} of {board.eligible} directors present, {board.in_favour} in favour"
    if not board.in_favour <= board.present <= board.eligible:
        message = f"{message}: the counts do not add up"
        return Answer(verdict=Verdict.FAIL, message=message, figures=figures, remedy="check the counts")
    if more_than_half(board.present, board.eligible) and more_than_half(board.in_favour, board.present):
        return Answer(verdict=Verdict.PASS, message=message, figures=figures)
    message = f"{message}: more than half needed of each"
    return Answer(verdict=Verdict.FAIL, message=message, figures=figures, remedy=ANEW)


def _written(c: Context) -> Answer:
    """The articles allow it, every director who may vote consents, and no auditor objects."""
    board, allowed = c.dividend.board, c.company.articles.written_board_resolutions
    counted = board.eligible is not None and board.in_favour is not None
    conditions = {
        "the articles allow it": allowed,
        "all directors consent": bool(board.eligible) and board.in_favour == board.eligible if counted else None,
        "no auditor objects": None if board.objected is None else not board.objected,
    }
    figures = {"eligible": str(board.eligible), "consents": str(board.in_favour)} if counted else {}
    give = "--article written_board_resolutions=… with ketsugi company amend, --set board.eligible=… and so on"
    return every(
        conditions, passed="the articles allow it and all consent", lacking=ANEW, unknown=f"state {give}", figures=figures
    )


BOARD_RULES: Final = (
    Rule(
        id="board_quorum",
        title="no resolution of the board",
        title_ja="取締役会の定足数と決議要件",
        weight=Weight.BAR,
        source="Companies Act art. 369(1), (2)",
        confidence=Confidence.SURE,
        in_force=since_the_act(ON),
        applies=(HAS_BOARD, SAT),
        attest="board_counts",
        asked_at=RESOLVING,
        may_wait=RESOLVING,  # the minutes hold the counts; counts that do not carry it stop
        test=_quorum,
    ),
    Rule(
        id="board_written",
        title="no written resolution of the board",
        title_ja="取締役会の書面決議(みなし決議)",
        weight=Weight.BAR,
        source="Companies Act art. 370",
        confidence=Confidence.SURE,
        in_force=since_the_act(ON),
        applies=(HAS_BOARD, IN_WRITING),
        attest="board_consents",
        asked_at=RESOLVING,
        may_wait=RESOLVING,
        test=_written,
    ),
)
