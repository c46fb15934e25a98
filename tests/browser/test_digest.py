"""What comes by mail: everybody can stop the digest, nobody their deadlines, and the administrator sees it before."""

import datetime as dt
import re

import pytest
from django.db import transaction
from django.utils import timezone
from playwright.sync_api import Locator, Page, expect

from academies.models import AcademyTerm
from tests.browser.furnishing import larkfield
from tests.browser.house import PEOPLE, House
from tests.browser.keyboard import choose, follow
from tests.browser.test_plan import main, seen
from trust.actions import reminders
from trust.models import Term
from trust.tenancy import tenant

OWN, REMINDERS = "mail/", "settings/reminders/"
NAME = "Ruth Lindqvist"
WEEK = dt.timedelta(weeks=1)


def let_school_be_on() -> None:
    """Whatever day it is: there is school from today for more than a week, and no half term."""
    today = timezone.localdate()
    with tenant(larkfield().id), transaction.atomic():
        AcademyTerm.objects.all().delete()
        Term.objects.filter(starts_on__lte=today + WEEK, ends_on__gte=today).update(
            break_starts_on=None, break_ends_on=None
        )
        last = Term.objects.filter(ends_on__lte=today + WEEK).order_by("-ends_on").first()
        after = Term.objects.filter(starts_on__gt=today).order_by("starts_on").first()
        if last is not None and not Term.objects.filter(starts_on__lte=today, ends_on__gte=today + WEEK).exists():
            last.ends_on = min(today + 2 * WEEK, after.starts_on - dt.timedelta(days=1) if after else dt.date.max)
            last.save()


def planned_for_the_week(day: dt.date) -> int:
    """How many mails the day would write, were it begun now."""
    with tenant(larkfield().id), transaction.atomic():
        made = reminders.plan(trust=larkfield(), day=day)
        transaction.set_rollback(True)
    return made


def box(page: Page) -> Locator:
    return main(page).get_by_role("checkbox", name=re.compile("^Send me the digest of the week"))


def day_of_digests(administrator: Page) -> dt.date:
    """The day of the week on which most get theirs, opened."""
    administrator.goto(administrator.url.split("?")[0])
    line = administrator.get_by_role("listitem").filter(has_text=re.compile(r"[1-9]\d digests"))
    line.get_by_role("link").click()
    return dt.date.fromisoformat(administrator.url.split("day=")[1])


def digest_of(administrator: Page, name: str) -> Locator:
    return administrator.get_by_role("row", name=re.compile(f"^{name}.*Digest of the week"))


def mail_with_digest(page: Page, house: House, email: str) -> str:
    """Opened in the mailbox of the example, where everybody's mail lies; the address of the link that stops it."""
    page.goto(f"{house.url}/example/mail/")
    page.get_by_role("listitem").filter(has_text=email).get_by_role("link").first.click()
    text = main(page)
    expect(text).to_contain_text("You get this once a week during term.")
    expect(text).to_contain_text("Reminders of your own deadlines go on without it.")
    found = text.locator('a[href*="/stop/larkfield/"]').get_attribute("href") or ""
    return house.url + found[found.index("/stop/") :]


def test_the_digest_is_stopped_and_had_again_and_deadlines_are_told_all_the_same(own_house: House) -> None:
    let_school_be_on()
    administrator = own_house.enter("administrator", REMINDERS)
    day_of_digests(administrator)
    expect(digest_of(administrator, NAME)).to_have_count(1)
    seen(administrator)

    head = own_house.enter("head", "")
    head.goto(own_house.at("waiting/"))
    head.locator("summary", has_text=f"{NAME}: account menu").click()
    head.get_by_role("link", name="Your mail").click()
    expect(main(head)).to_contain_text("These come whatever you choose")
    expect(main(head).get_by_role("checkbox")).to_have_count(1)  # deadlines have none to stop them
    expect(box(head)).to_be_checked()
    seen(head)
    choose(head, box(head))
    follow(head, head.get_by_role("button", name="Save"))
    expect(head.get_by_text("The digest comes no more.")).to_be_visible()
    expect(main(head)).to_contain_text("These come whatever you choose")
    head.reload()
    expect(box(head)).not_to_be_checked()
    expect(main(head)).not_to_contain_text("Next on")
    seen(head)

    day_of_digests(administrator)
    expect(digest_of(administrator, NAME)).to_have_count(0)
    administrator.goto(own_house.at(REMINDERS))
    days = [each.get_attribute("href") for each in administrator.locator('a[href^="?day="]').all()]
    told = 0
    for day in days:
        administrator.goto(own_house.at(REMINDERS) + str(day))
        told += administrator.get_by_role("row", name=re.compile(f"^{NAME}.*Reminders")).count()
    assert told, "her deadlines are told though the digest is stopped"

    box(head).check()
    head.get_by_role("button", name="Save").click()
    expect(head.get_by_text("The digest comes once a week.")).to_be_visible()
    expect(main(head)).to_contain_text("Next on")
    day_of_digests(administrator)
    expect(digest_of(administrator, NAME)).to_have_count(1)


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
def test_the_link_of_a_mail_stops_it_without_signing_in(own_house: House, script: bool) -> None:
    stranger = own_house.window(java_script_enabled=script)
    link = mail_with_digest(stranger, own_house, PEOPLE["head"])
    stranger.goto(link)
    expect(stranger.get_by_role("heading", level=1)).to_have_text("Stop the digest?")
    head = own_house.enter("head", OWN)
    expect(box(head)).to_be_checked()  # looking at the link changes nothing
    if script:
        seen(stranger)
    stranger.get_by_role("button", name="Stop the digest").click()
    expect(stranger.get_by_role("heading", level=1)).to_have_text("The digest is stopped")
    expect(stranger.locator("body")).to_contain_text("Reminders of your own deadlines go on.")
    if script:
        seen(stranger)
    head.reload()
    expect(box(head)).not_to_be_checked()
    spoilt = stranger.goto(link[:-3] + "/")
    assert spoilt is not None
    assert spoilt.status == 404
    expect(stranger.get_by_role("heading", level=1)).to_have_text("This link cannot be used")


def test_the_button_of_a_mail_program_stops_it_with_one_click(own_house: House) -> None:
    stranger = own_house.window()
    link = mail_with_digest(stranger, own_house, PEOPLE["kestrel_head"])
    answer = stranger.context.request.post(link, form={"List-Unsubscribe": "One-Click"})
    assert answer.status == 200
    expect(box(own_house.enter("kestrel_head", OWN))).not_to_be_checked()
    expect(box(own_house.enter("head", OWN))).to_be_checked()


def test_the_administrator_sees_the_week_s_mails_and_lets_them_rest(own_house: House) -> None:
    let_school_be_on()
    administrator = own_house.enter("administrator", "settings/")
    main(administrator).get_by_role("link", name="Reminders").click()
    seen(administrator)
    expect(main(administrator)).to_contain_text("They go out by themselves on school days")
    monday = day_of_digests(administrator)
    expect(digest_of(administrator, NAME)).to_contain_text(PEOPLE["head"])
    assert planned_for_the_week(monday) > 1
    administrator.get_by_role("link", name="What went out").click()
    expect(administrator.get_by_role("row", name=re.compile(f"^{NAME}"))).to_contain_text("Sent")
    seen(administrator)

    administrator.goto(own_house.at(REMINDERS))
    administrator.get_by_role("link", name="Let reminders rest").click()
    administrator.get_by_label("First day").fill("")
    administrator.get_by_role("button", name="Let them rest").click()
    expect(administrator.locator("#error-summary").get_by_role("listitem")).to_have_count(3)
    seen(administrator)
    today = timezone.localdate()
    administrator.get_by_label("First day").fill(today.isoformat())
    administrator.get_by_label("Last day").fill((today + WEEK).isoformat())
    administrator.get_by_label("Why?").fill("The school burnt down.")
    follow(administrator, administrator.get_by_role("button", name="Let them rest"))
    expect(administrator.get_by_text("Nobody is told.")).to_be_visible()
    expect(main(administrator)).to_contain_text("They rest until")
    expect(main(administrator)).to_contain_text("No mail in the next seven days")
    expect(main(administrator)).to_contain_text("The school burnt down.")
    seen(administrator)
    assert planned_for_the_week(monday) == 0
    head = own_house.enter("head", OWN)
    expect(main(head)).to_contain_text("Reminders rest in the whole trust until")
    seen(head)

    main(administrator).get_by_role("link", name=re.compile("^Let them go on")).click()
    seen(administrator)
    administrator.get_by_role("button", name="Let them go on").click()
    expect(administrator.get_by_text("Reminders go on.")).to_be_visible()
    assert planned_for_the_week(monday) > 1
    day_of_digests(administrator)
    expect(digest_of(administrator, NAME)).to_have_count(1)


def test_settings_and_rest_go_without_script(own_house: House) -> None:
    let_school_be_on()
    head = own_house.enter("head", OWN, java_script_enabled=False)
    box(head).uncheck()
    head.get_by_role("button", name="Save").click()
    expect(head.get_by_text("The digest comes no more.")).to_be_visible()
    expect(box(head)).not_to_be_checked()
    administrator = own_house.enter("administrator", f"{REMINDERS}pause/", java_script_enabled=False)
    administrator.get_by_label("Last day").fill((timezone.localdate() + WEEK).isoformat())
    administrator.get_by_role("button", name="Let them rest").click()
    expect(administrator.get_by_role("alert")).to_contain_text("Say why, for those who look later.")
    administrator.get_by_label("Why?").fill("The school burnt down.")
    administrator.get_by_role("button", name="Let them rest").click()
    expect(main(administrator)).to_contain_text("They rest until")
    main(administrator).get_by_role("link", name=re.compile("^Let them go on")).click()
    administrator.get_by_role("button", name="Let them go on").click()
    expect(administrator.get_by_text("Reminders go on.")).to_be_visible()
