"""What a resolution left open is fixed within what was resolved, and nothing else is changed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from states import codec
from states.context import Context, Deed
from states.finding import Verdict
from states.guards.adjustment import within_what_was_resolved
from states.guards.amounts import per_cent_of_par, sources_add_up
from states.guards.payment import terms_unchanged
from states.guards.settlement import nothing_to_pay
from states.terms import Terms
from tests.domain.iij import SITTING, TERMS, deeds, sound, step, terms_digest

PASS, FAIL, NO_QUESTION = Verdict.PASS, Verdict.FAIL, Verdict.NOT_APPLICABLE
KNOWN = codec.plain(TERMS)


def adjusting(resolved: Mapping[str, Any], now: Mapping[str, Any]) -> Context:
    """The fixing of some terms after others were resolved; each is said by what differs from the case, lines included."""
    before, after = (_terms(each) for each in (resolved, now))
    dividend = replace(step("pay").dividend, terms=after)
    known = {"deeds": deeds(before, 3), "dividend": dividend, "terms_digest": terms_digest(after)}
    return replace(step("pay"), event="adjust", on=SITTING, **known)


def _terms(said: Mapping[str, Any]) -> Terms:
    line = KNOWN["lines"][0] | said.get("line", {})
    line = {name: value for name, value in line.items() if value is not None}
    rest = {
        name: value for name, value in (KNOWN | {k: v for k, v in said.items() if k != "line"}).items() if value is not None
    }
    return codec.read(Terms, rest | {"lines": [line]})


LEFT_OPEN = {
    "a day from another on": ({"effective_on": "from 2018-06-29"}, {"effective_on": "2018-07-02"}),
    "the first day of those": ({"effective_on": "from 2018-06-29"}, {"effective_on": "2018-06-29"}),
    "a day within a month of the decision": ({"effective_on": "within 1 month of decision"}, {"effective_on": "2018-07-28"}),
    "an undecided day": ({"effective_on": "undecided"}, {"effective_on": "2018-07-02"}),
    "the day of payment, of which nothing was said": ({}, {"pay_on": "2018-07-02"}),
    "a rate fixed later": ({"pay_currency": "USD"}, {"pay_currency": "USD", "rate": "0.0091", "rate_on": "2018-06-28"}),
    "an upper bound of the total": ({"line": {"total": "up to 610 million"}}, {"line": {"total": "608451602"}}),
    "the bound itself": ({"line": {"total": "up to 610 million"}}, {"line": {"total": "610000000"}}),
    "an amount between two": ({"line": {"per_share": "10 to 13.50"}}, {"line": {"per_share": "13.50"}}),
    "an undecided total": ({"line": {"total": "undecided"}}, {"line": {"total": "608451602"}}),
    "the amount per share, where it follows the total": (
        {"line": {"follows": "per-share"}}, {"line": {"follows": "per-share", "per_share": "13.49"}},
    ),
    "the total, where it follows the amount per share": (
        {"line": {"follows": "total"}}, {"line": {"follows": "total", "total": "607999999"}},
    ),
    "what a formula came to": (
        {"line": {"per_share": "undecided", "formula": "12, or 6 if item 2 carries"}},
        {"line": {"per_share": "6", "formula": "12, or 6 if item 2 carries"}},
    ),
}  # fmt: skip
NOT_LEFT_OPEN = {
    "a day before those": ({"effective_on": "from 2018-06-29"}, {"effective_on": "2018-06-28"}, "effective_on"),
    "a day after those": ({"effective_on": "within 1 month of decision"}, {"effective_on": "2018-07-29"}, "effective_on"),
    "another span": ({"effective_on": "from 2018-06-29"}, {"effective_on": "from 2018-07-02"}, "effective_on"),
    "a day that was resolved": ({}, {"effective_on": "2018-07-02"}, "2018-06-29, now 2018-07-02"),
    "the currency": ({}, {"currency": "USD"}, "currency JPY, now USD"),
    "a resource that was not stated": ({"resource": None}, {"resource": "capital surplus"}, "resource not stated"),
    "more than the bound": ({"line": {"total": "up to 600 million"}}, {"line": {"total": "600000001"}}, "common total"),
    "less than the lower of two": ({"line": {"per_share": "10 to 13.50"}}, {"line": {"per_share": "9.99"}}, "per share"),
    "the amount that was resolved": ({}, {"line": {"per_share": "13.51"}}, "common per share 13.50, now 13.51"),
    "the total that was resolved": ({}, {"line": {"total": "609 million"}}, "common total 608 million"),
    "the total, where the other follows it": (
        {"line": {"follows": "per-share"}}, {"line": {"follows": "per-share", "total": "609 million"}}, "common total",
    ),
    "the amount per share, where the other follows it": (
        {"line": {"follows": "total"}}, {"line": {"follows": "total", "per_share": "13"}}, "common per share",
    ),
    "which of the two follows": ({}, {"line": {"follows": "total"}}, "common follows not stated, now total"),
}  # fmt: skip


@pytest.mark.parametrize(("resolved", "now"), LEFT_OPEN.values(), ids=LEFT_OPEN)
def test_what_was_left_open_may_be_fixed(resolved: Mapping[str, Any], now: Mapping[str, Any]) -> None:
    finding = sound(within_what_was_resolved(adjusting(resolved, now)))
    assert finding.verdict is PASS, finding.message


@pytest.mark.parametrize(("resolved", "now", "said"), NOT_LEFT_OPEN.values(), ids=NOT_LEFT_OPEN)
def test_what_was_resolved_is_not_changed(resolved: Mapping[str, Any], now: Mapping[str, Any], said: str) -> None:
    finding = sound(within_what_was_resolved(adjusting(resolved, now)))
    assert (finding.verdict, finding.stops()) == (FAIL, True)
    assert said in finding.message


def test_another_class_of_shares_is_another_resolution() -> None:
    context = adjusting({"effective_on": "from 2018-06-29"}, {"effective_on": "2018-06-29"})
    terms = context.dividend.terms
    more = replace(terms, lines=(*terms.lines, replace(terms.lines[0], share_class="preferred")))
    finding = within_what_was_resolved(replace(context, dividend=replace(context.dividend, terms=more)))
    assert "another class of shares" in finding.message


def test_nothing_is_fixed_before_it_is_resolved() -> None:
    context = replace(step("approve"), event="adjust")
    assert "nothing was resolved" in sound(within_what_was_resolved(context)).message


def test_what_was_fixed_is_what_is_paid() -> None:
    open_terms = _terms({"effective_on": "from 2018-06-29"})
    told = Deed(
        seq=20,
        event="adjust",
        source="approved",
        dest="approved",
        on=SITTING,
        terms=codec.plain(TERMS),
        terms_digest=terms_digest(TERMS),
    )
    before = deeds(open_terms, 3)
    assert terms_unchanged(step("pay", deeds=before)).verdict is FAIL  # the terms as they stand are not those resolved
    assert terms_unchanged(step("pay", deeds=(*before, told))).verdict is PASS
    assert step("pay", deeds=(*before, told)).approved == before[-1]  # and the day of the decision is still its own


def fixed(context: Context, event: str, terms: Terms) -> Context:
    """The same fixing after ``terms`` were fixed, or paid."""
    told = Deed(seq=20, event=event, source="approved", dest="approved", on=SITTING, terms=codec.plain(terms))
    return replace(context, deeds=(*context.deeds, told))


def test_what_was_fixed_wrongly_is_fixed_again_within_what_was_resolved() -> None:
    resolved = {"effective_on": "from 2018-06-29", "line": {"total": "undecided"}}
    wrong = _terms({"effective_on": "2018-07-02", "line": {"total": "72622"}})
    right = {"effective_on": "2018-07-03", "line": {"total": "608451601"}}
    assert within_what_was_resolved(fixed(adjusting(resolved, right), "adjust", wrong)).verdict is PASS
    early = right | {"effective_on": "2018-06-28"}
    assert within_what_was_resolved(fixed(adjusting(resolved, early), "adjust", wrong)).verdict is FAIL


@pytest.mark.parametrize(
    ("now", "verdict"),
    [
        ({"line": {"total": "608451601"}}, PASS),
        ({"line": {"total": "608451601", "per_share": "13.40"}}, FAIL),
        ({"line": {"total": "undecided"}, "pay_on": "2018-07-02"}, FAIL),
    ],
)
def test_once_payment_has_begun_only_the_total_is_still_fixed(now: Mapping[str, Any], verdict: Verdict) -> None:
    resolved = {"line": {"total": "undecided", "per_share": "13 to 14"}}
    paid = _terms({"line": {"total": "undecided"}})
    if "per_share" not in now["line"]:
        now = now | {"line": now["line"] | {"per_share": "13.50"}}
    finding = sound(within_what_was_resolved(fixed(adjusting(resolved, now), "pay", paid)))
    assert finding.verdict is verdict, finding.message
    assert verdict is PASS or "only the total" in finding.message


def test_planted_a_fixing_that_asks_for_nothing_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("states.guards.adjustment._may_be", lambda context, was, name: True)
    assert within_what_was_resolved(adjusting({}, {"currency": "USD"})).verdict is PASS  # which the table above forbids


# ── Amounts that say the same thing twice ────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("percent", "par", "per_share", "verdict"),
    [("120", "10", "12", PASS), ("120", "10", "12.00", PASS), ("120", "10", "12.01", FAIL), ("12.345", "1", "0.12345", PASS),
     (None, "10", "13.50", PASS), ("120", None, "13.50", PASS), ("120", "10", "undecided", PASS)],
)  # fmt: skip
def test_a_per_cent_of_par_is_that_share_of_it(
    percent: str | None, par: str | None, per_share: str, verdict: Verdict
) -> None:
    line = codec.read(
        Terms, {"lines": [{"per_share": per_share} | {k: v for k, v in (("percent", percent), ("par", par)) if v}]}
    )
    finding = sound(per_cent_of_par(step("draft", terms={"lines": line.lines})))
    assert finding.verdict is verdict


@pytest.mark.parametrize(
    ("sources", "total", "verdict"),
    [
        ({}, "608 million", NO_QUESTION),
        ({"retained earnings": "400 million", "capital surplus": "208 million"}, "608 million", PASS),
        ({"retained earnings": "400000000", "capital surplus": "208499999"}, "608 million", PASS),
        ({"retained earnings": "400000000", "capital surplus": "208500000"}, "608 million", FAIL),
        ({"retained earnings": "400000000", "capital surplus": "207499999"}, "608 million", FAIL),
        ({"retained earnings": "400 million", "capital surplus": "208 million"}, "undecided", PASS),  # as worked out
        ({"retained earnings": "400 million", "capital surplus": "200 million"}, "undecided", FAIL),
        ({"retained earnings": "up to 608 million"}, "608 million", PASS),
    ],
)
def test_the_sources_make_up_the_total(sources: Mapping[str, str], total: str, verdict: Verdict) -> None:
    terms = codec.read(Terms, {"resources": sources, "lines": [{"per_share": "13.50", "total": total}]})
    context = step("draft", terms={"resources": terms.resources, "lines": terms.lines})
    assert sound(sources_add_up(context)).verdict is verdict
    unknown = replace(context, dividend=replace(context.dividend, shares=()))
    assert sound(sources_add_up(unknown)).verdict is (NO_QUESTION if total == "undecided" else verdict)


@pytest.mark.parametrize(
    ("per_share", "verdict"), [("0", PASS), ("0.00", PASS), ("0.01", FAIL), ("undecided", FAIL), (None, FAIL)]
)
def test_a_dividend_of_zero_has_nothing_to_pay(per_share: str | None, verdict: Verdict) -> None:
    line = codec.read(Terms, {"lines": [{} if per_share is None else {"per_share": per_share}]}).lines
    assert sound(nothing_to_pay(step("close", terms={"lines": line}))).verdict is verdict
    assert nothing_to_pay(step("close", terms={"lines": ()})).verdict is FAIL


def test_every_class_is_asked_for_its_per_cent_of_par() -> None:
    lines = [{"per_share": "13.50"}, {"share_class": "A", "percent": "120", "par": "10", "per_share": "12.01"}]
    finding = sound(per_cent_of_par(step("draft", terms={"lines": codec.read(Terms, {"lines": lines}).lines})))
    assert finding.message == "A: 120 per cent of 10 is 12, per share 12.01"
    assert finding.figures == {"per cent": "120", "par": "10", "per share": "12.01"}
    assert finding.remedy.startswith("state --per-share 12,")


def test_sources_that_do_not_make_up_the_total_are_told_with_their_sum() -> None:
    sources = {"retained earnings": "400000000", "capital surplus": "208500000"}
    terms = codec.read(Terms, {"resources": sources, "lines": [{"total": "608 million"}]})
    finding = sound(sources_add_up(step("draft", terms={"resources": terms.resources, "lines": terms.lines})))
    assert finding.message.startswith("retained earnings 400000000 + capital surplus 208500000: ")
    assert set(finding.figures) == {"sources", "total"}
    assert finding.figures["sources"] == "608,500,000"


def test_what_is_beyond_the_resolution_is_told_with_both_versions() -> None:
    context = adjusting({}, {"currency": "USD", "line": {"total": "609 million"}})
    finding = sound(within_what_was_resolved(context))
    (*_, resolved) = context.deeds
    assert finding.message == (
        f"resolved in entry {resolved.seq}: currency JPY, now USD; common total 608 million, now 609 million"
    )
    assert finding.figures == {"resolved": resolved.terms_digest, "now": context.terms_digest}
    fixed = within_what_was_resolved(adjusting({"effective_on": "undecided"}, {"effective_on": "2018-07-02"}))
    assert fixed.message == f"within what was resolved in entry {resolved.seq}"


@pytest.mark.parametrize(
    ("resolved", "now", "verdict"),
    [
        ({"per_share": "10 to 13.50"}, {"per_share": None}, FAIL),  # an amount is fixed by an amount
        ({"per_share": "10 to 13.50"}, {"per_share": "undecided"}, FAIL),
        ({"follows": "per-share"}, {"follows": "per-share", "per_share": "undecided"}, FAIL),
        ({"follows": "total"}, {"follows": "total", "total": "undecided"}, FAIL),
        ({"total": None}, {"total": "608451602"}, PASS),  # of which the resolution said nothing
        ({"per_share": None}, {"per_share": "13.50"}, FAIL),
        ({"per_share": "undecided"}, {"per_share": "13.50"}, PASS),
        ({"per_share": "undecided"}, {"per_share": "13.50", "parts": {"ordinary": "13.50"}}, PASS),
        ({"per_share": "10 to 13.50"}, {"per_share": "13.50", "parts": {"ordinary": "13.50"}}, PASS),
        ({}, {"parts": {"ordinary": "13.50"}}, FAIL),
        ({"rounding": None}, {"rounding": "down"}, FAIL),
    ],
)
def test_an_amount_is_fixed_only_where_it_was_open(
    resolved: Mapping[str, Any], now: Mapping[str, Any], verdict: Verdict
) -> None:
    finding = sound(within_what_was_resolved(adjusting({"line": resolved}, {"line": now})))
    assert finding.verdict is verdict, finding.message
