"""One merge entry into one bundle, as every kernel does it. Protocol §4; vectors/splice.json."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from mizan_core.matching import is_same

_MISSING = object()
Row = Mapping[str, Any]


class CannotSplice(ValueError):
    """The entry does not fit what the bundle holds: the instance has to be read. Protocol §4."""


def splice(
    bundle: Mapping[str, Any], entry: Mapping[str, Any], result: Any = None
) -> dict[str, Any]:
    """The bundle with a merge entry applied; the given one is left as it is.

    `result` is the call's result, the value of an entry that carries none.
    Raises CannotSplice where a kernel would mark the instance stale.
    """
    slot, operation = entry["slot"], _OPERATIONS.get(entry["op"])
    if operation is None:
        raise CannotSplice(f"op {entry['op']!r} is none of {', '.join(_OPERATIONS)}")
    if slot not in bundle:
        raise CannotSplice(f"the bundle has no slot {slot!r}, only {', '.join(bundle)}")
    value = entry.get("value", result)
    return {**bundle, slot: operation(bundle[slot], entry, value)}


def _replace(held: Any, entry: Mapping[str, Any], value: Any) -> Any:
    return value


def _remove(held: Any, entry: Mapping[str, Any], value: Any) -> Any:
    key = _key(entry)
    return [row for row in _rows(held, entry) if not is_same(row.get(key, _MISSING), value)]


def _upsert(held: Any, entry: Mapping[str, Any], value: Any) -> Any:
    rows, key = _rows(held, entry), _key(entry)
    if not isinstance(value, Mapping) or key not in value:
        raise CannotSplice(f"the value for {entry['slot']!r} is no row with the key {key!r}")
    place = _place(rows, key, value)
    fields = entry.get("order_by") or ()
    if place is not None and _compare(rows[place], value, fields) == 0:
        return [*rows[:place], value, *rows[place + 1 :]]
    others = rows if place is None else [*rows[:place], *rows[place + 1 :]]
    return _inserted(others, entry, value, fields)


def _inserted(
    rows: list[Row], entry: Mapping[str, Any], value: Row, fields: Sequence[str]
) -> list[Row]:
    """A new or moved row: a tie goes after the rows that it ties with."""
    if not fields:
        return [value, *rows] if entry.get("at") == "start" else [*rows, value]
    later = (place for place, row in enumerate(rows) if _compare(row, value, fields) > 0)
    place = next(later, len(rows))
    return [*rows[:place], value, *rows[place:]]


def _rows(held: Any, entry: Mapping[str, Any]) -> list[Row]:
    if not isinstance(held, list):
        raise CannotSplice(f"slot {entry['slot']!r} holds no list")
    return held


def _key(entry: Mapping[str, Any]) -> str:
    key = entry.get("key")
    if not isinstance(key, str):
        raise CannotSplice(f"an entry with op {entry['op']!r} names its key")
    return key


def _place(rows: list[Row], key: str, value: Row) -> int | None:
    found = (place for place, row in enumerate(rows) if is_same(row.get(key, _MISSING), value[key]))
    return next(found, None)


def _compare(one: Row, other: Row, fields: Sequence[str]) -> int:
    """Below zero where `one` comes first."""
    for name in fields:
        field = name.removeprefix("-")
        order = _compare_values(one.get(field), other.get(field), name.startswith("-"))
        if order:
            return order
    return 0


def _compare_values(one: Any, other: Any, is_descending: bool) -> int:
    """Null last in both directions; numbers by size, strings by code point, false before true."""
    if one is None or other is None:
        return (one is None) - (other is None)
    order = int(one > other) - int(one < other)
    return -order if is_descending else order


_OPERATIONS: dict[str, Callable[[Any, Mapping[str, Any], Any], Any]] = {
    "replace": _replace,
    "upsert": _upsert,
    "remove": _remove,
}
