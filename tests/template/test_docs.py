"""The app's docs do what they say."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest
import yaml

from tests.template.in_app import clean_environment
from tests.template.render import render

BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
INSTALLED = (".venv", ".dev", "node_modules")


@pytest.fixture
def fresh_app(ready_app: Path, tmp_path: Path) -> Path:
    """A newly rendered app that borrows what is installed from the one that is set up."""
    answers = yaml.safe_load((ready_app / ".copier-answers.yml").read_text("utf-8"))
    same = {name: answers[name] for name in ("backend", "frontend")}
    app = render(tmp_path / "myapp", same)
    for name in INSTALLED:
        shutil.copytree(ready_app / name, app / name, symlinks=True)
    return app


@pytest.mark.slow
def test_the_demo_can_be_deleted_as_described(fresh_app: Path) -> None:
    text = (fresh_app / "docs" / "delete-the-demo.md").read_text("utf-8")
    blocks = dict(BLOCK.findall(text))
    subprocess.run(["bash", "-euc", blocks["sh"]], cwd=fresh_app, check=True)
    ending = next(each for each in ("tsx", "vue", "svelte") if each in blocks)
    (fresh_app / "frontend" / "src" / "pages" / f"HomePage.{ending}").write_text(blocks[ending])
    (fresh_app / "e2e" / "test_home.py").write_text(blocks["py"])
    done = subprocess.run(
        ["make", "generate", "format", "check", "test", "e2e"],
        cwd=fresh_app,
        env=clean_environment(),
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "1 passed" in done.stdout
