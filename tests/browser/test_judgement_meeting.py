"""A judgement meeting from its plan to its minutes, and a past year taken over from a spreadsheet: as people do it."""

import datetime as dt
import io

from django.db import transaction
from openpyxl import Workbook
from playwright.sync_api import Page, expect

from improvement_cycle.actions import cycles
from tests.browser.furnishing import actor, larkfield
from tests.browser.house import House
from tests.browser.looks import look
from trust.models import SchoolYear
from trust.tenancy import tenant


def test_a_meeting_is_planned_held_and_closed_with_minutes(own_house: House) -> None:
    page = own_house.enter("secondary_director", "matrix/2026/score/")
    page.get_by_role("link", name="Meetings", exact=True).click()
    page.get_by_role("link", name="Plan a meeting").click()
    for box in page.locator(".agenda-plan input").all():
        box.fill("")
    page.get_by_label("Thornfield Academy", exact=True).fill("1")
    page.get_by_label("Castle Rise High School", exact=True).fill("2")
    page.get_by_label("Kwame Marsh").check()
    assert look(page, 390, "light") == []
    page.get_by_role("button", name="Save").click()
    page.get_by_role("button", name="Open the meeting").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Thornfield Academy")
    expect(page.get_by_text("Castle Rise")).to_have_count(0)
    assert look(page, 1440, "dark") == []
    decide(page)
    page.get_by_role("link", name="Agenda and open points").click()
    expect(page.locator(".decided")).to_contain_text("Good")
    add_point(page)
    # What only screen readers are told is a box of its own: the name has a space before its colon.
    page.get_by_role("button", name="Put on screen : Castle Rise High School").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Castle Rise High School")

    head = own_house.enter("thornfield_head", "meetings/points/")
    expect(head.get_by_text("Send the attendance figures").first).to_be_visible()
    assert look(head, 390, "dark") == []

    page.get_by_role("button", name="Close the meeting").click()
    expect(page.get_by_role("main")).to_contain_text("Nothing was decided about:")
    assert look(page, 390, "light") == []
    page.get_by_role("button", name="Close it all the same").click()
    page.get_by_role("button", name="Minutes as PDF").click()
    expect(page.get_by_role("main")).to_contain_text("Minutes of the judgement meeting")


def decide(page: Page) -> None:
    """The first area that is open, as the three agree it."""
    box = page.locator("form", has=page.get_by_role("button", name="Save what was agreed")).first
    box.get_by_text("Good", exact=True).first.click()
    box.locator("textarea[name=reason]").first.fill("The three came to it together.")
    box.get_by_role("button", name="Save what was agreed").click()


def add_point(page: Page) -> None:
    """What stays open, with the head of the academy on screen as its owner."""
    page.get_by_text("Add an open point").click()
    page.get_by_label("What stays open?").fill("Send the attendance figures")
    page.get_by_label("Who sees to it?").select_option("head")
    page.get_by_label("By when").fill("2027-01-15")
    page.get_by_role("button", name="Add the point").click()


def test_a_past_year_is_taken_over_from_a_spreadsheet(own_house: House) -> None:
    open_past_year()
    page = own_house.enter("chief", "matrix/take-over/")
    page.get_by_label("Year").select_option(index=0)
    page.get_by_label("Spreadsheet").set_input_files(
        {"name": "last year.xlsx", "mimeType": "application/octet-stream", "buffer": book()}
    )
    page.get_by_role("button", name="Read the file").click()
    expect(page.get_by_text("Grades of inspections come from the official files.")).to_be_visible()
    expect(page.locator("#check")).to_contain_text("2 cells can be taken over")
    expect(page.locator("#check")).to_contain_text("2 cannot be taken over")
    expect(page.get_by_role("row", name="C3 Expected standard")).to_contain_text("It is none of: Outstanding")
    expect(page.get_by_role("row", name="A5 Thornfield Academy")).to_contain_text("No academy of this name has a row")
    assert look(page, 1440, "light") == []
    assert look(page, 390, "dark") == []
    page.get_by_role("button", name="Take over as agreed in").click()
    expect(page.get_by_text("2 cells are taken over into 2022/23.").first).to_be_visible()


def open_past_year() -> None:
    """A school year before those of the example, and its matrix."""
    with tenant(larkfield().id), transaction.atomic():
        year = SchoolYear.objects.create(starts_on=dt.date(2022, 9, 1), ends_on=dt.date(2023, 8, 31))
        cycles.open_year(actor=actor("administrator"), school_year_id=year.id)


def book() -> bytes:
    """A small matrix as trusts keep it."""
    made = Workbook()
    sheet = made.active
    for line in (
        ["School", "Ofsted", "Quality of education"],
        ["Dunmoor Academy", "Good", "Requires improvement"],
        ["Beckside Primary", "Good", "Expected standard"],
        ["Castle Rise High School", "Good", "Good"],
        ["Thornfield Academy", "Good", "Good"],  # joined the trust years later: no row to fill
    ):
        sheet.append(line)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()
