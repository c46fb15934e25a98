"""What those who keep a trust running see of its reminders: who, which sort, how many things, when; no word of them."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.db.models import Q
from django.utils import timezone

from trust.actors import Actor
from trust.enums import JobState
from trust.errors import NotFound
from trust.models import Due, Job, MailChoice, Membership, RefusedAddress, ReminderPause, Trust
from trust.policies.reminding import DAY, DIGEST, LONDON, REMINDERS, UNTIL_TIME, may_go_out
from trust.queries import reminding
from trust.queries.reminding import MAIL, PLAN, Facts, PlannedMail, refused_now

PER_PAGE, DAYS_AHEAD = 50, 7
SORTS = {DIGEST: "Digest of the week", REMINDERS: "Reminders"}


@dataclass(frozen=True)
class PlannedDay:
    """What is to go out on one day; why nothing does."""

    day: dt.date
    key: str
    digests: int
    reminders: int
    why_none: str

    @property
    def number(self) -> int:
        """All of them."""
        return self.digests + self.reminders


@dataclass(frozen=True)
class PlannedLine:
    """One mail to come: to whom, of which sort, how many things, and whether it waits for an address."""

    name: str
    email: str
    sort: str
    lines: int
    is_digest: bool
    is_refused: bool


@dataclass(frozen=True)
class RemindersPage:
    """The page: the days to come, one of them in full, pauses, and addresses that are refused.

    `has_no_plan`: today's failed for good, so that nothing goes out today.
    """

    days: Sequence[PlannedDay]
    chosen: PlannedDay | None
    page: Page[Any] | None
    lines: Sequence[PlannedLine]
    pauses: Sequence[ReminderPause]
    now_paused: ReminderPause | None
    refused: Sequence[RefusedAddress]
    without_terms: bool
    has_no_plan: bool


def coming_days() -> list[dt.date]:
    """Seven days, from today on while mail may still leave."""
    now = timezone.now().astimezone(LONDON)
    first = now.date() if now.time() < UNTIL_TIME else now.date() + DAY
    return [first + n * DAY for n in range(DAYS_AHEAD)]


def reminders_page(actor: Actor, days: Sequence[dt.date], wanted: str, number: int) -> RemindersPage:
    """These days as they would go out if nothing happened before."""
    first, today = days[0], timezone.now().astimezone(LONDON).date()
    # What planning needs of the trust came with the actor.
    trust = Trust(id=actor.trust_id, slug=actor.trust_slug, name=actor.trust_name, kind=actor.trust_kind)
    facts = reminding.facts_for(trust, days, reminding.calendars())
    of_today = Q(kind=MAIL, key__startswith=f"{today}:") | Q(kind=PLAN, key=today.isoformat())
    jobs = list(Job.objects.filter(of_today))
    begun = {job.payload.get("membership") for job in jobs if job.kind == MAIL}
    mails = reminding.mails_of_days(facts, days)
    # What was planned this morning stands in the ledger.
    mails[first] = [mail for mail in mails[first] if str(mail.to.actor.membership_id) not in begun]
    shown = [_day(facts, day, mails[day], is_begun=bool(begun) and day == today) for day in days]
    chosen = next((each for each in shown if each.key == wanted), None) or next((e for e in shown if e.number), None)
    page = Paginator(mails[chosen.day], PER_PAGE).get_page(number) if chosen and chosen.number else None
    return RemindersPage(
        days=shown,
        chosen=chosen,
        page=page,
        lines=[_line(mail) for mail in page] if page else (),
        pauses=facts.paused,
        now_paused=facts.pause_on(today),
        refused=refused_addresses() if any(each.is_refused for each in facts.people) else (),
        without_terms=not facts.calendars.trust.terms,
        has_no_plan=any(job.kind == PLAN and job.state == JobState.FAILED for job in jobs),
    )


def _day(facts: Facts, day: dt.date, mails: Sequence[PlannedMail], *, is_begun: bool) -> PlannedDay:
    digests = sum(mail.is_digest for mail in mails)
    why = "" if mails else "All have left" if is_begun else _why_none(facts, day)
    return PlannedDay(day, day.isoformat(), digests, len(mails) - digests, why)


def _why_none(facts: Facts, day: dt.date) -> str:
    if facts.pause_on(day):
        return "Reminders rest"
    if day.weekday() >= 5:
        return "Weekend"
    known = facts.calendars
    if not any(days.is_school_day(day) for days in (known.trust, *known.own.values())):
        return "No school day"
    return "Nothing to say"


def _line(mail: PlannedMail) -> PlannedLine:
    person = mail.to.actor
    return PlannedLine(person.name, person.email, SORTS[mail.sort], mail.lines, mail.is_digest, mail.to.is_refused)


def refused_addresses() -> list[RefusedAddress]:
    """Those that hold now: of people with access, for the address they have."""
    people: Any = Membership.objects.on(timezone.localdate()).filter(refused_now())
    rows = RefusedAddress.objects.filter(RefusedAddress.OPEN, membership__in=people.values("id"))
    found = rows.select_related("membership").order_by("membership__name", "-refused_at")
    return [row for row in found if row.address == row.membership.email.lower()]


def find_pause(actor: Actor, pause: UUID) -> ReminderPause:
    """The pause of this id."""
    found: ReminderPause | None = ReminderPause.objects.filter(pk=pause).first()
    if found is None:
        raise NotFound()
    return found


# What became of a mail: in words, with the mark of a state.
FATES = {
    "waiting": ("Waiting", "todo"),
    "handing": ("Being handed over", "part"),
    "sent": ("Sent", "done"),
    "failed": ("Failed", "late"),
    "uncertain": ("Uncertain", "fix"),
    "not_needed": ("Not needed any more", "not"),
}
OF_FATE = {
    "waiting": Q(state=JobState.DUE),
    "sent": Q(state=JobState.DONE, payload__outcome="sent"),
    "failed": Q(state=JobState.FAILED),
    "uncertain": Q(state=JobState.UNKNOWN),
    "not_needed": Q(state=JobState.DONE, payload__outcome="not_needed"),
}
SHOWN = {key: FATES[key][0] for key in OF_FATE}


@dataclass(frozen=True)
class SentLine:
    """One mail in the ledger."""

    id: UUID
    name: str
    email: str
    sort: str
    lines: int
    day: dt.date
    at: dt.datetime | None
    words: str
    mark: str
    why: str
    may_be_tried: bool


def ledger(actor: Actor, fate: str, number: int) -> tuple[Page[Any], list[SentLine]]:
    """The mails that were planned, the newest first, and what became of each."""
    rows = Job.objects.filter(kind=MAIL)
    if fate:
        rows = rows.filter(OF_FATE[fate])
    page = Paginator(rows.order_by("-key"), PER_PAGE).get_page(number)
    jobs = list(page.object_list)
    in_hands = set(Due.objects.filter(pk__in=[job.id for job in jobs], state__in=IN_HANDS).values_list("id", flat=True))
    ids = [job.payload.get("membership") for job in jobs]
    people = {str(row.id): row for row in Membership.objects.filter(pk__in=[each for each in ids if each])}
    return page, [_sent(job, people.get(job.payload.get("membership", "")), job.id in in_hands) for job in jobs]


IN_HANDS = (JobState.LEASED, JobState.HANDING_OVER)


def _sent(job: Job, person: Membership | None, is_in_hands: bool) -> SentLine:
    told = job.payload
    fate = _fate(job, is_in_hands)
    words, mark = FATES[fate]
    return SentLine(
        id=job.id,
        name=person.name if person else "",
        email=told.get("to") or (person.email if person else ""),
        sort=SORTS.get(told.get("sort", ""), ""),
        lines=told.get("lines", 0),
        day=_day_of(job),
        at=job.done_at,
        words=words,
        mark=mark,
        why=told.get("why", "") if fate == "not_needed" else job.fault,
        may_be_tried=may_be_tried(job),
    )


def _fate(job: Job, is_in_hands: bool) -> str:
    if is_in_hands:
        return "handing"
    if job.state == JobState.DONE:
        return "sent" if job.payload.get("outcome") == "sent" else "not_needed"
    return {JobState.FAILED: "failed", JobState.UNKNOWN: "uncertain"}.get(JobState(job.state), "waiting")


def _day_of(job: Job) -> dt.date:
    try:
        return dt.date.fromisoformat(job.key[:10])
    except ValueError:
        return timezone.localdate(job.asked_at)


def may_be_tried(mail: Job) -> bool:
    """Whether a mail may be sent again: surely not sent, and still of today."""
    now = timezone.now()
    is_today = mail.payload.get("day") == now.astimezone(LONDON).date().isoformat()
    return mail.state == JobState.FAILED and is_today and may_go_out(now)


def find_mail(actor: Actor, mail: UUID) -> Job:
    """One mail of the ledger."""
    found: Job | None = Job.objects.filter(pk=mail, kind=MAIL).first()
    if found is None:
        raise NotFound()
    return found


@dataclass(frozen=True)
class OwnMailPage:
    """What one person gets by mail, and what came lately."""

    wants_digest: bool
    is_paused: bool
    until_on: dt.date | None
    without_terms: bool
    next_on: dt.date | None
    came: Sequence[SentLine]
    is_refused: bool
    chases: bool


def own_mail_page(actor: Actor) -> OwnMailPage:
    """One's own choices, the day of the next digest, and the last mails."""
    today = timezone.now().astimezone(LONDON).date()
    known = reminding.calendars()
    paused = reminding.pauses_from(today).filter(from_on__lte=today).first()
    wants = not MailChoice.objects.filter(membership=actor.membership_id, wants_digest=False).exists()
    jobs = Job.objects.filter(kind=MAIL, payload__membership=str(actor.membership_id)).order_by("-key")[:CAME]
    me = Membership.objects.annotate(is_refused=refused_now()).filter(pk=actor.membership_id).first()
    return OwnMailPage(
        wants_digest=wants,
        is_paused=paused is not None,
        until_on=paused.until_on if paused else None,
        without_terms=not known.of(actor).terms,
        next_on=known.of(actor).first_from(monday_after(today)),
        came=[_sent(job, me, is_in_hands=False) for job in jobs],
        is_refused=bool(me and me.is_refused),
        chases=actor.role in reminding.CHASING,
    )


CAME = 8


def monday_after(day: dt.date) -> dt.date:
    """The Monday of the week that comes."""
    return day + (7 - day.weekday()) * DAY
