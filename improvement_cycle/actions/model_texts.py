"""The words of a draft that stand in the model as a document: a section is written as a whole."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.text import slugify

from improvement_cycle.actions.improvement_models import KIND, locked_draft
from improvement_cycle.models import ImprovementModel
from improvement_cycle.presets.model_texts import (
    LONGEST_NAME,
    LONGEST_TEXT,
    LONGEST_WHO,
    MOST_ENTRIES,
    TextSection,
    TextWord,
    entries_of,
    fingerprint,
    section_of,
)
from trust.actions import activity
from trust.actors import Actor
from trust.errors import BadInput, Conflict, NotFound
from trust.permissions import Permission, check_may
from trust.policies.texts import in_lines, one_line, same_words

LIMITS = {"label": LONGEST_NAME, "text": LONGEST_TEXT, "subtitle": 200, "who": LONGEST_WHO, "output": 300}
LINES = ("text", "who")


@transaction.atomic
def write_section(
    *, actor: Actor, model_id: UUID, section: str, entries: Sequence[Mapping[str, Any]], opened: str
) -> ImprovementModel:
    """Put these entries in place of those that stand there. One without words is left out.

    `opened`: the fingerprint of what stood there when it was opened; Conflict where that is no longer so.
    """
    check_may(actor, Permission.MODEL_MANAGE)
    model = locked_draft(model_id)
    found = section_of(model.capabilities, section)
    if found is None:
        raise NotFound("There is no such section.")
    if fingerprint(entries_of(model.texts, section)) != opened:
        raise Conflict("Somebody has changed this section since you opened it.")
    written = _written(found, entries)
    model.texts = {**model.texts, section: [_kept(each) for each in written]}
    model.save(update_fields=["texts"])
    sentence = f"changed “{found.title}” in the draft of the improvement model"
    activity.record(actor=actor, kind=KIND, subject_id=model.id, verb="change", sentence=sentence)
    return model


def _written(section: TextSection, entries: Sequence[Mapping[str, Any]]) -> list[TextWord]:
    if len(entries) > MOST_ENTRIES:
        raise BadInput(f"A section has at most {MOST_ENTRIES} entries.")
    taken: set[str] = set()
    names: set[str] = set()
    made = []
    for place, raw in enumerate(entries, 1):
        number = raw.get("number") or place
        said = {
            name: (in_lines if name in LINES else one_line)(str(raw.get(name) or "")) for name in fields_of(section)
        }
        if not any(said.values()):
            continue
        detail = _faults(section, said, number)
        if section.named and same_words(said["label"]) in names:
            detail[f"label_{number}"] = f"This section has “{said['label']}” already. Choose another name."
        if detail:
            raise BadInput("Some of this is missing or does not fit.", detail=detail)
        names.add(same_words(said.get("label", "")))
        key = _key(str(raw.get("key") or ""), said.get("label") or said["text"], taken)
        taken.add(key)
        made.append(TextWord(key=key, **said))
    return made


def fields_of(section: TextSection) -> tuple[str, ...]:
    """What an entry of this section consists of, in the order of its form."""
    staged = ("subtitle",) if section.staged else ()
    after = ("who", "output") if section.staged else ()
    return (*(("label",) if section.named else ()), *staged, "text", *after)


def _faults(section: TextSection, said: Mapping[str, str], number: int) -> dict[str, Any]:
    detail = {
        f"{name}_{number}": f"Use at most {LIMITS[name]:,} letters. These are {len(value):,}."
        for name, value in said.items()
        if len(value) > LIMITS[name]
    }
    if section.named and not said["label"]:
        detail[f"label_{number}"] = f"Name the {section.one}, or empty what stands under it."
    if not said["text"]:
        detail[f"text_{number}"] = f"Say what the {section.one} is, or empty the rest of it."
    return detail


def _key(kept: str, words: str, taken: set[str]) -> str:
    """The key it had, else one from its first words that no other has."""
    root = slugify(kept).replace("-", "_")[:60] or slugify(words).replace("-", "_")[:40].strip("_") or "entry"
    key, number = root, 1
    while key in taken:
        number += 1
        key = f"{root}_{number}"
    return key


def _kept(entry: TextWord) -> dict[str, str]:
    """Without what is empty, as the ready-made models have it."""
    return {name: value for name in TextWord.__dataclass_fields__ if (value := getattr(entry, name))}
