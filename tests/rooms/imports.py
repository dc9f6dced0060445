"""Finds what a source file imports, without running it."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

# `import x from "y"`, `export * from "y"`, `import "y"`, `import("y")`, `require("y")`.
TYPESCRIPT_IMPORT = re.compile(
    r"""(?:\bfrom\s*|\bimport\s*\(\s*|\brequire\s*\(\s*|^\s*import\s+)(["'])(?P<module>[^"']+)\1""",
    re.MULTILINE,
)
COMMENT = re.compile(r"/\*.*?\*/|(?<!:)//[^\n]*", re.DOTALL)


def python_imports(path: Path) -> Iterator[tuple[int, str]]:
    """Line and module of every absolute import, those inside functions and by name included."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            yield from ((node.lineno, f"{node.module}.{alias.name}") for alias in node.names)
        elif isinstance(node, ast.Call) and _is_import_call(node):
            yield node.lineno, str(node.args[0].value)  # type: ignore[attr-defined]


def _is_import_call(node: ast.Call) -> bool:
    name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
    is_text = bool(node.args) and isinstance(node.args[0], ast.Constant)
    return name in ("import_module", "__import__") and is_text


def typescript_imports(path: Path) -> Iterator[tuple[int, str]]:
    """Line and module of every import, comments left out."""
    text = COMMENT.sub(lambda found: "\n" * found.group().count("\n"), path.read_text("utf-8"))
    for found in TYPESCRIPT_IMPORT.finditer(text):
        yield text.count("\n", 0, found.start("module")) + 1, found.group("module")


def files_under(folder: Path, *suffixes: str) -> list[Path]:
    """Source files, sorted; nothing that was installed, built or cached."""
    skipped = {"node_modules", "dist", "__pycache__", ".venv"}
    return sorted(
        path
        for path in folder.rglob("*")
        if path.suffix in suffixes and path.is_file() and not skipped & set(path.parts)
    )
