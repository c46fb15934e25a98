"""Migrations are named, in one line for each app, and nothing is waiting to be made."""

import re
from itertools import pairwise

import pytest
from django.core.management import call_command
from django.db.migrations.loader import MigrationLoader

from tests.unit.architecture.tree import APPS, files

AUTOMATIC = re.compile(r"_auto_|_and_more|^\d{4}_initial$|_alter_\w+_\w+_and")


def _names(app: str) -> list[str]:
    found = [name for name in files(".py") if re.fullmatch(rf"{app}/migrations/\d{{4}}_\w+\.py", name)]
    return [name.rpartition("/")[2].removesuffix(".py") for name in found]


@pytest.mark.parametrize("app", APPS)
def test_migrations_are_named_by_what_they_do(app: str) -> None:
    assert [name for name in _names(app) if AUTOMATIC.search(name)] == []


@pytest.mark.parametrize("app", APPS)
def test_migrations_stand_in_one_line(app: str) -> None:
    names = _names(app)
    assert [name[:4] for name in names] == [f"{number:04}" for number in range(1, len(names) + 1)]
    graph = MigrationLoader(None).graph
    for before, after in pairwise(names):
        parents = {parent.key for parent in graph.node_map[app, after].parents}
        assert (app, before) in parents, f"{app}.{after} does not follow {before}"


def test_no_migration_is_waiting(db: None) -> None:
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)
