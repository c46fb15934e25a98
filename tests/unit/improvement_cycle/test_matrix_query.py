"""The matrix to read: what is shown, to whom, in how many queries."""

from dataclasses import replace

import pytest

from improvement_cycle.actions import improvement_models, model_pieces
from improvement_cycle.models import AcademyCycle, Cycle
from improvement_cycle.policies.judgements import Movement
from improvement_cycle.presenters.dashboard import status_line, weak_areas_chart
from improvement_cycle.presenters.heat_map import heat_map
from improvement_cycle.queries.cells import academy_year
from improvement_cycle.queries.matrix import matrix
from improvement_cycle.queries.scoring import scoring
from improvement_cycle.queries.snapshots import content_of
from improvement_cycle.queries.waiting import waiting
from improvement_cycle.queries.years import current_cycle, cycle_of
from improvement_cycle.reports.matrix import build, describe, sheets
from tests.unit.improvement_cycle.academies import make_academy
from trust.errors import NotFound

# Cells and categories of all academies come in these, whatever their number.
MATRIX_QUERIES = 5  # one of them asks whether anybody handed a self-evaluation in
SCORING_QUERIES = 3


@pytest.fixture
def told(stage):
    """Two years: Beckside falls in one area, Dunmoor has no year before, Thornfield is not scored."""
    stage.open_year("before")
    stage.score("beckside", "before")
    stage.decide("beckside", 1, "before")
    stage.score("castle", "before", statutory_annual_data="inadequate")
    stage.decide("castle", 3, "before")
    stage.score("beckside", statutory_annual_data="requires_improvement", leadership_and_management="outstanding")
    stage.decide("beckside", 2)
    stage.settle("beckside")
    stage.score("castle")
    stage.decide("castle", 1)
    stage.score("dunmoor", statutory_annual_data="inadequate")
    stage.decide("dunmoor", 3)
    return stage


def row_of(page, name):
    return next(row for row in page.rows if row.name == name)


def test_rows_are_grouped_by_category_with_most_concern_first(told):
    page = matrix(told.chief, told.cycles["now"])
    assert [(group.category and group.category.number, [row.name for row in group.rows]) for group in page.groups] == [
        (3, ["Dunmoor Academy"]),
        (2, ["Beckside Primary"]),
        (1, ["Castle Rise High"]),
        (None, ["Thornfield Primary"]),
    ]
    assert (page.agreed_rows, page.all_rows) == (1, 4)
    assert page.summary.headline == (
        "One academy needs intensive support. One needs less support than last year; one needs more."
        " Two of these three rows are not agreed yet."
    )
    assert page.summary.weak_areas[0].column == "statutory_annual_data"
    assert page.summary.weak_areas_title == "Statutory data needs most support"
    assert page.last_change.by == told.chief.name


def test_cells_carry_movement_inside_one_scale_and_what_does_not_apply(told):
    page = matrix(told.chief, told.cycles["now"])
    cells = {cell.column: cell for cell in row_of(page, "Beckside Primary").cells}
    assert cells["statutory_annual_data"].movement is Movement.DOWN
    assert cells["leadership_and_management"].movement is Movement.UP
    assert cells["safeguarding"].movement is Movement.SAME
    assert not cells["post_16"].applies
    dunmoor = {cell.column: cell for cell in row_of(page, "Dunmoor Academy").cells}
    assert dunmoor["statutory_annual_data"].movement is Movement.NEW
    assert row_of(page, "Thornfield Primary").completeness.words == "0 of 6 areas agreed"


def test_the_trail_tells_the_years_oldest_first(told):
    trail = row_of(matrix(told.chief, told.cycles["now"]), "Castle Rise High").trail
    assert [(step.year, step.category.number) for step in trail] == [
        (told.years["before"].label, 3),
        (told.years["now"].label, 1),
    ]


def test_across_a_changed_scale_nothing_is_compared(stage):
    administrator = stage.actor("administrator")
    draft = improvement_models.new_draft(actor=administrator, model_id=stage.model.id)
    scale = draft.scales.get(key="four_point")
    model_pieces.add(
        actor=administrator,
        model_id=draft.id,
        piece="grade",
        parent_id=scale.id,
        values={"label": "Failing", "shape": "sq", "tone": "g4", "concern": "serious"},
    )
    model_pieces.remove(actor=administrator, piece="category", piece_id=draft.categories.get(number=3).id)
    stage.cycles["now"].school_year = stage.years["before"]
    stage.cycles["now"].save()
    stage.cycles["before"] = stage.cycles["now"]
    stage.score("beckside", "before")
    stage.decide("beckside", 2, "before")
    improvement_models.publish(actor=administrator, model_id=draft.id)
    stage.open_year("now")
    stage.score("beckside")
    stage.decide("beckside", 1)
    row = row_of(matrix(stage.chief, stage.cycles["now"]), "Beckside Primary")
    cells = {cell.column: cell for cell in row.cells}
    assert cells["statutory_annual_data"].movement is Movement.NEW_SCALE
    assert cells["safeguarding"].movement is Movement.SAME
    assert row.category_movement == "new_scale"
    assert not row.trail[0].comparable


def test_in_the_first_year_of_all_nothing_is_new(stage):
    stage.score("beckside")
    stage.decide("beckside", 2)
    row = row_of(matrix(stage.chief, stage.cycles["now"]), "Beckside Primary")
    assert row.category_movement == "none"
    assert {cell.movement for cell in row.cells} == {Movement.NONE}


def test_what_is_published_uses_the_trusts_own_word_for_an_academy(told):
    page = matrix(replace(told.chief, words={"academy": "school"}), told.cycles["now"])
    assert content_of(page)["headline"].startswith("No school needs intensive support.")
    assert f" of {page.all_rows} schools." in status_line(page)
    assert "one school<" in heat_map(page, str).body
    assert "academy</span>" not in heat_map(page, str).body
    assert "schools at each judgement" in weak_areas_chart(page).subtitle


def test_a_status_decided_in_an_open_row_makes_the_report_another(told):
    def version():
        return describe(told.chief, told.cycles["now"].id, {}).version

    before = version()
    assert version() == before
    told.decide("thornfield", 2)
    assert version() != before


def test_a_phase_narrows_the_table_and_the_news(told):
    page = matrix(told.chief, told.cycles["now"], phase="primary")
    assert [row.name for row in page.rows] == ["Beckside Primary", "Thornfield Primary"]
    assert (page.all_rows, page.phases) == (2, matrix(told.chief, told.cycles["now"]).phases)
    assert page.headline.startswith("No primary academy needs")
    assert status_line(page) == f"Agreed for {page.agreed_rows} of 2 primary academies."
    assert sum(lane.now for lane in page.lanes) == sum(row.category is not None for row in page.rows)
    assert {row.academy.name for row in waiting(told.chief, page)} <= {row.name for row in page.rows}


def test_what_waits_counts_only_the_columns_an_academy_is_judged_in(told):
    academy = told.academies["thornfield"]
    academy.has_early_years = True
    academy.save()
    told.score("thornfield")
    academy.has_early_years = False
    academy.save()
    waits = {each.academy.name: each for each in waiting(told.chief, matrix(told.chief, told.cycles["now"]))}
    assert sorted(waits) == ["Castle Rise High", "Dunmoor Academy", "Thornfield Primary"]
    assert waits["Thornfield Primary"].completeness.words == "6 of 6 areas agreed"
    assert (waits["Thornfield Primary"].own, waits["Thornfield Primary"].meeting_open) == (0, True)


def test_a_head_sees_the_own_row_and_others_nothing(told):
    page = matrix(told.head, told.cycles["now"])
    assert [row.name for row in page.rows] == ["Beckside Primary"]
    assert "Dunmoor" not in str(page.summary)
    with pytest.raises(NotFound):
        academy_year(told.head, told.row("dunmoor"))
    for person in ("trustee", "officer", "specialist", "administrator"):
        with pytest.raises(NotFound):
            cycle_of(told.actor(person), told.years["now"].key)
        assert current_cycle(told.actor(person)) is None
    assert cycle_of(told.head, told.years["now"].key) == told.cycles["now"]
    for key in ("1999", "x", "20260", ""):
        with pytest.raises(NotFound):
            cycle_of(told.chief, key)


def test_a_director_scores_the_own_phase_only(told):
    grid = scoring(told.actor("primary_director"), told.cycles["now"])
    assert [row.name for row in grid.open_rows] == ["Thornfield Primary"]
    assert [row.name for row in grid.agreed_rows] == ["Beckside Primary"]


@pytest.mark.parametrize("more", [0, 12])
def test_the_number_of_queries_does_not_depend_on_the_number_of_academies(told, more, django_assert_num_queries):
    for number in range(more):
        made = make_academy(f"Academy {number}", "primary")
        told.academies[str(number)] = made
        AcademyCycle.objects.create(cycle=told.cycles["now"], academy=made)
        told.score(str(number))
    chief, now = told.chief, told.cycles["now"].id
    cycle = Cycle.objects.select_related("school_year").get(id=now)
    with django_assert_num_queries(MATRIX_QUERIES):
        list(matrix(chief, cycle).rows)
    cycle = Cycle.objects.select_related("school_year").get(id=now)  # one that knows no years before it yet
    with django_assert_num_queries(SCORING_QUERIES):
        _ = scoring(chief, cycle).rows


def test_the_workbook_counts_in_numbers(told):
    areas = sheets(build(told.chief, told.cycles["now"].id, {}))[1]
    assert areas.rows
    assert all(isinstance(number, int) for row in areas.rows for number in row[1:])


def test_a_head_is_told_of_changes_in_the_own_row_only(told):
    page = matrix(told.actor("other_head", head_of="thornfield"), told.cycles["now"])
    assert [row.name for row in page.rows] == ["Thornfield Primary"]
    assert page.last_change is None
