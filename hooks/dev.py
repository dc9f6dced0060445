"""Runs the app for development: backend with reload, Vite, the client's generator, and Redis.

Prints one address to open. Ctrl-C, or closing the terminal, ends all of it.
"""

import argparse
import asyncio
import time
from collections.abc import Callable

from hooks import app, groups, ports, redis, setup
from hooks.console import paint, run, shows_colours, step
from hooks.services import Running, Service, Services, say

READY_SECONDS = 120.0
CLIENT = app.FRONTEND / "src" / "api" / "index.gen.ts"


def main() -> int:
    """Read the command line and run until told to end."""
    parser = argparse.ArgumentParser(
        prog="python -m hooks.dev",
        description=__doc__,
        epilog="Variables: HOST, PORT, VITE_PORT, DATABASE_URL, REDIS_URL; .env.example tells.",
    )
    parser.parse_args()
    started = time.monotonic()
    setup.ensure()
    values = development_environment()
    ports.refuse_taken(values, "PORT", "VITE_PORT", command="make dev")
    with groups.Keeper() as keeper:
        return asyncio.run(Development(values, keeper, started).run())


def development_environment() -> dict[str, str]:
    """The environment of development."""
    values = {"DJANGO_DEBUG": "1", "MIZAN_DEV": "1"}
    if shows_colours():
        values["FORCE_COLOR"] = "1"
    return app.environment(**values)


class Development:
    """One run of `make dev`.

    Attributes:
        values: The environment of its processes.
        services: Its processes.
    """

    def __init__(self, values: dict[str, str], keeper: groups.Keeper, started: float) -> None:
        self.values = values
        self.services = Services(keeper)
        self._started = started

    async def run(self) -> int:
        """Start everything, wait until something ends it, end everything."""
        self.services.handle_signals()
        start = asyncio.create_task(self._start())
        over = asyncio.create_task(self.services.is_over.wait())
        try:
            await asyncio.wait({start, over}, return_when=asyncio.FIRST_COMPLETED)
            if start.done():
                start.result()
                await over
            say(f"{self.services.reason}: ending all processes")
        finally:
            start.cancel()
            await asyncio.gather(start, return_exceptions=True)
            await self.services.stop()
        return self.services.code

    async def _start(self) -> None:
        await self._start_redis()
        await asyncio.gather(self._prepare_database(), self._prepare_client())
        processes = [await self.services.start(service) for service in self._services()]
        self._watchers = [asyncio.create_task(self.services.watch(each)) for each in processes]
        await self._wait_for(processes[0], lambda: ports.answers(f"{self._url()}/readyz"))
        await self._wait_for(processes[1], self._vite_accepts)
        say(f"ready in {time.monotonic() - self._started:.1f} s: {self._link()}")

    async def _start_redis(self) -> None:
        """Start a Redis of this run, unless there is one already."""
        program = redis.executable()
        if self.values.get("REDIS_URL") or program is None:
            return
        port = ports.free_port()
        command = redis.command(program, port)
        service = Service("redis", command, self.values, colour="red", hidden=redis.CHATTER)
        running = await self.services.start(service)
        await self._wait_for(running, lambda: redis.pongs(port))
        self.values["REDIS_URL"] = f"redis://127.0.0.1:{port}/0"

    async def _prepare_database(self) -> None:
        for command in ("migrate", "seed"):
            await asyncio.to_thread(app.manage, self.values, command)

    async def _prepare_client(self) -> None:
        """Write the client where Vite would not find one; later the watcher does it."""
        if not CLIENT.exists():
            step("Generating the client")
            command = [str(app.PYTHON), "-m", "mizan_codegen", "generate"]
            await asyncio.to_thread(app.call, command, self.values, "Generating", quiet=True)

    def _services(self) -> list[Service]:
        python, values = str(app.PYTHON), self.values
        backend = [
            *(python, "-m", "uvicorn", "config.asgi:application", "--reload"),
            *("--app-dir", str(app.BACKEND), "--reload-dir", str(app.BACKEND)),
            *("--reload-dir", str(app.ROOT / "vendor" / "mizan" / "python")),
            *("--host", values["HOST"], "--port", values["PORT"]),
            *("--timeout-graceful-shutdown", "1", "--log-level", "warning"),
        ]
        vite = [str(app.NODE), str(app.VITE), "--clearScreen", "false"]
        generator = [python, "-m", "mizan_codegen", "generate", "--watch"]
        # The address to open is the backend's: Vite's own banner would only mislead.
        banner = r"VITE v|➜|^$"
        return [
            Service("backend", backend, values, colour="green"),
            Service("vite", vite, values, app.FRONTEND, colour="magenta", hidden=banner),
            Service("generator", generator, values, colour="blue"),
        ]

    async def _wait_for(self, running: Running, is_ready: Callable[[], bool]) -> None:
        def is_over() -> bool:
            return running.has_ended or self.services.is_over.is_set()

        if not await asyncio.to_thread(ports.wait_until, is_ready, is_over, READY_SECONDS):
            name = running.service.name
            self.services.finish(f"{name} did not become ready", 1)
            await running.printer if running.has_ended else None

    def _vite_accepts(self) -> bool:
        return ports.accepts(self.values["HOST"], int(self.values["VITE_PORT"]))

    def _url(self) -> str:
        host = self.values["HOST"]
        shown = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, host)  # noqa: S104
        return f"http://{shown}:{self.values['PORT']}"

    def _link(self) -> str:
        return paint("bold", paint("green", f"{self._url()}/"))


if __name__ == "__main__":
    run(main)
