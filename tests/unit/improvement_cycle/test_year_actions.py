"""Years: open, add an academy, close; the improvement model: begin, edit, publish; snapshots."""

import datetime as dt

import pytest

from improvement_cycle.actions import cycles, improvement_models, model_pieces, snapshots
from improvement_cycle.models import AcademyCycle, ImprovementModel, MatrixColumn, MatrixSnapshot
from improvement_cycle.policies.definition import from_json
from improvement_cycle.queries.improvement_models import definition_of, gather, version, versions
from improvement_cycle.queries.opening import without_row, year_lines
from improvement_cycle.queries.snapshots import fingerprint, snapshot
from tests.unit.improvement_cycle.academies import make_academy
from tests.work import locks_noted
from trust.errors import BadInput, NotFound, NotPermitted, Refused


def test_opening_a_year_gives_every_academy_a_row(stage):
    assert AcademyCycle.objects.count() == 4
    assert stage.cycles["now"].model == stage.model
    with pytest.raises(Refused):
        stage.open_year("now")


def test_only_the_administrator_opens_a_year(stage):
    with pytest.raises(NotPermitted):
        cycles.open_year(actor=stage.chief, school_year_id=stage.years["before"].id)


def test_a_year_needs_a_published_model(empty_stage):
    from tests.unit.improvement_cycle.conftest import school_year

    administrator = empty_stage.actor("administrator")
    year = school_year()
    with pytest.raises(Refused, match="Publish"):
        cycles.open_year(actor=administrator, school_year_id=year.id)
    draft = improvement_models.create_from_preset(actor=administrator, preset_key="report_card")
    with pytest.raises(BadInput):
        cycles.open_year(actor=administrator, school_year_id=year.id, model_id=draft.id)


def test_an_academy_that_joins_gets_its_row(stage):
    joined = make_academy("Newcomer Primary", "primary")
    administrator = stage.actor("administrator")
    row = cycles.add_academy(actor=administrator, cycle_id=stage.cycles["now"].id, academy_id=joined.id)
    again = cycles.add_academy(actor=administrator, cycle_id=stage.cycles["now"].id, academy_id=joined.id)
    assert row == again
    with pytest.raises(NotFound):
        cycles.add_academy(actor=administrator, cycle_id=stage.cycles["now"].id, academy_id=row.id)


def test_a_year_asks_for_no_academy_that_joined_after_it(stage):
    administrator = stage.actor("administrator")
    stage.open_year("before")
    ended = stage.years["before"].ends_on
    make_academy("Last Day Primary", "primary", joined_on=ended)
    make_academy("Next Day Primary", "primary", joined_on=ended + dt.timedelta(days=1))
    make_academy("Some Day Primary", "primary")
    assert [academy.short_name for academy in without_row(stage.cycles["before"])] == ["Last", "Some"]
    assert [academy.short_name for academy in without_row(stage.cycles["now"])] == ["Last", "Next", "Some"]
    missing = {line.year.id: line.missing for line in year_lines(administrator)}
    assert [missing[stage.years[key].id] for key in ("now", "before", "long_ago")] == [3, 2, 0]


def test_a_year_opened_late_has_rows_for_those_who_were_there(stage):
    ended = stage.years["before"].ends_on
    make_academy("Last Day Primary", "primary", joined_on=ended)
    late = make_academy("Next Day Primary", "primary", joined_on=ended + dt.timedelta(days=1))
    stage.open_year("before")
    cycle = stage.cycles["before"]
    names = set(cycle.rows.values_list("academy__short_name", flat=True))
    assert "Last" in names
    assert "Next" not in names
    with pytest.raises(Refused, match="joined after"):
        cycles.add_academy(actor=stage.actor("administrator"), cycle_id=cycle.id, academy_id=late.id)


def test_closing_and_adding_an_academy_both_lock_the_year_first(stage):
    """So that no row comes to a year after closing looked for rows that are not agreed."""
    joined, cycle_id = make_academy("Newcomer Primary", "primary"), stage.cycles["now"].id
    with locks_noted() as tables:
        cycles.add_academy(actor=stage.actor("administrator"), cycle_id=cycle_id, academy_id=joined.id)
    assert tables == ["improvement_cycle_cycle", "academies_academy"]
    cycles.start_closing(actor=stage.chief, cycle_id=cycle_id)
    with locks_noted() as tables:
        cycles.close(actor=stage.chief, cycle_id=cycle_id, note="The others follow in autumn.")
    assert tables[:2] == ["improvement_cycle_cycle", "improvement_cycle_academycycle"]


def test_a_year_closes_in_two_steps_and_says_what_is_unfinished(stage):
    cycle_id = stage.cycles["now"].id
    with pytest.raises(Refused):
        cycles.close(actor=stage.chief, cycle_id=cycle_id)
    with pytest.raises(NotPermitted):
        cycles.start_closing(actor=stage.director, cycle_id=cycle_id)
    cycles.start_closing(actor=stage.chief, cycle_id=cycle_id)
    with pytest.raises(Refused, match="Not agreed yet: Beckside Primary"):
        cycles.close(actor=stage.chief, cycle_id=cycle_id)
    cycles.keep_open(actor=stage.chief, cycle_id=cycle_id)
    cycles.start_closing(actor=stage.chief, cycle_id=cycle_id)
    closed = cycles.close(actor=stage.chief, cycle_id=cycle_id, note="The others follow in autumn.")
    assert closed.is_closed
    assert closed.closed_at is not None


def test_first_use_takes_only_a_preset_of_the_trusts_kind(empty_stage):
    administrator = empty_stage.actor("administrator")
    for key in ("partnership", "nothing"):
        with pytest.raises(BadInput):
            improvement_models.create_from_preset(actor=administrator, preset_key=key)
    with pytest.raises(NotPermitted):
        improvement_models.create_from_preset(actor=empty_stage.chief, preset_key="four_point")


def test_there_is_one_draft_at_a_time_and_only_administrators_see_it(empty_stage):
    administrator = empty_stage.actor("administrator")
    draft = improvement_models.create_from_preset(actor=administrator, preset_key="four_point")
    with pytest.raises(Refused):
        improvement_models.create_from_preset(actor=administrator, preset_key="report_card")
    assert versions(administrator) == [draft]
    assert versions(empty_stage.chief) == []
    with pytest.raises(NotFound):
        version(empty_stage.chief, draft.id)
    improvement_models.discard_draft(actor=administrator, model_id=draft.id)
    assert not ImprovementModel.objects.exists()


def test_a_published_version_is_frozen_and_reads_as_it_was_gathered(stage):
    model = ImprovementModel.objects.get(id=stage.model.id)
    assert definition_of(model) == gather(model) == from_json(gather(model).as_json())
    administrator = stage.actor("administrator")
    area = model.areas.first()
    for attempt in (
        lambda: model_pieces.change(actor=administrator, piece="area", piece_id=area.id, values={"label": "New"}),
        lambda: model_pieces.remove(actor=administrator, piece="area", piece_id=area.id),
        lambda: model_pieces.add(actor=administrator, model_id=model.id, piece="area", values={"label": "New"}),
        lambda: improvement_models.publish(actor=administrator, model_id=model.id),
        lambda: improvement_models.discard_draft(actor=administrator, model_id=model.id),
    ):
        with pytest.raises(Refused):
            attempt()


@pytest.fixture
def draft(stage):
    return improvement_models.new_draft(actor=stage.actor("administrator"), model_id=stage.model.id)


def test_a_new_version_is_a_copy_with_the_same_keys(stage, draft):
    old, new = definition_of(stage.model), gather(draft)
    assert (new.number, draft.copied_from) == (2, stage.model)
    assert [column.key for column in new.columns] == [column.key for column in old.columns]
    assert new.categories_mark == old.categories_mark
    assert [scale.mark for scale in new.scales] == [scale.mark for scale in old.scales]
    assert {column.id for column in new.columns}.isdisjoint({column.id for column in old.columns})
    assert len(new.commitments_of(3)) == 22


def test_two_of_one_list_never_have_one_name(stage, draft):
    administrator = stage.actor("administrator")
    first, second = draft.areas.all()[:2]
    alike = f" {first.label.upper()} "
    with pytest.raises(BadInput, match="one of this name"):
        model_pieces.add(actor=administrator, model_id=draft.id, piece="area", values={"label": alike})
    with pytest.raises(BadInput, match="one of this name"):
        model_pieces.change(actor=administrator, piece="area", piece_id=second.id, values={"label": alike})
    # Its own name in other letters is no other's.
    model_pieces.change(actor=administrator, piece="area", piece_id=first.id, values={"label": alike})
    first.refresh_from_db()
    assert first.label == alike.strip()


def test_pieces_are_added_renamed_reordered_and_removed(stage, draft):
    administrator = stage.actor("administrator")
    scale = draft.scales.get(key="four_point")
    column = model_pieces.add(
        actor=administrator,
        model_id=draft.id,
        piece="column",
        values={"label": "Music & Arts", "scale": scale.id, "phases": ["primary"]},
    )
    assert (column.key, column.kind, column.short_label) == ("music_arts", "grade", "Music & Arts")
    model_pieces.change(actor=administrator, piece="column", piece_id=column.id, values={"label": "Arts"})
    column.refresh_from_db()
    assert (column.label, column.key) == ("Arts", "music_arts")
    ids = list(draft.columns.values_list("id", flat=True))
    model_pieces.reorder(actor=administrator, piece="column", ids=[ids[-1], *ids[:-1]])
    assert draft.columns.first().key == "music_arts"
    model_pieces.remove(actor=administrator, piece="column", piece_id=column.id)
    assert not MatrixColumn.objects.filter(key="music_arts").exists()
    grade = model_pieces.add(
        actor=administrator,
        model_id=draft.id,
        piece="grade",
        parent_id=scale.id,
        values={"label": "Failing", "shape": "sq", "tone": "g4", "concern": "serious"},
    )
    assert grade.order == 5
    category = draft.categories.get(number=3)
    promise = model_pieces.add(
        actor=administrator, model_id=draft.id, piece="commitment", parent_id=category.id, values={"text": "More."}
    )
    assert promise.order == 6
    model_pieces.remove(actor=administrator, piece="category", piece_id=category.id)
    improvement_models.publish(actor=administrator, model_id=draft.id)


@pytest.mark.parametrize(
    ("piece", "values", "field"),
    [
        ("area", {"label": ""}, "label"),
        ("area", {"label": "x" * 200}, "label"),
        ("column", {"label": "New", "scale": None}, "scale"),
        ("column", {"label": "New"}, "scale"),
        ("category", {"label": "New", "suggest_some": -1}, "suggest_some"),
        ("nothing", {}, None),
    ],
)
def test_a_piece_that_makes_no_sense_is_bad_input(stage, draft, piece, values, field):
    with pytest.raises(BadInput) as caught:
        model_pieces.add(actor=stage.actor("administrator"), model_id=draft.id, piece=piece, values=values)
    if field:
        assert field in caught.value.detail


def test_a_column_names_only_phases_there_are(stage, draft):
    column = draft.columns.get(key="statutory_annual_data")
    with pytest.raises(BadInput) as caught:
        model_pieces.change(
            actor=stage.actor("administrator"), piece="column", piece_id=column.id, values={"phases": ["moon"]}
        )
    assert "phases" in caught.value.detail


def test_a_scale_in_use_stays_and_a_stale_order_is_refused(stage, draft):
    administrator = stage.actor("administrator")
    with pytest.raises(Refused):
        model_pieces.remove(actor=administrator, piece="scale", piece_id=draft.scales.first().id)
    with pytest.raises(BadInput):
        model_pieces.reorder(actor=administrator, piece="area", ids=[draft.areas.first().id])
    with pytest.raises(NotPermitted):
        model_pieces.change(actor=stage.chief, piece="area", piece_id=draft.areas.first().id, values={})


def test_a_draft_without_judged_columns_is_not_published(stage, draft):
    administrator = stage.actor("administrator")
    for column in draft.columns.filter(scale__isnull=False):
        model_pieces.remove(actor=administrator, piece="column", piece_id=column.id)
    with pytest.raises(Refused, match="no judged column"):
        improvement_models.publish(actor=administrator, model_id=draft.id)


def test_a_snapshot_holds_agreed_rows_only_and_no_reasons(stage):
    with pytest.raises(Refused):
        snapshots.publish(actor=stage.chief, cycle_id=stage.cycles["now"].id)
    stage.score("beckside")
    stage.decide("beckside", 1)
    stage.settle("beckside")
    stage.score("castle", statutory_annual_data="inadequate")
    stage.decide("castle", 3)
    made = snapshots.publish(actor=stage.chief, cycle_id=stage.cycles["now"].id)
    assert made.sha256 == fingerprint(MatrixSnapshot.objects.get().content)
    content = snapshot(stage.actor("trustee"), stage.cycles["now"]).content
    by_name = {row["name"]: row for row in content["rows"]}
    assert by_name["Beckside Primary"]["category"]["number"] == 1
    assert by_name["Castle Rise High"]["category"] is None
    assert "nadequate" not in str(by_name) + content["headline"]
    assert "Because." not in str(content)
    assert content["headline"].startswith("No academy needs intensive support")
    with pytest.raises(Refused, match="Nothing has changed"):
        snapshots.publish(actor=stage.chief, cycle_id=stage.cycles["now"].id)


def test_governors_find_only_their_own_academy_in_a_snapshot(stage):
    stage.score("beckside")
    stage.decide("beckside", 1)
    stage.settle("beckside")
    snapshots.publish(actor=stage.chief, cycle_id=stage.cycles["now"].id)
    governor = stage.actor("governor", head_of="beckside", role="local_governor")
    content = snapshot(governor, stage.cycles["now"]).content
    assert [row["name"] for row in content["rows"]] == ["Beckside Primary"]
    assert "Castle" not in str(content)
    assert content["weak_areas"] == []
    assert snapshot(stage.actor("specialist"), stage.cycles["now"]) is None
    with pytest.raises(NotFound):
        snapshots.publish(actor=stage.actor("trustee"), cycle_id=stage.cycles["now"].id)
