"""How many times as fast as a peer Mizan has to be, and where it must not fall back behind.

`must` is what the design asks for; `gate` is what was reached when it was last raised, and what
fails a run that falls under it by more than SLACK. A gate is never above its `must`.
"""

from __future__ import annotations

from dataclasses import dataclass

SLACK = 0.15
ROUTER, MIDDLEWARE = "Mizan on FastAPI, router", "Mizan on FastAPI, middleware"
ASYNC, SYNC = "FastAPI, async def", "FastAPI, def"
DJANGO, GUARDED = "Mizan on Django, WSGI", "Django, bare view with session and CSRF"


@dataclass(frozen=True)
class Goal:
    """One comparison."""

    contender: str
    peer: str
    work: str
    must: float
    gate: float


GOALS = (
    Goal(f"{MIDDLEWARE}, async def", ASYNC, "W1", 2.0, 1.75),
    Goal(f"{MIDDLEWARE}, async def", ASYNC, "W2", 1.4, 1.3),
    Goal(f"{MIDDLEWARE}, async def", ASYNC, "W3", 3.0, 2.75),
    Goal(f"{ROUTER}, async def", ASYNC, "W1", 2.0, 1.2),
    Goal(f"{ROUTER}, async def", ASYNC, "W2", 1.4, 1.1),
    Goal(f"{ROUTER}, async def", ASYNC, "W3", 3.0, 1.75),
    Goal(f"{MIDDLEWARE}, def", SYNC, "W1", 3.0, 3.0),
    Goal(f"{MIDDLEWARE}, def", SYNC, "W2", 2.5, 2.25),
    Goal(f"{ROUTER}, def", SYNC, "W1", 3.0, 2.8),
    Goal(f"{ROUTER}, def", SYNC, "W2", 2.5, 1.95),
    Goal(f"{MIDDLEWARE}, async def", "raw ASGI + pydantic", "W1", 0.85, 0.15),
    Goal(f"{MIDDLEWARE}, async def", "raw ASGI + pydantic", "W2", 0.85, 0.7),
    Goal(DJANGO, "Django, bare view", "W1", 0.95, 0.53),
    Goal(DJANGO, "Django, bare view", "W2", 1.4, 0.8),
    Goal(DJANGO, GUARDED, "W1", 0.95, 0.62),
    Goal(DJANGO, GUARDED, "W2", 1.4, 0.85),
    Goal(DJANGO, "Django Ninja", "W1", 1.4, 0.77),
    Goal(DJANGO, "Django REST framework", "W1", 2.5, 2.1),
    Goal(DJANGO, "Django REST framework", "W2", 5.0, 3.3),
)
