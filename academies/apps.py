"""The first floor."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class AcademiesConfig(AppConfig):
    """Academies and official facts."""

    name = "academies"
    verbose_name = "Academies"

    def ready(self) -> None:
        from academies import registrations  # noqa: PLC0415 - needs the apps loaded

        post_migrate.connect(registrations.load_lists, sender=self, dispatch_uid="academies.lists")
        registrations.register_all()
