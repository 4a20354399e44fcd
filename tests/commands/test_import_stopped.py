"""A large import that is stopped, killed or cut off leaves nothing; meanwhile a person sees how far it is."""

from __future__ import annotations

import os
import pty
import re
import select
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psycopg
import pytest

import cli
from tests.commands.conftest import DESK, SCRIPT, Typist, _environment
from tests.server import anonymous
from workflow.plainly import BUSY_SECONDS
from workflow.render.plain import safe
from workflow.server import LOCK

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL and SIGINT")
DIVIDENDS = 250
HEAD = """\
[company]
ref = "IIJ"
name = "Internet Initiative Japan Inc."
jurisdiction = "JP"
timezone = "Asia/Tokyo"
articles = { public = true, listed = true, record_dates_fixed = true }
[meeting]
ref = "AGM"
kind = "ordinary"
day = 2018-06-28
voting_record_on = 2018-03-31
board_on = 2018-05-24
"""
BIRTH = """\
[[dividend]]
ref = "D{number:04}"
route = "meeting"
meeting = "AGM"
fiscal_year_end = 2018-03-31
record_on = 2018-03-31
effective_on = 2018-06-29
currency = "JPY"
lines = [{{ per_share = "13.50", total = "608 million" }}]
"""
VOUCHED = 'attest = { distributable_amount = "worksheet", net_assets = "balance sheet" }'
CONVENED = '[[event]]\nsubject = "AGM"\nevent = "convene"\non = 2018-06-07\n'
LIFE = (("resolve", "2018-05-24", VOUCHED), ("approve", "2018-06-28", ""), ("suspend", "2018-06-29", 'reason = "x"'))
LIFE += (("resume", "2018-06-30", ""),)
MIDDLE = rb" [45]\d%"  # what is shown meanwhile
STEPS = 3 + DIVIDENDS * (1 + len(LIFE))


@pytest.fixture(scope="module")
def large(tmp_path_factory):
    """A case file of more than a thousand steps."""
    path = tmp_path_factory.mktemp("large") / "case.toml"
    events = [
        f'[[event]]\nsubject = "D{number:04}"\nevent = "{event}"\non = {on}\n{more}\n'
        for number in range(DIVIDENDS)
        for event, on, more in LIFE
    ]
    path.write_text("".join([HEAD, *(BIRTH.format(number=number) for number in range(DIVIDENDS)), CONVENED, *events]))
    return path


@pytest.fixture
def empty(desk_at):
    desk = desk_at("empty")
    desk.done("list")  # on a server, who types is let in
    return desk


def holds_the_lock(desk) -> bool:
    """Whether somebody is writing to the book just now."""
    if desk.databases is None:
        return Path(f"{desk.book}-journal").exists()
    ((count,),) = desk.sql("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND granted")
    return count > 0


class Import:
    """An import in a process of its own, with a terminal for what is said aside, which has begun to write."""

    def __init__(self, desk, case) -> None:
        words = ["--book", str(desk.book), "import", str(case)]
        self.out, self.said = tempfile.TemporaryFile(), b""  # noqa: SIM115  # no pipe that could be full
        self.screen, terminal = pty.openpty()
        streams = {"stdout": self.out, "stderr": terminal, "stdin": subprocess.DEVNULL}
        self.process = subprocess.Popen([SCRIPT, *words], env=_environment({}), start_new_session=True, **streams)
        os.close(terminal)
        deadline = time.monotonic() + 60
        while not holds_the_lock(desk):
            assert self.process.poll() is None, self.ends()
            assert time.monotonic() < deadline, "it never began to write"
            time.sleep(0.01)

    def listen(self) -> bool:
        """Take in what it says next; whether it may say more."""
        assert select.select([self.screen], [], [], 60)[0], "it says nothing more, and does not end"
        try:
            piece = os.read(self.screen, 65536)
        except OSError:  # Linux says so when the last writer is gone
            piece = b""
        self.said += piece
        return bool(piece)

    def until(self, shown: bytes) -> None:
        """Wait until it shows that."""
        while not re.search(shown, self.said):
            assert self.listen(), self.said

    def ends(self) -> tuple[int, str, list[str]]:
        """Its exit code, what it answers, and the last line that it says aside."""
        while self.listen():
            pass
        os.close(self.screen)
        with self.out:
            code = self.process.wait(60)
            self.out.seek(0)
            return code, self.out.read().decode(), self.said.decode().splitlines()[-1:]


def settled(desk) -> list[dict]:
    """The entries of a book, once nobody writes any more, which is whole."""
    deadline = time.monotonic() + 60
    while desk.databases is not None and holds_the_lock(desk):
        assert time.monotonic() < deadline, "the server still holds what nobody is connected to"
        time.sleep(0.01)
    assert desk.done("verify", "--quick", "--json").json["ok"] is True
    return desk.entries()


@pytest.mark.parametrize("shown", [b"", MIDDLE], ids=["as it begins", "in the middle"])
def test_an_import_that_is_killed_leaves_nothing(empty, large, shown):
    running = Import(empty, large)
    running.until(shown)
    os.kill(running.process.pid, signal.SIGKILL)
    assert running.ends()[0] == -signal.SIGKILL
    assert len(settled(empty)) == 1
    assert empty.done("list").out == ""


def test_an_import_that_nobody_stops_is_whole_and_shows_how_far_it_is(empty, large):
    """What the tests beside it would see if nothing were stopped."""
    running = Import(empty, large)
    code, out, err = running.ends()
    assert f"entries  [{'#' * 36}]  100%".encode() in running.said
    assert (code, err) == (0, [f"next: ketsugi list --book {safe(str(empty.book))}"])
    assert len(out.splitlines()) == STEPS
    assert f"entry {STEPS + 1}" in out
    assert len(settled(empty)) == STEPS + 1


def test_ctrl_c_stops_an_import_in_one_line_and_nothing_is_written(empty, large):
    running = Import(empty, large)
    running.until(MIDDLE)
    os.kill(running.process.pid, signal.SIGINT)
    assert running.ends() == (130, "", ["stopped by Ctrl-C · nothing was written"])
    assert len(settled(empty)) == 1


@pytest.fixture
def at_a_server(databases, stages_on_a_server):
    address = databases.new(stages_on_a_server["empty"])
    desk = Typist(anonymous(address), databases=databases)
    desk.done("list")
    yield desk
    databases.drop(address)


def test_a_connection_that_breaks_off_in_the_middle_of_an_import_leaves_nothing(at_a_server, large):
    running = Import(at_a_server, large)
    running.until(MIDDLE)
    at_a_server.sql(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
        " WHERE application_name = 'ketsugi' AND datname = current_database()"
    )
    code, out, err = running.ends()
    assert (code, out) == (5, "")
    assert err[0].startswith("error: ")
    assert "nothing was written" in err[0]
    assert len(settled(at_a_server)) == 1


@pytest.mark.of_a_file
def test_at_a_terminal_a_step_on_very_many_shows_how_far_it_is(empty, large, tmp_path):
    (tmp_path / "drafts.toml").write_text("".join([HEAD, *(BIRTH.format(number=number) for number in range(1_000))]))
    empty.done("import", str(tmp_path / "drafts.toml"))
    words = ("withdraw", "--of", "AGM", "--on", "2018-05-24")
    assert "[" not in empty.script(*words, "--dry-run").err
    shown = empty.terminal(*words)
    assert "100%" in shown
    assert shown.count("recorded: withdraw ") == 1_000


@pytest.mark.of_a_file
def test_at_a_terminal_what_is_soon_done_shows_no_bar(empty, tmp_path):
    (tmp_path / "drafts.toml").write_text(HEAD + BIRTH.format(number=1))
    assert "0%" not in empty.terminal("import", str(tmp_path / "drafts.toml"))


# ── Ctrl-C, or the system, elsewhere ──


@pytest.fixture
def held(empty):
    """A desk at whose book somebody else holds the write lock."""
    if empty.databases is None:
        connection = sqlite3.connect(empty.book, isolation_level=None)
        connection.execute("BEGIN IMMEDIATE")
    else:
        connection = psycopg.connect(str(empty.book))
        connection.execute(LOCK)
    yield empty
    connection.close()


def waits(desk, process) -> bool:
    """Whether a process waits for that lock."""
    if desk.databases is not None:
        ((count,),) = desk.sql("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted")
        return count > 0
    opened = [each for each in Path(f"/proc/{process.pid}/fd").iterdir() if os.path.realpath(each) == str(desk.book)]
    flags = [Path(f"/proc/{process.pid}/fdinfo/{each.name}").read_text() for each in opened]
    return any(int(text.split("flags:")[1].split()[0], 8) & os.O_RDWR for text in flags)


@pytest.mark.skipif(not Path("/proc/self/fdinfo").exists(), reason="looks at what the process has open")
@pytest.mark.parametrize(("how", "code", "by"), [(signal.SIGINT, 130, "Ctrl-C"), (signal.SIGTERM, 143, "the system")])
def test_who_waits_for_another_can_give_up_at_once_and_nothing_is_written(held, how, code, by):
    words = [SCRIPT, "--book", str(held.book), "company", "add", "X", "--name", "X"]
    process = subprocess.Popen(words, env=_environment({}), stdout=-1, stderr=-1)
    deadline = time.monotonic() + 60
    while not waits(held, process):
        assert process.poll() is None, process.communicate()
        assert time.monotonic() < deadline, "it never waited"
        time.sleep(0.05)
    begun = time.monotonic()
    process.send_signal(how)
    out, err = process.communicate(timeout=60)
    assert (process.returncode, out, err.decode()) == (code, b"", f"stopped by {by} · nothing was written\n")
    assert time.monotonic() - begun < BUSY_SECONDS / 3


def test_the_command_that_tells_what_is_recorded_is_for_the_same_book(tmp_path, monkeypatch, capsys):
    def stopped(*_args, **_more):
        raise KeyboardInterrupt

    desk = Typist(tmp_path / "a.db")
    desk.done("init")
    monkeypatch.setattr("workflow.queries.listing", stopped)
    code = DESK.main(["list", "--book", str(desk.book)], prog_name="ketsugi", obj=cli.Office(), standalone_mode=False)
    said = f"stopped by Ctrl-C · what is recorded: ketsugi log --book {desk.book}\n"
    assert (code, capsys.readouterr().err) == (130, said)


@pytest.mark.parametrize(("how", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_copy_that_is_stopped_leaves_nothing_behind(empty, large, tmp_path, how, code):
    empty.done("import", str(large))
    (tmp_path / "kept").mkdir()
    words = [SCRIPT, "--book", str(empty.book), "book", "backup", str(tmp_path / "kept" / "a.db")]
    process = subprocess.Popen(words, env=_environment({}), stdout=-1, stderr=-1)
    while not list((tmp_path / "kept").iterdir()):
        assert process.poll() is None, process.communicate()
        time.sleep(0.01)
    process.send_signal(how)
    out, err = process.communicate(timeout=60)
    assert (process.returncode, out) == (code, b""), err
    assert list((tmp_path / "kept").iterdir()) == []
