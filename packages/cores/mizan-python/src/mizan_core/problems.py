"""pydantic's complaints as the protocol's validation details. Protocol §2."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from pydantic import ValidationError


def problems_of(
    error: ValidationError, *, prefix: tuple[str | int, ...] = (), skip: int = 0
) -> list[dict[str, Any]]:
    """`[{"path", "message", "type"}]` without what was sent and without links.

    `skip` drops that many leading steps of each path, `prefix` is put before the rest.
    """
    found = json.loads(error.json(include_url=False, include_context=False, include_input=False))
    return [
        {
            "path": [*prefix, *each["loc"][skip:]],
            "message": each["msg"].removeprefix("Value error, "),
            "type": each["type"],
        }
        for each in found
    ]


def nul_problems(value: Any, path: tuple[str | int, ...]) -> Iterator[dict[str, Any]]:
    """A problem per JSON string under `path` that holds NUL: no database keeps such text."""
    if isinstance(value, str) and "\0" in value:
        message = "NUL characters are not allowed."
        yield {"path": [*path], "message": message, "type": "nul_character"}
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from nul_problems(item, (*path, index))
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from nul_problems(key, path)
            yield from nul_problems(item, (*path, key))
