"""A Word file on its way into the sections, as the page shows it for checking."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString, mark_safe

from trust.models import Section, WordImport
from trust.policies.contents import Part, is_empty
from trust.policies.placing import TEXTS
from trust.policies.rich_text import clean_html
from trust.policies.wording import listed
from trust.words import counted

SHORT = 220
LEFT_WORDS = (("pictures", "picture"), ("footnotes", "footnote"), ("comments", "comment"))


@dataclass(frozen=True)
class ChunkShown:
    """One passage: what stands in it, and where it would go."""

    number: int
    heading: str
    under: str  # the heading of its section
    beginning: str
    html: SafeString
    is_long: bool
    target: str


@dataclass(frozen=True)
class SectionChoice:
    """A section that passages can go to: its fields for the list, and what to do where it has text."""

    key: str
    title: str
    fields: Sequence[tuple[str, str]]
    version: int
    has_text: bool
    way: str
    is_target: bool  # a passage goes there so far


def chunks_shown(waiting: WordImport, chosen: Mapping[int, str] | None = None) -> list[ChunkShown]:
    """The passages in the order of the file. `chosen`: what was chosen on the page already."""
    return [
        ChunkShown(
            number=number,
            heading=chunk["heading"],
            under=chunk.get("under", ""),
            beginning=_beginning(" ".join(chunk["lines"])),
            html=mark_safe(clean_html(chunk["html"])),  # noqa: S308 - clean_html leaves six formats
            is_long=len(" ".join(chunk["lines"])) > SHORT,
            target=chunk["target"] if chosen is None else chosen.get(number, ""),
        )
        for number, chunk in enumerate(waiting.chunks)
    ]


def section_choices(
    parts: Sequence[Part],
    sections: Sequence[Section],
    chunks: Sequence[ChunkShown],
    ways: Mapping[str, str] | None = None,
) -> list[SectionChoice]:
    """The sections that this person writes. `ways`: what was chosen on the page already."""
    targets = {each.target.partition(".")[0] for each in chunks}
    by_key = {section.key: section for section in sections}
    return [
        SectionChoice(
            key=part.key,
            title=part.title,
            fields=[(f"{part.key}.{f.key}", f"{part.title} › {f.label}") for f in part.fields if f.kind in TEXTS],
            version=by_key[part.key].version,
            has_text=not is_empty(by_key[part.key].content),
            way=(ways or {}).get(part.key, "add"),
            is_target=part.key in targets,
        )
        for part in parts
        if part.key in by_key
    ]


def left_words(waiting: WordImport) -> str:
    """What stays in the file; nothing where all of it came."""
    left = waiting.left_out
    found = [f"{left[key]} {counted(noun, left[key])}" for key, noun in LEFT_WORDS if left.get(key)]
    words = [f"Not taken over: {listed(found)}."] if found else []
    if left.get("rest"):
        words.append("The file is so long that its end was not read.")
    return " ".join(words)


def _beginning(text: str) -> str:
    return text if len(text) <= SHORT else f"{text[:SHORT].rpartition(' ')[0]} …"
