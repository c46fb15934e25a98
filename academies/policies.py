"""Rules on official facts: which inspection counts as the latest, what its profile shows. Nothing is converted."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from academies.enums import AreaKind, Concern, Regime
from academies.presets.frameworks import Area, Word, frameworks
from trust.policies.wording import full_day

GRADED = frozenset({Regime.GRADED_OVERALL, Regime.GRADED})
FULL = GRADED | {Regime.REPORT_CARD, Regime.UNGRADED}


@dataclass(frozen=True)
class GradeLine:
    """The grade of an area as it stands, with its date and the word it replaced, if it was renewed."""

    area: Area
    word: Word
    graded_on: dt.date
    before: Word | None = None

    @property
    def renewed(self) -> bool:
        """Whether a later visit gave another grade."""
        return self.before is not None


@dataclass(frozen=True)
class InspectionRecord:
    """One inspection as shown."""

    id: int
    urn: int
    number: str
    regime: str
    framework_key: str
    framework: str
    kind: str
    starts_on: dt.date
    published_on: dt.date | None
    outcome: str
    concern: str
    converted: bool
    urn_at_time: int
    laestab_at_time: str
    name_at_time: str
    type_at_time: str
    source: str
    as_at: dt.date
    grades: tuple[GradeLine, ...] = ()
    of_predecessor: bool = False
    joined: str = ""  # before, since, or nothing where the day of joining is not known

    @property
    def overall(self) -> GradeLine | None:
        """The overall grade, only where one was given."""
        return next((g for g in self.grades if g.area.kind == AreaKind.OVERALL), None)

    @property
    def safeguarding(self) -> GradeLine | None:
        """Safeguarding, which stands on no scale."""
        return next((g for g in self.grades if g.area.kind == AreaKind.SAFEGUARDING), None)

    @property
    def areas(self) -> tuple[GradeLine, ...]:
        """The graded areas, in the framework's order."""
        return tuple(g for g in self.grades if g.area.kind == AreaKind.GRADED)

    @property
    def concern_label(self) -> str:
        """The category of concern in words."""
        return Concern(self.concern).label if self.concern else ""

    @property
    def regime_label(self) -> str:
        """The way of judging in words."""
        return REGIME_WORDS[self.regime]

    @property
    def says(self) -> str:
        """The published sentence of an inspection without grades, or that there is none."""
        return self.outcome or ("No outcome was published." if not self.grades else "")


REGIME_WORDS: Mapping[str, str] = {
    Regime.REPORT_CARD: "Report card",
    Regime.GRADED_OVERALL: "Graded",
    Regime.GRADED: "Graded",
    Regime.UNGRADED: "Ungraded",
    Regime.MONITORING: "Monitoring",
}


@dataclass(frozen=True)
class InspectionProfile:
    """What "latest Ofsted" means for one school: the latest inspection, and the grades that still stand.

    `latest` is chosen by date among full and ungraded inspections. After an ungraded one the grades of `standing`
    remain. Both are None where the school was never inspected.
    """

    urn: int
    latest: InspectionRecord | None = None
    standing: InspectionRecord | None = None
    concern: str = ""

    @property
    def chips(self) -> tuple[GradeLine, ...]:
        """The area grades that stand, in one scale."""
        return self.standing.areas if self.standing else ()

    @property
    def concern_label(self) -> str:
        """The category of concern in words."""
        return Concern(self.concern).label if self.concern else ""

    @property
    def sentence(self) -> str:
        """The profile in one line, for lists and for people who do not see chips."""
        return profile_sentence(self)


def grades_in(stored: str, starts_on: dt.date) -> list[tuple[Area, Word, dt.date]]:
    """The grades of an inspection from the line in which it keeps them."""
    known = frameworks()
    parts = [grade.split(":") for grade in stored.split()]
    return [
        (known.areas[int(area)], known.words[int(word)], dt.date.fromisoformat(day[0]) if day else starts_on)
        for area, word, *day in parts
    ]


def grade_lines(grades: Iterable[tuple[Area, Word, dt.date]]) -> tuple[GradeLine, ...]:
    """Per area the latest grade, with the one before where the word changed."""
    by_area: dict[int, list[tuple[Area, Word, dt.date]]] = {}
    for grade in grades:
        by_area.setdefault(grade[0].id, []).append(grade)
    lines = []
    for found in by_area.values():
        found.sort(key=lambda grade: grade[2])
        area, word, graded_on = found[-1]
        earlier = [w for _a, w, _d in found[:-1] if w.id != word.id]
        lines.append(GradeLine(area, word, graded_on, earlier[-1] if earlier else None))
    return tuple(sorted(lines, key=lambda line: line.area.position))


def with_monitoring(full: InspectionRecord, visits: Iterable[InspectionRecord]) -> InspectionRecord:
    """A report card with the grades that later monitoring visits under the same framework renewed."""
    grades = {line.area.id: [(line.area, line.word, line.graded_on)] for line in full.grades}
    before = {line.area.id: line.before for line in full.grades}
    for visit in visits:
        if visit.framework_key == full.framework_key and visit.starts_on >= full.starts_on:
            for line in visit.grades:
                grades.setdefault(line.area.id, []).append((line.area, line.word, line.graded_on))
    lines = grade_lines(grade for found in grades.values() for grade in found)
    return replace(full, grades=tuple(replace(g, before=g.before or before.get(g.area.id)) for g in lines))


def tagged(record: InspectionRecord, urn: int, joined_on: dt.date | None) -> InspectionRecord:
    """The record with whether it is of a predecessor, and whether it lies before or after joining."""
    of_predecessor = record.urn_at_time != urn
    joined = joining_tag(record.starts_on, joined_on) or ("before" if of_predecessor else "")
    return replace(record, of_predecessor=of_predecessor, joined=joined)


def seen_from(profile: InspectionProfile, joined_on: dt.date | None) -> InspectionProfile:
    """The profile of a school as the academy that joined on this day."""
    latest, standing = (r and tagged(r, profile.urn, joined_on) for r in (profile.latest, profile.standing))
    return replace(profile, latest=latest, standing=standing)


def had_joined(joined_on: dt.date | None, day: dt.date) -> bool:
    """Whether an academy was in the trust by this day; one without a day of joining always was. `members_by` in SQL."""
    return joined_on is None or joined_on <= day


def joining_tag(starts_on: dt.date, joined_on: dt.date | None) -> str:
    """Whether an inspection lies before or after the day of joining the trust."""
    if joined_on is None:
        return ""
    return "before" if starts_on < joined_on else "since"


def latest_of(records: Sequence[InspectionRecord]) -> tuple[InspectionRecord | None, InspectionRecord | None]:
    """The latest inspection and the latest one whose grades stand, both by date."""
    full = sorted((r for r in records if r.regime in FULL), key=_by_date)
    latest = full[-1] if full else None
    standing = next((r for r in reversed(full) if r.regime != Regime.UNGRADED), None)
    return latest, standing


def _by_date(record: InspectionRecord) -> tuple[dt.date, bool, int]:
    # On one day a graded inspection outranks an ungraded one: it grew out of it.
    return record.starts_on, record.regime != Regime.UNGRADED, record.id


def concern_now(stated: str | None, stated_as_at: dt.date | None, standing: InspectionRecord | None) -> str:
    """The category of concern, from the newer file: the one that lists schools or the one that lists inspections."""
    if stated_as_at is None or (standing is not None and standing.as_at > stated_as_at):
        return standing.concern if standing else ""
    return stated or ""


def profile_sentence(profile: InspectionProfile) -> str:
    """Plain words: "Ungraded, 8 May 2025: Improved significantly"."""
    latest = profile.latest
    if latest is None:
        return "No inspection known"
    day = full_day(latest.starts_on)
    if latest.regime == Regime.UNGRADED:
        return f"Ungraded, {day}: {latest.says}"
    if latest.overall:
        return f"Graded, {day}: {latest.overall.word.label} overall"
    return f"{latest.regime_label}, {day}: {count_words(latest.areas)}"


def count_words(lines: Sequence[GradeLine]) -> str:
    """ "5 Expected standard, 1 Needs attention", best first."""
    counts: dict[Word, int] = {}
    for line in lines:
        counts[line.word] = counts.get(line.word, 0) + 1
    ordered = sorted(counts, key=lambda word: word.position)
    return ", ".join(f"{counts[word]} {word.label}" for word in ordered) or "no grades published"


def predecessor_lines(urn: int, links: Mapping[int, Sequence[int]]) -> tuple[int, ...]:
    """All schools that came before, nearest first, each once, however the links turn."""
    found: list[int] = []
    waiting = [urn]
    while waiting:
        for earlier in links.get(waiting.pop(0), ()):
            if earlier != urn and earlier not in found:
                found.append(earlier)
                waiting.append(earlier)
    return tuple(found)
