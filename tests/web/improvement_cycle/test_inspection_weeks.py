"""Inspection weeks: whom nobody reminds, who knows an outcome, what it may say, and when it steps back."""

import datetime as dt
from typing import Any

import pytest
from django.utils import timezone

from academies.presets.frameworks import frameworks
from improvement_cycle.actions import inspection_deadlines, inspection_weeks
from improvement_cycle.actions.inspection_deadlines import Day
from improvement_cycle.actions.inspection_weeks import Outcome
from improvement_cycle.enums import InspectionDeadlineKind
from improvement_cycle.models import InspectionDeadline, InspectionOutcome, InspectionWeek
from improvement_cycle.policies.inspections import PAUSE, areas_to_grade, framework_on
from improvement_cycle.presenters.inspection_weeks import outcome_shown
from improvement_cycle.queries.inspection_weeks import knows, paused_academies, people_to_name
from improvement_cycle.reports.inspection_pack import by_area
from tests.facts import inspection, school
from tests.web.improvement_cycle.conftest import Web
from trust import deadlines
from trust.errors import BadInput, Conflict, NotFound, NotPermitted, Refused
from trust.models import Activity

TODAY = timezone.localdate()


def call(web: Web, who: str = "head", academy: str = "beckside", day: dt.date = TODAY) -> InspectionWeek:
    actor = web.stage.troupe.actor(who)
    return inspection_weeks.begin(actor=actor, academy_id=web.stage.academies[academy].id, called_on=day)


def sentence(**more: Any) -> Outcome:
    return Outcome(**{"inspected_on": TODAY, "is_graded": False, "sentence": "Standards are kept.", **more})


def write(web: Web, week: InspectionWeek, who: str = "head", **more: Any) -> InspectionOutcome:
    standing = InspectionOutcome.objects.filter(week=week).first()
    return inspection_weeks.record_outcome(
        actor=web.stage.troupe.actor(who),
        week_id=week.id,
        outcome=sentence(**more),
        seen_version=standing.version if standing else 0,
    )


def whole_card() -> dict[str, str]:
    return {
        area.key: "met" if area.key == "safeguarding" else "expected_standard"
        for area in frameworks().frameworks["report_card_2025"].areas
        if not area.where_applicable
    }


class TestPause:
    def test_from_the_call_until_it_is_ended_nobody_at_the_academy_is_reminded(self, web: Web) -> None:
        with web.open():
            week = call(web, day=TODAY - dt.timedelta(days=3))
            place = web.stage.academies["beckside"].id
            assert paused_academies() == {place}
            assert paused_academies(TODAY - dt.timedelta(days=4)) == frozenset()
            inspection_weeks.end(actor=web.stage.chief, week_id=week.id, note="They have gone.")
            assert paused_academies() == frozenset()
            assert paused_academies(TODAY - dt.timedelta(days=1)) == {place}

    def test_where_nobody_ends_it_the_pause_ends_by_itself(self, web: Web) -> None:
        with web.open():
            week = call(web)
            assert paused_academies(TODAY + PAUSE) == {week.academy_id}
            assert paused_academies(TODAY + PAUSE + dt.timedelta(days=1)) == frozenset()

    def test_another_trust_is_not_paused(self, web: Web) -> None:
        with web.open():
            call(web)
        with web.cast.b.open():
            assert paused_academies() == frozenset()


class TestCall:
    @pytest.mark.parametrize(("who", "academy"), [("head", "beckside"), ("director", "beckside"), ("chief", "castle")])
    def test_head_director_and_chief_executive_begin_it(self, web: Web, who: str, academy: str) -> None:
        with web.open():
            call(web, who, academy)
            line = Activity.objects.get(kind="inspection_week")
            assert line.sentence.startswith(f"began the inspection week of {web.stage.academies[academy].name}")

    @pytest.mark.parametrize(
        ("who", "academy", "error"),
        [
            ("senior_leader", "beckside", NotPermitted),
            ("head", "castle", NotFound),
            ("trustee", "beckside", NotFound),
            ("governor", "beckside", NotFound),
            ("administrator", "beckside", NotFound),
        ],
    )
    def test_nobody_else_does(self, web: Web, who: str, academy: str, error: type[Exception]) -> None:
        with web.open(), pytest.raises(error):
            call(web, who, academy)

    def test_one_at_a_time_and_on_a_day_that_can_be_meant(self, web: Web) -> None:
        with web.open():
            for day in (TODAY + dt.timedelta(days=1), TODAY - dt.timedelta(days=29), dt.date(9999, 1, 1)):
                with pytest.raises(BadInput) as fault:
                    call(web, day=day)
                assert set(fault.value.detail) == {"called_on"}
            week = call(web)
            with pytest.raises(Refused):
                call(web, "chief")
            inspection_weeks.end(actor=web.stage.chief, week_id=week.id)
            with pytest.raises(Refused):
                inspection_weeks.end(actor=web.stage.chief, week_id=week.id)
            call(web, "chief")


class TestOutcome:
    def test_under_embargo_only_the_named_the_head_the_chief_executive_and_the_writer_know_it(self, web: Web) -> None:
        actor = web.stage.troupe.actor
        with web.open():
            trustee = str(web.stage.troupe.members["trustee"].id)
            made = write(web, call(web), "director", named=[trustee])
            known = {who: knows(actor(who), made) for who in ("head", "chief", "director", "trustee")}
            assert set(known.values()) == {True}
            for who in ("senior_leader", "governor", "other_head", "administrator", "officer"):
                assert not knows(actor(who), made), who
            made.by_membership = web.stage.troupe.members["head"].id
            assert not knows(actor("director"), made)
            inspection_weeks.open_outcome(actor=actor("head"), week_id=made.week_id)
            made = InspectionOutcome.objects.select_related("week__academy").get()
            assert knows(actor("senior_leader"), made)
            assert not knows(actor("governor"), made)
            assert not knows(actor("other_head"), made)

    def test_who_does_not_know_it_neither_corrects_nor_opens_it(self, web: Web) -> None:
        with web.open():
            director, week = web.stage.troupe.actor("director"), call(web)
            write(web, week, "head")
            with pytest.raises(Refused):
                write(web, week, "director")
            with pytest.raises(NotFound):
                inspection_weeks.open_outcome(actor=director, week_id=week.id)
            write(web, week, "chief", sentence="Corrected.")
            assert InspectionOutcome.objects.get().sentence == "Corrected."
            assert not Activity.objects.filter(sentence__contains="Corrected").exists()

    def test_of_two_who_write_at_once_neither_overwrites_what_was_not_seen(self, web: Web) -> None:
        with web.open():
            week, actor = call(web), web.stage.troupe.actor
            given = {"week_id": week.id, "outcome": sentence(sentence="Mine.")}
            write(web, week, "head")
            with pytest.raises(Conflict):
                inspection_weeks.record_outcome(actor=actor("chief"), **given)
            inspection_weeks.open_outcome(actor=actor("head"), week_id=week.id)
            with pytest.raises(Conflict):
                inspection_weeks.record_outcome(actor=actor("chief"), **given, seen_version=1)
            assert InspectionOutcome.objects.get().sentence == "Standards are kept."
            assert inspection_weeks.record_outcome(actor=actor("chief"), **given, seen_version=2).version == 3

    def test_a_correction_changes_nobody_of_those_who_know_it(self, web: Web) -> None:
        with web.open():
            week, members = call(web), web.stage.troupe.members
            before = outcome_shown(write(web, week, "director")).told
            assert f"{members['director'].name} (who wrote it down)" in before
            corrected = write(web, week, "chief", sentence="Corrected.")
            assert corrected.by_name == members["chief"].name
            assert outcome_shown(corrected).told == before

    def test_once_ofsteds_file_has_that_day_it_steps_back_and_is_kept(self, web: Web) -> None:
        with web.open():
            academy = web.stage.academies["beckside"]
            academy.establishment = school(900500, academy.name)
            academy.save()
            week = call(web)
            made = write(web, week)
            actor = web.stage.troupe.actor("senior_leader")
            inspection(900500, TODAY - dt.timedelta(days=40))
            made = InspectionOutcome.objects.select_related("week__academy").get()
            assert not knows(actor, made)
            inspection(900500, TODAY)
            assert knows(actor, made)
            with pytest.raises(Refused):
                write(web, week, sentence="Too late.")
            assert InspectionOutcome.objects.get().sentence == "Standards are kept."

    def test_a_report_card_gets_a_word_for_each_area_and_never_an_overall_one(self, web: Web) -> None:
        with web.open():
            week = call(web)
            for spoilt, at in (
                ({"inclusion": ""}, "area_inclusion"),
                ({"inclusion": "outstanding"}, "area_inclusion"),
                ({"overall_effectiveness": "expected_standard"}, "area_overall_effectiveness"),
                ({"safeguarding": "expected_standard"}, "area_safeguarding"),
            ):
                grades = {key: word for key, word in (whole_card() | spoilt).items() if word}
                with pytest.raises(BadInput) as fault:
                    write(web, week, is_graded=True, grades=grades)
                assert list(fault.value.detail) == [at]
            write(web, week, is_graded=True, grades=whole_card(), sentence="")
            assert InspectionOutcome.objects.get().grades == whole_card()

    def test_without_grades_it_needs_a_sentence_and_a_day_of_the_week(self, web: Web) -> None:
        with web.open():
            week = call(web)
            for given, at in (
                ({"sentence": " "}, "sentence"),
                ({"sentence": "x" * 10_000}, "sentence"),
                ({"inspected_on": TODAY - dt.timedelta(days=1)}, "inspected_on"),
                ({"inspected_on": dt.date(9999, 12, 31)}, "inspected_on"),
                ({"concern": "XX"}, "concern"),
                ({"named": ["nobody"]}, "named"),
            ):
                with pytest.raises(BadInput) as fault:
                    write(web, week, **given)
                assert list(fault.value.detail) == [at]
            assert not InspectionOutcome.objects.exists()

    def test_who_knows_it_anyway_is_not_offered_to_be_named(self, web: Web) -> None:
        with web.open():
            offered = {key for key, _words in people_to_name(web.stage.academies["beckside"])}
            members = web.stage.troupe.members
            assert str(members["trustee"].id) in offered
            assert not {str(members["head"].id), str(members["chief"].id)} & offered


def test_the_overall_area_ends_where_it_was_no_longer_given() -> None:
    for day, has in ((dt.date(2024, 9, 1), True), (dt.date(2024, 9, 2), False), (dt.date(2025, 11, 10), False)):
        framework = framework_on(day)
        assert framework is not None
        assert ("overall_effectiveness" in {area.key for area in areas_to_grade(framework, day)}) is has


def test_a_section_stands_under_the_first_area_it_speaks_to_and_is_named_under_the_others() -> None:
    class Part:
        fields = ()

        def __init__(self, key: str) -> None:
            self.key = self.title = key

    areas = frameworks().frameworks["report_card_2025"].areas
    parts: Any = [Part("context"), Part("teaching_for_learning"), Part("leadership"), Part("professional_development")]
    context, made = by_area(parts, areas)
    assert [title for title, _fields in context] == ["context"]
    found = {area.title: [title for title, _fields in area.sections] for area in made}
    assert found["Curriculum and teaching"] == ["teaching_for_learning"]
    assert found["Leadership and governance"] == ["leadership", "professional_development"]
    assert found["Inclusion"] == []
    assert "Post-16 provision" not in found
    assert sum(map(len, found.values())) + len(context) == len(parts)


class TestDays:
    def add(self, web: Web, who: str = "chief", academy: str = "beckside", **more: Any) -> InspectionDeadline:
        day = Day(**{"kind": "rise_milestone", "due_on": TODAY, "words": "First meeting", **more})
        actor = web.stage.troupe.actor(who)
        return inspection_deadlines.add(actor=actor, academy_id=web.stage.academies[academy].id, day=day)

    def due(self, web: Web, who: str) -> list[deadlines.Deadline]:
        actor = web.stage.troupe.actor(who)
        found = deadlines.read(deadlines.asked(actor, deadlines.mine(actor) & deadlines.IS_OPEN))
        return [each for each in found if each.kind == "inspection_deadline"]

    def test_a_visit_is_due_from_the_head_and_a_milestone_from_the_director(self, web: Web) -> None:
        with web.open():
            self.add(web, kind="monitoring_visit", words="They come again")
            self.add(web)
            (visit,) = self.due(web, "head")
            assert visit.title == "Ofsted monitoring visit, Beckside Primary: They come again"
            assert visit.mark == "visit"
            (milestone,) = self.due(web, "director")
            assert milestone.title == "RISE milestone, Beckside Primary: First meeting"
            for who in ("trustee", "governor", "other_head", "senior_leader"):
                assert self.due(web, who) == []
            done = InspectionDeadline.objects.get(kind=InspectionDeadlineKind.MONITORING_VISIT)
            inspection_deadlines.done(
                actor=web.stage.chief, deadline_id=done.id, done_on=TODAY, note="They saw progress."
            )
            assert self.due(web, "head") == []

    @pytest.mark.parametrize(
        ("who", "error"), [("head", NotPermitted), ("senior_leader", NotPermitted), ("trustee", NotFound)]
    )
    def test_only_director_and_chief_executive_write_them_down(
        self, web: Web, who: str, error: type[Exception]
    ) -> None:
        with web.open(), pytest.raises(error):
            self.add(web, who)

    def test_what_does_not_fit_is_said_at_its_field(self, web: Web) -> None:
        with web.open():
            for given, at in (
                ({"words": "  "}, "words"),
                ({"words": "x" * 301}, "words"),
                ({"kind": "other"}, "kind"),
                ({"due_on": dt.date(9999, 1, 1)}, "due_on"),
            ):
                with pytest.raises(BadInput) as fault:
                    self.add(web, **given)
                assert list(fault.value.detail) == [at]

    def test_it_is_moved_by_who_saw_it_and_stays_once_it_is_done(self, web: Web) -> None:
        with web.open():
            made, chief = self.add(web), web.stage.chief
            later = Day("rise_milestone", TODAY + dt.timedelta(days=9), "First meeting")
            given = {"actor": chief, "deadline_id": made.id, "day": later}
            assert inspection_deadlines.change(**given, seen_version=1).version == 2
            with pytest.raises(Conflict):
                inspection_deadlines.change(**given, seen_version=1)
            for note, day in (("", TODAY), ("Fine.", TODAY + dt.timedelta(days=1)), ("x" * 501, TODAY)):
                with pytest.raises(BadInput):
                    inspection_deadlines.done(actor=chief, deadline_id=made.id, done_on=day, note=note)
            inspection_deadlines.done(actor=chief, deadline_id=made.id, done_on=TODAY, note="Met.")
            with pytest.raises(Refused):
                inspection_deadlines.change(**given, seen_version=3)
