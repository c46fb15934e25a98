"""The Celery application: the bell that wakes workers. Work itself stands in the database."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.base")

from celery import Celery
from celery.signals import worker_init

app = Celery("fourfold")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@worker_init.connect
def _refuse_unsafe_role(**_kwargs: object) -> None:
    from trust.tenancy.startup import refuse_unsafe_role  # noqa: PLC0415 - needs the apps loaded

    refuse_unsafe_role()
