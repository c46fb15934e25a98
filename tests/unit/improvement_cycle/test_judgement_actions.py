"""Views and agreed judgements: who, when, in which state, and what happens when two are at it."""

import pytest

from improvement_cycle.actions import cycles, judgements, meetings
from improvement_cycle.models import Judgement
from improvement_cycle.queries.cells import academy_year, cell
from improvement_cycle.queries.scoring import scoring
from trust.errors import BadInput, Conflict, NotFound, NotPermitted, Refused
from trust.models import Activity

DATA = "statutory_annual_data"


def view(stage, actor, party, grade, *, column=DATA, reason="", academy="beckside", seen=None):
    return judgements.record_view(
        actor=actor,
        academy_cycle_id=stage.row(academy).id,
        column_key=column,
        view=party,
        grade_key=grade,
        reason=reason,
        seen_version=seen,
    )


def test_each_party_records_its_view(stage):
    made = view(stage, stage.head, "head", "good", reason="Reading is above national.")
    assert (made.version, made.by_name, made.grade.key) == (1, stage.head.name, "good")
    view(stage, stage.director, "director", "good")
    view(stage, stage.chief, "chief_executive", "good")
    assert Judgement.objects.count() == 3


@pytest.mark.parametrize(
    ("person", "party"),
    [("chief", "director"), ("director", "chief_executive"), ("director", "head"), ("secondary_director", "director")],
)
def test_nobody_records_somebody_elses_view(stage, person, party):
    with pytest.raises(NotPermitted):
        view(stage, stage.actor(person), party, "good")


@pytest.mark.parametrize("person", ["trustee", "officer", "administrator", "specialist"])
def test_for_those_who_may_not_read_the_matrix_the_row_does_not_exist(stage, person):
    with pytest.raises(NotFound):
        view(stage, stage.actor(person), "director", "good")


def test_the_head_of_another_academy_finds_no_row(stage):
    with pytest.raises(NotFound):
        view(stage, stage.actor("other_head", head_of="castle"), "head", "good")


def test_a_view_without_a_name_or_a_grade_of_another_scale_is_bad_input(stage):
    with pytest.raises(BadInput):
        view(stage, stage.head, "agreed", "good")
    with pytest.raises(BadInput):
        view(stage, stage.head, "head", "effective")


@pytest.mark.parametrize("column", ["post_16", "latest_ofsted", "nothing"])
def test_a_column_that_does_not_apply_is_not_found(stage, column):
    with pytest.raises(NotFound):
        view(stage, stage.head, "head", "good", column=column)


def test_views_are_blind_until_ones_own_stands(stage):
    view(stage, stage.head, "head", "good", reason="Secret.")
    shown = {each.party: each for each in grid_cell(stage, stage.director).views}
    assert shown["head"].is_hidden
    assert shown["head"].grade is None
    assert shown["head"].reason == ""
    view(stage, stage.director, "director", "good")
    shown = {each.party: each for each in grid_cell(stage, stage.director).views}
    assert shown["head"].grade.key == "good"
    assert shown["head"].reason == "Secret."


def test_a_hidden_view_does_not_make_a_reason_needed(stage):
    view(stage, stage.head, "head", "requires_improvement")
    view(stage, stage.director, "director", "good")
    with pytest.raises(BadInput) as caught:
        view(stage, stage.director, "director", "outstanding")
    assert caught.value.detail["reason"] == "Needed, because the views are not the same"


def test_an_open_meeting_shows_the_views_to_the_three_and_to_nobody_else(stage):
    view(stage, stage.head, "head", "requires_improvement")
    meetings.open_meeting(actor=stage.director, academy_cycle_id=stage.row("beckside").id)
    assert grid_cell(stage, stage.chief).views[0].grade.key == "requires_improvement"
    assert cell_of(stage, stage.actor("secondary_director")).cell.views == ()
    meetings.close_meeting(actor=stage.director, academy_cycle_id=stage.row("beckside").id)
    assert grid_cell(stage, stage.chief).views[0].is_hidden


def test_differences_are_only_known_to_those_who_see_the_views(stage):
    view(stage, stage.head, "head", "requires_improvement")
    view(stage, stage.director, "director", "good")
    assert grid_cell(stage, stage.director).differs
    assert not grid_cell(stage, stage.chief).differs


def test_what_is_agreed_is_no_longer_to_discuss(stage):
    view(stage, stage.head, "head", "requires_improvement")
    view(stage, stage.director, "director", "good")
    meetings.open_meeting(actor=stage.director, academy_cycle_id=stage.row("beckside").id)
    stage.agree(stage.row("beckside"), DATA, "good", reason="The books say so.")
    assert not grid_cell(stage, stage.director).differs


def test_only_director_and_chief_executive_open_a_meeting(stage):
    row = stage.row("beckside")
    with pytest.raises(NotPermitted):
        meetings.open_meeting(actor=stage.head, academy_cycle_id=row.id)
    with pytest.raises(NotPermitted):
        meetings.open_meeting(actor=stage.actor("secondary_director"), academy_cycle_id=row.id)


def test_a_view_changes_with_its_version_and_an_old_one_is_a_conflict(stage):
    view(stage, stage.head, "head", "good", seen=0)
    assert view(stage, stage.head, "head", "outstanding", seen=1).version == 2
    with pytest.raises(Conflict) as caught:
        view(stage, stage.head, "head", "good", seen=1)
    assert caught.value.detail["grade"] == "outstanding"


def test_agreeing_waits_for_the_meeting_or_for_the_views_and_ones_own(stage):
    row = stage.row("beckside")
    with pytest.raises(Refused):
        stage.agree(row, DATA, "good")
    view(stage, stage.head, "head", "good")
    view(stage, stage.director, "director", "good")
    view(stage, stage.chief, "chief_executive", "good")
    assert stage.agree(row, DATA, "good").version == 1


def test_agreeing_is_for_director_and_chief_executive(stage):
    row = stage.row("beckside")
    meetings.open_meeting(actor=stage.chief, academy_cycle_id=row.id)
    for actor in (stage.head, stage.actor("secondary_director")):
        with pytest.raises(NotPermitted):
            judgements.agree(actor=actor, academy_cycle_id=row.id, column_key=DATA, grade_key="good", seen_version=0)


def test_the_second_in_one_cell_sees_the_value_of_the_first_and_nothing_is_overwritten(stage):
    row = stage.row("beckside")
    meetings.open_meeting(actor=stage.chief, academy_cycle_id=row.id)
    stage.agree(row, DATA, "good")
    with pytest.raises(Conflict) as caught:
        judgements.agree(
            actor=stage.director,
            academy_cycle_id=row.id,
            column_key=DATA,
            grade_key="requires_improvement",
            seen_version=0,
            reason="Lower.",
        )
    assert caught.value.detail["grade"] == "good"
    assert caught.value.detail["by"] == stage.chief.name
    assert "It now says Good" in caught.value.message
    assert Judgement.objects.get(view="agreed").grade.key == "good"


def test_the_same_value_sent_twice_is_no_conflict(stage):
    row = stage.row("beckside")
    meetings.open_meeting(actor=stage.chief, academy_cycle_id=row.id)
    first = stage.agree(row, DATA, "good")
    again = stage.agree(row, DATA, "good")
    assert (again.id, again.version) == (first.id, 1)


def test_a_reason_is_needed_to_differ_to_move_and_to_revise(stage):
    row = stage.row("beckside")
    view(stage, stage.head, "head", "good")
    view(stage, stage.director, "director", "requires_improvement", reason="Down seven points.")
    view(stage, stage.chief, "chief_executive", "good", reason="As the head.")
    with pytest.raises(BadInput, match="reason"):
        stage.agree(row, DATA, "good")
    stage.agree(row, DATA, "good", reason="Reading carries it.")
    with pytest.raises(BadInput):
        stage.agree(row, DATA, "requires_improvement", seen=1)
    assert stage.agree(row, DATA, "requires_improvement", seen=1, reason="Looked again.").version == 2


def test_nobody_opens_hidden_views_by_agreeing(stage):
    row = stage.row("beckside")
    view(stage, stage.head, "head", "good")
    view(stage, stage.director, "director", "requires_improvement", reason="Down seven points.")
    assert not grid_cell(stage, stage.chief).may_agree
    with pytest.raises(Refused, match="head, director and you"):
        stage.agree(row, DATA, "good")
    assert grid_cell(stage, stage.chief).views[0].is_hidden
    view(stage, stage.chief, "chief_executive", "good")
    assert grid_cell(stage, stage.chief).may_agree


def test_sending_again_what_stands_takes_no_word_of_the_row_back(stage):
    row = stage.row("beckside")
    meetings.open_meeting(actor=stage.chief, academy_cycle_id=row.id)
    stage.agree(row, DATA, "good", reason="All saw it.")
    seen = stage.row("beckside").version
    stage.agree(row, DATA, "good", seen=1, reason="All saw it.")
    stage.agree(row, DATA, "good", seen=1, reason=None)
    standing = Judgement.objects.get(view="agreed")
    assert (standing.version, standing.reason, stage.row("beckside").version) == (1, "All saw it.", seen)


def test_a_grade_without_a_word_about_the_reason_keeps_the_reason_and_never_moves_it_to_another_grade(stage):
    view(stage, stage.head, "head", "good", reason="Reading is above national.")
    assert view(stage, stage.head, "head", "good", reason=None).reason == "Reading is above national."
    with pytest.raises(BadInput) as caught:
        view(stage, stage.head, "head", "outstanding", reason=None)
    assert caught.value.detail["reason"].startswith("Your reason was given for another grade.")
    assert Judgement.objects.get().reason == "Reading is above national."
    assert view(stage, stage.head, "head", "outstanding", reason="").reason == ""


def test_a_reason_is_needed_where_the_grade_moves_since_last_year(stage):
    stage.open_year("before")
    stage.score("beckside", "before")
    row = stage.row("beckside")
    meetings.open_meeting(actor=stage.chief, academy_cycle_id=row.id)
    with pytest.raises(BadInput) as caught:
        stage.agree(row, DATA, "requires_improvement")
    assert caught.value.detail["reason"] == "Needed, because it has gone down since last year"
    stage.agree(row, DATA, "good")


def test_views_do_not_change_after_agreement(stage):
    row = stage.row("beckside")
    meetings.open_meeting(actor=stage.chief, academy_cycle_id=row.id)
    stage.agree(row, DATA, "good")
    with pytest.raises(Refused):
        view(stage, stage.head, "head", "good")


def test_nothing_moves_in_a_closed_year(stage):
    cycles.start_closing(actor=stage.chief, cycle_id=stage.cycles["now"].id)
    cycles.close(actor=stage.chief, cycle_id=stage.cycles["now"].id, note="Test.")
    with pytest.raises(Refused, match="closed"):
        view(stage, stage.head, "head", "good")
    with pytest.raises(Refused, match="closed"):
        stage.agree(stage.row("beckside"), DATA, "good")


def test_feeds_name_views_only_to_the_three_and_never_with_a_grade(stage):
    view(stage, stage.head, "head", "requires_improvement")
    line = Activity.objects.get(verb="record_view")
    assert line.circle == "parties"
    assert line.academy_id == stage.academies["beckside"].id
    assert "equires" not in line.sentence + line.note
    meetings.open_meeting(actor=stage.chief, academy_cycle_id=stage.row("beckside").id)
    stage.agree(stage.row("beckside"), DATA, "requires_improvement")
    agreed = Activity.objects.get(verb="agree")
    assert agreed.circle == ""
    assert agreed.sentence == "agreed Statutory Annual Data: Requires improvement for Beckside Primary"


def test_history_of_a_cell_follows_what_the_reader_may_see(stage):
    view(stage, stage.head, "head", "good")
    view(stage, stage.head, "head", "outstanding")
    assert cell_of(stage, stage.director).history == ()
    assert [line.sentence for line in cell_of(stage, stage.head).history] == [
        "View of the head changed to Outstanding. Before: Good",
        "View of the head: Good",
    ]
    meetings.open_meeting(actor=stage.chief, academy_cycle_id=stage.row("beckside").id)
    stage.agree(stage.row("beckside"), DATA, "outstanding", reason="All saw it.")
    assert cell_of(stage, stage.director).history[0].sentence == "Agreed: Outstanding"
    other = cell_of(stage, stage.actor("secondary_director"))
    assert [line.sentence for line in other.history] == ["Agreed: Outstanding"]


def cell_of(stage, actor):
    return cell(academy_year(actor, stage.row("beckside")), DATA)


def grid_cell(stage, actor):
    grid = scoring(actor, stage.cycles["now"], academy_id=stage.academies["beckside"].id)
    return next(each for each in grid.rows[0].cells if each.column.key == DATA)
