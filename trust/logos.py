"""A trust's logo: a picture in, one small PNG out. It is drawn anew, so nothing else that the file held comes along."""

import base64
import io

from PIL import Image

from trust.file_types import detect, refusal

# Twice the size at which pages and reports show it.
WIDEST, HIGHEST, SMALLEST = 640, 160, 16
NOT_A_PICTURE = "Choose a picture: PNG or JPEG."
TOO_SMALL = f"The picture is too small: it needs at least {SMALLEST} pixels each way."
TOO_LONG = "The picture is too long and thin to be shown. Cut it to the logo itself."
PNG_URL = "data:image/png;base64,"


def logo_of(name: str, content: bytes) -> bytes:
    """The PNG to keep; BadInput at the field `file` where the picture is refused."""
    kind, drawn = detect(name, content)
    if not kind.content_type.startswith("image/"):
        raise refusal(NOT_A_PICTURE)
    with Image.open(io.BytesIO(drawn)) as image:
        if min(image.size) < SMALLEST:
            raise refusal(TOO_SMALL)
        image.thumbnail((WIDEST, HIGHEST))
        if min(image.size) < SMALLEST:
            raise refusal(TOO_LONG)
        out = io.BytesIO()
        image.save(out, "PNG", optimize=True)
    return out.getvalue()


def inline(content: bytes) -> str:
    """As an address that holds the picture itself, as reports take it."""
    return PNG_URL + base64.b64encode(content).decode("ascii") if content else ""
