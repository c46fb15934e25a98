"""Evidence is corrected and taken away by those who may, and nothing that counts vanishes."""

from typing import Any
from uuid import UUID

import pytest
from django.apps import apps

from improvement_cycle.actions import cycles, evidence, judgements, surveys
from improvement_cycle.models import Evidence, EvidenceArea
from improvement_cycle.queries.evidence import said
from tests.unit.improvement_cycle.conftest import Stage
from trust.actions.files import store
from trust.errors import BadInput, Conflict, Gone, NotFound, NotPermitted, Refused
from trust.files import path_of
from trust.ids import uuid7
from trust.models import Activity, StoredFile

GIVEN = {"source_key": "annual_results", "title": "Results", "url": "https://example.org/ks2"}


def added(stage: Stage, actor: Any = None, **more: Any) -> Evidence:
    return evidence.add(
        actor=actor or stage.head,
        academy_cycle_id=stage.row("beckside").id,
        column_keys=["safeguarding"],
        **(GIVEN | more),
    )


def correct(stage: Stage, made: Evidence, actor: Any = None, **more: Any) -> Evidence:
    given = {"seen": said(made).mark, "column_keys": ["safeguarding"], **GIVEN, **more}
    return evidence.correct(
        actor=actor or stage.head, academy_cycle_id=stage.row("beckside").id, evidence_id=made.id, **given
    )


def take_away(stage: Stage, made: Evidence, actor: Any = None, seen: str | None = None) -> None:
    evidence.take_away(
        actor=actor or stage.head,
        academy_cycle_id=stage.row("beckside").id,
        evidence_id=made.id,
        seen=said(made).mark if seen is None else seen,
    )


def uploaded(stage: Stage, name: str = "results.csv") -> StoredFile:
    row = stage.row("beckside")
    return store(actor=stage.head, name=name, content=b"a,b\n1,2\n", owner_kind="evidence", owner_id=row.id)


def is_kept(file: StoredFile) -> bool:
    return StoredFile.objects.filter(id=file.id).exists()


def rested_on(stage: Stage, made: Evidence) -> None:
    """The agreed judgement of safeguarding rests on it."""
    judgements.agree(
        actor=stage.chief,
        academy_cycle_id=stage.row("beckside").id,
        column_key="safeguarding",
        grade_key="effective",
        seen_version=1,
        evidence_ids=[made.id],
    )


def test_a_correction_says_exactly_what_was_given_and_the_feed_tells_it(stage: Stage) -> None:
    made = added(stage)
    correct(
        stage,
        made,
        title="Results of summer",
        url="",
        summary="As published.",
        column_keys=["leadership_and_management"],
    )
    now = Evidence.objects.get()
    assert (now.title, now.url, now.summary) == ("Results of summer", "", "As published.")
    assert [each.column.key for each in EvidenceArea.objects.all()] == ["leadership_and_management"]
    assert (now.by_name, now.at) == (made.by_name, made.at)
    line = Activity.objects.get(verb="correct")
    assert line.sentence == "corrected evidence for Beckside Primary: Results of summer"
    said_before = apps.get_model("improvement_cycle", "EvidenceEvent").objects.order_by("pgh_id")
    assert [each.title for each in said_before] == ["Results", "Results of summer"]


def test_saving_what_stands_changes_nothing(stage: Stage) -> None:
    made = added(stage)
    correct(stage, made, seen="an old page")
    assert not Activity.objects.filter(verb="correct").exists()


def test_whoever_comes_second_overwrites_nothing(stage: Stage) -> None:
    made = added(stage)
    seen = said(made).mark
    correct(stage, made, title="Results of summer")
    with pytest.raises(Conflict, match="Nothing of yours was saved"):
        correct(stage, made, actor=stage.director, seen=seen, title="Results of spring")
    with pytest.raises(Conflict, match="It was not taken away"):
        take_away(stage, made, actor=stage.director, seen=seen)
    assert Evidence.objects.get().title == "Results of summer"
    correct(stage, Evidence.objects.get(), actor=stage.director, title="Results of spring")
    assert Evidence.objects.get().title == "Results of spring"


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"title": " "}, "title"),
        ({"url": "javascript:alert(1)"}, "url"),
        ({"url": ""}, "summary"),
        ({"source_key": "gossip"}, "source"),
        ({"column_keys": ["nothing"]}, "columns"),
        ({"file_id": UUID(int=1)}, "file"),
    ],
)
def test_a_correction_that_makes_no_sense_is_bad_input(stage: Stage, change: dict[str, Any], field: str) -> None:
    with pytest.raises(BadInput) as caught:
        correct(stage, added(stage), **change)
    assert field in caught.value.detail


def test_own_evidence_is_corrected_by_anybody_that_of_others_by_director_and_chief_executive(stage: Stage) -> None:
    senior = stage.actor("senior_leader", head_of="beckside", role="senior_leader")
    own, of_head = added(stage, actor=senior), added(stage)
    correct(stage, own, actor=senior, title="Mine, better")
    for change in (correct, take_away):
        with pytest.raises(NotPermitted, match="Only who added it"):
            change(stage, of_head, actor=senior)
        with pytest.raises(NotPermitted):
            change(stage, own, actor=stage.actor("secondary_director"))
        with pytest.raises(NotFound):
            change(stage, own, actor=stage.actor("senior_leader", head_of="castle", role="senior_leader"))
    for number, actor in enumerate((stage.director, stage.chief)):
        correct(stage, Evidence.objects.get(id=own.id), actor=actor, title=f"Said {number}")
    take_away(stage, Evidence.objects.get(id=own.id), actor=stage.director)


def test_evidence_of_another_row_is_none_of_this_one(stage: Stage) -> None:
    made = added(stage)
    with pytest.raises(NotFound):
        evidence.take_away(
            actor=stage.chief, academy_cycle_id=stage.row("castle").id, evidence_id=made.id, seen=said(made).mark
        )
    with pytest.raises(NotFound):
        evidence.take_away(actor=stage.chief, academy_cycle_id=stage.row("beckside").id, evidence_id=uuid7(), seen="")


def test_a_frozen_row_and_a_closed_year_keep_their_evidence(stage: Stage) -> None:
    made = added(stage)
    stage.score("beckside")
    stage.decide("beckside", 1)
    stage.settle("beckside")
    for change in (correct, take_away):
        with pytest.raises(Refused, match="frozen"):
            change(stage, made)
    cycles.start_closing(actor=stage.chief, cycle_id=stage.cycles["now"].id)
    cycles.close(actor=stage.chief, cycle_id=stage.cycles["now"].id, note="Over.")
    for change in (correct, take_away):
        with pytest.raises(Refused, match="closed"):
            change(stage, made)


def test_evidence_on_which_a_judgement_rests_stays_until_it_is_unticked_there(stage: Stage) -> None:
    made = added(stage)
    stage.score("beckside")
    rested_on(stage, made)
    with pytest.raises(Refused, match="The agreed judgement on “Safeguarding” rests on it"):
        take_away(stage, made)
    assert Evidence.objects.exists()


def test_correcting_what_a_judgement_rests_on_takes_words_back(stage: Stage) -> None:
    made = added(stage)
    stage.score("beckside")
    version = stage.row("beckside").version
    correct(stage, made, title="Results, spelled right")
    assert stage.row("beckside").version == version
    rested_on(stage, made)
    version = stage.row("beckside").version
    correct(stage, Evidence.objects.get(), title="Other results")
    assert stage.row("beckside").version == version + 1


def table(stage: Stage, made: Evidence, value: str = "92", version: int = 0) -> None:
    surveys.set_table(
        actor=stage.head,
        academy_cycle_id=stage.row("beckside").id,
        evidence_id=made.id,
        seen_version=version,
        unit="percent",
        rows=[("My child feels safe", value, "143", "")],
    )


def test_other_results_under_what_a_judgement_rests_on_take_words_back(stage: Stage) -> None:
    made = added(stage)
    stage.score("beckside")
    version = stage.row("beckside").version
    table(stage, made)
    assert stage.row("beckside").version == version
    rested_on(stage, made)
    version = stage.row("beckside").version
    table(stage, made, "41", version=1)
    assert stage.row("beckside").version == version + 1


def test_results_that_were_never_seen_are_not_taken_away(stage: Stage) -> None:
    made = added(stage)
    seen = said(made).mark
    table(stage, made)
    with pytest.raises(Conflict, match="It was not taken away"):
        take_away(stage, made, seen=seen)
    seen = said(made).mark
    table(stage, made, "41", version=1)
    with pytest.raises(Conflict, match="It was not taken away"):
        take_away(stage, made, seen=seen)
    take_away(stage, made)
    assert not Evidence.objects.exists()


def test_what_was_taken_away_is_gone_and_says_who_took_it(stage: Stage) -> None:
    made = added(stage)
    seen = said(made).mark
    take_away(stage, made, actor=stage.director)
    assert not Evidence.objects.exists()
    assert not EvidenceArea.objects.exists()
    assert Activity.objects.get(verb="take_away").sentence == "took away evidence for Beckside Primary"
    assert apps.get_model("improvement_cycle", "EvidenceEvent").objects.filter(pgh_label="delete").count() == 1
    for change in (correct, take_away):
        with pytest.raises(Gone, match=f"{stage.director.name} took this evidence away on"):
            change(stage, made, seen=seen)


def test_the_file_goes_with_its_evidence(stage: Stage, django_capture_on_commit_callbacks: Any) -> None:
    file = uploaded(stage)
    path = path_of(stage.troupe.trust.id, file.id)
    made = added(stage, url="", file_id=file.id)
    assert path.exists()
    with django_capture_on_commit_callbacks(execute=True):
        take_away(stage, made)
    assert not is_kept(file)
    assert not path.exists()


def test_a_file_that_another_takes_the_place_of_goes(stage: Stage, django_capture_on_commit_callbacks: Any) -> None:
    first, second = uploaded(stage), uploaded(stage, "better.csv")
    made = added(stage, url="", file_id=first.id)
    with django_capture_on_commit_callbacks(execute=True):
        correct(stage, made, url="", file_id=second.id)
    assert (is_kept(first), is_kept(second)) == (False, True)
    assert not path_of(stage.troupe.trust.id, first.id).exists()
    correct(stage, Evidence.objects.get(), file_id=None)
    assert not is_kept(second)


def test_a_file_that_other_evidence_still_refers_to_stays(stage: Stage) -> None:
    file = uploaded(stage)
    one, two = (added(stage, url="", file_id=file.id) for _ in range(2))
    take_away(stage, one)
    assert is_kept(file)
    take_away(stage, two)
    assert not is_kept(file)
