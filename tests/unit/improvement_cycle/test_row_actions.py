"""The word of the three on a row, the current status, evidence."""

import datetime as dt
from dataclasses import replace

import pytest
from django.utils import timezone

from improvement_cycle.actions import evidence, judgements, rows, status
from improvement_cycle.models import CurrentStatus, Evidence, JudgementEvidence, RowAgreement
from improvement_cycle.queries.cells import academy_year, cell
from improvement_cycle.queries.scoring import scoring
from trust.errors import BadInput, Conflict, NotFound, NotPermitted, Refused
from trust.models import Activity, StoredFile
from trust.queries.activity import visible_to


@pytest.fixture
def scored(stage):
    stage.score("beckside")
    stage.decide("beckside", 1)
    return stage


def test_the_last_word_of_three_freezes_the_row(scored):
    scored.settle("beckside")
    row = scored.row("beckside")
    assert row.is_agreed
    assert row.agreed_at is not None
    assert not row.meeting_is_open
    with pytest.raises(Refused, match="frozen"):
        scored.agree(row, "statutory_annual_data", "inadequate", seen=1, reason="No.")


def test_the_feed_tells_nobody_who_of_the_three_agreed(scored):
    """Whose word is missing would tell a dissent to those who are not one of the three."""
    row = scored.row("beckside")
    for actor, party in ((scored.chief, "chief_executive"), (scored.director, "director")):
        rows.agree(actor=actor, academy_cycle_id=row.id, party=party, seen_version=row.version)
    rows.dissent(actor=scored.head, academy_cycle_id=row.id, party="head", seen_version=row.version, note="Too harsh.")
    assert scored.row("beckside").is_agreed
    told = [line.sentence for line in visible_to(scored.chief).filter(kind="academy_cycle", subject_id=row.id)]
    assert len(told) == 1, told
    assert "completed the agreement" in told[0]


def test_two_words_are_not_enough(scored):
    row = scored.row("beckside")
    rows.agree(actor=scored.chief, academy_cycle_id=row.id, party="chief_executive", seen_version=row.version)
    rows.agree(actor=scored.director, academy_cycle_id=row.id, party="director", seen_version=row.version)
    assert not scored.row("beckside").is_agreed
    grid = scoring(scored.chief, scored.cycles["now"], academy_id=scored.academies["beckside"].id)
    assert grid.rows[0].standing.sentence == "Agreed by director and chief executive; waiting for head"


def test_a_row_with_gaps_cannot_be_agreed(stage):
    stage.score("beckside")
    row = stage.row("beckside")
    with pytest.raises(Refused, match="current status is not decided"):
        rows.agree(actor=stage.chief, academy_cycle_id=row.id, party="chief_executive", seen_version=row.version)
    empty = stage.row("castle")
    with pytest.raises(Refused, match="No agreed judgement yet: The Quality of Education"):
        rows.agree(actor=stage.chief, academy_cycle_id=empty.id, party="chief_executive", seen_version=1)


def test_a_changed_judgement_takes_words_back_and_an_old_page_is_a_conflict(scored):
    row = scored.row("beckside")
    seen = row.version
    rows.agree(actor=scored.director, academy_cycle_id=row.id, party="director", seen_version=seen)
    scored.agree(row, "statutory_annual_data", "outstanding", seen=1, reason="New figures.")
    with pytest.raises(Conflict):
        rows.agree(actor=scored.head, academy_cycle_id=row.id, party="head", seen_version=seen)
    grid = scoring(scored.chief, scored.cycles["now"], academy_id=scored.academies["beckside"].id)
    assert grid.rows[0].standing.agreed_by == ()


def test_nobody_agrees_for_another_party(scored):
    row = scored.row("beckside")
    for actor, party in ((scored.chief, "head"), (scored.head, "director")):
        with pytest.raises(NotPermitted):
            rows.agree(actor=actor, academy_cycle_id=row.id, party=party, seen_version=row.version)
    with pytest.raises(BadInput):
        rows.agree(actor=scored.head, academy_cycle_id=row.id, party="governor", seen_version=row.version)


def test_absence_and_dissent_are_recorded_with_their_reason_and_stay_with_the_three(scored):
    row = scored.row("beckside")
    with pytest.raises(BadInput):
        rows.record_absence(actor=scored.director, academy_cycle_id=row.id, party="chief_executive", note=" ")
    rows.record_absence(actor=scored.director, academy_cycle_id=row.id, party="chief_executive", note="Ill.")
    with pytest.raises(BadInput):
        rows.dissent(actor=scored.head, academy_cycle_id=row.id, party="head", seen_version=row.version, note="")
    rows.dissent(actor=scored.head, academy_cycle_id=row.id, party="head", seen_version=row.version, note="Too harsh.")
    assert not scored.row("beckside").is_agreed
    rows.agree(actor=scored.director, academy_cycle_id=row.id, party="director", seen_version=row.version)
    assert scored.row("beckside").is_agreed
    assert {line.circle for line in Activity.objects.filter(verb__in=["dissent", "absence"])} == {"parties"}


def test_nobody_records_their_own_absence_nor_that_of_one_who_spoke(scored):
    row = scored.row("beckside")
    with pytest.raises(NotPermitted):
        rows.record_absence(actor=scored.chief, academy_cycle_id=row.id, party="chief_executive", note="Away.")
    with pytest.raises(NotPermitted):
        rows.record_absence(actor=scored.head, academy_cycle_id=row.id, party="director", note="Away.")
    rows.agree(actor=scored.head, academy_cycle_id=row.id, party="head", seen_version=row.version)
    with pytest.raises(Refused):
        rows.record_absence(actor=scored.chief, academy_cycle_id=row.id, party="head", note="Away.")


def test_two_of_the_three_at_least_speak_for_a_row(scored):
    row = scored.row("beckside")
    rows.record_absence(actor=scored.director, academy_cycle_id=row.id, party="head", note="Ill.")
    with pytest.raises(Refused, match="At least two"):
        rows.record_absence(actor=scored.director, academy_cycle_id=row.id, party="chief_executive", note="Away.")
    rows.record_absence(actor=scored.director, academy_cycle_id=row.id, party="head", note="Still ill.")
    rows.agree(actor=scored.director, academy_cycle_id=row.id, party="director", seen_version=row.version)
    assert not scored.row("beckside").is_agreed


def test_reopening_needs_a_reason_and_the_role(scored):
    scored.settle("beckside")
    row = scored.row("beckside")
    with pytest.raises(BadInput):
        rows.reopen(actor=scored.chief, academy_cycle_id=row.id, reason=" ")
    with pytest.raises(NotPermitted):
        rows.reopen(actor=scored.head, academy_cycle_id=row.id, reason="I do not like it.")
    reopened = rows.reopen(actor=scored.chief, academy_cycle_id=row.id, reason="Results were amended.")
    assert not reopened.is_agreed
    assert scored.row("beckside").agreed_at is None
    with pytest.raises(Refused):
        rows.reopen(actor=scored.chief, academy_cycle_id=row.id, reason="Again.")
    assert RowAgreement.objects.filter(academy_cycle=row).count() == 3
    scored.settle("beckside")
    assert scored.row("beckside").is_agreed


def decide(stage, actor=None, **more):
    given = {
        "category_number": 2,
        "reason": "Two areas need help.",
        "took_part": ["head", "director"],
        "effective_from": timezone.localdate(),
        **more,
    }
    return status.decide(actor=actor or stage.director, academy_cycle_id=stage.row("beckside").id, **given)


def test_people_decide_and_the_rule_is_kept_beside(stage):
    stage.score("beckside", statutory_annual_data="inadequate")
    made = decide(stage, also_present="Chair of governors")
    assert made.category.number == 2
    assert made.suggested.number == 3
    assert made.suggestion_reason == "One area is Inadequate (Statutory data)."
    grid = scoring(stage.chief, stage.cycles["now"], academy_id=stage.academies["beckside"].id)
    assert grid.rows[0].status_differs


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"reason": " "}, "reason"),
        ({"took_part": []}, "took_part"),
        ({"took_part": ["caretaker"]}, "took_part"),
        ({"category_number": 9}, "category"),
        ({"effective_from": timezone.localdate() + dt.timedelta(days=1)}, "effective_from"),
        ({"effective_from": dt.date(2001, 1, 1)}, "effective_from"),
    ],
)
def test_a_decision_that_makes_no_sense_is_bad_input(stage, change, field):
    with pytest.raises(BadInput) as caught:
        decide(stage, **change)
    assert field in caught.value.detail


def test_a_status_changes_in_the_middle_of_the_year_and_keeps_its_history(scored):
    scored.settle("beckside")
    standing = CurrentStatus.objects.get()
    with pytest.raises(Conflict) as caught:
        decide(scored)
    assert caught.value.detail["category"] == 1
    made = decide(scored, seen_status_id=standing.id)
    assert CurrentStatus.objects.count() == 2
    assert CurrentStatus.objects.get(superseded_at__isnull=True) == made
    assert scored.row("beckside").is_agreed


def test_the_head_records_dissent_but_does_not_decide(stage):
    with pytest.raises(NotPermitted):
        decide(stage, actor=stage.head)
    with pytest.raises(Refused):
        dissent(stage, seen=None)
    decided = decide(stage)
    made = dissent(stage, seen=decided.id)
    assert made.dissent_by_name == stage.head.name
    with pytest.raises(NotPermitted):
        dissent(stage, actor=stage.director, seen=decided.id)
    assert Activity.objects.get(verb="dissent").circle == "parties"


def dissent(stage, *, seen, actor=None, note="No."):
    row = stage.row("beckside")
    return status.record_dissent(actor=actor or stage.head, academy_cycle_id=row.id, seen_status_id=seen, note=note)


def test_a_dissent_is_on_the_decision_that_was_on_screen(stage):
    first = decide(stage)
    second = decide(stage, category_number=3, seen_status_id=first.id)
    for seen in (None, first.id):
        with pytest.raises(Conflict, match="Somebody else has decided"):
            dissent(stage, seen=seen)
    assert dissent(stage, seen=second.id).dissent_note == "No."


def test_nobody_overwrites_the_dissent_of_another(stage):
    decided = decide(stage)
    dissent(stage, seen=decided.id, note="Mine.")
    other = stage.actor("other_head", head_of="beckside")
    with pytest.raises(Conflict, match="already recorded a dissent"):
        dissent(stage, seen=decided.id, actor=other, note="Theirs.")
    # A dissent is somebody's by their membership: a namesake has none, who changed their name keeps theirs.
    namesake, renamed = replace(other, name=stage.head.name), replace(stage.head, name="Another Name")
    with pytest.raises(Conflict, match="already recorded a dissent"):
        dissent(stage, seen=decided.id, actor=namesake, note="Theirs.")
    assert dissent(stage, seen=decided.id, actor=renamed, note="Said better.").dissent_note == "Said better."


def add(stage, actor=None, **more):
    given = {"source_key": "annual_results", "title": "Key stage 2 results", "url": "https://example.org/ks2", **more}
    return evidence.add(actor=actor or stage.head, academy_cycle_id=stage.row("beckside").id, **given)


def test_evidence_is_not_of_tomorrow(stage):
    today = timezone.localdate()
    with pytest.raises(BadInput) as refused:
        add(stage, dated_on=today + dt.timedelta(days=1))
    assert refused.value.detail == {"dated_on": "Evidence cannot be dated later than today."}
    assert add(stage, dated_on=today).dated_on == today


def agree_again(stage, evidence_ids, *, academy="beckside", seen=1):
    return judgements.agree(
        actor=stage.chief,
        academy_cycle_id=stage.row(academy).id,
        column_key="statutory_annual_data",
        grade_key="good",
        seen_version=seen,
        reason="Because.",
        evidence_ids=evidence_ids,
    )


def test_evidence_is_added_linked_and_unlinked_and_each_change_takes_words_back(scored):
    made = add(scored, column_keys=["statutory_annual_data"], area_keys=["leadership"])
    row = scored.row("beckside")
    agree_again(scored, [made.id])
    shown = cell(academy_year(scored.chief, row), "statutory_annual_data").evidence
    assert (shown[0].title, shown[0].is_linked, shown[0].speaks_here) == ("Key stage 2 results", True, True)
    linked = scored.row("beckside").version
    assert linked == row.version + 1
    for same in ([made.id], None):
        agree_again(scored, same, seen=2)
        assert scored.row("beckside").version == linked
    agree_again(scored, [], seen=2)
    assert not JudgementEvidence.objects.exists()
    assert Evidence.objects.count() == 1
    assert scored.row("beckside").version == linked + 1


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"title": " "}, "title"),
        ({"url": "javascript:alert(1)"}, "url"),
        ({"url": "ftp://example.org/x"}, "url"),
        ({"url": ""}, "summary"),
        ({"source_key": "gossip"}, "source"),
        ({"column_keys": ["nothing"]}, "columns"),
        ({"title": "x" * 201}, "title"),
    ],
)
def test_evidence_that_makes_no_sense_is_bad_input(stage, change, field):
    with pytest.raises(BadInput) as caught:
        add(stage, **change)
    assert field in caught.value.detail


def test_only_a_file_uploaded_for_this_row_becomes_its_evidence(stage):
    def kept(row):
        return StoredFile.objects.create(
            name="x.pdf",
            content_type="application/pdf",
            size=1,
            sha256="0" * 64,
            owner_kind="evidence",
            owner_id=row.id,
            uploaded_by_name="x",
        )

    assert add(stage, url="", file_id=kept(stage.row("beckside")).id).file.name == "x.pdf"
    with pytest.raises(BadInput) as caught:
        add(stage, url="", file_id=kept(stage.row("castle")).id)
    assert "file" in caught.value.detail or "upload" in caught.value.message.lower()


def test_evidence_is_added_by_the_academys_own_people_and_stays_with_it(stage):
    senior = stage.actor("senior_leader", head_of="beckside", role="senior_leader")
    made = add(stage, actor=senior)
    with pytest.raises(NotFound):
        add(stage, actor=stage.actor("senior_leader", head_of="castle", role="senior_leader"))
    stage.score("castle")
    with pytest.raises(BadInput):
        agree_again(stage, [made.id], academy="castle")
