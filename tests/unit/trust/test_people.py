"""People: membership and index go together, nobody is left without a manager, a leaver is out at once."""

import datetime as dt
from typing import Any

import pytest
from django.utils import timezone

from trust import places
from trust.actions import people, tokens
from trust.enums import Remit, Role
from trust.errors import BadInput, NotFound, NotPermitted, Refused
from trust.models import Activity, ApiToken, Membership, MembershipIndex
from trust.permissions import Permission

pytestmark = pytest.mark.django_db


def changed(cast: Any, who: str, by: str = "administrator", **fields: Any) -> Membership:
    member = cast.a.members[who]
    given = {
        "name": member.name,
        "role": member.role,
        "remit": member.remit,
        "title": member.title,
        "until_on": member.until_on,
    }
    return people.change(actor=cast.a.actor(by), membership_id=member.id, **{**given, **fields})


def test_a_change_of_role_holds_in_membership_and_actor(cast: Any) -> None:
    with cast.a.open():
        changed(cast, "officer", role=Role.DIRECTOR, remit=Remit.PRIMARY)
        assert cast.a.actor("officer").remit == Remit.PRIMARY
        last = Activity.objects.first()
        assert last is not None
        assert last.sentence.startswith("made Officer")
        assert (last.from_state, last.to_state) == ("trust_officer", "director")


def test_a_remit_belongs_to_directors_only(cast: Any) -> None:
    with cast.a.open():
        assert changed(cast, "officer", remit=Remit.PRIMARY).remit == Remit.ALL


def test_the_index_follows_the_last_day(cast: Any) -> None:
    last_day = timezone.localdate() + dt.timedelta(days=3)
    with cast.a.open():
        member = changed(cast, "trustee", until_on=last_day)
    assert MembershipIndex.objects.get(membership_id=member.id).until_on == last_day


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"role": Role.COORDINATOR}, "role"),
        ({"role": "emperor"}, "role"),
        ({"role": Role.SPECIALIST}, "until_on"),
        ({"until_on": dt.date(2020, 1, 1)}, "until_on"),
        ({"name": "  "}, "name"),
        ({"role": Role.DIRECTOR, "remit": "moon"}, "remit"),
    ],
)
def test_what_makes_no_sense_is_refused_at_its_field(cast: Any, fields: dict[str, Any], field: str) -> None:
    with cast.a.open(), pytest.raises(BadInput) as refused:
        changed(cast, "officer", **fields)
    assert field in refused.value.detail


@pytest.mark.parametrize("by", ["chief", "director", "officer", "trustee", "head", "specialist"])
def test_only_who_manages_people_changes_them(cast: Any, by: str) -> None:
    with cast.a.open(), pytest.raises(NotPermitted):
        changed(cast, "senior_leader", by=by)


def test_nobody_changes_themselves(cast: Any) -> None:
    with cast.a.open(), pytest.raises(Refused):
        changed(cast, "administrator", role=Role.CHIEF_EXECUTIVE)


def test_a_person_of_another_trust_is_not_found(cast: Any) -> None:
    with cast.a.open(), pytest.raises(NotFound):
        people.end(actor=cast.a.actor("administrator"), membership_id=cast.b.members["trustee"].id)


def test_a_leaver_loses_membership_index_tokens_and_appointments(cast: Any, monkeypatch: Any) -> None:
    ended = []
    monkeypatch.setattr(places, "ended", [lambda actor, member, day: ended.append((member.id, day))])
    yesterday = timezone.localdate() - dt.timedelta(days=1)
    with cast.a.open():
        token, _ = tokens.create(
            actor=cast.a.actor("director"), label="sheet", scopes=[Permission.ACADEMY_READ], days=30
        )
        member = people.end(
            actor=cast.a.actor("administrator"), membership_id=cast.a.members["director"].id, reason="moved on"
        )
        assert member.until_on == yesterday
        assert ApiToken.objects.get(pk=token.pk).revoked_at is not None
        assert Activity.objects.filter(verb="end", note="").count() == 1  # the reason is for those who manage people
    assert MembershipIndex.objects.get(membership_id=member.id).until_on == yesterday
    assert ended == [(member.id, yesterday)]


def test_ending_twice_changes_nothing(cast: Any) -> None:
    with cast.a.open():
        for _ in range(2):
            people.end(actor=cast.a.actor("administrator"), membership_id=cast.a.members["trustee"].id)
        assert Activity.objects.filter(verb="end").count() == 1


def test_access_that_has_not_begun_can_be_ended(cast: Any) -> None:
    with cast.a.open():
        member = people.add(
            actor=cast.a.actor("administrator"),
            user=cast.stranger,
            role=Role.TRUSTEE,
            from_on=timezone.localdate() + dt.timedelta(days=30),
        )
        people.end(actor=cast.a.actor("administrator"), membership_id=member.id)
        assert not Membership.objects.on(timezone.localdate() + dt.timedelta(days=40)).filter(pk=member.pk).exists()


def test_a_leaver_can_be_brought_back(cast: Any) -> None:
    with cast.a.open():
        administrator, member_id = cast.a.actor("administrator"), cast.a.members["trustee"].id
        people.end(actor=administrator, membership_id=member_id)
        for _ in range(2):
            people.bring_back(actor=administrator, membership_id=member_id)
        assert cast.a.actor("trustee").role == Role.TRUSTEE
        assert Activity.objects.filter(verb="bring_back").count() == 1
    assert MembershipIndex.objects.get(membership_id=member_id).until_on is None


def test_a_specialist_is_not_brought_back_without_an_end(cast: Any) -> None:
    with cast.a.open():
        administrator, member_id = cast.a.actor("administrator"), cast.a.members["specialist"].id
        people.end(actor=administrator, membership_id=member_id)
        with pytest.raises(Refused):
            people.bring_back(actor=administrator, membership_id=member_id)


def test_somebody_with_access_is_not_added_twice(cast: Any) -> None:
    with cast.a.open(), pytest.raises(Refused):
        people.add(actor=cast.a.actor("administrator"), user=cast.a.users["trustee"], role=Role.DIRECTOR)


def test_nobody_adds_a_role_they_may_not_give(cast: Any) -> None:
    with cast.p.open(), pytest.raises(NotPermitted):
        people.add(actor=cast.p.actor("coordinator"), user=cast.stranger, role=Role.CHIEF_EXECUTIVE)
