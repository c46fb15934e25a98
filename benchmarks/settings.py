"""Benchmarks: as in production, on plain http and with the floor pages beside the real ones."""

from config.settings.dev import *  # noqa: F403 - settings build on each other
from config.settings.dev import LOGGING, ROOT

DEBUG = False
EXAMPLE_MODE = False
ROOT_URLCONF = "benchmarks.urls"
STATIC_ROOT = ROOT / ".dev" / "bench" / "static"
LOGGING["json"] = True
LOGGING["level"] = "WARNING"
