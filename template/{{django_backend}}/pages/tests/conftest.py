import json
from pathlib import Path

import pytest
from pytest_django import Settings

from pages.frontend import Manifest

MANIFEST: Manifest = {
    "src/main.tsx": {
        "file": "assets/main-AbCd1234.js",
        "isEntry": True,
        "imports": ["_shared.js"],
        "css": ["assets/main-AbCd1234.css"],
    },
    "_shared.js": {
        "file": "assets/shared-AbCd1234.js",
        "imports": ["_deep.js"],
        "css": ["assets/shared-AbCd1234.css"],
    },
    "_deep.js": {"file": "assets/deep-AbCd1234.js", "imports": ["_shared.js"]},
    "src/Lazy.tsx": {"file": "assets/lazy-AbCd1234.js", "isDynamicEntry": True},
}


@pytest.fixture
def built(settings: Settings, tmp_path: Path) -> Path:
    """A build of the frontend; answers the path of its manifest."""
    manifest = tmp_path / ".vite" / "manifest.json"
    manifest.parent.mkdir()
    manifest.write_text(json.dumps(MANIFEST))
    settings.FRONTEND_DIST = tmp_path
    settings.FRONTEND_ENTRY = "src/main.tsx"
    return manifest
