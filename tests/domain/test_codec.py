"""Facts from plain values and back, and what joins them: nothing is guessed, nothing is lost."""

from __future__ import annotations

import json
from dataclasses import dataclass, fields
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from states import codec
from states.canonical import SAFE_INTEGER, canonical
from states.errors import WrongWords
from states.facts import Articles, Board, Company, Dividend, Meeting, MeetingKind, Outage, Route, Settlement, Shares, Votes
from states.money import CURRENCIES, Currency, Rounding, StatedTotal
from states.schema import schema
from states.terms import UNDECIDED, Line, Terms

# ── There and back ───────────────────────────────────────────────────────────────────────────────────────────────────

WORDS = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=6).filter(str.strip)
TRUTHS, COUNTS = st.none() | st.booleans(), st.none() | st.integers(0, SAFE_INTEGER)
DAYS = st.dates(codec.FIRST_DAY, codec.LAST_DAY)
AMOUNTS = st.builds(lambda n, places: Decimal(f"{n}E-{places}"), st.integers(0, 10**20), st.integers(0, 6))
TOTALS = st.builds(
    lambda n, word: StatedTotal.read(f"{n:,}{word}"), st.integers(0, 10**9), st.sampled_from(["", " thousand", " million"])
)
VOUCHED = st.dictionaries(WORDS, WORDS, max_size=2)


def some(of: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.none() | of


LINES = st.builds(
    Line,
    share_class=WORDS,
    per_share=st.sampled_from([None, UNDECIDED]) | AMOUNTS,
    parts=st.dictionaries(WORDS, AMOUNTS, max_size=2),
    total=st.sampled_from([None, UNDECIDED]) | TOTALS,
    rounding=st.sampled_from(Rounding),
)
TERMS = st.builds(
    Terms,
    record_on=some(DAYS),
    effective_on=st.just(UNDECIDED) | some(DAYS),
    pay_on=some(DAYS),
    currency=some(st.sampled_from(sorted(CURRENCIES)).map(Currency)),
    resource=some(WORDS),
    lines=st.lists(LINES, max_size=2).map(tuple),
)
FACTS: dict[type, st.SearchStrategy[Any]] = {
    Dividend: st.builds(
        Dividend,
        company=some(WORDS),
        route=some(st.sampled_from(Route)),
        terms=TERMS,
        shares=st.lists(st.builds(Shares, share_class=WORDS, issued=COUNTS, entitled=COUNTS), max_size=2).map(tuple),
        net_assets=some(TOTALS),
        accounts_clean=TRUTHS,
        votes=st.builds(Votes, in_favour=COUNTS, present=COUNTS),
        board=st.builds(Board, eligible=COUNTS, written=TRUTHS),
        outage=st.builds(Outage, hours=COUNTS, published=TRUTHS),
        settlement=st.builds(Settlement, paid=some(AMOUNTS), returned=some(AMOUNTS)),
        attest=VOUCHED,
    ),
    Meeting: st.builds(
        Meeting,
        kind=some(st.sampled_from(MeetingKind)),
        number=COUNTS,
        day=some(DAYS),
        continued_on=st.lists(DAYS, max_size=2).map(tuple),
        paper_voting=TRUTHS,
        attest=VOUCHED,
    ),
    Company: st.builds(
        Company,
        name=some(WORDS),
        articles=st.builds(Articles, public=TRUTHS, notice_days=COUNTS, e_provision=TRUTHS),
        attest=VOUCHED,
    ),
}


@pytest.mark.parametrize("kind", FACTS, ids=lambda kind: kind.__name__.lower())
def test_facts_come_back_from_the_log_as_they_were_stated(kind: type) -> None:
    @settings(max_examples=150)
    @given(FACTS[kind])
    def there_and_back(facts: Any) -> None:
        logged = json.loads(canonical(codec.plain(facts)))
        assert codec.read(kind, logged) == facts
        assert codec.plain(codec.read(kind, logged)) == logged
        schema_of(kind).validate(logged)

    there_and_back()


def schema_of(kind: type) -> Draft202012Validator:
    return Draft202012Validator(schema(kind))


@pytest.mark.parametrize(
    ("kind", "values"),
    [
        (Dividend, {"amount": 1}),
        (Dividend, {"route": "agm"}),
        (Dividend, {"terms": {"lines": {}}}),
        (Dividend, {"terms": {"lines": [{"per_share": 13.5}]}}),
        (Dividend, {"terms": {"lines": [{"parts": {"special": 1.5}}]}}),
        (Dividend, {"terms": {"currency": "yen"}}),
        (Dividend, {"attest": {"net_assets": ""}}),
        (Dividend, {"attest": ["net_assets"]}),
        (Shares, {"issued": -1}),
        (Shares, {"issued": SAFE_INTEGER + 1}),
        (Shares, {"issued": "undecided"}),
        (Meeting, {"paper_voting": "yes"}),
        (Meeting, {"continued_on": [1]}),
    ],
)
def test_the_schema_refuses_what_the_reader_refuses(kind: type, values: dict[str, Any]) -> None:
    assert not schema_of(kind).is_valid(values)
    with pytest.raises(WrongWords):
        codec.read(kind, values)


def test_the_schema_knows_where_undecided_has_a_meaning_and_what_else_may_stand_there() -> None:
    assert schema_of(Line).is_valid({"per_share": "undecided", "total": "undecided"})
    days = Draft202012Validator(schema(Terms), format_checker=Draft202012Validator.FORMAT_CHECKER)
    assert days.is_valid({"effective_on": "undecided"})
    assert days.is_valid({"record_on": "by 2018-06-30"})
    assert not days.is_valid({"ex_on": "undecided"})
    assert schema_of(Shares).is_valid({"issued": 0, "treasury": SAFE_INTEGER})
    more = schema(Line, ref={"type": "string"})
    assert (more["type"], more["additionalProperties"]) == ("object", False)
    assert list(more["properties"]) == [fact.name for fact in fields(Line)] + ["ref"]


@dataclass(frozen=True)
class Weighed:
    weight: bytes | None = None


def test_a_fact_of_a_type_that_cannot_be_logged_has_no_schema() -> None:
    with pytest.raises(TypeError, match="no schema for <class 'bytes'>"):
        schema(Weighed)


def test_the_parts_of_an_amount_may_have_japanese_names() -> None:
    """普通配当 and 記念配当 are what the minutes call them; a fact that can be read can be logged."""
    line = codec.read(Line, {"per_share": "13.50", "parts": {"普通配当": "10", "記念配当": "3.50"}})
    logged = json.loads(canonical(codec.plain(line)))
    assert codec.read(Line, logged) == line


def test_only_what_was_stated_is_written() -> None:
    assert codec.plain(Dividend()) == {}
    assert codec.plain(Dividend(terms=Terms(lines=(Line(),)))) == {"terms": {"lines": [{"share_class": "common"}]}}
    assert codec.plain(Dividend(settlement=Settlement(unclaimed=Decimal(0)))) == {"settlement": {"unclaimed": "0"}}
    assert codec.plain(Company(articles=Articles(public=False))) == {"articles": {"public": False}}


def test_zero_undecided_and_not_stated_are_three_values() -> None:
    zero, open_, missing = (
        codec.read(Line, facts).per_share for facts in ({"per_share": "0"}, {"per_share": "undecided"}, {})
    )
    assert (zero, open_, missing) == (Decimal(0), UNDECIDED, None)
    assert codec.plain(Line(per_share=UNDECIDED))["per_share"] == "undecided"
    assert codec.read(Terms, {"effective_on": "undecided"}).effective_on is UNDECIDED


@pytest.mark.parametrize(
    ("facts", "key"),
    [
        (Dividend, {"terms": {"ex_on": "undecided"}}),
        (Dividend, {"net_assets": "undecided"}),
        (Dividend, {"terms": "undecided"}),
        (Dividend, {"route": "undecided"}),
        (Meeting, {"day": "undecided"}),
        (Shares, {"issued": "undecided"}),
    ],
)
def test_undecided_is_a_value_only_where_it_has_a_meaning(facts: type, key: dict[str, Any]) -> None:
    with pytest.raises(WrongWords):
        codec.read(facts, key)


# ── What means nothing here ──────────────────────────────────────────────────────────────────────────────────────────

NO_DAY = [
    "20180628",
    "2018-W26-4",
    "2018-6-28",
    "2018/06/28",
    "28.06.2018",
    "２０１８-０６-２８",
    "2018-06-28 ",
    " 2018-06-28",
]
NO_DAY += [
    "2018-06-28T00:00:00",
    "2018-06-31",
    "2019-02-29",
    "2018-00-10",
    "1899-12-31",
    "3000-01-01",
    "",
    "today",
    "2018-06-28\n",
]
BAD_DAYS: list[Any] = [*NO_DAY, 20180628, 1.5, True, datetime(2018, 6, 28, tzinfo=UTC), date(1899, 12, 31), None, []]
BAD_AMOUNTS: list[Any] = [13.5, True, -1, "-1", "1e3", "１３", "", None, [], {}, Decimal("13.5"), "13.50 yen", "9" * 31]
BAD_COUNTS: list[Any] = ["10", 1.0, True, -1, SAFE_INTEGER + 1, None, [], Decimal(1)]
BAD_TRUTHS: list[Any] = ["true", 1, 0, None, "yes", []]
BAD_TEXTS: list[Any] = ["", " ", "\t\n", "x" * 10_001, "\ud83d", 5, True, None, [], b"x"]


@pytest.mark.parametrize(
    ("facts", "name", "value"),
    [(Meeting, "day", bad) for bad in BAD_DAYS]
    + [(Line, "per_share", bad) for bad in BAD_AMOUNTS]
    + [(Line, "total", bad) for bad in [608.5, True, -1, None, [], "608 mio", "608million", "million", "-1 million"]]
    + [(Shares, "issued", bad) for bad in BAD_COUNTS]
    + [(Articles, "public", bad) for bad in BAD_TRUTHS]
    + [(Company, "name", bad) for bad in BAD_TEXTS]
    + [(Dividend, "route", bad) for bad in ["Meeting", "agm", 1, None, [], {}]]
    + [(Terms, "currency", bad) for bad in ["jpy", "YEN", "", 392, None, [], {}, ["JPY"]]]
    + [(Terms, "lines", bad) for bad in [{}, "x", None, {"per_share": "1"}]]
    + [(Meeting, "continued_on", bad) for bad in ["2018-07-05", None, date(2018, 7, 5)]]
    + [(Dividend, "terms", bad) for bad in [None, [], "x", 1]]
    + [(Dividend, "attest", bad) for bad in [None, [], "x", {"": "x"}, {"x": ""}, {"x": 1}, {1: "x"}]],
    ids=lambda value: ascii(value)[:40].replace("\\", "%"),
)
def test_a_wrong_type_or_spelling_is_refused_by_name(facts: type, name: str, value: object) -> None:
    with pytest.raises(WrongWords, match=rf"^{name}\b") as refused:
        codec.read(facts, {name: value})
    assert refused.value.remedy
    assert "\n" not in refused.value.message
    assert len(refused.value.message) < 200


@pytest.mark.parametrize(
    ("facts", "name"), [(Line, "per_share"), (Line, "total"), (Shares, "issued"), (Articles, "public"), (Meeting, "day")]
)
def test_a_number_of_five_thousand_digits_is_refused_like_any_other(facts: type, name: str) -> None:
    """Python will not write such a number as text; that must not end the program."""
    with pytest.raises(WrongWords, match=rf"^{name}\b"):
        codec.read(facts, {name: 10**5000})


@pytest.mark.parametrize(
    ("facts", "values", "place"),
    [
        (Dividend, {"amount": 1}, "amount: unknown"),
        (Dividend, {"terms": {"recordon": "2018-03-31"}}, "terms.recordon: unknown"),
        (
            Dividend,
            {"terms": {"lines": [{"share_class": "common"}, {"pershare": 1}]}},
            r"terms.lines\[2\].pershare: unknown",
        ),
        (Meeting, {"continued_on": ["2018-07-05", "x"]}, r"continued_on\[2\]: 'x' is not a day"),
        (Line, {"parts": {"special": 1.5}}, "parts.special: 1.5 is not an amount"),
        (Company, {3: "x"}, "3: unknown"),
        (Company, [], "is not a table"),
    ],
)
def test_a_key_that_is_not_known_is_refused_with_its_place(facts: type, values: Any, place: str) -> None:
    with pytest.raises(WrongWords, match=place):
        codec.read(facts, values)


def test_an_unknown_key_is_answered_with_the_known_ones() -> None:
    with pytest.raises(WrongWords) as refused:
        codec.read(Shares, {"held": 1}, "shares")
    assert (refused.value.message, refused.value.exit_code) == ("shares.held: unknown", 2)
    assert refused.value.remedy == "known here: share_class, issued, treasury, cross_held, entitled"


@pytest.mark.parametrize(
    ("facts", "values", "read"),
    [
        (Meeting, {"day": date(2018, 6, 28)}, Meeting(day=date(2018, 6, 28))),  # as TOML gives it
        (Meeting, {"day": "2020-02-29"}, Meeting(day=date(2020, 2, 29))),
        (Meeting, {"day": "1900-01-01"}, Meeting(day=date(1900, 1, 1))),
        (Meeting, {"day": "2999-12-31"}, Meeting(day=date(2999, 12, 31))),
        (Line, {"per_share": 13}, Line(per_share=Decimal(13))),
        (Line, {"per_share": SAFE_INTEGER}, Line(per_share=Decimal(SAFE_INTEGER))),
        (Line, {"total": SAFE_INTEGER}, Line(total=StatedTotal.read(str(SAFE_INTEGER)))),
        (Line, {"total": 608_451_601}, Line(total=StatedTotal.read("608451601"))),
        (Shares, {"issued": 0}, Shares(issued=0)),
        (Shares, {"issued": SAFE_INTEGER}, Shares(issued=SAFE_INTEGER)),
        (Company, {"name": "x" * 10_000}, Company(name="x" * 10_000)),
        (Company, {"name": " 株式会社 "}, Company(name=" 株式会社 ")),
        (Dividend, {"route": Route.BOARD}, Dividend(route=Route.BOARD)),
        (Terms, {"currency": "JPY"}, Terms(currency="JPY")),
    ],
)
def test_what_is_on_the_limit_is_read_as_given(facts: type, values: dict[str, Any], read: object) -> None:
    assert codec.read(facts, values) == read


def test_an_amount_keeps_the_digits_it_was_stated_with() -> None:
    assert codec.plain(codec.read(Line, {"per_share": "13.50"}))["per_share"] == "13.50"
    assert codec.plain(Line(per_share=Decimal("1E+3")))["per_share"] == "1000"
    assert codec.plain(codec.read(Line, {"total": "608 million"}))["total"] == "608 million"


@pytest.mark.parametrize(
    ("facts", "values", "said"),
    [
        (Meeting, {"day": "28 June"}, "day: '28 June' is not a day"),
        (Line, {"per_share": "13.50 yen"}, "per_share: '13.50 yen' is not an amount"),
        (Line, {"total": "608 mio"}, "total: '608 mio' is not an amount"),
        (Terms, {"currency": "YEN"}, "currency: 'YEN' is no currency"),
        (Shares, {"issued": "10"}, "issued: '10' is not a count"),
        (Articles, {"public": "yes"}, "public: 'yes' is neither true nor false"),
    ],
)
def test_a_message_quotes_the_value_that_means_nothing_here(facts: type, values: dict[str, Any], said: str) -> None:
    with pytest.raises(WrongWords) as refused:
        codec.read(facts, values)
    assert refused.value.message == said


def test_a_message_quotes_a_value_on_one_short_line_without_control_characters() -> None:
    with pytest.raises(WrongWords, match=r"^day: '来年' is not a day$"):
        codec.read(Meeting, {"day": "来年"})
    with pytest.raises(WrongWords) as refused:
        codec.read(Meeting, {"day": "\x1b[31m2018\n" + "x" * 500})
    assert refused.value.message.isprintable()
    assert len(refused.value.message) < 100
