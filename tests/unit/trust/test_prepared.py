"""Questions whose SQL is kept answer as if they were built anew, for whoever asks and in whichever trust."""

import datetime as dt
from typing import Any
from uuid import UUID, uuid4

import pytest

from tests.cast import Cast
from trust.db.prepared import Prepared
from trust.errors import NoTrust
from trust.models import Membership

SOMEBODY = UUID("f0000000-0000-4000-8000-0000000000ff")
A_DAY = dt.date(1, 2, 3)


def held(user_id: UUID, today: dt.date) -> Any:
    return Membership.objects.on(today).filter(user_id=user_id).order_by("id")


def test_its_rows_are_those_of_the_open_trust_for_the_values_of_each_time(cast: Cast) -> None:
    asked: Prepared[Membership] = Prepared(held, like={"user_id": SOMEBODY, "today": A_DAY})
    today = dt.date.today()
    for troupe in (cast.a, cast.b, cast.a):
        for who in ("chief", "trustee"):
            user = troupe.users[who]
            with troupe.open():
                assert asked.rows(user_id=user.id, today=today) == list(held(user.id, today))
                assert [each.trust_id for each in asked.rows(user_id=user.id, today=today)] == [troupe.trust.id]
                assert asked.rows(user_id=user.id, today=dt.date(1990, 1, 1)) == []
                assert asked.rows(user_id=uuid4(), today=today) == []
    with cast.b.open():
        assert asked.rows(user_id=cast.a.users["chief"].id, today=today) == []


def test_outside_a_trust_it_answers_nothing(cast: Cast) -> None:
    asked: Prepared[Membership] = Prepared(held, like={"user_id": SOMEBODY, "today": A_DAY})
    with pytest.raises(NoTrust):
        asked.rows(user_id=cast.a.users["chief"].id, today=dt.date.today())


def test_a_value_that_does_not_go_into_the_sql_as_it_is_is_refused_at_once(cast: Cast) -> None:
    def later(user_id: UUID, today: dt.date) -> Any:
        return held(user_id, today + dt.timedelta(days=1))

    asked: Prepared[Membership] = Prepared(later, like={"user_id": SOMEBODY, "today": A_DAY})
    with cast.a.open(), pytest.raises(ValueError, match="today"):
        asked.rows(user_id=cast.a.users["chief"].id, today=dt.date.today())


def test_it_asks_once_also_the_first_time(cast: Cast, django_assert_num_queries: Any) -> None:
    asked: Prepared[Membership] = Prepared(held, like={"user_id": SOMEBODY, "today": A_DAY})
    with cast.a.open():
        for _ in range(2):
            with django_assert_num_queries(1):
                asked.rows(user_id=cast.a.users["chief"].id, today=dt.date.today())
