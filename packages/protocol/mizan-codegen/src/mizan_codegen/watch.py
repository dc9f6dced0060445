"""`mizan generate --watch`: again after each change, until a signal says stop."""

from __future__ import annotations

import signal
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

from watchfiles import Change, DefaultFilter, watch

from mizan_codegen.config import Config
from mizan_codegen.problems import ConfigError

_SIGNALS = (signal.SIGINT, signal.SIGTERM)
_DEBOUNCE_MS = 50
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
    Raises ConfigError for a watched path that is not there.
    """
    found = watch(
        *_paths(config),
        watch_filter=_SourceFilter(config.path),
        stop_event=stop.event,
        debounce=_DEBOUNCE_MS * 4,
        step=_DEBOUNCE_MS,
        rust_timeout=_TICK_MS,
        yield_on_timeout=True,
        raise_interrupt=False,
    )
    is_first = True
    for changed in found:
        if (changed or is_first) and not stop.event.is_set():
            is_first = False
            yield


def _paths(config: Config) -> tuple[Path, ...]:
    for path in config.watch:
        if not path.exists():
            hint = f"see [ir] watch in {config.path}"
            raise ConfigError(f"{path} is to be watched, but is not there", hint)
    return (*config.watch, config.path)


class _SourceFilter(DefaultFilter):
    """Python files and mizan.toml; not what editors, caches and environments write."""

    def __init__(self, config: Path) -> None:
        self._config = str(config)
        super().__init__()

    def __call__(self, change: Change, path: str) -> bool:
        is_source = path.endswith(".py") or path == self._config
        return is_source and super().__call__(change, path)
