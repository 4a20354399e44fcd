"""Signed books: keys that come and go, a signature that is asked for, and the tool of every desktop."""

from __future__ import annotations

import json
import shutil
import sqlite3
import subprocess
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from states.errors import Conflict, Refused, WrongWords
from tests.conftest import DIVIDEND, NOW, record
from tests.engine.openssh import armored
from tests.engine.roster import PEOPLE, actor, kept, key, play
from tests.engine.tampering import audit
from workflow.beginning import begin
from workflow.book import Book
from workflow.people import known, listing, stated
from workflow.publickey import read_public_key
from workflow.queries import entries
from workflow.sshsig import ENTRIES, allowed_signers

ITO, KATO = actor("ito"), actor("kato")


def count(book: Book) -> int:
    with book.reading() as run:
        return len(list(entries(run)))


# ── Signing from a later day on, keys that come and go ──


def test_a_book_may_begin_to_be_signed(tmp_path: Path) -> None:
    with kept(tmp_path / "later.db", signed=False) as book:
        before = count(book)
        with pytest.raises(Refused):
            record(book, "people", "people", "policy", actor=actor("ito", signing=False), signing=True)
        record(book, "people", "people", "grant", actor=actor("ito", signing=False), **stated("ito", keys=[key("ito")]))
        record(book, "people", "people", "policy", actor=ITO, signing=True)
        play(book, "resolve")
    report = audit(book.path)
    assert report.problems == []
    assert report.about == f"log signed from entry {before + 2} on, unsigned before, roles from entry 2 on"


def test_a_refused_beginning_of_signing_leaves_no_entry(book_of: Callable[[str], Book]) -> None:
    """Abe, who is no admin, asks for every entry to be signed: such an entry could be neither signed nor unsigned."""
    with book_of("unsigned") as book:
        before = count(book)
        with pytest.raises(Refused) as no:
            record(book, "people", "people", "policy", actor=actor("abe"), signing=True)
        assert ({each.guard for each in no.value.findings}, no.value.seq) == ({"role_allows"}, None)
        assert count(book) == before
    assert audit(book.path).problems == []


def test_a_revoked_key_signs_nothing_more_and_what_it_signed_stays_signed(book_of: Callable[[str], Book]) -> None:
    with book_of("convened") as book:
        swap = stated("abe", granted=False, keys=[key("abe")])
        record(book, "people", "people", "grant", actor=ITO, **stated("abe", keys=[key("abe-new")]))
        record(book, "people", "people", "revoke", actor=ITO, **swap)
        with pytest.raises(Refused):
            record(book, "dividend", DIVIDEND, "note", reason="x", actor=actor("abe"))
        record(book, "dividend", DIVIDEND, "note", reason="x", actor=actor("abe", with_key_of="abe-new"))
    assert audit(book.path).ok


def test_the_roster_is_listed_as_it_was_on_a_day(book_of: Callable[[str], Book]) -> None:
    from datetime import date, timedelta

    with book_of("signed") as book:
        revoke = stated("abe", granted=False, roles=["preparer"])
        record(book, "people", "people", "revoke", actor=ITO, now=NOW + timedelta(days=3), **revoke)
        with book.reading() as run:
            roles = {
                day: {each["person"]: each["roles"] for each in listing(run, day)["people"]}
                for day in (date(2018, 7, 31), date(2018, 8, 1), date(2018, 8, 3), date(2018, 8, 4), None)
            }
            assert known(run, "abe").held == ()
    assert roles[date(2018, 7, 31)] == {}
    assert roles[date(2018, 8, 1)] == roles[date(2018, 8, 3)] == {who: [role] for who, role in PEOPLE.items()} | {}
    assert roles[date(2018, 8, 4)] == roles[None] == roles[date(2018, 8, 3)] | {"abe": []}


# ── The same signatures, by the tool of every desktop ──


def test_ssh_keygen_accepts_every_entry_and_no_other(book_of: Callable[[str], Book], tmp_path: Path) -> None:
    if shutil.which("ssh-keygen") is None:
        pytest.skip("ssh-keygen is not installed")
    from workflow.log import message

    with book_of("convened") as book, book.reading() as run:
        found = list(entries(run))
    book_id = found[0].body["book"]
    people = ("ito", "abe")
    (tmp_path / "allowed").write_text(
        "".join(f"{allowed_signers(who, read_public_key(key(who)))}\n" for who in people), encoding="utf-8"
    )
    for entry in found:
        by = entry.body.get("by") or {"person": "ito", "key": key("ito")}
        assert entry.sig is not None
        said = message(book_id, entry.seq, entry.prev, entry.text)
        signature = tmp_path / "sig"
        signature.write_text(armored(read_public_key(by["key"]), entry.sig), encoding="utf-8")
        command = ["ssh-keygen", "-Y", "verify", "-f", str(tmp_path / "allowed"), "-I", by["person"], "-n", ENTRIES]
        for content, code in ((said, 0), (said + b" ", 255)):
            done = subprocess.run([*command, "-s", str(signature)], input=content, capture_output=True, check=False)
            assert done.returncode == code, done.stderr
    assert len(found) > 10


def test_a_body_of_a_roster_is_canonical_json_like_any_other(book_of: Callable[[str], Book]) -> None:
    with book_of("signed") as book, book.reading() as run:
        for entry in entries(run):
            assert json.dumps(entry.body, sort_keys=True, separators=(",", ":"), ensure_ascii=False) == entry.text


def test_a_step_with_a_roster_may_be_undone_by_nobody(book_of: Callable[[str], Book]) -> None:
    with book_of("signed") as book, pytest.raises(WrongWords, match="no event of the roster"):
        record(book, "people", "people", "correct", actor=ITO, corrects=2)


# ── A key whose holder is asked ──


def asked(book: Book, meanwhile: Callable[[], object]) -> Any:
    """Abe, whose agent asks before it signs; ``meanwhile`` happens while it waits."""
    own = actor("abe")

    def sign(said: bytes) -> bytes:
        meanwhile()
        assert own.sign is not None
        return own.sign(said)

    return replace(own, sign=sign, may_ask=True)


def test_while_a_person_is_asked_for_a_signature_the_book_is_not_locked(book_of: Callable[[str], Book]) -> None:
    with book_of("convened") as book:

        def someone_locks_it() -> None:
            with closing(sqlite3.connect(book.path, timeout=0, isolation_level=None)) as other:
                other.execute("BEGIN IMMEDIATE")

        record(book, "dividend", DIVIDEND, "note", reason="x", actor=asked(book, someone_locks_it))
    assert audit(book.path).ok


def test_who_was_asked_while_another_wrote_is_told_to_try_again(book_of: Callable[[str], Book]) -> None:
    with book_of("convened") as book:
        before, others = count(book), iter([True, False])

        def another_writes() -> None:
            if next(others):
                with Book(book.path) as second:
                    record(second, "dividend", DIVIDEND, "note", reason="quicker", actor=actor("chiba"))

        slow = asked(book, another_writes)
        with pytest.raises(Conflict, match="while you were asked"):
            record(book, "dividend", DIVIDEND, "note", reason="x", actor=slow)
        assert count(book) == before + 1
        record(book, "dividend", DIVIDEND, "note", reason="x", actor=slow)
        assert count(book) == before + 2
    assert audit(book.path).ok


def test_a_signed_book_is_not_begun_by_nobody(tmp_path: Path) -> None:
    with pytest.raises(WrongWords, match="kept by a person"):
        begin(tmp_path / "a.db", "A", "UTC", None, actor=actor("ito"), now=NOW)
    assert not (tmp_path / "a.db").exists()


def test_a_key_that_cannot_sign_is_said_so_and_nothing_is_written(book_of: Callable[[str], Book]) -> None:
    with book_of("signed") as book:
        before = book.path.read_bytes()
        with pytest.raises(WrongWords, match="nothing signs"):
            record(book, "people", "people", "note", actor=replace(actor("ito"), sign=None), reason="hi")
        assert book.path.read_bytes() == before


def test_of_a_book_signed_later_it_is_said_what_nothing_vouches_for(book_of: Callable[[str], Book]) -> None:
    with book_of("unsigned") as book:
        record(book, "people", "people", "policy", actor=KATO, signing=True)
        said = audit(book.path).cannot_tell
    assert any("entry 8 is the first that is signed" in each for each in said)
    assert not any("this book is unsigned" in each for each in said)
