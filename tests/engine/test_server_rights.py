"""What the database itself holds: a person of the staff can do nothing but append their own entries, an auditor only read;
what the owner and the superuser can do, ``verify`` finds with a checkpoint.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest

from states.errors import BookUnusable, NotFound, WrongWords
from states.facts import Kind
from tests.conftest import COMPANY, DIVIDEND, NOW, record
from tests.server import OWNER, Databases, at
from workflow import checkpoint, kept, log, rights, sql
from workflow.audit import Depth
from workflow.book import Book, create
from workflow.queries import entries
from workflow.server import Server
from workflow.step import Actor
from workflow.verify import verify

OnAServer = Callable[[str], Book]


@pytest.fixture
def shared(on_a_server: OnAServer) -> str:
    """A book in which abe is staff, and chiba an auditor; gives its address."""
    address = str(on_a_server("resolve").path)
    assert not Server(address).upgrade().changed  # a copy of a database lets everyone in, as any new one does
    for login, role in (("abe", "staff"), ("chiba", "auditor"), ("endo", "staff"), ("endo", "none")):
        Server(address).grant(login, role)
    return address


def next_entry(address: str, actor: str, **other: object) -> dict[str, object]:
    """What a person could send as the next entry, chained as it must be."""
    with Server(address).reading(snapshot=True) as run:
        ((head, _),) = run(sql.HEAD, {})
        body = {**log.body_of(run, head), "actor": actor, "event": "note", "rev": 99, "op": "0" * 32} | other
        seq, prev, text, said = log.following(run, body)
    return {"seq": seq, "prev": prev, "body": text, "hash": log.leaf(said), "sig": None}


INSERT = "INSERT INTO entry (seq, prev, body, hash, sig) VALUES (%(seq)s, %(prev)s, %(body)s, %(hash)s, %(sig)s)"


def denied(address: str, login: str, text: str, values: object = None) -> str:
    """The SQLSTATE with which the server denies a statement; empty where it does not."""
    try:
        with psycopg.connect(at(address, user=login), autocommit=True) as connection:
            connection.execute("SET search_path TO ketsugi, pg_temp")
            connection.execute(text, values)  # type: ignore[arg-type]
    except psycopg.Error as error:
        return error.sqlstate or "?"
    return ""


def test_staff_append_their_own_entries_through_the_program(shared: str) -> None:
    with Book(at(shared, user="abe")) as book:
        assert book.place.login() == "abe"
        assert record(book, Kind.DIVIDEND, DIVIDEND, "note", None, reason="looked at", actor=Actor(name="abe")).seq == 6


def test_an_entry_chained_as_it_must_be_is_taken_from_who_states_it(shared: str) -> None:
    assert denied(shared, "abe", INSERT, next_entry(shared, "abe")) == ""


ROW_AGAIN = """
INSERT INTO subject SELECT ref, kind, company, state, rev, seq, '2099-01-01', label FROM subject WHERE seq = 5
ON CONFLICT (ref) DO UPDATE SET day = excluded.day"""

BYPASSES = {
    "the name of somebody else": (INSERT, lambda a: next_entry(a, "ito"), "42501"),
    "a hash of something else": (INSERT, lambda a: next_entry(a, "abe") | {"hash": bytes(32)}, "KT001"),
    "a link to another entry": (INSERT, lambda a: next_entry(a, "abe") | {"prev": bytes(32)}, "KT001"),
    "a gap": (INSERT, lambda a: next_entry(a, "abe") | {"seq": 99}, "KT001"),
    "an entry once more": (INSERT, lambda a: next_entry(a, "abe") | {"seq": 5}, "KT001"),
    "an entry is edited": ("UPDATE entry SET sig = NULL", None, "42501"),
    "an entry is deleted": ("DELETE FROM entry", None, "42501"),
    "the log is emptied": ("TRUNCATE entry", None, "42501"),
    "the log is dropped": ("DROP TABLE entry", None, "42501"),
    "a trigger is disabled": ("ALTER TABLE entry DISABLE TRIGGER ALL", None, "42501"),
    "a trigger is dropped": ("DROP TRIGGER entry_follows_the_last ON entry", None, "42501"),
    "a policy is dropped": ("DROP POLICY entry_is_stated_by_its_actor ON entry", None, "42501"),
    "row security is switched off": ("SET row_security = off; SELECT count(*) FROM entry", None, "42501"),
    "as a replica": ("SET session_replication_role = replica", None, "42501"),
    "as the owner": (f"SET ROLE {OWNER}", None, "42501"),
    "as somebody else": ("SET SESSION AUTHORIZATION ito", None, "?"),
    "a table of one's own": ("CREATE TABLE ketsugi.mine (x int)", None, "42501"),
    "a temporary table that stands in": ("CREATE TEMPORARY TABLE entry (x int)", None, "42501"),
    "a function of one's own": ("CREATE FUNCTION ketsugi.f() RETURNS int LANGUAGE sql AS 'SELECT 1'", None, "42501"),
    "a program on the server": ("COPY entry TO PROGRAM 'cat > /tmp/x'", None, "42501"),
    "a state without its entry": ("UPDATE subject SET state = 'paid' WHERE ref = 'IIJ-FY2017-YE'", None, "KT001"),
    "another day in a list": ("UPDATE subject SET day = '2099-01-01' WHERE seq = 5", None, "KT001"),
    "another label in a list": ("UPDATE subject SET label = 'JPY 1' WHERE seq = 5", None, "KT001"),
    "a row once more, as the program writes it": (ROW_AGAIN, None, "KT001"),
    "a subject without an entry": ("INSERT INTO subject VALUES ('X','dividend','IIJ','paid',1,5,NULL,'x')", None, "KT001"),
    "a subject is deleted": ("DELETE FROM subject", None, "42501"),
    "a document that no entry names": ("INSERT INTO document VALUES (repeat('0', 64), 1, 'x')", None, "KT001"),
    "a document is edited": ("UPDATE document SET data = 'x'", None, "42501"),
    "rights are given on": ("GRANT ALL ON entry TO endo", None, ""),  # a warning, and nothing is given
}


@pytest.mark.parametrize("how", BYPASSES)
def test_what_staff_try_past_the_program_is_denied(shared: str, how: str) -> None:
    text, values, state = BYPASSES[how]
    before = log_of(shared)
    found = denied(shared, "abe", text, values(shared) if values else None)
    assert found == state or (state == "?" and found)
    assert log_of(shared) == before
    assert denied(shared, "endo", "SELECT * FROM entry")


BEFORE_ROWS_WERE_HELD = re.sub(
    r"  IF TG_OP = 'UPDATE'.*?END IF;\n",
    "",
    next(each for each in rights.fences() if "FUNCTION ketsugi.subject_follows_its_entry" in each),
    flags=re.S,
)
"""The guard of an earlier version, which let a row be changed until the next entry."""


def test_what_an_owner_changes_in_a_row_is_found(shared: str) -> None:
    off, on = (f"ALTER TABLE subject {how} TRIGGER subject_follows_its_entry" for how in ("DISABLE", "ENABLE ALWAYS"))
    assert denied(shared, OWNER, f"{off}; UPDATE subject SET day = '2099-01-01' WHERE seq = 5; {on}") == ""
    with Server(shared).reading(snapshot=True) as run:
        (problem,) = verify(run, Depth.REPLAY).problems
    assert "2099-01-01" in problem.what


def log_of(address: str) -> list[object]:
    with Server(address).reading(snapshot=True) as run:
        return [
            *run(sql.LOG_AFTER, {"after": 0, "chunk": 100}),
            *run(sql.SUBJECTS, {"kind": None, "company": None, "state": None}),
        ]


@pytest.mark.parametrize("text", [INSERT, "UPDATE subject SET rev = 1", "DELETE FROM document"])
def test_an_auditor_reads_and_writes_nothing(shared: str, text: str) -> None:
    values = next_entry(shared, "chiba") if text is INSERT else None
    assert denied(shared, "chiba", "SELECT * FROM entry") == ""
    assert denied(shared, "chiba", text, values) == "42501"


@pytest.mark.parametrize("login", ["endo", "abe"])
def test_who_is_let_out_reads_nothing_any_more(shared: str, login: str) -> None:
    Server(shared).grant(login, "none")
    assert denied(shared, login, "SELECT * FROM entry")


def test_nobody_but_the_owner_lets_others_in(shared: str) -> None:
    with pytest.raises(BookUnusable, match="only who owns the tables"):
        Server(at(shared, user="abe")).grant("chiba", "none")
    assert denied(shared, "chiba", "SELECT * FROM entry") == ""


def test_the_superuser_is_stopped_by_the_triggers_until_they_are_taken_away(shared: str) -> None:
    assert denied(shared, OWNER, "UPDATE entry SET sig = NULL") == "KT001"
    assert denied(shared, OWNER, "SET session_replication_role = replica; DELETE FROM entry") == "KT001"


def rewritten(address: str) -> None:
    """The superuser takes the triggers away, rewrites the last entry and its hash, and puts the triggers back."""
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute("SET search_path TO ketsugi")
        ((seq, prev, text),) = connection.execute("SELECT seq, prev, body FROM entry ORDER BY seq DESC LIMIT 1").fetchall()
        with Server(address).reading(snapshot=True) as run:
            identifier = log.genesis(run)["book"]
        other = text.replace("worksheet reviewed", "worksheet not reviewed")
        assert other != text
        digest = hashlib.sha256(b"\0" + log.message(identifier, seq, prev, other)).digest()
        connection.execute("ALTER TABLE entry DISABLE TRIGGER entry_is_not_changed")
        connection.execute("UPDATE entry SET body = %s, hash = %s WHERE seq = %s", (other, digest, seq))
        connection.execute("ALTER TABLE entry ENABLE ALWAYS TRIGGER entry_is_not_changed")


def test_what_the_superuser_rewrites_is_found_with_a_checkpoint_and_without_one_is_not(shared: str, tmp_path: Path) -> None:
    with Server(shared).reading(snapshot=True) as run:
        file = tmp_path / "kept.txt"
        file.write_text(checkpoint.made(run)[0].text(), encoding="utf-8")
    rewritten(shared)
    with Server(shared).reading(snapshot=True) as run:
        assert verify(run, Depth.REPLAY).ok
        assert not verify(run, Depth.REPLAY, kept=[kept.read(file)]).ok


@pytest.mark.parametrize(
    "text",
    [
        "ALTER TABLE entry DISABLE TRIGGER entry_follows_the_last",
        "ALTER TABLE entry ENABLE TRIGGER entry_follows_the_last",
        "DROP TRIGGER entry_is_not_changed ON entry",
        "DROP POLICY entry_is_stated_by_its_actor ON entry",
        "ALTER TABLE entry DISABLE ROW LEVEL SECURITY",
        "ALTER TABLE entry NO FORCE ROW LEVEL SECURITY",
        "ALTER TABLE entry DROP CONSTRAINT digests",
        "DROP INDEX entry_subject_rev",
        "ALTER TABLE subject ADD COLUMN extra text",
        "CREATE RULE r AS ON INSERT TO subject DO ALSO NOTHING",
        "CREATE FUNCTION ketsugi.f() RETURNS int LANGUAGE sql AS 'SELECT 1'",
        "CREATE OR REPLACE FUNCTION entry_is_not_changed() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'",
        "CREATE VIEW ketsugi.v AS SELECT 1",
        "GRANT UPDATE ON entry TO PUBLIC",
        "GRANT SELECT ON entry TO PUBLIC",
        "GRANT UPDATE (sig) ON entry TO abe",
        "GRANT INSERT ON entry TO chiba",
        "GRANT DELETE ON entry TO pg_monitor",
        "GRANT SELECT ON entry TO chiba WITH GRANT OPTION",
        "GRANT TRIGGER ON document TO abe",
        "GRANT UPDATE ON alembic_version TO abe",
        "GRANT CREATE ON SCHEMA ketsugi TO abe",
        "GRANT USAGE ON SCHEMA ketsugi TO PUBLIC",
        "ALTER TABLE subject OWNER TO abe",
        "ALTER FUNCTION entry_is_not_changed() OWNER TO abe",
    ],
)
def test_a_change_of_the_schema_stops_every_write_and_is_told_by_verify(shared: str, text: str) -> None:
    assert denied(shared, OWNER, text) == ""
    with Book(shared) as book, pytest.raises(BookUnusable, match="its schema was changed"):
        record(book, Kind.COMPANY, COMPANY, "note", None, reason="x")
    with Server(shared).reading(snapshot=True) as run:
        assert "the schema was changed" in verify(run, Depth.QUICK).problems[0].what


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("DROP TRIGGER entry_is_not_changed ON entry", "entry_is_not_changed"),
        ("DROP POLICY entry_is_stated_by_its_actor ON entry", "entry_is_stated_by_its_actor"),
        ("ALTER TABLE entry DISABLE ROW LEVEL SECURITY", "the rights in entry"),
        ("GRANT ALL ON entry TO PUBLIC", "the rights in entry"),
        ("GRANT UPDATE (sig), INSERT (sig, body) ON entry TO abe WITH GRANT OPTION", "the rights in entry"),
        ("GRANT ALL ON SCHEMA ketsugi TO abe WITH GRANT OPTION", "the rights in ketsugi"),
        (
            "GRANT UPDATE ON entry TO abe WITH GRANT OPTION; SET ROLE abe; GRANT UPDATE ON ketsugi.entry TO chiba",
            "the rights in entry",
        ),
        (BEFORE_ROWS_WERE_HELD, "subject_follows_its_entry"),
    ],
)
def test_what_guards_the_tables_is_put_back_by_upgrade(shared: str, text: str, name: str) -> None:
    assert denied(shared, OWNER, text) == ""
    done = Server(shared).upgrade()
    assert (done.changed, done.put_back) == (True, [name])
    assert done.last is not None
    assert done.last[0] == 5
    with Book(shared) as book:
        record(book, Kind.COMPANY, COMPANY, "note", None, reason="x")
    assert Server(shared).upgrade()[:2] == (False, [])
    assert denied(shared, "abe", "UPDATE entry SET sig = NULL") == "42501"
    assert denied(shared, "abe", "UPDATE subject SET day = '2099-01-01' WHERE seq = 6") == "KT001"
    with Book(at(shared, user="abe")) as book:
        record(book, Kind.COMPANY, COMPANY, "note", None, reason="still let in", actor=Actor(name="abe"))


def test_an_index_in_which_the_superuser_left_out_an_entry_is_found(shared: str) -> None:
    """Every answer about the dividend leaves it out, and the log holds."""
    index = "WHERE indexrelid = 'ketsugi.entry_subject_rev'::regclass"
    with psycopg.connect(shared, autocommit=True) as superuser:
        superuser.execute(f"UPDATE pg_index SET indisready = false {index}")
        with Book(shared) as book:
            record(book, Kind.DIVIDEND, DIVIDEND, "note", None, reason="hidden")
        superuser.execute(f"UPDATE pg_index SET indisready = true {index}")
    by_index = f"{shared}{'&' if '?' in shared else '?'}options=-c%20enable_seqscan%3Doff"  # as it is read once it is large
    with Book(by_index) as book, book.reading(snapshot=False) as run:
        assert "note" not in [each.body["event"] for each in entries(run, DIVIDEND)]
        said = [problem.what for problem in verify(run, Depth.REPLAY).problems]
    assert "the entries found by their subjects are not those of the log: an answer about one may leave some out" in said


def test_an_owner_who_is_no_superuser_makes_a_book_and_lets_people_in(databases: Databases) -> None:
    address, owner, person = databases.new(), f"o{databases.ours}", f"p{databases.ours}"
    databases.run(f"CREATE ROLE {owner} LOGIN CREATEROLE")
    databases.run(f"ALTER DATABASE {urlsplit(address).path[1:]} OWNER TO {owner}")
    theirs = Server(at(address, user=owner))
    theirs.prepare()
    assert theirs.grant(person, "staff")
    create(at(address, user=person), name="t", timezone="UTC", now=NOW, actor=person, policy={"signing": "unsigned"})
    assert denied(address, owner, "DELETE FROM entry") == "KT001"
    with Book(at(address, user=owner)).reading() as run:
        assert verify(run, Depth.FULL).ok
    databases.drop(address)
    databases.run(f"DROP ROLE {owner}, {person}")


@pytest.mark.parametrize("role", ["none", "auditor", "staff"])
def test_who_owns_the_tables_keeps_the_rights_in_them(shared: str, role: str) -> None:
    with pytest.raises(WrongWords, match="owns the tables"):
        Server(shared).grant(OWNER, role)
    assert Server(shared).grant("abe", "staff") is False


def test_who_is_to_be_let_out_and_is_misspelt_is_told_and_becomes_no_login(shared: str, databases: Databases) -> None:
    with pytest.raises(NotFound, match="no login abbe"):
        Server(shared).grant("abbe", "none")
    assert databases.run("SELECT 1 FROM pg_roles WHERE rolname = 'abbe'") == []


@pytest.mark.parametrize("login", ["", "a" * 64, "佐" * 22])
def test_a_login_that_the_server_would_cut_or_not_take_is_refused(shared: str, login: str) -> None:
    with pytest.raises(WrongWords, match="1 to 63 bytes"):
        Server(shared).grant(login, "staff")


def test_who_is_let_out_comes_into_the_database_no_more(shared: str, databases: Databases) -> None:
    allowed = "SELECT has_database_privilege('abe', current_database(), 'CONNECT')"
    assert databases.run(allowed, shared) == [(True,)]
    Server(shared).grant("abe", "none")
    assert databases.run(allowed, shared) == [(False,)]


def test_who_may_make_no_login_is_told_to_have_it_made(databases: Databases) -> None:
    address, owner = databases.new(), f"o{databases.ours}"
    databases.run(f"CREATE ROLE {owner} LOGIN")
    databases.run(f"ALTER DATABASE {urlsplit(address).path[1:]} OWNER TO {owner}")
    theirs = Server(at(address, user=owner))
    theirs.prepare()
    with pytest.raises(BookUnusable, match=f"{owner} may make no login there") as told:
        theirs.grant("neuling", "staff")
    assert "createuser neuling" in told.value.remedy
    databases.run("CREATE ROLE neuling LOGIN")
    assert theirs.grant("neuling", "staff") is False
    databases.drop(address)
    databases.run(f"DROP ROLE {owner}, neuling")


@pytest.mark.parametrize("login", ["pg_nobody", "public", "none"])
def test_a_login_that_the_server_keeps_for_itself_is_refused(shared: str, login: str) -> None:
    with pytest.raises(WrongWords, match=f'"{login}" is reserved'):
        Server(shared).grant(login, "staff")
