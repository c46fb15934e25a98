"""Who stands in for whom, and what it brings."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.utils import timezone

from tests.cast import Cast, Troupe
from trust.actions import delegations, people
from trust.errors import BadInput, NotPermitted
from trust.models import Activity, Delegation, Membership
from trust.permissions import Permission, may
from trust.queries.delegations import kinds_to_choose

SEF = "self_evaluation"


@dataclass
class Place:
    academy_id: Any
    phase: str


@pytest.fixture
def a(cast: Cast) -> Iterator[Troupe]:
    with cast.a.open():
        yield cast.a


def day(days: int = 0) -> dt.date:
    return timezone.localdate() + dt.timedelta(days=days)


def named(a: Troupe, by: str, to: str, first: int = 0, last: int = 7, kind: str = SEF) -> Delegation:
    return delegations.name_delegate(
        actor=a.actor(by), membership_id=a.members[to].id, kind=kind, from_on=day(first), until_on=day(last)
    )


def test_a_delegate_holds_what_is_left_to_them_and_nothing_else(a: Troupe) -> None:
    assert not may(a.actor("officer"), Permission.SEF_APPROVE)
    named(a, "chief", "officer")
    officer = a.actor("officer")
    assert may(officer, Permission.SEF_APPROVE)
    assert may(officer, Permission.SEF_READ)
    more = {p for p in Permission if may(a.actor("chief"), p)} - {p for p in Permission if may(officer, p)}
    assert {Permission.DELEGATE_NAME, Permission.SEF_READ_DRAFT, Permission.VIEW_CHIEF_EXECUTIVE} - more <= {
        Permission.SEF_READ_DRAFT
    }
    with pytest.raises(NotPermitted):
        named(a, "officer", "director")


def test_it_reaches_as_far_as_the_remit_of_whom_one_stands_in_for(a: Troupe) -> None:
    Membership.objects.filter(id=a.members["director"].id).update(remit="primary")
    named(a, "director", "officer")
    officer = a.actor("officer")
    assert may(officer, Permission.SEF_APPROVE, Place(None, "primary"))
    assert not may(officer, Permission.SEF_APPROVE, Place(None, "secondary"))


@pytest.mark.parametrize(("first", "last"), [(1, 7), (-7, -1)])
def test_it_brings_nothing_before_its_first_day_and_after_its_last(a: Troupe, first: int, last: int) -> None:
    Delegation.objects.create(
        by=a.members["chief"], to=a.members["officer"], kind=SEF, from_on=day(first), until_on=day(last)
    )
    assert not may(a.actor("officer"), Permission.SEF_APPROVE)


@pytest.mark.parametrize("to", ["head", "trustee", "administrator", "chief", "governor"])
def test_only_people_at_the_centre_stand_in_and_nobody_for_themselves(a: Troupe, to: str) -> None:
    with pytest.raises(BadInput) as caught:
        named(a, "chief", to)
    assert set(caught.value.detail) == {"membership"}


@pytest.mark.parametrize(
    ("first", "last", "kind", "field"),
    [(3, 2, SEF, "until_on"), (-9, -2, SEF, "until_on"), (0, 900, SEF, "until_on"), (0, 7, "everything", "kind")],
)
def test_days_and_kinds_that_cannot_be_meant_are_refused_at_their_field(
    a: Troupe, first: int, last: int, kind: str, field: str
) -> None:
    with pytest.raises(BadInput) as caught:
        named(a, "chief", "officer", first, last, kind)
    assert set(caught.value.detail) == {field}
    assert not Delegation.objects.exists()


def test_who_writes_it_does_not_approve_it_for_another_and_leaves_nobody_what_is_not_theirs(a: Troupe) -> None:
    with pytest.raises(BadInput) as refused:
        named(a, "chief", "director", kind="rapid_plan")
    assert refused.value.detail == {"membership": "Those who write it do not approve it. Choose somebody else."}
    with pytest.raises(BadInput) as refused:
        named(a, "director", "officer", kind="rapid_plan")
    assert refused.value.detail == {"kind": "Choose what they approve."}
    assert [kind for kind, _ in kinds_to_choose(a.actor("director"))] == ["improvement_plan", SEF]
    named(a, "chief", "officer", kind="rapid_plan")
    assert may(a.actor("officer"), Permission.RAPID_APPROVE)
    # Whoever becomes one of those who write it stands in no longer.
    Membership.objects.filter(id=a.members["officer"].id).update(role="director", remit="primary")
    assert not may(a.actor("officer"), Permission.RAPID_APPROVE)


def test_for_the_same_days_one_person_is_named(a: Troupe) -> None:
    named(a, "chief", "officer", 0, 7)
    with pytest.raises(BadInput, match="Nobody was named"):
        named(a, "chief", "director", 7, 9)
    assert named(a, "chief", "director", 8, 9)


def test_ended_it_holds_no_more_and_stays_on_record(a: Troupe) -> None:
    made = named(a, "chief", "officer")
    with pytest.raises(NotPermitted):
        delegations.end(actor=a.actor("director"), delegation_id=made.id)
    for _ in range(2):
        delegations.end(actor=a.actor("chief"), delegation_id=made.id)
    assert not may(a.actor("officer"), Permission.SEF_APPROVE)
    assert Delegation.objects.get().ended_by_name == a.members["chief"].name
    assert list(Activity.objects.filter(kind="delegation").order_by("at").values_list("verb", flat=True)) == [
        "name",
        "end",
    ]


@pytest.mark.parametrize("who", ["chief", "officer"])
def test_with_a_leaver_their_delegations_end(a: Troupe, who: str) -> None:
    made = named(a, "chief", "officer")
    people.end(actor=a.actor("administrator"), membership_id=a.members[who].id)
    made.refresh_from_db()
    assert made.until_on < day()
    if who == "chief":
        assert not may(a.actor("officer"), Permission.SEF_APPROVE)


def test_whoever_moves_to_a_school_stands_in_for_nobody_any_more(a: Troupe) -> None:
    named(a, "chief", "officer")
    Membership.objects.filter(id=a.members["officer"].id).update(role="academy_staff")
    assert not may(a.actor("officer"), Permission.SEF_APPROVE)


def test_whoever_approves_no_more_leaves_nothing_to_a_delegate(a: Troupe) -> None:
    named(a, "chief", "officer")
    Membership.objects.filter(id=a.members["chief"].id).update(role="trustee")
    assert not may(a.actor("officer"), Permission.SEF_APPROVE)
