"""Runs several processes side by side: what they print gets a prefix, and they end together."""

import asyncio
import contextlib
import re
import select
import signal
import subprocess
import sys
import threading
from collections import deque
from collections.abc import Callable, Coroutine, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from hooks import app, groups
from hooks.console import Problem, paint

NAME_WIDTH = 9
LAST_WORDS = 1.0
LAST_LINES = 8
STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


@dataclass(frozen=True)
class Service:
    """One process and how it is shown.

    Attributes:
        name: The prefix of its lines; without one they are shown as they are.
        command: The program and its arguments.
        values: Its whole environment.
        folder: Where it runs.
        colour: The colour of its prefix.
        hidden: Lines in which this pattern is found are not shown.
        is_quiet: Show its last lines, and only when it has failed.
    """

    name: str
    command: Sequence[str]
    values: Mapping[str, str]
    folder: Path = app.ROOT
    colour: str = "cyan"
    hidden: str = r"(?!)"
    is_quiet: bool = False


@dataclass
class Running:
    """A process that was started.

    Attributes:
        service: What it is.
        process: The leader of its group.
        exit_code: Set when the leader has ended.
        printer: Shows what the group prints, until the last of it ends.
    """

    service: Service
    process: subprocess.Popen[bytes]
    exit_code: asyncio.Future[int]
    printer: threading.Thread

    @property
    def has_ended(self) -> bool:
        """Whether it ended, by itself or because it was told to."""
        return self.exit_code.done()


@dataclass
class Services:
    """The processes of one run. Signals and the first process that ends set `is_over`.

    Attributes:
        keeper: Ends the processes where this one cannot.
        running: What was started, in this order.
        is_over: Set when the run ends.
        reason: Why it ended.
        code: The exit code for that.
    """

    keeper: groups.Keeper
    running: list[Running] = field(default_factory=list)
    is_over: asyncio.Event = field(default_factory=asyncio.Event)
    reason: str = ""
    code: int = 0
    _watchers: list[asyncio.Task[None]] = field(default_factory=list)

    async def run(self, start: Coroutine[None, None, None]) -> int:
        """Start processes, wait for the end of the run, end the processes.

        Args:
            start: Starts them; whatever ends the run ends it too, however far it is.

        Returns:
            The exit code.
        """
        self._handle_signals()
        starting = asyncio.create_task(start)
        over = asyncio.create_task(self.is_over.wait())
        try:
            await asyncio.wait({starting, over}, return_when=asyncio.FIRST_COMPLETED)
            if starting.done():
                starting.result()
                await over
            say(f"{self.reason}: ending all processes")
        finally:
            starting.cancel()
            await asyncio.gather(starting, return_exceptions=True)
            await self.stop()
        return self.code

    def _handle_signals(self) -> None:
        """Ctrl-C, SIGTERM and a closed terminal end the run: as was asked, so it is no failure."""
        loop = asyncio.get_running_loop()
        for number in STOP_SIGNALS:
            loop.add_signal_handler(number, self.finish, number.name, 0)
        on_hang_up(loop, lambda: self.finish("the terminal was closed", 0))

    def finish(self, reason: str, code: int) -> None:
        """End the run; the first reason counts."""
        if not self.is_over.is_set():
            self.reason, self.code = reason, code
            self.is_over.set()

    def start(self, service: Service) -> Running:
        """Start a process in a group of its own."""
        process = subprocess.Popen(
            service.command,
            cwd=service.folder,
            env=dict(service.values),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        self.keeper.add(process.pid)
        # Threads, since asyncio sees a process as alive while a child of it holds its output.
        printer = threading.Thread(target=_print_lines, args=(service, process), daemon=True)
        printer.start()
        running = Running(service, process, _exit_code_of(process), printer)
        self.running.append(running)
        return running

    def end_with(self, running: Running) -> None:
        """End the run when this process ends by itself."""
        self._watchers.append(asyncio.create_task(self._watch(running)))

    async def _watch(self, running: Running) -> None:
        code = await asyncio.shield(running.exit_code)
        self.finish(f"{running.service.name} ended with exit code {code}", 1)

    async def run_to_end(self, service: Service) -> None:
        """Run a process that ends by itself before others can start.

        Raises:
            Problem: It failed.
        """
        running = self.start(service)
        code = await asyncio.shield(running.exit_code)
        await self._stop(running)
        self.running.remove(running)
        if code:
            words = [str(word).replace(f"{app.ROOT}/", "") for word in service.command]
            raise Problem(
                f"{service.name} failed with exit code {code}.",
                f"What it printed is above. By hand: {' '.join(words)}",
            )

    async def stop(self) -> None:
        """End the processes: the first that was started goes last, the others go together."""
        for batch in (self.running[1:], self.running[:1]):
            await asyncio.gather(*(self._stop(running) for running in batch))
        self.running = []

    async def _stop(self, running: Running) -> None:
        group = running.process.pid
        groups.send(group, groups.TERMINATE)
        try:
            await asyncio.wait_for(asyncio.shield(running.exit_code), groups.PATIENCE)
        except TimeoutError:
            say(f"{running.service.name} does not end by itself: killing it")
        # Whatever its members are, the group ends with its leader.
        groups.send(group, groups.KILL)
        await running.exit_code
        await asyncio.to_thread(running.printer.join, LAST_WORDS)
        self.keeper.remove(group)


def _exit_code_of(process: subprocess.Popen[bytes]) -> asyncio.Future[int]:
    loop = asyncio.get_running_loop()
    future: asyncio.Future[int] = loop.create_future()

    def wait() -> None:
        code = process.wait()
        # The loop is closed where the run ended by an error; then nobody waits.
        with contextlib.suppress(RuntimeError):
            loop.call_soon_threadsafe(future.set_result, code)

    threading.Thread(target=wait, daemon=True).start()
    return future


def _print_lines(service: Service, process: subprocess.Popen[bytes]) -> None:
    hidden = re.compile(service.hidden)
    prefix = f"{paint(service.colour, service.name.ljust(NAME_WIDTH))} " if service.name else ""
    decoded = (line.decode("utf-8", errors="replace").rstrip() for line in process.stdout or ())
    lines = (f"{prefix}{line}" for line in decoded if not hidden.search(line))
    if service.is_quiet:
        kept = deque(lines, maxlen=LAST_LINES)
        lines = (line for line in kept if process.wait())
    for line in lines:
        write(line)


def on_hang_up(loop: asyncio.AbstractEventLoop, tell: Callable[[], None]) -> None:
    """Tell when the terminal is closed.

    The signal for that goes to the first process in the terminal alone. Where that is make, which
    waits for us, nobody else would ever know.
    """
    if not (hasattr(select, "poll") and sys.stdin and sys.stdin.isatty()):
        return
    poll = select.poll()
    # Nothing but the hang-up: who reads from a terminal in the background is stopped.
    poll.register(sys.stdin, 0)

    def wait() -> None:
        if any(event & select.POLLHUP for _, event in poll.poll()):
            with contextlib.suppress(RuntimeError):
                loop.call_soon_threadsafe(tell)

    threading.Thread(target=wait, daemon=True).start()


def say(text: str) -> None:
    """Print a line of our own."""
    write(f"{paint('bold', 'mizan'.ljust(NAME_WIDTH))} {text}")


def write(line: str) -> None:
    """Print, unless the terminal is gone: then there is nobody to read it, but much to end."""
    with _printing, contextlib.suppress(OSError, ValueError):
        print(line, flush=True)


_printing = threading.Lock()
