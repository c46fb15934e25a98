"""Rows in every tenant table of every trust of the cast, so that attacks and crawl always find something to steal.

Rows that need thought belong in tests/cast_<app>.py. What the cast leaves empty is filled here with plausible
values that carry the trust's canary; a table whose constraints refuse such a row must get rows in its app's cast.
"""

import datetime as dt
from itertools import islice, product
from typing import Any

from django.apps import apps
from django.db import DatabaseError, models, transaction
from django.utils import timezone

from tests.cast import Cast, Troupe
from trust.ids import uuid7
from trust.lint.register import holds
from trust.tenancy import TenantForeignKey, TrustKey

FIRST_DAY = dt.date(2026, 9, 1)


def tenant_models() -> list[Any]:
    """Tenant models, those pointed at before those that point."""
    waiting = [model for model in apps.get_models() if holds(model, TrustKey) and model._meta.managed]
    ordered: list[Any] = []
    while waiting:
        ready = [m for m in waiting if not (_targets(m) - set(ordered) - {m})]
        assert ready, f"tenant keys run in a circle: {waiting}"
        ordered += ready
        waiting = [m for m in waiting if m not in ready]
    return ordered


def _targets(model: Any) -> set[Any]:
    fields = [f for f in model._meta.local_fields if isinstance(f, TenantForeignKey) and not f.null]
    return {field.remote_field.model for field in fields}


def furnish(cast: Cast) -> dict[str, str]:
    """Fill what is empty; answer which tables refused, with the reason."""
    refused: dict[str, str] = {}
    for troupe in (cast.a, cast.b, cast.p):
        for model in tenant_models():
            with troupe.open():
                if model.objects.exists():
                    continue
                # A partnership need not have everything: it has no matrix.
                if (reason := _fill(model, troupe)) and troupe is not cast.p:
                    refused[model._meta.db_table] = reason
    return refused


def _fill(model: Any, troupe: Troupe) -> str:
    """Make one row; where a constraint ties a state to other fields, another state may do."""
    reason = ""
    # A text that may stay empty does, unless the table refuses a row in which all of them are.
    for with_blanks in (False, True):
        reason = _fill_with(model, troupe, with_blanks=with_blanks)
        if not reason:
            break
    return reason


def _fill_with(model: Any, troupe: Troupe, *, with_blanks: bool) -> str:
    fields = [field for field in model._meta.local_fields if _needs_value(field, with_blanks=with_blanks)]
    states = [field for field in fields if field.choices]
    reason = ""
    for chosen in islice(product(*([value for value, _ in field.choices] for field in states)), 60):
        try:
            values = {field.name: _value(field, number, troupe) for number, field in enumerate(fields)}
            values |= {field.name: value for field, value in zip(states, chosen, strict=True)}
            with transaction.atomic():
                model.objects.create(**values)
            return ""
        except (DatabaseError, LookupError) as error:
            reason = str(error).splitlines()[0]
    return reason


def _needs_value(field: Any, *, with_blanks: bool) -> bool:
    if isinstance(field, TrustKey) or field.primary_key or field.has_default() or field.null:
        return False
    if getattr(field, "auto_now_add", False) or getattr(field, "auto_now", False):
        return False
    return with_blanks or not (isinstance(field, models.CharField | models.TextField) and field.blank)


def _first(model: Any) -> Any:
    # The oldest: a draft model is made last, and nothing points at a draft.
    row = model._default_manager.order_by("pk").first()
    if row is None:
        raise LookupError(f"there is no {model._meta.label} to point at")
    return row


def _value(field: Any, number: int, troupe: Troupe) -> Any:
    if isinstance(field, models.ForeignKey):
        return _first(field.remote_field.model)
    for kinds, make in VALUES:
        if isinstance(field, kinds):
            value = make(field, number, troupe.canary)
            return value[: field.max_length] if isinstance(value, str) and field.max_length else value
    return 1


# From the particular to the general: an e-mail field is a text field too.
VALUES: list[tuple[Any, Any]] = [
    (models.EmailField, lambda _field, _number, canary: f"someone@{canary}.example"),
    (models.URLField, lambda _field, _number, canary: f"https://{canary}.example/"),
    ((models.CharField, models.TextField), lambda field, _number, canary: f"{canary} {field.name}"),
    (models.UUIDField, lambda _field, _number, _canary: uuid7()),
    (models.BooleanField, lambda _field, _number, _canary: False),
    (models.DateTimeField, lambda _field, number, _canary: timezone.now() + dt.timedelta(days=number)),
    (models.DateField, lambda _field, number, _canary: FIRST_DAY + dt.timedelta(days=30 * number)),
    (models.JSONField, lambda _field, _number, _canary: {}),
    (models.BinaryField, lambda _field, _number, canary: canary.encode()),
]
