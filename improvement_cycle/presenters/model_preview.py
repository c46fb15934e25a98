"""How the matrix of a draft would look: a row for an invented academy of each phase, one grade after the other."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.html import format_html
from django.utils.safestring import SafeString

from academies.enums import Phase
from improvement_cycle.cells import NOT_APPLICABLE, HeatCells, TrailPoint, joined, no_own_view
from improvement_cycle.enums import Capability, ColumnKind
from improvement_cycle.policies.columns import Provision
from improvement_cycle.policies.definition import ColumnWord, Definition, GradeWord
from improvement_cycle.presenters.heat_map import MANY, head, shown_columns
from improvement_cycle.presenters.inspections import NONE
from improvement_cycle.presenters.phases import phase_word
from improvement_cycle.queries.own_views import NOT_SUBMITTED
from improvement_cycle.queries.suggestions import suggest

# Pieces of a model that a row of the matrix shows.
DRAWN = frozenset({"column", "scale", "grade", "category"})
EARLY_YEARS = frozenset({Phase.NURSERY, Phase.PRIMARY, Phase.ALL_THROUGH})
POST_16 = frozenset({Phase.SECONDARY, Phase.ALL_THROUGH, Phase.POST_16})


@dataclass(frozen=True)
class Preview:
    """What the preview prints."""

    head: SafeString
    body: SafeString
    is_wide: bool


def preview_of(definition: Definition) -> Preview | None:
    """The rows; None for a model without a matrix."""
    if Capability.MATRIX not in definition.capabilities:
        return None
    columns = shown_columns(definition)
    cells = HeatCells(definition)
    return Preview(
        head=head(columns),
        body=joined(_row(definition, columns, cells, n, phase) for n, phase in enumerate(Phase)),
        is_wide=len(definition.judged_columns) > MANY,
    )


def _row(definition: Definition, columns: tuple[ColumnWord, ...], cells: HeatCells, n: int, phase: Phase) -> SafeString:
    academy = Provision(phase.value, phase in EARLY_YEARS, phase in POST_16)
    grades = _grades(definition, academy, n)
    offers = [
        words
        for words, has in (("early years", academy.has_early_years), ("post-16", academy.has_post_16))
        if has and phase not in (Phase.NURSERY, Phase.POST_16)
    ]
    return format_html(
        '<tr><th scope="row">Example {}<span class="tiny">{}{}</span></th>{}</tr>',
        n + 1,
        phase_word(phase.value),
        f" with {' and '.join(offers)}" if offers else "",
        joined(_cell(definition, column, cells, academy, grades) for column in columns),
    )


def _grades(definition: Definition, academy: Provision, n: int) -> dict[str, GradeWord]:
    """The first academy has the best grades only; each further one has one grade more, in turn."""
    found = {}
    for m, column in enumerate(definition.columns_for(academy)):
        if grades := definition.scale_of[column.scale].grades:
            found[column.key] = grades[m % min(n + 1, len(grades))]
    return found


def _cell(
    definition: Definition, column: ColumnWord, cells: HeatCells, academy: Provision, grades: Mapping[str, GradeWord]
) -> SafeString:
    if column.kind == ColumnKind.GRADE:
        if not column.applies_to_academy(academy):
            return NOT_APPLICABLE
        return cells.judged(grades[column.key].id if column.key in grades else None)
    if column.kind == ColumnKind.CATEGORY:
        # What the rule suggests for these grades, so that no row contradicts itself.
        said = suggest(definition, academy, grades)
        category = next((each for each in definition.categories if said and each.number == said.number), None)
        return cells.trail([TrailPoint("This year", category.number if category else None, category)])
    return no_own_view(NOT_SUBMITTED) if column.kind == ColumnKind.SELF_EVALUATION else NONE
