"""`mizan generate --watch`: again after each change, until a signal says stop."""

from __future__ import annotations

import signal
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from watchfiles import PythonFilter, watch
from watchfiles.main import FileChange

from mizan_codegen.config import Config
from mizan_codegen.problems import ConfigError

_SIGNALS = (signal.SIGINT, signal.SIGTERM)
_STEP_MS = 50
_TICK_MS = 250


class Stop:
    """Set by a signal; ends the IR command that is running then."""

    def __init__(self) -> None:
        self.event = threading.Event()
        self._process: subprocess.Popen[bytes] | None = None

    def follow(self, process: subprocess.Popen[bytes]) -> None:
        """Remember the process that runs now."""
        self._process = process
        if self.event.is_set():
            process.terminate()

    def __call__(self, number: int, frame: FrameType | None) -> None:
        """The signal handler."""
        self.event.set()
        if self._process is not None:
            self._process.terminate()


@contextmanager
def stopping_on_signals() -> Iterator[Stop]:
    """SIGINT and SIGTERM set the Stop; what handled them before is put back."""
    stop = Stop()
    before = {number: signal.signal(number, stop) for number in _SIGNALS}
    try:
        yield stop
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def rounds(config: Config, stop: Stop) -> Iterator[None]:
    """One item to begin with and one per change of a watched file, until `stop`.

    The watch is on before the first item, so a change made while that is worked on is not lost.
    """
    stamps: tuple[int, ...] = ()
    for changed in _ticks(config, stop):
        latest = _stamps(config)
        if (changed or latest != stamps) and not stop.event.is_set():
            stamps = latest
            yield


def check_watched(config: Config) -> None:
    """Raises ConfigError for a watched path that is not there."""
    for path in config.watch:
        if not path.exists():
            hint = f"see [ir] watch in {config.path}"
            raise ConfigError(f"{path} is to be watched, but is not there", hint)


def _ticks(config: Config, stop: Stop) -> Iterator[set[FileChange]]:
    """Changes of Python files in the watched folders, and nothing every now and then."""
    yield from watch(
        *(path for path in config.watch if path.is_dir()),
        watch_filter=PythonFilter(),
        stop_event=stop.event,
        debounce=_STEP_MS * 4,
        step=_STEP_MS,
        rust_timeout=_TICK_MS,
        yield_on_timeout=True,
        raise_interrupt=False,
    )


def _stamps(config: Config) -> tuple[int, ...]:
    """Single files are asked for: a watch on one is lost when an editor puts a new one there."""
    files = (config.path, *(path for path in config.watch if not path.is_dir()))
    return tuple(path.stat().st_mtime_ns if path.exists() else 0 for path in files)
