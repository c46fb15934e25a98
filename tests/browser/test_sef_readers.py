"""A sign-in that ends meanwhile; readers who see nothing; without script, with keys alone, in a plain box; search."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.house import House
from tests.browser.test_self_evaluation import SECTION, SEF, editor, state, type_in

WORDS = "Zebrawords written while nobody was signed in."


def test_after_the_sign_in_has_ended_the_text_stays_and_is_sent_once_one_is_back(own_house: House) -> None:
    page = own_house.enter("head", SECTION)
    editor(page)
    page.context.clear_cookies()
    type_in(page, WORDS)
    expect(state(page)).to_contain_text("You have been signed out, or away for long.")
    expect(editor(page)).to_contain_text(WORDS)
    own_house.sign_in(page.context, "head")  # as in a new tab
    expect(state(page)).to_contain_text("Saved", timeout=45_000)
    page.reload()
    expect(editor(page)).to_contain_text(WORDS)
    own_house.faults.clear()


@pytest.mark.parametrize("person", ["secondary_director", "thornfield_head", "trustee", "administrator", "consultant"])
def test_others_see_nothing_of_a_draft_wherever_they_look(own_house: House, person: str) -> None:
    head = own_house.enter("head", SECTION)
    type_in(head, WORDS)
    expect(state(head)).to_contain_text("Saved")
    page = own_house.enter(person)
    for path in (SEF, SECTION, f"{SECTION}earlier/", f"{SEF}check/", "activity/", "reports/", "search/?q=zebrawords"):
        answer = page.goto(own_house.at(path))
        assert answer is not None
        assert answer.status in ({200} if path.startswith(("activity", "reports", "search")) else {200, 404}), path
        expect(page.locator("#main")).not_to_contain_text(WORDS)
        expect(page.locator("#main")).not_to_contain_text("sections are marked as complete")
    expect(page.locator("#main")).to_contain_text("Nothing was found")
    own_house.faults.clear()


def test_another_trust_has_no_such_address(own_house: House) -> None:
    page = own_house.window()
    own_house.sign_in(page.context, "head")
    for path in (SEF, SECTION, "search/?q=beckside", "waiting/"):
        answer = page.goto(f"{own_house.url}/t/tidewell/{path}")
        assert answer is not None
        assert answer.status == 404, path
    own_house.faults.clear()


def test_the_whole_of_it_goes_without_script(own_house: House) -> None:
    page = own_house.enter("head", SECTION, java_script_enabled=False)
    box = page.get_by_label("What is it like, and how do you know?")
    box.fill("## Reading\n\n- One **big** point\n- Two\n\nThat is _all_.")
    page.get_by_text("Yes, it is complete").click()
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator("#main")).to_contain_text("SEND is saved.")
    expect(box).to_have_value("## Reading\n\n- One **big** point\n- Two\n\nThat is _all_.")
    page.get_by_label("Comment", exact=True).fill("Ask Jo.")
    page.get_by_role("button", name="Add the comment").click()
    expect(page.locator("#main")).to_contain_text("Ask Jo.")
    page.goto(own_house.at(f"{SEF}check/"))
    expect(page.locator(".rowlist.two a").first).to_be_visible()
    page.get_by_role("searchbox", name="Search").fill("reading")
    page.get_by_role("searchbox", name="Search").press("Enter")
    expect(page.locator("mark").first).to_be_visible()


def test_in_a_closed_year_a_version_is_read_without_a_fault(own_house: House) -> None:
    own_house.close_the_year()
    page = own_house.enter("chief", "self-evaluation/2026/holloway-bridge-academy/versions/1/")
    expect(page.locator("[data-passages]").first).to_be_visible()
    expect(page.get_by_text("Comment on")).to_have_count(0)
    assert own_house.faults == []


def test_in_a_plain_box_the_words_are_saved_and_counted_as_they_are_typed(own_house: House) -> None:
    page = own_house.enter("head")
    page.goto(f"{own_house.url}/account/")
    page.get_by_label(re.compile("Write long texts in a plain box")).check()
    page.get_by_role("button", name="Save how you write").click()
    page.goto(own_house.at(SECTION))
    box = page.get_by_label("What is it like, and how do you know?")
    expect(page.locator(".bar-tools").first).to_be_hidden()
    box.fill("- One **point**\n- Two")
    expect(page.locator("[data-plain-count]")).to_contain_text("3 words")
    expect(state(page)).to_contain_text("Saved")
    page.reload()
    expect(box).to_have_value("- One **point**\n- Two")


def test_the_search_box_is_reached_and_left_by_keys(house: House) -> None:
    page = house.enter("chief", "activity/")
    page.get_by_role("link", name="Academies").first.focus()
    page.keyboard.press("/")
    box = page.get_by_role("searchbox", name="Search")
    expect(box).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.get_by_role("link", name="Academies").first).to_be_focused()
    page.keyboard.press("/")
    page.keyboard.type("beckside")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Academies")).to_be_visible()
    expect(page.locator("mark").first).to_have_text("Beckside")


def _focused(page: Page) -> str:
    return str(
        page.evaluate(
            "() => { const e = document.activeElement; return (e.getAttribute('aria-label') || e.textContent"
            " || e.name || '').trim().slice(0, 60) }"
        )
    )


def test_a_section_is_walked_by_the_tab_key_from_the_first_answer_to_the_end(own_house: House) -> None:
    page = own_house.enter("head", SECTION)
    editor(page)
    page.locator("input[name=grade]").first.focus()
    seen = []
    for _ in range(40):
        page.keyboard.press("Tab")
        seen.append(_focused(page))
        assert page.evaluate("document.activeElement !== document.body"), seen
        if "Check and submit" in seen[-1]:
            break
    assert any("Bold" in each for each in seen), seen
    assert "Check and submit" in seen[-1], seen
