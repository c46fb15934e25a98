"""Two real trusts from official files: one real academy's row is scored and agreed in the browser."""

import datetime as dt
import io
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import transaction
from playwright.sync_api import Page, expect

from academies.actions.loads import load_file
from academies.models import Academy
from config.example import people
from improvement_cycle.actions import cycles
from tests.browser.house import House
from tests.browser.looks import look
from trust.actors import system_actor
from trust.enums import Place
from trust.models import SchoolYear, Trust
from trust.tenancy import tenant

DATA = Path(__file__).resolve().parents[3] / "shared" / "data"
FILES = (
    ("groups", "gias_allgroupsdata_202608_trusts.csv"),
    *((kind, f"{name}_{trust}{end}.csv") for trust in ("nclt", "delta") for kind, name, end in (
        ("inspections", "ofsted_mi_20250831", ""),
        ("inspections", "ofsted_reportcards_202606", ""),
        ("establishments", "gias_establishments_202608", ""),
        ("establishment-links", "gias_links_20250422", ".RAW"),
    )),
)  # fmt: skip
TRUSTS = {"nclt": 16694, "delta": 4474}
URN = 136301
SINCE = dt.date(2022, 9, 1)
ROW = "/t/nclt/matrix/2026/{}/"


def load_trusts() -> str:
    """Both trusts from their files, with three people and an open year in the first. Returns the academy's slug."""
    for kind, name in FILES:
        load_file(by="test", kind=kind, path=DATA / name)
    for slug, uid in TRUSTS.items():
        said = io.StringIO()
        call_command("create_trust", group_uid=uid, slug=slug, preset="four_point", stdout=said)
        assert "academies were added" in said.getvalue()
    trust = Trust.objects.get(slug="nclt")
    with tenant(trust.id), transaction.atomic():
        academy = Academy.objects.get(establishment_id=URN)
        for role in ("director", "chief_executive"):
            people.member({"name": f"The {role}", "email": f"{role}@nclt.example", "role": role}, SINCE)
        people.appoint(academy, {"name": "The head", "email": "head@nclt.example"}, Place.HEADTEACHER, SINCE)
        year = SchoolYear.objects.create(starts_on=dt.date(2026, 9, 1), ends_on=dt.date(2027, 8, 31))
        cycles.open_year(actor=system_actor(trust, "Test"), school_year_id=year.id)
        return str(academy.slug)


def save(page: Page, box: str, radio: int) -> None:
    """One form of the panel."""
    form = page.locator(f"form:has(#{box}-save)")
    form.get_by_role("radio").nth(radio).check()
    form.locator("textarea").fill("Seen in the visits and in the figures of the autumn.")
    form.locator(f"#{box}-save").click()
    expect(page.get_by_text("Saved").first).to_be_visible()


@pytest.mark.skipif(not DATA.exists(), reason="the sample data is not here")
def test_a_real_row(empty_house: House) -> None:
    slug = load_trusts()
    row = ROW.format(slug)
    parties: dict[str, Any] = {
        "head": empty_house.enter("head@nclt.example"),
        "director": empty_house.enter("director@nclt.example"),
        "chief_executive": empty_house.enter("chief_executive@nclt.example"),
    }
    director, chief = parties["director"], parties["chief_executive"]
    director.goto("/t/nclt/academies/")
    expect(director.get_by_role("main")).to_contain_text("Brinsworth")
    assert look(director, 1440, "light") == []
    director.goto(f"/t/nclt/academies/{slug}/")
    expect(director.get_by_role("main")).to_contain_text("Rotherham")
    assert look(director, 390, "dark") == []

    director.set_viewport_size({"width": 1440, "height": 900})
    director.goto("/t/nclt/matrix/2026/score/")
    columns = [
        link.split("/")[-2]
        for link in director.locator(f"td[id^='cell-{slug}-'] a[data-cell]").evaluate_all("all => all.map(a => a.href)")
    ]
    assert len(columns) >= 6
    for number, column in enumerate(columns):
        for party in ("head", "director"):
            parties[party].goto(f"{row}{column}/")
            save(parties[party], party, min(number % 3, 1))
        save(director, "agreed", min(number % 3, 1))
    assert look(director, 820, "light") == []

    director.goto(f"{row}status/")
    director.locator("label[for=cat-1]").click()
    director.get_by_label("Why?").fill("Good throughout.")
    director.locator("label[for=took-director]").click()
    director.get_by_role("button", name="Record the decision").click()
    for party, page in parties.items():
        page.goto(f"{row}agree/")
        page.locator(f"#agree-{party}").click()
    expect(chief.get_by_text("Agreed and frozen").first).to_be_visible()
    chief.goto("/t/nclt/matrix/2026/")
    expect(chief.get_by_role("main")).to_contain_text("Brinsworth")
    assert [line for width in (1440, 820, 390) for line in look(chief, width, "dark")] == []
    assert empty_house.client("director@nclt.example").get("/t/delta/").status_code == 404
