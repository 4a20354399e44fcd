"""Waiting for the write lock of a file so that whoever waits can give up."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping
from typing import Any, Final

from workflow.sql import Row, Run

BEGIN: Final = "BEGIN IMMEDIATE"  # read-then-write under a deferred BEGIN lets two writers win
TURN: Final = 500  # milliseconds


def patient(execute: Run, seconds: int) -> Run:
    """Runs statements, and waits up to ``seconds`` for the write lock, in turns: while SQLite waits, Ctrl-C is not heard."""
    most = int(seconds * 1000)  # milliseconds
    turns = -(-most // TURN)

    def run(text: str, values: Mapping[str, Any]) -> Iterable[Row]:
        if text is not BEGIN:
            return execute(text, values)
        execute(f"PRAGMA busy_timeout = {most // turns}", {})
        try:
            for left in reversed(range(turns)):
                try:
                    return execute(BEGIN, {})
                except sqlite3.OperationalError as error:
                    if not left or error.sqlite_errorname != "SQLITE_BUSY":
                        raise
            raise AssertionError
        finally:
            execute(f"PRAGMA busy_timeout = {most}", {})

    return run
