"""Generated clients, imported and run against a fake fetch (vitest; the scenarios are in run/)."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest
from codegen_cases import REPOSITORY, TESTS

RUN = TESTS / "run"
SCENARIOS = sorted(path.name for path in RUN.glob("*.test.ts*"))


@pytest.fixture(scope="module")
def results(node_binaries: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[str]]:
    report = tmp_path_factory.mktemp("run") / "report.json"
    options = ["run", f"--config={RUN / 'vitest.config.ts'}", "--reporter=json"]
    command = [node_binaries / "vitest", *options, f"--outputFile={report}"]
    done = subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True)
    assert report.exists(), done.stdout + done.stderr
    found: dict[str, list[str]] = {}
    for file in json.loads(report.read_text())["testResults"]:
        failures = [
            f"{test['fullName']}: {message}"
            for test in file["assertionResults"]
            if test["status"] != "passed"
            for message in test["failureMessages"] or [test["status"]]
        ]
        is_broken = file["status"] != "passed" and not failures
        found[Path(file["name"]).name] = [file["message"]] if is_broken else failures
    return found


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_scenario(scenario: str, results: dict[str, list[str]]) -> None:
    assert results[scenario] == []
