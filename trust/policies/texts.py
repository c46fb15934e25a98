"""Pure rules on short texts."""


def one_line(text: str) -> str:
    """A name or label without line breaks and doubled spaces: it also stands in the subject of mails."""
    return " ".join(text.split())
