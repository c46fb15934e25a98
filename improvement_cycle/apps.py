"""The improvement cycle: model, year, matrix."""

from django.apps import AppConfig


class ImprovementCycleConfig(AppConfig):
    """Second floor."""

    name = "improvement_cycle"
    verbose_name = "Improvement cycle"
