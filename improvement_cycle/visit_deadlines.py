"""What visits make due: that they are held, their report, the head's answer, and what follows from them."""

from typing import Any

from django.db.models import (
    Case,
    CharField,
    DateField,
    Exists,
    ExpressionWrapper,
    F,
    OuterRef,
    Q,
    TextField,
    Value,
    When,
)
from django.db.models.functions import Cast, Coalesce, Concat, ExtractYear, Left, TruncDate
from django.urls import reverse
from django.utils import timezone

from academies.enums import AcademyState
from improvement_cycle.enums import CALENDAR_MARKS, NEED_TO_KNOW, VISIT_KINDS, WITHOUT_WORDS, CycleState, VisitState
from improvement_cycle.models import Visit, VisitFollowUp, VisitMember
from improvement_cycle.policies.visits import ANSWER_WITHIN, WRITE_WITHIN
from trust import deadlines
from trust.actors import Actor
from trust.deadlines import Deadline, DeadlineSource
from trust.enums import Place
from trust.models import Membership
from trust.permissions import Permission

RIGHTS = (Permission.VISIT_READ, Permission.VISIT_CARRY_OUT)
SENT = (VisitState.SENT, VisitState.ANSWERED)


def _moving(found: Any, is_open: Q, of: str = "") -> Any:
    """Without academies that left, and without what is open in a year that closed: nobody can settle it any more."""
    is_closed = Q(**{f"{of}academy_cycle__cycle__state": CycleState.CLOSED})
    return found.exclude(**{f"{of}academy__state": AcademyState.LEFT}).exclude(is_closed & is_open)


def _people(actor: Actor, is_open: Q) -> Any:
    """Each who goes on a visit of which this person reads what it is: a line for each of them, of one visit."""
    found = VisitMember.objects.filter(visit__in=Visit.objects.visible_to(actor).values("id"))
    return _moving(found, is_open, "visit__")


def visits(actor: Actor) -> Any:
    """Visits that are planned or held: on their day, from each who goes."""
    return deadlines.lines(
        _people(actor, Q(visit__held_on__isnull=True)).exclude(visit__state=VisitState.CANCELLED),
        kind="visit",
        title=_titled(),
        due_on=F("visit__day"),
        done_on=F("visit__held_on"),
        mark=_mark("visit__"),
        at=Left(Cast("visit__begins_at", CharField()), 5),
        until_on=F("visit__until_on"),
        **_of_member(),
    )


def private_visits(actor: Actor) -> Any:
    """Of those that are need-to-know: that there is one, to others who read the visits of that academy."""
    return deadlines.lines(
        Visit.objects.private_to(actor).exclude(state=VisitState.CANCELLED).exclude(academy__state=AcademyState.LEFT),
        kind="visit",
        due_on=F("day"),
        mark=_mark(""),
        until_on=F("until_on"),
        **deadlines.shut(**_of_visit("")),
    )


def reports(actor: Actor) -> Any:
    """The report of each visit that was held, a week later, from each who went."""
    found = _people(actor, Q(visit__state=VisitState.HELD)).filter(visit__held_on__isnull=False)
    found = found.exclude(visit__kind__in=sorted(WITHOUT_WORDS))
    return deadlines.lines(
        found,
        kind="visit_report",
        title=_titled("Report: "),
        due_on=_later(F("visit__held_on"), WRITE_WITHIN),
        done_on=Case(When(visit__state__in=SENT, then=TruncDate("visit__sent_at"))),
        **_of_member(),
    )


def replies(actor: Actor) -> Any:
    """The head's answer to each report that was sent, two weeks later."""
    found = _moving(Visit.objects.visible_to(actor).filter(state__in=SENT), Q(answered_at__isnull=True))
    return deadlines.lines(
        found,
        kind="visit_reply",
        title=_titled("Is it accurate? ", of=""),
        due_on=_later(TruncDate("sent_at"), ANSWER_WITHIN),
        done_on=TruncDate("answered_at"),
        role=Place.HEADTEACHER.value,
        **_of_visit(""),
    )


def follow_ups(actor: Actor) -> Any:
    """What follows from a visit whose report was sent, from whoever owns it: they are told wherever they work."""
    known = Q(visit__in=Visit.objects.visible_to(actor).values("id"))
    if actor.membership_id is not None:
        known |= Q(owner_id=actor.membership_id)
    found = _moving(VisitFollowUp.objects.sent().filter(known), Q(done_on__isnull=True), "visit__")
    return deadlines.lines(
        found,
        kind="visit_follow_up",
        title=Concat(Value("Follow-up: "), F("text"), output_field=TextField()),
        due_on=F("due_on"),
        done_on=F("done_on"),
        # Whoever has left owns nothing: then it is the head's.
        membership_id=Case(When(_still_there(), then=F("owner_id"))),
        who=Case(When(_still_there(), then=F("owner_name")), default=Value("")),
        role=Place.HEADTEACHER.value,
        key=Cast("visit_id", TextField()),
        **_of_visit("visit__"),
    )


def _still_there() -> Any:
    return Exists(Membership.objects.on(timezone.localdate()).filter(id=OuterRef("owner_id")))


def _later(day: Any, by: Any) -> Any:
    return ExpressionWrapper(day + Value(by), output_field=DateField())


def _titled(words: str = "", of: str = "visit__") -> Any:
    """Quality assurance visit: Beckside Primary."""
    kinds = ((each.value, str(each.label)) for each in VISIT_KINDS)
    whens = (When(**{f"{of}kind": kind}, then=Value(f"{label[:1].upper()}{label[1:]}")) for kind, label in kinds)
    sort = Case(*whens, default=Value(""), output_field=TextField())
    return Concat(Value(words), sort, Value(": "), F(f"{of}academy__name"), output_field=TextField())


def _mark(of: str) -> Any:
    whens = (When(**{f"{of}kind": each.value}, then=Value(CALENDAR_MARKS[each].value)) for each in VISIT_KINDS)
    return Case(*whens, default=Value(""), output_field=TextField())


def _of_member() -> dict[str, Any]:
    """Of somebody who goes: the line is of the visit, and theirs."""
    return {"subject_id": F("visit_id"), "membership_id": F("membership_id"), "who": F("name"), **_of_visit("visit__")}


def _of_visit(of: str) -> dict[str, Any]:
    year = ExtractYear(f"{of}academy_cycle__cycle__school_year__starts_on")
    return {
        "academy_id": F(f"{of}academy_id"),
        "academy": F(f"{of}academy__name"),
        "phase": F(f"{of}academy__phase"),
        "is_private": Case(
            When(**{f"{of}kind__in": sorted(NEED_TO_KNOW)}, then=Value(value=True)), default=Value(value=False)
        ),
        "year": Coalesce(Cast(year, TextField()), Value("")),
        "slug": F(f"{of}academy__slug"),
    }


def _source(kind: str, find: Any, page: str, act: str, in_calendar: Any = None) -> DeadlineSource:
    return DeadlineSource(
        kind=kind,
        permissions=RIGHTS,
        find=find,
        url=lambda trust, line: reverse(f"improvement_cycle:{page}", args=[trust, line.subject_id]),
        act=act,
        in_calendar=in_calendar,
    )


def _to_follow_up(trust: str, line: Deadline) -> str:
    return reverse("improvement_cycle:visit_follow_up", args=[trust, line.key, line.subject_id])


VISIT_SOURCES = (
    _source("visit", visits, "visit", "Open", private_visits),
    _source("visit_report", reports, "visit_write", "Write it"),
    _source("visit_reply", replies, "visit", "Answer"),
    DeadlineSource(
        kind="visit_follow_up",
        permissions=RIGHTS,
        find=follow_ups,
        url=_to_follow_up,
        act="Say that it is done",
        many="Follow-up of visits",
        outside="Follow-up of a visit",
    ),
)
