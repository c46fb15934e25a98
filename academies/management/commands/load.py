"""manage load KIND FILE…: take published files in, and account for every row."""

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from academies.actions.loads import load_file
from academies.enums import LoadKind
from academies.errors import FileRefused
from academies.imports.dates import read_date
from academies.imports.figures import STATUSES, Told, year_in
from academies.models import DataLoad

SHOWN_REASONS = 20


class Command(BaseCommand):
    """Load official files."""

    help = "Load published files: registers of schools and groups, links, Ofsted's management information, figures."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("kind", choices=LoadKind.values)
        parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
        parser.add_argument("--as-at", help="the day the files are as at, if their names do not say it: 2026-08-31")
        parser.add_argument(
            "--year", help="figures: the school year, if neither file nor folder is named for it: 2018/19"
        )
        parser.add_argument("--status", choices=STATUSES, help="figures: how final they are, if the file does not say")
        parser.add_argument("--json", action="store_true", help="print the account as JSON, one object per file")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            as_at = read_date(options["as_at"]) if options["as_at"] else None
        except ValueError as error:
            raise CommandError(f"--as-at: {error}.") from error
        told = self._told(options["kind"], options["year"], options["status"])
        for path in options["files"]:
            load = self._load(options["kind"], path, as_at, told)
            self.stdout.write(json.dumps(as_json(load)) if options["json"] else as_text(load))

    def _told(self, kind: str, year: str | None, status: str | None) -> Told:
        if (year or status) and kind != LoadKind.FIGURES:
            raise CommandError("--year and --status are for figures only.")
        if year and year_in(year) is None:
            raise CommandError(f"--year: “{year[:40]}” is no school year. Write it like 2018/19.")
        return Told(year_in(year) if year else None, STATUSES[status] if status else None)

    def _load(self, kind: str, path: Path, as_at: Any, told: Told) -> DataLoad:
        def progress(count: int) -> None:
            self.stderr.write(f"{path.name}: {count:,} rows read …")
            self.stderr.flush()

        try:
            return load_file(by="manage load", kind=kind, path=path, as_at=as_at, progress=progress, told=told)
        except FileRefused as refusal:
            raise CommandError(f"{path.name} was not loaded, nothing has changed. {refusal}") from refusal
        except UnicodeEncodeError as error:
            raise CommandError("The name of the file cannot be written as text. Rename it.") from error


def as_json(load: DataLoad) -> dict[str, Any]:
    """The account, for programs."""
    return {
        "kind": load.kind,
        "file": load.file_name,
        "sha256": load.sha256,
        "layout": load.layout,
        "as_at": load.as_at.isoformat(),
        "state": load.state,
        "rows": {
            "read": load.rows_read,
            "added": load.rows_added,
            "changed": load.rows_changed,
            "unchanged": load.rows_unchanged,
            "refused": load.rows_refused,
            "skipped": load.rows_skipped,
            "older": load.rows_older,
        },
        "things": load.things,
        "refused": [{"line": row.line, "reason": row.reason} for row in load.refused.all()],
    }


def as_text(load: DataLoad) -> str:
    """The account, for people."""
    fates = ("added", "changed", "unchanged", "refused", "skipped")
    rows = {fate: getattr(load, f"rows_{fate}") for fate in fates}
    lines = [
        f"{load.file_name}: {load.layout}, as at {load.as_at:%-d %B %Y}",
        f"  {load.rows_read:,} rows read: " + ", ".join(f"{count:,} {fate}" for fate, count in rows.items()),
    ]
    if load.rows_older:
        lines.append(f"  {load.rows_older:,} of the unchanged ones are older than what stands, which was kept")
    for thing, counts in load.things.items():
        lines.append(f"  {thing}: " + ", ".join(f"{count:,} {fate}" for fate, count in counts.items()))
    reasons = list(load.refused.all()[: SHOWN_REASONS + 1])
    lines += [f"  line {row.line}: {row.reason}" for row in reasons[:SHOWN_REASONS]]
    if load.rows_refused > SHOWN_REASONS:
        lines.append(f"  … and {load.rows_refused - SHOWN_REASONS:,} more; --json prints the first thousand")
    return "\n".join(lines)
