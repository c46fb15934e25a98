"""The system's Chromium. Nothing is downloaded; without it the browser tests say so."""

import os
import shutil

NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
MISSING = "browser tests need the system's Chromium (on Debian and Ubuntu: sudo apt-get install chromium)"


def find_chromium() -> str | None:
    """Where it is; FOURFOLD_CHROMIUM may name another one."""
    named = os.environ.get("FOURFOLD_CHROMIUM")
    return named or next((found for name in NAMES if (found := shutil.which(name))), None)


def may_be_missing() -> bool:
    """On a developer's machine; the gate must have it."""
    return os.environ.get("CI", "").lower() not in {"1", "true", "yes"}
