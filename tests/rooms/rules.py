"""Who may import whom: the table of the architecture, as data. A failure quotes `rule`."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

ROOT = next(each for each in Path(__file__).resolve().parents if (each / "packages").is_dir())
PACKAGES = ROOT / "packages"


@dataclass(frozen=True)
class Room:
    """One package: where its source is, what it may import beside itself, and the rule's words."""

    name: str
    source: str
    may_import: frozenset[str]
    rule: str
    never: frozenset[str] = frozenset()
    not_the_engine: frozenset[str] = frozenset()

    @property
    def path(self) -> Path:
        """Where the source is."""
        return PACKAGES / self.source

    def __str__(self) -> str:
        return self.name


# Comes with pydantic and is its public ground: annotated types, the serialiser, typing backports.
PYDANTIC = frozenset({"pydantic", "pydantic_core", "annotated_types", "typing_extensions"})
# What would let the core do I/O behind an adapter's back.
INPUT_AND_OUTPUT = frozenset(
    {
        "asyncio",
        "concurrent",
        "ftplib",
        "http",
        "multiprocessing",
        "os",
        "pathlib",
        "select",
        "selectors",
        "shutil",
        "smtplib",
        "socket",
        "socketserver",
        "sqlite3",
        "ssl",
        "subprocess",
        "tempfile",
        "threading",
        "time",
        "urllib.request",
    }
)

PYTHON_ROOMS = (
    Room(
        "cores/mizan-python",
        "cores/mizan-python/src/mizan_core",
        PYDANTIC,
        "The core may import pydantic; no framework, no I/O in the engine: bytes and an identity "
        "in, a plan to run out.",
        INPUT_AND_OUTPUT,
        # Threads for drivers that run on an event loop, and the bridge to the renderer (`ssr/`);
        # the engine knows nothing of either.
        frozenset({"pool.py", "rest.py", "worker.py"}),
    ),
    Room(
        "backends/mizan-django",
        "backends/mizan-django/src/mizan",
        frozenset({"django", "asgiref", "mizan_core"}),
        "The Django adapter may import Django and the core: it translates, it decides nothing.",
    ),
    Room(
        "backends/mizan-fastapi",
        "backends/mizan-fastapi/src/mizan_fastapi",
        frozenset({"fastapi", "starlette", "mizan_core"}),
        "The FastAPI adapter may import Starlette, FastAPI and the core: it decides nothing.",
    ),
    Room(
        "protocol/mizan-codegen",
        "protocol/mizan-codegen/src/mizan_codegen",
        # ckdl reads the IR, watchfiles is `generate --watch`.
        frozenset({"jinja2", "ckdl", "watchfiles"}),
        "The generator may import jinja2; never a backend, so any backend can feed it.",
    ),
)

TYPESCRIPT_ROOMS = (
    Room(
        "frontends/mizan-base",
        "frontends/mizan-base/src",
        frozenset(),
        "The kernel may import nothing; a byte budget guards it.",
    ),
    *(
        Room(
            f"frontends/mizan-{framework}",
            f"frontends/mizan-{framework}/src",
            frozenset({"@mizan/base", framework, *more}),
            "A frontend adapter may import the kernel, and its framework as a peer.",
        )
        for framework, more in (("react", ("react-dom",)), ("vue", ()), ("svelte", ()))
    ),
    Room(
        "workers/mizan-ssr",
        "workers/mizan-ssr/src",
        # Vite's types alone: what is imported in development is what Vite hands over.
        frozenset({"node:events", "node:fs/promises", "node:net", "node:url", "node:util", "vite"}),
        "The worker may import node:* and nothing else.",
    ),
    Room(
        "frontends/mizan-devtools",
        "frontends/mizan-devtools/src",
        frozenset({"@mizan/base"}),
        "The panel may import the kernel's public names, and nothing else.",
    ),
)

ROOMS = (*PYTHON_ROOMS, *TYPESCRIPT_ROOMS)
DATA_ROOM = "protocol/mizan-spec"
