"""Coming in and going out, through the protocol."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from unittest.mock import patch

import pytest
from mizan_fastapi import RateLimited, ValidationFailed
from mizan_fastapi.testing import MizanTestClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.accounts import mizan_clients, models, passwords, throttle
from app.accounts.mizan_clients import (
    SignInFailed,
    UsernameTaken,
    current_user,
    sign_in,
    sign_out,
    sign_up,
)
from app.accounts.models import User
from app.settings import settings
from conftest import PASSWORD, page_of, saved

COOKIE = settings.session_cookie


@pytest.fixture
def page(database: Session) -> MizanTestClient:
    return page_of(database)


def who(page: MizanTestClient) -> Any:
    return page.read("global")[current_user.__name__]


def users(database: Session) -> int:
    return database.scalar(select(func.count()).select_from(User)) or 0


def refused(call: Callable[[], object], error: type[Exception], field: str) -> str:
    """The message that stands beside the field."""
    with pytest.raises(error) as refusal:
        call()
    details = refusal.value.details  # type: ignore[attr-defined]
    assert details[0]["path"] == [field]
    return str(details[0]["message"])


def test_nobody_is_signed_in_at_first(page: MizanTestClient) -> None:
    assert who(page) is None


def test_signing_up_signs_in(page: MizanTestClient, database: Session) -> None:
    answer = page.call(sign_up, username="Grace", password=PASSWORD)
    assert answer.result["username"] == "Grace"
    assert set(answer.result) == {"id", "username"}
    assert who(page) == answer.result
    row = database.scalars(select(User)).one()
    assert PASSWORD not in row.password_hash
    assert row.password_hash.startswith("$argon2id$")
    assert not row.is_staff
    assert not row.is_superuser


@pytest.mark.parametrize("username", ["Ada", "ada", "ADA", " ada "])
def test_signing_in_takes_any_case(page: MizanTestClient, ada: User, username: str) -> None:
    page.call(sign_in, username=username, password=PASSWORD)
    assert who(page) == {"id": ada.id, "username": "Ada"}


def test_signing_out_forgets_the_session(page: MizanTestClient, ada: User) -> None:
    page.call(sign_in, username="Ada", password=PASSWORD)
    old = page.http.cookies[COOKIE]
    page.call(sign_out)
    assert who(page) is None
    page.http.cookies.set(COOKIE, old)
    assert who(page) is None


def test_signing_out_twice_is_fine(page: MizanTestClient) -> None:
    page.call(sign_out)
    page.call(sign_out)


def test_a_session_ends(page: MizanTestClient, database: Session, ada: User) -> None:
    page.call(sign_in, username="Ada", password=PASSWORD)
    session = database.scalars(select(models.Session)).one()
    session.expires_at = models.now() - timedelta(seconds=1)
    database.commit()
    assert who(page) is None


@pytest.mark.parametrize("cookie", ["", "made-up", "a" * 5000, "\u00e9", '";--'])
def test_a_made_up_session_is_nobody(page: MizanTestClient, ada: User, cookie: str) -> None:
    header = f"{COOKIE}={cookie}".encode()
    answer = page.http.get("/api/mizan/ctx/global/", headers=[(b"cookie", header)])
    assert answer.json() == {"current_user": None}


@pytest.mark.parametrize("username", ["Ada", "nobody", "", "%", "a" * 150])
def test_an_unknown_name_and_a_wrong_password_look_the_same(
    page: MizanTestClient, ada: User, username: str
) -> None:
    message = refused(
        lambda: page.call(sign_in, username=username, password="wrong"), SignInFailed, "password"
    )
    assert message == SignInFailed.default_message
    assert who(page) is None


@pytest.mark.parametrize("username", ["Ada", "nobody", "closed"])
def test_and_take_the_same_time(
    page: MizanTestClient, database: Session, ada: User, username: str
) -> None:
    closed = User(username="closed", password_hash=ada.password_hash, is_active=False)
    saved(database, closed)
    with patch.object(passwords, "_verify", return_value=False) as verify:
        refused(
            lambda: page.call(sign_in, username=username, password="wrong"),
            SignInFailed,
            "password",
        )
    assert verify.call_count == 1
    assert verify.call_args.args[0].startswith("$argon2id$")


def test_a_name_that_no_database_takes_is_refused(page: MizanTestClient) -> None:
    refused(
        lambda: page.call(sign_in, username="a\x00b", password="wrong"),
        ValidationFailed,
        "username",
    )


def test_a_closed_account_cannot_come_in(
    page: MizanTestClient, database: Session, ada: User
) -> None:
    ada.is_active = False
    database.commit()
    with pytest.raises(SignInFailed):
        page.call(sign_in, username="Ada", password=PASSWORD)


@pytest.mark.parametrize("username", ["ada", "ADA"])
def test_a_taken_name_is_refused(
    page: MizanTestClient, database: Session, ada: User, username: str
) -> None:
    refused(
        lambda: page.call(sign_up, username=username, password=PASSWORD), UsernameTaken, "username"
    )
    assert users(database) == 1


def test_two_who_ask_for_one_name_at_the_same_time(
    page: MizanTestClient, database: Session, ada: User
) -> None:
    with patch.object(mizan_clients, "_find", return_value=None):
        refused(
            lambda: page.call(sign_up, username="ADA", password=PASSWORD), UsernameTaken, "username"
        )
    assert users(database) == 1
    assert who(page) is None


@pytest.mark.parametrize("username", ["", "ab", "a" * 31, "a b", "ädä", "abc\n", "a\x00bc", "a/b"])
def test_a_bad_name_is_refused(page: MizanTestClient, username: str) -> None:
    refused(
        lambda: page.call(sign_up, username=username, password=PASSWORD),
        ValidationFailed,
        "username",
    )


@pytest.mark.parametrize(
    "password", ["", "short", "a" * 129, "password", "12345678901", "gracehopper"]
)
def test_a_weak_password_is_refused(
    page: MizanTestClient, database: Session, password: str
) -> None:
    refused(
        lambda: page.call(sign_up, username="gracehopper", password=password),
        ValidationFailed,
        "password",
    )
    assert users(database) == 0


def test_a_planted_session_is_not_taken_over(
    page: MizanTestClient, database: Session, ada: User
) -> None:
    page.http.cookies.set(COOKIE, "planted")
    page.call(sign_in, username="Ada", password=PASSWORD)
    assert "planted" not in [cookie.value for cookie in page.http.cookies.jar if cookie.domain]
    victim = page_of(database)
    victim.http.cookies.set(COOKIE, "planted")
    assert who(victim) is None


def test_signing_in_changes_the_csrf_token(page: MizanTestClient, ada: User) -> None:
    before = page.get("session/").json()["csrf"]
    page.call(sign_in, username="Ada", password=PASSWORD)
    assert page.get("session/").json()["csrf"] != before


def test_scripts_and_other_sites_do_not_get_the_cookie(page: MizanTestClient, ada: User) -> None:
    answer = page.call(sign_in, username="Ada", password=PASSWORD)
    sent = answer.headers["set-cookie"]
    assert sent.startswith(f"{COOKIE}=")
    assert "; HttpOnly" in sent
    assert "; SameSite=Lax" in sent
    assert "domain" not in sent.lower()


def test_what_is_rolled_back_signs_nobody_in(
    page: MizanTestClient, database: Session, ada: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(mizan_clients.User, "model_validate", fail)
    token = page.get("session/").json()["csrf"]
    headers = {"Content-Type": "application/json", "X-Mizan-Csrf": token}
    body = f'{{"fn":"sign_in","args":{{"username":"Ada","password":"{PASSWORD}"}}}}'.encode()
    answer = page.send("POST", "/api/mizan/call/", headers, body)
    assert answer.status == 500
    assert "set-cookie" not in answer.headers
    assert answer.headers["x-mizan-who"] == page.get("session/").headers["x-mizan-who"]
    assert database.scalars(select(models.Session)).all() == []


def test_guessing_is_slowed_down(page: MizanTestClient, database: Session, ada: User) -> None:
    for attempt in range(throttle.FAILURES_PER_ACCOUNT):
        username = ("Ada", "ADA")[attempt % 2]
        with pytest.raises(SignInFailed):
            page.call(sign_in, username=username, password="wrong")
    with pytest.raises(RateLimited):
        page.call(sign_in, username="Ada", password=PASSWORD)


def test_a_success_forgets_the_failures(page: MizanTestClient, ada: User) -> None:
    for _ in range(throttle.FAILURES_PER_ACCOUNT + 2):
        with pytest.raises(SignInFailed):
            page.call(sign_in, username="Ada", password="wrong")
        page.call(sign_in, username="Ada", password=PASSWORD)


def test_guessing_on_many_accounts_is_slowed_down_too(
    page: MizanTestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(throttle, "FAILURES_PER_ADDRESS", 3)
    for name in ("one", "two", "three"):
        with pytest.raises(SignInFailed):
            page.call(sign_in, username=name, password="wrong")
    with pytest.raises(RateLimited):
        page.call(sign_in, username="four", password="wrong")
