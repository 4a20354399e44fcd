"""What is due around a dividend and its meeting, and until when: company law, tax law, the exchange and its disclosure."""

from __future__ import annotations

from datetime import date
from typing import Final

from states.bounds import Day
from states.context import Context, Deed
from states.dates import DAY, business_days, elapsed, within_months
from states.dividend import Event as D
from states.duties import Duty
from states.facts import Kind
from states.rulebooks.japan.days import BY_MEETING, FIRST_SITTING, LISTED, PAID_FROM, offices, since_the_act
from states.rules import Confidence, InForce, When

MEETING = Day(
    "meeting", lambda c: c.meeting.sittings[-1] if c.meeting and c.meeting.sittings else None, "the day of the meeting"
)
BOARD_RESOLVED = Day(
    "board's resolution", lambda c: found.on if (found := c.last(D.RESOLVE, D.DECIDE)) else None, "ketsugi resolve"
)
DECIDED = Day("decision", lambda c: c.approved.on if c.approved else MEETING.read(c), "the day of the meeting")
FISCAL_YEAR_END = Day("fiscal year end", lambda c: c.dividend.fiscal_year_end, "--fiscal-year-end with ketsugi revise")
CHANGED = Day("change", lambda c: _changed(c), "ketsugi revise, withdraw, suspend or annul")
HAS_CHANGED = When(text="what was disclosed has changed", holds=lambda c: _changed(c) is not None, give="ketsugi revise")
PRIME = When(
    text="the shares are on the Prime market",
    holds=lambda c: c.company.articles.prime if c.company.articles.listed is not False else False,
    give="--article prime=true or false with ketsugi company amend",
)
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


def _changed(c: Context) -> date | None:
    """The latest day on which something changed that the board's resolution had made public."""
    public = c.last(D.RESOLVE, D.DECIDE)
    later = [deed for deed in c.deeds if public is not None and deed.seq > public.seq and deed.on is not None]
    changes = (D.REVISE, D.WITHDRAW, D.REJECT, D.SUPERSEDE, D.SUSPEND, D.ANNUL)
    return next((deed.on for deed in reversed(later) if deed.event in changes or _amended(c, deed)), None)


def _amended(c: Context, deed: Deed) -> bool:
    """Whether the meeting approved other terms than the board had proposed."""
    return deed.event == D.APPROVE and bool(c.dividend.amended)


def _years(day: date, years: int) -> date:
    """The last day of a period of full years after ``day``."""
    return elapsed(day, years=years) - DAY


def _five_office_days(c: Context, meeting: date) -> date:
    return business_days(meeting, 5, offices(c))


def _prescribed(c: Context, payment: date, decided: date) -> date:
    """Ten years for claims of resolutions before 2020-04-01; five from then on, the holders knowing of them."""
    return _years(payment, 10 if decided < date(2020, 4, 1) else 5)


SURE, CHECK = Confidence.SURE, Confidence.CHECK

DUTIES: Final = (
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
        due=lambda c, changed: changed,
        anew=True,
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
        applies=(LISTED, PRIME),
        of=(BOARD_RESOLVED,),
        due=lambda c, resolved: resolved,
        example=("2025-05-23", "2025-05-23"),
    ),
    Duty(
        id="accounts_at_head_office",
        title="keep the accounts at the head office from two weeks before the meeting",
        title_ja="計算書類等の本店備置き",
        of_kind=Kind.MEETING,
        source="Companies Act art. 442(1)",
        confidence=CHECK,
        caution="whether the day two weeks before counts; the safe day is shown",
        in_force=since_the_act(FIRST_SITTING),
        of=(FIRST_SITTING,),
        due=lambda c, meeting: meeting - 15 * DAY,
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
        due=lambda c, meeting: meeting - 57 * DAY,
        lasting=True,
        example=("2018-05-02", "2018-06-28"),
    ),
    Duty(
        id="extraordinary_report",
        title="report the votes without delay",
        title_ja="議決権行使結果の臨時報告書",
        of_kind=Kind.MEETING,
        source="FIEA art. 24-5(4); Disclosure Order art. 19(2)(ix-2)",
        confidence=CHECK,
        caution="the law counts no days; five office days are shown",
        in_force=InForce(since=date(2010, 3, 31), keyed_on=FIRST_SITTING),
        applies=(LISTED,),
        of=(MEETING,),
        due=_five_office_days,
        example=("2018-07-05", "2018-06-28"),
    ),
    Duty(
        id="e_provision_until",
        title="keep the materials up until three months after the meeting",
        title_ja="電子提供措置の継続(総会後3か月)",
        of_kind=Kind.MEETING,
        source="Companies Act art. 325-3(1)",
        confidence=SURE,
        in_force=InForce(since=date(2023, 3, 1), keyed_on=FIRST_SITTING),
        applies=(LISTED,),
        of=(MEETING,),
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
        due=lambda c, meeting: _years(meeting, 10),
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
        applies=(BY_MEETING,),
        of=(DECIDED,),
        due=lambda c, decided: within_months(decided, 3),
        lasting=True,
        example=("2018-09-28", "2018-06-28"),
    ),
    Duty(
        id="annual_report",
        title="file the annual securities report",
        title_ja="有価証券報告書の提出",
        of_kind=Kind.DIVIDEND,
        source="FIEA art. 24(1)",
        confidence=CHECK,
        caution="whether a closed day moves it could not be confirmed; since 2025-03-28 it is asked for before the meeting",
        in_force=since_the_act(FISCAL_YEAR_END),
        applies=(LISTED,),
        of=(FISCAL_YEAR_END,),
        due=lambda c, year_end: within_months(year_end, 3),
        example=("2018-06-30", "2018-03-31"),
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
        applies=(EXCLUSION,),
        of=(PAID_FROM,),
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
        applies=(NO_EXCLUSION,),
        of=(PAID_FROM, DECIDED),
        due=_prescribed,
        lasting=True,
        example=("2025-06-27", "2020-06-27", "2020-06-26"),
    ),
)
