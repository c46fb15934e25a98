"""Two who write in one section: what each changed since the text that both began from, field by field."""

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from trust.policies.contents import Field, Part

# The answer to "Have you finished?" beside the fields. No field is called so.
FINISHED = "finished"


@dataclass(frozen=True)
class Began:
    """What a page began from: the print of each field as it was given out.

    `changed`: the fields of a save whose answer was lost. They are this page's own, though they say the old again.
    """

    prints: Mapping[str, str]
    changed: Collection[str] = ()

    def is_own(self, key: str, value: Any) -> bool:
        """Whether the page has changed it. What it knows nothing of counts as changed."""
        return key in self.changed or self.prints.get(key) != print_of(value)


def print_of(value: Any) -> str:
    """Short and the same for the same value; nothing written is one value, however it is kept."""
    return sha256(json.dumps(value or "", ensure_ascii=False).encode()).hexdigest()[:16]


def prints_of(part: Part, content: Mapping[str, Any], *, is_finished: bool) -> dict[str, str]:
    """The print of each field as it stands."""
    return {field.key: print_of(content.get(field.key)) for field in part.fields} | {FINISHED: print_of(is_finished)}


def own_changes(part: Part, given: Mapping[str, Any], began: Began) -> dict[str, Any]:
    """What the page has changed of what it sent. A list and its marks go together."""
    own = {_group(field) for field in _given(part, given) if began.is_own(field.key, given[field.key])}
    return {field.key: given[field.key] for field in _given(part, given) if _group(field) in own}


def contested(part: Part, own: Mapping[str, Any], stands: Mapping[str, Any], began: Began) -> bool:
    """Whether a field that this page changed was changed by another as well, to something else."""
    fields = list(_given(part, own))
    moved = {_group(field) for field in fields if began.prints.get(field.key) != print_of(stands.get(field.key))}
    apart = {_group(field) for field in fields if print_of(own[field.key]) != print_of(stands.get(field.key))}
    return bool(moved & apart)


def _given(part: Part, given: Mapping[str, Any]) -> Iterable[Field]:
    return (field for field in part.fields if field.key in given)


def _group(field: Field) -> str:
    return field.of or field.key
