"""What the generator's tests share."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from codegen_cases import NODE_BINARIES


@pytest.fixture(scope="session")
def node_binaries() -> Path:
    """The repository's own tsc, biome and vitest; CI always has them."""
    if not (NODE_BINARIES / "tsc").exists():
        pytest.skip("node_modules is missing at the root: run npm install there")
    return NODE_BINARIES
