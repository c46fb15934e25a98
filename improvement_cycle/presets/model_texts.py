"""What a version of the model says in running words: sections of entries, each a part of the model as a document."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from improvement_cycle.enums import Capability

LONGEST_NAME, LONGEST_TEXT, LONGEST_WHO = 120, 2000, 2000
MOST_ENTRIES = 40


@dataclass(frozen=True)
class TextWord:
    """One entry. The last three are said of a stage only; `who` has a line for each role."""

    key: str
    label: str = ""
    text: str = ""
    subtitle: str = ""
    who: str = ""
    output: str = ""

    @property
    def heading(self) -> str:
        """Its name, and what it is in other words."""
        return f"{self.label}: {self.subtitle[:1].lower()}{self.subtitle[1:]}" if self.subtitle else self.label

    @property
    def lines(self) -> list[str]:
        """Its text paragraph by paragraph."""
        return [line.strip() for line in self.text.splitlines() if line.strip()]

    @property
    def roles(self) -> tuple[tuple[str, str], ...]:
        """Who does what, line by line: what stands before the first colon is the role."""
        lines = (line.strip() for line in self.who.splitlines())
        parts = (line.partition(":") for line in lines if line)
        return tuple((role.strip(), does.strip()) if colon else ("", role) for role, colon, does in parts)


@dataclass(frozen=True)
class TextSection:
    """A section of the document that is words alone. `needs`: shown by models that make use of one of these."""

    key: str
    title: str
    hint: str
    one: str  # what an entry is called
    named: bool = True
    staged: bool = False
    needs: tuple[str, ...] = ()


SECTIONS: tuple[TextSection, ...] = (
    TextSection("introduction", "What this is", "What the model is for, and for whom it is.", "paragraph", named=False),
    TextSection("values", "Values", "What the people of the trust hold to.", "value"),
    TextSection("principles", "Principles", "How improvement is gone about.", "principle", named=False),
    TextSection("stages", "The stages of a year", "What happens in each, and who does what.", "stage", staged=True),
    TextSection(
        "peer_review", "Peer review", "Who comes, for what, and what becomes of it.", "point",
        needs=(Capability.PEER_REVIEW,),
    ),
    TextSection(
        "peer_enquiry", "Peer enquiry", "Who comes, for what, and what becomes of it.", "point",
        needs=(Capability.PEER_ENQUIRY,),
    ),
    TextSection(
        "due_diligence", "Due diligence", "What is looked at before a school joins.", "point",
        needs=(Capability.DUE_DILIGENCE,),
    ),
    TextSection("roles", "Who does what", "Each role in a sentence or two.", "role"),
)  # fmt: skip


def sections_of(capabilities: Iterable[str]) -> tuple[TextSection, ...]:
    """The sections that a model of these capabilities has."""
    used = set(capabilities)
    return tuple(each for each in SECTIONS if not each.needs or used & set(each.needs))


def section_of(capabilities: Iterable[str], key: str) -> TextSection | None:
    """The section of this key, where a model of these capabilities has it."""
    return next((each for each in sections_of(capabilities) if each.key == key), None)


def entries_of(texts: Mapping[str, Any], key: str) -> tuple[TextWord, ...]:
    """The entries of a section, in order."""
    return tuple(TextWord(**each) for each in texts.get(key) or ())


def is_untouched(texts: Mapping[str, Any], key: str) -> bool:
    """Whether nobody has ever written in this section; one that was emptied stays empty."""
    return key not in texts


def fingerprint(entries: Sequence[TextWord]) -> str:
    """Tells whether a section is still what it was when its form was opened."""
    return sha256(repr(tuple(entries)).encode()).hexdigest()[:16]
