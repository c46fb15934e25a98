"""Row history by database trigger: every insert, update and delete of a tenant row becomes an event row."""

import json
from collections.abc import Callable
from typing import Any

import pghistory
from django.db import connection, models

from trust.tenancy.context import current_trust_id
from trust.tenancy.fields import HistoryTrust


class HistoryManager(models.Manager):
    """Refuses without a trust, like the managers of what it tells of."""

    def get_queryset(self) -> Any:
        return super().get_queryset().filter(trust=current_trust_id())


def track_history(model: Any) -> Any:
    """Class decorator: the rows of this tenant model are tracked; events carry the trust and who did it."""
    return track_history_without()(model)


def track_history_without(*fields: str) -> Callable[[Any], Any]:
    """The same without these fields: words of a draft, of which nothing is to be found once they were changed."""
    return pghistory.track(
        pghistory.InsertEvent(),
        pghistory.UpdateEvent(),
        pghistory.DeleteEvent(),
        exclude=list(fields),
        obj_field=pghistory.ObjForeignKey(related_name="history", db_constraint=False, db_index=False),
        context_field=pghistory.ContextJSONField(),
        context_id_field=None,  # type: ignore[arg-type]
        attrs={"trust": HistoryTrust(db_column="trust_id"), "objects": HistoryManager()},
    )


def say_who(*, name: str, user_id: str = "", request_id: str = "", reason: str = "") -> None:
    """Note for the rest of this transaction who changes rows; the triggers copy it into each event."""
    said = {"name": name, "user": user_id, "request": request_id, "reason": reason}
    text = json.dumps({key: value for key, value in said.items() if value})
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('pghistory.context_metadata', %s, true)", [text])
