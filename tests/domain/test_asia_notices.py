"""Hong Kong, India, Korea and Singapore: the notice of a meeting, a closed register, and late payment in words."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from states.bounds import Bound
from states.context import Context
from states.dates import DAY
from states.facts import Articles, Company, Kind, MeetingKind
from states.finding import Verdict, Weight
from states.rulebooks import every_rulebook
from states.timetable import timetable
from tests.domain.abroad import asking, book_of, d, the_rule
from tests.domain.iij import convening, step
from workflow.calendars import CALENDARS

PASS, FAIL, UNKNOWN, NO_QUESTION = Verdict.PASS, Verdict.FAIL, Verdict.UNKNOWN, Verdict.NOT_APPLICABLE
LISTED, UNLISTED, OPEN = {"listed": True}, {"listed": False}, {"listed": None}
TEN_DAYS = UNLISTED | {"notice_days": 10}
PRIVATE = {"public": False, "notice_days": 7}


def firm(country: str, articles: dict[str, Any]) -> Company:
    return Company(name="Co.", jurisdiction=country, articles=Articles(**articles))


def notice(country: str, articles: dict[str, Any], sent: str, sitting: str, **meeting: Any) -> Context:
    """The dispatch of the notice of a meeting."""
    facts = {"day": d(sitting), "kind": MeetingKind.ORDINARY} | meeting
    return convening(company=firm(country, articles), on=d(sent), meeting=facts, calendars=CALENDARS)


NOTICES = [  # country, articles, dispatch, meeting, verdict
    ("KR", LISTED, "2024-03-12", "2024-03-28", PASS),
    ("KR", LISTED, "2024-03-13", "2024-03-28", PASS),
    ("KR", LISTED, "2024-03-14", "2024-03-28", FAIL),  # 13 clear days
    ("KR", LISTED, "2012-04-13", "2012-04-14", NO_QUESTION),  # the law before
    ("KR", LISTED, "2012-04-13", "2012-04-15", FAIL),
    ("KR", LISTED, "2024-02-14", "2024-02-29", PASS),
    ("KR", LISTED, "2024-02-15", "2024-02-29", FAIL),
    ("KR", UNLISTED, "2024-03-13", "2024-03-28", PASS),
    ("KR", UNLISTED, "2024-03-14", "2024-03-28", UNKNOWN),  # its capital may be small
    ("KR", UNLISTED, "2024-03-17", "2024-03-28", UNKNOWN),
    ("KR", UNLISTED, "2024-03-18", "2024-03-28", FAIL),  # 9 clear days are too few for anybody
    ("KR", OPEN, "2024-03-14", "2024-03-28", UNKNOWN),
    ("KR", LISTED | {"notice_days": 20}, "2024-03-07", "2024-03-28", PASS),
    ("KR", LISTED | {"notice_days": 20}, "2024-03-08", "2024-03-28", FAIL),  # the articles ask for more
    ("KR", LISTED | {"notice_days": 5}, "2024-03-14", "2024-03-28", FAIL),  # and cannot ask for less
    ("SG", LISTED, "2018-04-12", "2018-04-27", PASS),
    ("SG", LISTED, "2018-04-13", "2018-04-27", UNKNOWN),  # 13 clear days, the 14th day before
    ("SG", LISTED, "2018-04-14", "2018-04-27", FAIL),
    ("SG", LISTED | {"notice_days": 21}, "2018-04-05", "2018-04-27", PASS),
    ("SG", LISTED | {"notice_days": 21}, "2018-04-06", "2018-04-27", FAIL),
    ("SG", LISTED | {"notice_days": 14}, "2018-04-12", "2018-04-27", PASS),
    ("HK", LISTED, "2023-04-25", "2023-05-17", PASS),
    ("HK", LISTED, "2023-04-26", "2023-05-17", UNKNOWN),
    ("HK", LISTED, "2023-04-27", "2023-05-17", FAIL),
    ("HK", LISTED | {"notice_days": 28}, "2023-04-18", "2023-05-17", PASS),
    ("HK", LISTED | {"notice_days": 28}, "2023-04-19", "2023-05-17", FAIL),
    ("IN", PRIVATE, "2024-07-29", "2024-08-20", PASS),
    ("IN", PRIVATE, "2024-07-30", "2024-08-20", UNKNOWN),  # lawful by such articles
    ("IN", PRIVATE, "2024-08-12", "2024-08-20", UNKNOWN),
    ("IN", PRIVATE, "2024-08-13", "2024-08-20", FAIL),
    ("IN", PRIVATE, "2015-05-28", "2015-06-05", UNKNOWN),
    ("IN", PRIVATE, "2015-05-27", "2015-06-04", FAIL),  # before the notification
    ("IN", PRIVATE | {"public": None}, "2024-07-30", "2024-08-20", FAIL),
    ("IN", PRIVATE | {"public": True}, "2024-07-30", "2024-08-20", FAIL),
    ("IN", PRIVATE | {"listed": True}, "2024-07-30", "2024-08-20", FAIL),
    ("IN", PRIVATE | {"notice_days": 30}, "2024-07-29", "2024-08-20", PASS),
]
RULE = {"KR": "kr_notice", "SG": "sg_notice", "HK": "hk_notice", "IN": "in_agm"}


@pytest.mark.parametrize(("country", "articles", "sent", "sitting", "verdict"), NOTICES)
def test_a_notice_too_short_is_refused_and_may_be_passed_over(
    country: str, articles: dict[str, Any], sent: str, sitting: str, verdict: Verdict
) -> None:
    finding = asking(country)(RULE[country], notice(country, articles, sent, sitting))
    assert (finding.verdict, finding.weight, finding.stops()) == (verdict, Weight.DEFECT, verdict is FAIL)
    assert not finding.stops(frozenset({RULE[country]}))


@pytest.mark.parametrize("country", ["KR", "SG"])
def test_nobody_is_called_to_a_written_resolution(country: str) -> None:
    context = notice(country, UNLISTED, "2024-03-28", "2024-03-28", kind=MeetingKind.WRITTEN)
    assert asking(country)(RULE[country], context).verdict is NO_QUESTION


@pytest.mark.parametrize(
    ("country", "articles", "sent", "sitting", "said"),
    [
        ("HK", LISTED, "2023-05-10", "2023-05-17", "6 clear days, 21 needed; last day 2023-04-25, by the other reading 20"),
        ("SG", LISTED, "2018-04-20", "2018-04-27", "6 clear days, 14 needed; last day 2018-04-12, by the other reading 20"),
        ("KR", UNLISTED, "2024-03-18", "2024-03-28", "9 clear days, 14 needed; last day 2024-03-13, for a company with"),
        ("KR", LISTED, "2024-03-14", "2024-03-28", "13 clear days, 14 needed; last day 2024-03-13"),
        ("IN", PRIVATE, "2024-08-13", "2024-08-20", "6 clear days, 21 needed; last day 2024-07-29, by the articles of"),
    ],
)  # fmt: skip
def test_a_refusal_and_a_timetable_lead_with_the_same_safe_day(
    country: str, articles: dict[str, Any], sent: str, sitting: str, said: str
) -> None:
    finding = asking(country)(RULE[country], notice(country, articles, sent, sitting))
    assert said in finding.message
    book = book_of(country)
    planned = replace(notice(country, articles, sent, sitting), event="", source="planned", on=None, meeting_deeds=())
    (line,) = [each for each in timetable((replace(planned, today=d("2014-04-01")),), book) if each.id == RULE[country]]
    assert f"last day {line.last_on}" in finding.message


# ── Hong Kong: the closure of the register, and a rule of the exchange ──

CLOSURES = [  # closed from, closed until, record date
    ("2018-05-30", "2018-06-01", "2018-06-01", PASS),
    ("2018-05-30", "2018-05-30", "2018-05-30", PASS),
    ("2018-05-30", "2018-05-29", None, FAIL),  # it ends before it begins
    ("2018-05-30", "2018-06-01", "2018-06-02", FAIL),
    ("2018-05-30", "2018-06-01", "2018-05-29", PASS),  # the last day to register
    ("2018-05-30", "2018-06-01", "2018-05-28", FAIL),
    ("2018-05-30", None, "2018-06-08", PASS),
    ("2018-05-30", None, None, NO_QUESTION),
    (None, "2018-06-01", "2018-06-08", NO_QUESTION),
]


def closed(begin: str | None, until: str | None, record: str | None) -> Context:
    days = {"closed_from_on": begin, "closed_until_on": until, "record_on": record}
    terms = {name: d(text) if text else None for name, text in days.items()}
    sitting = {"meeting": {"day": d("2018-05-24")}, "on": d("2018-05-24")}
    return step("approve", company=firm("HK", LISTED), terms=terms, calendars=CALENDARS, **sitting)


@pytest.mark.parametrize(("begin", "until", "record", "verdict"), CLOSURES)
def test_days_of_a_closure_that_do_not_fit_are_noted(
    begin: str | None, until: str | None, record: str | None, verdict: Verdict
) -> None:
    finding = asking("HK")("hk_closed_days", closed(begin, until, record))
    assert (finding.verdict, finding.weight, finding.stops()) == (verdict, Weight.NOTE, False)


def test_no_rule_of_an_exchange_is_a_bar() -> None:
    of_exchanges = ("Listing", "LODR", "SGX", "practice")
    for book in every_rulebook():
        barred = [each for each in book.rules if each.weight is Weight.BAR]
        assert not [each.id for each in barred if any(word in each.source for word in of_exchanges)]


# ── India: a payment planned before it is owed ──


@pytest.mark.parametrize(
    ("planned", "verdict"), [("2018-06-27", FAIL), ("2018-06-28", PASS), ("2018-07-28", PASS), ("2018-07-29", FAIL)]
)
def test_a_payment_is_planned_within_the_30_days_and_not_before_the_declaration(planned: str, verdict: Verdict) -> None:
    context = step("approve", company=firm("IN", LISTED), terms={"pay_on": d(planned)}, calendars=CALENDARS)
    assert asking("IN")("in_pay_30d", context).verdict is verdict


# ── Korea: what is said of a late payment, and of a record date before the vote ──


def paid(on: str, **terms: Any) -> Context:
    """The payment of what was decided on 2024-03-21."""
    context = step("pay", on=d(on), company=firm("KR", LISTED), terms=terms, calendars=CALENDARS)
    decided = (replace(each, on=d("2024-03-21")) if each.event == "approve" else each for each in context.deeds)
    return replace(context, deeds=tuple(decided))


@pytest.mark.parametrize(
    ("context", "verdict", "said"),
    [
        (paid("2024-04-19", pay_on=d("2024-04-19")), PASS, "day of payment the company fixed 2024-04-19"),
        (paid("2024-04-20", pay_on=d("2024-04-19")), FAIL, "the company fixed 2024-04-19: 1 day late, last day 2024-04-19"),
        (paid("2024-04-22", pay_on=None), UNKNOWN, "2024-04-21 is a Sunday, and the next open day may be the last"),
        (paid("2024-04-23", pay_on=None), FAIL, "last day 2024-04-22"),
    ],
)
def test_a_late_payment_is_told_from_which_day_it_is_late(context: Context, verdict: Verdict, said: str) -> None:
    finding = asking("KR")("kr_pay_1m_paid", context)
    assert (finding.verdict, said in finding.message) == (verdict, True), finding.message


def test_a_record_date_before_the_vote_is_told_as_a_choice_and_once() -> None:
    finding = asking("KR")("kr_order_reform", step("resolve", company=firm("KR", LISTED), meeting={"day": d("2024-03-28")}))
    assert "lawful" in finding.message
    assert "early" not in finding.message
    book = book_of("KR")
    assert [rule.asked_at for rule in book.rules if rule.id == "kr_order_reform"] == [
        frozenset({(Kind.DIVIDEND, "resolve")})
    ]


def test_who_convenes_is_told_that_the_record_date_of_the_votes_is_meant() -> None:
    articles = {"listed": True, "record_dates_fixed": False}
    finding = asking("KR")(
        "kr_record_notice", notice("KR", articles, "2024-03-12", "2024-03-28", voting_record_on=d("2023-12-31"))
    )
    assert finding.verdict is UNKNOWN
    assert "the record date of the votes" in finding.message
    assert "where the articles fix the record date of the votes" in finding.remedy
    assert "--attest record-notice=" in finding.remedy


# ── Planted mistakes ──


@pytest.mark.parametrize("country", RULE)
def test_planted_a_notice_counted_from_the_day_of_the_meeting_is_found(country: str) -> None:
    rule = the_rule(country, RULE[country])
    assert isinstance(rule.test, tuple)
    later = tuple(
        replace(bound, limit=lambda c, *days, b=bound: b.limit(c, *(day + DAY for day in days))) for bound in rule.test
    )
    moved = replace(rule, test=later)
    assert [row for row in NOTICES if row[0] == country and moved.ask(notice(*row[:4])).verdict is not row[4]]


def test_planted_a_closure_that_may_end_before_it_begins_is_found() -> None:
    rule = the_rule("HK", "hk_closed_days")
    assert isinstance(rule.test, tuple)
    kept: tuple[Bound, ...] = rule.test[1:]
    assert any(replace(rule, test=kept).ask(closed(*row[:3])).verdict is not row[3] for row in CLOSURES)
