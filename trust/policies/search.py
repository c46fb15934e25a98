"""What somebody asks for, in the database's own writing, and where the words stand in a text."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

SHORTEST, LONGEST = 2, 200
MOST_WORDS = 10
# Around a hit in a text that the database marks: characters that no text of ours holds.
OPEN, SHUT = "\x02", "\x03"
WORD = re.compile(r"\w+")
AROUND = 90


@dataclass(frozen=True)
class Asked:
    """The words that were typed. All must be found, each may be the beginning of a longer one."""

    text: str
    words: tuple[str, ...]

    @property
    def is_enough(self) -> bool:
        """Whether it is worth looking."""
        return any(len(word) >= SHORTEST for word in self.words)

    @property
    def query(self) -> str:
        """For to_tsquery: only letters, digits and what stands here."""
        return " & ".join(f"{word}:*" for word in self.words)


@dataclass(frozen=True)
class Piece:
    """Some characters of a text, and whether they were asked for."""

    text: str
    is_hit: bool = False


def asked(text: str) -> Asked:
    """What was typed, as words."""
    text = " ".join(text.replace("\x00", " ").split())[:LONGEST]
    return Asked(text, tuple(word.strip("_") for word in WORD.findall(text.casefold()) if word.strip("_"))[:MOST_WORDS])


def marked(text: str) -> list[Piece]:
    """The pieces of a text in which the database marked the hits."""
    pieces = []
    for number, part in enumerate(text.split(OPEN)):
        hit, shut, rest = part.partition(SHUT)
        if number and shut:
            pieces += [Piece(hit, is_hit=True), Piece(rest)]
        else:
            pieces.append(Piece(part.replace(SHUT, "")))
    return [piece for piece in pieces if piece.text]


def found_in(text: str, wanted: Asked) -> list[Piece]:
    """The same for a text that was read here: the neighbourhood of the first hit; nothing where a word is missing."""
    places = [(match.span(), match.group().casefold()) for match in WORD.finditer(text)]
    hits = [span for span, word in places if any(_fits(word, each) for each in wanted.words)]
    if any(not any(_fits(word, each) for _, word in places) for each in wanted.words) or not hits:
        return []
    start, end = max(hits[0][0] - AROUND, 0), hits[0][1] + AROUND
    start = text.find(" ", start) + 1 if start else 0
    end = text.rfind(" ", start, end) if end < len(text) else len(text)
    end = max(end, hits[0][1])
    near = [span for span in hits if span[0] >= start and span[1] <= end]
    return [*_cut(text, start, end, near)]


def _cut(text: str, start: int, end: int, hits: Sequence[tuple[int, int]]) -> Iterator[Piece]:
    at = start
    before = "… " if start else ""
    for first, last in hits:
        if between := before + text[at:first]:
            yield Piece(between)
        yield Piece(text[first:last], is_hit=True)
        at, before = last, ""
    if rest := text[at:end] + (" …" if end < len(text) else ""):
        yield Piece(rest)


def _fits(word: str, wanted: str) -> bool:
    """As the database does it, nearly: the beginning of a word, and one of many."""
    return word.startswith(wanted) or (len(wanted) > SHORTEST + 1 and word.startswith(wanted.removesuffix("s")))
