"""Threads for synchronous functions under an event loop, at the cost of two queue operations.

The usual hop (a task group, a limiter, a future across loops) costs more than a whole call; here
one queue goes in and one `call_soon_threadsafe` comes out. Context variables are carried over.
"""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import Callable
from contextvars import copy_context
from queue import SimpleQueue
from typing import Any

logger = logging.getLogger("mizan")
Job = Callable[[], None]


class Pool:
    """A fixed number of threads; they start with the first job and end with the process.

    A function that is running when its request is abandoned runs to its end, its result unused.
    """

    def __init__(self, threads: int = 8) -> None:
        self._threads = threads
        self._jobs: SimpleQueue[Job] = SimpleQueue()
        self._lock = threading.Lock()
        self._is_started = False

    async def run(self, function: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Any:
        """Call a function in a thread; its result or exception."""
        loop = asyncio.get_running_loop()
        future: asyncio.Future[Any] = loop.create_future()
        context = copy_context()

        def job() -> None:
            try:
                result, error = context.run(function, *args, **kwargs), None
            except BaseException as raised:
                result, error = None, raised
            settle(loop, future, result, error)

        self.submit(job)
        return await future

    def submit(self, job: Job) -> None:
        """Have a thread do this, in its turn; nobody waits. It must not raise."""
        if not self._is_started:
            self._start()
        self._jobs.put(job)

    def _start(self) -> None:
        with self._lock:
            for number in range(0 if self._is_started else self._threads):
                name = f"mizan-{number}"
                threading.Thread(target=self._work, name=name, daemon=True).start()
            self._is_started = True

    def _work(self) -> None:
        while True:
            job = self._jobs.get()
            try:
                job()
            except BaseException:
                logger.exception("a job of the pool failed")
            # What a request held is free when it ends, not when the next one comes.
            del job


def settle(
    loop: asyncio.AbstractEventLoop,
    future: asyncio.Future[Any],
    result: Any,
    error: BaseException | None,
) -> None:
    """From another thread: give a future its result or error, unless nobody waits for it."""
    try:
        loop.call_soon_threadsafe(_settle, future, result, error)
    except RuntimeError:
        return  # the loop is closed


def _settle(future: asyncio.Future[Any], result: Any, error: BaseException | None) -> None:
    if future.done():
        return
    if isinstance(error, StopIteration):
        error = RuntimeError("a function raised StopIteration")
    if error is None:
        future.set_result(result)
    else:
        future.set_exception(error)
