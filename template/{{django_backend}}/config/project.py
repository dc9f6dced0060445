"""What was answered when this project was made: `project.json`, which is yours to change."""

import json
from pathlib import Path

_answers: dict[str, str] = json.loads(
    Path(__file__).with_name("project.json").read_text(encoding="utf-8")
)
NAME = _answers["name"]
SLUG = _answers["slug"]
DESCRIPTION = _answers["description"]
FRONTEND_ENTRY = _answers["frontend_entry"]
