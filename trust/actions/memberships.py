"""The one place that writes memberships: the row behind the door and the index at the door, always together."""

import datetime as dt

from django.utils import timezone

from trust.models import Membership, MembershipIndex, TrustSettings


def write(membership: Membership) -> Membership:
    """Save the membership and its line in the index. Call it inside a transaction with the trust open.

    Who has access is known by the address of the account; who left, by the one they left with.
    """
    if membership.until_on is None or membership.until_on >= timezone.localdate():
        membership.email = membership.user.email
    membership.save()
    MembershipIndex.objects.update_or_create(
        membership_id=membership.id,
        defaults={
            "user_id": membership.user_id,
            "trust_id": membership.trust_id,
            "from_on": membership.from_on,
            "until_on": membership.until_on,
        },
    )
    return membership


def lock_people() -> None:
    """Let one change of people go at a time in a trust: limits and "the last administrator" are decided on."""
    TrustSettings.objects.select_for_update().first()


def last_day_before(today: dt.date, membership: Membership) -> dt.date:
    """The last day of access that ends it now: yesterday, or just before it began."""
    yesterday = today - dt.timedelta(days=1)
    return max(yesterday, membership.from_on - dt.timedelta(days=1))
