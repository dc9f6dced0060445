"""The database: one engine, a session for each call, and how both are opened and closed."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Annotated, Any, ClassVar

from fastapi import Depends, Request
from sqlalchemy import URL, BigInteger, Connection, Integer, MetaData, event, make_url
from sqlalchemy.exc import ArgumentError
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, async_sessionmaker
from sqlalchemy.ext.asyncio import create_async_engine as _create_async_engine
from sqlalchemy.orm import DeclarativeBase

from app.safety import SettingsError
from app.settings import PROJECT_DIR, settings

# Names for constraints, so that migrations can change them on every database.
NAMES = {
    "ix": "%(column_0_label)s_index",
    "uq": "%(table_name)s_%(column_0_name)s_unique",
    "ck": "%(table_name)s_%(constraint_name)s_check",
    "fk": "%(table_name)s_%(column_0_name)s_fkey",
    "pk": "%(table_name)s_pkey",
}
# The asynchronous driver (the app) and the synchronous one (migrations) of each database.
_DRIVERS = {
    "sqlite": ("sqlite+aiosqlite", "sqlite"),
    "postgres": ("postgresql+psycopg", "postgresql+psycopg"),
    "postgresql": ("postgresql+psycopg", "postgresql+psycopg"),
}


class Base(DeclarativeBase):
    """What all models are made of."""

    metadata = MetaData(naming_convention=NAMES)
    type_annotation_map: ClassVar = {int: BigInteger().with_variant(Integer, "sqlite")}


def database_url(given: str, *, is_async: bool, base_dir: Path = PROJECT_DIR) -> URL:
    """DATABASE_URL with its driver; a relative SQLite path starts at `base_dir`.

    Raises SettingsError for an address that is not known here; it may hold a password, so it is
    not repeated.
    """
    try:
        url = make_url(given)
        drivers = _DRIVERS[url.drivername]
    except (ArgumentError, KeyError, ValueError) as error:
        raise SettingsError(
            "DATABASE_URL is not a database address that is known here.",
            "Use sqlite:///db.sqlite3 or postgres://user:password@host:5432/name.",
        ) from error
    if url.drivername == "sqlite":
        url = url.set(database=str(base_dir / (url.database or "db.sqlite3")))
    elif find_spec("psycopg") is None:
        raise SettingsError(
            "DATABASE_URL names PostgreSQL, whose driver is not installed.",
            "Add psycopg[binary] to the requirements and run `make setup`.",
        )
    return url.set(drivername=drivers[0] if is_async else drivers[1])


def create_engine(given: str, **options: Any) -> AsyncEngine:
    """An engine for DATABASE_URL; `options` are SQLAlchemy's."""
    url = database_url(given, is_async=True)
    if url.get_backend_name() != "sqlite":
        return _create_async_engine(url, pool_pre_ping=True, **options)
    made = _create_async_engine(url, connect_args={"timeout": 20}, **options)
    event.listen(made.sync_engine, "connect", prepare_sqlite)
    event.listen(made.sync_engine, "begin", _begin_sqlite)
    return made


def prepare_sqlite(connection: Any, _: object) -> None:
    """Have a connection of SQLite check foreign keys, and read beside a writer (WAL)."""
    # The driver's own transactions are off: they begin too late to protect what was read before
    # the first write.
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in ("journal_mode = WAL", "synchronous = NORMAL", "foreign_keys = ON"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    # IMMEDIATE takes the write lock at once and waits for it; the default would fail at once when
    # it upgrades later.
    is_writing = connection.get_execution_options().get("is_writing", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if is_writing else "BEGIN")


engine = create_engine(settings.database_url)
new_session = async_sessionmaker(engine, expire_on_commit=False)


@asynccontextmanager
async def writing() -> AsyncIterator[AsyncSession]:
    """A session in a transaction that may write: committed at the end, rolled back on an error."""
    bind = new_session.kw["bind"].execution_options(is_writing=True)
    async with new_session(bind=bind) as opened, opened.begin():
        yield opened


@asynccontextmanager
async def unit_of_work(request: Request) -> AsyncIterator[None]:
    """The transaction of one call: what the function did is kept as a whole, or not at all."""
    async with writing() as opened:
        request.state.session = opened
        try:
            yield
        finally:
            del request.state.session


async def session_of(request: Request) -> AsyncIterator[AsyncSession]:
    """The session of the call's transaction; else one to read with, closed after the answer."""
    if opened := getattr(request.state, "session", None):
        yield opened
        return
    async with new_session() as reading:
        yield reading


Session = Annotated[AsyncSession, Depends(session_of)]
