"""What changed from one text to the next, in words."""

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher


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
    # Each word with the blank or line break after it, so that joining gives the text again.
    words: list[str] = []
    for line in text.splitlines(keepends=True):
        parts = line.rstrip("\n").split(" ")
        words += [f"{part} " for part in parts[:-1]]
        words.append(parts[-1] + ("\n" if line.endswith("\n") else ""))
    return words


def _add(pieces: list[Piece], kind: str, words: Sequence[str]) -> None:
    if words:
        pieces.append(Piece(kind, "".join(words)))
