"""One row of the matrix as PDF: what was agreed, for those who read the row, and no view of one person."""

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from django.template.loader import render_to_string
from django.utils import timezone

from academies.actions.loads import load_file
from academies.models import Academy
from improvement_cycle.actions import judgements, meetings, rows
from improvement_cycle.queries.scoring import RowReader
from improvement_cycle.queries.years import with_years_before
from improvement_cycle.reports.row import PDF, build, describe
from tests.pdf import faults_of, words_of
from tests.unit.academies import files
from tests.unit.improvement_cycle.conftest import school_year
from trust.actions import reports
from trust.errors import NotFound
from trust.queries.reports import find_report
from trust.reports import Frame, render

SECRET = "OnlyForTheThree"


@pytest.fixture
def scored(stage: Any) -> Any:
    stage.open_year("before")
    stage.score("beckside", "before")
    stage.score("beckside", personal_development="requires_improvement")
    stage.decide("beckside", 2)
    return stage


def pdf(stage: Any, actor: Any) -> bytes:
    data = build(actor, stage.row("beckside").id, {})
    frame = Frame("Trust", "Beckside Primary", timezone.localtime(), "Chief")
    return render.render_pdf(render_to_string(PDF.template, {"report": data, "frame": frame}))


def test_it_is_tagged_and_says_grades_reasons_and_what_changed_in_words(scored: Any) -> None:
    made = pdf(scored, scored.chief)
    words = " ".join(words_of(made).split())
    assert faults_of(made) == []
    for expected in (
        "Beckside Primary", "Not agreed yet", "Category 2", "Decided together.", "Personal Development",
        "Requires improvement declined", "Because.", "No inspection known", "Owed by", "As at",
    ):  # fmt: skip
        assert expected in words


@pytest.mark.parametrize("who", ["head", "chief", "director"])
def test_each_who_reads_the_row_gets_the_same_page(scored: Any, who: str) -> None:
    row_id = scored.row("beckside").id
    assert build(getattr(scored, who), row_id, {}) == build(scored.chief, row_id, {})


def test_who_does_not_read_the_row_does_not_get_it(scored: Any) -> None:
    for actor in (scored.actor("head", head_of="castle"), scored.actor("trustee"), scored.actor("specialist")):
        with pytest.raises(NotFound):
            describe(actor, scored.row("beckside").id, {})


def test_neither_views_nor_dissents_stand_on_it(stage: Any) -> None:
    row = stage.row("beckside")
    meetings.open_meeting(actor=stage.chief, academy_cycle_id=row.id)
    judgements.record_view(
        actor=stage.director,
        academy_cycle_id=row.id,
        column_key="quality_of_education",
        view="director",
        grade_key="inadequate",
        reason=SECRET,
    )
    stage.score("beckside")
    stage.decide("beckside", 1)
    row.refresh_from_db()
    rows.dissent(actor=stage.head, academy_cycle_id=row.id, party="head", seen_version=row.version, note=SECRET)
    text = repr(build(stage.chief, row.id, {}))
    assert SECRET not in text
    assert "Inadequate" not in text


def test_a_head_who_moved_opens_the_page_of_the_old_academy_no_longer(scored: Any) -> None:
    made = reports.ask(actor=scored.head, kind="row", subject_id=scored.row("beckside").id)
    assert find_report(scored.head, made.pk) == made
    with pytest.raises(NotFound):
        find_report(scored.actor("head", head_of="castle"), made.pk)


def test_beside_the_judgements_of_a_past_year_stands_what_was_known_at_its_end(stage: Any, tmp_path: Path) -> None:
    """As in the matrix of that year: an inspection since then is not printed into it."""
    stage.years["past"] = school_year(9)
    stage.open_year("past")
    ends = stage.years["past"].ends_on
    load_file(by="test", kind="establishments", path=files.write(tmp_path / "r.csv", [files.school()]), as_at=ends)
    for number, day in (("1", ends - dt.timedelta(days=300)), ("2", ends + dt.timedelta(days=60))):
        row = files.old_row(number=number, start=f"{day:%d/%m/%Y}", overall="2")
        load_file(by="test", kind="inspections", path=files.write(tmp_path / f"{number}.csv", [row]), as_at=ends)
    Academy.objects.filter(id=stage.academies["beckside"].id).update(establishment_id=900001)
    then, since = (f"{day:%-d %B %Y}" for day in (ends - dt.timedelta(days=300), ends + dt.timedelta(days=60)))
    past, now = stage.row("beckside", "past"), stage.row("beckside")
    assert then in build(stage.chief, past.id, {}).inspection
    assert since in build(stage.chief, now.id, {}).inspection
    known = RowReader(stage.chief, with_years_before(past.cycle), [past]).profiles[past.academy_id]
    assert known.latest.starts_on < ends


def test_it_is_made_anew_when_the_row_has_changed(scored: Any) -> None:
    row = scored.row("beckside")
    ask = lambda: reports.ask(actor=scored.chief, kind="row", subject_id=row.id)
    first = ask()
    assert ask().pk == first.pk
    scored.agree(row, "personal_development", "good", seen=1, reason="New results.")
    assert ask().pk != first.pk
