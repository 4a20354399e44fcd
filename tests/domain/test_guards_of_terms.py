"""What was proposed is approved, what was approved is paid, and every yen of it is accounted for."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from states.codec import plain
from states.context import Context
from states.facts import Settlement
from states.finding import Verdict, Weight
from states.guards.amounts import parts_add_up
from states.guards.decision import as_proposed
from states.guards.payment import decision_stands, something_was_paid, terms_unchanged
from states.guards.settlement import nothing_left_to_claim, ties_out
from states.money import Rounding, StatedTotal
from states.terms import UNDECIDED, Line, Terms
from tests.domain.iij import BOARD, CONVENED, DAY, EFFECT, LINE, SITTING, TERMS, deeds, sound, step, terms_digest

PASS, FAIL, UNKNOWN = Verdict.PASS, Verdict.FAIL, Verdict.UNKNOWN
RAISED = replace(TERMS, lines=(replace(LINE, per_share=Decimal("14.00")),))
SAME_IN_OTHER_DIGITS = replace(TERMS, lines=(replace(LINE, per_share=Decimal("13.5")),))


def approving(now: Terms, proposed: Terms = TERMS, **dividend: Any) -> Context:
    context = step("approve", deeds=deeds(proposed, 2), terms_digest=terms_digest(now))
    return replace(context, dividend=replace(context.dividend, terms=now, **dividend))


def paying(now: Terms, approved: Terms = TERMS) -> Context:
    context = step("pay", deeds=deeds(approved, 3), terms_digest=terms_digest(now))
    return replace(context, dividend=replace(context.dividend, terms=now))


# ── What was proposed is approved ────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("context", "verdict", "changed"),
    [
        (approving(TERMS), PASS, ""),
        (approving(RAISED), FAIL, "entry 11: common per share 13.50, now 14.00"),
        (approving(RAISED, amended=False), FAIL, "entry 11: common per share 13.50, now 14.00"),
        (approving(RAISED, amended=True), PASS, "amended on the floor: common per share 13.50, now 14.00"),
        (approving(TERMS, amended=True), FAIL, "amended, but the terms are those proposed"),
        (approving(SAME_IN_OTHER_DIGITS), FAIL, "common per share 13.50, now 13.5"),
        (approving(replace(TERMS, effective_on=None)), FAIL, "effective on 2018-06-29, now not stated"),
        (approving(replace(TERMS, pay_on=EFFECT)), FAIL, "pay on not stated, now 2018-06-29"),
        (
            approving(replace(TERMS, resource="capital surplus", pay_on=EFFECT)),
            FAIL,
            "resource retained earnings, now capital surplus; pay on",
        ),
    ],
)
def test_the_meeting_approves_what_was_proposed_or_an_amendment_of_the_floor(
    context: Context, verdict: Verdict, changed: str
) -> None:
    finding = sound(as_proposed(context))
    assert (finding.verdict, finding.stops()) == (verdict, verdict is FAIL)
    assert changed in finding.message


def test_the_latest_board_resolution_is_what_was_proposed() -> None:
    first, resolve = deeds(TERMS, 2)
    revise = replace(resolve, seq=20, event="revise", terms=plain(RAISED), terms_digest=terms_digest(RAISED))
    assert as_proposed(replace(approving(RAISED), deeds=(first, resolve, revise))).verdict is PASS
    assert as_proposed(replace(approving(TERMS), deeds=(first, resolve, revise))).verdict is FAIL


def test_a_refused_approval_keeps_both_digests() -> None:
    finding = sound(as_proposed(approving(RAISED)))
    assert dict(finding.figures) == {"proposed": terms_digest(TERMS), "now": terms_digest(RAISED)}
    assert "--amended" in finding.remedy
    assert as_proposed(approving(TERMS)).message == f"terms {terms_digest(TERMS)[:12]} as proposed in entry 11"


def test_without_a_proposal_there_is_nothing_to_approve() -> None:
    finding = sound(as_proposed(step("approve", deeds=deeds(count=1))))
    assert (finding.verdict, finding.message) == (FAIL, "nothing was proposed")


# ── What was approved is paid ────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("context", "verdict"),
    [
        (paying(TERMS), PASS),
        (paying(RAISED), FAIL),
        (paying(RAISED, approved=RAISED), PASS),
        (paying(SAME_IN_OTHER_DIGITS), FAIL),
        (step("pay", deeds=deeds(count=2)), FAIL),
        (step("pay", deeds=()), FAIL),
    ],
)
def test_only_the_terms_approved_are_paid_digit_for_digit(context: Context, verdict: Verdict) -> None:
    finding = sound(terms_unchanged(context))
    assert (finding.verdict, finding.weight, finding.stops()) == (verdict, Weight.BAR, verdict is FAIL)


def test_changed_terms_are_refused_with_both_digests_and_the_entry_of_the_approval() -> None:
    finding = sound(terms_unchanged(paying(RAISED)))
    assert dict(finding.figures) == {"approved": terms_digest(TERMS), "now": terms_digest(RAISED)}
    before, now = terms_digest(TERMS)[:12], terms_digest(RAISED)[:12]
    assert finding.message == f"approved in entry 12: {before}, now {now}"
    assert terms_unchanged(paying(TERMS)).message == f"terms {before} as approved in entry 12"


# ── The decision still stands on the days known now ──────────────────────────────────────────────────────────────────


def decided(*changes: tuple[int, date | None], **more: Any) -> Context:
    """A payment after corrections: (number of the deed, its right day)."""
    told = list(deeds(count=3))
    for number, day in changes:
        told[number] = replace(told[number], on=day)
    return step("pay", deeds=tuple(told), **more)


BY_THE_BOARD = replace(deeds()[2], event="decide", source="drafted", on=BOARD)


@pytest.mark.parametrize(
    ("context", "verdict", "said"),
    [
        (decided(), PASS, "decided 2018-06-28 (entry 12)"),
        (decided((1, SITTING)), PASS, "decided 2018-06-28 (entry 12)"),
        (decided((1, EFFECT)), FAIL, "2018-06-29"),
        (decided((1, None)), FAIL, "undated"),
        (decided((2, SITTING - DAY)), FAIL, "meeting 2018-06-28"),
        (decided((2, EFFECT)), FAIL, "meeting 2018-06-28"),
        (decided((2, EFFECT), meeting={"continued_on": (EFFECT,)}), PASS, "decided 2018-06-29"),
        (decided((2, EFFECT + DAY), meeting={"continued_on": (EFFECT + DAY,)}), FAIL, "effective 2018-06-29"),
        (decided((2, None)), UNKNOWN, "the day of the decision is not known"),
        (decided(terms={"effective_on": None}), UNKNOWN, "the effective day is not known"),
        (step("pay", deeds=deeds(count=2)), UNKNOWN, "the day of the decision is not known"),
        (decided(meeting_state="adjourned"), PASS, "decided 2018-06-28"),
        (decided(meeting_state="held"), PASS, "decided 2018-06-28"),
        (decided(meeting_state="planned"), FAIL, "the meeting is planned"),
        (decided(meeting_state=None), FAIL, "the meeting is not named"),
        (decided(meeting_deeds=(replace(CONVENED, on=SITTING),)), PASS, "decided 2018-06-28"),
        (decided(meeting_deeds=(replace(CONVENED, on=EFFECT),)), FAIL, "notice 2018-06-29"),
        (decided(meeting_deeds=()), FAIL, "notice undated"),
        (step("pay", deeds=(deeds()[0], deeds()[2])), FAIL, "never"),
        (step("pay", deeds=(deeds()[0], BY_THE_BOARD)), PASS, "decided 2018-05-24"),
        (step("pay", deeds=(deeds()[0], replace(BY_THE_BOARD, on=EFFECT))), PASS, "decided 2018-06-29"),
        (step("pay", deeds=(deeds()[0], replace(BY_THE_BOARD, on=EFFECT + DAY))), FAIL, "effective 2018-06-29"),
    ],
)
def test_a_decision_stands_while_its_days_are_in_order(context: Context, verdict: Verdict, said: str) -> None:
    finding = sound(decision_stands(context))
    assert (finding.verdict, finding.stops(), bool(finding.remedy)) == (verdict, verdict is not PASS, verdict is not PASS)
    assert said in finding.message


# ── Parts ────────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("per_share", "parts", "verdict"),
    [
        ("13.50", {}, PASS),
        ("13.50", {"ordinary": "13.50"}, PASS),
        ("13.50", {"ordinary": "10", "commemorative": "3.50"}, PASS),
        ("13.5", {"ordinary": "10.000", "special": "3.500"}, PASS),
        ("13.50", {"ordinary": "10", "commemorative": "3.49"}, FAIL),
        ("13.50", {"ordinary": "10", "commemorative": "3.51"}, FAIL),
        ("13.50", {"ordinary": "0"}, FAIL),
        ("1" * 30, {"a": "1" * 30, "b": "0." + "0" * 28 + "1"}, FAIL),
        (None, {"ordinary": "10"}, FAIL),
    ],
)
def test_the_parts_of_a_per_share_amount_make_up_the_whole(
    per_share: str | None, parts: dict[str, str], verdict: Verdict
) -> None:
    whole = None if per_share is None else Decimal(per_share)
    line = {"per_share": whole, "parts": {name: Decimal(value) for name, value in parts.items()}}
    assert parts_add_up(step("draft", line=line)).verdict is verdict


def test_every_class_of_shares_is_added_up_and_the_first_wrong_one_is_shown() -> None:
    preferred = Line(share_class="preferred", per_share=Decimal(20), parts={"a": Decimal(12), "b": Decimal(9)})
    finding = sound(parts_add_up(step("draft", terms={"lines": (LINE, preferred)})))
    assert finding.message == "preferred: a 12 + b 9 = 21, per share 20"
    assert dict(finding.figures) == {"parts": "21", "per share": "20"}


# ── The payment ties out ─────────────────────────────────────────────────────────────────────────────────────────────


def settling(paid: str | None, unclaimed: str | None, returned: str | None, *lines: Line) -> Context:
    figures = {"paid": paid, "unclaimed": unclaimed, "returned": returned}
    settlement = Settlement(**{name: None if text is None else Decimal(text) for name, text in figures.items()})
    return step("settle", terms={"lines": lines or (LINE,)}, dividend={"settlement": settlement})


def line(total: str, rounding: Rounding = Rounding.HALF_UP, share_class: str = "common") -> Line:
    return Line(share_class=share_class, per_share=Decimal(1), total=StatedTotal.read(total), rounding=rounding)


EXACT, HALF_UP = line("608,451,601"), line("608 million")
DOWN, UP = line("608 million", Rounding.DOWN), line("608 million", Rounding.UP)
PREFERRED = line("2 million", share_class="preferred")
PREFERRED_UP = line("2 million", Rounding.UP, "preferred")


@pytest.mark.parametrize(
    ("paid", "lines", "verdict"),
    [
        ("608451601", (EXACT,), PASS),
        ("608451600", (EXACT,), FAIL),
        ("608451602", (EXACT,), FAIL),
        ("607499999", (HALF_UP,), FAIL),
        ("607500000", (HALF_UP,), PASS),
        ("608499999.99", (HALF_UP,), PASS),
        ("608500000", (HALF_UP,), FAIL),
        ("607999999", (DOWN,), FAIL),
        ("608000000", (DOWN,), PASS),
        ("608999999.99", (DOWN,), PASS),
        ("609000000", (DOWN,), FAIL),
        ("607000000", (UP,), FAIL),
        ("607000000.01", (UP,), PASS),
        ("608000000", (UP,), PASS),
        ("608000000.01", (UP,), FAIL),
        ("609451601", (EXACT, PREFERRED_UP), FAIL),
        ("610451601", (EXACT, PREFERRED_UP), PASS),
        ("609951600", (EXACT, PREFERRED), FAIL),
        ("609951601", (EXACT, PREFERRED), PASS),
        ("610951600.99", (EXACT, PREFERRED), PASS),
        ("610951601", (EXACT, PREFERRED), FAIL),
    ],
)
def test_what_was_paid_lies_within_the_total_as_it_was_stated(paid: str, lines: tuple[Line, ...], verdict: Verdict) -> None:
    assert ties_out(settling(paid, "0", "0", *lines)).verdict is verdict


def test_paid_unclaimed_and_returned_are_counted_together() -> None:
    passed = ties_out(settling("601220400", "6912300", "318901", EXACT))
    assert (passed.verdict, passed.figures["sum"], passed.figures["approved"]) == (PASS, "608,451,601", "JPY 608,451,601")
    short = ties_out(settling("601220400", "6912300", "318900", EXACT))
    assert short.verdict is FAIL
    assert short.message.endswith("approved JPY 608,451,601: -1")
    assert dict(short.figures)["returned"] == "318,900"


@pytest.mark.parametrize(
    ("paid", "line", "off"),
    [
        ("608451602", EXACT, "+1"),
        ("607499999", HALF_UP, "-1"),
        ("608,600,000", HALF_UP, "+100,000"),
        ("1", DOWN, "-607,999,999"),
        ("607000000", UP, "+0"),  # the first amount that is not covered
    ],
)
def test_a_payment_that_does_not_tie_out_is_shown_with_what_is_too_much_or_missing(paid: str, line: Line, off: str) -> None:
    assert ties_out(settling(paid.replace(",", ""), "0", "0", line)).message.endswith(f": {off}")


@pytest.mark.parametrize(
    ("figures", "missing"),
    [
        ((None, "0", "0"), "paid not stated"),
        (("1", None, "0"), "unclaimed not stated"),
        (("1", "0", None), "returned not stated"),
        ((None, None, None), "paid, unclaimed, returned not stated"),
    ],
)
def test_zero_is_a_figure_and_nothing_is_not(figures: tuple[str | None, ...], missing: str) -> None:
    finding = sound(ties_out(settling(*figures)))
    assert (finding.verdict, finding.message, finding.stops()) == (UNKNOWN, missing, True)
    assert "0 is a figure" in finding.remedy


@pytest.mark.parametrize(
    "lines",
    [(replace(LINE, total=None),), (replace(LINE, total=UNDECIDED),), (EXACT, replace(PREFERRED, total=None))],
    ids=["not stated", "undecided", "one of two not stated"],
)
def test_without_a_total_and_the_entitled_shares_nothing_ties_out(lines: tuple[Line, ...]) -> None:
    context = settling("608451601", "0", "0", *lines)
    unknown = replace(context, dividend=replace(context.dividend, shares=()))
    assert ties_out(unknown).verdict is UNKNOWN


# ── The end ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def closing(
    unclaimed: str | None, returned: str | None, cleared: str | None, attest: dict[str, str] | None = None
) -> Context:
    figures = [None if text is None else Decimal(text) for text in (unclaimed, returned, cleared)]
    settlement = Settlement(unclaimed=figures[0], returned=figures[1])
    return step("close", dividend={"settlement": settlement, "cleared": figures[2], "attest": attest or {}})


@pytest.mark.parametrize(
    ("unclaimed", "returned", "cleared", "verdict"),
    [
        ("0", "0", None, PASS),
        ("6912300", "318900", "7231200", PASS),
        ("6912300", "318900", "7231199", FAIL),
        ("6912300", "318900", "7231201", FAIL),
        ("6912300", "318900", None, UNKNOWN),  # saying nothing is not zero
        ("0", "0", "1", FAIL),
        (None, "0", "0", UNKNOWN),
        ("0", None, "0", UNKNOWN),
        (None, None, None, UNKNOWN),
        ("9" * 30, "0", "9" * 30, PASS),
        ("9" * 30, "1", "1" + "0" * 29, FAIL),
    ],
)
def test_a_dividend_is_closed_when_nothing_is_left_to_claim(
    unclaimed: str | None, returned: str | None, cleared: str | None, verdict: Verdict
) -> None:
    finding = sound(nothing_left_to_claim(closing(unclaimed, returned, cleared)))
    assert (finding.verdict, bool(finding.remedy)) == (verdict, verdict is not PASS)


@pytest.mark.parametrize("figures", [(None, None, None), ("5", "0", None)])
def test_that_the_claims_have_ended_may_be_attested(figures: tuple[str | None, ...]) -> None:
    finding = sound(nothing_left_to_claim(closing(*figures, attest={"claims_ended": "three years, articles art. 45"})))
    assert (finding.verdict, finding.message) == (PASS, "attested: three years, articles art. 45")


def test_after_a_recovery_only_a_named_person_knows_that_the_claims_have_ended() -> None:
    """What was cleared by then is what was paid out, not what was claimed back."""
    context = replace(closing("6912300", "318900", "7231200"), source="recovering")
    finding = sound(nothing_left_to_claim(context))
    assert (finding.guard, finding.title) == ("nothing_left_to_claim", "claims are open")
    assert (finding.verdict, finding.message) == (UNKNOWN, "what was repaid, made good or waived is not known")
    assert finding.remedy.startswith("--attest claims-ended=")
    vouched = closing(None, None, None, attest={"claims_ended": "all repaid"})
    assert sound(nothing_left_to_claim(replace(vouched, source="recovering"))).verdict is PASS


@pytest.mark.parametrize(
    ("count", "attest", "verdict", "said"),
    [
        (4, {}, PASS, "payment began 2018-06-29 (entry 13)"),
        (3, {}, UNKNOWN, "no payment is in the book"),
        (3, {"mistaken_payment": "bank letter 7"}, PASS, "attested: bank letter 7"),
        (3, {"claims_ended": "bank letter 7"}, UNKNOWN, "no payment is in the book"),
    ],
)
def test_only_what_was_paid_is_claimed_back(count: int, attest: dict[str, str], verdict: Verdict, said: str) -> None:
    finding = sound(something_was_paid(step("settle", deeds=deeds(count=count), dividend={"attest": attest})))
    assert (finding.guard, finding.title) == ("something_was_paid", "nothing to claim back")
    assert (finding.verdict, finding.message) == (verdict, said)
    assert finding.remedy.startswith("--attest mistaken-payment=") == (verdict is UNKNOWN)


def test_open_claims_are_refused_with_both_figures() -> None:
    finding = sound(nothing_left_to_claim(closing("6912300", "318900", "200")))
    assert dict(finding.figures) == {"open": "7,231,200", "cleared": "200"}
    assert "--cleared" in finding.remedy
