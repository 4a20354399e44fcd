"""United Kingdom: what the directors recommended as a total is compared as a total, or vouched for."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from states.codec import plain
from states.context import Context
from states.facts import Articles, Company
from states.finding import Verdict
from states.money import StatedTotal
from states.terms import Line
from tests.domain.abroad import asking
from tests.domain.iij import step

ask = asking("GB")
PASS, FAIL, UNKNOWN = Verdict.PASS, Verdict.FAIL, Verdict.UNKNOWN
PLC = Company(name="PLC", jurisdiction="GB", articles=Articles(listed=True, public=True))


def line(total: str | None, per_share: str | None = None, share_class: str = "common") -> Line:
    amount = None if per_share is None else Decimal(per_share)
    return Line(share_class=share_class, total=StatedTotal.read(total) if total else None, per_share=amount)


def vote(now: tuple[Line, ...], recommended: tuple[Line, ...], **attest: str) -> Context:
    """The vote on these lines, where the directors recommended those."""
    context = step("approve", company=PLC)
    terms = replace(context.terms, lines=now)
    before = plain(replace(terms, lines=recommended))
    deeds = tuple(replace(deed, terms=before) for deed in context.deeds)
    return replace(context, deeds=deeds, dividend=replace(context.dividend, terms=terms, attest=attest))


@pytest.mark.parametrize(
    ("now", "recommended", "verdict"),
    [
        ("4999999.99", "5000000", PASS),
        ("5000000", "5000000", PASS),
        ("5,000,000", "5000000", PASS),
        ("5000000.01", "5000000", FAIL),
        ("5 million", "5 million", PASS),  # the same statement
        ("6 million", "5 million", UNKNOWN),  # 5.9 and 5.5 may both have been meant
        ("7 million", "5 million", FAIL),
        ("3 million", "5 million", PASS),
        ("5000000", "5 million", UNKNOWN),
        ("5 million", "5000000", UNKNOWN),
        ("5000000", None, UNKNOWN),
        (None, "5000000", UNKNOWN),
    ],
)
def test_a_dividend_fixed_as_a_total_is_held_to_the_total_recommended(
    now: str | None, recommended: str | None, verdict: Verdict
) -> None:
    finding = ask("uk_recommend_cap", vote((line(now),), (line(recommended),)))
    assert (finding.verdict, finding.stops()) == (verdict, verdict is not PASS)


def test_the_amount_per_share_is_compared_where_both_state_one() -> None:
    more_in_all = vote((line("6000000", "10"),), (line("5000000", "10"),))
    assert ask("uk_recommend_cap", more_in_all).verdict is PASS  # on more shares
    more_a_share = vote((line("5000000", "11"),), (line("5000000", "10"),))
    assert ask("uk_recommend_cap", more_a_share).verdict is FAIL


def test_a_total_is_no_match_for_an_amount_per_share() -> None:
    assert ask("uk_recommend_cap", vote((line("5000000"),), (line("5000000", "10"),))).verdict is UNKNOWN
    assert ask("uk_recommend_cap", vote((line("5000000", "10"),), (line("5000000"),))).verdict is UNKNOWN


def test_each_class_is_held_to_its_own_total() -> None:
    recommended = (line("5000000"), line("1000000", share_class="B"))
    assert ask("uk_recommend_cap", vote((line("4000000"), line("2000000", share_class="B")), recommended)).verdict is FAIL


def test_a_person_may_vouch_for_the_recommendation_where_it_is_not_stated_but_not_against_it() -> None:
    unknown = ask("uk_recommend_cap", vote((line("5000000"),), (line(None),)))
    assert "--attest recommendation=" in unknown.remedy
    assert ask("uk_recommend_cap", vote((line("5000000"),), (line(None),), recommendation="minutes 4")).verdict is PASS
    more = vote((line("5000001"),), (line("5000000"),), recommendation="minutes 4")
    assert ask("uk_recommend_cap", more).verdict is FAIL
