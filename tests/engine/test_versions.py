"""Versions of a rulebook: an entry is judged by the one it names, and may be judged again by another."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from itertools import pairwise
from typing import Any

import pytest

from states import rulebooks
from states.finding import Verdict, Weight
from states.rulebooks import every_version, labelled, rulebook
from states.rulebooks.japan import JAPAN
from states.rulebooks.japan import VERSIONS as OF_JAPAN
from states.rules import Rulebook
from tests.conftest import DIVIDEND, NOW, STAFF, record, step
from tests.engine.tampering import audit
from workflow import sql
from workflow.book import Book
from workflow.decision import body
from workflow.engine import preview
from workflow.judging import decide
from workflow.log import append, read_body
from workflow.recheck import Reassessed, reassess
from workflow.replay import fold_entry, row

OpenAt = Callable[[str], Book]
FIRST = OF_JAPAN[0]


@pytest.mark.parametrize(
    ("day", "version"),
    [
        (date(2026, 10, 31), None),
        (date(2026, 11, 1), "2026.1"),
        (date(2026, 11, 21), "2026.1"),
        (date(2026, 11, 22), "2026.2"),
        (date(2099, 1, 1), OF_JAPAN[-1].version),
        (None, OF_JAPAN[-1].version),
    ],
)
def test_a_day_has_the_newest_rulebook_published_by_then(day: date | None, version: str | None) -> None:
    found = rulebook("JP", known_on=day)
    assert (found.version if found else None) == version


def test_versions_are_told_apart_and_published_in_order() -> None:
    assert len({each.label for each in every_version()}) == len(every_version())
    days = [each.published for each in OF_JAPAN]
    assert days == sorted(set(days))
    assert JAPAN is OF_JAPAN[-1]
    assert labelled(FIRST.label) is FIRST
    assert labelled("japan 1999.1") is None


def test_a_later_version_keeps_every_rule_of_an_earlier_one() -> None:
    for before, after in pairwise(OF_JAPAN):
        assert {rule.id for rule in before.rules} <= {rule.id for rule in after.rules}
        assert {duty.id for duty in before.duties} <= {duty.id for duty in after.duties}


def under(version: Rulebook, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the program be of the time when ``version`` was the newest."""
    only = tuple(each for each in OF_JAPAN if each.published <= version.published)
    monkeypatch.setattr(rulebooks, "versions", lambda jurisdiction: only)


def test_a_book_of_an_earlier_version_verifies_and_goes_on_under_the_newest(
    iij: OpenAt, monkeypatch: pytest.MonkeyPatch
) -> None:
    with iij("plan") as book:
        with monkeypatch.context() as then:
            under(FIRST, then)
            old = record(book, "meeting", "IIJ-AGM26", "convene", "2018-06-07")
        assert old.body["rulebook"] == FIRST.label
        new = record(book, "meeting", "IIJ-AGM26", "hold", "2018-06-28")
        assert new.body["rulebook"] == JAPAN.label
    assert audit(book.path).ok


def stricter() -> Rulebook:
    """The newest version, but for a notice that asks a day more and is a bar."""
    (notice,) = [rule for rule in JAPAN.rules if rule.id == "notice_public_co"]
    (bound,) = notice.test  # type: ignore[misc]
    asks_more = replace(bound, limit=lambda c, meeting: bound.limit(c, meeting).replace(day=1))
    harder = replace(notice, test=(asks_more,), weight=Weight.BAR)
    rules = tuple(harder if rule is notice else rule for rule in JAPAN.rules)
    return replace(JAPAN, version="2099.1", published=date(2099, 1, 1), rules=rules)


def judged(book: Book, seq: int, rules: Rulebook) -> list[Reassessed]:
    with book.reading() as run:
        ((text,),) = run("SELECT body FROM entry WHERE seq = :seq", {"seq": seq})
        return list(reassess(run, seq, read_body(seq, text), lambda _: rules))


def test_judged_again_by_its_own_version_nothing_differs(iij: OpenAt) -> None:
    with iij("settle") as book:
        assert [each for seq in range(2, 11) for each in judged(book, seq, JAPAN)] == []


def test_judged_again_by_a_stricter_version_the_entries_it_would_refuse_are_named(iij: OpenAt) -> None:
    with iij("settle") as book:
        found = {(each.seq, each.guard): each for seq in range(2, 11) for each in judged(book, seq, stricter())}
        assert {guard for _, guard in found} == {"notice_public_co"}
        (convened, approved) = found.values()
        assert (convened.event, approved.event) == ("convene", "approve")
        assert convened.was is not None
        assert convened.now is not None
        assert (convened.was["verdict"], convened.now["verdict"], convened.now["weight"]) == ("pass", "fail", "bar")


def test_a_question_that_an_earlier_version_did_not_ask_is_named_as_such(iij: OpenAt) -> None:
    without = replace(JAPAN, version="2000.1", rules=tuple(r for r in JAPAN.rules if r.id != "ordinary_quorum"))
    with iij("approve") as book:
        (approved,) = [each for seq in range(2, 8) for each in judged(book, seq, without)]
    assert (approved.guard, approved.was is None, approved.now) == ("ordinary_quorum", False, None)


def test_a_step_can_be_asked_about_by_another_version(iij: OpenAt) -> None:
    wanted = step("meeting", "IIJ-AGM26", "convene", "2018-06-07")
    with iij("resolve") as book, book.reading() as run:
        assert preview(run, wanted, now=NOW)[0].dest == "convened"
        no, _ = preview(run, wanted, now=NOW, rules_of=lambda _: stricter())
    assert no.dest is None
    assert {finding.guard for finding in no.findings if finding.stops()} == {"notice_public_co"}


def test_planted_an_entry_judged_by_the_wrong_version_is_found(iij: OpenAt) -> None:
    """An entry whose label and answers belong to two versions does not verify."""
    with iij("resolve") as book, book.writing() as run:
        from workflow.decision import body

        decision = decide(run, step("dividend", DIVIDEND, "note", reason="x"), now=NOW)
        told: dict[str, Any] = body(decision, STAFF, NOW)
        assert all(finding.verdict is not Verdict.FAIL for finding in decision.findings)
        append(run, told | {"rulebook": "japan 1999.1"})
    report = audit(book.path)
    assert not report.ok
    assert "japan 1999.1" in report.problems[0].what


def test_a_step_judged_by_the_rulebook_of_another_country_is_found(iij: Callable[[str], Book]) -> None:
    """A notice of 13 days is refused in Japan; whoever writes past the program names Delaware's rules, which ask less."""
    delaware = rulebook("US-DE")
    assert delaware is not None
    with iij("resolve") as book:
        with book.writing() as run:
            wanted = step("meeting", "IIJ-AGM26", "convene", "2018-06-27")
            decision = decide(run, wanted, now=NOW, rules_of=lambda _: delaware)
            assert decision.dest == "convened"
            entry = append(run, body(decision, STAFF, NOW))
            past = fold_entry(decision.past, entry.seq, entry.body)
            run(sql.KEEP_SUBJECT, row(past))
        report = audit(book.path)
    assert report.first_bad == entry.seq
