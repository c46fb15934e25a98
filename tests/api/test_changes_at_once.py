"""Two programs write at once, or one writes too late: the slower is told, and nothing is lost."""

import uuid

from django.utils import timezone

from improvement_cycle.models import Cycle
from tests.api.changes import ADDED, SECTION, SEF, WORDS
from tests.api.conftest import TokenFor
from tests.api.test_changes import body_of, made_ready, url
from tests.api.test_doors import is_problem
from tests.cast import Cast
from trust.models import EarlierText, Section


def test_of_two_writers_the_second_is_told_and_nothing_is_lost(written: Cast, token_for: TokenFor) -> None:
    head, address = token_for(written.a, "head"), url(written, SECTION)
    tag = head.tag(address)
    first = head.send("PATCH", address, {"content": {"narrative": "<p>First</p>"}}, seen=tag)
    second = head.send("PATCH", address, {"content": {"narrative": "<p>Second</p>"}}, seen=tag)
    assert first.status_code == 200
    assert is_problem(second, 412)
    assert second.json()["current"]["content"]["narrative"] == "<p>First</p>"
    assert second.headers["ETag"] == first.headers["ETag"] == head.tag(address)
    with written.a.open():
        kept = EarlierText.objects.get(reason="clash")
        assert kept.content["narrative"] == "<p>Second</p>"
    # Having read what stands, it goes through.
    again = head.send("PATCH", address, {"content": {"narrative": "<p>Both</p>"}}, seen=second.headers["ETag"])
    assert again.json()["content"]["narrative"] == "<p>Both</p>"


def test_a_save_of_a_program_keeps_the_text_it_writes_over_as_the_editor_does(
    written: Cast, token_for: TokenFor
) -> None:
    with written.a.open():
        section = Section.objects.get(document=written.a.things["document"], key="leadership")
        before, version = section.content["narrative"], section.version
        # Somebody else wrote it.
        Section.objects.filter(id=section.id).update(saved_by=uuid.uuid4(), saved_by_name="A senior leader")
    head, address = token_for(written.a, "head"), url(written, SECTION)
    done = head.send(
        "PATCH", address, {"content": {"strengths": ["Calm"]}, "is_finished": False}, seen=head.tag(address)
    )
    assert done.json()["version"] == version + 1
    assert done.json()["content"] == {**section.content, "strengths": ["Calm"]}
    with written.a.open():
        kept = EarlierText.objects.get(section=section)
        assert (kept.reason, kept.content["narrative"], kept.written_by_name) == (
            "overwritten",
            before,
            "A senior leader",
        )


def test_a_text_that_comes_after_the_submission_is_kept_aside(written: Cast, token_for: TokenFor) -> None:
    head, address = token_for(written.a, "head"), url(written, SECTION)
    head.send("POST", url(written, SEF + "submit/"), seen=head.tag(url(written, SEF)))
    late = head.send("PATCH", address, {"content": {"narrative": "<p>Late</p>"}}, seen=head.tag(address))
    assert is_problem(late, 409)
    with written.a.open():
        assert EarlierText.objects.get(reason="late").content["narrative"] == "<p>Late</p>"
        assert (
            "Late"
            not in Section.objects.get(document=written.a.things["document"], key="leadership").content["narrative"]
        )


def test_a_text_that_comes_after_the_year_was_closed_is_told_of_that(written: Cast, token_for: TokenFor) -> None:
    head, address = token_for(written.a, "head"), url(written, SECTION)
    seen = head.tag(address)
    with written.a.open():
        Cycle.objects.update(state="closed", closed_at=timezone.now())
    late = head.send("PATCH", address, {"content": {"narrative": "<p>Late</p>"}}, seen=seen)
    assert is_problem(late, 409)
    assert "is closed: nothing in it changes" in late.json()["detail"]
    assert "kept among its earlier texts" in late.json()["detail"]


def test_evidence_corrected_by_two(written: Cast, token_for: TokenFor) -> None:
    head, chief = token_for(written.a, "head"), token_for(written.a, "chief")
    address, words = url(written, "evidence/{evidence}/"), body_of(written, WORDS)
    tag = chief.tag(address)
    assert head.send("PUT", address, {**words, "title": "The head's"}, seen=tag).status_code == 200
    assert is_problem(chief.send("PUT", address, {**words, "title": "The chief's"}, seen=tag), 412)
    assert is_problem(chief.send("DELETE", address, seen=tag), 412)
    assert head.get(address).json()["title"] == "The head's"
    assert chief.send("DELETE", address, seen=chief.tag(address)).status_code == 204
    gone = chief.get(address)
    assert is_problem(gone, 410)
    assert "took this evidence away" in gone.json()["detail"]


def test_sections_of_what_was_submitted_take_no_other_evidence(written: Cast, token_for: TokenFor) -> None:
    head, address = token_for(written.a, "head"), url(written, "evidence/{evidence}/")
    made_ready(written, SEF + "return/", token_for)
    more = {**body_of(written, ADDED), "areas": ["leadership"]}
    refused = head.send("POST", url(written, "evidence/"), more)
    assert is_problem(refused, 409)
    assert "was submitted and does not change now" in refused.json()["detail"]
    areas = head.get(address).json()["areas"]
    changed = {**body_of(written, WORDS), "areas": [*areas, "send"] if "send" not in areas else []}
    assert is_problem(head.send("PUT", address, changed, seen=head.tag(address)), 409)
    kept = head.send("PUT", address, {**body_of(written, WORDS), "areas": areas}, seen=head.tag(address))
    assert kept.status_code == 200
    assert kept.json()["areas"] == areas
