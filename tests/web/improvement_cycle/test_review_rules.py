"""Termly reviews: the terms they go by, who answers them, and what stays of an objective that was closed."""

import datetime as dt

import pytest
from django.template.loader import render_to_string
from django.utils import timezone

from improvement_cycle.actions import plan_rows
from improvement_cycle.models import Objective, Priority
from improvement_cycle.reports.reviews import KINDS
from tests.web.improvement_cycle.conftest import Web
from tests.web.improvement_cycle.planning import key_of
from tests.web.improvement_cycle.test_review_pages import TODAY, begun, due, handed_in, locked
from trust.models import Document, Term, TrustSettings
from trust.reports import Frame

__all__ = ["due"]


@pytest.mark.parametrize("count", [2, 4])
def test_without_the_three_terms_of_a_year_none_is_due_anywhere_and_each_can_be_begun(due: Web, count: int) -> None:
    with due.open():
        if count == 2:
            Term.objects.get(name="Summer").delete()
        else:
            first, last = (TODAY + dt.timedelta(days=each) for each in (210, 220))
            Term.objects.create(school_year=due.stage.years["now"], name="Late", starts_on=first, ends_on=last)
    slug = due.stage.troupe.trust.slug
    assert "review of the plan" not in due.client("head").get(f"/t/{slug}/waiting/").text
    shown = due.client("head").get(due.row_url("plan")).text
    assert "Autumn review" in shown
    assert "due" not in shown.partition("Autumn review")[2].partition("</li>")[0].lower()
    begun(due, "autumn")
    begun(due, "summer")


def test_in_a_trust_where_the_chief_executive_alone_answers_documents_it_waits_for_them(due: Web) -> None:
    with due.open():
        TrustSettings.objects.update(sef_approvers="chief_executive")
    begun(due)
    handed_in(due)
    slug = due.stage.troupe.trust.slug
    assert "Waiting for the chief executive" in due.client("head").get(due.row_url("plan")).text
    assert "Autumn review of the plan" in due.client("chief").get(f"/t/{slug}/waiting/").text
    version = due.row_url("review_autumn_version", "beckside", "1")
    assert "Comment and lock" not in due.client("director").get(version).text
    said = {"approve": "chief_executive", "comment": "Careful and convincing."}
    assert due.client("chief").post(version, said).status_code == 302
    with due.open():
        assert Document.objects.get(kind="review_autumn").state == "approved"


def test_who_answers_it_was_settled_when_it_was_handed_in(due: Web) -> None:
    begun(due)
    handed_in(due)
    with due.open():
        TrustSettings.objects.update(sef_approvers="chief_executive")
    assert "Waiting for the director" in due.client("head").get(due.row_url("plan")).text
    assert locked(due).status_code == 302


def test_of_an_objective_that_was_closed_it_still_shows_how_it_went(due: Web) -> None:
    begun(due)
    handed_in(due)
    with due.open():
        head, found = due.stage.troupe.actor("head"), Objective.objects.get()
        progress = due.row_url("plan_progress_of", "beckside", key_of(due, Priority.objects.get(number=1)))
    assert 'title="Autumn: At risk"' not in due.client("head").get(progress).text  # it is the word itself
    with due.open():
        plan_rows.close(actor=head, rows="objectives", row_id=found.id, why="Reached early.")
    page = due.client("head").get(progress).text
    assert "Closed: Reached early." in page
    assert 'title="Autumn: At risk"' in page
    # Whoever reads the review once it is answered learns nothing of it before.
    assert "At risk" not in due.client("governor").get(progress).text


def test_on_paper_as_well_it_is_answered_and_not_approved(due: Web) -> None:
    begun(due)
    version = handed_in(due)
    pdf, word = KINDS["review_autumn"]

    def leads() -> list[str]:
        with due.open():
            actor = due.stage.troupe.actor("head")
            report = pdf.build(actor, version.id, {})
            assert word.paper is not None
            frame = Frame("Trust", "Autumn review", timezone.localtime(), "Head")
            html = render_to_string(pdf.template, {"report": report, "frame": frame})
            return [" ".join(word.paper(report).lead), html]

    assert ["Not answered yet." in each for each in leads()] == [True, True]
    locked(due)
    name = due.cast.a.members["director"].name
    assert [f"Answered by {name} on" in each for each in leads()] == [True, True]
    assert ["pproved" in each for each in leads()] == [False, False]
