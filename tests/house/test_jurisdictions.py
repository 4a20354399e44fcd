"""The page of jurisdictions is what the rulebooks answer, and agrees with a table that was made without them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import NamedTuple

import pytest

from docs import print_jurisdictions as page
from states.finding import Weight
from states.rulebooks import UNIVERSAL, WITH_RULES, rulebook
from states.rules import Rulebook

PRINTED = page.parts()
ALL = frozenset(page.WAYS)
BEFORE, AFTER = frozenset({"before"}), frozenset({"after"})


class Row(NamedTuple):
    """What a lawyer's table says of one law; words of payment and unclaimed must stand in the printed cells."""

    decides: str  # meeting, meeting or board, board
    exceeds: str
    record: frozenset[str] | None
    ex: frozenset[str] | None
    payment: tuple[str, ...]
    unclaimed: tuple[str, ...]


NONE = (page.NO_RULE,)
TABLE = {
    "JP": Row("meeting or board", "yes", BEFORE, BEFORE, ("three months", "effective day"), ("articles", "five", "ten")),
    "GB": Row("meeting", "no", BEFORE, BEFORE, ("thirtieth business day",), ("twelve years",)),
    "DE": Row("meeting", "yes", AFTER, AFTER, ("third business day after the meeting",), ("three years",)),
    "FR": Row("meeting", "yes", AFTER, AFTER, ("nine months",), ("five years", "State")),
    "CH": Row("meeting", "yes", AFTER, AFTER, NONE, ("five years",)),
    "HK": Row("meeting", "no", AFTER, AFTER, NONE, ("left to the articles",)),
    "IN": Row("meeting", "no", ALL, ALL, ("30 days after the declaration",), ("seven years", "Investor Education")),
    "SG": Row("meeting", "no", AFTER, AFTER, NONE, ("left to the constitution",)),
    "KR": Row("meeting or board", "yes", BEFORE | AFTER, BEFORE, ("one month",), ("five years",)),
    "AU": Row("board", "–", None, AFTER, ("the directors fix the time",), ("law of each State",)),
    "US-DE": Row("board", "–", AFTER, AFTER, ("60 days after the record date",), ("escheat",)),
}
BY_ARTICLES = "the law leaves it to the articles; the table gives what model articles say"
CUSTOM = "the table gives what is usual; the rules are about other days, and none forbids another order"
NOT_ASKED = "the table gives the practice of the market, on which the rulebook has no rule"
DIFFERENCES = {
    ("GB", "decides"): BY_ARTICLES,
    ("HK", "decides"): BY_ARTICLES,
    ("SG", "decides"): BY_ARTICLES,
    ("AU", "decides"): "a constitution may leave it to the meeting (s. 254U), which the table passes over",
    ("JP", "record"): CUSTOM,  # within three months of it, the dividend takes effect
    ("GB", "record"): CUSTOM,
    ("FR", "record"): NOT_ASKED,
    ("CH", "record"): NOT_ASKED,
    ("KR", "record"): "a record date on the day of the meeting itself is possible too",
    ("AU", "record"): "the table leaves it open; the exchange counts from the announcement, not from the decision",
    ("US-DE", "record"): "the day of the resolution itself is lawful (s. 213(c)), which the table passes over",
    ("JP", "ex"): NOT_ASKED,
    ("GB", "ex"): CUSTOM,
    ("FR", "ex"): NOT_ASKED,
    ("CH", "ex"): NOT_ASKED,
    ("IN", "ex"): NOT_ASKED,
    ("KR", "ex"): NOT_ASKED,
    ("AU", "ex"): "the exchange counts from the announcement, not from the decision",
    ("US-DE", "ex"): "with a record date on the day of the resolution the ex-day is that day as well",
    ("SG", "payment"): "the table has no limit; the rulebook notes a payment that is not after the record date, as is usual",
}
ASKED = [(code, question) for code in TABLE if code in WITH_RULES for question in Row._fields]


def law(code: str) -> Rulebook:
    book = rulebook(code)
    assert book is not None
    return book


def rows(question: str, code: str) -> list[tuple[str, ...]]:
    """What the page says of a country, its name left out."""
    return [tuple(map(str, row[1:])) for row in PRINTED[question][1] if row[0] == law(code).country]


def agrees(code: str, question: str) -> bool:
    """Whether the page says of a country what the table says."""
    expected, found = getattr(TABLE[code], question), rows(question, code)
    if question == "decides":
        return found[0][0].replace("; board, where the articles give it to the board", " or board") == expected
    if question == "exceeds":
        return found[0][0].partition(",")[0] == expected
    if question in ("record", "ex"):
        said = dict(zip(page.WAYS, found[0], strict=False))
        return frozenset(way for way, answer in said.items() if answer == "yes") == expected
    words = " ".join(cells[0] for cells in found)
    return all(each in words for each in expected)


@pytest.mark.parametrize(("code", "question"), ASKED)
def test_the_page_agrees_with_the_table_or_it_is_said_why_not(code: str, question: str) -> None:
    assert agrees(code, question) == ((code, question) not in DIFFERENCES), rows(question, code)


@pytest.mark.parametrize("question", [name for name in PRINTED if name != "glance"])
def test_every_jurisdiction_is_on_the_page_under_every_question(question: str) -> None:
    assert list(dict.fromkeys(row[0] for row in PRINTED[question][1])) == [law(code).country for code in WITH_RULES]
    assert {len(row) for row in PRINTED[question][1]} == {len(PRINTED[question][0])}


def test_the_glance_leads_to_each_rulebook_and_says_what_the_questions_say() -> None:
    heads, glance = PRINTED["glance"]
    assert [row[0] for row in glance] == [f"[{law(code).country}](rulebook-{law(code).name}.md)" for code in WITH_RULES]
    for code, row in zip(WITH_RULES, glance, strict=True):
        said = dict(zip(heads, map(str, row), strict=True))
        assert (said["decided by"], said["may exceed"]) == (rows("decides", code)[0][0], rows("exceeds", code)[0][0])
        for head, question, place in (("payment limit", "payment", 1), ("unclaimed", "unclaimed", 1)):
            named = ", ".join(cells[place] for cells in rows(question, code))
            assert said[head] == (page.NO_RULE if named == "–" else named)


def without(book: Rulebook, *ids: str) -> Rulebook:
    """The same rulebook, with some rules and duties torn out."""
    kept = tuple(rule for rule in book.rules if rule.id not in ids), tuple(d for d in book.duties if d.id not in ids)
    return replace(book, rules=kept[0], duties=kept[1])


def test_a_rulebook_that_asks_nothing_answers_nothing() -> None:
    assert str(page.decides(UNIVERSAL)) == str(page.exceeds(UNIVERSAL)) == page.NO_RULE
    for which in ("record", "ex"):
        assert {str(told) for told in page.around(UNIVERSAL, which).values()} == {page.NO_RULE}
    assert (list(page.payment(UNIVERSAL)), page.unclaimed(UNIVERSAL)) == ([], ())


@pytest.mark.parametrize(
    ("code", "torn", "was", "then"),
    [
        ("FR", "fr_agm", "meeting", page.NO_RULE),
        ("US-DE", "us_de_directors", "board", page.NO_RULE),
        ("KR", "kr_agm", "meeting; board, where the articles give it to the board", page.NO_RULE),
    ],
)
def test_who_decides_is_the_answer_of_a_rule(code: str, torn: str, was: str, then: str) -> None:
    if code in WITH_RULES:
        assert (str(page.decides(law(code))), str(page.decides(without(law(code), torn)))) == (was, then)


def test_a_cap_torn_out_leaves_the_limit_of_what_may_be_distributed_and_then_none() -> None:
    book = law("JP")
    assert ids(page.exceeds(book).by) == ["distributable_amount"]
    assert str(page.exceeds(without(book, "distributable_amount"))) == page.NO_RULE


def test_a_record_date_that_only_a_note_objects_to_is_noted_and_one_that_a_bar_does_is_refused() -> None:
    book = replace(UNIVERSAL, jurisdiction="JP", rules=law("JP").rules)
    assert {way: str(told) for way, told in page.around(book, "record").items()} == dict.fromkeys(page.WAYS, "yes")
    (limit,) = (rule for rule in book.rules if rule.id == "record_before_right")
    for weight, said in ((Weight.BAR, "no"), (Weight.NOTE, "noted")):
        (bound,) = (bound for bound in limit.test if bound.day.name == "record date")
        after = replace(
            limit,
            id="planted",
            weight=weight,
            may_wait=frozenset(),
            test=(replace(bound, before=True, when=lambda c: True, limit=lambda c, *_: c.on + page.DAY),),
        )
        planted = replace(book, rules=(*book.rules, after))
        answers = page.around(planted, "record")
        assert {way: str(told) for way, told in answers.items()} == {"before": said, "on": said, "after": "yes"}
        assert ids(answers["before"].by) == ids(answers["on"].by) == ["planted"]


def test_what_is_left_over_leads_to_the_duties_that_follow_from_it() -> None:
    book = law("JP")
    assert "unclaimed_prescription" in ids(page.unclaimed(book))
    assert "books_kept" not in ids(page.unclaimed(book))  # it lasts too, and not from the payment on
    torn = without(book, *ids(page.unclaimed(book)))
    assert page.unclaimed(torn) == ()


def ids(found: Iterable[object]) -> list[str]:
    return [each.id for each in found]
