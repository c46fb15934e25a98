"""Editions of the guidance on implementation, and what a plan makes of the one its year goes by."""

from improvement_cycle.policies.plans import CONSIDERED, InPlan, parts_of
from improvement_cycle.presets import presets
from improvement_cycle.presets.implementation_guidance import editions


def test_the_edition_of_2019_has_six_recommendations_and_that_of_2024_three_elements() -> None:
    assert list(editions()) == ["eef_2024", "eef_2019"]
    assert len(editions()["eef_2019"].points) == 6
    found: dict[str, list[str]] = {}
    for point in editions()["eef_2024"].points:
        found.setdefault(point.group, []).append(point.label)
    assert list(found.values()) == [
        ["Engage", "Unite", "Reflect"],
        ["What is being implemented", "Systems and structures", "People who enable change"],
        ["Explore", "Prepare", "Deliver", "Sustain"],
    ]


def test_no_two_editions_share_a_key_and_each_point_asks_something() -> None:
    points = [point for edition in editions().values() for point in edition.points]
    assert len({point.key for point in points}) == len(points)
    assert all(1 <= len(point.asks) <= 2 and all(ask.endswith("?") for ask in point.asks) for point in points)


def test_every_ready_made_model_names_an_edition_that_there_is() -> None:
    assert {each.guidance["edition"] for each in presets()} <= set(editions())


def test_each_priority_has_the_checklist_of_its_year_and_the_whole_plan_has_none() -> None:
    of_plan, page = parts_of([InPlan(2026, 1, "Reading")], editions()["eef_2019"])
    assert CONSIDERED not in {field.key for field in of_plan.fields}
    field = page.field(CONSIDERED)
    assert field.edition == "EEF guidance on implementation, 2019 edition"
    assert [choice.label for choice in field.choices][2] == "Define the problem"
    without = parts_of([InPlan(2026, 1, "Reading")])[1]
    assert CONSIDERED not in {field.key for field in without.fields}
