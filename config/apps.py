"""The project's own app: nothing but the place where settings-wide checks are registered."""

from django.apps import AppConfig


class ConfigConfig(AppConfig):
    """Name of the top of the building."""

    name = "config"
