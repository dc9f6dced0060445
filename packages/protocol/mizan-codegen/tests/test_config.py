"""What a mizan.toml that cannot be meant is told: one row per complaint."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from mizan_codegen.config import Target, load_config
from mizan_codegen.problems import ConfigError

IR = '[ir]\ncommand = ["x"]\n'
TARGET = '[[target]]\nframework = "react"\nout = "api"\n'

BROKEN_CONFIGS: list[tuple[str, str, str]] = [
    ("no TOML", "[ir", "is not valid TOML"),
    ("empty", "", "has no [ir] table"),
    ("ir is no table", 'ir = "x"', "has no [ir] table"),
    ("no command", "[ir]", "[ir] command is not a list of strings"),
    ("a command in one string", '[ir]\ncommand = "x"', "[ir] command is not a list of strings"),
    ("an empty command", "[ir]\ncommand = []", "[ir] command is empty"),
    ("a number to watch", f"{IR}watch = [1]", "[ir] watch is not a list of strings"),
    ("a typo in a table", f"{IR}wach = []", "unknown [ir] key 'wach'"),
    ("a typo at the top", f"{IR}{TARGET}[targets]", "unknown key 'targets'"),
    ("no target", IR, "has no [[target]]"),
    ("one target as a table", f"{IR}[target]\nx = 1", "has no [[target]]"),
    ("a target without a folder", f'{IR}[[target]]\nframework = "react"', "has no out"),
    ("a target without a framework", f'{IR}[[target]]\nout = "api"', "has no framework"),
    ("a typo in a target", f'{IR}{TARGET}folder = "x"', "unknown [[target]] key 'folder'"),
    (
        "a framework without templates",
        f'{IR}[[target]]\nframework = "ember"\nout = "api"',
        "no client for the framework 'ember' yet",
    ),
    ("two targets in one folder", f"{IR}{TARGET}{TARGET}", "two targets have one out folder"),
]


@pytest.mark.parametrize(
    ("text", "complaint"), [row[1:] for row in BROKEN_CONFIGS], ids=[r[0] for r in BROKEN_CONFIGS]
)
def test_broken_config(text: str, complaint: str, tmp_path: Path) -> None:
    path = tmp_path / "mizan.toml"
    path.write_text(text)
    with pytest.raises(ConfigError) as caught:
        load_config(path)
    assert complaint in str(caught.value)


def test_missing_config(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="there is no") as caught:
        load_config(tmp_path / "mizan.toml")
    assert "--config PATH" in caught.value.hint


def test_valid_config(tmp_path: Path) -> None:
    path = tmp_path / "mizan.toml"
    path.write_text(f'[ir]\ncommand = ["{{python}}", "x.py"]\nwatch = ["backend"]\n{TARGET}')
    config = load_config(path)
    assert config.command == (sys.executable, "x.py")
    assert config.watch == (tmp_path / "backend",)
    assert config.targets == (Target("react", tmp_path / "api"),)
    assert config.folder == tmp_path
