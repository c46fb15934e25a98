"""School years and terms of a trust."""

from collections.abc import Sequence
from uuid import UUID

from django.db import transaction

from trust.actions import activity, memberships
from trust.actors import Actor
from trust.errors import BadInput, NotFound
from trust.models import SchoolYear, Term
from trust.permissions import Permission, check_may
from trust.policies.years import TermDates, YearDates, faults_of_terms, faults_of_year
from trust.presets import school_years, terms_of


@transaction.atomic
def save(*, actor: Actor, year_id: UUID | None, dates: YearDates, terms: Sequence[TermDates]) -> SchoolYear:
    """Make a school year, or change its dates, with its terms in order.

    Raises BadInput; its detail has the year's fields, and under "terms" the faults by place in the list.
    """
    check_may(actor, Permission.YEAR_MANAGE)
    memberships.lock_people()
    year = SchoolYear() if year_id is None else SchoolYear.objects.filter(pk=year_id).first()
    if year is None:
        raise NotFound()
    _refuse_faults(year, dates, terms)
    is_new = year_id is None
    year.starts_on, year.ends_on = dates.starts_on, dates.ends_on
    year.save()
    _write_terms(year, terms)
    activity.record(
        actor=actor,
        kind="school_year",
        subject_id=year.id,
        verb="add" if is_new else "change",
        sentence=f"{'added' if is_new else 'changed the dates of'} the school year {year.label}",
    )
    return year


@transaction.atomic
def add_preset(*, actor: Actor, key: str) -> SchoolYear:
    """Take the dates that ship with the product for one year."""
    preset = school_years().get(key)
    if preset is None:
        raise NotFound()
    dates = YearDates(preset["label"], preset["from"], preset["to"])
    return save(actor=actor, year_id=None, dates=dates, terms=terms_of(key))


def _refuse_faults(year: SchoolYear, dates: YearDates, terms: Sequence[TermDates]) -> None:
    others = [YearDates(o.label, o.starts_on, o.ends_on) for o in SchoolYear.objects.exclude(pk=year.pk)]
    detail: dict[str, object] = dict(faults_of_year(dates.starts_on, dates.ends_on, others))
    if not detail and (wrong := faults_of_terms(dates.starts_on, dates.ends_on, terms)):
        detail["terms"] = wrong
    if detail:
        raise BadInput("The dates were not saved.", detail=detail)


def _write_terms(year: SchoolYear, terms: Sequence[TermDates]) -> None:
    """Existing terms keep their rows in the order of the year: other things may point at them."""
    kept = list(Term.objects.filter(school_year=year).order_by("starts_on"))
    if len(terms) < len(kept):
        raise BadInput("A term cannot be removed once it is there.", detail={"terms": {}})
    # Names are unique in a year: set aside first, so that two may swap.
    for number, row in enumerate(kept):
        Term.objects.filter(pk=row.pk).update(name=f"#{number}")
    for number, dates in enumerate(terms):
        row = kept[number] if number < len(kept) else Term(school_year=year)
        row.name, row.starts_on, row.ends_on = dates.name, dates.starts_on, dates.ends_on
        row.break_starts_on, row.break_ends_on = dates.break_starts_on, dates.break_ends_on
        row.save()
