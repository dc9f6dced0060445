"""`X-Mizan-Invalidate`, both ways. Protocol §3.

    header   = "*" / entry *( ", " entry )
    entry    = context *( ";" name "=" value ) [ ";@fn=" name *( "+" name ) ]

Names are sorted; values are text forms, percent-encoded, so that no value can end an entry, a
header line or the header. Over 4 KiB every entry collapses to its context, and if that is not
enough all of them to `*`: everything.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any
from urllib.parse import unquote

from mizan_core.params import percent_encode

LIMIT = 4096
EVERYTHING = "*"
FUNCTIONS_KEY = "@fn"
_NAME = re.compile(r"[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)*")
_KEY = re.compile(r"@?[A-Za-z_][A-Za-z0-9_]*")
_VALUE = re.compile(r"(?:[A-Za-z0-9\-._~]|%[0-9A-F]{2})*")


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
    broad = ", ".join(sorted({part.partition(";")[0] for part in parts}))
    return broad if len(broad) <= LIMIT else EVERYTHING


def _format_entry(entry: Any) -> str:
    if isinstance(entry, str):
        return entry
    pairs = [f"{name}={percent_encode(text)}" for name, text in sorted(entry["params"].items())]
    if functions := entry.get("functions"):
        pairs.append(f"{FUNCTIONS_KEY}={'+'.join(sorted(functions))}")
    return ";".join([entry["context"], *pairs])


def parse_header(header: str) -> list[Any]:
    """The header's value -> entries as `format_header` takes them, or `["*"]`.

    A key that starts with `@` and is not known narrows an entry in a way that this reader cannot
    judge: it is left out, which makes the entry wider. Raises HeaderError; who cannot read the
    header has to treat it as `*`.
    """
    text = header.strip(" \t")
    if text in ("", EVERYTHING):
        return [text] if text else []
    return [_parse_entry(part.strip(" \t")) for part in text.split(",")]


def _parse_entry(part: str) -> Any:
    name, *pairs = part.split(";")
    if not _NAME.fullmatch(name):
        raise HeaderError(f"{name[:80]!r} is no context name")
    given: dict[str, str] = {}
    for pair in pairs:
        key, separator, value = pair.partition("=")
        if not separator or not _KEY.fullmatch(key) or key in given:
            raise HeaderError(f"{pair[:80]!r} is no 'name=value', or the second of its name")
        given[key] = value
    functions = _parse_functions(given.pop(FUNCTIONS_KEY)) if FUNCTIONS_KEY in given else []
    params = {key: _decode(value) for key, value in given.items() if not key.startswith("@")}
    if not params and not functions:
        return name
    entry = {"context": name, "params": params}
    return {**entry, "functions": functions} if functions else entry


def _parse_functions(value: str) -> list[str]:
    names = value.split("+")
    for name in names:
        if not _NAME.fullmatch(name):
            raise HeaderError(f"{name[:80]!r} is no function name")
    return names


def _decode(value: str) -> str:
    if not _VALUE.fullmatch(value):
        raise HeaderError(f"{value[:80]!r} is not percent-encoded as the protocol wants it")
    try:
        return unquote(value, errors="strict")
    except UnicodeDecodeError:
        raise HeaderError(f"{value[:80]!r} is not UTF-8") from None
