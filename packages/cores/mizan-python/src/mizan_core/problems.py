"""pydantic's complaints as the protocol's validation details. Protocol §2."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from typing import Any

from pydantic import ValidationError
from pydantic_core import from_json

MAX_INTEGER = 2**53 - 1


def problems_of(
    error: ValidationError, *, prefix: tuple[str | int, ...] = (), skip: int = 0
) -> list[dict[str, Any]]:
    """`[{"path", "message", "type"}]` without what was sent and without links.

    `skip` drops that many leading steps of each path, `prefix` is put before the rest.
    """
    return shown(complaints_of(error), prefix=prefix, skip=skip)


def complaints_of(error: ValidationError) -> list[dict[str, Any]]:
    """pydantic's own: `[{"type", "loc", "msg", "ctx"?}]`, as JSON holds them."""
    found: list[dict[str, Any]] = from_json(error.json(include_url=False, include_input=False))
    return found


def shown(
    complaints: list[dict[str, Any]], *, prefix: tuple[str | int, ...] = (), skip: int = 0
) -> list[dict[str, Any]]:
    """What clients see of pydantic's complaints; see `problems_of`."""
    return [
        {
            "path": [*prefix, *each["loc"][skip:]],
            "message": each["msg"].removeprefix("Value error, "),
            "type": each["type"],
        }
        for each in complaints
    ]


def json_problems(value: Any, path: tuple[str | int, ...] = ()) -> Iterator[dict[str, Any]]:
    """A problem per value under `path` that is JSON and that not every part of an app can keep.

    NUL in text (databases refuse it), integers beyond ±(2^53 - 1) (JavaScript rounds them),
    numbers beyond all floats (they become infinity, which no JSON can say). Protocol §2.
    """
    if isinstance(value, list):
        for index, item in enumerate(value):
            yield from json_problems(item, (*path, index))
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from json_problems(key, path)
            yield from json_problems(item, (*path, key))
    else:
        for kind, (is_broken, message) in _BROKEN.items():
            if is_broken(value):
                yield {"path": [*path], "message": message, "type": kind}


def _is_huge(value: Any) -> bool:
    return isinstance(value, int) and abs(value) > MAX_INTEGER


_BROKEN: dict[str, tuple[Callable[[Any], bool], str]] = {
    "nul_character": (
        lambda value: isinstance(value, str) and "\0" in value,
        "NUL characters are not allowed",
    ),
    "integer_out_of_range": (_is_huge, "Whole numbers reach from -(2^53 - 1) to 2^53 - 1"),
    "finite_number": (
        lambda value: isinstance(value, float) and not math.isfinite(value),
        "Input should be a finite number",
    ),
}
