"""Run by Alembic for each of its commands: which database, and which models."""

import importlib

from alembic import context
from sqlalchemy import create_engine, pool

from app.db import Base, database_url
from app.settings import FEATURES, settings

for module in ("app.answers", *(f"app.{feature}.models" for feature in FEATURES)):
    importlib.import_module(module)

url = context.config.attributes.get("database_url", settings.database_url)
engine = create_engine(database_url(url, is_async=False), poolclass=pool.NullPool)
with engine.connect() as connection:
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        # SQLite alters a table by copying it.
        render_as_batch=connection.dialect.name == "sqlite",
    )
    with context.begin_transaction():
        context.run_migrations()
