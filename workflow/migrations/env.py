"""Alembic's entry: migrations run on the connection they are given, in its transaction."""

from alembic import context
from sqlmodel import SQLModel

import workflow.tables  # noqa: F401  (fills the metadata)

context.configure(
    connection=context.config.attributes["connection"], target_metadata=SQLModel.metadata, render_as_batch=True
)
context.run_migrations()
