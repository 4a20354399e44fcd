"""The connection to a server is cut while a command waits for an answer: each says what became of what it was to write."""

from __future__ import annotations

import json
import select
import socket
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import pytest

from tests.commands.conftest import Answer, start
from tests.server import OWNER, Databases
from workflow.server import Server

SAFE = "the connection broke off · try again; nothing was written\n"


class Wire:
    """A connection over the network, which is cut at the first message that holds a word.

    The message ``arrives`` at the server, and its answer is lost; or it is lost itself.  ``gone``: nobody is let through
    from then on.  ``heard``: its answer comes through, and nothing after it.
    """

    def __init__(
        self, address: str, word: bytes = b"COMMIT\0", *, arrives: bool, gone: bool = False, heard: bool = False
    ) -> None:
        parts = urlsplit(address)
        self._server = f"{dict(parse_qsl(parts.query))['host']}/.s.PGSQL.5432"
        self._word, self._arrives, self._gone, self._heard = word, arrives, gone or heard, heard
        self._listens = socket.create_server(("127.0.0.1", 0))
        self.address = f"postgresql://{OWNER}@127.0.0.1:{self._listens.getsockname()[1]}{parts.path}?sslmode=disable"
        self.cut = 0
        self._carrying = [threading.Thread(target=self._serve)]
        self._carrying[0].start()

    def _serve(self) -> None:
        with suppress(OSError):
            while True:
                client, _ = self._listens.accept()
                self._carrying.append(threading.Thread(target=self._carry, args=(client,)))
                self._carrying[-1].start()

    def _carry(self, client: socket.socket) -> None:
        with client, socket.socket(socket.AF_UNIX) as server, suppress(OSError):
            if self.cut and self._gone:
                return
            server.connect(self._server)
            sides = {client: server, server: client}
            while True:
                for one in select.select(sides, (), ())[0]:
                    if not (said := one.recv(1 << 16)):
                        return
                    if one is client and self._word in said and not self.cut:
                        self.cut += 1
                        if self._arrives:
                            server.sendall(said)
                            answer = server.recv(1 << 16)  # it is done, and nobody hears of it
                            client.sendall(answer if self._heard else b"")
                        return
                    sides[one].sendall(said)

    def close(self) -> None:
        """Let nobody in any more."""
        self._listens.shutdown(socket.SHUT_RDWR)
        for thread in self._carrying:
            thread.join()
        self._listens.close()


@pytest.fixture
def empty(databases: Databases) -> Iterator[str]:
    address = databases.new()
    yield address
    databases.drop(address)


def at(address: str, words: Sequence[str]) -> list[str]:
    """A command on the book at an address, which it names in the place of TO, or at its end."""
    said = [address if each == "TO" else each for each in words]
    return said if address in said else [*said, "--book", address]


@pytest.fixture
def cut(empty: str) -> Iterator[Callable[..., Answer]]:
    """``cut("init", arrives=True)``: a command on an empty database, whose connection is cut at its first COMMIT."""
    made: list[Wire] = []

    def run(*words: str, word: bytes = b"COMMIT\0", arrives: bool = False, **more: bool) -> Answer:
        made.append(Wire(empty, word, arrives=arrives, **more))
        with suppress(IndexError):
            words = (
                (*words[: words.index("TO")], made[-1].address, *words[words.index("TO") + 1 :]) if "TO" in words else words
            )
        named = () if made[-1].address in words else ("--book", made[-1].address)
        answer = start(*words, *named)
        assert made[-1].cut == 1
        assert answer.err.count("\n") <= 2, answer.err
        return answer

    yield run
    for wire in made:
        wire.close()


@pytest.fixture
def kept(tmp_path: Path) -> str:
    """A book in a file, of one entry."""
    assert start("init", "--book", str(tmp_path / "kept.db")).code == 0
    return str(tmp_path / "kept.db")


def entries(address: str) -> int:
    found = start("verify", "--json", "--book", address)
    return int(json.loads(found.out)["entries"]) if found.out else 0


BEGINNINGS = {
    "init": ("init",),
    "copy": ("book", "copy", "TO", "--book", "KEPT"),
    "restore": ("book", "restore", "KEPT", "--reason", "the disk died"),
}
"""Each way to begin a book on a server; TO is where, KEPT a file that it is made from."""


@pytest.mark.parametrize("how", BEGINNINGS)
def test_a_book_whose_commit_arrived_is_there_and_said_to_be(
    how: str, cut: Callable[..., Answer], kept: str, empty: str
) -> None:
    answer = cut(*(kept if each == "KEPT" else each for each in BEGINNINGS[how]), arrives=True)
    assert (answer.code, "broke off" in answer.err) == (0, False)
    assert entries(empty) == (2 if how == "restore" else 1)


@pytest.mark.parametrize("how", BEGINNINGS)
def test_a_book_whose_commit_never_arrived_is_not_there_and_can_be_begun_again(
    how: str, cut: Callable[..., Answer], kept: str, empty: str
) -> None:
    words = [kept if each == "KEPT" else each for each in BEGINNINGS[how]]
    answer = cut(*words)
    assert (answer.code, answer.out) == (5, "")
    assert answer.err.endswith(SAFE)
    assert start("list", "--book", empty).code == 7
    assert start(*at(empty, words)).code == 0


@pytest.mark.parametrize("how", BEGINNINGS)
def test_where_nobody_can_tell_it_is_said_which_entry_to_look_for(how: str, cut: Callable[..., Answer], kept: str) -> None:
    answer = cut(*(kept if each == "KEPT" else each for each in BEGINNINGS[how]), arrives=True, gone=True)
    last = 2 if how == "restore" else 1
    assert (answer.code, answer.out) == (7, "")
    assert f"whether entry {last} was recorded is not known · before you repeat it look" in answer.err


def test_a_restore_that_is_done_is_said_though_the_server_is_gone_right_after_it(
    cut: Callable[..., Answer], kept: str, empty: str
) -> None:
    answer = cut("book", "restore", kept, "--reason", "the disk died", arrives=True, heard=True)
    assert (answer.code, answer.out.startswith("restored 1 entry to ")) == (0, True)
    assert entries(empty) == 2


def test_tables_whose_commit_is_lost_are_looked_up_as_well(cut: Callable[..., Answer], empty: str) -> None:
    never = cut("book", "create")
    assert (never.code, never.err.endswith(SAFE)) == (5, True)
    assert "no book at" in start("list", "--book", empty).err
    unknown = cut("book", "create", gone=True)
    assert (unknown.code, "whether the tables were made is not known · repeat it" in unknown.err) == (7, True)
    assert cut("book", "create", arrives=True).code == 0
    assert "no entry yet" in start("list", "--book", empty).err


def test_an_upgrade_whose_commit_is_lost_is_looked_up_as_well(
    cut: Callable[..., Answer], empty: str, databases: Databases
) -> None:
    Server(empty).prepare()
    databases.run("DROP TRIGGER entry_is_not_changed ON entry", empty)
    never = cut("book", "upgrade")
    assert (never.code, never.err.endswith(SAFE)) == (5, True)
    done = cut("book", "upgrade", arrives=True)
    assert (done.code, "brought to this version" in done.out) == (0, True)
    assert "of this version already" in start("book", "upgrade", "--book", empty).out


@pytest.mark.parametrize("word", [b"pg_advisory_xact_lock", b"INSERT INTO entry", b"INSERT INTO subject"])
def test_a_step_that_is_cut_before_its_commit_wrote_nothing_and_says_so(
    word: bytes, cut: Callable[..., Answer], empty: str
) -> None:
    start("init", "--book", empty)
    words = ("company", "add", "IIJ", "--name", "IIJ", "--jurisdiction", "JP", "--timezone", "Asia/Tokyo")
    answer = cut(*words, word=word, arrives=True)
    assert (answer.code, answer.out) == (5, "")
    assert answer.err.endswith(SAFE)
    assert entries(empty) == 1


@pytest.mark.parametrize("word", [b"CREATE TABLE", b"CREATE POLICY"])
def test_tables_that_are_cut_in_the_making_are_not_there(word: bytes, cut: Callable[..., Answer], empty: str) -> None:
    answer = cut("book", "create", word=word)
    assert (answer.code, answer.err.endswith(SAFE)) == (5, True)
    assert "no book at" in start("list", "--book", empty).err
