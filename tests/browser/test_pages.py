"""Every page: nothing for axe to complain about, no sideways scrolling, no console errors, and usable without script.

The ordinary run takes each page either with axe, with one of the people who may see it, in one scheme and at one width
(all three for scrolling), or without script; which one turns from page to page and from day to day (FOURFOLD_TURN says
another day).
`dev.py prove` takes all widths and schemes, and all people.
"""

import datetime as dt
import os
import time
from typing import Any

import pytest
from django.conf import settings
from django.db import transaction
from django.test import Client
from django.urls import Resolver404, resolve
from playwright.sync_api import Page

from tests.browser.addresses import MORE, NO_PAGES, ROLES, Address, addresses, path_of
from tests.browser.furnishing import larkfield
from tests.browser.house import PEOPLE, House
from tests.browser.looks import SCHEMES, WIDTHS, look, overflow
from trust.tenancy import tenant

TURN = int(os.environ.get("FOURFOLD_TURN") or dt.date.today().toordinal())
ADDRESSES = [address for address in addresses() if address.name not in NO_PAGES]
FRESH = 240  # seconds in which the last sign-in counts as a proof
_sessions: dict[str, tuple[float, Any]] = {}
_seeing: dict[str, tuple[list[str], set[int]]] = {}


def client_of(house: House, role: str) -> Any:
    """Signed in a short while ago; kept, since signing in takes longer than a page."""
    if role == "nobody":
        return Client(HTTP_HOST=house.url.removeprefix("http://"))
    at, client = _sessions.get(role, (0.0, None))
    if time.monotonic() - at > FRESH:
        client = house.client(PEOPLE[role])
        _sessions[role] = (time.monotonic(), client)
    return client


def who_sees(house: House, path: str) -> tuple[list[str], set[int]]:
    """The people who get a page here, and what the others got. Asked once: the house is only looked at."""
    if path in _seeing:
        return _seeing[path]
    seeing, answers = _seeing[path] = [], set()
    # A new password is set by who is not signed in; the link hides its key from the address.
    reset = "/reset/key/" in path
    for role in ROLES[:1] if reset else ROLES:
        answer = client_of(house, role).get(path, follow=reset)
        is_page = answer.headers.get("Content-Type", "").startswith("text/html")
        if answer.status_code == 200 and is_page:
            seeing.append(role)
        else:
            answers.add(answer.status_code)
    return seeing, answers


def pages_of(house: House, target: Address | str) -> tuple[str, list[str]]:
    """The path and its people. Empty for what only takes posts."""
    path = path_in_trust(target) if isinstance(target, str) else _path(target)
    seeing, answers = who_sees(house, path)
    assert seeing or 405 in answers, f"{path} is a page for nobody ({answers}); if that is right, say why in NO_PAGES"
    return path, seeing


def path_in_trust(path: str) -> str:
    return f"/t/larkfield/{path}"


def _path(address: Address) -> str:
    with tenant(larkfield().id), transaction.atomic():
        return path_of(address)


def open_as(house: House, role: str, path: str, **options: Any) -> Page:
    """A browser of this person at this path."""
    page = house.window(**options)
    if role != "nobody":
        cookie = client_of(house, role).cookies[settings.SESSION_COOKIE_NAME].value
        page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": house.url}])
    answer = page.goto(path)
    assert answer is not None
    assert answer.status == 200, (role, path, answer.status)
    return page


def label(target: Address | str) -> str:
    return target if isinstance(target, str) else target.name


TARGETS = [*ADDRESSES, *MORE]
PROVE = bool(os.environ.get("PROVE"))


def every(half: int) -> Any:
    """Each page when proving; otherwise every other one, today these and tomorrow those."""
    numbers = [number for number in range(len(TARGETS)) if PROVE or (number + TURN) % 2 == half]
    return pytest.mark.parametrize("number", numbers, ids=[label(TARGETS[number]) for number in numbers])


@every(0)
def test_page_is_sound(house: House, number: int) -> None:
    path, seeing = pages_of(house, TARGETS[number])
    if not seeing:
        return
    turn = number + TURN
    role, scheme = seeing[turn % len(seeing)], SCHEMES[(turn // 3) % 2]
    page = open_as(house, role, path, color_scheme=scheme)
    faults = look(page, WIDTHS[turn % 3], scheme)
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        faults += [f"{width}: {line}" for line in overflow(page)]
    assert faults == [], f"{role} {path}"


@pytest.mark.prove
@pytest.mark.parametrize("number", range(len(TARGETS)), ids=[label(each) for each in TARGETS])
def test_page_is_sound_for_everybody_on_every_screen(house: House, number: int) -> None:
    """One of them on all, everybody else on one of them, which turns."""
    path, seeing = pages_of(house, TARGETS[number])
    screens = [(width, scheme) for scheme in SCHEMES for width in WIDTHS]
    faults = []
    for turn, role in enumerate(seeing, start=number):
        page = open_as(house, role, path)
        mine = screens if turn == number else [screens[turn % len(screens)]]
        faults += [f"{role} {line}" for width, scheme in mine for line in look(page, width, scheme)]
        page.context.close()
    assert faults == [], path


FORMS = """() => [...document.forms].filter(form => form.getClientRects().length).map(form => ({
  action: form.action, method: form.method,
  buttons: [...form.elements].filter(e => (e.type === "submit" || e.type === "image") && !e.disabled
    && (e.getClientRects().length || e.closest("details:not([open])"))).length,
  token: Boolean(form.elements.csrfmiddlewaretoken)}))"""


@every(1)
def test_page_without_script_can_be_used(house: House, number: int) -> None:
    path, seeing = pages_of(house, TARGETS[number])
    if not seeing:
        return
    page = open_as(house, seeing[(number + TURN) % len(seeing)], path, java_script_enabled=False)
    assert page.locator("h1").count() == 1, "one heading of the first order"
    for form in page.evaluate(FORMS):
        assert form["buttons"], (path, form)
        assert form["action"].startswith(house.url), form
        assert form["method"] == "get" or form["token"], form
        target = form["action"].removeprefix(house.url).partition("?")[0]
        try:
            resolve(target)
        except Resolver404:
            pytest.fail(f"{path} has a form that goes nowhere: {target}")


REFUSED = {
    "account/login/": "nobody",
    "account/password/reset/": "nobody",
    "t/larkfield/people/invite/": "administrator",
    "t/larkfield/academies/add/": "administrator",
    "t/larkfield/matrix/2026/beckside-primary/evidence/": "primary_director",
    "t/larkfield/matrix/2026/beckside-primary/status/": "primary_director",
    "t/larkfield/matrix/2026/beckside-primary/leadership_and_management/": "primary_director",
    "t/larkfield/matrix/2026/aldermere-primary/reopen/": "primary_director",
    "t/larkfield/settings/model/choose/": "administrator",
    "t/larkfield/tokens/new/": "chief",
    "operator/trusts/new/": "operator",
}


EMPTIED = """form => { form.noValidate = true;
  for (const e of form.elements) if (e.type === "text" || e.tagName === "TEXTAREA") e.value = ""; }"""


@pytest.mark.parametrize("path", REFUSED)
def test_empty_form_is_refused_in_an_accessible_way(house: House, path: str) -> None:
    page = open_as(house, REFUSED[path], f"/{path}")
    main = page.locator("main, body").first
    form = main.locator("form[method=post]:visible:has(input:not([type=hidden]), textarea, select)").first
    form.evaluate(EMPTIED)
    with page.expect_navigation():
        form.locator("button[type=submit]:visible").first.click()
    assert page.title().startswith("Error: "), page.title()
    assert page.locator("#error-summary").evaluate("e => e === document.activeElement")
    turn = list(REFUSED).index(path) + TURN
    assert look(page, WIDTHS[turn % 3], SCHEMES[turn % 2]) == []


@pytest.mark.parametrize(("path", "status"), [("t/larkfield/nowhere/", 404), ("t/nobody/", 404), ("nowhere/", 404)])
def test_refusals_are_sound_pages(house: House, path: str, status: int) -> None:
    page = house.enter("chief")
    answer = page.goto(f"/{path}")
    assert answer is not None
    assert answer.status == status
    assert [line for width in WIDTHS for line in look(page, width, SCHEMES[len(path) % 2])] == []
