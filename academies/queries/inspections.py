"""Inspection profiles and histories, for many schools in the same number of queries as for one."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db import connection

from academies import policies
from academies.enums import Regime
from academies.models import DataLoad, Inspection, InspectionGrade, OfstedEntry
from academies.policies import InspectionProfile, InspectionRecord
from academies.presets.frameworks import frameworks

SOURCE = "Ofsted management information"
# Followed recursively, both ways round: a predecessor of the school, or a school whose successor it is.
PREDECESSORS = """
WITH RECURSIVE back (urn, earlier) AS (
    SELECT urn, link_urn FROM academies_establishmentlink WHERE direction = 'predecessor' AND urn = ANY(%(urns)s)
    UNION
    SELECT link_urn, urn FROM academies_establishmentlink WHERE direction = 'successor' AND link_urn = ANY(%(urns)s)
    UNION
    SELECT step.urn, step.earlier FROM back JOIN LATERAL (
        SELECT l.urn, l.link_urn AS earlier FROM academies_establishmentlink l
        WHERE l.direction = 'predecessor' AND l.urn = back.earlier
        UNION ALL
        SELECT l.link_urn, l.urn FROM academies_establishmentlink l
        WHERE l.direction = 'successor' AND l.link_urn = back.earlier
    ) step ON true
)
SELECT urn, earlier FROM back ORDER BY 1, 2
"""


@dataclass(frozen=True)
class SourceOfFacts:
    """Where facts come from."""

    title: str
    as_at: dt.date
    loaded_at: dt.datetime | None


def predecessors(urns: Iterable[int]) -> dict[int, tuple[int, ...]]:
    """For each school all that came before it, nearest first."""
    wanted = sorted(set(urns))
    links: dict[int, list[int]] = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(PREDECESSORS, {"urns": wanted})
        for urn, earlier in cursor.fetchall():
            links[urn].append(earlier)
    return {urn: policies.predecessor_lines(urn, links) for urn in wanted}


def inspection_profiles(
    urns: Iterable[int], joined_on: Mapping[int, dt.date | None] | None = None
) -> dict[int, InspectionProfile]:
    """The profile of each school: four queries for any number of them."""
    wanted = sorted(set(urns))
    if not wanted:
        return {}
    earlier = predecessors(wanted)
    records = _records([*wanted, *(e for found in earlier.values() for e in found)])
    entries = {
        e["urn"]: e for e in OfstedEntry.objects.filter(urn__in=wanted).values("urn", "concern", "as_at", "web_link")
    }
    chosen: dict[int, tuple[InspectionRecord | None, InspectionRecord | None, list[InspectionRecord]]] = {}
    for urn in wanted:
        own = _own(urn, records, earlier[urn])
        latest, standing = policies.latest_of(own)
        visits = [r for r in own if r.regime == Regime.MONITORING]
        chosen[urn] = (latest, standing, visits)
    graded = _with_grades({r.id: r for pick in chosen.values() for r in [pick[0], pick[1], *pick[2]] if r is not None})
    return {
        urn: _profile(urn, pick, graded, entries.get(urn), (joined_on or {}).get(urn), earlier[urn])
        for urn, pick in chosen.items()
    }


def inspection_history(urn: int, joined_on: dt.date | None) -> tuple[InspectionRecord, ...]:
    """All inspections of the school and of those before it, newest first, each once."""
    earlier = predecessors([urn])[urn]
    by_urn = _records([urn, *earlier])
    found: dict[Any, InspectionRecord] = {}
    for place in (urn, *earlier):
        for record in by_urn.get(place, ()):
            key = record.number or (record.urn_at_time, record.regime, record.starts_on)
            found.setdefault(key, record)
    graded = _with_grades({record.id: record for record in found.values()})
    tagged = [_tagged(record, urn, joined_on) for record in graded.values()]
    visits = [r for r in tagged if r.regime == Regime.MONITORING]
    shown = [policies.with_monitoring(r, visits) if r.regime == Regime.REPORT_CARD else r for r in tagged]
    return tuple(sorted(shown, key=lambda r: (r.starts_on, r.id), reverse=True))


def sources_of_facts() -> tuple[SourceOfFacts, ...]:
    """The latest file of each kind."""
    latest = DataLoad.objects.filter(state="done").order_by("kind", "-as_at", "-finished_at").distinct("kind")
    return tuple(SourceOfFacts(load.get_kind_display(), load.as_at, load.finished_at) for load in latest)


def _own(urn: int, records: Mapping[int, Sequence[InspectionRecord]], earlier: Sequence[int]) -> list[InspectionRecord]:
    if own := records.get(urn):
        return list(own)
    # A school without a listing of its own carries its only predecessor's; merged schools stay side by side.
    lines = [e for e in earlier if records.get(e)]
    return list(records[lines[0]]) if len(lines) == 1 else []


def _profile(
    urn: int,
    pick: tuple[InspectionRecord | None, InspectionRecord | None, list[InspectionRecord]],
    graded: Mapping[int, InspectionRecord],
    entry: Mapping[str, Any] | None,
    joined_on: dt.date | None,
    earlier: Sequence[int],
) -> InspectionProfile:
    latest, standing = (None if r is None else _tagged(graded[r.id], urn, joined_on) for r in pick[:2])
    visits = [graded[r.id] for r in pick[2]]
    if standing and standing.regime == Regime.REPORT_CARD:
        renewed = policies.with_monitoring(standing, visits)
        latest, standing = (renewed if latest and latest.id == standing.id else latest), renewed
    return InspectionProfile(
        urn=urn,
        latest=latest,
        standing=standing,
        concern=policies.concern_now(entry["concern"] if entry else None, entry["as_at"] if entry else None, standing),
        as_at=max((d for d in [latest and latest.as_at, entry and entry["as_at"]] if d), default=None),
        web_link=entry["web_link"] if entry else "",
    )


def _tagged(record: InspectionRecord, urn: int, joined_on: dt.date | None) -> InspectionRecord:
    of_predecessor = record.urn_at_time != urn
    joined = policies.joining_tag(record.starts_on, joined_on) or ("before" if of_predecessor else "")
    return replace(record, of_predecessor=of_predecessor, joined=joined)


def _records(urns: Iterable[int]) -> dict[int, list[InspectionRecord]]:
    """Inspections without grades, by the school they are listed for."""
    names = frameworks().frameworks
    rows = Inspection.objects.filter(urn__in=sorted(set(urns))).values_list(
        "id", "urn", "number", "regime", "framework_id", "kind", "starts_on", "published_on", "outcome", "concern",
        "converted", "urn_at_time", "laestab_at_time", "name_at_time", "type_at_time", "as_at",
    )  # fmt: skip
    found: dict[int, list[InspectionRecord]] = defaultdict(list)
    row: Any  # in the order of the record's fields
    for row in rows:
        record = InspectionRecord(  # type: ignore[call-arg]
            *row[:5], names[row[4]].name, *row[5:11], row[11] or row[1], *row[12:15], SOURCE, row[15]
        )
        found[record.urn].append(record)
    return found


def _with_grades(records: Mapping[int, InspectionRecord]) -> dict[int, InspectionRecord]:
    known = frameworks()
    grades: dict[int, list[Any]] = defaultdict(list)
    rows = InspectionGrade.objects.filter(inspection_id__in=list(records)).values_list(
        "inspection_id", "area_id", "word_id", "graded_on"
    )
    for inspection_id, area, word, graded_on in rows:
        grades[inspection_id].append((known.areas[area], known.words[word], graded_on))
    return {
        key: replace(record, grades=policies.grade_lines(grades[key])) if key in grades else record
        for key, record in records.items()
    }
