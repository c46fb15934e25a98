"""Modules stay small and are named for what is in them."""

import statistics

from tests.unit.architecture.layers import NAMELESS, NAMELESS_WITH_REASON
from tests.unit.architecture.tree import files, modules, text

LIMIT = 500
REASON = "Longer than 500 lines because"


def test_no_file_is_longer_than_500_lines_without_a_reason_at_its_top() -> None:
    ours = [*modules(), *(name for name in files(".py") if name.startswith("tests/")), "dev.py"]
    long = [name for name in ours if len(text(name).splitlines()) > LIMIT and REASON not in text(name)[:1000]]
    assert long == []


def test_no_template_or_style_sheet_grows_beyond_sight() -> None:
    found = {name: len(text(name).splitlines()) for name in files(".html", ".js")}
    assert {name: lines for name, lines in found.items() if lines > 300 and name.endswith(".html")} == {}


def test_the_median_module_is_shorter_than_100_lines() -> None:
    sizes = [len(text(name).splitlines()) for name in modules()]
    assert statistics.median(size for size in sizes if size > 5) < 100


def test_no_module_has_a_name_that_says_nothing() -> None:
    found = []
    for name in files(".py"):
        words = {part.removesuffix(".py") for part in name.split("/")}
        if words & NAMELESS and name not in NAMELESS_WITH_REASON and "/migrations/" not in name:
            found.append(name)
    assert found == []


def test_the_exceptions_are_not_stale() -> None:
    assert [name for name in NAMELESS_WITH_REASON if name not in files(".py")] == []


def test_every_module_says_what_belongs_in_it() -> None:
    silent = [name for name in modules() if text(name).strip() and not text(name).lstrip().startswith(('"""', 'r"""'))]
    assert silent == []
