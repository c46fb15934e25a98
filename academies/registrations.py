"""What this app tells the ground floor, and the lists it keeps in the database."""

import datetime as dt
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from academies.presets.frameworks import frameworks
from trust import actors
from trust.actors import Appointment as Held


def register_all() -> None:
    """Called in AppConfig.ready()."""
    actors.appointment_sources.append(appointments_of)


def appointments_of(membership_id: UUID, day: dt.date) -> Iterable[Held]:
    """The roles a member holds at academies on this day."""
    from academies.models import Appointment  # noqa: PLC0415 - models load after the registry

    held = Appointment.objects.on(day).filter(membership_id=membership_id).values_list("academy_id", "role")
    return [Held(academy_id, role) for academy_id, role in held]


def load_lists(using: str = "default", **_kwargs: Any) -> None:
    """Bring the lists of frameworks, areas and words up to the preset. Safe to run again."""
    from academies.models import InspectionArea, InspectionFramework, InspectionGradeWord  # noqa: PLC0415

    known = frameworks()
    upsert = {"update_conflicts": True}
    InspectionFramework.objects.using(using).bulk_create(
        [InspectionFramework(f.key, f.name, f.from_on, f.until_on) for f in known.frameworks.values()],
        unique_fields=["key"],
        update_fields=["name", "from_on", "until_on"],
        **upsert,
    )
    InspectionArea.objects.using(using).bulk_create(
        [
            InspectionArea(a.id, a.framework, a.key, a.label, a.kind, a.where_applicable, a.position)
            for a in known.areas.values()
        ],
        unique_fields=["id"],
        update_fields=["key", "label", "kind", "where_applicable", "position"],
        **upsert,
    )
    InspectionGradeWord.objects.using(using).bulk_create(
        [InspectionGradeWord(w.id, w.scale, w.key, w.label, w.published, w.position) for w in known.words.values()],
        unique_fields=["id"],
        update_fields=["scale", "key", "label", "published", "position"],
        **upsert,
    )
