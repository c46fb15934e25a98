"""The pack for an inspection: self-evaluation by inspection area, plan as approved, published figures.

Nothing of it comes from the matrix: no view of one of the three, no agreed judgement, no category and what it brings.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any
from uuid import UUID

from django.utils import timezone

from academies.enums import AreaKind
from academies.presenters.figures import themes_of
from academies.presets.frameworks import Area
from academies.queries.figures import figures_of
from improvement_cycle.models import InspectionWeek
from improvement_cycle.policies.inspections import framework_on
from improvement_cycle.presenters.documents import FieldShown, PartRead, read_version
from improvement_cycle.presenters.logic_model import with_table
from improvement_cycle.presenters.phases import phase_word
from improvement_cycle.queries.inspection_weeks import approved
from improvement_cycle.reports.documents import passage
from improvement_cycle.workflow import PLAN, SEF
from trust.actors import Actor
from trust.errors import NotFound
from trust.models import SubmittedVersion
from trust.permissions import Permission, may
from trust.policies.wording import full_day
from trust.reports import About, ReportKind
from trust.reports.papers import Chapter, Paper, Passage

NO_SECTION = "The self-evaluation has no section of its own on this."
Told = tuple[str, tuple[FieldShown, ...]]


@dataclass(frozen=True)
class AreaOfPack:
    """What the self-evaluation says to an area of the framework; sections that stand under another are named."""

    title: str
    sections: tuple[Told, ...]
    see: str = ""


@dataclass(frozen=True)
class FigureLine:
    """A measure: what it shows in a sentence, year by year, and where it is from."""

    label: str
    title: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    source: str


@dataclass(frozen=True)
class InspectionPack:
    """Everything that the template prints."""

    academy: str
    about: str
    called_on: str
    framework: str
    context: tuple[Told, ...]
    areas: tuple[AreaOfPack, ...]
    self_evaluation: str  # which version it is; empty where there is none
    plan: tuple[Told, ...]
    plan_words: str
    figures: tuple[tuple[str, tuple[FigureLine, ...]], ...]

    @property
    def parts(self) -> tuple[tuple[str, str], ...]:
        """The parts that there are, with the words of the list of contents."""
        found = (
            ("sef", "Self-evaluation by inspection area", bool(self.self_evaluation)),
            ("plan", "Improvement plan", bool(self.plan_words)),
            ("figures", "Figures", bool(self.figures)),
        )
        return tuple((key, title) for key, title, is_there in found if is_there)


def describe(actor: Actor, week_id: UUID, parameters: Mapping[str, Any]) -> About:
    """Title, and a version that changes with what is in it."""
    week = _found(actor, week_id)
    made = build(actor, week_id, parameters)
    day = f"{week.called_on:%-d %B %Y}"
    return About(f"Inspection pack, {week.academy.name}, {day}", sha256(repr(made).encode()).hexdigest()[:40])


def build(actor: Actor, week_id: UUID, parameters: Mapping[str, Any]) -> InspectionPack:
    """The pack as things stand. Raises NotFound where the week is not for this person."""
    week = _found(actor, week_id)
    academy, framework = week.academy, framework_on(week.called_on)
    there = approved(academy.id)
    sef, plan = there.get(SEF), there.get(PLAN)
    context, areas = by_area(read_version(sef) if sef else [], framework.areas if framework else ())
    return InspectionPack(
        academy=academy.name,
        about=", ".join([phase_word(academy.phase), *([f"URN {academy.urn}"] if academy.urn else [])]),
        called_on=full_day(week.called_on),
        framework=framework.name if framework else "",
        context=context,
        areas=areas if sef else (),
        self_evaluation=_words(sef),
        plan=tuple((part.title, _written(with_table(part.fields))) for part in read_version(plan)) if plan else (),
        plan_words=_words(plan),
        figures=_figures(actor, week),
    )


def by_area(parts: list[PartRead], areas: tuple[Area, ...]) -> tuple[tuple[Told, ...], tuple[AreaOfPack, ...]]:
    """The sections that speak to no area, and the areas, each section under the first that it speaks to."""
    graded = [area for area in areas if area.kind != AreaKind.OVERALL]
    first = {
        part.key: next((area for area in graded if part.key in (*area.speaks_to, area.key)), None) for part in parts
    }
    told = [(part, (part.title, _written(part.fields))) for part in parts]
    made = []
    for area in graded:
        speaking = [part for part in parts if part.key in (*area.speaks_to, area.key)]
        sections = tuple(said for part, said in told if first[part.key] is area)
        elsewhere = [
            f"{part.title} (under {other.label})"
            for part in speaking
            if (other := first[part.key]) is not None and other is not area
        ]
        if sections or elsewhere or not area.where_applicable:
            made.append(AreaOfPack(area.label, sections, ", ".join(elsewhere)))
    return tuple(said for part, said in told if first[part.key] is None), tuple(made)


def _written(fields: Any) -> tuple[FieldShown, ...]:
    return tuple(each for each in fields if each.value)


def _words(version: SubmittedVersion | None) -> str:
    if version is None:
        return ""
    day: dt.datetime = timezone.localtime(version.at)
    return f"{version.content['title']}, version {version.number} of {day:%-d %B %Y}, approved"


def _figures(actor: Actor, week: InspectionWeek) -> tuple[tuple[str, tuple[FigureLine, ...]], ...]:
    themes = themes_of(figures_of(actor, week.academy))
    return tuple(
        (
            theme.label,
            tuple(
                FigureLine(card.label, card.title, card.table.head, card.table.rows, card.source)
                for card in theme.cards
                if card.table.rows
            ),
        )
        for theme in themes
    )


def _found(actor: Actor, week_id: UUID, _version: str = "") -> InspectionWeek:
    found: InspectionWeek | None = (
        InspectionWeek.objects.filter(id=week_id).select_related("academy__establishment").first()
    )
    if found is None or not may(actor, Permission.INSPECTION_READ, found.academy):
        raise NotFound("There is no such inspection week.")
    return found


def paper(pack: InspectionPack) -> Paper:
    """The same as Word: a chapter for each area, each page of the plan and each theme of figures."""
    chapters = [_chapter(f"Self-evaluation: {title}", [(title, fields)]) for title, fields in pack.context]
    chapters += [_area(area) for area in pack.areas]
    chapters += [_chapter(f"Improvement plan: {title}", [(title, fields)]) for title, fields in pack.plan]
    chapters += [
        Chapter(
            f"Figures: {label}",
            [Passage(line.title, table=[line.head, *line.rows]) for line in lines],
        )
        for label, lines in pack.figures
        if lines
    ]
    return Paper(
        version=f"Call of {pack.called_on}",
        lead=(
            f"{pack.academy}. {pack.about}.",
            *(f"{each}." for each in (pack.self_evaluation, pack.plan_words) if each),
        ),
        chapters=chapters,
    )


def _area(area: AreaOfPack) -> Chapter:
    made = _chapter(f"Self-evaluation: {area.title}", area.sections)
    if area.see:
        made = Chapter(made.title, [*made.passages, Passage("", words=f"See also: {area.see}.")])
    return made if made.passages else Chapter(made.title, [Passage("", words=NO_SECTION)])


def _chapter(title: str, sections: Any) -> Chapter:
    return Chapter(title, [passage(each) for _title, fields in sections for each in fields])


COMMON: dict[str, Any] = {
    "permission": Permission.INSPECTION_READ,
    "build": build,
    "describe": describe,
    "check": _found,
}
PDF = ReportKind(kind="inspection_pack", title="Inspection pack", template="reports/inspection_pack.html", **COMMON)
WORD = ReportKind(kind="inspection_pack_word", title="Inspection pack as Word", paper=paper, **COMMON)
FORMS = {"pdf": PDF.kind, "word": WORD.kind}
