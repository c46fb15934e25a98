"""Visits of an invented trust: what was seen and answered, what is written up, and what comes next."""

import datetime as dt
from decimal import Decimal
from typing import Any

from django.utils import timezone

from academies.models import Academy
from config.example.people import actor_of
from improvement_cycle.actions import visit_reports, visits
from improvement_cycle.enums import PromiseState, VisitState
from improvement_cycle.models import Commitment, Promise, Visit, VisitAnswer, VisitMember
from improvement_cycle.policies.commitments import WHEN_USED
from improvement_cycle.policies.visits import Plan, parts_of
from improvement_cycle.queries.visit_reports import section_of
from improvement_cycle.workflow.visits import REPORT
from trust.actions.documents import frozen, keep_version, open_document
from trust.actors import Actor
from trust.enums import DocumentState
from trust.ids import uuid7
from trust.models import Membership, Trust
from trust.policies.documents import Edit
from trust.policies.wording import full_day

Staff = dict[str, tuple[Academy, dict[str, Membership]]]


def build(trust: Trust, said: dict[str, Any], members: dict[str, Membership], academies: Staff) -> None:
    """As the file says: days are counted from the day on which the example is made."""
    today = timezone.localdate()
    for wanted in said.get("visits", ()):
        academy, staff = academies[wanted["academy"]]
        people = [members[key] for key in wanted["who"]]
        actor = actor_of(trust, people[0] if people[0].role in ("chief_executive", "director") else members["chief"])
        visit = _made(actor, academy, wanted, people, _weekday(today + dt.timedelta(days=wanted["day"])))
        if "seen" in wanted:
            _write(actor, visit, wanted)
        if "held" in wanted or "hours" in wanted:
            visit = _hold(actor, visit, wanted)
        for each in wanted.get("follows", ()):
            owner = staff.get(each["owner"]) or members[each["owner"]]
            visit_reports.add_follow_up(
                actor=actor,
                visit_id=visit.id,
                text=each["text"],
                owner_id=owner.id,
                due_on=today + dt.timedelta(days=each["due"]),
            )
        if "sent" in wanted:
            _send(trust, actor, visit, wanted, staff, today)


def _weekday(day: dt.date) -> dt.date:
    """Nobody visits at a weekend: the Friday before."""
    return day - dt.timedelta(days=max(0, day.weekday() - 4))


def _made(actor: Actor, academy: Academy, wanted: dict[str, Any], people: list[Membership], day: dt.date) -> Visit:
    given = Plan(
        kind=wanted["kind"],
        day=day,
        begins_at=dt.time.fromisoformat(wanted["at"]) if "at" in wanted else None,
        people=tuple(each.id for each in people),
        focus=wanted.get("focus", ""),
    )
    if day < timezone.localdate() and wanted["kind"] != "coaching" and (kept := _kept(academy, wanted["kind"])):
        return _of_kept(actor, academy, given, people, kept)
    promise = _to_keep(academy, wanted["kind"]) if day >= timezone.localdate() else None
    fulfils: dict[str, Any] = {}
    if promise is not None:
        fulfils = {"commitment_id": promise.commitment_id, "promise_id": promise.id}
    elif when_used := _when_used(academy, wanted["kind"], day):
        fulfils = {"commitment_id": when_used.id}
    return visits.plan(actor=actor, academy_id=academy.id, given=given, **fulfils)


def _of_kept(actor: Actor, academy: Academy, given: Plan, people: list[Membership], kept: Promise) -> Visit:
    """The visit behind a promise that the example has as kept already."""
    made: Visit = Visit.objects.create(
        academy=academy,
        academy_cycle=kept.commitment.academy_cycle,
        commitment=kept.commitment,
        promise=kept,
        kind=given.kind,
        day=kept.delivered_on,
        begins_at=given.begins_at,
        focus=given.focus,
        by_name=actor.name,
        at=timezone.now(),
    )
    VisitMember.objects.bulk_create(VisitMember(visit=made, membership=each, name=each.name) for each in people)
    open_document(
        actor=actor,
        kind=REPORT,
        subject_id=made.id,
        title=made.title,
        academy_id=academy.id,
        parts=parts_of(made.kind),
    )
    return made


def _promises(academy: Academy, kind: str) -> Any:
    found = Promise.objects.filter(commitment__academy_cycle__academy=academy, commitment__kind=kind, visits=None)
    return found.filter(commitment__academy_cycle__cycle__state="open").select_related("commitment__academy_cycle")


def _kept(academy: Academy, kind: str) -> Promise | None:
    found: Promise | None = _promises(academy, kind).filter(state=PromiseState.DELIVERED).order_by("due_on").first()
    return found


def _to_keep(academy: Academy, kind: str) -> Promise | None:
    still = _promises(academy, kind).filter(state__in=(PromiseState.SCHEDULED, PromiseState.PROMISED))
    found: Promise | None = still.order_by("due_on").first()
    return found


def _when_used(academy: Academy, kind: str, day: dt.date) -> Commitment | None:
    found: Commitment | None = Commitment.objects.filter(
        academy_cycle__academy=academy,
        kind=kind,
        cadence__in=WHEN_USED,
        academy_cycle__cycle__state="open",
        academy_cycle__cycle__school_year__starts_on__lte=day,
        academy_cycle__cycle__school_year__ends_on__gte=day,
    ).first()
    return found


def _write(actor: Actor, visit: Visit, wanted: dict[str, Any]) -> None:
    said = {
        "focus": wanted.get("focus", ""),
        "seen": wanted["seen"],
        "strengths": wanted.get("strengths", []),
        "improve": wanted.get("improve", []),
    }
    edit = Edit(seen_version=0, tab=uuid7(), key=uuid7())
    visit_reports.save(actor=actor, visit=visit, given=said, edit=edit)


def _hold(actor: Actor, visit: Visit, wanted: dict[str, Any]) -> Visit:
    hours = Decimal(str(wanted["hours"])) if "hours" in wanted else None
    return visits.record_held(
        actor=actor,
        visit_id=visit.id,
        on=visit.day,
        days=None if hours else Decimal(str(wanted["held"])),
        hours=hours,
        seen_version=visit.version,
    )


def _send(
    trust: Trust, actor: Actor, visit: Visit, wanted: dict[str, Any], staff: dict[str, Membership], today: dt.date
) -> None:
    """As it would have been sent on that day: a version is never changed."""
    section = section_of(visit)
    assert section is not None
    document = section.document
    assert visit.held_on is not None
    at = timezone.make_aware(dt.datetime.combine(today + dt.timedelta(days=wanted["sent"]), dt.time(16, 20)))
    document.title, document.number = f"{visit.title}, {full_day(visit.held_on)}", 1
    document.state = DocumentState.SUBMITTED
    document.save(update_fields=["title", "number", "state"])
    keep_version(
        document=document,
        content=frozen(document, [section]),
        approvers=(),
        at=at,
        by_membership=actor.membership_id,
        by_name=actor.name,
    )
    visit.follow_ups.update(at=at)
    Visit.objects.filter(id=visit.id).update(state=VisitState.SENT, sent_at=at)
    if answer := wanted.get("answer"):
        visit_reports.answer(
            actor=actor_of(trust, staff["head"]),
            visit_id=visit.id,
            is_accurate=answer["accurate"],
            note=answer.get("note", ""),
            seen_number=1,
        )
        answered = at + dt.timedelta(days=2)
        Visit.objects.filter(id=visit.id).update(answered_at=answered)
        VisitAnswer.objects.filter(visit=visit).update(at=answered)
