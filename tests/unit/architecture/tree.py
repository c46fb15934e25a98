"""The files of the repository, as far as they belong to it."""

import subprocess
from functools import lru_cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
# From the ground up: an app may import those before it. Nobody imports config but what starts it.
APPS = ("trust", "academies", "improvement_cycle", "collaboration", "peer_review", "due_diligence", "config")
THIRD_FLOOR = {"collaboration", "peer_review", "due_diligence"}


@lru_cache
def files(*endings: str) -> tuple[str, ...]:
    """Paths of all files that git knows or would take, with one of these endings."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"], cwd=ROOT, capture_output=True, text=True
    )
    if listed.returncode == 0:
        names = listed.stdout.splitlines()
    else:  # an unpacked archive
        hidden = {".venv", ".dev", ".git", "staticfiles", "media", "__pycache__"}
        found = (path.relative_to(ROOT) for path in ROOT.rglob("*") if path.is_file())
        names = [path.as_posix() for path in found if not hidden & set(path.parts)]
    return tuple(name for name in sorted(names) if name.endswith(endings) and (ROOT / name).is_file())


def text(name: str) -> str:
    """Content of a file of the repository."""
    return (ROOT / name).read_text(encoding="utf-8")


def modules() -> list[str]:
    """Python files of the apps, without migrations."""
    ours = tuple(f"{app}/" for app in APPS)
    return [name for name in files(".py") if name.startswith(ours) and "/migrations/" not in name]
