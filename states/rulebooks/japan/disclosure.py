"""What a listed company discloses and files: the exchange's regulations, and the Financial Instruments and Exchange Act."""

from __future__ import annotations

from datetime import date
from typing import Final

from states.bounds import Day
from states.context import Context, Deed
from states.dates import business_days, weeks_before, within_months
from states.dividend import Event as D
from states.duties import Duty
from states.facts import Kind
from states.rulebooks.days import BOARD_RESOLVED, FIRST_SITTING, LISTED, MEETING, ORDINARY, YEAR_OF_MEETING
from states.rulebooks.japan.days import LISTED_PROVISION, PROVISION, offices, since_the_act
from states.rules import Confidence, InForce, When

CHANGED = Day("change", lambda c: _changed(c), "ketsugi revise, withdraw, suspend or annul")
HAS_CHANGED = When(text="what was disclosed has changed", holds=lambda c: _changed(c) is not None, give="ketsugi revise")
PRIME = When(
    text="the shares are on the Prime market",
    holds=lambda c: c.company.articles.prime if c.company.articles.listed is not False else False,
    give="--article prime=true or false with ketsugi company amend",
)


CHANGES: Final = (D.REVISE, D.WITHDRAW, D.REJECT, D.SUPERSEDE, D.SUSPEND, D.ANNUL)


def _changed(c: Context) -> date | None:
    """The day on which something public first changed that is not disclosed yet; if all is, that the latest was about."""
    public = c.last(D.RESOLVE, D.DECIDE)
    later = c.deeds[c.deeds.index(public) + 1 :] if public else ()
    changes = [deed.on for deed in later if deed.on and (deed.event in CHANGES or _amended(c, deed))]
    told = sorted(deed.on for deed in c.deeds if deed.on and "tdnet_progress" in deed.fulfils)
    for before in (told, told[:-1], []):
        if left := [on for on in changes if all(on > day for day in before)]:
            return left[0]
    return None


def _amended(c: Context, deed: Deed) -> bool:
    """Whether the meeting approved other terms than the board had proposed."""
    return deed.event == D.APPROVE and bool(c.dividend.amended)


def _five_office_days(c: Context, meeting: date) -> date:
    return business_days(meeting, 5, offices(c))


SURE, CHECK = Confidence.SURE, Confidence.CHECK

DISCLOSURE: Final = (
    Duty(
        id="tdnet_dividend",
        title="disclose the decision on the dividend at once",
        title_ja="剰余金の配当の決定の適時開示",
        of_kind=Kind.DIVIDEND,
        source="TSE Listing Regulations 402(1)h",
        confidence=SURE,
        in_force=since_the_act(BOARD_RESOLVED),
        applies=(LISTED,),
        of=(BOARD_RESOLVED,),
        text="the day of the board's resolution",
        due=lambda c, resolved: resolved,
        example=("2018-05-24", "2018-05-24"),
    ),
    Duty(
        id="tdnet_progress",
        title="disclose the change at once",
        title_ja="開示事項の変更・中止の適時開示",
        of_kind=Kind.DIVIDEND,
        source="TSE practice guide on timely disclosure",
        confidence=CHECK,
        caution="the number of the article could not be confirmed",
        in_force=since_the_act(CHANGED),
        applies=(LISTED, HAS_CHANGED),
        of=(CHANGED,),
        text="the day of the change",
        due=lambda c, changed: changed,
        example=("2018-05-28", "2018-05-28"),
    ),
    Duty(
        id="english_disclosure",
        title="disclose the decision in English at the same time",
        title_ja="英文同時開示(プライム市場)",
        of_kind=Kind.DIVIDEND,
        source="TSE Listing Regulations 445-8",
        confidence=SURE,
        in_force=InForce(since=date(2025, 4, 1), keyed_on=BOARD_RESOLVED),
        applies=(PRIME,),  # which only a listed company is
        of=(BOARD_RESOLVED,),
        text="the day of the board's resolution",
        due=lambda c, resolved: resolved,
        example=("2025-05-23", "2025-05-23"),
    ),
    Duty(
        id="extraordinary_report",
        title="report the votes without delay",
        title_ja="議決権行使結果の臨時報告書",
        of_kind=Kind.MEETING,
        source="FIEA art. 24-5(4); Disclosure Order art. 19(2)(ix-2)",
        confidence=CHECK,
        caution="the law counts no days; five office days are shown",
        in_force=InForce(since=date(2010, 6, 1), keyed_on=FIRST_SITTING),  # the meetings of years that end from 2010-03 on
        applies=(LISTED,),
        of=(MEETING,),
        text="the fifth day after the last sitting on which government offices are open",
        due=_five_office_days,
        example=("2018-07-05", "2018-06-28"),
    ),
    Duty(
        id="annual_report",
        title="file the annual securities report",
        title_ja="有価証券報告書の提出",
        of_kind=Kind.MEETING,
        source="FIEA art. 24(1)",
        confidence=CHECK,
        caution="whether a closed day moves it could not be confirmed; since 2025-03-28 it is asked for before the meeting",
        in_force=since_the_act(FIRST_SITTING),
        applies=(LISTED, ORDINARY),
        of=(YEAR_OF_MEETING,),
        text=(
            "three months from the day after the fiscal year end, to the eve of the corresponding day, or the month's end "
            "where there is none"
        ),
        due=lambda c, year_end: within_months(year_end, 3),
        example=("2018-06-30", "2018-03-31"),
    ),
    Duty(
        id="tse_file_convocation",
        title="file the meeting materials on TDnet with the electronic provision",
        title_ja="招集通知・電子提供措置事項の東証への提出",
        of_kind=Kind.MEETING,
        source="TSE Listing Regulations",
        confidence=CHECK,
        caution="the regulation and its day could not be confirmed; the day of the electronic provision is shown",
        in_force=InForce(since=LISTED_PROVISION, keyed_on=FIRST_SITTING),
        applies=(LISTED,),
        of=(FIRST_SITTING,),
        text=("three weeks before the meeting: 21 clear days; or the day it is provided, where that is earlier"),
        due=lambda c, meeting: min(PROVISION.read(c) or date.max, weeks_before(meeting, 3)[1]),
        example=("2023-06-07", "2023-06-29"),
    ),
)
