"""The log, the state rows and the documents of evidence.  A book is never downgraded: an older program refuses
a newer one.
"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    op.create_table(
        "entry",
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("prev", sa.LargeBinary(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.Column("sig", sa.LargeBinary(), nullable=True),
        sa.Column("subject", sa.Text(), sa.Computed("json_extract(body, '$.subject')", persisted=False)),
        sa.Column("rev", sa.Integer(), sa.Computed("json_extract(body, '$.rev')", persisted=False)),
        sa.CheckConstraint("seq >= 1", name="numbers"),
        sa.CheckConstraint("length(prev) = 32 AND length(hash) = 32", name="digests"),
        sa.PrimaryKeyConstraint("seq"),
        sqlite_strict=True,
    )
    op.create_index("entry_subject_rev", "entry", ["subject", "rev"], unique=True)
    op.create_table(
        "subject",
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("company", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("rev", sa.Integer(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("day", sa.Text(), nullable=True),
        sa.Column("label", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("ref"),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_index("subject_state_day", "subject", ["state", "day"])
    op.create_table(
        "document",
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint("length(sha256) = 64 AND length(data) = size", name="whole"),
        sa.PrimaryKeyConstraint("sha256"),
        sqlite_strict=True,
    )
