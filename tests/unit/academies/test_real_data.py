"""Rows of official files for two real trusts, compared with figures computed by other means. Skipped without them."""

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from academies.actions.loads import load_file
from academies.models import DataLoad, Inspection, InspectionGrade, OfstedEntry

DATA = Path(__file__).resolve().parents[4] / "shared" / "data"
TRUSTS = ["nclt", "delta"]
pytestmark = [pytest.mark.django_db, pytest.mark.skipif(not DATA.exists(), reason="the sample data is not here")]


def load(kind: str, name: str) -> DataLoad:
    return load_file(by="test", kind=kind, path=DATA / name)


@pytest.fixture
def expected() -> Any:
    return json.loads((DATA / "expected.json").read_text())


@pytest.mark.parametrize("trust", TRUSTS)
def test_the_file_of_august_2025_gives_the_expected_figures(trust: str, expected: Any) -> None:
    want = expected[trust]
    done = load("inspections", f"ofsted_mi_20250831_{trust}.csv")
    assert (done.rows_read, done.rows_added, done.rows_refused) == (want["schools"], want["schools"], 0)
    entries = OfstedEntry.objects.all()
    assert sum(e.pupils or 0 for e in entries) == want["pupils"]
    assert Counter(e.phase for e in entries) == want["phase"]
    assert Counter(e.concern or "NULL" for e in entries) == want["concern"]
    latest = _latest_graded()
    assert len(latest) == want["schools"]
    assert _grades(latest, "overall_effectiveness", "Not judged") == want["overall"]
    assert _grades(latest, "quality_of_education", "9") == want["qoe"]
    assert sum(i.relates_to_current is False for i in latest) == want["graded_under_predecessor_urn"]


def _latest_graded() -> list[Inspection]:
    found: dict[int, Inspection] = {}
    for inspection in Inspection.objects.filter(regime__startswith="graded").order_by("starts_on"):
        found[inspection.urn] = inspection
    return list(found.values())


def _grades(inspections: list[Inspection], area: str, without: str) -> dict[str, int]:
    words = InspectionGrade.objects.filter(inspection__in=inspections, area__key=area)
    by_inspection = {g.inspection_id: str(g.word_id) for g in words}
    return dict(Counter(by_inspection.get(i.pk, without) for i in inspections))
