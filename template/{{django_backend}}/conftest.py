"""What all tests of the backend share."""

import pytest
from django.core.cache import cache
from pytest_django import Settings


@pytest.fixture(autouse=True)
def _own_world(settings: Settings) -> None:
    """The same world for each test, whatever the environment says: no TLS, no Vite, no Redis."""
    settings.STATIC_ROOT = None
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    cache.clear()
    settings.SESSION_ENGINE = "django.contrib.sessions.backends.db"
    settings.REDIS_URL = ""
    settings.SECURE_SSL_REDIRECT = False
    settings.USES_VITE = False
