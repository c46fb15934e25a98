"""Search finds what a person may read, and nothing else: for each role, what of one academy is found."""

from typing import Any

import pytest

from improvement_cycle.models import Judgement
from tests.web.improvement_cycle.conftest import Web
from trust.actions import comments
from trust.models import Document, EarlierText, Section, SectionWriter, TrustSettings

EVERYBODY = [
    "chief",
    "director",
    "head",
    "other_head",
    "senior_leader",
    "governor",
    "trustee",
    "administrator",
    "officer",
    "specialist",
]


@pytest.fixture
def sef(web: Web) -> Web:
    assert web.client("head").post(web.row_url("sef_begin")).status_code == 302
    with web.open():
        Section.objects.update(
            content={"narrative": "<p>The zebradraft &amp; <b>more</b>.</p>", "grade": "good"},
            is_finished=True,
            saved_by_name="Head",
        )
        section = Section.objects.get(key="leadership")
        EarlierText.objects.create(section=section, version=1, content={"narrative": "zebraearlier"}, reason="clash")
    return web


def finds(web: Web, word: str, where: str = "", **policies: Any) -> set[str]:
    """Who finds something for this word."""
    found = set()
    for who in EVERYBODY:
        answer = web.client(who).get(f"/t/{web.stage.troupe.trust.slug}/search/", {"q": word})
        assert answer.status_code == 200
        if "<mark>" in answer.content.decode() and where in answer.content.decode():
            found.add(who)
    return found


def test_a_draft_is_found_by_those_who_write_it_alone(sef: Web) -> None:
    assert finds(sef, "zebradraft", "Draft, Beckside Primary") == {"head"}
    assert finds(sef, "zebraearlier") == set()


def test_a_section_that_was_given_is_found_by_whom_it_was_given_to(sef: Web) -> None:
    with sef.open():
        section = Section.objects.get(key="send")
        SectionWriter.objects.create(
            section=section, membership=sef.stage.troupe.members["senior_leader"], given_by_name="Head"
        )
    page = sef.client("senior_leader").get(f"/t/{sef.stage.troupe.trust.slug}/search/", {"q": "zebradraft"})
    assert page.content.decode().count("<mark>zebradraft</mark>") == 1


def test_a_shared_draft_is_found_by_those_who_will_read_it(sef: Web) -> None:
    sef.client("head").post(sef.row_url("sef_share"), {"shared": "yes"})
    assert finds(sef, "zebradraft") == {"head", "director", "chief"}
    sef.client("head").post(sef.row_url("sef_share"), {"shared": "no"})
    with sef.open():
        TrustSettings.objects.update(centre_sees_drafts=True)
    assert finds(sef, "zebradraft") == {"head", "director", "chief"}


def test_what_was_submitted_is_found_by_who_answers_it_and_what_was_approved_by_those_who_read_that(sef: Web) -> None:
    assert sef.client("head").post(sef.row_url("sef_check")).status_code == 302
    assert finds(sef, "zebradraft", "Version 1, Beckside Primary") == {"head", "director", "chief"}
    version = sef.row_url("sef_version", "beckside", "1")
    sef.client("director").post(version, {"approve": "director"})
    assert finds(sef, "zebradraft") == {"head", "director", "chief"}
    sef.client("chief").post(version, {"approve": "chief_executive"})
    readers = {"head", "director", "chief", "senior_leader", "governor", "trustee"}
    assert finds(sef, "zebradraft") == readers
    sef.client("chief").post(sef.row_url("sef_reopen"), {"note": "New results."})
    with sef.open():
        Section.objects.update(content={"narrative": "<p>zebranew</p>"})
    assert finds(sef, "zebradraft") == readers
    assert finds(sef, "zebranew") == {"head"}
    with sef.open():
        document = Document.objects.get()
        comments.comment(
            actor=sef.stage.troupe.actor("head"), document_id=document.id, section_key="send", text="zebracomment"
        )
    assert finds(sef, "zebracomment") == set()


def test_a_director_of_another_phase_finds_nothing_of_it(sef: Web) -> None:
    assert sef.client("head").post(sef.row_url("sef_check")).status_code == 302
    with sef.open():
        member = sef.stage.troupe.members["director"]
        member.remit = "secondary"
        member.save()
    assert "director" not in finds(sef, "zebradraft")


def test_single_views_are_found_by_nobody_not_even_by_who_said_them(web: Web) -> None:
    web.say("director", "director", "quality_of_education", "good", "The zebrablind reason.")
    web.say("head", "head", "quality_of_education", "good", "The zebrablind reason.")
    assert finds(web, "zebrablind") == set()


def test_agreed_reasons_and_rows_are_found_by_who_reads_the_row(web: Web) -> None:
    with web.open():
        Judgement.objects.filter(view="agreed", academy_cycle=web.row("beckside", "before")).update(
            reason="The zebraagreed reason."
        )
    readers = {"chief", "director", "head", "senior_leader"}
    assert finds(web, "zebraagreed", "Agreed judgements") == readers
    assert finds(web, "beckside", 'id="g-rows"') == readers
    assert "other_head" in finds(web, "beckside", 'id="g-academies"')
