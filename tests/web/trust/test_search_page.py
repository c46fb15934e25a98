"""Search: what is found, marked, grouped; what is not; and what cannot be asked."""

from typing import Any

import pytest

from tests.cast import Cast

pytestmark = pytest.mark.django_db


def search(cast: Cast, who: str, text: str, **more: str) -> Any:
    return cast.client(cast.a.users[who]).get(cast.a.url("search/"), {"q": text, **more})


def test_people_are_found_by_the_beginning_of_a_name_and_by_nearly_their_name(cast: Cast) -> None:
    name = cast.a.members["trustee"].name
    first, canary = name.split()[0], name.split()[-1]
    assert f"<mark>{first}</mark>" in search(cast, "chief", first[:4]).content.decode()
    assert canary in search(cast, "chief", f"{first[:-1]}t").content.decode()
    assert 'id="g-people"' not in search(cast, "head", first).content.decode(), "who may not see people finds none"


@pytest.mark.parametrize(
    "text", ["", "a", "%", "'", "a & b:* | !c", "\x00", "<script>alert(1)</script>", "x" * 5000, "the"]
)
def test_whatever_is_typed_is_answered(cast: Cast, text: str) -> None:
    answer = search(cast, "chief", text)
    assert answer.status_code == 200
    assert "<script>alert" not in answer.content.decode()


def test_nothing_found_says_so_and_an_unknown_group_is_refused(cast: Cast) -> None:
    assert "Nothing was found" in search(cast, "chief", "xyzzyplugh").content.decode()
    assert "at least two letters" in search(cast, "chief", "x").content.decode()
    assert search(cast, "chief", "trustee", **{"in": "nothing"}).status_code == 400
    assert search(cast, "head", "trustee", **{"in": "people"}).status_code == 400


def test_help_is_found_and_a_group_shows_more(cast: Cast) -> None:
    page = search(cast, "head", "row matrix").content.decode()
    assert "Help for Headteachers" in page
    some = search(cast, "chief", "canary").content.decode()
    assert "?q=canary&amp;in=people" in some
    more = search(cast, "chief", "canary", **{"in": "people"}).content.decode()
    assert more.count('<li><a class="strong"') > some.count("/people/")
    assert "All that was found" in more


def test_every_page_has_the_box_and_it_needs_no_script(cast: Cast) -> None:
    page = cast.client(cast.a.users["head"]).get(cast.a.url("activity/")).content.decode()
    assert f'role="search" method="get" action="{cast.a.url("search/")}"' in page
