"""Findings: the same as counted by hand from the lines of the log, for random histories; and each kind by an example."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from datetime import UTC, date, datetime
from itertools import pairwise
from typing import Any

import pytest

from states.errors import NotFound, WrongWords
from tests.conftest import DIVIDEND, DRAFT, FUNDS, MEETING, NOW, record
from tests.engine.histories import History, opened, story
from workflow import findings as asking
from workflow.book import Book
from workflow.evidence import document
from workflow.findings import findings
from workflow.queries import Filter, newest_day
from workflow.step import Actor
from workflow.timetable import schedule

OpenAt = Callable[[str], Book]
Body = dict[str, Any]
ON = date(2018, 8, 15)
PARTS = {
    **dict.fromkeys(("draft", "resolve", "revise", "adjust", "withdraw"), "prepared"),
    **dict.fromkeys(("decide", "approve", "reject", "supersede", "annul"), "decided"),
    **dict.fromkeys(("pay", "settle", "close", "suspend", "resume", "recover"), "paid"),
}
PERIODS = (
    Filter(),
    Filter(since=date(2018, 6, 28)),
    Filter(until=date(2018, 6, 28)),
    Filter(since=date(2018, 6, 29), until=date(2018, 7, 31)),
    Filter(company="C"),
)


# ── By hand, from the lines of the log ──


def day_of(body: Body) -> str:
    return str(body["occurred_on"] or "2018-08-01")  # all is recorded on that day


def in_period(asked: Filter, day: str) -> bool:
    return str(asked.since or "") <= day <= str(asked.until or "9")


def by_hand(bodies: dict[int, Body], asked: Filter, late: int) -> list[tuple[str, int]]:
    """What is found, and at which entry."""
    found, last = [], last_words(bodies)
    bodies = as_corrected(bodies)
    for seq, body in bodies.items():
        lag = (date(2018, 8, 1) - date.fromisoformat(day_of(body))).days
        kinds = {
            "refused": body["outcome"] == "refused",
            "overridden": body["overridden"],
            "not known": left_open(body, "unknown", "defect"),
            "noted": left_open(body, "fail", "note"),
            "attested": body["facts"].get("attest"),
            "late": lag > late,
            "corrected": body["event"] == "correct",
            "refused as corrected": seq in last and left_open(body, "fail", "note", of=[STANDS]),
            "interrupted": body["event"] in ("suspend", "annul", "recover", "withdraw", "cancel"),
            "waived": body["by"] and body["by"]["waived"],
        }
        kinds = {"refused": True} if kinds["refused"] else kinds
        found += [(what, seq) for what, is_so in kinds.items() if is_so]
    found += one_person_by_hand(bodies)
    asked_for = {seq for seq, body in bodies.items() if in_period(asked, day_of(body))}
    for seq, body in bodies.items():
        if body["corrects"] and body["corrects"]["entry"] in asked_for:
            asked_for.add(seq)
    wanted = [(what, seq) for what, seq in found if seq in asked_for]
    return sorted(wanted if asked.company is None else [each for each in wanted if bodies[each[1]]["company"] == "C"])


STANDS = "stands_as_corrected"


def as_corrected(bodies: dict[int, Body]) -> dict[int, Body]:
    """The entries with the days that they should have said."""
    days = {b["corrects"]["entry"]: b["corrects"]["occurred_on"] for b in bodies.values() if b["rev"] and b["corrects"]}
    return {seq: body | {"occurred_on": days.get(seq) or body["occurred_on"]} for seq, body in bodies.items()}


def last_words(bodies: dict[int, Body]) -> set[int]:
    """The last correction of each entry."""
    last = {}
    for seq, body in bodies.items():
        first = seq
        while body["rev"] and bodies[first]["corrects"]:
            first = bodies[first]["corrects"]["entry"]
        if body["rev"] and first != seq:
            last[first] = seq
    return set(last.values())


def left_open(body: Body, verdict: str, weight: str, of: list[str] | None = None) -> bool:
    answers = [each for each in body["findings"] if each["guard"] not in body["overridden"]]
    answers = [each for each in answers if (each["guard"] in of if of else each["guard"] != STANDS)]
    return any((each["verdict"], each["weight"]) == (verdict, weight) for each in answers)


def one_person_by_hand(bodies: dict[int, Body]) -> list[tuple[str, int]]:
    owners = [
        (ref, login)
        for body in bodies.values()
        if body["kind"] == "people" and body["rev"]
        for ref, said in body["facts"].get("people", {}).items()
        for login in said.get("logins", {})
    ]
    taken: dict[tuple[str, str], list[tuple[int, str]]] = {}
    for seq, body in bodies.items():
        if body["kind"] != "dividend" or not body["rev"]:
            continue
        about = body
        while about["corrects"]:
            about = bodies[about["corrects"]["entry"]]
        if about["event"] in PARTS:
            person = (body["by"] or {}).get("person")
            by_login = [ref for ref, login in owners if login == body["actor"]] or [f"login {body['actor']}"]
            for who in [person] if person else dict.fromkeys(by_login):
                taken.setdefault((body["subject"], who), []).append((seq, PARTS[about["event"]]))
    return [
        ("one person", next(seq for seq, part in deeds if part != deeds[0][1]))
        for deeds in taken.values()
        if len({part for _, part in deeds}) > 1
    ]


def pace_by_hand(bodies: dict[int, Body], asked: Filter) -> list[tuple[int, str, str, int | None]]:
    days = {seq: body["occurred_on"] for seq, body in bodies.items()}
    for body in bodies.values():
        if body["rev"] and body["corrects"] and body["corrects"]["occurred_on"]:
            days[body["corrects"]["entry"]] = body["corrects"]["occurred_on"]
    moved: dict[str, list[int]] = {}
    for seq, body in bodies.items():
        if body["kind"] == "dividend" and body["rev"] and body["from"] != body["to"]:
            moved.setdefault(body["subject"], []).append(seq)
    steps = []
    for seqs in moved.values():
        for one, other in pairwise(seqs):
            known = days[one] and days[other]
            taken = (date.fromisoformat(days[other]) - date.fromisoformat(days[one])).days if known else None
            if in_period(asked, days[other] or "2018-08-01"):
                steps.append((other, bodies[one]["event"], bodies[other]["event"], taken))
    return sorted(steps, key=lambda each: each[0])


def played(seed: int) -> History:
    """A random history in which more people took part, some of them known by their login alone."""
    history, rng = story(("found", seed)).copy(), random.Random(seed)
    for at in range(1, len(history.entries)):
        body = history.body(at)
        if body["kind"] == "dividend" and rng.random() < 0.5:
            by = rng.choice((None, body["by"]))
            history.put(at, body | {"actor": f"desk {at}" if by else rng.choice(("sato", "kato", "other")), "by": by})
    return history


def differs(seed: int) -> bool:
    history, asked, late = played(seed), PERIODS[seed % len(PERIODS)], (0, 1, 33)[seed % 3]
    bodies = {at + 1: history.body(at) for at in range(1, len(history.entries))}
    connection = opened()
    history.into(connection)
    answer = findings(connection.execute, ON, None, asked, late=late)
    refs = sorted({body["subject"] for body in bodies.values() if body["rev"] and body["kind"] in ("dividend", "meeting")})
    due = {
        (row["subject"], row["last_on"], -row["slack_days"], "duty late" if row["on"] else "duty missed")
        for ref in refs
        for row in schedule(connection.execute, ref, ON)
        if row["weight"] == "duty" and row["status"] in ("overdue", "missed") and in_period(asked, row["last_on"])
    }
    connection.close()
    rows = [row for row in answer["findings"] if not row["what"].startswith("duty")]
    duties = [(row["subject"], row["on"], row["days"], row["what"]) for row in answer["findings"] if row not in rows]
    pace = [(row["entry"], row["from_event"], row["to_event"], row["days"]) for row in answer["pace"]]
    return (
        sorted((row["what"], row["entry"]) for row in rows) != by_hand(bodies, asked, late)
        or [row["entry"] for row in rows] != sorted(row["entry"] for row in rows)
        or (set(duties), [row[1] for row in duties]) != (due, sorted(row[1] for row in duties))
        or pace != pace_by_hand(bodies, asked)
        or list(answer["counts"].values()) != [sum(r["what"] == kind for r in answer["findings"]) for kind in asking.KINDS]
    )


@pytest.mark.parametrize("part", range(5))
def test_findings_are_what_the_lines_of_the_log_give_by_hand(part: int) -> None:
    assert [seed for seed in range(part * 50, part * 50 + 50) if differs(seed)] == []


def planted(monkeypatch: pytest.MonkeyPatch, name: str, value: Any) -> bool:
    monkeypatch.setattr(asking, name, value)
    return any(map(differs, range(250)))


def test_planted_a_correction_that_is_of_no_part_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    assert planted(monkeypatch, "about", lambda deeds, event, corrects: event)


def test_planted_a_person_known_by_login_alone_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    assert planted(monkeypatch, "_who", lambda deed, people: [(deed.actor, False)])


def test_planted_a_lag_counted_one_day_short_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    assert planted(monkeypatch, "lag", lambda body, zone: (date(2018, 7, 31) - date.fromisoformat(day_of(body))).days)


def test_planted_a_period_that_duties_do_not_have_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    assert planted(monkeypatch, "within", lambda first, day, last: True)


def test_planted_a_refusal_that_is_also_late_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    of_entry = asking._of_entry
    both = lambda seq, body, *more, **yet: [  # noqa: E731
        each
        for outcome in (body["outcome"], "applied")
        for each in of_entry(seq, {**body, "outcome": outcome}, *more, **yet)
    ]
    assert planted(monkeypatch, "_of_entry", both)


# ── Each kind by an example ──


def of(answer: dict[str, Any], what: str) -> list[dict[str, Any]]:
    return [row for row in answer["findings"] if row["what"] == what]


def asked_of(book: Book, **more: Any) -> dict[str, Any]:
    with book, book.reading() as run:
        return findings(run, more.pop("on", ON), **more)


@pytest.mark.parametrize(("late", "found"), [(0, [35]), (34, [35]), (35, [])])
def test_a_late_entry_is_listed_with_its_lag(iij: OpenAt, late: int, found: list[int]) -> None:
    book = iij("convene")
    record(book, "dividend", DIVIDEND, "withdraw", "2018-06-27", now=datetime(2018, 8, 1, 3, tzinfo=UTC))
    rows = of(asked_of(book, ref=DIVIDEND, late=late, asked=Filter(event="withdraw")), "late")
    assert [row["days"] for row in rows] == found


def test_a_deed_of_the_same_day_in_the_zone_of_the_book_is_not_late(iij: OpenAt) -> None:
    book = iij("convene")
    record(book, "dividend", DIVIDEND, "note", "2018-08-02", reason="x", now=datetime(2018, 8, 1, 15, tzinfo=UTC))
    record(book, "dividend", DIVIDEND, "note", "2018-08-01", reason="x", now=datetime(2018, 8, 1, 15, 0, 1, tzinfo=UTC))
    assert [row["days"] for row in of(asked_of(book, asked=Filter(event="note")), "late")] == [1]


def test_a_refusal_names_what_objected_and_nothing_else_is_said_of_it(iij: OpenAt) -> None:
    book = iij("convene")
    with pytest.raises(Exception, match="approve"):
        record(book, "dividend", DIVIDEND, "approve", "2018-06-27", attest=FUNDS)
    (row,) = [row for row in asked_of(book)["findings"] if row["event"] == "approve"]
    assert (row["what"], row["entry"], row["subject"]) == ("refused", 7, DIVIDEND)
    assert "not a sitting day: meeting 2018-06-28, approval 2018-06-27 (sitting_day)" in row["said"]


def test_a_rule_that_was_passed_over_stands_with_its_reason(iij: OpenAt) -> None:
    book = iij("plan")
    paper = (document("consent.txt", b"all agree"),)
    said = {"overrides": frozenset({"notice_public_co"}), "reason": "all consent", "evidence": paper}
    record(book, "meeting", MEETING, "convene", "2018-06-20", **said)
    (row,) = of(asked_of(book), "overridden")
    assert (row["entry"], row["said"]) == (4, "notice_public_co: all consent")


def test_what_was_vouched_for_is_named_with_its_grounds(iij: OpenAt) -> None:
    (row,) = of(asked_of(iij("resolve")), "attested")
    assert row["said"] == "distributable-amount: worksheet reviewed; net-assets: balance sheet"


def test_a_correction_says_which_entry_should_say_what(iij: OpenAt) -> None:
    book = iij("approve")
    right = {"corrects": 7, "corrected_on": date(2018, 6, 28), "votes": {"in_favour": 5, "present": 6}}
    record(book, "dividend", DIVIDEND, "correct", None, reason="a slip", **right)
    (row,) = of(asked_of(book), "corrected")
    assert row["entry"] == 8
    assert row["said"] == "entry 7 should say on 2018-06-28, votes.in_favour 5, votes.present 6: a slip"


def test_one_person_in_two_parts_is_one_row_at_the_second(iij: OpenAt) -> None:
    (row,) = of(asked_of(iij("settle")), "one person")
    assert (row["entry"], row["event"], row["subject"], row["actor"]) == (7, "approve", DIVIDEND, "sato")
    assert row["said"] == "sato: draft (entry 4), resolve (entry 5); approve (entry 7); pay (entry 9), settle (entry 10)"


def test_two_people_in_two_parts_are_no_finding(iij: OpenAt) -> None:
    book = iij("convene")
    record(book, "dividend", DIVIDEND, "approve", "2018-06-28", actor=Actor(name="kato"))
    assert of(asked_of(book), "one person") == []


@pytest.mark.parametrize(
    ("day", "on", "what", "days"),
    [
        (None, "2018-05-24", None, None),
        (None, "2018-05-25", "duty missed", 1),
        (None, "2018-08-15", "duty missed", 83),
        ("2018-05-24", "2018-08-15", None, None),
        ("2018-05-25", "2018-08-15", "duty late", 1),
    ],
)
def test_a_duty_is_found_missed_or_late_by_its_days(
    iij: OpenAt, day: str | None, on: str, what: str | None, days: int | None
) -> None:
    book = iij("settle")
    if day:
        record(book, "dividend", DIVIDEND, "fulfil", day, fulfilled=["tdnet_dividend"])
    rows = [row for row in asked_of(book, on=date.fromisoformat(on))["findings"] if "(tdnet_dividend," in row["said"]]
    assert [(row["what"], row["days"], row["on"]) for row in rows] == ([(what, days, "2018-05-24")] if what else [])
    assert [row["entry"] for row in rows] == [11 if day else None] * len(rows)


def test_a_duty_of_a_dividend_that_ended_years_ago_is_found(iij: OpenAt) -> None:
    book = iij("settle")
    rows = of(asked_of(book, on=date(2048, 1, 1)), "duty missed")
    assert any("(tdnet_dividend," in row["said"] for row in rows)


@pytest.mark.parametrize(("since", "until", "found"), [(24, 24, True), (25, None, False), (None, 23, False)])
def test_a_duty_is_asked_for_by_its_last_day(iij: OpenAt, since: int | None, until: int | None, found: bool) -> None:
    first, last = (day and date(2018, 5, day) for day in (since, until))
    rows = of(asked_of(iij("settle"), asked=Filter(since=first, until=last)), "duty missed")
    assert any("(tdnet_dividend," in row["said"] for row in rows) is found


def test_a_cancelled_meeting_has_missed_nothing(iij: OpenAt) -> None:
    book = iij("plan")
    record(book, "meeting", MEETING, "cancel", "2018-05-30")
    assert of(asked_of(book), "duty missed") == []


def test_pace_counts_from_step_to_step_as_corrected_and_leaves_revisions_out(iij: OpenAt) -> None:
    book = iij("settle")
    record(book, "dividend", DIVIDEND, "correct", None, reason="a slip", corrects=9, corrected_on=date(2018, 7, 2))
    rows = asked_of(book)["pace"]
    steps = [(row["from_event"], row["to_event"], row["from_on"], row["to_on"], row["days"]) for row in rows]
    assert steps == [
        ("draft", "resolve", None, "2018-05-24", None),
        ("resolve", "approve", "2018-05-24", "2018-06-28", 35),
        ("approve", "pay", "2018-06-28", "2018-07-02", 4),
        ("pay", "settle", "2018-07-02", "2018-07-31", 29),
    ]
    assert [row["entry"] for row in rows] == [5, 7, 9, 10]


def test_a_subject_or_a_company_that_is_not_there_is_not_found(iij: OpenAt) -> None:
    for more in ({"ref": "NOPE"}, {"asked": Filter(company="NOPE")}, {"asked": Filter(company=MEETING)}):
        with pytest.raises(NotFound):
            asked_of(iij("plan"), **more)


def test_the_newest_day_is_that_of_the_last_entry_where_the_book_is_kept(iij: OpenAt) -> None:
    book = iij("plan")
    with book, book.reading() as run:
        assert newest_day(run) == NOW.date()
    record(book, "dividend", "D", "draft", None, **DRAFT, now=datetime(2018, 8, 1, 15, tzinfo=UTC))
    with book, book.reading() as run:
        assert newest_day(run) == date(2018, 8, 2)


def test_the_answer_is_plain_and_counts_every_kind(iij: OpenAt) -> None:
    answer = asked_of(iij("plan"))
    assert json.loads(json.dumps(answer)) == answer
    assert list(answer["counts"]) == list(asking.KINDS)
    assert answer["entries"] == 3


def test_of_a_company_itself_nothing_is_found_and_that_is_no_answer(iij: OpenAt) -> None:
    with iij("settle") as book, book.reading() as run, pytest.raises(WrongWords, match="IIJ is a company") as told:
        findings(run, ON, "IIJ")
    assert "ketsugi findings --company IIJ" in told.value.remedy
