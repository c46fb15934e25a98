"""Which reminders a day brings to whom. For planning all is read once a trust, and no word of it leaves this floor:
what a mail says is read again when it is sent, as the person whom it is for (trust.queries.own_mail).
"""

import datetime as dt
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import BooleanField, Exists, F, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce, Lower
from django.utils import timezone

from trust import deadlines, places, reminding
from trust.actors import POLICIES, Actor, Appointment, appointment_sources, system_actor
from trust.deadlines import Deadline, Thing
from trust.enums import JobState, Role
from trust.models import MailChoice, Membership, RefusedAddress, Reminder, ReminderPause, Term, Trust
from trust.permissions import phases_of_remit
from trust.policies import reminding as rules
from trust.policies.due import LATE, NEXT_WEEK, THIS_WEEK, Calendar
from trust.policies.reminding import DIGEST, REMINDERS, TWO_WEEKS_LATE, Days
from trust.policies.school_calendar import monday_of
from trust.policies.years import TermDates
from trust.queries import todo
from trust.tenancy import tenant

NAME = "Fourfold (reminders)"
PLAN, MAIL = "plan_reminders", "reminders"  # kinds of jobs: the plan of a day, and one mail
# Who is told what others are late with.
CHASING = frozenset({Role.CHIEF_EXECUTIVE, Role.DIRECTOR})
# What a digest holds of what is due: the rest stands in the to-do list.
IN_DIGEST = (LATE, THIS_WEEK, NEXT_WEEK)


@dataclass(frozen=True)
class Key:
    """One thing said once: to whom, of which deadline, on which occasion."""

    membership_id: UUID
    kind: str
    subject_id: UUID
    due_on: dt.date
    occasion: str

    @classmethod
    def of(cls, membership_id: UUID, line: Deadline, occasion: str) -> "Key":
        """Of a deadline."""
        return cls(membership_id, line.kind, line.subject_id, line.due_on, occasion)

    @classmethod
    def of_digest(cls, membership_id: UUID, day: dt.date) -> "Key":
        """Of the week's digest."""
        return cls(membership_id, DIGEST, membership_id, monday_of(day), DIGEST)


@dataclass(frozen=True)
class Calendars:
    """The school days of the trust and of each academy."""

    trust: Days
    own: Mapping[UUID, Days] = field(default_factory=dict)

    def at(self, academy_id: UUID | None) -> Days:
        """Those of an academy."""
        return self.own.get(academy_id, self.trust) if academy_id else self.trust

    def of(self, actor: Actor) -> Days:
        """Those of a person: of the academies they work at, for the centre those of the trust."""
        if actor.role != Role.ACADEMY_STAFF or not actor.academy_ids:
            return self.trust
        return rules.together([self.at(academy_id) for academy_id in sorted(actor.academy_ids)])

    def between(self, actor: Actor, line: Deadline) -> Days:
        """Those by which a person is told of a thing: never in the person's own holidays."""
        return self.at(line.academy_id) if line.academy_id in actor.academy_ids else self.of(actor)


def calendars() -> Calendars:
    """Of the open trust, in two questions."""
    terms = {
        row.id: TermDates(row.name, row.starts_on, row.ends_on, row.break_starts_on, row.break_ends_on)
        for row in Term.objects.order_by("starts_on")
    }
    own = {
        academy_id: rules.own_days((dates, found.get(term_id)) for term_id, dates in terms.items())
        for academy_id, found in places.own_term_dates().items()
    }
    return Calendars(Days(tuple(terms.values())), own)


def pauses_from(day: dt.date) -> Any:
    """Pauses of the trust that hold on this day or later, the first first."""
    return ReminderPause.objects.filter(ended_at__isnull=True, until_on__gte=day).order_by("from_on", "id")


@dataclass(frozen=True)
class Recipient:
    """Somebody who may get mail."""

    actor: Actor
    wants_digest: bool
    is_refused: bool


def refused_now() -> Any:
    """Whether the address that the membership has now was refused for good."""
    return Exists(
        RefusedAddress.objects.filter(RefusedAddress.OPEN, membership=OuterRef("id")).filter(
            address=Lower(OuterRef("email"))
        )
    )


def wants_digest_now() -> Any:
    """What the member chose; nothing chosen is yes."""
    chosen = MailChoice.objects.filter(membership=OuterRef("id")).values("wants_digest")[:1]
    return Coalesce(Subquery(chosen), Value(value=True), output_field=BooleanField())


def recipients(trust: Trust, day: dt.date) -> list[Recipient]:
    """Everybody of the open trust who can have anything to do, in one question.

    Policies of the trust are all taken to hold: who is asked for nothing in the end gets no mail.
    """
    held = {f"held_{n}": ArraySubquery(source(day)) for n, source in enumerate(appointment_sources)}
    found: Any = Membership.objects.on(day).filter(user__is_active=True).order_by("name", "id")
    rows = found.annotate(**held, wants=wants_digest_now(), is_refused=refused_now())
    made = [
        Recipient(
            Actor(
                user_id=row.user_id,
                membership_id=row.id,
                name=row.name,
                email=row.email,
                trust_id=trust.id,
                trust_slug=trust.slug,
                trust_name=trust.name,
                trust_kind=trust.kind,
                role=row.role,
                remit=row.remit,
                appointments=tuple(
                    Appointment(UUID(each["academy_id"]), role)
                    for number in range(len(appointment_sources))
                    for each in getattr(row, f"held_{number}")
                    for role in each["roles"]
                ),
                policies=frozenset(POLICIES),
            ),
            row.wants,
            row.is_refused,
        )
        for row in rows
    ]
    return [each for each in made if todo.concerns(each.actor)]


class Owners:
    """From whom each line is due: what `deadlines.mine` says for one person, for all of them at once."""

    def __init__(self, people: Iterable[Recipient]) -> None:
        self.by_id: dict[UUID, Recipient] = {}
        self.by_role: dict[str, list[Recipient]] = {}
        self.by_place: dict[tuple[str, UUID], list[Recipient]] = {}
        for each in people:
            assert each.actor.membership_id is not None
            self.by_id[each.actor.membership_id] = each
            self.by_role.setdefault(each.actor.role, []).append(each)
            for held in set(each.actor.appointments):
                self.by_place.setdefault((held.role, held.academy_id), []).append(each)

    def of(self, line: Deadline) -> list[Recipient]:
        """Those who owe it."""
        if line.membership_id is not None:
            found = self.by_id.get(line.membership_id)
            return [found] if found else []
        here = self.by_place.get((line.role, line.academy_id), []) if line.academy_id else []
        everywhere = [each for each in self.by_role.get(line.role, []) if each not in here and _reaches(each, line)]
        return [*here, *everywhere]

    def watching(self, line: Deadline) -> list[Recipient]:
        """Who is told when it is two weeks late: directors of the phase, where there is none the chief executive."""
        owing = self.of(line)
        directors = [each for each in self.by_role.get(Role.DIRECTOR, []) if covers(each.actor, line.phase)]
        others = [each for each in directors if each not in owing]
        # What a director owes is no director's to chase.
        is_theirs = line.role == Role.DIRECTOR and line.membership_id is None
        if others and not is_theirs:
            return others
        return [each for each in self.by_role.get(Role.CHIEF_EXECUTIVE, []) if each not in owing]


def _reaches(each: Recipient, line: Deadline) -> bool:
    return each.actor.role != Role.DIRECTOR or covers(each.actor, line.phase) or not line.phase


def covers(director: Actor, phase: str) -> bool:
    """Whether a director looks after this phase; what has none is for those who look after all."""
    return covers_phase(director.remit, phase)


def covers_phase(remit: str, phase: str) -> bool:
    """The same of a remit alone."""
    phases = phases_of_remit(remit)
    return phases is None or phase in phases


@dataclass(frozen=True)
class Facts:
    """All that decides which mails a trust gets on some days."""

    people: Sequence[Recipient]
    lines: Sequence[Deadline]
    calendars: Calendars
    said: frozenset[Key]
    paused: Sequence[ReminderPause]
    resting: Mapping[dt.date, Collection[UUID]]

    def pause_on(self, day: dt.date) -> ReminderPause | None:
        """The pause that holds on this day."""
        return next((each for each in self.paused if each.from_on <= day <= each.until_on), None)


@dataclass(frozen=True)
class PlannedMail:
    """One mail to one person: what kind it is, and how many things are in it as far as is known before."""

    to: Recipient
    day: dt.date
    is_digest: bool
    lines: int
    keys: tuple[Key, ...] = ()

    @property
    def sort(self) -> str:
        """As the ledger calls it."""
        return DIGEST if self.is_digest else REMINDERS


def facts_for(trust: Trust, days: Sequence[dt.date], known: Calendars) -> Facts:
    """Read once for these days, in order; the trust must be open. As many questions for one day as for seven."""
    today, last = days[0], days[-1]
    lines = _open_lines(trust, rules.horizon(last))
    return Facts(
        people=recipients(trust, today),
        lines=lines,
        calendars=known,
        said=frozenset(said_of({line.subject_id for line in lines}, monday_of(today))),
        paused=list(pauses_from(today)),
        resting=reminding.resting(days),
    )


def _open_lines(trust: Trust, until: dt.date) -> list[Deadline]:
    """All that is open and due before this day, or opens, in one question. Nobody sees it.

    Its SQL is the same in every trust but for the trust's id; to make it takes longer than to ask it.
    """
    sql, given = _sql_of_lines(timezone.localdate(), until, tuple(deadlines.sources()), reminding.opening_kinds())
    with connections[DEFAULT_DB_ALIAS].cursor() as cursor:
        cursor.execute(sql, [trust.id if each == ANY else each for each in given])
        return [Deadline(*row) for row in cursor.fetchall()]


# Stands for the trust in kept SQL.
ANY = UUID("f0000000-0000-4000-8000-0000000000a1")


@lru_cache(maxsize=8)
def _sql_of_lines(
    _today: dt.date, until: dt.date, _sources: tuple[Any, ...], opening: frozenset[str]
) -> tuple[str, tuple[Any, ...]]:
    """Kept for a day and a set of sources, whose questions may name the day."""
    kinds = Q(**{f"{deadlines.MARK}kind__in": sorted(opening)})
    with tenant(ANY):
        actor = system_actor(Trust(id=ANY, slug="", name="", kind=""), NAME)
        asked = deadlines.asked(actor, deadlines.IS_OPEN & (deadlines.due_before(until) | kinds))
        sql, given = asked.query.sql_with_params()
    return sql, tuple(given)


def said_of(
    subjects: Collection[UUID], since: dt.date, membership_id: UUID | None = None, but: UUID | None = None
) -> Iterator[Key]:
    """What was said of these, and the digests since a Monday. What a mail says that failed for good was not said.

    To one person, or to all; `but`: a mail that does not count.
    """
    wanted = Q(subject_id__in=subjects) | Q(kind=DIGEST, due_on__gte=since)
    rows = Reminder.objects.filter(wanted).exclude(mail__state=JobState.FAILED)
    if membership_id:
        rows = rows.filter(membership_id=membership_id)
    if but:
        rows = rows.exclude(mail_id=but)
    for row in rows.values_list("membership_id", "kind", "subject_id", "due_on", "occasion"):
        yield Key(*row)


def mails_of(facts: Facts, day: dt.date) -> list[PlannedMail]:
    """The mails of one day, in the order of names."""
    if facts.pause_on(day):
        return []
    owners = Owners(facts.people)
    own: dict[UUID, int] = {}
    keys: dict[UUID, list[Key]] = {}
    calendar = Calendar(day)
    for line in facts.lines:
        if line.academy_id in facts.resting.get(day, ()):
            continue
        for each, occasion in _told(facts, owners, line, day):
            key = Key.of(each.actor.membership_id, line, occasion)  # type: ignore[arg-type]
            if key not in facts.said:
                keys.setdefault(key.membership_id, []).append(key)
        if calendar.group_of(line.due_on) in IN_DIGEST:
            for each in owners.of(line):
                own[each.actor.membership_id] = own.get(each.actor.membership_id, 0) + 1  # type: ignore[arg-type, index]
    made = []
    for each in facts.people:
        member: UUID = each.actor.membership_id  # type: ignore[assignment]
        is_digest = takes_digest(facts, each, day)
        news = keys.get(member, [])
        if news or is_digest:
            week = (Key.of_digest(member, day),) if is_digest else ()
            lines = max(own.get(member, 0), len(news)) if is_digest else len(news)
            made.append(PlannedMail(each, day, is_digest, lines, (*news, *week)))
    return made


def takes_digest(facts: Facts, each: Recipient, day: dt.date) -> bool:
    """Whether the week's digest goes to this person on this day."""
    if not each.wants_digest or Key.of_digest(each.actor.membership_id, day) in facts.said:  # type: ignore[arg-type]
        return False
    return facts.calendars.of(each.actor).takes_digest(day)


def _told(facts: Facts, owners: Owners, line: Deadline, day: dt.date) -> Iterator[tuple[Recipient, str]]:
    """Who is told of a line on this day, and on which occasion."""
    for each in owners.of(line):
        if occasion := occasion_for(facts.calendars, each.actor, line, day):
            yield each, occasion
    if line.last_on < day:
        for each in owners.watching(line):
            if escalates(facts.calendars, each.actor, line, day):
                yield each, TWO_WEEKS_LATE


def occasion_for(known: Calendars, actor: Actor, line: Deadline, day: dt.date) -> str:
    """What is to be said today to whoever owes it, in a mail of its own where need be."""
    if not deadlines.source_of(line).reminds:
        return ""
    days = known.between(actor, line)
    if line.due_on < day <= line.last_on:
        # It is on: nobody is late with it, and whoever goes knows.
        return ""
    return rules.occasion_of(due_on=line.due_on, opens=line.kind in reminding.opening_kinds(), days=days, today=day)


def escalates(known: Calendars, actor: Actor, line: Deadline, day: dt.date) -> bool:
    """Whether whoever looks after the place is told of it today, as `rules.escalates`."""
    reminds = deadlines.source_of(line).reminds
    return reminds and rules.escalates(due_on=line.due_on, days=known.between(actor, line), today=day)


def mails_of_days(facts: Facts, days: Sequence[dt.date]) -> dict[dt.date, list[PlannedMail]]:
    """The mails of some days, as if each had gone out: what is said on the first is not said on the second."""
    made: dict[dt.date, list[PlannedMail]] = {}
    said = facts.said
    for day in days:
        now = Facts(facts.people, facts.lines, facts.calendars, said, facts.paused, facts.resting)
        made[day] = mails_of(now, day)
        said |= {key for mail in made[day] if not mail.to.is_refused for key in mail.keys}
    return made


def sent_before(lines: Collection[Deadline], but: UUID) -> dict[Thing, list[dt.date]]:
    """On which days those who owe these were reminded of them; who was told that others are late does not count."""
    rows = Reminder.objects.filter(subject_id__in={line.subject_id for line in lines}, mail__state=JobState.DONE)
    rows = rows.exclude(membership_id=but).exclude(occasion=TWO_WEEKS_LATE)
    days: dict[Thing, set[dt.date]] = {line.thing: set() for line in lines}
    for *thing, day in rows.values_list("kind", "subject_id", "due_on", F("mail__done_at__date")):
        # What was said of it when it was due on another day is not said of it now.
        if (of := (thing[0], thing[1], thing[2])) in days:
            days[of].add(day)
    return {thing: sorted(found) for thing, found in days.items() if found}
