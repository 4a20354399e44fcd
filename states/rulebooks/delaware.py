"""Delaware: the General Corporation Law (DGCL), with what federal rules and the exchanges ask of a listed company.

Each rule can be read beside the section it cites.  Days are calendar days.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Final

from states.bounds import Answer, Bound, Day
from states.context import Context
from states.dates import DAY, DayNotKnown, business_days
from states.dividend import Event as D
from states.facts import Kind
from states.finding import Verdict, Weight
from states.rulebooks.days import (
    AGAIN,
    ANNOUNCED,
    BY_MEETING,
    DECISION,
    FIXED,
    LISTED,
    ON,
    PAID_FROM,
    PAYING,
    RECORD,
    calendar,
)
from states.rulebooks.questions import ex_day_of, not_the_meetings, on_the_word, within_what_may_be_distributed
from states.rules import Confidence, InForce, Rule, Rulebook, When, steps

ACT: Final = date(1967, 7, 3)
NOTICE_RULE: Final = date(1971, 7, 12)
SETTLEMENT_RULE: Final = date(1995, 6, 7)  # 17 CFR 240.15c6-1, on which the ex-days rest
SIXTY: Final = 60 * DAY
DECIDED: Final = steps(Kind.DIVIDEND, D.DECIDE)

EARLIER: Final = "record_resolution"  # the name under which a person vouches for an earlier resolution

RECORD_OR_DECISION: Final = Day("record date", lambda c: RECORD.read(c) or DECISION.read(c), RECORD.give)


def _fixed_before(c: Context) -> bool:
    """Whether an earlier resolution may have fixed the record date: it was announced, or a person vouches for it."""
    record, decision, told = RECORD.read(c), DECISION.read(c), ANNOUNCED.read(c)
    if record is None or decision is None or record >= decision:
        return False
    return (told is not None and told <= record) or c.attested(EARLIER) is not None


FIXED_BEFORE: Final = When(text="the record date was announced before the decision", holds=_fixed_before, give="")


def _paid_in_time(c: Context) -> Answer:
    """Payment begins within 60 days of the record date."""
    record, paid = RECORD_OR_DECISION.read(c), PAID_FROM.read(c)
    if record is None or paid is None:
        remedy = f"state {(RECORD_OR_DECISION if record is None else PAID_FROM).give}"
        return Answer(verdict=Verdict.UNKNOWN, message="record date or payment not stated", remedy=remedy)
    last, slack = record + SIXTY, (record + SIXTY - paid).days
    figures = {"record date": str(record), "payment": str(paid)}
    message = f"record date {record}, payment {paid}, last day {last}"
    verdict = Verdict.PASS if slack >= 0 else Verdict.FAIL
    remedy = "" if slack >= 0 else "ask counsel whether the board must fix another record date"
    return Answer(verdict=verdict, message=message, figures=figures, bound=last, slack=slack, remedy=remedy)


def _ex_day(c: Context) -> Answer:
    """The announced ex-day follows from the record date on XNYS, or is that of a dividend of 25% of the value or more."""
    answer, stated, paid = ex_day_of("XNYS")(c), c.terms.ex_on, PAID_FROM.read(c)
    if answer.verdict is not Verdict.FAIL or paid is None:
        return answer
    try:
        after = business_days(paid, 1, calendar(c, "XNYS"))
    except DayNotKnown:
        return answer
    if stated != after:
        return answer
    message = f"{answer.message}: the business day after payment {paid}, right if it is 25% of the value or more"
    return replace(answer, verdict=Verdict.UNKNOWN, message=message, slack=None)


RULES: Final = (
    Rule(
        id="us_de_directors",
        title="not the meeting's decision",
        title_ja="配当は取締役会が宣言",
        weight=Weight.BAR,
        source="DGCL s. 170(a)",
        confidence=Confidence.SURE,
        in_force=InForce(since=ACT, keyed_on=ON),
        applies=(BY_MEETING,),
        asked_at=steps(Kind.DIVIDEND, D.RESOLVE),
        test=not_the_meetings,
    ),
    Rule(
        id="us_de_surplus",
        title="more than surplus or net profits",
        title_ja="剰余金または当期・前期の純利益の範囲内",
        weight=Weight.BAR,
        source="DGCL ss. 170(a), 173",
        confidence=Confidence.SURE,
        in_force=InForce(since=ACT, keyed_on=ON),
        attest="surplus",
        asked_at=DECIDED | AGAIN,
        may_wait=FIXED,
        test=within_what_may_be_distributed,
    ),
    Rule(
        id="us_de_record",
        title="record date before the resolution, or more than 60 days before payment",
        title_ja="基準日は決議日以後・支払日前60日以内",
        weight=Weight.BAR,
        source="DGCL s. 213(c)",
        confidence=Confidence.SURE,
        in_force=InForce(since=ACT, keyed_on=DECISION),
        asked_at=DECIDED,
        test=(
            Bound(
                day=RECORD_OR_DECISION,
                of=(DECISION,),
                text="the day of the resolution; at its close of business, where no record date is fixed",
                limit=lambda c, decision: decision,
                before=True,
                when=lambda c: not _fixed_before(c),
                remedy=(
                    "fix a record date on the day of the resolution or later; where an earlier resolution fixed it, state "
                    f"its announcement: {ANNOUNCED.give}"
                ),
                example=("2024-05-01", "2024-05-01"),
            ),
            Bound(
                day=PAID_FROM,
                of=(RECORD_OR_DECISION,),
                text="60 days after the record date, or after the resolution where none is fixed",
                limit=lambda c, record: record + SIXTY,
                remedy="pay earlier, or fix a later record date",
                example=("2024-07-27", "2024-05-28"),
            ),
        ),
    ),
    Rule(
        id="us_de_record_fixed",
        title="record date before the resolution that fixed it",
        title_ja="基準日を定めた取締役会決議(基準日以前)",
        weight=Weight.BAR,
        source="DGCL s. 213(c)",
        confidence=Confidence.SURE,
        in_force=InForce(since=ACT, keyed_on=DECISION),
        applies=(FIXED_BEFORE,),
        attest=EARLIER,
        asked_at=DECIDED | AGAIN,
        test=on_the_word("the board fixed the record date by an earlier resolution, on that day or before it"),
    ),
    Rule(
        id="us_de_paid_60d",
        title="paid more than 60 days after the record date",
        title_ja="支払日は基準日から60日以内",
        weight=Weight.NOTE,  # once declared it is owed
        source="DGCL s. 213(c)",
        confidence=Confidence.SURE,
        in_force=InForce(since=ACT, keyed_on=ON),
        asked_at=PAYING,
        test=_paid_in_time,
    ),
    Rule(
        id="us_notice_10d",
        title="the record date was told too late",
        title_ja="基準日の10日前までの通知",
        weight=Weight.DEFECT,  # it is a breach, and the dividend is declared all the same
        source="17 CFR 240.10b-17(b)(1) (SEC rule 10b-17); Nasdaq rule 5250(e)(6)",
        confidence=Confidence.SURE,
        in_force=InForce(since=NOTICE_RULE, keyed_on=ON),
        applies=(LISTED,),
        attest="record_notice",  # which may go out after the decision
        asked_at=DECIDED,
        test=(
            Bound(
                day=ANNOUNCED,
                of=(RECORD,),
                text="ten calendar days before the record date",
                limit=lambda c, record: record - 10 * DAY,
                remedy="fix a later record date",
                example=("2024-05-18", "2024-05-28"),
            ),
        ),
    ),
    Rule(
        id="us_ex_day",
        title="not the ex-day of the exchange",
        title_ja="権利落ち日(2024年5月28日以降は基準日当日)",
        weight=Weight.NOTE,
        source="FINRA rule 11140(b)(1), (2); 17 CFR 240.15c6-1",
        confidence=Confidence.SURE,
        in_force=InForce(since=SETTLEMENT_RULE, keyed_on=RECORD),
        applies=(LISTED,),
        asked_at=DECIDED,
        test=_ex_day,
    ),
)

VERSIONS: Final = (
    Rulebook(
        name="delaware",
        country="Delaware (United States)",
        version="2026.1",
        published=date(2026, 11, 23),
        jurisdiction="US-DE",
        rules=RULES,
        about="""\
The board declares every dividend; the meeting cannot. The amount to state as distributable (`--distributable-amount`) is
the surplus (s. 154) or, where there is none, the net profits of the fiscal year of the declaration and the one before. A
listed company is taken to be listed in the United States.""",
        in_part={
            "us_de_directors": "Powers that the certificate gives to others than the board are not asked, nor is a close "
            "corporation that its holders manage (ss. 141(a), 351).",
            "us_de_paid_60d": "Asked on the day of payment; the planned day is barred by `us_de_record`.",
            "us_de_record": (
                "The day of the decision is taken for that of the resolution which fixes the record date, unless the record "
                "date was announced before it: then `us_de_record_fixed` asks a person to vouch for the earlier one."
            ),
            "us_de_surplus": "Asked when the dividend is declared, not again when it is paid. Capital that is less than the "
            "preference of a class of shares, which forbids to pay from net profits, is for whoever states them.",
            "us_ex_day": "The value of the shares is not at hand: an ex-day on the business day after payment, the rule for "
            "25% of the value or more, is answered unknown. Dividends of other property are not told apart.",
            "us_notice_10d": "A notice still to come is vouched for at the decision (`--attest record-notice`). Exemptions "
            "by the SEC are not asked.",
        },
        left_out={
            "votes of the board": "The quorum and the majority of the directors (s. 141(b)) are not asked.",
            "unclaimed dividends": "They escheat by the law of the State of the holder's last known address.",
        },
    ),
)
