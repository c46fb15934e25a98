"""The improvement cycle: model, year, matrix."""

from django.apps import AppConfig


class ImprovementCycleConfig(AppConfig):
    """Second floor."""

    name = "improvement_cycle"
    verbose_name = "Improvement cycle"

    def ready(self) -> None:
        from improvement_cycle.entries import register_entries  # noqa: PLC0415 - needs the apps loaded

        register_entries()
