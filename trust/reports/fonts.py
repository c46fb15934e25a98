"""The reports' typeface: static subsets of Inter, made once from the package's variable font.

A variable font gives other bytes on every run, and more of them. Without these files (as in tests) the reports use
the system's sans.
"""

from importlib.resources import files
from pathlib import Path

WEIGHTS = (400, 600)
FEATURES = ["kern", "liga", "tnum", "ccmp", "locl", "mark"]
SIZE = 14  # the optical size that suits running text
# Latin with its accents, punctuation, arrows, and the shapes beside grades.
LETTERS = [
    *range(0x20, 0x7F),
    *range(0xA0, 0x250),
    0x2BC,
    *range(0x2010, 0x2028),
    *range(0x2030, 0x203B),
    0x20AC,
    0x2122,
    *range(0x2190, 0x21A0),
    0x2212,
    0x2248,
    0x2260,
    0x2264,
    0x2265,
    *range(0x25A0, 0x2600),
    0x2713,
    0x2717,
]


def make_fonts(folder: Path, *, again: bool = False) -> list[Path]:
    """Write what is missing; returns the files written."""
    # Build-time tools, needed nowhere else.
    from fontTools import subset  # noqa: PLC0415
    from fontTools.ttLib import TTFont  # noqa: PLC0415
    from fontTools.varLib.instancer import instantiateVariableFont  # noqa: PLC0415

    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for weight in WEIGHTS:
        target = folder / f"inter-{weight}.woff2"
        if target.exists() and not again:
            continue
        source = files("fontpkg_inter") / "files" / "Inter[opsz,wght].ttf"
        with source.open("rb") as raw, TTFont(raw, recalcTimestamp=False) as font:
            # Subset first: far fewer outlines are left to be cut to one weight.
            chosen = subset.Subsetter(subset.Options(layout_features=FEATURES))
            chosen.populate(unicodes=LETTERS)
            chosen.subset(font)
            instantiateVariableFont(font, {"wght": weight, "opsz": SIZE}, inplace=True)
            font.flavor = "woff2"
            unfinished = target.with_suffix(".part")
            font.save(unfinished)
        unfinished.rename(target)
        written.append(target)
    return written
