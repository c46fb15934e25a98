"""Numbers that an academy reports before they are published. Both are kept; the published one is shown."""

import datetime as dt
from decimal import Decimal
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from academies.enums import ReportedWord
from academies.models import Academy, SchoolFigure
from academies.presets.measures import MeasureWords, measures, year_label
from trust.actions import activity
from trust.actors import Actor
from trust.errors import BadInput, Conflict, NotFound
from trust.permissions import Permission, check_may
from trust.policies.texts import one_line

YEARS_BACK = 5
KIND = "school_figure"
VERBS = {
    "reported": "report",
    "changed": "change",
    "took back": "take_back",
    **{word.label: word.value for word in ReportedWord},
}


def years_to_report(today: dt.date) -> list[int]:
    """School years by the year they end in, newest first: those whose numbers an academy may know."""
    newest = today.year + 1 if today.month >= 9 else today.year
    return list(range(newest, newest - YEARS_BACK, -1))


@transaction.atomic
def report(
    *,
    actor: Actor,
    academy_id: UUID,
    measure_key: str,
    year: int,
    number: Decimal,
    breakdown: str = "all",
    pupils: int | None = None,
    basis: str = "",
    seen: str | None = None,
) -> SchoolFigure:
    """Report a number, or put another in its place: history keeps the one before. Raises BadInput by field.

    `seen`, where it is given, is the mark of what stood, empty for none: raises Conflict where that has changed.
    """
    academy = _academy(actor, academy_id, held=True)
    measure = measures().measures.get(measure_key)
    _check(measure, year, number, breakdown, pupils)
    assert measure is not None
    known = SchoolFigure.objects.select_for_update().filter(
        academy=academy, measure_id=measure.id, year=year, breakdown=breakdown
    )
    standing = known.first()
    _check_seen(standing, seen)
    figure = standing or SchoolFigure(academy=academy, measure_id=measure.id, year=year, breakdown=breakdown)
    is_new = figure._state.adding
    figure.number, figure.pupils, figure.basis = number, pupils, one_line(basis)[:200]
    figure.word, figure.word_about = "", None
    figure.by_membership_id, figure.by_name, figure.at = actor.membership_id, actor.name, timezone.now()
    figure.save(force_insert=is_new)
    _record(actor, figure, "reported" if is_new else "changed")
    return figure


@transaction.atomic
def say(*, actor: Actor, academy_id: UUID, figure_id: UUID, word: str, seen: Decimal) -> SchoolFigure:
    """Keep a reported number in view beside the published one that differs, or set it aside. History keeps both.

    Raises Conflict where another number is published by now than the one that was seen.
    """
    academy = _academy(actor, academy_id)
    locked = SchoolFigure.objects.select_for_update(of=("self",)).with_published()
    figure: SchoolFigure | None = locked.filter(academy=academy, id=figure_id).first()
    if figure is None:
        raise NotFound()
    if word not in ReportedWord.values:
        raise BadInput("Say whether the reported figure is kept in view or set aside. Use the buttons.")
    if figure.published is None or figure.published != seen:  # type: ignore[attr-defined]
        raise Conflict("Another figure has been published meanwhile. Look at both again.")
    figure.word, figure.word_about = word, seen
    figure.save(update_fields=["word", "word_about"])
    _record(actor, figure, ReportedWord(word).label)
    return figure


@transaction.atomic
def take_back(*, actor: Actor, academy_id: UUID, figure_id: UUID, seen: str | None = None) -> SchoolFigure:
    """Take a reported number away; history keeps it. `seen` as in `report`. Returns what was taken away."""
    academy = _academy(actor, academy_id)
    figure: SchoolFigure | None = SchoolFigure.objects.select_for_update().filter(academy=academy, id=figure_id).first()
    if figure is None:
        raise NotFound()
    _check_seen(figure, seen)
    _record(actor, figure, "took back")
    SchoolFigure.objects.filter(id=figure.id).delete()
    return figure


def mark_of(figure: SchoolFigure | None) -> str:
    """By what a number that stands is known again: it is another after each report."""
    return figure.at.isoformat() if figure else ""


def _check_seen(standing: SchoolFigure | None, seen: str | None) -> None:
    if seen is not None and seen != mark_of(standing):
        raise Conflict("This figure has been reported or changed meanwhile. Nothing of yours was saved.")


def _academy(actor: Actor, academy_id: UUID, *, held: bool = False) -> Academy:
    """`held`: until we are done. Of two who report at once, both for the first time, one comes after the other."""
    known = Academy.objects.filter(id=academy_id)
    academy: Academy | None = (known.select_for_update(no_key=True) if held else known).first()
    if academy is None:
        raise NotFound()
    check_may(actor, Permission.FIGURE_REPORT, academy)
    return academy


def _check(measure: MeasureWords | None, year: int, number: Decimal, breakdown: str, pupils: int | None) -> None:
    detail: dict[str, str] = {}
    if measure is None or not measure.ours:
        detail["measure"] = "Choose a measure of the list."
    elif why := measures().gaps.get((measure.key, year)):
        detail["year"] = f"There is no such figure for {year_label(year)}. {why}"
    elif not measure.lowest <= number <= measure.highest:
        detail["number"] = f"{measure.label} lies between {measure.lowest:g} and {measure.highest:g}."
    elif measure.counts and number != number.to_integral_value():
        detail["number"] = "A number of pupils is a whole number."
    if year not in years_to_report(timezone.localdate()):
        detail["year"] = "Choose a year of the list."
    if breakdown not in measures().breakdowns:
        detail["breakdown"] = "Choose a group of the list."
    if pupils is not None and not 0 < pupils < 100_000:
        detail["pupils"] = "Enter how many pupils there are, or leave it empty."
    if detail:
        raise BadInput("The figure was not saved.", detail=detail)


def _record(actor: Actor, figure: SchoolFigure, verb: str) -> None:
    measure = measures().by_id(figure.measure_id)
    about = f"{measure.label if measure else 'a figure'}, {year_label(figure.year)}"
    activity.record(
        actor=actor,
        kind=KIND,
        subject_id=figure.id,
        verb=VERBS[verb],
        sentence=f"{verb} a figure of {figure.academy.name}: {about}",
        academy_id=figure.academy_id,
    )
