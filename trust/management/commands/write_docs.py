"""`manage.py write_docs`: the generated pages of docs/; with --check, fail where they are not up to date."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from trust.api.openapi import description_file
from trust.generated_docs import PAGES

WRITTEN = {**PAGES, "docs/openapi.yaml": description_file}


class Command(BaseCommand):
    """Writes or checks."""

    help = "Write docs/permissions.md, docs/workflows.md and docs/openapi.yaml from the code."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true", help="change nothing, fail where a page is not up to date")

    def handle(self, *args: Any, **options: Any) -> None:
        stale = []
        for name, build in WRITTEN.items():
            path, wanted = Path(settings.ROOT) / name, build()
            if path.is_file() and path.read_text(encoding="utf-8") == wanted:
                continue
            stale.append(name)
            if not options["check"]:
                path.write_text(wanted, encoding="utf-8")
                self.stdout.write(f"written: {name}")
        if stale and options["check"]:
            raise CommandError(f"Not up to date: {', '.join(stale)}. Run: python3 dev.py manage write_docs")
