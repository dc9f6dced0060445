"""What the README shows is what the generator reads."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from codegen_cases import TESTS
from mizan_codegen.config import load_config
from mizan_codegen.generate import generate
from mizan_codegen.model import SCALAR_KINDS
from mizan_codegen.parse import parse

README = (TESTS.parent / "README.md").read_text("utf-8")


def block(language: str) -> str:
    match = re.search(rf"```{language}\n(.*?)```", README, re.DOTALL)
    assert match, language
    return match[1]


def test_the_schema_can_be_read_and_used() -> None:
    schema = parse(block("kdl"))
    assert [context.name for context in schema.contexts] == ["board"]
    assert len(generate(block("kdl"), "react")) == 4


def test_the_configuration_is_valid(tmp_path: Path) -> None:
    path = tmp_path / "mizan.toml"
    path.write_text(block("toml"))
    assert load_config(path).targets[0].framework == "react"


@pytest.mark.parametrize("kind", SCALAR_KINDS)
def test_each_scalar_is_in_the_table(kind: str) -> None:
    assert f"`{kind}`" in README
