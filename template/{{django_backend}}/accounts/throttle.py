"""Slows down guessing passwords: so many failures, then a pause."""

import hashlib
from contextlib import suppress

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest
from mizan import RateLimited

WINDOW_SECONDS = 300
FAILURES_PER_ACCOUNT = 10
FAILURES_PER_ADDRESS = 100


class Attempts:
    """The failed attempts of one address, on one account and on all of them.

    Counted by address, so that nobody can lock somebody else out. Without `REDIS_URL` each
    process counts for itself.
    """

    def __init__(self, request: HttpRequest, username: str) -> None:
        address = _address(request)
        self._limits = {
            _key(address, username.casefold()): FAILURES_PER_ACCOUNT,
            _key(address): FAILURES_PER_ADDRESS,
        }

    def refuse_too_many(self) -> None:
        """Raise `RateLimited` while a limit is reached."""
        failures = cache.get_many(self._limits)
        if any(failures.get(key, 0) >= limit for key, limit in self._limits.items()):
            raise RateLimited("Too many attempts. Try again in a few minutes.")

    def add(self) -> None:
        """Count one failure."""
        for key in self._limits:
            if not cache.add(key, 1, timeout=WINDOW_SECONDS):
                _increment(key)

    def clear(self) -> None:
        """Forget the failures on this account: its owner has come in."""
        account, _ = self._limits
        cache.delete(account)


def _address(request: HttpRequest) -> str:
    # Each proxy appends the address that it saw; what stands before the last one is hearsay.
    chain = request.headers.get("X-Forwarded-For", "") if settings.TRUSTS_PROXY else ""
    return chain.rpartition(",")[2].strip() or request.META.get("REMOTE_ADDR", "")


def _increment(key: str) -> None:
    # A window that ends just now takes its count along.
    with suppress(ValueError):
        cache.incr(key)


def _key(*parts: str) -> str:
    return f"sign-in:{hashlib.sha256(repr(parts).encode()).hexdigest()}"
