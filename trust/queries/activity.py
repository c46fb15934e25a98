"""The feed: what happened, for those who may read what it happened to."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from typing import Any
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.db.models import Q
from django.utils import timezone

from trust.actors import Actor
from trust.feed import readers
from trust.models import Activity
from trust.permissions import Permission, academies_where, everywhere, phases_where
from trust.places import academies_of_phases

PER_PAGE = 50


def visible_to(actor: Actor) -> Any:
    """Lines about what the actor may read, where they may read it, outside every circle."""
    whole: list[str] = []
    some = Q()
    for permission, kinds in _by_permission().items():
        phases = phases_where(actor, permission)
        if everywhere(actor, permission) or phases is None:
            whole += kinds
            continue
        at = Q(academy_id__in=academies_where(actor, permission))
        for of_phases in academies_of_phases if phases else ():
            at |= Q(academy_id__in=of_phases(phases))
        some |= Q(kind__in=kinds) & at
    return Activity.objects.filter(some | Q(kind__in=whole), circle="")


def _by_permission() -> dict[Permission, list[str]]:
    found: dict[Permission, list[str]] = {}
    for kind, permission in readers().items():
        found.setdefault(permission, []).append(kind)
    return found


def feed_page(actor: Actor, number: int | str = 1) -> Page:
    """One page of everything, newest first."""
    return Paginator(visible_to(actor), PER_PAGE).get_page(number)


@dataclass(frozen=True)
class Told:
    """A line of the feed, with the lines just before it that say the same kind of thing of the same academy."""

    line: Activity
    more: tuple[Activity, ...] = ()


# Two of a kind are still quicker read than opened.
A_RUN = 3
# Only what is done again and again in one meeting. Who was given or lost something always stands by itself.
FOLDED = {("judgement", "agree"), ("evidence", "add")}


def folded(lines: Iterable[Activity]) -> list[Told]:
    """Lines in their order; a run by one person, of one kind, on one day and at one academy is one, with the rest."""
    made: list[Told] = []
    for _key, some in groupby(lines, key=_sameness):
        run = list(some)
        made += [Told(run[0], tuple(run[1:]))] if len(run) >= A_RUN else [Told(line) for line in run]
    return made


def _sameness(line: Activity) -> tuple[Any, ...]:
    alone = line.id if (line.kind, line.verb) not in FOLDED or line.note else None
    day = timezone.localtime(line.at).date()
    return line.by_membership, line.by_name, line.kind, line.verb, line.academy_id, day, alone


def by_day(lines: Iterable[Activity]) -> list[tuple[dt.date, list[Told]]]:
    """Lines under the day on which they were written, as the clock of the house counts days."""
    days = groupby(lines, key=lambda line: timezone.localtime(line.at).date())
    return [(day, folded(some)) for day, some in days]


def lately_at(actor: Actor, academy_id: UUID, most: int = 8) -> list[Told]:
    """The last lines about one academy."""
    return folded(visible_to(actor).filter(academy_id=academy_id)[:PER_PAGE])[:most]
