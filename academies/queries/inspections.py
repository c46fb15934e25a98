"""Inspection profiles and histories, for many schools in the same number of queries as for one."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models.expressions import RawSQL

from academies import policies
from academies.enums import Regime
from academies.models import Academy, DataLoad, Inspection
from academies.models.before import BEFORE
from academies.policies import InspectionProfile, InspectionRecord
from academies.presets.frameworks import frameworks

SOURCE = "Ofsted management information"
# What Ofsted's list of schools says of each is asked in the same question.
BEFORE_AND_LISTED = (
    BEFORE
    + """
SELECT urn, earlier, '' AS concern, NULL::date AS as_at FROM back
UNION ALL
SELECT urn, NULL, concern, as_at FROM academies_ofstedentry WHERE urn = ANY(%(urns)s)
ORDER BY 1, 2
"""
)
EARLIER = BEFORE.replace("%(urns)s", "%s") + "SELECT earlier FROM back"  # noqa: S608 - both are ours


@dataclass(frozen=True)
class SourceOfFacts:
    """Where facts come from."""

    title: str
    as_at: dt.date
    loaded_at: dt.datetime | None


@dataclass(frozen=True)
class Known:
    """What the loaded files say of some schools and of those before them: two queries for any number of schools."""

    earlier: Mapping[int, tuple[int, ...]]
    records: Mapping[int, Sequence[InspectionRecord]]  # without their grades
    grades: Mapping[int, str]
    entries: Mapping[int, Mapping[str, Any]]

    def graded(self, record: InspectionRecord) -> InspectionRecord:
        """The record with its grades."""
        lines = policies.grade_lines(policies.grades_in(self.grades[record.id], record.starts_on))
        return replace(record, grades=lines)


@dataclass(frozen=True)
class AcademyFacts:
    """What is officially known of one academy."""

    profile: InspectionProfile
    history: tuple[InspectionRecord, ...]
    earlier: tuple[int, ...]


def inspection_profiles(urns: Iterable[int], until: dt.date | None = None) -> dict[int, InspectionProfile]:
    """The profile of each school: today's, or as it was at the end of a day."""
    known = _known(urns, until)
    return {urn: _profile(urn, known) for urn in known.earlier}


def profiles(academies: Iterable[Academy], until: dt.date | None = None) -> dict[UUID, InspectionProfile]:
    """The profile of each academy that has a number, seen from its day of joining. By academy: one may come back."""
    listed = [(academy, academy.urn) for academy in academies if academy.urn is not None]
    found = inspection_profiles((urn for _academy, urn in listed), until)
    return {academy.id: policies.seen_from(found[urn], academy.joined_on) for academy, urn in listed}


def inspection_history(urn: int, joined_on: dt.date | None) -> tuple[InspectionRecord, ...]:
    """All inspections of the school and of those before it, newest first, each once."""
    return _history(urn, joined_on, _known([urn]))


def facts_of(urn: int, joined_on: dt.date | None) -> AcademyFacts:
    """Profile and history in one."""
    known = _known([urn])
    profile = policies.seen_from(_profile(urn, known), joined_on)
    return AcademyFacts(profile, _history(urn, joined_on, known), known.earlier[urn])


def schools_before(urn: int) -> RawSQL:
    """The numbers of all schools that came before this one, to look for among others in one question."""
    return RawSQL(EARLIER, [[urn], [urn]])  # noqa: S611 - a constant of this module, values as parameters


def sources_of_facts() -> tuple[SourceOfFacts, ...]:
    """The latest file of each kind."""
    latest = DataLoad.objects.filter(state="done").order_by("kind", "-as_at", "-finished_at").distinct("kind")
    return tuple(SourceOfFacts(load.get_kind_display(), load.as_at, load.finished_at) for load in latest)


def _known(urns: Iterable[int], until: dt.date | None = None) -> Known:
    wanted = sorted(set(urns))
    if not wanted:
        return Known({}, {}, {}, {})
    earlier, entries = _before_and_listed(wanted)
    records, grades = _records([*wanted, *(e for found in earlier.values() for e in found)])
    if until:
        # The list of schools says what holds today; of an earlier day only the inspections tell.
        records = {urn: [r for r in found if r.starts_on <= until] for urn, found in records.items()}
        return Known(earlier, records, grades, {})
    return Known(earlier, records, grades, entries)


def _before_and_listed(urns: list[int]) -> tuple[dict[int, tuple[int, ...]], dict[int, Mapping[str, Any]]]:
    """For each school all that came before it, nearest first; and its line in Ofsted's list, where it has one."""
    links: dict[int, list[int]] = defaultdict(list)
    entries: dict[int, Mapping[str, Any]] = {}
    with connection.cursor() as cursor:
        cursor.execute(BEFORE_AND_LISTED, {"urns": urns})
        for urn, earlier, concern, as_at in cursor.fetchall():
            if earlier is None:
                entries[urn] = {"concern": concern, "as_at": as_at}
            else:
                links[urn].append(earlier)
    return {urn: policies.predecessor_lines(urn, links) for urn in urns}, entries


def _history(urn: int, joined_on: dt.date | None, known: Known) -> tuple[InspectionRecord, ...]:
    found: dict[Any, InspectionRecord] = {}
    for place in (urn, *known.earlier[urn]):
        for record in known.records.get(place, ()):
            key = record.number or (record.urn_at_time, record.regime, record.starts_on)
            found.setdefault(key, record)
    tagged = [policies.tagged(known.graded(record), urn, joined_on) for record in found.values()]
    visits = [r for r in tagged if r.regime == Regime.MONITORING]
    shown = [policies.with_monitoring(r, visits) if r.regime == Regime.REPORT_CARD else r for r in tagged]
    return tuple(sorted(shown, key=lambda r: (r.starts_on, r.id), reverse=True))


def _own(urn: int, known: Known) -> list[InspectionRecord]:
    if own := known.records.get(urn):
        return list(own)
    # A school without a listing of its own carries its only predecessor's; merged schools stay side by side.
    lines = [e for e in known.earlier[urn] if known.records.get(e)]
    return list(known.records[lines[0]]) if len(lines) == 1 else []


def _profile(urn: int, known: Known) -> InspectionProfile:
    own, entry = _own(urn, known), known.entries.get(urn)
    latest, standing = (
        None if r is None else policies.tagged(known.graded(r), urn, None) for r in policies.latest_of(own)
    )
    if standing and standing.regime == Regime.REPORT_CARD:
        visits = [known.graded(r) for r in own if r.regime == Regime.MONITORING]
        renewed = policies.with_monitoring(standing, visits)
        latest, standing = (renewed if latest and latest.id == standing.id else latest), renewed
    return InspectionProfile(
        urn=urn,
        latest=latest,
        standing=standing,
        concern=policies.concern_now(entry["concern"] if entry else None, entry["as_at"] if entry else None, standing),
    )


def _records(urns: Iterable[int]) -> tuple[dict[int, list[InspectionRecord]], dict[int, str]]:
    """Inspections by the school they are listed for, and the grades of each as stored."""
    names = frameworks().frameworks
    rows = Inspection.objects.filter(urn__in=sorted(set(urns))).values_list(
        "id", "urn", "number", "regime", "framework_id", "kind", "starts_on", "published_on", "outcome", "concern",
        "converted", "urn_at_time", "laestab_at_time", "name_at_time", "type_at_time", "as_at", "grades",
    )  # fmt: skip
    found: dict[int, list[InspectionRecord]] = defaultdict(list)
    grades: dict[int, str] = {}
    row: Any  # in the order of the record's fields
    for row in rows:
        record = InspectionRecord(  # type: ignore[call-arg]
            *row[:5], names[row[4]].name, *row[5:11], row[11] or row[1], *row[12:15], SOURCE, row[15]
        )
        found[record.urn].append(record)
        grades[record.id] = row[16]
    return found, grades
