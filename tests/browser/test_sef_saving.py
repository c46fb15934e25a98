"""The editor of the self-evaluation when something goes wrong: nothing typed is lost, and it says what is so."""

import re
from collections.abc import Callable

from playwright.sync_api import Page, Route, expect

from tests.browser.house import House
from tests.browser.test_self_evaluation import SECTION, editor, state, type_in

POINT = re.compile("What needs to improve 1")


def held(page: Page, match: str) -> Callable[[], None]:
    """Requests of this kind wait until the answer is called."""
    waiting: list[Route] = []
    page.route(match, lambda route: waiting.append(route) if route.request.method == "POST" else route.continue_())

    def go_on() -> None:
        for route in waiting:
            route.continue_()
        page.unroute(match)

    return go_on


def saves(page: Page) -> list[str]:
    """The bodies of what the page sends of the section from now on."""
    sent: list[str] = []
    page.on("request", lambda asked: sent.append(asked.post_data or "") if _is_save(asked.method, asked.url) else None)
    return sent


def _is_save(method: str, url: str) -> bool:
    return method == "POST" and url.endswith(SECTION)


def answered_with(page: Page, status: int) -> None:
    """Every save of the section is answered so."""
    page.route(
        f"**/{SECTION}",
        lambda route: route.fulfill(status=status) if route.request.method == "POST" else route.continue_(),
    )


def clashing(house: House) -> tuple[Page, Page]:
    first, second = house.enter("head", SECTION), house.enter("head", SECTION)
    editor(second)
    type_in(first, "From the first tab.")
    expect(state(first)).to_contain_text("Saved")
    return first, second


def test_after_a_refusal_what_is_typed_more_is_not_dropped_on_leaving(own_house: House) -> None:
    page = own_house.enter("head", SECTION)
    editor(page)
    page.get_by_role("button", name="Add another").click()
    page.keyboard.insert_text("x" * 600)
    expect(state(page)).to_contain_text("at most 500 characters")
    asked: list[str] = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    page.get_by_role("link", name="Next section").click()
    expect(page).to_have_url(own_house.at(SECTION))
    page.wait_for_timeout(300)
    assert asked == ["beforeunload"]
    type_in(page, "Typed after the refusal.")
    page.get_by_role("textbox", name=POINT).fill("Short enough")
    page.get_by_role("link", name="Next section").click()
    expect(page).not_to_have_url(own_house.at(SECTION))
    page.goto(own_house.at(SECTION))
    expect(editor(page)).to_contain_text("Typed after the refusal.")


def test_a_refused_text_is_not_sent_again_until_something_else_is_typed(own_house: House) -> None:
    page = own_house.enter("head", SECTION)
    editor(page)
    sent = saves(page)
    page.get_by_role("button", name="Add another").click()
    page.keyboard.insert_text("x" * 600)
    expect(state(page)).to_contain_text("at most 500 characters")
    page.wait_for_timeout(4000)
    assert len(sent) == 1


def test_a_click_that_meets_a_clash_stays_until_both_texts_were_seen(own_house: House) -> None:
    _first, second = clashing(own_house)
    type_in(second, "From the second tab.")
    second.get_by_role("link", name="Next section").click()
    expect(second.locator("#clash")).to_contain_text("From the second tab.")
    second.wait_for_timeout(300)
    expect(second).to_have_url(own_house.at(SECTION))
    second.get_by_role("link", name="Use the other tab’s").click()
    expect(editor(second)).to_contain_text("From the first tab.")


def test_keep_mine_keeps_what_was_typed_while_it_was_sent_and_while_both_were_looked_at(own_house: House) -> None:
    _first, second = clashing(own_house)
    go_on = held(second, f"**/{SECTION}")
    type_in(second, "Sent.")
    expect(state(second)).to_contain_text("Saving")
    second.keyboard.type(" In flight.")
    go_on()
    expect(state(second)).to_contain_text("Two texts.")
    type_in(second, " While looking.")
    second.locator("#clash").get_by_role("button", name="Keep this tab’s").click()
    expect(state(second)).to_contain_text("Saved")
    expect(second.locator("#clash")).to_be_hidden()
    second.reload()
    expect(editor(second)).to_contain_text("Sent. In flight. While looking.")
    second.get_by_role("link", name="Earlier texts").click()
    second.locator("details.earlier summary").first.click()
    expect(second.locator("#main")).to_contain_text("From the first tab.")


def test_two_tabs_in_different_fields_both_stand_and_the_others_words_come_into_the_page(own_house: House) -> None:
    first, second = own_house.enter("head", SECTION), own_house.enter("head", SECTION)
    editor(second)
    type_in(first, "From the first tab.")
    expect(state(first)).to_contain_text("Saved")
    second.get_by_role("button", name="Add another").click()
    second.keyboard.type("A point of the second")
    expect(state(second)).to_contain_text("in another tab meanwhile")
    expect(editor(second)).to_contain_text("From the first tab.")
    second.keyboard.type(", longer")
    type_in(second, " And on.")
    expect(state(second)).to_contain_text("Saved")
    # The first takes the point in, and both go on.
    first.get_by_text("Good", exact=True).first.click()
    expect(first.get_by_role("textbox", name=POINT)).to_have_value("A point of the second, longer")
    expect(editor(first)).to_contain_text("From the first tab. And on.")
    first.get_by_role("button", name="Add another").click()
    first.keyboard.type("A point of the first")
    expect(state(first)).to_contain_text("Saved")
    first.reload()
    expect(editor(first)).to_contain_text("From the first tab. And on.")
    expect(first.get_by_role("textbox", name=re.compile("What needs to improve 2"))).to_have_value(
        "A point of the first"
    )


def test_typed_in_the_field_that_is_brought_it_is_asked_which_text_stands(own_house: House) -> None:
    _first, second = clashing(own_house)
    go_on = held(second, f"**/{SECTION}")
    second.get_by_text("Good", exact=True).first.click()
    expect(state(second)).to_contain_text("Saving")
    type_in(second, "In flight.")
    go_on()
    expect(state(second)).to_contain_text("Two texts.")
    expect(second.locator("#clash")).to_contain_text("From the first tab.")
    expect(editor(second)).to_contain_text("In flight.")


def test_use_theirs_keeps_the_last_words_of_mine_under_earlier_texts(own_house: House) -> None:
    _first, second = clashing(own_house)
    type_in(second, "Sent.")
    expect(state(second)).to_contain_text("Two texts.")
    type_in(second, " Last words.")
    second.get_by_role("link", name="Use the other tab’s").click()
    expect(editor(second)).to_contain_text("From the first tab.")
    expect(second.locator("#clash")).to_be_hidden()
    second.get_by_role("link", name="Earlier texts").click()
    expect(second.get_by_role("heading", level=1)).to_be_visible()
    for summary in second.locator("details.earlier summary").all():
        summary.click()
    expect(second.locator("#main")).to_contain_text("Sent. Last words.")


def test_what_is_typed_before_the_editor_has_come_stays(own_house: House) -> None:
    page = own_house.enter("head")
    waiting: list[Route] = []
    page.route("**/django_prose_editor/editor*.js", lambda route: waiting.append(route))  # noqa: PLW0108 - it names no function of C
    page.goto(own_house.at(SECTION), wait_until="commit")
    box = page.locator("textarea[name=narrative_plain]")
    expect(page.locator("[data-by-itself]").first).not_to_have_attribute("hidden", "")
    box.fill("Typed early.")
    waiting[0].continue_()
    expect(state(page)).to_contain_text("Saved")
    expect(box).to_have_value("Typed early.")
    page.unroute("**/django_prose_editor/editor*.js")
    page.reload()
    expect(editor(page)).to_contain_text("Typed early.")


def test_what_one_typed_is_not_sent_in_the_name_of_who_signs_in_after(own_house: House) -> None:
    page = own_house.enter("head", f"{SECTION}people/")
    page.locator("input[name=people]").evaluate_all("all => all.forEach((each) => { each.checked = true; })")
    page.locator("form:has(input[name=people]) button[type=submit]").click()
    editor(page)
    own_house.sign_in(page.context, "leader")
    sent = saves(page)
    type_in(page, "Words of the head.")
    expect(state(page)).to_contain_text("somebody else is signed in now", timeout=20_000)
    tries = len(sent)
    page.wait_for_timeout(3000)
    assert len(sent) == tries
    expect(editor(page)).to_contain_text("Words of the head.")
    own_house.sign_in(page.context, "head")
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(state(page)).to_contain_text("Saved")


def test_who_signs_in_after_and_may_not_see_the_section_is_told_so_too(own_house: House) -> None:
    page = own_house.enter("head", SECTION)
    editor(page)
    own_house.sign_in(page.context, "governor")
    type_in(page, "Words of the head.")
    expect(state(page)).to_contain_text("somebody else is signed in now", timeout=20_000)
    own_house.faults.clear()  # the browser notes the refusals


def test_who_is_signed_out_finds_a_link_to_sign_in_in_a_new_tab(own_house: House) -> None:
    page = own_house.enter("head", SECTION)
    editor(page)
    answered_with(page, 401)
    type_in(page, "Still here.")
    link = state(page).get_by_role("link", name="Sign in again in a new tab")
    expect(link).to_have_attribute("target", "_blank")
    own_house.faults.clear()


def test_an_answer_that_will_not_change_ends_the_trying_and_the_text_stays(own_house: House) -> None:
    for status, words in ((404, "cannot be saved any more"), (410, "copy it"), (400, "copy it"), (413, "too long")):
        page = own_house.enter("head", SECTION)
        editor(page)
        answered_with(page, status)
        sent = saves(page)
        type_in(page, "Still here.")
        expect(state(page)).to_contain_text(words)
        page.wait_for_timeout(3000)
        assert len(sent) == 1, status
        expect(editor(page)).to_contain_text("Still here.")
        page.close()
