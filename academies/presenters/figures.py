"""Figures as pages show them: an active title, a small trend, the same as a table, and why there is no number."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.text import capfirst
from django.utils.timezone import localdate

from academies.enums import FigureGroup, FigureStatus, ReportedWord
from academies.models import SchoolFigure
from academies.presets.measures import ALL, MeasureWords, measures, year_label
from academies.queries.figures import AcademyFigures, Series, YearOfFigures, asks, reported_to_answer
from trust.actors import Actor
from trust.charts import Table, number
from trust.policies.wording import full_day, listed
from trust.trends import Trend, Year, trend
from trust.waiting import Waits

ROLL = "roll"
NO_FILE = "No file of this year was loaded"


@dataclass(frozen=True)
class FigureCard:
    """One measure as shown. Without a chart there are no two years to draw."""

    key: str
    label: str
    title: str
    notes: tuple[str, ...]
    table: Table
    chart: Trend | None
    source: str


@dataclass(frozen=True)
class ThemeOfFigures:
    """Measures that are read together."""

    key: str
    label: str
    cards: tuple[FigureCard, ...]


def themes_of(found: AcademyFigures) -> list[ThemeOfFigures]:
    """All cards by theme, in the preset's order."""
    made = []
    for theme in measures().themes.values():
        cards = tuple(card_of(found, series) for series in found.series if series.measure.theme == theme.key)
        if cards:
            made.append(ThemeOfFigures(theme.key, theme.label, cards))
    return made


def cards_of(found: AcademyFigures, keys: Sequence[str]) -> list[FigureCard]:
    """The cards of these measures that have a number, in this order."""
    series = [found.of(key) for key in keys]
    return [card_of(found, each) for each in series if each is not None and each.latest is not None]


def card_of(found: AcademyFigures, series: Series) -> FigureCard:
    """One measure."""
    measure, years = series.measure, series.all_pupils
    title, table = title_of(series), _table(series)
    points = [
        Year(
            label=str(year.year),
            ours=_float(year.number, measure),
            national=None if measure.counts else _float(year.england, measure),
            provisional=year.number is not None and not year.is_final,
        )
        for year in years
    ]
    chart = None
    if sum(point.ours is not None for point in points) > 1:
        name = _first_words(found.academy.short_name or found.academy.name)
        chart = trend(title, points, ours_label=name, unit=measure.unit, small=True)
        # Provisional, revised and reported ones are told apart in the table: the picture only says that they may move.
        chart = replace(chart, table=table, note=chart.note.replace("provisional", "may still change"))
    return FigureCard(
        measure.key, measure.label, title, tuple(_notes(series)), table, chart, source=_source(found, years)
    )


def fact_lines(found: AcademyFigures, keys: Sequence[str]) -> list[str]:
    """The newest number of each measure with its source: `Pupils on roll: 412 in 2025/26. School census, …`."""
    made = []
    for key in keys:
        series = found.of(key)
        latest = series.latest if series is not None else None
        if series is None or latest is None:
            continue
        measure = series.measure
        beside = f" ({national_words(series)} {shown(latest.england, measure)})"
        beside = "" if latest.england is None or measure.counts else beside
        said = f"{measure.label}: {shown(latest.number, measure)} in {year_label(latest.year)}{beside}"
        if latest.own is not None and not latest.is_reported:
            made.append(f"{said}. {latest.own.source}, {latest.own.day}.")
        else:
            made.append(f"{said}. Reported by the academy.")
    return made


def roll_line(found: AcademyFigures) -> list[str]:
    """The roll that the register of schools states, as such a line, where no census tells it for a year."""
    school, series = found.academy.establishment, found.of(ROLL)
    if school is None or school.pupils is None or (series is not None and series.latest is not None):
        return []
    label = measures().measures[ROLL].label
    return [f"{label}: {school.pupils}. Register of schools, as at {full_day(school.as_at)}."]


def title_of(series: Series) -> str:
    """What the figures show, as a sentence: `Overall absence fell to 6.4% in 2024/25, 0.7 points above national`."""
    measure, latest = series.measure, series.latest
    if latest is None or latest.number is None:
        return f"{measure.label}: no number yet"
    before = next((y for y in reversed(series.all_pupils) if y.year < latest.year and y.number is not None), None)
    now = shown(latest.number, measure)
    said = f"{measure.subject} {_movement(latest, before, measure)} {now} in {year_label(latest.year)}"
    if latest.is_reported:
        said += " as the academy reports it"
    if latest.england is None or measure.counts:
        return said
    away = measure.rounded(latest.number) - measure.rounded(latest.england)
    if not away:
        return f"{said}, the same as {national_words(series)}"
    points = "" if measure.unit != "%" else " point" if abs(away) == 1 else " points"
    return f"{said}, {_plain(abs(away))}{points} {'above' if away > 0 else 'below'} {national_words(series)}"


def national_words(series: Series) -> str:
    """Of which schools the national figures are, where it is not all that are paid by the state."""
    return "national" if series.group == FigureGroup.STATE else f"national for {series.group.label}"


def shown(value: Decimal | None, measure: MeasureWords) -> str:
    """A number as shown, with its unit."""
    return "" if value is None else f"{_plain(measure.rounded(value))}{measure.unit}"


def reason_words(year: YearOfFigures) -> str:
    """Why there is no number, in words; nothing where there is one."""
    if year.number is not None:
        return ""
    if year.gap:
        return year.gap.rstrip(".")
    if year.several:
        return "Schools that were merged had a number each, and none of them is this one's"
    return NO_FILE if year.own is None else measures().reasons[year.own.missing]


def status_words(year: YearOfFigures) -> str:
    """How sure the number is."""
    if year.number is None:
        return ""
    if year.is_reported or year.own is None:
        return "Reported by the academy"
    return FigureStatus(year.own.status).label.capitalize()


def _movement(latest: YearOfFigures, before: YearOfFigures | None, measure: MeasureWords) -> str:
    if before is None or before.number is None or latest.number is None:
        return "was"
    change = measure.rounded(latest.number) - measure.rounded(before.number)
    return "stayed at" if not change else "rose to" if change > 0 else "fell to"


def _notes(series: Series) -> Iterable[str]:
    measure, latest = series.measure, series.latest
    if measure.note:
        yield measure.note
    if latest is not None and latest.own is not None and latest.own.lower is not None and not latest.is_reported:
        limits = f"{shown(latest.own.lower, measure)} to {shown(latest.own.upper, measure)}"
        yield f"With 95% confidence it lies between these limits: {limits}."
    groups = [
        f"{measures().breakdowns[breakdown].lower()} {shown(year.number, measure)}"
        for breakdown, years in series.years.items()
        for year in years
        if breakdown != ALL and latest is not None and year.year == latest.year and year.number is not None
    ]
    if groups:
        yield f"{capfirst(listed(groups))}."
    for year in series.all_pupils:
        if year.reported is not None and (year.is_reported or _word(year) != ReportedWord.ASIDE):
            yield _reported(year, measure)
    yield from _missing(series)
    for breakdown, years in series.years.items():
        of = "" if breakdown == ALL else f", {measures().breakdowns[breakdown].lower()}"
        for year in years:
            if each := [f"{shown(figure.number, measure)} (URN {figure.urn})" for figure in year.several]:
                yield f"The schools before it in {year_label(year.year)}{of}: {listed(each)}."


def _reported(year: YearOfFigures, measure: MeasureWords) -> str:
    assert year.reported is not None
    by = f"{year.reported.by_name}, {full_day(localdate(year.reported.at))}"
    said = f"The academy reported {shown(year.reported.number, measure)} for {year_label(year.year)} ({by})."
    if year.reported.basis:
        said += f" {year.reported.basis.rstrip('.')}."
    if year.is_reported:
        return said
    kept = " The academy keeps its own in view." if _word(year) == ReportedWord.KEEP else ""
    return f"{said} The published number has taken its place.{kept}"


def _word(year: YearOfFigures) -> str:
    """What the academy said becomes of its number beside the published one; nothing where it said it of another."""
    assert year.reported is not None
    return year.reported.word if year.reported.word_about == year.number else ""


def _missing(series: Series) -> Iterable[str]:
    by_reason: dict[str, list[str]] = {}
    for year in series.all_pupils:
        if reason := reason_words(year):
            by_reason.setdefault(reason, []).append(year_label(year.year))
    for reason, years in by_reason.items():
        yield f"{listed(years)}: {reason[0].lower()}{reason[1:]}."


def _table(series: Series) -> Table:
    measure, years = series.measure, series.all_pupils
    groups = [breakdown for breakdown in series.years if breakdown != ALL]
    # How many pupils England has is no comparison for a school.
    has_england = not measure.counts and any(year.england is not None for year in years)
    has_authority = not measure.counts and any(year.authority is not None for year in years)
    head = ["Year", "All pupils", *(measures().breakdowns[each] for each in groups)]
    # Of an authority only the figure of all its schools is kept.
    authority = "Local authority, all phases" if measures().themes[measure.theme].by_phase else "Local authority"
    head += [f"National, {series.group.label}"] * has_england + [authority] * has_authority + ["Standing"]
    rows = []
    for place, year in enumerate(years):
        cells = [year_label(year.year), shown(year.number, measure) or "none"]
        cells += [shown(series.years[each][place].number, measure) or "none" for each in groups]
        cells += [shown(year.england, measure) or "none"] * has_england
        cells += [shown(year.authority, measure) or "none"] * has_authority
        rows.append((*cells, status_words(year) or reason_words(year)))
    return Table(tuple(head), tuple(rows))


def _source(found: AcademyFigures, years: Sequence[YearOfFigures]) -> str:
    published = [year.own for year in years if year.own is not None]
    if not published and any(year.several for year in years):
        return "Published for the schools before it only."
    if not published:
        return "Reported by the academy, not yet published."
    newest = published[-1]
    said = f"{newest.source}, {newest.day}."
    if years[-1].is_reported:
        said = f"{year_label(years[-1].year)}: reported by the academy. Before: {said}"
    earlier = sorted({figure.urn for figure in published if figure.urn != found.academy.urn})
    if earlier:
        said += f" Some years stand under URN {listed([str(urn) for urn in earlier])}, before it became this academy."
    return said


def _first_words(name: str) -> str:
    """As much of a name as fits beside a line: `Beckside Primary` is Beckside there."""
    first, _, rest = name.partition(" ")
    return f"{first} {rest.partition(' ')[0]}".strip() if len(first.rstrip("’'.")) < 4 else first


def _plain(value: Decimal) -> str:
    return number(float(value)) if value < 10_000 else f"{value:,.0f}"


def _float(value: Decimal | None, measure: MeasureWords) -> float | None:
    return None if value is None else float(measure.rounded(value))


@dataclass(frozen=True)
class ReportedLine:
    """A reported figure in the list of them."""

    id: UUID
    words: str
    value: str
    by: str
    published: str  # what was published of the same, if it was
    seen: str  # that number as an answer names it
    asks: bool  # whether it differs, and nobody has said what becomes of the reported one
    word: str


def reported_lines(figures: Sequence[Any]) -> list[ReportedLine]:
    """What the academy reported, one line each."""
    made = []
    for figure in figures:
        if (measure := measures().by_id(figure.measure_id)) is None:
            continue
        by = f"{figure.by_name}, {full_day(localdate(figure.at))}"
        value, published = shown(figure.number, measure), shown(figure.published, measure)
        seen = "" if figure.published is None else str(figure.published)
        word = figure.get_word_display() if figure.word and figure.published == figure.word_about else ""
        made.append(ReportedLine(figure.id, _about(figure, measure), value, by, published, seen, asks(figure), word))
    return made


def reported_words(figure: SchoolFigure, published: Decimal | None) -> str:
    """What became of a number just reported."""
    measure = measures().by_id(figure.measure_id)
    if published is None or measure is None:
        return "The figure is reported. It stands until the published one arrives."
    return (
        f"The figure is reported: {shown(figure.number, measure)}. The published one is there already and stays the "
        f"one shown: {shown(published, measure)}. Both are kept."
    )


def taken_back_words(figure: SchoolFigure) -> str:
    """What was taken away, so that it can be reported again."""
    measure = measures().by_id(figure.measure_id)
    if measure is None:
        return "The figure is taken back."
    return f"Taken back: {_about(figure, measure)}, {shown(figure.number, measure)}. Report it again to put it back."


def _about(figure: SchoolFigure, measure: MeasureWords) -> str:
    group = "" if figure.breakdown == ALL else f", {measures().breakdowns[figure.breakdown].lower()}"
    return f"{measure.label}{group}, {year_label(figure.year)}"


def reported_waiting(actor: Actor) -> list[Waits]:
    """Reported figures that differ from what was published since, for the queue of what waits."""
    made = []
    for each in reported_to_answer(actor):
        measure = measures().by_id(each.measure_id)
        assert measure is not None
        what = (
            f"{_about(each, measure)}: reported {shown(each.number, measure)}, "
            f"published {shown(each.published, measure)}. Keep yours in view, or set it aside."
        )
        url = f"{reverse('academies:figure_report', args=[actor.trust_slug, each.academy.slug])}#h-reported"
        since = dt.datetime.combine(each.published_on, dt.time(), dt.UTC)
        made.append(Waits(max(since, each.at), each.academy.name, what, url, academy_id=each.academy.id))
    return made


def small_number_words(figure: SchoolFigure, threshold: int) -> str:
    """A gentle word where so few pupils are behind a number that somebody might be recognised; otherwise nothing."""
    measure = measures().by_id(figure.measure_id)
    counted = figure.number if measure is not None and measure.counts else figure.pupils
    if counted is None or not 0 < counted < threshold:
        return ""
    return (
        f"Fewer than {threshold} pupils are behind this figure, so somebody might be recognised. "
        "It is saved; could you do without it?"
    )
