"""manage make_fonts: make the reports' typeface once."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from trust.reports.fonts import make_fonts


class Command(BaseCommand):
    """Part of building an installation; needs no database."""

    help = "Make the subsets of Inter that the reports use. Does nothing where they exist."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        """--again makes them anew."""
        parser.add_argument("--again", action="store_true", help="make them even if they exist")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Run it."""
        for path in make_fonts(Path(settings.FONTS), again=options["again"]):
            self.stdout.write(f"{path.name}: {path.stat().st_size // 1024} KB")
