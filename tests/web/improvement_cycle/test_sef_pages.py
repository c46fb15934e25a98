"""The self-evaluation in the browser: written, saved by itself, clashing, submitted, answered; and who reads what."""

import datetime as dt
import re
from html import unescape
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from tests.web.improvement_cycle.conftest import Web
from trust.models import Comment, Document, EarlierText, Section, SectionVisit, SectionWriter, TrustSettings

MARK = "ZEBRACROSSING"
READERS = ["chief", "director", "other_head", "senior_leader", "governor", "trustee", "administrator", "specialist"]


@pytest.fixture
def sef(web: Web) -> Web:
    assert web.client("head").post(web.row_url("sef_begin")).status_code == 302
    return web


def at(web: Web, key: str = "leadership", name: str = "sef_section") -> str:
    return web.row_url(name, "beckside", key)


def send(web: Web, who: str | Client = "head", key: str = "leadership", **sent: Any) -> Any:
    client = web.client(who) if isinstance(who, str) else who
    return client.post(at(web, key), {"version": "0", "tab": str(uuid4()), "key": str(uuid4()), "edit": "1", **sent})


def itself(web: Web, who: str = "head", key: str = "leadership", **sent: Any) -> Any:
    return send(web, who, key, by_itself="1", **sent)


def base(web: Web, key: str = "leadership") -> str:
    """What the page says it began from."""
    page = web.client("head").get(at(web, key)).content.decode()
    return unescape(re.search('name="base" value="([^"]*)"', page)[1])  # type: ignore[index]


def fill(web: Web) -> None:
    with web.open():
        Section.objects.update(
            content={"narrative": f"<p>{MARK}</p>", "grade": "good"}, is_finished=True, saved_by_name="Head"
        )


def submitted(web: Web) -> None:
    fill(web)
    assert web.client("head").post(web.row_url("sef_check")).status_code == 302


def test_what_a_page_began_from_is_never_shown_as_typed(sef: Web) -> None:
    began = base(sef)
    assert " " not in began
    sent = {"narrative": "<p>Unclear.</p>", "grade": "good", "base": began, "next": "behaviour", "finished": "no"}
    answer = send(sef, Client(), **sent)
    assert answer.status_code == 401
    assert answer.context["words"] == ["<p>Unclear.</p>"]


class TestWriting:
    def test_before_it_is_begun_the_head_is_offered_to_and_others_are_told_to_wait(self, web: Web) -> None:
        assert "Begin the self-evaluation" in web.client("head").get(web.row_url("sef")).content.decode()
        page = web.client("chief").get(web.row_url("sef")).content.decode()
        assert "The head of the academy begins it" in page
        assert web.client("chief").post(web.row_url("sef_begin")).status_code == 403

    def test_the_head_is_led_to_the_own_one_and_the_chief_sees_a_list(self, sef: Web) -> None:
        assert sef.client("head").get(sef.url("sefs"))["Location"] == sef.row_url("sef")
        page = sef.client("chief").get(sef.url("sefs")).content.decode()
        assert "Beckside Primary" in page
        assert "Not begun" in page

    def test_a_page_that_saves_by_itself_is_told_the_version_and_the_words(self, sef: Web) -> None:
        answer = itself(sef, narrative="<p>Good <script>x</script>news.</p>", grade="good").json()
        assert answer["version"] == 1
        assert answer["words"].startswith("Saved ")
        assert "In progress. Good" in answer["lines"]
        with sef.open():
            assert Section.objects.get(key="leadership").content["narrative"] == "<p>Good news.</p>"

    def test_without_javascript_a_button_saves_what_was_typed_in_the_plain_box(self, sef: Web) -> None:
        answer = send(sef, narrative_plain="First.\n\nSecond & last.", finished="yes", next="teaching_for_learning")
        assert answer["Location"] == at(sef, "teaching_for_learning")
        page = sef.client("head").get(at(sef)).content.decode()
        assert "First." in page
        assert "Second &amp; last." in page
        with sef.open():
            assert Section.objects.get(key="leadership").is_finished

    def test_two_tabs_clash_and_both_texts_are_shown_and_kept(self, sef: Web) -> None:
        itself(sef, narrative="<p>Mine.</p>")
        answer = itself(sef, narrative="<p>Theirs.</p>")
        assert answer.status_code == 409
        assert "Mine." in answer.json()["html"]
        assert "Theirs." in answer.json()["html"]
        with sef.open():
            kept = EarlierText.objects.get()
            assert Section.objects.get(key="leadership").content == {"narrative": "<p>Mine.</p>"}
        page = send(sef, narrative="<p>A third.</p>")
        said = page.content.decode()
        assert (page.status_code, "You changed this section in another tab at" in said) == (409, True)
        assert "Keep this tab’s" in said
        assert "Differs" in said
        done = sef.client("head").post(at(sef, name="sef_earlier"), {"earlier": str(kept.id), "version": "1"})
        assert done.status_code == 302
        with sef.open():
            assert Section.objects.get(key="leadership").content == {"narrative": "<p>Theirs.</p>"}
        assert "Mine." in sef.client("head").get(at(sef, name="sef_earlier")).content.decode()

    def test_of_two_people_in_different_fields_both_are_kept_and_the_page_takes_the_others_in(self, sef: Web) -> None:
        began = base(sef)
        itself(sef, narrative="<p>Hers.</p>", base=began, finished="yes")
        second = itself(sef, narrative="", grade="good", strengths="His", base=began, finished="no").json()
        assert set(second["fields"]) == {"narrative", "finished"}
        assert "Hers." in second["fields"]["narrative"]
        assert "meanwhile: that stands in this page now" in second["more"]
        assert second["version"] == 2
        third = itself(sef, version="2", narrative="<p>Hers.</p>", strengths="", base=second["base"]).json()
        assert (third["fields"], third["more"]) == ({}, "")
        with sef.open():
            stands = Section.objects.get(key="leadership")
            assert stands.content == {"narrative": "<p>Hers.</p>", "grade": "good", "strengths": []}
            assert stands.is_finished

    def test_a_field_both_changed_clashes_and_keeping_mine_keeps_the_others_other_fields(self, sef: Web) -> None:
        began = base(sef)
        itself(sef, narrative="<p>Hers.</p>", strengths="Hers too", base=began)
        answer = itself(sef, narrative="<p>His.</p>", strengths="", grade="good", base=began)
        assert answer.status_code == 409
        assert "Hers too" in answer.json()["html"].split("The same in both")[1]
        kept = itself(sef, version="1", narrative="<p>His.</p>", strengths="", grade="good", base=began)
        assert list(kept.json()["fields"]) == ["strengths"]
        with sef.open():
            stands = Section.objects.get(key="leadership").content
            assert stands == {"narrative": "<p>His.</p>", "strengths": ["Hers too"], "grade": "good"}
            assert EarlierText.objects.filter(reason="overwritten", content__narrative="<p>Hers.</p>").exists()

    def test_a_base_nobody_can_read_is_none_and_the_two_clash(self, sef: Web) -> None:
        itself(sef, narrative="<p>Hers.</p>")
        assert itself(sef, grade="good", base="[" * 9000).status_code == 409
        assert itself(sef, grade="good", base='["a"]').status_code == 409

    def test_what_stands_from_the_beginning_is_not_in_progress(self, sef: Web) -> None:
        with sef.open():
            Section.objects.filter(key="context").update(content={"facts": ["200 pupils"]})
        page = sef.client("head").get(at(sef, "context")).content.decode()
        assert "Not started" in page.split('id="section-state">')[1][:20]

    def test_what_cannot_be_saved_is_said_and_stays_on_the_page(self, sef: Web) -> None:
        answer = itself(sef, strengths="x" * 600)
        assert answer.status_code == 422
        assert "at most 500 characters" in answer.json()["faults"]["strengths"]
        page = send(sef, strengths="x" * 600)
        assert (page.status_code, "There is a problem" in page.content.decode()) == (422, True)

    def test_what_was_typed_without_javascript_comes_back_as_typed_with_the_fault_at_its_box(self, sef: Web) -> None:
        send(sef, narrative_plain="What stood.", strengths="Stood", grade="good", finished="no")
        typed = "#  Odd  marks,\n* a point\n\n\n" + "long " * 13_000
        page = send(
            sef,
            version="1",
            narrative_plain=typed,
            grade="strong",
            finished="yes",
            strengths=f"Two  spaces\n{'y' * 501}",
            to_develop_point=["First  of them", "z" * 501, ""],
            to_develop_row=["1", "2", "3"],
            suggested_row=["2"],
        )
        html = page.content.decode()
        assert page.status_code == 422
        shown = {each.field.key: each for each in page.context["fields"]}
        assert shown["narrative"].plain == typed
        assert html.count(" data-plain data-target") == 1
        assert shown["grade"].value == "strong"
        assert "What stood." not in html
        assert shown["to_develop"].points == [("First of them", False), ("z" * 501, True)]
        assert page.context["finished"]
        for key in ("narrative", "to_develop"):
            assert f'id="err-{key}"' in html
        assert re.search(
            r'<textarea id="in-narrative"[^>]+aria-invalid="true"[^>]+aria-describedby="err-narrative', html
        )

    def test_what_one_person_typed_is_never_saved_in_the_name_of_another(self, sef: Web) -> None:
        page = sef.client("head").get(at(sef)).content.decode()
        own, other = (str(sef.cast.a.members[who].id) for who in ("head", "senior_leader"))
        assert f'name="writer" value="{own}"' in page
        answer = itself(sef, narrative="<p>Of another.</p>", writer=other)
        assert (answer.status_code, answer.json()["is_of_another"]) == (403, True)
        assert send(sef, narrative_plain="Of another.", writer=other).status_code == 403
        with sef.open():
            assert Section.objects.get(key="leadership").content == {}
        assert itself(sef, narrative="<p>Own.</p>", writer=own).status_code == 200

    def test_a_next_section_that_is_none_does_not_undo_the_save(self, sef: Web) -> None:
        for wrong in ("a/b", "../x", "no_section", ""):
            assert send(sef, key="send", grade="good", next=wrong)["Location"] == at(sef, "send")
        with sef.open():
            assert Section.objects.get(key="send").content["grade"] == "good"

    def test_ever_deeper_points_and_endless_versions_are_answered_not_a_fault(self, sef: Web) -> None:
        deeper = "\n".join(f"{' ' * depth}- x" for depth in range(1_200))
        answer = itself(sef, narrative_plain=deeper)
        assert (answer.status_code, list(answer.json()["faults"])) == (422, ["narrative"])
        assert send(sef, narrative_plain=deeper).status_code == 422
        short = "\n".join(f"{' ' * depth}- x" for depth in range(330))
        assert itself(sef, narrative_plain=short).status_code == 200
        answer = sef.client("head").post(sef.row_url("sef_check"), {"seen-leadership": "9" * 5_000})
        assert answer.status_code == 409

    @pytest.mark.parametrize("wrong", [{"version": "x"}, {"tab": "x"}, {"edit": "-1"}, {"version": "²"}])
    def test_a_broken_page_is_told_to_reload(self, sef: Web, wrong: dict[str, str]) -> None:
        assert itself(sef, **wrong, grade="good").status_code == 400

    def test_small_numbers_near_pupils_draw_a_gentle_word(self, sef: Web) -> None:
        assert "“3 pupils”" in itself(sef, narrative="<p>In Year 6, 3 pupils left.</p>").json()["careful"]
        assert itself(sef, key="send", narrative="<p>In Year 6, 30 pupils left.</p>").json()["careful"] == ""

    def test_who_has_it_open_is_named_to_the_others(self, sef: Web) -> None:
        with sef.open():
            SectionWriter.objects.create(
                section=Section.objects.get(key="leadership"),
                membership=sef.cast.a.members["senior_leader"],
                given_by_name="Head",
            )
        call = lambda who: sef.client(who).post(at(sef, name="sef_here"), {"tab": str(uuid4())}).json()["words"]
        assert call("head") == "Only you are here"
        assert call("senior_leader").endswith("is here too")
        assert sef.client("head").post(at(sef, name="sef_here"), {"tab": "x"}).status_code == 400
        # On the page of all sections: the others, not oneself, and beside it when it was saved.
        send(sef, narrative_plain="Words.")
        page = sef.client("head").get(sef.row_url("sef")).content.decode()
        names = {who: sef.cast.a.members[who].name for who in ("head", "senior_leader")}
        assert f"{names['senior_leader']} is there now" in page
        assert f"{names['head']} is there now" not in page
        assert f"by {names['head']}" in page
        with sef.open():
            SectionVisit.objects.update(seen_at=timezone.now() - dt.timedelta(seconds=45))
        assert "there now" not in sef.client("head").get(sef.row_url("sef")).content.decode()

    def test_what_is_missing_is_listed_with_a_word_where_the_button_is(self, sef: Web) -> None:
        page = sef.client("head").get(sef.row_url("sef_check")).content.decode()
        assert "the button to submit it stands here" in page

    def test_those_to_whom_no_self_evaluation_says_anything_find_no_such_page(self, web: Web) -> None:
        for who, status in (("administrator", 404), ("governor", 200), ("trustee", 200), ("senior_leader", 200)):
            assert web.client(who).get(web.url("sefs"), follow=True).status_code == status, who

    def test_the_head_gives_a_section_to_a_senior_leader_and_takes_it_back(self, sef: Web) -> None:
        url, leader = at(sef, name="sef_writers"), str(sef.cast.a.members["senior_leader"].id)
        assert "Senior Leader" in sef.client("head").get(url).content.decode()
        assert sef.client("senior_leader").get(at(sef)).status_code == 404
        sef.client("head").post(url, {"people": leader})
        assert itself(sef, "senior_leader", grade="good").status_code == 200
        assert sef.client("senior_leader").get(at(sef, "send")).status_code == 404
        sef.client("head").post(url, {})
        assert sef.client("senior_leader").get(at(sef)).status_code == 404
        for wrong in ("x", str(uuid4()), str(sef.cast.a.members["chief"].id)):
            assert sef.client("head").post(url, {"people": wrong}).status_code == 400


class TestAnswering:
    def test_gaps_are_listed_with_a_way_to_each(self, sef: Web) -> None:
        page = sef.client("head").get(sef.row_url("sef_check")).content.decode()
        assert f'href="{at(sef)}">Leadership</a>' in page
        answer = sef.client("head").post(sef.row_url("sef_check"))
        assert (answer.status_code, "It was not submitted" in answer.content.decode()) == (409, True)

    def test_submitted_read_returned_revised_and_approved(self, sef: Web) -> None:
        submitted(sef)
        chief, director, head = (sef.client(who) for who in ("chief", "director", "head"))
        assert "Read and answer" in chief.get(sef.url("sefs")).content.decode()
        assert MARK in director.get(sef.row_url("sef_version", "beckside", "1")).content.decode()
        assert itself(sef, grade="outstanding").status_code == 409
        version = sef.row_url("sef_version", "beckside", "1")
        assert director.post(version, {"return": "yes", "note": ""}).status_code == 422
        assert director.post(version, {"return": "yes", "note": "Say more on SEND."}).status_code == 302
        assert "Say more on SEND." in head.get(at(sef)).content.decode()
        with sef.open():
            now = str(Section.objects.get(key="send").version)
        assert itself(sef, key="send", narrative="<p>More.</p>", version=now).status_code == 200
        assert head.post(sef.row_url("sef_check")).status_code == 302
        assert director.post(version, {"approve": "director"}).status_code == 409
        second = sef.row_url("sef_version", "beckside", "2")
        assert director.post(second, {"approve": "director"}).status_code == 302
        assert "Approve as director" not in director.get(second).content.decode()
        assert chief.post(second, {"approve": "chief_executive"}).status_code == 302
        with sef.open():
            assert Document.objects.get().state == "approved"
        compared = head.get(sef.row_url("sef_compare", "beckside", "1", "2")).content.decode()
        assert re.search(r"<ins>\s*More\.</ins>", compared)
        assert "10 sections are as before" in compared
        assert compared.count('<li><a href="#p-') == 1
        assert chief.post(sef.row_url("sef_reopen"), {"note": ""}).status_code == 422
        assert chief.post(sef.row_url("sef_reopen"), {"note": "New results."}).status_code == 302

    def test_who_writes_it_is_offered_to_be_changed_only_while_it_is_open(self, sef: Web) -> None:
        change = at(sef, name="sef_writers")
        assert change in sef.client("head").get(at(sef)).content.decode()
        submitted(sef)
        assert change not in sef.client("head").get(at(sef)).content.decode()

    def test_comments_are_said_answered_and_settled(self, sef: Web) -> None:
        url = at(sef, name="sef_comment")
        assert sef.client("head").post(url, {"text": ""}).status_code == 422
        done = sef.client("head").post(url, {"text": "Ask Jo."})
        with sef.open():
            place = f"{at(sef)}#c-{Comment.objects.get().id}"
        assert (done.status_code, done["Location"]) == (302, place)
        for sent, words in (
            ({"text": "I did.", "answers": place[-36:]}, "Your answer is added."),
            ({"settle": place[-36:], "to": "settled"}, "The comment is marked as answered."),
            ({"settle": place[-36:], "to": "open"}, "The comment is open again."),
        ):
            head = sef.client("head")
            assert head.post(url, sent)["Location"] == place
            assert words in head.get(at(sef)).content.decode()
        assert "Ask Jo." in sef.client("head").get(at(sef)).content.decode()
        assert sef.client("director").post(url, {"text": "Why?"}).status_code == 404
        assert sef.client("head").post(url, {"settle": "x"}).status_code == 400


class TestWhoReads:
    def pages(self, web: Web, who: str) -> str:
        """All that the person gets to see of it, pages that are not there among them."""
        sections = [at(web, key, name) for key in ("leadership", "send") for name in ("sef_section", "sef_earlier")]
        others = [web.url("sefs"), web.row_url("sef"), web.row_url("row"), web.url("year", web.key)]
        versions = [web.row_url("sef_version", "beckside", "1"), web.row_url("sef_check")]
        feed = f"/t/{web.stage.troupe.trust.slug}/activity/"
        client = web.client(who)
        return "".join(client.get(url).content.decode() for url in [*sections, *others, *versions, feed])

    @pytest.mark.parametrize("who", READERS)
    def test_no_word_of_a_draft_leaves_the_academy(self, sef: Web, who: str) -> None:
        fill(sef)
        seen = self.pages(sef, who)
        assert MARK not in seen
        # Nor how far it is.
        assert "sections complete" not in seen
        assert MARK in self.pages(sef, "head")

    def test_the_draft_is_read_where_the_head_shares_it_or_the_trust_decided_so(self, sef: Web) -> None:
        fill(sef)
        sef.client("head").post(sef.row_url("sef_share"), {"shared": "yes"})
        assert MARK in self.pages(sef, "director")
        assert MARK not in self.pages(sef, "trustee")
        sef.client("head").post(sef.row_url("sef_share"), {"shared": "no"})
        assert MARK not in self.pages(sef, "director")
        with sef.open():
            TrustSettings.objects.update(centre_sees_drafts=True)
        assert MARK in self.pages(sef, "chief")
        assert MARK not in self.pages(sef, "other_head")

    def test_what_was_submitted_is_read_by_those_who_answer_it_and_by_no_other(self, sef: Web) -> None:
        submitted(sef)
        for who in READERS:
            assert (MARK in self.pages(sef, who)) is (who in {"chief", "director"}), who

    def test_what_was_approved_is_read_by_trustees_governors_and_senior_leaders_too(self, sef: Web) -> None:
        submitted(sef)
        for who, capacity in (("director", "director"), ("chief", "chief_executive")):
            sef.client(who).post(sef.row_url("sef_version", "beckside", "1"), {"approve": capacity})
        for who in READERS:
            reads = who in {"chief", "director", "senior_leader", "governor", "trustee"}
            assert (MARK in self.pages(sef, who)) is reads, who
