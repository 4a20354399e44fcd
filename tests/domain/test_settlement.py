"""How much is paid in all: as it was fixed, or worked out from the amount per share and the entitled shares."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from states.codec import plain
from states.context import Context
from states.facts import Settlement, Shares
from states.finding import Finding, Verdict, Weight
from states.guards.settlement import amount_is_known, ties_out, total_as_worked_out
from states.money import StatedTotal
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
    terms = replace(TERMS, lines=lines)
    shares = tuple(Shares(share_class=each.share_class, entitled=entitled) for each in lines)
    told = deeds(replace(TERMS, lines=lines if before is None else before), 3)
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
        ((line("1,105 million", follows=Follows.TOTAL),), None, "from 1,104,500,000 to below 1,105,500,000"),
        ((line("1,105 million", follows=Follows.PER_SHARE),), SHARES, "from 1,104,500,000 to below 1,105,500,000"),
        ((line("up to 1,200 million"),), SHARES, "1,103,999,999.5002"),
        ((line("up to 1,200 million"),), None, "from 0 to 1,200,000,000"),
        ((line("100000", per_share=None),), SHARES, "100,000"),
        ((line(per_share=UNDECIDED),), SHARES, None),
        ((line(), line(share_class="preferred", per_share=Decimal(1))), 100, "149.1700"),
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


def test_what_was_worked_out_ties_out_to_the_last_digit_or_on_someones_word() -> None:
    assert settled(EXACTLY, line()).verdict is PASS
    off = settled("1103999998.00", line())
    assert (off.verdict, off.stops()) == (FAIL, True)
    assert off.message.endswith("approved JPY 1,103,999,999.5002: -1.5002")
    assert settled("1103999998.00", line(), attest={"difference": "fractions of a penny cut off"}).verdict is PASS


def test_a_total_that_was_fixed_ties_out_whatever_someone_says() -> None:
    off = settled("1103999998", line("1,103,999,999"), attest={"difference": "it will do"})
    assert (off.verdict, off.stops()) == (FAIL, True)


def test_much_less_than_an_upper_bound_does_not_tie_out_where_the_shares_are_known() -> None:
    bound = line("up to 1,200 million")
    assert settled("906000000", bound).verdict is FAIL
    assert settled(EXACTLY, bound).verdict is PASS
    assert settled("906000000", bound, entitled=None).verdict is PASS  # nothing better is known


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


def test_a_total_that_is_fixed_later_must_be_what_the_shares_come_to() -> None:
    before = (line(total=None),)
    wrong = of("adjust", line("72622"), before=before)
    finding = sound(total_as_worked_out(wrong))
    assert (finding.verdict, finding.weight, finding.stops()) == (FAIL, Weight.BAR, True)
    assert "0.4917 × 2,245,271,506 = 1,103,999,999.5002, total 72622" in finding.message
    vouched = replace(wrong, dividend=replace(wrong.dividend, attest={"difference": "fractions cut off"}))
    assert not total_as_worked_out(vouched).stops()
    assert not total_as_worked_out(of("adjust", line("1,104 million"), before=before)).stops()
    thought_of = (line("1,105 million", follows=Follows.TOTAL),)
    assert total_as_worked_out(of("adjust", line("1,106 million", follows=Follows.TOTAL), before=thought_of)).stops()
    assert not total_as_worked_out(of("adjust", *thought_of, before=thought_of)).stops()


def test_another_fixing_is_not_barred_by_a_total_that_was_resolved() -> None:
    resolved = line("72622")
    assert plain(resolved.total) == "72622"
    finding = total_as_worked_out(of("adjust", resolved, before=(resolved,)))
    assert (finding.verdict, finding.weight) == (FAIL, Weight.NOTE)


def test_planted_a_total_that_is_never_worked_out_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("states.guards.settlement.worked_out", lambda dividend, line: None)
    assert not total_as_worked_out(of("adjust", line("72622"), before=(line(),))).stops()
