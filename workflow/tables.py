"""The tables.  They own the schema: migrations are compared with them, and ``sql.py`` is held against them.

``entry`` is the log. ``subject`` is a row for each company, meeting and dividend, and for the roster, kept for lists:
a projection of the log, written in the same transaction, and compared with it by ``verify``. ``document`` holds the
bytes of the evidence that entries name by its digest.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import CheckConstraint, Column, Index, LargeBinary
from sqlalchemy.types import TypeEngine
from sqlmodel import Field, SQLModel

from workflow.columns import NUMBER, TEXT, FromBody


def _from_body(name: str, kind: TypeEngine[Any]) -> Column[object]:
    """A column to query by, generated from the body, so that it cannot disagree with what was hashed."""
    return Column(name, kind, FromBody(name))


class Entry(SQLModel, table=True):
    """A line of the log: an applied event or a refusal."""

    __tablename__ = "entry"
    __table_args__ = (
        CheckConstraint("seq >= 1", name="numbers"),
        CheckConstraint("length(prev) = 32 AND length(hash) = 32", name="digests"),
        Index("entry_subject_rev", "subject", "rev", unique=True),  # decides between two writers
        {"sqlite_strict": True},
    )

    seq: int = Field(sa_column=Column(NUMBER, primary_key=True, autoincrement=False))
    prev: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    body: str = Field(sa_column=Column(TEXT, nullable=False))
    hash: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    sig: bytes | None = Field(default=None, sa_column=Column(LargeBinary))
    subject: str | None = Field(default=None, sa_column=_from_body("subject", TEXT))
    rev: int | None = Field(default=None, sa_column=_from_body("rev", NUMBER))


class Subject(SQLModel, table=True):
    """Where one company, meeting or dividend, or the roster, stands."""

    __tablename__ = "subject"
    __table_args__ = (Index("subject_state_day", "state", "day"), {"sqlite_strict": True, "sqlite_with_rowid": False})

    ref: str = Field(sa_column=Column(TEXT, primary_key=True))
    kind: str = Field(sa_column=Column(TEXT, nullable=False))
    company: str = Field(sa_column=Column(TEXT, nullable=False))
    state: str = Field(sa_column=Column(TEXT, nullable=False))
    rev: int = Field(sa_column=Column(NUMBER, nullable=False))
    seq: int = Field(sa_column=Column(NUMBER, nullable=False))
    day: str | None = Field(default=None, sa_column=Column(TEXT))
    label: str = Field(sa_column=Column(TEXT, nullable=False))


class Document(SQLModel, table=True):
    """A document of evidence, under the digest by which entries name it."""

    __tablename__ = "document"
    __table_args__ = (
        CheckConstraint("length(sha256) = 64 AND length(data) = size", name="whole"),
        {"sqlite_strict": True},
    )

    sha256: str = Field(sa_column=Column(TEXT, primary_key=True))
    size: int = Field(sa_column=Column(NUMBER, nullable=False))
    data: bytes = Field(sa_column=Column(LargeBinary, nullable=False))  # the last column: the others are read without it
