"""Visits by week: what has no date gets one, a visit is dragged and moved by keys, and what does not fit is said."""

import datetime as dt
import re

from playwright.sync_api import Locator, Page, expect

from tests.browser.house import House
from tests.browser.keyboard import follow, tab_to
from tests.browser.test_plan import field, main, seen

PLANNER = "visits/by-week/"
ACADEMY, OTHER = "Dunmoor Academy", "Castle Rise High School"
SORT = "Behaviour and attendance audit"
ON_TUESDAY = 1


def by_academy(page: Page) -> Locator:
    return page.locator("[data-planner]")


def weeks(page: Page) -> list[dt.date]:
    """The Mondays to which a visit can be dragged."""
    cells = by_academy(page).locator("tbody tr").first.locator("[data-week]")
    return [dt.date.fromisoformat(each) for each in cells.evaluate_all("all => all.map(each => each.dataset.week)")]


def week_of(page: Page, academy: str, monday: dt.date) -> Locator:
    row = by_academy(page).get_by_role("row", name=re.compile(academy))
    return row.locator(f'[data-week="{monday.isoformat()}"]')


def tuesday(monday: dt.date) -> dt.date:
    return monday + dt.timedelta(days=ON_TUESDAY)


def day(page: Page) -> Locator:
    return page.get_by_label("Day", exact=True)


def type_day(page: Page, wanted: dt.date) -> None:
    """By keys, as the browser asks for it: month, day, year."""
    tab_to(page, day(page))
    page.keyboard.type(f"{wanted:%m%d%Y}")


def test_a_promise_gets_its_day_is_dragged_and_moved_by_keys_and_a_clash_is_said(own_house: House) -> None:
    director = own_house.enter("secondary_director", PLANNER)
    seen(director)
    first, second, third = weeks(director)[-3:]
    undated = director.locator("section", has=director.get_by_role("heading", name="Promised, no date yet"))
    undated.get_by_role("link", name=f"Find a date for {SORT.lower()}, {ACADEMY}").click()
    expect(main(director)).to_contain_text("Behaviour and attendance are examined in full")
    director.get_by_role("button", name="Plan it").click()
    expect(director.locator("#error-summary")).to_contain_text("Enter the date, day.")
    seen(director)
    day(director).fill(tuesday(first).isoformat())
    expect(director.get_by_role("checkbox", name=re.compile("Daniel Achterberg"))).to_be_checked()
    field(director, "Focus (optional)").fill("What happens between lessons.")
    director.get_by_role("button", name="Plan it").click()
    expect(director.get_by_text("The visit is planned.")).to_be_visible()
    expect(main(director)).to_contain_text("What happens between lessons.")
    seen(director)

    director.goto(own_house.at(PLANNER))
    expect(undated).not_to_contain_text(f"{SORT}, {ACADEMY}")
    planned = week_of(director, ACADEMY, first).get_by_role("link", name=re.compile(SORT))
    expect(planned).to_contain_text(f"Tue {tuesday(first).day}")
    elsewhere = week_of(director, OTHER, second)
    planned.drag_to(elsewhere)
    expect(director).to_have_url(own_house.at(PLANNER))  # a visit stays at its academy
    planned.drag_to(week_of(director, ACADEMY, second))
    expect(director.get_by_role("heading", level=1)).to_have_text("Change or move the visit")
    expect(day(director)).to_have_value(tuesday(second).isoformat())
    seen(director)
    director.get_by_role("button", name="Save", exact=True).click()
    expect(director.locator("#error-summary")).to_contain_text("Give a reason")
    expect(day(director)).to_have_value(tuesday(second).isoformat())
    field(director, "Why another day? (optional)").fill("Mock examinations.")
    director.get_by_role("button", name="Save", exact=True).click()
    expect(director.get_by_text("The visit is changed.")).to_be_visible()

    director.get_by_role("link", name="Visits", exact=True).first.click()
    director.get_by_role("link", name="Plan a visit").click()
    director.get_by_label("Academy", exact=True).select_option(label=OTHER)
    director.get_by_label("What sort of visit is it?").select_option(label="Progress meeting")
    day(director).fill(tuesday(third).isoformat())
    director.get_by_role("button", name="Plan it").click()
    expect(director.get_by_text("The visit is planned.")).to_be_visible()

    director.goto(own_house.at(PLANNER))
    clashes = director.locator(".clashes")
    told = re.compile(f"Daniel Achterberg, .*{tuesday(third).day} .*: two places on one day")
    expect(director.get_by_text(told)).to_have_count(0)
    expect(week_of(director, ACADEMY, first).get_by_role("link", name=re.compile(SORT))).to_have_count(0)
    follow(director, week_of(director, ACADEMY, second).get_by_role("link", name=re.compile(SORT)))
    follow(director, director.get_by_role("link", name="Change or move"))
    type_day(director, tuesday(third))
    tab_to(director, field(director, "Why another day? (optional)"))
    director.keyboard.type("The hall is taken.")
    follow(director, director.get_by_role("button", name="Save", exact=True))
    expect(director.get_by_text("The visit is changed.")).to_be_visible()

    director.goto(own_house.at(PLANNER))
    expect(clashes.get_by_text(told)).to_be_visible()
    for academy, sort in ((ACADEMY, SORT), (OTHER, "Progress meeting")):
        slot = week_of(director, academy, third).get_by_role("link", name=re.compile(sort))
        expect(slot).to_contain_text("Two places")
    seen(director)
    line = clashes.get_by_role("listitem").filter(has_text=told)
    line.get_by_role("link", name=re.compile("^Move")).click()
    day(director).fill((tuesday(third) + dt.timedelta(days=1)).isoformat())
    field(director, "Why another day? (optional)").fill("I cannot be at two places.")
    director.get_by_role("button", name="Save", exact=True).click()
    director.goto(own_house.at(PLANNER))
    expect(director.get_by_text(told)).to_have_count(0)

    now = week_of(director, ACADEMY, third).get_by_role("link", name=re.compile(SORT)).locator("b").inner_text()
    stands_on = dt.timedelta(days=("Tue", "Wed").index(now.split()[0]))
    head = own_house.enter("c.prentice@dunmoor.example", "commitments/2026/dunmoor-academy/")
    kept = head.get_by_role("row", name=re.compile("^Behaviour and attendance are examined in full"))
    expect(kept.locator(".kept")).to_have_text(f"{tuesday(third) + stands_on:%-d %B}")
    expect(kept.locator(".kept")).to_have_class(re.compile("sch"))
    seen(head)


def test_a_promise_is_dragged_to_its_week(own_house: House) -> None:
    director = own_house.enter("primary_director", PLANNER)
    last = weeks(director)[-1]
    slot = by_academy(director).locator(".slot.tbc").first
    academy = slot.locator("xpath=ancestor::tr").locator(".who-at > span").last
    name = academy.inner_text().split("\n")[0]
    weekday = int(slot.get_attribute("data-weekday") or "")
    slot.drag_to(week_of(director, name, last))
    expect(director.get_by_role("heading", level=1)).to_have_text("Plan a visit")
    expect(main(director)).to_contain_text(name)
    expect(day(director)).to_have_value((last + dt.timedelta(days=weekday)).isoformat())


def test_it_is_planned_and_moved_without_script(own_house: House) -> None:
    director = own_house.enter("secondary_director", PLANNER, java_script_enabled=False)
    first, second = (tuesday(each) for each in weeks(director)[-2:])
    director.get_by_role("link", name=f"Find a date for {SORT.lower()}, {ACADEMY}").click()
    director.get_by_role("button", name="Plan it").click()
    expect(director.get_by_role("alert")).to_contain_text("Enter the date, day.")
    day(director).fill(first.isoformat())
    director.get_by_role("button", name="Plan it").click()
    expect(main(director)).to_contain_text(f"{first:%-d %B}")
    director.get_by_role("link", name="Change or move").click()
    day(director).fill(second.isoformat())
    field(director, "Why another day? (optional)").fill("Mock examinations.")
    director.get_by_role("button", name="Save", exact=True).click()
    expect(main(director)).to_contain_text("Moved")
    director.goto(own_house.at(PLANNER))
    slot = week_of(director, ACADEMY, second - dt.timedelta(days=ON_TUESDAY)).get_by_role("link", name=re.compile(SORT))
    expect(slot).to_contain_text(f"Tue {second.day}")
