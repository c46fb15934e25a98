"""Django's mail backends of ours: into the queue, and into the example installation's mailbox."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.db.models import QuerySet

from trust.actions import mail
from trust.models import ExampleMail


class QueueBackend(BaseEmailBackend):
    """EMAIL_BACKEND: what Django's and allauth's own code sends becomes rows; the worker hands them over."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        for message in email_messages:
            mail.send_account_mail(
                to=message.recipients(),
                subject=str(message.subject),
                text=str(message.body),
                html=html_of(message),
            )
        return len(email_messages)


class MailboxBackend(BaseEmailBackend):
    """MAIL_HANDOVER of the example installation: nothing leaves the machine, the mailbox page shows it."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        if not settings.EXAMPLE_MODE:
            raise RuntimeError("The mailbox is for the example installation only: set MAIL_HANDOVER.")
        for message in email_messages:
            mail.put_in_example_mailbox(
                message_id=message.extra_headers.get("Message-ID", ""),
                to=", ".join(message.recipients()),
                subject=str(message.subject),
                text=str(message.body),
                html=html_of(message),
            )
        return len(email_messages)


def html_of(message: Any) -> str:
    """The HTML alternative, or nothing."""
    for alternative in getattr(message, "alternatives", []):
        content, kind = alternative[0], alternative[1]
        if kind == "text/html":
            return str(content)
    return ""


def example_mails(most: int = 200) -> "QuerySet[ExampleMail]":
    """What the example installation would have sent, newest first; nothing anywhere else."""
    if not settings.EXAMPLE_MODE:
        return ExampleMail.objects.none()
    return ExampleMail.objects.order_by("-at")[:most]
