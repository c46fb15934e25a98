"""Mail that belongs to no trust. Mail of a trust is a Job."""

from django.db import models

from trust.ids import uuid7


class AccountMail(models.Model):
    """Mail about an account, such as a new password (global). Same id as its Due row; texts go once it is sent."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    to = models.EmailField()
    subject = models.CharField(max_length=300)
    text = models.TextField(blank=True)
    html = models.TextField(blank=True)
    asked_at = models.DateTimeField(auto_now_add=True)
    sent_at = models.DateTimeField(null=True, blank=True)


class ExampleMail(models.Model):
    """What would have left the machine, in the example installation only (global)."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    message_id = models.CharField(max_length=200)
    to = models.CharField(max_length=400)
    subject = models.CharField(max_length=300)
    text = models.TextField(blank=True)
    html = models.TextField(blank=True)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-at"]
