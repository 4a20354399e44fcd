"""Every statement the program runs, as text.  ``tables.py`` owns the schema; a test holds each statement against it.

Named parameters are written ``:name``.  Readers run this text on ``sqlite3`` directly, a writer inside its session.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

Row = tuple[Any, ...]
Run = Callable[[str, Mapping[str, Any]], Iterable[Row]]
"""Runs one statement with its parameters and gives back its rows."""

HEAD = "SELECT seq, hash FROM entry ORDER BY seq DESC LIMIT 1"

APPEND = "INSERT INTO entry (seq, prev, body, hash, sig) VALUES (:seq, :prev, :body, :hash, :sig)"

BODY = "SELECT body FROM entry WHERE seq = :seq"

HASH = "SELECT hash FROM entry WHERE seq = :seq"

APPLIED_OF = """
SELECT seq, body FROM entry WHERE subject = :subject AND rev IS NOT NULL AND seq < :before ORDER BY rev"""

LOG_OF = """
SELECT seq, prev, body, hash, sig FROM entry WHERE subject = :subject ORDER BY seq"""

LOG_AFTER = """
SELECT seq, prev, body, hash, sig FROM entry WHERE seq > :after ORDER BY seq LIMIT :chunk"""

LOG_BYTES_FROM = """
SELECT seq, prev, CAST(body AS BLOB), hash, sig FROM entry WHERE seq >= :first ORDER BY seq LIMIT :chunk"""

SUBJECTS_OF_LOG = "SELECT DISTINCT subject FROM entry WHERE subject IS NOT NULL ORDER BY subject"

LAST_OF = """
SELECT seq, body FROM entry WHERE subject = :subject AND rev IS NOT NULL ORDER BY rev DESC LIMIT 1"""

COUNT_OF_SUBJECTS = "SELECT count(*) FROM (SELECT 1 FROM entry WHERE rev IS NOT NULL GROUP BY subject)"

SUBJECT = "SELECT ref, kind, company, state, rev, seq, day, label FROM subject WHERE ref = :ref"

SUBJECTS = """
SELECT ref, kind, company, state, rev, seq, day, label FROM subject
WHERE (CAST(:kind AS TEXT) IS NULL OR kind = :kind)
  AND (CAST(:company AS TEXT) IS NULL OR company = :company)
  AND (CAST(:state AS TEXT) IS NULL OR state = :state)
ORDER BY kind, day, ref"""

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
ORDER BY day, ref"""  # apart from SUBJECTS, because a state that may be absent finds no index

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

DOCUMENT_AFTER = """
SELECT rowid, sha256, length(data) FROM document WHERE rowid > :after ORDER BY rowid LIMIT 1"""

DATA_IN = "SELECT data FROM document WHERE rowid = :rowid"

NAMING = """
SELECT seq, body FROM entry
WHERE seq > 1 AND (instr(body, '"evidence":[]') = 0 OR instr(body, '"erased":[') > 0)
ORDER BY seq"""  # entries that name a document or erase one; text in a body cannot hold these quotes

STATEMENTS = {name: text for name, text in list(globals().items()) if name.isupper() and isinstance(text, str)}
