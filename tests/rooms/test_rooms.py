"""Who may import whom. The table is in `rules.py`; a failure quotes the rule and names the line."""

import importlib
import json
import sys
from pathlib import Path

import pytest
from imports import files_under, python_imports, typescript_imports
from rules import DATA_ROOM, PACKAGES, PYTHON_ROOMS, ROOMS, ROOT, TYPESCRIPT_ROOMS

TYPESCRIPT = (".ts", ".tsx", ".js", ".mjs", ".jsx")


def is_below(module, names):
    """Whether a dotted module is one of these or inside one of them."""
    return any(module == name or module.startswith(f"{name}.") for name in names)


def is_allowed_in_python(room, module, file="any.py"):
    own = room.path.name
    if is_below(module, room.never) and file not in room.not_the_engine:
        return False
    return is_below(module, {own} | room.may_import | sys.stdlib_module_names)


def is_allowed_in_typescript(room, path, module):
    if not module.startswith("."):
        return any(module == name or module.startswith(f"{name}/") for name in room.may_import)
    return (path.parent / module).resolve().is_relative_to(room.path)


def complaint(room, found):
    lines = "\n".join(f"  {path.relative_to(ROOT)}:{line}: {name}" for path, line, name in found)
    return f"\n{lines}\n\n{room.rule}\nhint: move what is needed to the room that may have it."


@pytest.mark.parametrize("room", PYTHON_ROOMS, ids=str)
def test_a_python_room_imports_only_what_it_may(room):
    found = [
        (path, line, module)
        for path in files_under(room.path, ".py")
        for line, module in python_imports(path)
        if not is_allowed_in_python(room, module, path.name)
    ]
    assert not found, complaint(room, found)


@pytest.mark.parametrize("room", TYPESCRIPT_ROOMS, ids=str)
def test_a_typescript_room_imports_only_what_it_may(room):
    found = [
        (path, line, module)
        for path in files_under(room.path, *TYPESCRIPT)
        for line, module in typescript_imports(path)
        if not is_allowed_in_typescript(room, path, module)
    ]
    assert not found, complaint(room, found)


def test_the_spec_is_data_without_code():
    allowed = {".json", ".md"}
    found = [path for path in (PACKAGES / DATA_ROOM).rglob("*") if path.is_file()]
    assert found
    assert [path for path in found if path.suffix not in allowed] == [], (
        "mizan-spec holds the protocol's tables and vectors. Data, no code."
    )


def test_every_package_has_its_rule():
    packages = {path.parent for path in PACKAGES.glob("*/*/*") if path.is_file()}
    ruled = {PACKAGES / room.name for room in ROOMS} | {PACKAGES / DATA_ROOM}
    new = sorted(str(path.relative_to(PACKAGES)) for path in packages - ruled)
    assert new == [], "a new package: say in tests/rooms/rules.py what it may import"


@pytest.mark.parametrize("room", ROOMS, ids=str)
def test_a_room_is_looked_at(room):
    assert files_under(room.path, ".py", *TYPESCRIPT), f"{room.source} holds no source any more"


# --- the template and the examples ------------------------------------------------------------

PUBLIC_PYTHON = {
    "mizan.asgi": "wrap_asgi",
    "mizan.testing": "MizanTestClient",
    "mizan.urls": "view_paths",
    "mizan_fastapi.idempotency": "KEEP LEASE WAIT Claim Kept AnswerStore",
    "mizan_fastapi.testing": "MizanTestClient",
}
APP_PYTHON = [
    path
    for folder in ("template", "examples")
    for path in files_under(ROOT / folder, ".py")
    if "vendor" not in path.relative_to(ROOT).parts
]
APP_TYPESCRIPT = [
    path
    for folder in ("template", "examples")
    for path in files_under(ROOT / folder, *TYPESCRIPT)
    if "vendor" not in path.relative_to(ROOT).parts
]


def is_public_python(module):
    if module.split(".")[0] not in ("mizan", "mizan_fastapi", "mizan_core", "mizan_codegen"):
        return True
    package, _, name = module.rpartition(".")
    if package in ("mizan", "mizan_fastapi"):
        return hasattr(importlib.import_module(package), name) and not name.startswith("_")
    return name in PUBLIC_PYTHON.get(package, "").split()


def test_apps_know_only_public_python_names():
    found = [
        f"{path.relative_to(ROOT)}:{line}: {module}"
        for path in APP_PYTHON
        for line, module in python_imports(path)
        if not is_public_python(module)
    ]
    assert found == [], "The template and the examples know only public names of the framework."


def exports_of(package):
    return json.loads((package / "package.json").read_text("utf-8"))["exports"]


def test_apps_know_only_public_typescript_names():
    public = {
        f"@mizan/{name}{path.removeprefix('.')}"
        for name in ("base", "devtools", "react", "svelte", "vue")
        for path in exports_of(PACKAGES / "frontends" / f"mizan-{name}")
    }
    found = [
        f"{path.relative_to(ROOT)}:{line}: {module}"
        for path in APP_TYPESCRIPT
        for line, module in typescript_imports(path)
        if module.startswith("@mizan/") and module not in public
    ]
    assert found == [], "The template and the examples know only public names of the framework."


def test_packages_know_nothing_of_the_template():
    suffixes = (".py", *TYPESCRIPT, ".j2")
    found = [
        f"{path.relative_to(ROOT)}: {word}"
        for room in ROOMS
        for path in files_under(room.path, *suffixes)
        for word in ("copier", "cookiecutter", "{{django_backend}}", "template/")
        if word in path.read_text(encoding="utf-8")
    ]
    assert found == [], "Nothing in packages/ knows of the template."


# --- the scanners themselves: a rule that sees nothing forbids nothing ------------------------


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("import socket", ["socket"]),
        ("import os.path as p, json", ["os.path", "json"]),
        ("from django.db import models, connection", ["django.db.models", "django.db.connection"]),
        ("def f():\n    import asyncio", ["asyncio"]),
        ("if TYPE_CHECKING:\n    from fastapi import Request", ["fastapi.Request"]),
        ("importlib.import_module('redis')", ["redis"]),
        ("__import__('redis')", ["redis"]),
        ("from . import sibling", []),
        ("text = 'import socket'", []),
    ],
)
def test_python_imports_are_found(tmp_path, source, expected):
    assert modules_of(python_imports, tmp_path, source, "py") == expected


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ('import { a } from "b";', ["b"]),
        ("import type { A } from 'b'", ["b"]),
        ('import "b";', ["b"]),
        ('export * from "./b";', ["./b"]),
        ('import {\n  a,\n  c,\n} from "b";', ["b"]),
        ('const b = await import("b");', ["b"]),
        ('const b = require("b");', ["b"]),
        ('// import "b"', []),
        ('/* import "b" */', []),
        ('/** see `from "b"` */\nimport "c";', ["c"]),
    ],
)
def test_typescript_imports_are_found(tmp_path, source, expected):
    assert modules_of(typescript_imports, tmp_path, source, "ts") == expected


def modules_of(scan, folder: Path, source, suffix):
    path = folder / f"module.{suffix}"
    path.write_text(source, encoding="utf-8")
    return [module for _, module in scan(path)]


@pytest.mark.parametrize(
    ("room", "module", "is_allowed"),
    [
        (0, "pydantic.BaseModel", True),
        (0, "mizan_core.plan.Plan", True),
        (0, "mizan.conf", False),
        (0, "django.http", False),
        (0, "socket", False),
        (0, "urllib.parse.quote", True),
        (0, "urllib.request.urlopen", False),
        (1, "django.http.HttpRequest", True),
        (1, "fastapi", False),
        (1, "mizan_codegen", False),
        (2, "django.http", False),
        (3, "mizan_core.ir", False),
        (3, "pathlib.Path", True),
    ],
)
def test_the_rule_tells_one_from_the_other(room, module, is_allowed):
    assert is_allowed_in_python(PYTHON_ROOMS[room], module) is is_allowed


def test_a_complaint_names_the_line_and_quotes_the_rule():
    room = PYTHON_ROOMS[0]
    text = complaint(room, [(room.path / "engine.py", 7, "socket.socket")])
    assert "mizan_core/engine.py:7: socket.socket" in text
    assert room.rule in text
