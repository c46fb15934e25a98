"""Reads the imports and calls of one module, and names each that breaks a rule by file, line and rule."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass

from tests.unit.architecture import layers
from tests.unit.architecture.tree import APPS, THIRD_FLOOR

WRITES = {"save", "bulk_create", "bulk_update", "select_for_update", "get_or_create", "update_or_create"}
CLOCK = re.compile(r"\b(date|datetime|timezone)\.(today|now)$")


@dataclass(frozen=True, order=True)
class Breach:
    """One broken rule."""

    file: str
    line: int
    rule: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.rule}"


def breaches(file: str, source: str) -> list[Breach]:
    """All broken rules of this module. Imports in functions and under TYPE_CHECKING count."""
    app, *rest = file.removesuffix(".py").split("/")
    layer = rest[0] if rest else ""
    tree = ast.parse(source)
    found = set()
    imported = _imported_names(tree)
    for node in ast.walk(tree):
        found |= {Breach(file, node.lineno, rule) for rule in _of_node(node, file, app, layer)}
        if isinstance(node, ast.Call) and layer in {"views", "api", "admin"}:
            found |= {Breach(file, node.lineno, rule) for rule in _of_write(node, layer, imported)}
    if layer not in {"", "__init__"} and app != "config" and layer not in layers.ORDER.get(app, layers.COMMON):
        found.add(Breach(file, 1, f"{app}.{layer} has no place among the layers: give it one in layers.py"))
    return sorted(found)


def _of_node(node: ast.AST, file: str, app: str, layer: str) -> Iterator[str]:
    if isinstance(node, ast.ImportFrom):
        if node.level:
            yield "imports are absolute"
        for alias in node.names:
            yield from _of_import(f"{node.module}.{alias.name}", file, app, layer)
    elif isinstance(node, ast.Import):
        for alias in node.names:
            yield from _of_import(alias.name, file, app, layer)
    elif isinstance(node, ast.Call | ast.Attribute):
        yield from _of_call(node, file, layer)


def _of_import(target: str, file: str, app: str, layer: str) -> Iterator[str]:
    far, *rest = target.split(".")
    if far in APPS and far != app:
        yield from _of_other_app(far, app)
    if far == app and rest and app != "config":
        yield from _of_same_app(rest[0], app, layer)
    if target.startswith("config.settings") and app != "config":
        yield "settings are read through django.conf"
    if file in layers.FORBIDDEN_IMPORTS_WITH_REASON:
        return
    for banned in layers.FORBIDDEN_IMPORTS.get(layer, ()):
        if target == banned or target.startswith(f"{banned}."):
            yield f"{layer} may not import {banned}"


def _of_other_app(far: str, app: str) -> Iterator[str]:
    if far == "config":
        yield "nobody imports config"
    elif APPS.index(far) > APPS.index(app) or {far, app} <= THIRD_FLOOR:
        yield f"{app} may not import {far}: apps point down"


def _of_same_app(near: str, app: str, layer: str) -> Iterator[str]:
    order = layers.ORDER.get(app, layers.COMMON)
    if near != layer and near in order and layer in order and order.index(near) > order.index(layer):
        yield f"{app}.{layer} may not import {app}.{near}: layers point down"
    if layer == "enums" and near != "enums":
        yield "enums import nothing of ours"


def _of_call(node: ast.Call | ast.Attribute, file: str, layer: str) -> Iterator[str]:
    if isinstance(node, ast.Attribute):
        if layer in {"views", "api", "admin"} and node.attr in {"objects", "_default_manager", "_base_manager"}:
            yield f"{layer} may not ask models: that is what queries and actions are for"
        if layer == "policies" and (node.attr == "objects" or CLOCK.search(ast.unparse(node))):
            yield "policies know neither the database nor the clock"
        if node.attr in {"utcnow", "utcfromtimestamp"} or ast.unparse(node) in {"datetime.now", "dt.datetime.now"}:
            yield "times come from django.utils.timezone"
        return
    name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
    if name in {"delay", "send_task"}:
        yield "tasks are rung for by the bell: a row first, then apply_async"
    if name == "apply_async" and any(k.arg in {"countdown", "eta"} for k in node.keywords):
        yield "no task has a time of its own: due times are rows"
    if (
        name in {"execute", "executemany"}
        and node.args
        and _is_built(node.args[0])
        and not file.startswith(tuple(layers.BUILT_SQL))
    ):
        yield "SQL is never built from strings"
    if name == "cache_page":
        yield "no page is cached: pages are people's"


def _imported_names(tree: ast.AST) -> set[str]:
    nodes = [node for node in ast.walk(tree) if isinstance(node, ast.Import | ast.ImportFrom)]
    return {alias.asname or alias.name for node in nodes for alias in node.names}


def _of_write(node: ast.Call, layer: str, imported: set[str]) -> Iterator[str]:
    if not isinstance(node.func, ast.Attribute) or node.func.attr not in WRITES:
        return
    # An action may be called save; it is a function of an imported module.
    if getattr(node.func.value, "id", "") not in imported:
        yield f"{layer} may not write: that is what actions are for"


def _is_built(argument: ast.expr) -> bool:
    if isinstance(argument, ast.BinOp) and isinstance(argument.op, ast.Add | ast.Mod):
        return not (isinstance(argument.left, ast.Constant) and isinstance(argument.right, ast.Constant))
    if isinstance(argument, ast.Call) and isinstance(argument.func, ast.Attribute):
        return argument.func.attr == "format" and isinstance(argument.func.value, ast.Constant)
    return isinstance(argument, ast.JoinedStr)
