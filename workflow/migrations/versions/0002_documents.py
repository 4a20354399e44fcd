"""The documents of evidence, kept in the book."""

import sqlalchemy as sa
from alembic import op

from workflow.columns import NUMBER, TEXT

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.create_table(
        "document",
        sa.Column("sha256", TEXT, nullable=False),
        sa.Column("size", NUMBER, nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint("length(sha256) = 64 AND length(data) = size", name="whole"),
        sa.PrimaryKeyConstraint("sha256"),
        sqlite_strict=True,
    )
