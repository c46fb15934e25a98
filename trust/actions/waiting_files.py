"""Files on their way into a document: read, kept until they are placed, and emptied where nobody places them."""

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils import timezone

from trust.models import Trust
from trust.tenancy import tenant

WAITS = dt.timedelta(days=1)


def is_expired(waiting: Any) -> bool:
    """Whether it has waited too long to be placed."""
    return bool(timezone.now() - waiting.at > WAITS)


def forget_old(model: Any, field: str, empty: Any) -> int:
    """Empty the field of what waited too long, in every trust; returns how many. A day later it is not known any more.

    Between the two whoever comes back is told to choose the file again.
    """
    emptied = 0
    for trust in Trust.objects.all():
        with tenant(trust.id), transaction.atomic():
            old = model.objects.filter(at__lt=timezone.now() - WAITS)
            emptied += old.exclude(**{field: empty}).update(**{field: empty})
            old.filter(at__lt=timezone.now() - 2 * WAITS).delete()
    return emptied
