"""Changed figures in words."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.urls import reverse
from django.utils.timezone import localdate

from academies.enums import FigureStatus
from academies.presenters.figures import shown
from academies.presets.measures import MeasureWords, measures, year_label
from improvement_cycle.queries.figure_changes import Changed, ChangedUnder, waiting_anywhere
from trust.actors import Actor
from trust.policies.wording import count, full_day
from trust.waiting import Waits


@dataclass(frozen=True)
class ChangeLine:
    """One figure: then and now."""

    label: str
    before: str
    now: str
    on: str


def change_lines(changes: Sequence[Changed]) -> list[ChangeLine]:
    """Each changed figure, in the order of what the judgement rests on."""
    return [
        ChangeLine(
            label=f"{change.measure.label}, {year_label(change.year)}",
            before=_said(change.measure, change.before.number_before, change.before.missing_before)
            + _status(change.before.status_before),
            now=_said(change.measure, change.now.number_now, change.now.missing_now) + _status(change.now.status_now),
            on=full_day(localdate(change.now.at)),
        )
        for change in changes
    ]


@dataclass(frozen=True)
class AskedLine:
    """What a party is asked about, with the way there."""

    title: str
    words: str
    url: str


def changed_lines(asked: Iterable[ChangedUnder], trust_slug: str) -> list[AskedLine]:
    """One line for each judgement."""
    return [
        AskedLine(
            each.academy.name,
            f"{waiting_words(each)}: {_to_do(each)}" if each.my_revise else waiting_words(each),
            place_of(each, trust_slug),
        )
        for each in asked
    ]


def _to_do(each: ChangedUnder) -> str:
    """What is left for whoever would revise it, or for whoever has not said yet."""
    if each.my_revise is None:
        return "keep the judgement, or revise it."
    said = f"{each.who_revises} would revise it."
    return f"{said} Reopen the row, or keep it." if each.row.is_agreed else said


def figures_waiting(actor: Actor) -> list[Waits]:
    """The same for the queue of what waits."""
    return [
        Waits(
            each.newest.at,
            each.academy.name,
            f"{waiting_words(each)}, {each.row.cycle.school_year.label}: {_to_do(each)}",
            place_of(each, actor.trust_slug),
            academy_id=each.row.academy_id,
        )
        for each in waiting_anywhere(actor)
    ]


def place_of(each: ChangedUnder, trust_slug: str) -> str:
    """Where it is answered."""
    return reverse(
        "improvement_cycle:figures_changed",
        args=[trust_slug, each.row.cycle.school_year.key, each.academy.slug, each.column.key],
    )


def waiting_words(each: ChangedUnder) -> str:
    """ "Two figures changed under Statutory data"."""
    number = len(each.changes)
    figures = "A figure" if number == 1 else f"{count(number).capitalize()} figures"
    return f"{figures} changed under {each.column.label}"


def _said(measure: MeasureWords, number: Decimal | None, missing: str) -> str:
    return shown(number, measure) if number is not None else measures().reasons.get(missing, "none")


def _status(status: int) -> str:
    return f" ({FigureStatus(status).label})"
