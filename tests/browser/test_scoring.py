"""An academy's row from the first view to the reopening: by keyboard alone, without script, blind, and together."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.house import PEOPLE, House
from tests.browser.keyboard import choose, focused, follow, has_focus, tab_to
from tests.browser.looks import look
from trust.example import PASSWORD, current_code

ROW = "matrix/2026/thornfield-academy/"
COLUMNS = (
    "quality_of_education",
    "statutory_annual_data",
    "behaviour_and_attitudes",
    "personal_development",
    "leadership_and_management",
    "safeguarding",
)
SAVED = "Saved"
ABOVE_THE_BAR = (
    "(it) => it.getBoundingClientRect().bottom <= document.querySelector('.actionbar').getBoundingClientRect().top"
)


def cell(page: Page, column: str, academy: str = "thornfield-academy") -> str:
    """Id of the link of a cell."""
    return f"cell-{academy}-{column}-a"


def sign_in_by_keyboard(page: Page, person: str) -> None:
    """Password, then the code of the second step."""
    page.goto("/account/login/")
    tab_to(page, page.get_by_label("E-mail address"))
    page.keyboard.type(PEOPLE[person])
    tab_to(page, page.get_by_label("Password", exact=True))
    page.keyboard.type(PASSWORD)
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Second step")
    assert look(page, 1440, "light") == []
    tab_to(page, page.get_by_label("Code"))
    page.keyboard.type(current_code())
    with page.expect_navigation():
        page.keyboard.press("Enter")


def wait_saved(page: Page) -> None:
    """The bar says that it is kept."""
    expect(page.locator("#save-state")).to_contain_text(SAVED)


def press_grade(page: Page, number: int) -> None:
    """A number key, and its answer."""
    with page.expect_response(lambda answer: answer.request.method == "POST"):
        page.keyboard.press(str(number))


def go_to_cell(page: Page, target: str) -> None:
    """With arrows alone: down to the row, then along it."""
    page.keyboard.press("Control+Home")
    for _ in range(14):
        if focused(page).startswith("row-thornfield"):
            break
        page.keyboard.press("ArrowDown")
    for _ in range(10):
        if focused(page) == target:
            return
        page.keyboard.press("ArrowRight")
    raise AssertionError(f"arrows do not lead to {target}")


def test_a_row_by_keyboard_alone(own_house: House) -> None:
    page = own_house.window()
    sign_in_by_keyboard(page, "secondary_director")
    follow(page, page.get_by_role("navigation", name="Main", exact=True).get_by_role("link", name="Matrix", exact=True))
    follow(page, page.get_by_role("main").get_by_role("link", name="Score", exact=False).first)

    one_tab_stop(page)
    record_own_view(page)
    open_meeting(page)
    agree_every_cell(page)
    decide_status(page)
    agree_row(page, "director")
    for person, party in (("thornfield_head", "head"), ("chief", "chief_executive")):
        other = own_house.enter(person, f"{ROW}agree/")
        agree_row(other, party)
        last = other
    expect(last.get_by_text("Agreed and frozen").first).to_be_visible()

    page.goto(own_house.at("matrix/2026/score/"))
    tab_to(page, page.locator("#score [tabindex='0']"))
    go_to_cell(page, cell(page, COLUMNS[0]))
    page.keyboard.press("1")
    expect(page.locator("#panel")).to_contain_text("The row is agreed and frozen")
    reopen(own_house, page)


def one_tab_stop(page: Page) -> None:
    """One press leads in, one leads out, and the arrows stop at the edges."""
    tab_to(page, page.locator("#score [tabindex='0']"))
    assert page.locator("#score [tabindex='0']").count() == 1
    assert focused(page).startswith("cell-")
    page.keyboard.press("Tab")
    assert not page.evaluate("() => document.activeElement.closest('#score')")
    page.keyboard.press("Shift+Tab")
    assert page.evaluate("() => Boolean(document.activeElement.closest('#score'))")
    page.keyboard.press("Control+End")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowDown")
    assert focused(page).startswith("status-")
    page.keyboard.press("Home")
    assert focused(page).startswith("row-")


def record_own_view(page: Page) -> None:
    """A number key; then Enter, a reason, saved, and Escape leads back to the cell."""
    target = cell(page, COLUMNS[0])
    go_to_cell(page, target)
    press_grade(page, 3)
    wait_saved(page)
    assert focused(page) == target, "the focus stays in the grid"
    page.keyboard.press("Enter")
    heading = page.locator("#panel #h-cell")
    expect(heading).to_be_focused()
    assert look(page, 1440, "light") == []
    reason = page.locator("#director-reason")
    tab_to(page, reason)
    assert page.locator("#score [aria-current]").get_attribute("id") == target, "the open cell is marked"
    page.keyboard.type("Two subjects are planned, but not yet taught as planned.")
    tab_to(page, page.locator("#director-save"))
    for each in ("#panel", "#director-save"):
        assert page.locator(each).evaluate(ABOVE_THE_BAR), f"{each} is not behind the bar"
    with page.expect_response(lambda answer: answer.request.method == "POST"):
        page.keyboard.press("Enter")
    expect(page.locator("#panel")).to_contain_text("Two subjects are planned")
    assert not page.evaluate("() => document.activeElement === document.body"), "the focus is not lost by saving"
    page.keyboard.press("Escape")
    assert focused(page) == target


def open_meeting(page: Page) -> None:
    page.keyboard.press("Enter")
    expect(page.locator("#panel #h-cell")).to_be_focused()
    follow(page, page.locator("#panel-meeting"))
    expect(page.get_by_role("main")).to_contain_text("Meeting open:")
    tab_to(page, page.locator("#score [tabindex='0']"))


def agree_every_cell(page: Page) -> None:
    """Number keys set what is agreed; where it differs from a view, the panel asks why before it saves."""
    for column in COLUMNS:
        target = cell(page, column)
        go_to_cell(page, target)
        with page.expect_response(lambda answer: answer.request.method == "POST") as answer:
            page.keyboard.press("1" if column == "safeguarding" else "2")
        if answer.value.status == 422:
            expect(page.locator("#save-state")).to_contain_text("Not saved yet")
            reason = page.locator("#panel #agreed-reason")
            expect(page.locator("#panel :focus")).to_have_count(1)
            tab_to(page, reason)
            page.keyboard.type("We looked at the visits together and came to the same view.")
            tab_to(page, page.locator("#agreed-save"))
            with page.expect_response(lambda answer: answer.request.method == "POST"):
                page.keyboard.press("Enter")
            wait_saved(page)
            page.keyboard.press("Escape")
        else:
            wait_saved(page)
        assert focused(page) == target
    expect(page.locator("#row-thornfield-academy")).to_contain_text("6 of 6 areas agreed")


def decide_status(page: Page) -> None:
    page.keyboard.press("End")
    assert focused(page) == "status-thornfield-academy-a"
    with page.expect_navigation():
        page.keyboard.press("Enter")
    choose(page, page.locator("#cat-2"))
    tab_to(page, page.get_by_label("Why?"))
    page.keyboard.type("Two areas need help that is aimed at them.")
    for party in ("head", "director", "chief_executive"):
        choose(page, page.locator(f"#took-{party}"))
    follow(page, page.get_by_role("button", name="Record the decision"))
    expect(page.get_by_text("The decision is recorded.")).to_be_visible()
    follow(page, page.get_by_role("link", name="Check and agree"))


def agree_row(page: Page, party: str) -> None:
    follow(page, page.locator(f"#agree-{party}"))
    assert has_focus(page.locator("body")) or page.get_by_role("main").is_visible()


def reopen(house: House, page: Page) -> None:
    """It asks why, and says so when nobody answers."""
    page.goto(house.at(ROW))
    follow(page, page.get_by_role("link", name="Reopen"))
    follow(page, page.get_by_role("button", name="Reopen"))
    expect(page.locator("#error-summary")).to_be_focused()
    expect(page.locator("#error-summary")).to_contain_text("Say why the row is reopened.")
    tab_to(page, page.get_by_label("Why?"))
    page.keyboard.type("Late results changed the picture.")
    follow(page, page.get_by_role("button", name="Reopen"))
    expect(page.get_by_text("is open again")).to_be_visible()


def test_a_row_without_script(own_house: House) -> None:
    plain = {"java_script_enabled": False}
    director = own_house.enter("secondary_director", "matrix/2026/score/", **plain)
    director.locator(f"#{cell(director, COLUMNS[0])}").click()
    director.get_by_label("Requires improvement").check()
    director.get_by_role("button", name="Save your view").click()
    expect(director.get_by_text(SAVED)).to_be_visible()
    director.get_by_role("button", name="Open the meeting").click()
    for column in COLUMNS:
        director.goto(own_house.at(f"{ROW}{column}/"))
        box = director.locator("form:has(#agreed-save)")
        box.get_by_role("radio").nth(0 if column == "safeguarding" else 1).check()
        box.locator("textarea").fill("Seen together in the autumn.")
        box.locator("#agreed-save").click()
        expect(director.get_by_text(SAVED)).to_be_visible()
    director.goto(own_house.at(f"{ROW}status/"))
    director.get_by_role("button", name="Record the decision").click()
    expect(director.get_by_text("Choose a category.").first).to_be_visible()
    director.locator("#cat-2").check()
    director.get_by_label("Why?").fill("Two areas need help that is aimed at them.")
    for party in ("head", "director", "chief_executive"):
        director.locator(f"#took-{party}").check()
    director.get_by_role("button", name="Record the decision").click()
    for person, party in (
        ("secondary_director", "director"),
        ("thornfield_head", "head"),
        ("chief", "chief_executive"),
    ):
        page = own_house.enter(person, f"{ROW}agree/", **plain)
        page.locator(f"#agree-{party}").click()
    expect(page.get_by_text("Agreed and frozen").first).to_be_visible()
    page.get_by_role("link", name="Reopen").click()
    page.get_by_role("button", name="Reopen").click()
    expect(page.get_by_text("Say why the row is reopened.").first).to_be_visible()


@pytest.mark.parametrize("start", [f"{ROW}behaviour_and_attitudes/", "matrix/2026/score/"])
def test_views_are_blind_until_ones_own_is_there(own_house: House, start: str) -> None:
    head = own_house.enter("thornfield_head", start)
    if "score" in start:
        head.locator(f"#{cell(head, 'behaviour_and_attitudes')}").click()
    box = head.locator("form:has(#head-save)")
    expect(box).to_be_visible()
    expect(head.get_by_text("Recorded. It opens once your own view is there").first).to_be_visible()
    assert "Suspensions doubled" not in head.content()
    box.get_by_role("radio").nth(1).check()
    with head.expect_response(lambda answer: answer.request.method == "POST"):
        box.locator("#head-save").click()
    expect(head.get_by_text("Suspensions doubled between spring and summer.")).to_be_visible()


def test_two_people_in_one_cell(own_house: House) -> None:
    """The second sees the first's value; nothing is overwritten."""
    target = cell_of = "#cell-beckside-primary-early_years-a"
    first, second = (own_house.enter(p, "matrix/2026/score/") for p in ("primary_director", "chief"))
    for page, number in ((first, "2"), (second, "3")):
        page.locator(target).focus()
        with page.expect_response(lambda answer: answer.request.method == "POST") as answer:
            page.keyboard.press(number)
    assert answer.value.status == 409
    wait_saved(first)
    expect(second.locator(cell_of)).to_contain_text("Good")
    expect(second.locator("#panel")).to_contain_text("It now says Good, by Jo Whitlock. Nothing of yours was saved.")
    assert look(second, 1440, "dark") == []
    first.reload()
    expect(first.locator(cell_of)).to_contain_text("Good")


def asked_on_leaving(page: Page) -> list[str]:
    """What the browser asks of somebody who follows a link."""
    asked: list[str] = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    here = page.url
    page.get_by_role("link", name="Academies").first.click()
    page.wait_for_timeout(500)
    assert (page.url == here) == bool(asked)
    return asked


def test_leaving_asks_only_while_something_typed_differs(own_house: House) -> None:
    page = own_house.enter("primary_director", "matrix/2026/score/")
    page.locator("#cell-beckside-primary-safeguarding-a").click()
    box = page.locator("#agreed-reason")
    box.press_sequentially("On")
    assert asked_on_leaving(page) == ["beforeunload"]
    for _ in "On":
        box.press("Backspace")
    assert asked_on_leaving(page) == []


def test_leaving_does_not_ask_for_words_that_were_refused_and_stand_there_to_be_copied(own_house: House) -> None:
    page = own_house.enter("primary_director", "matrix/2026/score/")
    page.locator("#cell-beckside-primary-safeguarding-a").click()
    page.locator("#panel").get_by_role("radio").first.check()
    page.locator("#agreed-reason").press_sequentially("Seen on both visits.")
    own_house.close_the_year()
    page.locator("#agreed-save").click()
    expect(page.locator("#panel .not-taken")).to_have_text("Seen on both visits.")
    assert asked_on_leaving(page) == []


def test_a_decision_changes_the_dashboard(own_house: House) -> None:
    chief = own_house.enter("chief", "matrix/2026/")
    lanes = chief.get_by_role("main").locator("h1, .lanes, .lane")
    before = lanes.all_inner_texts()
    director = own_house.enter("secondary_director", "matrix/2026/castle-rise-high-school/status/")
    director.locator("label[for=cat-3]").click()
    director.get_by_label("Why?").fill("Results fell and the plan needs people from across the trust.")
    director.locator("label[for=took-director]").click()
    director.get_by_role("button", name="Record the decision").click()
    expect(director.get_by_text("The decision is recorded.")).to_be_visible()
    chief.reload()
    after = lanes.all_inner_texts()
    assert before != after
    assert any("Castle Rise" in text for text in after)
    for name in ("PDF", "Excel"):
        button = chief.get_by_role("main").get_by_role("button", name=name)
        if button.count():
            button.first.click()
            expect(chief.get_by_role("heading", level=1)).to_be_visible()
            expect(chief.get_by_role("link", name="Download").first).to_be_visible(timeout=60_000)
            chief.goto(own_house.at("matrix/2026/"))


def test_the_panel_saves_again_and_again_and_shows_who_was_faster(own_house: House) -> None:
    """Behind a cell of a table a browser drops forms: the panel that comes back with the cell must still be one."""
    first, second = (own_house.enter(p, "matrix/2026/score/") for p in ("primary_director", "chief"))
    for page in (first, second):
        page.locator("#cell-beckside-primary-safeguarding-a").focus()
        page.keyboard.press("Enter")
        expect(page.locator("#panel #agreed-save")).to_be_visible()
    for words in ("The register was complete on both visits.", "The register was complete on all three visits."):
        first.locator("#panel").get_by_role("radio").first.check()
        first.locator("#agreed-reason").fill(words)
        with first.expect_response(lambda answer: answer.request.method == "POST") as answer:
            first.locator("#agreed-save").click()
        assert answer.value.status == 200
        expect(first.locator("#panel .trace").get_by_text("Jo Whitlock").first).to_be_visible()
    second.locator("#agreed-save").scroll_into_view_if_needed()
    second.locator("#panel").get_by_role("radio").nth(1).check()
    second.locator("#agreed-reason").fill("I saw it otherwise.")
    with second.expect_response(lambda answer: answer.request.method == "POST") as answer:
        second.locator("#agreed-save").click()
    assert answer.value.status == 409
    banner = second.locator("#panel [data-refusal]")
    expect(banner).to_be_in_viewport()
    expect(banner).to_be_focused()
    expect(second.locator("#panel #agreed-save")).to_be_visible()
    assert asked_on_leaving(second) == ["beforeunload"]  # it still stands in its box
    first.reload()
    first.locator("#cell-beckside-primary-safeguarding-a").click()
    expect(first.locator("#agreed-reason")).to_have_value("The register was complete on all three visits.")
