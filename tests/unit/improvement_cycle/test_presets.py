"""The ready-made improvement models."""

from pathlib import Path

import pytest

from academies.presets.measures import measures
from improvement_cycle import enums
from improvement_cycle.policies.self_evaluation import CONTEXT, SUMMARY
from improvement_cycle.presets import FaultyPreset, preset, presets
from improvement_cycle.presets.figure_links import every_link, measures_of_column
from improvement_cycle.presets.reader import read

JUDGED_OF_FOUR_POINT = [
    "The Quality of Education",
    "Statutory Annual Data",
    "Behaviour & Attitudes",
    "Personal Development",
    "Leadership & Management",
    "Early Years",
    "Post-16",
    "Safeguarding",
]


def judged(key: str) -> list:
    return [column for column in preset(key).columns if column.group == enums.ColumnGroup.JUDGED]


def test_report_card_areas_stand_first_and_partnership_has_its_own_list():
    assert [each.key for each in presets()] == [
        "report_card",
        "four_point",
        "alternative_and_special",
        "partnership",
    ]
    assert [each.key for each in presets("partnership")] == ["partnership"]


def test_names_of_the_four_stage_model_are_verbatim():
    four = preset("four_point")
    assert [column.label for column in judged("four_point")] == JUDGED_OF_FOUR_POINT
    assert [area.label for area in four.areas] == [
        "Leadership",
        "Teaching for learning",
        "Curriculum planning",
        "Behaviour and attendance",
        "Personal development",
        "SEND",
        "Professional development",
        "Safeguarding",
    ]
    assert [stage["label"] for stage in four.texts["stages"]] == [
        "Evaluate",
        "Prioritise",
        "Intent and implement",
        "Sustain",
    ]


@pytest.mark.parametrize("key", ["report_card", "four_point", "alternative_and_special"])
def test_categories_bring_twelve_five_and_five_and_eleven_sources(key):
    each = preset(key)
    assert [len(category.commitments) for category in each.categories] == [12, 5, 5]
    assert [category.label for category in each.categories] == [
        "Universal support",
        "Targeted support",
        "Intensive support",
    ]
    assert len(each.evidence_sources) == 11


@pytest.mark.parametrize("key", ["report_card", "four_point", "alternative_and_special"])
def test_early_years_and_post_16_are_two_columns_that_do_not_apply_everywhere(key):
    reach = {column.key: column.applies_to for column in judged(key)}
    assert reach["early_years"] == enums.AppliesTo.EARLY_YEARS
    assert reach["post_16"] == enums.AppliesTo.POST_16


def test_grades_stand_best_first_with_word_shape_tone_and_concern():
    scale = next(scale for scale in preset("report_card").scales if scale.key == "five_point")
    assert [grade.label for grade in scale.grades] == [
        "Exceptional",
        "Strong standard",
        "Expected standard",
        "Needs attention",
        "Urgent improvement",
    ]
    assert len({grade.shape for grade in scale.grades}) == 5
    assert [grade.tone for grade in scale.grades] == ["r5", "r4", "r3", "r2", "r1"]
    assert [grade.concern for grade in scale.grades] == ["none", "none", "none", "some", "serious"]


def test_partnership_has_no_matrix_and_no_categories():
    each = preset("partnership")
    assert not each.columns
    assert not each.categories
    assert not each.scales
    assert enums.Capability.MATRIX not in each.capabilities
    assert enums.Capability.CATEGORIES not in each.capabilities


def test_unknown_preset_is_none():
    assert preset("nothing") is None


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ("capabilities: [magic]", "capability 'magic'"),
        ("areas: [{key: a, label: A}, {key: a, label: B}]", "areas repeat a key"),
        ("columns: [{key: c, label: C, group: judged, kind: grade, scale: none}]", "names a scale"),
        ("areas: [{key: a, label: A, colour: red}]", "colour"),
    ],
)
def test_a_faulty_file_is_refused_with_its_fault(tmp_path: Path, change: str, says: str):
    lines = [
        "key: x\norder: 9\nlabel: X\nsummary: X\ntrust_kind: partnership\nmatrix_label: ''",
        "texts: {}\nguidance: {}\nevidence_sources: []\nscales: []\ncategories: []",
    ]
    for part in ("capabilities: []", "areas: []", "columns: []"):
        lines.append(change if change.startswith(part.split(":")[0]) else part)
    path = tmp_path / "x.yaml"
    path.write_text("\n".join(lines), encoding="utf-8")
    with pytest.raises(FaultyPreset, match=says):
        read(path)


def test_the_figures_of_areas_and_columns_are_measures_of_areas_and_columns_that_there_are() -> None:
    known = {area.key for each in presets() for area in each.areas}
    known |= {column.key for each in presets() for column in each.columns} | {CONTEXT, SUMMARY}
    links = list(every_link())
    assert {key for key, _measure in links} <= known
    assert {measure for _key, measure in links} <= set(measures().measures)
    assert measures_of_column("behaviour_and_attitudes", "behaviour_and_attendance")[0] == "absence_overall"
    assert measures_of_column("made_here", "") == ()
