"""The sources of evidence of academies in a year: what was added, and what is known without anybody adding it."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils import timezone

from academies.queries.figures import newest_figures
from academies.queries.inspections import profiles
from improvement_cycle.models import AcademyCycle, Cycle, Evidence
from improvement_cycle.policies.definition import Definition
from improvement_cycle.policies.sources import INSPECTION, SELF_EVALUATION, THEMES, Found, Sources, state_of
from improvement_cycle.queries.own_views import NONE, OwnViews, own_views
from improvement_cycle.queries.years import Year, with_years_before
from trust.actors import Actor


@dataclass(frozen=True)
class AcademyRow:
    """One academy of the year."""

    row: AcademyCycle
    sources: Sources


@dataclass(frozen=True)
class YearSources:
    """Every academy of the year that this person reads."""

    year: Year
    definition: Definition
    rows: tuple[AcademyRow, ...]

    @property
    def counts(self) -> tuple[int, ...]:
        """How many academies have each source."""
        return tuple(
            sum(not each.sources.states[place].is_missing for each in self.rows)
            for place in range(len(self.definition.sources))
        )


@dataclass(frozen=True)
class AtHand:
    """What a page has read already; None is read here."""

    added: Mapping[tuple[UUID, str], list[Found]] | None = None
    profiles: Mapping[UUID, Any] | None = None
    own: OwnViews | None = None


def reads_several(actor: Actor, cycle: Cycle) -> bool:
    """Whether this person reads more than one row of the year."""
    return bool(AcademyCycle.objects.filter(cycle=cycle).visible_to(actor).count() > 1)


def year_sources(actor: Actor, cycle: Cycle) -> YearSources:
    """Academies by name, for readers of the matrix."""
    years = with_years_before(cycle)
    rows = list(
        AcademyCycle.objects.filter(cycle=cycle).visible_to(actor).select_related("academy").order_by("academy__name")
    )
    found = sources_of(actor, years, rows)
    return YearSources(years[0], years[0].definition, tuple(AcademyRow(row, found[row.id]) for row in rows))


def sources_of(
    actor: Actor, years: Sequence[Year], rows: Sequence[AcademyCycle], at_hand: AtHand | None = None
) -> Mapping[UUID, Sources]:
    """By row. What a person may not read of a self-evaluation is missing to them."""
    at_hand = at_hand or AtHand()
    definition = years[0].definition
    wanted = {source.key for source in definition.sources}
    if not wanted or not rows:
        return {row.id: Sources(()) for row in rows}
    found = _added(rows) if at_hand.added is None else defaultdict(list, at_hand.added)
    for row_id, key, known in _known(actor, years, rows, wanted, at_hand):
        found[row_id, key].append(known)
    today = timezone.localdate()
    return {
        row.id: Sources(
            tuple(
                state_of(source.key, source.label, source.text, found.get((row.id, source.key), ()), today)
                for source in definition.sources
            )
        )
        for row in rows
    }


def _added(rows: Iterable[AcademyCycle]) -> dict[tuple[UUID, str], list[Found]]:
    found: dict[tuple[UUID, str], list[Found]] = defaultdict(list)
    added = Evidence.objects.filter(academy_cycle_id__in=[row.id for row in rows])
    for row_id, key, title, on in added.values_list("academy_cycle_id", "source__key", "title", "dated_on"):
        found[row_id, key].append(Found(title, on))
    return found


def _known(
    actor: Actor, years: Sequence[Year], rows: Sequence[AcademyCycle], wanted: set[str], at_hand: AtHand
) -> Iterable[tuple[UUID, str, Found]]:
    """What fills itself."""
    if INSPECTION in wanted:
        known = (
            profiles([row.academy for row in rows], years[0].until) if at_hand.profiles is None else at_hand.profiles
        )
        for row in rows:
            profile = known.get(row.academy_id)
            if profile and profile.latest:
                yield row.id, INSPECTION, Found(profile.sentence, profile.latest.starts_on, is_known=True)
    own = at_hand.own or (own_views(actor, years, rows) if SELF_EVALUATION in wanted else NONE)
    for row in rows:
        if view := own.read.get(row.academy_id):
            title = f"Self-evaluation {view.year}, version {view.number}"
            is_old = view.year_key != years[0].key
            yield row.id, SELF_EVALUATION, Found(title, view.on, is_known=True, is_old=is_old)
    if wanted & THEMES.keys():
        yield from _figures(rows, years[0].cycle.school_year.starts_on.year)


def _figures(rows: Sequence[AcademyCycle], year: int) -> Iterable[tuple[UUID, str, Found]]:
    """Published figures up to the summer before the year; those of an earlier summer are old."""
    by_urn = {row.academy.urn: row for row in rows if row.academy.urn is not None}
    if not by_urn:
        return
    newest: dict[tuple[int, str], tuple[int, dt.date]] = {}
    for urn, theme, ends, as_at in newest_figures(by_urn, year):
        for key, themes in THEMES.items():
            if theme in themes:
                newest[urn, key] = max(newest.get((urn, key), (0, as_at)), (ends, as_at))
    for (urn, key), (ends, as_at) in newest.items():
        title = f"Published figures of {ends - 1}/{ends % 100:02d}"
        yield by_urn[urn].id, key, Found(title, as_at, is_known=True, is_old=ends < year)
