"""Slows down guessing passwords: so many failures, then a pause."""

import hashlib

from fastapi import Request
from limits import RateLimitItemPerMinute
from limits.aio.storage import MemoryStorage, RedisStorage, Storage
from limits.aio.strategies import FixedWindowRateLimiter
from mizan_fastapi import RateLimited

from app.settings import settings

WINDOW_MINUTES = 5
FAILURES_PER_ACCOUNT = 10
FAILURES_PER_ADDRESS = 100


def _storage(redis_url: str) -> Storage:
    """Redis where there is one, so that all processes share it; else memory of this process."""
    if redis_url:
        address = f"async+{redis_url}"
        return RedisStorage(
            address, implementation="redispy", socket_connect_timeout=2, socket_timeout=2
        )
    return MemoryStorage()


storage = _storage(settings.redis_url)
_limiter = FixedWindowRateLimiter(storage)


class Attempts:
    """The failed attempts of one address, on one account and on all of them.

    Counted by address, so that nobody can lock somebody else out.
    """

    def __init__(self, request: Request, username: str) -> None:
        address = request.client.host if request.client else ""
        self._account = _key(address, username.casefold())
        self._limits = (
            (RateLimitItemPerMinute(FAILURES_PER_ACCOUNT, WINDOW_MINUTES), self._account),
            (RateLimitItemPerMinute(FAILURES_PER_ADDRESS, WINDOW_MINUTES), _key(address)),
        )

    async def refuse_too_many(self) -> None:
        """Raise `RateLimited` while a limit is reached."""
        for limit, key in self._limits:
            if not await _limiter.test(limit, key):
                raise RateLimited("Too many attempts. Try again in a few minutes.")

    async def add(self) -> None:
        """Count one failure."""
        for limit, key in self._limits:
            await _limiter.hit(limit, key)

    async def clear(self) -> None:
        """Forget the failures on this account: its owner has come in."""
        limit, key = self._limits[0]
        await _limiter.clear(limit, key)


def _key(*parts: str) -> str:
    return f"sign-in:{hashlib.sha256(repr(parts).encode()).hexdigest()}"
