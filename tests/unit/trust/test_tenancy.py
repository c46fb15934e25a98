"""The three walls, at the level of one statement."""

import pytest
from django.db import DatabaseError, connection, transaction

from tests.cast import Cast
from trust.errors import NoTrust
from trust.models import Membership, TrustSettings
from trust.tenancy import no_tenant, tenant
from trust.tenancy.startup import faults_of_role


def test_tests_run_as_the_application_role(db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        assert cursor.fetchone()[0] == "fourfold_app"
    assert faults_of_role() == []


def test_a_manager_without_a_trust_refuses(cast: Cast) -> None:
    with no_tenant(), pytest.raises(NoTrust):
        Membership.objects.count()


def test_an_open_trust_shows_its_own_rows_only(cast: Cast) -> None:
    with cast.a.open():
        assert {member.trust_id for member in Membership.objects.all()} == {cast.a.trust.id}


def test_raw_sql_in_a_trust_sees_its_own_rows_only(cast: Cast) -> None:
    with cast.a.open(), connection.cursor() as cursor:
        cursor.execute("SELECT DISTINCT trust_id FROM trust_membership")
        assert cursor.fetchall() == [(cast.a.trust.id,)]


def test_raw_sql_without_a_trust_sees_nothing(cast: Cast) -> None:
    with no_tenant(), connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM trust_membership")
        assert cursor.fetchone()[0] == 0


def test_a_rolled_back_savepoint_does_not_leave_the_other_trust_open(cast: Cast) -> None:
    with cast.a.open():
        with tenant(cast.b.trust.id), transaction.atomic():
            assert {member.trust_id for member in Membership.objects.all()} == {cast.b.trust.id}
            transaction.set_rollback(True)
        assert {member.trust_id for member in Membership.objects.all()} == {cast.a.trust.id}


def test_a_savepoint_broken_inside_another_trust_is_rolled_back(cast: Cast) -> None:
    with cast.a.open():
        with pytest.raises(DatabaseError), transaction.atomic(), tenant(cast.b.trust.id), connection.cursor() as cursor:
            cursor.execute("SELECT nonsense")
        assert {member.trust_id for member in Membership.objects.all()} == {cast.a.trust.id}


def test_a_row_for_another_trust_is_refused_by_the_database(cast: Cast) -> None:
    with cast.a.open(), pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
        TrustSettings(trust_id=cast.b.trust.id).save(force_insert=True)


def test_a_key_to_a_row_of_another_trust_is_refused_by_the_database(cast: Cast) -> None:
    foreign = cast.b.members["chief"].id
    with (
        cast.a.open(),
        pytest.raises(DatabaseError, match="same_trust"),
        transaction.atomic(),
        connection.cursor() as c,
    ):
        c.execute(
            "INSERT INTO trust_apitoken"
            " (id, trust_id, membership_id, label, token_hash, scopes, created_at, expires_at)"
            " VALUES (gen_random_uuid(), %s, %s, 'x', 'x', '[]', now(), now())",
            [cast.a.trust.id, foreign],
        )


def test_history_is_written_with_the_trust_and_cannot_be_changed(cast: Cast) -> None:
    with cast.a.open():
        member = cast.a.members["chief"]
        member.title = "Chief executive officer"
        member.save()
        labels = [event.pgh_label for event in member.history.order_by("pgh_id")]
        assert labels == ["insert", "update"]
        with (
            pytest.raises(DatabaseError, match="permission denied"),
            transaction.atomic(),
            connection.cursor() as c,
        ):
            c.execute("UPDATE trust_membershipevent SET name = 'x'")
