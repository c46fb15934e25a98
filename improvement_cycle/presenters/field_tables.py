"""Several fields of a document as one table."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.html import format_html_join
from django.utils.safestring import SafeString


@dataclass(frozen=True)
class Table:
    """Several fields as one: what stands across, and each row by what stands before it. `corner`: above those."""

    across: tuple[str, ...]
    rows: tuple[tuple[str, tuple[str, ...]], ...]
    corner: str = ""

    @property
    def body(self) -> SafeString:
        """Its rows, drawn in one go (a plan has hundreds of cells); each cell says what stands above it."""
        return format_html_join(
            "",
            '<tr><th scope="row">{}</th>{}</tr>',
            (
                (
                    name,
                    format_html_join(
                        "",
                        '<td data-label="{}">{}</td>',
                        ((what, text or "–") for what, text in zip(self.across, cells, strict=True)),
                    ),
                )
                for name, cells in self.rows
            ),
        )

    @property
    def lines(self) -> list[str]:
        """Each row in a line, for where there is no room for a table."""
        return [
            f"{name}: " + "; ".join(f"{what}: {text}" for what, text in zip(self.across, cells, strict=True) if text)
            for name, cells in self.rows
        ]


def table_of(field: Mapping[str, Any]) -> Table:
    """A table as a version keeps it, without what says nothing in any row."""
    columns, rows = field["columns"], field["value"]
    told = [place for place in range(1, len(columns)) if any(row[place] for row in rows)]
    return Table(
        tuple(columns[place] for place in told),
        tuple((row[0], tuple(row[place] for place in told)) for row in rows),
        columns[0],
    )
