"""`manage.py lint_schema`: the schema lint against the database at hand."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from trust.lint import lint
from trust.lint.register import build_register


class Command(BaseCommand):
    """Prints every fault, ends with an error where there is one."""

    help = "Check every table against the rules of tenancy."

    def handle(self, *args: Any, **options: Any) -> None:
        with connection.cursor() as cursor:
            faults = lint(cursor, settings.DATABASE_APP_ROLE)
        for fault in faults:
            self.stderr.write(str(fault))
        if faults:
            raise CommandError(f"{len(faults)} faults.")
        self.stdout.write(f"{len(build_register().classes)} tables, no fault.")
