"""All rows of a year, byte for byte: what a closed year must not change in."""

import json
from collections import defaultdict
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder

from improvement_cycle.models import AcademyCycle, Cycle, SustainCheck, SustainMark
from tests.security.furnish import tenant_models
from trust.models import Document
from trust.tenancy import TenantForeignKey

# They belong to the academy: most of them fall due after the year in which something was delivered.
AFTER_THE_YEAR = (SustainCheck, SustainMark)
# What points from a later year back to an earlier one.
BACK = ("came_from",)


def dump(cycle: Cycle) -> bytes:
    """The year, and every row that hangs on it, on one of its academies, or on a document of theirs."""
    found: dict[Any, set[Any]] = defaultdict(set)
    found[Cycle].add(cycle.id)
    size = -1
    while size != sum(map(len, found.values())):
        size = sum(map(len, found.values()))
        for model in tenant_models():
            if model in AFTER_THE_YEAR:
                continue
            for field in model._meta.local_fields:
                if isinstance(field, TenantForeignKey) and field.name not in BACK and found[field.related_model]:
                    keys = {f"{field.attname}__in": found[field.related_model]}
                    found[model] |= set(model.objects.filter(**keys).values_list("id", flat=True))
        documents = Document.objects.filter(subject_id__in=found[AcademyCycle])
        found[Document] |= set(documents.values_list("id", flat=True))
    told = {
        model._meta.label: list(model.objects.filter(id__in=keys).order_by("id").values())
        for model, keys in found.items()
        if keys
    }
    return json.dumps(told, cls=DjangoJSONEncoder, sort_keys=True).encode()
