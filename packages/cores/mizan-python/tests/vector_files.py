"""The vectors of mizan-spec as pytest parameters: one case, one test, named as in the file."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

SPEC = next(
    parent / "packages/protocol/mizan-spec"
    for parent in Path(__file__).resolve().parents
    if (parent / "packages/protocol/mizan-spec").is_dir()
)
VECTOR_FILES = sorted((SPEC / "vectors").glob("*.json"))


def load(name: str) -> dict[str, Any]:
    """A file of mizan-spec, such as `vectors/header.json`."""
    loaded: dict[str, Any] = json.loads((SPEC / name).read_text(encoding="utf-8"))
    return loaded


def cases(name: str, group: str = "cases") -> pytest.MarkDecorator:
    """`@cases("header", "both")` runs a test once per case of that group: its argument `case`."""
    found = load(f"vectors/{name}.json")[group]
    return pytest.mark.parametrize("case", found, ids=[case["name"] for case in found])
