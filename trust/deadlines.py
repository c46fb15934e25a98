"""What is due, when, and from whom: each floor registers its sources, and all of them are asked in one question.

A source gives a QuerySet of what the actor may see, with the columns of `lines` and no others. All sources are joined
in one UNION ALL, so however many there are, a list, a sum or a reminder is one question to the database.
"""

import datetime as dt
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any
from uuid import UUID

from django.db import models
from django.db.models import Case, Count, Q, QuerySet, Value, When
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast, Coalesce

from trust.actors import Actor
from trust.db.over import over
from trust.enums import CalendarMark, Place, Role
from trust.models import DeadlineLine
from trust.permissions import Permission, may, phases_of_remit
from trust.policies.wording import listed

# A deadline on the day it has: one that moves is another thing to be reminded of.
Thing = tuple[str, UUID, dt.date]


@dataclass(frozen=True)
class Deadline:
    """One thing that is due from a role or from one person, at an academy or in the whole trust.

    Whose it is: `membership_id`, or where that is empty everybody who holds `role`, at the academy if it has one.
    `who` is their name, where the source knows it. `is_private`: work that those outside it see as "Private".
    `year`, `slug` and `key` are for the address of its page. `mark`: as what it stands in a calendar (`CalendarMark`);
    `at`: the time of day as 09:30, empty for the whole day; `until_on`: its last day, where it has several.
    `outside`: what it is called outside the house where its title holds words that people wrote, and its source does
    not say it for all of its kind.
    """

    kind: str
    subject_id: UUID
    title: str
    due_on: dt.date
    done_on: dt.date | None
    role: str
    membership_id: UUID | None
    who: str
    academy_id: UUID | None
    academy: str
    phase: str
    is_private: bool
    year: str
    slug: str
    key: str
    mark: str
    at: str
    until_on: dt.date | None
    outside: str

    @property
    def is_shut(self) -> bool:
        """Whether whoever asks learns only that there is something private."""
        return self.is_private and self.title == PRIVATE

    @property
    def is_cancelled(self) -> bool:
        """Whether it stands there only to say that it does not take place."""
        return self.title.startswith(CANCELLED)

    @property
    def thing(self) -> Thing:
        """What it is, whoever it is due from."""
        return self.kind, self.subject_id, self.due_on

    @property
    def last_on(self) -> dt.date:
        """Its last day, which mostly is its only one."""
        return self.until_on or self.due_on

    def stands_on(self, today: dt.date) -> dt.date:
        """The day under which a list of today has it: while it lasts, today."""
        return today if self.due_on < today <= self.last_on else self.due_on

    @property
    def whose(self) -> str:
        """The name, or else the role in words."""
        return self.who or ROLE_WORDS.get(self.role, "")


PRIVATE = "Private"
CANCELLED = "Cancelled: "
ROLE_WORDS = {value: f"{label[:1].upper()}{label[1:]}" for value, label in (*Role.choices, *Place.choices)}

# Each column is cast, since a UNION wants the same types in every source.
MARK = "deadline_"
TYPES: dict[str, Any] = {each.name.removeprefix(MARK): each for each in DeadlineLine._meta.concrete_fields}
COLUMNS = tuple(f"{MARK}{field.name}" for field in fields(Deadline))
ORDER = tuple(f"{MARK}{name}" for name in ("due_on", "title", "subject_id", "kind"))
DONE_ORDER = (f"-{MARK}done_on", *ORDER)

Given = Combinable | str | bool | None


def shut(**of_row: Given) -> dict[str, Given]:
    """What a line tells those outside of what is need-to-know: that there is something, and at which academy."""
    return {**of_row, "title": PRIVATE, "is_private": True, "key": "", "who": "", "role": "", "slug": "", "year": ""}


def lines(
    rows: Any,
    *,
    kind: str,
    title: Given,
    due_on: Given,
    done_on: Given = None,
    subject_id: Given = None,
    role: Given = "",
    membership_id: Given = None,
    who: Given = "",
    academy_id: Given = None,
    academy: Given = "",
    phase: Given = "",
    is_private: Given = False,
    year: Given = "",
    slug: Given = "",
    key: Given = "",
    mark: Given = CalendarMark.DEADLINE.value,
    at: Given = "",
    until_on: Given = None,
    outside: Given = "",
) -> Any:
    """The rows as deadlines: expressions over the model of the rows, or plain values. Rows without a date are none."""
    given: dict[str, Given] = {
        "kind": kind,
        "subject_id": models.F("id") if subject_id is None else subject_id,
        "title": title,
        "due_on": due_on,
        "done_on": done_on,
        "role": role,
        "membership_id": membership_id,
        "who": who,
        "academy_id": academy_id,
        "academy": academy,
        "phase": phase,
        "is_private": is_private,
        "year": year,
        "slug": slug,
        "key": key,
        "mark": mark,
        "at": at,
        "until_on": until_on,
        "outside": outside,
    }
    cast = {f"{MARK}{name}": _cast(given[name], kept) for name, kept in TYPES.items()}
    return rows.order_by().values(**cast).filter(_is(due_on__isnull=False))


def _cast(given: Given, kept: Any) -> Any:
    found = Cast(given if isinstance(given, Combinable) else Value(given), kept)
    # Words that nobody knows, such as the name of a head where there is none, are empty.
    return Coalesce(found, Value(""), output_field=kept) if isinstance(kept, models.TextField) else found


def _is(**conditions: Any) -> Q:
    return Q(**{f"{MARK}{name}": value for name, value in conditions.items()})


@dataclass(frozen=True)
class DeadlineSource:
    """One kind of deadlines. Asked only for those who hold one of the permissions.

    `find` gives what the actor may see, made by `lines`, without sums of its own. `url` makes the address of the page
    from the trust's slug and the plain values of the line. `act` is what its button says to whoever has to do it.
    """

    kind: str
    permissions: tuple[Permission, ...]
    find: Callable[[Actor], QuerySet[Any, Any]]
    url: Callable[[str, Deadline], str]
    act: str = "Open"
    # What several of them on one day are called together in a calendar; empty where each stands by itself.
    many: str = ""
    # What it is called outside the house, such as in a feed, where its own title holds words that people wrote.
    outside: str = ""
    # Whether single reminders tell of it, and not the week's digest alone. Planning asks as nobody: what is found only
    # for a person, such as a meeting to which they are asked, it does not know.
    reminds: bool = True
    # What stands in a calendar only: nobody is to do it. Of what is need-to-know, that there is something (`shut`).
    in_calendar: Callable[[Actor], QuerySet[Any, Any]] | None = None
    # Whether something can be due from this person among those who hold one; asks no table.
    concerns: Callable[[Actor], bool] = lambda _actor: True


_sources: dict[str, DeadlineSource] = {}


def register(source: DeadlineSource) -> None:
    """Called in AppConfig.ready()."""
    _sources[source.kind] = source


def sources() -> list[DeadlineSource]:
    """All of them."""
    return list(_sources.values())


def source_of(deadline: Deadline) -> DeadlineSource:
    """Where it came from."""
    return _sources[deadline.kind]


def named_outside(deadline: Deadline) -> str:
    """What it is called where others look on, such as in a feed or a subject: no words that people wrote."""
    return deadline.outside or source_of(deadline).outside or deadline.title


def concerns(actor: Actor) -> bool:
    """Whether anything can ever be due from this person. Asks no table: it is needed on every page."""
    return any(source.concerns(actor) for source in _of(actor))


def mine(actor: Actor) -> Q:
    """Those due from this person: by name, or through a role that is held where the thing stands."""
    named = _one_of("membership_id", {actor.membership_id})
    trust_wide = _is(role=actor.role)
    if actor.role == Role.DIRECTOR and (phases := phases_of_remit(actor.remit)) is not None:
        trust_wide &= _is(phase__in=["", *phases])
    held = trust_wide
    for role in {each.role for each in actor.appointments}:
        held |= _is(role=role) & _one_of("academy_id", actor.academies_of(role))
    return named | (_is(membership_id__isnull=True) & held)


def overseen(actor: Actor) -> Q:
    """Those this person looks after: all, those of one's phases, or those of the academy one leads."""
    if actor.role == Role.CHIEF_EXECUTIVE:
        return ALL
    led = _one_of("academy_id", actor.academies_of(Place.HEADTEACHER))
    if actor.role == Role.DIRECTOR:
        phases = phases_of_remit(actor.remit)
        return ALL if phases is None else led | _is(phase__in=phases)
    return led


def at_academy(academy_id: UUID) -> Q:
    """Those that stand at this academy."""
    return _one_of("academy_id", {academy_id})


def at_academies(ids: Collection[UUID]) -> Q:
    """Those that stand at one of these academies."""
    return _one_of("academy_id", ids)


def of_kinds(*kinds: str) -> Q:
    """Those of these kinds."""
    return _is(kind__in=kinds)


def of_year(key: int | str) -> Q:
    """Those of this school year."""
    return _is(year=str(key))


def of_marks(*marks: str) -> Q:
    """Those that stand in a calendar as one of these."""
    return _is(mark__in=[str(mark) for mark in marks])


def of_subjects(ids: Collection[UUID]) -> Q:
    """Those of these things, whoever they are due from."""
    return _is(subject_id__in=list(ids))


def in_phase(phase: str) -> Q:
    """Those that stand at an academy of this phase."""
    return _is(phase=phase)


def _one_of(column: str, ids: Collection[UUID | None]) -> Q:
    # Never unknown, so that the opposite of it finds lines that have none.
    return _is(**{f"{column}__isnull": False, f"{column}__in": [each for each in ids if each is not None]})


# An empty Q would vanish where it stands beside an OR.
ALL = Q(pk__isnull=False)
IS_OPEN = _is(done_on__isnull=True)


def between(first: dt.date, last: dt.date) -> Q:
    """On one of these days at least."""
    one_day = _is(until_on__isnull=True, due_on__gte=first)
    return _is(due_on__lte=last) & (one_day | _is(until_on__isnull=False, until_on__gte=first))


def due_before(day: dt.date) -> Q:
    """Over on an earlier day: what has several days is not late before the last of them has passed."""
    return _is(until_on__isnull=True, due_on__lt=day) | _is(until_on__isnull=False, until_on__lt=day)


def standing_on(today: dt.date) -> Case:
    """`Deadline.stands_on` as a column, for an order."""
    lasts = When(_is(due_on__lt=today, until_on__gte=today), then=Value(today))
    return Case(lasts, default=models.F(f"{MARK}due_on"), output_field=models.DateField())


def done_since(day: dt.date) -> Q:
    """Done on this day or later."""
    return _is(done_on__gte=day)


def asked(actor: Actor, wanted: Q, order: tuple[str, ...] = ORDER, **also: Any) -> Any:
    """The lines this person may see, as far as they are wanted, in one question; to be sliced and read by `read`.

    `also`: what stands in every line beside its own columns, such as of which of two lists it is.
    """
    return _lines_of(_found(actor)).filter(wanted).annotate(**also).order_by(*order)


def part_and_number(actor: Actor, wanted: Q, first: int, last: int) -> tuple[list[Deadline], int]:
    """The lines from one place to another in their order, and how many there are in all: two questions."""
    return read(asked(actor, wanted)[first:last]), tally(actor, {"all": wanted})["all"]


def in_calendar(actor: Actor, wanted: Q, order: tuple[str, ...] = ORDER, **also: Any) -> Any:
    """The same with what stands in a calendar only, in one question."""
    found = _found(actor) + [source.in_calendar(actor) for source in _of(actor) if source.in_calendar]
    return _lines_of(found).filter(wanted).annotate(**also).order_by(*order)


def read(found: Any) -> list[Deadline]:
    """The lines as deadlines."""
    return [deadline_of(line) for line in found]


def deadline_of(line: Mapping[str, Any]) -> Deadline:
    """One line as a deadline."""
    return Deadline(**{name.removeprefix(MARK): line[name] for name in COLUMNS})


def each_once(lines: Sequence[Deadline]) -> list[Deadline]:
    """What several people are to do together stands once, with all their names."""
    groups: dict[Any, list[Deadline]] = {}
    for line in lines:
        groups.setdefault(line.thing, []).append(line)
    return [
        replace(found[0], who=listed([each.who for each in found if each.who])) if len(found) > 1 else found[0]
        for found in groups.values()
    ]


def tally(actor: Actor, buckets: Mapping[str, Q]) -> dict[str, int]:
    """How many lines fall in each bucket, in one question. A line counts in the first that it fits."""
    within = Case(*(When(q, Value(name)) for name, q in buckets.items()), output_field=models.TextField())
    counted = _lines_of(_found(actor)).annotate(bucket=within).filter(bucket__isnull=False)
    sums = dict.fromkeys(buckets, 0)
    return sums | dict(counted.values_list("bucket").annotate(number=Count("pk")).order_by())


def _found(actor: Actor) -> list[Any]:
    return [source.find(actor) for source in _of(actor)]


def _lines_of(found: Sequence[Any]) -> Any:
    """What the sources found as the rows of one question."""
    if not found:
        return DeadlineLine.objects.none().values(*COLUMNS)
    first, *others = found
    return over(DeadlineLine, first.union(*others, all=True) if others else first).values(*COLUMNS)


def _of(actor: Actor) -> list[DeadlineSource]:
    return [source for source in sources() if any(may(actor, each) for each in source.permissions)]
