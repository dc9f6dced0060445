"""Coming in and going out, through the protocol."""

from collections.abc import Callable
from typing import Any
from unittest.mock import patch

import pytest
from django.conf import settings as django_settings
from django.contrib.auth import hashers
from mizan import RateLimited, ValidationFailed
from mizan.testing import MizanTestClient
from pytest_django import Settings

from accounts import throttle
from accounts.mizan_clients import (
    SignInFailed,
    UsernameTaken,
    current_user,
    sign_in,
    sign_out,
    sign_up,
)
from accounts.models import User

pytestmark = pytest.mark.django_db
PASSWORD = "a-long-enough-word"


@pytest.fixture
def page() -> MizanTestClient:
    return MizanTestClient()


@pytest.fixture
def ada() -> User:
    return User.objects.create_user("Ada", password=PASSWORD)


def who(page: MizanTestClient) -> Any:
    return page.read("global")[current_user.__name__]


def session_of(page: MizanTestClient) -> str | None:
    cookie = page.django.cookies.get(django_settings.SESSION_COOKIE_NAME)
    return cookie.value if cookie else None


def refused(call: Callable[[], object], error: type[Exception], field: str) -> str:
    """The message that stands beside the field."""
    with pytest.raises(error) as refusal:
        call()
    details = refusal.value.details  # type: ignore[attr-defined]
    assert details[0]["path"] == [field]
    return str(details[0]["message"])


def test_nobody_is_signed_in_at_first(page: MizanTestClient) -> None:
    assert who(page) is None


def test_signing_up_signs_in(page: MizanTestClient) -> None:
    answer = page.call(sign_up, username="Grace", password=PASSWORD)
    assert answer.result["username"] == "Grace"
    assert set(answer.result) == {"id", "username"}
    assert who(page) == answer.result
    saved = User.objects.get()
    assert saved.check_password(PASSWORD)
    assert not saved.is_staff
    assert not saved.is_superuser


@pytest.mark.parametrize("username", ["Ada", "ada", "ADA", " ada "])
def test_signing_in_takes_any_case(page: MizanTestClient, ada: User, username: str) -> None:
    page.call(sign_in, username=username, password=PASSWORD)
    assert who(page) == {"id": ada.id, "username": "Ada"}


def test_signing_out_forgets_the_session(page: MizanTestClient, ada: User) -> None:
    page.call(sign_in, username="Ada", password=PASSWORD)
    old = session_of(page)
    page.call(sign_out)
    assert who(page) is None
    assert old is not None
    page.django.cookies[django_settings.SESSION_COOKIE_NAME] = old
    assert who(page) is None


def test_signing_out_twice_is_fine(page: MizanTestClient) -> None:
    page.call(sign_out)
    page.call(sign_out)


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
def test_and_take_the_same_time(page: MizanTestClient, ada: User, username: str) -> None:
    User.objects.create_user("closed", password=PASSWORD, is_active=False)
    with patch.object(hashers.MD5PasswordHasher, "encode", return_value="md5$salt$hash") as encode:
        refused(
            lambda: page.call(sign_in, username=username, password="wrong"),
            SignInFailed,
            "password",
        )
    assert encode.call_count == 1


def test_a_name_that_no_database_takes_is_refused(page: MizanTestClient) -> None:
    refused(
        lambda: page.call(sign_in, username="a\x00b", password="wrong"),
        ValidationFailed,
        "username",
    )


def test_a_closed_account_cannot_come_in(page: MizanTestClient, ada: User) -> None:
    User.objects.update(is_active=False)
    with pytest.raises(SignInFailed):
        page.call(sign_in, username="Ada", password=PASSWORD)


@pytest.mark.parametrize("username", ["ada", "ADA"])
def test_a_taken_name_is_refused(page: MizanTestClient, ada: User, username: str) -> None:
    refused(
        lambda: page.call(sign_up, username=username, password=PASSWORD), UsernameTaken, "username"
    )
    assert User.objects.count() == 1


def test_two_who_ask_for_one_name_at_the_same_time(page: MizanTestClient, ada: User) -> None:
    with patch("django.db.models.query.QuerySet.exists", return_value=False):
        refused(
            lambda: page.call(sign_up, username="ADA", password=PASSWORD), UsernameTaken, "username"
        )
    assert User.objects.count() == 1


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
def test_a_weak_password_is_refused(page: MizanTestClient, password: str) -> None:
    refused(
        lambda: page.call(sign_up, username="gracehopper", password=password),
        ValidationFailed,
        "password",
    )
    assert not User.objects.exists()


def test_a_planted_session_is_not_taken_over(page: MizanTestClient, ada: User) -> None:
    page.django.get("/admin/login/")
    session = page.django.session
    session["planted"] = True
    session.save()
    page.django.cookies[django_settings.SESSION_COOKIE_NAME] = planted = str(session.session_key)
    page.call(sign_in, username="Ada", password=PASSWORD)
    assert session_of(page) != planted
    victim = MizanTestClient()
    victim.django.cookies[django_settings.SESSION_COOKIE_NAME] = planted
    assert who(victim) is None


def test_signing_in_changes_the_csrf_token(page: MizanTestClient, ada: User) -> None:
    page.get("session/")
    before = page.django.cookies[django_settings.CSRF_COOKIE_NAME].value
    page.call(sign_in, username="Ada", password=PASSWORD)
    assert page.django.cookies[django_settings.CSRF_COOKIE_NAME].value != before


def test_nothing_of_the_one_before_is_kept(page: MizanTestClient, ada: User) -> None:
    page.call(sign_in, username="Ada", password=PASSWORD)
    session = page.django.session
    session["draft"] = "of Ada"
    session.save()
    page.call(sign_up, username="Grace", password=PASSWORD)
    assert "draft" not in page.django.session


@pytest.mark.parametrize("cookie", [django_settings.SESSION_COOKIE_NAME])
def test_scripts_and_other_sites_do_not_get_the_cookie(
    page: MizanTestClient, ada: User, cookie: str
) -> None:
    page.call(sign_in, username="Ada", password=PASSWORD)
    sent = page.django.cookies[cookie]
    assert sent["httponly"]
    assert sent["samesite"] == "Lax"
    assert sent["domain"] == ""


def test_guessing_is_slowed_down(page: MizanTestClient, ada: User) -> None:
    for attempt in range(throttle.FAILURES_PER_ACCOUNT):
        username = ("Ada", "ADA")[attempt % 2]
        with pytest.raises(SignInFailed):
            page.call(sign_in, username=username, password="wrong")
    with pytest.raises(RateLimited):
        page.call(sign_in, username="Ada", password=PASSWORD)
    elsewhere = MizanTestClient()
    elsewhere.django.defaults["REMOTE_ADDR"] = "192.0.2.1"
    elsewhere.call(sign_in, username="Ada", password=PASSWORD)


@pytest.mark.parametrize("trusts_proxy", [True, False])
def test_addresses_that_the_client_made_up_do_not_count(
    page: MizanTestClient, settings: Settings, trusts_proxy: bool
) -> None:
    settings.TRUSTS_PROXY = trusts_proxy
    for attempt in range(throttle.FAILURES_PER_ACCOUNT):
        seen = "198.51.100.7" if trusts_proxy else f"198.51.100.{attempt}"
        page.django.defaults["HTTP_X_FORWARDED_FOR"] = f"192.0.2.{attempt}, {seen}"
        with pytest.raises(SignInFailed):
            page.call(sign_in, username="Ada", password="wrong")
    with pytest.raises(RateLimited):
        page.call(sign_in, username="Ada", password="wrong")


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
