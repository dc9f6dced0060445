"""What all tests of the backend share: a database of their own, and the same world for each."""

import os
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from typing import TypeVar

# The same world for each test, whatever the environment says: no TLS, no Vite, no Redis. The
# settings are read when the app is imported, so this comes before.
GIVEN_DATABASE = os.environ.get("DATABASE_URL", "")
for _name in ("HTTPS", "MIZAN_DEV", "REDIS_URL", "DATABASE_URL", "TRUST_PROXY", "APP_ENV"):
    os.environ.pop(_name, None)
os.environ |= {"ENV_FILE": os.devnull, "ALLOWED_HOSTS": "testserver", "APP_DEBUG": "1"}
os.environ |= {"SECRET_KEY": "only-for-tests-" + "k" * 40}

import asyncio

import pytest
from alembic import command
from argon2 import PasswordHasher
from mizan_fastapi.testing import MizanTestClient
from sqlalchemy import Engine, delete, event, make_url, text
from sqlalchemy import create_engine as create_sync_engine
from sqlalchemy.orm import Session
from sqlalchemy.pool import NullPool
from starlette.testclient import TestClient

from app import db, migrations
from app.accounts import models as accounts
from app.accounts import passwords, sessions, throttle
from app.api import mizan
from app.main import app
from app.settings import settings

Row = TypeVar("Row", bound=db.Base)
PASSWORD = "a-long-enough-word"


@pytest.fixture(scope="session")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """A migrated database of the tests' own, of the kind that DATABASE_URL names."""
    sqlite = f"sqlite:///{tmp_path_factory.mktemp('database') / 'test.sqlite3'}"
    is_sqlite = not GIVEN_DATABASE or GIVEN_DATABASE.startswith("sqlite")
    with nullcontext(sqlite) if is_sqlite else _beside(GIVEN_DATABASE) as url:
        config = migrations.config()
        config.attributes["database_url"] = url
        command.upgrade(config, "head")
        db.new_session.configure(bind=db.create_engine(url, poolclass=NullPool))
        made = create_sync_engine(db.database_url(url, is_async=False), poolclass=NullPool)
        if is_sqlite:
            event.listen(made, "connect", db.prepare_sqlite)
        yield made


@contextmanager
def _beside(url: str) -> Iterator[str]:
    """Another database on the same server, which is gone afterwards."""
    own = db.database_url(url, is_async=False)
    name = f"test_{own.database}"
    server = create_sync_engine(own, isolation_level="AUTOCOMMIT", poolclass=NullPool)
    with server.connect() as connection:
        connection.execute(text(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)'))
        connection.execute(text(f'CREATE DATABASE "{name}"'))
        try:
            yield make_url(url).set(database=name).render_as_string(hide_password=False)
        finally:
            connection.execute(text(f'DROP DATABASE "{name}" WITH (FORCE)'))


@pytest.fixture(autouse=True)
def _own_world(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hashes in no time, and nobody has failed to sign in yet."""
    quick = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    monkeypatch.setattr(passwords, "_hasher", quick)
    monkeypatch.setattr(passwords, "_dummies", [])
    asyncio.run(throttle.storage.reset())


@pytest.fixture
def database(engine: Engine) -> Iterator[Session]:
    """A session to look into the database with; it is empty before each test."""
    with Session(engine, expire_on_commit=False) as session:
        for table in reversed(db.Base.metadata.sorted_tables):
            session.execute(delete(table))
        session.commit()
        yield session


@pytest.fixture
def http() -> TestClient:
    """A browser without a page."""
    return TestClient(app, follow_redirects=False)


def saved(database: Session, row: Row) -> Row:
    """The row, with its id."""
    database.add(row)
    database.commit()
    return row


def page_of(database: Session, user: accounts.User | None = None) -> MizanTestClient:
    """The page of somebody who is signed in, or of nobody."""
    if user is None:
        return MizanTestClient(app, mizan)
    token = f"session-of-{user.username}"
    expires_at = accounts.now() + sessions.LIFETIME
    row = accounts.Session(
        token_hash=sessions.hash_of(token), user_id=user.id, expires_at=expires_at
    )
    saved(database, row)
    return MizanTestClient(app, mizan, cookies={settings.session_cookie: token})


@pytest.fixture
def ada(database: Session) -> accounts.User:
    """A user who can sign in with PASSWORD."""
    password_hash = asyncio.run(passwords.hashed(PASSWORD))
    return saved(database, accounts.User(username="Ada", password_hash=password_hash))
