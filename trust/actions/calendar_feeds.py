"""The address of one's own calendar feed: made, changed and taken back."""

import datetime as dt

from django.db import transaction
from django.utils import timezone

from trust.actions import activity
from trust.actors import Actor
from trust.doors import feed_key, hash_of
from trust.ids import uuid7
from trust.models import CalendarFeed, Membership
from trust.permissions import Permission, check_may


@transaction.atomic
def make(*, actor: Actor, only_mine: bool) -> CalendarFeed:
    """A new address. One that was there stops at once: there is one at a time."""
    check_may(actor, Permission.OWN_TOKENS)
    _end(actor)
    new_id = uuid7()
    feed = CalendarFeed.objects.create(
        id=new_id, membership_id=actor.membership_id, key_hash=hash_of(feed_key(new_id)), only_mine=only_mine
    )
    _record(actor, feed, "create", "made an address for the calendar")
    return feed


@transaction.atomic
def choose(*, actor: Actor, only_mine: bool) -> CalendarFeed | None:
    """What the address tells from now on; it stays the same. None where there is no address."""
    check_may(actor, Permission.OWN_TOKENS)
    feed = CalendarFeed.objects.select_for_update(of=("self",)).filter(**_own(actor)).first()
    if feed is not None and feed.only_mine != only_mine:
        feed.only_mine = only_mine
        feed.save(update_fields=["only_mine"])
        told = "only what is their own" if only_mine else "all they may see"
        _record(actor, feed, "change", f"let the address for the calendar tell {told}")
    return feed


@transaction.atomic
def stop(*, actor: Actor) -> None:
    """Take the address back. Doing it twice changes nothing."""
    check_may(actor, Permission.OWN_TOKENS)
    _end(actor)


def remember(*, feed: CalendarFeed, told_hash: str, sequence: int, changed_at: dt.datetime) -> None:
    """What was told last. Of two that noticed the same change one is enough."""
    CalendarFeed.objects.filter(pk=feed.pk, told_hash=feed.told_hash).update(
        told_hash=told_hash, sequence=sequence, changed_at=changed_at
    )


def _end(actor: Actor) -> None:
    # The membership is locked, so that two clicks cannot leave two addresses.
    Membership.objects.select_for_update(of=("self",)).get(pk=actor.membership_id)
    feed = CalendarFeed.objects.filter(**_own(actor)).first()
    if feed is not None:
        feed.revoked_at = timezone.now()
        feed.save(update_fields=["revoked_at"])
        _record(actor, feed, "revoke", "took back the address for the calendar")


def _own(actor: Actor) -> dict[str, object]:
    return {"membership_id": actor.membership_id, "revoked_at": None}


def _record(actor: Actor, feed: CalendarFeed, verb: str, sentence: str) -> None:
    activity.record(actor=actor, kind="token", subject_id=feed.id, verb=verb, sentence=sentence)
