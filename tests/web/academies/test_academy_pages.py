"""The list of academies, the page of one, and the forms of the administrator."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from academies.enums import AcademyState, Phase
from academies.models import Academy, Appointment
from tests.cast import Cast, signed_in
from tests.facts import inspection, school
from trust.enums import Place
from trust.models import Activity

JOINED = dt.date(2021, 9, 1)


@pytest.fixture
def placed(cast: Cast) -> Cast:
    """Two academies in trust A, one joining; one academy in trust B. The head is appointed at the first."""
    first = school(900301, "Fernley Infant School")
    inspection(900301, dt.date(2019, 5, 14))
    inspection(900301, dt.date(2023, 2, 14), outcome="Standards maintained")
    with cast.a.open():
        make = Academy.objects.create
        cast.a.things["first"] = make(
            name="Fernley Infant School",
            short_name="Fernley",
            slug="fernley",
            phase=Phase.PRIMARY,
            establishment=first,
            joined_on=JOINED,
        )
        make(name="Castle Rise", short_name="Castle Rise", slug="castle-rise", phase=Phase.SECONDARY)
        make(name="Sorrel Hill", short_name="Sorrel", slug="sorrel", phase=Phase.PRIMARY, state=AcademyState.PIPELINE)
        cast.a.things["appointment"] = Appointment.objects.create(
            membership=cast.a.members["head"],
            academy=cast.a.things["first"],
            role=Place.HEADTEACHER,
            headship="substantive",
            agrees=True,
            from_on=JOINED,
        )
    with cast.b.open():
        Academy.objects.create(name=f"Far {cast.b.canary}", short_name="Far", slug="far", phase=Phase.PRIMARY)
    return cast


def test_the_list_shows_members_and_apart_from_them_those_joining(placed: Cast) -> None:
    page = placed.client(placed.a.users["chief"]).get(placed.a.url("academies/")).content.decode()
    members, joining = page.split('id="h-joining"')
    assert "Fernley Infant School" in members
    assert "Standards maintained" in members
    assert "Sorrel Hill" not in members
    assert "Sorrel Hill" in joining
    assert placed.b.canary not in page


def test_the_list_takes_the_same_queries_for_two_academies_and_for_ten(placed: Cast) -> None:
    client = placed.client(placed.a.users["chief"])
    client.get(placed.a.url("academies/"))
    with CaptureQueriesContext(connection) as few:
        client.get(placed.a.url("academies/"))
    with placed.a.open():
        for n in range(8):
            urn = 900310 + n
            Academy.objects.create(
                name=f"School {n}", short_name="S", slug=f"s-{n}", phase="primary", establishment=school(urn, f"S{n}")
            )
            inspection(urn, dt.date(2022, 1, 10))
    with CaptureQueriesContext(connection) as many:
        client.get(placed.a.url("academies/"))
    assert len(few) == len(many)


def test_a_filter_that_fits_nobody_says_so(placed: Cast) -> None:
    page = placed.client(placed.a.users["chief"]).get(placed.a.url("academies/?q=nowhere"))
    assert "No academy of the trust matches this filter." in page.content.decode()


def test_a_trust_without_academies_tells_its_administrator_what_to_do(cast: Cast) -> None:
    page = cast.client(cast.a.users["administrator"]).get(cast.a.url("academies/")).content.decode()
    assert "No academies yet" in page
    assert "academies/add/" in page


def test_the_record_marks_inspections_before_and_since_joining(placed: Cast) -> None:
    page = placed.client(placed.a.users["head"]).get(placed.a.url("academies/fernley/")).content.decode()
    since, before = page.split("Before joining us")
    assert "Standards maintained" in since
    assert "School remains Good" in before
    assert "Ofsted management information, as at 31 August 2026" in page


def test_an_academy_without_urn_says_how_its_facts_come_in(placed: Cast) -> None:
    page = placed.client(placed.a.users["chief"]).get(placed.a.url("academies/castle-rise/")).content.decode()
    assert "This academy was added without a URN." in page


def test_a_governor_reads_the_own_academy_only(placed: Cast) -> None:
    with placed.a.open():
        Appointment.objects.create(
            membership=placed.a.members["governor"],
            academy=placed.a.things["first"],
            role=Place.LOCAL_GOVERNOR,
            from_on=JOINED,
        )
    client = placed.client(placed.a.users["governor"])
    assert client.get(placed.a.url("academies/fernley/")).status_code == 200
    assert client.get(placed.a.url("academies/castle-rise/")).status_code == 404
    assert "Castle Rise" not in client.get(placed.a.url("academies/")).content.decode()


@pytest.mark.parametrize("path", ["academies/far/", "academies/far/change/", "academies/none/"])
def test_an_academy_of_another_trust_looks_like_none(placed: Cast, path: str) -> None:
    assert placed.client(placed.a.users["administrator"]).get(placed.a.url(path)).status_code == 404


@pytest.mark.parametrize("path", ["academies/add/", "academies/fernley/change/", "academies/fernley/appoint/"])
def test_only_administrators_change_academies(placed: Cast, path: str) -> None:
    assert placed.client(placed.a.users["director"]).get(placed.a.url(path)).status_code == 403


def test_an_academy_is_added_by_its_urn(placed: Cast) -> None:
    school(900399, "Ivybank Primary")
    form = {
        "name": "Ivybank Primary",
        "urn": "900399",
        "phase": "primary",
        "state": "member",
        "joined_on": "2025-09-01",
    }
    answer = placed.client(placed.a.users["administrator"]).post(placed.a.url("academies/add/"), form)
    assert answer.url == placed.a.url("academies/ivybank-primary/")
    with placed.a.open():
        assert Academy.objects.get(slug="ivybank-primary").urn == 900399
        assert Activity.objects.filter(kind="academy", verb="add").count() == 1


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"name": ""}, "Enter the name of the academy."),
        ({"phase": "moon"}, "Choose a phase."),
        ({"urn": "900998"}, "This URN is not in the loaded register."),
        ({"urn": "12"}, "A URN has six digits."),
        ({"urn": "900301"}, "Another academy of the trust has this URN."),
        ({"joined_on": "31/31/2026"}, "Enter a date"),
    ],
)
def test_a_form_with_a_fault_says_what_to_do_and_adds_nothing(placed: Cast, given: dict[str, str], says: str) -> None:
    form = {"name": "New School", "phase": "primary", "state": "member"} | given
    answer = placed.client(placed.a.users["administrator"]).post(placed.a.url("academies/add/"), form)
    assert answer.status_code == 422
    assert says in answer.content.decode()
    with placed.a.open():
        assert Academy.objects.count() == 3


def test_two_academies_of_one_name_get_two_addresses(placed: Cast) -> None:
    client = placed.client(placed.a.users["administrator"])
    form = {"name": "Castle Rise", "phase": "secondary", "state": "member"}
    assert client.post(placed.a.url("academies/add/"), form).url == placed.a.url("academies/castle-rise-2/")


def test_a_joining_academy_becomes_a_member_and_a_leaving_one_ends_its_appointments(placed: Cast) -> None:
    client = placed.client(placed.a.users["administrator"])
    client.post(placed.a.url("academies/sorrel/join/"), {"joined_on": "2026-11-01"})
    client.post(placed.a.url("academies/fernley/leave/"), {"left_on": "2026-11-20"})
    with placed.a.open():
        assert Academy.objects.get(slug="sorrel").state == AcademyState.MEMBER
        assert Academy.objects.get(slug="fernley").left_on == dt.date(2026, 11, 20)
        assert Appointment.objects.get().until_on == dt.date(2026, 11, 20)


def test_leaving_twice_is_refused_with_a_sentence(placed: Cast) -> None:
    client = placed.client(placed.a.users["administrator"])
    client.post(placed.a.url("academies/fernley/leave/"), {"left_on": "2026-11-20"})
    answer = client.post(placed.a.url("academies/fernley/leave/"), {"left_on": "2026-11-21"})
    assert answer.status_code == 409
    assert "has left already" in answer.content.decode()


def test_one_head_agrees_for_an_academy(placed: Cast) -> None:
    client = placed.client(placed.a.users["administrator"])
    form = {
        "membership": str(placed.a.members["other_head"].id),
        "role": "headteacher",
        "headship": "executive",
        "agrees": "on",
        "from_on": "2026-11-01",
    }
    answer = client.post(placed.a.url("academies/fernley/appoint/"), form)
    assert answer.status_code == 409
    assert "End that appointment first." in answer.content.decode()
    held = placed.a.things["appointment"]
    end = placed.a.url(f"academies/fernley/appointments/{held.id}/end/")
    assert client.post(end, {"last_day": "2026-10-31"}).status_code == 302
    assert client.post(placed.a.url("academies/fernley/appoint/"), form).status_code == 302
    with placed.a.open():
        assert Appointment.objects.filter(agrees=True, until_on__isnull=True).count() == 1


def test_appointing_asks_who_is_there_and_keeps_what_was_typed_and_what_was_left_empty(placed: Cast) -> None:
    client, url = placed.client(placed.a.users["administrator"]), placed.a.url("academies/fernley/appoint/")
    signed_in(client, ago=3600)
    member = str(placed.a.members["other_head"].id)
    form = {"membership": member, "role": "headteacher", "headship": "acting", "from_on": "2026-01-05"}
    assert client.post(url, form).url.startswith("/account/reauthenticate/")
    page = client.get(f"{url}?typed=1").content.decode()
    for value in (member, "headteacher", "acting"):
        assert f'<option value="{value}" selected' in page
    assert 'value="2026-01-05"' in page
    assert " checked" not in page


def test_an_appointment_of_another_academy_is_not_found_under_this_one(placed: Cast) -> None:
    held = placed.a.things["appointment"]
    end = placed.a.url(f"academies/castle-rise/appointments/{held.id}/end/")
    assert placed.client(placed.a.users["administrator"]).get(end).status_code == 404
