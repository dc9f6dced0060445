"""How many times as fast as a peer Mizan has to be, and where it must not fall back behind.

`must` is what the design asks for, if it does; `gate` is what was reached when it was last raised,
and what fails a run that falls under it by more than SLACK. A gate is never above its `must`.
"""

from __future__ import annotations

from dataclasses import dataclass

SLACK = 0.15
ROUTER, MIDDLEWARE = "Mizan on FastAPI, router", "Mizan on FastAPI, middleware"
ASYNC, SYNC = "FastAPI, async def", "FastAPI, def"
DJANGO, LANE = "Mizan on Django, WSGI", "Mizan on Django, ASGI"
HAND = "Django, JSON by hand"
# What every call of Mizan does beside the work: who asks, and is it a page of ours.
GUARDED_HAND = f"{HAND} with session and CSRF"
GUARDED = "Django, bare view with session and CSRF"


@dataclass(frozen=True)
class Goal:
    """One comparison."""

    contender: str
    peer: str
    work: str
    must: float | None
    gate: float


GOALS = (
    Goal(f"{MIDDLEWARE}, async def", ASYNC, "W1", 2.0, 2.0),
    Goal(f"{MIDDLEWARE}, async def", ASYNC, "W2", 1.4, 1.4),
    Goal(f"{MIDDLEWARE}, async def", ASYNC, "W3", 3.0, 3.0),
    Goal(f"{ROUTER}, async def", ASYNC, "W1", 2.0, 1.35),
    Goal(f"{ROUTER}, async def", ASYNC, "W2", 1.4, 1.2),
    Goal(f"{ROUTER}, async def", ASYNC, "W3", 3.0, 1.9),
    Goal(f"{MIDDLEWARE}, def", SYNC, "W1", 3.0, 3.0),
    Goal(f"{MIDDLEWARE}, def", SYNC, "W2", 2.5, 2.4),
    Goal(f"{MIDDLEWARE}, def", SYNC, "W4", None, 1.3),
    Goal(f"{ROUTER}, def", SYNC, "W1", 3.0, 3.0),
    Goal(f"{ROUTER}, def", SYNC, "W2", 2.5, 2.05),
    Goal(f"{MIDDLEWARE}, async def", "raw ASGI + pydantic", "W1", 0.85, 0.18),
    Goal(f"{MIDDLEWARE}, async def", "raw ASGI + pydantic", "W2", 0.85, 0.8),
    Goal(DJANGO, HAND, "W1", 0.95, 0.7),
    Goal(DJANGO, HAND, "W2", 1.4, 1.1),
    Goal(DJANGO, HAND, "W4", None, 0.83),
    Goal(DJANGO, GUARDED_HAND, "W1", 0.95, 0.9),
    Goal(DJANGO, GUARDED_HAND, "W2", 1.4, 1.15),
    Goal(DJANGO, GUARDED_HAND, "W4", None, 0.85),
    Goal(DJANGO, GUARDED, "W1", None, 0.85),
    Goal(DJANGO, GUARDED, "W2", None, 0.88),
    Goal(DJANGO, GUARDED, "W4", None, 0.93),
    Goal(DJANGO, "Django Ninja", "W1", 1.4, 0.85),
    Goal(DJANGO, "Django Ninja", "W4", None, 1.4),
    Goal(DJANGO, "Django REST framework", "W1", 2.5, 2.1),
    Goal(DJANGO, "Django REST framework", "W2", 5.0, 3.2),
    Goal(DJANGO, "Django REST framework", "W4", None, 1.5),
    Goal(LANE, "Django ASGI, async view", "W1", 6.0, 6.0),
    Goal(LANE, "Django ASGI, async view", "W2", None, 5.0),
)
