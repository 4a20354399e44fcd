"""What keeps the log append-only inside the database, and the fingerprint of the whole schema.

The triggers stop accidents and ordinary programs.  Who can write the file can also drop them; then the chain of hashes
tells.  Migrations create them again after any change of a table, because SQLite drops them with it.
"""

from __future__ import annotations

import hashlib

from workflow.sql import Run

REVISION = "0001"  # the migration this program works with; a test holds it against the migrations folder
SCHEMA_VERSION = 1
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
}

_SCHEMA = """
SELECT type, name, tbl_name, sql FROM sqlite_master WHERE type <> 'index' OR sql IS NOT NULL ORDER BY type, name"""

FINGERPRINT = "515d4e36e4b223d7c2339d0b687ffad989371d6ab486c3e4e48aea53643d438f"


def fingerprint(run: Run) -> str:
    """The digest of every table, index and trigger of the book, as SQLite has it on record, whatever its spacing."""
    rows = ["".join(str(value).split()) for row in run(_SCHEMA, {}) for value in row]
    return hashlib.sha256("\n".join(rows).encode()).hexdigest()
