"""Marks on lines of a list: which lines carry one after the list was saved anew. See docs/adr/0009."""

from collections.abc import Mapping, Sequence
from difflib import SequenceMatcher
from typing import Any

from trust.policies.contents import Part

# A line that shares at least half of its words with one that went is that line, reworded.
ALIKE = 0.5


def with_marks(part: Part, before: Mapping[str, Any], now: Mapping[str, Any], given: Mapping[str, Any]) -> Any:
    """The content `now` with its marks where they belong, and sentences for marks on lines that are not there.

    Marks that were given stand as given, in the order of the list. Otherwise each goes with its line: wherever the
    same words stand, else to what the line became, else it goes with it.
    """
    made, faults = dict(now), {}
    for field in part.fields:
        if field.kind != "marks":
            continue
        lines, marks = now.get(field.of) or [], now.get(field.key) or []
        if field.key not in given:
            marks = _carried(before.get(field.of) or [], marks, lines)
        elif stray := [mark for mark in marks if mark not in lines]:
            faults[field.key] = f"“{stray[0]}” is not one of the lines of “{part.field(field.of).label}”."
        kept = list(dict.fromkeys(line for line in lines if line in marks))
        if kept or field.key in made:
            made[field.key] = kept
    return made, faults


def _carried(before: Sequence[str], marks: Sequence[str], lines: Sequence[str]) -> list[str]:
    fresh = [line for line in lines if line not in before]
    carried = [mark for mark in marks if mark in lines]
    for mark in marks:
        if mark in lines or not fresh:
            continue
        heir = max(fresh, key=lambda line: _alike(mark, line))
        if _alike(mark, heir) >= ALIKE:
            carried.append(heir)
            fresh.remove(heir)
    return carried


def _alike(one: str, other: str) -> float:
    return SequenceMatcher(None, one.casefold().split(), other.casefold().split(), autojunk=False).ratio()
