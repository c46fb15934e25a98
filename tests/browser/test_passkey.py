"""A passkey, from adding it to signing in with it alone. The browser plays the laptop's fingerprint reader."""

from playwright.sync_api import Page, expect

from tests.browser.house import House
from tests.browser.looks import look
from trust.example import PASSWORD

READER = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


def with_reader(page: Page) -> Page:
    """Give the browser a fingerprint reader that always knows the finger."""
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": READER})
    return page


def test_a_passkey_is_added_and_opens_the_door(own_house: House) -> None:
    page = with_reader(own_house.enter("administrator", "academies/"))
    page.goto("/account/2fa/")
    page.get_by_role("link", name="passkey").first.click()
    if page.locator("input[type=password]").count():
        page.locator("input[type=password]").fill(PASSWORD)
        page.get_by_role("main").locator("button[type=submit]").first.click()
    page.get_by_label("Name").fill("School laptop")
    assert look(page, 390, "light") == []
    page.get_by_role("button", name="Add passkey").click()
    expect(page.get_by_role("link", name="Download as text")).to_be_visible()  # the recovery codes, the first time
    page.get_by_role("link", name="Done").click()
    page.goto("/account/2fa/webauthn/")
    expect(page.get_by_role("link", name="Remove School laptop")).to_be_visible()
    assert look(page, 1440, "dark") == []

    page.goto("/account/logout/")
    page.get_by_role("button", name="Sign out").click()
    page.goto("/account/login/")
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.wait_for_url(lambda address: "/account/login/" not in address)
    page.goto(own_house.at("people/"))
    expect(page.get_by_role("heading", level=1)).to_have_text("People")
