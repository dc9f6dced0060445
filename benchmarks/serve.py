"""Serves one contender on a free port; the first line printed is the port.

python -m benchmarks.serve "FastAPI, async def"
"""

from __future__ import annotations

import argparse
import logging
import socket

from benchmarks.run import contenders


def main() -> None:
    """Read the command line, serve until told to end."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.serve", description=__doc__)
    parser.add_argument("name", help="of a contender, as the tables have it")
    name = parser.parse_args().name
    logging.disable(logging.CRITICAL)
    each = next(each for each in contenders() if each.name == name)
    listening = socket.create_server(("127.0.0.1", 0), backlog=256)
    print(listening.getsockname()[1], flush=True)
    if each.kind == "wsgi":
        import waitress

        waitress.serve(each.app, sockets=[listening], threads=8)
    else:
        import uvicorn

        config = uvicorn.Config(each.app, loop="uvloop", http="httptools", access_log=False)
        uvicorn.Server(config).run(sockets=[listening])


if __name__ == "__main__":
    main()
