"""The self-evaluation as a document: saved, clashing, submitted, returned, approved, and read by whom."""

import datetime as dt
from dataclasses import replace
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction
from django.template.loader import render_to_string
from django.utils import timezone

from improvement_cycle.actions import self_evaluations
from improvement_cycle.presenters.documents import results
from improvement_cycle.queries import document_comments, document_versions
from improvement_cycle.queries import documents as queries
from improvement_cycle.reports.self_evaluation import PDF
from improvement_cycle.workflow import SEF
from tests.pdf import faults_of, words_of
from trust import documents
from trust.actions import comments, reports, sections
from trust.actions import documents as actions
from trust.actions.sections import Outcome
from trust.errors import BadInput, Conflict, NotFound, NotPermitted, Refused
from trust.models import Activity, Approval, Delegation, Document, EarlierText, Section, SubmittedVersion, TrustSettings
from trust.policies.documents import Edit
from trust.policies.merging import Began, prints_of
from trust.policies.plain_marks import from_lines, to_lines
from trust.policies.rich_text import clean_html
from trust.reports import Frame, render

NARRATIVE = "<p>Reading is taught well.</p>"


@pytest.fixture
def sef(stage: Any) -> Document:
    return self_evaluations.begin(actor=stage.head, academy_cycle_id=stage.row("beckside").id)


def section(document: Document, key: str = "leadership") -> Section:
    return document.sections.prefetch_related("writers").get(key=key)


def edit(document: Document, *, seen: int | None = None, key: str = "leadership", **more: Any) -> Edit:
    version = section(document, key).version if seen is None else seen
    return Edit(**{"seen_version": version, "tab": uuid4(), "key": uuid4(), **more})


def write(stage: Any, document: Document, given: dict[str, Any], *, actor: Any = None, key: str = "leadership", **how):
    finished, began = how.pop("is_finished", None), how.pop("began", None)
    return sections.save(
        actor=actor or stage.head,
        section_id=section(document, key).id,
        given=given,
        edit=how.pop("edit", None) or edit(document, key=key, **how),
        is_finished=finished,
        began=began,
    )


def began_from(document: Document, **content: Any) -> Began:
    part = documents.part_of(section(document))
    return Began(prints_of(part, content, is_finished=False))


def fill(stage: Any, document: Document) -> None:
    for part in documents.kind_of(document).parts(document):
        given = {field.key: NARRATIVE for field in part.fields if field.kind == "rich"}
        given |= {field.key: field.choices[1].key for field in part.fields if field.key == "grade"}
        write(stage, document, given, key=part.key, is_finished=True)


def submit(stage: Any, document: Document) -> SubmittedVersion:
    fill(stage, document)
    return actions.submit(actor=stage.head, document_id=document.id)


def test_it_has_a_section_for_each_area_of_the_years_model_and_three_around_them(stage: Any, sef: Document) -> None:
    keys = list(sef.sections.values_list("key", flat=True))
    assert keys[:2] == ["context", "progress"]
    assert keys[-1] == "summary"
    assert len(keys) == 8 + 3
    assert self_evaluations.begin(actor=stage.head, academy_cycle_id=stage.row("beckside").id) == sef


@pytest.mark.parametrize("who", ["chief", "director"])
def test_only_the_head_begins_it(stage: Any, who: str) -> None:
    with pytest.raises(NotPermitted):
        self_evaluations.begin(actor=getattr(stage, who), academy_cycle_id=stage.row("beckside").id)


class TestSaving:
    def test_what_is_typed_is_cleaned_and_counts_a_version(self, stage: Any, sef: Document) -> None:
        hostile = '<p onclick="x()">Good <b>news</b><script>alert(1)</script> <a href="javascript:x">here</a></p>'
        made = write(stage, sef, {"narrative": hostile, "grade": "good", "strengths": "One\n\n Two  words "})
        assert made.outcome is Outcome.SAVED
        stands = section(sef)
        assert stands.content["narrative"].startswith("<p>Good <strong>news</strong> <a")
        assert "javascript" not in stands.content["narrative"]
        assert stands.content["strengths"] == ["One", "Two words"]
        assert (stands.version, stands.saved_by_name) == (1, stage.head.name)

    def test_fields_that_are_not_sent_stay(self, stage: Any, sef: Document) -> None:
        write(stage, sef, {"grade": "good"})
        write(stage, sef, {"narrative": NARRATIVE})
        assert section(sef).content == {"grade": "good", "narrative": NARRATIVE}

    def test_a_save_that_is_sent_twice_is_one(self, stage: Any, sef: Document) -> None:
        same = edit(sef)
        write(stage, sef, {"grade": "good"}, edit=same)
        write(stage, sef, {"grade": "good"}, edit=same)
        assert section(sef).version == 1

    def test_a_tab_whose_answer_was_lost_goes_on_from_its_own_text(self, stage: Any, sef: Document) -> None:
        tab = uuid4()
        write(stage, sef, {"grade": "good"}, tab=tab, number=1, seen=0)
        made = write(stage, sef, {"grade": "outstanding"}, tab=tab, number=2, seen=0)
        assert made.outcome is Outcome.SAVED
        assert write(stage, sef, {"grade": "good"}, tab=tab, number=1, seen=0).section.content["grade"] == "outstanding"

    def test_of_two_people_the_second_overwrites_nothing_and_loses_nothing(self, stage: Any, sef: Document) -> None:
        write(stage, sef, {"narrative": "<p>Mine.</p>"}, seen=0)
        late = edit(sef, seen=0)
        made = write(stage, sef, {"narrative": "<p>Theirs.</p>"}, edit=late)
        write(stage, sef, {"narrative": "<p>Theirs.</p>"}, edit=replace(late, key=uuid4()))
        assert made.outcome is Outcome.CLASH
        assert section(sef).content == {"narrative": "<p>Mine.</p>"}
        assert [e.content for e in EarlierText.objects.all()] == [{"narrative": "<p>Theirs.</p>"}]

    def test_of_two_in_different_fields_each_keeps_the_own_and_their_turns_leave_no_trail(
        self, stage: Any, sef: Document
    ) -> None:
        began, one, other = began_from(sef), uuid4(), uuid4()
        write(stage, sef, {"narrative": "<p>Mine.</p>", "grade": ""}, tab=one, seen=0, began=began)
        made = write(stage, sef, {"narrative": "", "grade": "good"}, tab=other, seen=0, number=2, began=began)
        assert (made.outcome, made.brought) == (Outcome.SAVED, ("narrative",))
        later = began_from(sef, narrative="<p>Mine.</p>")
        made = write(
            stage, sef, {"narrative": "<p>Mine, more.</p>", "grade": ""}, tab=one, seen=1, number=2, began=later
        )
        assert (made.outcome, made.brought) == (Outcome.SAVED, ("grade",))
        assert section(sef).content == {"narrative": "<p>Mine, more.</p>", "grade": "good"}
        assert not EarlierText.objects.exists()

    def test_a_list_and_its_marks_are_one_field(self, stage: Any, sef: Document) -> None:
        write(stage, sef, {"to_develop": ["Reading", "Writing"], "suggested": []})
        began, seen = began_from(sef, to_develop=["Reading", "Writing"]), 1
        write(stage, sef, {"to_develop": ["Writing"], "suggested": []}, seen=seen, began=began)
        marked = {"to_develop": ["Reading", "Writing"], "suggested": ["Reading"]}
        assert write(stage, sef, marked, seen=seen, began=began).outcome is Outcome.CLASH
        assert section(sef).content["to_develop"] == ["Writing"]

    def test_a_tab_whose_answer_was_lost_may_take_its_own_change_back(self, stage: Any, sef: Document) -> None:
        tab, began = uuid4(), began_from(sef)
        write(stage, sef, {"grade": "good"}, tab=tab, number=1, seen=0, began=began)
        write(stage, sef, {"grade": ""}, tab=tab, number=2, seen=0, began=replace(began, changed={"grade"}))
        assert section(sef).content["grade"] == ""

    def test_another_ones_words_are_not_lost_to_a_tab_whose_answer_was_lost(self, stage: Any, sef: Document) -> None:
        tab, began = uuid4(), began_from(sef)
        write(stage, sef, {"narrative": "<p>Hers.</p>"}, seen=0, began=began)
        write(stage, sef, {"narrative": "", "grade": "good"}, tab=tab, seen=0, number=2, began=began)
        late = {"narrative": "<p>His.</p>", "grade": "good"}
        more = replace(began, changed={"grade"})  # of the save whose answer was lost
        saving = write(stage, sef, late, tab=tab, seen=0, number=3, began=more)
        assert saving.outcome is Outcome.CLASH
        assert section(sef).content["narrative"] == "<p>Hers.</p>"
        assert saving.kept is not None
        assert saving.kept.content["narrative"] == "<p>His.</p>"

    def test_an_answer_that_one_page_does_not_send_is_brought_to_it(self, stage: Any, sef: Document) -> None:
        began = began_from(sef)
        write(stage, sef, {"grade": "good"}, seen=0, began=began)
        # Nothing chosen in a group of choices is not sent at all.
        saving = write(stage, sef, {"narrative": "<p>His.</p>"}, seen=0, began=began)
        assert saving.brought == ("grade",)

    def test_a_save_sent_twice_by_the_browser_still_brings_what_another_changed(
        self, stage: Any, sef: Document
    ) -> None:
        began, mine = began_from(sef), edit(sef, seen=0)
        write(stage, sef, {"grade": "good"}, seen=0, began=began)
        found = [
            sections.save(
                actor=stage.head,
                section_id=section(sef).id,
                given={"narrative": "<p>His.</p>"},
                edit=mine,
                began=began,
            ).brought
            for _ in range(2)
        ]
        assert found == [("grade",), ("grade",)]

    def test_a_plain_box_that_was_not_touched_gives_way_to_another(self, stage: Any, sef: Document) -> None:
        write(stage, sef, {"narrative": "<p>Leaders know. </p><p></p><p>All  of it.</p>"})
        shown = section(sef).content["narrative"]
        began, seen = began_from(sef, narrative=shown), section(sef).version
        write(stage, sef, {"narrative": "<p>Hers.</p>"}, seen=seen, began=began)
        assert clean_html(from_lines(to_lines(shown))) != shown
        given_back = {"narrative": from_lines(to_lines(shown)), "strengths": ["Calm"]}
        saving = write(stage, sef, given_back, seen=seen, began=began)
        assert saving.outcome is Outcome.SAVED
        assert section(sef).content["narrative"] == "<p>Hers.</p>"

    def test_the_same_words_are_no_clash(self, stage: Any, sef: Document) -> None:
        write(stage, sef, {"grade": "good"}, seen=0)
        assert write(stage, sef, {"grade": "good"}, seen=0).outcome is Outcome.SAVED
        assert section(sef).version == 1

    def test_what_cannot_be_kept_is_said_at_its_field(self, stage: Any, sef: Document) -> None:
        with pytest.raises(BadInput) as caught:
            write(stage, sef, {"grade": "splendid", "strengths": ["x" * 501], "narrative": 7})
        assert set(caught.value.detail) == {"grade", "strengths", "narrative"}

    def test_a_text_written_over_after_a_pause_or_by_another_can_be_brought_back(
        self, stage: Any, sef: Document
    ) -> None:
        write(stage, sef, {"narrative": "<p>First.</p>"})
        write(stage, sef, {"narrative": "<p>First, more.</p>"})
        assert not EarlierText.objects.exists(), "a person who goes on typing leaves no trail of half sentences"
        Section.objects.update(saved_at=timezone.now() - dt.timedelta(hours=1))
        write(stage, sef, {"narrative": "<p>Second.</p>"})
        earlier = EarlierText.objects.get()
        sections.bring_back(actor=stage.head, earlier_id=earlier.id, edit=edit(sef))
        assert section(sef).content["narrative"] == "<p>First, more.</p>"
        assert {e.content["narrative"] for e in EarlierText.objects.all()} == {"<p>First, more.</p>", "<p>Second.</p>"}

    def test_much_that_is_deleted_at_once_is_kept_whoever_wrote_it(self, stage: Any, sef: Document) -> None:
        write(stage, sef, {"narrative": f"<p>{'A long text. ' * 40}</p>"})
        write(stage, sef, {"narrative": "<p>Oh.</p>"})
        assert EarlierText.objects.get().content["narrative"].startswith("<p>A long text.")


class TestWhoReads:
    def test_nobody_outside_the_academy_sees_a_draft_unless_it_is_shared(self, stage: Any, sef: Document) -> None:
        for actor in (stage.chief, stage.director):
            assert not documents.reads_draft(actor, sef)
            assert not documents.reads_submitted(actor, sef)
        actions.share(actor=stage.head, document_id=sef.id, is_shared=True)
        sef.refresh_from_db()
        assert documents.reads_draft(stage.chief, sef)
        assert not documents.reads_draft(stage.actor("trustee"), sef)

    def test_the_trust_may_decide_that_its_team_reads_drafts(self, stage: Any, sef: Document) -> None:
        TrustSettings.objects.update(centre_sees_drafts=True)
        assert documents.reads_draft(replace(stage.chief, policies=frozenset({"centre_sees_drafts"})), sef)

    def test_a_senior_leader_reads_and_writes_the_sections_given_and_no_other(self, stage: Any, sef: Document) -> None:
        leader = stage.actor("senior_leader", head_of="beckside", role="senior_leader")
        with pytest.raises(NotPermitted):
            write(stage, sef, {"grade": "good"}, actor=leader)
        sections.give(actor=stage.head, section_id=section(sef).id, membership_id=leader.membership_id)
        assert write(stage, sef, {"grade": "good"}, actor=leader).outcome is Outcome.SAVED
        assert documents.reads_draft_of(leader, section(sef))
        assert not documents.reads_draft_of(leader, section(sef, "send"))
        sections.take(actor=stage.head, section_id=section(sef).id, membership_id=leader.membership_id)
        assert not documents.writes(leader, section(sef))

    def test_a_director_of_another_phase_and_another_head_find_nothing(self, stage: Any, sef: Document) -> None:
        year, academy = stage.row("beckside").cycle.school_year.key, "beckside-primary"
        other_phase = replace(stage.director, remit="secondary")
        other_head = stage.actor("head", head_of="castle")
        for actor in (other_phase, other_head, stage.actor("administrator"), stage.actor("trustee")):
            with pytest.raises(NotFound):
                queries.find(actor, SEF, year, academy)
        assert queries.find(stage.chief, SEF, year, academy).document == sef

    def test_no_history_table_holds_a_draft(self, stage: Any, sef: Document) -> None:
        write(stage, sef, {"narrative": "<p>ZEBRACROSSING</p>"})
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT table_name FROM information_schema.tables WHERE table_schema = 'public' AND"
                " (table_name LIKE '%%event' OR table_name = 'trust_activity')"
            )
            for (table,) in cursor.fetchall():
                cursor.execute(f"SELECT count(*) FROM {table} t WHERE t::text LIKE '%%ZEBRACROSSING%%'")
                assert cursor.fetchone() == (0,), table


class TestAnswering:
    def test_submitting_says_what_is_missing(self, stage: Any, sef: Document) -> None:
        with pytest.raises(Refused) as caught:
            actions.submit(actor=stage.head, document_id=sef.id)
        assert len(caught.value.detail["reasons"]) == 11
        fill(stage, sef)
        write(stage, sef, {"grade": ""})
        with pytest.raises(Refused, match="Leadership: still empty: “How good is it now"):
            actions.submit(actor=stage.head, document_id=sef.id)

    def test_what_is_submitted_is_frozen_with_its_words_and_a_checksum(self, stage: Any, sef: Document) -> None:
        version = submit(stage, sef)
        assert actions.submit(actor=stage.head, document_id=sef.id) == version, "a double click is one version"
        assert version.sha256 == actions.checksum(version.content)
        leadership = next(s for s in version.content["sections"] if s["key"] == "leadership")
        assert {"grade", "narrative"} < {f["key"] for f in leadership["fields"]}
        assert leadership["fields"][0]["words"] == "Good"
        late = write(stage, sef, {"narrative": "<p>Too late.</p>"})
        assert late.outcome is Outcome.LATE
        assert section(sef).content["narrative"] == NARRATIVE
        assert EarlierText.objects.get().content["narrative"] == "<p>Too late.</p>"

    def test_a_version_never_changes(self, stage: Any, sef: Document) -> None:
        version = submit(stage, sef)
        for change in (
            lambda: SubmittedVersion.objects.filter(id=version.id).update(number=9),
            lambda: SubmittedVersion.objects.filter(id=version.id)._raw_delete("default"),
        ):
            with pytest.raises(Exception, match="permission denied"), transaction.atomic():
                change()

    def test_nobody_submits_what_changed_behind_their_back(self, stage: Any, sef: Document) -> None:
        fill(stage, sef)
        seen = {s.key: s.version for s in sef.sections.all()}
        write(stage, sef, {"narrative": "<p>Newer.</p>"})
        with pytest.raises(Conflict, match="Leadership has changed"):
            actions.submit(actor=stage.head, document_id=sef.id, seen=seen)

    def test_returned_written_again_and_approved_by_both(self, stage: Any, sef: Document) -> None:
        submit(stage, sef)
        with pytest.raises(BadInput):
            actions.give_back(actor=stage.director, document_id=sef.id, note=" ", seen_number=1)
        actions.give_back(actor=stage.director, document_id=sef.id, note="Say more on SEND.", seen_number=1)
        assert Activity.objects.filter(verb="return").get().note == "Say more on SEND."
        write(stage, sef, {"narrative": "<p>More.</p>"}, key="send")
        assert actions.submit(actor=stage.head, document_id=sef.id).number == 2
        with pytest.raises(Conflict):
            actions.approve(actor=stage.director, document_id=sef.id, capacity="director", seen_number=1)
        approve = lambda who, capacity: actions.approve(actor=who, document_id=sef.id, capacity=capacity, seen_number=2)
        assert approve(stage.director, "director").state == "submitted"
        assert approve(stage.director, "director").state == "submitted", "twice is once"
        with pytest.raises(NotPermitted):
            approve(stage.director, "chief_executive")
        assert approve(stage.chief, "chief_executive").state == "approved"
        assert Approval.objects.count() == 2
        with pytest.raises(Refused):
            actions.give_back(actor=stage.chief, document_id=sef.id, note="Late thought.", seen_number=2)
        assert actions.reopen(actor=stage.chief, document_id=sef.id, note="New results.", seen_number=2).is_open

    def test_while_it_is_written_again_others_read_what_was_handed_in_and_not_the_draft(
        self, stage: Any, sef: Document
    ) -> None:
        submit(stage, sef)
        actions.give_back(actor=stage.director, document_id=sef.id, note="Say more.", seen_number=1)
        sef.refresh_from_db()
        assert documents.reads_submitted(stage.chief, sef)
        assert not documents.reads_draft(stage.chief, sef)

    def test_comments_are_for_those_who_read_and_answer(self, stage: Any, sef: Document) -> None:
        say = lambda actor, **more: comments.comment(actor=actor, document_id=sef.id, text="Why?", **more)
        with pytest.raises(NotPermitted):
            say(stage.director)
        draft = say(stage.head, section_key="leadership")
        submit(stage, sef)
        sef.refresh_from_db()
        said = say(stage.director, section_key="leadership", passage="taught  well", number=1)
        # What the academy says among itself of its draft is not the trust's to read, to answer or to settle.
        assert [each.id for each in document_comments.comments_by_section(sef)["leadership"]] == [said.id]
        with pytest.raises(NotPermitted):
            say(stage.director, answers_id=draft.id)
        with pytest.raises(NotFound):
            comments.settle(actor=stage.director, comment_id=draft.id, is_settled=True)
        # An answer belongs where the comment stands.
        with pytest.raises(BadInput):
            say(stage.head, section_key="send", answers_id=said.id)
        answer = say(stage.head, answers_id=said.id)
        assert (said.passage, answer.section_id, answer.number) == ("taught well", said.section_id, 1)
        assert comments.settle(actor=stage.head, comment_id=said.id, is_settled=True).settled_by_name
        for actor in (stage.actor("trustee"), stage.actor("head", head_of="castle")):
            with pytest.raises(NotPermitted):
                say(actor, number=1)
        with pytest.raises(BadInput):
            comments.comment(actor=stage.head, document_id=sef.id, text="  ")


def test_a_document_belongs_to_one_subject(stage: Any, sef: Document) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Document.objects.create(kind=sef.kind, subject_id=sef.subject_id, title="Another")


class TestOnPaper:
    def asked(self, actor: Any, version: SubmittedVersion) -> Any:
        return reports.ask(actor=actor, kind="self_evaluation", subject_id=version.id)

    def test_a_version_is_a_tagged_pdf_with_contents_and_who_approved(self, stage: Any, sef: Document) -> None:
        version = submit(stage, sef)
        actions.approve(actor=stage.director, document_id=sef.id, capacity="director", seen_number=1)
        data = PDF.build(stage.chief, version.id, {})
        frame = Frame("Trust", "Self-evaluation", timezone.localtime(), "Chief")
        pdf = render.render_pdf(render_to_string(PDF.template, {"report": data, "frame": frame}))
        words = words_of(pdf)
        assert faults_of(pdf) == []
        for expected in ("Contents", "Leadership", "Good", "Reading is taught well.", "Approved by Director"):
            assert expected in words

    def test_an_approval_makes_it_another_and_only_readers_get_it(self, stage: Any, sef: Document) -> None:
        version = submit(stage, sef)
        first = self.asked(stage.chief, version)
        assert self.asked(stage.chief, version).pk == first.pk
        for actor in (stage.actor("trustee"), stage.actor("head", head_of="castle"), stage.actor("administrator")):
            with pytest.raises(NotFound):
                self.asked(actor, version)
        actions.approve(actor=stage.director, document_id=sef.id, capacity="director", seen_number=1)
        assert self.asked(stage.chief, version).pk != first.pk


class TestApprovers:
    def approve(self, who: Any, sef: Document, capacity: str) -> Document:
        return actions.approve(actor=who, document_id=sef.id, capacity=capacity, seen_number=sef.number)

    def test_the_trust_says_who_approves_and_a_change_holds_for_what_is_submitted_from_then_on(
        self, stage: Any, sef: Document
    ) -> None:
        submit(stage, sef)
        sef.refresh_from_db()
        TrustSettings.objects.update(sef_approvers="director")
        assert self.approve(stage.director, sef, "director").state == "submitted", "it was submitted to both"
        actions.give_back(actor=stage.director, document_id=sef.id, note="Once more.", seen_number=1)
        fresh = Document.objects.get(id=sef.id)
        actions.submit(actor=stage.head, document_id=fresh.id)
        fresh = Document.objects.get(id=sef.id)
        with pytest.raises(NotPermitted):
            self.approve(stage.chief, fresh, "chief_executive")
        assert self.approve(stage.director, fresh, "director").state == "approved"
        assert [v.number for v in document_versions.versions_for(stage.actor("trustee"), fresh)] == [2]

    def test_a_delegate_approves_in_the_name_of_another_and_it_says_so(self, stage: Any, sef: Document) -> None:
        submit(stage, sef)
        sef.refresh_from_db()
        today = timezone.localdate()
        people = stage.troupe.members
        with pytest.raises(NotPermitted):
            self.approve(stage.actor("officer"), sef, "chief_executive")
        Delegation.objects.create(
            by=people["chief"], to=people["officer"], kind="self_evaluation", from_on=today, until_on=today
        )
        officer = stage.actor("officer")
        with pytest.raises(NotPermitted):
            self.approve(officer, sef, "director")
        self.approve(stage.director, sef, "director")
        assert self.approve(officer, sef, "chief_executive").state == "approved"
        said = Approval.objects.get(capacity="chief_executive")
        assert said.in_words == f"{people['officer'].name} for {people['chief'].name}"
        assert Activity.objects.filter(verb="approve").first().sentence.endswith(f", for {people['chief'].name}")
        actions.reopen(actor=officer, document_id=sef.id, note="New results.", seen_number=1)
        assert Activity.objects.get(verb="reopen").sentence.endswith(f", for {people['chief'].name}")


def test_a_result_names_its_column_as_it_was_named() -> None:
    table = {"before": "October 2025", "lines": [["Safe", "94%", "143", "92%"], ["Asked", "81%", "140", "–"]]}
    assert results(table) == ["Safe: 94% of 143 answers, October 2025 92%", "Asked: 81% of 140 answers"]
    assert results(table | {"before": "Year before"})[0] == "Safe: 94% of 143 answers, year before 92%"
