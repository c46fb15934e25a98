"""What a Word file is made of: a report that can be edited says it in these words."""

from collections.abc import Sequence
from dataclasses import dataclass

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
NOTHING = "Nothing was written here."


@dataclass(frozen=True)
class Passage:
    """A heading, which may be missing, and below it one of: formatted text, a list, plain words, a table.

    The first row of a table is its head, the first cell of each row what the row is about.
    """

    label: str
    html: str = ""
    lines: Sequence[str] = ()
    words: str = ""
    table: Sequence[Sequence[str]] = ()


@dataclass(frozen=True)
class Chapter:
    """One section of a document. Without passages it says that nothing was written."""

    title: str
    passages: Sequence[Passage] = ()


@dataclass(frozen=True)
class Paper:
    """All that a Word file holds beside its frame. `version` stands in the header of each page."""

    version: str
    lead: Sequence[str]
    chapters: Sequence[Chapter]
    foot: str = ""
