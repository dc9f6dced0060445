"""The lock files of the template: whole, fresh, for every platform, from no particular registry."""

import json
import re
import shutil
from pathlib import Path
from typing import Any

import pytest

from hooks import vendored
from tests.template.in_app import evaluate

PYTHON_LOCKS = ["requirements.lock", "requirements-dev.lock"]
PIN = re.compile(r"^([a-z0-9._-]+)(?:\[[a-z,]+\])?==(\S+)", re.MULTILINE)


@pytest.fixture(scope="module")
def packages(app: Path) -> dict[str, dict[str, Any]]:
    """The packages of package-lock.json by path."""
    content = json.loads((app / "package-lock.json").read_text("utf-8"))
    return dict(content["packages"])


@pytest.mark.parametrize("name", PYTHON_LOCKS)
def test_python_locks_are_fresh(app: Path, name: str) -> None:
    assert evaluate(app, f"packages.is_stale({name!r})", "packages") is False


def test_the_npm_lock_describes_every_manifest(app: Path) -> None:
    assert evaluate(app, "node.changed_manifests()", "node") == []


def test_a_changed_manifest_is_noticed(app: Path, tmp_path: Path) -> None:
    copy = Path(shutil.copytree(app, tmp_path / "app"))
    manifest = copy / "frontend" / "package.json"
    content = json.loads(manifest.read_text("utf-8"))
    content["dependencies"]["left-pad"] = "1.3.0"
    manifest.write_text(json.dumps(content))
    (copy / "requirements.in").write_text("django\n")
    assert evaluate(copy, "node.changed_manifests()", "node") == ["frontend/package.json"]
    assert evaluate(copy, "packages.is_stale('requirements.lock')", "packages") is True


@pytest.mark.parametrize("name", PYTHON_LOCKS)
def test_every_python_package_has_hashes_and_no_address(app: Path, name: str) -> None:
    text = (app / name).read_text("utf-8")
    blocks = re.split(r"\n(?=\S)", text.partition("\n")[2])
    assert [block for block in blocks if "--hash=sha256:" not in block] == []
    assert "://" not in text
    assert "--index" not in text


def test_development_has_the_versions_of_production(app: Path) -> None:
    runtime, everything = (dict(PIN.findall((app / name).read_text())) for name in PYTHON_LOCKS)
    assert runtime
    assert {name: everything.get(name) for name in runtime} == runtime


def test_every_npm_package_has_a_hash_and_no_address(
    packages: dict[str, dict[str, Any]],
) -> None:
    installed = {
        path: entry
        for path, entry in packages.items()
        if "node_modules/" in path and not entry.get("link")
    }
    assert len(installed) > 20
    assert [path for path, entry in installed.items() if "integrity" not in entry] == []
    assert [path for path, entry in installed.items() if "resolved" in entry] == []


def test_the_npm_lock_serves_every_platform(packages: dict[str, dict[str, Any]]) -> None:
    """npm leaves out what the registry at hand lacks, and then `npm ci` fails elsewhere."""
    names = {path.rpartition("node_modules/")[2] for path in packages}
    missing = [
        f"{path} wants {name}"
        for path, entry in packages.items()
        for name in entry.get("optionalDependencies", {})
        if name not in names
    ]
    assert missing == []


def test_our_packages_are_links(app: Path, packages: dict[str, dict[str, Any]]) -> None:
    names = {path.name for path in (app / "vendor/mizan/node").iterdir()}
    assert len(names) == 3  # the kernel, its panel, one framework
    links = {path: entry.get("resolved") for path, entry in packages.items() if entry.get("link")}
    assert links == {
        **{f"node_modules/@mizan/{name[6:]}": f"vendor/mizan/node/{name}" for name in names},
        "node_modules/frontend": "frontend",
    }
    assert vendored.strangers({"packages": packages}) == []


STRANGERS = [
    ({"node_modules/@mizan/base": {"link": True}}, []),
    ({"node_modules/@mizan/base": {"version": "1.0.0"}}, ["@mizan/base"]),
    ({"node_modules/a/node_modules/@mizan/x": {}}, ["a/node_modules/@mizan/x"]),
    ({}, []),
]


@pytest.mark.parametrize(("locked", "names"), STRANGERS)
def test_a_stranger_under_our_name_is_found(locked: dict[str, Any], names: list[str]) -> None:
    assert vendored.strangers({"packages": locked}) == names


def test_exact_versions_only(app: Path) -> None:
    for path in (app / "package.json", app / "frontend" / "package.json"):
        content = json.loads(path.read_text("utf-8"))
        for field in ("dependencies", "devDependencies"):
            for name, version in content.get(field, {}).items():
                exact = version == "*" if name.startswith("@mizan/") else version[0].isdigit()
                assert exact, f"{name} {version}"
