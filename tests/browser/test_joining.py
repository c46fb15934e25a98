"""A new person: from the invitation in the mailbox to the first page, with the second step set up on the way."""

import re
import time

from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from playwright.sync_api import expect

from tests.browser.house import House
from tests.browser.looks import look


def code_for(secret: str) -> str:
    """What the app on the phone would show."""
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


def test_an_invitation_is_accepted(own_house: House) -> None:
    administrator = own_house.enter("administrator", "people/invite/")
    administrator.get_by_label("Name").first.fill("Marguerite Dell")
    administrator.get_by_label("E-mail").first.fill("marguerite.dell@larkfield.example")
    administrator.locator("[name=role][value=trustee], [name=role]").first.evaluate(
        """e => { if (e.tagName === "SELECT") { e.value = "trustee"; e.dispatchEvent(new Event("change")); }
        else e.click(); }"""
    )
    administrator.locator("main button[type=submit]").first.click()
    expect(administrator.get_by_text("is on its way")).to_be_visible()
    administrator.goto("/example/mail/")
    administrator.get_by_role("link", name=re.compile("Larkfield")).first.click()
    link = administrator.locator("main a[href*='/join/larkfield/']").get_attribute("href")
    assert link

    page = own_house.window(viewport={"width": 390, "height": 844})
    page.goto(link[link.index("/join/") :])
    expect(page.get_by_role("heading", level=1)).to_have_text("Larkfield Learning Trust")
    assert look(page, 390, "dark") == []
    password = page.locator("input[type=password]")
    password.fill("short")
    page.get_by_role("button", name="Make my account").click()
    expect(page.locator("#error-summary")).to_be_focused()
    password.fill("four harmless words together")
    page.get_by_role("button", name="Make my account").click()

    expect(page.get_by_text("Set up a second step now")).to_be_visible()
    page.goto(own_house.at(""))
    expect(page.get_by_text("Set up a second step now")).to_be_visible()
    page.get_by_role("link", name="Set up the app").click()
    assert look(page, 390, "light") == []
    secret = page.locator(".secret").inner_text()
    page.locator("#id_code").fill("000000")
    page.get_by_role("button", name="Turn on").click()
    expect(page.locator("#error-summary")).to_be_focused()
    secret = page.locator(".secret").inner_text() or secret
    page.locator("#id_code").fill(code_for(secret))
    page.get_by_role("button", name="Turn on").click()
    expect(page.get_by_text(re.compile("recovery codes", re.IGNORECASE)).first).to_be_visible()
    assert look(page, 390, "light") == []

    page.goto(own_house.at(""))
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert page.url.startswith(own_house.at(""))
    assert "Set up a second step now" not in page.content()
    page.goto(link[link.index("/join/") :])
    assert page.url.startswith(own_house.at("")), "the link leads the same person in, and makes nothing twice"
