"""Words on the screen that a trust may change. The default is kind; the trust's own word wins."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Word:
    """A display word: its default, and where it stands."""

    default: str
    where: str


WORDS: dict[str, Word] = {
    "matrix": Word("annual review matrix", "the yearly table of judgements"),
    "more_support": Word("needs more support", "an academy that moved to more support"),
    "less_support": Word("needs less support", "an academy that moved to less support"),
    "waiting_for": Word("waiting for", "what somebody still has to do"),
    "to_discuss": Word("to discuss", "where views differ"),
    "academy": Word("academy", "one school of the trust"),
}

LONGEST = 40


def counted(noun: str, number: int) -> str:
    """The noun as it stands behind this number: academy, academies; school, schools; campus, campuses."""
    if number == 1:
        return noun
    if noun.endswith("y") and noun[-2:-1] not in "aeiou":
        return f"{noun[:-1]}ies"
    return f"{noun}es" if noun.endswith(("s", "x", "ch", "sh")) else f"{noun}s"


def word(own: Mapping[str, str], key: str) -> str:
    """The trust's word for this key, or the default."""
    return own.get(key) or WORDS[key].default
