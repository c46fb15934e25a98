"""The form of a section of the model as a document: its entries one below the other, and room for more."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms

from improvement_cycle.actions.model_texts import LIMITS, LINES, fields_of
from improvement_cycle.presets.model_texts import MOST_ENTRIES, TextSection, TextWord
from trust.forms.widgets import LineField

ROOM = 2
LABELS = {
    "label": "Name",
    "subtitle": "In other words",
    "text": "What it says",
    "who": "Who does what",
    "output": "What comes of it",
}
HINTS = {"who": "A line for each role, such as “Headteacher: writes the self-evaluation”."}


class SectionForm(forms.Form):
    """Fields of each entry end in its number. A place says where it comes; without one it comes last."""

    opened = forms.CharField(widget=forms.HiddenInput, max_length=16)

    def __init__(
        self, data: Any = None, *, section: TextSection, entries: Sequence[TextWord], opened: str, **more: Any
    ) -> None:
        super().__init__(data, **more)
        self.section = section
        self.names = fields_of(section)
        self.count = _sent(data) if data is not None else min(len(entries) + ROOM, MOST_ENTRIES)
        self.initial.setdefault("opened", opened)
        for number in range(1, self.count + 1):
            entry = entries[number - 1] if number <= len(entries) else None
            self._add(number, entry)

    def _add(self, number: int, entry: TextWord | None) -> None:
        self.fields[f"key_{number}"] = forms.CharField(required=False, max_length=60, widget=forms.HiddenInput)
        self.initial[f"key_{number}"] = entry.key if entry else ""
        for name in self.names:
            at = f"{name}_{number}"
            common: dict[str, Any] = {
                "required": False,
                "label": LABELS[name] if name != "text" or self.section.named else "Words",
                "help_text": HINTS.get(name, ""),
            }
            rows = 4 if name in LINES else 0
            self.fields[at] = (
                forms.CharField(max_length=LIMITS[name], widget=forms.Textarea(attrs={"rows": rows}), **common)
                if rows
                else LineField(max_length=LIMITS[name], **common)
            )
            self.initial[at] = getattr(entry, name) if entry else ""
        self.fields[f"place_{number}"] = forms.IntegerField(
            required=False, min_value=1, max_value=MOST_ENTRIES, label="Place"
        )
        self.initial[f"place_{number}"] = number if entry else None

    @property
    def blocks(self) -> list[tuple[int, list[Any]]]:
        """The fields of each entry, for the page."""
        names = (*self.names, "place")
        return [(n, [self[f"key_{n}"], *(self[f"{name}_{n}"] for name in names)]) for n in range(1, self.count + 1)]

    @property
    def entries(self) -> list[Mapping[str, Any]]:
        """As the action takes them, in the order of their places; `number` is that of the fields."""
        made = [
            {name: self.cleaned_data.get(f"{name}_{n}") for name in ("key", *self.names, "place")} | {"number": n}
            for n in range(1, self.count + 1)
        ]
        return sorted(made, key=lambda each: (each["place"] or MOST_ENTRIES + 1, each["number"]))


def _sent(data: Any) -> int:
    """How many entries the form that was sent had: others may have more or fewer by now."""
    number = 0
    while number < MOST_ENTRIES and f"key_{number + 1}" in data:
        number += 1
    return number
