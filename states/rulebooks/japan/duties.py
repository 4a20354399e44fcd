"""What is due around a dividend and its meeting, and until when: company law, tax law, the exchange and its disclosure."""

from __future__ import annotations

from datetime import date
from typing import Final

from states.bounds import Day
from states.context import Context
from states.dates import DAY, DayNotKnown, business_days, elapsed, roll, within_months
from states.dividend import Event as D
from states.duties import Duty
from states.facts import Kind
from states.rulebooks.japan.days import BY_MEETING, EFFECT, FIRST_SITTING, LISTED, PAYMENT, since_the_act
from states.rules import Confidence, InForce, When

MEETING = Day(
    "meeting", lambda c: c.meeting.sittings[-1] if c.meeting and c.meeting.sittings else None, "the day of the meeting"
)
BOARD_RESOLVED = Day(
    "board's resolution", lambda c: found.on if (found := c.last(D.RESOLVE, D.DECIDE)) else None, "ketsugi resolve"
)
DECIDED = Day("decision", lambda c: c.approved.on if c.approved else MEETING.read(c), "the day of the meeting")
FISCAL_YEAR_END = Day("fiscal year end", lambda c: c.dividend.fiscal_year_end, "--fiscal-year-end with ketsugi revise")
PAID_FROM = Day("payment", lambda c: PAYMENT.read(c) or EFFECT.read(c), "--effective-on with ketsugi revise")
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


def _offices(c: Context, day: date) -> date:
    """A deadline of an office that is closed on the day: its next day of business.

    Source: Act on General Rules for National Taxes art. 10(2).
    """
    offices = c.calendars.get("JP-GOV")
    if offices is None:
        raise DayNotKnown("no calendar of government offices at hand")
    return roll(day, offices)


def _tenth_of_next_month(c: Context, day: date) -> date:
    year, month = divmod(day.year * 12 + day.month, 12)
    return _offices(c, date(year, month + 1, 10))


def _years(day: date, years: int) -> date:
    """The last day of a period of full years after ``day``."""
    return elapsed(day, years=years) - DAY


def _five_office_days(c: Context, meeting: date) -> date:
    offices = c.calendars.get("JP-GOV")
    if offices is None:
        raise DayNotKnown("no calendar of government offices at hand")
    return business_days(meeting, 5, offices)


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
    ),
    Duty(
        id="annual_report",
        title="file the annual securities report",
        title_ja="有価証券報告書の提出",
        of_kind=Kind.DIVIDEND,
        source="FIEA art. 24(1)",
        confidence=CHECK,
        caution="whether a closed day moves it to the next could not be confirmed; it is shown unmoved",
        in_force=since_the_act(FISCAL_YEAR_END),
        applies=(LISTED,),
        of=(FISCAL_YEAR_END,),
        due=lambda c, year_end: within_months(year_end, 3),
    ),
    Duty(
        id="withholding_due",
        title="pay over the tax withheld",
        title_ja="源泉所得税の納付",
        of_kind=Kind.DIVIDEND,
        source="Income Tax Act art. 181(1)",
        confidence=SURE,
        in_force=since_the_act(PAID_FROM),
        of=(PAID_FROM,),
        due=_tenth_of_next_month,
    ),
    Duty(
        id="payment_record_due",
        title="file the statements of payment with the tax office",
        title_ja="支払調書の提出",
        of_kind=Kind.DIVIDEND,
        source="Income Tax Act art. 225(1)",
        confidence=SURE,
        in_force=since_the_act(EFFECT),
        of=(EFFECT,),
        due=lambda c, effect: _offices(c, within_months(effect, 1)),
    ),
    Duty(
        id="payment_notice_due",
        title="send the holders their payment notices",
        title_ja="支払通知書の交付",
        of_kind=Kind.DIVIDEND,
        source="Income Tax Act art. 225(2)",
        confidence=CHECK,
        caution="the day could not be confirmed; that of the statements of payment is shown",
        in_force=since_the_act(EFFECT),
        of=(EFFECT,),
        due=lambda c, effect: _offices(c, within_months(effect, 1)),
    ),
    Duty(
        id="deemed_paid_1y",
        title="pay over the tax on what is still unpaid after a year",
        title_ja="みなし支払(1年)に係る源泉所得税の納付",
        of_kind=Kind.DIVIDEND,
        source="Income Tax Act art. 181(2)",
        confidence=SURE,
        in_force=since_the_act(EFFECT),
        of=(EFFECT,),
        due=lambda c, effect: _tenth_of_next_month(c, elapsed(effect, years=1)),
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
    ),
)
