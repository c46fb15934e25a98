"""The ground floor."""

from django.apps import AppConfig


class TrustConfig(AppConfig):
    """Tenancy, people, permissions, workflow, history, jobs, mail, files, reports, and the shells of web and API."""

    name = "trust"
    verbose_name = "Trust"

    def ready(self) -> None:
        from trust import checks  # noqa: F401, PLC0415 - registers the system checks
