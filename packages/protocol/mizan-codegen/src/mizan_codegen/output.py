"""Files on disk: what would change, and changing just that.

Only files that this generator made are ever replaced by a removal: they end in `.gen.ts` and begin
with its header line.
"""

from __future__ import annotations

import os
import tempfile
from dataclasses import dataclass
from pathlib import Path

from mizan_codegen.generate import HEADER, GeneratedFile
from mizan_codegen.problems import OutputError

_SUFFIX = ".gen.ts"


@dataclass(frozen=True)
class Change:
    """A file that is not as it should be. `text` is None for one that should not be there."""

    path: Path
    word: str
    text: str | None


def changes(folder: Path, files: tuple[GeneratedFile, ...]) -> tuple[Change, ...]:
    """What `apply` would do, sorted by path. Raises OutputError where the folder cannot be read."""
    try:
        wanted = [_change(folder / each.name, each.text) for each in files]
        stale = [Change(path, "stale", None) for path in _stale(folder, files)]
    except OSError as error:
        raise _unreachable(error, folder) from error
    found = [each for each in (*wanted, *stale) if each is not None]
    return tuple(sorted(found, key=lambda each: each.path))


def apply(found: tuple[Change, ...]) -> None:
    """Write and remove, each file in one step. Raises OutputError."""
    for change in found:
        try:
            _apply(change)
        except OSError as error:
            raise _unreachable(error, change.path) from error


def _change(path: Path, text: str) -> Change | None:
    if not path.exists():
        return Change(path, "missing", text)
    return None if path.read_bytes() == text.encode() else Change(path, "out of date", text)


def _stale(folder: Path, files: tuple[GeneratedFile, ...]) -> list[Path]:
    names = {each.name for each in files}
    found = folder.glob(f"*{_SUFFIX}") if folder.is_dir() else ()
    return [path for path in found if path.name not in names and _is_ours(path)]


def _is_ours(path: Path) -> bool:
    with path.open("rb") as file:
        return file.readline().rstrip(b"\r\n") == HEADER.encode()


def _apply(change: Change) -> None:
    if change.text is None:
        change.path.unlink()
        return
    change.path.parent.mkdir(parents=True, exist_ok=True)
    _replace(change.path, change.text.encode())


def _replace(path: Path, content: bytes) -> None:
    """Never a half-written file under the name: a dev server may be reading it."""
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", suffix=".tmp", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        os.chmod(name, path.stat().st_mode & 0o777 if path.exists() else 0o644)
        os.replace(name, path)
    except BaseException:
        os.unlink(name)
        raise


def _unreachable(error: OSError, path: Path) -> OutputError:
    place = error.filename or path
    hint = "see [[target]] out in mizan.toml, and who owns the folder"
    return OutputError(f"{place} cannot be written: {error.strerror}", hint)
