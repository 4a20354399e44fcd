"""Japan's rules that are not about one day: items, votes, money, shares, banks."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from states.facts import Shares
from states.finding import Verdict, Weight
from states.money import Rounding, StatedTotal
from states.terms import UNDECIDED, Line
from tests.domain.iij import LINE, SHARES, answer, ask, step
from workflow.calendars import CALENDARS

PASS, FAIL, UNKNOWN, NO_QUESTION = Verdict.PASS, Verdict.FAIL, Verdict.UNKNOWN, Verdict.NOT_APPLICABLE
BAR, DEFECT, NOTE = Weight.BAR, Weight.DEFECT, Weight.NOTE

# ── Three items: 454(1) ──────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("changes", "verdict", "said"),
    [
        ({}, PASS, "total, allotment and effective date are fixed"),
        ({"line": {"per_share": Decimal(0)}}, PASS, "fixed"),  # zero is a figure
        ({"line": {"total": None}}, UNKNOWN, "total not stated"),
        ({"line": {"per_share": None}}, UNKNOWN, "per share not stated"),
        ({"terms": {"effective_on": None}}, UNKNOWN, "effective day not stated"),
        ({"terms": {"currency": None}}, UNKNOWN, "currency not stated"),
        ({"terms": {"lines": ()}}, UNKNOWN, "lines (per share and total) not stated"),
        ({"line": {"total": UNDECIDED}}, FAIL, "total undecided"),
        ({"line": {"per_share": UNDECIDED}}, FAIL, "per share undecided"),
        ({"terms": {"effective_on": UNDECIDED}}, FAIL, "effective day undecided"),
        ({"line": {"total": None}, "terms": {"effective_on": UNDECIDED}}, FAIL, "effective day undecided"),
    ],
)
def test_a_dividend_resolution_fixes_its_three_items(changes: dict[str, Any], verdict: Verdict, said: str) -> None:
    for event in ("resolve", "decide", "approve"):
        finding = ask("resolve_three_items", step(event, **changes))
        assert answer(finding) == (verdict, BAR, verdict is not PASS)
        assert said in finding.message


# ── The vote: 309(1) ─────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("in_favour", "present", "verdict"),
    [(50, 100, FAIL), (51, 100, PASS), (50, 99, PASS), (49, 99, FAIL), (0, 0, FAIL), (1, 1, PASS), (0, 100, FAIL)],
)
def test_the_majority_is_strict_so_half_is_none(in_favour: int, present: int, verdict: Verdict) -> None:
    votes = {"in_favour": in_favour, "present": present, "against": None}
    finding = ask("ordinary_majority", step("approve", votes=votes))
    assert answer(finding) == (verdict, BAR, verdict is FAIL)
    assert ("ketsugi reject" in finding.remedy) == (verdict is FAIL)
    assert dict(finding.figures) == {"for": str(in_favour), "present": str(present)}


@pytest.mark.parametrize(
    ("against", "abstained", "verdict", "said"),
    [
        (29, 20, PASS, "51 of 100 votes present"),
        (48, 2, FAIL, "1 more votes cast than the 100 present"),
        (49, None, PASS, "51 of 100"),
        (None, None, PASS, "51 of 100"),
        (50, None, FAIL, "1 more votes cast"),
    ],
)
def test_abstentions_stay_among_those_present_and_the_counts_must_be_sound(
    against: int | None, abstained: int | None, verdict: Verdict, said: str
) -> None:
    votes = {"in_favour": 51, "present": 100, "against": against, "abstained": abstained}
    finding = ask("ordinary_majority", step("approve", votes=votes))
    assert finding.verdict is verdict
    assert said in finding.message


@pytest.mark.parametrize("missing", ["in_favour", "present"])
def test_counts_may_come_later_for_the_chairs_declaration_decides(missing: str) -> None:
    finding = ask("ordinary_majority", step("approve", votes={missing: None}))
    assert answer(finding) == (UNKNOWN, NOTE, False)
    assert "chair's declaration stands" in finding.message


@pytest.mark.parametrize(
    ("present", "exercisable", "verdict"), [(50, 100, FAIL), (51, 100, PASS), (50, 99, PASS), (0, 0, FAIL)]
)
def test_the_quorum_is_more_than_half_and_its_lack_a_defect(present: int, exercisable: int, verdict: Verdict) -> None:
    finding = ask("ordinary_quorum", step("approve", votes={"present": present, "exercisable": exercisable}))
    assert answer(finding) == (verdict, DEFECT, verdict is FAIL)
    assert ("--override ordinary_quorum" in finding.remedy) == (verdict is FAIL)
    assert ("check the counts" in finding.remedy) == (verdict is FAIL)


@pytest.mark.parametrize(
    ("no_quorum", "verdict"), [(True, NO_QUESTION), (False, FAIL), (None, FAIL)], ids=["dropped", "kept", "unsaid"]
)
def test_the_articles_may_drop_the_quorum(no_quorum: bool | None, verdict: Verdict) -> None:
    context = step("approve", articles={"no_quorum": no_quorum}, votes={"present": 1, "exercisable": 100})
    assert ask("ordinary_quorum", context).verdict is verdict


@pytest.mark.parametrize("missing", ["present", "exercisable"])
def test_a_quorum_that_was_not_counted_is_unknown(missing: str) -> None:
    assert answer(ask("ordinary_quorum", step("approve", votes={missing: None}))) == (UNKNOWN, DEFECT, False)


# ── The money: 458, 461 ──────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("net_assets", "verdict"),
    [
        ("2999999", FAIL),
        ("2999999.99", FAIL),
        ("3000000", PASS),
        ("3000001", PASS),
        ("2 million", FAIL),
        ("3 million", UNKNOWN),  # it may stand for 2,500,000
        ("3.5 million", PASS),
        (None, UNKNOWN),
    ],
)
def test_nothing_is_distributed_below_three_million_yen_of_net_assets(net_assets: str | None, verdict: Verdict) -> None:
    figure = None if net_assets is None else StatedTotal.read(net_assets)
    for event in ("resolve", "decide", "approve", "pay"):
        finding = ask("net_assets_3m", step(event, dividend={"net_assets": figure}))
        assert answer(finding) == (verdict, BAR, verdict is not PASS)


MILLION = "608 million"


@pytest.mark.parametrize(
    ("total", "rounding", "limit", "verdict"),
    [
        ("608,451,601", Rounding.HALF_UP, "608451601", PASS),  # equality is allowed
        ("608,451,601", Rounding.HALF_UP, "608451600", FAIL),
        ("608451601.5", Rounding.HALF_UP, "608451601", FAIL),
        (MILLION, Rounding.HALF_UP, "608500000", PASS),
        (MILLION, Rounding.HALF_UP, "608499999", UNKNOWN),  # it may stand for more
        (MILLION, Rounding.HALF_UP, "607500000", UNKNOWN),  # it may stand for just that
        (MILLION, Rounding.HALF_UP, "607499999", FAIL),  # it cannot stand for less
        (MILLION, Rounding.DOWN, "609000000", PASS),
        (MILLION, Rounding.DOWN, "608999999", UNKNOWN),
        (MILLION, Rounding.DOWN, "608000000", UNKNOWN),
        (MILLION, Rounding.DOWN, "607999999", FAIL),
        (MILLION, Rounding.UP, "608000000", PASS),
        (MILLION, Rounding.UP, "607999999", UNKNOWN),
        (MILLION, Rounding.UP, "607000000", FAIL),  # it stands for more than 607 million
        (MILLION, Rounding.HALF_UP, None, UNKNOWN),
        ("none", Rounding.HALF_UP, "608451601", FAIL),  # 13.50 on 45,070,489 shares is 0.50 more
        ("none", Rounding.HALF_UP, "608451602", PASS),
    ],
)
def test_the_total_at_the_top_of_its_rounding_is_within_the_distributable_amount(
    total: str, rounding: Rounding, limit: str | None, verdict: Verdict
) -> None:
    line = {"total": None if total == "none" else StatedTotal.read(total), "rounding": rounding}
    amount = {"distributable_amount": None if limit is None else StatedTotal.read(limit)}
    finding = ask("distributable_amount", step("approve", line=line, dividend=amount))
    assert answer(finding) == (verdict, BAR, verdict is not PASS)
    assert ("distributable amount not stated" in finding.message) == (limit is None)
    assert ("state --distributable-amount" in finding.remedy) == (limit is None)


def test_without_a_total_and_the_entitled_shares_it_is_not_known_whether_it_may_be_distributed() -> None:
    amount = {"distributable_amount": StatedTotal.read("9 billion"), "shares": ()}
    finding = ask("distributable_amount", step("approve", line={"total": None}, dividend=amount))
    assert (finding.verdict, finding.message) == (UNKNOWN, "total not stated")
    assert "--entitled" in finding.remedy


PREFERRED = Line(share_class="preferred", per_share=Decimal(20), total=StatedTotal.read("2,000,000"))


@pytest.mark.parametrize(
    ("limit", "verdict"),
    [
        ("606 million", FAIL),
        ("607 million", UNKNOWN),  # cut off, it may stand for up to 608 million
        ("608 million", UNKNOWN),
        ("609 million", UNKNOWN),  # rounded up, it may stand for little more than 608 million
        ("610 million", PASS),
    ],
)
def test_the_total_is_within_a_distributable_amount_that_is_itself_rounded(limit: str, verdict: Verdict) -> None:
    context = step("approve", dividend={"distributable_amount": StatedTotal.read(limit)})
    assert answer(ask("distributable_amount", context)) == (verdict, BAR, verdict is not PASS)


@pytest.mark.parametrize(("limit", "verdict"), [("610451601", PASS), ("610451600", FAIL), ("608451601", FAIL)])
def test_the_totals_of_all_classes_count_together(limit: str, verdict: Verdict) -> None:
    common = replace(LINE, total=StatedTotal.read("608,451,601"))
    context = step(
        "approve", terms={"lines": (common, PREFERRED)}, dividend={"distributable_amount": StatedTotal.read(limit)}
    )
    assert ask("distributable_amount", context).verdict is verdict


def test_one_class_without_a_total_leaves_the_whole_unknown() -> None:
    context = step("approve", terms={"lines": (LINE, replace(PREFERRED, total=UNDECIDED))})
    assert ask("distributable_amount", context).verdict is UNKNOWN


# ── The shares: 454(1)(i), 453 ───────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("entitled", "total", "verdict"),
    [
        (45_070_489, MILLION, PASS),
        (45_000_000, MILLION, PASS),
        (44_999_999, MILLION, FAIL),
        (45_074_074, MILLION, PASS),
        (45_074_075, MILLION, FAIL),
        (45_070_489, "608451601.5", PASS),
        (45_070_489, "608,451,601", FAIL),
        (45_070_488, "608,451,588", PASS),
        (0, "0", PASS),
        (45_070_489, "609 million", FAIL),
    ],
)
def test_the_total_is_the_per_share_amount_times_the_shares_entitled(entitled: int, total: str, verdict: Verdict) -> None:
    changes: dict[str, Any] = {"shares": {"entitled": entitled}, "line": {"total": StatedTotal.read(total)}}
    for event in ("resolve", "decide", "approve", "pay"):
        assert answer(ask("total_matches", step(event, **changes))) == (verdict, BAR, verdict is FAIL)


def test_the_product_is_shown_beside_the_statement() -> None:
    finding = ask("total_matches", step("pay"))
    assert finding.message == "13.50 × 45,070,489 = 608,451,601.50, stated 608 million"
    assert dict(finding.figures) == {"line 1": "common: exact 608451601.50, stated 608 million"}


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ({"per_share": None}, "per share and total of common shares not stated"),
        ({"per_share": UNDECIDED}, "per share and total of common shares not stated"),
        ({"total": None}, "per share and total of common shares not stated"),
        ({"total": UNDECIDED}, "per share and total of common shares not stated"),
    ],
)
def test_without_both_figures_there_is_nothing_to_match(line: dict[str, Any], said: str) -> None:
    finding = ask("total_matches", step("pay", line=line))
    assert (finding.verdict, finding.message) == (UNKNOWN, said)


@pytest.mark.parametrize(
    ("rule", "said"),
    [("total_matches", "lines not stated"), ("treasury_excluded", "issued, treasury and entitled shares not all stated")],
)
def test_without_lines_nothing_is_matched(rule: str, said: str) -> None:
    finding = ask(rule, step("pay", terms={"lines": ()}))
    assert (finding.verdict, finding.message) == (UNKNOWN, said)


TWO = {"lines": (LINE, PREFERRED)}


@pytest.mark.parametrize(
    ("shares", "verdict"),
    [
        ((SHARES, Shares(share_class="preferred", entitled=100_000)), PASS),
        ((SHARES, Shares(share_class="preferred", entitled=100_001)), FAIL),
        ((SHARES,), UNKNOWN),
        ((replace(SHARES, entitled=1),), FAIL),  # what is wrong is wrong, whatever else is unknown
    ],
)
def test_each_class_is_matched_by_itself(shares: tuple[Shares, ...], verdict: Verdict) -> None:
    assert ask("total_matches", step("pay", terms=TWO, dividend={"shares": shares})).verdict is verdict


@pytest.mark.parametrize(
    ("issued", "treasury", "entitled", "verdict"),
    [
        (46_721_400, 1_650_911, 45_070_489, PASS),
        (46_721_400, 1_650_911, 45_070_490, FAIL),
        (46_721_400, 1_650_911, 45_070_488, FAIL),
        (46_721_400, 0, 46_721_400, PASS),
        (46_721_400, None, 45_070_489, UNKNOWN),
        (None, 1_650_911, 45_070_489, UNKNOWN),
        (46_721_400, 1_650_911, None, UNKNOWN),
    ],
)
def test_the_companys_own_shares_receive_nothing(
    issued: int | None, treasury: int | None, entitled: int | None, verdict: Verdict
) -> None:
    shares = {"issued": issued, "treasury": treasury, "entitled": entitled}
    finding = ask("treasury_excluded", step("pay", shares=shares))
    assert answer(finding) == (verdict, BAR, verdict is not PASS)
    if verdict is not UNKNOWN:
        assert dict(finding.figures) == {"line 1": f"common: expected {issued - treasury}, entitled {entitled}"}


@pytest.mark.parametrize("rule", ["total_matches", "treasury_excluded"])
def test_the_count_of_shares_may_wait_until_the_money_leaves(rule: str) -> None:
    for event in ("resolve", "decide", "approve"):
        assert answer(ask(rule, step(event, shares={"entitled": None}))) == (UNKNOWN, NOTE, False)
    assert answer(ask(rule, step("pay", shares={"entitled": None}))) == (UNKNOWN, BAR, True)


@pytest.mark.parametrize("rule", ["total_matches", "treasury_excluded"])
def test_what_is_wrong_does_not_wait(rule: str) -> None:
    for event in ("resolve", "decide", "approve", "pay"):
        assert answer(ask(rule, step(event, shares={"entitled": 1}))) == (FAIL, BAR, True)


@pytest.mark.parametrize(
    ("rule", "name", "changes"),
    [
        ("net_assets_3m", "net_assets", {"dividend": {"net_assets": None}}),
        ("distributable_amount", "distributable_amount", {"dividend": {"distributable_amount": None}}),
        ("total_matches", "entitled_shares", {"shares": {"entitled": None}}),
        ("treasury_excluded", "entitled_shares", {"shares": {"issued": None}}),
    ],
)
def test_a_figure_the_book_does_not_hold_may_be_attested_by_name(rule: str, name: str, changes: dict[str, Any]) -> None:
    unknown = step("pay", **changes)
    finding = ask(rule, unknown)
    assert (finding.verdict, finding.stops()) == (UNKNOWN, True)
    assert f'--attest {name.replace("_", "-")}="what it rests on"' in finding.remedy
    vouched = ask(rule, replace(unknown, dividend=replace(unknown.dividend, attest={name: "worksheet of 05-20"})))
    assert (vouched.verdict, vouched.message) == (PASS, "attested: worksheet of 05-20")
    other = ask(rule, replace(unknown, dividend=replace(unknown.dividend, attest={"another": "x"})))
    assert other.verdict is UNKNOWN


# ── The bank day ─────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("on", "verdict"),
    [
        (date(2018, 6, 29), PASS),
        (date(2018, 6, 30), FAIL),
        (date(2018, 7, 16), FAIL),
        (date(2018, 12, 28), PASS),
        (date(2018, 12, 31), FAIL),
        (date(2019, 1, 3), FAIL),
        (date(2019, 1, 4), PASS),
        (date(2900, 6, 29), UNKNOWN),
        (None, UNKNOWN),
    ],
)
def test_payment_on_a_closed_day_is_noted_and_blocks_nothing(on: date | None, verdict: Verdict) -> None:
    finding = ask("pay_business_day", step("pay", on=on, calendars=CALENDARS))
    assert answer(finding) == (verdict, NOTE, False)
    assert (f"banks {'open' if verdict is PASS else 'closed'} by" in finding.message) == (verdict is not UNKNOWN)
    assert (finding.remedy == "pay on the next day on which banks are open") == (verdict is FAIL)


def test_without_a_calendar_a_bank_day_is_unknown() -> None:
    assert ask("pay_business_day", step("pay")).verdict is UNKNOWN
