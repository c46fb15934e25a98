"""Invented logos, drawn here: a bird over a field."""

import io
from typing import Any

from PIL import Image, ImageDraw

from config.example.people import actor_of
from trust.actions import settings
from trust.models import Membership, Trust

SIDE = 160
BIRD = ((28, 84), (66, 62), (80, 78), (94, 62), (132, 84), (94, 78), (80, 94), (66, 78))


def give(trust: Trust, said: dict[str, Any], members: dict[str, Membership]) -> None:
    """The logo of this trust, where its file names a colour for one; set by the administrator."""
    if "logo" not in said:
        return
    picture = Image.new("RGBA", (SIDE, SIDE), (0, 0, 0, 0))
    draw = ImageDraw.Draw(picture)
    draw.rounded_rectangle((0, 0, SIDE - 1, SIDE - 1), radius=28, fill=said["logo"])
    draw.polygon(BIRD, fill="white")
    draw.rounded_rectangle((28, 112, 132, 120), radius=4, fill="white")
    out = io.BytesIO()
    picture.save(out, "PNG")
    settings.change_logo(actor=actor_of(trust, members["administrator"]), name="logo.png", content=out.getvalue())
