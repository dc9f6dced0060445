"""`X-Mizan-Who`: differs when the caller does, tells nothing, stays while nothing changes. §2."""

from types import SimpleNamespace

import pytest
from mizan_core.errors import Forbidden, Unauthorized
from mizan_core.identity import ANONYMOUS, LEVELS, Identity, refusal, who_of

SECRET = b"a secret"
ADA = Identity(pk="7", epoch="first sign-in")

OTHERS = [
    ANONYMOUS,
    Identity(pk="8", epoch="first sign-in"),
    Identity(pk="7", epoch="second sign-in"),
    Identity(pk="7", is_staff=True, epoch="first sign-in"),
    Identity(pk="7", is_superuser=True, epoch="first sign-in"),
    Identity(pk="", epoch="first sign-in"),
    Identity(pk="null"),
]


@pytest.mark.parametrize("other", OTHERS, ids=str)
def test_who_differs_from_everybody_else(other):
    assert who_of(other, SECRET) != who_of(ADA, SECRET)


def test_all_others_differ_among_themselves():
    assert len({who_of(each, SECRET) for each in OTHERS}) == len(OTHERS)


def test_the_same_caller_is_the_same():
    assert who_of(Identity(pk="7", epoch="first sign-in"), SECRET) == who_of(ADA, SECRET)


def test_another_secret_gives_another_who():
    assert who_of(ADA, SECRET) != who_of(ADA, b"another secret")


def test_who_tells_nothing_and_fits_a_header():
    who = who_of(Identity(pk="7777777"), SECRET)
    assert "7777777" not in who
    assert who.replace("-", "").replace("_", "").isalnum()


def test_an_identity_of_a_user_object():
    user = SimpleNamespace(pk=7, is_authenticated=True, is_staff=1, is_superuser=0)
    assert Identity.of(user, "first") == Identity("7", True, False, "first")


def test_anonymous_users_are_all_the_same():
    user = SimpleNamespace(pk=None, is_authenticated=False, is_staff=False, is_superuser=False)
    assert Identity.of(user, "ignored") is ANONYMOUS


@pytest.mark.parametrize(
    ("level", "allowed"),
    [("authenticated", "user staff boss"), ("staff", "staff"), ("superuser", "boss")],
)
def test_levels(level, allowed):
    callers = {
        "nobody": ANONYMOUS,
        "user": Identity("1"),
        "staff": Identity("2", is_staff=True),
        "boss": Identity("3", is_superuser=True),
    }
    passed = [name for name, identity in callers.items() if LEVELS[level](identity)]
    assert passed == allowed.split()


def test_nobody_is_asked_to_sign_in_and_somebody_is_refused():
    assert isinstance(refusal(ANONYMOUS), Unauthorized)
    assert isinstance(refusal(ADA), Forbidden)
