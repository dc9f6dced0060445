"""Threads for synchronous functions under an event loop, at the cost of two queue operations.

The usual hop (a task group, a limiter, a future across loops) costs more than a whole call; here
one queue goes in and one `call_soon_threadsafe` comes out. Context variables are carried over.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from contextvars import copy_context
from queue import SimpleQueue
from typing import Any

_Job = tuple[Callable[[], Any], asyncio.AbstractEventLoop, "asyncio.Future[Any]"]


class Pool:
    """A fixed number of threads; they start with the first job and end with the process.

    A function that is running when its request is abandoned runs to its end, its result unused.
    """

    def __init__(self, threads: int = 8) -> None:
        self._threads = threads
        self._jobs: SimpleQueue[_Job] = SimpleQueue()
        self._lock = threading.Lock()
        self._is_started = False

    async def run(self, function: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Any:
        """Call a function in a thread; its result or exception."""
        if not self._is_started:
            self._start()
        loop = asyncio.get_running_loop()
        future: asyncio.Future[Any] = loop.create_future()
        context = copy_context()
        self._jobs.put((lambda: context.run(function, *args, **kwargs), loop, future))
        return await future

    def _start(self) -> None:
        with self._lock:
            for number in range(0 if self._is_started else self._threads):
                name = f"mizan-{number}"
                threading.Thread(target=self._work, name=name, daemon=True).start()
            self._is_started = True

    def _work(self) -> None:
        while True:
            job, loop, future = self._jobs.get()
            try:
                result, error = job(), None
            except BaseException as raised:
                result, error = None, raised
            _hand_over(loop, future, result, error)
            del job, loop, future, result, error


def _hand_over(
    loop: asyncio.AbstractEventLoop,
    future: asyncio.Future[Any],
    result: Any,
    error: BaseException | None,
) -> None:
    try:
        loop.call_soon_threadsafe(_settle, future, result, error)
    except RuntimeError:
        return  # the loop is closed: nobody waits any more


def _settle(future: asyncio.Future[Any], result: Any, error: BaseException | None) -> None:
    if future.cancelled():
        return
    if isinstance(error, StopIteration):
        error = RuntimeError("a function raised StopIteration")
    if error is None:
        future.set_result(result)
    else:
        future.set_exception(error)
