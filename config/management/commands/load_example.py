"""Load the invented trusts. Safe to run again: what is there already stays as people left it."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from config.example import figures, people, trusts

TRUSTS = ("larkfield", "tidewell")
OPERATOR = {"name": "Otto Hosting", "email": "operator@host.example", "operator": True}


class Command(BaseCommand):
    """manage.py load_example"""

    help = "Load the invented trusts of the example installation."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.EXAMPLE_MODE:
            raise CommandError("The example belongs to example installations only: EXAMPLE_MODE is off.")
        people.account(OPERATOR)
        if count := figures.load():
            self.stdout.write(f"Loaded {count} files of figures.")
        for slug in TRUSTS:
            if trusts.build(trusts.read(slug)):
                self.stdout.write(f"Made {slug}.")
