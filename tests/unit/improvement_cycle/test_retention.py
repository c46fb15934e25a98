"""Earlier texts go thirty days after the approval, by themselves; nothing else goes, and not before."""

import datetime as dt
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from improvement_cycle.actions import self_evaluations
from tests.unit.improvement_cycle.test_self_evaluation import section, submit, write
from tests.work import work_off
from trust.actions import documents as actions
from trust.models import Activity, Document, Due, EarlierText, Job, Section

EVERYTHING = ("trust_section", "trust_document", "trust_submittedversion", "trust_submittedtext", "trust_approval")


@pytest.fixture
def approved(stage: Any) -> Document:
    """Approved by both, with an earlier text; another one beside it that is still written."""
    for academy in ("beckside", "castle"):
        who = stage.actor("head", head_of=academy)
        document = self_evaluations.begin(actor=who, academy_cycle_id=stage.row(academy).id)
        write(stage, document, {"narrative": "<p>First.</p>"}, actor=who)
        Section.objects.filter(document=document).update(saved_at=timezone.now() - dt.timedelta(hours=1))
        write(stage, document, {"narrative": "<p>Second.</p>"}, actor=who)
    found: Document = Document.objects.get(academy_id=stage.academies["beckside"].id)
    submit(stage, found)
    for actor, capacity in ((stage.director, "director"), (stage.chief, "chief_executive")):
        actions.approve(actor=actor, document_id=found.id, capacity=capacity, seen_number=1)
    return Document.objects.get(id=found.id)


def counts() -> dict[str, int]:
    found = {}
    with connection.cursor() as cursor:
        for table in EVERYTHING:
            cursor.execute(f"SELECT count(*) FROM {table}")
            found[table] = cursor.fetchone()[0]
    return found


def as_if_the_day_had_come() -> list[str]:
    Due.objects.filter(kind="forget_earlier_texts").update(due_at=timezone.now() - dt.timedelta(minutes=1))
    return work_off()


def test_the_day_is_planned_with_the_approval_and_named_by_it(approved: Document) -> None:
    job = Job.objects.get(kind="forget_earlier_texts")
    last_day = timezone.localdate() + dt.timedelta(days=30)
    assert job.key == f"{approved.pk}, version 1, after {last_day}"
    due = timezone.localtime(Due.objects.get(id=job.id).due_at)
    assert due.date() == last_day + dt.timedelta(days=1)
    assert work_off() == []
    assert EarlierText.objects.filter(section__document=approved).exists()


def test_when_it_has_come_earlier_texts_go_and_nothing_else(approved: Document) -> None:
    before, others = counts(), EarlierText.objects.exclude(section__document=approved).count()
    assert others
    assert as_if_the_day_had_come() == ["done"]
    assert not EarlierText.objects.filter(section__document=approved).exists()
    assert EarlierText.objects.count() == others
    assert counts() == before
    assert section(approved).content["narrative"]
    assert "deleted 1 earlier text of Self-evaluation" in Activity.objects.get(verb="forget").sentence


def test_what_was_reopened_keeps_its_texts_until_thirty_days_after_the_next_approval(
    stage: Any, approved: Document
) -> None:
    actions.reopen(actor=stage.chief, document_id=approved.id, note="New results.", seen_number=1)
    kept = EarlierText.objects.count()
    assert as_if_the_day_had_come() == ["done"]
    assert EarlierText.objects.count() == kept
    actions.submit(actor=stage.head, document_id=approved.id)
    for actor, capacity in ((stage.director, "director"), (stage.chief, "chief_executive")):
        actions.approve(actor=actor, document_id=approved.id, capacity=capacity, seen_number=2)
    assert Job.objects.filter(kind="forget_earlier_texts").count() == 2
    assert as_if_the_day_had_come() == ["done"]
    assert not EarlierText.objects.filter(section__document=approved).exists()
