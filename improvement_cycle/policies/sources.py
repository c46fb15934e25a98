"""Which sources of evidence an academy has in a year, how old each is, and what is missing."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from trust.policies.wording import full_day, listed

OLD_AFTER = 366  # days
NAMED = 3  # of those missing, in one line
# What fills itself, by the preset's own keys of sources. A trust's other keys rest on evidence alone.
INSPECTION, SELF_EVALUATION = "last_ofsted", "sef"
THEMES = {
    "annual_results": frozenset({"ks2", "ks4", "ks5", "destinations"}),
    "behaviour_attendance": frozenset({"attendance"}),
    "context": frozenset({"pupils"}),
}


@dataclass(frozen=True, slots=True)
class Found:
    """One thing that a source has: a piece of evidence, or what the system knows by itself."""

    title: str
    on: dt.date | None
    is_known: bool = False  # it filled itself
    is_old: bool = False  # of a year before, whatever its day


@dataclass(frozen=True, slots=True)
class SourceState:
    """One source of one academy's year; what it has stands newest first."""

    key: str
    label: str
    hint: str
    found: tuple[Found, ...]
    on: dt.date | None
    is_old: bool

    @property
    def is_missing(self) -> bool:
        """Whether there is nothing at all."""
        return not self.found

    @property
    def kind(self) -> str:
        """As components/state.html draws it."""
        return "todo" if self.is_missing else "part" if self.is_old else "done"


@dataclass(frozen=True)
class Sources:
    """All sources of one academy's year."""

    states: tuple[SourceState, ...]

    @property
    def here(self) -> int:
        """How many have something."""
        return sum(not each.is_missing for each in self.states)

    @property
    def words(self) -> str:
        """8 of 11 sources of evidence. Missing: staff surveys, context and one more"""
        if not self.states:
            return ""
        old = sum(each.is_old and not each.is_missing for each in self.states)
        said = f"{self.here} of {len(self.states)} sources of evidence"
        if old:
            said += f", {old} from an earlier year"
        return said + self.missing_words

    @property
    def missing_words(self) -> str:
        """ ". Missing: staff surveys, context and one more"; nothing where none is."""
        missing = [each.label for each in self.states if each.is_missing]
        more = len(missing) - NAMED
        named = listed([*missing[:NAMED], *([f"{more} more"] if more > 0 else [])])
        return f". Missing: {named}" if missing else ""


def line_of(sources: Sources, today: dt.date) -> str:
    """8 of 11 sources this year. Oldest that was added: Staff surveys, 14 months old. Missing: Context and Plan

    Oldest of what was added: an inspection is as old as it is.
    """
    if not sources.states:
        return ""
    dated = [(each.on, each.label) for each in sources.states if each.on and not each.found[0].is_known]
    on, label = min(dated, default=(None, ""))
    oldest = f". Oldest that was added: {label}, {age(on, today)}" if on else ""
    return f"{sources.here} of {len(sources.states)} sources{oldest}{sources.missing_words}"


def state_of(key: str, label: str, hint: str, found: Sequence[Found], today: dt.date) -> SourceState:
    """One source; what has no day stands last, and is old only where it is said to be."""
    ordered = tuple(sorted(found, key=lambda each: (each.is_old, -(each.on.toordinal() if each.on else 0))))
    newest = ordered[0] if ordered else None
    is_old = newest is not None and (
        newest.is_old or (not newest.is_known and newest.on is not None and (today - newest.on).days > OLD_AFTER)
    )
    return SourceState(key, label, hint, ordered, newest.on if newest else None, is_old)


def age(day: dt.date | None, today: dt.date) -> str:
    """How old something is, in words."""
    if day is None:
        return "without a date"
    days = (today - day).days
    if days <= 0:
        return "today"
    for most, unit, name in ((14, 1, "day"), (70, 7, "week"), (730, 30, "month")):
        if days < most:
            return f"{(number := max(1, days // unit))} {name}{'' if number == 1 else 's'} old"
    return f"{days // 365} years old"


def day_words(day: dt.date | None) -> str:
    """Its day, or that it has none."""
    return full_day(day) if day else "no date"
