"""What keeps the log append-only inside the database, and the fingerprint of the whole schema.

The triggers stop accidents and ordinary programs.  Who can write the file can also drop them; then the chain of hashes
tells.  Migrations create them again after any change of a table, because SQLite drops them with it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from workflow import sql
from workflow.sql import Run

SCHEMA_VERSION = 2
REVISION = f"{SCHEMA_VERSION:04}"  # the migration that makes it; a test holds it against the migrations folder
TABLES = ("entry", "subject", "document", "alembic_version")
APPLICATION_ID = 0x4B545347  # "KTSG" in the header of the file

TRIGGERS = {
    "entry_is_not_edited": """
CREATE TRIGGER entry_is_not_edited BEFORE UPDATE ON entry
BEGIN SELECT RAISE(ABORT, 'the log is append-only: an entry is never edited'); END""",
    "entry_is_not_deleted": """
CREATE TRIGGER entry_is_not_deleted BEFORE DELETE ON entry
BEGIN SELECT RAISE(ABORT, 'the log is append-only: an entry is never deleted'); END""",
    "entry_follows_the_last": """
CREATE TRIGGER entry_follows_the_last BEFORE INSERT ON entry
WHEN NEW.seq IS NOT (SELECT coalesce(max(seq), 0) + 1 FROM entry)
  OR NEW.prev IS NOT coalesce((SELECT hash FROM entry ORDER BY seq DESC LIMIT 1), zeroblob(32))
BEGIN SELECT RAISE(ABORT, 'the log is append-only: an entry follows the last one'); END""",
    "subject_is_not_deleted": """
CREATE TRIGGER subject_is_not_deleted BEFORE DELETE ON subject
BEGIN SELECT RAISE(ABORT, 'a subject is never deleted'); END""",
    "document_is_not_edited": """
CREATE TRIGGER document_is_not_edited BEFORE UPDATE ON document
BEGIN SELECT RAISE(ABORT, 'a document is never edited'); END""",
    "document_comes_with_its_entry": """
CREATE TRIGGER document_comes_with_its_entry BEFORE INSERT ON document
WHEN EXISTS (SELECT 1 FROM document WHERE sha256 = NEW.sha256)
  OR NOT EXISTS (SELECT 1 FROM json_each((SELECT body FROM entry ORDER BY seq DESC LIMIT 1), '$.evidence')
    WHERE json_extract(value, '$.sha256') = NEW.sha256)
BEGIN SELECT RAISE(ABORT, 'a document is kept once, with an entry that names it'); END""",
    "document_is_erased_by_entry": """
CREATE TRIGGER document_is_erased_by_entry BEFORE DELETE ON document
WHEN NOT EXISTS (SELECT 1 FROM (SELECT body FROM entry ORDER BY seq DESC LIMIT 1) AS last
  WHERE json_extract(last.body, '$.event') = 'erase' AND json_extract(last.body, '$.outcome') = 'applied'
    AND OLD.sha256 IN (SELECT value FROM json_each(last.body, '$.facts.erased')))
BEGIN SELECT RAISE(ABORT, 'a document is erased by an entry that says so'); END""",
}

FINGERPRINT = "18a43b34e27679e692078eade0ed856e262d84119c9d371c1d4bf927d24a1c8a"
FINGERPRINT_ON_A_SERVER = "ab8120bb8ffebbcf38284b4d8dee5dc96bc1df39d6b2dd074cb6b279d9b2e66a"


class Upgraded(NamedTuple):
    """What came of bringing a book to this version."""

    changed: bool
    put_back: list[str]  # what guards the book, and was gone or not as it is made
    last: sql.Row | None  # number and hash of the newest entry
    kept: Path | None = None  # where a file is kept as it was


def schema(run: Run) -> list[tuple[str, ...]]:
    """Every part of the schema, as the database has it on record, whatever its spacing."""
    return [tuple("".join(str(value).split()) for value in row) for row in run(sql.SCHEMA, {})]


def put_back(before: Iterable[tuple[str, ...]], after: Iterable[tuple[str, ...]]) -> list[str]:
    """The names of what guards a book, as far as it was not ``before`` as it is ``after``."""
    changed = {row[:3] for row in set(before) ^ set(after)}
    guards = {other if one in TABLES else one for kind, one, other in changed if kind in ("trigger", "policy", "function")}
    return sorted(guards | {f"the rights in {one}" for kind, one, _ in changed if kind in ("table", "right")})


def fingerprint(run: Run) -> str:
    """The digest of every table, index and trigger of the book, and on a server of every function, policy and right, as the
    database has it on record, whatever its spacing.
    """
    return digest(schema(run))


def digest(parts: Iterable[tuple[str, ...]]) -> str:
    """The digest of the parts of a schema."""
    return hashlib.sha256("\n".join(value for row in parts for value in row).encode()).hexdigest()
