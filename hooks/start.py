"""Runs the production build on this machine. It builds and generates nothing: `make build` does."""

import argparse
import os

from hooks import app, ports
from hooks.console import run, step
from hooks.production import production_environment, refuse_without_build, server_command


def main() -> None:
    """Read the command line, bring the database up to date, and become the server."""
    parser = argparse.ArgumentParser(
        prog="python -m hooks.start",
        description=__doc__,
        epilog="Variables: HOST, PORT, ALLOWED_HOSTS, DATABASE_URL, REDIS_URL, SECRET_KEY.",
    )
    parser.parse_args()
    refuse_without_build()
    values = production_environment()
    ports.refuse_taken(values, "PORT", command="make start")
    app.manage(values, "migrate")
    step(f"Production at http://{values['HOST']}:{values['PORT']}/ (Ctrl-C ends it)")
    command = server_command(values)
    os.chdir(app.ROOT)
    os.execve(command[0], command, values)


if __name__ == "__main__":
    run(main)
