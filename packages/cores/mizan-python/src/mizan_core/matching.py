"""Whether an entry acts on an instance. Protocol §3: by equality of the params it names."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def matches(entry: Any, context: str, params: Mapping[str, Any]) -> bool:
    """`entry` is a bare name or `{"context", "params", …}`; `params` are all of the instance's.

    Values compare as JSON: `1`, `1.0` and `true` are not one another unless JSON says so.
    """
    if isinstance(entry, str):
        return entry == context
    named: Mapping[str, Any] = entry["params"]
    return entry["context"] == context and all(
        name in params and is_same(params[name], value) for name, value in named.items()
    )


def is_same(one: Any, other: Any) -> bool:
    """Whether two JSON values are equal; true is not 1."""
    if isinstance(one, bool) or isinstance(other, bool):
        return one is other
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(is_same, one, other))
    return bool(one == other)
