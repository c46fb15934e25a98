"""The tasks of the broker on this floor."""

import structlog
from celery import shared_task

from improvement_cycle.actions.row_imports import forget_old_tables
from trust.tasks import CleanTask

log = structlog.get_logger(__name__)


@shared_task(name="improvement_cycle.sweep_tables", base=CleanTask)
def sweep_tables() -> None:
    """Empty spreadsheets that nobody placed beside a page within a day."""
    if swept := forget_old_tables():
        log.info("swept tables", swept=swept)
