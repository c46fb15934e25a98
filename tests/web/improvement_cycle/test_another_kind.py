"""Another kind of document goes the same way through the same pages as the self-evaluation, with rights of its own."""

import copy
from typing import Any
from uuid import uuid4

import pytest
from django.urls import reverse

from improvement_cycle import document_pages
from improvement_cycle.actions import section_evidence, self_evaluations
from tests.web.improvement_cycle import another_kind
from tests.web.improvement_cycle.another_kind import KIND, Priorities, priority
from tests.web.improvement_cycle.conftest import Web
from trust import documents, feed, menu, search, waiting, workflow
from trust.actions import comments
from trust.actions import documents as actions
from trust.errors import NotFound
from trust.models import Comment, Document, Section, SectionWriter, SubmittedVersion
from trust.policies.documents import Edit
from trust.reports import kinds as reports

MARK = "QUAGGA"
REGISTRIES = (
    (document_pages, "_pages"),
    (documents, "_kinds"),
    (feed, "_readers"),
    (menu, "_entries"),
    (reports, "_kinds"),
    (search, "_sources"),
    (waiting, "_sources"),
    (workflow, "_registry"),
)


@pytest.fixture
def priorities(monkeypatch: Any, settings: Any) -> Priorities:
    """The kind is known for this test alone."""
    for module, name in REGISTRIES:
        monkeypatch.setattr(module, name, copy.deepcopy(getattr(module, name)))
    settings.ROOT_URLCONF = another_kind.__name__
    made = Priorities()
    another_kind.register(made)
    return made


@pytest.fixture
def plan(web: Web, priorities: Priorities) -> Web:
    assert web.client("head").post(web.row_url("short_begin")).status_code == 302
    return web


def at(web: Web, key: str = "reading", name: str = "short_section") -> str:
    return web.row_url(name, "beckside", key)


def elsewhere(web: Web, name: str) -> str:
    return reverse(f"trust:{name}", args=[web.stage.troupe.trust.slug])


def get(web: Web, who: str, url: str) -> str:
    answer = web.client(who).get(url)
    assert answer.status_code == 200, (who, url)
    return str(answer.content.decode())


def sees(web: Web, url: str, *people: str) -> dict[str, int]:
    return {who: web.client(who).get(url).status_code for who in people}


def save(web: Web, who: str = "head", key: str = "reading", version: int = 0, **sent: Any) -> Any:
    said = {"version": str(version), "tab": str(uuid4()), "key": str(uuid4()), "edit": "1", **sent}
    return web.client(who).post(at(web, key), said)


def document(web: Web) -> Document:
    return Document.objects.get(kind=KIND)


def fill(web: Web) -> None:
    with web.open():
        texts = {"text": f"<p>In short {MARK}</p>", "problem": f"Problem {MARK}", "hope": "sure"}
        Section.objects.filter(document__kind=KIND).update(content=texts, is_finished=True, saved_by_name="Head")


def submit(web: Web) -> None:
    fill(web)
    assert web.client("head").post(web.row_url("short_check")).status_code == 302


class TestTheWayThrough:
    def test_it_is_listed_begun_and_kept_apart_from_the_self_evaluation(self, web: Web, priorities: Priorities) -> None:
        page = get(web, "head", web.row_url("short"))
        assert "Begin the short plan" in page
        assert "An overview, and a page for each priority. You write in any order" in page
        assert web.client("chief").post(web.row_url("short_begin")).status_code == 403
        assert web.client("head").post(web.row_url("short_begin"))["Location"] == web.row_url("short")
        with web.open():
            assert document(web).title == "Short plan of Beckside Primary, " + web.stage.years["now"].label
            assert [each.title for each in document(web).sections.order_by("order")] == [
                "Overview",
                "Reading",
                "Attendance",
            ]
        listed = get(web, "chief", web.url("shorts"))
        assert "<h1>Short plan</h1>" in listed
        assert "Draft" in listed
        assert web.client("head").get(web.url("shorts"))["Location"] == web.row_url("short")
        # Begun is this one, and no self-evaluation with it; each stands in the menu.
        assert "Draft</span>" not in get(web, "chief", web.url("sefs"))
        assert "Nobody has begun it yet" in get(web, "chief", web.row_url("sef"))
        assert web.client("head").get(web.row_url("sef_section", "beckside", "reading")).status_code == 404
        assert f'href="{web.url("shorts")}"' in listed
        assert f'href="{web.url("sefs")}"' in listed

    def test_the_draft_is_read_by_whom_its_own_rights_say(self, plan: Web) -> None:
        assert save(plan, problem=MARK).status_code == 302
        seen = sees(plan, at(plan), "head", "administrator", "chief", "director", "trustee", "governor", "other_head")
        assert seen == {
            "head": 200,
            "administrator": 200,
            "chief": 404,
            "director": 404,
            "trustee": 404,
            "governor": 404,
            "other_head": 404,
        }
        assert save(plan, "chief", problem="No.").status_code == 404
        assert plan.client("head").post(plan.row_url("short_share"), {"shared": "yes"}).status_code == 302
        assert MARK in get(plan, "chief", at(plan))

    def test_a_page_saves_by_itself_and_two_texts_of_one_section_clash(self, plan: Web) -> None:
        answer = save(plan, by_itself="1", problem="Decoding.", hope="sure").json()
        assert answer["version"] == 1
        assert "1. Reading" in answer["lines"]
        assert "In progress. Sure to work" in answer["lines"]
        assert plan.row_url("short_section", "beckside", "attendance") in answer["lines"]
        clashing = save(plan, by_itself="1", problem="Fluency.")
        assert clashing.status_code == 409
        assert plan.row_url("short_earlier", "beckside", "reading") in clashing.json()["html"]
        assert save(plan, problem="Again.").status_code == 409
        assert "Fluency." in get(plan, "head", at(plan, name="short_earlier"))

    def test_fields_of_its_own_are_offered_with_their_own_words(self, plan: Web) -> None:
        save(plan, steps_point=["One", "Two"], steps_row=["1", "2"], first_row=["2"])
        page = get(plan, "head", at(plan))
        for words in ("Nobody knows yet", "Do it first", "1. Reading", "Reading, short plan"):
            assert words in page, words
        for words in ("Suggest", "grade", "f-evidence", "Official figures", "self-evaluation/"):
            assert words not in page.partition("<main")[2], words
        assert "Two <span" in get(plan, "administrator", at(plan))

    def test_a_section_is_given_to_somebody_who_writes_it_and_no_other(self, plan: Web) -> None:
        with plan.open():
            leader = str(plan.stage.troupe.members["senior_leader"].id)
        assert plan.client("senior_leader").get(at(plan)).status_code == 404
        assert plan.client("head").post(at(plan, name="short_writers"), {"people": [leader]}).status_code == 302
        assert save(plan, "senior_leader", problem="By the leader.").status_code == 302
        assert save(plan, "senior_leader", "attendance", problem="No.").status_code == 404
        with plan.open():
            assert SectionWriter.objects.get().section.document.kind == KIND

    def test_submitted_given_back_submitted_approved_compared_and_reopened(self, plan: Web) -> None:
        checked = get(plan, "head", plan.row_url("short_check"))
        assert "3 sections still need something" in checked
        assert plan.client("head").post(plan.row_url("short_check")).status_code == 409
        submit(plan)
        first = plan.row_url("short_version", "beckside", "1")
        assert first in get(plan, "chief", elsewhere(plan, "waiting"))
        assert first in get(plan, "chief", plan.url("shorts"))
        said = {"section": "reading", "passage": f"Problem {MARK}", "text": "Which year groups?"}
        answer = plan.client("chief").post(plan.row_url("short_version_comment", "beckside", "1"), said)
        assert answer["Location"].startswith(f"{first}#c-")
        assert plan.client("chief").post(first, {"return": "yes", "note": "Look again."}).status_code == 302
        told = get(plan, "head", elsewhere(plan, "waiting"))
        assert "Look again." in told
        assert f"{at(plan)}#h-com" in told
        assert "1 handed in of Short plan" in get(plan, "head", plan.row_url("short"))
        assert (
            save(plan, version=0, problem=f"Problem {MARK} in year 3", hope="unsure", finished="yes").status_code == 302
        )
        with plan.open():
            assert (
                plan.client("head")
                .post(at(plan, name="short_comment"), {"settle": str(Comment.objects.get().id)})
                .status_code
                == 302
            )
        assert plan.client("head").post(plan.row_url("short_check")).status_code == 302
        second = plan.row_url("short_version", "beckside", "2")
        for who, capacity in (("director", "director"), ("chief", "chief_executive")):
            assert plan.client("trustee").get(second).status_code == 404
            assert plan.client(who).post(second, {"approve": capacity}).status_code == 302
        assert "Problem" in get(plan, "trustee", second)
        compared = get(plan, "head", plan.row_url("short_compare", "beckside", "2", "1"))
        for words in ("<ins>", "Sure to work", "<strong>Worth a try</strong>"):
            assert words in compared, words
        with plan.open():
            assert document(plan).state == "approved"
        assert plan.client("head").post(plan.row_url("short_reopen"), {"note": "x"}).status_code == 404
        assert plan.client("chief").post(plan.row_url("short_reopen"), {"note": "A new fund."}).status_code == 302
        assert "A new fund." in get(plan, "head", plan.row_url("short"))

    @pytest.mark.parametrize(("form", "kind"), [("pdf", "short_plan"), ("word", "short_plan_word")])
    def test_a_version_is_asked_for_as_a_file(self, plan: Web, form: str, kind: str) -> None:
        submit(plan)
        answer = plan.client("chief").post(plan.row_url("short_report", "beckside", "1"), {"form": form})
        assert answer.status_code == 302
        with plan.open():
            version = SubmittedVersion.objects.get()
            found = reports.find_kind(kind)
            assert found.about(plan.stage.chief, version.id, {}).title.startswith("Short plan of Beckside Primary")
            told = reports.find_kind(kind).build(plan.stage.chief, version.id, {})
            assert [title for title, _ in told.sections] == ["Overview", "Reading", "Attendance"]

    def test_a_report_of_one_kind_prints_no_other(self, plan: Web) -> None:
        submit(plan)
        with plan.open(), pytest.raises(NotFound):
            reports.find_kind("self_evaluation").build(plan.stage.chief, SubmittedVersion.objects.get().id, {})

    def test_what_it_does_not_take_has_no_page(self, plan: Web) -> None:
        assert plan.client("head").get(plan.row_url("short_import")).status_code == 404
        assert "Word file" not in get(plan, "head", plan.row_url("short"))

    def test_search_finds_its_words_under_its_own_name(self, plan: Web) -> None:
        fill(plan)
        found = get(plan, "administrator", f"{elsewhere(plan, 'search')}?q={MARK}")
        assert at(plan) in found
        assert at(plan) not in get(plan, "chief", f"{elsewhere(plan, 'search')}?q={MARK}")
        submit(plan)
        assert plan.row_url("short_version", "beckside", "1") in get(
            plan, "chief", f"{elsewhere(plan, 'search')}?q={MARK}"
        )

    def test_last_years_texts_are_begun_from_and_answers_are_not(self, web: Web, priorities: Priorities) -> None:
        with web.open():
            row = web.row("beckside", "before")
            made = document_pages.pages_of(KIND).begin(actor=web.stage.head, academy_cycle_id=row.id)
            Section.objects.filter(document=made).update(
                content={"problem": "Then.", "text": "<p>Then.</p>", "hope": "sure"}, is_finished=True
            )
            actions.submit(actor=web.stage.head, document_id=made.id)
        assert "Begin from last year’s text" in get(web, "head", web.row_url("short"))
        assert web.client("head").post(web.row_url("short_begin"), {"from": "last_year"}).status_code == 302
        with web.open():
            section = Section.objects.get(key="reading", document__subject_id=web.row("beckside").id)
            assert (section.content, section.is_old) == ({"problem": "Then."}, True)
        page = get(web, "head", at(web))
        assert "Last year</span>" in page
        assert "If this is not what you said last year" in page

    def test_last_years_self_evaluation_is_no_last_year_of_it(self, web: Web, priorities: Priorities) -> None:
        with web.open():
            made = self_evaluations.begin(actor=web.stage.head, academy_cycle_id=web.row("beckside", "before").id)
            Section.objects.filter(document=made).update(
                content={"narrative": "<p>Then.</p>", "grade": "good"}, is_finished=True
            )
            actions.submit(actor=web.stage.head, document_id=made.id)
        assert "Begin from last year’s text" in get(web, "head", web.row_url("sef"))
        assert "Begin from last year’s text" not in get(web, "head", web.row_url("short"))


class TestPartsThatComeAndGo:
    def test_a_part_that_comes_has_a_section_once_its_action_has_seen_to_it(self, plan: Web, priorities: Any) -> None:
        priorities.parts.insert(1, priority("oracy", "Oracy"))
        assert plan.client("head").get(at(plan, "oracy")).status_code == 404
        fill(plan)
        refused = plan.client("head").post(plan.row_url("short_check"))
        assert (refused.status_code, "Oracy: it has no section yet." in refused.content.decode()) == (409, True)
        with plan.open():
            actions.keep_up(document_id=document(plan).id)
            actions.keep_up(document_id=document(plan).id)
            titles = [each.title for each in document(plan).sections.order_by("order")]
        assert titles == ["Overview", "Oracy", "Reading", "Attendance"]
        assert "1. Oracy" in get(plan, "head", at(plan, "oracy"))
        assert "1 section still needs something" in get(plan, "head", plan.row_url("short_check"))
        assert save(plan, key="oracy", problem="Quiet.", finished="yes").status_code == 302
        assert plan.client("head").post(plan.row_url("short_check")).status_code == 302

    def test_a_part_that_is_called_something_else_is_called_so_everywhere(self, plan: Web, priorities: Any) -> None:
        save(plan, problem=MARK)
        priorities.parts[1] = priority("reading", "Reading for all")
        with plan.open():
            actions.keep_up(document_id=document(plan).id)
            section = Section.objects.get(key="reading")
            assert (section.title, section.content["problem"], section.version) == ("Reading for all", MARK, 1)

    def test_a_section_whose_part_has_gone_is_nowhere_in_the_draft_and_still_in_the_versions(
        self, plan: Web, priorities: Any
    ) -> None:
        submit(plan)
        first = plan.row_url("short_version", "beckside", "1")
        said = {"section": "attendance", "text": "Who?"}
        plan.client("chief").post(plan.row_url("short_version_comment", "beckside", "1"), said)
        plan.client("chief").post(first, {"return": "yes", "note": "Again."})
        assert at(plan, "attendance") in get(plan, "head", elsewhere(plan, "waiting"))
        del priorities.parts[2]
        for name in ("short_section", "short_earlier", "short_writers"):
            assert plan.client("head").get(at(plan, "attendance", name)).status_code == 404
        for name in ("short_comment", "short_here"):
            sent = {"text": "x", "tab": str(uuid4())}
            assert plan.client("head").post(at(plan, "attendance", name), sent).status_code == 404
        assert save(plan, key="attendance", problem="Gone.").status_code == 404
        for page in (plan.row_url("short"), plan.row_url("short_check"), at(plan), elsewhere(plan, "waiting")):
            assert at(plan, "attendance") not in get(plan, "head", page), page
        found = get(plan, "head", f"{elsewhere(plan, 'search')}?q={MARK}")
        assert at(plan) in found
        assert at(plan, "attendance") not in found
        assert "Attendance" in get(plan, "head", first)
        with plan.open():
            Section.objects.filter(key="attendance").update(is_finished=False)
        assert plan.client("head").post(plan.row_url("short_check")).status_code == 302
        with plan.open():
            last = SubmittedVersion.objects.get(number=2)
            assert [each["key"] for each in last.content["sections"]] == ["overview", "reading"]
        assert "Attendance" in get(plan, "chief", plan.row_url("short_compare", "beckside", "2", "1"))

    def test_of_a_section_whose_part_has_gone_nobody_says_anything_and_of_the_rest_they_do(
        self, plan: Web, priorities: Any
    ) -> None:
        fill(plan)
        del priorities.parts[2]
        with plan.open():
            said: dict[str, Any] = {"actor": plan.stage.head, "document_id": document(plan).id, "text": "Look."}
            with pytest.raises(NotFound):
                comments.comment(**said, section_key="attendance")
            assert comments.comment(**said, passage=f"Problem {MARK}").passage == f"Problem {MARK}"

    def test_its_sections_list_no_evidence_and_take_no_official_figures(self, plan: Web, priorities: Any) -> None:
        priorities.parts += [priority("leadership", "Leadership"), priority("context", "Context")]
        with plan.open():
            actions.keep_up(document_id=document(plan).id)
            leadership, context = (document(plan).sections.get(key=key) for key in ("leadership", "context"))
            edit = Edit(seen_version=0, tab=uuid4(), key=uuid4())
            with pytest.raises(NotFound):
                section_evidence.list_no_longer(actor=plan.stage.head, section_id=leadership.id, evidence_id=uuid4())
            with pytest.raises(NotFound):
                self_evaluations.put_facts_in(actor=plan.stage.head, section_id=context.id, edit=edit)

    def test_it_is_there_again_with_its_text_once_the_part_is(self, plan: Web, priorities: Any) -> None:
        save(plan, key="attendance", problem=MARK)
        gone = priorities.parts.pop()
        with plan.open():
            actions.keep_up(document_id=document(plan).id)
        assert plan.client("head").get(at(plan, "attendance")).status_code == 404
        priorities.parts.append(gone)
        assert MARK in get(plan, "head", at(plan, "attendance"))
