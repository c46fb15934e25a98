"""Evidence in the sections of the self-evaluation: listed, added, removed, handed in; and who reads what of it."""

from typing import Any
from uuid import UUID

import pytest
from django.urls import reverse

from improvement_cycle.actions import evidence, rows, self_evaluations
from improvement_cycle.models import Evidence, EvidenceArea
from tests.web.improvement_cycle.conftest import Web
from tests.web.improvement_cycle.test_sef_pages import at, fill, send
from trust.actions import documents
from trust.actions.files import store
from trust.errors import Refused
from trust.ids import uuid7
from trust.models import Document, Section, SectionWriter, SubmittedVersion, TrustSettings

PAGE = "sef_evidence"
WORDS = "MAGPIE survey of parents"


@pytest.fixture
def sef(web: Web) -> Web:
    assert web.client("head").post(web.row_url("sef_begin")).status_code == 302
    return web


def piece(web: Web, title: str = WORDS, **more: Any) -> Evidence:
    with web.open():
        given = {"source_key": "parent_survey", "summary": "Four families in ten."} | more
        return evidence.add(actor=web.stage.troupe.actor("head"), academy_cycle_id=web.row().id, title=title, **given)


def listed(web: Web, key: str = "leadership") -> list[str]:
    with web.open():
        return list(EvidenceArea.objects.filter(area__key=key).values_list("evidence__title", flat=True))


def list_it(web: Web, made: Evidence | UUID, who: str = "head", key: str = "leadership") -> Any:
    made_id = made.id if isinstance(made, Evidence) else made
    return web.client(who).post(at(web, key, PAGE), {"list": "yes", "evidence": [str(made_id)]})


def test_a_piece_of_the_year_is_listed_in_a_section_and_removed_again(sef: Web) -> None:
    made = piece(sef)
    client = sef.client("head")
    assert WORDS not in client.get(at(sef)).content.decode()
    assert "Other evidence of this year" in client.get(at(sef, name=PAGE)).content.decode()
    answer = list_it(sef, made)
    assert answer["Location"] == f"{at(sef)}#f-evidence"
    assert WORDS in client.get(at(sef)).content.decode()
    list_it(sef, made)
    assert listed(sef) == [WORDS]
    for _ in range(2):
        assert client.post(at(sef, name=PAGE), {"remove": str(made.id)}).status_code == 302
    assert listed(sef) == []
    with sef.open():
        assert Evidence.objects.filter(id=made.id).exists()


def test_one_piece_serves_several_sections_and_a_cell_of_the_matrix(sef: Web) -> None:
    made = piece(sef, area_keys=["leadership"], column_keys=["leadership_and_management"])
    list_it(sef, made, key="send")
    for key in ("leadership", "send"):
        assert WORDS in sef.client("head").get(at(sef, key)).content.decode()
    page = sef.client("head").get(at(sef)).content.decode()
    assert "In the matrix: Leadership &amp; Management." in page
    assert (
        WORDS
        in sef.client("director").get(sef.row_url("cell", "beckside", "leadership_and_management")).content.decode()
    )


def test_what_speaks_to_the_columns_of_the_area_is_offered_first(sef: Web) -> None:
    piece(sef, "Near", column_keys=["leadership_and_management"])
    piece(sef, "Far", column_keys=["safeguarding"])
    page = sef.client("head").get(at(sef, name=PAGE)).content.decode()
    assert page.index("Near") < page.index("Far")
    assert "It speaks to Leadership &amp; Management in the matrix" in page


def test_a_new_piece_is_added_from_the_section_and_reaches_the_column_of_its_area(sef: Web) -> None:
    client = sef.client("head")
    form = client.get(at(sef, name=PAGE)).content.decode()
    assert 'name="areas" value="leadership" id="id_areas_0" checked' in form.replace("  ", " ")
    sent = {
        "title": WORDS,
        "source": "parent_survey",
        "summary": "Short.",
        "areas": ["leadership"],
        "columns": ["leadership_and_management"],
    }
    faulty = client.post(at(sef, name=PAGE), sent | {"title": ""})
    assert (faulty.status_code, "Give it a short title." in faulty.content.decode()) == (422, True)
    assert client.post(at(sef, name=PAGE), sent)["Location"] == f"{at(sef)}#f-evidence"
    with sef.open():
        made = Evidence.objects.get()
        assert sorted(str(to.area or to.column) for to in made.speaks_to.all()) == sorted(
            ["Leadership", "Leadership & Management"]
        )


def test_without_javascript_what_was_typed_is_saved_before_the_page_of_evidence(sef: Web) -> None:
    answer = send(sef, narrative_plain="Typed and not lost.", go="evidence")
    assert answer["Location"] == at(sef, name=PAGE)
    assert "Typed and not lost." in sef.client("head").get(at(sef)).content.decode()


def test_only_those_find_the_page_who_write_the_section(sef: Web) -> None:
    made = piece(sef)
    for who in ("chief", "director", "other_head", "senior_leader", "governor", "trustee", "administrator"):
        assert sef.client(who).get(at(sef, name=PAGE)).status_code == 404, who
        assert list_it(sef, made, who).status_code == 404, who
    with sef.open():
        Document.objects.update(is_shared=True)
    assert sef.client("director").get(at(sef, name=PAGE)).status_code == 404
    assert list_it(sef, made, "director").status_code == 404
    assert listed(sef) == []
    with sef.open():
        SectionWriter.objects.create(
            section=Section.objects.get(key="leadership"),
            membership=sef.cast.a.members["senior_leader"],
            given_by_name="Head",
        )
    assert list_it(sef, made, "senior_leader").status_code == 302
    assert sef.client("senior_leader").get(at(sef, "send", PAGE)).status_code == 404


def test_sections_around_the_areas_list_none_and_foreign_evidence_is_refused(sef: Web) -> None:
    assert sef.client("head").get(at(sef, "summary", PAGE)).status_code == 404
    with sef.open():
        foreign = evidence.add(
            actor=sef.stage.chief,
            academy_cycle_id=sef.row("castle").id,
            source_key="sef",
            title="Castle's",
            summary="Theirs.",
        )
    for wrong in (foreign.id, uuid7()):
        assert list_it(sef, wrong).status_code in (400, 422)
    assert sef.client("head").post(at(sef, name=PAGE), {"list": "yes", "evidence": ["x"]}).status_code == 400
    assert sef.client("head").post(at(sef, name=PAGE), {"list": "yes"}).status_code in (400, 422)
    assert sef.client("head").post(at(sef, name=PAGE), {"remove": "x"}).status_code == 400
    assert listed(sef) == []


def test_what_was_handed_in_keeps_its_list_whatever_becomes_of_the_evidence(sef: Web) -> None:
    made = piece(sef, area_keys=["leadership"], url="https://example.org/survey", summary="")
    fill(sef)
    assert sef.client("head").post(sef.row_url("sef_check")).status_code == 302
    assert list_it(sef, made, key="send").status_code == 409
    version = sef.row_url("sef_version", "beckside", "1")
    assert 'href="https://example.org/survey"' in sef.client("director").get(version).content.decode()
    with sef.open():
        before = SubmittedVersion.objects.get().content
        evidence.take_away(
            actor=sef.stage.chief,
            academy_cycle_id=sef.row().id,
            evidence_id=made.id,
            seen=evidence.said(Evidence.objects.get()).mark,
        )
        assert SubmittedVersion.objects.get().content == before
    page = sef.client("director").get(version).content.decode()
    assert f"{WORDS} (Parents surveys)" in page
    assert "https://example.org/survey" not in page


def test_evidence_does_not_come_over_into_next_years_texts(web: Web) -> None:
    with web.open():
        row = web.row(year="before")
        head = web.stage.troupe.actor("head")
        given = {"source_key": "parent_survey", "title": WORDS, "summary": "Short.", "area_keys": ["leadership"]}
        evidence.add(actor=head, academy_cycle_id=row.id, **given)
        document = self_evaluations.begin(actor=head, academy_cycle_id=row.id)
        document.sections.update(content={"narrative": "<p>Old.</p>", "grade": "good"}, is_finished=True)
        version = documents.submit(actor=head, document_id=document.id)
        assert WORDS in str(version.content)
    assert web.client("head").post(web.row_url("sef_begin"), {"from": "last_year"}).status_code == 302
    with web.open():
        kept = Section.objects.get(document__subject_id=web.row().id, key="leadership").content
    assert kept == {"narrative": "<p>Old.</p>"}
    assert listed(web) == [WORDS]  # of the year before


def test_an_agreed_row_takes_evidence_for_the_self_evaluation_alone(sef: Web) -> None:
    sef.settled()
    client = sef.client("head")
    sent = {"title": WORDS, "source": "parent_survey", "summary": "Short.", "areas": ["leadership"]}
    refused = client.post(at(sef, name=PAGE), sent | {"columns": ["safeguarding"]})
    assert (refused.status_code, "agreed and frozen" in refused.content.decode()) == (409, True)
    assert client.post(at(sef, name=PAGE), sent).status_code == 302
    assert listed(sef) == [WORDS]
    page = client.get(at(sef)).content.decode()
    assert "?section=leadership" in page


def test_what_is_filed_after_a_row_was_agreed_does_not_come_into_its_cells(sef: Web) -> None:
    before = piece(sef, "Filed in time", area_keys=["leadership"])
    later = piece(sef, "Filed under it later")
    sef.settled()
    piece(sef, "Added later", area_keys=["leadership"])
    list_it(sef, later)
    assert sorted(listed(sef)) == ["Added later", "Filed in time", "Filed under it later"]
    director = sef.client("director")
    column = "leadership_and_management"
    pages = [
        director.get(sef.row_url("cell", "beckside", column)).content.decode(),
        director.get(sef.row_url("row")).content.decode().split('id="h-each"')[1].split("</section>")[0],
    ]
    assert [[title in page for title in (before.title, later.title, "Added later")] for page in pages] == [
        [True, False, False]
    ] * 2
    with sef.open():
        rows.reopen(actor=sef.stage.chief, academy_cycle_id=sef.row().id, reason="New results.")
    page = director.get(sef.row_url("row")).content.decode()
    assert [title in page for title in (before.title, later.title, "Added later")] == [True, True, True]


def test_what_cells_of_an_agreed_row_show_by_its_area_stays(sef: Web) -> None:
    made = piece(sef, "Filed in time", area_keys=["leadership", "send"])
    free = piece(sef, "In no cell", area_keys=["send"])
    sef.settled()
    head = sef.client("head")
    assert "A cell of the agreed row shows it" in head.get(at(sef, name=PAGE)).content.decode()
    assert head.post(at(sef, name=PAGE), {"remove": str(made.id)}).status_code == 409
    assert head.post(at(sef, "send", PAGE), {"remove": str(made.id)}).status_code == 302
    with sef.open():
        for each, is_kept in ((made, True), (free, False)):
            away = lambda each=each: evidence.take_away(
                actor=sef.stage.chief,
                academy_cycle_id=sef.row().id,
                evidence_id=each.id,
                seen=evidence.said(Evidence.objects.get(id=each.id)).mark,
            )
            if is_kept:
                with pytest.raises(Refused, match="frozen"):
                    away()
            else:
                away()
    assert listed(sef) == ["Filed in time"]


def test_a_senior_leader_without_a_section_opens_no_evidence_by_its_address(sef: Web) -> None:
    with sef.open():
        TrustSettings.objects.update(senior_leaders_see_own_row=False)
        head = sef.stage.troupe.actor("head")
        file = store(actor=head, name="survey.csv", content=b"a,b\n1,2\n", owner_kind="evidence", owner_id=sef.row().id)
    made = piece(sef, file_id=file.id)
    pages = [
        reverse("trust:file", args=[sef.stage.troupe.trust.slug, file.id]),
        sef.row_url("survey", "beckside", str(made.id)),
    ]
    client = sef.client("senior_leader")

    def opened() -> list[int]:
        answers = [client.get(url) for url in pages]
        for answer in answers:
            b"".join(answer)
        return [answer.status_code for answer in answers]

    assert opened() == [404, 404]
    with sef.open():
        SectionWriter.objects.create(
            section=Section.objects.get(document__subject_id=sef.row().id, key="leadership"),
            membership=sef.cast.a.members["senior_leader"],
            given_by_name="Head",
        )
    assert opened() == [200, 200]


class TestHandedIn:
    """What was submitted lists what it listed: nothing comes to its sections, and nothing goes."""

    SENT = {"title": WORDS, "source": "parent_survey", "summary": "Typed with care."}

    @pytest.fixture
    def handed_in(self, sef: Web) -> Web:
        fill(sef)
        assert sef.client("head").post(sef.row_url("sef_check")).status_code == 302
        return sef

    def test_the_page_leads_back_to_the_section_with_the_reason(self, handed_in: Web) -> None:
        answer = handed_in.client("head").get(at(handed_in, name=PAGE), follow=True)
        assert answer.redirect_chain[0][0] == f"{at(handed_in)}#f-evidence"
        assert "no evidence is added or removed until it is open again" in answer.content.decode()

    def test_what_was_typed_on_a_page_opened_before_is_refused_and_kept(self, handed_in: Web) -> None:
        answer = handed_in.client("head").post(at(handed_in, name=PAGE), self.SENT | {"areas": ["leadership"]})
        page = answer.content.decode()
        assert (answer.status_code, "does not change now" in page, "Typed with care." in page) == (409, True, True)
        assert listed(handed_in) == []
        with handed_in.open():
            assert not Evidence.objects.exists()

    def test_the_row_offers_its_sections_no_more_and_refuses_those_ticked_before(self, handed_in: Web) -> None:
        client, url = handed_in.client("head"), handed_in.row_url("evidence")
        page = client.get(url).content.decode()
        assert 'name="areas"' not in page
        assert "its sections take no other evidence" in page
        answer = client.post(url, self.SENT | {"areas": ["leadership"]})
        page = answer.content.decode()
        assert (answer.status_code, "Leave the sections as they were" in page, WORDS in page) == (409, True, True)
        assert client.post(url, self.SENT).status_code == 302
        assert listed(handed_in) == []

    def test_evidence_is_corrected_and_stays_where_it_is_listed(self, sef: Web) -> None:
        made = piece(sef, area_keys=["leadership"])
        fill(sef)
        sef.client("head").post(sef.row_url("sef_check"))
        client, url = sef.client("head"), sef.row_url("evidence_correct", "beckside", str(made.id))
        page = client.get(url)
        seen = page.context["form"]["seen"].value()
        assert 'name="areas"' not in page.content.decode()
        refused = client.post(url, self.SENT | {"seen": seen, "areas": ["leadership", "send"]})
        assert (refused.status_code, "does not change now" in refused.content.decode()) == (409, True)
        assert client.post(url, self.SENT | {"seen": seen, "title": "Better title"}).status_code == 302
        assert listed(sef) == ["Better title"]

    def test_sections_unticked_on_a_page_opened_before_are_refused_too(self, sef: Web) -> None:
        made = piece(sef, area_keys=["leadership"])
        client, url = sef.client("head"), sef.row_url("evidence_correct", "beckside", str(made.id))
        page = client.get(url)
        sign = '<input type="hidden" name="areas_offered" value="yes">'
        assert sign in page.content.decode()
        fill(sef)
        client.post(sef.row_url("sef_check"))
        sent = self.SENT | {"seen": page.context["form"]["seen"].value(), "areas_offered": "yes"}
        for _ in range(2):  # the page that refuses offers them again, and says so
            refused = client.post(url, sent)
            html = refused.content.decode()
            assert (refused.status_code, "Leave the sections as they were" in html, sign in html) == (409, True, True)
            assert listed(sef) == [WORDS]
        assert client.post(url, sent | {"areas": ["leadership"], "title": "Better title"}).status_code == 302
        assert listed(sef) == ["Better title"]

    def test_once_it_is_approved_nobody_is_told_that_it_waits(self, handed_in: Web) -> None:
        with handed_in.open():
            Document.objects.update(state="approved")
        page = handed_in.client("head").get(handed_in.row_url("evidence")).content.decode()
        assert "The self-evaluation is handed in: its sections take no other evidence" in page
        assert "is submitted" not in page

    def test_after_it_is_given_back_the_sections_are_offered_again(self, handed_in: Web) -> None:
        version = handed_in.row_url("sef_version", "beckside", "1")
        assert handed_in.client("director").post(version, {"return": "yes", "note": "Say more."}).status_code == 302
        assert 'name="areas"' in handed_in.client("head").get(handed_in.row_url("evidence")).content.decode()
        sent = self.SENT | {"areas": ["leadership"]}
        assert handed_in.client("head").post(at(handed_in, name=PAGE), sent).status_code == 302
        assert listed(handed_in) == [WORDS]
