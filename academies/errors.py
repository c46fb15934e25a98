"""What goes wrong with published files."""

from trust.errors import BadInput


class FileRefused(BadInput):
    """The whole file is refused; the message is a sentence that helps."""
