"""The golden clients compile under the strictest settings, and what must not compile does not."""

from __future__ import annotations

import json
import re
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest
from codegen_cases import TESTS

TYPES = TESTS / "types"
MARK = re.compile(r"\s*// @ts-expect-error (?P<message>.+)")


@dataclass(frozen=True)
class Complaint:
    """Something that the compiler says, or that a mark expects it to say."""

    file: str
    line: int
    message: str


# The oldest that knows all of the strictest flags, and the newest that every framework's own
# checker takes; a newer one, whose compiler is another program, is asked as a whole.
COMPILERS = ("typescript-oldest", "typescript")


@pytest.fixture(scope="module", params=COMPILERS)
def complaints(request: pytest.FixtureRequest, node_binaries: Path) -> list[Complaint]:
    command = ["node", str(TYPES / "diagnostics.mjs"), request.param]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return [Complaint(**each) for each in json.loads(done.stdout)]


def expectations() -> list[Complaint]:
    found = []
    for path in sorted(TYPES.glob("*.ts*")):
        for number, line in enumerate(path.read_text("utf-8").splitlines(), start=1):
            match = MARK.fullmatch(line)
            if match:
                found.append(Complaint(path.name, number + 1, match["message"]))
    return found


@pytest.mark.parametrize("expected", expectations(), ids=lambda each: f"{each.file}:{each.line}")
def test_line_does_not_compile(expected: Complaint, complaints: list[Complaint]) -> None:
    here = [c.message for c in complaints if (c.file, c.line) == (expected.file, expected.line)]
    assert any(expected.message in message for message in here), here or "it compiles"


def test_everything_else_compiles(complaints: list[Complaint]) -> None:
    marked = {(each.file, each.line) for each in expectations()}
    assert [each for each in complaints if (each.file, each.line) not in marked] == []


def test_the_newest_compiler_says_the_same(node_binaries: Path) -> None:
    """It finds nothing but what is marked, and nothing missing of that."""
    program = node_binaries.parent / "typescript-newest" / "bin" / "tsc"
    done = subprocess.run(
        ["node", program, "--noEmit", "--project", TYPES / "tsconfig.json"],
        capture_output=True,
        text=True,
    )
    assert (done.returncode, done.stdout) == (0, "")
