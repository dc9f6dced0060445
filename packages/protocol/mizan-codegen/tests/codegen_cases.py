"""The golden cases: Python functions, their IR and the clients made of it, all in git.

`python packages/protocol/mizan-codegen/tests/codegen_cases.py` writes them again; review the diff.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from mizan_codegen.generate import generate
from mizan_codegen.idioms import IDIOMS
from mizan_codegen.output import Change, apply, changes

TESTS = Path(__file__).parent
GOLDEN = TESTS / "golden"
REPOSITORY = TESTS.parents[3]
NODE_BINARIES = REPOSITORY / "node_modules" / ".bin"
# Frameworks differ in few lines: one case shows them all.
EVERY_FRAMEWORK = ("board",)
CASES = tuple(sorted(path.parent.name for path in GOLDEN.glob("*/source.py")))


def print_ir(case: str, hash_seed: str = "0") -> str:
    """What the case's own program prints."""
    command = [sys.executable, str(GOLDEN / case / "source.py")]
    environment = {**os.environ, "PYTHONHASHSEED": hash_seed, "PYTHONIOENCODING": "utf-8"}
    done = subprocess.run(command, check=True, capture_output=True, env=environment)
    return done.stdout.decode()


def case_changes(case: str) -> tuple[Change, ...]:
    """What on disk is not what the functions say now."""
    schema_text = print_ir(case)
    frameworks = IDIOMS if case in EVERY_FRAMEWORK else ("react",)
    found = [change for framework in frameworks for change in _drift(case, schema_text, framework)]
    path = GOLDEN / case / "schema.kdl"
    is_fresh = path.exists() and path.read_text("utf-8") == schema_text
    return (*found, *(() if is_fresh else (Change(path, "out of date", schema_text),)))


def _drift(case: str, schema_text: str, framework: str) -> tuple[Change, ...]:
    return changes(GOLDEN / case / framework, generate(schema_text, framework))


def main() -> None:
    """Write every case again."""
    for case in CASES:
        found = case_changes(case)
        apply(found)
        for change in found:
            print(f"{change.path.relative_to(REPOSITORY)}: {change.word}, written")


if __name__ == "__main__":
    main()
