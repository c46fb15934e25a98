"""The feed: what happened, for those who may read what it happened to."""

import datetime as dt
from collections.abc import Iterable
from itertools import groupby
from typing import Any
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.db.models import Q
from django.utils import timezone

from trust.actors import Actor
from trust.feed import readers
from trust.models import Activity
from trust.permissions import academies_where, everywhere

PER_PAGE = 50


def visible_to(actor: Actor) -> Any:
    """Lines about what the actor may read, where they may read it, outside every circle."""
    whole: list[str] = []
    some = Q()
    for kind, permission in readers().items():
        if everywhere(actor, permission):
            whole.append(kind)
        elif places := academies_where(actor, permission):
            some |= Q(kind=kind, academy_id__in=places)
    return Activity.objects.filter(some | Q(kind__in=whole), circle="")


def feed_page(actor: Actor, number: int | str = 1) -> Page:
    """One page of everything, newest first."""
    return Paginator(visible_to(actor), PER_PAGE).get_page(number)


def by_day(lines: Iterable[Activity]) -> list[tuple[dt.date, list[Activity]]]:
    """Lines under the day on which they were written, as the clock of the house counts days."""
    return [(day, list(some)) for day, some in groupby(lines, key=lambda line: timezone.localtime(line.at).date())]


def lately_at(actor: Actor, academy_id: UUID, most: int = 8) -> list[Activity]:
    """The last lines about one academy."""
    return list(visible_to(actor).filter(academy_id=academy_id)[:most])
