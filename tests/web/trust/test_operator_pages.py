"""The operator's pages, and the example installation's."""

from io import StringIO
from typing import Any
from uuid import uuid4

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from trust import example, panels
from trust.checks import example_only_at_home
from trust.enums import JobState
from trust.models import Due, ExampleMail, Invitation, Trust, User
from trust.tenancy import tenant

pytestmark = pytest.mark.django_db
NEW = {
    "name": "Moorside Trust",
    "slug": "moorside",
    "kind": "multi_academy_trust",
    "first_name": "Dilys Prosser",
    "first_email": "dilys@moorside.example",
}
PAGES = ["", "trusts/new/", "work/", "health/"]


@pytest.mark.parametrize("path", PAGES)
def test_only_operators_find_the_pages(cast: Any, path: str) -> None:
    url = f"/operator/{path}"
    assert cast.client(cast.operator).get(url).status_code == 200
    for user in (cast.a.users["chief"], cast.a.users["administrator"], cast.stranger):
        assert cast.client(user).get(url).status_code == 404
    assert "/account/login/" in Client().get(url)["Location"]


def test_no_content_of_a_trust_is_shown(cast: Any) -> None:
    client = cast.client(cast.operator)
    page = client.get("/operator/").content.decode()
    assert cast.a.trust.name in page
    assert f"Director {cast.a.canary}" not in page
    assert client.get(cast.a.url()).status_code == 404


def test_a_probe_finds_migrations_that_wait_without_reading_them_from_disk_each_time(
    cast: Any, monkeypatch: pytest.MonkeyPatch, django_assert_max_num_queries: Any
) -> None:
    from trust import health

    client = Client()
    assert client.get("/readyz").status_code == 200
    before = health._known_migrations.cache_info().misses
    with django_assert_max_num_queries(2):
        assert client.get("/readyz").json()["migrations"] == "ok"
    assert health._known_migrations.cache_info().misses == before
    later = health._known_migrations() | {("trust", "0099_later")}
    monkeypatch.setattr(health, "_known_migrations", lambda: later)
    response = client.get("/readyz")
    assert (response.status_code, response.json()["migrations"]) == (503, "waiting")


TRUST_QUERIES = 5


@pytest.mark.parametrize("extra", [0, 2])
def test_trusts_ask_the_same_questions_however_many(cast: Any, extra: int, django_assert_num_queries: Any) -> None:
    for number in range(extra):
        Trust.objects.create(slug=f"more-{number}", name=f"More {number}", kind="partnership")
    client = cast.client(cast.operator)
    client.get("/operator/")
    with django_assert_num_queries(TRUST_QUERIES):
        client.get("/operator/")


def test_making_a_trust(cast: Any) -> None:
    client = cast.client(cast.operator)
    assert client.post("/operator/trusts/new/", NEW).status_code == 302
    trust = Trust.objects.get(slug="moorside")
    with tenant(trust.id):
        assert Invitation.objects.get().email == "dilys@moorside.example"
    assert client.post(f"/operator/trusts/{trust.id}/administrator/", {"name": "Al", "email": "al@m.example"}).url
    assert client.post(f"/operator/trusts/{trust.id}/administrator/", {"name": "Al"}).status_code == 422
    assert client.get(f"/operator/trusts/{uuid4()}/administrator/").status_code == 404


def test_a_second_trust_of_one_group_is_asked_about(cast: Any) -> None:
    client = cast.client(cast.operator)
    Trust.objects.filter(slug="trust-a").update(made_from=99042)
    asked = client.post("/operator/trusts/new/", {**NEW, "group_uid": "99042"})
    assert (asked.status_code, "was made from group 99042 already" in asked.content.decode()) == (422, True)
    assert not Trust.objects.filter(slug="moorside").exists()


@pytest.mark.parametrize(
    "wrong",
    [
        {"slug": "trust-a"},
        {"slug": "Moor Side"},
        {"kind": "kingdom"},
        {"name": ""},
        {"first_email": "nobody"},
        {"name": "x" * 500},
        {"group_uid": "x"},
        {"group_uid": "99999999999999999999"},
        {"urns": "²²²²²²"},
        {"urns": "1" * 10_001},
        {"preset": "nonsense"},
    ],
)
def test_a_trust_that_makes_no_sense(cast: Any, wrong: dict[str, str]) -> None:
    response = cast.client(cast.operator).post("/operator/trusts/new/", {**NEW, **wrong})
    assert response.status_code == 422
    assert b"There is a problem" in response.content
    assert not Trust.objects.filter(slug="moorside").exists()


def test_work_by_state_and_what_failed(cast: Any) -> None:
    client = cast.client(cast.operator)
    assert b"Nothing to do" in client.get("/operator/work/").content
    row = Due.objects.create(
        trust=cast.a.trust, queue="mail", kind="mail", due_at=timezone.now(), state=JobState.FAILED, attempts=10
    )
    page = client.get("/operator/work/").content.decode()
    assert "Failed or uncertain" in page
    assert "Try again" in page
    assert client.get(f"/operator/work/{row.id}/again/").status_code == 405
    assert cast.client(cast.stranger).post(f"/operator/work/{row.id}/again/").status_code == 404
    assert client.post(f"/operator/work/{row.id}/again/").status_code == 302
    assert client.post(f"/operator/work/{uuid4()}/again/").status_code == 404


@pytest.mark.parametrize("kind", ["reminders", "mail_once"])
def test_a_reminder_that_may_have_arrived_has_no_button_and_is_not_sent_again(cast: Any, kind: str) -> None:
    client = cast.client(cast.operator)
    row = Due.objects.create(
        trust=cast.a.trust, queue="mail", kind=kind, due_at=timezone.now(), state=JobState.UNKNOWN, attempts=1
    )
    page = client.get("/operator/work/").content.decode()
    assert "Never sent twice" in page
    assert f"/operator/work/{row.id}/again/" not in page
    refused = client.post(f"/operator/work/{row.id}/again/")
    assert refused.status_code == 409
    assert "at most" in refused.content.decode()
    row.refresh_from_db()
    assert (row.state, row.attempts) == (JobState.UNKNOWN, 1)


def test_floors_above_add_panels(cast: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr(
        panels, "_panels", [panels.Panel("loads", "Loads", "trust/operator/health.html", lambda: {"parts": {}})]
    )
    client = cast.client(cast.operator)
    assert b"Loads" in client.get("/operator/").content
    assert client.get("/operator/loads/").status_code == 200
    assert client.get("/operator/nothing/").status_code == 404


def test_the_command_makes_an_operator_with_a_link(cast: Any) -> None:
    out = StringIO()
    call_command("create_operator", "new@host.example", name="New Operator", stdout=out)
    assert User.objects.get(email="new@host.example").is_operator
    link = next(word for word in out.getvalue().split() if "/account/password/reset/key/" in word)
    client = Client()
    page = client.get("/" + link.split("/", 3)[3], follow=True)
    assert page.status_code == 200
    path = page.redirect_chain[-1][0]
    given = {"password1": "quiet river lantern", "password2": "quiet river lantern"}
    assert client.post(path, given).status_code == 302
    assert User.objects.get(email="new@host.example").check_password("quiet river lantern")
    with pytest.raises(CommandError):
        call_command("create_operator", "nobody", name="x", stdout=out)
    with pytest.raises(CommandError):
        call_command("create_operator", "other@host.example", stdout=out)


# ---- the example installation ----


@pytest.fixture
def chief(cast: Any) -> User:
    user: User = cast.a.users["chief"]
    user.is_example = True
    user.save()
    return user


def test_one_button_per_example_person(cast: Any, chief: User) -> None:
    page = Client().get("/example/").content.decode()
    assert chief.email not in page or "Chief" in page
    assert "Chief executive" in page
    assert example.PASSWORD in page
    assert example.current_code() in page
    assert "Director canarya" not in page
    client = Client()
    response = client.post(f"/example/as/{chief.id}/", {"trust": "trust-a"})
    assert response["Location"] == cast.a.url()
    assert client.get(cast.a.url(), follow=True).status_code == 200


def test_only_example_people_are_signed_in_by_a_button(cast: Any, chief: User) -> None:
    for user in (cast.a.users["director"], cast.stranger, cast.operator, cast.suspended):
        assert Client().post(f"/example/as/{user.id}/").status_code == 404
    assert Client().post(f"/example/as/{uuid4()}/").status_code == 404
    assert Client().get(f"/example/as/{chief.id}/").status_code == 405
    chief.is_active = False
    chief.save()
    assert Client().post(f"/example/as/{chief.id}/").status_code == 404


def test_the_button_never_leads_out_of_the_house(chief: User) -> None:
    for wanted in ("https://evil.example/", "//evil.example/", "javascript:alert(1)"):
        response = Client().post(f"/example/as/{chief.id}/", {"next": wanted, "trust": "trust-a"})
        assert response["Location"] == "/t/trust-a/"
    assert Client().post(f"/example/as/{chief.id}/", {"next": "/t/trust-a/people/"})["Location"] == "/t/trust-a/people/"
    assert Client().post(f"/example/as/{chief.id}/", {"trust": "../../x"})["Location"] == "/"


def test_the_code_of_the_page_opens_the_second_step(chief: User) -> None:
    from allauth.mfa.models import Authenticator
    from allauth.mfa.totp.internal.auth import TOTP

    Authenticator.objects.filter(user=chief).delete()
    TOTP.activate(chief, example.TOTP_SECRET)
    chief.set_password(example.PASSWORD)
    chief.save()
    client = Client()
    response = client.post("/account/login/", {"login": chief.email, "password": example.PASSWORD})
    assert client.post(response["Location"], {"code": example.current_code()})["Location"] == "/"


def test_the_mailbox(cast: Any) -> None:
    client = Client()
    assert b"Nothing yet" in client.get("/example/mail/").content
    mail = ExampleMail.objects.create(
        message_id="<1@x>", to="a@b.example", subject="Hello", text="See https://x.example/ <b>"
    )
    assert b"Hello" in client.get("/example/mail/").content
    page = client.get(f"/example/mail/{mail.id}/").content
    assert b'href="https://x.example/"' in page
    assert b"&lt;b&gt;" in page
    assert client.get(f"/example/mail/{uuid4()}/").status_code == 404


def test_elsewhere_there_is_no_example(chief: User, settings: Any) -> None:
    settings.EXAMPLE_MODE = False
    assert Client().get("/example/").status_code == 404
    assert Client().get("/example/mail/").status_code == 404
    assert Client().post(f"/example/as/{chief.id}/").status_code == 404


@pytest.mark.parametrize(
    ("site", "hosts", "faults"),
    [
        ("http://localhost:8000", ["localhost", "127.0.0.1"], 0),
        ("https://fourfold.example", ["localhost"], 1),
        ("http://localhost:8000", ["localhost", "fourfold.example"], 1),
        ("http://localhost:8000", ["*"], 1),
    ],
)
def test_the_check_keeps_the_example_at_home(settings: Any, site: str, hosts: list[str], faults: int) -> None:
    settings.SITE_URL, settings.ALLOWED_HOSTS, settings.EXAMPLE_MODE = site, hosts, True
    assert len(example_only_at_home()) == faults
    settings.EXAMPLE_MODE = False
    assert example_only_at_home() == []


@pytest.mark.parametrize("path", ["/livez", "/readyz"])
def test_probes_answer_everybody(path: str) -> None:
    assert Client().get(path).status_code == 200
