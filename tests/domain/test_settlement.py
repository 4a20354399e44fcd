"""How much is paid in all: as it was fixed, or worked out from the amount per share and the entitled shares."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from states.context import Context
from states.facts import Settlement, Shares
from states.finding import Finding, Verdict, Weight
from states.guards.settlement import (
    amount_is_known,
    entitled_of_those_issued,
    something_is_resolved,
    ties_out,
    total_as_worked_out,
)
from states.money import Currency, StatedTotal
from states.payable import payable
from states.stated import Range
from states.terms import UNDECIDED, Follows, Line
from tests.domain.iij import TERMS, deeds, sound, step

PASS, FAIL, UNKNOWN, NO_QUESTION = Verdict.PASS, Verdict.FAIL, Verdict.UNKNOWN, Verdict.NOT_APPLICABLE
PENNIES = Decimal("0.4917")
SHARES = 2_245_271_506  # at 0.4917 a share, 1,103,999,999.5002 in all
EXACTLY = "1103999999.5002"


def line(total: str | None = None, **more: Any) -> Line:
    said = None if total is None else Range.read(total) if total.startswith("up to") else StatedTotal.read(total)
    return Line(**{"per_share": PENNIES, "total": said} | more)


def of(
    event: str, *lines: Line, entitled: int | None = SHARES, before: tuple[Line, ...] | None = None, **facts: Any
) -> Context:
    """A step with these lines; ``before`` are the lines as they were resolved."""
    terms = replace(TERMS, currency=Currency("GBP"), lines=lines)
    shares = tuple(Shares(share_class=each.share_class, entitled=entitled) for each in lines)
    decided = 3 if event in ("adjust", "pay", "settle") else 0
    told = deeds(replace(TERMS, lines=lines if before is None else before), decided)
    own = replace(step("pay").dividend, terms=terms, shares=shares, **facts)
    return replace(step("pay"), event=event, dividend=own, deeds=told)


def settled(paid: str, *lines: Line, **facts: Any) -> Finding:
    sums = Settlement(paid=Decimal(paid), unclaimed=Decimal(0), returned=Decimal(0))
    return sound(ties_out(of("settle", *lines, settlement=sums, **facts)))


@pytest.mark.parametrize(
    ("lines", "entitled", "expected"),
    [
        ((line(),), SHARES, "1,103,999,999.5002"),
        ((line(),), None, None),
        ((line("1,104 million"),), SHARES, "from 1,103,500,000 to below 1,104,500,000"),  # a fixed total stands
        ((line("1,104 million"),), None, "from 1,103,500,000 to below 1,104,500,000"),
        ((line("1,105 million", follows=Follows.TOTAL),), SHARES, "1,103,999,999.5002"),
        ((line("1,105 million", follows=Follows.TOTAL),), None, None),  # it was only thought of
        ((line("1,105 million", follows=Follows.PER_SHARE),), SHARES, "from 1,104,500,000 to below 1,105,500,000"),
        ((line("up to 1,200 million"),), SHARES, "1,103,999,999.5002"),
        ((line("up to 1,200 million"),), None, None),  # a bound is no amount
        ((line("100000", per_share=None),), SHARES, "100,000"),
        ((line(per_share=UNDECIDED),), SHARES, None),
        ((line(), line(share_class="preferred", per_share=Decimal(1))), 100, "149.17"),
        ((line("5"), line(share_class="preferred")), None, None),  # of one class nothing is known
        ((), SHARES, None),
    ],
)
def test_what_is_paid_in_all_is_what_was_fixed_or_is_worked_out(
    lines: tuple[Line, ...], entitled: Any, expected: Any
) -> None:
    found = payable(of("pay", *lines, entitled=entitled).dividend)
    assert (None if found is None else str(found)) == expected


@pytest.mark.parametrize(
    ("one", "entitled", "verdict", "said"),
    [
        (line(), SHARES, PASS, "1,103,999,999.5002 in all"),
        (line("1,104 million"), None, PASS, "to below 1,104,500,000 in all"),
        (line(), None, UNKNOWN, "--entitled NUMBER, or ketsugi adjust"),
        (line(per_share=UNDECIDED), SHARES, UNKNOWN, "still open: common undecided a share"),
        (line(per_share=Range.read("0.40 to 0.50")), SHARES, UNKNOWN, "still open: common 0.40 to 0.50 a share"),
    ],
)
def test_payment_waits_until_it_is_known_how_much(one: Line, entitled: int | None, verdict: Verdict, said: str) -> None:
    finding = sound(amount_is_known(of("pay", one, entitled=entitled)))
    assert (finding.verdict, finding.stops()) == (verdict, verdict is UNKNOWN)
    assert said in f"{finding.message} {finding.remedy}"


ROUNDED = {"difference": "fractions of a penny cut off"}


@pytest.mark.parametrize(
    ("paid", "vouched", "verdict"),
    [
        (EXACTLY, False, PASS),
        ("1103999998.00", False, UNKNOWN),
        ("1103999998.00", True, PASS),
        ("1104112263.0755", True, PASS),  # half of the last digit of 0.4917 for each share
        ("1104112263.0756", True, FAIL),
        ("1103887735.9249", True, PASS),  # and less
        ("1103887735.9248", True, FAIL),
    ],
)
def test_what_was_worked_out_ties_out_but_for_fractions_someone_vouches_for(
    paid: str, vouched: bool, verdict: Verdict
) -> None:
    finding = settled(paid, line(), attest=ROUNDED if vouched else {})
    assert (finding.verdict, finding.stops()) == (verdict, verdict is not PASS)


def test_a_total_that_was_fixed_ties_out_whatever_someone_says() -> None:
    off = settled("1103999998", line("1,103,999,999"), attest=ROUNDED)
    assert (off.verdict, off.stops()) == (FAIL, True)


def test_the_fractions_of_one_class_explain_nothing_of_another_that_was_fixed() -> None:
    few = line(share_class="preferred", per_share=Decimal("0.5"))
    shares = (Shares(share_class="common", entitled=SHARES), Shares(share_class="preferred", entitled=100))
    sums = Settlement(paid=Decimal(2052), unclaimed=Decimal(0), returned=Decimal(0))
    known = {"settlement": sums, "attest": ROUNDED}
    context = of("settle", line("2,000"), few, **known)
    finding = ties_out(replace(context, dividend=replace(context.dividend, shares=shares)))
    assert finding.verdict is FAIL  # 2,050 are due, and a hundred pennies of rounding are one pound


def test_much_less_than_an_upper_bound_does_not_tie_out() -> None:
    bound = line("up to 1,200 million")
    assert settled("906000000", bound, attest=ROUNDED).verdict is FAIL
    assert settled(EXACTLY, bound).verdict is PASS
    unknown = settled("906000000", bound, entitled=None)
    assert (unknown.verdict, unknown.stops()) == (UNKNOWN, True)


RATE = {"currency": Currency("USD"), "pay_currency": Currency("AUD")}


@pytest.mark.parametrize(
    ("rate", "paid", "verdict"),
    [
        (None, "4500", UNKNOWN),
        (Decimal("1.5"), "4500", PASS),
        (Decimal("1.5"), "3000", FAIL),
        (Decimal("1.5"), "4499.99", UNKNOWN),
    ],
)
def test_what_is_paid_in_another_currency_ties_out_in_that_one(rate: str | None, paid: str, verdict: Verdict) -> None:
    sums = Settlement(paid=Decimal(paid), unclaimed=Decimal(0), returned=Decimal(0))
    context = of("settle", line("3,000", per_share=Decimal(3)), entitled=1000, settlement=sums)
    terms = replace(context.terms, rate=None if rate is None else Decimal(rate), **RATE)
    finding = ties_out(replace(context, dividend=replace(context.dividend, terms=terms)))
    assert finding.verdict is verdict, finding.message


def test_payment_in_another_currency_waits_for_the_rate() -> None:
    context = of("pay", line("3,000"))
    unknown = amount_is_known(replace(context, dividend=replace(context.dividend, terms=replace(context.terms, **RATE))))
    assert (unknown.verdict, unknown.message) == (UNKNOWN, "the rate from USD to AUD is not stated")
    assert "--set rate=NUMBER" in unknown.remedy


def together(context: Context, total: str) -> Context:
    stated = Range.read(total) if total.startswith("up to") else StatedTotal.read(total)
    return replace(context, dividend=replace(context.dividend, terms=replace(context.terms, grand_total=stated)))


@pytest.mark.parametrize(
    ("total", "entitled", "expected"),
    [
        ("2,452.9 billion", 6_800_000_000, "from 2,452,850,000,000 to below 2,452,950,000,000"),
        ("2,452.9 billion", None, "from 2,452,850,000,000 to below 2,452,950,000,000"),
        ("up to 2,500 billion", 3_400_000_000, "2,454,800,000,000"),
        ("up to 2,500 billion", None, None),
    ],
)
def test_one_total_may_stand_for_all_classes(total: str, entitled: int | None, expected: str | None) -> None:
    both = (line(per_share=Decimal(361)), line(share_class="preferred", per_share=Decimal(361)))
    found = payable(together(of("pay", *both, entitled=entitled), total).dividend)
    assert (None if found is None else str(found)) == expected


@pytest.mark.parametrize(
    ("total", "verdict"), [("5 million", PASS), ("6 million", FAIL), ("up to 5 million", PASS), ("up to 4 million", FAIL)]
)
def test_a_total_of_all_classes_is_compared_with_them_together(total: str, verdict: Verdict) -> None:
    both = (line(per_share=Decimal(2)), line(share_class="preferred", per_share=Decimal(3)))
    finding = sound(total_as_worked_out(together(of("resolve", *both, entitled=1_000_000), total)))
    assert finding.verdict is verdict


@pytest.mark.parametrize(
    ("issued", "treasury", "entitled", "verdict"),
    [(100, 5, 95, PASS), (100, 5, 96, FAIL), (100, None, 100, PASS), (100, None, 101, FAIL), (None, 5, 95, NO_QUESTION)],
)
def test_more_entitled_shares_than_there_are_is_noted(issued: Any, treasury: Any, entitled: int, verdict: Verdict) -> None:
    context = of("approve", line())
    shares = (Shares(issued=issued, treasury=treasury, entitled=entitled),)
    finding = sound(entitled_of_those_issued(replace(context, dividend=replace(context.dividend, shares=shares))))
    assert (finding.verdict, finding.weight) == (verdict, Weight.NOTE)


@pytest.mark.parametrize(
    ("lines", "verdict"),
    [
        ((), UNKNOWN),
        ((line(per_share=None),), UNKNOWN),
        ((line(per_share=UNDECIDED),), PASS),
        ((line("5", per_share=None),), PASS),
        ((line(per_share=None, formula="as item 5"),), PASS),
        ((line(per_share=Decimal(0)),), PASS),
    ],
)
def test_nothing_is_approved_of_which_no_amount_is_stated(lines: tuple[Line, ...], verdict: Verdict) -> None:
    finding = sound(something_is_resolved(of("approve", *lines)))
    assert (finding.verdict, finding.stops()) == (verdict, verdict is UNKNOWN)


def test_a_class_that_receives_nothing_needs_no_count() -> None:
    context = of("pay", line(), line(share_class="preferred", per_share=Decimal(0)))
    shares = (Shares(share_class="common", entitled=100),)
    assert str(payable(replace(context.dividend, shares=shares))) == "49.17"


COMPARED = [
    (line("1,104 million"), PASS),
    (line("1,103 million"), FAIL),
    (line("up to 1,200 million"), PASS),
    (line("up to 1,000 million"), FAIL),
    (line("1,105 million", follows=Follows.TOTAL), PASS),  # one that was thought of
    (line(), NO_QUESTION),
    (line(per_share=UNDECIDED), NO_QUESTION),
]


@pytest.mark.parametrize(("one", "verdict"), COMPARED)
@pytest.mark.parametrize("event", ["draft", "resolve", "decide", "revise", "approve"])
def test_a_total_that_is_not_what_the_shares_come_to_is_noted(event: str, one: Line, verdict: Verdict) -> None:
    finding = sound(total_as_worked_out(of(event, one)))
    assert (finding.verdict, finding.weight, finding.stops()) == (verdict, Weight.NOTE, False)


@pytest.mark.parametrize("event", ["adjust", "pay", "settle"])
@pytest.mark.parametrize(
    ("resolved", "now", "verdict"),
    [
        (None, "72622", FAIL),
        (None, "1,104 million", PASS),
        (None, "1104000000", UNKNOWN),  # half a pound more than it comes to
        ("1,105 million", "1,105 million", None),  # as it was resolved: noted, and no bar
        ("1,103 million", "1,103 million", "beyond"),  # more than was resolved is not paid
        ("up to 1,000 million", "up to 1,000 million", FAIL),
        ("up to 1,200 million", "up to 1,200 million", PASS),
    ],
)
def test_a_total_that_is_fixed_later_is_what_the_shares_come_to(event: str, resolved: Any, now: str, verdict: Any) -> None:
    """At whichever step the last of the two becomes known."""
    if verdict == "beyond":
        verdict = None if event == "adjust" else FAIL
    finding = sound(total_as_worked_out(of(event, line(now), before=(line(resolved),))))
    assert finding.stops() == (verdict in (FAIL, UNKNOWN))
    assert finding.verdict is (verdict or FAIL)
    vouched = of(event, line(now), before=(line(resolved),), attest=ROUNDED)
    assert total_as_worked_out(vouched).stops() == (verdict is FAIL)


def test_a_total_that_was_thought_of_is_fixed_to_what_the_shares_come_to() -> None:
    thought_of = (line("1,105 million", follows=Follows.TOTAL),)
    assert total_as_worked_out(of("adjust", line("1,106 million", follows=Follows.TOTAL), before=thought_of)).stops()
    assert not total_as_worked_out(of("adjust", *thought_of, before=thought_of)).stops()


def test_an_amount_that_follows_a_fixed_total_comes_to_it_by_its_own_last_digit() -> None:
    follows = {"follows": Follows.PER_SHARE}
    for per_share, verdict in (("0.41666666666666666667", PASS), ("0.42", PASS), ("0.43", FAIL)):
        known = line("20000000", per_share=Decimal(per_share), **follows)
        assert total_as_worked_out(of("adjust", known, entitled=48_000_000)).verdict is verdict, per_share


def test_planted_a_total_that_is_never_worked_out_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("states.guards.settlement.worked_out", lambda dividend, line: None)
    assert not total_as_worked_out(of("adjust", line("72622"), before=(line(),))).stops()
