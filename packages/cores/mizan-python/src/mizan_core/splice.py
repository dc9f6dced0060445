"""One merge entry into one bundle, as every kernel does it. Protocol §4; vectors/splice.json."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mizan_core.matching import is_same


def splice(bundle: Mapping[str, Any], entry: Mapping[str, Any], result: Any = None) -> Any:
    """The bundle with the entry applied; the given one is left as it is.

    `result` is the value of an entry that carries none.
    """
    slot = entry["slot"]
    value = entry.get("value", result)
    return {**bundle, slot: _OPERATIONS[entry["op"]](bundle.get(slot), entry, value)}


def _replace(_held: Any, _entry: Mapping[str, Any], value: Any) -> Any:
    return value


def _remove(held: Any, entry: Mapping[str, Any], value: Any) -> Any:
    return [row for row in held or [] if not is_same(row.get(entry["key"]), value)]


def _upsert(held: Any, entry: Mapping[str, Any], value: Any) -> Any:
    rows = list(held or [])
    at = _index(rows, entry["key"], value)
    order_by = entry.get("order_by")
    if order_by:
        return _ordered(rows, at, value, order_by)
    if at is not None:
        return [*rows[:at], value, *rows[at + 1 :]]
    return [value, *rows] if entry.get("at") == "start" else [*rows, value]


def _index(rows: list[Any], key: str, value: Any) -> int | None:
    for position, row in enumerate(rows):
        if is_same(row.get(key), value.get(key)):
            return position
    return None


def _ordered(rows: list[Any], at: int | None, value: Any, order_by: list[str]) -> list[Any]:
    if at is not None and _compare(rows[at], value, order_by) == 0:
        return [*rows[:at], value, *rows[at + 1 :]]
    others = [row for position, row in enumerate(rows) if position != at]
    goal = next(
        (i for i, row in enumerate(others) if _compare(row, value, order_by) > 0), len(others)
    )
    return [*others[:goal], value, *others[goal:]]


def _compare(one: Any, other: Any, order_by: list[str]) -> int:
    for name in order_by:
        field = name.removeprefix("-")
        sign = _compare_values(one.get(field), other.get(field))
        if sign:
            return -sign if name.startswith("-") else sign
    return 0


def _compare_values(one: Any, other: Any) -> int:
    """Null last, numbers by size, strings by code point."""
    if one is None or other is None:
        return (one is None) - (other is None)
    return int(one > other) - int(one < other)


_OPERATIONS = {"replace": _replace, "remove": _remove, "upsert": _upsert}
