"""Who speaks for an academy on which day, and what ends when an academy leaves."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest

from academies.actions import academies, appointments
from academies.models import Academy, Appointment
from academies.registrations import accept
from improvement_cycle.permissions import parties_of
from tests.cast import Cast, Troupe
from trust.enums import Place, Role
from trust.errors import BadInput, Refused
from trust.models import Activity, Invitation

pytestmark = pytest.mark.django_db
START = dt.date(2026, 9, 1)
TODAY = dt.date(2026, 11, 25)
FOREVER = dt.date(2099, 1, 1)


@pytest.fixture
def a(cast: Cast) -> Iterator[Troupe]:
    """Trust A, open, with one academy."""
    with cast.a.open():
        cast.a.things["fernley"] = Academy.objects.create(
            name="Fernley", short_name="Fernley", slug="fernley", phase="primary", joined_on=dt.date(2021, 9, 1)
        )
        yield cast.a


def head(a: Troupe, who: str, from_on: dt.date = START, *, agrees: bool | None = True) -> Appointment:
    return appointments.appoint(
        actor=a.actor("administrator"),
        academy_id=a.things["fernley"].id,
        membership_id=a.members[who].id,
        role=Place.HEADTEACHER,
        from_on=from_on,
        agrees=agrees,
    )


def end(a: Troupe, held: Appointment, last_day: dt.date) -> Appointment:
    return appointments.end(actor=a.actor("administrator"), appointment_id=held.id, last_day=last_day)


def test_a_head_who_starts_before_one_already_appointed_for_later_does_not_agree_beside_them(a: Troupe) -> None:
    head(a, "head", FOREVER)
    with pytest.raises(Refused, match="End that appointment first"):
        head(a, "other_head", START)


def test_a_head_who_starts_before_the_other_has_ended_does_not_agree_beside_them(a: Troupe) -> None:
    end(a, head(a, "head"), dt.date(2099, 12, 31))
    with pytest.raises(Refused, match="End that appointment first"):
        head(a, "other_head", FOREVER)
    assert head(a, "other_head", dt.date(2100, 1, 1)).agrees


@pytest.mark.parametrize("day", [dt.date(1, 1, 1), dt.date(9999, 12, 31)])
def test_a_day_that_nobody_means_is_refused_where_it_is_typed(a: Troupe, day: dt.date) -> None:
    """One from the year 1 was taken, and its holder could not leave any more."""
    with pytest.raises(BadInput, match="not made"):
        head(a, "head", day)
    held = head(a, "head")
    with pytest.raises(BadInput, match="not ended"):
        end(a, held, day)
    with pytest.raises(BadInput):
        academies.leave(actor=a.actor("administrator"), academy_id=a.things["fernley"].id, left_on=day)


def test_an_appointment_ended_before_it_began_stands_in_nobodys_way(a: Troupe) -> None:
    held = end(a, head(a, "head", FOREVER), START)
    assert held.until_on == FOREVER - dt.timedelta(days=1)
    assert head(a, "other_head").agrees
    assert head(a, "head", agrees=False).agrees is False
    with pytest.raises(Refused, match="has ended already"):
        end(a, held, START)


def test_the_same_person_is_not_appointed_twice_for_days_that_meet(a: Troupe) -> None:
    head(a, "head", FOREVER)
    with pytest.raises(Refused, match="holds this role here already"):
        head(a, "head", START, agrees=False)


@pytest.mark.parametrize("from_on", [START, FOREVER])
def test_an_invited_second_head_comes_in_and_does_not_agree(a: Troupe, from_on: dt.date) -> None:
    head(a, "head", from_on)
    invitation = Invitation(academy_id=a.things["fernley"].id, place=Place.HEADTEACHER, role=Role.ACADEMY_STAFF)
    accept(a.actor("administrator"), invitation, a.members["other_head"])
    assert Appointment.objects.get(membership=a.members["other_head"]).agrees is False


def test_an_invited_first_head_agrees(a: Troupe) -> None:
    invitation = Invitation(academy_id=a.things["fernley"].id, place=Place.HEADTEACHER, role=Role.ACADEMY_STAFF)
    accept(a.actor("administrator"), invitation, a.members["head"])
    assert Appointment.objects.get().agrees is True


def test_only_the_agreeing_head_speaks_for_the_academy(a: Troupe) -> None:
    held = head(a, "head")
    head(a, "other_head", agrees=False)
    place = a.things["fernley"]
    assert parties_of(a.actor("head"), place) == ("head",)
    assert parties_of(a.actor("other_head"), place) == ()
    end(a, held, START)
    assert parties_of(a.actor("head"), place) == ()
    assert parties_of(a.actor("other_head"), place) == (), "nobody slides into the place of the agreeing head"


def test_an_academy_that_leaves_ends_every_appointment_and_says_so(a: Troupe) -> None:
    ends_later = end(a, head(a, "head"), FOREVER)
    starts_later = head(a, "other_head", dt.date(2099, 6, 1))
    ended_before = end(a, head(a, "senior_leader", agrees=False), START)
    said = Activity.objects.filter(verb="end").count()
    academies.leave(actor=a.actor("administrator"), academy_id=a.things["fernley"].id, left_on=TODAY)
    until = dict(Appointment.objects.values_list("id", "until_on"))
    assert until == {
        ends_later.id: TODAY,
        starts_later.id: dt.date(2099, 5, 31),
        ended_before.id: START,
    }
    assert Activity.objects.filter(verb="end").count() == said + 2


def change(a: Troupe, **given: Any) -> Academy:
    fields = {"name": "Fernley", "phase": "primary"} | given
    return academies.change(actor=a.actor("administrator"), academy_id=a.things["fernley"].id, **fields)


def test_an_academy_that_left_cannot_have_joined_later(a: Troupe) -> None:
    academies.leave(actor=a.actor("administrator"), academy_id=a.things["fernley"].id, left_on=TODAY)
    with pytest.raises(BadInput) as refused:
        change(a, joined_on=TODAY + dt.timedelta(days=1))
    assert refused.value.detail == {"joined_on": "This is after the academy left."}
    assert change(a, joined_on=TODAY).joined_on == TODAY


def test_two_who_add_an_academy_of_the_same_name_at_once_get_a_sentence(a: Troupe, monkeypatch: Any) -> None:
    # The slug was free when it was looked for, and taken when it was written.
    monkeypatch.setattr("academies.actions.academies._free_slug", lambda name: "fernley")
    with pytest.raises(BadInput) as refused:
        academies.add(actor=a.actor("administrator"), name="Fernley", phase="primary")
    assert "a moment ago" in refused.value.detail["name"]
