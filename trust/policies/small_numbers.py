"""Numbers of pupils that are so small that somebody might be recognised."""

import re

WORDS = {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9}
COUNTED = "|".join(WORDS)
NUMBER = rf"(?:\d{{1,2}}|{COUNTED})"
# Never across the end of a line: what stands in another point or paragraph counts something else.
GAP = r"[^\S\n]+"
# A number that is a name, and no count of anybody: "Year 5 pupils", "Years 4, 5 and 6", "Key Stage 2". Where the names
# are at an end others are counted: "In Years 5 and 6, 3 pupils left"; so they are in "This year 3 pupils left".
RANGE = rf"{NUMBER}(?:[^\S\n]*[–-][^\S\n]*{NUMBER})?"
AND = rf"(?:{GAP}(?:and|to|or){GAP}|[^\S\n]*&[^\S\n]*)"
MORE = rf"(?:(?:,[^\S\n]*{RANGE})*,?{AND}{RANGE})*"
NEXT = "|".join(rf"{number}{AND}{number + 1}" for number in range(1, 13))  # "Year 5 and 6"
NAMED = rf"\b(?:(?:year|stage|class|group){GAP}(?:{NEXT}|{NUMBER})|(?:years|stages|classes|groups){GAP}{RANGE}{MORE})\b"
# The year that is meant has no number of its own, unless it is a name: "each Year 6 pupil".
MEANT = rf"\b(?:this|last|next|each|every|that|a|per){GAP}(?-i:year|stage|class|group)\b"
WHO = r"(?:pupils?|child(?:ren)?|boys?|girls?|students?|learners?)"
# What a share is of: a number from two on, but no year ("in 2025/26") and nothing that is counted itself
# ("in 2 classes", "in one family").
WHOLE = (
    rf"(?:every{GAP}|each{GAP}|a{GAP})?"
    rf"(?!(?:one|1)\b)(?:\d{{1,3}}(?![\d/])|{COUNTED}|ten|eleven|twelve|fifteen|twenty|thirty|forty|fifty|hundred)\b"
    rf"(?!{GAP}(?:class|group|year|school|term|week|day|month|lesson|subject|case))"
)
SHARE = re.compile(rf"{GAP}(?:in|out{GAP}of|of){GAP}{WHOLE}", re.IGNORECASE)
# A share that is said before who is meant: "one in ten pupils".
SHARE_OF = rf"\b{NUMBER}{GAP}(?:in|out{GAP}of){GAP}{WHOLE}"
# A number, up to two words, and who is meant: "3 pupils", "two disadvantaged boys". The end of a longer number is none.
NEAR = re.compile(
    rf"{MEANT}|{NAMED}|{SHARE_OF}|(?<!\d[.,])\b(\d{{1,3}}|{COUNTED})(?:{GAP}[\w-]+){{0,2}}?{GAP}{WHO}\b", re.IGNORECASE
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
