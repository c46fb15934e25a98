"""Redis away: people still sign in, programs still read, and the limits still hold."""

import socket
import time
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import caches
from django.test import Client

from tests.cast import PASSWORD, Cast
from trust import cache


@pytest.fixture
def redis_away(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The caches of production, at a port where nothing answers."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        address = f"redis://127.0.0.1:{taken.getsockname()[1]}/1"
        patient = {"BACKEND": "trust.cache.PatientRedisCache", "LOCATION": address}
        monkeypatch.setattr(cache.PatientRedisCache, "_silent_until", 0.0)
        settings.CACHES = {
            "default": patient,
            "trust": {**patient, "KEY_FUNCTION": "trust.tenancy.cache.key_with_trust"},
        }
        yield
        caches["default"].clear()


def _sign_in(user: Any, password: str) -> Any:
    return Client().post("/account/login/", {"login": user.email, "password": password})


def test_people_sign_in(redis_away: None, cast: Cast) -> None:
    answer = _sign_in(cast.a.users["chief"], PASSWORD)
    assert answer.status_code == 302
    assert "authenticate" in answer.headers["Location"]


def test_guessing_is_still_limited(redis_away: None, cast: Cast) -> None:
    user = cast.a.users["chief"]
    pages = [_sign_in(user, f"a wrong guess {number}").content.decode() for number in range(6)]
    assert "Too many failed" not in pages[0]
    assert "Too many failed" in pages[5]
    assert "Too many failed" in _sign_in(user, PASSWORD).content.decode()


def test_whoever_asked_once_does_not_wait_again(redis_away: None) -> None:
    store = caches["default"]
    store.set("a", 1)
    assert store.get("a") == 1
    assert cache.PatientRedisCache._silent_until > time.monotonic()
    assert store.add("a", 2) is False
    assert (store.incr("a"), store.has_key("a"), store.get_many(["a", "b"])) == (2, True, {"a": 2})
    assert (store.touch("a"), store.delete("a"), store.get("a")) == (True, True, None)
    store.set_many({"c": 1})
    store.delete_many(["c"])
    assert store.get("c") is None


def test_a_key_without_a_trust_is_refused_there_too(redis_away: None, cast: Cast) -> None:
    from trust.errors import NoTrust

    with pytest.raises(NoTrust):
        caches["trust"].get("a")
    with cast.a.open():
        caches["trust"].set("a", "of A")
    with cast.b.open():
        assert caches["trust"].get("a") is None


def test_redis_is_used_where_it_answers(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cache.PatientRedisCache, "_silent_until", 0.0)
    settings.CACHES = {"default": {"BACKEND": "trust.cache.PatientRedisCache", "LOCATION": f"{settings.REDIS_URL}/8"}}
    store = caches["default"]
    store.set("fourfold", {"a": 1}, 5)
    assert store.get("fourfold") == {"a": 1}
    assert store._spare.get("fourfold") is None
    store.clear()


def test_a_guesser_cannot_push_a_counter_out_by_trying_others(redis_away: None) -> None:
    counters = caches["default"]
    counters.set("victim", 4, 300)
    for number in range(2000):
        counters.set(f"other-{number}", 1, 300)
    assert counters.get("victim") == 4
