"""Editions of the inspection framework: what they say, what changed, and what of a trust rests on it."""

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest

from academies.enums import AreaKind
from academies.presets.frameworks import frameworks
from improvement_cycle.presenters.editions import edition_change, edition_of, edition_says, notice
from improvement_cycle.presenters.model_changes import touched
from improvement_cycle.queries.editions import rests_on
from improvement_cycle.queries.improvement_models import definition_of
from improvement_cycle.queries.years import cycle_with_years, with_years_before
from tests.unit.improvement_cycle.conftest import Stage

OLD, NEW = frameworks().frameworks["oeif_2019"], frameworks().frameworks["report_card_2025"]
BEFORE, TODAY = dt.date(2025, 9, 1), dt.date(2026, 11, 26)


@pytest.mark.parametrize("edition", [OLD, NEW])
def test_every_graded_area_says_something_of_every_grade_in_our_own_short_words(edition: Any) -> None:
    for area in edition.areas:
        if area.kind == AreaKind.OVERALL:
            continue
        assert set(area.statements) == {word.key for word in frameworks().scale(area.scale)}, area.key
        assert all(20 < len(text) < 260 for text in area.statements.values())
        assert area.speaks_to


def test_a_year_keeps_the_edition_it_began_with() -> None:
    assert edition_of(BEFORE) == OLD  # report cards began in that November
    assert edition_of(dt.date(2026, 9, 1)) == NEW
    assert edition_of(dt.date(2010, 9, 1)) is None


def test_beside_a_section_stands_what_the_years_edition_says() -> None:
    said = edition_says(BEFORE, frozenset({"leadership"}), TODAY)
    assert said is not None
    assert (said.name, said.newer) == (OLD.name, NEW)
    (area,) = said.areas
    assert [each.word.label for each in area.statements] == [
        "Outstanding",
        "Good",
        "Requires improvement",
        "Inadequate",
    ]
    newer = edition_says(dt.date(2026, 9, 1), frozenset({"leadership"}), TODAY)
    assert newer is not None
    assert newer.newer is None
    assert edition_says(BEFORE, frozenset({"clubs"}), TODAY) is None


def test_what_changed_is_told_in_words_and_no_scale_is_converted() -> None:
    found = edition_change(NEW, OLD)
    said = [f"{change.verb} {change.what}" for change in found.changes]
    assert "Added Inclusion (areas)" in said
    assert "Added Curriculum and teaching (areas), where Quality of education stood" in said
    assert "Removed Overall effectiveness (areas)" in said
    assert any(line.startswith("Added Exceptional, Strong standard") for line in said)
    assert any(line.startswith("Removed Outstanding, Good") for line in said)
    assert {"leadership", "quality_of_education", "safeguarding"} <= found.touched


def test_a_reworded_statement_is_told_with_both_wordings_and_touches_its_own_area_only() -> None:
    leading = next(area for area in NEW.areas if area.key == "leadership_and_governance")
    changed = replace(leading, statements={**leading.statements, "exceptional": "Another sentence."})
    after = replace(NEW, areas=tuple(changed if area is leading else area for area in NEW.areas))
    found = edition_change(after, NEW)
    (line,) = found.changes
    assert line.verb == "Reworded"
    assert line.what.endswith("is now “Another sentence.”")
    assert found.touched == set(leading.speaks_to)


def test_a_changed_scale_touches_every_column_that_is_judged_by_it(stage: Stage) -> None:
    assert stage.model is not None
    before = definition_of(stage.model)
    scale = before.scale_of["effective_or_not"]
    other = replace(scale, grades=(replace(scale.grades[0], label="Works"), *scale.grades[1:]))
    after = replace(before, scales=tuple(other if each.key == scale.key else each for each in before.scales))
    assert touched(before, after) == {"safeguarding"}
    assert touched(before, before) == frozenset()


def test_what_rests_on_it_is_told_as_far_as_one_reads(stage: Stage) -> None:
    stage.score("beckside")
    keys = frozenset({"leadership_and_management"})
    (column,) = rests_on(stage.chief, stage.cycles["now"], keys).columns
    assert [each.name for each in column.academies] == ["Beckside Primary"]
    (hidden,) = rests_on(stage.actor("administrator"), stage.cycles["now"], keys).columns
    assert hidden.academies == ()


def test_a_notice_stands_where_something_is_newer_than_the_year(stage: Stage) -> None:
    year = with_years_before(cycle_with_years(stage.cycles["now"].id))[0]
    assert year.cycle.newest_version == 1
    assert "version" not in notice(year.cycle).lower()
    year.cycle.newest_version = 2
    assert "Version 2 of the improvement model is published" in notice(year.cycle)
