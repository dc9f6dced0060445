"""Serves one adapter on a free port of this machine; the first line printed is the port.

python tests/conformance/serve.py django-wsgi /tmp/folder [--autocommit]
"""

from __future__ import annotations

import argparse
import logging
import socket
import sys
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parents[1] / "packages/cores/mizan-python/tests")]

KINDS = (
    "django-wsgi",
    "django-asgi",
    "django-asgi-stock",
    "fastapi-router",
    "fastapi-middleware",
)


def main() -> None:
    """Read the command line, make the application, serve it until told to end."""
    logging.disable(logging.ERROR)
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("kind", choices=KINDS)
    parser.add_argument("folder", type=Path, help="for the database")
    parser.add_argument("--autocommit", action="store_true", help="without a unit of work")
    arguments = parser.parse_args()
    backend, _, mount = arguments.kind.partition("-")
    app = MAKERS[backend](arguments.folder, mount, arguments.autocommit)
    listening = socket.create_server(("127.0.0.1", 0), backlog=128)
    print(listening.getsockname()[1], flush=True)
    (serve_wsgi if mount == "wsgi" else serve_asgi)(app, listening)


def django(folder: Path, mount: str, is_autocommit: bool) -> Any:
    """The Django project."""
    import server_django

    server_django.IS_ASYNC = mount == "asgi-stock"
    server_django.configure(folder, is_atomic=not is_autocommit)
    return server_django.application(mount)


def fastapi(folder: Path, mount: str, is_autocommit: bool) -> Any:
    """The FastAPI app."""
    from server_fastapi import Site

    return Site(folder, is_middleware=mount == "middleware", has_unit=not is_autocommit)


MAKERS = {"django": django, "fastapi": fastapi}


def serve_wsgi(app: Any, listening: socket.socket) -> None:
    """Waitress, with a thread for each of eight requests."""
    import waitress

    waitress.serve(app, sockets=[listening], threads=8, ident="")


def serve_asgi(app: Any, listening: socket.socket) -> None:
    """Uvicorn."""
    import uvicorn

    config = uvicorn.Config(app, log_level="critical", lifespan="off", server_header=False)
    uvicorn.Server(config).run(sockets=[listening])


if __name__ == "__main__":
    main()
