"""Priorities and improvement plans as a trust has them in the middle of a year."""

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils import timezone

from benchmarks import drafts, facts, people, seed
from benchmarks.harness import Plan
from improvement_cycle.actions import plan_rows, plans
from improvement_cycle.models import AcademyCycle, KeyArea, Priority, PriorityAlignment, TrustPriority
from trust.actions.documents import frozen, keep_version
from trust.models import Document, SubmittedVersion
from trust.tenancy import tenant

SENTENCE = "Pupils remember more of what they are taught, and teachers act on what they do not remember. "
LAST = dt.date(seed.CURRENT + 1, 6, 25)
# Beside each page.
ROWS: dict[str, tuple[int, dict[str, Any]]] = {
    "objectives": (2, {"text": SENTENCE[:80], "measure": SENTENCE[:60], "baseline": "35%", "target_autumn": "50%"}),
    "actions": (
        10,
        {
            "text": SENTENCE[:90],
            "lead_name": "Subject lead",
            "supporter": "Another academy",
            "ends_on": LAST,
            "cost": "450",
        },
    ),
    "milestones": (3, {"text": SENTENCE[:70], "half_term": "4"}),
    "checks": (3, {"text": SENTENCE[:60], "who": "Head and director", "due_on": LAST}),
}
PRIORITIES = 6  # of a plan


def one_plan(plan: Plan) -> tuple[people.Person, AcademyCycle, Document]:
    """The head of an academy whose plan has six priorities and sixty actions, written and approved."""
    facts.load(plan, 2)
    first = seed.first_trust("bench")
    seed.fill(first.trust, {"bench": 1})
    with tenant(first.trust.id), transaction.atomic():
        row = AcademyCycle.objects.filter(cycle__school_year__starts_on__year=seed.CURRENT).get()
        head = drafts.head_of(first, row.academy)
        actor = drafts.person_actor(head)
        _priorities(row, PRIORITIES)
        document = plans.begin(actor=actor, academy_cycle_id=row.id)
        for section in document.sections.all():
            section.content = {
                "problem": SENTENCE * 3,
                "aim": SENTENCE * 3,
                **{key: [SENTENCE[:90]] * 4 for key in ("known_by", "ingredients", "will_stop", "activities", "final")},
            }
            section.is_finished = True
            section.save()
            if section.key.startswith("priority-"):
                for rows, (number, given) in ROWS.items():
                    for _ in range(number):
                        plan_rows.add(actor=actor, section_id=section.id, rows=rows, given=given)
        document.number = 1
        keep_version(
            document=document,
            content=frozen(document, list(document.sections.order_by("order"))),
            approvers=(),
            by_name="Head",
            by_membership=None,
            at=timezone.now(),
        )
        Document.objects.filter(id=document.id).update(number=1, approved_number=1, state="approved")
    return head, row, document


def version_of(document: Document) -> SubmittedVersion:
    """What was handed in."""
    return SubmittedVersion.objects.get(document=document)


def aligned(slugs_and_sizes: dict[str, int]) -> None:
    """Four priorities of the trust, and three of each academy that work on two of them."""
    for slug in slugs_and_sizes:
        trust = people.find(slug)
        with tenant(trust.id), transaction.atomic():
            rows = list(AcademyCycle.objects.filter(cycle__school_year__starts_on__year=seed.CURRENT))
            now = timezone.now()
            of_trust = [
                TrustPriority.objects.create(
                    cycle_id=rows[0].cycle_id,
                    number=number,
                    title=f"Trust priority {number}",
                    by_name="Somebody",
                    at=now,
                )
                for number in range(1, 5)
            ]
            made = [priority for row in rows for priority in _priorities(row, 3)]
            PriorityAlignment.objects.bulk_create(
                PriorityAlignment(priority=each, trust_priority=wanted)
                for place, each in enumerate(made)
                for wanted in (of_trust[place % 4], of_trust[(place + 1) % 4])
            )


def _priorities(row: AcademyCycle, number: int) -> list[Priority]:
    area, now = KeyArea.objects.filter(model_id=row.cycle.model_id).first(), timezone.now()
    return list(
        Priority.objects.bulk_create(
            Priority(
                academy_cycle=row,
                number=place,
                area=area,
                statement=f"{SENTENCE[:60]} {place}",
                rationale=SENTENCE * 2,
                state="agreed",
                proposed_by_name="Head",
                proposed_at=now,
                changed_at=now,
                agreed_at=now,
            )
            for place in range(1, number + 1)
        )
    )
