"""Mails of the ground floor: what is said, without a rule of its own."""

import datetime as dt
from dataclasses import dataclass

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.timezone import localtime


@dataclass(frozen=True)
class Mail:
    """A mail ready to be sent."""

    subject: str
    text: str


def invitation(
    *,
    trust_name: str,
    trust_slug: str,
    token: str,
    name: str,
    role: str,
    academy: str,
    invited_by: str,
    expires_at: dt.datetime,
) -> Mail:
    """The mail that carries the link; nowhere else is the token written."""
    link = settings.SITE_URL + reverse("join", args=[trust_slug, token])
    text = render_to_string(
        "trust/mail/invitation.txt",
        {
            "name": name,
            "trust_name": trust_name,
            "role": role,
            "academy": academy,
            "invited_by": invited_by,
            "link": link,
            "expires_on": localtime(expires_at).date(),
        },
    )
    return Mail(subject=f"{trust_name}: your invitation to Fourfold", text=text)
