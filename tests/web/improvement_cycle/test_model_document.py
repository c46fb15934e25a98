"""The improvement model as a document: read by everybody of the trust, printed, for a website, written in its draft."""

import io
import re
from typing import Any

import docx
import pytest
from django.test import Client

from improvement_cycle.models import ImprovementModel
from improvement_cycle.presets import presets
from improvement_cycle.presets.model_texts import entries_of, sections_of
from improvement_cycle.reports.improvement_model import PDF, WORD, build
from tests.web.improvement_cycle.conftest import Web
from trust.errors import NotFound
from trust.models import Activity, Report
from trust.reports.word import word_file

TITLES = ("What this is", "Values", "Principles", "Key areas", "The stages of a year", "What each category brings")
TITLES += ("Peer review", "Due diligence", "Who does what", "Sources of evidence", "How judgements are made")


def published(web: Web) -> Any:
    assert web.stage.model is not None
    return web.stage.model


def sent(client: Client, address: str, **changed: Any) -> dict[str, Any]:
    """What the form holds when it is opened, with some of it changed."""
    form = client.get(address).context["form"]
    fields = {name: form[name].value() for name in form.fields}
    return {name: "" if value is None else value for name, value in {**fields, **changed}.items()}


class TestReading:
    @pytest.mark.parametrize("who", ["administrator", "chief", "director", "head", "trustee", "officer"])
    def test_everybody_who_may_read_the_model_reads_all_its_parts_with_a_list_of_contents(
        self, web: Web, who: str
    ) -> None:
        html = web.client(who).get(web.url("model", published(web).id)).text
        contents, words = html.split("</nav>", html[: html.index("model-doc")].count("</nav>") + 1)[-2:]
        for title in TITLES:
            assert f">{title}</a></li>" in contents
            assert f">{title}</h2>" in words
        assert "leads the self-evaluation with the academy&#x27;s leaders" in words

    def test_nothing_that_leaves_the_house_names_a_person_an_academy_or_the_rule_that_suggests(self, web: Web) -> None:
        model = published(web)
        with web.open():
            made = build(web.stage.troupe.actor("head"), model.id, {})
        names = {model.published_by_name, model.created_by_name} - {""}
        names |= {academy.name for academy in web.stage.academies.values()}
        assert names
        code = web.client("head").get(web.url("model_website", model.id)).context["code"]
        for words in (repr(WORD.paper(made)), code):  # type: ignore[misc]
            assert not [name for name in (*names, "Suggested from") if name in words]

    def test_the_website_gets_plain_html_without_looks_and_without_a_rule(self, web: Web) -> None:
        code = web.client("trustee").get(web.url("model_website", published(web).id)).context["code"]
        assert code.startswith("<section><h2")
        assert not [bad for bad in ("class=", "style=", "<script", "Suggested from") if bad in code]
        assert '<h2 id="model-peer_review">Peer review</h2>' in code

    def test_a_title_with_signs_stays_words_in_the_code(self, web: Web) -> None:
        client = web.client("administrator")
        draft = draft_again(web, client)
        address = web.url("model_texts", draft.id, "values")
        client.post(address, sent(client, address, label_1="<b>Courage</b> & more"))
        client.post(web.url("model_publish", draft.id))
        page = client.get(web.url("model_website", draft.id))
        assert "&lt;b&gt;Courage&lt;/b&gt; &amp; more" in page.context["code"]
        assert "&amp;lt;b&amp;gt;Courage" in page.text


class TestPaper:
    @pytest.mark.parametrize("form", ["pdf", "word"])
    def test_it_is_asked_for_as_pdf_and_as_word(self, web: Web, form: str) -> None:
        answer = web.client("trustee").post(web.url("model_report", published(web).id), {"form": form})
        assert answer.status_code == 302
        with web.open():
            assert Report.objects.get().kind == {"pdf": PDF.kind, "word": WORD.kind}[form]

    def test_another_form_is_refused_with_a_sentence(self, web: Web) -> None:
        answer = web.client("head").post(web.url("model_report", published(web).id), {"form": "odt"})
        assert answer.status_code == 400
        assert "PDF or as Word" in answer.text

    def test_the_word_file_has_every_part_and_no_empty_heading(self, web: Web) -> None:
        with web.open():
            made = build(web.stage.troupe.actor("head"), published(web).id, {})
        raw = word_file(title="Model", trust_name="Larch", as_at=published_moment(web), paper=WORD.paper(made))  # type: ignore[misc]
        document = docx.Document(io.BytesIO(raw))
        headings = [each.text for each in document.paragraphs if each.style.name.startswith("Heading")]
        assert "" not in headings
        assert [each for each in headings if each in TITLES] == list(TITLES)
        assert any(
            "Hosts one peer review each year." in cell.text for table in document.tables for cell in table._cells
        )

    def test_a_draft_is_printed_by_nobody(self, web: Web) -> None:
        client = web.client("administrator")
        draft = draft_again(web, client)
        assert client.get(web.url("model", draft.id)).status_code == 200
        for name in ("model_report", "model_website"):
            ask = client.post if name == "model_report" else client.get
            assert ask(web.url(name, draft.id)).status_code == 404
        with web.open(), pytest.raises(NotFound):
            build(web.stage.troupe.actor("administrator"), draft.id, {})

    def test_another_trust_reads_nothing_of_it(self, web: Web) -> None:
        model = published(web)
        for name in ("model", "model_website"):
            assert web.client("administrator", "b").get(web.url(name, model.id)).status_code == 404


class TestWriting:
    def test_an_entry_is_changed_added_moved_and_emptied(self, web: Web) -> None:
        client = web.client("administrator")
        draft = draft_again(web, client)
        address = web.url("model_texts", draft.id, "values")
        with web.open():
            before = entries_of(draft.texts, "values")
        extra = len(before) + 1
        typed = {
            "label_1": "Courage",
            "label_2": "",
            "text_2": "",
            f"label_{extra}": "Joy",
            f"text_{extra}": "We laugh.",
        }
        answer = client.post(address, sent(client, address, **typed, **{f"place_{extra}": 1, "place_1": 2}))
        assert answer.status_code == 302
        assert answer["Location"].endswith("#text-values-a")
        with web.open():
            draft.refresh_from_db()
            after = entries_of(draft.texts, "values")
            assert [each.label for each in after] == ["Joy", "Courage", *(each.label for each in before[2:])]
            assert after[1].key == before[0].key
            assert Activity.objects.filter(sentence__contains="changed “Values” in the draft").count() == 1
        changes = client.get(web.url("model_publish", draft.id)).text
        assert f"<strong>Renamed:</strong> {before[0].label}, now Courage (values)" in changes
        assert f"<strong>Removed:</strong> {before[1].label} (values)" in changes
        assert "<strong>Added:</strong> Joy (values)" in changes

    def test_a_stage_says_who_does_what_line_by_line(self, web: Web) -> None:
        client = web.client("administrator")
        draft = draft_again(web, client)
        address = web.url("model_texts", draft.id, "stages")
        typed = sent(client, address, who_1="Chair: listens.\nEverybody speaks plainly.")
        assert client.post(address, typed).status_code == 302
        html = client.get(web.url("model", draft.id)).text
        assert "<dt>Chair</dt><dd>listens.</dd>" in html
        assert "<dd>Everybody speaks plainly.</dd>" in html

    def test_what_is_missing_or_too_long_is_said_at_its_field_and_stays(self, web: Web) -> None:
        client = web.client("administrator")
        draft = draft_again(web, client)
        address = web.url("model_texts", draft.id, "values")
        for typed, field, said in (
            ({"label_1": ""}, "label_1", "Name the value"),
            ({"text_2": "", "label_2": "Silence"}, "text_2", "Say what the value is"),
            ({"label_2": "  CANDOUR"}, "label_2", "has “CANDOUR” already"),
            ({"label_1": "x" * 121}, "label_1", "120"),
            ({"text_1": "y" * 10_000}, "text_1", "2000"),
            ({"place_1": "-4"}, "place_1", ""),
        ):
            answer = client.post(address, sent(client, address, **typed))
            assert answer.status_code == 422, typed
            assert f'href="#id_{field}"' in answer.text
            assert said in answer.text.replace(",", "")
            assert max(typed.values(), key=len)[:40].strip() in answer.text

    def test_two_who_write_at_once_lose_nothing(self, web: Web) -> None:
        client = web.client("administrator")
        draft = draft_again(web, client)
        address = web.url("model_texts", draft.id, "principles")
        first, second = sent(client, address, text_1="First."), sent(client, address, text_1="Second.")
        assert client.post(address, first).status_code == 302
        answer = client.post(address, second)
        assert answer.status_code == 409
        assert "Somebody has changed this section since you opened it." in answer.text
        assert ">\nSecond.</textarea>" in answer.text
        again = {name: answer.context["form"][name].value() or "" for name in answer.context["form"].fields}
        assert client.post(address, again).status_code == 302
        with web.open():
            draft.refresh_from_db()
            assert entries_of(draft.texts, "principles")[0].text == "Second."

    def test_where_nobody_ever_wrote_the_ready_made_words_are_offered_and_not_kept(self, web: Web) -> None:
        client = web.client("administrator")
        draft = draft_again(web, client)
        with web.open():
            ImprovementModel.objects.filter(id=draft.id).update(texts={})
        address = web.url("model_texts", draft.id, "roles")
        page = client.get(address).text
        assert "These are ready-made words; nothing is kept before you save." in page
        assert "Leads the academy, judges it honestly" in page
        assert ">Who does what</h2>" not in client.get(web.url("model", draft.id)).text
        assert client.post(address, sent(client, address)).status_code == 302
        assert ">Who does what</h2>" in client.get(web.url("model", draft.id)).text

    def test_each_entry_has_a_heading_of_its_own_the_room_for_more_too(self, web: Web) -> None:
        client = web.client("administrator")
        html = client.get(web.url("model_texts", draft_again(web, client).id, "stages")).text
        headings = re.findall(r'<h2 id="h-entry-\d+">([^<]+)</h2>', html)
        assert headings[-1].endswith("not written yet")
        assert len(headings) == len(set(headings)) > 5

    def test_a_published_version_and_other_people_have_no_form(self, web: Web) -> None:
        client = web.client("administrator")
        assert client.get(web.url("model_texts", published(web).id, "values")).status_code == 404
        draft = draft_again(web, client)
        assert client.get(web.url("model_texts", draft.id, "nothing")).status_code == 404
        assert client.get(web.url("model_texts", draft.id, "peer_enquiry")).status_code == 404
        for who in ("chief", "trustee"):
            assert web.client(who).get(web.url("model_texts", draft.id, "values")).status_code == 404


def draft_again(web: Web, client: Client) -> Any:
    """A new version, a copy of the published one."""
    assert client.post(web.url("model_new", published(web).id)).status_code == 302
    with web.open():
        return ImprovementModel.objects.get(state="draft")


def published_moment(web: Web) -> Any:
    return published(web).published_at


def test_each_ready_made_model_has_words_for_every_section_it_uses() -> None:
    for each in presets():
        for section in sections_of(each.capabilities):
            assert section.key in each.texts, (each.key, section.key)
    partnership = next(each for each in presets() if each.trust_kind == "partnership")
    assert "peer_review" not in partnership.texts
    assert entries_of(partnership.texts, "peer_enquiry")
    assert not partnership.categories
