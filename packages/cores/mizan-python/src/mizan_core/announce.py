"""Where invalidations leave the process: caches and sockets subscribe here. Protocol §3."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable

from mizan_core.effects import Entry, folded

Listener = Callable[[tuple[Entry, ...]], None]
Defer = Callable[[Callable[[], None]], None]

logger = logging.getLogger("mizan")

_listeners: list[Listener] = []
_defer: list[Defer] = []


def subscribe(listener: Listener) -> Callable[[], None]:
    """Hear every purge: after the commit of a call, and of `invalidate()` elsewhere.

    Returns the function that ends the subscription.
    """
    _listeners.append(listener)
    return lambda: _listeners.remove(listener)


def defer_with(defer: Defer) -> None:
    """An adapter says how to wait for the end of an open transaction."""
    _defer[:] = [defer]


def purge(entries: Iterable[Entry]) -> None:
    """Tell every listener now. The data is committed: one that fails is logged, none is skipped."""
    found = folded(entries)
    for listener in list(_listeners) if found else ():
        try:
            listener(found)
        except Exception:
            logger.exception("a listener failed to purge %d entries", len(found))


def announce(entries: Iterable[Entry]) -> None:
    """Tell every listener, after the commit where a transaction is open."""
    found = folded(entries)
    if _defer:
        _defer[0](lambda: purge(found))
    else:
        purge(found)
