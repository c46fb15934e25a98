"""A head writes, loses the connection, comes back and submits; two tabs clash; director and chief executive answer."""

import re

from playwright.sync_api import Locator, Page, expect

from tests.browser.house import House

SEF = "self-evaluation/2026/beckside-primary/"
SECTION = f"{SEF}sections/send/"
WORD = """<html><body>
<p class=MsoListParagraph style='mso-list:l0 level1 lfo1'><span
style='mso-list:Ignore'>·<span>&nbsp; </span></span>Reading</p>
<p class=MsoListParagraph style='mso-list:l0 level2 lfo1'><span
style='mso-list:Ignore'>o<span>&nbsp; </span></span>Phonics</p>
<p class=MsoListParagraph style='mso-list:l0 level1 lfo1'><span
style='mso-list:Ignore'>·<span>&nbsp; </span></span>Writing</p>
<p class=MsoNormal style='color:red'>After the <b>list</b>.</p></body></html>"""
WORD_TABLE = """<html><body>
<p style='mso-list:l0 level1 lfo1'><span style='mso-list:Ignore'>·</span>Reading</p>
<p style='mso-list:l0 level1 lfo1'><span style='mso-list:Ignore'>·</span>Writing</p>
<p style='mso-list:l0 level1 lfo2'><span style='mso-list:Ignore'>1.</span>Step 1</p>
<p style='mso-list:l0 level1 lfo2'><span style='mso-list:Ignore'>2.</span>Step 2</p>
<table style='border:0'><tr><td><p>Year 6</p></td><td><p>72%</p></td></tr>
<tr><td>A</td><td>B</td><td>C</td></tr></table></body></html>"""
PASTE = """(page, html) => {
    const data = new DataTransfer();
    data.setData("text/html", html);
    page.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
}"""


def editor(page: Page) -> Locator:
    # Its box is the plain one until the script has come: wait for what replaces it.
    page.locator(".page").first.wait_for()
    return page.get_by_role("textbox", name=re.compile("What is it like"))


def type_in(page: Page, words: str) -> None:
    editor(page).click()
    page.keyboard.press("Control+End")
    page.keyboard.type(words)


def state(page: Page) -> Locator:
    return page.locator("#save-state")


def test_what_is_typed_is_saved_by_itself_and_said_so(own_house: House) -> None:
    page = own_house.enter("head", SECTION)
    type_in(page, "Needs are found early.")
    expect(state(page)).to_contain_text("Saved")
    page.get_by_text("Good", exact=True).first.click()
    expect(page.locator("#sections [aria-current] .st")).to_have_text("In progress. Good")
    page.reload()
    expect(editor(page)).to_contain_text("Needs are found early.")


def test_lists_from_word_stay_lists(own_house: House) -> None:
    page = own_house.enter("head", SECTION)
    editor(page).click()
    editor(page).evaluate(PASTE, WORD)
    expect(page.locator(".page > ul > li")).to_have_count(2)
    expect(page.locator(".page > ul > li > ul > li")).to_have_text("Phonics")
    expect(state(page)).to_contain_text("Saved")
    page.reload()
    expect(page.locator(".page > ul > li > ul > li")).to_have_text("Phonics")
    expect(page.locator(".page strong")).to_have_text("list")


def test_a_numbered_list_after_points_stays_numbered_and_a_table_becomes_lines(own_house: House) -> None:
    page = own_house.enter("head", SECTION)
    editor(page).click()
    editor(page).evaluate(PASTE, WORD_TABLE)
    expect(page.locator(".page > ul > li")).to_have_count(2)
    expect(page.locator(".page > ol > li")).to_have_text(["Step 1", "Step 2"])
    expect(page.locator(".page > p").filter(has_text=re.compile("."))).to_have_text(["Year 6: 72%", "A; B; C"])


def test_a_link_without_its_beginning_becomes_one_and_what_is_none_is_said(own_house: House) -> None:
    page = own_house.enter("head", SECTION)
    type_in(page, "See ")
    page.get_by_role("button", name="Link").click()
    box = page.get_by_label("Address")
    box.fill("our policy")
    page.keyboard.press("Enter")
    expect(page.get_by_text("This is no address.")).to_be_visible()
    expect(box).to_be_focused()
    box.fill("www.example.org/policy")
    page.keyboard.press("Enter")
    expect(editor(page).get_by_role("link", name="www.example.org/policy")).to_have_attribute(
        "href", "https://www.example.org/policy"
    )
    expect(state(page)).to_contain_text("Saved")


def test_without_a_connection_the_text_waits_on_the_page_and_is_sent_later(own_house: House) -> None:
    page = own_house.enter("head", SECTION)
    editor(page).click()
    page.context.set_offline(True)
    type_in(page, "Written on the train.")
    expect(state(page)).to_contain_text("No connection.")
    page.context.set_offline(False)
    expect(state(page)).to_contain_text("Saved", timeout=20_000)
    page.reload()
    expect(editor(page)).to_contain_text("Written on the train.")
    own_house.faults.clear()  # the browser notes the requests that found no network


def test_two_tabs_clash_and_nothing_is_lost(own_house: House) -> None:
    first, second = own_house.enter("head", SECTION), own_house.enter("head", SECTION)
    type_in(first, "From the first tab.")
    expect(state(first)).to_contain_text("Saved")
    type_in(second, "From the second tab.")
    expect(state(second)).to_contain_text("Two texts.")
    clash = second.locator("#clash")
    expect(clash).to_contain_text("From the first tab.")
    expect(clash).to_contain_text("From the second tab.")
    clash.get_by_role("button", name="Keep this tab’s").click()
    expect(editor(second)).to_contain_text("From the second tab.")
    second.get_by_role("link", name="Earlier texts").click()
    second.locator("details.earlier summary").first.click()
    expect(second.locator("#main")).to_contain_text("From the first tab.")
    own_house.faults.clear()  # the browser notes the 409


def points(page: Page) -> list[tuple[str, bool]]:
    rows = page.locator("[data-points] > li")
    return [
        (words, rows.nth(place).get_by_role("checkbox").is_checked())
        for place, words in enumerate(rows.locator("textarea").evaluate_all("all => all.map((each) => each.value)"))
        if words
    ]


def test_points_are_typed_pasted_moved_and_suggested_by_keys_alone(own_house: House) -> None:
    page = own_house.enter("head", SECTION)
    editor(page)
    assert points(page) == []
    page.get_by_role("button", name="Add another").click()
    page.keyboard.type("Checks on what is remembered")
    page.keyboard.press("Enter")
    page.keyboard.type("Daily fluency")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    wanted = [("Daily fluency", True), ("Checks on what is remembered", False)]
    assert points(page) == wanted
    expect(page.get_by_role("textbox", name="What needs to improve 1")).to_be_focused()
    expect(state(page)).to_contain_text("Saved")
    page.reload()
    editor(page)
    assert points(page) == wanted
    page.get_by_role("textbox", name=re.compile(rf"What needs to improve {len(wanted) + 1}")).focus()
    page.evaluate(
        """() => {
            const data = new DataTransfer();
            data.setData("text/plain", "1. One\\n2) Two\\n");
            document.activeElement.dispatchEvent(
                new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
        }"""
    )
    assert points(page) == [*wanted, ("One", False), ("Two", False)]
    expect(state(page)).to_contain_text("Saved")


def test_the_toolbar_is_one_stop_and_is_reached_by_keys(own_house: House) -> None:
    page = own_house.enter("head", SECTION)
    editor(page).click()
    page.keyboard.type("Bold words")
    page.keyboard.press("Control+a")
    page.keyboard.press("Alt+F10")
    expect(page.get_by_role("button", name="Bold")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Bold")).to_have_attribute("aria-pressed", "true")
    page.get_by_role("button", name="Bold").focus()
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("button", name="Italic")).to_be_focused()
    page.keyboard.press("Escape")
    expect(editor(page)).to_be_focused()


def test_checked_submitted_returned_and_approved(own_house: House) -> None:
    head = own_house.enter("head", SEF)
    head.get_by_role("link", name="Check and submit").click()
    while (missing := head.locator(".rowlist.two a")).count():
        missing.first.click()
        if not editor_text(head):
            head.locator(".page").first.click()
            head.keyboard.type("As last year, and better.")
        for label in ("Good", "Effective"):
            tile = head.locator("label.tile", has=head.get_by_text(label, exact=True))
            if tile.count():
                tile.first.click()
        head.get_by_text("Yes, it is complete").click()
        expect(state(head)).to_contain_text("Saved")
        head.get_by_role("link", name="Check and submit").click()
    head.get_by_role("button", name="Submit the self-evaluation").click()
    expect(head.locator("#main")).to_contain_text("Version 1 is submitted.")
    director = own_house.enter("primary_director", f"{SEF}versions/1/")
    director.get_by_text("Give it back with comments").click()
    director.get_by_label("What should be looked at again?").fill("Say more on arithmetic.")
    director.get_by_role("button", name="Give it back").click()
    head.goto(own_house.at(SECTION))
    expect(head.locator("#main")).to_contain_text("Say more on arithmetic.")
    type_in(head, " More on arithmetic.")
    expect(state(head)).to_contain_text("Saved")
    head.goto(own_house.at(f"{SEF}check/"))
    head.get_by_role("button", name="Submit again").click()
    for person, words in (("primary_director", "Approve as director"), ("chief", "Approve as chief executive")):
        page = own_house.enter(person, f"{SEF}versions/2/")
        page.get_by_role("button", name=words).click()
    head.goto(own_house.at(SEF))
    expect(head.locator("#main")).to_contain_text("It is locked.")


def editor_text(page: Page) -> str:
    return page.locator(".page").first.inner_text().strip()
