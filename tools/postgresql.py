"""A PostgreSQL of its own for tests: a private port, a temporary folder, gone afterwards."""

import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

# Debian keeps the server's programs out of PATH, one folder for each version.
FOLDERS = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
OPTIONS = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off"


def programs() -> Path | None:
    """The folder with `initdb` and `pg_ctl`, or None where no PostgreSQL is installed."""
    found = shutil.which("pg_ctl")
    candidates = [Path(found).parent] if found else FOLDERS
    return next((folder for folder in candidates if (folder / "initdb").exists()), None)


@contextmanager
def running() -> Iterator[str]:
    """A server with an empty database; yields its address for DATABASE_URL.

    Raises RuntimeError where none is installed, CalledProcessError where it does not start.
    """
    folder = programs()
    if folder is None:
        raise RuntimeError("PostgreSQL is not installed: apt-get install postgresql")
    with tempfile.TemporaryDirectory(prefix="mizan-postgresql-") as name:
        place = Path(name)
        _lend(place)
        data = place / "data"
        _run(
            folder / "initdb", "-D", data, "-U", "mizan", "-A", "trust", "-E", "UTF8", "--locale=C"
        )
        port = _free_port()
        options = f"{OPTIONS} -c listen_addresses=127.0.0.1 -p {port} -k {place}"
        _run(folder / "pg_ctl", "-D", data, "-w", "-l", place / "log", "-o", options, "start")
        try:
            yield f"postgres://mizan@127.0.0.1:{port}/postgres"
        finally:
            _run(folder / "pg_ctl", "-D", data, "-w", "-m", "immediate", "stop")


def _lend(place: Path) -> None:
    # The server refuses to run as root, so root lends it the folder.
    if os.geteuid() == 0:
        shutil.chown(place, "postgres")


def _run(*command: str | Path) -> None:
    as_user = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
    words = [*as_user, *map(str, command)]
    subprocess.run(words, check=True, stdout=subprocess.DEVNULL, cwd="/")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
