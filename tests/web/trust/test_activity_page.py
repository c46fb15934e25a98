"""The page of what happened: everybody sees what they may read anyway, and nobody a line of a circle."""

import uuid
from dataclasses import replace
from typing import Any

import pytest

from tests.cast import Cast
from trust.actions import activity
from trust.actors import Appointment
from trust.permissions import PlaceRole
from trust.queries.activity import PER_PAGE, visible_to

LINES = {"person": "gave Ann access", "judgement": "agreed Safeguarding: Met", "settings": "changed the words"}


def tell(cast: Cast, **more: Any) -> None:
    with cast.a.open():
        for kind, sentence in LINES.items():
            actor = cast.a.actor("chief")
            activity.record(actor=actor, kind=kind, subject_id=uuid.uuid4(), verb="x", sentence=sentence, **more)


def text(cast: Cast, person: str, query: str = "") -> str:
    answer = cast.client(cast.a.users[person]).get(cast.a.url("activity/") + query)
    assert answer.status_code == 200
    return str(answer.content.decode())


@pytest.mark.parametrize(
    ("person", "sees"),
    [
        ("chief", {"person", "judgement"}),
        ("primary_director", {"person", "judgement"}),
        ("administrator", {"person", "settings"}),
        ("trustee", set()),
        ("governor", set()),
        ("other_head", set()),
    ],
)
def test_lines_are_for_those_who_may_read_the_thing(cast: Cast, person: str, sees: set[str]) -> None:
    tell(cast)
    page = text(cast, person)
    assert {kind for kind, sentence in LINES.items() if sentence in page} == sees


def test_a_head_reads_the_lines_of_the_own_academy_alone(cast: Cast) -> None:
    own = uuid.uuid4()
    tell(cast, academy_id=own)
    with cast.a.open():
        head = replace(cast.a.actor("head"), appointments=(Appointment(own, PlaceRole.HEADTEACHER),))
        assert [line.sentence for line in visible_to(head)] == [LINES["judgement"]]
        other = replace(head, appointments=(Appointment(uuid.uuid4(), PlaceRole.HEADTEACHER),))
        assert not visible_to(other)


def test_no_line_of_a_circle_is_shown_to_anybody(cast: Cast) -> None:
    tell(cast, circle="parties")
    for person in cast.a.users:
        assert not [sentence for sentence in LINES.values() if sentence in text(cast, person)]


def test_a_kind_that_nobody_declared_is_shown_to_nobody(cast: Cast) -> None:
    with cast.a.open():
        actor = cast.a.actor("chief")
        activity.record(actor=actor, kind="unheard", subject_id=uuid.uuid4(), verb="x", sentence="did a new thing")
    for person in cast.a.users:
        assert "did a new thing" not in text(cast, person)


def test_a_sentence_too_long_for_the_feed_is_cut_and_what_was_done_stands(cast: Cast) -> None:
    with cast.a.open():
        line = activity.record(
            actor=cast.a.actor("chief"), kind="person", subject_id=uuid.uuid4(), verb="x", sentence="a" * 401
        )
        line.refresh_from_db()
        assert line.sentence == "a" * 400


def test_nothing_yet_and_much_of_it(cast: Cast) -> None:
    assert "Nothing has happened yet" in text(cast, "trustee")
    for _ in range(PER_PAGE):
        tell(cast)
    assert "Next page" in text(cast, "chief")
    assert "Previous page" in text(cast, "chief", "?page=2")
    assert "Next page" in text(cast, "chief", "?page=1")


def test_a_run_of_the_same_by_one_person_at_one_academy_is_one_line_with_the_rest_to_open(cast: Cast) -> None:
    with cast.a.open():
        here, there = uuid.uuid4(), uuid.uuid4()
        for area, academy in [("Data", here), ("Reading", here), ("Safety", here), ("Data", there), ("Safety", there)]:
            activity.record(
                actor=cast.a.actor("chief"), kind="judgement", subject_id=uuid.uuid4(), verb="agree",
                sentence=f"agreed {area}: Good", academy_id=academy,
            )  # fmt: skip
    page = text(cast, "chief")
    # Newest first: two of the other academy by themselves, then the three of the first.
    assert page.count("<summary>And 2 more like it</summary>") == 1
    shown, opened = page.split("<summary>And 2 more like it")
    assert shown.count("agreed ") == 3
    assert [opened.count(f"agreed {area}: Good") for area in ("Data", "Reading", "Safety")] == [1, 1, 0]


def test_who_was_given_access_is_never_folded_away(cast: Cast) -> None:
    with cast.a.open():
        here = uuid.uuid4()
        for name in ("Ann", "Ben", "Cy"):
            activity.record(
                actor=cast.a.actor("administrator"), kind="appointment", subject_id=uuid.uuid4(), verb="appoint",
                sentence=f"appointed {name} at Beckside", academy_id=here,
            )  # fmt: skip
    page = text(cast, "administrator")
    assert [page.count(f"appointed {name}") for name in ("Ann", "Ben", "Cy")] == [1, 1, 1]
    for _ in range(4):
        tell(cast)
    assert "more like it" not in text(cast, "administrator")
