"""The rule that suggests a category. It never reads an inspection grade."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.text import capfirst

from trust.policies.wording import count, listed


@dataclass(frozen=True, slots=True)
class AgreedGrade:
    """An agreed judgement as the rule sees it."""

    column: str
    label: str
    concern: str


@dataclass(frozen=True, slots=True)
class CategoryRule:
    """A category and what leads to it: so many grades of serious or of any concern."""

    number: int
    label: str
    serious: int | None = None
    some: int | None = None
    concern_category: bool = False


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A category, or None while the rule waits. `reason` is a full sentence, `short` fits beside a cell."""

    number: int | None
    label: str
    reason: str
    short: str

    @property
    def waits(self) -> bool:
        return self.number is None


def suggestion(
    agreed: Sequence[AgreedGrade],
    rules: Sequence[CategoryRule],
    *,
    complete: bool,
    concern_category: str = "",
) -> Suggestion | None:
    """The first rule that applies, most concern first. With judgements missing it names what is certain."""
    if not rules:
        return None
    ordered = sorted(rules, key=lambda rule: -rule.number)
    for rule in ordered:
        if rule.concern_category and concern_category:
            name = concern_category[:1].lower() + concern_category[1:]
            return _made(rule, f"the academy is in a category of concern, {name}", "category of concern")
        found = _counted(rule, agreed)
        if found:
            return _found(rule, found, so_far=not complete)
    if not complete:
        reason = "The rule waits for agreed judgements."
        return Suggestion(None, "", reason, "waits for agreed judgements")
    least = ordered[-1]
    if not any(grade.concern != "none" for grade in agreed):
        return _made(least, "no area is a concern", "no area of concern")
    worried = [grade for grade in agreed if grade.concern != "none"]
    return _made(least, f"only {_areas(worried)}", _areas(worried, short=True))


def _counted(rule: CategoryRule, agreed: Sequence[AgreedGrade]) -> list[AgreedGrade]:
    serious = [grade for grade in agreed if grade.concern == "serious"]
    if rule.serious is not None and len(serious) >= max(rule.serious, 1):
        return serious
    worried = [grade for grade in agreed if grade.concern in {"some", "serious"}]
    if rule.some is not None and len(worried) >= max(rule.some, 1):
        return worried
    return []


def _found(rule: CategoryRule, grades: Sequence[AgreedGrade], *, so_far: bool) -> Suggestion:
    tail = " so far" if so_far else ""
    return _made(rule, f"{_areas(grades)}{tail}", f"{_areas(grades, short=True)}{tail}")


def _areas(grades: Sequence[AgreedGrade], *, short: bool = False) -> str:
    """`two areas are Requires improvement: A and B`, or without the names."""
    parts = []
    for label in dict.fromkeys(grade.label for grade in grades):
        columns = [grade.column for grade in grades if grade.label == label]
        areas = "area" if len(columns) == 1 else "areas"
        verb = "is" if len(columns) == 1 else "are"
        head = f"{count(len(columns))} {areas} {verb} {label}"
        parts.append(head if short else f"{head} ({listed(columns)})")
    return listed(parts)


def _made(rule: CategoryRule, reason: str, short: str) -> Suggestion:
    return Suggestion(rule.number, rule.label, f"{capfirst(reason)}.", short)
