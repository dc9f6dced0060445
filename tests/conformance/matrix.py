"""Capability by adapter: supported, partial or not, from the outcomes of tests and nothing else."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path
from typing import Any

import pytest

BEGIN, END = "<!-- capabilities: what passed; see make conformance -->", "<!-- end -->"
WORDS = {(True, False): "supported", (True, True): "partial", (False, True): "not"}


class Matrix:
    """Gathers how each test of a capability went on each adapter."""

    KEY = pytest.StashKey["Matrix"]()

    def __init__(self, titles: list[str]) -> None:
        self.titles = titles
        self._seen: dict[tuple[str, str], set[str]] = defaultdict(set)
        self._names: set[str] = set()
        self.is_whole = True

    def note(self, marker: pytest.Mark, adapter: Any, report: pytest.TestReport) -> None:
        """One outcome. A probe of what is not there yet says so with `absent=True`."""
        name = marker.args[0]
        self._names.add(name)
        for title in [adapter.title] if adapter else self.titles:
            self._seen[name, title].add(_outcome(marker, report))

    def cell(self, name: str, title: str) -> str:
        """`supported` where all passed, `partial` where some did, `not` where none did."""
        seen = self._seen[name, title]
        return WORDS.get(("good" in seen, "bad" in seen), "not tested")

    def publish(self, pages: list[Path], *, is_writing: bool) -> list[str]:
        """The names of the pages that showed another table; they are mended where wanted."""
        fresh = {page: with_table(page.read_text("utf-8"), self.table()) for page in pages}
        stale = [page for page in pages if page.read_text("utf-8") != fresh[page]]
        if is_writing:
            for page in stale:
                page.write_text(fresh[page], encoding="utf-8")
        return [] if is_writing else [page.name for page in stale]

    def table(self) -> str:
        """The matrix as Markdown."""
        head = ["capability", *self.titles]
        rows = [[name, *(self.cell(name, title) for title in self.titles)] for name in self._names]
        rows.sort(key=lambda row: (set(row[1:]) == {"not"}, row[0]))
        return "\n".join(_row(row) for row in (head, ["---"] * len(head), *rows))


def _outcome(marker: pytest.Mark, report: pytest.TestReport) -> str:
    is_known = hasattr(report, "wasxfail")
    return "good" if report.passed and not is_known and not marker.kwargs.get("absent") else "bad"


def _row(cells: list[str]) -> str:
    return f"| {' | '.join(cells)} |"


def with_table(text: str, table: str) -> str:
    """A page with the table between its marks. Raises ValueError where the marks are missing."""
    before, begin, rest = text.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not (begin and end):
        raise ValueError(f"the page lacks {BEGIN} … {END}")
    return f"{before}{BEGIN}\n{table}\n{END}{after}"
