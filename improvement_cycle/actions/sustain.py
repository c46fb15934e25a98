"""What comes after delivery: it is told what was reached, checks say whether it holds, and what slips goes on anew.

Checks belong to the academy and go on after the year of their priority is closed; the year itself does not change.
"""

import datetime as dt
from collections.abc import Mapping
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from improvement_cycle.actions.priorities import LONGEST_TEXT, called, check_seen, locked_priority, move
from improvement_cycle.actions.priorities_going_on import go_on
from improvement_cycle.actions.rows_at_hand import hold, locked_row
from improvement_cycle.enums import CameHow, PriorityState
from improvement_cycle.models import AcademyCycle, Priority, SustainCheck, SustainMark
from improvement_cycle.policies import sustain as rules
from improvement_cycle.policies.seen import word_at
from improvement_cycle.policies.sustain import Found, is_sustained, months_after, verdict_of
from improvement_cycle.presets.lists import listed
from improvement_cycle.queries.plans import plan_of
from improvement_cycle.queries.sustain import marks_of, newest_open_row
from trust.actions import activity
from trust.actors import Actor
from trust.enums import DocumentState
from trust.errors import BadInput, Conflict, NotFound, Refused
from trust.permissions import Permission, check_may
from trust.policies.texts import GIVE_A_REASON, fault_of_text, in_lines, one_line
from trust.policies.wording import full_day

KIND = "sustain_check"
LONGEST_REACHED = 500
NOT_APPROVED = "The plan is not approved: first it is agreed what is to be done, then it is delivered."
CHECKED = "A sustain check is recorded already, so it stays delivered. What slips can be reopened as a new priority."
NOT_DELIVERED = "This priority is not delivered, so there is nothing to check yet."
CHANGED = "Somebody has recorded this since you opened it. Nothing of yours was saved."
NO_YEAR = "No year of this academy is open. Open the next year first: it becomes a priority there."


@transaction.atomic
def deliver(*, actor: Actor, priority_id: UUID, note: str, seen_version: int) -> Priority:
    """Say what was reached; checks fall due when the model says. Raises Refused unless the plan is approved."""
    priority = locked_priority(actor, priority_id)
    check_seen(priority, seen_version)
    return deliver_held(actor, priority, note)


def deliver_held(actor: Actor, priority: Priority, note: str) -> Priority:
    """As above. Part of another action: it is held, with its row."""
    reached = one_line(note)
    if fault := fault_of_text(reached, LONGEST_REACHED, "Say in a sentence what was reached."):
        raise BadInput(fault, detail={"note": fault})
    plan = plan_of(priority.academy_cycle)
    is_approved = plan is not None and plan.state == DocumentState.APPROVED
    if priority.state == PriorityState.IN_PLAN and is_approved:
        priority.reached, priority.delivered_on = reached, timezone.localdate()
        priority.save(update_fields=["reached", "delivered_on"])
    move(actor, priority, "deliver", reached, hindrances=[] if is_approved else [NOT_APPROVED])
    after = listed(priority.academy_cycle.cycle.model.texts, "sustain_after")
    days = [months_after(timezone.localdate(), each.months) for each in after]
    SustainCheck.objects.bulk_create(
        SustainCheck(priority=priority, number=number, due_on=day) for number, day in enumerate(sorted(days), start=1)
    )
    return priority


@transaction.atomic
def not_delivered(*, actor: Actor, priority_id: UUID, note: str, seen_version: int) -> Priority:
    """Back to work, with a reason; its checks go. Raises Refused once one of them is recorded."""
    priority = locked_priority(actor, priority_id)
    check_seen(priority, seen_version)
    done = priority.checks.filter(done_on__isnull=False).exists()
    move(actor, priority, "not_delivered", note, hindrances=[CHECKED] if done else [])
    priority.checks.all().delete()
    priority.reached, priority.delivered_on = "", None
    priority.save(update_fields=["reached", "delivered_on"])
    return priority


@transaction.atomic
def record(
    *, actor: Actor, check_id: UUID, found: Mapping[str, Found], looked_on: dt.date | None, seen_word: int | None = None
) -> SustainCheck:
    """Write down what was seen on each of the four marks: for the head. Recorded again, the new words stand.

    The last check with all marks holding makes the priority sustained, as long as its year is open. `seen_word`: the
    `word_at` of what was recorded when it was opened; None asks nothing. Sent twice it is recorded once. Raises
    Conflict where somebody recorded something else meanwhile, and BadInput with a sentence for each field:
    `<mark>_verdict`, `<mark>_evidence`, `looked_on`.
    """
    check, priority = _held_check(actor, check_id)
    check_may(actor, Permission.PLAN_WRITE, priority)
    _check_delivered(priority)
    marks = [each.key for each in marks_of(priority.academy_cycle)]
    kept, faults = rules.clean(marks, found)
    if looked_on is None:
        faults["looked_on"] = "Enter the day on which you looked."
    else:
        verdict = verdict_of(each.verdict for each in kept.values())
        fault = rules.fault_of_looked_at(looked_on, priority.delivered_on, timezone.localdate())
        if fault := fault or rules.fault_of_early(looked_on, check.due_on, verdict):
            faults["looked_on"] = fault
    if faults:
        raise BadInput("Some of this is missing or does not fit.", detail=faults)
    stands = {each.mark: Found(each.verdict, each.evidence) for each in check.marks.all()}
    if (check.done_on, stands) == (looked_on, kept):
        return check
    if seen_word is not None and seen_word != word_at(check.at):
        raise Conflict(CHANGED)
    check.verdict = verdict_of(each.verdict for each in kept.values())
    check.done_on, check.by_name, check.at = looked_on, actor.name, timezone.now()
    check.save()
    check.marks.all().delete()
    SustainMark.objects.bulk_create(
        SustainMark(check_of=check, mark=mark, verdict=said.verdict, evidence=said.evidence)
        for mark, said in kept.items()
    )
    word = check.get_verdict_display().lower()
    _record(actor, check, priority, "record", f"checked {called(priority)}: {word}")
    _settle(actor, priority)
    return check


@transaction.atomic
def set_day(*, actor: Actor, check_id: UUID, due_on: dt.date | None, why: str) -> SustainCheck:
    """Move a check that is still to come to another day, with a reason."""
    check, priority = _held_check(actor, check_id)
    check_may(actor, Permission.PRIORITY_AGREE, priority)
    _check_delivered(priority)
    if check.is_done:
        raise Refused("This check is recorded, so it has no other day.")
    faults = {}
    reason = one_line(why)
    if fault := fault_of_text(reason, LONGEST_REACHED, GIVE_A_REASON):
        faults["why"] = fault
    if due_on is None:
        faults["due_on"] = "Enter the day."
    elif fault := rules.fault_of_move(due_on, priority.delivered_on):
        faults["due_on"] = fault
    if due_on is None or faults:
        raise BadInput(next(iter(faults.values())), detail=faults)
    if check.due_on != due_on:
        check.due_on, check.moved_why = due_on, reason
        check.save(update_fields=["due_on", "moved_why"])
        sentence = f"moved a sustain check to {full_day(due_on)}: {called(priority)}"
        _record(actor, check, priority, "set_day", sentence, reason)
    return check


@transaction.atomic
def reopen_slipping(*, actor: Actor, priority_id: UUID) -> Priority:
    """Propose anew what slips, in the newest open year of the academy. Done twice it is done once.

    Raises Refused where no check found that it slips, and where no year is open.
    """
    # Its own year may be closed, and does not change: it is read, not held.
    old: Priority | None = (
        Priority.objects.visible_to(actor)
        .select_related("area", "academy_cycle__academy", "academy_cycle__cycle__school_year")
        .filter(id=priority_id)
        .first()
    )
    if old is None:
        raise NotFound("There is no such priority.")
    check_may(actor, Permission.PRIORITY_AGREE, old)
    if not old.is_delivered or not old.checks.filter(verdict="slipping").exists():
        raise Refused("No check found that it slips.")
    row = newest_open_row(old.academy_cycle.academy_id)
    if row is None:
        raise Refused(NO_YEAR)
    why = f"It was delivered in {old.academy_cycle.cycle.school_year.label}: {old.reached} A check found that it slips."
    rationale = in_lines(f"{why}\n{old.rationale}")[:LONGEST_TEXT]
    held = locked_row(actor=actor, academy_cycle_id=row.id, permission=Permission.PRIORITY_AGREE)
    return go_on(actor=actor, old=old, row=held, how=CameHow.SLIPPED, rationale=rationale)


def _settle(actor: Actor, priority: Priority) -> None:
    """Sustained once every check found that it holds. A closed year keeps its word; the checks say the rest."""
    if priority.academy_cycle.cycle.is_closed:
        return
    lasts = is_sustained(list(priority.checks.values_list("verdict", flat=True)))
    if lasts and priority.state == PriorityState.DELIVERED:
        move(actor, priority, "sustain")
    elif not lasts and priority.state == PriorityState.SUSTAINED:
        move(actor, priority, "slip")


def _check_delivered(priority: Priority) -> None:
    if not priority.is_delivered:
        raise Refused(NOT_DELIVERED)


def _held_check(actor: Actor, check_id: UUID) -> tuple[SustainCheck, Priority]:
    """A check with its priority and its row, all held, the row first. Open or closed, whichever its year is."""
    found: SustainCheck | None = (
        SustainCheck.objects.filter(id=check_id, priority__in=Priority.objects.visible_to(actor).values("id"))
        .select_related("priority")
        .first()
    )
    if found is None:
        raise NotFound("There is no such check.")
    hold(found.priority.academy_cycle_id)
    row = AcademyCycle.objects.select_related("academy", "cycle__school_year", "cycle__model").get(
        id=found.priority.academy_cycle_id
    )
    priority = Priority.objects.select_for_update(of=("self",)).get(id=found.priority_id)
    check = SustainCheck.objects.select_for_update(of=("self",)).filter(id=check_id).first()
    if check is None:
        raise NotFound("There is no such check.")
    priority.academy_cycle = row
    check.priority = priority
    return check, priority


def _record(actor: Actor, check: SustainCheck, priority: Priority, verb: str, sentence: str, note: str = "") -> None:
    activity.record(
        actor=actor,
        kind=KIND,
        subject_id=check.id,
        verb=verb,
        sentence=sentence,
        note=note,
        academy_id=priority.academy_id,
    )
