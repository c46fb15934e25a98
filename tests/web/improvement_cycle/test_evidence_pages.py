"""Evidence as seen in a browser: corrected, taken away, and told where somebody was faster."""

import re
from typing import Any
from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from improvement_cycle.actions import evidence, judgements
from improvement_cycle.models import Evidence
from tests.web.improvement_cycle.conftest import Web
from trust.ids import uuid7
from trust.models import StoredFile

COLUMN = "?column=safeguarding"


@pytest.fixture
def made(web: Web) -> Evidence:
    """The head's evidence."""
    with web.open():
        return evidence.add(actor=web.stage.troupe.actor("head"), academy_cycle_id=web.row().id, **_given(web))


def _given(web: Web) -> dict[str, Any]:
    source = web.stage.model.evidence_sources.first()  # type: ignore[union-attr]
    return {
        "source_key": source.key,  # type: ignore[union-attr]
        "title": "Resluts",
        "url": "https://example.org/results",
        "column_keys": ["safeguarding"],
    }


def at(web: Web, made: Evidence | UUID, page: str = "correct", academy: str = "beckside") -> str:
    made_id = made.id if isinstance(made, Evidence) else made
    return web.row_url(f"evidence_{page}", academy, str(made_id)) + COLUMN


def cell(web: Web) -> str:
    return web.row_url("cell", "beckside", "safeguarding")


def typed(html: str, **more: Any) -> dict[str, Any]:
    """What the form holds, with these changes."""
    found: dict[str, Any] = dict(re.findall(r'name="(title|url|seen)" value="([^"]*)"', html))
    found["source"] = re.findall(r'<option value="(\w+)" selected', html)[0]
    found["columns"] = re.findall(r'name="columns" value="(\w+)"[^>]* checked', html)
    return found | more


def test_a_slip_is_corrected_from_the_cell_and_the_focus_comes_back(web: Web, made: Evidence) -> None:
    client = web.client("head")
    link = f'id="ev-{made.id}-correct" href="{at(web, made)}">Correct'
    assert link in client.get(cell(web)).content.decode()
    html = client.get(at(web, made)).content.decode()
    answer = client.post(at(web, made), typed(html, title="Results"))
    assert answer["Location"] == f"{cell(web)}#ev-{made.id}-correct"
    html = client.get(cell(web)).content.decode()
    assert "Resluts" not in html.split('id="h-his"')[0]
    assert "The evidence is corrected." in html


def test_the_link_stands_where_it_leads_somewhere(web: Web, made: Evidence) -> None:
    for who, sees in (("head", True), ("director", True), ("chief", True), ("secondary_director", False)):
        assert (">Correct<" in web.client(who).get(cell(web)).content.decode()) is sees, who
    web.settled()
    assert ">Correct<" not in web.client("head").get(cell(web)).content.decode()


@pytest.mark.parametrize("page", ["correct", "away"])
def test_who_finds_the_page(web: Web, made: Evidence, page: str) -> None:
    for who, status in (
        ("head", 200),
        ("director", 200),
        ("secondary_director", 403),
        ("other_head", 404),
        ("trustee", 404),
    ):
        assert web.client(who).get(at(web, made, page)).status_code == status, who
    far = web.cast.client(web.cast.b.users["chief"])
    assert far.get(at(web, made, page)).status_code == 404
    chief = web.client("chief")
    for foreign in (at(web, uuid7(), page), at(web, made, page, "castle")):
        assert chief.get(foreign).status_code == 404
        assert chief.post(foreign, {}).status_code == 404
    with web.open():
        Evidence.objects.filter(id=made.id).update(by_membership=None)
    assert web.client("head").get(at(web, made, page)).status_code == 403
    assert web.client("head").post(at(web, made, page), {}).status_code == 403


def test_faults_are_said_and_what_was_typed_stays(web: Web, made: Evidence) -> None:
    client = web.client("head")
    html = client.get(at(web, made)).content.decode()
    answer = client.post(at(web, made), typed(html, title="", url="ftp://typed.example"))
    assert answer.status_code == 422
    assert "There is a problem" in answer.content.decode()
    assert "ftp://typed.example" in answer.content.decode()


def test_the_second_sees_what_the_first_made_of_it_and_may_save_again(web: Web, made: Evidence) -> None:
    head, director = web.client("head"), web.client("director")
    sent = typed(director.get(at(web, made)).content.decode(), title="Results, says the director")
    head.post(at(web, made), typed(head.get(at(web, made)).content.decode(), title="Results, says the head"))
    answer = director.post(at(web, made), sent)
    html = answer.content.decode()
    assert answer.status_code == 409
    assert "Somebody has corrected this evidence since you opened it." in html
    now = html.split('id="h-now"')[1].split("</section>")[0]
    assert "Results, says the head" in now
    assert typed(html)["title"] == "Results, says the director"
    assert director.post(at(web, made), typed(html)).status_code == 302
    with web.open():
        assert Evidence.objects.get().title == "Results, says the director"


def test_a_file_that_came_with_a_clash_is_asked_for_again(web: Web, made: Evidence) -> None:
    head, director = web.client("head"), web.client("director")
    upload = SimpleUploadedFile("better.csv", b"a,b\n1,2\n", content_type="text/csv")
    sent = typed(director.get(at(web, made)).content.decode(), url="", file=upload)
    head.post(at(web, made), typed(head.get(at(web, made)).content.decode(), title="Results, says the head"))
    answer = director.post(at(web, made), sent)
    assert (answer.status_code, "Choose the file again" in answer.content.decode()) == (409, True)
    with web.open():
        assert not StoredFile.objects.exists()


def test_taking_away_asks_first(web: Web, made: Evidence) -> None:
    client = web.client("head")
    assert f'href="{at(web, made, "away")}">Take away</a>' in client.get(at(web, made)).content.decode()
    html = client.get(at(web, made, "away")).content.decode()
    assert "Take “Resluts” away?" in html
    answer = client.post(at(web, made, "away"), {"seen": re.findall(r'name="seen" value="(\w+)"', html)[0]})
    assert answer["Location"] == f"{cell(web)}#panel-add-evidence"
    html = client.get(cell(web)).content.decode()
    assert "None filed under this area." in html
    assert 'id="panel-add-evidence"' in html
    assert "took away evidence for Beckside Primary" in client.get(web.row_url("row")).content.decode()


def test_nothing_is_taken_away_unseen(web: Web, made: Evidence) -> None:
    for sent in ({}, {"seen": "x" * 5000}, {"seen": "\x00"}):
        assert web.client("head").post(at(web, made, "away"), sent).status_code == 409
    with web.open():
        assert Evidence.objects.exists()


def test_what_somebody_took_away_meanwhile_is_said_to_be_gone(web: Web, made: Evidence) -> None:
    head, director = web.client("head"), web.client("director")
    sent = typed(head.get(at(web, made)).content.decode(), title="Results")
    asked = director.get(at(web, made, "away")).content.decode()
    director.post(at(web, made, "away"), {"seen": typed_mark(asked)})
    for answer in (head.post(at(web, made), sent), head.get(at(web, made)), head.post(at(web, made, "away"), sent)):
        assert answer.status_code == 410
        assert "took this evidence away on" in answer.content.decode()
    # Whoever does not read the row learns nothing of it.
    assert web.client("other_head").get(at(web, made)).status_code == 404


def typed_mark(html: str) -> str:
    return str(re.findall(r'name="seen" value="(\w+)"', html)[0])


def test_what_a_judgement_rests_on_cannot_be_taken_away_and_says_which(web: Web, made: Evidence) -> None:
    with web.open():
        web.stage.score("beckside")
        judgements.agree(
            actor=web.stage.chief,
            academy_cycle_id=web.row().id,
            column_key="safeguarding",
            grade_key="effective",
            seen_version=1,
            evidence_ids=[made.id],
        )
    client = web.client("head")
    html = client.get(at(web, made)).content.decode()
    assert "The agreed judgement on “Safeguarding” rests on it." in html
    assert ">Take away<" not in html
    for answer in (client.get(at(web, made, "away")), client.post(at(web, made, "away"), {"seen": typed_mark(html)})):
        assert answer.status_code == 409
        assert "“Safeguarding” rests on it" in answer.content.decode()


def test_a_frozen_row_refuses_with_a_sentence(web: Web, made: Evidence) -> None:
    client = web.client("head")
    sent = typed(client.get(at(web, made)).content.decode(), title="Results")
    web.settled()
    for page in ("correct", "away"):
        answer = client.post(at(web, made, page), sent)
        assert answer.status_code == 409
        assert "agreed and frozen" in answer.content.decode()


def test_a_file_is_exchanged_and_its_old_address_leads_nowhere(web: Web, made: Evidence) -> None:
    client = web.client("head")
    slug = web.stage.troupe.trust.slug
    addresses = []
    for name in ("first.csv", "second.csv"):
        upload = SimpleUploadedFile(name, b"a,b\n1,2\n", content_type="text/csv")
        html = client.get(at(web, made)).content.decode()
        assert client.post(at(web, made), typed(html, url="", file=upload)).status_code == 302
        with web.open():
            addresses.append(reverse("trust:file", args=[slug, Evidence.objects.get().file_id]))
    html = client.get(at(web, made)).content.decode()
    assert "Instead of second.csv." in html
    assert client.get(addresses[0]).status_code == 404
    answer = client.get(addresses[1])
    assert b"".join(answer.streaming_content) == b"a,b\n1,2\n"  # type: ignore[attr-defined]
    # A link or a file, not both: the file is taken away by its tick.
    both = typed(html, url="https://example.org/instead")
    assert client.post(at(web, made), both).status_code == 422
    assert client.post(at(web, made), both | {"without_file": "on"}).status_code == 302
    assert client.get(addresses[1]).status_code == 404
    with web.open():
        assert not StoredFile.objects.exists()
