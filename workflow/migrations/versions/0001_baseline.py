"""The log and the state rows.  A book is never downgraded: an older program refuses a newer one."""

import sqlalchemy as sa
from alembic import op

from workflow.columns import NUMBER, TEXT, FromBody

revision = "0001"
down_revision = None


def upgrade() -> None:
    op.create_table(
        "entry",
        sa.Column("seq", NUMBER, autoincrement=False, nullable=False),
        sa.Column("prev", sa.LargeBinary(), nullable=False),
        sa.Column("body", TEXT, nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.Column("sig", sa.LargeBinary(), nullable=True),
        sa.Column("subject", TEXT, FromBody("subject")),
        sa.Column("rev", NUMBER, FromBody("rev")),
        sa.CheckConstraint("seq >= 1", name="numbers"),
        sa.CheckConstraint("length(prev) = 32 AND length(hash) = 32", name="digests"),
        sa.PrimaryKeyConstraint("seq"),
        sqlite_strict=True,
    )
    op.create_index("entry_subject_rev", "entry", ["subject", "rev"], unique=True)
    op.create_table(
        "subject",
        sa.Column("ref", TEXT, nullable=False),
        sa.Column("kind", TEXT, nullable=False),
        sa.Column("company", TEXT, nullable=False),
        sa.Column("state", TEXT, nullable=False),
        sa.Column("rev", NUMBER, nullable=False),
        sa.Column("seq", NUMBER, nullable=False),
        sa.Column("day", TEXT, nullable=True),
        sa.Column("label", TEXT, nullable=False),
        sa.PrimaryKeyConstraint("ref"),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_index("subject_state_day", "subject", ["state", "day"])
