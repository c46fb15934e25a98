"""What changed from one text to the next, in words."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

# A word may hold signs within: 3.5, don't, well-known.
PARTS = re.compile(r"\n|[^\S\n]*(?:\w+(?:[^\w\s]\w+)*%?|[^\w\s])|[^\S\n]+")


@dataclass(frozen=True)
class Piece:
    """Some words that stayed, came or went. `kind`: same, added, removed."""

    kind: str
    text: str


def differences(before: str, now: str) -> list[Piece]:
    """The texts as one, word by word; line breaks stay where they were."""
    old, new = _words(before), _words(now)
    pieces: list[Piece] = []
    for verb, a, b, c, d in SequenceMatcher(a=old, b=new, autojunk=False).get_opcodes():
        if verb == "equal":
            _add(pieces, "same", old[a:b])
        else:
            _add(pieces, "removed", old[a:b])
            _add(pieces, "added", new[c:d])
    return pieces


def _words(text: str) -> list[str]:
    # Words with the blanks before them, signs and line breaks for themselves: joining gives the text again.
    return PARTS.findall(text)


def _add(pieces: list[Piece], kind: str, words: Sequence[str]) -> None:
    if words:
        pieces.append(Piece(kind, "".join(words)))
