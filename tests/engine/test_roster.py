"""A book that keeps a roster: who may take a step, what is recorded of it, and what nobody may do to the roster."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from states.errors import Refused, WrongWords
from tests.conftest import COMPANY, DIVIDEND, NOW, STORY, record, step
from tests.engine.roster import PART, actor, enrol, kept, key, play
from tests.engine.tampering import audit
from workflow.book import Book
from workflow.engine import preview
from workflow.people import stated
from workflow.queries import entries

ITO, KATO = actor("ito"), actor("kato")


def last(book: Book) -> dict[str, Any]:
    with book.reading() as run:
        return [entry.body for entry in entries(run)][-1]


def count(book: Book) -> int:
    with book.reading() as run:
        return len(list(entries(run)))


def objections(error: pytest.ExceptionInfo[Refused]) -> dict[str, str]:
    return {each.guard: each.message for each in error.value.findings}


# ── Who may take a step ──


@pytest.mark.parametrize("name", ["signed", "unsigned"])
def test_each_part_by_its_own_person_reaches_the_end(book_of: Callable[[str], Book], name: str) -> None:
    with book_of(name) as book:
        play(book, signed=name == "signed")
        assert last(book)["to"] == "paid"
    report = audit(book.path)
    assert report.problems == []
    assert report.about == ("signed log" if name == "signed" else "unsigned log, roles from entry 2 on")


def test_an_entry_says_who_took_it_in_which_role_and_with_which_key(book_of: Callable[[str], Book]) -> None:
    with book_of("convened") as book:
        kind, ref, on, facts = STORY["approve"]
        record(book, kind, ref, "approve", on, actor=actor("chiba"), **facts)
        body = last(book)
    assert (body["actor"], body["by"]) == (
        "chiba",
        {"person": "chiba", "role": "approver", "key": key("chiba"), "waived": []},
    )


@pytest.mark.parametrize(
    ("person", "guard", "said"),
    [
        ("abe", "role_allows", "abe is preparer; approve needs approver"),
        ("endo", "role_allows", "endo is payer; approve needs approver"),
        ("goto", "role_allows", "goto is auditor; approve needs approver"),
        ("ito", "role_allows", "ito is admin; approve needs approver"),
    ],
)
def test_a_step_outside_a_role_is_refused_and_the_refusal_is_signed(
    book_of: Callable[[str], Book], person: str, guard: str, said: str
) -> None:
    with book_of("convened") as book:
        with pytest.raises(Refused) as no:
            record(book, "dividend", DIVIDEND, "approve", "2018-06-28", actor=actor(person))
        assert objections(no)[guard] == said
        body = last(book)
    assert (body["outcome"], body["by"]["person"], body["by"]["role"]) == ("refused", person, None)
    assert audit(book.path).ok


def test_a_stranger_is_refused_and_in_an_unsigned_book_that_is_recorded(book_of: Callable[[str], Book]) -> None:
    with book_of("unsigned") as book:
        with pytest.raises(Refused) as no:
            record(book, "company", COMPANY, "add", actor=actor("mallory", signing=False), **STORY["add"][3])
        assert objections(no) == {"known_person": "no person has the login mallory"}
        assert (last(book)["outcome"], last(book)["by"]["person"]) == ("refused", None)


@pytest.mark.parametrize(
    "who",
    [actor("mallory"), actor("abe", signing=False), actor("abe", with_key_of="mallory"), actor("abe", with_key_of="chiba")],
    ids=["a stranger", "without a key", "a key nobody knows", "another's key"],
)
def test_in_a_signed_book_nothing_is_written_without_ones_own_key(book_of: Callable[[str], Book], who: Any) -> None:
    with book_of("signed") as book:
        before = book.path.read_bytes()
        with pytest.raises(Refused) as no:
            record(book, "company", COMPANY, "add", actor=who, **STORY["add"][3])
        assert no.value.seq is None
        assert "own_key" in objections(no)
    assert book.path.read_bytes() == before


def test_a_login_and_a_key_of_two_people_are_refused(book_of: Callable[[str], Book]) -> None:
    with book_of("signed") as book, pytest.raises(Refused) as no:
        record(book, "company", COMPANY, "add", actor=actor("abe", with_key_of="chiba"), **STORY["add"][3])
    assert objections(no) == {"own_key": "abe: a key that is not on the roster as theirs"}


def test_what_a_person_may_do_is_answered_beforehand(book_of: Callable[[str], Book]) -> None:
    with book_of("convened") as book, book.reading() as run:
        asked = step("dividend", DIVIDEND, "approve", "2018-06-28")
        assert preview(run, asked, actor=actor("chiba"), now=NOW)[0].dest == "approved"
        assert preview(run, asked, actor=actor("abe"), now=NOW)[0].dest is None
        assert preview(run, asked, now=NOW)[0].dest == "approved"  # whoever takes it


# ── One person, one part ──


def both(book: Book, person: str, *roles: str) -> None:
    record(book, "people", "people", "grant", actor=ITO, **stated(person, roles=roles))


def test_who_prepared_does_not_approve(book_of: Callable[[str], Book]) -> None:
    with book_of("convened") as book:
        both(book, "abe", "approver")
        with pytest.raises(Refused) as no:
            record(book, "dividend", DIVIDEND, "approve", "2018-06-28", actor=actor("abe"))
        assert objections(no) == {"one_part": "abe prepared it (draft, entry 10)"}


def test_the_same_person_under_another_login_and_another_key_is_the_same_person(book_of: Callable[[str], Book]) -> None:
    with book_of("convened") as book:
        more = stated("abe", logins=["abe-home"], keys=[key("abe-home")], roles=["approver"])
        record(book, "people", "people", "grant", actor=ITO, **more)
        with pytest.raises(Refused) as no:
            record(book, "dividend", DIVIDEND, "approve", "2018-06-28", actor=actor("abe-home"))
        assert "one_part" in objections(no)


def test_two_dividends_may_have_their_parts_the_other_way_round(book_of: Callable[[str], Book]) -> None:
    with book_of("convened") as book:
        both(book, "chiba", "preparer")
        record(book, "dividend", "D2", "draft", actor=actor("chiba"), **STORY["draft"][3])
        assert last(book)["by"]["role"] == "preparer"


def test_a_small_company_may_waive_it_from_the_first_and_every_second_part_is_marked(tmp_path: Path) -> None:
    with kept(tmp_path / "small.db", segregation=False) as book:
        both(book, "abe", "approver", "payer")
        play(book, "pay", parts=dict.fromkeys(PART, "abe"))
        assert last(book)["by"]["waived"] == ["one_part"]
        record(book, "people", "people", "policy", actor=ITO, segregation=True)  # and may end that
        with pytest.raises(Refused) as no:
            record(book, "people", "people", "policy", actor=ITO, segregation=False)
        assert set(objections(no)) == {"segregation_stays"}
    assert audit(book.path).ok


@pytest.mark.parametrize("what", [{"logins": ["abe"]}, {"keys": [key("abe")]}], ids=["login", "key"])
def test_what_was_one_persons_never_becomes_anothers(book_of: Callable[[str], Book], what: dict[str, list[str]]) -> None:
    """Abe prepared a dividend; another person with abe's login or key could approve it for abe."""
    with book_of("convened") as book:
        gone = stated("abe", granted=False, roles=["preparer"], logins=["abe"], keys=[key("abe")])
        record(book, "people", "people", "revoke", actor=ITO, **gone)
        with pytest.raises(Refused) as no:
            record(book, "people", "people", "add", actor=ITO, **stated("abe2", name="Abe", roles=["approver"], **what))
        assert set(objections(no)) == {"each_known_by_their_own"}


def test_what_was_done_before_the_roster_counts_by_its_login(iij: Callable[[str], Book]) -> None:
    """Sato drafted and resolved; the roster begins, and sato may not approve."""
    with iij("convene") as book:
        sato = actor("sato", signing=False)
        record(book, "people", "people", "add", actor=sato, **stated("sato", name="Sato", logins=["sato"], roles=["admin"]))
        enrol(book, "ito", "admin", by=sato)
        record(book, "people", "people", "grant", actor=actor("ito", signing=False), **stated("sato", roles=["approver"]))
        with pytest.raises(Refused) as no:
            record(book, "dividend", DIVIDEND, "approve", "2018-06-28", actor=sato)
        assert objections(no) == {"one_part": "sato prepared it (draft, entry 4)"}


def test_a_login_that_was_taken_back_still_tells_who_drafted(iij: Callable[[str], Book]) -> None:
    with iij("convene") as book:
        sato, new = actor("sato", signing=False), actor("sato", signing=False, login="sato-new")
        record(book, "people", "people", "add", actor=sato, **stated("sato", name="S", logins=["sato"], roles=["admin"]))
        enrol(book, "ito", "admin", by=sato)
        ito = actor("ito", signing=False)
        record(book, "people", "people", "grant", actor=ito, **stated("sato", logins=["sato-new"], roles=["approver"]))
        record(book, "people", "people", "revoke", actor=ito, **stated("sato", granted=False, logins=["sato"]))
        with pytest.raises(Refused) as no:
            record(book, "dividend", DIVIDEND, "approve", "2018-06-28", actor=new)
        assert set(objections(no)) == {"one_part"}


# ── What nobody may do to the roster ──

ROSTER: dict[str, tuple[str, str, dict[str, Any], str]] = {
    "the last admin cannot go": ("revoke", "kato", stated("kato", granted=False, roles=["admin"]), "an_admin_is_left"),
    "nor lose the last key": ("revoke", "kato", stated("kato", granted=False, keys=[key("kato")]), "an_admin_is_left"),
    "nor the last login": ("revoke", "kato", stated("kato", granted=False, logins=["kato"]), "an_admin_is_left"),
    "a person twice": ("add", "kato", stated("abe", name="Abe", roles=["payer"]), "names_its_people"),
    "a person without a name": ("add", "kato", stated("mori", roles=["payer"]), "names_its_people"),
    "nobody": ("grant", "kato", stated("mori", roles=["payer"]), "names_its_people"),
    "a login of two": ("grant", "kato", stated("abe", logins=["endo"]), "each_known_by_their_own"),
    "a key of two": ("grant", "kato", stated("abe", keys=[key("endo")]), "each_known_by_their_own"),
    "a role for oneself": ("grant", "kato", stated("kato", roles=["approver"]), "not_to_oneself"),
    "an end of signing": ("policy", "kato", {"signing": False}, "signing_stays"),
    "an end of segregation": ("policy", "kato", {"segregation": False}, "segregation_stays"),
    "a key of somebody else": ("revoke", "kato", stated("abe", granted=False, keys=[key("mori")]), "takes_what_they_have"),
    "a role they never had": ("revoke", "kato", stated("abe", granted=False, roles=["payer"]), "takes_what_they_have"),
    "what was taken before": ("revoke", "kato", stated("ito", granted=False, roles=["admin"]), "takes_what_they_have"),
    "an event for oneself": ("policy", "kato", {"role_for": {"dividend.pay": "preparer"}}, "not_to_oneself"),
    "a login they never had": ("revoke", "kato", stated("abe", granted=False, logins=["x"]), "takes_what_they_have"),
    "not an admin": ("grant", "abe", stated("endo", roles=["approver"]), "role_allows"),
}


@pytest.mark.parametrize(("event", "by", "facts", "guard"), ROSTER.values(), ids=ROSTER)
def test_a_change_of_the_roster_is_refused(
    book_of: Callable[[str], Book], event: str, by: str, facts: dict[str, Any], guard: str
) -> None:
    with book_of("signed") as book:
        record(book, "people", "people", "grant", actor=ITO, **stated("kato", roles=["preparer"]))
        record(book, "people", "people", "revoke", actor=KATO, **stated("ito", granted=False, roles=["admin"]))
        with pytest.raises(Refused) as no:
            record(book, "people", "people", event, actor=actor(by), **facts)
        assert set(objections(no)) == {guard}
        assert last(book)["outcome"] == "refused"
    assert audit(book.path).ok


WORDS: dict[str, tuple[str, dict[str, Any], str]] = {
    "a role there is not": ("grant", stated("abe", roles=["king"]), "king: unknown"),
    "a person no reference can name": ("add", stated("a b", name="A B"), "not a reference"),
    "an event there is not": ("policy", {"role_for": {"dividend.bless": "payer"}}, "no such event"),
    "a role for the roster itself": ("policy", {"role_for": {"people.grant": "payer"}}, "no such event"),
    "a role for an event that there is not": ("policy", {"role_for": {"dividend.pay": "king"}}, "unknown"),
    "a dividend decided by an admin": ("policy", {"role_for": {"dividend.decide": "admin"}}, "takes no step"),
    "a step by an auditor": ("policy", {"role_for": {"dividend.pay": "auditor"}}, "takes no step"),
    "a role for what anyone does": ("policy", {"role_for": {"dividend.note": "payer"}}, "of any role"),
    "a role for what an admin does": ("policy", {"role_for": {"dividend.erase": "payer"}}, "of an admin"),
    "a role for corrections": ("policy", {"role_for": {"dividend.correct": "payer"}}, "of any role"),
    "a revocation that grants": ("revoke", stated("abe", roles=["approver"]), "the other way round"),
    "a grant that revokes": ("grant", stated("abe", granted=False, roles=["preparer"]), "the other way round"),
    "a waiver of nothing": ("waive", {"waivers": {"D approve": {"ito": 9}}}, "not a waiver"),
    "a waiver of no event": ("waive", {"waivers": {"D bless abe": {"ito": 9}}}, "not a waiver"),
    "a key that is none": ("grant", stated("abe", keys=["ssh-rsa AAAA"]), "ssh-rsa"),
    "a key with a comment": ("grant", stated("abe", keys=[f"{key('mori')} mori@home"]), "as the roster spells it"),
    "nothing": ("grant", {"people": {"abe": {}}}, "nothing"),
}


@pytest.mark.parametrize(("event", "facts", "said"), WORDS.values(), ids=WORDS)
def test_words_about_people_that_mean_nothing_are_said_so(
    book_of: Callable[[str], Book], event: str, facts: dict[str, Any], said: str
) -> None:
    with book_of("signed") as book:
        before = count(book)
        with pytest.raises(WrongWords, match=said):
            record(book, "people", "people", event, actor=ITO, reason="x", **facts)
        assert count(book) == before


def test_the_first_on_the_roster_is_oneself_as_an_admin(book: Book) -> None:
    sato = actor("sato", signing=False)
    for facts, guards in (
        (stated("abe", name="Abe", logins=["abe"], roles=["admin"]), {"known_person"}),
        (stated("sato", name="Sato", logins=["sato"], roles=["payer"]), {"role_allows", "an_admin_is_left"}),
    ):
        with pytest.raises(Refused) as no:
            record(book, "people", "people", "add", actor=sato, **facts)
        assert set(objections(no)) == guards
        assert last(book)["by"] is None  # there is no roster yet
    enrol(book, "sato", "admin", by=sato)
    assert (last(book)["by"] or {})["role"] == "admin"
    assert audit(book.path).ok


def test_a_policy_may_name_another_role_for_an_event(book_of: Callable[[str], Book]) -> None:
    with book_of("convened") as book:
        record(book, "people", "people", "policy", actor=ITO, role_for={"dividend.approve": "payer"})
        kind, ref, on, facts = STORY["approve"]
        with pytest.raises(Refused):
            record(book, kind, ref, "approve", on, actor=actor("chiba"), **facts)
        record(book, kind, ref, "approve", on, actor=actor("endo"), **facts)
        with pytest.raises(Refused) as no:  # the part is what it was
            record(book, "dividend", DIVIDEND, "pay", "2018-06-29", actor=actor("endo"), **STORY["pay"][3])
        assert "one_part" in objections(no)
