"""manage sweep_files: delete bytes without a row."""

from typing import Any

from django.core.management.base import BaseCommand

from trust.actions.files import sweep_orphans


class Command(BaseCommand):
    """For the daily round of the operator."""

    help = "Delete private files whose row never came to stand (an hour old or more)."

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Run it."""
        self.stdout.write(f"{sweep_orphans()} files deleted.")
