"""Numbers of pupils that are so small that somebody might be recognised."""

import re

WORDS = {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9}
# A number, up to two words, and who is meant: "3 pupils", "two disadvantaged boys".
NEAR = re.compile(
    rf"\b(\d{{1,3}}|{'|'.join(WORDS)})(?:\s+[\w-]+){{0,2}}?\s+(pupils?|child(?:ren)?|boys?|girls?|students?|learners?)\b",
    re.IGNORECASE,
)


def small_numbers(text: str, threshold: int) -> list[str]:
    """The passages of a plain text that count fewer pupils than the threshold, each once. A share is none."""
    found: dict[str, None] = {}
    for match in NEAR.finditer(text):
        word = match[1].lower()
        number = WORDS[word] if word in WORDS else int(word)
        share = re.match(r"\s+(?:in|out of|of every)\b", text[match.end() :], re.IGNORECASE)
        if 0 < number < threshold and not share:
            found[" ".join(match[0].split())] = None
    return list(found)
