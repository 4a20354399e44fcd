"""``doctor`` on a server: each setting is changed, each right taken, on a real one."""

from __future__ import annotations

import datetime as dt
import os
import socket
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

import workflow.doctor
from tests import server
from tests.commands.conftest import NOW, Answer, Typist, start
from tests.commands.test_doctor import PLAIN, asked, says, told, wrong
from tests.conftest import everything_in
from tests.server import Databases, at
from workflow.book import Book

CAREFUL = ("fsync", "full_page_writes", "synchronous_commit")


@pytest.fixture(scope="module")
def own() -> Iterator[tuple[str, Databases]]:
    """A book on a server of its own that is set as one should be."""
    with server.started(quick=False) as address:
        databases = Databases(address)
        book = databases.new()
        assert start("init", "--book", book).code == 0
        yield book, databases


def ask(address: str) -> Answer:
    return start("doctor", "--json", "--book", address, env=PLAIN)


def test_nothing_is_wrong_with_a_server_that_is_set_as_it_should_be(own: tuple[str, Databases]) -> None:
    book, _ = own
    before = everything_in(Book(book))
    answer = ask(book)
    assert wrong(answer) == []
    assert [point["about"] for point in told(answer)] == ["installation", "clock", "server", "book", "log"]
    assert "as keeper, a superuser, without TLS through a local socket" in answer.out
    assert everything_in(Book(book)) == before


@pytest.mark.parametrize("name", CAREFUL)
def test_a_server_that_may_lose_what_it_confirmed_is_a_fault(own: tuple[str, Databases], name: str) -> None:
    book, databases = own
    databases.run(f"ALTER SYSTEM SET {name} = off")
    try:
        databases.run("SELECT pg_reload_conf()")
        answer = ask(book)
        while not wrong(answer):  # the server reads it in its own time
            answer = ask(book)
    finally:
        databases.run(f"ALTER SYSTEM RESET {name}")
        databases.run("SELECT pg_reload_conf()")
    assert wrong(answer) == [("server", "fault")]
    assert says(answer).startswith(f"{name} is off: ")
    assert answer.code == 7


def test_a_setting_of_the_database_alone_is_seen_as_well(own: tuple[str, Databases]) -> None:
    book, databases = own
    name = urlsplit(book).path[1:]
    databases.run(f"ALTER DATABASE {name} SET synchronous_commit = off")
    try:
        assert says(ask(book)).startswith("synchronous_commit is off")
        databases.run(f"ALTER DATABASE {name} SET synchronous_commit = local")
        assert wrong(ask(book)) == [], "it is on the disk of the server that confirms it"
    finally:
        databases.run(f"ALTER DATABASE {name} RESET synchronous_commit")


def test_who_asks_is_told_as_whom_the_server_knows_them(own: tuple[str, Databases]) -> None:
    book, databases = own
    databases.let_in(book, "abe")
    databases.run("CREATE ROLE goto LOGIN")
    staff = ask(at(book, user="abe"))
    assert wrong(staff) == []
    assert "as abe, without TLS" in staff.out
    assert wrong(ask(at(book, user="goto"))) == [("book", "fault")]
    assert "nobody" in says(ask(at(book, user="nobody")))


def test_a_guard_that_was_taken_away_is_a_fault_that_the_owner_can_mend(own: tuple[str, Databases]) -> None:
    book, databases = own
    databases.run("DROP TRIGGER entry_follows_the_last ON entry", book)
    answer = ask(book)
    assert wrong(answer) == [("book", "fault"), ("log", "fault")]
    assert "ketsugi book upgrade" in says(answer)
    assert start("book", "upgrade", "--book", book).code == 0
    assert wrong(ask(book)) == []


@pytest.mark.parametrize("might", ["SUPERUSER", "BYPASSRLS", "IN ROLE keeper", "IN ROLE pg_write_all_data"])
def test_who_is_let_in_and_may_pass_over_the_guards_is_a_warning(own: tuple[str, Databases], might: str) -> None:
    book, databases = own
    databases.run(f"CREATE ROLE mighty LOGIN {might}")
    assert wrong(ask(book)) == [], "not let in"
    databases.let_in(book, "mighty")
    answer = ask(book)
    databases.known.clear()
    databases.run("DROP OWNED BY mighty; DROP ROLE mighty", book)
    assert wrong(answer) == [("book", "warning")]
    assert "what guards the book: mighty" in says(answer)


def test_a_right_that_nobody_is_let_in_with_is_a_fault_and_taken_back_by_upgrade(own: tuple[str, Databases]) -> None:
    book, databases = own
    databases.run("GRANT UPDATE ON entry TO PUBLIC", book)
    assert wrong(ask(book)) == [("book", "fault"), ("log", "fault")]
    assert "or a right in it" in says(ask(book))
    done = start("book", "upgrade", "--book", book)
    assert (done.code, done.err.splitlines()[0]) == (0, "put back, because it was gone or changed: the rights in entry")
    assert done.out.startswith(f"{book}: brought to this version · 1 entry, head ")
    assert done.err.splitlines()[1] == f"next: ketsugi verify --book {book}"
    assert wrong(ask(book)) == []


def test_a_book_that_cannot_hold_every_letter_is_a_fault(own: tuple[str, Databases]) -> None:
    _, databases = own
    name = f"{databases.ours}_latin"
    databases.run(f"CREATE DATABASE {name} ENCODING 'LATIN1' LC_COLLATE 'C' LC_CTYPE 'C' TEMPLATE template0")
    answer = ask(at(databases.address, name))
    assert ("server", "fault") in wrong(answer)
    assert "LATIN1" in says(answer)


def test_tables_without_an_entry_are_a_book_that_is_not_begun(own: tuple[str, Databases]) -> None:
    _, databases = own
    empty = databases.new()
    assert "no book at" in says(ask(empty))
    assert start("book", "create", "--book", empty).code == 0
    assert wrong(ask(empty)) == [("log", "warning")]
    assert "ketsugi init" in says(ask(empty))


def test_a_log_that_was_emptied_is_no_book_to_begin(own: tuple[str, Databases]) -> None:
    _, databases = own
    address = databases.new()
    start("init", "--book", address)
    start("company", "add", "X", "--name", "X", "--jurisdiction", "JP", "--timezone", "Asia/Tokyo", "--book", address)
    databases.tamper("DELETE FROM entry", address)
    answer = ask(address)
    assert (wrong(answer), "init" in says(answer)) == ([("log", "fault")], False)
    assert start("verify", "--book", address).code == 6


def test_a_server_that_is_too_old_is_a_fault(own: tuple[str, Databases], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workflow.doctor, "OLDEST_SERVER", 99)
    answer = Typist(own[0], now=dt.datetime.now(dt.UTC)).run("doctor", "--json", env=PLAIN)
    assert wrong(answer) == [("server", "fault")]
    assert "use PostgreSQL 99 or newer" in says(answer)


def test_the_clock_of_the_server_is_held_against_that_of_this_computer(own: tuple[str, Databases]) -> None:
    for now in (NOW, dt.datetime.now(dt.UTC) + dt.timedelta(days=2)):
        answer = Typist(own[0], now=now).run("doctor", "--json", env=PLAIN)
        assert ("clock", "warning") in wrong(answer)
        assert "that of the server says" in says(answer)


def test_without_the_driver_the_extra_is_named(own: tuple[str, Databases], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "psycopg", None)
    answer = Typist(own[0]).run("doctor", "--json", env=PLAIN)
    assert wrong(answer) == [("book", "fault")]
    assert "uv tool install '.[postgres]'" in says(answer)


@pytest.mark.skipif(os.getuid() != 0, reason="the server runs under the account of the tests")
def test_a_server_that_cannot_be_reached_is_told_with_the_reason(own: tuple[str, Databases]) -> None:
    answer = asked(own[0])  # by somebody who may not enter the folder of its socket
    assert wrong(answer) == [("book", "fault")]
    assert "Permission denied" in says(answer)


def test_an_address_with_a_password_is_told_without_it() -> None:
    answer = ask("postgresql://sato:geheim@db.example/book")
    assert wrong(answer) == [("book", "fault")]
    assert "geheim" not in answer.out


# ── What takes a server that stops ──


@pytest.fixture
def stopping(own: tuple[str, Databases]) -> Iterator[tuple[str, Path]]:
    """The book on a server that a test may stop and set otherwise, and the folder of its data."""
    book, _ = own
    data = Path(dict(parse_qsl(urlsplit(book).query))["host"]) / "data"
    kept = (data / "pg_hba.conf").read_text()
    try:
        yield book, data
    finally:
        server.kill(book)
        (data / "standby.signal").unlink(missing_ok=True)
        (data / "pg_hba.conf").write_text(kept)
        server.restart(book)


def test_a_server_that_is_not_there_is_told_and_the_rest_is_looked_at(stopping: tuple[str, Path]) -> None:
    book, _ = stopping
    server.kill(book)
    answer = ask(book)
    assert wrong(answer) == [("book", "fault")]
    assert "cannot be reached" in says(answer)
    assert told(answer)[0]["about"] == "installation"


def test_a_copy_that_can_only_be_read_is_told(stopping: tuple[str, Path]) -> None:
    book, data = stopping
    server.kill(book)
    (data / "standby.signal").touch()
    server.restart(book)
    answer = ask(book)
    assert wrong(answer) == [("server", "fault")]
    assert "can only be read" in says(answer)
    assert "1 entry" in answer.out


@pytest.fixture
def by_network(stopping: tuple[str, Path]) -> Callable[[str], str]:
    """The address of the book by a network address of this computer, which no other reaches; it has a certificate."""
    book, data = stopping
    key, now = ec.generate_private_key(ec.SECP256R1()), dt.datetime.now(dt.UTC)
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "db.example")])
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now)
        .not_valid_after(now + dt.timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    secret = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    owner = data.stat()
    for file, content in (("server.key", key.private_bytes(*secret)), ("server.crt", certificate.public_bytes(secret[0]))):
        (data / file).write_bytes(content)
        (data / file).chmod(0o600)
        os.chown(data / file, owner.st_uid, owner.st_gid)
    with (data / "pg_hba.conf").open("a") as rules:
        rules.writelines(f"host all all {each}/32 trust\n" for each in ("127.0.0.1", outward()))
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    server.kill(book)
    server.restart(book, f"-c listen_addresses=127.0.0.1,{outward()} -p {port} -c ssl=on")
    return lambda host: f"postgresql://keeper@{host}:{port}{urlsplit(book).path}"


def outward() -> str:
    """The address of this computer's network card."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asking:
        try:
            asking.connect(("192.0.2.1", 9))  # nothing is sent
        except OSError:
            pytest.skip("NOT TESTED: a connection without TLS. This computer has no network card")
        return str(asking.getsockname()[0])


def test_a_connection_that_others_can_listen_to_is_warned_of(by_network: Callable[[str], str]) -> None:
    card = outward()
    bare = ask(f"{by_network(card)}?sslmode=disable")
    assert wrong(bare) == [("server", "warning")]
    assert "sslmode=verify-full" in says(bare)
    assert wrong(ask(f"{by_network(card)}?sslmode=require")) == []
    assert wrong(ask(f"{by_network('127.0.0.1')}?sslmode=disable")) == [], "it does not leave this computer, or is tunnelled"


def test_a_certificate_that_is_missing_here_is_named_with_its_file(by_network: Callable[[str], str], tmp_path: Path) -> None:
    address = f"{by_network('127.0.0.1')}?sslmode=verify-full"
    answer = start("list", "--book", address, env={**PLAIN, "HOME": str(tmp_path)})
    assert (answer.code, answer.err.count("\n")) == (7, 1)
    assert f'root certificate file "{tmp_path}/.postgresql/root.crt" does not exist' in answer.err
    named = start("list", "--book", f"{address}&sslrootcert={tmp_path}/mine.crt", env=PLAIN)
    assert f'root certificate file "{tmp_path}/mine.crt" does not exist' in named.err
