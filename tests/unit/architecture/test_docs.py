"""Generated pages are up to date, and what the environment may hold is told."""

import re
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from tests.unit.architecture.tree import files, text
from trust import generated_docs
from trust.management.commands import write_docs


def test_the_generated_pages_are_up_to_date() -> None:
    call_command("write_docs", check=True)


def test_a_stale_page_fails_the_check_and_is_written(tmp_path: Path, settings: Any, monkeypatch: Any) -> None:
    settings.ROOT = tmp_path
    (tmp_path / "docs").mkdir()
    monkeypatch.setattr(write_docs, "WRITTEN", {"docs/one.md": lambda: "one\n"})
    with pytest.raises(CommandError, match=r"Not up to date: docs/one\.md"):
        call_command("write_docs", check=True)
    call_command("write_docs")
    assert (tmp_path / "docs/one.md").read_text() == "one\n"
    call_command("write_docs", check=True)


def test_every_permission_and_workflow_is_told() -> None:
    from trust.permissions import Permission
    from trust.workflow import workflows

    page = generated_docs.permissions_page()
    assert [permission for permission in Permission if f"`{permission}`" not in page] == []
    page = generated_docs.workflows_page()
    assert workflows()
    assert [workflow.kind for workflow in workflows() if f"## {workflow.title}" not in page] == []


def test_every_variable_of_the_environment_is_told() -> None:
    read = set()
    for name in files(".py"):
        if name.startswith("config/settings/") or name == "config/environment.py":
            read |= set(re.findall(r'env\.\w+\(\s*"([A-Z_]+)"', text(name)))
    assert "SECRET_KEY" in read
    assert [name for name in sorted(read) if f"`{name}`" not in text("docs/operations.md")] == []
