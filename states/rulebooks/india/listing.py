"""The listing regulations (LODR): what the exchange is told of a board, its decision and a record date, and when."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Final

from states.bounds import Answer, Bound, Day
from states.context import Context
from states.dates import DAY, business_days
from states.dividend import Event as D
from states.facts import Kind
from states.finding import Verdict, Weight
from states.rulebooks.days import BOARD_RESOLVED, DECIDING, LISTED, RECORD, RECORD_NOTICE, RESOLVED_ON, calendar
from states.rules import Confidence, InForce, Rule, steps

LODR: Final = date(2015, 12, 1)
SHORTENED: Final = date(2024, 12, 12)  # third amendment of 2024
CLOSE: Final = timedelta(hours=15, minutes=30)  # of trading
OUTCOME: Final = timedelta(minutes=30)
AFTER_HOURS: Final = timedelta(hours=3)
BOARD_SITS: Final = steps(Kind.DIVIDEND, D.RESOLVE, D.DECIDE)


def _full_working_days(count: int) -> Callable[[Context, date], date]:
    """The last day that leaves ``count`` working days before a day, neither end counted; it need not be one itself."""
    return lambda c, day: business_days(day, -count, calendar(c, "XNSE")) - DAY


def _sat(c: Context) -> date | None:
    """The day the board recommends or declares: now, or when it did."""
    return c.on if c.event in (D.RESOLVE, D.DECIDE) else BOARD_RESOLVED.read(c)


SAT: Final = Day("board", _sat, BOARD_RESOLVED.give)
TOLD: Final = Day("notice to the exchange", lambda c: c.dividend.board.notified_on, "--set board.notified_on=DATE")
RECORD_TOLD: Final = Day("notice of the record date", RECORD_NOTICE.read, RECORD_NOTICE.give)
# A notice or sitting to come is judged by the law of the record date, which it comes shortly before.
TOLD_UNDER: Final = Day(
    "notice of the record date (or, until then, the record date)",
    lambda c: RECORD_NOTICE.read(c) or RECORD.read(c),
    RECORD.give,
)
SAT_UNDER: Final = Day("board (or, until then, the record date)", lambda c: _sat(c) or RECORD.read(c), RECORD.give)


def _outcome(c: Context) -> Answer:
    """The exchange is told of the decision within 30 minutes of the end of the sitting.

    For sittings that end after trading hours a later text allows three hours, which could not be confirmed.
    """
    board, sat, exchange = c.dividend.board, SAT.read(c), c.calendars.get("XNSE")
    if board.ended_time is None or board.told_time is None or sat is None:
        times = {"ended_time": "the sitting ended", "told_time": "the exchange was told"}
        missing = {word: what for word, what in times.items() if getattr(board, word) is None}
        message = f"not stated when {' and when '.join(missing.values())}"
        remedy = "state " + ", ".join(f"--set board.{word}=HH:MM" for word in missing)
        return Answer(verdict=Verdict.UNKNOWN, message=message, remedy=remedy)
    ended, told = (
        timedelta(hours=at.hour, minutes=at.minute, seconds=at.second) for at in (board.ended_time, board.told_time)
    )
    figures = {"sitting ended": f"{board.ended_time:%H:%M}", "exchange told": f"{board.told_time:%H:%M}"}
    said = ", ".join(f"{name} {at}" for name, at in figures.items())
    if told < ended:
        remedy = "check the times: both are of the day of the sitting"
        return Answer(verdict=Verdict.UNKNOWN, message=f"{said}: before the end", figures=figures, remedy=remedy)
    message = f"{said}: {-((ended - told) // timedelta(minutes=1))} minutes, 30 allowed"
    if told - ended <= OUTCOME:
        return Answer(verdict=Verdict.PASS, message=message, figures=figures)
    trading = exchange is not None and exchange.is_open(sat) is True and ended < CLOSE
    if sat >= SHORTENED and not trading and told - ended <= AFTER_HOURS:
        message += "; three hours may be allowed, outside trading hours"
        remedy = "let counsel confirm the three hours of reg. 30(6)"
        return Answer(verdict=Verdict.UNKNOWN, message=message, figures=figures, remedy=remedy, disputed=True)
    remedy = "tell the exchange why it was late, and override on counsel's opinion"
    return Answer(verdict=Verdict.FAIL, message=message, figures=figures, remedy=remedy)


LISTING: Final = (
    Rule(
        id="in_record_notice",
        title="record date told too late",
        title_ja="基準日の通知は3営業日前まで(両端不算入)",
        weight=Weight.DEFECT,
        source="LODR reg. 42(2), as amended from 2024-12-12",
        confidence=Confidence.SURE,
        in_force=InForce(since=SHORTENED, keyed_on=TOLD_UNDER),
        applies=(RESOLVED_ON, LISTED),
        asked_at=DECIDING,
        test=(
            Bound(
                day=RECORD_TOLD,
                of=(RECORD,),
                text="3 full working days before the record date, neither that day nor that of the notice counted",
                limit=_full_working_days(3),
                remedy="set a later record date, or override on counsel's opinion",
                example=("2025-08-07", "2025-08-13"),
            ),
        ),
    ),
    Rule(
        id="in_record_notice_7",
        title="record date told too late",
        title_ja="基準日の通知は7営業日前まで(両端不算入・2024年12月11日まで)",
        weight=Weight.DEFECT,
        source="LODR reg. 42(2), in the wording until 2024-12-11",
        confidence=Confidence.SURE,
        in_force=InForce(since=LODR, until=SHORTENED - DAY, keyed_on=TOLD_UNDER),
        applies=(RESOLVED_ON, LISTED),
        asked_at=DECIDING,
        test=(
            Bound(
                day=RECORD_TOLD,
                of=(RECORD,),
                text="7 full working days before the record date, neither that day nor that of the notice counted",
                limit=_full_working_days(7),
                remedy="set a later record date, or override on counsel's opinion",
                example=("2024-07-31", "2024-08-12"),
            ),
        ),
    ),
    Rule(
        id="in_record_after_board_5",
        title="the board sat too late before the record date",
        title_ja="配当の勧告・宣言は基準日の5営業日前まで(2024年12月11日まで)",
        weight=Weight.DEFECT,
        source="LODR reg. 42(3), omitted from 2024-12-12",
        confidence=Confidence.SURE,
        in_force=InForce(since=LODR, until=SHORTENED - DAY, keyed_on=SAT_UNDER),
        applies=(LISTED,),
        asked_at=BOARD_SITS,
        test=(
            Bound(
                day=SAT,
                of=(RECORD,),
                text="5 full working days before the record date, neither that day nor that of the board counted",
                limit=_full_working_days(5),
                remedy="set a later record date, or override on counsel's opinion",
                example=("2024-08-04", "2024-08-12"),
            ),
        ),
    ),
    Rule(
        id="in_prior_intimation",
        title="the exchange was told too late that the board would sit",
        title_ja="配当を議する取締役会の事前通知は2営業日前まで(両端不算入)",
        weight=Weight.DEFECT,
        source="LODR reg. 29(1)(e), (2)",
        confidence=Confidence.SURE,
        in_force=InForce(since=LODR, keyed_on=SAT),
        applies=(LISTED,),
        asked_at=BOARD_SITS,
        test=(
            Bound(
                day=TOLD,
                of=(SAT,),
                text="2 full working days before the board sits, neither that day nor that of the notice counted",
                limit=_full_working_days(2),
                remedy="let the board sit later, or override on counsel's opinion",
                example=("2025-05-14", "2025-05-19"),
            ),
        ),
    ),
    Rule(
        id="in_outcome_30m",
        title="the exchange was told too late what the board decided",
        title_ja="取締役会の結果は終了後30分以内に開示",
        weight=Weight.DEFECT,
        source="LODR reg. 30(6); Schedule III Part A para. A.4",
        confidence=Confidence.SURE,
        in_force=InForce(since=LODR, keyed_on=SAT),
        applies=(LISTED,),
        asked_at=BOARD_SITS,
        test=_outcome,
    ),
)
