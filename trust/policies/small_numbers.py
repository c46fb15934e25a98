"""Numbers of pupils that are so small that somebody might be recognised."""

import re

WORDS = {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9}
COUNTED = "|".join(WORDS)
NUMBER = rf"(?:\d{{1,2}}|{COUNTED})"
# Never across the end of a line: what stands in another point or paragraph counts something else.
GAP = r"[^\S\n]+"
# A number that is a name, and no count of anybody: "Year 5 pupils", "Years 5 and 6", "Key Stage 2".
MORE = rf"(?:(?:[^\S\n]*[,&–-][^\S\n]*|{GAP}(?:and|to|or){GAP}){NUMBER})*"
NAMED = rf"\b(?:(?:year|stage|class|group){GAP}{NUMBER}|(?:years|stages|classes|groups){GAP}{NUMBER}{MORE})\b"
WHO = r"(?:pupils?|child(?:ren)?|boys?|girls?|students?|learners?)"
# What a share is of: a number, but no year ("in 2025/26") and nothing that is counted itself ("in 2 classes").
WHOLE = (
    rf"(?:every{GAP}|each{GAP}|a{GAP})?"
    rf"(?:\d{{1,3}}(?![\d/])|{COUNTED}|ten|eleven|twelve|fifteen|twenty|thirty|forty|fifty|hundred)\b"
    rf"(?!{GAP}(?:class|group|year|school|term|week|day|month|lesson|subject|case))"
)
SHARE = re.compile(rf"{GAP}(?:in|out{GAP}of|of){GAP}{WHOLE}", re.IGNORECASE)
# A share that is said before who is meant: "one in ten pupils".
SHARE_OF = rf"\b{NUMBER}{GAP}in{GAP}{WHOLE}"
# A number, up to two words, and who is meant: "3 pupils", "two disadvantaged boys". The end of a longer number is none.
NEAR = re.compile(
    rf"{NAMED}|{SHARE_OF}|(?<!\d[.,])\b(\d{{1,3}}|{COUNTED})(?:{GAP}[\w-]+){{0,2}}?{GAP}{WHO}\b", re.IGNORECASE
)


def small_numbers(text: str, threshold: int) -> list[str]:
    """The passages of a plain text that count fewer pupils than the threshold, each once. A share is none."""
    found: dict[str, None] = {}
    for match in NEAR.finditer(text):
        if match[1] is None:
            continue
        word = match[1].lower()
        number = WORDS[word] if word in WORDS else int(word)
        if 0 < number < threshold and not SHARE.match(text, match.end()):
            found[" ".join(match[0].split())] = None
    return list(found)
