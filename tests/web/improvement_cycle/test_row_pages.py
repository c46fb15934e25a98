"""One academy's row: status, agreement, reopening, evidence."""

import datetime as dt
import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from improvement_cycle.models import CurrentStatus, Evidence, RowAgreement
from tests.web.improvement_cycle.conftest import Web

ROW_QUERIES = 16
DECISION = {"category": "2", "reason": "Two areas fell.", "took_part": ["head", "director"], "seen": ""}


def scored(web: Web) -> None:
    with web.open():
        web.stage.score("beckside")


def decided(web: Web) -> None:
    scored(web)
    with web.open():
        web.stage.decide("beckside", 1)


def disagree(web: Web, **more: str) -> Any:
    client, address = web.client("head"), web.row_url("dissent")
    seen = client.get(address).content.decode().split('name="seen" value="')[1].split('"')[0]
    return client.post(address, {"note": "We are further than that.", "seen": seen, **more})


class TestStatus:
    """Decided by people, with a reason."""

    def test_what_the_category_brings_stands_by_who_owes_it_and_says_who_sees_to_it(self, web: Web) -> None:
        decided(web)
        html = web.client("head").get(web.row_url("row")).content.decode()
        brings = html.split('id="h-brings"')[1].split("</section>")[0]
        assert re.findall(r"<h3[^>]*>([^<]+)</h3>", brings) == ["Owed by the academy", "Owed by the trust"]
        theirs, ours = brings.split("<h3")[1:]
        assert "Hosts one peer review each year." in theirs
        assert "The head sees to it." in theirs
        assert "The head sees to it." not in ours
        assert brings.count("Owed by") == 2

    def test_the_rule_suggests_and_nothing_is_chosen(self, web: Web) -> None:
        scored(web)
        html = web.client("chief").get(web.row_url("status")).content.decode()
        assert "The rule suggests 1" in html
        assert "checked" not in html

    def test_a_decision_is_recorded_with_its_reason(self, web: Web) -> None:
        scored(web)
        client = web.client("chief")
        answer = client.post(web.row_url("status"), DECISION)
        assert answer["Location"] == web.row_url("row")
        html = client.get(web.row_url("status")).content.decode()
        assert "Two areas fell." in html
        assert "The rule said 1" in html

    @pytest.mark.parametrize(
        ("sent", "field"),
        [
            ({**DECISION, "reason": " "}, "id_reason"),
            ({**DECISION, "took_part": []}, "id_took_part"),
            ({**DECISION, "category": ""}, "id_category"),
            ({**DECISION, "category": "9"}, "id_category"),
            ({**DECISION, "took_part": ["nobody"]}, "id_took_part"),
            ({**DECISION, "effective_from": "2999-01-01"}, "id_effective_from"),
            ({**DECISION, "effective_from": "yesterday"}, "id_effective_from"),
        ],
    )
    def test_what_is_missing_is_said_at_the_field(self, web: Web, sent: dict[str, Any], field: str) -> None:
        scored(web)
        answer = web.client("chief").post(web.row_url("status"), sent)
        assert answer.status_code == 422
        assert f'href="#{field}' in answer.content.decode()
        with web.open():
            assert not CurrentStatus.objects.filter(academy_cycle=web.row()).exists()

    def test_the_second_to_decide_sees_the_first(self, web: Web) -> None:
        scored(web)
        web.client("director").post(web.row_url("status"), DECISION)
        answer = web.client("chief").post(web.row_url("status"), {**DECISION, "category": "3"})
        assert answer.status_code == 409
        assert "Somebody else has decided" in answer.content.decode()
        assert "Two areas fell." in answer.content.decode()

    def test_it_may_change_in_the_middle_of_the_year(self, web: Web) -> None:
        web.settled()
        with web.open():
            standing = CurrentStatus.objects.get(academy_cycle=web.row(), superseded_at=None)
        answer = web.client("chief").post(web.row_url("status"), {**DECISION, "seen": str(standing.id)})
        assert answer.status_code == 302
        assert "Category 2" in web.client("chief").get(web.row_url("row")).content.decode()

    def test_a_head_does_not_decide_but_may_dissent(self, web: Web) -> None:
        decided(web)
        client = web.client("head")
        assert client.post(web.row_url("status"), DECISION).status_code == 403
        assert client.post(web.row_url("dissent"), {"note": ""}).status_code == 422
        assert disagree(web).status_code == 302
        assert "We are further than that." in web.client("chief").get(web.row_url("status")).content.decode()

    def test_a_dissent_on_a_decision_that_was_replaced_is_not_recorded(self, web: Web) -> None:
        decided(web)
        answer = disagree(web, seen="")
        assert answer.status_code == 409
        assert "Somebody else has decided" in answer.content.decode()
        assert "We are further than that." in answer.content.decode()

    def test_a_dissent_stays_with_the_three(self, web: Web) -> None:
        decided(web)
        disagree(web)
        for who in ("secondary_director", "senior_leader"):
            for name in ("row", "status"):
                html = web.client(who).get(web.row_url(name)).content.decode()
                assert "We are further than that." not in html


class TestAgreement:
    """The three agree, or somebody was away, or says no."""

    def agree(self, web: Web, who: str, party: str, **more: str) -> Any:
        with web.open():
            seen = web.row().version
        return web.client(who).post(web.row_url("agree"), {"party": party, "word": "agree", "seen": str(seen), **more})

    def test_what_is_missing_stands_there(self, web: Web) -> None:
        html = web.client("chief").get(web.row_url("agree")).content.decode()
        assert "No agreed judgement yet" in html
        assert "The current status is not decided yet." in html
        assert self.agree(web, "chief", "chief_executive").status_code == 409

    def test_the_last_word_freezes_the_row(self, web: Web) -> None:
        decided(web)
        assert self.agree(web, "chief", "chief_executive")["Location"] == web.row_url("agree")
        self.agree(web, "director", "director")
        answer = self.agree(web, "head", "head")
        assert answer["Location"] == web.row_url("row")
        assert "Agreed and frozen" in web.client("head").get(web.row_url("row")).content.decode()

    def test_who_would_change_a_judgement_reads_whose_word_that_undoes(self, web: Web) -> None:
        decided(web)
        pages = [web.row_url("cell", "beckside", "safeguarding")]
        pages.append(web.url("score", web.key) + "?mode=one&academy=beckside-primary&column=safeguarding")
        told = "Director already spoke for the row"
        assert all(told not in web.client("chief").get(page).content.decode() for page in pages)
        self.agree(web, "director", "director")
        assert all(told in web.client("chief").get(page).content.decode() for page in pages)

    def test_nobody_agrees_for_another(self, web: Web) -> None:
        decided(web)
        assert self.agree(web, "director", "head").status_code == 403
        assert self.agree(web, "secondary_director", "director").status_code == 403

    def test_nobody_agrees_to_what_they_did_not_see(self, web: Web) -> None:
        decided(web)
        answer = web.client("chief").post(
            web.row_url("agree"), {"party": "chief_executive", "word": "agree", "seen": "1"}
        )
        assert answer.status_code == 409
        assert "Look at it again" in answer.content.decode()

    def test_an_absence_and_a_dissent_need_words(self, web: Web) -> None:
        decided(web)
        answer = self.agree(web, "chief", "head", word="absent")
        assert answer.status_code == 422
        assert "Say why they could not be there." in answer.content.decode()
        assert self.agree(web, "director", "director", word="dissent").status_code == 422
        assert self.agree(web, "chief", "head", word="absent", note="Ill all week.").status_code == 302
        assert self.agree(web, "director", "director", word="dissent", note="Too kind.").status_code == 302
        # Both reasons stand where the three agree, before the last word and after it; nobody else reads them.
        for _ in range(2):
            for person in ("chief", "head", "director"):
                for page in ("agree", "row"):
                    html = web.client(person).get(web.row_url(page)).content.decode()
                    assert "Too kind." in html, (person, page)
                    assert "Ill all week." in html, (person, page)
            outside = web.client("secondary_director").get(web.row_url("row"))
            assert outside.status_code == 200
            assert not re.search(r"Too kind|Ill all week", outside.content.decode())
            self.agree(web, "chief", "chief_executive")
        with web.open():
            assert web.row().is_agreed
            assert RowAgreement.objects.filter(academy_cycle=web.row()).count() == 3

    @pytest.mark.parametrize("sent", [{}, {"party": "all"}, {"party": "head", "word": "shout", "seen": "x"}])
    def test_malformed_words_get_a_sentence(self, web: Web, sent: dict[str, str]) -> None:
        decided(web)
        assert web.client("chief").post(web.row_url("agree"), sent).status_code == 422

    def test_the_list_says_what_is_left(self, web: Web) -> None:
        web.settled("castle")
        html = web.client("chief").get(web.url("agree_rows", web.key)).content.decode()
        assert "1 of 3 rows agreed" in html
        assert "Current status not decided" in html

    def test_reopening_needs_a_reason(self, web: Web) -> None:
        web.settled()
        client = web.client("director")
        assert client.post(web.row_url("reopen"), {"reason": ""}).status_code == 422
        assert client.post(web.row_url("reopen"), {"reason": "New results came in."}).status_code == 302
        with web.open():
            assert not web.row().is_agreed
        assert "New results came in." in client.get(web.row_url("row")).content.decode()
        assert client.post(web.row_url("reopen"), {"reason": "Again."}).status_code == 409
        assert web.client("head").get(web.row_url("reopen")).status_code == 403


class TestMeeting:
    def test_open_and_close(self, web: Web) -> None:
        client = web.client("director")
        assert client.post(web.row_url("meeting"), {"to": "open", "back": "grid"})["Location"] == web.url(
            "score", web.key
        )
        with web.open():
            assert web.row().meeting_is_open
        for back, page in (
            ("safeguarding", web.row_url("cell", "beckside", "safeguarding")),
            ("//x", web.row_url("row")),
        ):
            assert client.post(web.row_url("meeting"), {"to": "open", "back": back})["Location"] == page
        client.post(web.row_url("meeting"), {"to": "close"})
        with web.open():
            assert not web.row().meeting_is_open

    def test_refusals(self, web: Web) -> None:
        assert web.client("head").post(web.row_url("meeting"), {"to": "open"}).status_code == 403
        assert web.client("secondary_director").post(web.row_url("meeting"), {"to": "open"}).status_code == 403
        assert web.client("director").post(web.row_url("meeting"), {"to": "sideways"}).status_code == 400

    def test_coming_back_to_a_buttons_address_leads_to_its_page(self, web: Web) -> None:
        refused = web.client("director").get(web.row_url("meeting"))
        assert (refused.status_code, refused.headers["Allow"]) == (405, "POST")
        assert f'href="{web.row_url("row")}">Go to the page' in refused.content.decode()


class TestEvidence:
    GIVEN = {"title": "Results", "source": "", "url": "https://example.org/results", "columns": ["safeguarding"]}

    def given(self, web: Web, **more: Any) -> dict[str, Any]:
        with web.open():
            source = web.stage.model.evidence_sources.first().key  # type: ignore[union-attr]
        return {**self.GIVEN, "source": source, **more}

    def test_a_link_is_added_and_shown_in_its_cell(self, web: Web) -> None:
        client = web.client("head")
        address = web.row_url("evidence") + "?column=safeguarding"
        answer = client.post(address, self.given(web))
        assert answer["Location"] == web.row_url("cell", "beckside", "safeguarding")
        html = client.get(answer["Location"]).content.decode()
        assert "Evidence, 1" in html
        assert "https://example.org/results" in html

    def test_a_file_is_private_to_the_readers_of_the_row(self, web: Web) -> None:
        upload = SimpleUploadedFile("results.csv", b"a,b\n1,2\n", content_type="text/csv")
        answer = web.client("head").post(web.row_url("evidence"), self.given(web, url="", file=upload))
        assert answer.status_code == 302, answer.content.decode()
        with web.open():
            file_id = Evidence.objects.get().file_id
        address = reverse("trust:file", args=[web.stage.troupe.trust.slug, file_id])
        answer = web.client("chief").get(address)
        assert answer.status_code == 200
        assert b"".join(answer.streaming_content) == b"a,b\n1,2\n"  # type: ignore[attr-defined]
        assert web.client("other_head").get(address).status_code == 404
        assert web.client("trustee").get(address).status_code == 404

    @pytest.mark.parametrize(
        "wrong",
        [{"title": ""}, {"url": "javascript:alert(1)"}, {"url": ""}, {"source": "x"}, {"columns": ["nothing"]}],
    )
    def test_faults_are_said(self, web: Web, wrong: dict[str, Any]) -> None:
        answer = web.client("head").post(web.row_url("evidence"), self.given(web, **wrong))
        assert answer.status_code == 422
        assert "There is a problem" in answer.content.decode()
        with web.open():
            assert not Evidence.objects.exists()

    def test_the_form_says_beforehand_what_fits_and_what_may_stay_empty(self, web: Web) -> None:
        html = web.client("head").get(web.row_url("evidence")).content.decode()
        assert "Begins with https:// or http://" in html
        assert "PDF, Word or picture (PNG, JPEG) up to" in html
        assert html.count("(optional)") == 6

    @pytest.mark.parametrize("link", ["https://example.org/a", "http://example.org/a"])
    def test_a_link_begins_as_the_hint_says(self, web: Web, link: str) -> None:
        assert web.client("head").post(web.row_url("evidence"), self.given(web, url=link)).status_code == 302
        answer = web.client("head").post(web.row_url("evidence"), self.given(web, url="ftp://example.org/a"))
        assert "A link begins with https:// or http://" in answer.content.decode()

    def test_evidence_may_be_dated_today_and_not_later(self, web: Web) -> None:
        today = timezone.localdate()
        later = self.given(web, dated_on=(today + dt.timedelta(days=1)).isoformat())
        answer = web.client("head").post(web.row_url("evidence"), later)
        assert answer.status_code == 422
        assert "Evidence cannot be dated later than today." in answer.content.decode()
        given = self.given(web, dated_on=today.isoformat())
        assert web.client("head").post(web.row_url("evidence"), given).status_code == 302

    def test_a_file_of_the_wrong_kind_is_refused(self, web: Web) -> None:
        upload = SimpleUploadedFile("tool.exe", b"MZ\x00\x00", content_type="application/pdf")
        answer = web.client("head").post(web.row_url("evidence"), self.given(web, url="", file=upload))
        assert answer.status_code == 422

    def test_others_add_nothing(self, web: Web) -> None:
        assert web.client("secondary_director").get(web.row_url("evidence")).status_code == 403
        assert web.client("other_head").get(web.row_url("evidence")).status_code == 404


def test_the_row_page_asks_a_fixed_number_of_questions(web: Web, django_assert_num_queries: Any) -> None:
    decided(web)
    client = web.client("chief")
    with django_assert_num_queries(ROW_QUERIES):
        assert client.get(web.row_url("row")).status_code == 200
