"""The column of own views: the latest self-evaluation handed in, as a profile, and nothing of a draft."""

from typing import Any

import pytest
from django.utils import timezone

from improvement_cycle.actions import self_evaluations, snapshots
from improvement_cycle.cells import own_view_cell
from improvement_cycle.policies.own_view import OwnState, OwnView
from improvement_cycle.presenters.heat_map import heat_map
from improvement_cycle.presenters.published import published
from improvement_cycle.queries.matrix import matrix
from improvement_cycle.queries.own_views import NOT_APPROVED, NOT_SUBMITTED
from improvement_cycle.queries.snapshots import content_of
from improvement_cycle.reports.matrix import build, describe
from trust.actions import documents as actions
from trust.models import Document

SECRET = "QUOKKA"


@pytest.fixture
def draft(stage: Any) -> Document:
    """Six areas good, one not, safeguarding effective; as a draft."""
    document = self_evaluations.begin(actor=stage.head, academy_cycle_id=stage.row("beckside").id)
    for section in document.sections.all():
        grade = {"safeguarding": "effective", "send": "requires_improvement"}.get(section.key, "good")
        section.content = {"narrative": f"<p>{SECRET}</p>", "grade": grade}
        section.is_finished = True
        section.save()
    return document


def own(stage: Any, actor: Any = None, academy: str = "beckside", year: str = "now") -> OwnView | str:
    page = matrix(actor or stage.chief, stage.cycles[year])
    row = next(row for row in page.rows if row.academy_id == stage.academies[academy].id)
    return row.own_view or row.own_view_missing


def submit(stage: Any, document: Document) -> None:
    actions.submit(actor=stage.head, document_id=document.id)


def approve(stage: Any, document: Document) -> None:
    for actor, capacity in ((stage.director, "director"), (stage.chief, "chief_executive")):
        actions.approve(actor=actor, document_id=document.id, capacity=capacity, seen_number=1)


def test_of_a_draft_nothing_shows_to_anybody(stage: Any, draft: Document) -> None:
    for actor in (stage.chief, stage.director, stage.head):
        assert own(stage, actor) == NOT_SUBMITTED
    assert heat_map(matrix(stage.chief, stage.cycles["now"]), lambda academy: "#").body.count(NOT_SUBMITTED) == 4


def test_what_was_submitted_shows_as_a_profile_with_its_day_and_never_as_one_grade(stage: Any, draft: Document) -> None:
    submit(stage, draft)
    view = own(stage)
    assert isinstance(view, OwnView)
    assert [(grade.label, number) for grade, number in view.counts] == [
        ("Good", 6),
        ("Requires improvement", 1),
        ("Effective", 1),
    ]
    day = timezone.localdate()
    assert view.words == (f"Good: 6, Requires improvement: 1, Effective: 1. Submitted {day.day} {day:%B %Y}")
    assert (view.state, view.number, SECRET in repr(view)) == (OwnState.SUBMITTED, 1, False)
    html = own_view_cell(view)
    assert "Good: 6, Requires improvement: 1, Effective: 1" in html


def test_what_is_typed_after_the_return_stays_out_until_it_is_submitted_again(stage: Any, draft: Document) -> None:
    submit(stage, draft)
    actions.give_back(actor=stage.director, document_id=draft.id, note="Look again.", seen_number=1)
    draft.sections.update(content={"narrative": "<p>x</p>", "grade": "inadequate"})
    view = own(stage)
    assert isinstance(view, OwnView)
    assert "Inadequate" not in view.words
    assert view.state is OwnState.RETURNED
    assert view.when.endswith("comments to answer")


def test_those_who_do_not_read_what_is_submitted_wait_for_the_approval(stage: Any, draft: Document) -> None:
    submit(stage, draft)
    far = stage.troupe.actor("secondary_director")
    assert own(stage, far) == NOT_APPROVED
    approve(stage, draft)
    view = own(stage, far)
    assert isinstance(view, OwnView)
    assert view.state is OwnState.APPROVED
    assert view.when.startswith("Approved ")


def test_what_is_published_carries_what_was_approved_alone(stage: Any, draft: Document) -> None:
    submit(stage, draft)
    page = matrix(stage.chief, stage.cycles["now"])
    assert "Requires improvement: 1" in str(build(stage.chief, stage.cycles["now"].id, {}))
    assert "Requires improvement: 1" not in str(content_of(page)["rows"])
    approve(stage, draft)
    stage.score("beckside")
    stage.decide("beckside", 1)
    stage.settle("beckside")
    made = snapshots.publish(actor=stage.chief, cycle_id=stage.cycles["now"].id)
    assert "Good: 6, Requires improvement: 1, Effective: 1. Approved" in published(made.content, "academy").body


def test_the_report_is_another_once_something_was_submitted(stage: Any, draft: Document) -> None:
    before = describe(stage.chief, stage.cycles["now"].id, {}).version
    submit(stage, draft)
    assert describe(stage.chief, stage.cycles["now"].id, {}).version != before


def test_last_years_stands_until_this_years_comes_and_the_year_before_never_sees_the_newer(
    stage: Any, draft: Document
) -> None:
    submit(stage, draft)
    stage.open_year("before")
    assert own(stage, year="before") == NOT_SUBMITTED
    Document.objects.filter(id=draft.id).update(subject_id=stage.row("beckside", "before").id)
    view = own(stage)
    assert isinstance(view, OwnView)
    assert view.year == stage.years["before"].label
