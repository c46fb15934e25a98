"""The first floor."""

from typing import ClassVar

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class AcademiesConfig(AppConfig):
    """Academies and official facts."""

    name = "academies"
    verbose_name = "Academies"

    # Tables without row security, each by a written decision (see trust/lint).
    shared_tables: ClassVar[dict[str, tuple[str, str]]] = {
        "academies_inspectionframework": ("reference", "the inspectorate's published frameworks"),
        "academies_inspectionarea": ("reference", "areas of the published frameworks"),
        "academies_inspectiongradeword": ("reference", "grade words of the published frameworks"),
        "academies_inspection": ("reference", "published inspections, by the school's number at the time"),
        "academies_ofstedentry": ("reference", "the published list of schools as at one date"),
        "academies_establishment": ("reference", "the published register of schools"),
        "academies_establishmentlink": ("reference", "predecessors and successors in the published register"),
        "academies_schoolgroup": ("reference", "trusts and groups in the published register"),
        "academies_groupmembership": ("reference", "which school is in which group, as published"),
        "academies_dataload": ("reference", "which published file was read when, with its counts"),
        "academies_measure": ("reference", "the published measures"),
        "academies_measurefigure": ("reference", "published figures of schools, local authorities and England"),
        "academies_figurechange": ("reference", "published figures that a later file gave another number"),
        "academies_refusedrow": ("reference", "lines of published files that could not be read, with the reason"),
    }

    def ready(self) -> None:
        from academies import registrations  # noqa: PLC0415 - needs the apps loaded

        post_migrate.connect(registrations.load_lists, sender=self, dispatch_uid="academies.lists")
        registrations.register_all()
