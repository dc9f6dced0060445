"""What the template's tests share: the starter as the work tree has it, and an app made from it."""

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.template.render import COMBINATIONS, render
from tests.template.source import snapshot

# A set-up app that may be used instead of one of our own; set-up takes half a minute.
READY_APP = "MIZAN_APP"


@pytest.fixture(scope="session")
def starter(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of what the template is made of. Look, don't touch."""
    return snapshot(tmp_path_factory.mktemp("source") / "starter")


@pytest.fixture(scope="session", params=COMBINATIONS, ids="+".join)
def app(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An app, else rendered with defaults, not set up. Look, don't touch."""
    folder = tmp_path_factory.mktemp("rendered") / "myapp"
    backend, frontend = request.param
    return render(folder, {"backend": backend, "frontend": frontend})


@pytest.fixture(scope="session")
def ready_app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """An app that is set up; the one that MIZAN_APP names, where it names one."""
    if given := os.environ.get(READY_APP):
        yield Path(given)
        return
    app = render(tmp_path_factory.mktemp("ready") / "myapp")
    subprocess.run(["make", "setup"], cwd=app, check=True)
    yield app
