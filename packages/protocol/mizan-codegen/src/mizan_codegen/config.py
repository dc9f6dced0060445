"""mizan.toml: where the IR comes from and which clients it becomes.

```toml
[ir]
command = ["{python}", "backend/manage.py", "mizan_ir"]   # {python}: the Python that runs mizan
watch = ["backend"]                                       # folders and files for --watch

[[target]]
framework = "react"
out = "frontend/src/api"
```

Paths are relative to the folder of mizan.toml, which is also where the command runs.
"""

from __future__ import annotations

import sys
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mizan_codegen.idioms import idiom_of
from mizan_codegen.problems import ConfigError

DEFAULT_NAME = "mizan.toml"
_EXAMPLE = 'write, for example:\n\n[ir]\ncommand = ["{python}", "backend/manage.py", "mizan_ir"]'
_TARGET_EXAMPLE = 'write, for example:\n\n[[target]]\nframework = "react"\nout = "frontend/src/api"'


@dataclass(frozen=True)
class Target:
    """One client: for this framework, into this folder."""

    framework: str
    out: Path


@dataclass(frozen=True)
class Config:
    """A valid mizan.toml, its paths resolved."""

    path: Path
    command: tuple[str, ...]
    watch: tuple[Path, ...]
    targets: tuple[Target, ...]

    @property
    def folder(self) -> Path:
        """Where the IR command runs."""
        return self.path.parent


def load_config(path: Path) -> Config:
    """Read and check mizan.toml. Raises ConfigError that names the key and what it may be."""
    raw = _read(path)
    _check_keys(raw, path, "", ("ir", "target"))
    source = raw.get("ir")
    if not isinstance(source, dict):
        raise ConfigError(f"{path} has no [ir] table", _EXAMPLE)
    _check_keys(source, path, "[ir] ", ("command", "watch"))
    command = _strings(source, "command", path, _EXAMPLE)
    if not command:
        raise ConfigError(f"{path}: [ir] command is empty", _EXAMPLE)
    folder = path.absolute().parent
    return Config(
        path=path.absolute(),
        command=tuple(sys.executable if word == "{python}" else word for word in command),
        watch=tuple(folder / each for each in _strings(source, "watch", path, "", default=["."])),
        targets=_targets(raw.get("target", []), path, folder),
    )


def _read(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        hint = "run this in the folder of mizan.toml, or name it: mizan generate --config PATH"
        raise ConfigError(f"there is no {path}", hint) from None
    except OSError as error:
        raise ConfigError(f"{path} cannot be read: {error.strerror}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path} is not valid TOML: {error}") from error


def _targets(raw: Any, path: Path, folder: Path) -> tuple[Target, ...]:
    if not isinstance(raw, list) or not raw:
        raise ConfigError(f"{path} has no [[target]]", _TARGET_EXAMPLE)
    targets = tuple(_target(each, path, folder) for each in raw)
    outs = [each.out for each in targets]
    if len(set(outs)) != len(outs):
        raise ConfigError(f"{path}: two targets have one out folder", "give each its own")
    return targets


def _target(raw: Any, path: Path, folder: Path) -> Target:
    if not isinstance(raw, dict):
        raise ConfigError(f"{path}: target is no table", _TARGET_EXAMPLE)
    _check_keys(raw, path, "[[target]] ", ("framework", "out"))
    for key in ("framework", "out"):
        if not isinstance(raw.get(key), str) or not raw[key]:
            raise ConfigError(f"{path}: a [[target]] has no {key}", _TARGET_EXAMPLE)
    idiom_of(raw["framework"])
    return Target(raw["framework"], folder / raw["out"])


def _check_keys(raw: Mapping[str, Any], path: Path, table: str, known: tuple[str, ...]) -> None:
    for key in raw:
        if key not in known:
            raise ConfigError(f"{path}: unknown {table}key '{key}'", f"known: {', '.join(known)}")


def _strings(
    raw: Mapping[str, Any], key: str, path: Path, hint: str, default: list[str] | None = None
) -> list[str]:
    found = raw.get(key, default)
    if not isinstance(found, list) or not all(isinstance(each, str) for each in found):
        raise ConfigError(f"{path}: [ir] {key} is not a list of strings", hint)
    return found
