"""Migrations: how the database got its tables. `manage.py makemigrations` writes new ones."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, create_engine

from app.db import database_url
from app.safety import SettingsError
from app.settings import BACKEND_DIR, settings


def config() -> Config:
    """Alembic's configuration, the same for its commands, the app and the tests."""
    made = Config()
    made.set_main_option("script_location", str(BACKEND_DIR / "app" / "migrations"))
    made.set_main_option("file_template", "%%(rev)s_%%(slug)s")
    return made


def pending(connection: Connection) -> set[str]:
    """The newest migrations that a database has not been through."""
    wanted = ScriptDirectory.from_config(config()).get_heads()
    return set(wanted) - set(MigrationContext.configure(connection).get_current_heads())


@contextmanager
def comparison() -> Iterator[Config]:
    """What models are compared with: an empty database that all migrations have been through.

    PostgreSQL has types that SQLite cannot stand in for, so there it is the database itself.
    Raises SettingsError where that has not been through all migrations.
    """
    made = config()
    if not settings.database_url.startswith("sqlite"):
        _refuse_pending()
        yield made
        return
    with tempfile.TemporaryDirectory() as folder:
        made.attributes["database_url"] = f"sqlite:///{Path(folder) / 'migrated.sqlite3'}"
        command.upgrade(made, "head")
        yield made


def _refuse_pending() -> None:
    with create_engine(database_url(settings.database_url, is_async=False)).connect() as connection:
        if missing := pending(connection):
            problem = f"The database lacks the migration {', '.join(sorted(missing))}."
            raise SettingsError(problem, "Run python backend/manage.py migrate first.")
