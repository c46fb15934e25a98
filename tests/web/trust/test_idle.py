"""Who was away for an hour signs in again; who works stays."""

import time

import pytest
from django.test import Client

from tests.cast import Cast
from trust.accounts import SEEN_AT

PAGE = "/t/{}/academies/"


def seen(client: Client, seconds_ago: int) -> None:
    session = client.session
    session[SEEN_AT] = int(time.time()) - seconds_ago
    session.save()


def test_an_hour_away_ends_the_session(cast: Cast) -> None:
    client = cast.client(cast.a.users["chief"])
    seen(client, 3601)
    answer = client.get(PAGE.format(cast.a.trust.slug), follow=True)
    assert answer.redirect_chain[0][0].startswith("/account/login/?next=")
    assert "You were away for a while." in answer.content.decode()
    assert client.get(PAGE.format(cast.a.trust.slug)).status_code == 302


@pytest.mark.parametrize(("seconds", "noted"), [(10, False), (299, False), (301, True), (3500, True)])
def test_work_goes_on_and_is_noted_every_few_minutes(cast: Cast, seconds: int, noted: bool) -> None:
    client = cast.client(cast.a.users["chief"])
    seen(client, seconds)
    assert client.get(PAGE.format(cast.a.trust.slug)).status_code == 200
    assert (time.time() - client.session[SEEN_AT] < 5) is noted
