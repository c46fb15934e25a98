"""A board pack from its pages to the trustee who opens it; and every number of the dashboard leads to its list."""

import re
from html import unescape

from django.db import transaction
from playwright.sync_api import Page, expect

from academies.models import Academy
from tests.browser.furnishing import larkfield
from tests.browser.house import House
from tests.browser.keyboard import choose, follow, tab_to
from tests.browser.test_plan import field, main, seen
from tests.browser.test_visit import fetched
from tests.pdf import faults_of, words_of
from trust.tenancy import tenant

PACKS, NEW, DASHBOARD = "board-packs/", "board-packs/new/2026/", "matrix/2026/"
TITLE = "Board of trustees, special meeting"
QUESTION = "What would have to be true for Dunmoor to need less?"
SUGGESTED = re.compile("^What has changed for Dunmoor Academy")
LEFT_OUT = ("Areas needing most support", "What academies have overdue")
NUMBER = re.compile(r"^\d+|\d+$")


def box(page: Page, name: str) -> None:
    page.get_by_role("checkbox", name=name, exact=True).uncheck()


def test_made_frozen_found_under_reports_and_withdrawn(own_house: House) -> None:
    chief = own_house.enter("chief", PACKS)
    seen(chief)
    chief.get_by_role("link", name="Make a board pack").click()
    seen(chief)
    chief.get_by_role("button", name="Freeze it").click()
    expect(chief.locator("#error-summary")).to_contain_text("Say for which meeting it is")
    field(chief, "For which meeting?").fill(TITLE)
    chief.get_by_role("radio", name=re.compile("^As it stands now")).check()
    for name in LEFT_OUT:
        box(chief, name)
    field(chief, "Your questions for trustees (optional)").fill(QUESTION)
    chief.get_by_role("button", name="Look at it first").click()
    expect(main(chief)).to_contain_text("Nothing is frozen yet.")
    expect(chief.get_by_role("heading", name="Dunmoor Academy")).to_be_visible()
    for name in LEFT_OUT:
        expect(chief.get_by_role("checkbox", name=name, exact=True)).not_to_be_checked()
        expect(chief.get_by_role("heading", name=name)).to_have_count(0)
    seen(chief)
    trustee = own_house.enter("trustee", "reports/")
    expect(main(trustee).get_by_role("link", name=TITLE)).to_have_count(0)
    chief.get_by_role("button", name="Freeze it").click()
    expect(chief.get_by_text("The board pack is frozen.")).to_be_visible()
    expect(chief.get_by_role("heading", level=1)).to_have_text(TITLE)
    seen(chief)
    with tenant(larkfield().id), transaction.atomic():
        Academy.objects.filter(slug="dunmoor-academy").update(name="Another Name Academy")

    trustee.reload()
    seen(trustee)
    main(trustee).get_by_role("link", name=TITLE).click()
    pack = trustee.url
    expect(main(trustee)).to_contain_text("Frozen on")
    expect(main(trustee)).to_contain_text(QUESTION)
    expect(trustee.get_by_role("heading", name="Dunmoor Academy")).to_be_visible()  # as it was on that day
    expect(main(trustee)).not_to_contain_text("Another Name Academy")
    for name in LEFT_OUT:
        expect(trustee.get_by_role("heading", name=name)).to_have_count(0)
    expect(trustee.get_by_role("link", name="Withdraw")).to_have_count(0)
    seen(trustee)
    pdf = fetched(trustee, "PDF")
    assert faults_of(pdf) == []
    text = " ".join(words_of(pdf).split())
    assert TITLE in text
    assert QUESTION in text
    assert "Dunmoor Academy" in text
    assert "Another Name Academy" not in text
    assert fetched(trustee, "Word").startswith(b"PK")
    refused = trustee.goto(own_house.at(NEW))
    assert refused is not None
    assert refused.status in {403, 404}

    chief.get_by_role("link", name="Withdraw").click()
    seen(chief)
    field(chief, "Why is it withdrawn?").fill("The meeting is called off.")
    chief.get_by_role("button", name="Withdraw it").click()
    expect(chief.get_by_text("The board pack is withdrawn.")).to_be_visible()
    trustee.goto(own_house.at("reports/"))
    expect(
        main(trustee).get_by_role("table").first.get_by_role("row", name=re.compile(f"{TITLE}.*Board pack"))
    ).to_have_count(0)
    trustee.goto(pack)
    expect(main(trustee)).to_contain_text("The meeting is called off.")
    expect(main(trustee)).not_to_contain_text(QUESTION)
    seen(trustee)


def test_it_is_made_by_keys_alone(own_house: House) -> None:
    chief = own_house.enter("chief", PACKS)
    follow(chief, chief.get_by_role("link", name="Make a board pack"))
    tab_to(chief, field(chief, "For which meeting?"))
    chief.keyboard.type(TITLE)
    choose(chief, chief.get_by_role("radio", name=re.compile("^As published on")).first)
    choose(chief, chief.get_by_role("checkbox", name="What academies have overdue", exact=True))
    follow(chief, chief.get_by_role("button", name="Freeze it"))
    expect(chief.get_by_role("heading", level=1)).to_have_text(TITLE)
    expect(chief.get_by_role("heading", name="What academies have overdue")).to_have_count(0)
    expect(main(chief).get_by_role("listitem").filter(has_text=SUGGESTED)).to_have_count(1)


def test_it_is_made_and_read_without_script(own_house: House) -> None:
    chief = own_house.enter("chief", NEW, java_script_enabled=False)
    chief.get_by_role("button", name="Look at it first").click()
    expect(chief.get_by_role("alert")).to_contain_text("Say for which meeting it is")
    field(chief, "For which meeting?").fill(TITLE)
    chief.get_by_role("checkbox", name=SUGGESTED).check()
    chief.get_by_role("button", name="Look at it first").click()
    expect(main(chief)).to_contain_text("Nothing is frozen yet.")
    expect(field(chief, "For which meeting?")).to_have_value(TITLE)
    chief.get_by_role("button", name="Freeze it").click()
    expect(main(chief)).to_contain_text("The board pack is frozen.")
    trustee = own_house.enter("trustee", "reports/", java_script_enabled=False)
    main(trustee).get_by_role("link", name=TITLE).click()
    expect(trustee.get_by_role("heading", level=1)).to_have_text(TITLE)
    assert fetched(trustee, "PDF").startswith(b"%PDF-")


def test_every_link_of_the_dashboard_leads_to_its_list_with_as_many_as_it_says(own_house: House) -> None:
    chief = own_house.enter("chief", DASHBOARD)
    expect(chief.get_by_role("heading", name="Promised against delivered")).to_be_visible()  # the parts that come after
    seen(chief)
    links = chief.locator("#main a[href]").evaluate_all(
        "all => all.map(a => [a.getAttribute('href'), a.textContent.replace(/\\s+/g, ' ').trim()])"
    )
    pages = follow_all(own_house, chief, links)
    assert len(pages) > 40
    counted = [words for href, words in links if "/so-far/" in href]
    assert len(counted) > 20
    for part in ("of=category", "of=moved", "of=area", "of=self-evaluations", "of=judgements", "so-far/late/"):
        first = next(href for href, _ in links if part in href)
        chief.goto(own_house.url + first)
        seen(chief)


def test_what_comes_after_is_a_page_of_its_own_without_script(own_house: House) -> None:
    chief = own_house.enter("chief", DASHBOARD, java_script_enabled=False)
    chief.get_by_role("link", name="What is overdue, and how the year goes").click()
    expect(chief.get_by_role("heading", name="Promised against delivered")).to_be_visible()
    links = [
        (str(each.get_attribute("href")), " ".join((each.text_content() or "").split()))
        for each in chief.locator("#main a[href]").all()
    ]
    assert len(follow_all(own_house, chief, links)) > 10


def follow_all(house: House, page: Page, links: list[tuple[str, str]]) -> dict[str, str]:
    """Open each; what it leads to has a heading, and where it says a number, so many."""
    pages: dict[str, str] = {}
    for href, words in links:
        address = href.split("#")[0]
        if address.startswith("?"):
            address = page.url.removeprefix(house.url).split("?")[0] + address
        if address not in pages:
            answer = page.context.request.get(house.url + address)
            assert answer.status == 200, (href, words, answer.status)
            pages[address] = unescape(answer.text())
        html = pages[address]
        heading = re.search(r"<h1[^>]*>\s*([^<]*\S)", html)
        assert heading, (href, words)
        if "#" in href:
            assert f'id="{href.split("#")[1]}"' in html, (href, words)
        number = NUMBER.search(words)
        if "/so-far/academies/" in href:
            assert number, (href, words)
            rows = html.split('id="main"')[1].count('<th scope="row">')
            assert rows == int(number[0]), (href, words, rows)
        elif number and ("/so-far/late/" in href or "/so-far/news/" in href):
            assert heading[1].startswith(f"{number[0]} "), (href, words, heading[1])
    return pages
