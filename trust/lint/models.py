"""Rules of models: the second wall, as far as it can be read."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.db import models as django_models

from trust.history import HistoryManager
from trust.lint.fault import Fault
from trust.lint.register import Register, holds
from trust.tenancy import HistoryTrust, TenantForeignKey, TenantManager, TrustKey


def models_of(models: Iterable[Any], register: Register) -> Iterator[Fault]:
    """All rules over all models, and no stale waiver."""
    models = list(models)
    names = {model._meta.label for model in models if holds(model, TrustKey)}
    for model in models:
        if holds(model, TrustKey):
            meta = model._meta
            yield from _managers(model, TenantManager, *meta.managers, meta.default_manager, meta.base_manager)
            yield from _history(model, register)
        if holds(model, HistoryTrust):
            yield from _managers(model, HistoryManager, *model._meta.managers, model._meta.default_manager)
        yield from _keys(model)
        for field in model._meta.local_many_to_many:
            if holds(field.related_model, TrustKey) or holds(model, TrustKey):
                yield Fault("many-to-many-automatic", model._meta.label, field.name)
    for label in sorted(register.untracked.keys() - names):
        yield Fault("waiver-stale", label, "no such tenant model")


def _managers(model: Any, wanted: type, *managers: Any) -> Iterator[Fault]:
    for manager in managers:
        if not isinstance(manager, wanted):
            yield Fault("manager-does-not-refuse", model._meta.label, getattr(manager, "name", "") or "base")


def _keys(model: Any) -> Iterator[Fault]:
    for field in model._meta.local_fields:
        if not isinstance(field, django_models.ForeignKey) or isinstance(field, TenantForeignKey):
            continue
        target = field.remote_field.model
        # The key of a history row to what it tells of has no constraint; joins along it are filtered on both sides.
        is_event = hasattr(model, "pgh_tracked_model")
        if not isinstance(target, str) and holds(target, TrustKey) and not is_event:
            yield Fault("key-not-tenant-foreign-key", model._meta.label, field.name)


def _history(model: Any, register: Register) -> Iterator[Fault]:
    label, is_tracked = model._meta.label, model._meta.db_table in register.tracked
    if not is_tracked and label not in register.untracked:
        yield Fault("history-missing", label, "use @track_history or waive it in the AppConfig with a reason")
    if is_tracked and label in register.untracked:
        yield Fault("waiver-stale", label, "it is tracked")
