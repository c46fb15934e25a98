"""Invented official facts, in the shared tables, under invented numbers outside the real range."""

import datetime as dt
from typing import Any

from django.utils import timezone

from academies.enums import Authority, LinkDirection, LoadKind, LoadState
from academies.models import DataLoad, Establishment, EstablishmentLink, Inspection, SchoolGroup
from academies.presets.frameworks import frameworks

AS_AT = dt.date(2026, 11, 14)
FRAMEWORK = {
    "report_card": "report_card_2025",
    "graded": "oeif_2019",
    "ungraded": "oeif_2019",
    "graded_overall": "oeif_2019",
}
PHASE_NAMES = {"primary": "Primary", "secondary": "Secondary", "post_16": "16 plus"}
CONCERN_CODES = {"special_measures": "SM", "serious_weaknesses": "SWK", "requires_significant_improvement": "RSI"}
LA_CODES = {"Westmarch": "981", "Northwold": "982", "Eastferry": "983"}
FIRST_OEIF_DAY = dt.date(2019, 9, 1)


def a_load(kind: LoadKind) -> DataLoad:
    """The load that the invented facts stand under."""
    return DataLoad.objects.get_or_create(
        kind=kind,
        file_name="Invented example facts",
        defaults={
            "layout": "example",
            "as_at": AS_AT,
            "state": LoadState.DONE,
            "started_by": "example",
            "sha256": "0" * 64,
            "finished_at": timezone.now(),
        },
    )[0]


def write_group(trust: dict[str, Any]) -> None:
    """The trust in the register of groups."""
    SchoolGroup.objects.update_or_create(
        uid=trust["group_uid"],
        defaults={
            "name": trust["name"].upper(),
            "type_name": "Multi-academy trust",
            "status": "Open",
            "as_at": AS_AT,
            "source": a_load(LoadKind.GROUPS),
        },
    )


def write_school(academy: dict[str, Any], trust: dict[str, Any]) -> None:
    """The school, its predecessor, and every inspection of both."""
    _establishment(academy["urn"], academy["name"], academy, trust=trust, opened=academy.get("joined"))
    if before := academy.get("predecessor"):
        _establishment(before["urn"], before["name"], academy, closed=before["until"])
        EstablishmentLink.objects.get_or_create(
            urn=academy["urn"],
            link_urn=before["urn"],
            link_type="Predecessor",
            defaults={
                "link_name": before["name"],
                "direction": LinkDirection.PREDECESSOR,
                "established_on": academy["joined"],
                "as_at": AS_AT,
                "source": a_load(LoadKind.ESTABLISHMENT_LINKS),
            },
        )
    for number, said in enumerate(academy.get("inspections", ()), 1):
        _inspection(academy, said, f"X{academy['urn']}{number:02d}")


def _establishment(urn: int, name: str, academy: dict[str, Any], **more: Any) -> None:
    trust = more.get("trust")
    Establishment.objects.update_or_create(
        urn=urn,
        defaults={
            "name": name,
            "laestab": f"999{urn % 10000:04d}",
            "la_code": LA_CODES[academy["la"]],
            "la_name": academy["la"],
            "phase": PHASE_NAMES[academy["phase"]],
            "type_name": "Academy converter" if trust else "Community school",
            "type_group": "Academies" if trust else "Local authority maintained schools",
            "status": "Closed" if "closed" in more else "Open",
            "opened_on": more.get("opened"),
            "closed_on": more.get("closed"),
            "low_age": academy["ages"][0],
            "high_age": academy["ages"][1],
            "pupils": academy["pupils"],
            "capacity": academy["pupils"] + 40,
            "gender": "Mixed",
            "sixth_form": "Has a sixth form" if academy.get("post_16") else "Does not have a sixth form",
            "nursery": "Has nursery classes" if academy["ages"][0] < 4 else "No nursery classes",
            "trust_uid": trust["group_uid"] if trust and academy.get("state") != "pipeline" else None,
            "trust_name": trust["name"].upper() if trust and academy.get("state") != "pipeline" else "",
            "town": academy["la"],
            "region": "Invented",
            "authority": Authority.REGISTER,
            "as_at": AS_AT,
            "source": a_load(LoadKind.ESTABLISHMENTS),
        },
    )


def _inspection(academy: dict[str, Any], said: dict[str, Any], number: str) -> None:
    then = said.get("urn", academy["urn"])
    before = academy.get("predecessor", {})
    framework = FRAMEWORK[said["regime"]]
    if framework == "oeif_2019" and said["date"] < FIRST_OEIF_DAY:
        framework = "before_2019"
    Inspection.objects.get_or_create(
        urn=academy["urn"],
        number=number,
        defaults={
            "regime": said["regime"],
            "framework_id": framework,
            "kind": "Section 8" if said["regime"] == "ungraded" else "S5 Inspection",
            "starts_on": said["date"],
            "published_on": said["date"] + dt.timedelta(days=42),
            "outcome": said.get("outcome", ""),
            "concern": CONCERN_CODES.get(said.get("concern", ""), ""),
            "urn_at_time": then,
            "name_at_time": before["name"] if then == before.get("urn") else academy["name"],
            "relates_to_current": then == academy["urn"],
            "as_at": AS_AT,
            "grades": _grades(framework, said),
            "source": a_load(LoadKind.INSPECTIONS),
        },
    )


def _grades(framework: str, said: dict[str, Any]) -> str:
    known = frameworks()
    grades = []
    for key, value in said.get("grades", {}).items():
        area_id = known.area_id(framework, key)
        if area_id is None:
            raise ValueError(f"{framework} has no area {key}")
        scale = known.areas[area_id].scale
        word = next(w for w in known.words.values() if w.scale == scale and str(value) in {w.key, w.published})
        grades.append((area_id, word.id))
    return " ".join(f"{area}:{word}" for area, word in sorted(grades))
