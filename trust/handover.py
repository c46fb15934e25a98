"""Hands mail over to the mail server.

Between the server's "250" and our commit lies a moment that nobody can see into. At-least-once mail is sent again
after it, with the same Message-ID; at-most-once mail is left uncertain and shown to people.
"""

import re
import smtplib
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection

from trust.actions import leases
from trust.actions import mail as actions
from trust.errors import DomainError
from trust.jobs import GiveUp, Lease, handler
from trust.models import AccountMail

PERMANENT = 500
# The server answered, and its answer was no.
ANSWERS = (
    smtplib.SMTPResponseException,
    smtplib.SMTPRecipientsRefused,
    smtplib.SMTPNotSupportedError,
)


ENHANCED = re.compile(r"\s*(5\.\d{1,3}\.\d{1,3})\b")
NO_MAILBOX = (550, 551, 553)
# Of a mailbox, its host or its form; and that it is closed for good.
OF_ADDRESS = frozenset({*(f"5.1.{n}" for n in (0, 1, 2, 3, 4, 5, 6, 9, 10)), "5.2.1"})
# What may not be sent, and addresses of a sender.
NOT_OF_ADDRESS = ("5.7.", "5.1.7", "5.1.8")


class Unavailable(DomainError):
    """The mail server did not take the message, surely; it may take it later."""


class RecipientRefused(GiveUp):
    """The server refuses this address for good; `code` is its answer."""

    def __init__(self, code: int) -> None:
        super().__init__(f"The mail server refused the address for good ({code}).")
        self.code = code


class Uncertain(DomainError):
    """The connection broke after the message had begun: nobody knows."""


@handler("mail", queue="mail")
def send(lease: Lease, payload: Mapping[str, Any]) -> None:
    """Invitations and the like: at least once."""
    deliver(lease, compose(lease.id, payload))
    with leases.finishing(lease):
        actions.forget_texts(job_id=lease.id)


@handler("mail_once", queue="mail", at_most_once=True)
def send_once(lease: Lease, payload: Mapping[str, Any]) -> None:
    """Reminders and the like: at most once."""
    try:
        deliver(lease, compose(lease.id, payload))
    except Uncertain as error:
        leases.leave_uncertain(lease=lease, reason=str(error))
        return
    with leases.finishing(lease):
        actions.forget_texts(job_id=lease.id)


@handler("account_mail", queue="mail")
def send_account_mail(lease: Lease, _payload: Mapping[str, Any]) -> None:
    """Mail about an account: at least once."""
    with leases.opened(lease):
        mail = AccountMail.objects.filter(pk=lease.id).values("to", "subject", "text", "html").first()
    if mail is None:
        raise GiveUp("The mail is not there any more.")
    deliver(lease, compose(lease.id, mail))
    with leases.finishing(lease):
        actions.forget_account_texts(mail_id=lease.id)


def message_id(mail_id: UUID) -> str:
    """The same for every attempt, so that a mailbox can drop a second copy."""
    return f"<{mail_id}@{urlsplit(settings.SITE_URL).hostname or 'localhost'}>"


def compose(mail_id: UUID, content: Mapping[str, Any]) -> EmailMultiAlternatives:
    """The message of this content: to, subject, text, perhaps html, and headers beside ours."""
    headers = {"Message-ID": message_id(mail_id), "Auto-Submitted": "auto-generated"}
    headers |= content.get("headers", {})
    message = EmailMultiAlternatives(
        content["subject"], content["text"], settings.DEFAULT_FROM_EMAIL, [content["to"]], headers=headers
    )
    if content.get("html"):
        message.attach_alternative(content["html"], "text/html")
    return message


def deliver(lease: Lease, message: EmailMultiAlternatives) -> None:
    """Give it to the mail server: Unavailable where it surely was not taken, Uncertain where nobody knows."""
    connection = get_connection(settings.MAIL_HANDOVER)
    try:
        # Until the connection stands, nothing can have been sent.
        connection.open()
    except (OSError, smtplib.SMTPException) as error:
        raise Unavailable(f"The mail server does not answer ({type(error).__name__}).") from error
    leases.hand_over(lease=lease)
    try:
        connection.send_messages([message])
    except ANSWERS as error:
        _refused(error)
    except (OSError, smtplib.SMTPException) as error:
        raise Uncertain(f"The mail server went away during the hand-over ({type(error).__name__}).") from error
    finally:
        _close(connection)


def _refused(error: Exception) -> None:
    answers = list(getattr(error, "recipients", {}).values())
    code, text = min(answers) if answers else (getattr(error, "smtp_code", PERMANENT), b"")
    if answers and is_of_address(code, text):
        raise RecipientRefused(code) from error
    if code >= PERMANENT:
        raise GiveUp(f"The mail server refused the message for good ({code}).") from error
    raise Unavailable(f"The mail server refused the message for now ({code}).") from error


def is_of_address(code: int, text: bytes | str) -> bool:
    """Whether a refusal is for good and of the address, not of whoever sends: RFC 3463 tells, where the server does.

    Of one that may not send here at all, every address would be refused.
    """
    words = text.decode("utf-8", "replace") if isinstance(text, bytes) else text
    if code < PERMANENT:
        return False
    if told := ENHANCED.match(words):
        return told[1] in OF_ADDRESS or (code in NO_MAILBOX and not told[1].startswith(NOT_OF_ADDRESS))
    return code in NO_MAILBOX and "relay" not in words.lower()


def _close(connection: Any) -> None:
    try:
        connection.close()
    except (OSError, smtplib.SMTPException):
        return  # the message is with the server or is not: saying goodbye changes nothing
