"""`X-Mizan-Invalidate`, both ways. Protocol §3.

    entry    = context *( ";" name "=" value ) [ ";@fn=" name *( "+" name ) ]
    header   = entry *( ", " entry )

Names are sorted; values are text forms, percent-encoded, so that no value can end an entry, a
header line or the header. Over 4 KiB every entry collapses to its context.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any
from urllib.parse import unquote

from mizan_core.params import percent_encode

LIMIT = 4096
FUNCTIONS_KEY = "@fn"
_NAME = re.compile(r"[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)*")
_PARAM = re.compile(r"@?[A-Za-z_][A-Za-z0-9_]*")
_VALUE = re.compile(r"(?:[A-Za-z0-9\-._~+]|%[0-9A-F]{2})*")


class HeaderError(ValueError):
    """Text that is no invalidation header; names the part that is wrong."""


def format_header(entries: Iterable[Any]) -> str:
    """Entries -> the header's value.

    An entry is a bare context name (broad) or `{"context", "params", "functions"?}`, its params
    being text forms (`mizan_core.params`), not yet percent-encoded. Equal entries stand once.
    """
    parts = sorted({_format_entry(entry) for entry in entries}, key=lambda part: part.split(";"))
    whole = ", ".join(parts)
    if len(whole) <= LIMIT:
        return whole
    return ", ".join(sorted({part.partition(";")[0] for part in parts}))


def _format_entry(entry: Any) -> str:
    if isinstance(entry, str):
        return entry
    pairs = [f"{name}={percent_encode(text)}" for name, text in sorted(entry["params"].items())]
    if functions := entry.get("functions"):
        pairs.append(f"{FUNCTIONS_KEY}={'+'.join(sorted(functions))}")
    return ";".join([entry["context"], *pairs])


def parse_header(header: str) -> list[Any]:
    """The header's value -> entries as `format_header` takes them. Raises HeaderError."""
    return [_parse_entry(part.strip(" ")) for part in header.split(",")] if header.strip() else []


def _parse_entry(part: str) -> Any:
    name, *pairs = part.split(";")
    if not _NAME.fullmatch(name):
        raise HeaderError(f"{name[:80]!r} is no context name")
    if not pairs:
        return name
    entry: dict[str, Any] = {"context": name, "params": {}}
    for pair in pairs:
        key, separator, value = pair.partition("=")
        if not separator or not _PARAM.fullmatch(key) or not _VALUE.fullmatch(value):
            raise HeaderError(f"{pair[:80]!r} is no 'name=value' with a percent-encoded value")
        if key == FUNCTIONS_KEY:
            entry["functions"] = value.split("+")
        else:
            entry["params"][key] = unquote(value, errors="strict")
    return entry
