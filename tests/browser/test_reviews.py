"""A termly review: given back, written again, answered with a word and locked; what it says stays beside its aim."""

import re

from playwright.sync_api import expect

from tests.browser.house import House
from tests.browser.test_plan import field, main, saved, seen

HEAD = "t.brannigan@kestrelpoint.example"
KESTREL = "2026/kestrel-point-academy/"
REVIEW = f"review/autumn/{KESTREL}"


def test_head_and_director_bring_a_review_to_its_end(own_house: House) -> None:
    director = own_house.enter("secondary_director", f"{REVIEW}versions/1/")
    seen(director)
    director.get_by_role("button", name="Comment and lock as director").click()
    expect(director.locator("#error-summary")).to_contain_text("Say what you make of it.")
    director.get_by_text("Give it back with comments").click()
    director.get_by_label("What should be looked at again?").fill("Is Thursday a matter of people or of rooms?")
    director.get_by_role("button", name="Give it back").click()

    head = own_house.enter(HEAD, f"plan/{KESTREL}")
    seen(head)
    head.get_by_role("link", name="Autumn review").click()
    expect(main(head)).to_contain_text("Is Thursday a matter of people or of rooms?")
    head.get_by_role("link", name=re.compile("1.2 Staff use the same three steps")).first.click()
    seen(head)
    head.get_by_role("radio", name="On track").check()
    field(head, "What has happened, and why?").fill("Both departments use the three steps since Monday.")
    saved(head)
    head.reload()
    expect(head.get_by_role("radio", name="On track")).to_be_checked()
    head.get_by_role("link", name="Check and submit").click()
    seen(head)
    head.get_by_role("button", name="Submit again").click()
    expect(main(head)).to_contain_text("It waits for the director.")

    director.goto(own_house.at(f"{REVIEW}versions/2/"))
    director.get_by_label("Your comment").fill("Convincing. Keep Thursdays in view.")
    director.get_by_role("button", name="Comment and lock as director").click()
    expect(main(director)).to_contain_text("Your comment is added, and it is locked.")
    director.goto(own_house.at(f"plan/{KESTREL}progress/priority-2026-1/"))
    expect(main(director).get_by_role("row", name=re.compile("Staff use the same three steps"))).to_contain_text(
        "On track"
    )
    seen(director)

    head.goto(own_house.at(f"{REVIEW}versions/2/"))
    expect(main(head)).to_contain_text("Convincing. Keep Thursdays in view.")
    trustee = own_house.enter("trustee", f"{REVIEW}versions/2/")
    expect(main(trustee)).to_contain_text("Both departments use the three steps since Monday.")
    expect(main(trustee).get_by_role("button", name=re.compile("lock"))).to_have_count(0)


def test_the_director_answers_without_script(own_house: House) -> None:
    director = own_house.enter("secondary_director", f"{REVIEW}versions/1/", java_script_enabled=False)
    director.get_by_label("Your comment").fill("Go on.")
    director.get_by_role("button", name="Comment and lock as director").click()
    expect(main(director)).to_contain_text("Your comment is added, and it is locked.")
