"""Published figures beside the sections of the self-evaluation, and in its context."""

from pathlib import Path

import pytest

from academies.actions.loads import load_file
from academies.models import Academy
from tests.facts import school
from tests.unit.academies import figure_files as rows
from tests.unit.academies import files
from tests.web.improvement_cycle.conftest import Web
from trust.models import EarlierText, Section


def load(folder: Path, name: str, **changed: str) -> None:
    row = {**(rows.CENSUS if "census" in name else rows.ABSENCE), **changed}
    load_file(by="test", kind="figures", path=files.write(folder / name, [row]))


@pytest.fixture
def known(web: Web, tmp_path: Path) -> Web:
    """Beckside has a number, and two years of absence and a census stand under it."""
    load(tmp_path, "england_abs_2023-24.csv", PERCTOT="6.1")
    load(tmp_path, "england_abs_2024-25.csv")
    load(tmp_path, "england_census_2025-26.csv")
    with web.open():
        Academy.objects.filter(slug="beckside-primary").update(establishment=school(900001, "Beckside Primary"))
        assert Academy.objects.filter(establishment_id=900001).count() == 1
    return web


def page(web: Web, key: str, who: str = "head") -> str:
    return web.client(who).get(web.row_url("sef_section", "beckside", key)).content.decode()


def beside(web: Web, key: str) -> str:
    url = web.row_url("sef_figures", "beckside", key)
    return web.client("head").get(url, headers={"HX-Request": "true"}).content.decode()


def test_a_section_shows_the_figures_that_speak_to_it_with_their_trend(known: Web) -> None:
    known.client("head").post(known.row_url("sef_begin"))
    assert known.row_url("sef_figures", "beckside", "behaviour_and_attendance") in page(
        known, "behaviour_and_attendance"
    )
    shown = beside(known, "behaviour_and_attendance")
    assert "Overall absence fell to 5.5% in 2024/25" in shown
    assert "small-trend" in shown
    assert "All figures" in shown
    assert "Official figures" not in page(known, "professional_development")
    assert known.client("trustee").get(known.row_url("sef_figures", "beckside", "context")).status_code == 404


def test_without_javascript_the_figures_are_a_page_with_the_same_on_it(known: Web) -> None:
    known.client("head").post(known.row_url("sef_begin"))
    url = known.row_url("sef_figures", "beckside", "behaviour_and_attendance")
    whole = known.client("head").get(url).content.decode()
    assert "<h1>" in whole
    assert beside(known, "behaviour_and_attendance").strip().replace("h3", "h2").replace("h4", "h3") in whole


def test_the_context_begins_with_the_official_figures_and_their_source(known: Web) -> None:
    known.client("head").post(known.row_url("sef_begin"))
    with known.open():
        facts = Section.objects.get(key="context").content["facts"]
    assert len(facts) == 6
    assert facts[0].startswith("Pupils on roll: 210 in 2025/26. School census, performance tables, 2025/26, final")
    assert "Pupils on roll: 210" in page(known, "context")


def test_changed_facts_stay_until_the_official_ones_are_put_in_again(known: Web, tmp_path: Path) -> None:
    client = known.client("head")
    client.post(known.row_url("sef_begin"))
    url = known.row_url("sef_section", "beckside", "context")
    client.post(url, {"version": "0", "facts": "Pupils on roll: 207. Our own count."})
    load(tmp_path, "england_census_2026-27.csv", NOR="205")
    assert "Our own count." in page(known, "context")
    assert client.post(known.row_url("sef_figures", "beckside", "context")).status_code == 302
    with known.open():
        assert Section.objects.get(key="context").content["facts"][0].startswith("Pupils on roll: 205 in 2026/27")
        # Said to be kept, so it is kept, however short it was and whoever wrote it.
        kept = EarlierText.objects.filter(section__key="context").latest("kept_at")
        assert kept.content["facts"] == ["Pupils on roll: 207. Our own count."]
    assert client.post(known.row_url("sef_figures", "beckside", "leadership")).status_code == 404


def test_without_figures_the_context_is_empty_and_says_so(web: Web) -> None:
    web.client("head").post(web.row_url("sef_begin"))
    with web.open():
        assert Section.objects.get(key="context").content["facts"] == []
    assert "None are loaded for this academy." in beside(web, "context")
