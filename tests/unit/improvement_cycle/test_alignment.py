"""The grid of the trust's priorities against academies: what stands in a cell, and who sees which rows."""

from dataclasses import replace
from typing import Any

import pytest

from improvement_cycle.actions import priorities, trust_priorities
from improvement_cycle.actions.priorities import Words
from improvement_cycle.actions.trust_priorities import TrustWords
from improvement_cycle.policies.alignment import Aligned, Judged, Stand, cell
from improvement_cycle.queries.alignment import Alignment, alignment, cycle_of_address
from tests.unit.improvement_cycle.conftest import Stage
from trust.errors import NotFound

RI = Judged("Quality", "Requires improvement", "some")
GOOD = Judged("Quality", "Good", "none")
PROPOSED, AGREED, WITHDRAWN = (
    Aligned("a", 1, "proposed"),
    Aligned("b", 2, "agreed"),
    Aligned("c", 3, "withdrawn"),
)


@pytest.mark.parametrize(
    ("aligned", "asked_by", "applies", "judged", "stand"),
    [
        ([], ["q"], ["q"], {"q": RI}, Stand.GAP),
        ([], ["q"], ["q"], {"q": GOOD}, Stand.NO_CONCERN),
        ([], ["q"], ["q"], {}, Stand.NOT_JUDGED),
        ([], ["q", "s"], ["q", "s"], {"q": GOOD}, Stand.NOT_JUDGED),
        ([], ["q", "s"], ["q", "s"], {"q": GOOD, "s": RI}, Stand.GAP),
        ([], ["early_years"], ["q"], {"q": RI}, Stand.NOT_HERE),
        ([], ["q", "early_years"], ["q"], {"q": GOOD, "early_years": RI}, Stand.NO_CONCERN),
        ([], [], ["q"], {"q": RI}, Stand.NOT_ASKED),
        ([PROPOSED], ["q"], ["q"], {"q": RI}, Stand.PROPOSED),
        ([AGREED], ["q"], ["q"], {"q": RI}, Stand.WORKS),
        ([PROPOSED, AGREED], ["q"], ["q"], {}, Stand.WORKS),
        ([WITHDRAWN], ["q"], ["q"], {"q": RI}, Stand.GAP),
        ([AGREED], ["early_years"], ["q"], {}, Stand.WORKS),
    ],
)
def test_what_stands_in_a_cell(aligned: Any, asked_by: Any, applies: Any, judged: Any, stand: Stand) -> None:
    assert cell(aligned, asked_by=asked_by, applies=applies, judged=judged).stand is stand


def test_the_furthest_priority_stands_for_all_and_the_others_are_counted() -> None:
    found = cell([PROPOSED, AGREED, WITHDRAWN], asked_by=["q"], applies=["q"], judged={})
    assert (found.first, found.more) == (AGREED, 1)


def test_a_gap_says_why() -> None:
    found = cell(
        [], asked_by=["q", "s"], applies=["q", "s"], judged={"q": RI, "s": Judged("Data", "Inadequate", "serious")}
    )
    assert found.why == "Quality: Requires improvement; Data: Inadequate"


@pytest.fixture
def grid(stage: Stage) -> Stage:
    """Beckside has a concern, Castle a priority for it; both judged by the same column."""
    stage.score("beckside", quality_of_education="requires_improvement")
    stage.score("castle")
    cycle = stage.cycles["now"]
    words = TrustWords("Remembering more", "", ["quality_of_education"])
    made = trust_priorities.add(actor=stage.chief, cycle_id=cycle.id, words=words)
    for academy, aligned in (("castle", [made.id]), ("castle", []), ("dunmoor", [])):
        priorities.propose(
            actor=stage.director,
            academy_cycle_id=stage.row(academy).id,
            words=Words("x", "send", trust_priorities=aligned),
        )
    stage.decide("beckside", 2)
    return stage


def read(stage: Stage, actor: Any = None, phase: str = "") -> Alignment:
    return alignment(actor or stage.director, stage.cycles["now"], phase)


def stands(found: Alignment) -> dict[str, Stand]:
    return {each.row.academy.name: each.cells[0].stand for each in found.rows}


def test_gaps_priorities_and_what_is_of_the_academies_own(grid: Stage) -> None:
    found = read(grid)
    assert stands(found) == {
        "Beckside Primary": Stand.GAP,
        "Castle Rise High": Stand.PROPOSED,
        "Dunmoor Academy": Stand.NOT_JUDGED,
        "Thornfield Primary": Stand.NOT_JUDGED,
    }
    assert [(gap.row.academy.name, gap.why) for gap in found.gaps] == [
        ("Beckside Primary", "Quality of education: Requires improvement")
    ]
    assert (found.columns[0].academies, found.columns[0].gaps, found.working, found.own) == (1, 1, 1, 2)
    assert [group.category.number if group.category else None for group in found.groups] == [2, None]


def test_a_phase_narrows_it(grid: Stage) -> None:
    assert list(stands(read(grid, phase="primary"))) == ["Beckside Primary", "Thornfield Primary"]
    assert len(stands(read(grid, phase="nursery"))) == 4


def test_a_head_sees_the_own_academy_alone(grid: Stage) -> None:
    assert list(stands(read(grid, grid.head))) == ["Beckside Primary"]


def test_who_does_not_read_the_row_sees_no_concern_in_it(grid: Stage) -> None:
    leader = grid.actor("senior_leader", head_of="beckside", role="senior_leader")
    assert stands(read(grid, leader)) == {"Beckside Primary": Stand.GAP}
    without = replace(leader, policies=leader.policies - {"senior_leaders_see_own_row"})
    found = read(grid, without)
    assert stands(found) == {"Beckside Primary": Stand.NOT_SHOWN}
    assert [(group.category, group.title) for group in found.groups] == [(None, "Academies")]


def test_nobody_else_finds_the_year(grid: Stage) -> None:
    year = grid.cycles["now"].school_year.key
    for nobody in ("trustee", "administrator", "officer", "specialist"):
        with pytest.raises(NotFound):
            cycle_of_address(grid.actor(nobody), year)
    with pytest.raises(NotFound):
        cycle_of_address(grid.chief, "2099")


def test_an_ended_priority_leaves_the_grid(grid: Stage) -> None:
    made = read(grid).columns[0].priority
    trust_priorities.end(actor=grid.chief, priority_id=made.id, note="Done.")
    found = read(grid)
    assert not found.columns
    assert (found.working, found.own) == (0, 3)
    assert [each.id for each in found.ended] == [made.id]
