"""Where an app gets its Node from: the system's, a mirror's, PyPI's, in this order."""

import io
import json
import platform
import tarfile
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from hooks import app, node
from hooks.console import Problem

MIRRORED = "24.7.1"


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder for Node, and a PATH on which there is no Node yet."""
    home = tmp_path / "node"
    tools = tmp_path / "bin"
    tools.mkdir()
    # nodeenv's own script asks for it by name.
    (tools / "sh").symlink_to("/bin/sh")
    monkeypatch.setattr(app, "NODE_HOME", home)
    monkeypatch.setattr(app, "NODE", home / "bin" / "node")
    monkeypatch.setenv("PATH", f"{tools}:/nowhere")
    monkeypatch.setenv("NODEENV_MIRROR", "http://127.0.0.1:9")
    return home


@pytest.fixture
def tools(tmp_path: Path) -> Path:
    """A folder on PATH."""
    return tmp_path / "bin"


@pytest.fixture
def wheel(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Stands for PyPI; holds a word for each time that it was asked."""
    asked: list[str] = []

    def install() -> None:
        asked.append("PyPI")
        _write_program(app.NODE, "v24.19.0")

    monkeypatch.setattr(node, "_install_wheel", install)
    return asked


@pytest.fixture
def mirror(tmp_path: Path) -> Iterator[str]:
    """A mirror of nodejs.org on loopback with one version; its node is a script."""
    folder = tmp_path / "mirror"
    files = ["linux-x64", "linux-arm64", "osx-x64-tar", "osx-arm64-tar", "src"]
    index = [{"version": f"v{MIRRORED}", "lts": "Test", "files": files}]
    folder.mkdir()
    (folder / "index.json").write_text(json.dumps(index))
    archive = folder / _archive_name()
    archive.parent.mkdir()
    _write_archive(archive)
    handler = partial(_Quiet, directory=str(folder))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


def _archive_name() -> str:
    system = platform.system().lower()
    machine = {"x86_64": "x64", "aarch64": "arm64"}.get(platform.machine(), platform.machine())
    return f"v{MIRRORED}/node-v{MIRRORED}-{system}-{machine}.tar.gz"


def _write_archive(path: Path) -> None:
    top = path.name.removesuffix(".tar.gz")
    with tarfile.open(path, "w:gz") as archive:
        for name in ("node", "npm", "npx"):
            content = _script(f"v{MIRRORED}").encode()
            entry = tarfile.TarInfo(f"{top}/bin/{name}")
            entry.size, entry.mode = len(content), 0o755
            archive.addfile(entry, io.BytesIO(content))
        for folder in ("include", "lib", "share"):
            entry = tarfile.TarInfo(f"{top}/{folder}")
            entry.type, entry.mode = tarfile.DIRTYPE, 0o755
            archive.addfile(entry)


def _write_program(path: Path, version: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(_script(version))
    path.chmod(0o755)


def _script(version: str) -> str:
    return f"#!/bin/sh\necho {version}\n"


def test_a_system_node_that_is_new_enough_is_used(tools: Path, wheel: list[str]) -> None:
    for name in ("node", "nodejs", "npm"):
        _write_program(tools / name, "v20.19.0")
    node.install_runtime()
    assert node.version_of(app.NODE) == "v20.19.0"
    assert wheel == []


OLD = [{"node": "v18.20.0", "npm": "v10.0.0"}, {"node": "v22.1.0", "npm": "v10.0.0"}]
WITHOUT_NPM = [{"node": "v24.0.0"}, {}]


@pytest.mark.parametrize("programs", [*OLD, *WITHOUT_NPM])
def test_else_a_prebuilt_one_is_fetched(
    tools: Path,
    mirror: str,
    wheel: list[str],
    monkeypatch: pytest.MonkeyPatch,
    programs: dict[str, str],
) -> None:
    for name, version in programs.items():
        _write_program(tools / name, version)
    monkeypatch.setenv("NODEENV_MIRROR", mirror)
    node.install_runtime()
    assert node.version_of(app.NODE) == f"v{MIRRORED}"
    assert wheel == []


def test_else_the_one_of_pypi(wheel: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    node.install_runtime()
    assert wheel == ["PyPI"]
    assert node.version_of(app.NODE) == "v24.19.0"
    assert "no node and npm on PATH" in capsys.readouterr().out


def test_else_it_says_how_to_get_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(node, "_install_wheel", lambda: "PyPI is gone")
    with pytest.raises(Problem) as refusal:
        node.install_runtime()
    for reason in ("no node and npm on PATH", "nodeenv --node=24.x failed", "PyPI is gone"):
        assert reason in refusal.value.what
    assert "20.19 or newer" in refusal.value.hint
