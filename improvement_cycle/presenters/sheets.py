"""A spreadsheet as the page shows it on which its columns are matched."""

from collections.abc import Mapping

from improvement_cycle.policies.taking_over import Table, reference

SAMPLES = 3


def headings_of(table: Table, header: int) -> Mapping[int, str]:
    """The columns that hold anything, each by its heading or its letter."""
    used = [n for n in range(table.width) if any(table.at(row, n).text for row in range(len(table.rows)))]
    return {n: table.at(header, n).text[:60] or f"Column {reference(0, n)[:-1]}" for n in used}


def samples(table: Table, header: int, column: int) -> str:
    """What stands below its heading, in short."""
    texts = [table.at(row, column).text for row in range(header + 1, len(table.rows))]
    different = list(dict.fromkeys(text[:40] for text in texts if text))
    return ", ".join(different[:SAMPLES]) + (", …" if len(different) > SAMPLES else "")
