"""Reminders: what was said to whom, who wants the digest, when all rest, and which addresses are refused."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from trust.history import track_history
from trust.models.jobs import Job
from trust.models.people import Membership
from trust.tenancy import TenantForeignKey, TenantModel


@track_history
class Reminder(TenantModel):
    """One thing that one mail says to one person of one deadline. Its key is unique: it is said once.

    `kind`, `subject_id` and `due_on` are the deadline's; a date that moves makes it another one.
    """

    membership = TenantForeignKey(Membership, related_name="+")
    mail = TenantForeignKey(Job, related_name="+")
    kind = models.CharField(max_length=60)
    subject_id = models.UUIDField()
    due_on = models.DateField()
    occasion = models.CharField(max_length=30)

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["trust", "membership", "kind", "subject_id", "due_on", "occasion"], name="reminder_once"
            ),
        ]
        indexes = [
            models.Index(fields=["trust", "subject_id"], name="reminder_by_subject"),
            models.Index(fields=["trust", "mail"], name="reminder_by_mail"),
        ]


@track_history
class MailChoice(TenantModel):
    """What a person wants by mail. Whoever has chosen nothing gets the digest."""

    membership = TenantForeignKey(Membership, related_name="+")
    wants_digest = models.BooleanField(default=True)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["trust", "membership"], name="mailchoice_one_each")]


@track_history
class ReminderPause(TenantModel):
    """Days on which no reminder leaves the trust. Ended, never deleted."""

    from_on = models.DateField()
    until_on = models.DateField()
    reason = models.CharField(max_length=300)
    paused_by_name = models.CharField(max_length=200)
    paused_at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by_name = models.CharField(max_length=200, blank=True)

    class Meta(TenantModel.Meta):
        ordering = ["-from_on", "-id"]
        constraints = [
            models.CheckConstraint(name="reminderpause_ends_after_start", condition=Q(until_on__gte=F("from_on"))),
        ]
        indexes = [models.Index(fields=["trust", "until_on"], name="reminderpause_by_end")]


@track_history
class RefusedAddress(TenantModel):
    """An address of a member that the mail server refused for good. It holds while the member has this address."""

    membership = TenantForeignKey(Membership, related_name="+")
    address = models.EmailField()
    code = models.PositiveSmallIntegerField()
    refused_at = models.DateTimeField(auto_now_add=True)
    cleared_at = models.DateTimeField(null=True, blank=True)
    cleared_by_name = models.CharField(max_length=200, blank=True)

    OPEN: ClassVar[Q] = Q(cleared_at__isnull=True)

    class Meta(TenantModel.Meta):
        ordering = ["-refused_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["trust", "membership", "address"],
                condition=Q(cleared_at__isnull=True),
                name="refusedaddress_one_open",
            ),
        ]
