"""The matrix as a file, and what is published of it: the facts of the page, dates that last, cells to filter by."""

import datetime as dt
import re
from dataclasses import replace
from html import unescape

import pytest
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.html import strip_tags

from academies.enums import Concern, Regime
from academies.policies import InspectionProfile, InspectionRecord
from improvement_cycle.actions import meetings
from improvement_cycle.presenters.heat_map import heat_map
from improvement_cycle.presenters.inspections import profile_cell
from improvement_cycle.presenters.published import published
from improvement_cycle.queries import matrix as live
from improvement_cycle.queries.own_views import NOT_APPROVED, NOT_SUBMITTED
from improvement_cycle.queries.snapshots import content_of
from improvement_cycle.reports.matrix import build, describe, sheets
from tests.pdf import faults_of
from trust.reports import Frame, render


def judged(joined=""):
    """An ungraded inspection of 8 May 2019."""
    return InspectionRecord(
        id=1, urn=1, number="1", regime=Regime.UNGRADED, framework_key="x", framework="x", kind="x",
        starts_on=dt.date(2019, 5, 8), published_on=None, outcome="Standards maintained", concern="", converted=False,
        urn_at_time=1, laestab_at_time="", name_at_time="", type_at_time="", source="x", as_at=dt.date(2026, 9, 1),
        joined=joined,
    )  # fmt: skip


@pytest.fixture
def known(stage, monkeypatch):
    """Beckside was inspected before it joined, Castle Rise is in a category of concern, Dunmoor has no inspection."""
    facts = {
        "beckside": InspectionProfile(1, judged("before")),
        "castle": InspectionProfile(1, judged("since"), concern=Concern.SIGNIFICANT_IMPROVEMENT),
    }
    found = {stage.academies[name].id: profile for name, profile in facts.items()}
    monkeypatch.setattr(live, "profiles", lambda academies, until=None: found)
    stage.open_year("before")
    stage.score("beckside", "before")
    stage.decide("beckside", 1, "before")
    stage.score("beckside", statutory_annual_data="requires_improvement")
    stage.decide("beckside", 2)
    stage.settle("beckside")
    return stage


def paper(stage, **parameters):
    """The words of the PDF."""
    report = build(stage.chief, stage.cycles["now"].id, parameters)
    frame = Frame("Trust", "Matrix", timezone.now(), "Chief")
    return unescape(render_to_string("reports/matrix.html", {"report": report, "frame": frame}))


def filled(stage, **parameters):
    """The rows of the workbook by academy, each as header and value."""
    sheet = sheets(build(stage.chief, stage.cycles["now"].id, parameters))[0]
    heads = [column.header for column in sheet.columns]
    return {row[0]: dict(zip(heads, row, strict=True)) for row in sheet.rows}


def test_pdf_excel_and_what_is_published_carry_the_official_facts_of_the_page(known):
    page = live.matrix(known.chief, known.cycles["now"])
    on_page = "".join(profile_cell(row.profile) for row in page.rows)
    html, rows = paper(known), filled(known)
    shown = str(published(content_of(page), "academy").head + published(content_of(page), "academy").body)
    for words in ("Requires significant improvement", "before joining"):
        # What is published says it in its column and, for narrow screens, in the line under the academy.
        assert [text.count(words) for text in (on_page, html, shown)] == [1, 1, 2]
    assert rows["Castle Rise High"]["Category of concern"] == "Requires significant improvement"
    assert rows["Beckside Primary"]["Category of concern"] == ""
    assert rows["Beckside Primary"]["Inspected before joining"] == "Before joining"
    assert rows["Castle Rise High"]["Inspected before joining"] == ""
    assert rows["Dunmoor Academy"]["Latest Ofsted"] == "No inspection known"


def test_what_hides_on_a_narrow_screen_stands_in_a_line_under_the_academy(known):
    page = live.matrix(known.chief, known.cycles["now"])
    tables = (
        (heat_map(page, lambda academy: "#").body, "Ungraded, May 2019", "not submitted"),
        (published(content_of(page), "academy").body, "Ungraded, 8 May 2019", "none approved yet"),
    )
    maintained = "Standards maintained"
    for table, day, missing in tables:
        own_view = f"Own view (SEF): {missing}"
        lines = re.findall(r'<tr class="beside">(.*?)</tr>', table)
        said = {" ".join(strip_tags(line.replace("<", " <")).split()) for line in lines}
        assert said == {
            f"1 2 Ofsted: {maintained}. {day} before joining {own_view}",
            f"– – Ofsted: no inspection known {own_view}",
            f"– – Requires significant improvement Ofsted: {maintained}. {day} {own_view}",
        }
        assert all(line.count('class="tag late"') == ("significant" in line) for line in lines)


def test_a_line_for_narrow_screens_tells_only_what_the_model_has(known):
    page = live.matrix(known.chief, known.cycles["now"])
    columns = tuple(column for column in page.definition.columns if column.kind == "grade")
    bare = replace(page, definition=replace(page.definition, columns=columns))
    assert 'class="beside"' not in heat_map(bare, lambda academy: "#").body


def test_the_column_of_own_views_is_in_every_form_and_says_the_same(known):
    page = live.matrix(known.chief, known.cycles["now"])
    table = published(content_of(page), "academy")
    assert "Own view" in paper(known)
    assert paper(known).count(NOT_SUBMITTED) == table.body.count(NOT_APPROVED) == 4
    assert {row["Own view (SEF)"] for row in filled(known).values()} == {NOT_SUBMITTED}


def test_a_model_without_that_column_prints_none(known):
    page = live.matrix(known.chief, known.cycles["now"])
    columns = tuple(column for column in page.definition.columns if column.kind != "self_evaluation")
    content = content_of(replace(page, definition=replace(page.definition, columns=columns)))
    assert NOT_APPROVED not in published(content, "academy").body
    assert "Own view" not in published(content, "academy").head


def test_a_change_of_the_category_of_concern_makes_the_report_another(known, monkeypatch):
    before = describe(known.chief, known.cycles["now"].id, {}).version
    monkeypatch.setattr(live, "profiles", lambda academies, until=None: {})
    assert describe(known.chief, known.cycles["now"].id, {}).version != before


def test_a_judgement_in_a_row_that_is_still_open_makes_the_report_of_its_phase_another(known):
    """The same file was handed out again: rows that are not agreed are in it, and were not in its version."""
    cycle, row = known.cycles["now"].id, known.row("thornfield")
    version = lambda: describe(known.chief, cycle, {"phase": row.academy.phase}).version
    before = version()
    meetings.open_meeting(actor=known.chief, academy_cycle_id=row.id)
    known.agree(row, "personal_development", "good")
    assert version() != before


def test_last_year_taken_over_later_makes_the_report_another(known):
    """Also where the row is still open: movement and the categories over the years are printed in it."""
    cycle = known.cycles["now"].id
    version = lambda: describe(known.chief, cycle, {"phase": "secondary"}).version
    known.score("castle")
    seen = [version()]
    known.score("castle", "before", personal_development="requires_improvement")
    seen.append(version())
    known.decide("castle", 3, "before")
    seen.append(version())
    assert len(set(seen)) == 3


def test_a_report_of_one_phase_holds_its_academies_only_and_says_so(known):
    cycle = known.cycles["now"].id
    assert sorted(filled(known, phase="secondary")) == ["Castle Rise High", "Dunmoor Academy"]
    assert "Beckside" not in paper(known, phase="secondary")
    assert "of 2 secondary academies" in paper(known, phase="secondary")
    narrowed, whole = describe(known.chief, cycle, {"phase": "secondary"}), describe(known.chief, cycle, {})
    assert narrowed.title == f"{whole.title}, secondary academies"
    assert narrowed.version != whole.version
    # A phase that nobody has is none, and the title does not claim one.
    assert describe(known.chief, cycle, {"phase": "nursery"}).title == whole.title


def test_a_file_says_the_date_of_the_last_change_and_never_today(known):
    today = timezone.localdate()
    html = paper(known)
    assert f"Last change on {today.day} {today:%B %Y} by" in html
    assert "today" not in html


def test_the_workbook_has_movement_in_a_cell_of_its_own_and_the_category_as_a_number(known):
    row = filled(known)["Beckside Primary"]
    column = next(each for each in row if each.startswith("Statutory data"))
    before = known.years["before"].label
    assert row[column] == "Requires improvement"
    assert row[f"{column}: since {before}"] == "declined"
    assert row["Category"] == 2
    assert filled(known)["Castle Rise High"]["Category"] is None


def test_long_headings_of_the_pdf_break_where_words_may(known):
    assert ">Safe\u00adguarding</th>" in paper(known)
    assert "Safeguarding" in filled(known)["Beckside Primary"]


def test_without_a_year_before_the_workbook_has_no_columns_of_movement(stage):
    assert not [header for row in filled(stage).values() for header in row if "since" in header]


def test_the_matrix_on_paper_breaks_no_machine_rule_of_pdf_ua(known):
    report = build(known.chief, known.cycles["now"].id, {})
    frame = Frame("Trust", "Matrix", timezone.now(), "Chief")
    assert (
        faults_of(render.render_pdf(render_to_string("reports/matrix.html", {"report": report, "frame": frame}))) == []
    )
