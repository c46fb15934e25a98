"""Priorities: proposed with what they rest on, agreed by the three, reopened, withdrawn; those of the trust."""

from dataclasses import replace
from typing import Any

import pytest

from improvement_cycle.actions import cycles, evidence, priorities, trust_priorities
from improvement_cycle.actions.priorities import Words
from improvement_cycle.actions.trust_priorities import TrustWords
from improvement_cycle.models import Evidence, Priority, PriorityAgreement, TrustPriority
from improvement_cycle.policies.priorities import MOST_AT_ONCE, limit_words, still_to_agree
from improvement_cycle.queries import priorities as queries
from improvement_cycle.queries.evidence import resting_on, said
from improvement_cycle.queries.priorities_waiting import priorities_waiting
from tests.unit.improvement_cycle.conftest import Stage
from trust.errors import BadInput, Conflict, NotFound, NotPermitted, Refused
from trust.models import Activity

WORDS = Words("Pupils remember more of what they are taught", "curriculum_planning", "Quizzes say so.")


def propose(stage: Stage, academy: str = "beckside", words: Words = WORDS, actor: Any = None) -> Priority:
    who = actor or stage.actor("head", head_of=academy)
    return priorities.propose(actor=who, academy_cycle_id=stage.row(academy).id, words=words)


def agree(stage: Stage, priority: Priority, *parties: str) -> None:
    people = {"head": stage.head, "director": stage.director, "chief_executive": stage.chief}
    for party in parties or people:
        priorities.agree(actor=people[party], priority_id=priority.id, party=party, seen_version=priority.version)
    priority.refresh_from_db()


def piece(stage: Stage, academy: str = "beckside") -> Evidence:
    return evidence.add(
        actor=stage.director,
        academy_cycle_id=stage.row(academy).id,
        source_key="parent_survey",
        title="Parents’ survey",
        summary="Four in ten answered.",
    )


class TestProposing:
    def test_numbers_go_up_within_an_academys_year(self, stage: Stage) -> None:
        assert [propose(stage).number, propose(stage).number] == [1, 2]
        assert propose(stage, "castle").number == 1

    def test_it_rests_on_agreed_judgements_and_evidence(self, stage: Stage) -> None:
        stage.score("beckside", quality_of_education="requires_improvement")
        seen = piece(stage)
        made = propose(
            stage,
            words=Words("Reading", "teaching_for_learning", judgements=["quality_of_education"], evidence=[seen.id]),
        )
        found = queries.one(stage.head, queries.priority_of_address(stage.head, *at(stage), made.id))
        assert [each.judgement.grade.label for each in found.basis if each.judgement] == ["Requires improvement"]
        assert [each.evidence.title for each in found.basis if each.evidence] == ["Parents’ survey"]

    @pytest.mark.parametrize(
        ("words", "field"),
        [
            (Words("", "curriculum_planning"), "statement"),
            (Words("x" * 161, "curriculum_planning"), "statement"),
            (Words("x", "no_such_area"), "area"),
            (Words("x", "curriculum_planning", rationale="x" * 4001), "rationale"),
            (Words("x", "curriculum_planning", support=["the moon"]), "support"),
            (Words("x", "curriculum_planning", support_note="x" * 301), "support_note"),
            (Words("x", "curriculum_planning", judgements=["quality_of_education"]), "judgements"),
            (Words("x", "curriculum_planning", points=["leadership:1:1"]), "points"),
        ],
    )
    def test_what_does_not_fit_is_said_at_its_field_and_nothing_is_kept(
        self, stage: Stage, words: Words, field: str
    ) -> None:
        with pytest.raises(BadInput) as refused:
            propose(stage, words=words)
        assert list(refused.value.detail) == [field]
        assert not Priority.objects.exists()

    def test_evidence_of_another_academy_is_no_basis(self, stage: Stage) -> None:
        other = piece(stage, "castle")
        with pytest.raises(BadInput) as refused:
            propose(stage, words=Words("x", "curriculum_planning", evidence=[other.id]))
        assert "evidence" in refused.value.detail

    def test_the_director_proposes_in_the_own_phase_only_and_a_trustee_nowhere(self, stage: Stage) -> None:
        propose(stage, actor=stage.actor("primary_director"))
        with pytest.raises(NotPermitted):
            propose(stage, "castle", actor=stage.actor("primary_director"))
        for nobody in ("trustee", "administrator", "officer"):
            with pytest.raises(NotFound):
                propose(stage, actor=stage.actor(nobody))

    def test_not_in_a_closed_year(self, stage: Stage) -> None:
        row = stage.row("beckside")
        cycles.start_closing(actor=stage.chief, cycle_id=row.cycle_id)
        cycles.close(actor=stage.chief, cycle_id=row.cycle_id, note="Enough.")
        with pytest.raises(Refused, match="is closed"):
            propose(stage)


def at(stage: Stage, academy: str = "beckside") -> tuple[str, str]:
    row = stage.row(academy)
    return row.cycle.school_year.key, row.academy.slug


class TestAgreeing:
    def test_the_third_word_makes_it_agreed(self, stage: Stage) -> None:
        made = propose(stage)
        agree(stage, made, "head", "director")
        assert made.is_proposed
        agree(stage, made, "chief_executive")
        assert made.state == "agreed"
        assert made.agreed_at is not None

    def test_said_twice_it_is_said_once(self, stage: Stage) -> None:
        made = propose(stage)
        agree(stage, made, "head", "head")
        assert PriorityAgreement.objects.count() == 1

    def test_one_who_is_away_is_recorded_with_the_reason_and_the_two_others_agree(self, stage: Stage) -> None:
        made = propose(stage)
        away = lambda actor, party, note="The post is vacant.": priorities.record_absence(
            actor=actor, priority_id=made.id, party=party, note=note
        )
        with pytest.raises(BadInput) as refused:
            away(stage.chief, "director", " ")
        assert list(refused.value.detail) == ["note"]
        with pytest.raises(BadInput):
            away(stage.chief, "janitor")
        away(stage.chief, "director")
        agree(stage, made, "head")
        assert made.is_proposed
        agree(stage, made, "chief_executive")
        assert made.state == "agreed"
        word = PriorityAgreement.objects.get(party="director")
        assert (word.kind, word.note, word.by_name) == ("absent", "The post is vacant.", stage.chief.name)
        line = Activity.objects.get(verb="absence")
        assert line.circle == "parties"
        assert line.sentence.startswith("recorded the absence of the director for priority 1 of Beckside Primary")
        assert "vacant" not in line.sentence

    def test_nobody_records_their_own_absence_nor_that_of_one_who_spoke(self, stage: Stage) -> None:
        made = propose(stage)
        away = lambda actor, party: priorities.record_absence(
            actor=actor, priority_id=made.id, party=party, note="Away."
        )
        for actor, party in ((stage.chief, "chief_executive"), (stage.head, "director"), (stage.head, "head")):
            with pytest.raises(NotPermitted):
                away(actor, party)
        agree(stage, made, "head")
        with pytest.raises(Refused, match="already spoken"):
            away(stage.chief, "head")
        # Who does not agree has spoken too, and is not to be passed over.
        priorities.comment(actor=stage.director, priority_id=made.id, text="Too vague.", party="director")
        with pytest.raises(Refused, match="already spoken"):
            away(stage.chief, "director")
        assert list(PriorityAgreement.objects.values_list("party", flat=True)) == ["head"]

    def test_two_of_the_three_at_least_agree_a_priority(self, stage: Stage) -> None:
        made = propose(stage)
        priorities.record_absence(actor=stage.director, priority_id=made.id, party="head", note="Ill.")
        with pytest.raises(Refused, match="At least two"):
            priorities.record_absence(actor=stage.director, priority_id=made.id, party="chief_executive", note="Away.")
        priorities.record_absence(actor=stage.director, priority_id=made.id, party="head", note="Still ill.")
        agree(stage, made, "director")
        assert made.is_proposed

    def test_who_was_away_may_still_speak(self, stage: Stage) -> None:
        made = propose(stage)
        priorities.record_absence(actor=stage.director, priority_id=made.id, party="head", note="Ill.")
        assert priorities_waiting(stage.head) == []
        agree(stage, made, "head")
        word = PriorityAgreement.objects.get(party="head")
        assert (word.kind, word.note, word.by_name) == ("agreed", "", stage.head.name)

    def test_an_absence_holds_for_the_words_as_they_stand(self, stage: Stage) -> None:
        made = propose(stage)
        priorities.record_absence(actor=stage.director, priority_id=made.id, party="head", note="Ill.")
        priorities.change(
            actor=stage.director, priority_id=made.id, seen_version=1, words=replace(WORDS, statement="Other words")
        )
        made.refresh_from_db()
        agree(stage, made, "director", "chief_executive")
        assert made.is_proposed
        agree(stage, made, "head")
        with pytest.raises(Refused, match="is agreed"):
            priorities.record_absence(actor=stage.director, priority_id=made.id, party="head", note="Ill.")

    def test_nobody_agrees_for_another(self, stage: Stage) -> None:
        made = propose(stage)
        with pytest.raises(NotPermitted):
            priorities.agree(actor=stage.head, priority_id=made.id, party="director", seen_version=1)
        with pytest.raises(NotPermitted):
            priorities.agree(
                actor=stage.actor("head", head_of="beckside", role="senior_leader"),
                priority_id=made.id,
                party="head",
                seen_version=1,
            )

    def test_the_head_of_another_academy_does_not_see_it(self, stage: Stage) -> None:
        made = propose(stage)
        with pytest.raises(NotFound):
            priorities.agree(
                actor=stage.actor("head", head_of="castle"), priority_id=made.id, party="head", seen_version=1
            )

    def test_other_words_ask_everybody_anew(self, stage: Stage) -> None:
        made = propose(stage)
        agree(stage, made, "head", "director")
        priorities.change(
            actor=stage.head, priority_id=made.id, seen_version=1, words=Words("Other words", "curriculum_planning")
        )
        made.refresh_from_db()
        assert made.version == 2
        with pytest.raises(Conflict):
            priorities.agree(actor=stage.chief, priority_id=made.id, party="chief_executive", seen_version=1)
        agree(stage, made, "chief_executive", "director")
        assert made.is_proposed
        agree(stage, made, "head")
        assert made.state == "agreed"

    def test_sending_what_stands_changes_nothing(self, stage: Stage) -> None:
        made = propose(stage)
        agree(stage, made, "head")
        priorities.change(actor=stage.head, priority_id=made.id, seen_version=1, words=WORDS)
        made.refresh_from_db()
        assert made.version == 1
        assert made.agreements.count() == 1

    def test_who_saw_older_words_changes_nothing(self, stage: Stage) -> None:
        made = propose(stage)
        priorities.change(actor=stage.head, priority_id=made.id, seen_version=1, words=Words("B", "send"))
        with pytest.raises(Conflict):
            priorities.change(actor=stage.director, priority_id=made.id, seen_version=1, words=Words("C", "send"))
        assert Priority.objects.get().statement == "B"

    def test_a_senior_leader_changes_only_their_own(self, stage: Stage) -> None:
        leader = stage.actor("senior_leader", head_of="beckside", role="senior_leader")
        own = propose(stage, actor=leader)
        priorities.change(actor=leader, priority_id=own.id, seen_version=1, words=Words("Mine", "send"))
        theirs = propose(stage)
        with pytest.raises(NotPermitted):
            priorities.change(actor=leader, priority_id=theirs.id, seen_version=1, words=Words("Mine", "send"))

    def test_agreed_words_stand_until_they_are_reopened_with_a_reason(self, stage: Stage) -> None:
        made = propose(stage)
        agree(stage, made)
        with pytest.raises(Refused, match="Reopen"):
            priorities.change(actor=stage.head, priority_id=made.id, seen_version=1, words=Words("B", "send"))
        with pytest.raises(BadInput):
            priorities.reopen(actor=stage.head, priority_id=made.id, note=" ", seen_version=1)
        priorities.reopen(actor=stage.head, priority_id=made.id, note="Results came in.", seen_version=1)
        made.refresh_from_db()
        assert made.is_proposed
        assert made.version == 2
        assert made.agreed_at is None
        assert not queries.of_row(stage.row("beckside"))[0].agreed_by

    def test_withdrawn_it_stays_readable_and_is_not_open(self, stage: Stage) -> None:
        made = propose(stage)
        priorities.withdraw(actor=stage.director, priority_id=made.id, note="Part of priority 2.", seen_version=1)
        found = queries.priorities_of_year(stage.head, queries.row_of_address(stage.head, *at(stage)))
        assert (len(found.open), len(found.closed)) == (0, 1)
        with pytest.raises(Refused):
            priorities.agree(actor=stage.head, priority_id=made.id, party="head", seen_version=1)


class TestSaying:
    def test_disagreement_is_a_comment_that_takes_the_own_word_back(self, stage: Stage) -> None:
        made = propose(stage)
        agree(stage, made, "head")
        priorities.comment(actor=stage.head, priority_id=made.id, text="Too much at once.", party="head")
        assert not made.agreements.exists()
        [line] = Activity.objects.filter(kind="priority", verb="comment")
        assert line.circle == "parties"

    def test_it_stays_with_the_three(self, stage: Stage) -> None:
        made = propose(stage)
        priorities.comment(actor=stage.chief, priority_id=made.id, text="Too vague.", party="chief_executive")
        priorities.comment(actor=stage.chief, priority_id=made.id, text="Good start.")
        leader = stage.actor("senior_leader", head_of="beckside", role="senior_leader")

        def heard(actor: Any) -> list[str]:
            found = queries.one(actor, queries.priority_of_address(actor, *at(stage), made.id))
            return [each.text for each in found.comments]

        assert heard(stage.head) == ["Too vague.", "Good start."]
        assert heard(leader) == ["Good start."]

    def test_nothing_is_no_comment(self, stage: Stage) -> None:
        made = propose(stage)
        with pytest.raises(BadInput):
            priorities.comment(actor=stage.head, priority_id=made.id, text="  ")

    def test_it_waits_for_each_of_the_three_until_they_have_said_a_word(self, stage: Stage) -> None:
        made = propose(stage)
        assert [each.url for each in priorities_waiting(stage.chief)] == [
            each.url for each in priorities_waiting(stage.director)
        ]
        agree(stage, made, "director")
        priorities.comment(actor=stage.chief, priority_id=made.id, text="No.", party="chief_executive")
        assert [len(priorities_waiting(who)) for who in (stage.director, stage.chief, stage.head)] == [0, 0, 1]
        priorities.change(actor=stage.head, priority_id=made.id, seen_version=1, words=Words("B", "send"))
        assert [len(priorities_waiting(who)) for who in (stage.director, stage.chief, stage.head)] == [1, 1, 1]


def test_evidence_stays_while_a_priority_rests_on_it(stage: Stage) -> None:
    seen = piece(stage)
    made = propose(stage, words=Words("x", "send", evidence=[seen.id]))
    assert resting_on(seen).priorities == (1,)
    away = {"actor": stage.director, "academy_cycle_id": stage.row("beckside").id, "evidence_id": seen.id}
    with pytest.raises(Refused, match="Priority 1 rests on it"):
        evidence.take_away(**away, seen=said(seen).mark)
    priorities.change(actor=stage.head, priority_id=made.id, seen_version=1, words=Words("x", "send"))
    evidence.take_away(**away, seen=said(seen).mark)
    assert not Evidence.objects.exists()


def test_of_a_withdrawn_priority_evidence_can_be_taken_away(stage: Stage) -> None:
    seen = piece(stage)
    made = propose(stage, words=Words("x", "send", evidence=[seen.id]))
    priorities.withdraw(actor=stage.director, priority_id=made.id, note="Part of another.", seen_version=1)
    row = stage.row("beckside")
    evidence.take_away(actor=stage.director, academy_cycle_id=row.id, evidence_id=seen.id, seen=said(seen).mark)
    assert not Evidence.objects.exists()
    assert not made.rests_on.exists()


def test_who_does_not_read_the_row_rests_on_nothing_of_it(stage: Stage) -> None:
    stage.score("beckside")
    leader = stage.actor("senior_leader", head_of="beckside", role="senior_leader")
    without = replace(leader, policies=leader.policies - {"senior_leaders_see_own_row"})
    for words, field in (
        (Words("x", "send", judgements=["quality_of_education"]), "judgements"),
        (Words("x", "send", evidence=[piece(stage).id]), "evidence"),
    ):
        propose(stage, words=words, actor=leader)
        with pytest.raises(BadInput) as refused:
            propose(stage, words=words, actor=without)
        assert list(refused.value.detail) == [field]


def test_more_than_three_open_ones_are_spoken_of() -> None:
    assert limit_words(MOST_AT_ONCE) == ""
    assert limit_words(MOST_AT_ONCE + 1).startswith("Four priorities are open.")


def test_all_three_are_needed() -> None:
    assert still_to_agree([]) == ("head", "director", "chief_executive")
    assert still_to_agree(["head", "chief_executive", "director"]) == ()


class TestOfTheTrust:
    def add(self, stage: Stage, title: str = "Remembering more", *columns: str) -> TrustPriority:
        words = TrustWords(title, "From the plan.", columns)
        return trust_priorities.add(actor=stage.chief, cycle_id=stage.cycles["now"].id, words=words)

    def test_chief_executive_and_directors_keep_them(self, stage: Stage) -> None:
        made = self.add(stage, "Remembering more", "quality_of_education")
        assert made.number == 1
        for nobody in (stage.head, stage.actor("trustee"), stage.actor("administrator")):
            with pytest.raises(NotPermitted):
                trust_priorities.add(actor=nobody, cycle_id=stage.cycles["now"].id, words=TrustWords("x"))

    def test_what_does_not_fit_is_said_at_its_field(self, stage: Stage) -> None:
        for words, field in (
            (TrustWords(" "), "title"),
            (TrustWords("x" * 121), "title"),
            (TrustWords("x", "x" * 4001), "statement"),
            (TrustWords("x", "", ["latest_ofsted"]), "columns"),
        ):
            with pytest.raises(BadInput) as refused:
                trust_priorities.add(actor=stage.chief, cycle_id=stage.cycles["now"].id, words=words)
            assert list(refused.value.detail) == [field]

    def test_changed_by_who_saw_it_only(self, stage: Stage) -> None:
        made = self.add(stage)
        known = {"actor": stage.chief, "priority_id": made.id}
        trust_priorities.change(**known, seen_version=1, words=TrustWords("B", "", ["safeguarding"]))
        with pytest.raises(Conflict):
            trust_priorities.change(**known, seen_version=1, words=TrustWords("C"))
        standing = TrustPriority.objects.get()
        assert (standing.title, standing.version, standing.asked_by.count()) == ("B", 2, 1)

    def test_one_that_academies_work_on_is_ended_not_taken_away(self, stage: Stage) -> None:
        made = self.add(stage)
        trust_priorities.take_away(actor=stage.chief, priority_id=made.id)
        made = self.add(stage)
        propose(stage, words=Words("x", "send", trust_priorities=[made.id]))
        with pytest.raises(Refused, match="End it"):
            trust_priorities.take_away(actor=stage.chief, priority_id=made.id)
        trust_priorities.end(actor=stage.chief, priority_id=made.id, note="The plan has changed.")
        made.refresh_from_db()
        assert not made.is_open
        with pytest.raises(BadInput) as refused:
            propose(stage, words=Words("y", "send", trust_priorities=[made.id]))
        assert "ended" in refused.value.detail["trust_priorities"]
        standing = Priority.objects.get()
        priorities.change(
            actor=stage.head,
            priority_id=standing.id,
            seen_version=1,
            words=Words("z", "send", trust_priorities=[made.id]),
        )
        trust_priorities.open_again(actor=stage.chief, priority_id=made.id)

    def test_nothing_moves_in_a_closed_year(self, stage: Stage) -> None:
        made = self.add(stage)
        cycle = stage.cycles["now"]
        cycles.start_closing(actor=stage.chief, cycle_id=cycle.id)
        cycles.close(actor=stage.chief, cycle_id=cycle.id, note="Enough.")
        with pytest.raises(Refused, match="is closed"):
            self.add(stage)
        with pytest.raises(Refused, match="is closed"):
            trust_priorities.end(actor=stage.chief, priority_id=made.id, note="x")

    def test_only_those_of_the_same_year_can_be_aligned_with(self, stage: Stage) -> None:
        stage.open_year("before")
        words = TrustWords("Of the year before")
        old = trust_priorities.add(actor=stage.chief, cycle_id=stage.cycles["before"].id, words=words)
        with pytest.raises(BadInput) as refused:
            propose(stage, words=Words("x", "send", trust_priorities=[old.id]))
        assert "trust_priorities" in refused.value.detail
