"""Whole output trees, reviewed as diffs. Written again by codegen_cases.py."""

from __future__ import annotations

import difflib
import subprocess
from pathlib import Path

import pytest
from codegen_cases import CASES, GOLDEN, REPOSITORY, case_changes, print_ir
from mizan_codegen.output import Change

REGENERATE = "python packages/protocol/mizan-codegen/tests/codegen_cases.py"


def diff_of(change: Change) -> str:
    before = change.path.read_text("utf-8") if change.path.exists() else ""
    after = change.text or ""
    name = str(change.path.relative_to(REPOSITORY))
    lines = difflib.unified_diff(before.splitlines(), after.splitlines(), name, name, lineterm="")
    return "\n".join(lines)


@pytest.mark.parametrize("case", CASES)
def test_output_is_what_is_in_git(case: str) -> None:
    found = case_changes(case)
    diffs = "\n".join(map(diff_of, found))
    assert not found, f"{diffs}\n\nif this is meant, run {REGENERATE} and review the diff"


@pytest.mark.parametrize("case", CASES)
def test_ir_does_not_depend_on_hash_order(case: str) -> None:
    assert print_ir(case, hash_seed="1") == print_ir(case, hash_seed="2")


def test_formatter_and_linter_of_the_app_find_nothing(node_binaries: Path, tmp_path: Path) -> None:
    config = tmp_path / "biome.json"
    config.write_text('{ "formatter": { "indentStyle": "space", "lineWidth": 100 } }\n')
    command = [node_binaries / "biome", "check", f"--config-path={tmp_path}", "--error-on-warnings"]
    done = subprocess.run([*command, GOLDEN], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    count = len(list(GOLDEN.glob("**/*.gen.ts")))
    assert f"Checked {count} files" in done.stdout + done.stderr
