"""Runs several processes side by side: what they print gets a prefix, and they end together."""

import asyncio
import contextlib
import re
import signal
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from hooks import app, groups
from hooks.console import paint

NAME_WIDTH = 9
LINE_LIMIT = 1 << 20
STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


@dataclass(frozen=True)
class Service:
    """One process and how it is shown.

    Attributes:
        name: The prefix of its lines.
        command: The program and its arguments.
        values: Its whole environment.
        folder: Where it runs.
        colour: The colour of its prefix.
        hidden: Lines in which this pattern is found are not shown.
    """

    name: str
    command: Sequence[str]
    values: Mapping[str, str]
    folder: Path = app.ROOT
    colour: str = "cyan"
    hidden: str = r"(?!)"


@dataclass
class Running:
    """A process that was started."""

    service: Service
    process: asyncio.subprocess.Process
    printer: asyncio.Task[None]

    @property
    def has_ended(self) -> bool:
        """Whether it ended, by itself or because it was told to."""
        return self.process.returncode is not None


@dataclass
class Services:
    """The processes of one run. Signals and the first process that ends set `is_over`.

    Use it inside a running event loop, `handle_signals` first: whatever comes in later than that
    ends what was started until then.
    """

    keeper: groups.Keeper
    running: list[Running] = field(default_factory=list)
    is_over: asyncio.Event = field(default_factory=asyncio.Event)
    reason: str = ""
    code: int = 0

    def handle_signals(self) -> None:
        """Ctrl-C, SIGTERM and a closed terminal end the run."""
        loop = asyncio.get_running_loop()
        for number in STOP_SIGNALS:
            loop.add_signal_handler(number, self.finish, number.name, 128 + number)

    def finish(self, reason: str, code: int) -> None:
        """End the run; the first reason counts."""
        if not self.is_over.is_set():
            self.reason, self.code = reason, code
            self.is_over.set()

    async def start(self, service: Service) -> Running:
        """Start a process in a group of its own."""
        process = await asyncio.create_subprocess_exec(
            *service.command,
            cwd=service.folder,
            env=dict(service.values),
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
            start_new_session=True,
            limit=LINE_LIMIT,
        )
        self.keeper.add(process.pid)
        printer = asyncio.create_task(_print_lines(service, process))
        running = Running(service, process, printer)
        self.running.append(running)
        return running

    async def watch(self, running: Running) -> None:
        """End the run when this process ends by itself."""
        code = await running.process.wait()
        self.finish(f"{running.service.name} ended with exit code {code}", 1)

    async def stop(self) -> None:
        """End the processes: the first that was started goes last, the others go together."""
        for batch in (self.running[1:], self.running[:1]):
            await asyncio.gather(*(self._stop(running) for running in batch))
        self.running = []

    async def _stop(self, running: Running) -> None:
        group = running.process.pid
        groups.send(group, groups.TERMINATE)
        try:
            await asyncio.wait_for(running.process.wait(), groups.PATIENCE)
        except TimeoutError:
            say(f"{running.service.name} does not end by itself: killing it")
        # Whatever its members are, the group ends with its leader.
        groups.send(group, groups.KILL)
        await running.process.wait()
        await running.printer
        self.keeper.remove(group)


async def _print_lines(service: Service, process: asyncio.subprocess.Process) -> None:
    hidden = re.compile(service.hidden)
    stream = process.stdout
    while stream is not None and (line := await _next_line(stream)):
        text = line.decode("utf-8", errors="replace").rstrip()
        if not hidden.search(text):
            write(f"{paint(service.colour, service.name.ljust(NAME_WIDTH))} {text}")


async def _next_line(stream: asyncio.StreamReader) -> bytes:
    try:
        return await stream.readline()
    except ValueError:
        return b"(a line that is too long to show)\n"


def say(text: str) -> None:
    """Print a line of our own."""
    write(f"{paint('bold', 'mizan'.ljust(NAME_WIDTH))} {text}")


def write(line: str) -> None:
    """Print, unless the terminal is gone: then there is nobody to read it, but much to end."""
    with contextlib.suppress(OSError, ValueError):
        print(line, flush=True)


def is_terminal() -> bool:
    """Whether somebody watches."""
    return sys.stdout.isatty()
