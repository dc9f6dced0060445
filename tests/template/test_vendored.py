"""The manifest of the framework: fresh in the repository, and exact about what was changed."""

import shutil
from pathlib import Path

import pytest

from hooks import vendored
from hooks.console import Problem
from tests.template.manifest import MANIFEST, manifest


@pytest.fixture
def folder(app: Path, tmp_path: Path) -> Path:
    """A copy of an app's vendor/mizan that may be edited, with a manifest of it as it is."""
    folder = Path(shutil.copytree(app / "vendor" / "mizan", tmp_path / "mizan"))
    (folder / vendored.MANIFEST).write_text("\n".join(vendored.manifest_lines(folder)) + "\n")
    return folder


def test_the_manifest_is_fresh() -> None:
    assert MANIFEST.read_text("utf-8") == manifest(), "run: make manifest"


def test_a_new_app_is_as_delivered(folder: Path) -> None:
    assert vendored.differences(folder) == {}


def test_what_was_changed_is_named(folder: Path) -> None:
    (folder / "python" / "mizan_core" / "steps.py").write_text("mine")
    (folder / "python" / "mizan_core" / "plan.py").unlink()
    (folder / "node" / "mizan-base" / "src" / "mine.ts").write_text("")
    (folder / "python" / "mizan_core" / "__pycache__").mkdir()
    (folder / "python" / "mizan_core" / "__pycache__" / "steps.pyc").write_text("")
    assert vendored.differences(folder) == {
        "node/mizan-base/src/mine.ts": "added",
        "python/mizan_core/steps.py": "edited",
        "python/mizan_core/plan.py": "removed",
    }


def test_line_ends_do_not_count(folder: Path) -> None:
    path = folder / "python" / "mizan_core" / "steps.py"
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    assert vendored.differences(folder) == {}


def test_packages_of_other_kinds_of_app_are_left_out(folder: Path) -> None:
    with (folder / vendored.MANIFEST).open("a") as lines:
        lines.write(f"{'0' * 64}  node/mizan-ember/src/index.ts\n")
    assert vendored.differences(folder) == {}


def test_links_that_became_text_are_refused(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.rmtree(folder / "python" / "mizan_core")
    (folder / "python" / "mizan_core").write_text("../../../../packages/x")
    assert vendored.text_links(folder) == ["python/mizan_core"]
    monkeypatch.setattr(vendored, "text_links", lambda: ["python/mizan_core"])
    with pytest.raises(Problem) as refusal:
        vendored.refuse_text_links()
    assert "WSL" in refusal.value.hint
