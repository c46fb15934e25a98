"""How a request comes into a trust: by a person's membership, by an access token, or by the address of a feed."""

import base64
import datetime as dt
import hashlib
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import salted_hmac

from trust.actors import Actor, load_actor
from trust.db.prepared import Prepared
from trust.enums import TrustState
from trust.models import ApiToken, CalendarFeed, MembershipIndex, Trust, User
from trust.permissions import Permission

SEEN_EVERY = dt.timedelta(minutes=10)


def trust_by_slug(slug: str) -> Trust | None:
    """An active trust, whoever asks. Only for the token door, which tells nobody whether it exists."""
    return Trust.objects.filter(slug=_sound(slug), state=TrustState.ACTIVE).first()


def _sound(slug: str) -> str:
    """PostgreSQL refuses to look for a NUL, which no address of a trust holds."""
    return slug.replace("\x00", "?")


def trusts_of(user: User, today: dt.date) -> list[Trust]:
    """The trusts this person may open today, by name."""
    index = MembershipIndex.objects.on(today).filter(user=user, trust__state=TrustState.ACTIVE)
    return list(Trust.objects.filter(pk__in=index.values("trust_id")).order_by("name"))


def door_of(user: Any, slug: str, today: dt.date) -> MembershipIndex | None:
    """The line of the index by which this person may open the trust of this address today."""
    return next(iter(_doors.rows(user_id=user.id, slug=_sound(slug), today=today)), None)


def _doors_of(user_id: UUID, slug: str, today: dt.date) -> QuerySet[Any, Any]:
    doors = MembershipIndex.objects.on(today).filter(user_id=user_id, trust__slug=slug, trust__state=TrustState.ACTIVE)
    return doors.select_related("trust").order_by("pk")[:1]  # type: ignore[no-any-return]


_doors: Prepared[MembershipIndex] = Prepared(
    _doors_of,
    like={"user_id": UUID("f0000000-0000-4000-8000-000000000003"), "slug": "a slug", "today": dt.date(1, 2, 3)},
)


def enter(request: Any, door: MembershipIndex) -> Actor | None:
    """The signed-in person in the open trust. When they were last seen is noted every few minutes."""
    now = timezone.now()
    if is_news(door.last_seen_at, now):
        request.after_read(lambda: MembershipIndex.objects.filter(pk=door.pk).update(last_seen_at=now))
    return load_actor(user=request.user, trust=door.trust, today=timezone.localdate())


def hash_of(token: str) -> str:
    """What is kept of a token: it is random and long, so a plain hash is enough."""
    return hashlib.sha256(token.encode()).hexdigest()


def bearer(request: HttpRequest) -> str | None:
    """The token of an Authorization header."""
    word, _, token = request.headers.get("Authorization", "").partition(" ")
    return token.strip() if word.lower() == "bearer" and token.strip() else None


def enter_by_token(request: Any, trust: Trust, key: str) -> Actor | None:
    """The owner of a valid token in the open trust, narrowed to its scopes."""
    now = timezone.now()
    token = (
        ApiToken.objects.filter(token_hash=hash_of(key), revoked_at__isnull=True, expires_at__gt=now)
        .select_related("membership")
        .first()
    )
    if token is None:
        return None
    user = User.objects.filter(pk=token.membership.user_id, is_active=True).first()
    if user is None:
        return None
    # Whatever a token may read, it may enter: to read how it is used.
    scopes = frozenset({*token.scopes, Permission.TRUST_ENTER})
    actor = load_actor(user=user, trust=trust, today=timezone.localdate(), scopes=scopes)
    # A token ends with the membership it was made in: somebody who left and came back makes a new one.
    if actor is None or actor.membership_id != token.membership_id:
        return None
    request.token_id = token.id
    if is_news(token.last_used_at, now):
        request.after_read(lambda: ApiToken.objects.filter(pk=token.pk).update(last_used_at=now))
    return actor


def feed_key(feed_id: UUID) -> str:
    """The secret in the address of a calendar feed: nobody who reads the tables can make it."""
    made = salted_hmac("trust.calendar_feed", str(feed_id), algorithm="sha256").digest()
    return base64.urlsafe_b64encode(made).decode().rstrip("=")


def enter_by_feed(request: Any, trust: Trust, key: str) -> Actor | None:
    """The owner of a calendar feed in the open trust, as whom one page alone is read. It ends with the membership."""
    now = timezone.now()
    feed = CalendarFeed.objects.filter(key_hash=hash_of(key), revoked_at=None).select_related("membership").first()
    if feed is None:
        return None
    user = User.objects.filter(pk=feed.membership.user_id, is_active=True).first()
    actor = load_actor(user=user, trust=trust, today=timezone.localdate()) if user else None
    if actor is None or actor.membership_id != feed.membership_id:
        return None
    request.feed = feed
    if is_news(feed.last_used_at, now):
        request.after_read(lambda: CalendarFeed.objects.filter(pk=feed.pk).update(last_used_at=now))
    return actor


def is_news(noted: dt.datetime | None, now: dt.datetime) -> bool:
    """Whether a look in is worth noting: a line every few minutes, not one a request."""
    return noted is None or now - noted > SEEN_EVERY
