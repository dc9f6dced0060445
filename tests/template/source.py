"""Copies the work tree, uncommitted files included, to where Copier can render it.

Rendering the repository itself would take what is committed, or its newest tag.
"""

import shutil
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PARTS = ("copier.yml", "template", "hooks", "locks", "packages")


def snapshot(destination: Path) -> Path:
    """Copy what the template is made of, as it is on disk now, and return where it is."""
    for name in _files():
        source, target = ROOT / name, destination / name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(source, target, follow_symlinks=False)
    _complete_links(destination)
    return destination


def _complete_links(destination: Path) -> None:
    """Make the folders that a link points at before its room holds a file: git lists none."""
    for link in (path for path in (destination / "template").rglob("*") if path.is_symlink()):
        if not link.exists():
            (link.parent / link.readlink()).mkdir(parents=True)


def _files() -> list[str]:
    listing = git(ROOT, "ls-files", "-z", "--cached", "--others", "--exclude-standard", *PARTS)
    names = sorted(set(filter(None, listing.split("\0"))))
    return [name for name in names if (ROOT / name).is_symlink() or (ROOT / name).is_file()]


def commit(repository: Path, tag: str) -> None:
    """Record everything in `repository` as a version that Copier can update from or to."""
    if not (repository / ".git").exists():
        git(repository, "init", "-q", "-b", "main")
    git(repository, "add", "-A", "-f")
    git(repository, *_AUTHOR, "commit", "-q", "-m", tag)
    git(repository, *_AUTHOR, "tag", tag)


_AUTHOR = (
    "-c",
    "user.name=test",
    "-c",
    "user.email=test@example.com",
    "-c",
    "commit.gpgsign=false",
)


def git(folder: Path, *arguments: str) -> str:
    """What git prints for this command in that folder."""
    command = ["git", "-C", str(folder), *arguments]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout
