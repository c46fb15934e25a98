"""What the categories of an invented trust brought this year, and what has become of it."""

import datetime as dt
from decimal import Decimal
from typing import Any

from django.utils import timezone

from improvement_cycle.actions.commitments import bring_about
from improvement_cycle.enums import CommitmentKind, PromiseState
from improvement_cycle.models import Commitment, CurrentStatus, Promise
from improvement_cycle.policies.commitments import WHEN_USED
from improvement_cycle.queries.improvement_models import definition_of
from trust.actors import system_actor
from trust.models import Trust

AHEAD = dt.timedelta(days=28)
# What was done, and in how many days, by sort.
DONE = {
    CommitmentKind.SUPPORT: ("Time with the leaders of the subjects in the plan.", "0.5"),
    CommitmentKind.QA_VISIT: ("Learning walk in Key Stage 2 and a look at books.", "0.5"),
    CommitmentKind.DATA_QA: ("Figures of the autumn looked through; two groups to watch.", "0.5"),
    CommitmentKind.PROGRESS_MEETING: ("Agreed what moves until the next half term.", "0.5"),
    CommitmentKind.MEETING: ("", None),
}
USED = {
    CommitmentKind.COACHING: ("", "0.5"),
    CommitmentKind.SPECIALIST_SUPPORT: ("A specialist worked with the leaders of the subject.", "1"),
    CommitmentKind.COLLABORATION: ("Working group of the half term.", None),
}


def build(trust: Trust, said: dict[str, Any]) -> None:
    """As the categories of the newest year have it; missed where the file says so."""
    statuses = CurrentStatus.objects.filter(superseded_at=None, academy_cycle__cycle__state="open")
    for status in statuses.select_related("category", "academy_cycle__academy", "academy_cycle__cycle__model"):
        row = status.academy_cycle
        bring_about(
            actor=system_actor(trust, status.decided_by_name),
            row=row,
            definition=definition_of(row.cycle.model),
            number=status.category.number,
            effective_from=status.effective_from,
            today=status.effective_from,
        )
        _became(row, said.get("missed_promises", {}).get(row.academy.slug, {}))
        _used(row, status.effective_from)


def _became(row: Any, missed: dict[str, str]) -> None:
    """What is past was kept, but for what was missed; what comes soon has a date."""
    today = timezone.localdate()
    # Nobody goes everywhere on one day: each academy, and each sort, has days of its own.
    of_academy = sum(row.academy.name.encode()) % 5
    for place, promise in enumerate(
        Promise.objects.filter(commitment__academy_cycle=row, document="", state=PromiseState.PROMISED).select_related(
            "commitment"
        )
    ):
        kind = CommitmentKind(promise.commitment.kind)
        if promise.due_on < today:
            if why := missed.pop(kind.value, ""):
                promise.state, promise.note = PromiseState.MISSED, why
            else:
                note, days = DONE.get(kind, ("", None))
                promise.state, promise.delivered_on, promise.note = PromiseState.DELIVERED, promise.due_on, note
                promise.days = Decimal(days) if days else None
        elif promise.due_on < today + AHEAD and kind in DONE:
            promise.state, promise.scheduled_on = (
                PromiseState.SCHEDULED,
                _weekday(max(promise.due_on - dt.timedelta(days=2 + (of_academy + 3 * place) % 14), today)),
            )
        else:
            continue
        promise.save()


def _weekday(day: dt.date) -> dt.date:
    return day + dt.timedelta(days=max(7 - day.weekday(), 0)) if day.weekday() > 4 else day


def _used(row: Any, since: dt.date) -> None:
    day = min(since + dt.timedelta(days=9), timezone.localdate())
    for commitment in Commitment.objects.filter(academy_cycle=row, cadence__in=WHEN_USED, kind__in=USED):
        note, days = USED[CommitmentKind(commitment.kind)]
        Promise.objects.create(
            commitment=commitment,
            state=PromiseState.DELIVERED,
            due_on=day,
            delivered_on=day,
            days=Decimal(days) if days else None,
            note=note,
            by_name=commitment.by_name,
            at=timezone.now(),
        )
