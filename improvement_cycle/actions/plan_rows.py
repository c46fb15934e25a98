"""Rows beside a page of a plan: add, change, take away, close, and tell how it goes.

What is planned changes only while the plan is open to changes; how it goes is told once it is approved. Of a draft
nothing shows in the feed: there only what is told of an approved plan stands.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from improvement_cycle import workflow
from improvement_cycle.actions.open_reviews import keep_up_reviews
from improvement_cycle.actions.rows_at_hand import locked_row
from improvement_cycle.enums import Progress
from improvement_cycle.models import Milestone, Objective, PlanAction, PlanRow
from improvement_cycle.policies.plan_rows import (
    ACTIONS,
    CHECKS,
    CHOOSE,
    KINDS,
    MILESTONES,
    MOST_ROWS,
    MOST_WEEKS,
    OBJECTIVES,
    clean,
    every,
)
from improvement_cycle.policies.priorities import why_still
from improvement_cycle.policies.seen import word_at
from improvement_cycle.queries.leading import leads_at
from improvement_cycle.queries.plan_rows import MODELS, WITH_ROWS, find_row, priority_of, within
from improvement_cycle.queries.plans import why_page_still
from trust import documents
from trust.actions import activity
from trust.actions.advance import advance
from trust.actions.documents import lock
from trust.actors import Actor
from trust.enums import DocumentState
from trust.errors import BadInput, Conflict, NotFound, NotPermitted, Refused
from trust.models import Section
from trust.permissions import Permission
from trust.policies.texts import GIVE_A_REASON, fault_of_text, one_line

CHANGED = "Somebody has changed this since you opened it. Nothing of yours was saved."
NOT_YET = "How it goes is told once the plan is approved."
FAULTY = "Some of this is missing or does not fit."
LONGEST_WHY = 500
# The kinds of lines in the feed, by the kind of the plan: who reads them differs.
FEED_KINDS = {
    workflow.PLAN: {
        OBJECTIVES: "objective",
        ACTIONS: "plan_action",
        MILESTONES: "milestone",
        CHECKS: "monitoring_check",
    },
    workflow.RAPID: {OBJECTIVES: "rapid_objective", ACTIONS: "rapid_action", CHECKS: "rapid_check"},
}
WORKFLOWS = {ACTIONS: workflow.PLAN_ACTION, MILESTONES: workflow.MILESTONE}


@transaction.atomic
def add(*, actor: Actor, section_id: UUID, rows: str, given: Mapping[str, Any]) -> PlanRow:
    """Add a row beside a page. Raises BadInput with a sentence for each field that does not fit."""
    return add_all(actor=actor, section_id=section_id, rows=rows, given=[given])[0]


@transaction.atomic
def add_all(*, actor: Actor, section_id: UUID, rows: str, given: Sequence[Mapping[str, Any]]) -> list[PlanRow]:
    """Add several rows beside a page, all or none. Raises BadInput at the first that does not fit."""
    section = hold(actor, section_id, rows)
    kind, model = KINDS[rows], MODELS[rows]
    standing = model.objects.filter(section=section)
    if standing.count() + len(given) > MOST_ROWS:
        raise Refused(f"At most {MOST_ROWS} stand beside one page. Put what belongs together into one.")
    referred, priority = within(section), priority_of(section)
    last = standing.aggregate(last=Max("number"))["last"] or 0
    made: list[PlanRow] = []
    for number, each in enumerate(given, start=last + 1):
        kept, faults = clean(kind, each, referred)
        if faults:
            raise BadInput(FAULTY, detail=faults)
        row: PlanRow = model.objects.create(
            section=section,
            academy_cycle=section.document.subject,
            priority=priority,
            number=number,
            by_name=actor.name,
            at=timezone.now(),
            **_columns(kept),
        )
        made.append(row)
    return made


@transaction.atomic
def add_checks(*, actor: Actor, section_id: UUID, given: Mapping[str, Any], last: dt.date, weeks: int) -> list[PlanRow]:
    """Add the same check every so many weeks, from its day to the last. Raises BadInput where it does not fit."""
    section = page_to_write(actor, section_id, CHECKS)
    kept, faults = clean(KINDS[CHECKS], given, within(section))
    first = kept.get("due_on")
    if first and last < first:
        faults["last"] = "This is before the first day."
    elif first and last > within(section).last:
        faults["last"] = f"This plan is for the days {within(section).year}."
    if not 1 <= weeks <= MOST_WEEKS:
        faults["weeks"] = CHOOSE
    if faults or first is None:
        raise BadInput(FAULTY, detail=faults)
    rows = [{**given, "due_on": day} for day in every(first, last, weeks)]
    return add_all(actor=actor, section_id=section_id, rows=CHECKS, given=rows)


@transaction.atomic
def change(*, actor: Actor, rows: str, row_id: UUID, seen_version: int, given: Mapping[str, Any]) -> PlanRow:
    """Let a row say exactly this. Raises Conflict where it says something else than was seen."""
    row, section = _held_row(actor, rows, row_id)
    if row.version != seen_version:
        raise Conflict(CHANGED)
    kept, faults = clean(KINDS[rows], given, within(section, row))
    if faults:
        raise BadInput(FAULTY, detail=faults)
    wanted = _columns(kept)
    confirms = _confirm(row)
    if _says_otherwise(row, wanted):
        for name, value in wanted.items():
            setattr(row, name, value)
        row.version += 1
        row.by_name, row.at = actor.name, timezone.now()
        row.save()
    elif confirms:
        row.save()
    return row


@transaction.atomic
def confirm(*, actor: Actor, rows: str, row_id: UUID) -> PlanRow:
    """What came from an earlier year stands as it is. Raises Refused while its day is still to be set."""
    row, _ = _held_row(actor, rows, row_id)
    if getattr(row, "day_to_set", False):
        raise Refused("Its day lay in an earlier year. Set another, then it stands.")
    if _confirm(row):
        row.save()
    return row


@transaction.atomic
def take_away(*, actor: Actor, rows: str, row_id: UUID, seen_version: int) -> None:
    """Take a row out of the plan. Raises Refused where something was told of it already: it is closed instead."""
    row, _ = _held_row(actor, rows, row_id)
    if row.version != seen_version:
        raise Conflict(CHANGED)
    if reason := why_it_stays(row):
        raise Refused(reason)
    if isinstance(row, Objective):
        # Its actions stay, for the priority as a whole.
        row.actions.update(objective=None)
    row.delete()


@transaction.atomic
def close(*, actor: Actor, rows: str, row_id: UUID, why: str) -> PlanRow:
    """Work on an objective or an action no longer, with a reason. It stays readable. Closed twice it is closed once."""
    row, _ = _carried(actor, rows, row_id)
    if not isinstance(row, Objective | PlanAction):
        raise Refused("This is changed or taken away, not closed.")
    why = one_line(why)
    if fault := fault_of_text(why, LONGEST_WHY, GIVE_A_REASON):
        raise BadInput(fault, detail={"why": fault})
    if row.closed_at is not None and row.closed_why != why:
        raise Refused(f"It is closed already: {row.closed_why}")
    close_held(actor, row, rows, why)
    return row


def close_held(actor: Actor, row: Objective | PlanAction, rows: str, why: str, when: str = "") -> None:
    """Close a row that is held. Part of another action; `when`: how its sentence ends."""
    if row.closed_at is None:
        row.closed_at, row.closed_why, row.closed_by_name = timezone.now(), why, actor.name
        row.save(update_fields=["closed_at", "closed_why", "closed_by_name"])
        record(actor, row, rows, "close", f"closed {called(row, rows)}{when}", note=why)
        _keep_up(row)


@transaction.atomic
def open_again(*, actor: Actor, rows: str, row_id: UUID) -> PlanRow:
    """Work on it again."""
    row, _ = _carried(actor, rows, row_id)
    if isinstance(row, Objective | PlanAction) and row.closed_at is not None:
        row.closed_at, row.closed_why, row.closed_by_name = None, "", ""
        row.save(update_fields=["closed_at", "closed_why", "closed_by_name"])
        record(actor, row, rows, "open_again", f"opened {called(row, rows)} again")
        _keep_up(row)
    return row


@transaction.atomic
def tell(*, actor: Actor, rows: str, row_id: UUID, given: Mapping[str, Any], seen_word: int | None = None) -> PlanRow:
    """Write down how it goes. For those who write the page, and who leads the action.

    `seen_word`: the `word_of` what was told when it was opened; None asks nothing. Raises Refused while the plan is not
    approved, Conflict where somebody told something else meanwhile, BadInput with a sentence for each field that does
    not fit.
    """
    row, section = _carried(actor, rows, row_id)
    if getattr(row, "is_closed", False):
        raise Refused("This is closed. Open it again first.")
    kept, faults = clean(KINDS[rows], given, within(section, row), told_on=timezone.localdate())
    if faults:
        raise BadInput(FAULTY, detail=faults)
    if seen_word is not None and seen_word != word_of(row):
        if _says_otherwise(row, kept):
            raise Conflict(CHANGED)
        return row  # sent twice it is told once
    state = kept.pop("state", None)
    for name, value in kept.items():
        setattr(row, name, value)
    row.told_by_name, row.told_at = actor.name, timezone.now()  # type: ignore[attr-defined]
    if isinstance(row, PlanAction) and state != Progress.COMPLETE:
        row.done_on = None
    row.save()
    if isinstance(row, PlanAction | Milestone):
        go(actor, row, rows, str(state))
    else:
        said = "reached" if isinstance(row, Objective) else "found"
        record(actor, row, rows, "tell", f"wrote down what was {said}: {row.text}")
    return row


def _keep_up(row: PlanRow) -> None:
    """Reviews have a section for each objective that is worked on."""
    if isinstance(row, Objective):
        keep_up_reviews(row.academy_cycle)


def _confirm(row: PlanRow) -> bool:
    """Whether this is the first time that somebody in this year has looked at it."""
    if not isinstance(row, Objective | PlanAction) or not row.to_confirm:
        return False
    row.to_confirm = False
    if isinstance(row, PlanAction):
        row.day_to_set = False
    return True


def why_it_stays(row: PlanRow) -> str:
    """Why a row is not taken away any more; empty as long as it may be."""
    if getattr(row, "is_closed", False):
        return "It was closed with a reason, so it stays readable."
    if isinstance(row, Objective | PlanAction) and type(row).objects.filter(came_from=row).exists():
        return "It goes on in the plan of a later year, so it stays."
    is_reviewed = isinstance(row, Objective) and row.reviews.exists()
    if not is_reviewed and not word_of(row):
        return ""
    if isinstance(row, Objective | PlanAction):
        return "How it went was told already. Close it with a reason: it stays readable."
    return "What was seen was told already, so it stays."


def word_of(row: PlanRow) -> int:
    """Which word on how it goes stands."""
    return word_at(row.told_at)  # type: ignore[attr-defined]


def leads(actor: Actor, row: PlanRow) -> bool:
    """Whether it is this person's action. Whoever has left the academy leads nothing there any more."""
    if not isinstance(row, PlanAction) or row.lead_id is None or row.lead_id != actor.membership_id:
        return False
    return leads_at(actor, row.academy_cycle.academy_id)


def tells(actor: Actor, row: PlanRow) -> bool:
    """Whether this person says how it goes: who writes the page, and who leads the action."""
    return leads(actor, row) or documents.writes(actor, row.section)


def go(actor: Actor, row: PlanAction | Milestone, rows: str, state: str, note: str = "") -> None:
    """Say how a row that is held goes; the day on which an action is complete is kept. Part of another action."""
    if row.state != state:
        advance(
            actor=actor,
            workflow=WORKFLOWS[rows],
            object=row,
            verb=state,
            note=note,
            place=row.academy_cycle,
            words={"academy": row.academy_cycle.academy.name, "title": row.text},
            told_as=_feed_kind(row, rows),
        )
    if isinstance(row, PlanAction) and state == Progress.COMPLETE and row.done_on is None:
        row.done_on = timezone.localdate()
        row.save(update_fields=["done_on"])


def _says_otherwise(row: PlanRow, kept: Mapping[str, Any]) -> bool:
    return any(getattr(row, name) != value for name, value in kept.items())


def _columns(kept: Mapping[str, Any]) -> dict[str, Any]:
    """What was cleaned, as the columns take it."""
    made = dict(kept)
    for name in ("objective", "lead"):
        if name in made:
            given = made.pop(name)
            made[f"{name}_id"] = UUID(given) if given else None
    if "half_term" in made:
        made["half_term"] = int(made["half_term"])
    return made


def page_to_write(actor: Actor, section_id: UUID, rows: str) -> Section:
    """The page, where this person may change its rows now."""
    section: Section | None = Section.objects.filter(id=section_id).select_related("document").first()
    if section is None or rows not in WITH_ROWS.get(section.document.kind, ()):
        raise NotFound()
    if not documents.writes(actor, section):
        raise NotFound()
    return _open(section)


def hold(actor: Actor, section_id: UUID, rows: str) -> Section:
    """The page with its document and its year, all held, and open to this person's changes."""
    return _open(_locked(actor, page_to_write(actor, section_id, rows)))


def _open(section: Section) -> Section:
    documents.check_open(section.document)
    part = documents.parts_of(section.document).get(section.key)
    if part is None:
        raise NotFound()
    if not part.is_numbered:
        raise Refused("Rows stand beside the pages of priorities.")
    if reason := why_page_still(section):
        raise Refused(reason)
    return section


def _locked(actor: Actor, section: Section) -> Section:
    # The row first, as everywhere; then the document, which may be submitted at this moment.
    row = locked_row(actor=actor, academy_cycle_id=section.document.subject_id, permission=Permission.TRUST_ENTER)
    document = lock(section.document_id)
    document.subject = row
    section.document = document
    return section


def _held_row(actor: Actor, rows: str, row_id: UUID) -> tuple[PlanRow, Section]:
    """A row that may be changed now, held with its page."""
    found = find_row(actor, rows, row_id)
    if not documents.writes(actor, found.section):
        raise NotPermitted("Only those who write this page change it.")
    section = hold(actor, found.section_id, rows)
    return _again(found, section), section


def _carried(actor: Actor, rows: str, row_id: UUID) -> tuple[PlanRow, Section]:
    """A row of an approved plan, held, whose progress this person tells."""
    found = find_row(actor, rows, row_id)
    if not tells(actor, found):
        raise NotPermitted("Only those who write this page, and who leads the action, say how it goes.")
    section = _locked(actor, found.section)
    documents.check_moves(section.document)
    if section.document.state != DocumentState.APPROVED:
        raise Refused(NOT_YET)
    row = _again(found, section)
    if row.priority is not None and (reason := why_still(row.priority.state)):
        raise Refused(reason)
    return row, section


def _again(found: PlanRow, section: Section) -> PlanRow:
    held = type(found).objects.select_for_update(of=("self",)).select_related("priority")
    row: PlanRow | None = held.filter(id=found.id).first()
    if row is None:
        raise NotFound()
    row.section, row.academy_cycle = section, section.document.subject
    return row


def called(row: PlanRow, rows: str) -> str:
    """A row in a sentence of the feed."""
    return f"the {KINDS[rows].one} {row.text} of {row.academy_cycle.academy.name}"


def _feed_kind(row: PlanRow, rows: str) -> str:
    return FEED_KINDS[row.section.document.kind][rows]


def record(actor: Actor, row: PlanRow, rows: str, verb: str, sentence: str, note: str = "") -> None:
    """A line of the feed on a row."""
    activity.record(
        actor=actor,
        kind=_feed_kind(row, rows),
        subject_id=row.id,
        verb=verb,
        sentence=sentence,
        note=note,
        academy_id=row.academy_cycle.academy_id,
    )
