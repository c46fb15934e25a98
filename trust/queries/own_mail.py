"""What a mail says to one person: read when it is sent, as that person, so it holds what they may see and no more."""

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.utils import timezone

from trust import deadlines, reminding, waiting
from trust.actors import Actor
from trust.deadlines import Deadline, Thing
from trust.enums import Role
from trust.models import Membership
from trust.policies import reminding as rules
from trust.policies.due import Calendar
from trust.policies.reminding import DIGEST, REMINDERS, TWO_WEEKS_LATE
from trust.policies.school_calendar import monday_of
from trust.queries.reminding import (
    CHASING,
    IN_DIGEST,
    Calendars,
    Key,
    covers,
    covers_phase,
    escalates,
    occasion_for,
    said_of,
    sent_before,
)
from trust.waiting import Waits


@dataclass(frozen=True)
class OwnMail:
    """The content of one mail: one's own, what waits without a date, and what others are late with.

    `keys`: what it says for the first time. `reminded`: on which days others were reminded of what they are late with.
    """

    is_digest: bool
    own: Sequence[Deadline] = ()
    waiting: Sequence[Waits] = ()
    others: Sequence[Deadline] = ()
    keys: Sequence[Key] = ()
    reminded: Mapping[Thing, Sequence[dt.date]] = field(default_factory=dict)

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to say."""
        return not (self.own or self.waiting or self.others)

    @property
    def sort(self) -> str:
        """As the ledger calls it."""
        return DIGEST if self.is_digest else REMINDERS

    @property
    def lines(self) -> int:
        """How many things are in it."""
        return len(self.own) + len(self.waiting) + len(self.others)


def own_mail(actor: Actor, known: Calendars, today: dt.date, *, is_digest: bool, but: UUID | None = None) -> OwnMail:
    """What is to be said to this person today. `but`: a mail whose own keys do not count as said."""
    assert actor.membership_id is not None
    rests = reminding.resting([today])[today]
    opening = Q(**{f"{deadlines.MARK}kind__in": sorted(reminding.opening_kinds())})
    mine = _open(actor, deadlines.mine(actor) & (deadlines.due_before(rules.horizon(today)) | opening), rests)
    late = _open(actor, _chased(actor) & deadlines.due_before(today), rests) if _chases(actor) else []
    said = frozenset(said_of({line.subject_id for line in [*mine, *late]}, monday_of(today), actor.membership_id, but))
    news = {
        key: line
        for line in mine
        if (occasion := occasion_for(known, actor, line, today))
        and (key := Key.of(actor.membership_id, line, occasion)) not in said
    }
    chased = {
        key: line
        for line in _theirs_to_chase(actor, late)
        if escalates(known, actor, line, today)
        and (key := Key.of(actor.membership_id, line, TWO_WEEKS_LATE)) not in said
    }
    keys = (*news, *chased)
    if not is_digest:
        others = list(chased.values())
        return OwnMail(is_digest, list(news.values()), (), others, keys, _reminded(actor, others))
    calendar, told = Calendar(today), {(line.kind, line.subject_id) for line in news.values()}
    own = [line for line in mine if (line.kind, line.subject_id) in told or calendar.group_of(line.due_on) in IN_DIGEST]
    week = Key.of_digest(actor.membership_id, today)
    waits = [each for each in waiting.waiting(actor) if each.academy_id not in rests]
    return OwnMail(is_digest, own, waits, late, (*keys, week), _reminded(actor, late))


def _open(actor: Actor, wanted: Q, rests: Collection[UUID]) -> list[Deadline]:
    found = deadlines.read(deadlines.asked(actor, wanted & deadlines.IS_OPEN))
    return [line for line in found if line.academy_id not in rests]


def _chases(actor: Actor) -> bool:
    return actor.role in CHASING


def _chased(actor: Actor) -> Q:
    """Of what this person looks after, what others owe."""
    return deadlines.overseen(actor) & ~deadlines.mine(actor)


def _theirs_to_chase(actor: Actor, late: Sequence[Deadline]) -> list[Deadline]:
    """What is this person's to be told of when it is two weeks late: see `Owners.watching`."""
    if actor.role == Role.DIRECTOR:
        return [line for line in late if not _is_directors(line) and covers(actor, line.phase)]
    if not late:
        return []
    directors: Any = Membership.objects.on(timezone.localdate()).filter(role=Role.DIRECTOR, user__is_active=True)
    remits = list(directors.values_list("id", "remit"))
    return [line for line in late if _is_directors(line) or not any(_looks(each, line) for each in remits)]


def _is_directors(line: Deadline) -> bool:
    return line.role == Role.DIRECTOR and line.membership_id is None


def _looks(director: tuple[UUID, str], line: Deadline) -> bool:
    member, remit = director
    return member != line.membership_id and covers_phase(remit, line.phase)


def _reminded(actor: Actor, lines: Sequence[Deadline]) -> dict[Thing, list[dt.date]]:
    if not lines or actor.membership_id is None:
        return {}
    return sent_before(lines, actor.membership_id)
