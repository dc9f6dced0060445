"""The framework's copy in `vendor/mizan`: is it whole, and is it what the starter delivered?

`MANIFEST.sha256` names every file as it was delivered, with Unix line ends, one per line as
`sha256sum` prints it. It lists the packages of every kind of app; those that this app does not
have are left out.
"""

import hashlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from hooks import app
from hooks.console import Problem

FOLDER = app.ROOT / "vendor" / "mizan"
MANIFEST = "MANIFEST.sha256"
LEFT_OUT = {"__pycache__", "node_modules", ".mypy_cache", ".ruff_cache", ".DS_Store"}
LINK_HINT = (
    "The starter was cloned without symbolic links, as Windows does. Render the app inside WSL "
    "(https://aka.ms/wsl) and work there."
)


def text_links(folder: Path = FOLDER) -> list[str]:
    """What should be the folder of a package, but is a file."""
    return [path.relative_to(folder).as_posix() for path in folder.glob("*/*") if not path.is_dir()]


def refuse_text_links() -> None:
    """Stop where git wrote links as text files, as it does on Windows by default.

    Raises:
        Problem: It says where to work instead.
    """
    if broken := text_links():
        raise Problem(f"vendor/mizan/{broken[0]}: a file where a folder should be.", LINK_HINT)


def digest(path: Path) -> str:
    """The hash of a file, whatever its line ends are on this machine."""
    return hashlib.sha256(path.read_bytes().replace(b"\r\n", b"\n")).hexdigest()


def files(folder: Path = FOLDER) -> dict[str, Path]:
    """Every file of the packages by its path in `vendor/mizan`."""
    found = (path for path in sorted(folder.glob("*/*/**/*")) if path.is_file())
    names = {path.relative_to(folder).as_posix(): path for path in found}
    return {name: path for name, path in names.items() if not _is_left_out(path)}


def _is_left_out(path: Path) -> bool:
    return path.suffix in (".pyc", ".pyo") or bool(LEFT_OUT.intersection(path.parts))


def manifest_lines(folder: Path) -> list[str]:
    """What the manifest of this folder has to say."""
    return [f"{digest(path)}  {name}" for name, path in files(folder).items()]


def differences(folder: Path = FOLDER) -> dict[str, str]:
    """The files that are not as delivered, by path: `edited`, `removed` or `added`.

    Raises:
        OSError: There is no manifest.
    """
    delivered = dict(_delivered(folder))
    here = files(folder)
    return {
        name: word
        for name in sorted(delivered.keys() | here.keys())
        if (word := _difference(delivered.get(name), here.get(name)))
    }


def _delivered(folder: Path) -> Iterator[tuple[str, str]]:
    for line in (folder / MANIFEST).read_text(encoding="utf-8").splitlines():
        value, _, name = line.partition("  ")
        package = "/".join(name.split("/")[:2])
        if (folder / package).is_dir():
            yield name, value


def _difference(delivered: str | None, path: Path | None) -> str:
    if delivered is None:
        return "added"
    if path is None:
        return "removed"
    return "" if digest(path) == delivered else "edited"


def strangers(lock: Mapping[str, Any]) -> list[str]:
    """The `@mizan/*` packages in package-lock.json that are not links into `vendor/`.

    npm takes a package that the workspace does not offer from the registry without a word: code
    of somebody else under our name.
    """
    prefix = "node_modules/@mizan/"
    return [
        path.removeprefix("node_modules/")
        for path, entry in lock.get("packages", {}).items()
        if prefix in path and not entry.get("link")
    ]
