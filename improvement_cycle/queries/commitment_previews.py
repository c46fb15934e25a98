"""What each category would do at an academy, shown before it is decided: all that stands there, in one question."""

import datetime as dt
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef
from django.db.models.functions import JSONObject
from django.utils import timezone

from improvement_cycle.enums import Capability
from improvement_cycle.models import AcademyCycle, Commitment, Promise
from improvement_cycle.policies.commitments import Changes, CommitmentFact, PromiseFact
from improvement_cycle.policies.definition import CategoryWord, Definition
from improvement_cycle.queries.commitments import changes_of
from improvement_cycle.queries.terms import keep_terms, terms_told


def previews(row: AcademyCycle, definition: Definition) -> list[tuple[CategoryWord, Changes]]:
    """What each category would do if it were decided today; nothing where the model knows no commitments."""
    if Capability.COMMITMENTS not in definition.capabilities:
        return []
    today, known = timezone.localdate(), _standing(row)
    return [
        (each, changes_of(row, definition, each.number, effective_from=today, today=today, known=known))
        for each in sorted(definition.categories, key=lambda each: each.number)
    ]


def _standing(row: AcademyCycle) -> list[CommitmentFact]:
    """Commitments as the rules see them, and the row with its terms."""
    promise, commitment = ("id", "slot", "due_on", "state", "moved_why"), ("id", "key", "ended_on", "ended_why")
    promises = Promise.objects.filter(commitment=OuterRef("id")).values(
        of=JSONObject(**dict(zip(promise, promise, strict=True)))
    )
    told = Commitment.objects.filter(academy_cycle=OuterRef("id")).values(
        of=JSONObject(**dict(zip(commitment, commitment, strict=True)), promises=ArraySubquery(promises))
    )
    found: Any = AcademyCycle.objects.annotate(told=ArraySubquery(told), of_year=terms_told()).get(id=row.id)
    keep_terms(row, found.of_year)
    return [
        CommitmentFact(
            id=each["id"],
            key=each["key"],
            is_open=each["ended_on"] is None,
            is_declined=each["ended_on"] is not None and bool(each["ended_why"]),
            promises=tuple(_promise(promise) for promise in each["promises"]),
        )
        for each in found.told
    ]


def _promise(told: dict[str, str]) -> PromiseFact:
    due_on = dt.date.fromisoformat(told["due_on"])
    return PromiseFact(told["id"], told["slot"], due_on, told["state"], bool(told["moved_why"]))
