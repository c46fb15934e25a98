"""From a point of the self-evaluation to a plan that is approved: by three people, by keys alone, without script."""

import re

from playwright.sync_api import Locator, Page, expect

from tests.browser.house import House
from tests.browser.keyboard import choose, follow, tab_to
from tests.browser.looks import look

HEAD = "g.amundsen@hollowaybridge.example"
HOLLOWAY = "2026/holloway-bridge-academy/"
BECKSIDE = "2026/beckside-primary/"
PAGE = {
    "Problem": "Half of what was taught in autumn is gone by July.",
    "Active ingredients": "A short check at the start of each lesson",
    "Implementation activities": "Three training sessions",
    "Final outcomes": "Quiz average from 46% to 65%",
}


def main(page: Page) -> Locator:
    return page.locator("#main")


def seen(page: Page) -> None:
    """Nothing stands in the way of anybody on this page."""
    assert look(page, 1440, "light") == [], page.url
    assert look(page, 390, "dark") == [], page.url
    page.set_viewport_size({"width": 1440, "height": 900})


def field(page: Page, label: str) -> Locator:
    return page.get_by_role("textbox", name=label, exact=True)


def saved(page: Page) -> None:
    expect(page.locator("#save-state")).to_contain_text("Saved")


def agree(page: Page, label: str) -> None:
    page.reload()
    page.get_by_role("button", name=f"Agree as {label}").click()


def test_from_a_point_of_the_self_evaluation_to_a_plan_that_both_approved(own_house: House) -> None:
    head = own_house.enter(HEAD, f"priorities/{HOLLOWAY}")
    seen(head)
    head.get_by_role("link", name=re.compile("^Propose ?:")).first.click()
    statement = field(head, "What is to improve?").input_value()
    assert statement
    seen(head)
    head.get_by_role("button", name="Propose it").click()
    expect(main(head)).to_contain_text("Self-evaluation, version 1")
    seen(head)
    address = head.url

    director = own_house.enter("primary_director", "waiting/")
    director.get_by_role("link", name=re.compile(re.escape(statement))).first.click()
    expect(director).to_have_url(address)
    field(director, "Comment").fill("By when, and for whom? I cannot tell whether it is done.")
    director.get_by_role("button", name="I do not agree").click()
    expect(main(director)).to_contain_text("Does not agree, as director")
    seen(director)

    head.reload()
    expect(main(head)).to_contain_text("I cannot tell whether it is done.")
    head.get_by_role("link", name="Change", exact=True).click()
    better = "Pupils of Years 7 to 9 remember what they were taught a year before"
    field(head, "What is to improve?").fill(better)
    head.get_by_role("button", name="Save", exact=True).click()
    expect(head.get_by_role("heading", level=1)).to_have_text(better)
    chief = own_house.enter("chief")
    chief.goto(address)
    seen(chief)
    for page, label in ((head, "head"), (director, "director"), (chief, "chief executive")):
        agree(page, label)
    expect(main(chief)).to_contain_text("Agreed")

    head.goto(own_house.at(f"plan/{HOLLOWAY}"))
    seen(head)
    head.get_by_role("button", name="Begin the improvement plan").click()
    seen(head)
    head.get_by_role("link", name=re.compile(better)).first.click()
    for label, words in PAGE.items():
        field(head, label).fill(words)
    head.get_by_text("Yes, it is complete").click()
    saved(head)
    head.reload()
    for label, words in PAGE.items():
        expect(field(head, label)).to_have_value(words)
    seen(head)
    head.get_by_role("link", name="Check and submit").click()
    seen(head)
    head.locator(".rowlist.two a").first.click()
    field(head, "What will be different by the end of the year?").fill("Pupils know more and remember more.")
    head.get_by_text("Yes, it is complete").click()
    saved(head)
    head.get_by_role("link", name="Check and submit").click()
    head.get_by_role("button", name="Submit the improvement plan").click()
    expect(main(head)).to_contain_text("Version 1 is submitted.")
    seen(head)

    director.goto(own_house.at("plan/"))
    seen(director)
    director.get_by_role("link", name="Read and answer Holloway Bridge Academy").click()
    expect(main(director)).to_contain_text(PAGE["Active ingredients"])
    director.get_by_text("Give it back with comments").click()
    director.get_by_label("What should be looked at again?").fill("Who covers while they are trained?")
    seen(director)
    director.get_by_role("button", name="Give it back").click()

    head.goto(own_house.at(f"plan/{HOLLOWAY}"))
    expect(main(head)).to_contain_text("Who covers while they are trained?")
    head.get_by_role("link", name=re.compile(better)).first.click()
    field(head, "Are we ready?").fill("Cover is agreed until February.")
    saved(head)
    head.get_by_role("link", name="Check and submit").click()
    head.get_by_role("button", name="Submit again").click()
    expect(main(head)).to_contain_text("Version 2 is submitted.")
    for page, words in ((director, "Approve as director"), (chief, "Approve as chief executive")):
        page.goto(own_house.at(f"plan/{HOLLOWAY}versions/2/"))
        expect(main(page)).to_contain_text("Cover is agreed until February.")
        page.get_by_role("button", name=words).click()
    head.goto(own_house.at(f"plan/{HOLLOWAY}"))
    expect(main(head)).to_contain_text("It is locked.")
    seen(head)
    head.get_by_role("link", name="Version 2").click()
    head.get_by_role("button", name="PDF").click()
    expect(head.get_by_role("heading", level=1)).to_contain_text("Improvement plan")
    expect(head.get_by_role("link", name="Download")).to_be_visible(timeout=60_000)


def test_a_priority_is_proposed_and_agreed_by_keys_alone(own_house: House) -> None:
    page = own_house.enter("head", f"priorities/{BECKSIDE}")
    follow(page, page.get_by_role("link", name="Propose a priority"))
    tab_to(page, field(page, "What is to improve?"))
    page.keyboard.type("Every child reads with joy")
    area = page.get_by_label("Area")
    tab_to(page, area)
    page.keyboard.press("ArrowDown")
    choose(page, page.get_by_label("The academy", exact=False).first)
    follow(page, page.get_by_role("button", name="Propose it"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Every child reads with joy")
    follow(page, page.get_by_role("button", name="Agree as head"))
    expect(main(page)).to_contain_text("Your agreement is recorded.")
    expect(main(page)).to_contain_text("Waiting for director and chief executive")
    address = page.url
    chief = own_house.enter("chief")
    chief.goto(address)
    summary = chief.get_by_text("One of them is away, or the post is vacant")
    tab_to(chief, summary)
    chief.keyboard.press("Enter")
    choose(chief, chief.get_by_role("radio", name="Director"))
    tab_to(chief, field(chief, "Why can they not agree to it now?"))
    chief.keyboard.type("The post is vacant.")
    seen(chief)
    follow(chief, chief.get_by_role("button", name="Record it"))
    expect(main(chief)).to_contain_text("Absent: The post is vacant.")
    follow(chief, chief.get_by_role("button", name="Agree as chief executive"))
    expect(main(chief)).to_contain_text("The priority is agreed.")
    seen(chief)


def test_it_all_goes_without_script(own_house: House) -> None:
    page = own_house.enter("head", f"priorities/{BECKSIDE}new/", java_script_enabled=False)
    page.get_by_role("button", name="Propose it").click()
    expect(page.get_by_role("alert")).to_contain_text("Say in one sentence what is to improve.")
    field(page, "What is to improve?").fill("Every child reads with joy")
    page.get_by_label("Area").select_option(index=1)
    page.get_by_role("button", name="Propose it").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Every child reads with joy")
    page.goto(own_house.at(f"plan/{BECKSIDE}check/"))
    missing = page.locator(".rowlist.two a")
    count = missing.count()
    assert count
    for left in range(count, 0, -1):
        expect(missing).to_have_count(left)
        missing.first.click()
        for label, words in {**PAGE, "What will be different by the end of the year?": "Children are fluent."}.items():
            if field(page, label).count() and not field(page, label).input_value():
                field(page, label).fill(words)
        page.get_by_text("Yes, it is complete").click()
        page.get_by_role("button", name="Save", exact=True).click()
        expect(main(page)).to_contain_text("is saved.")
        page.goto(own_house.at(f"plan/{BECKSIDE}check/"))
    page.get_by_role("button", name="Submit the improvement plan").click()
    expect(main(page)).to_contain_text("Version 1 is submitted.")
