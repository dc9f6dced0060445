"""pydantic's complaints as the protocol's validation details. Protocol §2."""

from __future__ import annotations

import json
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
