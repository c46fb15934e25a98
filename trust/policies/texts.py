"""Pure rules on short texts."""

import unicodedata

# Control characters, bytes that were no text, line and paragraph separators. Format characters stay: names in some
# scripts need them.
UNPRINTABLE = {"Cc", "Cs", "Zl", "Zp"}


def is_one_line(text: str) -> bool:
    """Nothing in it breaks a line or steers what prints it."""
    return not any(unicodedata.category(letter) in UNPRINTABLE for letter in text)


def same_words(text: str) -> str:
    """What two names have in common that people take for the same: letters of any size, any blanks."""
    return one_line(text).casefold()


def one_line(text: str) -> str:
    """A name or label without line breaks and doubled spaces: it also stands in the subject of mails."""
    squeezed = " ".join(text.split())
    return squeezed if is_one_line(squeezed) else "".join(letter for letter in squeezed if is_one_line(letter))
