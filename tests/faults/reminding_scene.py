"""Something due from everybody, on a Monday in term. Loaded into a real worker by `celery -I` as well, which then sees
that Monday on its clock and hands mail to the server of the test.
"""

import datetime as dt
import os

from django.conf import settings
from django.db.models import F, Value
from django.utils import timezone

from tests.cast import Troupe, join, make_users
from trust import deadlines
from trust.actors import Actor
from trust.deadlines import DeadlineSource
from trust.models import Membership, SchoolYear, Term
from trust.permissions import Permission
from trust.policies.reminding import LONDON

MONDAY = dt.date(2026, 11, 30)
MORNING = dt.datetime.combine(MONDAY, dt.time(8), LONDON)
KIND = "trial_of_reminders"


def _find(_actor: Actor) -> object:
    rows = Membership.objects.filter(role="trustee")
    return deadlines.lines(
        rows, kind=KIND, title=F("name"), due_on=Value(MONDAY + dt.timedelta(days=3)), membership_id=F("id")
    )


def register() -> None:
    """The source of what is due."""
    deadlines.register(DeadlineSource(KIND, (Permission.TRUST_ENTER,), _find, lambda trust, _line: f"/t/{trust}/"))  # type: ignore[arg-type]


def forget() -> None:
    """Other tests know nothing of it."""
    deadlines._sources.pop(KIND, None)


def fill(troupe: Troupe, number: int) -> None:
    """So many people, each of whom owes one thing. The trust must be open."""
    year = SchoolYear.objects.create(starts_on=dt.date(2026, 9, 1), ends_on=dt.date(2027, 8, 31))
    Term.objects.create(school_year=year, name="Autumn", starts_on=dt.date(2026, 9, 1), ends_on=dt.date(2026, 12, 18))
    users = make_users([(f"p{n}@{troupe.trust.slug}.example", f"Person {n}") for n in range(number)])
    join(troupe, [(f"p{n}", user, "trustee", "all") for n, user in enumerate(users)])


if port := os.environ.get("TEST_SMTP_PORT"):
    settings.MAIL_HANDOVER = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", int(port)
    settings.EMAIL_USE_TLS, settings.EMAIL_TIMEOUT = False, 10
    timezone.now = lambda: MORNING
    register()
