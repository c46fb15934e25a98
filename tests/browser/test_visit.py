"""A visit from its plan to the head's answer: written on a tablet, also where there is no connection, and printed."""

import datetime as dt
import re

from django.utils import timezone
from playwright.sync_api import Download, Page, expect

from tests.browser.house import House
from tests.browser.looks import look
from tests.browser.test_plan import field, main, saved, seen
from tests.browser.test_sef_saving import held
from tests.browser.test_self_evaluation import state

HEAD = "t.brannigan@kestrelpoint.example"
COMMITMENTS = "commitments/2026/kestrel-point-academy/"
COMMITMENT = re.compile("^Is visited through the year")
PLANNED = re.compile("^Quality assurance visit ?: Beckside Primary")
TABLET = {"width": 820, "height": 1180}
SEEN = "Pupils talk about their work with pride."
FOLLOWS = "Agree which lessons are looked at next"
NOTE = "We looked at six lessons, not four."


def seen_on_tablet(page: Page) -> None:
    assert look(page, TABLET["width"], "light") == [], page.url
    page.set_viewport_size({"width": TABLET["width"], "height": TABLET["height"]})


def write_seen(page: Page, words: str) -> None:
    page.locator(".page").first.click()
    page.keyboard.press("Control+End")
    page.keyboard.type(words)


def fetched(page: Page, button: str) -> bytes:
    """The report as this kind of paper, as somebody gets it who asks for it and waits."""
    page.get_by_role("button", name=button, exact=True).click()
    ready = page.get_by_role("link", name="Download")
    expect(ready).to_be_visible(timeout=60_000)
    with page.expect_download() as coming:
        ready.click()
    got: Download = coming.value
    content = got.path().read_bytes()
    answer = page.context.request.get(got.url)
    assert (answer.status, answer.body()) == (200, content)
    page.go_back()
    return content


def test_planned_held_written_without_a_connection_sent_and_answered(own_house: House) -> None:
    today = timezone.localdate()
    director = own_house.enter("secondary_director", COMMITMENTS, viewport=TABLET, has_touch=True)
    director.get_by_role("link", name=COMMITMENT).click()
    seen_on_tablet(director)
    commitment = director.url
    director.get_by_role("link", name=re.compile("^Plan the visit")).first.click()
    director.get_by_label("Day", exact=True).fill(today.isoformat())
    field(director, "Focus (optional)").fill("Reading in Years 7 and 8.")
    seen_on_tablet(director)
    director.get_by_role("button", name="Plan it").click()
    expect(director.get_by_text("The visit is planned.")).to_be_visible()
    visit = director.url
    path = visit.removeprefix(own_house.url)

    director.get_by_role("link", name="It was held").click()
    director.get_by_label("Days it took").fill("0.5")
    seen_on_tablet(director)
    director.get_by_role("button", name="It was held").click()
    expect(director.get_by_text("It is recorded that it was held.")).to_be_visible()
    director.get_by_role("link", name="Write the report").first.click()
    expect(main(director)).to_contain_text("Planned focus: Reading in Years 7 and 8.")
    seen_on_tablet(director)
    field(director, "Focus").fill("Reading, above all of those who read least.")
    write_seen(director, SEEN)
    saved(director)

    director.context.set_offline(True)
    write_seen(director, " Two of them read to us.")
    field(director, "Strengths").fill("Quiet rooms\nBooks they choose")
    expect(state(director)).to_contain_text("No connection.")
    expect(state(director)).to_contain_text("kept on this page")
    field(director, "What follows?").fill(FOLLOWS)
    director.get_by_label("Who sees to it?").select_option(label="Tess Brannigan")
    director.get_by_label("By when").fill((today + dt.timedelta(days=10)).isoformat())
    director.get_by_role("button", name="Add it").click()
    expect(field(director, "Strengths")).to_have_value("Quiet rooms\nBooks they choose")
    expect(field(director, "What follows?")).to_have_value(FOLLOWS)
    expect(state(director)).to_contain_text("When you are back, choose “Add it” again.")
    director.context.set_offline(False)
    expect(state(director)).to_contain_text("Saved", timeout=20_000)
    director.get_by_role("button", name="Add it").click()
    expect(director.get_by_text("It stands below the report.")).to_be_visible()
    expect(main(director)).to_contain_text(f"{SEEN} Two of them read to us.")
    expect(field(director, "Focus")).to_have_value("Reading, above all of those who read least.")
    expect(field(director, "Strengths")).to_have_value("Quiet rooms\nBooks they choose")
    seen_on_tablet(director)
    own_house.faults.clear()  # the browser notes the requests that found no network

    head = own_house.enter(HEAD, "waiting/")
    asked = head.locator(f'.t[href^="{path}"]').filter(has_text="Is it accurate? Quality assurance visit")
    expect(asked).to_have_count(0)
    expect(head.get_by_role("link", name=re.compile(FOLLOWS))).to_have_count(0)
    head.goto(visit)
    expect(main(head)).not_to_contain_text(SEEN)  # a draft is nobody else's

    director.get_by_role("link", name="Check and send").click()
    expect(main(director)).to_contain_text(f"{FOLLOWS} (Tess Brannigan, by ")
    seen_on_tablet(director)
    director.get_by_role("button", name="Send to the head").click()
    expect(director.get_by_text("The report is sent.")).to_be_visible()
    seen_on_tablet(director)

    head.goto(own_house.at("waiting/"))
    seen(head)
    expect(asked).to_have_count(1)
    expect(head.get_by_role("link", name=re.compile(FOLLOWS)).first).to_be_visible()
    asked.click()
    expect(head).to_have_url(re.compile(re.escape(visit)))
    expect(main(head)).to_contain_text("Two of them read to us.")
    seen(head)
    head.get_by_role("radio", name=re.compile("^No, something")).check()
    head.get_by_role("button", name="Send your answer").click()
    expect(head.locator("#error-summary")).to_contain_text("Say what is not accurate.")
    expect(head.get_by_role("radio", name=re.compile("^No, something"))).to_be_checked()
    seen(head)
    field(head, "Your note (optional)").fill(NOTE)
    head.get_by_role("button", name="Send your answer").click()
    expect(head.get_by_text("Your answer stands beside the report.")).to_be_visible()
    head.goto(own_house.at("waiting/"))
    expect(asked).to_have_count(0)
    head.get_by_role("link", name=re.compile(FOLLOWS)).first.click()
    seen(head)
    head.get_by_role("button", name="It is done").click()
    expect(head.get_by_text("It is done.")).to_be_visible()

    director.goto(visit)
    answer = director.locator("section", has=director.get_by_role("heading", name="The head’s answer"))
    expect(answer).to_contain_text("Not accurate")
    expect(answer).to_contain_text(NOTE)
    expect(director.locator("#follow-up")).to_contain_text("Done")
    seen_on_tablet(director)
    assert fetched(director, "PDF").startswith(b"%PDF-")
    assert fetched(director, "Word").startswith(b"PK")

    director.get_by_role("link", name="Use it as evidence").click()
    field(director, "What it shows").fill("Those who read least are read to.")
    seen_on_tablet(director)
    director.get_by_role("button", name="Use it").click()
    expect(main(director)).to_contain_text("The report is used as evidence of 2026/27.")

    director.goto(commitment)
    kept = director.get_by_role("listitem").filter(has=director.locator(f'a[href="{path}"]'))
    expect(kept.locator(".kept")).to_have_class(re.compile("del"))
    director.goto(own_house.at(COMMITMENTS))
    row = director.get_by_role("row", name=COMMITMENT)
    expect(row.locator(".kept.del").filter(has_text=f"{today:%-d %B}")).to_have_count(1)


def test_what_is_typed_just_before_what_follows_is_added_is_saved_first(own_house: House) -> None:
    director = own_house.enter("primary_director", "visits/?kind=qa_visit&whose=mine")
    director.get_by_role("link", name=PLANNED).first.click()
    director.get_by_role("link", name="Write the report").first.click()
    field(director, "What follows?").fill("Sing at lunch too")
    director.get_by_label("Who sees to it?").select_option(label="Ruth Lindqvist")
    director.get_by_label("By when").fill((timezone.localdate() + dt.timedelta(days=10)).isoformat())
    asked: list[str] = []
    director.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    go_on = held(director, "**/report/")
    write_seen(director, "Children sing every morning.")
    director.get_by_role("button", name="Add it").click()
    director.wait_for_timeout(300)
    go_on()
    expect(director.get_by_text("It stands below the report.")).to_be_visible()
    expect(main(director)).to_contain_text("Children sing every morning.")
    expect(main(director).get_by_role("listitem").filter(has_text="Sing at lunch too")).to_have_count(1)
    assert asked == []


def test_it_is_written_sent_and_answered_without_script(own_house: House) -> None:
    director = own_house.enter("primary_director", "visits/?kind=qa_visit&whose=mine", java_script_enabled=False)
    director.get_by_role("link", name=PLANNED).first.click()
    visit = director.url
    director.get_by_role("link", name="Write the report").first.click()
    field(director, "What was seen").fill("Children sing every morning.")
    director.get_by_role("button", name="Save", exact=True).click()
    expect(director.get_by_text("The report is saved.")).to_be_visible()
    director.get_by_role("link", name="It was held").click()
    director.get_by_role("button", name="It was held").click()
    director.get_by_role("link", name="Write the report").first.click()
    field(director, "What follows?").fill("Sing at lunch too")
    director.get_by_role("button", name="Add it").click()
    expect(director.get_by_role("alert")).to_contain_text("Say who sees to it.")
    expect(field(director, "What follows?")).to_have_value("Sing at lunch too")
    director.goto(visit)
    director.get_by_role("link", name="Write the report").first.click()
    director.get_by_role("link", name="Check and send").click()
    director.get_by_role("button", name="Send to the head").click()
    expect(main(director)).to_contain_text("Children sing every morning.")
    head = own_house.enter("head", java_script_enabled=False)
    head.goto(visit)
    head.get_by_role("radio", name="Yes, it is accurate").check()
    head.get_by_role("button", name="Send your answer").click()
    expect(main(head)).to_contain_text("Your answer stands beside the report.")
    director.goto(visit)
    expect(main(director)).to_contain_text("The head’s answer")
    expect(main(director)).to_contain_text("Accurate")


def test_one_planned_by_itself_is_joined_to_a_promise_without_script(own_house: House) -> None:
    director = own_house.enter("secondary_director", "visits/new/?academy=kestrel-point-academy", viewport=TABLET)
    director.get_by_label("What sort of visit is it?").select_option(label="Quality assurance visit")
    director.get_by_label("Day", exact=True).fill((timezone.localdate() + dt.timedelta(days=1)).isoformat())
    director.get_by_role("button", name="Plan it").click()
    expect(director.get_by_text("of this sort at Kestrel Point Academy stand")).to_be_visible()
    seen_on_tablet(director)
    plain = own_house.enter("secondary_director", java_script_enabled=False)
    plain.goto(director.url)
    asked = plain.get_by_role("region", name="Does it keep a promise?")
    first = asked.get_by_role("listitem").first
    promised = asked.locator(".prose").inner_text()
    first.get_by_role("button", name="It keeps this promise").click()
    expect(plain.get_by_text("The promise is scheduled for")).to_be_visible()
    expect(asked).to_have_count(0)
    expect(plain.get_by_role("link", name=promised)).to_be_visible()
