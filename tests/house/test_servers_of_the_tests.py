"""Whoever ends the tests in their middle is left with no server, and their next run leaves none of its data."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import psycopg
import pytest

from tests import server

ROOT = Path(__file__).parents[2]
LEFT = "from tests import server\nwith server.started() as address:\n    print(address, flush=True)\n    input()"


@pytest.mark.skipif(shutil.which("setpriv") is None, reason="this system does not end a server with who started it")
def test_tests_that_are_killed_leave_no_server_and_the_next_ones_remove_its_data() -> None:
    streams = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    with subprocess.Popen([sys.executable, "-c", LEFT], cwd=ROOT, text=True, **streams) as killed:
        assert killed.stdout is not None
        address = killed.stdout.readline().strip()
        psycopg.connect(address).close()
        killed.kill()
    deadline = time.monotonic() + 60
    while (server._folder(address) / "data/postmaster.pid").exists():
        assert time.monotonic() < deadline, "it still runs"
        time.sleep(0.02)
    mark = server._folder(address) / "in use"
    assert mark.exists()
    os.utime(mark, (0, 0))
    with server._folder_of_our_own(str(mark.parents[1])) as other, server._folder_of_our_own(str(mark.parents[1])):
        assert not mark.parent.exists()
        assert other.exists()
