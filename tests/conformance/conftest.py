"""What the conformance tests share: the servers, and the matrix of what passed on them."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]

for folder in (HERE, ROOT / "packages/cores/mizan-python/tests"):
    if str(folder) not in sys.path:
        sys.path.insert(0, str(folder))

from adapters import ADAPTERS, Fleet  # noqa: E402
from matrix import Matrix  # noqa: E402


def pytest_addoption(parser: pytest.Parser) -> None:
    """What to do with the matrix at the end of a whole run."""
    parser.addoption("--capabilities", choices=["check", "write"], help="the matrix in the docs")


def pytest_configure(config: pytest.Config) -> None:
    """Markers of this folder, and what the tests' outcomes are gathered in."""
    config.addinivalue_line(
        "markers", "capability(name, absent=False): the row of the matrix that a test stands for"
    )
    config.stash[Matrix.KEY] = Matrix([adapter.title for adapter in ADAPTERS])


@pytest.fixture(scope="session")
def fleet():
    """The servers, started when they are asked for."""
    servers = Fleet()
    yield servers
    servers.close()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]):
    """Note how a test of a capability went on its adapter."""
    report = yield
    if call.when == "call" or report.failed:
        params = getattr(getattr(item, "callspec", None), "params", {})
        for marker in item.iter_markers("capability"):
            item.config.stash[Matrix.KEY].note(marker, params.get("adapter"), report)
    return report


def pytest_deselected(items: list[pytest.Item]) -> None:
    """A run of some tests says nothing of the whole."""
    for item in items[:1]:
        item.config.stash[Matrix.KEY].is_whole = False


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Compare the pages with what passed, or write them anew."""
    matrix, action = session.config.stash[Matrix.KEY], session.config.getoption("--capabilities")
    if not action or not matrix.is_whole or session.testsfailed or session.shouldfail:
        return
    if stale := matrix.publish(PAGES, is_writing=action == "write"):
        print(f"\n\nThe capabilities in {', '.join(stale)} are not what passed.")
        print("Run: make conformance ARGS=--capabilities=write")
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


PAGES = [ROOT / "README.md", ROOT / "docs" / "reference" / "capabilities.md"]
