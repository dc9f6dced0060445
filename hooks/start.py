"""Runs the production build on this machine. It builds and generates nothing: `make build` does."""

import argparse
import asyncio

from hooks import app, groups, ports
from hooks.console import run, step
from hooks.production import production_environment, refuse_without_build, server_command
from hooks.services import Service, Services


def main() -> int:
    """Read the command line, bring the database up to date, and serve until told to end."""
    parser = argparse.ArgumentParser(
        prog="python -m hooks.start",
        description=__doc__,
        epilog="Variables: HOST, PORT, ALLOWED_HOSTS, DATABASE_URL, REDIS_URL, SECRET_KEY.",
    )
    parser.parse_args()
    refuse_without_build()
    values = production_environment()
    ports.refuse_taken(values, "PORT", command="make start")
    with groups.Keeper() as keeper:
        return asyncio.run(serve(Services(keeper), values))


async def serve(services: Services, values: dict[str, str]) -> int:
    """Run the server until a signal comes or it ends; what it prints is shown as it is."""

    async def start() -> None:
        migrate = [str(app.PYTHON), str(app.MANAGE), "migrate"]
        await services.run_to_end(Service("migrate", migrate, values, is_quiet=True))
        services.end_with(services.start(Service("", server_command(values), values)))
        step(f"Production at http://{values['HOST']}:{values['PORT']}/ (Ctrl-C ends it)")

    return await services.run(start())


if __name__ == "__main__":
    run(main)
