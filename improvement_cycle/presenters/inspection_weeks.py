"""Inspection weeks as pages say them."""

from dataclasses import dataclass
from uuid import UUID

from django.urls import reverse
from django.utils import timezone

from academies.enums import AcademyState, Concern
from academies.models import Academy
from academies.notices import Notice
from academies.presets.frameworks import frameworks
from improvement_cycle.models import InspectionOutcome, InspectionWeek
from improvement_cycle.policies.inspections import AreaWord, graded
from improvement_cycle.queries.inspection_weeks import names_of, official_record, weeks_told_to
from trust.actors import Actor
from trust.permissions import Permission, may
from trust.policies.wording import full_day, listed


def notices(actor: Actor, academy: Academy) -> list[Notice]:
    """On the page of an academy: to those inside whether a week is on, to who is told of an outcome the way to it."""
    if not may(actor, Permission.INSPECTION_READ, academy):
        return [
            Notice(_outcome_url(actor, academy, week), "Read it", TOLD_TO_YOU) for week in weeks_told_to(actor, academy)
        ]
    if academy.state != AcademyState.MEMBER:
        return []
    url = reverse("improvement_cycle:inspection", args=[actor.trust_slug, academy.slug])
    week = InspectionWeek.objects.filter(academy=academy, ended_on__isnull=True).first()
    link = Notice(url, "Inspection")
    return [link] if week is None else [link, Notice(url, "Open it", on_words(week))]


TOLD_TO_YOU = "You have been told what the inspectors said, under embargo: keep it to yourself until it is open."


def _outcome_url(actor: Actor, academy: Academy, week_id: UUID) -> str:
    return reverse("improvement_cycle:inspection_outcome", args=[actor.trust_slug, academy.slug, week_id])


def on_words(week: InspectionWeek) -> str:
    """What holds while a week is on."""
    return f"Inspection week: the call came on {full_day(week.called_on)}. {pause_words(week)}"


def pause_words(week: InspectionWeek) -> str:
    """Whether anybody is reminded, and until when not."""
    if week.is_paused_on(timezone.localdate()):
        return (
            f"Nobody here is reminded of anything until it is ended, at the latest until {full_day(week.paused_until)}."
        )
    return "Reminders go out again."


@dataclass(frozen=True)
class OutcomeShown:
    """An outcome taken by hand, as its page shows it."""

    day: str
    framework: str
    words: tuple[AreaWord, ...]
    sentence: str
    concern: str
    by: str
    standing: str
    told: str  # who else knows it
    is_official: bool
    official: object  # the inspection as Ofsted's file has it


def outcome_shown(outcome: InspectionOutcome) -> OutcomeShown:
    """It never stands among official facts, and says so."""
    official = official_record(outcome)
    framework = frameworks().frameworks.get(outcome.framework)
    return OutcomeShown(
        day=full_day(outcome.inspected_on),
        framework=framework.name if framework else "",
        words=graded(outcome.framework, outcome.grades),
        sentence=outcome.sentence,
        concern=str(Concern(outcome.concern).label).capitalize() if outcome.concern else "",
        by=f"{outcome.by_name}, {full_day(timezone.localdate(outcome.at))}",
        standing=_standing(outcome, is_official=official is not None),
        told=_told(outcome) if outcome.is_under_embargo and official is None else "",
        is_official=official is not None,
        official=official,
    )


def _standing(outcome: InspectionOutcome, *, is_official: bool) -> str:
    if is_official:
        return (
            "Ofsted’s file has this inspection now. What was written down by hand has stepped back and is kept below."
        )
    if outcome.is_under_embargo:
        return "Under embargo. Written down by hand, not from Ofsted’s file yet."
    day = full_day(timezone.localdate(outcome.opened_at))
    return f"Opened by {outcome.opened_by_name} on {day}. Written down by hand, not from Ofsted’s file yet."


def _told(outcome: InspectionOutcome) -> str:
    named = names_of(outcome.named) if outcome.named else []
    # Who corrects it knows it already, and stands in no place of the writer's.
    first = names_of([str(outcome.by_membership)]) if outcome.by_membership else []
    writer = [f"{name} (who wrote it down)" for name in first]
    return f"Known to {listed(['the head', 'the chief executive', *writer, *named])}, and to nobody else."
