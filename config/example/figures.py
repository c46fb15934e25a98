"""Invented files of figures, loaded as a host loads the published ones; and a few numbers that an academy reported."""

from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml

from academies.actions.loads import load_file
from academies.actions.school_figures import report
from academies.enums import LoadKind
from academies.models import Academy, DataLoad
from trust.actors import system_actor
from trust.models import Membership, Trust

FOLDER = Path(__file__).parent / "published"
BY = "example"


def load() -> int:
    """Load each file that was not loaded yet; says how many."""
    done = set(DataLoad.objects.filter(kind=LoadKind.FIGURES, started_by=BY).values_list("file_name", "as_at"))
    waiting = [
        each
        for each in yaml.safe_load((FOLDER / "files.yaml").read_text(encoding="utf-8"))
        if (Path(each["file"]).name, each["as_at"]) not in done
    ]
    for each in waiting:
        load_file(by=BY, kind=LoadKind.FIGURES, path=FOLDER / each["file"], as_at=each["as_at"])
    return len(waiting)


def report_some(
    trust: Trust, said: dict[str, Any], academies: dict[str, tuple[Academy, dict[str, Membership]]]
) -> None:
    """What academies know before it is published, as the trust's file says."""
    for each in said.get("reported_figures", ()):
        academy, staff = academies[each["academy"]]
        report(
            actor=system_actor(trust, staff["head"].name),
            academy_id=academy.id,
            measure_key=each["measure"],
            year=each["year"],
            number=Decimal(str(each["number"])),
            pupils=each.get("pupils"),
            basis=each.get("basis", ""),
        )
