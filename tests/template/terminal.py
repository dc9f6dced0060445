"""`make dev` in a terminal of its own, and every process that came from it."""

import contextlib
import os
import pty
import re
import select
import signal
import subprocess
import time
import uuid
from pathlib import Path

import psutil

from hooks import ports
from tests.template.in_app import clean_environment

MARK = "MIZAN_TEST_RUN"
SECONDS = 90.0


SHELL = ("bash", "--norc", "--noprofile", "-i")


class Terminal:
    """A pseudo-terminal with an interactive shell, in which a command was typed.

    The shell is what passes a closed window on to the command. Without it, which is how editors
    and multiplexers run commands, only the first process learns of that.

    Attributes:
        output: What it printed so far.
        variables: The ports that it was given.
    """

    def __init__(self, app: Path, *command: str, has_shell: bool = True, **variables: str) -> None:
        self.output = ""
        self._app = app
        self.variables = {
            "PORT": str(ports.free_port()),
            "VITE_PORT": str(ports.free_port()),
            **variables,
        }
        self._mark = uuid.uuid4().hex
        self._screen, other = pty.openpty()
        self._process = subprocess.Popen(
            SHELL if has_shell else command,
            cwd=app,
            env=clean_environment()
            | self.variables
            | {MARK: self._mark, "NO_COLOR": "1", "PS1": "$ "},
            stdin=other,
            stdout=other,
            stderr=other,
            start_new_session=True,
            preexec_fn=_take_terminal,
        )
        os.close(other)
        if has_shell:
            os.write(self._screen, f"{' '.join(command)}; exit $?\n".encode())

    def wait_for(self, pattern: str) -> re.Match[str]:
        """Read until the output holds the pattern. Raises AssertionError if it never does."""
        deadline = time.monotonic() + SECONDS
        while not (found := re.search(pattern, self.output)):
            assert time.monotonic() < deadline, f"no {pattern!r} in:\n{self.output}"
            assert self._read(), f"it ended without {pattern!r}:\n{self.output}"
        return found

    def _read(self) -> bool:
        """Read what there is; False when the command has closed its side."""
        readable, _, _ = select.select([self._screen], [], [], 1)
        if not readable:
            return True
        try:
            data = os.read(self._screen, 65536)
        except OSError:
            return False
        self.output += data.decode("utf-8", errors="replace")
        return bool(data)

    def press_ctrl_c(self) -> None:
        """Type it, so that the terminal signals whoever is in its foreground."""
        os.write(self._screen, b"\x03")

    def close(self) -> None:
        """Close the window."""
        with contextlib.suppress(OSError):
            os.close(self._screen)

    def processes(self) -> list[psutil.Process]:
        """Every living process that descends from the shell, whoever its parent is now."""
        return [process for process in psutil.process_iter() if self._is_ours(process)]

    def _is_ours(self, process: psutil.Process) -> bool:
        if process.pid == self._process.pid and self._process.args == SHELL:
            return False
        try:
            if process.status() == psutil.STATUS_ZOMBIE:
                return False
            # Redis writes its title over the environment that it was started with.
            is_redis = process.cwd() == str(self._app / ".dev")
            return is_redis or process.environ().get(MARK) == self._mark
        except (psutil.NoSuchProcess, psutil.AccessDenied, psutil.ZombieProcess):
            return False

    def process_of(self, pattern: str) -> psutil.Process | None:
        """The process whose command line holds the pattern, where there is one."""
        found = (it for it in self.processes() if re.search(pattern, command_of(it)))
        return next(found, None)

    def left_after(self, processes: list[psutil.Process], seconds: float) -> list[str]:
        """The command lines of what still lives after so many seconds at most."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline and any(map(_lives, processes)):
            if not self._screen_is_closed():
                self._read_now()
            psutil.wait_procs(processes, timeout=0.1)
        left = [*filter(_lives, processes), *self.processes()]
        return sorted({command_of(process) for process in left if _lives(process)})

    def _read_now(self) -> None:
        """Keep reading: a full terminal would stop who prints into it."""
        while select.select([self._screen], [], [], 0)[0] and self._read():
            pass

    def _screen_is_closed(self) -> bool:
        try:
            os.fstat(self._screen)
        except OSError:
            return True
        return False

    def exit_code(self) -> int:
        """The command's exit code, once it and with it the shell has ended."""
        while self._process.poll() is None:
            self._read()
        return self._process.returncode

    def end(self) -> None:
        """Kill what is left, whatever state it is in."""
        self._process.kill()
        for process in self.processes():
            with contextlib.suppress(psutil.NoSuchProcess):
                process.send_signal(signal.SIGKILL)
        self.close()
        self._process.wait(10)


def _take_terminal() -> None:
    """Make standard input the controlling terminal, so that closing it hangs up."""
    import fcntl
    import termios

    fcntl.ioctl(0, termios.TIOCSCTTY, 0)


def command_of(process: psutil.Process) -> str:
    """The command line; empty when the process has just ended."""
    try:
        return " ".join(process.cmdline())
    except (psutil.NoSuchProcess, psutil.ZombieProcess):
        return ""


def _lives(process: psutil.Process) -> bool:
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False
