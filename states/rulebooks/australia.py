"""Australia: the Corporations Act 2001, and the timetable of the exchange (ASX), for the dividends of a company.

Each rule can be read beside the section it cites.  A business day is one on which the Australian exchange trades.
"""

from __future__ import annotations

from datetime import date
from typing import Final

from states.bounds import Bound
from states.dates import DAY, business_days
from states.dividend import Event as D
from states.facts import Kind
from states.finding import Weight
from states.rulebooks.days import (
    AGAIN,
    ANNOUNCED,
    BY_MEETING,
    DECIDING,
    DECISION,
    EX,
    FIXED,
    LISTED,
    ON,
    RECORD,
    RESOLVED_ON,
    VOTE,
    VOTING,
    calendar,
)
from states.rulebooks.questions import (
    exactly,
    more_for_than_against,
    not_the_meetings,
    on_the_word,
    within_what_may_be_distributed,
)
from states.rules import Confidence, InForce, Rule, Rulebook, When, steps

ACT: Final = date(2001, 7, 15)
TESTS: Final = date(2010, 6, 28)  # in place of the profits test
TIMETABLE: Final = date(2014, 4, 14)  # appendix in the wording that is known
TWO_DAYS: Final = date(2016, 3, 9)  # the first record day that trades of two days' settlement, from 2016-03-07, settle on
DECIDED: Final = steps(Kind.DIVIDEND, D.DECIDE, D.APPROVE)

LEFT_TO_DIRECTORS: Final = When(
    text="the constitution does not leave it to the meeting",
    holds=lambda c: c.company.articles.board_decides_dividends is not False,
    give="--article board_decides_dividends=true or false with ketsugi company amend",
)


def _timetable(announced: int, ex: int, example: tuple[str, str, str]) -> tuple[Bound, ...]:
    """The announcement and the ex-day, each so many business days before the record date."""
    last, traded, record = example
    days = f"{ex} business day{'s' if ex > 1 else ''}"
    return (
        Bound(
            day=ANNOUNCED,
            of=(RECORD,),
            text=f"{announced} business days before the record date",
            limit=lambda c, record: business_days(record, -announced, calendar(c, "XASX")),
            remedy="announce a later record date, as the exchange confirms",
            example=(last, record),
        ),
        *exactly(
            EX,
            RECORD,
            f"{days} before the record date",
            lambda c, record: business_days(record, -ex, calendar(c, "XASX")),
            remedy="check the ex-day with the exchange",
            example=(traded, record),
        ),
    )


RULES: Final = (
    Rule(
        id="au_directors",
        title="not the meeting's decision",
        title_ja="配当は取締役が決定",
        weight=Weight.BAR,
        source="Corporations Act 2001 s. 254U(1)",
        confidence=Confidence.SURE,
        in_force=InForce(since=ACT, keyed_on=ON),
        applies=(BY_MEETING, LEFT_TO_DIRECTORS),
        asked_at=steps(Kind.DIVIDEND, D.RESOLVE),
        test=not_the_meetings,
    ),
    Rule(
        id="au_net_assets",
        title="more than the excess of assets",
        title_ja="純資産(資産-負債)の範囲内",
        weight=Weight.BAR,
        source="Corporations Act 2001 s. 254T(1)(a)",
        confidence=Confidence.SURE,
        in_force=InForce(since=TESTS, keyed_on=DECISION),
        attest="net_assets",
        asked_at=DECIDED | AGAIN,
        may_wait=FIXED,
        test=within_what_may_be_distributed,
    ),
    Rule(
        id="au_fair",
        title="not vouched for as fair to the holders",
        title_ja="株主全体にとって公正かつ合理的",
        weight=Weight.BAR,
        source="Corporations Act 2001 s. 254T(1)(b)",
        confidence=Confidence.SURE,
        in_force=InForce(since=TESTS, keyed_on=DECISION),
        attest="fair_to_holders",
        asked_at=DECIDED,
        test=on_the_word("the payment is fair and reasonable to the holders as a whole"),
    ),
    Rule(
        id="au_creditors",
        title="not vouched for as harmless to creditors",
        title_ja="債権者への支払能力を著しく害しない",
        weight=Weight.BAR,
        source="Corporations Act 2001 s. 254T(1)(c)",
        confidence=Confidence.SURE,
        in_force=InForce(since=TESTS, keyed_on=DECISION),
        attest="creditors_paid",
        asked_at=DECIDED,
        test=on_the_word("the payment does not materially prejudice what the company can pay its creditors"),
    ),
    Rule(
        id="au_majority",
        title="no majority",
        title_ja="普通決議(投票の過半数)",
        weight=Weight.NOTE,
        source="general law; the constitution",
        confidence=Confidence.CHECK,
        in_force=InForce(since=ACT, keyed_on=VOTE),
        applies=(BY_MEETING,),
        asked_at=VOTING,
        test=more_for_than_against,
    ),
    Rule(
        id="au_record_2014",
        title="not the timetable of the exchange",
        title_ja="公表は基準日の5営業日前まで・権利落ちは2営業日前",
        weight=Weight.NOTE,
        source="ASX Listing Rules, Appendix 3A and Appendix 6A para. 1, in the wording of 2014",
        confidence=Confidence.CHECK,
        in_force=InForce(since=TIMETABLE, until=TWO_DAYS - DAY, keyed_on=RECORD),
        applies=(RESOLVED_ON, LISTED),
        asked_at=DECIDING,
        test=_timetable(5, 2, ("2014-09-02", "2014-09-05", "2014-09-09")),
    ),
    Rule(
        id="au_record",
        title="not the timetable of the exchange",
        title_ja="公表は基準日の4営業日前まで・権利落ちは1営業日前",
        weight=Weight.NOTE,
        source="ASX Listing Rules, Appendix 6A para. 1",
        confidence=Confidence.CHECK,
        in_force=InForce(since=TWO_DAYS, keyed_on=RECORD),
        applies=(RESOLVED_ON, LISTED),
        asked_at=DECIDING,
        test=_timetable(4, 1, ("2018-09-24", "2018-09-27", "2018-09-28")),
    ),
)

VERSIONS: Final = (
    Rulebook(
        name="australia",
        country="Australia",
        version="2026.1",
        published=date(2026, 11, 23),
        jurisdiction="AU",
        rules=RULES,
        about="""\
The directors determine a dividend; no meeting is asked, unless the constitution says so. The amount to state as
distributable (`--distributable-amount`) is that by which the assets exceed the liabilities immediately before the dividend
is determined. A business day is one on which the Australian exchange trades.""",
        in_part={
            "au_directors": "A constitution may displace s. 254U: where it leaves the decision to the meeting, say "
            "`--article board_decides_dividends=false`. Then the meeting may decide, and the tests are asked at its vote.",
            "au_net_assets": "Before 2010-06-28 a dividend was paid out of profits only; that test is not asked.",
            "au_majority": (
                "Asked where the constitution leaves the decision to the meeting; what else it asks is not known."
            ),
            "au_record": "Neither the counts of business days nor the day on which they changed could be confirmed.",
            "au_record_2014": "The wording before 2014-04-14 is not known here.",
        },
        left_out={
            "unclaimed dividends": (
                "What becomes of unclaimed money is the law of each State and Territory; no period, and no handing over to "
                "an authority, is asked."
            ),
            "tax": "Franking, and tax withheld from holders abroad, are not asked.",
            "payment limit": "The directors fix the time of payment; no limit is known.",
        },
    ),
)
