"""What the documentation says is so: links lead somewhere, commands and names exist."""

import importlib
import json
import re
import tomllib
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[2]
CLIENT = ROOT / "packages" / "frontends" / "mizan-base" / "CLIENT.md"
PAGES = [ROOT / "README.md", CLIENT, *sorted((ROOT / "docs").glob("**/*.md"))]
LINK = re.compile(r"\]\(([^)#\s]+)[^)]*\)")
MAKE = re.compile(r"`(?:cd \w+ && )?make ([a-z][a-z0-9-]*)[^`]*`|^make ([a-z][a-z0-9-]*)", re.M)
TARGET = re.compile(r"^([a-z][a-z0-9-]*):.*##", re.M)


def page_id(page: Path) -> str:
    return str(page.relative_to(ROOT))


@pytest.mark.parametrize("page", PAGES, ids=page_id)
def test_links_lead_somewhere(page):
    text = re.sub(r"```.*?```", "", page.read_text(), flags=re.S)
    links = [link for link in LINK.findall(text) if "://" not in link]
    missing = [link for link in links if not (page.parent / link).exists()]
    assert missing == []


@pytest.mark.parametrize("page", PAGES, ids=page_id)
def test_commands_exist(page):
    known = set(TARGET.findall((ROOT / "Makefile").read_text()))
    known |= set(TARGET.findall((ROOT / "template" / "Makefile").read_text()))
    named = {one or other for one, other in MAKE.findall(page.read_text())}
    assert named <= known


def test_the_two_commands_come_first():
    commands = re.findall(r"^make [a-z]+", (ROOT / "README.md").read_text(), re.M)
    assert commands[:2] == ["make demo", "make test"]


def test_every_target_of_the_makefiles_has_its_line_of_help():
    for makefile in (ROOT / "Makefile", ROOT / "template" / "Makefile"):
        text = makefile.read_text()
        phony = set(re.findall(r"^\.PHONY: ([a-z0-9-]+)", text, re.M))
        assert phony == set(TARGET.findall(text))


@pytest.mark.parametrize("page", sorted((ROOT / "docs" / "decisions").glob("0*.md")), ids=page_id)
def test_a_decision_has_its_parts(page):
    text = page.read_text()
    assert text.startswith(f"# {page.name[:4]}. ")
    for part in ("Date: ", "Status: ", "## Context", "## Decision", "## Consequences"):
        assert part in text


def kept_names() -> list[str]:
    rows = (ROOT / "docs" / "reference" / "origin.md").read_text().splitlines()
    kept = [row for row in rows if "| kept" in row]
    return [name for row in kept for name in re.findall(r"`(mizan\.[\w.]+)`", row.split("|")[1])]


@pytest.mark.parametrize("name", kept_names())
def test_kept_names_import(name):
    module, _, attribute = name.rpartition(".")
    try:
        importlib.import_module(name)
    except ImportError:
        assert hasattr(importlib.import_module(module), attribute)


def test_both_backends_offer_the_same_names():
    django, fastapi = importlib.import_module("mizan"), importlib.import_module("mizan_fastapi")
    public = [
        {
            name
            for name, value in vars(each).items()
            if not name.startswith("_") and not isinstance(value, ModuleType)
        }
        for each in (django, fastapi)
    ]
    assert public[1] - public[0] == {"Mizan"}
    assert public[0] - public[1] == set()


def test_fragments_of_the_changelog_say_what_they_are():
    names = [path.name for path in (ROOT / "changelog.d").iterdir()]
    pattern = re.compile(r"README\.md|[a-z0-9-]+\.(added|changed|fixed)\.md")
    assert [name for name in names if not pattern.fullmatch(name)] == []


def test_versions_agree():
    projects = sorted((ROOT / "packages").glob("*/*/pyproject.toml"))
    versions = {tomllib.loads(path.read_text())["project"]["version"] for path in projects}
    versions.add(tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"])
    assert len(versions) == 1


def test_the_page_on_speed_is_what_was_measured():
    from benchmarks import page

    assert page.PAGE.read_text("utf-8") == page.text(), "run: make bench"


QUOTED = re.compile(r"<!-- from (\S+) -->\n```\w+\n(.*?)```", re.S)


@pytest.mark.parametrize("page", PAGES, ids=page_id)
def test_what_is_quoted_is_what_is_tested(page):
    for path, code in QUOTED.findall(page.read_text()):
        assert code == (ROOT / path).read_text(), f"{page_id(page)} quotes another {path}"


def test_the_guide_of_frontends_quotes_each_of_them():
    quoted = [path for path, _ in QUOTED.findall((ROOT / "docs/guides/frontends.md").read_text())]
    assert len(quoted) == 6


# Grammar for edges, what adapters are made of, what a server renders with.
NOT_FOR_APPS = {
    "@mizan/base",
    *(f"@mizan/base/{each}" for each in ("header", "infinite", "rendering")),
}
GUIDE = CLIENT.read_text()
FRONTENDS = ROOT / "packages" / "frontends"


def test_the_guide_of_the_client_names_every_plugin():
    paths = json.loads((FRONTENDS / "mizan-base" / "package.json").read_text())["exports"]
    exports = {f"@mizan/base{path[1:]}" for path in paths} - NOT_FOR_APPS
    exports |= {
        "@mizan/devtools",
        *(f"@mizan/{each}/infinite" for each in ("react", "vue", "svelte")),
    }
    assert [name for name in sorted(exports) if f"`{name}`" not in GUIDE] == []


def test_the_guide_of_the_client_names_every_option():
    source = (FRONTENDS / "mizan-base" / "src" / "plugins" / "options.ts").read_text()
    options = re.findall(r"^    readonly (\w+)\?:", source, re.M)
    assert "staleTime" in options
    assert [name for name in options if f"`{name}" not in GUIDE] == []
