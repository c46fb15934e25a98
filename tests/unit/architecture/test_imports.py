"""Apps point down, layers point down, and each room keeps to what it is for."""

import ast
from collections.abc import Iterator

import pytest

from tests.unit.architecture.imports import breaches
from tests.unit.architecture.tree import APPS, files, modules, text


def test_no_module_breaks_a_rule() -> None:
    found = [str(breach) for name in modules() for breach in breaches(name, text(name))]
    assert found == []


# ruff: noqa: E501 - a table reads best with one case a line
PLANTED = [
    ("trust/queries/x.py", "from academies.models import Academy", "trust may not import academies: apps point down"),
    (
        "trust/queries/x.py",
        "def f():\n    import improvement_cycle.models",
        "trust may not import improvement_cycle: apps point down",
    ),
    (
        "academies/models/x.py",
        "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from improvement_cycle import models",
        "academies may not import improvement_cycle: apps point down",
    ),
    ("peer_review/models/x.py", "import collaboration.models", "peer_review may not import collaboration: apps point down"),
    ("collaboration/models/x.py", "import peer_review.models", "collaboration may not import peer_review: apps point down"),
    ("academies/models/x.py", "from academies.actions import loads", "academies.models may not import academies.actions: layers point down"),
    ("academies/queries/x.py", "from academies import actions", "academies.queries may not import academies.actions: layers point down"),
    ("trust/models/x.py", "from trust.actors import Actor", "trust.models may not import trust.actors: layers point down"),
    ("academies/enums.py", "from academies.models import Academy", "enums import nothing of ours"),
    ("academies/models/x.py", "from .academy import Academy", "imports are absolute"),
    ("academies/models/x.py", "from config import urls", "nobody imports config"),
    ("trust/actions/x.py", "from config.settings import base", "settings are read through django.conf"),
    ("academies/views/x.py", "from django.db import transaction", "views may not import django.db"),
    ("academies/views/x.py", "Academy.objects.get(pk=1)", "views may not ask models: that is what queries and actions are for"),
    ("academies/views/x.py", "academy.save()", "views may not write: that is what actions are for"),
    ("academies/api/x.py", "rows = Academy.objects", "api may not ask models: that is what queries and actions are for"),
    ("academies/policies/x.py", "from django.db.models import Q", "policies may not import django.db"),
    ("academies/policies/x.py", "today = dt.date.today()", "policies know neither the database nor the clock"),
    ("academies/policies.py", "from django.utils.timezone import now", "policies may not import django.utils.timezone"),
    ("academies/workflow.py", "from django.db import models", "workflow may not import django.db"),
    ("academies/workflow.py", "from academies.queries import x", "academies.workflow may not import academies.queries: layers point down"),
    ("academies/actions/x.py", "from django.http import HttpRequest", "actions may not import django.http"),
    ("academies/actions/x.py", "now = datetime.now()", "times come from django.utils.timezone"),
    ("academies/actions/x.py", "now = dt.datetime.now(dt.UTC)", "times come from django.utils.timezone"),
    ("academies/actions/x.py", "task.delay(1)", "tasks are rung for by the bell: a row first, then apply_async"),
    ("academies/actions/x.py", "task.apply_async(countdown=5)", "no task has a time of its own: due times are rows"),
    ("academies/models/x.py", "c.execute(f'SELECT {x}')", "SQL is never built from strings"),
    ("academies/models/x.py", "c.execute('SELECT %s' % x)", "SQL is never built from strings"),
    ("academies/models/x.py", "c.execute('SELECT {}'.format(x))", "SQL is never built from strings"),
    ("academies/views/x.py", "cache_page(60)", "no page is cached: pages are people's"),
    ("academies/odds.py", "x = 1", "academies.odds has no place among the layers: give it one in layers.py"),
]  # fmt: skip


@pytest.mark.parametrize(("file", "source", "rule"), PLANTED, ids=[rule for _, _, rule in PLANTED])
def test_a_planted_breach_is_named_by_file_line_and_rule(file: str, source: str, rule: str) -> None:
    line = len(source.splitlines())
    assert f"{file}:{line}: {rule}" in [str(breach) for breach in breaches(file, source)]


def test_migrations_depend_on_lower_apps_only() -> None:
    for name in files(".py"):
        app, _, rest = name.partition("/")
        if app not in APPS or not rest.startswith("migrations/"):
            continue
        for far, line in _named_apps(text(name)):
            assert APPS.index(far) <= APPS.index(app), f"{name}:{line}: points up to {far}"


def _named_apps(source: str) -> Iterator[tuple[str, int]]:
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.keyword) and node.arg == "to" and isinstance(node.value, ast.Constant):
            yield str(node.value.value).partition(".")[0], node.value.lineno
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "dependencies":
            for pair in ast.walk(node.value):
                if isinstance(pair, ast.Tuple) and ast.literal_eval(pair.elts[0]) in APPS:
                    yield ast.literal_eval(pair.elts[0]), pair.lineno


# Views that read the query string themselves, and why.
READS_ADDRESS = {
    "improvement_cycle/views/published.py": "a version that is not there has a page of its own",
    "trust/views/example.py": "where the sign-in form of the example goes on to",
}


def test_views_read_the_address_in_the_one_place_that_refuses_unknown_words() -> None:
    reading = {name for name in modules() if "/views/" in name and "request.GET" in text(name)}
    assert reading == set(READS_ADDRESS)


def test_nobody_imports_the_tests() -> None:
    for name in modules():
        for node in ast.walk(ast.parse(text(name))):
            if isinstance(node, ast.ImportFrom):
                assert not (node.module or "").startswith("tests"), f"{name}:{node.lineno}"
