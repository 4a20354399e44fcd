"""Electronic provision once it runs: Companies Act, articles 325-3 to 325-6."""

from __future__ import annotations

from datetime import date
from typing import Final

from states.bounds import Answer, every
from states.context import Context
from states.dates import DAY, weeks_before, within_months
from states.facts import Outage
from states.finding import Weight
from states.rulebooks.days import CONVENED, FIRST_SITTING, VOTING, meeting_of
from states.rulebooks.japan.days import E_PROVISION, NOT_WAIVED, PROVIDED
from states.rulebooks.japan.notice import stated
from states.rules import Confidence, InForce, Rule, When

INTERRUPTED: Final = When(
    text="an interruption is stated",
    holds=lambda c: c.dividend.outage != Outage(),
    give="--set outage.hours=N",
)


def _hours(first: date, last: date) -> int:
    """All hours of the days from ``first`` to ``last``, both counted."""
    return ((last - first) // DAY + 1) * 24


def _outage(c: Context) -> Answer:
    """Harmless: without fault, a tenth of either period at most, and published promptly.

    The periods begin on the day by which the provision had to begin, however early it did.
    """
    outage, meeting, notice = c.dividend.outage, FIRST_SITTING.read(c), c.convened_on
    conditions: dict[str, bool | None] = {
        "without gross fault of the company": outage.faultless,
        "published promptly": outage.published,
        "a tenth of the whole period at most": None,
        "a tenth of the time before the meeting at most": None,
    }
    figures = {}
    if meeting is not None and notice is not None:
        begin = min(weeks_before(meeting, 3)[0], notice)  # the later reading: the shorter period, the stricter tenth
        whole, before = _hours(begin, within_months(meeting, 3)), _hours(begin, meeting)
        figures = {"hours of the whole period": str(whole), "hours until the meeting": str(before)}
        for name, hours, period in (
            ("a tenth of the whole period at most", outage.hours, whole),
            ("a tenth of the time before the meeting at most", outage.hours_before, before),
        ):
            conditions[name] = None if hours is None else 10 * hours <= period
    give = "--set outage.hours=N, outage.hours_before=N, outage.faultless=true, outage.published=true"
    return every(
        conditions,
        passed="the interruption does no harm",
        lacking="move the meeting, or override on counsel's opinion",
        unknown=f"state {give}",
        figures=figures,
    )


PROVISION_RULES: Final = (
    Rule(
        id="e_provision_outage",
        title="electronic provision interrupted",
        title_ja="電子提供措置の中断",
        weight=Weight.DEFECT,
        source="Companies Act art. 325-6",
        confidence=Confidence.SURE,
        in_force=InForce(since=E_PROVISION, keyed_on=FIRST_SITTING),
        applies=(PROVIDED, INTERRUPTED),
        asked_at=VOTING,
        test=_outage,
    ),
    Rule(
        id="e_provision_paper_request",
        title="paper copies not sent",
        title_ja="書面交付請求をした株主への書面交付",
        weight=Weight.DEFECT,
        source="Companies Act art. 325-5",
        confidence=Confidence.SURE,
        in_force=InForce(since=E_PROVISION, keyed_on=FIRST_SITTING),
        applies=(PROVIDED, NOT_WAIVED),
        asked_at=CONVENED,
        test=stated(
            lambda c: meeting_of(c).paper_copies_sent,
            "all who asked for paper by the voting record date are sent it",
            "paper_copies_sent",
        ),
    ),
)
