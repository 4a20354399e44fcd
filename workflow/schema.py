"""Bring a database to the schema of this program, by Alembic.  Imported only when that is needed."""

from __future__ import annotations

from alembic import command
from alembic.config import Config
from sqlalchemy.engine import Connection

from workflow.protection import APPLICATION_ID, REVISION, SCHEMA_VERSION, TRIGGERS


def migrate(connection: Connection) -> None:
    """Bring the tables to the revision of this program, inside the caller's transaction."""
    config = Config()
    config.set_main_option("script_location", "workflow:migrations")
    config.attributes["connection"] = connection
    command.upgrade(config, REVISION)


def upgrade(connection: Connection) -> None:
    """Upgrade a file inside the caller's transaction: tables, then triggers, then the mark that says whose file it is."""
    migrate(connection)
    for name, text in TRIGGERS.items():
        connection.exec_driver_sql(f"DROP TRIGGER IF EXISTS {name}")
        connection.exec_driver_sql(text.strip())
    connection.exec_driver_sql(f"PRAGMA application_id = {APPLICATION_ID}")
    connection.exec_driver_sql(f"PRAGMA user_version = {SCHEMA_VERSION}")
