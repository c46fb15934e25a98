"""What is planned beside a page is a draft, and a draft is in no row history; how it goes is."""

import pytest

from improvement_cycle.policies.plan_rows import KINDS
from improvement_cycle.queries.plan_rows import MODELS


@pytest.mark.parametrize("rows", KINDS)
def test_no_planned_word_is_kept_in_the_history_of_rows(rows: str) -> None:
    model = MODELS[rows]
    kept = {field.name for field in model.history.rel.related_model._meta.get_fields()}  # type: ignore[attr-defined]
    assert "told_at" in kept
    assert {field.key for field in KINDS[rows].planned} & kept == set()
    assert {field.key for field in KINDS[rows].told} <= kept
