"""Runs the app for development: backend with reload, Vite, the client's generator, and Redis.

Prints one address to open. Ctrl-C, or closing the terminal, ends all of it.
"""

import argparse
import asyncio
import tempfile
import time
from collections.abc import Callable

from hooks import app, groups, ports, redis, setup, vendored
from hooks.console import Problem, complain, paint, run, shows_colours
from hooks.services import Running, Service, Services, say

READY_SECONDS = 120.0
CLIENT = app.FRONTEND / "src" / "api" / "index.gen.ts"
# What every start and every reload say; the address in it is not more than ours.
UVICORN_CHATTER = (
    r"(Started|Finished) server process|Waiting for application|Application (startup|shutdown)"
    r"|ASGI 'lifespan'|Uvicorn running on|Shutting down$"
)


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
    # Where Vite renders pages for the backend: an address that is never too long for a socket.
    with tempfile.TemporaryDirectory(prefix="mizan-") as folder, groups.Keeper() as keeper:
        if app.server_entry():
            values["MIZAN_SSR_SOCKET"] = f"{folder}/pages.sock"
        return asyncio.run(Development(values, keeper, started).run())


def development_environment() -> dict[str, str]:
    """The environment of development."""
    values = {"APP_DEBUG": "1", "MIZAN_DEV": "1"}
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
        return await self.services.run(self._start())

    async def _start(self) -> None:
        await self._start_redis()
        await self._prepare_client()
        vite, _ = self._start_services(self._vite(), self._generator())
        await self._prepare_database()
        (backend,) = self._start_services(self._backend())
        await self._wait_for(backend, lambda: ports.answers(f"{self._url()}/healthz"))
        await self._wait_for(vite, self._vite_accepts)
        say(f"ready in {time.monotonic() - self._started:.1f} s: {self._link()}")

    def _start_services(self, *services: Service) -> list[Running]:
        """Start processes that run until the end of all."""
        started = [self.services.start(service) for service in services]
        for running in started:
            self.services.end_with(running)
        return started

    async def _start_redis(self) -> None:
        """Start a Redis of this run, unless there is one already."""
        program = redis.executable()
        if self.values.get("REDIS_URL") or program is None:
            return
        port = ports.free_port()
        command = redis.command(program, port)
        service = Service("redis", command, self.values, colour="red", hidden=redis.CHATTER)
        running = self.services.start(service)
        await self._wait_for(running, lambda: redis.pongs(port))
        self.values["REDIS_URL"] = f"redis://127.0.0.1:{port}/0"

    async def _prepare_database(self) -> None:
        """Bring the database up to date. Where there is none, the page says how to get one."""
        try:
            for name in app.database_commands():
                await self.services.run_to_end(self._command(name))
        except Problem as problem:
            # What the settings themselves refuse would stop the backend, too.
            await self.services.run_to_end(self._command("check"))
            complain(problem)
            say("going on without it; when the database is there, start again")

    def _command(self, name: str) -> Service:
        command = [str(app.PYTHON), str(app.MANAGE), name]
        return Service(name, command, self.values, is_quiet=True)

    async def _prepare_client(self) -> None:
        """Write the client where Vite would not find one; later the watcher does it."""
        if not CLIENT.exists():
            command = [str(app.PYTHON), "-m", "mizan_codegen", "generate"]
            await self.services.run_to_end(Service("generate", command, self.values))

    def _backend(self) -> Service:
        command = [
            *(str(app.PYTHON), "-m", "uvicorn", app.application(), "--reload"),
            *("--app-dir", str(app.BACKEND), "--reload-dir", str(app.BACKEND)),
            *("--reload-dir", str(vendored.FOLDER / "python")),
            *("--host", self.values["HOST"], "--port", self.values["PORT"]),
            *("--timeout-graceful-shutdown", "1", "--log-level", "warning"),
        ]
        return Service("backend", command, self.values, colour="green", hidden=UVICORN_CHATTER)

    def _vite(self) -> Service:
        command = [str(app.NODE), str(app.VITE), "--clearScreen", "false"]
        # The address to open is the backend's: Vite's own banner would only mislead.
        banner = r"VITE v|➜|^$"
        return Service("vite", command, self.values, app.FRONTEND, "magenta", banner)

    def _generator(self) -> Service:
        command = [str(app.PYTHON), "-m", "mizan_codegen", "generate", "--watch"]
        return Service("generator", command, self.values, colour="blue")

    async def _wait_for(self, running: Running, is_ready: Callable[[], bool]) -> None:
        def is_over() -> bool:
            return running.has_ended or self.services.is_over.is_set()

        if not await asyncio.to_thread(ports.wait_until, is_ready, is_over, READY_SECONDS):
            self.services.finish(f"{running.service.name} did not become ready", 1)
            # The run is over, and with it this task: nothing may follow.
            await asyncio.Event().wait()

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
