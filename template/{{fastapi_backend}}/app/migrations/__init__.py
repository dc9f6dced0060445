"""Migrations: how the database got its tables. `manage.py makemigrations` writes new ones."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from alembic import command
from alembic.config import Config

from app.settings import BACKEND_DIR, settings


def config() -> Config:
    """Alembic's configuration, the same for its commands, the app and the tests."""
    made = Config()
    made.set_main_option("script_location", str(BACKEND_DIR / "app" / "migrations"))
    made.set_main_option("file_template", "%%(rev)s_%%(slug)s")
    return made


@contextmanager
def comparison() -> Iterator[Config]:
    """What models are compared with: an empty database that all migrations have been through.

    PostgreSQL has types that SQLite cannot stand in for, so there it is the database itself.
    """
    made = config()
    if not settings.database_url.startswith("sqlite"):
        yield made
        return
    with tempfile.TemporaryDirectory() as folder:
        made.attributes["database_url"] = f"sqlite:///{Path(folder) / 'migrated.sqlite3'}"
        command.upgrade(made, "head")
        yield made
