"""The tasks of the broker. Messages carry ids only; all else is read from the database."""

from typing import Any
from uuid import UUID

import structlog
from celery import Task, shared_task
from django.utils import timezone

from trust.actions.answers import forget_old_answers
from trust.actions.files import sweep_orphans
from trust.actions.jobs import ring_for_what_is_due
from trust.actions.reminders import begin_day
from trust.actions.word_imports import forget_old_passages
from trust.tenancy import open_trust_id
from trust.worker import work_on

log = structlog.get_logger(__name__)


class CleanTask(Task):
    """A task begins without a trust and leaves none behind, so that no work sees another's rows."""

    abstract = True

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        self._refuse_open_trust("before")
        structlog.contextvars.clear_contextvars()
        try:
            return super().__call__(*args, **kwargs)
        finally:
            structlog.contextvars.clear_contextvars()
            self._refuse_open_trust("after")

    def _refuse_open_trust(self, moment: str) -> None:
        if open_trust_id() is not None:
            raise RuntimeError(f"A trust is open {moment} {self.name}.")


@shared_task(name="trust.work", base=CleanTask)
def work(due_id: str) -> None:
    """Do the work of this id, if it is due and in nobody's hands."""
    try:
        known = UUID(due_id)
    except (ValueError, AttributeError, TypeError):
        log.warning("message refused: no id")
        return
    work_on(known)


@shared_task(name="trust.sweep", base=CleanTask)
def sweep() -> None:
    """Ring for what is due and for what dead workers left behind."""
    if rung := ring_for_what_is_due():
        log.info("swept", rung=rung)


@shared_task(name="trust.sweep_files", base=CleanTask)
def sweep_files() -> None:
    """Delete bytes whose row never came to stand."""
    if swept := sweep_orphans():
        log.info("swept files", swept=swept)


@shared_task(name="trust.sweep_answers", base=CleanTask)
def sweep_answers() -> None:
    """Forget the answers that no program will ask for again."""
    if swept := forget_old_answers():
        log.info("swept answers", swept=swept)


@shared_task(name="trust.sweep_passages", base=CleanTask)
def sweep_passages() -> None:
    """Empty Word files that nobody placed into sections within a day."""
    if swept := forget_old_passages():
        log.info("swept passages", swept=swept)


@shared_task(name="trust.remind", base=CleanTask)
def remind() -> None:
    """Begin the day's reminders, in every trust that has not begun it."""
    if begun := begin_day(now=timezone.now()):
        log.info("reminders begun", trusts=begun)
