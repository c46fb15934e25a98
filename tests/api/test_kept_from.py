"""What a program is not told: views that are blind still, and drafts that are the academy's alone."""

import pytest

from tests.api.changes import CELL, SECTION, SEF
from tests.api.conftest import TokenFor
from tests.api.test_changes import READS, made_ready, url
from tests.api.test_doors import is_problem
from tests.cast import Cast


@pytest.fixture
def blind(written: Cast) -> Cast:
    """The meeting is closed, so that views are blind again."""
    with written.a.open():
        row = written.a.things["row"]
        row.refresh_from_db()
        row.meeting_open_at = None
        row.save(update_fields=["meeting_open_at"])
    return written


def test_a_hidden_view_shows_neither_its_grade_nor_that_it_changes(blind: Cast, token_for: TokenFor) -> None:
    head, director = token_for(blind.a, "head"), token_for(blind.a, "director")
    address = url(blind, CELL.replace("quality_of_education", "personal_development") + "director/")
    hidden = head.get(address)
    assert (hidden.json()["is_hidden"], hidden.json()["grade"], hidden.json()["reason"]) == (True, None, "")
    assert blind.a.canary not in hidden.text
    body = {"grade": "good", "reason": "Second thoughts."}
    assert director.send("PUT", address, body, seen=director.tag(address)).status_code == 200
    assert head.get(address).content == hidden.content
    assert head.tag(address) == hidden.headers["ETag"]
    assert is_problem(head.send("PUT", address, body, seen=head.tag(address)), 403)
    # For those who are none of the three there are no single views at all.
    assert is_problem(token_for(blind.a, "chief", READS).get(address), 404)
    own = address.replace("/director/", "/head/")
    assert head.send("PUT", own, {"grade": "good"}, seen=head.tag(own)).status_code == 200
    assert head.get(address).json()["grade"] == "good"


def test_what_a_draft_says_is_told_to_nobody_who_does_not_read_it_on_its_page(
    written: Cast, token_for: TokenFor
) -> None:
    for who in ("chief", "director"):
        asking = token_for(written.a, who)
        found = asking.get(url(written, SEF)).json()
        assert (found["state"], found["sections"], found["versions"]) == ("draft", [], [])
        assert is_problem(asking.get(url(written, SECTION)), 404)
    for who in ("trustee", "governor", "administrator", "officer", "other_head"):
        assert is_problem(token_for(written.a, who).get(url(written, SEF)), 404)
    made_ready(written, SEF + "return/", token_for)
    director = token_for(written.a, "director")
    assert is_problem(director.get(url(written, SECTION)), 404)
    version = director.get(url(written, SEF + "versions/1/")).json()
    (section,) = (each for each in version["content"]["sections"] if each["key"] == "leadership")
    assert {"key": "narrative", "value": f"<p>{written.a.canary}</p>"}.items() <= section["fields"][2].items()
    assert is_problem(token_for(written.a, "trustee").get(url(written, SEF + "versions/1/")), 404)
