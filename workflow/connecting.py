"""A connection to the server of a book, and how the statements of the program are run on it.

Source: PostgreSQL 17, sections 19.11.1 (timeouts of a client), 34.1.2 (what an address may say), appendix A (SQLSTATE).
"""

from __future__ import annotations

import random
import re
import time
from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING, Any, Final

from states.errors import needs
from workflow import sql
from workflow.plainly import BROKEN_OFF, BUSY_SECONDS, server_said
from workflow.sql import Row, Run, ServerSaid

if TYPE_CHECKING:
    import psycopg

SCHEMA: Final = "ketsugi"
_SETTINGS: Final = f"""
SET search_path TO {SCHEMA}, pg_temp;
SET lock_timeout TO '{BUSY_SECONDS}s';
SET TimeZone TO 'UTC';
SET idle_in_transaction_session_timeout TO """  # pg_temp last: a temporary table never stands in for one of ours
_PATIENT: Final = "'10min'"  # who only reads may look at a page meanwhile; who begins a book, be asked for a signature
_BRIEF: Final = "'1min'"  # everybody waits for who writes: nobody is asked anything meanwhile
_TRIES: Final = 5
_LATER: Final = ("57P03", "53300")  # it is starting, or has no room: the same is asked again after a pause
_IGNORED: Final = "25P02"  # what fails in a transaction is told again and again, without its reason


def connect(address: str, *, writes: bool = False) -> psycopg.Connection[Row]:
    """A connection that begins and ends its transactions as it is told; one that ``writes`` may not sit idle in one.

    Raises:
        ServerSaid: the server cannot be reached, or does not know the visitor.
    """
    try:
        import psycopg
    except ModuleNotFoundError:
        raise needs("a book on a server", "psycopg", "postgres") from None
    for left in range(_TRIES - 1, -1, -1):
        try:
            made = psycopg.connect(
                address, autocommit=True, connect_timeout=10, application_name="ketsugi", client_encoding="UTF8"
            )
            made.execute(_SETTINGS + (_BRIEF if writes else _PATIENT))
            return made
        except psycopg.Error as error:
            said = server_said(error)
            if not left or said.state not in _LATER:
                raise said from error
            time.sleep(random.randint(100, 500) * (_TRIES - left) / 1000)  # noqa: S311  # apart from others who wait
    raise AssertionError


def running(connection: Any) -> Run:
    """Runs the statements of the program on a connection, in the spelling of PostgreSQL."""
    import psycopg

    failed: ServerSaid | None = None

    def run(text: str, values: Mapping[str, Any]) -> list[Row]:
        nonlocal failed
        try:
            cursor = connection.execute(spelled(text), values or None)
            return cursor.fetchall() if cursor.description else []
        except psycopg.Error as error:
            said = server_said(error)
            if said.state == _IGNORED and failed is not None:
                raise failed from error
            failed = ServerSaid(str(said), BROKEN_OFF) if connection.closed and not said.state else said
            raise failed from error

    return run


@cache
def spelled(text: str) -> str:
    """A statement in the spelling of PostgreSQL."""
    return re.sub(r"(?<!:):(\w+)", r"%(\1)s", sql.ON_A_SERVER.get(text, text))
