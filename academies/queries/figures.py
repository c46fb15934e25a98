"""The figures of an academy: published under its number and those before it, reported by itself, and national ones."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Q
from django.utils.timezone import localdate

from academies.enums import FigureGroup, FigureLevel, FigureStatus, Phase
from academies.models import Academy, MeasureFigure, SchoolFigure
from academies.models.before import BEFORE
from academies.presets.measures import ALL, MeasureWords, measures
from academies.queries.inspections import schools_before
from trust.actors import Actor
from trust.enums import Place
from trust.errors import NotFound
from trust.models import TrustSettings
from trust.permissions import Permission, may
from trust.policies.wording import full_day

YEARS = 6
# The national figure of absence and census is that of the phase.
GROUPS = {
    Phase.NURSERY: FigureGroup.PRIMARY,
    Phase.PRIMARY: FigureGroup.PRIMARY,
    Phase.SECONDARY: FigureGroup.SECONDARY,
    Phase.ALL_THROUGH: FigureGroup.SECONDARY,
    Phase.SPECIAL: FigureGroup.SPECIAL,
}


@dataclass(frozen=True)
class Published:
    """A figure as published: a number, or the reason why there is none."""

    number: Decimal | None
    lower: Decimal | None
    upper: Decimal | None
    missing: str
    status: int
    as_at: dt.date
    source: str
    loaded_at: dt.datetime
    urn: int

    @property
    def day(self) -> str:
        """Of which day it is. A file that does not say it counts from the day it was loaded; that is no statement."""
        loaded = self.as_at == localdate(self.loaded_at)
        return f"{'loaded on' if loaded else 'as at'} {full_day(self.as_at)}"


@dataclass(frozen=True)
class YearOfFigures:
    """A measure in one year. `gap`: why it was published for no school.

    `several`: what was published of schools that were merged into this one; none of it is this school's number.
    """

    year: int
    own: Published | None = None
    reported: SchoolFigure | None = None
    england: Decimal | None = None
    authority: Decimal | None = None
    gap: str = ""
    several: tuple[Published, ...] = ()

    @property
    def number(self) -> Decimal | None:
        """The published number, and until it is there the reported one."""
        if self.own is not None and self.own.number is not None:
            return self.own.number
        return self.reported.number if self.reported else None

    @property
    def is_reported(self) -> bool:
        """Whether the number shown is the academy's own word."""
        return self.number is not None and (self.own is None or self.own.number is None)

    @property
    def is_final(self) -> bool:
        """Whether the number shown will stay."""
        return self.own is not None and self.own.number is not None and self.own.status == FigureStatus.FINAL


@dataclass(frozen=True)
class Series:
    """A measure over the years, of all pupils and of the two groups. `group`: of whom the national ones are."""

    measure: MeasureWords
    years: Mapping[str, tuple[YearOfFigures, ...]]
    group: FigureGroup = FigureGroup.STATE

    @property
    def all_pupils(self) -> tuple[YearOfFigures, ...]:
        """The years of all pupils."""
        return self.years.get(ALL, ())

    @property
    def latest(self) -> YearOfFigures | None:
        """The newest year with a number."""
        return next((year for year in reversed(self.all_pupils) if year.number is not None), None)


@dataclass(frozen=True)
class AcademyFigures:
    """What is known of an academy, measure by measure in the order of the preset."""

    academy: Academy
    series: tuple[Series, ...]

    def of(self, key: str) -> Series | None:
        """The series of this measure."""
        return next((each for each in self.series if each.measure.key == key), None)


def figures_of(actor: Actor, academy: Academy, keys: Collection[str] | None = None) -> AcademyFigures:
    """The figures of an academy, of all measures or of these. Where it has none, those of the school before it."""
    wanted = [measure for key, measure in measures().measures.items() if keys is None or key in keys]
    reported = SchoolFigure.objects.visible_to(actor).filter(academy=academy, measure__in=[m.id for m in wanted])
    said = {(each.measure_id, each.breakdown, each.year): each for each in reported}
    found = _published(academy, wanted)
    series = [_series(measure, found, said, academy) for measure in wanted]
    return AcademyFigures(academy, tuple(each for each in series if each is not None))


def reported_by(academy: Academy) -> list[SchoolFigure]:
    """What the academy reported, newest year first, each with what was published of it."""
    found = SchoolFigure.objects.filter(academy=academy).with_published()
    return list(found.order_by("-year", "measure_id", "breakdown"))


def published_beside(figure: SchoolFigure) -> Decimal | None:
    """The number that was published of the same already."""
    found: Any = SchoolFigure.objects.filter(id=figure.id).with_published().first()
    return found.published if found else None


def asks(figure: Any) -> bool:
    """Whether a published number that reads otherwise still waits for a word. `with_published` before."""
    measure = measures().by_id(figure.measure_id)
    if measure is None or figure.published is None or figure.published == figure.word_about:
        return False
    return measure.rounded(figure.published) != measure.rounded(figure.number)


def reported_to_answer(actor: Actor) -> list[Any]:
    """Reported figures about which this person is asked, as who reported them or as head: one question."""
    heads = actor.academies_of(Place.HEADTEACHER)
    mine = Q(by_membership_id=actor.membership_id) | Q(academy_id__in=heads)
    found = SchoolFigure.objects.filter(mine).with_published().filter(published__isnull=False)
    return [each for each in found if asks(each) and may(actor, Permission.FIGURE_REPORT, each.academy)]


def figures_to_read(actor: Actor, academy_id: UUID) -> Any:
    """What an academy reported, newest first. Raises NotFound where the actor does not read its own figures."""
    if not Academy.objects.visible_to(actor, Permission.FIGURE_READ).filter(id=academy_id).exists():
        raise NotFound()
    found = SchoolFigure.objects.visible_to(actor).filter(academy_id=academy_id)
    return found.select_related("academy", "measure").order_by("-year", "measure__position", "breakdown", "id")


def figure_to_read(actor: Actor, academy_id: UUID, figure_id: UUID) -> SchoolFigure:
    """One of them. Raises NotFound as above."""
    found: SchoolFigure | None = figures_to_read(actor, academy_id).filter(id=figure_id).first()
    if found is None:
        raise NotFound("There is no such figure.")
    return found


def standing_figure(academy_id: UUID, measure_key: str, year: int, breakdown: str) -> SchoolFigure | None:
    """What was reported of this already."""
    found: SchoolFigure | None = SchoolFigure.objects.filter(
        academy_id=academy_id, measure__key=measure_key, year=year, breakdown=breakdown
    ).first()
    return found


# The newest year and file of each theme. Where schools were merged, only what pages show: see `_published`.
NEWEST = (
    BEFORE  # noqa: S608 - both are ours
    + """,
school (own, place) AS (
    SELECT u, u FROM unnest(%(urns)s) u
    UNION SELECT school.own, back.earlier FROM school JOIN back ON back.urn = school.place
),
shown AS (
    SELECT school.own, f.measure_id, f.year, max(f.as_at) AS as_at
    FROM school JOIN academies_measurefigure f ON f.place = school.place
    WHERE f.place = ANY(ARRAY(SELECT place FROM school)) AND f.level = %(level)s
    AND f.year <= %(until)s AND f.number IS NOT NULL
    GROUP BY school.own, f.measure_id, f.year, f.breakdown
    HAVING count(*) = 1 OR bool_or(f.place = school.own)
)
SELECT own, theme, max(year), max(as_at) FROM shown JOIN academies_measure m ON m.id = measure_id GROUP BY own, theme
"""
)


def newest_figures(urns: Collection[int], until: int) -> list[tuple[int, str, int, dt.date]]:
    """Of each school, with those before it, and each theme: the newest year up to this one, and of which day it is."""
    with connection.cursor() as cursor:
        cursor.execute(NEWEST, {"urns": list(urns), "level": FigureLevel.SCHOOL, "until": until})
        return cursor.fetchall()


def small_number() -> int:
    """Numbers of pupils below this may let somebody be recognised."""
    return int(TrustSettings.objects.values_list("small_number_threshold", flat=True).first() or 0)


Numbers = dict[tuple[int, str, int], Any]


@dataclass(frozen=True)
class _Found:
    """By measure, breakdown and year: the school's, or those of several before it; England's by group; the LA's."""

    own: Numbers
    several: Numbers
    england: Mapping[int, Numbers]
    authority: Numbers


def _published(academy: Academy, wanted: list[MeasureWords]) -> _Found:
    code = academy.establishment.la_code if academy.establishment else ""
    groups = {FigureGroup.STATE, FigureGroup.ALL, GROUPS.get(Phase(academy.phase), FigureGroup.STATE)}
    places = Q(level=FigureLevel.ENGLAND, place__in=groups)
    if academy.urn:
        places |= Q(level=FigureLevel.SCHOOL, place=academy.urn)
        places |= Q(level=FigureLevel.SCHOOL, place__in=schools_before(academy.urn))
    if code.isdecimal() and code.isascii():
        places |= Q(level=FigureLevel.AUTHORITY, place=int(code))
    schools: dict[tuple[int, str, int], list[Published]] = defaultdict(list)
    england: dict[int, Numbers] = defaultdict(dict)
    authority: Numbers = {}
    rows = MeasureFigure.objects.filter(places, measure__in=[measure.id for measure in wanted]).values_list(
        "level", "place", "measure_id", "breakdown", "year", "number", "lower", "upper", "missing", "status", "as_at",
        "source__layout", "source__started_at",
    )  # fmt: skip
    for level, place, measure_id, breakdown, year, *rest in rows:
        key = (measure_id, breakdown, year)
        if level == FigureLevel.ENGLAND:
            england[place][key] = rest[0]
        elif level == FigureLevel.AUTHORITY:
            authority[key] = rest[0]
        else:
            schools[key].append(Published(*rest, place))  # type: ignore[call-arg]
    own: Numbers = {}
    several: Numbers = {}
    for key, figures in schools.items():
        figures.sort(key=lambda figure: _weight(figure, academy.urn))
        numbers = [figure for figure in figures if figure.number is not None]
        if len(numbers) > 1 and numbers[0].urn != academy.urn:
            several[key] = tuple(sorted(numbers, key=lambda figure: figure.urn))
        else:
            own[key] = figures[0]
    return _Found(own, several, england, authority)


def _weight(figure: Published, own: int | None) -> tuple[bool, bool, int]:
    """A number before none, then the academy's own before those before it, of which the newest has the highest URN."""
    return figure.number is None, figure.urn != own, -figure.urn


def _series(
    measure: MeasureWords, found: _Found, said: Mapping[tuple[int, str, int], SchoolFigure], academy: Academy
) -> Series | None:
    theme = measures().themes[measure.theme]
    group = GROUPS.get(Phase(academy.phase)) if theme.by_phase else None
    order = [group] if group is not None else [FigureGroup.STATE, FigureGroup.ALL]
    known = [year for (m, _b, year) in (*found.own, *found.several, *said) if m == measure.id]
    if not known:
        return None
    years = range(max(min(known), max(known) - YEARS + 1), max(known) + 1)
    # One for the whole line, that of the newest year: years of one group of schools beside those of another mislead.
    national = max(order, key=lambda group: _newest(found.england.get(group, {}), measure, years))
    england = found.england.get(national, {})
    made: dict[str, tuple[YearOfFigures, ...]] = {}
    for breakdown in measures().breakdowns:
        line = []
        for year in years:
            key = (measure.id, breakdown, year)
            line.append(
                YearOfFigures(
                    year,
                    found.own.get(key),
                    said.get(key),
                    england.get(key),
                    found.authority.get(key),
                    measures().gaps.get((measure.key, year), ""),
                    found.several.get(key, ()),
                )
            )
        if breakdown == ALL or any(year.own or year.reported or year.several for year in line):
            made[breakdown] = tuple(line)
    return Series(measure, made, national)


def _newest(england: Numbers, measure: MeasureWords, years: Collection[int]) -> int:
    return max((year for year in years if england.get((measure.id, ALL, year)) is not None), default=0)
