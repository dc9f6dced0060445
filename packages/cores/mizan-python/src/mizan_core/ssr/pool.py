"""Workers under supervision, for callers with and without an event loop.

All of it runs in one loop in one thread of its own, so that synchronous Django, asynchronous Django
and FastAPI share it: a page waits no longer than its budget, whatever a worker does.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import tempfile
import threading
from collections.abc import Coroutine, Sequence
from concurrent.futures import Future
from dataclasses import asdict, dataclass
from pathlib import Path
from time import monotonic
from typing import Any, TypeVar

from mizan_core.ssr.messages import (
    Page,
    Rendered,
    RenderOverloaded,
    RenderTimeout,
    RenderUnavailable,
)
from mizan_core.ssr.worker import Worker

logger = logging.getLogger("mizan.ssr")
Value = TypeVar("Value")


@dataclass(frozen=True)
class RenderSettings:
    """`command` starts a worker, without its socket; or `address` is where one listens already.

    Times are in seconds. `budget` is what a page may take, waiting included; `at_once` how many
    pages one worker has; `waiting` how many more may wait. A worker that dies is started again
    after `backoff`, twice as long each time, `slowest` at most.
    """

    command: Sequence[str] = ()
    address: str | None = None
    workers: int = 1
    budget: float = 1.0
    at_once: int = 16
    waiting: int = 64
    start: float = 10.0
    backoff: float = 0.1
    slowest: float = 5.0


def worker_command(
    node: str | Path, worker: str | Path, entry: str | Path, *, memory: int = 512, data: int = 64
) -> tuple[str, ...]:
    """The command of a worker: Node, `worker.js`, the bundle of pages.

    `memory` and `data` are mebibytes: of the heap, and of JSON that is kept parsed.
    """
    sizes = ("--memory", str(memory), "--data", str(data))
    return (str(node), str(worker), "--entry", str(entry), *sizes)


@dataclass
class RenderMetrics:
    """Counts since the start, for health and logs."""

    rendered: int = 0
    failed: int = 0
    timeouts: int = 0
    overloads: int = 0
    restarts: int = 0
    replaced: int = 0
    alive: int = 0

    def to_dict(self) -> dict[str, int]:
        """By name, for JSON."""
        return asdict(self)


class RenderPool:
    """Renders pages. Starts with the first, or `start()`; ends with `close()` or the process."""

    def __init__(self, settings: RenderSettings) -> None:
        self.settings = settings
        self.metrics = RenderMetrics()
        self._lock = threading.Lock()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread: threading.Thread | None = None
        self._workers: list[Worker] = []
        self._free: asyncio.Condition | None = None
        self._keepers: list[asyncio.Task[None]] = []
        self._tasks: set[asyncio.Task[None]] = set()
        self._queued = 0
        self._process = 0
        self._has_tried = False

    # --- fronts ----------------------------------------------------------------------------

    def start(self) -> None:
        """Start the workers, without waiting for them."""
        self._running_loop()

    @property
    def has_tried(self) -> bool:
        """Whether a worker was there, or failed to come: what `metrics` say is how things are."""
        return self._has_tried

    def render(self, page: Page, budget: float | None = None) -> Rendered:
        """For callers without a loop; `budget` is seconds. Raises RenderError."""
        return self._submitted(self._render(page, budget)).result()

    async def arender(self, page: Page, budget: float | None = None) -> Rendered:
        """For callers with one; `budget` is seconds. Raises RenderError."""
        return await asyncio.wrap_future(self._submitted(self._render(page, budget)))

    def close(self) -> None:
        """Let workers finish what they do, and end them."""
        with self._lock:
            loop, self._loop = self._loop, None
        if loop is None or self._thread is None:
            return
        asyncio.run_coroutine_threadsafe(self._end(), loop).result()
        loop.call_soon_threadsafe(loop.stop)
        self._thread.join()

    # --- the loop of its own ---------------------------------------------------------------

    def _submitted(self, work: Coroutine[Any, Any, Value]) -> Future[Value]:
        return asyncio.run_coroutine_threadsafe(work, self._running_loop())

    def _running_loop(self) -> asyncio.AbstractEventLoop:
        with self._lock:
            # A process that was forked has none of the threads of the one before.
            if self._loop is None or self._process != os.getpid():
                self._process = os.getpid()
                self._workers = []
                self._loop = asyncio.new_event_loop()
                self._thread = threading.Thread(
                    target=self._run, args=(self._loop,), name="mizan-ssr", daemon=True
                )
                self._thread.start()
                asyncio.run_coroutine_threadsafe(self._begin(), self._loop).result()
            return self._loop

    def _run(self, loop: asyncio.AbstractEventLoop) -> None:
        asyncio.set_event_loop(loop)
        loop.run_forever()
        loop.close()

    async def _begin(self) -> None:
        self._free = asyncio.Condition()
        self._keepers = [asyncio.ensure_future(self._keep()) for _ in range(self.settings.workers)]

    async def _end(self) -> None:
        for keeper in self._keepers:
            keeper.cancel()
        await asyncio.gather(*self._keepers, return_exceptions=True)
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self._workers.clear()

    # --- supervision -----------------------------------------------------------------------

    async def _keep(self) -> None:
        """Keeps one place filled: a worker that died or is full gives way to a new one."""
        pause = self.settings.backoff
        while True:
            try:
                worker = await self._started()
            except RenderUnavailable as error:
                self._has_tried = True
                level = logging.ERROR if self.settings.address is None else logging.DEBUG
                logger.log(level, "rendering: %s; again in %.1f s", error, pause)
                await asyncio.sleep(pause)
                pause = min(pause * 2, self.settings.slowest)
                continue
            started = asyncio.get_running_loop().time()
            try:
                await self._joined(worker)
                await worker.connection.lost
                self._left(worker)
                code = await worker.ended()
            except asyncio.CancelledError:
                await worker.stop()
                raise
            lived = asyncio.get_running_loop().time() - started
            pause = self.settings.backoff if lived > self.settings.slowest else pause
            self.metrics.restarts += 1
            level = logging.ERROR if self.settings.address is None else logging.DEBUG
            logger.log(level, "rendering: a worker ended with %s; again in %.1f s", code, pause)
            await asyncio.sleep(pause)
            pause = min(pause * 2, self.settings.slowest)

    async def _started(self) -> Worker:
        starting = asyncio.ensure_future(self._start_one())
        try:
            return await asyncio.shield(starting)
        except asyncio.CancelledError:
            # What is half started is ended whole.
            with contextlib.suppress(RenderUnavailable):
                await (await starting).stop()
            raise

    async def _start_one(self) -> Worker:
        if self.settings.address is not None:
            return await Worker.connect(Path(self.settings.address), self.settings.budget)
        # Once both are connected nobody needs the socket's name: nothing is left behind.
        with tempfile.TemporaryDirectory(prefix="mizan-ssr-") as folder:
            path = Path(folder) / "worker.sock"
            settings = self.settings
            return await Worker.start(settings.command, path, settings.start, settings.budget)

    async def _joined(self, worker: Worker) -> None:
        assert self._free is not None
        self._has_tried = True
        worker.connection.on_rest_end = lambda: self._task(self._tell_free())
        self._workers.append(worker)
        self.metrics.alive = len(self._workers)
        async with self._free:
            self._free.notify_all()

    def _left(self, worker: Worker) -> None:
        with contextlib.suppress(ValueError):
            self._workers.remove(worker)
        self.metrics.alive = len(self._workers)

    async def _replace(self, worker: Worker) -> None:
        """One that has eaten its memory finishes what it does; then its place is filled."""
        self._left(worker)
        self.metrics.replaced += 1
        await worker.stop()

    # --- a page ----------------------------------------------------------------------------

    async def _render(self, page: Page, budget: float | None) -> Rendered:
        seconds = self.settings.budget if budget is None else budget
        if self._queued >= self.settings.waiting + len(self._workers) * self.settings.at_once:
            self.metrics.overloads += 1
            raise RenderOverloaded(f"{self._queued} pages are waiting")
        self._queued += 1
        try:
            rendered = await asyncio.wait_for(self._rendered(page), seconds)
        except TimeoutError:
            self.metrics.timeouts += 1
            raise RenderTimeout(f"{page.component} took over {self.settings.budget} s") from None
        except Exception:
            self.metrics.failed += 1
            raise
        finally:
            self._queued -= 1
        self.metrics.rendered += 1
        return rendered

    async def _rendered(self, page: Page) -> Rendered:
        worker = await self._free_worker()
        try:
            return await worker.connection.render(page)
        except asyncio.CancelledError:
            # Over its budget. If the worker does not even say how it is, it hangs.
            self._watch(worker)
            raise
        finally:
            if worker.connection.is_full and worker in self._workers:
                self._task(self._replace(worker))
            await self._tell_free()

    async def _free_worker(self) -> Worker:
        assert self._free is not None

        def found() -> list[Worker]:
            return [w for w in self._workers if w.connection.busy < self.settings.at_once]

        async with self._free:
            await self._free.wait_for(found)
            return min(found(), key=lambda worker: worker.connection.busy)

    async def _tell_free(self) -> None:
        assert self._free is not None
        async with self._free:
            self._free.notify()

    def _watch(self, worker: Worker) -> None:
        async def look() -> None:
            try:
                await asyncio.wait_for(worker.connection.health(), self.settings.budget)
            except TimeoutError:
                logger.error("rendering: a worker hangs and is ended")
                worker.kill()
            except RenderUnavailable:
                pass

        self._task(look())

    def _task(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


class PageBudget:
    """What one page may take, however many rounds it has: a pool's budget, once."""

    def __init__(self, pool: RenderPool) -> None:
        self._pool = pool
        self._end = monotonic() + pool.settings.budget

    def render(self, page: Page) -> Rendered:
        """For callers without a loop. Raises RenderError."""
        return self._pool.render(page, max(0.0, self._end - monotonic()))

    async def arender(self, page: Page) -> Rendered:
        """For callers with one. Raises RenderError."""
        return await self._pool.arender(page, max(0.0, self._end - monotonic()))
