"""Reminders: the day is begun, each trust's mail is planned, and of each mail is noted what became of it.

Planning writes a row a mail and no word of it. Its key is the person and the day, so that planning again, and many
schedulers at once, add nothing. What a mail says is fixed when it is about to leave, one row a thing: once only.
"""

import datetime as dt
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from trust.actions.jobs import enqueue
from trust.actors import Actor, load_actor, system_actor
from trust.enums import JobState, TrustState
from trust.errors import Busy
from trust.ids import uuid7
from trust.models import Due, Job, MailChoice, Membership, RefusedAddress, Reminder, Trust
from trust.policies import reminding as rules
from trust.policies.reminding import LONDON
from trust.queries import reminding
from trust.queries.own_mail import OwnMail, own_mail
from trust.queries.reminding import MAIL, PLAN, Calendars, Key, PlannedMail
from trust.tenancy import current_trust_id, no_tenant, tenant

NOT_NEEDED, SENT = "not_needed", "sent"
TRIES = 3


def begin_day(*, now: dt.datetime) -> int:
    """Ask for the plan of every trust that has none of this day yet; returns how many were asked for.

    Called every few minutes of the day: after a scheduler was away it catches up, and what was begun is not begun
    again. At night and at the weekend nothing begins.
    """
    day = now.astimezone(LONDON).date()
    if not rules.may_go_out(now) or day.weekday() >= 5:
        return 0
    with no_tenant(), transaction.atomic():
        begun = Due.objects.filter(kind=PLAN, due_at__gte=dt.datetime.combine(day, dt.time(), LONDON))
        waiting = list(Trust.objects.filter(state=TrustState.ACTIVE).exclude(pk__in=begun.values("trust_id")))
    for trust in waiting:
        with tenant(trust.id), transaction.atomic():
            payload = {"day": day.isoformat()}
            enqueue(actor=system_actor(trust, reminding.NAME), kind=PLAN, key=day.isoformat(), payload=payload)
    return len(waiting)


def plan(*, trust: Trust, day: dt.date) -> int:
    """Write the mails of the day; returns how many are new. The trust must be open, in a transaction."""
    known = reminding.calendars()
    if not any(days.is_school_day(day) for days in (known.trust, *known.own.values())):
        return 0
    facts = reminding.facts_for(trust, [day], known)
    return write([mail for mail in reminding.mails_of(facts, day) if not mail.to.is_refused], day)


WRITE = """
WITH wanted AS (SELECT * FROM unnest(%s::uuid[], %s::text[], %s::jsonb[]) AS w (id, key, payload)),
made AS (
    INSERT INTO trust_job (id, trust_id, kind, key, payload, asked_by_name, asked_at, state, fault)
    SELECT id, %s, %s, key, payload, %s, now(), 'due', '' FROM wanted
    ON CONFLICT (trust_id, kind, key) DO NOTHING
    RETURNING id, trust_id
)
INSERT INTO trust_due (id, trust_id, queue, kind, due_at, state, attempts)
SELECT id, trust_id, 'mail', %s, greatest(now(), %s), 'due', 0 FROM made
"""


def write(mails: Sequence[PlannedMail], day: dt.date) -> int:
    """One statement for all of them. No bell is rung: the sweeper finds them, a hundred at a time."""
    if not mails:
        return 0
    keys = [rules.key_of_mail(day, mail.to.actor.membership_id) for mail in mails]
    payloads = [
        json.dumps(
            {
                "membership": str(mail.to.actor.membership_id),
                "day": day.isoformat(),
                "sort": mail.sort,
                "lines": mail.lines,
            }
        )
        for mail in mails
    ]
    ids, starts = [uuid7() for _ in mails], rules.goes_out_at(day)
    given = (ids, keys, payloads, current_trust_id(), MAIL, reminding.NAME, MAIL, starts)
    with connection.cursor() as cursor:
        cursor.execute(WRITE, given)
        return int(cursor.rowcount)


@dataclass(frozen=True)
class Prepared:
    """A mail that may leave now."""

    actor: Actor
    address: str
    content: OwnMail
    known: Calendars
    today: dt.date


def prepare(*, mail_id: UUID, trust: Trust, membership_id: UUID, day: dt.date, now: dt.datetime) -> Prepared | str:
    """Fix what the mail says and write it down, or answer why it is not needed any more. In a transaction.

    Whatever was done, moved, paused or ended since the plan is read here, at the last moment.
    """
    today = now.astimezone(LONDON).date()
    member: Any = Membership.objects.on(today).select_related("user").filter(pk=membership_id).first()
    actor = load_actor(user=member.user, trust=trust, today=today) if member and member.user.is_active else None
    if actor is None or actor.membership_id != membership_id or trust.state != TrustState.ACTIVE:
        return _drop(mail_id, "The person has no access any more.")
    known = reminding.calendars()
    if why := _hindrance(member, day, now, is_school_day=known.of(actor).is_school_day(today)):
        return _drop(mail_id, why)
    for _ in range(TRIES):
        is_digest = _takes_digest(actor, known, today, mail_id)
        content = own_mail(actor, known, today, is_digest=is_digest, but=mail_id)
        # What another mail to the same person says meanwhile is read again, and left to it.
        if _held(mail_id, content.keys):
            return _told(mail_id, Prepared(actor, member.email, content, known, today))
    raise Busy("Another mail to this person was being prepared.")


def _hindrance(member: Membership, day: dt.date, now: dt.datetime, *, is_school_day: bool) -> str:
    today = now.astimezone(LONDON).date()
    if today != day or not rules.may_go_out(now):
        return "The day was over before it could leave. What still matters is in the next mail."
    if not is_school_day:
        return "The term dates were changed: it is no school day any more."
    if reminding.pauses_from(today).filter(from_on__lte=today).exists():
        return "Reminders were paused."
    if RefusedAddress.objects.filter(RefusedAddress.OPEN, membership=member, address=member.email.lower()).exists():
        return "The address was refused before. It waits for another address."
    return ""


def _takes_digest(actor: Actor, known: Calendars, today: dt.date, mail_id: UUID) -> bool:
    week = Key.of_digest(actor.membership_id, today)  # type: ignore[arg-type]
    if MailChoice.objects.filter(membership=actor.membership_id, wants_digest=False).exists():
        return False
    if week in set(reminding.said_of((), week.due_on, actor.membership_id, mail_id)):
        return False
    return known.of(actor).takes_digest(today)


def _held(mail_id: UUID, keys: Sequence[Key]) -> bool:
    """Write down what the mail says; False where another mail was faster with one of the things."""
    wanted = set(keys)
    own = {_key_of(row): row for row in Reminder.objects.filter(mail_id=mail_id)}
    Reminder.objects.filter(pk__in=[row.pk for key, row in own.items() if key not in wanted]).delete()
    missing = [key for key in keys if key not in own]
    if not missing:
        return True
    # What a mail would have said that failed for good is said by this one.
    failed = Reminder.objects.filter(mail__state=JobState.FAILED, membership_id=missing[0].membership_id)
    Reminder.objects.filter(pk__in=[row.pk for row in failed if _key_of(row) in wanted]).update(mail_id=mail_id)
    Reminder.objects.bulk_create([Reminder(mail_id=mail_id, **asdict(key)) for key in missing], ignore_conflicts=True)
    return {_key_of(row) for row in Reminder.objects.filter(mail_id=mail_id)} == wanted


def _key_of(row: Reminder) -> Key:
    return Key(row.membership_id, row.kind, row.subject_id, row.due_on, row.occasion)


def _told(mail_id: UUID, prepared: Prepared) -> Prepared | str:
    """In the ledger stands how many things are in it, and no word of them. An empty digest was the week's too."""
    content = prepared.content
    _note(mail_id, sort=content.sort, lines=content.lines, to=prepared.address)
    return "There was nothing to say any more." if content.is_empty else prepared


def _drop(mail_id: UUID, why: str) -> str:
    """Nothing of it is said, so that another mail may say it."""
    Reminder.objects.filter(mail_id=mail_id).delete()
    return why


def note_not_needed(*, mail_id: UUID, why: str) -> None:
    """The ledger tells of mails that were planned and not sent."""
    _note(mail_id, outcome=NOT_NEEDED, why=why)


def note_sent(*, mail_id: UUID) -> None:
    """The mail server took it."""
    _note(mail_id, outcome=SENT)


def _note(mail_id: UUID, **told: Any) -> None:
    job = Job.objects.get(pk=mail_id)
    job.payload = {**job.payload, **told}
    job.save(update_fields=["payload"])


def note_refused(*, membership_id: UUID, address: str, code: int) -> None:
    """The server refuses this address for good: nothing is sent to it until it changes or somebody says so."""
    RefusedAddress.objects.bulk_create(
        [RefusedAddress(membership_id=membership_id, address=address.lower(), code=code)], ignore_conflicts=True
    )
