"""Which published measures an area or a column of a model speaks of. Data: presets/parts/figures.yaml."""

from collections.abc import Iterable
from functools import cache

import yaml

from improvement_cycle.presets.reader import FOLDER

Links = dict[str, tuple[str, ...]]


@cache
def _links() -> dict[str, Links]:
    raw = yaml.safe_load((FOLDER / "parts" / "figures.yaml").read_text(encoding="utf-8"))
    return {kind: {key: tuple(measures) for key, measures in links.items()} for kind, links in raw.items()}


def measures_of_section(key: str) -> tuple[str, ...]:
    """Measures that stand beside a section of the self-evaluation: of its area, or of the context."""
    return _links()["sections"].get(key) or _links()["areas"].get(key, ())


def measures_of_column(key: str, area: str = "") -> tuple[str, ...]:
    """Measures on which a judgement of this column rests."""
    return _links()["columns"].get(key) or _links()["areas"].get(area, ())


def every_link() -> Iterable[tuple[str, str]]:
    """All keys and the measures they name: for the test that there are such."""
    return [(key, measure) for links in _links().values() for key, named in links.items() for measure in named]
