"""The board that our sites show, on either backend: fifty rows out of memory."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

from mizan_core import Context, client
from mizan_core.ssr import RenderSettings, worker_command
from pydantic import BaseModel

from benchmarks.rendering.clients import ROOT, rows

BoardContext = Context("board")
SHELL = """<!doctype html>
<html lang="en">
  <head><meta charset="utf-8"><title>Board</title><meta name="description" content="Fifty cards">
    {{ page.head }}</head>
  <body><div id="mizan-root">{{ page.html }}</div>
    <script type="application/json" id="mizan-ssr">{{ page.data }}</script></body>
</html>
"""


class Row(BaseModel):
    """A card."""

    id: int
    title: str
    note: str
    is_done: bool


class Counts(BaseModel):
    """How many."""

    total: int
    done: int


_bundle: Any = json.loads(rows(50))
ROWS = [Row(**each) for each in _bundle["rows"]]


@client(context=BoardContext)
def counts(request: Any, board_id: int) -> Counts:
    """How much is done."""
    return Counts(**_bundle["counts"])


@client(context=BoardContext, name="rows")
def all_rows(request: Any, board_id: int) -> list[Row]:
    """Every card."""
    return ROWS


def command() -> tuple[str, ...]:
    """Who renders: the bundle that BENCH_ENTRY names."""
    worker = ROOT / "packages" / "workers" / "mizan-ssr" / "src" / "worker.js"
    return worker_command("node", worker, Path(os.environ["BENCH_ENTRY"]))


def settings() -> RenderSettings:
    """For a page that may wait for others."""
    return RenderSettings(command(), budget=10)
