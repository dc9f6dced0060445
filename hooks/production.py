"""The production build on a free port with a database of its own, for e2e and smoke tests.

`production_server()` is a context manager. Its server has a `url`, and between `stop()` and
`start()` its port refuses connections.
"""

import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from hooks import app, groups, ports
from hooks.console import Problem

HOST = "127.0.0.1"
START_SECONDS = 60.0
TAIL = 40


class ProductionServer:
    """A backend in production mode, as `make start` runs it, on this machine only.

    Attributes:
        url: Where it answers, without a slash at the end.
        database: The SQLite file.
        log_file: What it printed.
    """

    def __init__(self, folder: Path, keeper: groups.Keeper) -> None:
        self.port = ports.free_port(HOST)
        self.url = f"http://{HOST}:{self.port}"
        self.database = folder / "db.sqlite3"
        self.log_file = folder / "server.log"
        self._keeper = keeper
        self._process: subprocess.Popen[bytes] | None = None

    def environment(self, **changes: str) -> dict[str, str]:
        """The environment of the server: production, with the temporary database."""
        address = {"HOST": HOST, "PORT": str(self.port)}
        own = {"DATABASE_URL": f"sqlite:///{self.database}", "REDIS_URL": ""}
        return production_environment(**address | own | changes)

    def start(self) -> None:
        """Start and wait until it answers.

        Raises:
            Problem: It ended or stayed silent; what it printed is shown.
        """
        with self.log_file.open("ab") as log:
            self._process = subprocess.Popen(
                server_command(self.environment()),
                cwd=app.ROOT,
                env=self.environment(),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        self._keeper.add(self._process.pid)
        if not ports.wait_until(self._is_ready, self._is_over, START_SECONDS):
            self.stop()
            raise Problem(f"The server did not start.\n\n{self.log_tail()}", "Mend what it says.")

    def _is_ready(self) -> bool:
        return ports.answers(f"{self.url}/readyz")

    def _is_over(self) -> bool:
        return self._process is None or self._process.poll() is not None

    def stop(self) -> None:
        """End it and whatever it started; the port is free afterwards."""
        if self._process is None:
            return
        process, self._process = self._process, None
        groups.send(process.pid, groups.TERMINATE)
        try:
            process.wait(groups.PATIENCE)
        except subprocess.TimeoutExpired:
            groups.send(process.pid, groups.KILL)
            process.wait()
        groups.send(process.pid, groups.KILL)
        self._keeper.remove(process.pid)

    def manage(self, *arguments: str, **changes: str) -> str:
        """Run a command of the backend on the server's database and return what it printed.

        Args:
            arguments: The command, for example `"migrate"`.
            changes: Variables that differ from the server's environment.
        """
        command = [str(app.PYTHON), str(app.MANAGE), *arguments]
        values = self.environment(**changes)
        done = subprocess.run(command, cwd=app.ROOT, env=values, capture_output=True, text=True)
        if done.returncode:
            name = f"backend/manage.py {' '.join(arguments[:1])}"
            raise Problem(f"{name} failed.\n\n{done.stdout}{done.stderr}", "Mend what it says.")
        return done.stdout

    def log_tail(self) -> str:
        """The last lines that the server printed."""
        lines = self.log_file.read_text("utf-8", errors="replace").splitlines()
        return "\n".join(lines[-TAIL:])


def production_environment(**changes: str) -> dict[str, str]:
    """The environment of production on this machine: no TLS, hence loopback names only."""
    values = app.environment()
    for name in ("APP_DEBUG", "MIZAN_DEV"):
        values.pop(name, None)
    local = {"APP_ENV": "production", "ALLOWED_HOSTS": "127.0.0.1,localhost", "HTTPS": "off"}
    return local | values | changes


def server_command(values: dict[str, str]) -> list[str]:
    """The command that serves the backend on HOST and PORT."""
    return [
        *(str(app.PYTHON), "-m", "uvicorn", app.application()),
        *("--app-dir", str(app.BACKEND)),
        *("--host", values["HOST"], "--port", values["PORT"]),
        *("--timeout-graceful-shutdown", "1", "--no-server-header"),
        *("--no-access-log", "--log-level", "warning"),
    ]


def missing_build() -> list[str]:
    """What of the production build is not there, as paths in the app."""
    needed = [app.BUILD_MANIFEST, app.BACKEND / "staticfiles"]
    if app.server_entry():
        needed.append(app.SERVER_BUNDLE)
    return [path.relative_to(app.ROOT).as_posix() for path in needed if not path.exists()]


def refuse_without_build() -> None:
    """Stop where there is no production build.

    Raises:
        Problem: It names the command that builds.
    """
    if missing := missing_build():
        what = f"There is no production build: {' and '.join(missing)} is missing."
        raise Problem(what, "Run `make build`.")


@contextmanager
def production_server(*, is_seeded: bool = False) -> Iterator[ProductionServer]:
    """A running server on a temporary, migrated database; nothing of it is left afterwards.

    Args:
        is_seeded: Put the demo's boards and its user into the database.
    """
    refuse_without_build()
    with tempfile.TemporaryDirectory() as folder, groups.Keeper() as keeper:
        server = ProductionServer(Path(folder), keeper)
        for command in app.database_commands() if is_seeded else ["migrate"]:
            # Production refuses `seed`: what it makes has public passwords.
            server.manage(command, APP_DEBUG="1", APP_ENV="")
        try:
            server.start()
            yield server
        finally:
            server.stop()
