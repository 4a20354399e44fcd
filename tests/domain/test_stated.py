"""Days and amounts as they were stated: kept word by word, judged at both ends, and unknown where the ends differ."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from states import codec
from states.context import Context
from states.deadline import Status
from states.errors import WrongWords
from states.finding import Finding, Verdict, Weight
from states.guards.decision import effect_not_before_decision
from states.guards.payment import payment_not_before_effect
from states.readings import asked
from states.rulebooks import rulebook
from states.rules import judge
from states.stated import Range, StatedDay
from states.terms import Line, Terms
from states.timetable import limits
from tests.domain.iij import EFFECT, RECORD, SITTING, step

PASS, FAIL, UNKNOWN = Verdict.PASS, Verdict.FAIL, Verdict.UNKNOWN


def d(text: str) -> date:
    return date.fromisoformat(text)


LAST = d("2999-12-31")


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("from 2018-06-29", d("2018-06-29"), LAST),
        ("by 2018-06-29", SITTING, d("2018-06-29")),
        ("by 2018-06-01", d("2018-06-01"), d("2018-06-01")),  # over already
        ("about 2018-06-29", SITTING, LAST),
        ("2018-06-20 to 2018-06-29", d("2018-06-20"), d("2018-06-29")),
        ("2018-06-29 to 2018-06-29", d("2018-06-29"), d("2018-06-29")),
        ("2018-06", d("2018-06-01"), d("2018-06-30")),
        ("2018-02", d("2018-02-01"), d("2018-02-28")),
        ("2020-02", d("2020-02-01"), d("2020-02-29")),
        ("2018-12", d("2018-12-01"), d("2018-12-31")),
        ("within 1 month of decision", SITTING, d("2018-07-28")),
        ("within 30 days of meeting", SITTING, d("2018-07-28")),
        ("within 3 months of record date", RECORD, d("2018-06-30")),
    ],
)
def test_a_day_means_the_days_between_two_ends(text: str, first: date, last: date) -> None:
    anchors = {"decision": SITTING, "meeting": SITTING, "record date": RECORD}
    assert StatedDay.read(text).span(anchors, floor=SITTING) == (first, last)
    assert codec.plain(codec.read(Terms, {"effective_on": text})) == {"effective_on": text}


def test_a_period_counted_from_a_day_that_is_not_known_is_open() -> None:
    assert StatedDay.read("within 1 month of decision").span({}, floor=SITTING) == (SITTING, LAST)


@pytest.mark.parametrize(
    "text",
    "soon|from 2018-02-30|by 2018-6-29|2018-13|2018-06-29 to 2018-06-20|within 0 days of decision|within 1 year of meeting"
    "|within 1000 days of meeting|on 2018-06-29|From 2018-06-29|2018|within 1 month of dinner".split("|"),
)
def test_a_day_that_is_spelt_otherwise_is_wrong_words(text: str) -> None:
    with pytest.raises(WrongWords, match=r"effective_on: .* is not a day"):
        codec.read(Terms, {"effective_on": text})


def test_a_day_that_does_not_exist_is_told_as_a_day() -> None:
    with pytest.raises(WrongWords, match="effective_on: 2018-02-30 is not a day of the calendar"):
        codec.read(Terms, {"effective_on": "2018-02-30"})


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("up to 608 million", "0", "608000000"),
        ("600 million to 610 million", "600000000", "610000000"),
        ("10 to 13.50", "10", "13.50"),
        ("13.50 to 13.50", "13.50", "13.50"),
    ],
)
def test_an_amount_between_two_is_kept_as_it_was_stated(text: str, low: str, high: str) -> None:
    found = Range.read(text)
    assert (found.low, found.high, str(found)) == (Decimal(low), Decimal(high), text)
    assert (found.covers(found.low), found.covers(found.high), found.covers(found.high + 1)) == (True, True, False)
    assert found.widest() == found.span()
    for name in ("per_share", "total"):
        assert codec.plain(codec.read(Line, {name: text})) == {"share_class": "common", name: text}


@pytest.mark.parametrize("text", ["13.50 to 10", "up to", "up to much", "10 to", "from 10", "10 - 13", "-1 to 3"])
def test_an_amount_that_is_spelt_otherwise_is_wrong_words(text: str) -> None:
    with pytest.raises(WrongWords, match=r"per_share: .* is not an amount"):
        codec.read(Line, {"per_share": text})


@pytest.mark.parametrize("text", ["soon", "2018-06-29 to 2018-06-20"])
def test_a_day_that_cannot_be_read_is_named_as_it_was_spelt(text: str) -> None:
    with pytest.raises(ValueError, match=f"^{text}$"):
        StatedDay.read(text)


@pytest.mark.parametrize("text", ["13.50", "13.50 to 10"])
def test_so_is_an_amount(text: str) -> None:
    with pytest.raises(ValueError, match=f"^{text}$"):
        Range.read(text)


# ── Judged at both ends ──────────────────────────────────────────────────────────────────────────────────────────────


def effective(text: str, event: str = "approve", **more: Any) -> Context:
    return step(event, terms={"effective_on": StatedDay.read(text)}, **more)


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("from 2018-06-28", PASS),
        ("from 2018-06-27", UNKNOWN),
        ("by 2018-06-28", PASS),  # a right does not take effect before it is decided
        ("by 2018-06-27", FAIL),
        ("2018-06", UNKNOWN),
        ("2018-07", PASS),
        ("2018-05", FAIL),
        ("within 1 month of decision", PASS),
        ("about 2018-06-29", PASS),
    ],
)
def test_what_holds_at_both_ends_holds_and_what_fails_at_both_fails(text: str, verdict: Verdict) -> None:
    finding = asked(effect_not_before_decision, effective(text).readings())
    assert (finding.verdict, finding.stops()) == (verdict, verdict is FAIL)
    if verdict is UNKNOWN:
        assert (finding.weight, finding.slack, finding.earliest) == (Weight.NOTE, None, None)
        assert f"effective day {text}: it depends on the day" in finding.message


@pytest.mark.parametrize(
    ("text", "verdict"),
    [("from 2018-06-29", UNKNOWN), ("by 2018-06-29", PASS), ("2018-06-28 to 2018-06-30", UNKNOWN), ("2018-07", FAIL)],
)
def test_payment_waits_until_the_day_is_one(text: str, verdict: Verdict) -> None:
    finding = asked(payment_not_before_effect, effective(text, "pay").readings())
    assert (finding.verdict, finding.weight, finding.stops()) == (verdict, Weight.BAR, verdict is not PASS)


def finding(name: str, context: Context) -> Finding:
    book = rulebook("JP")
    assert book is not None
    (rule,) = [rule for rule in book.rules if rule.id == name]
    (found,) = judge(context, (), (rule,))
    return found


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("by 2018-06-30", PASS),
        ("by 2018-07-01", UNKNOWN),
        ("from 2018-07-01", FAIL),
        ("within 3 months of record date", PASS),
        ("within 2 days of meeting", PASS),
        ("within 3 days of meeting", UNKNOWN),
    ],
)
def test_a_rule_of_law_is_asked_at_both_ends_too(text: str, verdict: Verdict) -> None:
    found = finding("effect_within_3_months", effective(text))
    assert (found.verdict, found.stops()) == (verdict, verdict is FAIL)


def test_two_days_are_taken_at_all_their_ends() -> None:
    terms = {"record_on": StatedDay.read("2018-03"), "effective_on": StatedDay.read("2018-06-29 to 2018-06-30")}
    context = step("approve", terms=terms)
    taken = [(each.record_on, each.effective_on) for each in context.readings()]
    assert len(set(taken)) == 4
    assert finding("effect_within_3_months", context).verdict is UNKNOWN
    assert step("approve").readings() == (step("approve"),)


def test_in_japan_an_effective_day_that_is_no_day_does_not_bind_yet() -> None:
    found = finding("resolve_three_items", effective("from 2018-06-29"))
    assert (found.verdict, found.stops()) == (UNKNOWN, True)
    assert "effective day from 2018-06-29: not one day or amount" in found.message


@pytest.mark.parametrize(
    ("text", "status", "on"),
    [
        ("by 2018-06-30", Status.UNKNOWN, None),
        ("by 2018-07-01", Status.UNKNOWN, None),
        ("from 2018-07-01", Status.UNKNOWN, None),
        ("2018-06-29 to 2018-06-29", Status.KEPT, EFFECT),
    ],
)
def test_the_timetable_shows_one_line_for_all_readings(text: str, status: Status, on: date | None) -> None:
    book = rulebook("JP")
    assert book is not None
    rows = [row for row in limits(replace(effective(text, "pay"), event=""), book) if row.id == "effect_within_3_months"]
    assert [(row.status, row.on, row.last_on) for row in rows] == [(status, on, d("2018-06-30"))]


def test_planted_a_judgement_at_one_end_alone_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Context, "readings", first_only)
    assert finding("effect_within_3_months", effective("by 2018-07-01")).verdict is PASS  # which the table says is unknown


def first_only(context: Context) -> tuple[Context, ...]:
    spans = context.spans(context.terms)
    return (replace(context, taken={name: low for name, (low, _) in spans.items()}),)
