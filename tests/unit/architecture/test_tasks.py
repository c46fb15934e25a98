"""Tasks and jobs are called by names that somebody registered."""

import ast
import re

from django.conf import settings

from config.celery import app
from tests.unit.architecture.tree import modules, text
from trust import jobs


def _first_words(function: str, keyword: str = "") -> set[str]:
    """The fixed first argument (or keyword) of every call of this function."""
    found = set()
    for name in modules():
        for node in ast.walk(ast.parse(text(name))):
            if not isinstance(node, ast.Call):
                continue
            called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            if called != function:
                continue
            values = [k.value for k in node.keywords if k.arg == keyword] if keyword else node.args[:1]
            found |= {v.value for v in values if isinstance(v, ast.Constant) and isinstance(v.value, str)}
    return found


def _registered() -> set[str]:
    app.loader.import_default_modules()
    return {name for name in app.tasks if not name.startswith("celery.")}


def test_every_task_name_used_is_registered() -> None:
    scheduled = {entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()}
    assert _first_words("signature") | scheduled <= _registered()


def test_tasks_are_named_by_app_and_verb() -> None:
    assert _registered()
    assert [name for name in _registered() if not re.fullmatch(r"[a-z_]+\.[a-z_]+", name)] == []


def test_every_kind_of_job_that_is_asked_for_has_a_handler() -> None:
    known = set(getattr(jobs, "_handlers", {}))
    asked = _first_words("enqueue", "kind")
    assert asked <= known, asked - known
