"""Which scripts and stylesheets the page loads: Vite's own in development, else the build's."""

import json
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from app import project
from app.settings import FRONTEND_DIST, Settings, settings

Manifest = dict[str, dict[str, Any]]
STATIC_URL = "/static/"


class FrontendNotBuiltError(Exception):
    """There is no build to serve, or it holds no entry of the name that the settings give."""


@dataclass(frozen=True)
class Assets:
    """Addresses, in the order in which the page names them."""

    stylesheets: tuple[str, ...]
    preloads: tuple[str, ...]
    modules: tuple[str, ...]
    react_refresh: str = ""


def assets(settings: Settings = settings, dist: Path = FRONTEND_DIST) -> Assets:
    """What the page loads now. Raises `FrontendNotBuiltError`."""
    if settings.mizan_dev:
        return _from_vite(settings.vite, project.FRONTEND_ENTRY)
    manifest = dist / ".vite" / "manifest.json"
    try:
        return _built(manifest, manifest.stat().st_mtime_ns, project.FRONTEND_ENTRY)
    except (OSError, ValueError, KeyError) as error:
        raise FrontendNotBuiltError from error


def _from_vite(origin: str, entry: str) -> Assets:
    is_react = entry.endswith("x")
    return Assets(
        stylesheets=(f"{origin}/src/styles.css",),
        preloads=(),
        modules=(f"{origin}/@vite/client", f"{origin}/{entry}"),
        # Vite puts this script into pages of its own; ours comes from the backend.
        react_refresh=f"{origin}/@react-refresh" if is_react else "",
    )


@lru_cache(maxsize=1)
def _built(path: Path, modified: int, entry: str) -> Assets:
    """Read the manifest once for each build; `modified` tells one from the next."""
    return from_manifest(json.loads(path.read_text(encoding="utf-8")), entry)


def from_manifest(manifest: Manifest, entry: str) -> Assets:
    """The entry with all that it imports. Raises `KeyError` where the manifest lacks a chunk."""
    chunks = _with_imports(manifest, entry)
    styles = [sheet for chunk in reversed(chunks) for sheet in chunk.get("css", ())]
    return Assets(
        stylesheets=tuple(STATIC_URL + name for name in dict.fromkeys(styles)),
        preloads=tuple(STATIC_URL + chunk["file"] for chunk in chunks[1:]),
        modules=(STATIC_URL + chunks[0]["file"],),
    )


def _with_imports(manifest: Manifest, entry: str) -> list[dict[str, Any]]:
    names = [entry]
    for name in names:
        names += [each for each in manifest[name].get("imports", ()) if each not in names]
    return [manifest[name] for name in names]
