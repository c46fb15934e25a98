"""Which sources of evidence there are before anybody judges; and the row with everything that speaks to its areas."""

import datetime as dt
import re
from typing import Any

from django.utils import timezone
from django.utils.html import strip_tags

from academies.models import DataLoad, Measure, MeasureFigure
from improvement_cycle.actions import evidence
from improvement_cycle.models import Evidence
from tests.facts import comes_after, inspection, school
from tests.web.improvement_cycle.conftest import Web
from tests.web.improvement_cycle.test_sef_pages import fill

SURVEY = "MAGPIE survey"


def add(web: Web, **more: Any) -> Evidence:
    with web.open():
        given = {"source_key": "parent_survey", "title": SURVEY, "summary": "Short."} | more
        return evidence.add(actor=web.stage.troupe.actor("head"), academy_cycle_id=web.row().id, **given)


def source(web: Web, label: str, who: str = "director") -> str:
    """The line of one source on the academy's page."""
    page = web.client(who).get(web.row_url("sources")).content.decode()
    rows = re.findall(r'<tr><th scope="row">(.*?)</tr>', page, re.DOTALL)
    return " ".join(strip_tags(next(row for row in rows if label in row).replace("<", " <")).split())


def text(web: Web, who: str, url: str) -> str:
    return web.client(who).get(url).content.decode()


def test_each_source_is_there_with_its_age_or_missing(web: Web) -> None:
    add(web, dated_on=timezone.localdate() - dt.timedelta(21))
    assert "MAGPIE survey" in source(web, "Parents surveys")
    assert "3 weeks old" in source(web, "Parents surveys")
    assert "Missing Nothing yet" in source(web, "Staff surveys")
    assert "1 of 11 sources of evidence. Missing:" in text(web, "director", web.row_url("sources"))


def test_inspections_figures_and_what_was_submitted_fill_themselves(web: Web) -> None:
    with web.open():
        academy = web.stage.academies["beckside"]
        academy.establishment = school(900400, academy.name)
        academy.save()
        inspection(900400, dt.date(2020, 3, 1))
        year = web.stage.years["now"].starts_on.year
        for theme, ends in (("attendance", year), ("pupils", year - 1)):
            MeasureFigure.objects.create(
                place=900400,
                level=1,
                measure=Measure.objects.filter(theme=theme).first(),
                year=ends,
                breakdown="all",
                number=5,
                status=3,
                as_at=dt.date(2026, 10, 1),
                source=DataLoad.objects.get(file_name="invented"),
            )
    assert "Filled in automatically" in source(web, "Last Ofsted judgement")
    assert f"Published figures of {year - 1}" in source(web, "Student behaviour and attendance")
    assert "In place" in source(web, "Student behaviour and attendance")
    assert "From an earlier year" in source(web, "Academy demographics")
    web.client("head").post(web.row_url("sef_begin"))
    assert "Missing" in source(web, "self-evaluation")
    fill(web)
    assert "Missing" in source(web, "self-evaluation", "head")
    web.client("head").post(web.row_url("sef_check"))
    assert "version 1" in source(web, "self-evaluation")
    # Submitted is for those who answer it; the director of another phase waits for the approval.
    assert "Missing" in source(web, "self-evaluation", "secondary_director")


def test_figures_of_the_school_before_fill_it_too_unless_several_had_a_number(web: Web) -> None:
    def published(urn: int, ends: int) -> None:
        MeasureFigure.objects.create(
            place=urn,
            level=1,
            measure=Measure.objects.filter(theme="attendance").first(),
            year=ends,
            breakdown="all",
            number=5,
            status=3,
            as_at=dt.date(2026, 10, 1),
            source=DataLoad.objects.get(file_name="invented"),
        )

    with web.open():
        academy = web.stage.academies["beckside"]
        academy.establishment = school(900400, academy.name)
        academy.save()
        comes_after(900400, 900401)
        comes_after(900401, 900402, 900403)
        year = web.stage.years["now"].starts_on.year
        published(900402, year)
        published(900403, year - 1)
    assert f"Published figures of {year - 1}" in source(web, "Student behaviour and attendance")
    assert "In place" in source(web, "Student behaviour and attendance")
    with web.open():
        published(900403, year)
    assert f"Published figures of {year - 2}" in source(web, "Student behaviour and attendance")
    assert "From an earlier year" in source(web, "Student behaviour and attendance")


def test_the_page_of_all_academies_counts_each_source(web: Web) -> None:
    add(web, dated_on=timezone.localdate())
    page = text(web, "chief", web.url("sources_year", web.key))
    assert "1 of 11 sources. Oldest that was added: Parents surveys, today. Missing: " in page
    assert "1 of 3" in page
    assert text(web, "head", web.url("sources_year", web.key)).count('<th scope="row"><a') == 1


def test_who_finds_the_pages(web: Web) -> None:
    for who, one, every in (
        ("chief", 200, 200),
        ("secondary_director", 200, 200),
        ("head", 200, 200),
        ("other_head", 404, 200),
        ("trustee", 404, 404),
        ("governor", 404, 404),
        ("administrator", 404, 404),
    ):
        client = web.client(who)
        assert client.get(web.row_url("sources")).status_code == one, who
        assert client.get(web.url("sources_year", web.key)).status_code == every, who
    assert web.cast.client(web.cast.b.users["chief"]).get(web.row_url("sources")).status_code == 404


def test_the_way_there_stands_on_the_row_the_grid_and_the_cell(web: Web) -> None:
    one = f'href="{web.row_url("sources")}"'
    assert one in text(web, "director", web.row_url("row"))
    assert one in text(web, "director", web.row_url("cell", "beckside", "safeguarding"))
    assert one in text(web, "director", web.url("score", web.key) + "?mode=one&academy=beckside-primary")
    assert f'href="{web.url("sources_year", web.key)}"' in text(web, "director", web.url("score", web.key))
    assert "sources of evidence" in text(web, "director", web.row_url("row"))


def test_a_missing_source_leads_to_the_form_with_the_source_chosen(web: Web) -> None:
    link = web.row_url("evidence") + "?source=staff_survey"
    assert link in text(web, "head", web.row_url("sources"))
    assert '<option value="staff_survey" selected>' in text(web, "head", link)
    assert web.client("head").get(web.row_url("evidence") + "?source=nothing").status_code == 400


class TestRow:
    def test_each_area_shows_what_changed_who_says_so_and_its_evidence(self, web: Web) -> None:
        add(web, column_keys=["safeguarding"])
        add(web, title="Of the area", area_keys=["leadership"])
        web.meet()
        with web.open():
            web.stage.agree(web.row(), "leadership_and_management", "requires_improvement", reason="It went down.")
        page = text(web, "director", web.row_url("row")).split('id="h-each"')[1]
        leadership = next(part for part in page.split("<details") if "Leadership &amp; Management" in part)
        assert "Declined since" in leadership
        assert "Good then." in leadership
        assert "It went down." in leadership
        assert "Of the area" in leadership
        assert SURVEY not in leadership
        safeguarding = next(part for part in page.split("<details") if "Safeguarding" in part)
        assert SURVEY in safeguarding
        assert "#h-his" in safeguarding

    def test_the_three_views_stand_there_for_the_three_once_open_and_for_nobody_else(self, web: Web) -> None:
        web.say("head", "head", "safeguarding", "effective", "SECRET-OF-HEAD")
        web.say("director", "director", "safeguarding", "not_effective", "SECRET-OF-DIRECTOR")
        row = web.row_url("row")
        for who, sees in (("head", True), ("director", True), ("chief", False), ("secondary_director", False)):
            page = text(web, who, row)
            assert ("SECRET-OF-HEAD" in page) is sees, who
            assert ("To discuss" in page or "to discuss" in page) is sees, who
        web.meet()
        assert "SECRET-OF-HEAD" in text(web, "chief", row)
        assert "Three views" not in text(web, "secondary_director", row)

    def test_the_self_evaluations_own_grade_stands_beside_only_once_it_is_submitted(self, web: Web) -> None:
        web.client("head").post(web.row_url("sef_begin"))
        fill(web)
        cell = web.row_url("cell", "beckside", "leadership_and_management")
        for who in ("director", "head"):
            assert "Own view (SEF)" not in text(web, who, web.row_url("row"))
            assert "Self-evaluation: not submitted" in text(web, who, cell)
        web.client("head").post(web.row_url("sef_check"))
        assert "Own view (SEF)" in text(web, "director", web.row_url("row"))
        assert "Self-evaluation: Good for Leadership (" in text(web, "director", cell)
        assert "Own view (SEF)" not in text(web, "secondary_director", web.row_url("row"))
        assert "Self-evaluation: none approved yet" in text(web, "secondary_director", cell)


def test_whoever_reads_one_academy_is_not_sent_to_all_of_them(web: Web) -> None:
    """A head has one row: no way to others, and no totals of one."""
    page, table = web.row_url("sources"), web.url("sources_year", web.key)
    assert "All academies" in web.client("chief").get(page).content.decode()
    assert "Academies that have it" in web.client("chief").get(table).content.decode()
    assert "All academies" not in web.client("head").get(page).content.decode()
    assert "Academies that have it" not in web.client("head").get(table).content.decode()
