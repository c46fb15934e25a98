"""What a person's own calendar is told: dates and what they are for, and nothing that was judged or written."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from trust import deadlines
from trust.actors import Actor
from trust.deadlines import PRIVATE, Deadline
from trust.doors import feed_key, hash_of
from trust.enums import CalendarMark
from trust.ics import Event, digest, written
from trust.models import CalendarFeed
from trust.policies.school_calendar import monday_of

# By whole weeks, so that what is told changes once a week where nothing else does.
BEFORE, AHEAD = dt.timedelta(weeks=8), dt.timedelta(weeks=60)
MOST = 2000


@dataclass(frozen=True)
class Address:
    """One's own address. `key` is empty where it cannot be shown any more: the house has another secret by now."""

    key: str
    only_mine: bool
    made_at: dt.datetime
    last_used_at: dt.datetime | None


@dataclass(frozen=True)
class Told:
    """The file, and how it is known again."""

    content: bytes
    told_hash: str
    sequence: int
    changed_at: dt.datetime

    @property
    def remembered(self) -> dict[str, Any]:
        """What is kept of it, so that the next one can be compared."""
        return {"told_hash": self.told_hash, "sequence": self.sequence, "changed_at": self.changed_at}

    @property
    def etag(self) -> str:
        """Another one where the file is another."""
        return f'"{self.told_hash[:32]}-{self.sequence}"'


def own_address(actor: Actor) -> Address | None:
    """The address that this person has now."""
    feed = CalendarFeed.objects.filter(membership_id=actor.membership_id, revoked_at=None).first()
    if feed is None:
        return None
    key = feed_key(feed.id)
    return Address(key if hash_of(key) == feed.key_hash else "", feed.only_mine, feed.made_at, feed.last_used_at)


def told(actor: Actor, feed: CalendarFeed, base: str) -> Told:
    """The file for this person now. `base`: where the addresses of pages begin."""
    events = events_of(actor, base, only_mine=feed.only_mine)
    name = f"{actor.trust_name}: {'mine' if feed.only_mine else 'all I may see'}"
    told_hash = digest(name, events)
    sequence, changed_at = feed.sequence, feed.changed_at
    if told_hash != feed.told_hash or changed_at is None:
        sequence, changed_at = sequence + 1, timezone.now().replace(microsecond=0)
    content = written(name, events, sequence=sequence, changed_at=changed_at)
    return Told(content, told_hash, sequence, changed_at)


def events_of(actor: Actor, base: str, *, only_mine: bool) -> list[Event]:
    """By day. What is done is left out, unless it took place: a calendar keeps its visits and meetings."""
    monday = monday_of(timezone.localdate())
    wanted = deadlines.between(monday - BEFORE, monday + AHEAD)
    wanted &= deadlines.IS_OPEN | ~deadlines.of_marks(CalendarMark.DEADLINE)
    if only_mine:
        wanted &= deadlines.mine(actor)
    return [_event(actor, line, base) for line in deadlines.read(deadlines.in_calendar(actor, wanted)[:MOST])]


def _takes_time(line: Deadline) -> bool:
    return line.mark != CalendarMark.DEADLINE


def _event(actor: Actor, line: Deadline, base: str) -> Event:
    days: dict[str, Any] = {"first": line.due_on, "last": line.last_on, "at": line.at, "busy": _takes_time(line)}
    uid = f"{line.kind}.{line.subject_id}@{actor.trust_id}"
    if line.is_private:
        # Phones show it to whoever looks: also those inside read no more here.
        return Event(uid, PRIVATE, is_private=True, **days)
    summary = deadlines.named_outside(line)
    if line.academy and line.academy not in summary:
        summary = f"{summary}, {line.academy}"
    if line.mark == CalendarMark.DEADLINE:
        summary = f"Due: {summary}"
    return Event(
        uid,
        summary,
        category=CalendarMark(line.mark).label,
        url=f"{base}{deadlines.source_of(line).url(actor.trust_slug, line)}",
        **days,
    )
