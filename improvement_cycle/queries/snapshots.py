"""The matrix as published: what trustees and local governors read."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from django.utils.timezone import localdate

from improvement_cycle.enums import ColumnKind
from improvement_cycle.models import Cycle, MatrixSnapshot
from improvement_cycle.policies.definition import CategoryWord, Definition, GradeWord
from improvement_cycle.queries.inspections import concern_shown, is_before_joining, profile_words
from improvement_cycle.queries.matrix import Cell, Matrix, Row, summary_of
from improvement_cycle.queries.own_views import NOT_APPROVED
from trust.actors import Actor
from trust.permissions import Permission, academies_where, everywhere


def content_of(page: Matrix) -> dict[str, Any]:
    """The published form of a matrix: words and marks, no reasons, no views. Rows not agreed carry no judgement."""
    news = summary_of([row for row in page.rows if row.is_agreed], page.year, place=page.place)
    return {
        "year": page.year.label,
        "before": page.before.label if page.before else "",
        "matrix_label": page.definition.matrix_label,
        "model": {"label": page.definition.label, "number": page.definition.number},
        "headline": news.headline,
        "agreed_rows": page.agreed_rows,
        "all_rows": page.all_rows,
        "own_view": own_view_heading(page.definition),
        "columns": [
            {"key": column.key, "label": column.label, "short_label": column.name, "scale": column.scale}
            for column in page.definition.judged_columns
        ],
        "scales": [asdict(scale) for scale in page.definition.scales],
        "categories": [_category(category) for category in page.definition.categories],
        "weak_areas_title": news.weak_areas_title,
        "weak_areas": [asdict(area) for area in news.weak_areas],
        "rows": [_row(row) for row in page.rows],
    }


def own_view_heading(definition: Definition) -> str:
    """What stands above the academies' own views, or nothing where the model has no such column."""
    return next((column.name for column in definition.columns if column.kind == ColumnKind.SELF_EVALUATION), "")


def fingerprint(content: Mapping[str, Any]) -> str:
    """sha256 over the canonical form."""
    text = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def snapshots(actor: Actor, cycle: Cycle) -> list[MatrixSnapshot]:
    """Published snapshots of a year without their content, newest first."""
    if not _may_read(actor):
        return []
    return list(MatrixSnapshot.objects.filter(cycle=cycle).defer("content"))


def snapshot(actor: Actor, cycle: Cycle, number: int | None = None) -> MatrixSnapshot | None:
    """The latest snapshot, or the one of that number. Local governors find only their own academy in it."""
    if not _may_read(actor):
        return None
    found = MatrixSnapshot.objects.filter(cycle=cycle)
    if number is not None:
        found = found.filter(number=number)
    shown: MatrixSnapshot | None = found.first()
    if shown is not None and not everywhere(actor, Permission.SNAPSHOT_READ):
        shown.content = _narrowed(
            shown.content, {str(each) for each in academies_where(actor, Permission.SNAPSHOT_READ)}
        )
    return shown


def latest_published(actor: Actor) -> MatrixSnapshot | None:
    """The newest snapshot of the newest year that has one."""
    if not _may_read(actor):
        return None
    found = (
        MatrixSnapshot.objects.select_related("cycle__school_year")
        .defer("content")
        .order_by("-cycle__school_year__starts_on", "-number")
        .first()
    )
    return snapshot(actor, found.cycle, found.number) if found else None


def _may_read(actor: Actor) -> bool:
    return everywhere(actor, Permission.SNAPSHOT_READ) or bool(academies_where(actor, Permission.SNAPSHOT_READ))


def _narrowed(content: dict[str, Any], academies: set[str]) -> dict[str, Any]:
    """What one academy's governors may read: their row, and nothing that counts or names the others."""
    rows = [row for row in content["rows"] if row["academy_id"] in academies]
    return {
        **content,
        "rows": rows,
        "headline": "",
        "agreed_rows": sum(row["is_agreed"] for row in rows),
        "all_rows": len(rows),
        "weak_areas": [],
        "weak_areas_title": "",
    }


def _row(row: Row) -> dict[str, Any]:
    return {
        "academy_id": str(row.academy_id),
        "name": row.name,
        "phase": row.phase,
        "inspection": profile_words(row.profile),
        "concern": concern_shown(row.profile),
        "before_joining": is_before_joining(row.profile),
        # Those who read what is published read what was approved.
        "own_view": row.own_view_approved.words if row.own_view_approved else NOT_APPROVED,
        "is_agreed": row.is_agreed,
        "agreed_on": localdate(row.agreed_at).isoformat() if row.agreed_at else "",
        "cells": [_cell(cell) if row.is_agreed or not cell.applies else _open(cell) for cell in row.cells],
        "category": _category(row.category) if row.is_agreed else None,
        "category_movement": row.category_movement if row.is_agreed else "none",
        "trail": [
            {
                "year": step.year,
                "number": step.category.number if step.category else None,
                "comparable": step.comparable,
            }
            for step in (row.trail if row.is_agreed else row.trail[:-1])
        ],
    }


def _open(cell: Cell) -> dict[str, Any]:
    return {"column": cell.column, "applies": True, "grade": None, "movement": "none"}


def _cell(cell: Cell) -> dict[str, Any]:
    return {
        "column": cell.column,
        "applies": cell.applies,
        "grade": _grade(cell.grade),
        "movement": str(cell.movement),
    }


def _grade(grade: GradeWord | None) -> dict[str, Any] | None:
    if grade is None:
        return None
    return {
        "key": grade.key,
        "label": grade.label,
        "short_label": grade.short_label,
        "shape": grade.shape,
        "tone": grade.tone,
    }


def _category(category: CategoryWord | None) -> dict[str, Any] | None:
    if category is None:
        return None
    return {
        "number": category.number,
        "label": category.label,
        "short_label": category.short_label,
        "descriptor": category.descriptor,
        "tone": category.tone,
    }
