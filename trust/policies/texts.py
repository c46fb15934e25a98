"""Pure rules on short texts."""

import re
import unicodedata

# Control characters, bytes that were no text, line and paragraph separators. Format characters stay: names in some
# scripts need them.
UNPRINTABLE = {"Cc", "Cs", "Zl", "Zp"}

# Controls, halves of letters and what is no letter break files made of a text; marks that turn the direction let it
# read otherwise than it is. No school's text needs them.
UNWANTED = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\x80-\x9f\ud800-\udfff\ufeff\ufffe\uffff\u202a-\u202e\u2066-\u2069]"
)
# Quotes as they are typed and as programs make them.
QUOTES = str.maketrans({"‘": "'", "’": "'", "‚": "'", "“": '"', "”": '"', "„": '"', "\xad": None})
SEPARATORS = re.compile("[\u2028\u2029]")
GIVE_A_REASON = "Give a reason."


def straight(text: str) -> str:
    """Without controls and without marks that turn the direction of the writing."""
    return UNWANTED.sub("", SEPARATORS.sub("\n", text))


def in_lines(text: str) -> str:
    """A short text of several lines as it is kept."""
    return straight(text).replace("\r\n", "\n").strip()


def holds(text: str, passage: str) -> bool:
    """Whether the passage stands in the text: whatever the blanks and line breaks, and whichever quotes are typed."""
    return _letters(passage) in _letters(text)


def _letters(text: str) -> str:
    return "".join(unicodedata.normalize("NFC", text).translate(QUOTES).split())


def is_one_line(text: str) -> bool:
    """Nothing in it breaks a line or steers what prints it."""
    return not any(unicodedata.category(letter) in UNPRINTABLE for letter in text)


def same_words(text: str) -> str:
    """What two names have in common that people take for the same: letters of any size, any blanks."""
    return one_line(text).casefold()


def fault_of_text(text: str, longest: int, missing: str = "") -> str:
    """What to say of a text that is too long, or missing; `missing` empty: it may be. Nothing of one that fits."""
    if not text:
        return missing
    return f"At most {longest:,} characters fit here." if len(text) > longest else ""


def one_line(text: str) -> str:
    """A name or label without line breaks and doubled spaces: it also stands in the subject of mails."""
    squeezed = " ".join(text.split())
    return squeezed if is_one_line(squeezed) else "".join(letter for letter in squeezed if is_one_line(letter))
