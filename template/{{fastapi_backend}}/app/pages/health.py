"""Whether this process can do its work: each dependency asked, with the time it took."""

import logging
import time
from collections.abc import Awaitable, Callable
from typing import Any

from app.accounts import throttle
from app.pages import database
from app.settings import settings

logger = logging.getLogger(__name__)


async def readiness(redis_url: str = settings.redis_url) -> tuple[bool, dict[str, Any]]:
    """Whether all is well, and the JSON to say so: no addresses, no error texts."""
    checks = {"database": await _timed(_check_database)}
    if redis_url:
        checks["redis"] = await _timed(_check_redis)
    is_ready = all(check["status"] == "ok" for check in checks.values())
    return is_ready, {"status": "ok" if is_ready else "unavailable", "checks": checks}


async def _timed(check: Callable[[], Awaitable[str]]) -> dict[str, Any]:
    started = time.perf_counter()
    status = await check()
    return {
        "status": status,
        "milliseconds": round((time.perf_counter() - started) * 1000, 1),
    }


async def _check_database() -> str:
    found = await database.trouble()
    if found:
        logger.error("readyz: %s %s", found.problem, found.detail)
    return "unavailable" if found else "ok"


async def _check_redis() -> str:
    # Any failure whatever means that Redis is of no use; the log tells which it was.
    try:
        is_well = await throttle.storage.check()
    except Exception:
        logger.exception("readyz: Redis does not answer.")
        return "unavailable"
    return "ok" if is_well else "unavailable"
