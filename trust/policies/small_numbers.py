"""Numbers of pupils that are so small that somebody might be recognised."""

import re

WORDS = {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9}
COUNTED = "|".join(WORDS)
NUMBER = rf"(?:\d{{1,2}}|{COUNTED})"
# A number that is a name, and no count of anybody: "Year 5 pupils", "Years 5 and 6", "Key Stage 2".
MORE = rf"(?:(?:\s*[,&–-]\s*|\s+(?:and|to|or)\s+){NUMBER})*"
NAMED = rf"\b(?:(?:year|stage|class|group)\s+{NUMBER}|(?:years|stages|classes|groups)\s+{NUMBER}{MORE})\b"
WHO = r"(?:pupils?|child(?:ren)?|boys?|girls?|students?|learners?)"
# A number, up to two words, and who is meant: "3 pupils", "two disadvantaged boys". The end of a longer number is none.
NEAR = re.compile(rf"{NAMED}|(?<!\d[.,])\b(\d{{1,3}}|{COUNTED})(?:\s+[\w-]+){{0,2}}?\s+{WHO}\b", re.IGNORECASE)


def small_numbers(text: str, threshold: int) -> list[str]:
    """The passages of a plain text that count fewer pupils than the threshold, each once. A share is none."""
    found: dict[str, None] = {}
    for match in NEAR.finditer(text):
        if match[1] is None:
            continue
        word = match[1].lower()
        number = WORDS[word] if word in WORDS else int(word)
        share = re.match(r"\s+(?:in|out of|of every)\b", text[match.end() :], re.IGNORECASE)
        if 0 < number < threshold and not share:
            found[" ".join(match[0].split())] = None
    return list(found)
