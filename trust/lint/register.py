"""Which class each table belongs to: tenant and history by their fields, global and reference by written decision.

An app decides in its AppConfig: `shared_tables` maps a table to (class, reason), `untracked_models` maps the name
of a tenant model without history to its reason. Frameworks' tables are decided here.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.apps import apps

from trust.tenancy import HistoryTrust, TrustKey


class TableClass(StrEnum):
    """How the lint judges a table."""

    TENANT = "tenant"
    HISTORY = "history"
    GLOBAL = "global"
    REFERENCE = "reference"


FRAMEWORK_TABLES: dict[str, str] = {
    "account_emailaddress": "allauth: proven addresses of accounts, which are global",
    "account_emailconfirmation": "allauth: proofs of addresses under way",
    "auth_group": "django.contrib.auth: unused, comes with the framework",
    "auth_group_permissions": "django.contrib.auth: unused, comes with the framework",
    "auth_permission": "django.contrib.auth: unused, comes with the framework",
    "django_content_type": "django.contrib.contenttypes: names of models",
    "django_migrations": "Django: which migrations ran",
    "django_session": "sign-in sessions come before any trust",
    "mfa_authenticator": "allauth: second factors of accounts, which are global",
    "pghistory_context": "pghistory: stays empty, the context stands in each event",
    "usersessions_usersession": "allauth: sign-in sessions as shown to their owner",
}


@dataclass(frozen=True)
class Register:
    """Every table that may exist, and every tenant model that needs no history."""

    classes: Mapping[str, TableClass]
    tracked: Mapping[str, str]  # tenant table -> its history table
    untracked: Mapping[str, str]
    listed: frozenset[str]  # tables that stand in a written list

    def of_class(self, *wanted: TableClass) -> set[str]:
        """Tables of these classes."""
        return {table for table, known in self.classes.items() if known in wanted}


def holds(model: Any, kind: type) -> bool:
    """Whether the model itself has a field of this kind."""
    return any(isinstance(field, kind) for field in model._meta.local_fields)


def build_register(models: Iterable[Any] | None = None) -> Register:
    """The register of the installed apps."""
    classes = dict.fromkeys(FRAMEWORK_TABLES, TableClass.GLOBAL)
    untracked: dict[str, str] = {}
    for config in apps.get_app_configs():
        for table, (known, _reason) in getattr(config, "shared_tables", {}).items():
            classes[table] = TableClass(known)
        untracked |= getattr(config, "untracked_models", {})
    listed = frozenset(classes)
    tracked = {}
    for model in models if models is not None else every_model():
        table = model._meta.db_table
        if holds(model, HistoryTrust):
            classes[table] = TableClass.HISTORY
            if source := getattr(model, "pgh_tracked_model", None):
                tracked[source._meta.db_table] = table
        elif holds(model, TrustKey):
            classes[table] = TableClass.TENANT
    return Register(classes, tracked, untracked, listed)


def every_model() -> list[Any]:
    """All managed models with a table, automatic ones among them."""
    found = apps.get_models(include_auto_created=True)
    return [model for model in found if model._meta.managed and not model._meta.proxy]
