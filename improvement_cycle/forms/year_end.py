"""The form of what is unfinished at the end of a year: a decision for each item, and a sentence where it needs one."""

from collections.abc import Iterator
from typing import Any

from django import forms

from improvement_cycle.policies.year_end import LONGEST_NOTE, NOT_NOW, WITH_IT, WORDS, Decision, Kind
from improvement_cycle.queries.year_end import Item, OfAcademy, OpenPriority, Unfinished
from trust.forms.widgets import LineField, choice_field

Fields = tuple[Item, forms.BoundField, forms.BoundField]


class UnfinishedForm(forms.Form):
    """Whatever is decided here is decided at once; the rest stays for another day."""

    def __init__(self, *args: Any, found: Unfinished, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.found = found
        for item in found.items:
            nothing = NOT_NOW if item.kind == Kind.PRIORITY else WITH_IT
            pairs = [("", nothing), *((each, WORDS[each]) for each in item.may)]
            self.fields[f"what_{item.key}"] = choice_field(f"Decision: {item.text}", pairs)
            self.fields[f"note_{item.key}"] = LineField(
                max_length=LONGEST_NOTE,
                required=False,
                label="What was reached, or why" if item.kind == Kind.PRIORITY else "Why",
                widget=forms.TextInput(),
            )

    @property
    def shown(self) -> Iterator[tuple[OfAcademy, list[tuple[OpenPriority, Fields, list[Fields]]]]]:
        """By academy: each priority with its fields, then its rows with theirs."""
        for academy in self.found.academies:
            yield (
                academy,
                [(each, self._of(each.item), [self._of(row) for row in each.rows]) for each in academy.priorities],
            )

    def decisions(self) -> list[Decision]:
        """What was decided, as the action takes it."""
        data = self.cleaned_data
        return [
            Decision(item.kind, item.key, data[f"what_{item.key}"], data[f"note_{item.key}"])
            for item in self.found.items
            if data[f"what_{item.key}"]
        ]

    def _of(self, item: Item) -> Fields:
        return item, self[f"what_{item.key}"], self[f"note_{item.key}"]
