"""Rows beside a page of the plan and how they go: the head plans, a leader tells of one action, the head closes one."""

import datetime as dt
import re
import time

from django.db import transaction
from playwright.sync_api import Page, Route, expect

from academies.models import Appointment
from improvement_cycle.models import PlanAction
from tests.browser.house import House
from tests.browser.keyboard import choose, follow, tab_to
from tests.browser.test_plan import BECKSIDE, PAGE, field, main, saved, seen
from trust.models import Membership, Trust
from trust.tenancy import tenant

KESTREL = "2026/kestrel-point-academy/"
KESTREL_HEAD = "t.brannigan@kestrelpoint.example"
FIRST = f"plan/{BECKSIDE}sections/priority-2026-1/"
GOES = f"plan/{KESTREL}progress/priority-2026-1/"
COACHING = "Coaching for heads of year by the behaviour hub"
ROWS = {
    "objectives": {"Objective": "Nine children in ten know their tables", "Where we start": "6 of 10"},
    "milestones": {"End of which half term": "Spring 1", "What will be true?": "Year 3 know the twos, fives and tens"},
    "checks": {"What we look at": "Ten books of each year", "Who looks": "The maths lead", "When": "2027-02-05"},
}
ACTION = {"Action": "Ten minutes of tables each morning", "Done by": "2027-03-26", "Cost in pounds": "1,150"}


def fill(page: Page, given: dict[str, str]) -> None:
    """Each by its label."""
    for label, words in given.items():
        at = page.get_by_label(re.compile(rf"^{re.escape(label)}( \(optional\))?$"))
        if at.evaluate("e => e.tagName") == "SELECT":
            at.select_option(label=words)
        else:
            at.fill(words)


def add_rows(page: Page, house: House) -> None:
    """One of each kind, the action led by a senior leader."""
    for rows, given in {**ROWS, "actions": {**ACTION, "Who leads it": "Owen Sparks"}}.items():
        page.goto(house.at(f"{FIRST}{rows}/add/"))
        fill(page, given)
        page.get_by_role("button", name="Add it", exact=True).click()
        expect(main(page)).to_contain_text(next(words for words in given.values() if len(words) > 12))


def finish(page: Page, house: House) -> None:
    """What is still missing in the plan, written and handed in."""
    page.goto(house.at(f"plan/{BECKSIDE}check/"))
    missing = page.locator(".rowlist.two a")
    for left in range(missing.count(), 0, -1):
        expect(missing).to_have_count(left)
        missing.first.click()
        for label, words in {**PAGE, "What will be different by the end of the year?": "Children are fluent."}.items():
            if field(page, label).count() and not field(page, label).input_value():
                field(page, label).fill(words)
        page.get_by_text("Yes, it is complete").click()
        saved(page)
        page.goto(house.at(f"plan/{BECKSIDE}check/"))
    page.get_by_role("button", name="Submit the improvement plan").click()
    expect(main(page)).to_contain_text("Version 1 is submitted.")


def lead_by(email: str, text: str) -> None:
    """As if this person were a senior leader there, too, and the plan had named them."""
    with tenant(Trust.objects.get(slug="larkfield").id), transaction.atomic():
        person = Membership.objects.get(user__email=email)
        action = PlanAction.objects.select_related("academy_cycle").get(text=text)
        there = {"academy_id": action.academy_cycle.academy_id, "role": "senior_leader"}
        Appointment.objects.create(membership=person, from_on=dt.date(2026, 9, 1), **there)
        action.lead, action.lead_name = person, ""
        action.save()


def test_rows_are_planned_approved_told_of_and_closed(own_house: House) -> None:
    head = own_house.enter("head", FIRST)
    head.get_by_role("link", name="Add an action").click()
    seen(head)
    head.get_by_role("button", name="Add it", exact=True).click()
    expect(head.get_by_role("alert")).to_contain_text("Say what will be done.")
    seen(head)
    add_rows(head, own_house)
    expect(main(head)).to_contain_text("£1,150 in all")
    seen(head)
    head.get_by_role("link", name=ACTION["Action"]).click()
    seen(head)
    finish(head, own_house)
    for person, words in (("primary_director", "Approve as director"), ("chief", "Approve as chief executive")):
        page = own_house.enter(person, f"plan/{BECKSIDE}versions/1/")
        expect(main(page)).to_contain_text(ACTION["Action"])
        seen(page)
        page.get_by_role("button", name=words).click()

    leader = own_house.enter("leader", "waiting/")
    leader.get_by_role("link", name=f"Action: {ACTION['Action']}", exact=True).click()
    seen(leader)
    leader.get_by_role("radio", name="At risk").check()
    field(leader, "What has happened? (optional)").fill("Year 4 has no time for it on Mondays.")
    leader.get_by_role("button", name="Save", exact=True).click()
    expect(main(leader)).to_contain_text("Year 4 has no time for it on Mondays.")
    seen(leader)
    leader.goto(own_house.at("actions/"))
    expect(main(leader)).to_contain_text("At risk")
    seen(leader)

    head.goto(own_house.at(f"plan/{BECKSIDE}progress/"))
    expect(main(head)).to_contain_text("0 of 1 actions complete")
    seen(head)
    head.get_by_role("link", name=ACTION["Action"]).click()
    expect(main(head)).to_contain_text("Told last by Owen Sparks")
    head.get_by_role("button", name="Close it").click()
    expect(head.get_by_role("alert")).to_contain_text("Give a reason.")
    seen(head)
    field(head, "Why is it closed?").fill("It is part of every lesson by now.")
    head.get_by_role("button", name="Close it").click()
    expect(main(head)).to_contain_text("Closed: It is part of every lesson by now.")
    seen(head)
    head.get_by_role("link", name="Priority 1, and all it rests on").click()
    expect(main(head)).to_contain_text("How it goes")
    leader.reload()
    expect(main(leader)).to_contain_text("Nothing to do")


def test_a_row_is_added_and_told_of_by_keys_alone(own_house: House) -> None:
    page = own_house.enter("head", FIRST)
    follow(page, page.get_by_role("link", name="Add an objective"))
    for label, words in ROWS["objectives"].items():
        tab_to(page, page.get_by_label(re.compile(rf"^{label}( \(optional\))?$")))
        page.keyboard.type(words)
    follow(page, page.get_by_role("button", name="Add it", exact=True))
    expect(main(page)).to_contain_text("Nine children in ten know their tables")

    lead_by("o.sparks@beckside.example", COACHING)
    leader = own_house.enter("leader", "waiting/")
    follow(leader, leader.get_by_role("link", name=f"Action: {COACHING}", exact=True))
    choose(leader, leader.get_by_role("radio", name="Complete"))
    follow(leader, leader.get_by_role("button", name="Save", exact=True))
    expect(leader).to_have_url(own_house.at(GOES))
    leader.goto(own_house.at("actions/"))
    expect(leader.get_by_role("region", name="Done")).to_contain_text(COACHING)


def test_a_button_that_is_pressed_again_before_the_answer_sends_nothing_more(own_house: House) -> None:
    head = own_house.enter("head", f"{FIRST}milestones/add/")
    fill(head, ROWS["milestones"])
    sent: list[str] = []

    def slowly(route: Route) -> None:
        if route.request.method == "POST":
            sent.append(route.request.url)
            answer = route.fetch(max_redirects=0)
            time.sleep(0.5)
            route.fulfill(response=answer)
        else:
            route.continue_()

    head.route("**/add/", slowly)
    button = head.get_by_role("button", name="Add it", exact=True)
    button.evaluate("button => { button.click(); setTimeout(() => button.click(), 150); }")
    head.wait_for_url(re.compile(r"#rows$"))
    expect(main(head).get_by_text("Year 3 know the twos, fives and tens")).to_have_count(1)
    assert len(sent) == 1


def test_on_a_phone_and_without_script_nothing_of_how_it_goes_is_cut_off(own_house: House) -> None:
    page = own_house.enter(KESTREL_HEAD, GOES, java_script_enabled=False, viewport={"width": 390, "height": 900})
    for words in ("£3,600", "At risk", "Heads of year", "£9,000"):
        box = page.locator("td").get_by_text(words).first.bounding_box()
        assert box is not None
        assert box["x"] >= 0, words
        assert box["x"] + box["width"] <= 390, words
    page.get_by_role("link", name=COACHING).click()
    page.get_by_role("button", name="Close it").click()
    expect(page.get_by_role("alert")).to_contain_text("Give a reason.")
    page.get_by_role("radio", name="Off track").check()
    field(page, "What has happened? (optional)").fill("The hub has no coach until Easter.")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(main(page)).to_contain_text("The hub has no coach until Easter.")


def test_two_windows_that_tell_of_one_action_keep_both_words(own_house: House) -> None:
    first = own_house.enter(KESTREL_HEAD, GOES)
    first.get_by_role("link", name=COACHING).click()
    second = first.context.new_page()
    second.goto(first.url)
    for page, state, words in ((first, "At risk", "The coach is ill."), (second, "On track", "All dates stand.")):
        page.get_by_role("radio", name=state).check()
        field(page, "What has happened? (optional)").fill(words)
        page.get_by_role("button", name="Save", exact=True).click()
    alert = second.get_by_role("alert").first
    expect(alert).to_contain_text("The coach is ill.")
    expect(field(second, "What has happened? (optional)")).to_have_value("All dates stand.")
    seen(second)
    second.get_by_role("button", name="Save", exact=True).click()
    expect(main(second)).to_contain_text("All dates stand.")
