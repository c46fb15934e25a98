"""The trust's brand colour: legible on paper, by day and by night. Contrast as in WCAG 2.2."""

import re
from dataclasses import dataclass

Rgb = tuple[int, int, int]

WHITE: Rgb = (255, 255, 255)
NIGHT: Rgb = (0x14, 0x17, 0x1D)
PAPER: Rgb = (0xEF, 0xED, 0xE8)  # the darkest light ground that links stand on
NIGHT_RAISED: Rgb = (0x26, 0x2B, 0x35)  # the lightest dark ground
ENOUGH = 4.5


@dataclass(frozen=True)
class Brand:
    """The accent by day and by night, with what lies on it and the soft ground beside it."""

    day: str
    day_hover: str
    day_soft: str
    night: str
    night_hover: str
    night_soft: str
    on_night: str


def parse(text: str) -> Rgb | None:
    """#RRGGBB as numbers; None where it is something else."""
    if not re.fullmatch(r"#[0-9a-fA-F]{6}", text):
        return None
    return int(text[1:3], 16), int(text[3:5], 16), int(text[5:7], 16)


def contrast(one: Rgb, other: Rgb) -> float:
    """Between 1 and 21."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def fault_of_colour(text: str) -> str:
    """Why this colour cannot be used; empty when it can."""
    colour = parse(text)
    if colour is None:
        return "Write the colour as # and six digits, such as #49378A."
    if contrast(colour, PAPER) < ENOUGH:
        return f"This colour is too light to read on our paper (contrast {contrast(colour, PAPER):.1f}; 4.5 is needed)."
    return ""


def brand(text: str) -> Brand | None:
    """The colours made from the trust's one; None where it has none that can be used."""
    colour = parse(text)
    if colour is None or fault_of_colour(text):
        return None
    night = colour
    for step in range(1, 21):
        if contrast(night, NIGHT_RAISED) >= ENOUGH + 0.5:
            break
        night = _mix(colour, WHITE, step / 20)
    return Brand(
        day=_text(colour),
        day_hover=_text(_mix(colour, (0, 0, 0), 0.25)),
        day_soft=_text(_soft(colour, WHITE, colour)),
        night=_text(night),
        night_hover=_text(_mix(night, WHITE, 0.3)),
        night_soft=_text(_soft(colour, NIGHT, night)),
        on_night=_text(NIGHT),
    )


def _soft(colour: Rgb, ground: Rgb, text: Rgb) -> Rgb:
    """A breath of the colour on the ground, on which the text is still legible."""
    for share in (0.85, 0.9, 0.95):
        soft = _mix(colour, ground, share)
        if contrast(soft, text) >= ENOUGH:
            return soft
    return ground


def _luminance(colour: Rgb) -> float:
    parts = [value / 255 for value in colour]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _mix(one: Rgb, other: Rgb, share: float) -> Rgb:
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(one, other, strict=True))
    return red, green, blue


def _text(colour: Rgb) -> str:
    return "#{:02X}{:02X}{:02X}".format(*colour)
