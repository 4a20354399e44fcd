"""Every statement the program runs, as text.  ``tables.py`` owns the schema; a test holds each statement against it.

Named parameters are written ``:name``.  Readers run this text on ``sqlite3`` directly, a writer inside its session.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

Row = tuple[Any, ...]
Run = Callable[[str, Mapping[str, Any]], Iterable[Row]]
"""Runs one statement with its parameters and gives back its rows."""


class ServerSaid(Exception):
    """What a database server said instead of rows; ``state`` is its SQLSTATE, empty where the connection broke off."""

    def __init__(self, message: str, state: str = "") -> None:
        super().__init__(message)
        self.state = state


HEAD = "SELECT seq, hash FROM entry ORDER BY seq DESC LIMIT 1"

APPEND = "INSERT INTO entry (seq, prev, body, hash, sig) VALUES (:seq, :prev, :body, :hash, :sig)"

BODY = "SELECT body FROM entry WHERE seq = :seq"

HASH = "SELECT hash FROM entry WHERE seq = :seq"

LATEST_RECORDED = """
SELECT max(substr(body, instr(body, '"recorded_at":"') + 15, 27)) FROM entry
WHERE seq > :after"""  # every instant is of one length

APPLIED_OF = """
SELECT seq, body FROM entry WHERE subject = :subject AND rev IS NOT NULL AND seq < :before ORDER BY rev"""

LOG_OF = """
SELECT seq, prev, body, hash, sig FROM entry WHERE subject = :subject ORDER BY seq"""

LOG_AFTER = """
SELECT seq, prev, body, hash, sig FROM entry WHERE seq > :after ORDER BY seq LIMIT :chunk"""

LOG_BYTES_FROM = """
SELECT seq, prev, CAST(body AS BLOB), hash, sig FROM entry WHERE seq >= :first ORDER BY seq LIMIT :chunk"""

SUMS_BY_SUBJECT = """
SELECT each_once.subject, (SELECT sum(seq) FROM entry WHERE subject = each_once.subject)
FROM (SELECT subject FROM entry WHERE subject > :after GROUP BY subject ORDER BY subject LIMIT :chunk) AS each_once
ORDER BY each_once.subject"""  # one by one, as LOG_OF looks for them: another way of reading might not meet the same index

SUBJECTS_OF_LOG = "SELECT DISTINCT subject FROM entry WHERE subject IS NOT NULL ORDER BY subject"

LAST_OF = """
SELECT seq, body FROM entry WHERE subject = :subject AND rev IS NOT NULL ORDER BY rev DESC LIMIT 1"""

COUNT_OF_SUBJECTS = "SELECT count(*) FROM (SELECT 1 FROM entry WHERE rev IS NOT NULL GROUP BY subject) AS each_once"

SUBJECT = "SELECT ref, kind, company, state, rev, seq, day, label FROM subject WHERE ref = :ref"

SUBJECTS = """
SELECT ref, kind, company, state, rev, seq, day, label FROM subject
WHERE (CAST(:kind AS TEXT) IS NULL OR kind = :kind)
  AND (CAST(:company AS TEXT) IS NULL OR company = :company)
  AND (CAST(:state AS TEXT) IS NULL OR state = :state)
ORDER BY kind, day NULLS FIRST, ref"""

SUBJECTS_PAGE = """
SELECT ref, kind, company, state, rev, seq, day, label FROM subject
WHERE ref > :after
  AND (CAST(:kind AS TEXT) IS NULL OR kind = :kind)
  AND (CAST(:company AS TEXT) IS NULL OR company = :company)
  AND (CAST(:state AS TEXT) IS NULL OR state = :state)
  AND (CAST(:sought AS TEXT) IS NULL OR ref LIKE :sought ESCAPE '!' OR label LIKE :sought ESCAPE '!')
ORDER BY ref LIMIT :chunk"""  # LIKE passes over the case of ASCII letters, and with lower() would take three times as long

SUBJECTS_AFTER = """
SELECT ref, kind, company, state, rev, seq, day, label FROM subject
WHERE CAST(:after AS TEXT) IS NULL OR ref > :after ORDER BY ref LIMIT :chunk"""

SUBJECTS_AND_LAST_AFTER = """
SELECT subject.ref, kind, company, state, subject.rev, subject.seq, entry.seq, entry.body
FROM subject LEFT JOIN entry ON entry.subject = subject.ref
  AND entry.rev = (SELECT max(later.rev) FROM entry AS later WHERE later.subject = subject.ref)
WHERE CAST(:after AS TEXT) IS NULL OR subject.ref > :after ORDER BY subject.ref LIMIT :chunk"""

SUBJECTS_WITHOUT_ROW = """
SELECT entry.subject, max(entry.seq) FROM entry LEFT JOIN subject ON subject.ref = entry.subject
WHERE entry.rev IS NOT NULL AND subject.ref IS NULL GROUP BY entry.subject ORDER BY entry.subject"""

COUNT_OF_ENTRIES = "SELECT count(*) FROM entry"

COUNT_OF_ROWS = "SELECT count(*) FROM subject"

LAST_SEQS = "SELECT seq FROM subject"

IN_STATE = """
SELECT ref, day FROM subject
WHERE state = :state AND kind = :kind AND (CAST(:company AS TEXT) IS NULL OR company = :company)
ORDER BY day NULLS FIRST, ref"""  # apart from SUBJECTS, because a state that may be absent finds no index

KEEP_SUBJECT = """
INSERT INTO subject (ref, kind, company, state, rev, seq, day, label)
VALUES (:ref, :kind, :company, :state, :rev, :seq, :day, :label)
ON CONFLICT (ref) DO UPDATE SET state = excluded.state, rev = excluded.rev, seq = excluded.seq,
  company = excluded.company, day = excluded.day, label = excluded.label"""

KEEP_DOCUMENT = """
INSERT INTO document (sha256, size, data)
SELECT :sha256, :size, :data WHERE NOT EXISTS (SELECT 1 FROM document WHERE sha256 = :sha256)"""

ERASE_DOCUMENT = "DELETE FROM document WHERE sha256 = :sha256"

DOCUMENT = "SELECT size, length(data) FROM document WHERE sha256 = :sha256"

DATA = "SELECT data FROM document WHERE sha256 = :sha256"

DOCUMENTS = "SELECT rowid, sha256, size, length(data) FROM document"

FIRST_DOCUMENT = "SELECT rowid, sha256, length(data) FROM document ORDER BY rowid LIMIT 1"

DOCUMENT_AFTER = """
SELECT rowid, sha256, length(data) FROM document WHERE rowid > :after ORDER BY rowid LIMIT 1"""

DATA_IN = "SELECT data FROM document WHERE rowid = :rowid"

NAMING = """
SELECT seq, body FROM entry
WHERE seq > 1 AND (instr(body, '"evidence":[]') = 0 OR instr(body, '"erased":[') > 0)
ORDER BY seq"""  # entries that name a document or erase one; text in a body cannot hold these quotes

SCHEMA = """
SELECT type, name, tbl_name, sql FROM sqlite_master WHERE type <> 'index' OR sql IS NOT NULL ORDER BY type, name"""


INTEGRITY = "PRAGMA integrity_check(20)"

rights_beyond = """
SELECT kind, relname, attname, privilege_type, is_grantable, grantee,
  grantee <> 0 AND (relname || ' ' || privilege_type) = ANY (ARRAY['entry SELECT', 'subject SELECT', 'subject INSERT',
    'subject UPDATE', 'document SELECT', 'document INSERT', 'document DELETE', 'alembic_version SELECT', 'ketsugi USAGE',
    CASE WHEN attname IS NULL THEN '' ELSE 'entry INSERT' END]) AS known
FROM (
  SELECT 'TABLE' AS kind, relname, NULL AS attname, relowner AS owner, (aclexplode(relacl)).* FROM pg_class
    WHERE relnamespace = 'ketsugi'::regnamespace AND relkind NOT IN ('i', 't')
  UNION ALL SELECT 'TABLE', relname, attname, relowner, (aclexplode(attacl)).* FROM pg_class
    JOIN pg_attribute ON attrelid = pg_class.oid AND attnum > 0 AND NOT attisdropped
    WHERE relnamespace = 'ketsugi'::regnamespace
  UNION ALL SELECT 'SCHEMA', nspname, NULL, nspowner, (aclexplode(nspacl)).* FROM pg_namespace WHERE nspname = 'ketsugi'
) AS given
WHERE grantee NOT IN (owner, (SELECT relowner FROM pg_class WHERE oid = to_regclass('ketsugi.entry')))"""
"""Who but the owner may do what, and whether it is one of the rights that a person can be let in with."""

ON_A_SERVER = {
    SCHEMA: f"""
WITH ours AS (SELECT oid, relname, relkind, relowner, relrowsecurity, relforcerowsecurity FROM pg_class
  WHERE relnamespace = 'ketsugi'::regnamespace AND relkind NOT IN ('i', 't'))
SELECT 'table', relname, concat_ws(' ', relkind, relrowsecurity, relforcerowsecurity), '' FROM ours
UNION ALL SELECT 'column', relname, to_char(attnum, '000') || ' ' || attname,
  concat_ws(' ', format_type(atttypid, atttypmod), attnotnull, attgenerated, attcollation::regcollation,
    pg_get_expr(adbin, adrelid))
  FROM ours JOIN pg_attribute a ON attrelid = ours.oid AND attnum > 0 AND NOT attisdropped
  LEFT JOIN pg_attrdef d ON adrelid = ours.oid AND adnum = attnum
UNION ALL SELECT 'constraint', relname, conname, concat_ws(' ', convalidated, pg_get_constraintdef(c.oid))
  FROM ours JOIN pg_constraint c ON conrelid = ours.oid AND contype <> 'n'
UNION ALL SELECT 'index', tablename, indexname, indexdef FROM pg_indexes WHERE schemaname = 'ketsugi'
UNION ALL SELECT 'trigger', relname, tgname, concat_ws(' ', tgenabled, pg_get_triggerdef(t.oid))
  FROM ours JOIN pg_trigger t ON tgrelid = ours.oid AND NOT tgisinternal
UNION ALL SELECT 'function', proname, concat_ws(' ', prosecdef, provolatile, array_to_string(proconfig, ' ')), prosrc
  FROM pg_proc WHERE pronamespace = 'ketsugi'::regnamespace
UNION ALL SELECT 'policy', tablename, policyname, concat_ws(' ', permissive, roles, cmd, qual, with_check)
  FROM pg_policies WHERE schemaname = 'ketsugi'
UNION ALL SELECT 'rule', tablename, rulename, definition FROM pg_rules WHERE schemaname = 'ketsugi'
UNION ALL SELECT 'right', relname, concat_ws(' ', attname, privilege_type, is_grantable), ''
  FROM ({rights_beyond}) AS each WHERE is_grantable OR NOT known
UNION ALL SELECT 'owner', name, '', '' FROM (SELECT relname, relowner FROM ours
    UNION ALL SELECT proname, proowner FROM pg_proc WHERE pronamespace = 'ketsugi'::regnamespace) AS each (name, owner)
  WHERE owner <> (SELECT relowner FROM ours WHERE relname = 'entry')
    AND NOT (SELECT rolsuper FROM pg_roles WHERE oid = owner)
ORDER BY 1, 2, 3, 4""",  # noqa: S608  # a part of our own
    INTEGRITY: "SELECT 'ok'",  # a server checks its own pages: data checksums, pg_amcheck
    LOG_BYTES_FROM: LOG_BYTES_FROM.replace("CAST(body AS BLOB)", "convert_to(body, 'UTF8')"),
    SUBJECTS_PAGE: SUBJECTS_PAGE.replace(" LIKE ", " ILIKE "),
    **{text: text.replace("instr(", "strpos(") for text in (NAMING, LATEST_RECORDED)},
    **{text: text.replace(" rowid", " sha256") for text in (DOCUMENTS, FIRST_DOCUMENT, DOCUMENT_AFTER, DATA_IN)},
}
"""What PostgreSQL spells otherwise."""

STATEMENTS = {name: text for name, text in list(globals().items()) if name.isupper() and isinstance(text, str)}
