"""What is due in the improvement cycle. Each source tells whoever may see the thing, and nobody else."""

import datetime as dt
from functools import partial
from typing import Any

from django.db.models import Case, Exists, F, OuterRef, Q, Subquery, TextField, Value, When
from django.db.models.functions import Cast, Coalesce, Concat, ExtractYear, NullIf, Right, TruncDate
from django.urls import reverse
from django.utils import timezone

from academies.enums import AcademyState
from academies.models import AcademyTerm, Appointment
from improvement_cycle.document_pages import pages_of
from improvement_cycle.enums import (
    CALENDAR_MARKS,
    NEED_TO_KNOW,
    Capability,
    CommitmentKind,
    CycleState,
    InspectionDeadlineKind,
    PriorityState,
    PromiseState,
    Responsible,
    TermOfYear,
)
from improvement_cycle.models import (
    AcademyCycle,
    InspectionDeadline,
    PlanAction,
    Priority,
    Promise,
    SustainCheck,
    TrustMeeting,
)
from improvement_cycle.models.commitments import known_to, private_to
from improvement_cycle.models.priorities import once_agreed
from improvement_cycle.policies.commitments import OPEN, ROLE_OF
from improvement_cycle.policies.priorities import REACHED
from improvement_cycle.queries.leading import academies_to_lead_at, is_still_led
from improvement_cycle.queries.plan_rows import WORKED_ON, visible
from improvement_cycle.queries.terms import years_with_three
from improvement_cycle.queries.visits import without_visit
from improvement_cycle.workflow import PLAN, PLAN_RIGHTS, RAPID, RAPID_RIGHTS, REVIEWS, SEF, SEF_RIGHTS
from trust import deadlines, documents
from trust.actors import Actor
from trust.deadlines import Deadline, DeadlineSource
from trust.enums import CalendarMark, DocumentState, Place, Role
from trust.models import Document, SubmittedVersion, Term
from trust.permissions import Permission


def _documents(actor: Actor, kind: str, *, capability: str, words: str, due_on: str) -> Any:
    """A document of each academy of an open year, until the day the trust has set.

    It is done on the day on which it was first submitted. Whether there is a draft, and how far it is, is not told:
    nobody but the academy knows. That it was submitted is told to those who read what was submitted.
    """
    rows = _rows_due(actor, documents.kind_named(kind).rights.read, capability)
    first = SubmittedVersion.objects.filter(document__kind=kind, document__subject_id=OuterRef("id"), number=1)
    return deadlines.lines(
        rows,
        kind=kind,
        title=_titled(words),
        due_on=F(due_on),
        done_on=Subquery(first.values(day=TruncDate("at"))[:1]),
        **_of_academy(),
    )


SELF_EVALUATIONS = DeadlineSource(
    kind=SEF,
    permissions=(SEF_RIGHTS.read,),
    find=partial(
        _documents,
        kind=SEF,
        capability=Capability.SELF_EVALUATION.value,
        words="Self-evaluation of ",
        due_on="cycle__self_evaluations_due_on",
    ),
    url=lambda trust, line: _page("sef", trust, line),
    act="Write",
    many="Self-evaluations",
)
PLANS = DeadlineSource(
    kind=PLAN,
    permissions=(PLAN_RIGHTS.read,),
    find=partial(
        _documents,
        kind=PLAN,
        capability=Capability.PLAN.value,
        words="Improvement plan of ",
        due_on="cycle__plans_due_on",
    ),
    url=lambda trust, line: _page("plan", trust, line),
    act="Write",
    many="Improvement plans",
)


def priorities(actor: Actor) -> Any:
    """The priorities of each academy of an open year, to be agreed by the three until the day the trust has set.

    It is done once one is agreed and none is only proposed: on the day of the last agreement.
    """
    rows = _rows_due(actor, Permission.PRIORITY_READ, Capability.PLAN.value)
    here = Priority.objects.filter(academy_cycle=OuterRef("id"))
    proposed = Priority.objects.filter(academy_cycle=OuterRef("academy_cycle"), state=PriorityState.PROPOSED)
    # Carried forward or withdrawn out of the plan it was agreed all the same: nobody is asked again.
    agreed = here.filter(~Exists(proposed), once_agreed()).order_by("-agreed_at")
    return deadlines.lines(
        rows,
        kind="priority",
        title=_titled("Priorities of "),
        due_on=F("cycle__priorities_due_on"),
        done_on=Subquery(agreed.values(day=TruncDate("agreed_at"))[:1]),
        **_of_academy(),
    )


PRIORITIES = DeadlineSource(
    kind="priority",
    permissions=(Permission.PRIORITY_READ,),
    find=priorities,
    url=lambda trust, line: _page("priorities", trust, line),
    act="Agree them",
    many="Priorities",
)


def _reviews(actor: Actor, term: str) -> Any:
    """The review of each approved plan of an open year, from the first day of the term until its last.

    It is done on the day on which it was first handed in. Of a year without its three terms none is due.
    """
    place, kind = list(TermOfYear).index(TermOfYear(term)), REVIEWS[term]
    own = AcademyTerm.objects.filter(term=OuterRef("id"), academy_id=OuterRef(OuterRef("academy_id")))
    terms = Term.objects.filter(school_year_id=OuterRef("cycle__school_year_id")).order_by("starts_on")
    first, last = (
        terms.values(day=Coalesce(Subquery(own.values(day)[:1]), day))[place : place + 1]
        for day in ("starts_on", "ends_on")
    )
    approved = Document.objects.filter(kind=PLAN, subject_id=OuterRef("id"), approved_number__gt=0)
    handed_in = SubmittedVersion.objects.filter(document__kind=kind, document__subject_id=OuterRef("id"), number=1)
    rows = _rows_due(actor, PLAN_RIGHTS.read, Capability.PLAN.value).annotate(
        term_begins=Subquery(first), term_ends=Subquery(last)
    )
    return deadlines.lines(
        rows.filter(Exists(approved), term_begins__lte=timezone.localdate(), cycle__school_year__in=years_with_three()),
        kind=kind,
        title=_titled(f"{TermOfYear(term).label} review of the plan of "),
        due_on=F("term_ends"),
        done_on=Subquery(handed_in.values(day=TruncDate("at"))[:1]),
        **_of_academy(),
    )


def _review_source(term: str, kind: str) -> DeadlineSource:
    return DeadlineSource(
        kind=kind,
        permissions=(PLAN_RIGHTS.read,),
        find=partial(_reviews, term=term),
        url=lambda trust, line: _page(kind, trust, line),
        act="Write",
        many=f"{TermOfYear(term).label} reviews of plans",
    )


REVIEW_SOURCES = tuple(_review_source(term, kind) for term, kind in REVIEWS.items())


def actions(actor: Actor) -> Any:
    """Actions of approved plans of open years, until their last day; each is due from who leads it.

    Where nobody leads it who signs in, or who did has left, it is due from the head. What was closed with a reason is
    not due.
    """
    found = visible(actor, PlanAction).filter(
        WORKED_ON, section__document__state=DocumentState.APPROVED, closed_at=None
    )
    found = found.exclude(academy_cycle__cycle__state=CycleState.CLOSED)
    of_row = _of_academy("academy_cycle__")
    return deadlines.lines(
        found.exclude(academy_cycle__academy__state=AcademyState.LEFT),
        kind="plan_action",
        title=Concat(Value("Action: "), F("text"), output_field=TextField()),
        due_on=F("ends_on"),
        done_on=F("done_on"),
        membership_id=_led(F("lead_id")),
        key=Concat(
            F("section__document__kind"),
            Value("/"),
            F("section__key"),
            Value("/"),
            Cast("id", TextField()),
            output_field=TextField(),
        ),
        # A name that was typed is never empty where nobody was chosen, and always empty where somebody was.
        **of_row | {"who": Coalesce(_led(F("lead__name")), NullIf("lead_name", Value("")), of_row["who"])},
    )


def _led(told: Any) -> Any:
    """Of who leads an action: nothing where they have left."""
    return Case(When(is_still_led(), then=told))


def sustain_checks(actor: Actor) -> Any:
    """Checks of what was delivered, from the head. They go on after the year of their priority is closed."""
    found = SustainCheck.objects.filter(
        priority__academy_cycle__in=AcademyCycle.objects.reached_by(actor, Permission.PRIORITY_READ).values("id"),
        priority__state__in=REACHED,
    )
    return deadlines.lines(
        found.exclude(priority__academy_cycle__academy__state=AcademyState.LEFT),
        kind="sustain_check",
        title=Concat(Value("Does it last? "), F("priority__statement"), output_field=TextField()),
        due_on=F("due_on"),
        done_on=F("done_on"),
        key=Concat(Cast("priority_id", TextField()), Value("/"), Cast("id", TextField()), output_field=TextField()),
        **_of_academy("priority__academy_cycle__"),
    )


def promises(actor: Actor) -> Any:
    """Promises of open years that are still to be kept: on their date, or by the day until which they are promised.

    What a document keeps has its own source, but for the rapid plan, which has none. Of what is need-to-know nobody
    learns here but those who carry it out. What has no date yet is told four weeks before the day until which it is
    promised: a year of promises is no list of things to do.
    """
    found = _promises(known_to(actor, "commitment__"))
    of_row = _of_academy("commitment__academy_cycle__")
    is_head = Q(commitment__responsible=Responsible.HEAD)
    return deadlines.lines(
        found,
        kind="promise",
        title=Concat(_sort(), Value(": "), F("commitment__academy_cycle__academy__name"), output_field=TextField()),
        due_on=Coalesce("scheduled_on", "due_on"),
        done_on=F("delivered_on"),
        is_private=Case(When(commitment__kind__in=NEED_TO_KNOW, then=Value(value=True)), default=Value(value=False)),
        key=Concat(Cast("commitment_id", TextField()), Value("/"), Cast("id", TextField()), output_field=TextField()),
        mark=_mark(),
        # What is of no sort is called by words that somebody wrote.
        outside=Case(When(commitment__kind=CommitmentKind.OTHER, then=Value("Commitment")), default=Value("")),
        **of_row
        | {
            "role": Case(
                *(When(commitment__responsible=said, then=Value(role)) for said, role in ROLE_OF.items()),
                default=Value(Place.HEADTEACHER.value),
                output_field=TextField(),
            ),
            "who": Case(When(is_head, then=of_row["who"]), default=Value(""), output_field=TextField()),
        },
    )


def private_promises(actor: Actor) -> Any:
    """Of those that are need-to-know and have a date: that there is one, to others who read the commitments there."""
    return deadlines.lines(
        _promises(private_to(actor, "commitment__")).filter(scheduled_on__isnull=False),
        kind="promise",
        due_on=F("scheduled_on"),
        mark=_mark(),
        **deadlines.shut(**_of_academy("commitment__academy_cycle__")),
    )


def _promises(whose: Q) -> Any:
    found = Promise.objects.filter(whose, document__in=("", RAPID))
    found = found.filter(Q(scheduled_on__isnull=False) | Q(due_on__lte=timezone.localdate() + AHEAD))
    found = found.filter(state__in=(*OPEN, PromiseState.DELIVERED), commitment__ended_on=None)
    # A visit that is planned for it has a line of its own.
    found = without_visit(found).exclude(commitment__academy_cycle__cycle__state=CycleState.CLOSED)
    return found.exclude(commitment__academy_cycle__academy__state=AcademyState.LEFT)


AHEAD = dt.timedelta(weeks=4)


def _mark() -> Any:
    """A visit or meeting once it has a date; until then the day by which it must take place is a deadline."""
    whens = (
        When(commitment__kind=kind, scheduled_on__isnull=False, then=Value(mark.value))
        for kind, mark in CALENDAR_MARKS.items()
    )
    return Case(*whens, default=Value(CalendarMark.DEADLINE.value), output_field=TextField())


def _sort() -> Any:
    """Quality assurance visit; of what is of no sort its own words."""
    kinds = ((each.value, str(each.label)) for each in CommitmentKind if each != CommitmentKind.OTHER)
    whens = (When(commitment__kind=kind, then=Value(f"{label[:1].upper()}{label[1:]}")) for kind, label in kinds)
    return Case(*whens, default=F("commitment__text"), output_field=TextField())


def _to_promise(trust: str, line: Deadline) -> str:
    commitment, _, promise = line.key.partition("/")
    return reverse("improvement_cycle:promise", args=[trust, line.year, line.slug, commitment, promise])


PROMISES = DeadlineSource(
    kind="promise",
    permissions=(Permission.COMMITMENT_READ,),
    find=promises,
    url=_to_promise,
    act="Record it",
    in_calendar=private_promises,
)


def inspection_days(actor: Actor) -> Any:
    """Monitoring visits, from the head, and milestones of RISE, from the director."""
    found = InspectionDeadline.objects.visible_to(actor).exclude(academy__state=AcademyState.LEFT)
    is_visit = Q(kind=InspectionDeadlineKind.MONITORING_VISIT)
    return deadlines.lines(
        found,
        kind="inspection_deadline",
        title=Concat(_day_kind(), Value(", "), F("academy__name"), Value(": "), F("words"), output_field=TextField()),
        due_on=F("due_on"),
        done_on=F("done_on"),
        role=Case(
            When(is_visit, then=Value(Place.HEADTEACHER.value)),
            default=Value(Role.DIRECTOR.value),
            output_field=TextField(),
        ),
        who=Case(When(is_visit, then=_head("")), default=Value(""), output_field=TextField()),
        academy_id=F("academy_id"),
        academy=F("academy__name"),
        phase=F("academy__phase"),
        slug=F("academy__slug"),
        mark=Case(
            When(is_visit, then=Value(CalendarMark.VISIT.value)),
            default=Value(CalendarMark.DEADLINE.value),
            output_field=TextField(),
        ),
    )


def _day_kind() -> Any:
    whens = (When(kind=value, then=Value(str(label))) for value, label in InspectionDeadlineKind.choices)
    return Case(*whens, default=Value(""), output_field=TextField())


INSPECTION_DAYS = DeadlineSource(
    kind="inspection_deadline",
    permissions=(Permission.INSPECTION_READ,),
    find=inspection_days,
    url=lambda trust, line: reverse("improvement_cycle:inspection_deadline", args=[trust, line.slug, line.subject_id]),
    act="See what is due",
    outside="Day after an inspection",
)


def _to_check(trust: str, line: Deadline) -> str:
    priority, _, check = line.key.partition("/")
    return reverse("improvement_cycle:sustain_check", args=[trust, line.year, line.slug, priority, check])


SUSTAIN_CHECKS = DeadlineSource(
    kind="sustain_check",
    permissions=(Permission.PRIORITY_READ,),
    find=sustain_checks,
    url=_to_check,
    act="Check it",
    many="Sustain checks",
    outside="Sustain check",
)


def _to_action(trust: str, line: Deadline) -> str:
    kind, section, row = line.key.split("/")
    return reverse(pages_of(kind).at["tell"], args=[trust, line.year, line.slug, section, "actions", row])


def _meetings(found: Any, actor: Actor, *, is_asked: bool) -> Any:
    """From the day after on they are over; what is cancelled stays in the calendar, and is nobody's any more."""
    over = Case(When(held_on__lt=timezone.localdate(), then=F("held_on")))
    return deadlines.lines(
        found,
        kind="trust_meeting",
        title=_or_cancelled(F("title")),
        outside=_or_cancelled(Value("Meeting of the trust")),
        due_on=F("held_on"),
        done_on=Coalesce(TruncDate("cancelled_at"), over),
        membership_id=Value(actor.membership_id) if is_asked else None,
        academy_id=F("academy_id"),
        academy=F("academy__name"),
        phase=F("academy__phase"),
        mark=CalendarMark.MEETING.value,
        at=F("starts_at"),
    )


def _or_cancelled(words: Any) -> Any:
    cancelled = Concat(Value(deadlines.CANCELLED), words, output_field=TextField())
    return Case(When(cancelled_at=None, then=words), default=cancelled, output_field=TextField())


TRUST_MEETINGS = DeadlineSource(
    kind="trust_meeting",
    permissions=(Permission.TRUST_MEETING_READ,),
    find=lambda actor: _meetings(TrustMeeting.objects.visible_to(actor).asking(actor), actor, is_asked=True),
    url=lambda trust, line: reverse("improvement_cycle:trust_meeting", args=[trust, line.subject_id]),
    act="See the papers",
    reminds=False,
    # It is on the list of those who have one, and makes none for others.
    concerns=lambda _actor: False,
    # Those one looks after without being asked.
    in_calendar=lambda actor: _meetings(
        TrustMeeting.objects.visible_to(actor).exclude(pk__in=TrustMeeting.objects.asking(actor).values("pk")),
        actor,
        is_asked=False,
    ),
)


ACTIONS = DeadlineSource(
    kind="plan_action",
    permissions=tuple(
        right
        for rights in (PLAN_RIGHTS, RAPID_RIGHTS)
        for right in (rights.read, rights.follow, rights.write_given)
        if right is not None
    ),
    find=actions,
    url=_to_action,
    act="Say how it goes",
    many="Actions of plans",
    outside="Action of a plan",
    concerns=lambda actor: academies_to_lead_at(actor) != frozenset(),
)


def _rows_due(actor: Actor, right: Permission, capability: str) -> Any:
    """Academies of open years in which something of this kind is due at all, as far as the right reaches."""
    rows = AcademyCycle.objects.reached_by(actor, right)
    rows = rows.filter(cycle__model__capabilities__contains=[capability])
    return rows.exclude(cycle__state=CycleState.CLOSED).exclude(academy__state=AcademyState.LEFT)


def _head(row: str) -> Any:
    """The name of who speaks for the academy today."""
    heads = Appointment.objects.on(timezone.localdate()).agreeing().filter(academy_id=OuterRef(f"{row}academy_id"))
    return Subquery(heads.values("membership__name")[:1])


def _titled(words: str) -> Any:
    """Self-evaluation of Beckside Primary, 2026/27: as documents of an academy's year are called."""
    begins, ends = (_year(f"cycle__school_year__{day}_on") for day in ("starts", "ends"))
    pieces = (Value(words), F("academy__name"), Value(", "), begins, Value("/"), Right(ends, 2))
    return Concat(*pieces, output_field=TextField())


def _year(day: str) -> Any:
    return Cast(ExtractYear(day), TextField())


def _of_academy(row: str = "") -> dict[str, Any]:
    """What every line of an academy's year says of where it stands, and who is to do it: its head.

    `row`: how the year is reached from what is due.
    """
    return {
        "role": Place.HEADTEACHER.value,
        "who": _head(row),
        "academy_id": F(f"{row}academy_id"),
        "academy": F(f"{row}academy__name"),
        "phase": F(f"{row}academy__phase"),
        "year": _year(f"{row}cycle__school_year__starts_on"),
        "slug": F(f"{row}academy__slug"),
    }


def _page(name: str, trust: str, line: Deadline) -> str:
    return reverse(f"improvement_cycle:{name}", args=[trust, line.year, line.slug])
