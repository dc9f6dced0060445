"""Runs the command that prints the IR."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable

from mizan_codegen.config import Config
from mizan_codegen.problems import SourceError

OnStart = Callable[[subprocess.Popen[bytes]], None]


def read_ir(config: Config, on_start: OnStart = lambda process: None) -> str:
    """What the command prints. `on_start` gets the process, so that a watcher can end it.

    Raises SourceError where the command cannot be run, fails, or prints something that is no text.
    """
    process = _start(config)
    on_start(process)
    printed, complaints = process.communicate()
    output = complaints.decode(errors="replace").strip()
    if process.returncode != 0:
        reason = f"the IR command failed with exit code {process.returncode}: {_words(config)}"
        hint = "mend what it says above, or try the command by itself: mizan ir"
        raise SourceError(reason, hint, output)
    try:
        return printed.decode("utf-8")
    except UnicodeDecodeError as error:
        hint = "the IR is UTF-8: see that nothing else is printed"
        raise SourceError(f"the IR command prints no UTF-8: {error}", hint, output) from error


def _start(config: Config) -> subprocess.Popen[bytes]:
    try:
        return subprocess.Popen(  # noqa: S603 (the command is the app's own)
            config.command,
            cwd=config.folder,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            stdin=subprocess.DEVNULL,
            env={**os.environ, "PYTHONIOENCODING": "utf-8"},
        )
    except OSError as error:
        reason = f"the IR command cannot be run: {config.command[0]}: {error.strerror}"
        raise SourceError(reason, f"see [ir] command in {config.path}", "") from error


def _words(config: Config) -> str:
    return " ".join(config.command)
