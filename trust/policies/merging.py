"""Two who write in one section: what each changed since the text that both began from, field by field."""

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from trust.policies.contents import Field, Part
from trust.policies.plain_marks import from_lines, to_lines
from trust.policies.rich_text import clean_html
from trust.policies.texts import straight

# The answer to "Have you finished?" beside the fields. No field is called so.
FINISHED = "finished"
# Between the prints of one text as it stands and as a plain box gives it back; of ticks, before the key of each.
ALSO = "."


@dataclass(frozen=True)
class Began:
    """What a page began from: the print of each field as it was given out.

    `changed`: the fields of a save whose answer was lost. They are this page's own, though they say the old again.
    """

    prints: Mapping[str, str]
    changed: Collection[str] = ()

    def is_own(self, key: str, value: Any) -> bool:
        """Whether the page has changed it. What it knows nothing of counts as changed."""
        return key in self.changed or print_of(value) not in self.prints.get(key, "").split(ALSO)

    def ticked(self, key: str) -> frozenset[str]:
        """What was ticked when the page began."""
        return frozenset(self.prints.get(key, "").split(ALSO)[1:])

    def has_moved(self, key: str, stands: Any) -> bool:
        """Whether something else stands by now than what the page was given."""
        return self.prints.get(key, "").partition(ALSO)[0] != print_of(stands)


def print_of(value: Any) -> str:
    """Short and the same for the same value; nothing written is one value, however it is kept."""
    return sha256(json.dumps(value or "", ensure_ascii=False).encode()).hexdigest()[:16]


def prints_of(part: Part, content: Mapping[str, Any], *, is_finished: bool) -> dict[str, str]:
    """The print of each field as it stands."""
    return {field.key: _print_of(field, content.get(field.key)) for field in part.fields} | {
        FINISHED: print_of(is_finished)
    }


def _print_of(field: Field, value: Any) -> str:
    """A plain box gives a text back without what no box can show: untouched, it still is what it was."""
    found = print_of(value)
    if field.kind == "ticks":
        return ALSO.join([found, *(value or ())])
    if field.kind != "rich" or not value:
        return found
    plain = print_of(clean_html(straight(from_lines(to_lines(value)))))
    return found if plain == found else f"{found}{ALSO}{plain}"


def own_changes(part: Part, given: Mapping[str, Any], began: Began) -> dict[str, Any]:
    """What the page has changed of what it sent. A list and its marks go together."""
    own = {_group(field) for field in _given(part, given) if began.is_own(field.key, given[field.key])}
    return {field.key: given[field.key] for field in _given(part, given) if _group(field) in own}


def ticks_of_both(part: Part, own: Mapping[str, Any], stands: Mapping[str, Any], began: Began) -> dict[str, Any]:
    """What the page changed, with what another ticked and unticked meanwhile: each tick stands by itself."""
    made = dict(own)
    for field in _given(part, own):
        if _is_by_tick(field, began):
            before, mine = began.ticked(field.key), frozenset(own[field.key])
            both = (frozenset(stands.get(field.key) or ()) | (mine - before)) - (before - mine)
            made[field.key] = [choice.key for choice in field.choices if choice.key in both]
    return made


def _is_by_tick(field: Field, began: Began) -> bool:
    # Of a save whose answer was lost it is not known what the page had ticked by then.
    return field.kind == "ticks" and field.key not in began.changed


def contested(part: Part, own: Mapping[str, Any], stands: Mapping[str, Any], began: Began) -> bool:
    """Whether a field that this page changed was changed by another as well, to something else."""
    fields = [field for field in _given(part, own) if not _is_by_tick(field, began)]
    moved = {_group(field) for field in fields if began.has_moved(field.key, stands.get(field.key))}
    apart = {_group(field) for field in fields if print_of(own[field.key]) != print_of(stands.get(field.key))}
    return bool(moved & apart)


def moved_by_others(part: Part, own: Mapping[str, Any], stands: Mapping[str, Any], began: Began) -> tuple[str, ...]:
    """Of all fields, those that stand otherwise than the page was given them, and that it did not change itself."""
    groups = {_group(field) for field in _given(part, own)}
    others = [field.key for field in part.fields if _group(field) not in groups]
    others += [FINISHED] * (FINISHED not in own)
    return tuple(key for key in others if began.has_moved(key, stands.get(key)))


def not_of_lost_saves(part: Part, own: Mapping[str, Any], began: Began) -> dict[str, Any]:
    """What the page changed but for the fields of its saves whose answer was lost."""
    return {
        field.key: own[field.key] for field in _given(part, own) if not {field.key, _group(field)} & {*began.changed}
    }


def _given(part: Part, given: Mapping[str, Any]) -> Iterable[Field]:
    return (field for field in part.fields if field.key in given)


def _group(field: Field) -> str:
    return field.of or field.key
