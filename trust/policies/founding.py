"""Pure rules on what a new trust is made from."""

LARGEST_UID = 2_000_000_000
URN_DIGITS = {5, 6}
SHOWN = 5


def listed_urns(text: str) -> tuple[tuple[int, ...], str]:
    """The URNs of a list, each once, and what is wrong with it: a sentence, or nothing."""
    words = text.replace(",", " ").split()
    if wrong := [word for word in words if not (word.isascii() and word.isdigit() and len(word) in URN_DIGITS)]:
        shown = ", ".join(f"“{word[:20]}”" for word in wrong[:SHOWN])
        return (), f"Not a URN: {shown}. Write one number of six digits on each line."
    return tuple(dict.fromkeys(int(word) for word in words)), ""


def is_group(uid: int) -> bool:
    """Whether a group of the register could have this number."""
    return 1 <= uid <= LARGEST_UID
