"""Mail of every trust of the cast: one in the ledger, days of rest that are over, choices, a refused address."""

import datetime as dt

from tests.cast import Troupe
from trust.models import Job, MailChoice, RefusedAddress, Reminder, ReminderPause

DAY = dt.date(2026, 9, 7)


def add_reminders(troupe: Troupe) -> None:
    """Nothing in the ledger holds a word of what was in the mail; reasons and names carry the canary."""
    member = next(iter(troupe.members.values()))
    mail = Job.objects.create(
        kind="reminders",
        key=f"{DAY}:{member.id}",
        payload={"membership": str(member.id), "day": str(DAY), "sort": "reminders", "lines": 1, "to": member.email},
        asked_by_name="Fourfold (reminders)",
        state="failed",
        fault=f"Refused by {troupe.canary}.",
    )
    Reminder.objects.create(
        membership=member, mail=mail, kind="self_evaluation", subject_id=member.id, due_on=DAY, occasion="in_3"
    )
    ReminderPause.objects.create(
        from_on=DAY, until_on=DAY, reason=f"Because {troupe.canary}", paused_by_name=f"Somebody {troupe.canary}"
    )
    MailChoice.objects.create(membership=member, wants_digest=False)
    RefusedAddress.objects.create(membership=member, address=f"old@{troupe.canary}.example", code=550)
    troupe.things["reminder_mail"] = mail
