"""Mail is asked for as a row in the transaction of its cause. Nobody waits for the mail server."""

from collections.abc import Sequence
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.db.models.functions import Now

from trust.actions.jobs import enqueue, write_due
from trust.actors import Actor
from trust.errors import BadInput
from trust.models import AccountMail, ExampleMail, Job

LONGEST_SUBJECT = 300
# Line ends in a header would begin another header.
LINE_ENDS = ("\r", "\n", "\x0b", "\x0c", "\x1c", "\x1d", "\x1e", "\x85", "\u2028", "\u2029", "\x00")


def send(
    *,
    actor: Actor,
    kind: str,
    key: str,
    to: str,
    subject: str,
    text: str,
    html: str = "",
    at_most_once: bool = False,
) -> Job:
    """Ask for one mail to one recipient; the same kind, key and recipient again is the same mail.

    Invitations and the like go out at least once: an uncertain hand-over is repeated. With `at_most_once`
    (reminders, digests) it is not: it is shown to the operator as uncertain.
    """
    check_header("to", to)
    check_header("subject", subject)
    try:
        validate_email(to)
    except ValidationError as error:
        raise BadInput(
            "That is not an e-mail address.", detail={"to": "Give an address such as name@school.org.uk."}
        ) from error
    return enqueue(
        actor=actor,
        kind="mail_once" if at_most_once else "mail",
        key=f"{kind}:{key}:{to.lower()}",
        payload={"to": to, "subject": subject[:LONGEST_SUBJECT], "text": text, "html": html},
    )


def check_header(name: str, value: str) -> None:
    """Raise BadInput where a header would smuggle in another one."""
    if any(end in value for end in LINE_ENDS):
        raise BadInput("An address or subject must be one line.", detail={name: "Remove the line break."})


def send_account_mail(*, to: Sequence[str], subject: str, text: str, html: str = "") -> None:
    """Ask for mail about an account, which belongs to no trust."""
    check_header("subject", subject)
    with transaction.atomic():
        for address in to:
            check_header("to", address)
            mail = AccountMail.objects.create(to=address, subject=subject[:LONGEST_SUBJECT], text=text, html=html)
            write_due(due_id=mail.id, trust_id=None, kind="account_mail", queue="mail")


def forget_texts(*, job_id: UUID) -> None:
    """A sent mail keeps its address and subject; its texts may hold links that open doors."""
    job = Job.objects.get(pk=job_id)
    job.payload = {**job.payload, "text": "", "html": ""}
    job.save(update_fields=["payload"])


def forget_account_texts(*, mail_id: UUID) -> None:
    """As forget_texts, for mail about an account."""
    AccountMail.objects.filter(pk=mail_id).update(text="", html="", sent_at=Now())


def put_in_example_mailbox(*, message_id: str, to: str, subject: str, text: str, html: str) -> None:
    """Keep what would have left the machine."""
    ExampleMail.objects.create(message_id=message_id, to=to, subject=subject, text=text, html=html)
