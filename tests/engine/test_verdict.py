"""What a report says first: nothing is in order that was not looked at, does not hold, or rests on what nobody knows."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from states.facts import Kind
from tests.conftest import COMPANY, DIVIDEND, FIRM, FUNDS, MEETING, SETTLED, STORY, record
from workflow.audit import Depth
from workflow.book import Book
from workflow.dossier import of_part, of_subject
from workflow.queries import EVERYTHING, Filter
from workflow.render.contents import signers
from workflow.render.tongue import Tongue
from workflow.verify import verify

pytestmark = pytest.mark.of_a_file  # from answers of which each is tried on a server as well
OpenAt = Callable[[str], Book]
ON = date(2018, 8, 1)


def points(book: Book, ref: str | None = DIVIDEND, asked: Filter = EVERYTHING, **told: Any) -> dict[str, tuple[str, str]]:
    """Each point by its title: its verdict, and what it says with its figures."""
    with book, book.reading() as run:
        checked = verify(run, Depth.REPLAY).answer() | told
        answer = of_part(run, asked, ON, checked) if ref is None else of_subject(run, ref, ON, checked)
    return {each["title"]: (each["verdict"], each["says"].format(**each["figures"])) for each in answer["verdict"]}


def test_what_a_broken_log_says_is_never_in_order(iij: OpenAt) -> None:
    sound = points(iij("settle"))
    broken = points(iij("settle"), ok=False, problems=[{"entry": 3, "what": "x"}], first_bad=3)
    assert (sound["Money"][0], sound["The log"][0]) == ("pass", "pass")
    assert (broken["Money"][0], broken["The log"][0]) == ("unknown", "fail")
    assert "pass" not in [verdict for verdict, _ in broken.values()]


@pytest.mark.parametrize("of_one", [True, False])
def test_where_the_law_is_not_known_nothing_is_in_order_by_it(book: Book, of_one: bool) -> None:
    record(book, Kind.COMPANY, "PERO", "add", None, **FIRM | {"jurisdiction": "BR", "timezone": "America/Sao_Paulo"})
    record(book, Kind.DIVIDEND, "P1", "draft", None, company="PERO", route="board")
    found = points(book, "P1" if of_one else None)
    assert found["The law"] == ("unknown", "There is no rulebook of BR: only what holds everywhere was asked.")
    assert "pass" not in [found[title][0] for title in ("Legal bounds", "Duties", "Rules")]


def test_a_report_on_many_says_what_only_a_report_on_one_looks_at(iij: OpenAt) -> None:
    found = points(iij("settle"), None)
    assert [found[title][0] for title in ("Judged again", "Money", "Legal bounds")] == ["unknown"] * 3


def test_a_period_in_which_nothing_lies_is_not_in_order(iij: OpenAt) -> None:
    found = points(iij("settle"), None, Filter(since=date(2030, 1, 1)))
    assert found == {"The log": found["The log"], "Entries": ("unknown", "No entry is of this part of the book.")}


def test_a_period_says_that_what_is_listed_may_have_entries_outside_it(iij: OpenAt) -> None:
    found = points(iij("settle"), None, Filter(since=date(2018, 6, 29)))
    assert found["Period"] == ("unknown", "Only entries of this period were looked at; what is listed may have others.")
    assert "Period" not in points(iij("settle"), None)


def test_of_a_book_of_refusals_the_refusals_are_counted(book: Book) -> None:
    record(book, Kind.COMPANY, COMPANY, "add", None, **FIRM)
    with pytest.raises(Exception, match="add"):
        record(book, Kind.COMPANY, "NEXT", "add", "2999-01-01", **FIRM)
    found = points(book, None)
    assert found["Dividends"][0] == "unknown"
    assert found["Exceptions"] == ("note", "Refusals: 1. Corrections: 0. Interruptions: 0. Recorded late: 0.")


def test_what_would_have_been_refused_as_it_stands_corrected_is_not_in_order_until_that_is_corrected(iij: OpenAt) -> None:
    book = iij("pay")
    record(book, Kind.DIVIDEND, DIVIDEND, "correct", None, corrects=9, corrected_on=date(2018, 6, 28), reason="typed wrong")
    assert points(book)["As corrected"] == ("fail", "Steps that would have been refused as they stand corrected: 1.")
    record(book, Kind.DIVIDEND, DIVIDEND, "correct", None, corrects=9, corrected_on=date(2018, 6, 29), reason="it was right")
    assert "As corrected" not in points(book)


def test_duties_of_which_nobody_knows_whether_they_are_due_are_counted(book: Book, iij: OpenAt) -> None:
    firm = {**FIRM, "articles": {"public": True, "record_dates_fixed": True}}
    for event, (kind, ref, on, facts) in STORY.items():
        record(book, kind, ref, event, on, **(firm if event == "add" else facts))
        if event == "hold":
            break
    _, says = points(book)["Duties"]
    _, of_a_listed_company = points(iij("hold"))["Duties"]
    assert int(says.removesuffix(".").rpartition(" ")[2]) > int(of_a_listed_company.removesuffix(".").rpartition(" ")[2])


def test_money_claimed_back_and_resumed_is_looked_at_as_before(iij: OpenAt) -> None:
    book = iij("pay")
    told = {"attest": {"mistaken_payment": "counsel"}, "reason": "paid to a wrong account"}
    record(book, Kind.DIVIDEND, DIVIDEND, "recover", "2018-07-02", **told)
    assert points(book)["Money"][1].startswith("Annulled or claimed back")
    record(book, Kind.DIVIDEND, DIVIDEND, "resume", "2018-07-03")
    record(book, Kind.DIVIDEND, DIVIDEND, "settle", "2018-07-31", settlement=SETTLED)
    assert points(book)["Money"] == (
        "pass",
        "Paid on the approved terms. Paid, unclaimed and returned: JPY 608451600, within what was resolved.",
    )


def test_limits_that_went_by_after_a_dividend_ended_are_not_missed(iij: OpenAt) -> None:
    book = iij("draft")
    record(book, Kind.DIVIDEND, DIVIDEND, "withdraw", "2018-05-25")
    record(book, Kind.MEETING, MEETING, "convene", "2018-06-07")
    record(book, Kind.MEETING, MEETING, "hold", "2018-06-28")
    assert points(book)["Legal bounds"][0] != "fail"


@pytest.mark.parametrize(
    ("paid", "verdict", "says"),
    [
        ("601220400", "pass", "within what was resolved."),
        ("601268799", "pass", "within what was resolved."),
        ("601268800", "fail", "just beyond what was resolved."),  # 608.5 million: the end that "608 million" leaves out
        ("601268801", "fail", "1 above what was resolved."),
        ("600268799", "fail", "1 short of what was resolved."),
    ],
)
def test_a_sum_beyond_what_was_resolved_is_said_to_be_above_or_short_of_it(
    iij: OpenAt, paid: str, verdict: str, says: str
) -> None:
    book = iij("settle")
    facts = {"settlement": {"paid": paid}}
    record(book, Kind.DIVIDEND, DIVIDEND, "correct", None, corrects=10, reason="counted again", **facts)
    assert (points(book)["Money"][0], says in points(book)["Money"][1]) == (verdict, True)


def test_a_difference_that_fractions_make_and_somebody_attests_is_no_fault(book: Book) -> None:
    line = {"share_class": "common", "per_share": "13.50", "total": "13513.5", "follows": "total"}
    for event, (kind, ref, on, facts) in STORY.items():
        said = dict(facts)
        if event == "draft":
            said["terms"] = {**said["terms"], "lines": [line]}
            said["shares"] = [{"share_class": "common", "entitled": 1001}]
        if event == "resolve":
            said["attest"] = FUNDS
        if event == "settle":
            said = {"settlement": {"paid": "13513", "unclaimed": "0", "returned": "0"}, "attest": {"difference": "cut off"}}
        record(book, kind, ref, event, on, **said)
    verdict, says = points(book)["Money"]
    assert (verdict, "-0.5 off by rounding, attested" in says) == ("note", True)


def test_where_the_entries_are_too_many_no_question_is_asked_again_and_that_is_said(iij: OpenAt) -> None:
    with iij("settle") as book, book.reading() as run:
        found = {most: of_subject(run, DIVIDEND, ON, None, at_most=most)["verdict"][1] for most in (None, 8, 7)}
    assert {most: (point["title"], point["verdict"]) for most, point in found.items()} == {
        None: ("Judged again", "pass"),
        8: ("Judged again", "pass"),
        7: ("Judged again", "unknown"),
    }


def test_a_demonstration_is_said_to_be_one(iij: OpenAt) -> None:
    assert points(iij("settle"), about="unsigned log, a demonstration")["Demonstration"][0] == "note"
    assert "Demonstration" not in points(iij("settle"))


def test_a_clock_that_was_wrong_is_to_be_looked_at(iij: OpenAt) -> None:
    assert points(iij("settle"), remarks=[{"entry": 7, "what": "x"}, {"entry": 9, "what": "x"}])["Clock"] == (
        "note",
        "Recorded before an entry that stands before it, by the clock: 2, the first is entry 7.",
    )
    assert "Clock" not in points(iij("settle"))


def test_each_signature_of_a_checkpoint_is_told_as_it_is() -> None:
    by = [
        {"person": "ito", "fingerprint": "SHA256:a", "revoked": False},
        {"person": "abe", "fingerprint": "b", "revoked": True},
    ]
    each = {"signed_by": by, "unknown_signatures": [{"name": "eve", "key_hash": "00"}]}
    assert [str(said) for said, _ in signers(each, Tongue("en"))] == [
        "signed by ito",
        "signed by abe, whose key was taken back since",
        "a signature in the name of eve, by a key that is not known here",
    ]
    assert signers({"signed_by": [], "unknown_signatures": []}, Tongue("en")) == [("nobody signed it", "")]
