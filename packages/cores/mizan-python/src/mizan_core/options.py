"""What `@client` may be told: each option by itself, then what goes together. Protocol §1."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from mizan_core.client import Declaration
from mizan_core.context import ReactContext
from mizan_core.errors import PROTOCOL_ERRORS, MizanError
from mizan_core.records import Rows

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
SAFE_METHODS = {"GET", "HEAD"}
AUTH_LEVELS = (None, True, False, "staff", "superuser")


def wrong_values(declaration: Declaration) -> Iterator[str]:
    """One sentence for each option that has a value of a wrong kind: nothing can be planned."""
    for option, is_allowed, allowed in _values(declaration):
        if not is_allowed:
            yield f"{option}={getattr(declaration, option)!r} is not allowed: use {allowed}"
    for option in ("private", "idempotent", "live"):
        if not isinstance(getattr(declaration, option), bool):
            yield f"{option}={getattr(declaration, option)!r} is not allowed: use True or False"
    yield from _wrong_methods(declaration)
    yield from _wrong_errors(declaration)


def _values(declaration: Declaration) -> tuple[tuple[str, bool, str], ...]:
    context, auth, cache = declaration.context, declaration.auth, declaration.cache
    return (
        (
            "context",
            context is None or (isinstance(context, (str, ReactContext)) and context != ""),
            "a Context, its name, 'global' or 'local'",
        ),
        (
            "auth",
            callable(auth) or any(auth is each for each in AUTH_LEVELS) or auth in AUTH_LEVELS[3:],
            "True, 'staff', 'superuser' or a callable (request, ...) -> bool",
        ),
        (
            "rows",
            declaration.rows is None or isinstance(declaration.rows, Rows),
            "Rows(key='id')",
        ),
        (
            "route",
            declaration.route is None or isinstance(declaration.route, str),
            "a path such as 'reports/<int:year>/'",
        ),
        ("rev", type(declaration.rev) is int, "a whole number"),
        ("cache", _is_cache_option(cache), "True, False or seconds above 0"),
    )


def _wrong_methods(declaration: Declaration) -> Iterator[str]:
    if declaration.route is not None and not declaration.methods:
        yield "route= with no methods: leave methods= out for GET"
    for method in declaration.methods:
        if method not in METHODS:
            yield f"methods= holds {method!r}: use a list of {', '.join(METHODS)}"


def _wrong_errors(declaration: Declaration) -> Iterator[str]:
    for error in declaration.errors:
        if not (isinstance(error, type) and issubclass(error, MizanError)):
            yield f"errors= holds {error!r}, which is no MizanError subclass"
        elif error not in PROTOCOL_ERRORS and _borrows_code(error):
            yield f"{error.__name__} has no code of its own: set code = '...'"


def wrong_pairs(declaration: Declaration) -> Iterator[str]:
    """One sentence for each pair of options that do not go together."""
    changes = bool(declaration.affects or declaration.merge)
    is_read, is_view = declaration.context is not None, declaration.route is not None
    is_safe = not set(declaration.methods) - SAFE_METHODS
    rules: tuple[tuple[bool, str], ...] = (
        (is_read and changes, "a read (context=) may not have affects= or merge="),
        (is_read and declaration.private, "a read may not be private="),
        (
            is_read and is_view,
            "a view-path function (route=) is never part of a bundle: drop context=",
        ),
        (
            is_view and changes and is_safe,
            "affects= or merge= with GET or HEAD: say methods=['POST']",
        ),
        (declaration.rows is not None and not is_read, "rows= is for list reads (context=)"),
        (
            declaration.live,
            "live= is not there yet: it needs channels (Protocol §9). Remove it for now",
        ),
    )
    yield from (message for is_broken, message in rules if is_broken)


def _is_cache_option(cache: Any) -> bool:
    return cache is None or isinstance(cache, bool) or (isinstance(cache, int) and cache > 0)


def _borrows_code(error: type[MizanError]) -> bool:
    return any(error.code == each.code for each in PROTOCOL_ERRORS)
