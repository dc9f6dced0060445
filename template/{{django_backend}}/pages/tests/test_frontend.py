import json
import os
from pathlib import Path

import pytest
from pytest_django import Settings

from pages import frontend
from pages.tests.conftest import MANIFEST


def test_the_entry_comes_with_all_that_it_imports() -> None:
    found = frontend.from_manifest(MANIFEST, "src/main.tsx")
    assert found.modules == ("/static/assets/main-AbCd1234.js",)
    assert found.preloads == (
        "/static/assets/shared-AbCd1234.js",
        "/static/assets/deep-AbCd1234.js",
    )


def test_shared_styles_come_before_those_that_build_on_them() -> None:
    assert frontend.from_manifest(MANIFEST, "src/main.tsx").stylesheets == (
        "/static/assets/shared-AbCd1234.css",
        "/static/assets/main-AbCd1234.css",
    )


def test_a_new_build_is_seen_without_a_restart(built: Path) -> None:
    assert frontend.assets().modules == ("/static/assets/main-AbCd1234.js",)
    built.write_text(json.dumps({"src/main.tsx": {"file": "assets/main-Other567.js"}}))
    later = built.stat().st_mtime_ns + 1_000_000_000
    os.utime(built, ns=(later, later))
    assert frontend.assets().modules == ("/static/assets/main-Other567.js",)


@pytest.mark.parametrize("content", ["", "{}", "not json", '{"src/main.tsx": {}}'])
def test_a_broken_manifest_is_no_build(built: Path, content: str) -> None:
    built.write_text(content)
    with pytest.raises(frontend.FrontendNotBuiltError):
        frontend.assets()


def test_in_development_everything_comes_from_vite(settings: Settings) -> None:
    settings.USES_VITE = True
    settings.VITE_ORIGIN = "http://127.0.0.1:5173"
    settings.FRONTEND_ENTRY = "src/main.ts"
    found = frontend.assets()
    assert found.stylesheets == ("http://127.0.0.1:5173/src/styles.css",)
    assert found.modules == (
        "http://127.0.0.1:5173/@vite/client",
        "http://127.0.0.1:5173/src/main.ts",
    )
    assert found.react_refresh == ""
