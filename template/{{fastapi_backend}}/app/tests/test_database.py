from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from app.db import database_url
from app.safety import SettingsError

BASE = Path("/srv/app")


@pytest.mark.parametrize(
    ("given", "is_async", "expected"),
    [
        ("sqlite:///db.sqlite3", True, "sqlite+aiosqlite:////srv/app/db.sqlite3"),
        ("sqlite:///db.sqlite3", False, "sqlite:////srv/app/db.sqlite3"),
        ("sqlite:////var/db.sqlite3", True, "sqlite+aiosqlite:////var/db.sqlite3"),
    ],
)
def test_an_address_gets_its_driver(given: str, is_async: bool, expected: str) -> None:
    assert str(database_url(given, is_async=is_async, base_dir=BASE)) == expected


@pytest.mark.parametrize(
    ("module", "expected"),
    [
        (object(), "postgresql+psycopg://user:s3cret@host:5432/name"),
        (None, "psycopg[binary]"),
    ],
)
def test_postgresql_wants_its_driver(
    monkeypatch: pytest.MonkeyPatch, module: object, expected: str
) -> None:
    monkeypatch.setattr("app.db.find_spec", lambda _: module)
    given = "postgres://user:s3cret@host:5432/name"
    if module:
        found = database_url(given, is_async=True)
        assert found.render_as_string(hide_password=False) == expected
    else:
        with pytest.raises(SettingsError, match=r"Add psycopg\[binary\]"):
            database_url(given, is_async=True)


@pytest.mark.parametrize("url", ["nonsense", "oracle9://x", "postgres://user:s3cret@host:port/n"])
def test_a_bad_address_is_refused_without_repeating_its_password(url: str) -> None:
    with pytest.raises(SettingsError, match="DATABASE_URL") as refusal:
        database_url(url, is_async=True, base_dir=BASE)
    assert "s3cret" not in str(refusal.value)


def test_foreign_keys_are_enforced(database: Session) -> None:
    if database.get_bind().dialect.name == "sqlite":
        assert database.scalar(text("PRAGMA foreign_keys")) == 1
