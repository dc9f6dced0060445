"""Groups of processes that end with their owner, even where the owner is killed.

Every process that the hooks start leads a group of its own, which whatever it starts belongs to.
A keeper, a small process of its own, knows the groups; when the pipe from the owner closes, be it
because the owner ended or was killed, the keeper ends what is left.
"""

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterable
from types import TracebackType

from hooks import app

PATIENCE = 3.0
TERMINATE, KILL = signal.SIGTERM, signal.SIGKILL


class Keeper:
    """The owner's end of the pipe. Use it as a context manager around the life of the groups."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "hooks.groups"],
            cwd=app.ROOT,
            stdin=subprocess.PIPE,
            start_new_session=True,
            text=True,
        )

    def add(self, group: int) -> None:
        """Have this group ended with the owner."""
        self._tell(f"+{group}\n")

    def remove(self, group: int) -> None:
        """Forget a group that has ended: its number may soon belong to somebody else."""
        self._tell(f"-{group}\n")

    def _tell(self, line: str) -> None:
        if self._process.stdin:
            with contextlib.suppress(OSError):
                self._process.stdin.write(line)
                self._process.stdin.flush()

    def __enter__(self) -> "Keeper":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._process.stdin:
            self._process.stdin.close()
        self._process.wait()


def is_alive(group: int) -> bool:
    """Whether a process of the group is left."""
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        # What a Mac says of a group in which only zombies are left.
        return False
    return True


def send(group: int, number: signal.Signals) -> None:
    """Send a signal to all processes of the group, if any is left."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(group, number)


def end(groups: Iterable[int], patience: float = PATIENCE) -> None:
    """Ask the groups to end, wait as long as patience lasts, then kill what is left."""
    left = set(groups)
    for group in left:
        send(group, signal.SIGTERM)
    deadline = time.monotonic() + patience
    while (left := {group for group in left if is_alive(group)}) and time.monotonic() < deadline:
        time.sleep(0.02)
    for group in left:
        send(group, signal.SIGKILL)


def keep() -> None:
    """What the keeper does: listen until the pipe closes, then end what is left."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    groups: set[int] = set()
    for line in sys.stdin:
        (groups.add if line[0] == "+" else groups.discard)(int(line[1:]))
    end(groups)


if __name__ == "__main__":
    keep()
