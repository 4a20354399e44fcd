"""Tables, migrations, statements and the fingerprint speak of one schema."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine
from sqlmodel import SQLModel

import workflow.tables  # fills the metadata
from workflow import book as books
from workflow import sql
from workflow.book import Book
from workflow.protection import APPLICATION_ID, FINGERPRINT, REVISION, SCHEMA_VERSION, TRIGGERS, fingerprint

pytestmark = pytest.mark.of_a_file

OpenAt = Callable[[str], Book]
OURS = ("entry", "subject", "document")


@pytest.fixture
def raw(book: Book) -> sqlite3.Connection:
    return sqlite3.connect(book.path, isolation_level=None)


def schema_of(connection: sqlite3.Connection) -> dict[str, str]:
    """Every table and index of ours as SQLite has it on record, whatever its spacing."""
    found = connection.execute("SELECT name, tbl_name, sql FROM sqlite_master WHERE type <> 'trigger' AND sql IS NOT NULL")
    return {name: re.sub(r"\s+", "", text) for name, table, text in found if table in OURS}


def test_the_migrations_make_what_the_tables_declare(raw: sqlite3.Connection) -> None:
    declared = create_engine("sqlite://")
    SQLModel.metadata.create_all(declared, tables=[SQLModel.metadata.tables[name] for name in OURS])
    with declared.connect() as connection:
        assert schema_of(raw) == schema_of(connection.connection.dbapi_connection)  # type: ignore[arg-type]
    declared.dispose()


def test_alembic_sees_no_difference_between_a_fresh_book_and_the_tables(book: Book) -> None:
    engine = create_engine(f"sqlite:///{book.path}")
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
        assert compare_metadata(context, SQLModel.metadata) == []
    engine.dispose()


def test_the_tables_of_the_program_are_the_tables_of_the_metadata() -> None:
    assert set(SQLModel.metadata.tables) == set(OURS)
    assert workflow.tables.Entry.__tablename__ == "entry"


def test_the_program_works_with_the_newest_migration() -> None:
    config = Config()
    config.set_main_option("script_location", "workflow:migrations")
    scripts = ScriptDirectory.from_config(config)
    assert scripts.get_heads() == [REVISION]
    assert len(list(scripts.walk_revisions())) == SCHEMA_VERSION


def test_a_fresh_book_carries_the_mark_the_version_and_the_revision_of_the_program(raw: sqlite3.Connection) -> None:
    found = [raw.execute(text).fetchone()[0] for text in ("PRAGMA application_id", "PRAGMA user_version")]
    assert found == [APPLICATION_ID, SCHEMA_VERSION]
    assert raw.execute("SELECT version_num FROM alembic_version").fetchall() == [(REVISION,)]
    assert Path(raw.execute("PRAGMA database_list").fetchone()[2]).read_bytes()[68:72] == b"KTSG"


def test_a_fresh_book_has_the_fingerprint_of_the_program(book: Book) -> None:
    with book.reading() as run:
        assert fingerprint(run) == FINGERPRINT


@pytest.mark.parametrize(
    "change",
    [
        *(f"DROP TRIGGER {name}" for name in TRIGGERS),
        "DROP INDEX entry_subject_rev",
        "DROP INDEX subject_state_day",
        "DROP TABLE alembic_version",
        "CREATE TABLE extra (x)",
        "CREATE INDEX extra ON subject (label)",
        "CREATE VIEW extra AS SELECT 1",
        "CREATE TRIGGER extra AFTER INSERT ON entry BEGIN DELETE FROM subject WHERE 0; END",
        "CREATE TRIGGER sqlites AFTER INSERT ON entry BEGIN DELETE FROM subject WHERE 0; END",
        "ALTER TABLE subject ADD COLUMN extra TEXT",
    ],
)
def test_any_change_of_the_schema_changes_the_fingerprint(raw: sqlite3.Connection, change: str) -> None:
    raw.execute(change)
    assert fingerprint(raw.execute) != FINGERPRINT


def test_the_spacing_of_a_trigger_does_not_matter_but_its_words_do(raw: sqlite3.Connection) -> None:
    name, text = "entry_is_not_edited", TRIGGERS["entry_is_not_edited"].strip()
    raw.execute(f"DROP TRIGGER {name}")
    raw.execute(text.replace("\n", "\n\t  "))
    assert fingerprint(raw.execute) == FINGERPRINT
    raw.execute(f"DROP TRIGGER {name}")
    raw.execute(text.replace("BEFORE UPDATE", "BEFORE UPDATE OF sig"))
    assert fingerprint(raw.execute) != FINGERPRINT


@pytest.mark.parametrize("name", sql.STATEMENTS)
def test_every_statement_of_the_program_can_be_prepared_on_a_fresh_book(raw: sqlite3.Connection, name: str) -> None:
    text = sql.STATEMENTS[name]
    raw.execute(f"EXPLAIN {text}", dict.fromkeys(re.findall(r":(\w+)", text)))


def test_no_statement_is_missing_from_the_list() -> None:
    texts = {name for name, value in vars(sql).items() if isinstance(value, str) and name.isupper()}
    assert set(sql.STATEMENTS) == texts
    assert len(texts) >= 9


@pytest.mark.parametrize(
    "name",
    ["APPLIED_OF", "LOG_OF", "HEAD", "BODY", "LOG_AFTER", "LOG_BYTES_FROM", "SUBJECT", "IN_STATE"]
    + ["DOCUMENT", "DATA", "DATA_IN", "DOCUMENT_AFTER", "KEEP_DOCUMENT", "ERASE_DOCUMENT"],
)
def test_a_statement_that_a_person_waits_for_uses_an_index_and_never_reads_the_whole_log(
    raw: sqlite3.Connection, name: str
) -> None:
    text = sql.STATEMENTS[name]
    plan = raw.execute(f"EXPLAIN QUERY PLAN {text}", dict.fromkeys(re.findall(r":(\w+)", text), 1)).fetchall()
    steps = [step for *_, step in plan]
    if name != "HEAD":  # walks the key backwards and stops at the first row
        assert not [step for step in steps if step.startswith("SCAN") and step != "SCAN CONSTANT ROW"], steps


def test_a_writer_is_durable_through_a_power_cut_and_its_log_readable_without_a_right_to_write(book: Book) -> None:
    with book, book.writing() as run:
        found = {name: next(iter(run(f"PRAGMA {name}", {})))[0] for name in WANTED}
    assert found == WANTED


WANTED = {"journal_mode": "delete", "synchronous": 3, "recursive_triggers": 1, "foreign_keys": 1, "cell_size_check": 1}
WANTED |= {"secure_delete": 1, "cache_spill": 65535}  # of a multiple of 256 SQLite would hear OFF


def test_a_writer_holds_the_lock_from_its_first_statement(book: Book) -> None:
    with book, book.writing():
        other = sqlite3.connect(book.path, timeout=0, isolation_level=None)
        with pytest.raises(sqlite3.OperationalError, match="locked"):
            other.execute("BEGIN IMMEDIATE")
        other.close()


def test_a_writer_waits_as_long_as_it_says(book: Book) -> None:
    with book, book.writing() as run:
        assert next(iter(run("PRAGMA busy_timeout", {})))[0] == books.BUSY_SECONDS * 1000


def test_a_failed_init_leaves_no_file_behind(tmp_path: Path) -> None:
    from tests.conftest import NOW

    with pytest.raises(ValueError, match="float"):
        books.create(tmp_path / "b.db", name="x", timezone="UTC", now=NOW, actor="a", policy={"a": 1.5})
    assert list(tmp_path.iterdir()) == []
